"""How is a submission asked? Inputs with a purpose, and calls in the sandbox's own steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autograder.sandbox.client import ConfinedSession, LocalSession
from autograder.sandbox.steps import Failure, Ref, Step

from . import formulas
from .formulas import Array, Norm

FAR, NEAR, SMALL = (30.0, 40.0), (0.3, 1.5), (1e-3, 4e-3)
"""Deviations at which no eps matters, at which eps = 0.5 does, and at which the default of 1e-5 does."""

HUGE = (1e9, 3e9)
"""Deviations at which no place or value of eps moves the twelfth digit."""

EPS = 0.5
MOMENTUM = 0.6
WHOLE = np.array([[2, -3, 4, 1, -2], [-1, 5, 2, 3, -4]])
"""gamma and beta of five channels as somebody types them in."""


Session = ConfinedSession | LocalSession
"""Where a submission lives: behind the wall, or, for our own mistakes, in this process."""


@dataclass(frozen=True, slots=True)
class Case:
    """Inputs for one normalizer."""

    norm: Norm
    x: Array
    gamma: Array
    beta: Array
    dout: Array
    mean: Array  # running averages
    var: Array
    groups: int | None = None

    @property
    def arguments(self) -> tuple[Array, ...]:
        """What the forward pass takes before G and the settings."""
        return (self.x, self.gamma, self.beta) if self.norm.centred else (self.x, self.gamma)

    @property
    def averages(self) -> dict[str, Array]:
        """Running averages, where the normalizer keeps any."""
        return {"running_mean": self.mean, "running_var": self.var} if self.norm.has_modes else {}

    def output(self, eps: float) -> Array:
        """The right output in training."""
        beta = self.beta if self.norm.centred else None
        return formulas.output(self.norm, self.x, self.gamma, beta, eps, self.groups)

    def output_in_use(self, eps: float) -> Array:
        """The right output in test mode."""
        return formulas.output_in_use(self.x, self.gamma, self.beta, self.mean, self.var, eps)

    def gradients(self, eps: float) -> tuple[Array, ...]:
        """The right gradients, as many as the backward pass returns."""
        found = formulas.gradients(self.norm, self.x, self.gamma, self.dout, eps, self.groups)
        return found[: len(self.arguments)]


@dataclass(slots=True)
class Script:
    """Steps for a session, written down before they run."""

    steps: list[Step] = field(default_factory=list)
    results: int = 0

    def add(self, op: str, *args: Any) -> Ref:
        """Add a step; its result. The items of what is taken apart follow (`item`)."""
        step = Step(op, args)
        self.steps.append(step)
        self.results += step.width
        return Ref(self.results - step.width)

    def call(self, name: str, *args: Any) -> Ref:
        """Call a function of the submission."""
        return self.add("call", self.add("name", name), *args)


def item(whole: Ref, index: int) -> Ref:
    """An item of what a step took apart."""
    return Ref(whole.index + 1 + index)


@dataclass(frozen=True, slots=True)
class Program:
    """The functions of one normalizer in a submission; `backward` is the backward pass that is asked."""

    session: Session
    norm: Norm
    backward: str = ""

    def run(self, script: Script, *wanted: Ref) -> tuple[Any, ...]:
        """What the steps give, from a fresh start."""
        self.session.reset()
        return self.session.run(script.steps, [ref.index for ref in wanted])

    def settings(self, **given: Any) -> dict[str, Any]:
        """The dictionary of settings: only batch normalization knows modes."""
        return {"mode": "train", **given} if self.norm.has_modes else given

    def forward(self, script: Script, case: Case, settings: dict[str, Any] | Ref) -> Ref:
        """Add a call of the forward pass."""
        groups = () if case.groups is None else (case.groups,)
        return script.call(self.norm.forward, *case.arguments, *groups, settings)

    def outputs(self, cases: Sequence[Case], **given: Any) -> tuple[Any, ...]:
        """The outputs for some cases."""
        script, wanted = Script(), []
        for case in cases:
            found = self.forward(script, case, self.settings(**given))
            wanted.append(item(script.add("take", found, 2), 0))
        return self.run(script, *wanted)

    def settings_after(self, case: Case, **given: Any) -> Any:
        """The settings after a call, or why it failed."""
        script = Script()
        settings = script.add("value", self.settings(**given))
        found = self.forward(script, case, settings)
        failed, after = self.run(script, item(script.add("take", found, 2), 0), settings)
        return failed if isinstance(failed, Failure) else after

    def gradients(self, case: Case, **given: Any) -> tuple[Any, ...]:
        """What the backward pass gives after a forward pass in training."""
        script, number = Script(), len(case.arguments)
        cache = item(script.add("take", self.forward(script, case, self.settings(**given)), 2), 1)
        found = script.add("take", script.call(self.backward, case.dout, cache), number)
        return self.run(script, *(item(found, index) for index in range(number)))


def cases(norm: Norm, rng: np.random.Generator, spread: tuple[float, float]) -> list[Case]:
    """One case for each shape of the normalizer, and the first for each other number of groups."""
    found = [draw(norm, rng, shape, spread) for shape in norm.shapes]
    return found + [replace(found[0], groups=groups) for groups in norm.groups[1:]]


def constant_part(norm: Norm) -> tuple[slice | int, ...]:
    """Where `with_constant_set` changes x: the second feature, or the second example if each has a mean."""
    return (slice(None), 1) if norm.has_modes else (1,)


def with_constant_set(case: Case) -> Case:
    """The same case with numbers that share a mean and are all alike; zeros where no mean is taken out."""
    x = case.x.copy()
    x[constant_part(case.norm)] = 3.0 if case.norm.centred else 0.0
    return replace(case, x=x)


def draw(norm: Norm, rng: np.random.Generator, shape: tuple[int, ...], spread: tuple[float, float]) -> Case:
    """A case whose numbers have a deviation in this range, wherever a mean is taken."""
    size = rng.uniform(*spread)
    x = size * _in_sets(norm, rng, shape)
    features = (1, shape[1], 1, 1) if norm.groups else (shape[1],)
    gamma, beta = (rng.choice([-1.0, 1.0], features) * rng.uniform(0.4, 2.5, features) for _ in range(2))
    return Case(
        norm=norm,
        x=x,
        gamma=gamma,
        beta=beta,
        dout=rng.normal(size=shape),
        mean=2 * size * rng.normal(size=shape[1]),
        var=size**2 * rng.uniform(0.5, 2.0, shape[1]),
        groups=norm.groups[0] if norm.groups else None,
    )


def _in_sets(norm: Norm, rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Numbers with a deviation of one to two in each set that shares a mean, and a mean of such a size."""
    groups = norm.groups[0] if norm.groups else None
    plain, _ = formulas.normalised(replace(norm, centred=True), rng.normal(size=shape), 0.0, groups)
    if groups:  # whole images are stretched and moved: their groups with them
        sets: tuple[int, ...] = (shape[0], 1, 1, 1)
    else:
        sets = tuple(1 if axis in norm.axes else size for axis, size in enumerate(shape))
    stretch, offset = (rng.uniform(low, 2.0, sets) for low in (1.0, 0.5))
    return stretch * (np.asarray(plain, float) + rng.choice([-1.0, 1.0], sets) * offset)
