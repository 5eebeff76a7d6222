"""A class that nobody taught: reports drawn from a seed, over an assignment's rubric and mistakes."""

from pathlib import Path

import numpy as np

from autograder.instructor.standing import GradedCell, Standing
from autograder.marking.mistakes import read_mistakes
from autograder.marking.rubric import collect, questions, unjudged
from autograder.marking.versions import versions
from autograder.report import CriterionResult, Outcome, ScoreReport, Status, total
from autograder.sentences import NOTHING, Sentence, say


def drawn_class(assignment, number, seed=0):
    """`number` standings: able and less able students, 2 % unreadable, 3 % missing, some late, some mended."""
    rng = np.random.default_rng(seed)
    rubric, catalogue, now = collect(assignment), read_mistakes(assignment.folder), versions(assignment)
    hard = rng.normal(-1.0, 1.0, size=len(rubric.criteria))
    return [_standing(assignment, rubric, catalogue, now, hard, rng, f"student{n:03d}") for n in range(number)]


def _standing(assignment, rubric, catalogue, now, hard, rng, student):
    path = Path("/nowhere") / student / f"{assignment.name}.ipynb"
    fate = rng.random()
    if fate < 0.03:
        return Standing(student, path, submitted=False, report=None)
    common = {"assignment": assignment.name, "submission": str(path), "student": student}
    if fate < 0.05:
        rows = (*unjudged(rubric, say("The file could not be read.")), *questions(assignment))
        why = Sentence(f"The notebook of {student} is damaged: it is not JSON from line 1 on.")
        report = ScoreReport(**common, status=Status.LOAD_ERROR, why=why, criteria=rows)
    else:
        rows = (*_rows(rubric, catalogue, rng.normal() - hard, rng), *questions(assignment))
        extra = {}
        if fate > 0.98:
            extra["review"] = (say("The code imports os, which no formula needs."),)
        if 0.95 < fate < 0.98:
            extra["repairs"] = (say("the cell of batchnorm_forward was missing and was put back"),)
        report = ScoreReport(**common, status=Status.GRADED, criteria=rows, versions=now, seed=1, **extra)
    late = max(0.0, rng.normal(-40_000, 30_000))
    return Standing(
        student=student,
        path=path,
        submitted=True,
        report=report,
        cells=tuple(_cells(assignment, report, rng)),
        seconds_late=late,
        penalty=round(late / 3600, 1),
    )


def _rows(rubric, catalogue, odds, rng):
    for criterion, odd in zip(rubric.criteria, odds, strict=True):
        key = f"{criterion.exercise}/{criterion.name}"
        if rng.random() < 1 / (1 + np.exp(-odd)):
            row = CriterionResult(
                criterion.name, criterion.exercise, criterion.points, criterion.points, Outcome.PASSED
            )
        else:
            known = [mistake for mistake in catalogue if key in mistake.loses] if rng.random() < 0.7 else []
            mistake = known[int(len(known) * rng.random() ** 2)] if known else None
            row = CriterionResult(
                criterion.name,
                criterion.exercise,
                criterion.points,
                0.0,
                Outcome.FAILED,
                say("12 of 12 entries differ: at [0, 0] got 1.25, expected 0.5."),
                mistake.id if mistake else None,
                Sentence(mistake.hint) if mistake else NOTHING,
            )
        yield row


def _cells(assignment, report, rng):
    for exercise in assignment.exercises:
        rows = report.exercise(exercise.name)
        unread = report.status is not Status.GRADED
        automatic = None if unread else total(row.earned for row in rows)
        manual = 1.0 if rng.random() < 0.03 else None
        yield GradedCell(exercise.name, total(row.points for row in rows), automatic, manual, 0.0, unread)
    for question in assignment.questions:
        manual = float(rng.integers(0, 4)) if rng.random() < 0.4 else None
        yield GradedCell(question.name, question.points, None, manual, 0.0, manual is None)
