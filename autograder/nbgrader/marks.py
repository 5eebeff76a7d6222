"""Marks written into a notebook: reasons and points in its check cells, the rubric below written answers.

The notebook is nbformat 4, as nbgrader's nodes or as plain dictionaries; nothing here needs nbgrader.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.assignment import Assignment
from autograder.columns import padded
from autograder.errors import AssignmentError
from autograder.grading import Grader
from autograder.languages.engine_words import ENGLISH
from autograder.languages.work_language import LANGUAGE_KEY
from autograder.nbgrader.gradebook_cells import given_texts, shown
from autograder.nbgrader.mend import Notebook
from autograder.nbgrader.outputs import Output, clean, stream
from autograder.nbgrader.stored_reports import not_marked
from autograder.report import OUTCOMES, CriterionResult, Outcome, ScoreReport, Status, total
from autograder.sentences import NOTHING, Sentence, in_words, say, say_all
from autograder.source import Role, read_source
from autograder.submission.meant import Meant, nothing_to_read
from autograder.submission.notebook import A_LINK, is_link
from autograder.translation.shown import speaking_of

MARKED_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
"""The kernel of a marked notebook; the gradebook's own does not exist (see `SEALED` in preprocessors.py)."""

WAITS = say("This could not be marked; a person looks at it.")


def grade_submission(
    grader: Grader, meant: Meant, *, student: str, following: Path | None = None
) -> ScoreReport:
    """Mark the file that was meant, as submitted; a link to some other file is not followed.

    `following` is the file that is marked next, if that is known (`Grader.grade`).
    """
    path = meant.path
    why = A_LINK if is_link(path) else NOTHING if path.is_file() else nothing_to_read(path)
    if why:
        unread = Status.LOAD_ERROR
        return not_marked(grader.assignment, grader.rubric, unread, why, path=path, student=student)
    return meant.noted_in(grader.grade(path, student=student, following=following))


def write_marks(nb: Notebook, assignment: Assignment, report: ScoreReport) -> frozenset[str]:
    """Write reasons and points into the check cells; give the grade ids that wait for a person.

    What is said of the whole submission stands in the first of them. An answer that nobody touched is known as
    such in every language.
    """
    if report.language not in ("", ENGLISH):
        _know_untouched(nb, given_texts(assignment, report.language))
    with speaking_of(assignment, report.language):
        return _written(nb, assignment, report)


def language_metadata(report: ScoreReport) -> dict[str, str]:
    """What a marked notebook says of its language, for its page of feedback; nothing where it is English."""
    return {} if report.language in ("", ENGLISH) else {LANGUAGE_KEY: report.language}


def _know_untouched(nb: Notebook, given: Mapping[str, str]) -> None:
    """Give the cells that are as they were given the checksum by which nbgrader knows them."""
    for name, cell in by_grade_id(nb).items():
        text = "".join(cell["source"])
        if name in given and text.strip() == given[name].strip():
            cell["metadata"]["nbgrader"]["checksum"] = checksum({**cell, "source": text})


