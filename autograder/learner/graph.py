"""A computation graph as a course file describes it: what each box computes, and never a gradient.

The truth about a gradient comes from differences of the staged forward pass (`marking/numerical.py`), so a file
`*_graph.py` beside a notebook gives no answer away. It holds one `GRAPH`.
"""

from __future__ import annotations

import runpy
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from autograder.errors import AssignmentError
from autograder.marking.numerical import numerical_gradient
from autograder.marking.verdict import Array
from autograder.sentences import in_words, say

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Node:
    """One box: it takes values that have gradients, then settings that have none, and gives one value."""

    gives: str
    takes: tuple[str, ...]
    forward: Callable[..., Array]
    says: str  # what stands in the box
    at: tuple[float, float]  # column and row in the picture, counted from the upper left
    settings: tuple[str, ...] = ()
    practice: str = ""  # the learner's own function for the box, if the notebook has one


@dataclass(frozen=True)
class Graph:
    """The boxes in the order of the forward pass; the last one gives the output.

    `batch` holds the inputs, the settings, and `dout`; `leaves` are the inputs that have gradients, with their
    places in the picture. `run_forward(functions, batch)` calls the learner's forward pass and gives its
    output and its cache; `run_backward(functions, batch, cache)` gives the learner's gradients by their names.
    """

    exercise: str
    batch: Values
    leaves: Mapping[str, tuple[float, float]]
    nodes: tuple[Node, ...]
    run_forward: Callable[[Values, Values], tuple[Any, Any]]
    run_backward: Callable[[Values, Values, Any], Values]
    forward: str = ""  # the name of the learner's forward pass; without it, its variables are not seen

    @property
    def output(self) -> str:
        """The value at the end of the forward pass."""
        return self.nodes[-1].gives

    @cached_property
    def order(self) -> tuple[str, ...]:
        """All values as the backward pass reaches them: each after everything that it is used for."""
        reached: list[str] = []
        for node in reversed(self.nodes):
            for value in (node.gives, *node.takes):
                if value not in reached and all(user.gives in reached for user in self.users(value)):
                    reached.append(value)
        return tuple(reached)

    def users(self, value: str) -> tuple[Node, ...]:
        """The boxes that take the value: its gradient is the sum of what they send back."""
        return tuple(node for node in self.nodes if value in node.takes)

    def values(self, batch: Values) -> dict[str, Any]:
        """Every value of the forward pass."""
        return self._forward(dict(batch), [node.gives for node in self.nodes])

    def gradient(self, value: str, values: Values) -> Array:
        """The gradient of sum(dout * output) with respect to a value; the shape of the value.

        Only what is made with the value is computed anew: the others stay as they are in `values`.
        """

        def output(moved: Array) -> Array:
            result: Array = self._forward({**values, value: moved}, self.after(value))[self.output]
            return result

        return numerical_gradient(output, np.asarray(values[value], dtype=float), values["dout"])

    def after(self, value: str) -> frozenset[str]:
        """The values that are made with this one, directly or not."""
        users = {node.gives for node in self.users(value)}
        return frozenset(users.union(*(self.after(user) for user in users)))

    def _forward(self, values: dict[str, Any], anew: Collection[str]) -> dict[str, Any]:
        for node in self.nodes:
            if node.gives in anew:
                values[node.gives] = node.forward(*(values[name] for name in (*node.takes, *node.settings)))
        return values


def sent_back(node: Node, value: str, values: Values, gradient: Array) -> Array:
    """What a box sends back to one value that it takes, given the gradient of what it gives."""
    names = (*node.takes, *node.settings)

    def output(moved: Array) -> Array:
        return node.forward(*(moved if name == value else values[name] for name in names))

    return numerical_gradient(output, np.asarray(values[value], dtype=float), gradient)


def find_graph(folder: Path, exercise: str = "") -> Graph:
    """The graph beside a notebook, of one exercise where there are several.

    Raises:
        AssignmentError: there is none.
    """
    graphs = tuple(_graphs(folder))
    found = [graph for graph in graphs if exercise in ("", graph.exercise)]
    if not found:
        there = ", ".join(graph.exercise for graph in graphs) or in_words("no graph at all")
        raise AssignmentError(
            say('There is no graph of "{exercise}" here; there is {there}.', exercise=exercise, there=there)
        )
    return found[0]


def _graphs(folder: Path) -> Iterator[Graph]:
    for path in sorted(folder.glob("*_graph.py")):
        graph = runpy.run_path(str(path)).get("GRAPH")
        if isinstance(graph, Graph):
            yield graph
