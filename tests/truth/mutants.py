"""Machine-made mutants of right work: which of them the hidden checks notice."""

from __future__ import annotations

import contextlib
import io
import signal
import types
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from autograder.sandbox.steps import Chunks

from .equivalents import equivalents, reason_for
from .judges import REFERENCE, chunks_of, lost, styles, the_judge
from .mutation import Mutant, mutants
from .public_checks import passes_public

SEEDS = (0, 1, 2)
SECONDS = 5.0
"""A mutant that takes longer counts as noticed: behind the wall, it would run out of time."""

SAMPLE = 180
"""Mutants of each style; the reference gives all that it has."""

STYLES = (
    "average_with_weights",
    "cache_dict",
    "cache_namedtuple",
    "centering_matrix",
    "closed_form_n_times",
    "einsum_everywhere",
    "keepdims_then_squeezed",
    "loop_over_features",
    "powers_and_reciprocals",
    "recomputed_from_x",
    "running_in_place",
    "staged_without_the_zero_term",
    "welford",
)


class Fate(StrEnum):
    """What became of a mutant."""

    NOTICED = "noticed"  # it lost points
    WARNED = "warned"  # it lost none, but its report carries a warning that the original's does not
    EQUIVALENT = "equivalent"  # it lost none, and a reason is listed
    SURVIVED = "survived"  # it lost none: a hole in the checks
    ERROR = "error"  # the grader failed on it: a fault of ours


@dataclass(frozen=True, slots=True)
class Judged:
    """A mutant of a style and what became of it.

    `remark` is the reason, or what went wrong; `public` whether a noticed one passes all public checks.
    """

    style: str
    mutant: Mutant
    fate: Fate
    remark: str = ""
    public: bool = False


@cache
def drawn(name: str) -> list[Mutant]:
    """The mutants of a style, or of the reference; always the same ones."""
    source = "\n".join(text.strip("\n") for _, text in original(name))
    return mutants(source, limit=None if name == "reference" else SAMPLE, seed=len(name))


def original(name: str) -> Chunks:
    """The program that is changed."""
    if name == "reference":
        return REFERENCE
    return next(chunks_of(style.path) for style in styles() if style.name == name)


def judge_mutants(name: str, start: int, step: int) -> list[Judged]:
    """Judge every `step`-th mutant of a style from the `start`-th on."""
    judge, listed = the_judge(), equivalents()
    usual = {str(warning) for seed in SEEDS for warning in judge(original(name), seed=seed).warnings}
    found = []
    for mutant in drawn(name)[start::step]:
        fate, remark = _fate(mutant, usual)
        if fate in (Fate.SURVIVED, Fate.WARNED) and (reason := reason_for(name, mutant, listed)):
            fate, remark = Fate.EQUIVALENT, reason
        public = fate is Fate.NOTICED and _passes_public(mutant)
        found.append(Judged(name, mutant, fate, remark, public))
    return found


def _fate(mutant: Mutant, usual: set[str]) -> tuple[Fate, str]:
    new: dict[str, None] = {}
    for seed in SEEDS:
        try:
            with _alarm():
                if the_judge().finds_fault([("mutant", mutant.source)], seed=seed):
                    return Fate.NOTICED, ""
                judged = the_judge()([("mutant", mutant.source)], seed=seed)
        except TimeoutError:
            return Fate.NOTICED, "it took too long"
        except Exception as error:
            return Fate.ERROR, f"the grader raised {type(error).__name__}: {error}"
        if lost(judged):
            return Fate.NOTICED, ""
        new |= dict.fromkeys(sorted({str(warning) for warning in judged.warnings} - usual))
    return (Fate.WARNED, " ".join(new)) if new else (Fate.SURVIVED, "")


def _passes_public(mutant: Mutant) -> bool:
    try:
        with _alarm():
            return passes_public([("mutant", mutant.source)])
    except TimeoutError:
        return False


@contextlib.contextmanager
def _alarm() -> Iterator[None]:
    """Keep what a mutant prints, and end it after `SECONDS`; within its own functions that is a failure.

    Raises:
        TimeoutError: it took too long elsewhere.
    """

    def stop(_number: int, _frame: types.FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
