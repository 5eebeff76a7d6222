"""Run a learner's forward and backward pass on the small batch of a graph, and see what they hold on the way.

A local variable of the backward pass counts as a gradient when it has the name of a value with a d in front,
one of the forward pass as a value when it has its name.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from inspect import unwrap
from traceback import walk_tb
from types import FrameType
from typing import Any

from autograder.learner.gradients import RIGHT, OwnTruth
from autograder.learner.graph import Graph, Node, Values
from autograder.learner.live.cells import line_that_raised
from autograder.learner.own_forward import OwnForward, judge_forward, own_truth
from autograder.marking.comparison import expect_close
from autograder.marking.verdict import CheckFailure
from autograder.sentences import Sentence, in_words, listed, one_of, say

MEND_IT = "Mend your forward pass first: on the batch of this graph, {failure}"


@dataclass(frozen=True, slots=True)
class Watched:
    """What a call gave, the local variables that the function ended with, and how it ended."""

    gave: Any
    variables: Mapping[str, Any]
    error: Exception | None
    returned: bool  # whether the function came to its end, whatever was done with what it gave


@dataclass(frozen=True, slots=True)
class GraphRun:
    """What the notebook's two functions have on the batch of a graph, and what there is to say of it."""

    gradients: Mapping[str, Any] = field(default_factory=dict)
    finished: bool = True  # whether the backward pass came to its end
    forward: OwnForward | None = None  # where the forward pass is wrong, or came to no end
    truth: OwnTruth | None = None  # where gradients are held against the learner's own forward pass
    sentences: tuple[str, ...] = ()


def run_passes(graph: Graph, names: Mapping[str, Any]) -> GraphRun:
    """Run both functions of the notebook, as far as they are there."""
    if graph.exercise not in names and graph.forward not in names:
        return GraphRun()
    for name in (graph.forward, graph.exercise):
        if name in names and not callable(names[name]):
            return GraphRun(
                sentences=(in_words("{name} is no function any more: run its cell again.", name=name),)
            )
    done = watched(names.get(graph.forward), lambda: graph.run_forward(names, _fresh(graph.batch)))
    if done.error:
        return _without_output(graph, done)
    out, cache, lacks = _output_and_cache(graph, done.gave)
    try:
        expect_close(out, graph.values(graph.batch)[graph.output], what=graph.output)
    except CheckFailure as failure:
        forward = judge_forward(graph, {**done.variables, graph.output: out})
        said = [] if out is None and lacks else [in_words(MEND_IT, failure=failure)]
        said += first_wrong_value(graph, forward)
        if lacks or not forward.has_output:
            return GraphRun(forward=forward, sentences=(*said, *lacks))
        truth = own_truth(graph, forward, lambda batch: graph.run_forward(names, _fresh(batch))[0])
        said.append(in_words("Your gradients are judged against your own forward pass, as it stands."))
        return _with_backward(
            graph, names, cache, GraphRun(forward=forward, truth=truth, sentences=tuple(said))
        )
    if lacks:
        return GraphRun(sentences=lacks)
    return _with_backward(graph, names, cache, GraphRun())


def _without_output(graph: Graph, done: Watched) -> GraphRun:
    """A forward pass that stopped, or gave what nobody can use; its values are judged as far as it came."""
    if done.returned:
        said = in_words(
            "{forward} returned {described}; that is not what its docstring says.",
            forward=graph.forward,
            described=_described(done.gave),
        )
        return GraphRun(sentences=(said,))
    forward = judge_forward(graph, done.variables, finished=False)
    said = in_words("Your forward pass comes first. {what_happened}", what_happened=what_happened(done.error))
    return GraphRun(forward=forward, sentences=(said, *first_wrong_value(graph, forward)))


def _output_and_cache(graph: Graph, gave: Any) -> tuple[Any, Any, tuple[str, ...]]:
    """The output and the cache, and a sentence where there are not these two."""
    if isinstance(gave, tuple | list) and len(gave) == 2:
        return gave[0], gave[1], ()
    out = gave[0] if isinstance(gave, tuple | list) and gave else gave
    name, what = graph.forward or in_words("Your forward pass"), _described(gave)
    return (
        out,
        None,
        (
            in_words(
                "{name} returned {what}; it is to return {output} and the cache, in this order.",
                name=name,
                what=what,
                output=graph.output,
            ),
        ),
    )


