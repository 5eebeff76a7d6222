"""What `graph()` does in a notebook: the graph with every gradient that there is, and where to look first.

The gradients come from a dict that the learner hands over, or from the learner's own backward pass while it
runs on the small batch of the course's graph file (`graph_run.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from autograder.columns import filled_lines, padded
from autograder.errors import AssignmentError
from autograder.languages.handout_words import in_its_language
from autograder.learner.diagram import diagram
from autograder.learner.gradients import (
    RIGHT,
    UNCLEAR,
    WRONG,
    GradientFinding,
    Judged,
    judge_gradients,
    unknown_before,
)
from autograder.learner.graph import Graph, Node, Values, find_graph
from autograder.learner.graph_run import GraphRun, box_in_words, run_passes, suspects, what_happened
from autograder.learner.live.cells import not_taken
from autograder.learner.live.interrupting import Endless, bounded
from autograder.learner.live.show import show_in_place
from autograder.learner.public import CHECK_SECONDS, public_report
from autograder.learner.remarks import FAILED, UNWRITTEN, WIDTH, state
from autograder.learner.report_page import badge, section
from autograder.report import CriterionResult
from autograder.sentences import NOTHING, all_of, in_words, listed, one_of, say, say_all, show


@dataclass(frozen=True, slots=True)
class View:
    """A graph with what was found on it; `sentences` say what to do."""

    graph: Graph
    judged: Judged
    boxes: Mapping[str, GradientFinding]  # the learner's functions of single boxes, by what the box gives
    sentences: tuple[str, ...]
    run: GraphRun

    @property
    def values(self) -> Mapping[str, GradientFinding]:
        """How the values of a forward pass stand that is wrong, or came to no end; empty for a right one."""
        return self.run.forward.findings if self.run.forward else {}

    @property
    def wrong_boxes(self) -> tuple[Node, ...]:
        """The boxes whose functions are wrong, the first to look at first."""
        return tuple(node for node in reversed(self.graph.nodes) if _is_wrong(self.boxes.get(node.gives)))

    @property
    def mend(self) -> tuple[str, ...]:
        """The cards to look at first."""
        if self.run.forward and self.run.forward.first:
            made = suspects(self.graph, self.run.forward)
            return made if len(made) < len(self.graph.nodes) else ()
        return tuple(node.gives for node in self.wrong_boxes[:1]) or self.judged.mend

    @property
    def explained(self) -> tuple[str, ...]:
        """What the sentences explain: the first wrong box and the first wrong gradient, by their names."""
        boxes = tuple(node.practice for node in self.wrong_boxes[:1])
        values = (self.run.forward.first,) if self.run.forward else ()
        return (*values, *boxes, f"d{self.judged.first}") if self.judged.first else (*values, *boxes)


@in_its_language
def show_graph(
    gradients: Mapping[str, Any] | None, names: dict[str, Any], folder: str, exercise: str = ""
) -> None:
    """Show the graph of an exercise with the gradients handed over, or those that the notebook computes."""
    try:
        graph = find_graph(Path(folder), exercise)
        old = not_taken(graph.exercise, names) or not_taken(graph.forward, names)
        if old:
            print(filled_lines(str(old), WIDTH))
            return
        with bounded(CHECK_SECONDS):
            view = view_graph(graph, gradients, names, Path(folder))
    except (AssignmentError, Endless) as error:
        print(error)
        return
    show_in_place(graph_text(view), graph_html(view))


def view_graph(graph: Graph, gradients: Mapping[str, Any] | None, names: dict[str, Any], folder: Path) -> View:
    """Judge everything that there is to judge."""
    if gradients is None:
        run = run_passes(graph, names)
        values = run.forward.values if run.forward and run.truth else graph.values(graph.batch)
        boxes = _boxes(graph, names, folder)
    else:
        values, boxes = _handed_over(graph, gradients), {}
        run = GraphRun(gradients, sentences=_strangers(graph, gradients))
    given = {value: run.gradients[f"d{value}"] for value in graph.order[1:] if f"d{value}" in run.gradients}
    judged = judge_gradients(graph, values, given, finished=run.finished, own=run.truth)
    return View(graph, judged, boxes, (*run.sentences, *_advice(graph, judged, boxes, run)), run)


def _strangers(graph: Graph, gradients: Mapping[str, Any]) -> tuple[str, ...]:
    """A sentence on what is handed over under a name that is not on the graph."""
    strange = [name for name in gradients if name[:1] == "d" and name != "dout" and name[1:] not in graph.order]
    known = listed(f"d{value}" for value in graph.order if value != graph.output)
    return (
        (
            in_words(
                "Not on the graph: {strange}. Its gradients are {known}.",
                strange=listed(strange),
                known=known,
            ),
        )
        if strange
        else ()
    )


def graph_text(view: View) -> str:
    """The view in words."""
    lines = [in_words("The graph of {exercise}, from right to left", exercise=view.graph.exercise)]
    for name, finding in _rows(view):
        because = "" if name in view.explained else _because(finding)
        lines.append(_filled(f"{padded(str(finding.state.word), 12)}{name}{because}"))
    lines += [_filled(sentence) for sentence in view.sentences]
    return "\n".join(lines)


def _filled(sentence: str) -> str:
    return filled_lines(sentence, WIDTH, "  ")


def graph_html(view: View) -> str:
    """The view as a picture, with the same in words below it."""
    description = show(
        say_all(say("{name} is {state}.", name=name, state=finding.state.word) for name, finding in _rows(view))
    )
    drawn = diagram(
        view.graph, view.judged.findings, view.boxes, view.values, mend=view.mend, description=description
    )
    rows = "".join(
        f'<li class="{finding.state.kind}"><p>{badge(finding.state)} <strong>{escape(name)}</strong>'
        f"{escape(_because(finding))}</p></li>"
        for name, finding in _rows(view)
    )
    same = escape(in_words("The same in words"))
    return section(
        in_words("The graph of {exercise}", exercise=view.graph.exercise),
        [
            f"<h4>{escape(in_words('The graph of {exercise}', exercise=view.graph.exercise))}</h4>",
            *(f"<p>{escape(sentence)}</p>" for sentence in view.sentences),
            f"<figure>{drawn}<figcaption>{escape(_caption(view))}</figcaption></figure>",
            f'<details><summary>{same}</summary><ul role="list">{rows}</ul></details>',
        ],
    )


def _caption(view: View) -> str:
    """How to read the picture."""
    arrows = in_words("Arrows run forward; gradients come back along them, from right to left.")
    boxes = in_words(', and in the line "box" your function for that box') if view.boxes else ""
    about_values = in_words(
        " A sign before a value is about your forward pass: ✓ as the box gives it, ✗ wrong, →"
        " a right step from a wrong value, ? unknown."
    )
    return in_words(
        "{arrows} Below each value stands its gradient{boxes}.{about_values}",
        arrows=arrows,
        boxes=boxes,
        about_values=about_values if view.values else "",
    )


def _rows(view: View) -> Iterator[tuple[str, GradientFinding]]:
    """Everything with a state: the values of a forward pass, then all as the way back meets it."""
    yield from view.values.items()
    functions = {node.gives: node.practice for node in view.graph.nodes}
    for value in view.graph.order:
        if value in view.boxes:
            yield functions[value], view.boxes[value]
        if value != view.graph.output:
            yield f"d{value}", view.judged.findings[value]


def _because(finding: GradientFinding) -> str:
    return in_words(": {why}", why=finding.why) if finding.why else ""


def _handed_over(graph: Graph, gradients: Values) -> Values:
    """The values of the forward pass, on the inputs in the dict and on the course's where it has none.

    Raises:
        AssignmentError: it is no dict, or the inputs in it do not fit together.
    """
    if not isinstance(gradients, Mapping):
        raise AssignmentError(
            say(
                "graph takes a dict of names and gradients, such as {example}.", example='graph({"dvar": dvar})'
            )
        )
    try:
        return graph.values({name: gradients.get(name, given) for name, given in graph.batch.items()})
    except Exception as error:
        raise AssignmentError(
            say(
                "The inputs in the dict do not fit together. {what_happened}",
                what_happened=what_happened(error),
            )
        ) from error


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
        why = next((_why(line.result) for line in lines if state(line) is FAILED and line.result), "")
        found[node.gives] = GradientFinding(WRONG, why) if FAILED in states else GradientFinding(RIGHT)
    return found


def _why(result: CriterionResult) -> str:
    """What was found in a function, the name of the mistake, and its hint."""
    hint = say("Hint: {hint}", hint=result.hint) if result.hint else NOTHING
    return show(say_all([result.found, result.named, hint]))


def _advice(graph: Graph, judged: Judged, boxes: Mapping[str, GradientFinding], run: GraphRun) -> Iterator[str]:
    """Where to look first, or what is still to be done."""
    wrong = [node for node in reversed(graph.nodes) if _is_wrong(boxes.get(node.gives))]
    if wrong:
        why = boxes[wrong[0].gives].why
        yield in_words(
            "{practice} is the first wrong one: {box_in_words}. {why}",
            practice=wrong[0].practice,
            box_in_words=box_in_words(wrong[0]),
            why=why,
        )
    if judged.first:
        yield from _first_wrong(graph, judged)
    if judged.first or wrong:
        return
    known = [f"d{value}" for value in graph.order[1:] if judged.findings[value].state not in UNCLEAR]
    unknown = [f"d{value}" for value in graph.order[1:] if judged.findings[value].state in UNCLEAR]
    own = in_words(" for your own forward pass") if run.truth else ""
    if all(judged.findings[leaf].state is RIGHT for leaf in graph.leaves):
        yield in_words("The gradients of {leaves} are right{own}.", leaves=listed(graph.leaves), own=own)
    elif known:
        yield in_words(
            "Everything known is right{own}. Not known yet: {unknown}.", own=own, unknown=listed(unknown)
        )
    elif boxes:
        yield in_words("Every box that is written is right.")
    elif run.truth or not run.sentences:
        yield (
            in_words(
                "No gradient is known yet. Write the first lines of {exercise} and name each gradient"
                ' after its value with a d in front, or hand some over: graph({{"d{order}": ...}}).',
                exercise=graph.exercise,
                order=graph.order[1],
            )
        )


def _first_wrong(graph: Graph, judged: Judged) -> Iterator[str]:
    """The first wrong gradient, and the boxes that can have made it."""
    first = judged.first
    yield in_words(
        "d{first} is the first wrong gradient, counted from {output}. {why}",
        first=first,
        output=graph.output,
        why=judged.findings[first].why,
    )
    makers = [box_in_words(node) for node in graph.users(first) if node.gives in judged.mend]
    unknown = unknown_before(graph, first, judged.findings)
    if unknown:
        yield (
            in_words(
                "It is made at {makers}, unless what comes in there is wrong already: not known are {listed}.",
                makers=one_of(makers),
                listed=listed(f"d{value}" for value in unknown),
            )
        )
    elif len(graph.users(first)) == 1:
        yield in_words("All that comes in is right, so it is made at {maker}: mend it there.", maker=makers[0])
    elif len(makers) == 1:
        yield in_words(
            "All that comes in is right, so look at what {maker} sends back, and whether it is added.",
            maker=makers[0],
        )
    else:
        yield (
            in_words(
                "All that comes in is right, so look at what {makers} send back, and at the sum of the two.",
                makers=all_of(makers),
            )
        )


def _is_wrong(finding: GradientFinding | None) -> bool:
    return finding is not None and finding.state is WRONG
