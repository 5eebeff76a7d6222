"""The gradebook's rows of one assignment, written for many students in one transaction.

nbgrader's own steps open the gradebook nine times for each submission and ask for each cell by name; that takes
longer than marking. Here the names are looked up once, and rows are written as `nbgrader autograde` leaves them
(`tests/nbgrader/test_same_as_typed.py` compares all tables). Late penalties come from the course's own plugin.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Table, bindparam, insert, or_, select, text, update
from sqlalchemy.orm import contains_eager
from traitlets.config.loader import Config

from autograder.assignment import Assignment
from autograder.nbgrader.fast.batch import Marked
from autograder.sentences import say

INDEXES = {
    "autograder_submission": "submitted_assignment (student_id)",
    "autograder_notebook": "submitted_notebook (assignment_id)",
    "autograder_grade": "grade (notebook_id)",
    "autograder_comment": "comment (notebook_id)",
    "autograder_cell": "base_cell (notebook_id)",
}
"""What sums over a submission and penalties of a student look for; without them each one reads whole tables."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the gradebook must hold about one student's submission."""

    student: str
    timestamp: datetime.datetime | None
    marked: Marked


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open gradebook, and its ids of one assignment of one notebook."""

    gradebook: Gradebook
    config: Config
    name: str
    assignment: str
    notebook: str
    graded: Mapping[str, str]  # grade id -> id of the cell
    commented: Mapping[str, str]  # solution's grade id -> id of the cell

    def in_gradebook(self, students: Sequence[str]) -> dict[str, dict[str, float | None]]:
        """For each of the students whom the gradebook holds a submission of: the points of its cells."""
        names = {cell: name for name, cell in self.graded.items()}
        rows = self.gradebook.db.execute(
            select(SubmittedAssignment.student_id, Grade.cell_id, Grade.auto_score)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .where(
                SubmittedAssignment.assignment_id == self.assignment,
                SubmittedNotebook.notebook_id == self.notebook,
                SubmittedAssignment.student_id.in_(students),
            )
        )
        found: dict[str, dict[str, float | None]] = {}
        for student, cell, score in rows:
            found.setdefault(student, {})[names.get(cell, cell)] = score
        self.gradebook.db.rollback()  # reading keeps no lock
        return found

    def write(self, entries: Sequence[Entry]) -> None:
        """Enter the marks of these submissions, all of them or none.

        Raises:
            OperationalError: the gradebook is locked, or the disk is full.
            MissingEntry: rows are missing that were made when the student submitted.
        """
        database = self.gradebook.db
        try:
            notebooks = self._submissions(entries)
            scores = [
                {"n": notebooks[row.student], "c": self.graded[name], "score": score}
                for row in entries
                for name, score in row.marked.scores.items()
            ]
            comments = [
                {"n": notebooks[row.student], "c": self.commented[name], "said": said}
                for row in entries
                for name, said in row.marked.comments.items()
            ]
            if self._execute(_SCORES, scores) != len(scores) or self._execute(_COMMENTS, comments) != len(
                comments
            ):
                raise MissingEntry(say("a submission lacks cells in the gradebook"))
            self._penalise([row.student for row in entries])
            database.commit()
        except BaseException:
            database.rollback()
            raise

    def penalise(self, students: Sequence[str]) -> None:
        """Find late penalties anew: marks by hand, the date due and extensions change without a submission."""
        try:
            self._penalise(students)
            self.gradebook.db.commit()
        except BaseException:
            self.gradebook.db.rollback()
            raise

    def _submissions(self, entries: Sequence[Entry]) -> dict[str, str]:
        """The id of each student's submitted notebook; rows that are not there yet are made."""
        names = [row.student for row in entries]
        database = self.gradebook.db
        enrolled = set(database.scalars(select(Student.id).where(Student.id.in_(names))))
        self._execute(insert(_table(Student)), [{"id": name} for name in names if name not in enrolled])
        rows = database.execute(
            select(SubmittedAssignment.student_id, SubmittedAssignment.id, SubmittedNotebook.id)
            .outerjoin(
                SubmittedNotebook,
                (SubmittedNotebook.assignment_id == SubmittedAssignment.id)
                & (SubmittedNotebook.notebook_id == self.notebook),
            )
            .where(
                SubmittedAssignment.assignment_id == self.assignment, SubmittedAssignment.student_id.in_(names)
            )
        ).all()
        known = {student: (submission, notebook) for student, submission, notebook in rows}
        stamps = [
            {"s": known[row.student][0], "stamp": row.timestamp}
            for row in entries
            if row.student in known and row.timestamp
        ]
        self._execute(_STAMPS, stamps)
        made = {
            row.student: (new_uuid(), new_uuid(), row.timestamp) for row in entries if row.student not in known
        }
        self._execute(
            insert(_table(SubmittedAssignment)),
            [
                {"id": submission, "assignment_id": self.assignment, "student_id": student, "timestamp": stamp}
                for student, (submission, _, stamp) in made.items()
            ],
        )
        self._execute(
            insert(_table(SubmittedNotebook)),
            [
                {"id": notebook, "assignment_id": submission, "notebook_id": self.notebook, "flagged": False}
                for submission, notebook, _ in made.values()
            ],
        )
        for table, cells in ((Grade, self.graded), (Comment, self.commented)):
            blank = {"needs_manual_grade": True} if table is Grade else {}
            self._execute(
                insert(_table(table)),
                [
                    {"id": new_uuid(), "notebook_id": notebook, "cell_id": cell, **blank}
                    for _, notebook, _ in made.values()
                    for cell in cells.values()
                ],
            )
        found = {student: notebook for student, (_, notebook) in known.items()}
        found |= {student: notebook for student, (_, notebook, _) in made.items()}
        if None in found.values():
            raise MissingEntry(say("a submission has no notebook in the gradebook"))
        return found

    def _penalise(self, students: Sequence[str]) -> None:
        """What `nbgrader.preprocessors.AssignLatePenalties` does, for many."""
        database = self.gradebook.db
        database.expire_all()
        rows = (
            select(SubmittedNotebook)
            .join(SubmittedNotebook.assignment)
            .options(contains_eager(SubmittedNotebook.assignment).joinedload(SubmittedAssignment.assignment))
        )
        # Asked for the notebook as well, SQLite would begin with the notebooks of the whole class, every time.
        rows = rows.where(
            SubmittedAssignment.assignment_id == self.assignment, SubmittedAssignment.student_id.in_(students)
        )
        if self.gradebook.find_assignment(self.name).duedate is None:
            rows = rows.where(SubmittedNotebook.late_submission_penalty.is_not(None))
        judge = AssignLatePenalties(config=self.config, log=_SILENT)
        judge.assignment_id, judge.notebook_id = self.name, self.name
        judge.db_url = self.gradebook.engine.url.render_as_string(hide_password=False)
        judge.init_plugin()
        for notebook in database.scalars(rows):
            if notebook.notebook_id != self.notebook:
                continue
            late = notebook.assignment.total_seconds_late
            penalty = None
            if late > 0:
                student, score = notebook.assignment.student_id, notebook.score
                judge.student_id = student
                penalty = judge.plugin_inst.late_submission_penalty(student, score, late)
                if penalty is not None:
                    penalty = judge._check_late_penalty(notebook, penalty)
            notebook.late_submission_penalty = penalty
        database.flush()
        database.expunge_all()

    def _execute(self, statement: Any, rows: Sequence[Mapping[str, Any]]) -> int:
        """The number of rows that were touched."""
        return int(self.gradebook.db.connection().execute(statement, rows).rowcount) if rows else 0


