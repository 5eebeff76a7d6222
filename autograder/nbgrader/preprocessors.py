"""Our steps in nbgrader's lists, each in the place of one of nbgrader's own.

Release: stubs in place of solutions. Autograde: outputs kept, marks where it would execute, marks saved.
Feedback: marks as in the gradebook, and what is not for students left out.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import (
    ClearOutput,
    ClearSolutions,
    Execute,
    GetGrades,
    NbGraderPreprocessor,
    SaveAutoGrades,
    SaveCells,
)
from traitlets import Bool

from autograder.assignment import ANSWER_HERE
from autograder.errors import AssignmentError
from autograder.languages.engine_words import engine_words
from autograder.languages.work_language import language_in
from autograder.marking.verdict import STUB
from autograder.nbgrader.exporter import submitted_folder
from autograder.nbgrader.graders import grader_of
from autograder.nbgrader.marks import (
    MARKED_KERNEL,
    demand_points,
    demand_wall,
    grade_submission,
    language_metadata,
    rubrics_of,
    show_rubrics,
    write_marks,
)
from autograder.nbgrader.our_assignments import Ours
from autograder.nbgrader.pages.head import PAGE_LANGUAGE
from autograder.nbgrader.pages.marks_shown import for_students, head_of_page, read_marks, show_marks
from autograder.nbgrader.stored_reports import store
from autograder.nbgrader.timestamps import exchange_zone, read_timestamp
from autograder.sentences import Sentence, from_data, say, show
from autograder.submission.meant import file_meant

PENDING = "autograder_pending"
"""Key of nbgrader's resources: the grade ids that wait for a person."""


class Mark(Ours, NbGraderPreprocessor):
    """Stands where nbgrader executes: marks the file as submitted and writes the marks into the check cells."""

    allow_limits = Bool(False, help="Mark even where nothing but limits confines the students' code.").tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Mark one notebook.

        Raises:
            AssignmentError: this machine offers no wall, or the gradebook's points are not the rubric's.
        """
        assignment = self.assignment(resources)
        if assignment is None:
            return Execute(parent=self.parent)(nb, resources)  # type: ignore[no-any-return]
        grader = grader_of(assignment)
        demand_wall(grader, allow_limits=self.allow_limits)
        demand_points(nb, grader)
        directory = self.parent.parent.coursedir
        folder = submitted_folder(resources, directory)
        meant = file_meant(folder, assignment.name, assignment.functions)
        report = grade_submission(grader, meant, student=resources["nbgrader"]["student"])
        undated = self._correct_timestamp(folder, resources)
        report = replace(
            report,
            repairs=(*report.repairs, *map(from_data, nb.metadata.autograder.repairs)),
            review=(*report.review, *filter(None, [undated])),
        )
        store(report, Path(directory.root))
        resources[PENDING] = write_marks(nb, assignment, report)
        show_rubrics(nb, rubrics_of(assignment))
        # The gradebook's kernel is one that does not exist (see SEALED); people open this notebook.
        nb.metadata["kernelspec"] = dict(MARKED_KERNEL)
        nb.metadata["autograder"] |= language_metadata(report)
        return from_dict(nb), resources

    def _correct_timestamp(self, folder: Path, resources: dict[str, Any]) -> Sentence:
        """Where nbgrader reads another time than we do, ours counts; what there is to say of it, for staff."""
        stamp, undated = read_timestamp(folder, exchange_zone(self.config))
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            submission = gradebook.find_submission(names["assignment"], names["student"])
            if (stamp or undated) and submission.timestamp != stamp:
                submission.timestamp = stamp
                gradebook.db.commit()
        return undated


class SaveMarks(Ours, SaveAutoGrades):
    """Saves the marks; where the grader itself failed there is none, and a person is asked."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Save the marks of one notebook.

        Raises:
            AssignmentError: `Mark` did not run before.
        """
        if self.assignment(resources) and PENDING not in resources:
            raise AssignmentError(
                say(
                    "SaveMarks found no marks: Mark must stand above it in c.Autograde.autograde_preprocessors."
                )
            )
        return super().preprocess(nb, resources)  # type: ignore[no-any-return]

    def _add_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        super()._add_score(cell, resources)
        grade_id = cell.metadata.nbgrader["grade_id"]
        if grade_id in resources.get(PENDING, ()):
            grade = self.gradebook.find_grade(grade_id, self.notebook_id, self.assignment_id, self.student_id)
            grade.auto_score = None
            grade.needs_manual_grade = True
            self.gradebook.db.commit()


class ShowMarks(Ours, GetGrades):
    """Stands where nbgrader gets marks for the feedback: what waits for a person is no zero, and says so."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Write the marks of one submission into the notebook and the head of its page.

        Raises:
            MissingEntry: the gradebook does not know the submission, or a cell of it.
        """
        if not self.assignment(resources):
            return super().preprocess(nb, resources)  # type: ignore[no-any-return]
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            found = read_marks(gradebook, names["assignment"], names["notebook"], [names["student"]])
        if names["student"] not in found:
            raise MissingEntry(say("the gradebook has no submission of {student}", student=names["student"]))
        marks = found[names["student"]]
        head_of_page(resources, marks, show_marks(nb, marks, resources.get(PAGE_LANGUAGE, "")))
        return nb, resources


class HideFromStudents(Ours, NbGraderPreprocessor):
    """Takes the rubric's cells out of feedback."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Leave what students may see."""
        if self.assignment(resources):
            nb.cells = for_students(nb.cells)
        return nb, resources


class KeepOutput(Ours, ClearOutput):
    """Stands where nbgrader clears outputs: those of ours are cleaned already, and plots are needed."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Clear the outputs unless the assignment is ours."""
        if self.assignment(resources):
            return nb, resources
        return super().preprocess(nb, resources)  # type: ignore[no-any-return]


SEALED = {"display_name": "nothing", "language": "python", "name": "course-configuration-not-loaded"}
"""The kernel that the gradebook holds for our notebooks. A stock `nbgrader autograde` starts the kernel that
the gradebook names, finds none of this name and stops, before a trick such as the tag `skip-execution`, which
makes nbgrader pass over a check cell and give its full points, could earn anything."""


class Stub(Ours, ClearSolutions):
    """Solutions give way to a line that says what to write, in the language of the notebook."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Clear all cells."""
        if self.assignment(resources):
            self.text_stub = show(ANSWER_HERE, engine_words(language_in(nb)))
        return super().preprocess(nb, resources)  # type: ignore[no-any-return]

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Clear one cell, with a stub that names the exercise."""
        if self.assignment(resources):
            self.code_stub = {"python": f'raise NotImplementedError("{STUB}{cell.id}")'}
            self.enforce_metadata = False  # practice has a solution, and no marks; source.py judged the rest
        return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return]


class SaveSealed(Ours, SaveCells):
    """The gradebook learns the cells, and a kernel that only our configuration does without."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Save the cells; the notebook itself keeps its kernel."""
        if not self.assignment(resources):
            return super().preprocess(nb, resources)  # type: ignore[no-any-return]
        kernel = nb.metadata.get("kernelspec")
        nb.metadata["kernelspec"] = json.loads(json.dumps(SEALED))
        nb, resources = super().preprocess(nb, resources)
        nb.metadata["kernelspec"] = kernel
        return nb, resources
