"""What passes every check that learners get and still loses points: the part that only hidden checks see."""

from __future__ import annotations

from functools import cache

from autograder.marking.judging import runner
from autograder.marking.rubric import Rubric, collect, collect_public, worth_of
from autograder.report import Outcome
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import Chunks

from .judges import BATCHNORM, MISTAKES, chunks_of_mistake

FOLDER = BATCHNORM.folder / "public"


@cache
def _public() -> Rubric:
    exercises = {row.name for row in BATCHNORM.exercises}
    found = collect_public(FOLDER, BATCHNORM.checked, worth_of(collect(BATCHNORM)))
    return Rubric(tuple(row for row in found.rows if row.exercise in exercises))


def passes_public(chunks: Chunks) -> bool:
    """Whether a program passes all public checks."""
    session = LocalSession(chunks)
    functions = {row.name: row.functions for row in BATCHNORM.exercises}
    run = runner(session, session, seed=0, functions=functions, unwritten={})
    checks = ((row, check) for row in _public().criteria for check in row.checks)
    return all(run(row, check).outcome is Outcome.PASSED for row, check in checks)


def only_hidden(names: list[str]) -> list[str]:
    """Those of the known mistakes that lose points but pass all public checks."""
    return [name for name in names if MISTAKES[name].loses and passes_public(chunks_of_mistake(MISTAKES[name]))]
