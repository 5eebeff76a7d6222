"""How far a learner is in the whole course: points, what is open, and what to do next."""

from __future__ import annotations

import filecmp
import json
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.assignment import Assignment, list_assignments
from autograder.errors import AssignmentError, LoadError
from autograder.grading import Grader
from autograder.learner.answers import written_answers
from autograder.learner.public import read_rubric
from autograder.learner.work import PublicExercise, find_handouts, is_handout, public_exercises
from autograder.report import CriterionResult, Kind, ScoreReport, Status, total
from autograder.sentences import NOTHING, Sentence, say, say_all, show
from autograder.submission.notebook import clean_text, read
from autograder.tables import points

PROGRESS_WIDTH = 80
"""Columns of the table; a terminal has at least as many."""

BEGIN = say("Open the notebook and begin at its top.")


@dataclass(frozen=True, slots=True)
class Part:
    """One exercise: its points so far, those marked after submission, and the first thing that is wrong."""

    name: str
    earned: float
    points: float
    later: float = 0.0
    wrong: Sentence = NOTHING
    kind: Kind = Kind.NONE  # of what is wrong

    @property
    def is_open(self) -> bool:
        """Whether there is something to do that can be seen here."""
        return self.earned + self.later < self.points


@dataclass(frozen=True, slots=True)
class CourseStanding:
    """One assignment: how far its notebook is."""

    name: str
    notebook: Path
    parts: tuple[Part, ...]
    questions: int
    answered: int = 0
    begun: bool = True  # the learner has saved something in it
    note: Sentence = NOTHING  # for a notebook that was not marked: why

    @property
    def earned(self) -> float:
        """Points so far."""
        return total(part.earned for part in self.parts)

    @property
    def points(self) -> float:
        """Points for code."""
        return total(part.points for part in self.parts)

    @property
    def later(self) -> float:
        """Points that are marked after submission."""
        return total(part.later for part in self.parts)

    @property
    def open(self) -> tuple[str, ...]:
        """What is left to do: exercises, then written answers."""
        left = self.questions - self.answered
        answers = (f"{left} answer{'s' if left > 1 else ''}",) if left else ()
        return (*(part.name for part in self.parts if part.is_open), *answers)

    @property
    def next(self) -> str:
        """What to do next, in a sentence or two; empty when nothing is open."""
        return show(self._next)

    @property
    def _next(self) -> Sentence:
        if not self.begun:
            return BEGIN
        first = next((part.wrong for part in self.parts if part.is_open), NOTHING)
        return self.note or first or (say("Answer the written questions.") if self.open else NOTHING)


