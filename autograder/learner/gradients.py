"""Which gradients on a graph are right, which are wrong, and where the first wrong one is made.

A gradient that a right step made of a wrong one is not to blame: it is told apart by doing the same step, by
differences of the box alone, with the learner's own gradients. Nor is one to blame that is only begun, or one
that belongs to a forward pass of which not enough is known.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.learner.graph import Graph, Node, Values, sent_back
from autograder.learner.remarks import State
from autograder.marking.comparison import VALUES, expect_array, expect_close, scaled_error, squeeze_to
from autograder.marking.verdict import Array, CheckFailure
from autograder.sentences import all_of, in_words, say

RIGHT = State("✓", say("right"), "good")
WRONG = State("✗", say("wrong"), "bad")
PASSED_ON = State("→", say("passed on"), "open")
NOT_YET = State("○", say("not yet"), "open")
UNKNOWN = State("?", say("unknown"), "later")

UNCLEAR = (UNKNOWN, NOT_YET)
"""Nothing can be said yet, for good or bad."""


@dataclass(frozen=True, slots=True)
class GradientFinding:
    """How one gradient, or one box, stands, and why."""

    state: State
    why: str = ""
    made_at: str = ""  # of several boxes that send something back, the one that is to blame, where it is known


@dataclass(frozen=True, slots=True)
class OwnTruth:
    """What is known of the gradients of a forward pass that is not the graph's."""

    certain: Collection[str]  # values that it takes to the output as the boxes do: these tell the gradient
    leaves: Mapping[str, Array]  # the gradients of its inputs, by differences of itself


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of each value's gradient; `first` is the value whose gradient goes wrong first."""

    findings: Mapping[str, GradientFinding]
    first: str
    mend: tuple[str, ...]  # the boxes, by what they give, of which one makes the first wrong gradient


def judge_gradients(
    graph: Graph,
    values: Values,
    given: Mapping[str, object],
    *,
    finished: bool = True,
    own: OwnTruth | None = None,
) -> Judged:
    """Judge the gradients that a learner has, by the names of their values.

    `finished` is whether the backward pass came to its end: what it has before that may be only begun. `own` is
    there where the forward pass is not the graph's, and `values` are those that it has.
    """
    known: dict[str, Array] = {}
    findings: dict[str, GradientFinding] = {}
    for value in graph.order:
        if value == graph.output:
            known[value], findings[value] = values["dout"], GradientFinding(RIGHT)
        elif value not in given:
            findings[value] = GradientFinding(UNKNOWN)
        elif given[value] is None:
            findings[value] = GradientFinding(NOT_YET, in_words("It is None so far."))
        else:
            findings[value] = _finding(graph, value, values, given[value], known, findings, own)
            begun = None if finished else _begun(graph, value, values, known, findings)
            if begun:
                known.pop(value, None)
                findings[value] = begun
    if all(findings[leaf].state is RIGHT for leaf in graph.leaves):
        findings = {value: _of_another_meaning(finding) for value, finding in findings.items()}
    first = next((value for value in graph.order if findings[value].state is WRONG), "")
    made_at = findings[first].made_at if first else ""
    return Judged(findings, first, (made_at,) if made_at else tuple(node.gives for node in graph.users(first)))


def _finding(
    graph: Graph,
    value: str,
    values: Values,
    gradient: object,
    known: dict[str, Array],
    findings: Mapping[str, GradientFinding],
    own: OwnTruth | None,
) -> GradientFinding:
    """How a gradient stands; it is put to those that are known if it has the shape of its value."""
    certain = own is None or value in own.certain
    truth = graph.gradient(value, values) if certain or own is None else own.leaves.get(value)
    try:
        known[value] = fitted(gradient, np.shape(values[value]), what=f"d{value}")
        if truth is not None:
            expect_close(known[value], truth, what=f"d{value}")
    except CheckFailure as failure:
        if certain or (value in graph.leaves and value not in known):
            return _explained(graph, value, values, known, findings, failure)
    else:
        if truth is not None:
            return GradientFinding(RIGHT, in_words("Right for your own forward pass.") if own else "")
    if value in graph.leaves and truth is not None:
        return GradientFinding(
            UNKNOWN, in_words("It is not the gradient of your own forward pass: mend that one first.")
        )
    return GradientFinding(
        UNKNOWN, in_words("It depends on the part of your forward pass that is to be mended.")
    )


