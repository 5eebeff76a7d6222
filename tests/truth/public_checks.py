"""What passes every check that learners get and still loses points: the part that only hidden checks see."""

from __future__ import annotations

from functools import cache

from autograder.marking.judging import runner
from autograder.marking.rubric import Rubric, collect_public, worth_of
from autograder.report import Outcome
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import Chunks

from .judges import the_judge


@cache
def _public(name: str) -> Rubric:
    judge = the_judge(name)
    folder = judge.assignment.folder / "public"
    found = collect_public(folder, judge.assignment.checked, worth_of(judge.rubric))
    return Rubric(tuple(row for row in found.rows if row.exercise in judge.functions))


def passes_public(name: str, chunks: Chunks) -> bool:
    """Whether a program passes all public checks of an assignment."""
    session = LocalSession(chunks)
    run = runner(session, session, seed=0, functions=the_judge(name).functions, unwritten={})
    checks = ((row, check) for row in _public(name).criteria for check in row.checks)
    return all(run(row, check).outcome is Outcome.PASSED for row, check in checks)


def only_hidden(name: str) -> list[str]:
    """The known mistakes of an assignment that lose points but pass all public checks."""
    judge = the_judge(name)
    found = (one for one in judge.mistakes.values() if one.loses)
    return [one.id for one in found if passes_public(name, judge.chunks_of_mistake(one))]
