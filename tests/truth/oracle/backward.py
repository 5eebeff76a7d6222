"""The lines of a backward pass. Each function asks one, and its docstring says what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.sandbox.steps import Failure

from . import formulas
from .asking import (
    EPS,
    FAR,
    HUGE,
    NEAR,
    WHOLE,
    Case,
    Program,
    Script,
    cases,
    constant_part,
    draw,
    item,
    with_constant_set,
)
from .formulas import GROUP, SPATIAL, Array
from .opinions import (
    DIGITS,
    Opinion,
    Says,
    compared,
    counted,
    failing,
    is_same,
    nothing,
    numbers_of,
    right,
    shaped,
    together,
    wrong,
)

GRADIENTS = ("dx", "dgamma", "dbeta")


def gradient(
    program: Program, rng: np.random.Generator, which: int, spread: tuple[float, float] = FAR
) -> Opinion:
    """A gradient, where no eps matters, or at eps = 0.5 where the numbers are small."""
    settings, eps = ({"eps": EPS}, EPS) if spread is NEAR else ({}, 1e-5)
    asked = cases(program.norm, rng, spread)
    if program.norm is SPATIAL and which:
        asked.append(replace(asked[0], gamma=WHOLE[0], beta=WHOLE[1]))
    parts = [_compared(program, case, which, settings, eps) for case in asked]
    if which == 0 and spread is FAR:
        parts.append(_of_constant_set(program, with_constant_set(asked[0])))
    return together(parts)


def _compared(program: Program, case: Case, which: int, settings: dict[str, Any], eps: float) -> Opinion:
    """A gradient beside the formula, and where both it and the output are wrong, beside the own forward's."""
    got = program.gradients(case, **settings)[which]
    scale = _scale_of_gradient(case, which, eps)
    found = compared(GRADIENTS[which], got, case.gradients(eps)[which], scale=scale)
    if found.says is Says.RIGHT or isinstance(got, Failure):
        return found
    (out,) = program.outputs([case], **settings)
    if compared("out", out, case.output(eps)).says is Says.RIGHT:
        return found
    return _of_own_forward(program, case, got, which, scale, settings, found)


def _of_constant_set(program: Program, case: Case) -> Opinion:
    """dx of numbers that are all alike is large: eps alone stands under the root.

    Which eps it is, is another line's question. A formula that comes to 0 / 0 there is as right as others.
    """
    (out,) = program.outputs([case])
    got = program.gradients(case)[0]
    numbers = None if isinstance(got, Failure) else numbers_of(got)
    if numbers is None or numbers.size != case.x.size:
        return nothing("dx is no array of that size", [got])
    if compared("out", out, case.output(1e-5)).says is not Says.RIGHT:
        return nothing("the forward pass is wrong where numbers are all alike", [got])
    part = constant_part(case.norm)
    found, expected = numbers.reshape(case.x.shape)[part], case.gradients(1e-5)[0][part]
    share = np.abs(found).max() / np.abs(expected).max()
    if not share < 0.02:  # an eps of 1e-2 in the place of 1e-5 leaves 0.03
        return right([found])
    if share <= 0.01:
        return wrong("dx of numbers that are all alike is far too small", [found])
    return nothing("dx of numbers that are all alike is neither right nor wrong", [found])


def _scale_of_gradient(case: Case, which: int, eps: float) -> Any:
    if which:
        return np.abs(case.dout).sum()
    _, root = formulas.normalised(case.norm, case.x, eps, case.groups)
    return np.abs(case.dout).max() * np.abs(case.gamma).max() / root


def _of_own_forward(
    program: Program, case: Case, got: Any, which: int, scale: Any, settings: dict[str, Any], found: Opinion
) -> Opinion:
    """The same gradient beside the slope of the submission's own forward pass, which is not right here."""
    at = case.arguments[which].astype(float)

    def outputs_at(points: Sequence[Array]) -> Sequence[Array] | None:
        name = ("x", "gamma", "beta")[which]
        values = program.outputs([replace(case, **{name: point}) for point in points], **settings)
        arrays = [numbers_of(value) for value in values if not isinstance(value, Failure)]
        good = len(arrays) == len(points) and all(one is not None and one.size == case.x.size for one in arrays)
        return [one.reshape(case.x.shape) for one in arrays if one is not None] if good else None

    step = 1e-4 * float(at.std() if which == 0 else 1.0)
    own = formulas.slopes(outputs_at, at, case.dout, step)
    if own is None or not np.isfinite(own).all():
        return nothing("the forward pass is wrong and has no slope", [got])
    if compared("", got, own, scale=scale).says is Says.WRONG:
        return found
    return nothing("the gradient suits a forward pass that is wrong: its credit is a matter of rule", [got])