def checksum(cell: Notebook) -> str:
    """What `nbgrader.utils.compute_checksum` gives for a cell that nbgrader knows."""
    marks = cell["metadata"]["nbgrader"]
    locked = not marks["solution"] and (marks["grade"] or marks["locked"])
    parts = [cell["source"], cell["cell_type"]]
    parts += [str(marks["grade"]), str(marks["solution"]), str(locked), marks["grade_id"]]
    if marks["grade"]:
        parts.append(str(float(marks["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def _written(nb: Notebook, assignment: Assignment, report: ScoreReport) -> frozenset[str]:
    cells = by_grade_id(nb)
    pending = set()
    notes = "".join(f"{note}\n" for note in notes_of(report))
    for exercise in assignment.exercises:
        points = earned(report, exercise.name)
        cell = cells[f"check_{exercise.name}"]
        cell["source"] = shown(cell["source"])
        cell["execution_count"] = None
        text, notes = notes + reasons(report, report.exercise(exercise.name)), ""
        cell["outputs"] = [stream(clean(text))]
        cell["outputs"].append(_points(points or 0.0))
        if points is None:
            pending.add(f"check_{exercise.name}")
    return frozenset(pending)


def notes_of(report: ScoreReport) -> tuple[str, ...]:
    """What is said of a whole submission, for the student; it costs no points."""
    warnings = (in_words("Note: {said}", said=said) for said in report.warnings)
    return *warnings, *(in_words("Mended: {said}", said=said) for said in report.repairs)


def earned(report: ScoreReport, exercise: str) -> float | None:
    """The points of one exercise; None if they wait for a person."""
    rows = report.exercise(exercise)
    if not rows or any(row.outcome is Outcome.ERROR for row in rows):
        return None
    return total(row.earned for row in rows)


def reasons(report: ScoreReport, rows: tuple[CriterionResult, ...]) -> str:
    """The criteria of one exercise in plain text, for the student."""
    if report.status is not Status.GRADED:
        return f"{WAITS} {report.message}\n"
    lines = []
    said: set[Sentence] = set()
    for row in rows:
        of = in_words("{earned:g} of {points:g}", earned=row.earned, points=row.points)
        lines.append(f"{padded(f'{OUTCOMES[row.outcome]} ', 8)}{of}  {Sentence(row.name)}")
        for note in _notes(row):
            if note not in said:
                lines += [f"        {line}" for line in str(note).splitlines()]
                said.add(note)
    return "\n".join(lines) + "\n"


def _notes(row: CriterionResult) -> Iterator[Sentence]:
    """What is said below a criterion: nothing where it passed."""
    if row.outcome is Outcome.ERROR:
        yield WAITS
    elif row.outcome is not Outcome.PASSED:
        if row.found:
            yield say_all([row.found, row.named])
        if row.hint:
            yield say("Hint: {hint}", hint=row.hint)


def rubrics_of(assignment: Assignment) -> Mapping[str, str]:
    """The text of each written answer's rubric, by the answer's name, below a head in the course's language."""
    with speaking_of(assignment):
        head = in_words("> **For the marker**")
    rubrics = (cell for cell in read_source(assignment) if cell.role is Role.RUBRIC)
    return {cell.name: f"{head}\n\n{cell.text}" for cell in rubrics}


def show_rubrics(nb: Notebook, rubrics: Mapping[str, str]) -> None:
    """Put the rubric's cell below each written answer, for the person who marks it."""
    cells = []
    for cell in nb["cells"]:
        cells.append(cell)
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in rubrics:
            below = {
                "cell_type": "markdown",
                "id": f"rubric_{name}"[:64],
                "metadata": {"autograder": {"role": str(Role.RUBRIC)}},
                "source": rubrics[name],
            }
            cells.append(below)
    nb["cells"] = cells


def demand_wall(grader: Grader, *, allow_limits: bool) -> None:
    """Refuse to mark where nothing but limits confines the students' code, unless that is allowed.

    Raises:
        AssignmentError: so it is.
    """
    if grader.isolation == "limits" and not allow_limits:
        raise AssignmentError(
            say(
                "Nothing but limits would confine the students' code here ({isolation_reason}). To mark all the"
                " same, set c.Mark.allow_limits = True.",
                isolation_reason=grader.isolation_reason,
            )
        )


def demand_points(nb: Notebook, grader: Grader) -> None:
    """Refuse points of the gradebook that are not the rubric's.

    Raises:
        AssignmentError: they differ.
    """
    cells = by_grade_id(nb)
    for exercise in grader.assignment.exercises:
        there = float(cells[f"check_{exercise.name}"]["metadata"]["nbgrader"]["points"])
        worth = grader.rubric.points(exercise.name)
        if there != worth:
            name = grader.assignment.name
            raise AssignmentError(
                say(
                    "{exercise} is worth {worth:g} points, but {there:g} in the gradebook; run autograder"
                    " release {name} and nbgrader generate_assignment --force {name}, then grade everyone"
                    " again.",
                    exercise=exercise.name,
                    worth=worth,
                    there=there,
                    name=name,
                )
            )


def by_grade_id(nb: Notebook) -> dict[str, Notebook]:
    """The cells that nbgrader knows."""
    return {
        cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in nb["cells"] if "nbgrader" in cell["metadata"]
    }


def _points(number: float) -> Output:
    """One plain decimal: anything else nbgrader takes for full marks."""
    text = f"{number:.6f}".rstrip("0").rstrip(".")
    return {
        "output_type": "execute_result",
        "data": {"text/plain": text or "0"},
        "execution_count": None,
        "metadata": {},
    }
