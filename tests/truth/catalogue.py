"""Each known mistake loses what it declares and gets its own name, at any seed."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass

from autograder.marking.mistakes import Mistake

from .judges import failed, names, the_judge

SEEDS = range(2)


@dataclass(frozen=True, slots=True)
class Recognised:
    """One mistake at one seed; empty fields mean that all is as declared."""

    assignment: str
    mistake: str
    seed: int
    declared: tuple[str, ...]  # criteria that it says it loses
    other_lines: frozenset[str]  # failed though not declared, or declared and not failed
    wrong_names: frozenset[str]
    to_name: bool  # it must be named: it fails something, and no chance is in it
    named: bool  # its own name, and no other, at each criterion that failed

    @property
    def is_as_declared(self) -> bool:
        """Whether it lost what it should, got no wrong name, and its own if it has to."""
        return not self.other_lines and not self.wrong_names and (self.named or not self.to_name)


def judge_catalogue(name: str, seed: int) -> list[Recognised]:
    """Judge every known mistake of an assignment at one seed."""
    judge = the_judge(name)
    return [_recognised(name, mistake, seed) for mistake in judge.mistakes.values()]


def _recognised(name: str, mistake: Mistake, seed: int) -> Recognised:
    judge = the_judge(name)
    with contextlib.redirect_stdout(io.StringIO()):
        judged = judge(judge.chunks_of_mistake(mistake), seed=seed, diagnosis=judge.diagnosis(seed))
    own = [row.mistake for row in judged.criteria if row.outcome == "failed"]
    return Recognised(
        assignment=name,
        mistake=mistake.id,
        seed=seed,
        declared=mistake.loses,
        other_lines=failed(judged) ^ frozenset(mistake.loses),
        wrong_names=names(judged) - {mistake.id},
        to_name=bool(mistake.loses) and mistake.named,
        named=own == [mistake.id] * len(own),
    )
