"""What `graph()` does in a notebook: the graph with every gradient that there is, and where to look first.

The gradients come from a dict that the learner hands over, or from the local variables of the learner's own
backward pass while it runs on the small batch of the course's graph file. A variable counts when it has the
name of a value with a d in front.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from html import escape
from pathlib import Path
from types import FrameType
from typing import Any

from autograder.errors import AssignmentError
from autograder.learner.diagram import diagram
from autograder.learner.gradients import (
    RIGHT,
    UNKNOWN,
    WRONG,
    GradientFinding,
    Judged,
    judge_gradients,
    unknown_before,
)
from autograder.learner.graph import Graph, Node, Values, find_graph
from autograder.learner.live.show import show_in_place
from autograder.learner.public import public_report
from autograder.learner.remarks import FAILED, UNWRITTEN, WIDTH, state
from autograder.learner.report_page import badge, section
from autograder.marking.comparison import expect_close
from autograder.marking.verdict import CheckFailure


@dataclass(frozen=True, slots=True)
class View:
    """A graph with what was found on it; `sentences` say what to do."""

    graph: Graph
    judged: Judged
    boxes: Mapping[str, GradientFinding]  # the learner's functions of single boxes, by what the box gives
    sentences: tuple[str, ...]

    @property
    def wrong_boxes(self) -> tuple[Node, ...]:
        """The boxes whose functions are wrong, the first to look at first."""
        return tuple(node for node in reversed(self.graph.nodes) if _is_wrong(self.boxes.get(node.gives)))

    @property
    def mend(self) -> tuple[str, ...]:
        """The cards to look at first."""
        return tuple(node.gives for node in self.wrong_boxes[:1]) or self.judged.mend

    @property
    def explained(self) -> tuple[str, ...]:
        """What the sentences explain: the first wrong box and the first wrong gradient, by their names."""
        boxes = tuple(node.practice for node in self.wrong_boxes[:1])
        return (*boxes, f"d{self.judged.first}") if self.judged.first else boxes


def show_graph(
    gradients: Mapping[str, Any] | None, names: dict[str, Any], folder: str, exercise: str = ""
) -> None:
    """Show the graph of an exercise with the gradients handed over, or those that the notebook computes."""
    try:
        graph = find_graph(Path(folder), exercise)
        view = view_graph(graph, gradients, names, Path(folder))
    except AssignmentError as error:
        print(error)
        return
    show_in_place(graph_text(view), graph_html(view))


def view_graph(graph: Graph, gradients: Mapping[str, Any] | None, names: dict[str, Any], folder: Path) -> View:
    """Judge everything that there is to judge."""
    sentences: list[str] = []
    if gradients is None:
        values: Values = graph.values(graph.batch)
        found = _of_the_notebook(graph, names, values, sentences)
    else:
        values = _handed_over(graph, gradients)
        found = dict(gradients)
        strange = [name for name in found if name[:1] == "d" and name != "dout" and name[1:] not in graph.order]
        if strange:
            known = ", ".join(f"d{value}" for value in graph.order if value != graph.output)
            sentences.append(f"Not on the graph: {', '.join(strange)}. Its gradients are {known}.")
    given = {value: found[f"d{value}"] for value in graph.order[1:] if f"d{value}" in found}
    judged = judge_gradients(graph, values, given)
    boxes = _boxes(graph, names, folder) if gradients is None else {}
    return View(graph, judged, boxes, (*sentences, *_advice(graph, judged, boxes)))


def graph_text(view: View) -> str:
    """The view in words."""
    lines = [f"The graph of {view.graph.exercise}, from right to left"]
    for name, finding in _rows(view):
        because = "" if name in view.explained else _because(finding)
        lines.append(_filled(f"{finding.state.word:<12}{name}{because}"))
    lines += [_filled(sentence) for sentence in view.sentences]
    return "\n".join(lines)


def _filled(sentence: str) -> str:
    return textwrap.fill(sentence, WIDTH, initial_indent="  ", subsequent_indent="  ")


def graph_html(view: View) -> str:
    """The view as a picture, with the same in words below it."""
    description = " ".join([f"{name} is {finding.state.word}." for name, finding in _rows(view)])
    drawn = diagram(view.graph, view.judged.findings, view.boxes, mend=view.mend, description=description)
    rows = "".join(
        f'<li class="{finding.state.kind}"><p>{badge(finding.state)} <strong>{escape(name)}</strong>'
        f"{escape(_because(finding))}</p></li>"
        for name, finding in _rows(view)
    )
    return section(
        f"The graph of {view.graph.exercise}",
        [
            f"<h4>The graph of {escape(view.graph.exercise)}</h4>",
            *(f"<p>{escape(sentence)}</p>" for sentence in view.sentences),
            f"<figure>{drawn}<figcaption>{escape(_caption(view))}</figcaption></figure>",
            f'<details><summary>The same in words</summary><ul role="list">{rows}</ul></details>',
        ],
    )


def _caption(view: View) -> str:
    """How to read the picture."""
    arrows = "Arrows run forward; gradients come back along them, from right to left."
    boxes = ', and in the line "box" your function for that box' if view.boxes else ""
    return f"{arrows} Below each value stands its gradient{boxes}."


def _rows(view: View) -> Iterator[tuple[str, GradientFinding]]:
    """Everything with a state, as the backward pass meets it."""
    functions = {node.gives: node.practice for node in view.graph.nodes}
    for value in view.graph.order:
        if value in view.boxes:
            yield functions[value], view.boxes[value]
        if value != view.graph.output:
            yield f"d{value}", view.judged.findings[value]


def _because(finding: GradientFinding) -> str:
    return f": {finding.why}" if finding.why else ""


def _handed_over(graph: Graph, gradients: Values) -> Values:
    """The values of the forward pass, on the inputs in the dict and on the course's where it has none.

    Raises:
        AssignmentError: it is no dict, or the inputs in it do not fit together.
    """
    if not isinstance(gradients, Mapping):
        raise AssignmentError('graph takes a dict of names and gradients, such as graph({"dvar": dvar}).')
    try:
        return graph.values({name: gradients.get(name, given) for name, given in graph.batch.items()})
    except Exception as error:
        raise AssignmentError(f"The inputs in the dict do not fit together. {_what(error)}") from error


def _of_the_notebook(
    graph: Graph, names: dict[str, Any], values: Values, sentences: list[str]
) -> dict[str, Any]:
    """The gradients that the learner's own backward pass computes on the small batch."""
    function = names.get(graph.exercise)
    if function is None:
        return {}
    batch = deepcopy(dict(graph.batch))  # a function may write into its arguments
    try:
        out, cache = graph.run_forward(names, batch)
        expect_close(out, values[graph.output], what=graph.output)
    except CheckFailure as failure:
        sentences.append(f"Mend your forward pass first: on the batch of this graph, {failure}")
        return {}
    except Exception as error:
        sentences.append(f"Your forward pass comes first. {_what(error)}")
        return {}
    found: dict[str, Any] = {}
    try:
        with_locals(function, lambda: found.update(graph.run_backward(names, batch, cache)), found)
    except Exception as error:
        if not isinstance(error, NotImplementedError):
            sentences.append(f"{graph.exercise} stopped; what it had by then is shown. {_what(error)}")
    return found


