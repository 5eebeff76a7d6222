"""The lines of a forward pass. Each function asks one, and its docstring says what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.sandbox.steps import Failure

from . import formulas
from .asking import (
    EPS,
    FAR,
    HUGE,
    MOMENTUM,
    NEAR,
    SMALL,
    WHOLE,
    Case,
    Program,
    Script,
    cases,
    draw,
    item,
    with_constant_set,
)
from .formulas import BATCH, GROUP, LAYER, SPATIAL
from .opinions import (
    DIGITS,
    VALUES,
    Opinion,
    compared,
    counted,
    failing,
    graded,
    is_same,
    nothing,
    numbers_of,
    right,
    shaped,
    together,
    wrong,
)


def output(program: Program, rng: np.random.Generator) -> Opinion:
    """The output in training, where no eps matters."""
    asked = cases(program.norm, rng, FAR)
    if program.norm is SPATIAL:
        asked.append(replace(asked[0], gamma=WHOLE[0], beta=WHOLE[1]))
    found = [
        program.outputs([case], momentum=MOMENTUM, **case.averages)
        if case.averages
        else program.outputs([case])
        for case in asked
    ]
    return together(compared("out", got, case.output(1e-5)) for case, (got,) in zip(asked, found, strict=True))


def groups_of_one_and_all(program: Program, rng: np.random.Generator) -> Opinion:
    """Group normalization with one group, and with as many as there are channels."""
    case = draw(GROUP, rng, (2, 4, 3, 3), FAR)
    asked = [replace(case, groups=number) for number in (1, 4)]
    found = program.outputs(asked)
    return together(
        compared(f"out with G = {one.groups}", got, one.output(1e-5))
        for one, got in zip(asked, found, strict=True)
    )


def mode_does_not_matter(program: Program, rng: np.random.Generator) -> Opinion:
    """Layer normalization with a mode in its settings, called twice with the same dictionary."""
    first, second = (draw(LAYER, rng, (6, 4), FAR) for _ in range(2))
    parts = []
    for mode in ("train", "test"):
        script = Script()
        settings = script.add("value", {"mode": mode})
        calls = [script.add("take", program.forward(script, case, settings), 2) for case in (first, second)]
        got = program.run(script, *(item(call, 0) for call in calls))[1]
        parts.append(compared(f"out in {mode} mode", got, second.output(1e-5)))
    return together(parts)


def output_in_use(program: Program, rng: np.random.Generator) -> Opinion:
    """The output in test mode, of many rows and of one."""
    case = cases(program.norm, rng, FAR)[0]
    parts = []
    for one in (case, replace(case, x=case.x[:1])):
        (got,) = program.outputs([one], mode="test", **one.averages)
        parts.append(compared("out in test mode", got, one.output_in_use(1e-5)))
    return together(parts)


def eps_in_training(program: Program, rng: np.random.Generator) -> Opinion:
    """eps inside the root, the one that was passed and the default, and where there is no spread at all."""
    given, default = (draw(program.norm, rng, program.norm.shapes[0], spread) for spread in (NEAR, SMALL))
    flat = replace(given, x=np.full_like(given.x, 3.0 if program.norm.centred else 0.0))
    scale = np.abs(given.gamma).max() + np.abs(given.beta).max()
    parts = []
    for case, settings, eps in ((given, {"eps": EPS}, EPS), (default, {}, 1e-5), (flat, {"eps": 1e-4}, 1e-4)):
        (got,) = program.outputs([case], **settings)
        parts.append(compared(f"out with eps = {eps:g}", got, case.output(eps), scale=scale))
    if program.norm is BATCH:
        lone = replace(given, x=given.x[:1])
        (got,) = program.outputs([lone], eps=1e-4)
        parts.append(compared("out of one row", got, lone.output(1e-4), scale=scale))
    return together(parts)


def eps_in_use(program: Program, rng: np.random.Generator) -> Opinion:
    """The same in test mode."""
    given, default = (draw(program.norm, rng, program.norm.shapes[0], spread) for spread in (NEAR, SMALL))
    parts = []
    for case, settings, eps in ((given, {"eps": EPS}, EPS), (default, {}, 1e-5)):
        (got,) = program.outputs([case], mode="test", **settings, **case.averages)
        parts.append(compared(f"out in test mode with eps = {eps:g}", got, case.output_in_use(eps)))
    return together(parts)


def eps_in_both_modes(program: Program, rng: np.random.Generator) -> Opinion:
    """Both of them."""
    return together((eps_in_training(program, rng), eps_in_use(program, rng)))


@dataclass(frozen=True, slots=True)
class Mix:
    """A running average after a call, as a mix of its old value and the batch's, with these weights."""

    key: str
    old: float
    batch: float
    error: float
    after: Any

    @property
    def is_mix(self) -> bool:
        """Whether it takes something from the batch, and nothing else than from both."""
        return self.error <= VALUES[0] and abs(self.batch) > 1e-6