def _begun(
    graph: Graph,
    value: str,
    values: Values,
    known: Mapping[str, Array],
    findings: Mapping[str, GradientFinding],
) -> GradientFinding | None:
    """A gradient that is not wrong but only begun; None where nothing tells it from a wrong one."""
    finding = findings[value]
    if finding.state is not WRONG:
        return None
    if value not in known:
        return GradientFinding(NOT_YET, in_words("So far, {why}", why=finding.why))
    if not known[value].any():
        return GradientFinding(NOT_YET, in_words("So far it holds zeros."))
    users = graph.users(value)
    for node in users if len(users) > 1 else ():
        if node.gives in known and _same(known[value], sent_back(node, value, values, known[node.gives])):
            return GradientFinding(
                NOT_YET, in_words("So far it holds what {gives} sends back.", gives=node.gives)
            )
    return None


def fitted(gradient: object, shape: tuple[int, ...], *, what: str) -> Array:
    """A gradient in the shape of its value; one row that stands for all rows is right on the way.

    Raises:
        CheckFailure: it is no array, or has a shape from which there is no way.
    """
    array = expect_array(np.asarray(gradient) if isinstance(gradient, float) else gradient, what=what)
    if array.ndim < len(shape) and array.shape == shape[len(shape) - array.ndim :]:
        array = np.broadcast_to(array, shape)
    return squeeze_to(array, shape, what=what)


def unknown_before(graph: Graph, value: str, findings: Mapping[str, GradientFinding]) -> tuple[str, ...]:
    """The values between this one and known gradients whose gradients nobody knows, nearest first."""
    found: list[str] = []
    waiting = [node.gives for node in graph.users(value)]
    while waiting:
        name = waiting.pop(0)
        if findings[name].state in UNCLEAR and name not in found:
            found.append(name)
            waiting += [node.gives for node in graph.users(name)]
    return tuple(found)


def _explained(
    graph: Graph,
    value: str,
    values: Values,
    known: Mapping[str, Array],
    findings: Mapping[str, GradientFinding],
    failure: CheckFailure,
) -> GradientFinding:
    """Why a gradient is wrong: a wrong one before it, a path that is missing, or its own box."""
    if value not in known:
        return GradientFinding(
            WRONG, in_words("{failure} A gradient has the shape of its value.", failure=failure)
        )
    users = graph.users(value)
    paths = {node: sent_back(node, value, values, known[node.gives]) for node in users if node.gives in known}
    spoiled = any(findings[node.gives].state in (WRONG, PASSED_ON) for node in users)
    together = sum(paths.values(), np.zeros(np.shape(values[value])))
    if spoiled and len(paths) == len(users) and _same(known[value], together):
        return GradientFinding(PASSED_ON, in_words("This step is right; what came into it was wrong already."))
    if len(users) == 1:
        return GradientFinding(WRONG, str(failure))
    for node, path in paths.items():
        if _same(known[value], path):
            others = [other.gives for other in users if other is not node]
            return GradientFinding(WRONG, _one_path(value, node, others), others[0] if len(others) == 1 else "")
    blamed = _blamed(known[value], paths) if len(paths) == len(users) else ""
    but_for = in_words(" It is right but for what {blamed} sends back.", blamed=blamed) if blamed else ""
    return GradientFinding(WRONG, f"{failure}{but_for}", blamed)


def _blamed(gradient: Array, paths: Mapping[Node, Array]) -> str:
    """The one box whose part stands in the sum with a wrong sign or factor; empty where that is not all."""
    matrix = np.stack([path.ravel() for path in paths.values()], axis=1)
    factors, _, rank, _ = np.linalg.lstsq(matrix, gradient.ravel(), rcond=None)
    wrong = [node.gives for node, factor in zip(paths, factors, strict=True) if abs(factor - 1) > VALUES]
    explained = rank == len(paths) and _same(gradient, (matrix @ factors).reshape(gradient.shape))
    return wrong[0] if explained and len(wrong) == 1 else ""


def _of_another_meaning(finding: GradientFinding) -> GradientFinding:
    """Where all that is returned is right, a wrong gradient on the way is something else of the same name."""
    if finding.state in (RIGHT, UNKNOWN):
        return finding
    return GradientFinding(
        UNKNOWN, in_words("Your code keeps something else under this name; what it returns is right.")
    )


def _one_path(value: str, node: Node, others: Sequence[str]) -> str:
    return in_words(
        "d{value} holds what {gives} sends back, and nothing of what {others} sends back.",
        value=value,
        gives=node.gives,
        others=all_of(others),
    )


def _same(one: Array, other: Array) -> bool:
    return scaled_error(one, other) <= VALUES