@contextmanager
def open_ledger(gradebook: Gradebook, config: Config, assignment: Assignment) -> Iterator[Ledger]:
    """The ledger of an assignment whose only notebook has its name; with the indexes that sums need.

    Raises:
        MissingEntry: the gradebook does not know the assignment.
    """
    for name, columns in INDEXES.items():
        gradebook.db.execute(text(f"CREATE INDEX IF NOT EXISTS {name} ON {columns}"))
    gradebook.db.commit()
    row = gradebook.find_notebook(assignment.name, assignment.name)
    yield Ledger(
        gradebook,
        config,
        assignment.name,
        row.assignment_id,
        row.id,
        {cell.name: cell.id for cell in row.grade_cells},
        {cell.name: cell.id for cell in row.solution_cells},
    )


def _table(row: Any) -> Table:
    table: Table = row.__table__
    return table


_GRADES, _COMMENTED = _table(Grade), _table(Comment)

_SCORES = (
    update(_GRADES)
    .where(_GRADES.c.notebook_id == bindparam("n"), _GRADES.c.cell_id == bindparam("c"))
    .values(
        auto_score=bindparam("score"),
        needs_manual_grade=or_(_GRADES.c.manual_score.is_not(None), bindparam("score").is_(None)),
    )
)

_COMMENTS = (
    update(_COMMENTED)
    .where(_COMMENTED.c.notebook_id == bindparam("n"), _COMMENTED.c.cell_id == bindparam("c"))
    .values(auto_comment=bindparam("said"))
)

_STAMPS = (
    update(_table(SubmittedAssignment))
    .where(_table(SubmittedAssignment).c.id == bindparam("s"))
    .values(timestamp=bindparam("stamp"))
)

_SILENT = logging.getLogger("autograder.late")
_SILENT.propagate = False
_SILENT.addHandler(logging.NullHandler())