def course_progress(
    course: Path | None,
    folder: Path,
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> tuple[CourseStanding, ...]:
    """Mark the notebooks `folder/NAME/NAME.ipynb`; by the public checks alone where there is no course.

    Raises:
        AssignmentError: the folder holds no assignment, or a damaged one.
    """
    handouts = find_handouts(folder)
    if not handouts:
        raise AssignmentError(f"{folder} holds no assignment: a folder NAME with NAME.ipynb and rubric.json.")
    rows: list[tuple[str, Assignment | None]] = [(path.name, None) for path in handouts]
    if course:
        rows = [(row.name, row) for row in list_assignments(course) if is_handout(_released(row))]
    found = []
    for number, (name, assignment) in enumerate(rows):
        progress(number, len(rows), name)
        notebook = folder / name / f"{name}.ipynb"
        found.append(_standing(notebook, assignment))
    return tuple(found)


def _standing(notebook: Path, assignment: Assignment | None) -> CourseStanding:
    """The standing of one notebook, by the hidden checks where there are any."""
    parts = _nothing(_handout(notebook, assignment))
    questions = len(assignment.questions) if assignment else 0
    if assignment and _is_untouched(notebook, _released(assignment)):
        return CourseStanding(notebook.stem, notebook, parts, questions, begun=False)
    try:
        written = written_answers(read(notebook).cells)
        parts = _marked(assignment, notebook) if assignment else _checked(notebook)
    except LoadError as error:
        return CourseStanding(notebook.stem, notebook, parts, questions, note=Sentence(str(error)))
    answered = sum(row.attempted for row in written)
    blank = not answered and all(part.kind is Kind.STUB for part in parts)
    return CourseStanding(notebook.stem, notebook, parts, questions or len(written), answered, begun=not blank)


def _is_untouched(notebook: Path, released: Path) -> bool:
    """Whether it is missing, or a copy as it was released; such a one needs no marking."""
    if not notebook.exists():
        return True
    original = released / notebook.name
    return (
        original.is_file()
        and not notebook.samefile(original)
        and filecmp.cmp(notebook, original, shallow=False)
    )


def _marked(assignment: Assignment, notebook: Path) -> tuple[Part, ...]:
    """The exercises by the hidden checks."""
    with Grader(assignment, name_mistakes=False, discreet=False) as grader:
        report = grader.grade(notebook)
    if report.status is not Status.GRADED:
        raise LoadError(report.message)
    return tuple(_part(report, exercise.name) for exercise in assignment.exercises)


def _part(report: ScoreReport, exercise: str) -> Part:
    rows = report.exercise(exercise)
    first = next((row for row in rows if row.earned < row.points), None)
    earned, full = total(row.earned for row in rows), total(row.points for row in rows)
    return Part(exercise, earned, full, wrong=_wrong(first), kind=first.kind if first else Kind.NONE)


def _wrong(row: CriterionResult | None) -> Sentence:
    """Why a criterion is not earned, with its name; empty without one."""
    if row is None:
        return NOTHING
    why = say_all([row.found, row.named])
    return say("{exercise} ({criterion}): {why}", exercise=row.exercise, criterion=row.name, why=why)


def _checked(notebook: Path) -> tuple[Part, ...]:
    """The exercises by the public checks."""
    return tuple(_public_part(row) for row in public_exercises(notebook))


def _public_part(row: PublicExercise) -> Part:
    failed = row.failure
    kind = row.kind if row.why or not failed else failed.kind
    earned, full = total(row.earned.values()), total(line.line.points for line in row.lines)
    return Part(row.name, earned, full, row.later, row.why or _wrong(failed), kind)


def _nothing(handout: Path) -> tuple[Part, ...]:
    """The exercises of a handout without a point."""
    rows = read_rubric(handout)
    return tuple(
        Part(name, 0.0, total(row.points for row in rows if row.exercise == name))
        for name in dict.fromkeys(row.exercise for row in rows)
    )


def _handout(notebook: Path, assignment: Assignment | None) -> Path:
    """Where the rubric is: beside the notebook, unless someone threw the folder away."""
    if assignment and not is_handout(notebook.parent):
        return _released(assignment)
    return notebook.parent


def _released(assignment: Assignment) -> Path:
    return assignment.folder.parents[1] / "assignments" / assignment.name


def progress_table(standings: Sequence[CourseStanding], folder: Path, *, public: bool) -> RenderableType:
    """The table, and below it the first thing to do next."""
    table = Table(title=Text(f"the course so far, in {folder}"), title_justify="left", width=PROGRESS_WIDTH)
    table.add_column("assignment", overflow="fold", max_width=20)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("answers", justify="right", no_wrap=True)
    table.add_column("open", overflow="fold", ratio=1)
    for row in standings:
        left = ", ".join(row.open) or "-" if row.begun else "everything"
        table.add_row(Text(row.name), _points([row]), _answers([row]), left)
    table.add_section()
    table.add_row("all", _points(standings), _answers(standings), "")
    lines: list[RenderableType] = [table]
    if public:
        later = points(total(row.later for row in standings))
        lines.append(Text(f"Public checks only; {later} more points are marked after submission."))
    todo = what_next(standings)
    lines.append(Text(f"next: {todo.notebook}" if todo else "Nothing is open."))
    if todo:
        lines.append(Text(textwrap.indent(textwrap.fill(clean_text(todo.next), PROGRESS_WIDTH - 2), "  ")))
    return Group(*lines)


def what_next(standings: Sequence[CourseStanding]) -> CourseStanding | None:
    """The assignment to go on with: the first that is begun and has something open, else the first to begin."""
    todo = [row for row in standings if row.next]
    return next((row for row in todo if row.begun), todo[0] if todo else None)


def _points(rows: Sequence[CourseStanding]) -> str:
    return f"{points(total(row.earned for row in rows))}/{points(total(row.points for row in rows))}"


def _answers(rows: Sequence[CourseStanding]) -> str:
    return f"{sum(row.answered for row in rows)}/{sum(row.questions for row in rows)}"


def progress_json(standings: Sequence[CourseStanding], folder: Path, *, public: bool) -> str:
    """The same as one line of JSON."""
    rows = [
        {
            "assignment": row.name,
            "notebook": str(row.notebook),
            "points": row.earned,
            "max_points": row.points,
            "later": row.later,
            "answered": row.answered,
            "questions": row.questions,
            "open": row.open,
            "next": row.next,
        }
        for row in standings
    ]
    todo = what_next(standings)
    return json.dumps(
        {
            "folder": str(folder),
            "public_checks_only": public,
            "assignments": rows,
            "next": todo.name if todo else None,
        }
    )