def groups_of_one_and_all(program: Program, rng: np.random.Generator) -> Opinion:
    """dx of group normalization with one group, and with as many as there are channels."""
    case = draw(GROUP, rng, (2, 4, 3, 3), FAR)
    asked = [replace(case, groups=number) for number in (1, 4)]
    for out in program.outputs(asked):
        if isinstance(out, Failure):
            return nothing(f"the forward pass fails: {failing(out)}", [out])
    return together(_compared(program, one, 0, {}, 1e-5) for one in asked)


def gradient_with_eps(program: Program, rng: np.random.Generator) -> Opinion:
    """dx at eps = 0.5, and dgamma if it is right without it."""
    case = draw(program.norm, rng, program.norm.shapes[0], NEAR)
    (out,) = program.outputs([case], eps=EPS)
    if compared("out", out, case.output(EPS)).says is not Says.RIGHT:
        return nothing(
            "the forward pass has another eps: what its gradients are worth is a matter of rule", [out]
        )
    parts = [gradient(program, rng, 0, NEAR)]
    if gradient(program, rng, 1).says is Says.RIGHT:
        parts.append(gradient(program, rng, 1, NEAR))
    return together(parts)


def shapes_backward(program: Program, rng: np.random.Generator) -> Opinion:
    """Each gradient has the shape of what it belongs to."""
    case = draw(program.norm, rng, program.norm.shapes[0], NEAR)
    found = program.gradients(case)
    return together(
        shaped(what, got, like.shape) for what, got, like in zip(GRADIENTS, found, case.arguments, strict=False)
    )


def asked_twice(program: Program, rng: np.random.Generator) -> Opinion:
    """dout stays as it is, and a second call with the same cache gives the same numbers."""
    case = draw(program.norm, rng, program.norm.shapes[0], NEAR)
    script, number = Script(), len(case.arguments)
    settings = program.settings(eps=EPS)
    cache = item(script.add("take", program.forward(script, case, settings), 2), 1)
    dout = script.add("value", case.dout)
    calls = [script.add("take", script.call(program.backward, dout, cache), number) for _ in range(2)]
    wanted = [item(call, index) for call in calls for index in range(number)]
    after, *found = program.run(script, dout, *wanted)
    if isinstance(found[0], Failure):
        return nothing(failing(found[0]), found[:1])
    if not is_same(after, case.dout):
        return wrong("dout was changed", [after])
    for one, two in zip(found[:number], found[number:], strict=True):
        numbers = numbers_of(one)
        if numbers is None:
            return nothing("a gradient is no array", [one])
        other = None if isinstance(two, Failure) else numbers_of(two)
        if other is None or not np.array_equal(numbers, other, equal_nan=True):
            return wrong("a second call gives something else", [one, two])
    return right()


def number_of_gradients(program: Program, rng: np.random.Generator) -> Opinion:
    """As many values as there are gradients."""
    case = draw(program.norm, rng, program.norm.shapes[0], NEAR)
    script = Script()
    cache = item(script.add("take", program.forward(script, case, program.settings()), 2), 1)
    call = script.add("unpack", script.call(program.backward, case.dout, cache), len(case.arguments))
    return counted(program.run(script, item(call, 0))[0])


def digits_of_dx(program: Program, rng: np.random.Generator) -> Opinion:
    """Nine digits of dx."""
    case = draw(program.norm, rng, program.norm.shapes[0], HUGE)
    (out,) = program.outputs([case])
    if compared("out", out, case.output(0.0), DIGITS).says is not Says.RIGHT:
        return nothing("the forward pass has fewer digits: what dx is worth then is a matter of rule", [out])
    found = compared("dx", program.gradients(case)[0], case.gradients(0.0)[0], DIGITS)
    if found.says is Says.WRONG and program.backward.endswith("_alt"):
        before = replace(program, backward=program.backward.removesuffix("_alt"))
        if digits_of_dx(before, np.random.default_rng(0)).says is not Says.RIGHT:
            return nothing("both backward passes have fewer digits: who pays is a matter of rule", found.values)
    return found