def mixes(program: Program, case: Case, eps: float = EPS, **given: Any) -> list[Mix] | Opinion:
    """How both running averages are mixed in training; why it cannot be said, if there are none."""
    after = program.settings_after(case, eps=eps, **given)
    if isinstance(after, Failure):
        return nothing(f"the call fails: {failing(after)}", [after])
    if not isinstance(after, dict):
        return nothing("bn_param is no dictionary any more", [after])
    found = []
    batch = formulas.moments(program.norm, case.x)
    for key, new in zip(("running_mean", "running_var"), batch, strict=True):
        numbers = numbers_of(after.get(key))
        if numbers is None or numbers.size != new.size:
            return wrong(f"bn_param holds no {key} of {new.size} numbers after the call", [after.get(key)])
        old = given.get(key, np.ones(new.size))
        found.append(Mix(key, *formulas.weights(numbers.reshape(-1), old, new), numbers))
    return found


def running(program: Program, rng: np.random.Generator, which: Sequence[int]) -> Opinion:
    """Each of these averages mixes its old value with the batch's; the variance is that with 1 / N.

    The second time one feature is constant, and its variance is 0.
    """
    case = draw(program.norm, rng, program.norm.shapes[0], NEAR)
    parts = []
    for one in (case, with_constant_set(case)):
        found = mixes(program, one, momentum=MOMENTUM, **one.averages)
        if isinstance(found, Opinion):
            return found
        parts += [_is_mix(found[at]) for at in which]
        if 1 in which and found[1].is_mix:
            parts.append(_is_of_whole_batch(*found))
        elif found[0].is_mix and abs(found[0].batch - len(one.x) * (1 - found[0].old)) < 1e-5:
            parts.append(wrong("running_mean records a sum", [found[0].after]))
    return together(parts)


def _is_of_whole_batch(mean: Mix, var: Mix) -> Opinion:
    """Whether the variance has the weights that are due, or those of the mean: then momentum is wrong alone."""
    pairs = [(MOMENTUM, 1 - MOMENTUM), *([(mean.old, mean.batch)] if mean.is_mix else [])]
    error = min(max(abs(var.old - old), abs(var.batch - new)) for old, new in pairs)
    return graded(f"running_var weighs the batch with {var.batch:.3f}", error, (1e-5, 1e-2), ())


def _is_mix(mix: Mix) -> Opinion:
    if mix.error <= VALUES[0] and not mix.is_mix:
        return wrong(f"{mix.key} takes nothing from the batch", [mix.after])
    return graded(f"{mix.key} is no mix of both", mix.error, VALUES, [mix.after])


def running_averages(program: Program, rng: np.random.Generator) -> Opinion:
    """Both averages, and where they start."""
    return together((running(program, rng, (0, 1)), start_of_averages(program, rng)))


def start_of_averages(program: Program, rng: np.random.Generator) -> Opinion:
    """Averages that are absent start at zeros."""
    case = draw(program.norm, rng, program.norm.shapes[0], NEAR)
    found = mixes(program, case, eps=1e-12, momentum=MOMENTUM)  # what else is recorded is asked elsewhere
    if isinstance(found, Opinion):
        return found
    parts = []
    for mix in found:  # old stands for ones here: a start that is not zero shows as their part
        if not mix.is_mix:
            parts.append(nothing(f"{mix.key} is no mix", [mix.after]))
        else:
            part = abs(mix.old) / np.abs(mix.after).max()
            parts.append(
                graded(f"{mix.key} starts at another value than zero", part, (1e-6, 1e-2), [mix.after])
            )
    return together(parts)


def created_averages(program: Program, rng: np.random.Generator) -> Opinion:
    """Averages that are absent start at zeros and are stored, in test mode as well."""
    case = draw(program.norm, rng, program.norm.shapes[0], NEAR)
    after = program.settings_after(case, mode="test", eps=EPS)
    if isinstance(after, Failure):
        absent = after.type_name == "KeyError"
        part = wrong("test mode needs averages", [after]) if absent else nothing(failing(after), [after])
    elif not isinstance(after, dict):
        part = nothing("bn_param is no dictionary any more", [after])
    else:
        lacking = [key for key in ("running_mean", "running_var") if key not in after]
        part = wrong(f"test mode stores no {lacking[0]}", [lacking]) if lacking else right()
    return together((start_of_averages(program, rng), part))


