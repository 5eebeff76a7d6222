"""A learner's own forward pass beside the boxes of a graph: its first wrong value, and what its gradients are.

Its values are the local variables that have the names of values on the graph. A box is kept where the learner's
value is what the box makes of the learner's values before it, and altered where it is not. From a value after
which all boxes are kept, the forward pass goes on as the graph does, so differences of the boxes tell the
gradient. For the inputs, differences of the learner's own function do, whatever it computes.

The method's limit: that a box is kept is seen on one batch, and of a variable what it holds at the end.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from io import StringIO
from typing import Any

import numpy as np

from autograder.learner.gradients import (
    PASSED_ON,
    RIGHT,
    UNKNOWN,
    WRONG,
    GradientFinding,
    OwnTruth,
    fitted,
)
from autograder.learner.graph import Graph, Values
from autograder.learner.live.prints import held_back
from autograder.marking.comparison import VALUES, expect_close, scaled_error
from autograder.marking.numerical import numerical_gradient
from autograder.marking.verdict import Array, CheckFailure
from autograder.sentences import in_words


@dataclass(frozen=True, slots=True)
class OwnForward:
    """What was found of a forward pass, value by value; those that its code does not name are absent."""

    values: Values  # all values as this forward pass has them, so far as its variables tell
    findings: Mapping[str, GradientFinding]
    altered: frozenset[str]  # what the boxes give that are not kept
    has_output: bool  # numbers in the shape of the output, which can be differentiated

    @property
    def first(self) -> str:
        """The first value that is wrong, in the order of the forward pass; empty if none is."""
        return next((value for value, row in self.findings.items() if row.state is WRONG), "")


def judge_forward(graph: Graph, variables: Mapping[str, object], *, finished: bool = True) -> OwnForward:
    """Judge the values of a forward pass: its variables, among them the output if there is one.

    Without `finished`, values that are only prepared (zeros, None) count as absent.
    """
    right = graph.values(graph.batch)
    given = {
        node.gives: variables[node.gives]
        for node in graph.nodes
        if isinstance(variables.get(node.gives), np.ndarray | float)
    }
    if not finished:
        given = {name: value for name, value in given.items() if np.asarray(value).any()}
    if variables.get(graph.output) is not None:
        given[graph.output] = variables[graph.output]  # whatever it is
    found = _judged(graph, right, given)
    kept = {name: given[name] for name in given if not _means_something_else(graph, name, found, given)}
    return found if len(kept) == len(given) else _judged(graph, right, kept)


def _judged(graph: Graph, right: Values, given: Mapping[str, object]) -> OwnForward:
    values = dict(graph.batch)
    findings: dict[str, GradientFinding] = {}
    altered: set[str] = set()
    lost: set[str] = set()  # what no box can go on with, and what is made of it
    for node in graph.nodes:
        name = node.gives
        with np.errstate(all="ignore"):
            values[name] = node.forward(*(values[taken] for taken in (*node.takes, *node.settings)))
        if lost.intersection(node.takes):
            lost.add(name)
        if name in given:
            findings[name] = _standing(name, right, given[name], values, lost, altered)
    return OwnForward(values, findings, frozenset(altered), graph.output in findings.keys() - lost)


def _standing(
    name: str, right: Values, given: object, values: dict[str, Any], lost: set[str], altered: set[str]
) -> GradientFinding:
    """How a value stands; where it can be used, it takes the place of what its box made in `values`."""
    own, failure = _fitted_and_compared(given, right[name], name)
    follows = name in lost
    kept = own is not None and scaled_error(own, values[name]) <= VALUES
    if own is None:
        lost.add(name)
    else:
        lost.discard(name)
        values[name] = own
    if not kept:
        altered.add(name)
    if failure is None:
        return GradientFinding(RIGHT)
    if follows:
        return GradientFinding(UNKNOWN, in_words("What came into it is of no use."))
    if kept:
        return GradientFinding(PASSED_ON, in_words("This step is right; what came into it was wrong already."))
    return GradientFinding(WRONG, str(failure))


def _fitted_and_compared(given: object, right: Array, name: str) -> tuple[Array | None, CheckFailure | None]:
    """A value in its shape, or None where no box can go on with it; and what tells it from the right one."""
    own = None
    try:
        own = fitted(given, np.shape(right), what=name)
        expect_close(own, right, what=name)
    except CheckFailure as failure:
        return (own if own is not None and np.all(np.isfinite(own)) else None), failure
    return own, None


def _means_something_else(graph: Graph, value: str, found: OwnForward, given: Mapping[str, Any]) -> bool:
    """Whether a wrong value serves another purpose in the end.

    All that the boxes make of it is right all the same, or it became one of the values that are made of it.
    """
    if found.findings[value].state is not WRONG:
        return False
    if any(np.array_equal(given[value], given[later]) for later in graph.after(value) & given.keys()):
        return True
    nearest = [node.gives for node in graph.users(value)]
    for name in nearest:
        if name not in found.findings:
            nearest += [node.gives for node in graph.users(name) if node.gives not in nearest]
    named = [found.findings[name].state for name in nearest if name in found.findings]
    return bool(named) and all(of is RIGHT for of in named)


def own_truth(graph: Graph, found: OwnForward, run: Callable[[Values], object]) -> OwnTruth:
    """What is known of the gradients of a forward pass that was run to its end.

    `run` gives the learner's output for a batch.
    """
    certain = {value for value in graph.order if not graph.after(value) & found.altered}
    with _in_silence():
        gradients = {leaf: _by_differences(graph, leaf, run) for leaf in graph.leaves}
    return OwnTruth(certain, {leaf: found for leaf, found in gradients.items() if found is not None})


def _by_differences(graph: Graph, leaf: str, run: Callable[[Values], object]) -> Array | None:
    """The gradient of the learner's own function; None where it cannot be called, or gives no such output."""

    def output(moved: Array) -> Array:
        return np.asarray(run({**graph.batch, leaf: moved}), dtype=float)

    try:
        found = numerical_gradient(output, np.asarray(graph.batch[leaf], dtype=float), graph.batch["dout"])
    except Exception:  # whatever a learner's function may raise, or an output of another shape
        return None
    return found if np.all(np.isfinite(found)) else None


@contextmanager
def _in_silence() -> Iterator[None]:
    """What a function prints, or warns of, is not repeated for each call."""
    with (
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        held_back(),
        redirect_stderr(StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield
