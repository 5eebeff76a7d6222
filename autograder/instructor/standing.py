"""Where each student of a class stands: the stored report beside nbgrader's rows, read and never written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import MissingEntry, SubmittedAssignment
from nbgrader.coursedir import CourseDirectory

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.grading import Grader
from autograder.nbgrader.gradebook import enrolled, not_enrolled, refusals_in_words
from autograder.nbgrader.host import course_config, course_directory, gradebook_file, open_gradebook
from autograder.nbgrader.marks import demand_wall, grade_submission
from autograder.nbgrader.one_by_one import no_id
from autograder.nbgrader.stored_reports import fetch, not_marked
from autograder.report import Outcome, ScoreReport, Status, total
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


@refusals_in_words()
def standings(course: Path, assignment: Assignment) -> tuple[Standing, ...]:
    """Everyone who is enrolled or has submitted, by the student's id.

    Raises:
        AssignmentError: there is no gradebook.
        HostError: the gradebook is locked, or cannot be read.
    """
    directory = course_directory(course_config(course), assignment.name, root=course)
    _demand_gradebook(directory, assignment)
    names = enrolled(directory, assignment)
    with open_gradebook(directory) as gradebook:
        try:
            submissions = {row.student.id: row for row in gradebook.assignment_submissions(assignment.name)}
        except MissingEntry:
            submissions = {}
        return tuple(_standing(directory, assignment, student, submissions.get(student)) for student in names)


def find_standing(course: Path, assignment: Assignment, student: str) -> Standing:
    """One student's standing.

    Raises:
        AssignmentError: there is no gradebook, or nobody of this name in it.
        HostError: the gradebook is locked, or cannot be read.
    """
    rows = standings(course, assignment)
    for row in rows:
        if row.student == student:
            return row
    raise AssignmentError(not_enrolled(student, [row.student for row in rows]))


def mark_again(course: Path, grader: Grader, standing: Standing) -> ScoreReport:
    """The report that marking the stored submission would give now; nothing is written.

    Raises:
        AssignmentError: this machine offers no wall.
    """
    allowed = bool(course_config(course).Mark.get("allow_limits", False))
    demand_wall(grader, allow_limits=allowed)
    found = standing.path, standing.student
    if not standing.submitted:
        return _unmarked(grader, Status.MISSING, "Nothing was submitted.", *found)
    why = no_id(standing.student) or why_unfit(standing.path.parent)
    if why:
        return _unmarked(grader, Status.LOAD_ERROR, why, *found)
    meant = file_meant(standing.path.parent, grader.assignment.name, grader.assignment.functions)
    return grade_submission(grader, meant, student=standing.student)


def _unmarked(grader: Grader, status: Status, message: str, path: Path, student: str) -> ScoreReport:
    rubric = None if status is Status.MISSING else grader.rubric
    return not_marked(grader.assignment, rubric, status, message, path=path, student=student)


def _demand_gradebook(directory: CourseDirectory, assignment: Assignment) -> None:
    path = gradebook_file(directory.db_url)
    if path and not path.is_dir() and not (path.exists() and path.stat().st_size):
        raise AssignmentError(
            f"There is no gradebook at {path}; run autograder grade {assignment.name} first, or name"
            " the course in the environment variable AUTOGRADER_COURSE."
        )


def _standing(
    directory: CourseDirectory, assignment: Assignment, student: str, row: SubmittedAssignment | None
) -> Standing:
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
        cells=tuple(_cells(row)),
        seconds_late=float(row.total_seconds_late or 0.0),
        penalty=float(row.late_submission_penalty or 0.0),
    )


def _cells(row: SubmittedAssignment) -> Iterator[GradedCell]:
    for notebook in row.notebooks:
        for grade_row in notebook.grades:
            yield GradedCell(
                name=grade_row.name.removeprefix(CHECK),
                max_score=float(grade_row.max_score),
                automatic=grade_row.auto_score,
                manual=grade_row.manual_score,
                extra=float(grade_row.extra_credit or 0.0),
                waits=bool(grade_row.needs_manual_grade),
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
