"""What `check("name")` does in a notebook: it judges the functions as they stand, and shows the report.

Where the hidden checks are there for who works here (`shipped.solved`), they are asked as well. What is marked
is what the kernel ran: its inputs in their order, as the cells of a notebook, in a folder with the modules that
lie beside the real one. It goes through the same door as every submission, behind the wall.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.columns import filled_lines
from autograder.errors import AssignmentError
from autograder.languages.handout_words import in_its_language
from autograder.learner.elsewhere import marked_elsewhere
from autograder.learner.live.cells import not_taken
from autograder.learner.live.interrupting import interruptible
from autograder.learner.live.prints import held_back
from autograder.learner.live.show import show_in_place
from autograder.learner.public import (
    PublicLine,
    RubricLine,
    exercises_of,
    public_report,
    read_rubric,
    unwritten,
)
from autograder.learner.remarks import WIDTH, Report, report_text
from autograder.learner.report_page import report_html
from autograder.lone.variant import is_lone
from autograder.report import Outcome, ScoreReport, Status
from autograder.sentences import Sentence, Vocabulary, in_words, say, speaking, spoken, spoken_language
from autograder.shipped import solved
from autograder.translation.shown import words_for

NO_CLONE = say("The hidden checks are not here: they need a clone that holds the solutions.")


@in_its_language
def check_exercise(
    exercise: str,
    names: dict[str, Any],
    folder: str,
    *,
    hidden: bool = False,
    seen: Callable[[Report], object] = lambda report: None,
) -> str:
    """Show the report on an exercise; the sentence of the first failure, empty if there is none.

    `hidden` asks for the hidden checks, where the solutions are on this machine; `seen` is told of a report
    before it is shown. Practice gives no sentence: to leave it out is no fault, and no validation stops at it.
    """
    old = not_taken(exercise, names)
    if old:
        print(filled_lines(str(old), WIDTH))
        return str(old)
    try:
        with interruptible():
            report_on = hidden_report if hidden else _public_report
            report = report_on(Path(folder), exercise, names)
    except AssignmentError as error:
        print(error)
        return str(error)
    with speaking(_words_of_hidden(Path(folder)) if hidden else spoken()):
        return _shown(report, names, seen)


def _words_of_hidden(folder: Path) -> Vocabulary:
    """The words that are spoken, and those of the hidden checks, which no handout brings along."""
    assignment = solved(folder)
    return {**spoken(), **words_for(assignment, spoken_language())} if assignment else spoken()


def _shown(report: Report, names: dict[str, Any], seen: Callable[[Report], object]) -> str:
    """Show a report; the sentence of its first failure."""
    _, why = unwritten(report.lines, report.exercise, names)
    if why:
        said = in_words("{why} It is practice, worth no points.", why=why) if report.practice else str(why)
        print(filled_lines(said, WIDTH))
        return "" if report.practice else str(why)
    seen(report)
    show_in_place(report_text(report), report_html(report))
    if report.practice:
        return ""
    failed = [row.result for row in report.lines if row.result and row.result.outcome is not Outcome.PASSED]
    return failed[0].message if failed else ""


@in_its_language
def exercises_here(folder: str) -> tuple[str, ...]:
    """The exercises of a handout, in their order; none, and a sentence, where its files are damaged."""
    try:
        return exercises_of(read_rubric(Path(folder)))
    except AssignmentError as error:
        print(error)
        return ()


def to_install(what: Sentence) -> Sentence:
    """What to do where the solutions are not: hidden checks or answers, as they are called."""
    command = 'pip install "batchnorm-grader[alone]"'
    if sys.platform == "emscripten":
        return say(
            "{what} are not in the browser. Download your notebook, and on your own machine run: {command}",
            what=what,
            command=command,
        )
    return say("{what} are not installed; run: {command}", what=what, command=command)


def _public_report(folder: Path, exercise: str, names: dict[str, Any]) -> Report:
    with held_back() as printed:
        lines = public_report(folder, exercise, names)
    return Report(exercise, lines, note=str(marked_elsewhere(folder)), printed=printed)


def hidden_report(folder: Path, exercise: str, names: Mapping[str, Any]) -> Report:
    """Judge an exercise by the hidden checks.

    Raises:
        AssignmentError: the solutions are not here, there is no such exercise, or nothing could be marked.
    """
    assignment = solved(folder)
    if assignment is None:
        raise AssignmentError(to_install(say("The hidden checks")) if is_lone(folder) else NO_CLONE)
    lines = tuple(line for line in read_rubric(folder) if line.exercise == exercise)
    if not lines:
        raise AssignmentError(say('No hidden check speaks about "{exercise}".', exercise=exercise))
    found = _grade(assignment, folder.resolve(), names)
    if found.status is not Status.GRADED:
        raise AssignmentError(say("Nothing could be marked. {message}", message=found.why))
    alone = is_lone(folder)
    text = "Marked behind the wall (isolation: {isolation}), as a submission would be."
    text = "Marked behind the wall (isolation: {isolation})." if alone else text
    wall = in_words(text, isolation=found.isolation)
    return Report(exercise, _lines(lines, found), hidden=True, note=wall)


def _lines(lines: Sequence[RubricLine], found: ScoreReport) -> tuple[PublicLine, ...]:
    results = {(row.exercise, row.name): row for row in found.automatic}
    return tuple(PublicLine(line, results.get((line.exercise, line.name))) for line in lines)


def _grade(assignment: Assignment, folder: Path, names: Mapping[str, Any]) -> ScoreReport:
    from autograder.errors import WorkerError
    from autograder.grading import grader_at_once

    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / f"{folder.name}.ipynb"
        for module in folder.glob("*.py"):
            shutil.copy(module, room)
        path.write_text(kernel_notebook(folder, names), encoding="utf-8")
        try:
            # Whoever studies here holds the hidden checks: nothing is kept back.
            with grader_at_once(assignment, discreet=False) as grader:
                return grader.grade(path)
        except WorkerError as error:
            raise AssignmentError(
                say("The hidden checks cannot run on this machine: {error}", error=error.said)
            ) from error


def kernel_notebook(folder: Path, names: Mapping[str, Any]) -> str:
    """What the kernel ran, as a notebook; without a kernel's record, the notebook as it was saved."""
    inputs = names.get("In")
    if not isinstance(inputs, list):
        return (folder / f"{folder.name}.ipynb").read_text(encoding="utf-8")
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "metadata": {}, "source": str(text), "outputs": [], "execution_count": None}
        for text in inputs
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells})