def momentum(program: Program, rng: np.random.Generator) -> Opinion:
    """The old value keeps the weight momentum, 0.9 unless it is given."""
    case = draw(program.norm, rng, program.norm.shapes[0], NEAR)
    parts = []
    for given, keep in (({"momentum": MOMENTUM}, MOMENTUM), ({}, 0.9)):
        found = mixes(program, case, **given, **case.averages)
        if isinstance(found, Opinion):
            return found
        good = [_weighs(mix, keep) for mix in found if mix.is_mix]
        values = [mix.after for mix in found]
        if len(set(good)) != 1 or len(good) != 2:
            parts.append(nothing("the two averages do not agree on their weights", values))
        else:
            why = f"at momentum {keep:g} the old value keeps {found[0].old:.3f}"
            parts.append(right(values) if good[0] else wrong(why, values))
    return together(parts)


def _weighs(mix: Mix, keep: float) -> bool:
    return max(abs(mix.old - keep), abs(mix.batch - (1 - keep))) <= 1e-5


def averages_left_alone(program: Program, rng: np.random.Generator) -> Opinion:
    """Test mode changes no running average."""
    case = draw(program.norm, rng, program.norm.shapes[0], NEAR)
    after = program.settings_after(case, mode="test", eps=EPS, momentum=MOMENTUM, **case.averages)
    if isinstance(after, Failure) or not isinstance(after, dict):
        return nothing("there is nothing to compare", [after])
    return together(
        compared(key, after.get(key), before, (1e-6, 1e-3)) for key, before in case.averages.items()
    )


def shapes_forward(program: Program, rng: np.random.Generator) -> Opinion:
    """The output has the shape of x, and each running average one number a feature."""
    case = draw(program.norm, rng, program.norm.shapes[0], NEAR)
    (got,) = program.outputs([case])
    parts = [shaped("out", got, case.x.shape)]
    for given in ({}, case.averages) if program.norm.has_modes else ():
        after = program.settings_after(case, **given)
        held = after if isinstance(after, dict) else {}
        parts += [shaped(key, held[key], case.mean.shape) for key in case.averages if key in held]
    return together(parts)


def inputs_left_alone(program: Program, rng: np.random.Generator) -> Opinion:
    """x, gamma and beta hold the same numbers after the call, in either mode."""
    case = draw(program.norm, rng, program.norm.shapes[0], NEAR)
    parts = []
    for mode in ("train", "test") if program.norm.has_modes else ("train",):
        script = Script()
        given = [script.add("value", array) for array in case.arguments]
        groups = () if case.groups is None else (case.groups,)
        settings = program.settings(mode=mode, **case.averages) if program.norm.has_modes else {}
        call = script.call(program.norm.forward, *given, *groups, settings)
        failed, *after = program.run(script, item(script.add("take", call, 2), 0), *given)
        if isinstance(failed, Failure):
            parts.append(nothing(failing(failed), [failed]))
        elif all(is_same(got, before) for got, before in zip(after, case.arguments, strict=True)):
            parts.append(right())
        else:
            parts.append(wrong(f"an argument was changed in {mode} mode", after))
    return together(parts)


def two_values(program: Program, rng: np.random.Generator) -> Opinion:
    """Exactly two values come back, in either mode."""
    case = draw(program.norm, rng, program.norm.shapes[0], NEAR)
    parts = []
    for mode in ("train", "test") if program.norm.has_modes else ("train",):
        script = Script()
        settings = program.settings(mode=mode, **case.averages) if program.norm.has_modes else {}
        call = program.forward(script, case, settings)
        parts.append(counted(program.run(script, item(script.add("unpack", call, 2), 0))[0]))
    return together(parts)


def invalid_mode(program: Program, rng: np.random.Generator) -> Opinion:
    """A mode that is neither raises ValueError, with the contract's text."""
    case = draw(program.norm, rng, program.norm.shapes[0], NEAR)
    (got,) = program.outputs([case], mode="neither", **case.averages)
    if not isinstance(got, Failure):
        return wrong("nothing is raised", [got])
    good = got.type_name == "ValueError" and got.message == 'Invalid forward batchnorm mode "neither"'
    return right([got]) if good else wrong(f"{got.type_name or got.kind} is raised", [got])


def digits(program: Program, rng: np.random.Generator) -> Opinion:
    """Nine digits of the output."""
    case = draw(program.norm, rng, program.norm.shapes[0], HUGE)
    (got,) = program.outputs([case])
    return compared("out", got, case.output(0.0), DIGITS)
