"""The other assignments: their right styles and their known mistakes, at fewer seeds."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.assignment import Assignment, find_assignment, list_assignments
from autograder.grading import Grader
from autograder.marking.earlier import reference_chunks
from autograder.marking.mistakes import overlays
from autograder.submission.notebook import read
from autograder.submission.slicing import cut

from .judges import BATCHNORM, ROOT, declared, failed, lost, names

STYLE_SEEDS = range(5)
MISTAKE_SEEDS = range(2)


@dataclass(frozen=True, slots=True)
class Found:
    """One program at one seed; `wrong` says what is not as declared, and is empty if all is well."""

    assignment: str
    kind: str  # "style" or "mistake"
    name: str
    seed: int
    wrong: str = ""
    named: bool = False  # a mistake that got its name, and no other
    nameless: bool = False  # a mistake that declares that it cannot be named, or that costs nothing


@cache
def others() -> tuple[Assignment, ...]:
    """All assignments but batch normalization, in teaching order."""
    return tuple(one for one in list_assignments(ROOT) if one.name != BATCHNORM.name)


def styles_of(name: str) -> list[Path]:
    """The files of right work for an assignment."""
    return sorted((Path(__file__).parent / f"styles_{name}").glob("*.py"))


def judge_other(name: str, seed: int) -> list[Found]:
    """Judge all right styles of an assignment at a seed, and at few seeds its mistakes as well."""
    assignment = find_assignment(ROOT, name)
    with_mistakes = seed in MISTAKE_SEEDS
    grader = Grader(assignment, seed=seed, name_mistakes=with_mistakes)
    found = [_judge_style(grader, path, seed) for path in styles_of(name)]
    return found + (_judge_mistakes(grader, seed) if with_mistakes else [])


def _judge_style(grader: Grader, path: Path, seed: int) -> Found:
    code = cut(read(path).code, grader.assignment.functions)
    exercises = {row.name: row.functions for row in grader.assignment.exercises}
    judged = grader.judge_locally(code.chunks)
    written = {key for key in lost(judged) if set(code.missing).isdisjoint(exercises[key.partition("/")[0]])}
    differs = sorted(written ^ set(declared(path)))
    return Found(grader.assignment.name, "style", path.stem, seed, ", ".join(differs))


def _judge_mistakes(grader: Grader, seed: int) -> list[Found]:
    assignment = grader.assignment
    found = []
    for mistake, chunks in overlays(assignment, reference_chunks(assignment)):
        with contextlib.redirect_stdout(io.StringIO()):
            judged = grader.judge_locally(chunks)
        wrong = [f"other criteria: {key}" for key in sorted(failed(judged) ^ frozenset(mistake.loses))]
        wrong += [f"wrong name: {key}" for key in sorted(names(judged) - {mistake.id})]
        own = [row.mistake for row in judged.criteria if row.outcome == "failed"]
        nameless = not (mistake.loses and mistake.named)
        named = bool(own) and own == [mistake.id] * len(own)
        if not named and not nameless:
            wrong.append("its name was not given")
        found.append(Found(assignment.name, "mistake", mistake.id, seed, "; ".join(wrong), named, nameless))
    return found