def _with_backward(graph: Graph, names: Mapping[str, Any], cache: Any, run: GraphRun) -> GraphRun:
    """The run with what the backward pass has, if there is one."""
    if graph.exercise not in names:
        return run
    done = watched(names[graph.exercise], lambda: graph.run_backward(names, _fresh(graph.batch), cache))
    if done.error is None:
        return replace(run, gradients={**done.variables, **done.gave})
    said = list(run.sentences)
    if done.returned:
        asked = listed(f"d{leaf}" for leaf in graph.leaves)
        said.append(
            in_words(
                "{exercise} returned {described}; the graph asks for {asked}.",
                exercise=graph.exercise,
                described=_described(done.gave),
                asked=asked,
            )
        )
    elif not isinstance(done.error, NotImplementedError):
        if cache is None:
            said.append(
                in_words("The cache is None: your forward pass has to put into it what the way back needs.")
            )
        said.append(
            in_words(
                "{exercise} stopped; what it had by then is shown. {what_happened}",
                exercise=graph.exercise,
                what_happened=what_happened(done.error),
            )
        )
    return replace(run, gradients=done.variables, finished=False, sentences=tuple(said))


def _fresh(batch: Values) -> dict[str, Any]:
    """A copy: a function may write into its arguments."""
    return deepcopy(dict(batch))


def watched(function: Any, call: Callable[[], object]) -> Watched:
    """Do `call`, and look at `function` as it ends, however it ends."""
    code = getattr(unwrap(function), "__code__", None) if callable(function) else None
    variables: dict[str, Any] = {}
    given: list[Any] = []

    def watch(frame: FrameType, event: str, value: object) -> None:
        if event == "return" and frame.f_code is code:
            variables.update(frame.f_locals)
            given[:] = [value]

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        gave = call()
    except Exception as error:
        inside = any(frame.f_code is code for frame, _ in walk_tb(error.__traceback__))
        return Watched(given[0] if given else None, variables, error, bool(given) and not inside)
    finally:
        sys.setprofile(before)
    return Watched(gave, variables, None, True)


def what_happened(error: Exception | None) -> str:
    """An exception in a sentence."""
    if isinstance(error, KeyError) and error.args:
        return in_words("{args} is not defined yet: run its cell first.", args=error.args[0])
    if isinstance(error, NotImplementedError):
        return in_words("A part of it is not written yet.")
    return in_words(
        "It raised {name}: {error}{where}.",
        name=type(error).__name__,
        error=error,
        where=line_that_raised(error) if error else "",
    )


def _described(value: Any) -> str:
    if value is None:
        return in_words("nothing (None)")
    if isinstance(value, tuple | list):
        return in_words("1 value") if len(value) == 1 else in_words("{number} values", number=len(value))
    return in_words("one {type}", type=type(value).__name__)


def first_wrong_value(graph: Graph, forward: OwnForward) -> Iterator[str]:
    """The first wrong value of a forward pass, and where it is made, so far as its variables tell."""
    if not forward.first:
        return
    boxes = one_of(box_in_words(node) for node in graph.nodes if node.gives in suspects(graph, forward))
    right = [value for value, row in forward.findings.items() if row.state is RIGHT]
    if forward.first != graph.output:
        why = forward.findings[forward.first].why
        yield in_words(
            "Of the values that it names, {first} is the first wrong one, made at {boxes}: {why}",
            first=forward.first,
            boxes=boxes,
            why=why,
        )
    elif right:
        yield in_words(
            "The values that it names before, {right}, are right: the fault is made at {boxes}.",
            right=listed(right),
            boxes=boxes,
        )
    else:
        on_the_way = listed(node.gives for node in graph.nodes if node.gives != graph.output)
        yield (
            in_words(
                "No variable of it was seen that has the name of a value on the graph ({on_the_way})."
                " With such names, graph() says which is the first wrong one.",
                on_the_way=on_the_way,
            )
        )


def suspects(graph: Graph, forward: OwnForward) -> tuple[str, ...]:
    """What the boxes give of which one makes the first wrong value: it, and what has no name before it."""
    found = [forward.first] if forward.first else []
    makes = {node.gives: node for node in graph.nodes}
    for value in found:
        found += [
            name for name in makes[value].takes if name in makes and name not in (*forward.findings, *found)
        ]
    return tuple(found)


def box_in_words(node: Node) -> Sentence:
    """A box in words."""
    return say('the box "{says}" that gives {gives}', says=Sentence(node.says), gives=node.gives)
