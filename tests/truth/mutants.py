"""Machine-made mutants of right work: which of them the hidden checks notice."""

from __future__ import annotations

import ast
import contextlib
import io
import signal
import types
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from autograder.sandbox.steps import Chunks

from .equivalents import changed_styles, reason_for
from .judges import lost, the_judge
from .mutation import Mutant, mutants
from .public_checks import passes_public

SEEDS = (0, 1, 2)
SECONDS = 5.0
"""A mutant that takes longer counts as noticed: behind the wall, it would run out of time."""

SAMPLE = 180
"""Mutants of each style; the reference gives all that it has."""

REFERENCE = "reference"


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

    `line` is the first criterion that it lost, `remark` the reason or what went wrong, `public` whether a
    noticed one passes all public checks.
    """

    assignment: str
    style: str
    mutant: Mutant
    fate: Fate
    remark: str = ""
    line: str = ""
    public: bool = False


def programs(name: str) -> tuple[str, ...]:
    """What is changed: the reference of an assignment, and some of its right styles."""
    return (REFERENCE, *changed_styles(name))


@cache
def drawn(name: str, style: str) -> list[Mutant]:
    """The mutants of a style, or of the reference; always the same ones."""
    limit = None if style == REFERENCE else SAMPLE
    return mutants(original(name, style), spare=given(name), limit=limit, seed=len(style))


@cache
def given(name: str) -> frozenset[str]:
    """The functions that learners do not write: the handout gives them, or an earlier assignment asked them."""
    asked = the_judge(name).assignment.functions
    defined = (getattr(node, "name", "") for node in ast.parse(original(name, REFERENCE)).body)
    return frozenset(defined) - {"", *asked}


def original(name: str, style: str) -> str:
    """The program that is changed."""
    judge = the_judge(name)
    paths = {one.name: one.path for one in judge.styles}
    chunks = judge.reference if style == REFERENCE else judge.chunks_of(paths[style])
    return "\n".join(text.strip("\n") for _, text in chunks)


def as_chunks(source: str) -> Chunks:
    """Each statement alone, as the grader runs them: one that fails ends none of the others."""
    return [("mutant", ast.unparse(node)) for node in ast.parse(source).body]


def judge_mutants(name: str, style: str, start: int, step: int) -> list[Judged]:
    """Judge every `step`-th mutant of a style from the `start`-th on.

    Raises:
        RuntimeError: the unchanged program loses points, so that nothing would be learnt from changed ones.
    """
    judge, unchanged = the_judge(name), as_chunks(original(name, style))
    usual: set[str] = set()
    for seed in SEEDS:
        judged = judge(unchanged, seed=seed)
        if lines := lost(judged):
            raise RuntimeError(f"{name}: {style} is not changed and loses {', '.join(lines)}")
        usual |= set(map(str, judged.warnings))
    return [_judged(name, style, mutant, usual) for mutant in drawn(name, style)[start::step]]


def _judged(name: str, style: str, mutant: Mutant, usual: set[str]) -> Judged:
    fate, remark, line = _fate(name, mutant, usual)
    if fate in (Fate.SURVIVED, Fate.WARNED) and (reason := reason_for(name, style, mutant)):
        fate, remark = Fate.EQUIVALENT, reason
    public = fate is Fate.NOTICED and _passes_public(name, mutant)
    return Judged(name, style, mutant, fate, remark, line, public)


def _fate(name: str, mutant: Mutant, usual: set[str]) -> tuple[Fate, str, str]:
    """The fate, a remark, and the first criterion that was lost."""
    judge, chunks = the_judge(name), as_chunks(mutant.source)
    new: dict[str, None] = {}
    for seed in SEEDS:
        try:
            with _alarm():
                if line := judge.first_fault(chunks, seed=seed):
                    return Fate.NOTICED, "", line
                judged = judge(chunks, seed=seed)
        except TimeoutError:
            return Fate.NOTICED, "it took too long", ""
        except Exception as error:
            return Fate.ERROR, f"the grader raised {type(error).__name__}: {error}", ""
        if lines := lost(judged):
            return Fate.NOTICED, "", min(lines)
        new |= dict.fromkeys(sorted({str(warning) for warning in judged.warnings} - usual))
    return (Fate.WARNED, " ".join(new), "") if new else (Fate.SURVIVED, "", "")


def _passes_public(name: str, mutant: Mutant) -> bool:
    try:
        with _alarm():
            return passes_public(name, as_chunks(mutant.source))
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
