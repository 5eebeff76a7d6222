"""How far a learner is in the whole course: points, what is open, and what to do next."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table

from autograder.assignment import Assignment, list_assignments
from autograder.columns import filled_lines
from autograder.errors import AssignmentError, LoadError
from autograder.grading import grader_at_once
from autograder.learner.answers import written_answers
from autograder.learner.public import read_rubric
from autograder.learner.work import PublicExercise, find_handouts, is_handout, public_exercises
from autograder.lone.variant import is_lone, lone_content
from autograder.report import CriterionResult, Kind, ScoreReport, Status, total
from autograder.sentences import NOTHING, Sentence, in_words, listed, say, say_all, show
from autograder.shipped import shipped_assignments, solved
from autograder.submission.notebook import clean_text, read
from autograder.tables import Prose, points

PROGRESS_WIDTH = 80
"""Columns of the table; a terminal has at least as many."""

MarkingStep = Callable[[int, int, str], None]
"""Told how many are done, of how many, and the name of the next."""

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
    public: bool = False  # the hidden checks are not here

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
        several = in_words("{left} answers", left=left) if left > 1 else in_words("1 answer")
        answers = (several,) if left else ()
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
    progress: MarkingStep = lambda done, total, name: None,
) -> tuple[CourseStanding, ...]:
    """Mark the notebooks `folder/NAME/NAME.ipynb`; by the public checks alone where there are no solutions.

    Without a course, a notebook counts as solved by what `shipped.solved` finds for its folder.

    Raises:
        AssignmentError: the folder holds no assignment, or a damaged one.
    """
    handouts = find_handouts(folder)
    if not handouts:
        raise AssignmentError(
            say("{folder} holds no assignment: a folder NAME with NAME.ipynb and rubric.json.", folder=folder)
        )
    rows: list[tuple[str, Assignment | None]] = [(path.name, solved(path)) for path in handouts]
    if course:
        rows = [(row.name, row) for row in list_assignments(course) if is_handout(_released(row.name, row))]
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
    if assignment and _is_untouched(notebook, _released(notebook.stem, assignment)):
        return CourseStanding(notebook.stem, notebook, parts, questions, begun=False)
    try:
        if assignment is None and _is_untouched(notebook, _released(notebook.stem)):
            questions = len(written_answers(read(notebook).cells)) if notebook.exists() else 0
            return CourseStanding(notebook.stem, notebook, parts, questions, begun=False, public=True)
        written = written_answers(read(notebook).cells)
        parts = _marked(assignment, notebook) if assignment else _checked(notebook)
    except LoadError as error:
        note = error.said
        return CourseStanding(notebook.stem, notebook, parts, questions, note=note, public=assignment is None)
    answered = sum(row.attempted for row in written)
    blank = not answered and all(part.kind is Kind.STUB for part in parts)
    public = assignment is None
    questions = questions or len(written)
    return CourseStanding(notebook.stem, notebook, parts, questions, answered, begun=not blank, public=public)


def _is_untouched(notebook: Path, released: Path) -> bool:
    """Whether it is missing, or a copy as it was released; such a one needs no marking."""
    if not notebook.exists():
        return True
    original = released / notebook.name
    if not original.is_file() or notebook.samefile(original):
        return False
    work, copies = notebook.read_bytes(), (original.read_bytes(), lone_content(original))
    with suppress(ValueError, RecursionError):  # in a browser the same notebook has other spaces
        return work in copies or json.loads(work) in map(json.loads, copies)
    return False


def _marked(assignment: Assignment, notebook: Path) -> tuple[Part, ...]:
    """The exercises by the hidden checks."""
    with grader_at_once(assignment, name_mistakes=False, discreet=False) as grader:
        report = grader.grade(notebook)
    if report.status is not Status.GRADED:
        raise LoadError(report.why)
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
    return say("{exercise} ({criterion}): {why}", exercise=row.exercise, criterion=Sentence(row.name), why=why)


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
        return _released(notebook.stem, assignment)
    return notebook.parent


def _released(name: str, assignment: Assignment | None = None) -> Path:
    """The folder of the release: the course's, or else what this package brings along."""
    own = assignment.folder.parents[1] / "assignments" / name if assignment else Path(name)
    if assignment and own.is_dir():
        return own
    try:
        return shipped_assignments() / name
    except AssignmentError:
        return own


def later_text(standings: Sequence[CourseStanding]) -> str:
    """What the public checks leave out; empty where the hidden checks were asked."""
    left = [row for row in standings if row.public]
    if not left:
        return ""
    later = points(total(row.later for row in left))
    if all(is_lone(row.notebook.parent) for row in left):
        return in_words("Public checks only; {later} more points need the hidden checks.", later=later)
    return in_words("Public checks only; {later} more points are marked after submission.", later=later)


def progress_table(standings: Sequence[CourseStanding], folder: Path) -> RenderableType:
    """The table, and below it the first thing to do next."""
    table = Table(
        title=Prose(in_words("the course so far, in {folder}", folder=folder)),
        title_justify="left",
        width=PROGRESS_WIDTH,
    )
    table.add_column(in_words("assignment"), overflow="fold", max_width=20)
    table.add_column(in_words("points"), justify="right", no_wrap=True)
    table.add_column(in_words("answers"), justify="right", no_wrap=True)
    table.add_column(in_words("to do"), overflow="fold", ratio=1)
    for row in standings:
        left = str(listed(row.open)) or "-" if row.begun else in_words("everything")
        table.add_row(Prose(row.name), _points([row]), _answers([row]), Prose(left))
    table.add_section()
    table.add_row(in_words("all"), _points(standings), _answers(standings), "")
    lines: list[RenderableType] = [table]
    later = later_text(standings)
    if later:
        lines.append(Prose(later))
    todo = what_next(standings)
    lines.append(
        Prose(in_words("next: {notebook}", notebook=todo.notebook) if todo else in_words("Nothing is open."))
    )
    if todo:
        lines.append(Prose(filled_lines(clean_text(todo.next), PROGRESS_WIDTH, "  ")))
    return Group(*lines)


def what_next(standings: Sequence[CourseStanding]) -> CourseStanding | None:
    """The assignment to go on with: the first that is begun and has something open, else the first to begin."""
    todo = [row for row in standings if row.next]
    return next((row for row in todo if row.begun), todo[0] if todo else None)


def _points(rows: Sequence[CourseStanding]) -> str:
    return f"{points(total(row.earned for row in rows))}/{points(total(row.points for row in rows))}"


def _answers(rows: Sequence[CourseStanding]) -> str:
    return f"{sum(row.answered for row in rows)}/{sum(row.questions for row in rows)}"


def progress_json(standings: Sequence[CourseStanding], folder: Path) -> str:
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
            "public_checks_only": any(row.public for row in standings),
            "assignments": rows,
            "next": todo.name if todo else None,
        }
    )
