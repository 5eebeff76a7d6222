"""What of a submission is right? Asked line by line of the rubric, by formulas and slopes alone.

The oracle shares no code with the checks: other inputs (`asking.py`), other formulas (`formulas.py`), other
tolerances (`opinions.py`), and of the sandbox's language the plain steps. What is neither right nor far from
it, it does not judge; nor what is a matter of rule, such as the credit of a gradient that suits a wrong forward
pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.sandbox.steps import Failure

from . import backward, forward
from .asking import Program, Session
from .formulas import NORMS, SPATIAL, Norm
from .opinions import Opinion, nothing, numbers_of, squeezed

SEED = 20_15
"""From which the oracle draws; no check does."""

Question = Callable[[Program, np.random.Generator], Opinion]

FORWARD: dict[str, Question] = {
    "training output": forward.output,
    "output": forward.output,
    "test output": forward.output_in_use,
    "running mean": partial(forward.running, which=(0,)),
    "running variance": partial(forward.running, which=(1,)),
    "running averages": forward.running_averages,
    "momentum": forward.momentum,
    "eps in training": forward.eps_in_training,
    "eps in test mode": forward.eps_in_use,
    "eps": forward.eps_in_training,
    "averages left alone in test mode": forward.averages_left_alone,
    "record left alone in test mode": forward.averages_left_alone,
    "averages created when absent": forward.created_averages,
    "shapes": forward.shapes_forward,
    "inputs left alone": forward.inputs_left_alone,
    "two return values": forward.two_values,
    "invalid mode": forward.invalid_mode,
    "precision": forward.digits,
    "mode is ignored": forward.mode_does_not_matter,
    "one group and C groups": forward.groups_of_one_and_all,
}

BACKWARD: dict[str, Question] = {
    "dx": partial(backward.gradient, which=0),
    "dgamma": partial(backward.gradient, which=1),
    "dbeta": partial(backward.gradient, which=2),
    "eps": backward.gradient_with_eps,
    "shapes": backward.shapes_backward,
    "inputs and cache left alone": backward.asked_twice,
    "three return values": backward.number_of_gradients,
    "number of return values": backward.number_of_gradients,
    "precision": backward.digits_of_dx,
    "one group and C groups": backward.groups_of_one_and_all,
}


def question(exercise: str, line: str) -> tuple[Norm, str, Question] | None:
    """The normalizer, its backward pass if that is asked, and the question; None where the oracle has none."""
    for norm in NORMS:
        if exercise == norm.forward and line in FORWARD:
            both = norm is SPATIAL and line == "eps"
            return norm, "", forward.eps_in_both_modes if both else FORWARD[line]
        if exercise in (f"{norm.name}_backward", f"{norm.name}_backward_alt") and line in BACKWARD:
            return norm, exercise, BACKWARD[line]
    return None


def opinion_of(session: Session, exercise: str, line: str) -> Opinion:
    """What the oracle says of a line of the rubric; the same inputs for every submission."""
    found = question(exercise, line)
    if found is None:
        return nothing("the oracle has no question for this line")
    norm, backward, ask = found
    with np.errstate(all="ignore"):  # answers may hold anything
        return ask(Program(session, norm, backward), np.random.default_rng(SEED))


def agree(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Whether two programs gave the same answers: numbers to six digits, failures of the same type."""
    return len(one) == len(other) and all(map(_alike, one, other))


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, Failure) or isinstance(other, Failure):
        both = isinstance(one, Failure) and isinstance(other, Failure)
        return both and (one.kind, one.type_name) == (other.kind, other.type_name)
    left, right_one = numbers_of(one), numbers_of(other)
    if left is None or right_one is None:
        return one == other if left is right_one else False
    if squeezed(left) != squeezed(right_one):
        return False
    unit = np.abs(right_one).max(initial=0.0) or 1.0
    return bool(np.allclose(left.reshape(right_one.shape), right_one, rtol=0, atol=1e-6 * unit, equal_nan=True))
