"""The picture of a judged graph: a card for each value, with its box and how its gradient stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from autograder.columns import columns_of
from autograder.learner.drawing import svg
from autograder.learner.drawing.svg import WHITE
from autograder.learner.gradients import UNKNOWN, GradientFinding
from autograder.learner.graph import Graph
from autograder.learner.remarks import State
from autograder.learner.report_page import SHADES
from autograder.sentences import Sentence, in_words

ACROSS, DOWN = 132, 156
"""From the centre of one card to the next."""

HALF, MARGIN = 55, 66

Point = tuple[float, float]


def diagram(
    graph: Graph,
    gradients: Mapping[str, GradientFinding],
    boxes: Mapping[str, GradientFinding],
    values: Mapping[str, GradientFinding],
    *,
    mend: Collection[str],
    description: str,
) -> str:
    """The graph; `boxes` are the learner's functions of single boxes, `mend` the cards to look at first.

    `values` are those of a forward pass of the learner's that is judged as well.
    """
    places = {**graph.leaves, **{node.gives: node.at for node in graph.nodes}}
    centres = {value: (MARGIN + ACROSS * x, MARGIN + 14 + DOWN * y) for value, (x, y) in places.items()}
    high = 62 if boxes else 46
    parts: list[str] = []
    for node in graph.nodes:
        for value in node.takes:
            parts += _arrow(centres[value], centres[node.gives], high)
    says = {node.gives: str(Sentence(node.says)) for node in graph.nodes}
    for value, centre in centres.items():
        sign = f"{values[value].state.sign} " if value in values else ""
        words = (says.get(value, in_words("given")), f"{sign}{value}")
        finding = gradients.get(value, GradientFinding(UNKNOWN))
        parts += _card(centre, words, finding, boxes.get(value), high=high, mend=value in mend)
    return svg.svg_picture(
        max(x for x, _ in centres.values()) + MARGIN,
        max(y for _, y in centres.values()) + high + 10,
        title=in_words("The computation graph of {exercise} with its gradients", exercise=graph.exercise),
        description=description,
        parts=parts,
    )


def _card(
    centre: Point,
    words: tuple[str, str],
    gradient: GradientFinding,
    box: GradientFinding | None,
    *,
    high: float,
    mend: bool,
) -> Iterator[str]:
    """What is computed, its name, its gradient's state, and the state of the learner's function for the box."""
    x, y = centre
    says, named = words
    value = named.rpartition(" ")[2]
    top = y - high
    yield svg.box(x - HALF, top, 2 * HALF, 2 * high, round_by=8, line_width=4 if mend else 1.5)
    if mend:
        yield from _badge(x, top - 12, in_words("look here first"), "bad")
    yield svg.text(x, top + 14, says)
    yield svg.text(x, top + 32, named, size=14)
    yield svg.line(x - HALF, top + 45, x + HALF, top + 45, width=1)
    yield svg.text(x, top + 58, f"d{value}", size=14)
    yield from _badge(x, top + 78, _words(gradient.state), gradient.state.kind)
    if box:
        yield from _badge(x, top + 106, in_words("box {state}", state=_words(box.state)), box.state.kind)


def _words(state: State) -> str:
    return f"{state.sign} {state.word}"


def _badge(x: float, y: float, words: str, kind: str) -> Iterator[str]:
    """White words on a shade of their own; what lies below is hidden."""
    width = 7.2 * columns_of(words) + 12
    yield svg.box(x - width / 2, y - 10, width, 20, fill=SHADES[kind], stroke="none", round_by=4)
    yield svg.text(x, y, words, fill=WHITE)


def _arrow(start: Point, end: Point, high: float) -> Iterator[str]:
    """A straight arrow from the rim of one card to the rim of another."""
    (x1, y1), (x2, y2) = start, end
    length = max(abs(x2 - x1), abs(y2 - y1)) or 1.0
    across, down = (x2 - x1) / length, (y2 - y1) / length
    reach = min(HALF / abs(across) if across else high, high / abs(down) if down else HALF)
    tip = (x2 - reach * across, y2 - reach * down)
    norm = (across**2 + down**2) ** 0.5
    ux, uy = across / norm, down / norm
    foot = (tip[0] - 9 * ux, tip[1] - 9 * uy)
    yield svg.line(x1 + reach * across, y1 + reach * down, *foot)
    yield svg.polygon([tip, (foot[0] - 4 * uy, foot[1] + 4 * ux), (foot[0] + 4 * uy, foot[1] - 4 * ux)])
