"""An assignment tried on itself: what its reference earns, and what each known mistake costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.grading import Grader
from autograder.marking.earlier import reference_chunks
from autograder.marking.judging import judge, runner
from autograder.marking.mistakes import Mistake, overlays
from autograder.marking.rubric import Rubric
from autograder.report import CriterionResult, Outcome, total
from autograder.sandbox.local import LocalSession
from autograder.sentences import Sentence, say


def demand_whole_reference(grader: Grader) -> None:
    """See to it that the assignment's own reference earns everything in the hidden checks.

    What the reference cannot earn nobody can: either it or a check is wrong.

    Raises:
        AssignmentError: it loses points; the sentence names the criteria.
    """
    assignment = grader.assignment
    found = grader.judge_locally(reference_chunks(assignment)).criteria
    _demand_none(assignment, say("hidden"), [row for row in found if row.earned < row.points])


def demand_public_reference(assignment: Assignment, public: Rubric) -> None:
    """See to it that the assignment's own reference passes its public checks, those of practice included.

    Hidden checks compare with the reference itself. Public ones compare with numbers that stand in them, so
    they also find a reference that is wrong.

    Raises:
        AssignmentError: it does not pass them; the sentence names the criteria.
    """
    from autograder.learner.public import SEED

    practice = {row.name: (row.name,) for row in assignment.practice}
    functions = {row.name: row.functions for row in assignment.exercises} | practice
    session = LocalSession(reference_chunks(assignment, (*assignment.functions, *practice)))
    run = runner(session, session, seed=SEED, functions=functions, unwritten={})
    found = judge(public, run).criteria
    _demand_none(assignment, say("public"), [row for row in found if row.outcome is not Outcome.PASSED])


def _demand_none(assignment: Assignment, which: Sentence, lost: Iterable[CriterionResult]) -> None:
    rows = tuple(lost)
    if rows:
        names = ", ".join(f'{row.exercise} "{row.name}"' for row in rows)
        raise AssignmentError(
            say(
                "{source} does not earn everything in its own {which} checks: {names}. The first"
                " says: {message} Correct the solution there, or the check.",
                source=assignment.source,
                which=which,
                names=names,
                message=rows[0].message,
            )
        )


def costs_of_mistakes(
    assignment: Assignment, progress: Callable[[int, int, str], None] = lambda done, total, name: None
) -> list[tuple[Mistake, float]]:
    """The points that each known mistake loses, found by marking it as a submission that makes no other."""
    grader = Grader(assignment, name_mistakes=False, discreet=False)
    laid_over = list(overlays(assignment, reference_chunks(assignment)))
    costs = []
    for done, (mistake, chunks) in enumerate(laid_over):
        progress(done, len(laid_over), mistake.id)
        found = grader.judge_locally(chunks)
        costs.append((mistake, total(row.points - row.earned for row in found.criteria)))
    return costs
