"""Public checks of the nine nodes: each gradient against differences of its own node, and of nothing else."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from autograder.checks import CheckFailure, expect_close, numerical_gradient, remarking, same_bits, say

N, D = 5, 3
EPS = 0.3  # nearly as large as the variances below, so that its place shows


@dataclass(frozen=True)
class Node:
    """One box of the graph: what it computes, from which values, and what your function gets of it."""

    gives: str  # the value that comes out; its gradient is the first argument of your function
    takes: tuple[str, ...]  # the values that have a gradient, in the order in which you return them
    forward: Callable
    passes: tuple[str, ...]  # the further arguments of your function


NODES = {
    "grad_shift": Node("out", ("scaled", "beta"), lambda scaled, beta: scaled + beta, ()),
    "grad_scale": Node("scaled", ("x_hat", "gamma"), lambda x_hat, gamma: x_hat * gamma, ("x_hat", "gamma")),
    "grad_product": Node(
        "x_hat",
        ("centred", "inv_std"),
        lambda centred, inv_std: centred * inv_std,
        ("centred", "inv_std"),
    ),
    "grad_reciprocal": Node("inv_std", ("std",), lambda std: 1 / std, ("std",)),
    "grad_root": Node("std", ("var",), lambda var: np.sqrt(var + EPS), ("var", "eps")),
    "grad_average": Node("var", ("square",), lambda square: square.mean(axis=0), ("N",)),
    "grad_square": Node("square", ("centred",), lambda centred: centred**2, ("centred",)),
    "grad_centre": Node("centred", ("x", "mu"), lambda x, mu: x - mu, ()),
    "grad_mean": Node("mu", ("x",), lambda x: x.mean(axis=0), ("N",)),
}

# Every check below runs once for each node, whose name it gets.
pytestmark = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.exercise(name), id=name) for name in NODES]
)


def draw(rng):
    """A value for every name in the graph. They need not fit together: each node is checked by itself."""
    rows = {name: rng.normal(1.0, 2.0, size=(N, D)) for name in ("x", "centred", "square", "x_hat", "scaled")}
    signed = {name: rng.normal(size=D) for name in ("mu", "gamma", "beta")}
    # Not near zero, where roots and reciprocals bend too much for differences.
    positive = {name: rng.uniform(0.5, 2.0, size=D) for name in ("var", "std", "inv_std")}
    return {**rows, **signed, **positive, "eps": EPS, "N": N}


def incoming(node, values, rng):
    """A gradient of what the node gives."""
    return rng.normal(size=node.forward(*(values[name] for name in node.takes)).shape)


def differences(node, values, dout):
    """The gradients with respect to all that the node takes, by differences of the node."""
    inputs = [values[name] for name in node.takes]
    return [
        numerical_gradient(
            lambda moved, at=at: node.forward(*inputs[:at], moved, *inputs[at + 1 :]), value, dout
        )
        for at, value in enumerate(inputs)
    ]


@pytest.mark.criterion("gradient")
def test_gradient(student, rng, name):
    """What the function returns agrees with differences of the node, and has the shapes of its inputs."""
    node, values = NODES[name], draw(rng)
    dout = incoming(node, values, rng)
    returned = getattr(student, name)(dout, *(values[name] for name in node.passes))
    gradients = (returned,) if len(node.takes) == 1 else returned.unpack(len(node.takes))
    expected = differences(node, values, dout)
    doubled = getattr(student, name)(2 * dout, *(values[name] for name in node.passes))
    for at, (what, got, right) in enumerate(zip(node.takes, student.fetch(*gradients), expected, strict=True)):

        def remark(at=at, got=got, right=right):
            other = doubled if len(node.takes) == 1 else doubled.unpack(len(node.takes))[at]
            return broken_law(f"d{node.gives}", got, student.fetch(other)[0], right)

        with remarking(remark):
            expect_close(got, right, what=f"d{what}", squeeze=False)


def broken_law(incoming, got, doubled, right):
    """What can be said of a wrong gradient without saying the right one; empty if there is nothing."""
    if not isinstance(got, np.ndarray):
        return ""
    if got.shape == (N, D) and right.shape == (D,) and np.allclose(got.sum(axis=0), right):
        return say("Summed over the rows it is right: the value that it belongs to serves all of them.")
    if not isinstance(doubled, np.ndarray) or got.shape != doubled.shape:
        return ""
    if np.array_equal(got, doubled):
        return say(
            "It should follow {incoming}, which says what the loss feels of this box; it does not.",
            incoming=incoming,
        )
    if not np.allclose(2 * got, doubled):
        return say(
            "When {incoming} is doubled, it should double: a gradient is linear in what comes in. It does not.",
            incoming=incoming,
        )
    if got.shape != right.shape:
        return ""
    factor = float(np.sum(got * right) / np.sum(right * right))
    if np.allclose(got, factor * right, atol=1e-6):
        return say("Every entry is {factor:.4g} times what differences of the box give.", factor=factor)
    return ""


@pytest.mark.criterion("inputs left alone")
def test_inputs_left_alone(student, rng, name):
    """The function changes none of the arrays that it is given."""
    node, values = NODES[name], draw(rng)
    dout = incoming(node, values, rng)
    inputs = {f"d{node.gives}": dout, **{passed: values[passed] for passed in node.passes}}
    given = [student.new(value) for value in inputs.values()]
    _, *after = student.fetch(getattr(student, name)(*given), *given)
    for (what, before), value in zip(inputs.items(), after, strict=True):
        if not same_bits(value, before):
            raise CheckFailure(
                say("{what} was changed by the call; work on a new array.", what=what), kind="state"
            )
