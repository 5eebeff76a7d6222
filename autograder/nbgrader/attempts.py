"""Which of a student's submissions counts: the best, where the course says so.

nbgrader's exchange keeps every submission, and `nbgrader collect --update` takes the latest. A course that
counts the best adds to its nbgrader_config.py

    c.ExchangeFactory.collect = "autograder.nbgrader.attempts.CollectBest"

and goes on using `nbgrader collect --update` (or formgrader's button), then `autograder grade`.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.exchange.default.collect import ExchangeCollect
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Bool

from autograder.assignment import Assignment
from autograder.errors import AssignmentError, AutograderError
from autograder.languages.engine_words import spoken_by_system
from autograder.nbgrader.graders import grader_of
from autograder.nbgrader.host import open_gradebook
from autograder.nbgrader.marks import demand_wall, grade_submission
from autograder.nbgrader.our_assignments import Ours
from autograder.nbgrader.timestamps import exchange_zone, read_timestamp
from autograder.report import Status
from autograder.sentences import say
from autograder.submission.meant import file_meant

Record = dict[str, Any]
"""One submission in the exchange: username, filename, timestamp."""


class CollectBest(Ours, ExchangeCollect):
    """Collects, of each student's submissions, the one with the most automatic points less its late penalty.

    Of equals the latest counts: its written answers are the student's last word. Assignments that are not
    ours, and students with one submission, are collected as nbgrader does it.
    """

    allow_limits = Bool(False, help="Mark even where nothing but limits confines the students' code.").tag(
        config=True
    )

    def _sort_by_timestamp(self, records: list[Record]) -> list[Record]:
        """nbgrader takes the first of these: the best, then the others by time."""
        latest = super()._sort_by_timestamp(records)
        assignment = self.assignment({"nbgrader": {"assignment": self.coursedir.assignment_id}})
        if assignment is None or len(latest) < 2:
            return list(latest)
        try:
            marks = {record["filename"]: self._mark(assignment, record) for record in latest}
        except AutograderError as error:
            with spoken_by_system():
                self.fail(str(error))
        for record in latest:
            name = record["filename"]
            said = say("{name}: {points:g} points after any penalty", name=name, points=marks[name])
            with spoken_by_system():
                self.log.info("%s", said)
        return sorted(latest, key=lambda record: -marks[record["filename"]])  # stable: the latest of equals

    def copy_files(self) -> None:
        """Put the chosen submissions in place; with `--update` also an earlier one, where it is the better."""
        if self.update:
            for record in self.src_records:
                folder = self.coursedir.format_path(
                    self.coursedir.submitted_directory, record["username"], self.coursedir.assignment_id
                )
                in_place = self.coursedir.get_existing_timestamp(folder) if Path(folder).is_dir() else None
                if in_place and in_place > record["timestamp"]:
                    shutil.rmtree(folder)  # the exchange still has it
        super().copy_files()

    def _mark(self, assignment: Assignment, record: Record) -> float:
        grader = grader_of(assignment)
        demand_wall(grader, allow_limits=self.allow_limits)
        folder = Path(self.inbound_path) / record["filename"]
        meant = file_meant(folder, assignment.name, assignment.functions)
        if not meant.path.is_file():
            return -1.0
        report = grade_submission(grader, meant, student=record["username"])
        if report.status is Status.ERROR:
            raise AssignmentError(
                say(
                    "{filename} could not be marked: {message}",
                    filename=record["filename"],
                    message=report.why,
                )
            )
        if report.status is not Status.GRADED:
            return -1.0
        return report.score - self._penalty(record, report.score)

    def _penalty(self, record: Record, score: float) -> float:
        """What the course's late-submission plugin says of this submission."""
        name, student = self.coursedir.assignment_id, record["username"]
        with open_gradebook(self.coursedir) as gradebook:
            try:
                due = gradebook.find_assignment(name).duedate
            except MissingEntry:
                return 0.0
            with suppress(MissingEntry):  # handed in for the first time: no extension yet
                due = due and gradebook.find_submission(name, student).duedate
        folder = Path(self.inbound_path) / record["filename"]
        handed_in = read_timestamp(folder, exchange_zone(self.config))[0] or record["timestamp"]
        late = (handed_in - due).total_seconds() if due else 0.0
        if late <= 0:
            return 0.0
        asker = AssignLatePenalties(parent=self)
        asker.assignment_id, asker.student_id, asker.db_url = name, student, self.coursedir.db_url
        asker.init_plugin()
        penalty = asker.plugin_inst.late_submission_penalty(student, score, late)
        return min(score, max(0.0, penalty or 0.0))
