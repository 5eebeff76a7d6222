"""Right work that loses points: it should never happen, at any seed."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.grading import Grader
from autograder.sandbox.local import LocalSession

from .judges import BATCHNORM, Style, chunks_of, lost, styles, the_judge

GRADINGS = 40_000
"""At least this many: none lost of so many bounds the rate below 1 in 13 000 with 95 % confidence."""

WALL_SEEDS = range(0, 500, 100)
"""Seeds at which the same files also go through the wall; one in a hundred."""


@dataclass(frozen=True, slots=True)
class FalseFail:
    """A criterion that ended otherwise than the style declares."""

    style: str
    seed: int
    criterion: str
    message: str


def judge_styles(seeds: range) -> list[FalseFail]:
    """Judge every style at each of the seeds; all styles of a seed share what the reference gave."""
    programs = [(style, LocalSession(chunks_of(style.path))) for style in styles()]
    return [one for seed in seeds for style, program in programs for one in _judge_style(style, program, seed)]


def _judge_style(style: Style, program: LocalSession, seed: int) -> list[FalseFail]:
    judged = the_judge()(program, seed=seed)
    messages = {f"{row.exercise}/{row.name}": row.message for row in judged.criteria}
    differs = sorted(set(lost(judged)) ^ style.may_lose)
    return [FalseFail(style.name, seed, criterion, messages[criterion]) for criterion in differs]


def disagreements(seed: int) -> list[str]:
    """The styles that end otherwise behind the wall than in this process, at one seed."""
    found = []
    with Grader(BATCHNORM, seed=seed, name_mistakes=False) as grader:
        for style in styles():
            here = the_judge()(chunks_of(style.path), seed=seed).criteria
            there = grader.grade(style.path).automatic
            if [(row.name, row.earned) for row in here] != [(row.name, row.earned) for row in there]:
                found.append(f"{style.name} at seed {seed}")
    return found
