"""Where each student of a class stands: the stored report beside nbgrader's rows, read and never written."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nbgrader.api import Assignment as Row
from nbgrader.api import BaseCell, Grade, Gradebook, Notebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import select

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.grading import Grader
from autograder.nbgrader.gradebook import blocks, enrolled, not_enrolled, refusals_in_words
from autograder.nbgrader.host import course_config, course_directory, gradebook_file, open_gradebook
from autograder.nbgrader.marks import demand_wall, grade_submission
from autograder.nbgrader.one_by_one import no_id
from autograder.nbgrader.stored_reports import fetch, not_marked
from autograder.report import Outcome, ScoreReport, Status, total
from autograder.sentences import Sentence, say
from autograder.submission.beside import handed_in, why_unfit
from autograder.submission.meant import file_meant

CHECK = "check_"
"""What nbgrader's name of an exercise's grade cell begins with."""


@dataclass(frozen=True, slots=True)
class GradedCell:
    """One grade cell of one student, as the gradebook holds it."""

    name: str  # of the exercise or question
    max_score: float
    automatic: float | None  # None: not marked by the program
    manual: float | None  # None: no person gave points
    extra: float
    waits: bool  # for a person

    @property
    def score(self) -> float:
        """What counts: the points that a person gave, or else the automatic ones; as nbgrader reckons."""
        return self.counting(self.automatic)

    def counting(self, automatic: float | None) -> float:
        """What would count with these automatic points in place of the cell's."""
        given = automatic if self.manual is None else self.manual
        return 0.0 if given is None else given + self.extra


@dataclass(frozen=True, slots=True)
class Standing:
    """One student and one assignment."""

    student: str
    path: Path  # where the notebook should be
    submitted: bool
    report: ScoreReport | None
    cells: tuple[GradedCell, ...] = ()
    seconds_late: float = 0.0
    penalty: float = 0.0

    @property
    def mark(self) -> float | None:
        """What the gradebook holds before the late penalty; None where it has no row."""
        return total(cell.score for cell in self.cells) if self.cells else None

    @property
    def max_score(self) -> float:
        """The most that the gradebook's cells can hold."""
        return total(cell.max_score for cell in self.cells)


def standings(
    course: Path, assignment: Assignment, students: Sequence[str] | None = None
) -> Iterator[Standing]:
    """Everyone who is enrolled or has submitted, or those of `students` who are, by the student's id.

    One after the other, so that nobody need hold the reports of a whole class.

    Raises:
        AssignmentError: there is no gradebook.
        HostError: the gradebook is locked, or cannot be read.
    """
    with refusals_in_words():
        directory = course_directory(course_config(course), assignment.name, root=course)
        _demand_gradebook(directory, assignment)
        names = enrolled(directory, assignment)
        if students is not None:
            wanted = frozenset(students)
            names = [name for name in names if name in wanted]
        with open_gradebook(directory) as gradebook:
            rows = _Rows(gradebook, assignment.name)
            for block in blocks(names):
                found = rows.of(block)
                for student in block:
                    yield _standing(directory, assignment, student, found.get(student))


@refusals_in_words()
def names_of_class(course: Path, assignment: Assignment) -> Sequence[str]:
    """Who `standings` has a row for, in its order.

    Raises:
        AssignmentError: there is no gradebook.
        HostError: the gradebook is locked, or cannot be read.
    """
    directory = course_directory(course_config(course), assignment.name, root=course)
    _demand_gradebook(directory, assignment)
    return enrolled(directory, assignment)


@refusals_in_words()
def graded_names(course: Path, assignment: Assignment) -> frozenset[str]:
    """The exercises and questions for which the gradebook holds points of anybody.

    Raises:
        HostError: the gradebook is locked, or cannot be read.
    """
    cells = (
        select(BaseCell.name)
        .select_from(Grade)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(Notebook, Notebook.id == BaseCell.notebook_id)
        .join(Row, Row.id == Notebook.assignment_id)
        .where(Row.name == assignment.name)
        .distinct()
    )
    with open_gradebook(course_directory(course_config(course), assignment.name, root=course)) as gradebook:
        return frozenset(name.removeprefix(CHECK) for name in gradebook.db.scalars(cells))


def find_standing(course: Path, assignment: Assignment, student: str) -> Standing:
    """One student's standing.

    Raises:
        AssignmentError: there is no gradebook, or nobody of this name in it.
        HostError: the gradebook is locked, or cannot be read.
    """
    for row in standings(course, assignment, [student]):
        return row
    raise AssignmentError(not_enrolled(student, names_of_class(course, assignment)))


def mark_again(course: Path, grader: Grader, standing: Standing) -> ScoreReport:
    """The report that marking the stored submission would give now; nothing is written.

    Raises:
        AssignmentError: this machine offers no wall.
    """
    allowed = bool(course_config(course).Mark.get("allow_limits", False))
    demand_wall(grader, allow_limits=allowed)
    found = standing.path, standing.student
    if not standing.submitted:
        return _unmarked(grader, Status.MISSING, say("Nothing was submitted."), *found)
    why = no_id(standing.student) or why_unfit(standing.path.parent)
    if why:
        return _unmarked(grader, Status.LOAD_ERROR, why, *found)
    meant = file_meant(standing.path.parent, grader.assignment.name, grader.assignment.functions)
    return grade_submission(grader, meant, student=standing.student)


