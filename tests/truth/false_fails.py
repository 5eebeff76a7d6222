"""Right work that loses points: it should never happen, at any seed."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.grading import Grader
from autograder.sandbox.local import LocalSession

from .judges import Judge, Style, lost, the_judge

SEEDS = 60
"""At so many seeds each right style is judged."""

WALL_SEEDS = range(2)
"""Seeds at which the same files also go through the wall."""


@dataclass(frozen=True, slots=True)
class FalseFail:
    """A criterion that ended otherwise than the style declares."""

    assignment: str
    style: str
    seed: int
    line: str
    message: str


def judge_styles(name: str, seeds: range) -> list[FalseFail]:
    """Judge every style of an assignment at each of the seeds; all share what the reference gave at a seed."""
    judge = the_judge(name)
    programs = [(style, LocalSession(judge.chunks_of(style.path))) for style in judge.styles]
    found = []
    for seed in seeds:
        for style, program in programs:
            found += _judge_style(judge, style, program, seed)
    return found


def _judge_style(judge: Judge, style: Style, program: LocalSession, seed: int) -> list[FalseFail]:
    judged = judge(program, seed=seed)
    messages = {f"{row.exercise}/{row.name}": row.message for row in judged.criteria}
    differs = sorted(set(lost(judged)) ^ style.may_lose)
    return [FalseFail(judge.name, style.name, seed, line, messages[line]) for line in differs]


def disagreements(name: str, seed: int) -> list[str]:
    """The styles that end otherwise behind the wall than in this process, at one seed."""
    judge = the_judge(name)
    found = []
    with Grader(judge.assignment, seed=seed, name_mistakes=False) as grader:
        for style in judge.styles:
            here = judge(judge.chunks_of(style.path), seed=seed).criteria
            there = grader.grade(style.path).automatic
            if [(row.name, row.earned) for row in here] != [(row.name, row.earned) for row in there]:
                found.append(f"{name}: {style.name} at seed {seed}")
    return found