def with_locals(function: Any, call: Callable[[], object], found: dict[str, Any]) -> None:
    """Do `call`; leave in `found` the local variables that `function` ended with, however it ended."""
    code = getattr(function, "__code__", None)

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "return" and frame.f_code is code:
            found.update(frame.f_locals)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        call()
    finally:
        sys.setprofile(before)


def _what(error: Exception) -> str:
    """An exception in a sentence."""
    if isinstance(error, KeyError) and error.args:
        return f"{error.args[0]} is not defined yet: run its cell first."
    if isinstance(error, NotImplementedError):
        return "A part of it is not written yet."
    return f"It raised {type(error).__name__}: {error}."


def _boxes(graph: Graph, names: dict[str, Any], folder: Path) -> dict[str, GradientFinding]:
    """How the learner's functions of single boxes stand; those that are not begun are left out."""
    found: dict[str, GradientFinding] = {}
    for node in graph.nodes:
        if not node.practice or node.practice not in names:
            continue
        lines = public_report(folder, node.practice, names)
        states = [state(line) for line in lines]
        if UNWRITTEN in states:
            continue
        why = next((line.result.message for line in lines if state(line) is FAILED and line.result), "")
        found[node.gives] = GradientFinding(WRONG, why) if FAILED in states else GradientFinding(RIGHT)
    return found


def _advice(graph: Graph, judged: Judged, boxes: Mapping[str, GradientFinding]) -> Iterator[str]:
    """Where to look first, or what is still to be done."""
    wrong = [node for node in reversed(graph.nodes) if _is_wrong(boxes.get(node.gives))]
    if wrong:
        yield f"{wrong[0].practice} is the first wrong one: {_box(wrong[0])}. {boxes[wrong[0].gives].why}"
    if judged.first:
        yield from _first_wrong(graph, judged)
    known = [value for value in graph.order[1:] if judged.findings[value].state is not UNKNOWN]
    unknown = [f"d{value}" for value in graph.order[1:] if judged.findings[value].state is UNKNOWN]
    if judged.first or wrong:
        return
    if all(judged.findings[leaf].state is RIGHT for leaf in graph.leaves):
        yield f"The gradients of {', '.join(graph.leaves)} are right."
    elif known:
        yield f"Everything known is right. Not known yet: {', '.join(unknown)}."
    elif boxes:
        yield "Every box that is written is right."
    else:
        yield (
            f"No gradient is known yet. Write the first lines of {graph.exercise} and name each gradient after"
            f' its value with a d in front, or hand some over: graph({{"d{graph.order[1]}": ...}}).'
        )


def _first_wrong(graph: Graph, judged: Judged) -> Iterator[str]:
    """The first wrong gradient, and the boxes that can have made it."""
    first = judged.first
    yield f"d{first} is the first wrong gradient, counted from {graph.output}. {judged.findings[first].why}"
    makers = [_box(node) for node in graph.users(first) if node.gives in judged.mend]
    unknown = unknown_before(graph, first, judged.findings)
    if unknown:
        listed = ", ".join(f"d{value}" for value in unknown)
        yield (
            f"It is made at {' or '.join(makers)}, unless what comes in there is wrong already: not known are"
            f" {listed}."
        )
    elif len(graph.users(first)) == 1:
        yield f"All that comes in is right, so it is made at {makers[0]}: mend it there."
    elif len(makers) == 1:
        yield f"All that comes in is right, so look at what {makers[0]} sends back, and whether it is added."
    else:
        yield (
            f"All that comes in is right, so look at what {' and '.join(makers)} send back, and at the sum of"
            " the two."
        )


def _box(node: Node) -> str:
    return f'the box "{node.says}" that gives {node.gives}'


def _is_wrong(finding: GradientFinding | None) -> bool:
    return finding is not None and finding.state is WRONG