def _unmarked(grader: Grader, status: Status, message: Sentence, path: Path, student: str) -> ScoreReport:
    rubric = None if status is Status.MISSING else grader.rubric
    return not_marked(grader.assignment, rubric, status, message, path=path, student=student)


def _demand_gradebook(directory: CourseDirectory, assignment: Assignment) -> None:
    path = gradebook_file(directory.db_url)
    if path and not path.is_dir() and not (path.exists() and path.stat().st_size):
        raise AssignmentError(
            say(
                "There is no gradebook at {path}; run autograder grade {name} first, or name the"
                " course in the environment variable AUTOGRADER_COURSE.",
                path=path,
                name=assignment.name,
            )
        )


@dataclass(frozen=True, slots=True)
class _Row:
    """What the gradebook holds of one student's submission."""

    seconds_late: float
    penalty: float
    cells: tuple[GradedCell, ...]


class _Rows:
    """Reads the submissions to one assignment, those of many students at once."""

    def __init__(self, gradebook: Gradebook, name: str) -> None:
        """Learn the assignment's cells, which are the same for everybody."""
        self._gradebook = gradebook
        self._name = name
        known = select(Row).where(Row.name == name)
        self._cells = {
            cell.id: (cell.name, float(cell.max_score or 0.0))
            for row in gradebook.db.scalars(known)
            for notebook in row.notebooks
            for cell in (*notebook.grade_cells, *notebook.task_cells)
        }
        self._known: dict[GradedCell, GradedCell] = {}  # each once: a class holds few that differ

    def of(self, students: Sequence[str]) -> Mapping[str, _Row]:
        """The rows of those of these students who have any."""
        notebooks = (
            select(
                SubmittedAssignment.student_id,
                SubmittedAssignment.timestamp,
                SubmittedAssignment.extension,
                Row.duedate,
                SubmittedNotebook.id,
                SubmittedNotebook.late_submission_penalty,
            )
            .join(Row, Row.id == SubmittedAssignment.assignment_id)
            .outerjoin(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .where(Row.name == self._name, SubmittedAssignment.student_id.in_(students))
        )
        database = self._gradebook.db
        theirs = database.execute(notebooks).all()
        cells = self._graded([notebook for *_, notebook, _ in theirs if notebook])
        database.rollback()  # reading keeps no lock
        found: dict[str, _Row] = {}
        for student, timestamp, extension, due, notebook, penalty in theirs:
            before = found.get(student, _Row(_seconds_late(timestamp, due, extension), 0.0, ()))
            found[student] = replace(
                before,
                penalty=before.penalty + float(penalty or 0.0),
                cells=(*before.cells, *cells.get(notebook, ())),
            )
        return found

    def _graded(self, notebooks: Sequence[str]) -> Mapping[str, Sequence[GradedCell]]:
        points = (Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade)
        rows = select(Grade.notebook_id, Grade.cell_id, *points).where(Grade.notebook_id.in_(notebooks))
        found: dict[str, list[GradedCell]] = {}
        for notebook, cell, automatic, manual, extra, waits in self._gradebook.db.execute(rows):
            name, worth = self._cells[cell]
            graded = GradedCell(
                name=name.removeprefix(CHECK),
                max_score=worth,
                automatic=automatic,
                manual=manual,
                extra=float(extra or 0.0),
                waits=bool(waits),
            )
            found.setdefault(notebook, []).append(self._known.setdefault(graded, graded))
        return found


def _seconds_late(
    timestamp: datetime.datetime | None, due: datetime.datetime | None, extension: datetime.timedelta | None
) -> float:
    """What nbgrader's `SubmittedAssignment.total_seconds_late` gives."""
    if timestamp is None or due is None:
        return 0.0
    return max(0.0, (timestamp - due - (extension or datetime.timedelta())).total_seconds())


def _standing(directory: CourseDirectory, assignment: Assignment, student: str, row: _Row | None) -> Standing:
    folder = Path(directory.format_path(directory.submitted_directory, student, assignment.name))
    path = folder / f"{assignment.name}.ipynb"
    report = fetch(Path(directory.root), assignment.name, student)
    if row is None:
        return Standing(student, path, handed_in(folder), report)
    return Standing(
        student=student,
        path=path,
        submitted=handed_in(folder),
        report=report,
        cells=row.cells,
        seconds_late=row.seconds_late,
        penalty=row.penalty,
    )


def is_complete(standing: Standing) -> bool:
    """Whether there is a mark, and nothing of it waits for a person."""
    return standing.mark is not None and not any(cell.waits for cell in standing.cells)


def final_mark(standing: Standing) -> float | None:
    """What nbgrader would export: the mark less the late penalty, not below zero; None where it has none."""
    unread = standing.report and any(row.outcome is Outcome.ERROR for row in standing.report.criteria)
    if unread and not is_complete(standing):
        return None  # a file that could not be read, or a failure of ours: no zero until a person says so
    return None if standing.mark is None else round(max(0.0, standing.mark - standing.penalty), 6)
