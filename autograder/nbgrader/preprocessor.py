"""Our steps in nbgrader's lists: mark where it would execute, save marks, hide what is not for students."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, v4
from nbgrader.preprocessors import Execute, NbGraderPreprocessor, SaveAutoGrades
from traitlets import Bool

from autograder.assignment import Assignment, AssignmentError
from autograder.grading import Grader
from autograder.nbgrader.exporter import A_LINK, is_link, submitted_folder
from autograder.nbgrader.graders import grader_of
from autograder.nbgrader.ours import Ours
from autograder.nbgrader.outputs import clean
from autograder.nbgrader.reports import not_marked, store
from autograder.nbgrader.slots import shown
from autograder.nbgrader.source import Role, read_source
from autograder.report import CriterionResult, Outcome, ScoreReport, Status, total

PENDING = "autograder_pending"
"""Key of nbgrader's resources: the grade ids that wait for a person."""

WAITS = "This could not be marked; a person looks at it."


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
        _demand_points(nb, grader)
        directory = self.parent.parent.coursedir
        path = submitted_folder(resources, directory) / f"{resources['nbgrader']['notebook']}.ipynb"
        report = grade(grader, path, student=resources["nbgrader"]["student"])
        report = replace(report, repairs=(*report.repairs, *nb.metadata.autograder.repairs))
        store(report, Path(directory.root))
        resources[PENDING] = write_marks(nb, assignment, report)
        show_rubric(nb, assignment)
        # The gradebook's kernel is one that does not exist (see generation.py); people open this notebook.
        nb.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
        return nb, resources


class SaveMarks(Ours, SaveAutoGrades):
    """Saves the marks; where the grader itself failed there is none, and a person is asked."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Save the marks of one notebook.

        Raises:
            AssignmentError: `Mark` did not run before.
        """
        if self.assignment(resources) and PENDING not in resources:
            raise AssignmentError(
                "SaveMarks found no marks: Mark must stand above it in c.Autograde.autograde_preprocessors."
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


class HideFromStudents(Ours, NbGraderPreprocessor):
    """Takes the rubric's cells out of feedback."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Leave what students may see."""
        if self.assignment(resources):
            nb.cells = [cell for cell in nb.cells if not _is_rubric(cell)]
        return nb, resources


def demand_wall(grader: Grader, *, allow_limits: bool) -> None:
    """Refuse to run students' code where nothing confines it.

    Raises:
        AssignmentError: this machine offers no wall, and the course's configuration does not allow that.
    """
    if grader.isolation == "limits" and not allow_limits:
        raise AssignmentError(
            f"Nothing but limits would confine the students' code here. {grader.isolation_reason} To mark"
            " all the same, set c.Mark.allow_limits = True."
        )


def grade(grader: Grader, path: Path, *, student: str) -> ScoreReport:
    """Mark the file as submitted; a link to some other file is not followed."""
    if is_link(path):
        why = Status.LOAD_ERROR
        return not_marked(grader.assignment, grader.rubric, why, A_LINK, path=path, student=student)
    return grader.grade(path, student=student)


def write_marks(nb: NotebookNode, assignment: Assignment, report: ScoreReport) -> frozenset[str]:
    """Write reasons and points into the check cells; give the grade ids that wait for a person."""
    cells = _by_grade_id(nb)
    pending = set()
    for exercise in assignment.exercises:
        rows = report.exercise(exercise.name)
        waits = not rows or any(row.outcome is Outcome.ERROR for row in rows)
        cell = cells[f"check_{exercise.name}"]
        cell.source = shown(cell.source)
        cell.execution_count = None
        cell.outputs = [v4.new_output("stream", name="stdout", text=clean(reasons(report, rows)))]
        if waits:
            pending.add(f"check_{exercise.name}")
            cell.outputs.append(_points(0.0))
        else:
            cell.outputs.append(_points(total(row.earned for row in rows)))
    return frozenset(pending)


def reasons(report: ScoreReport, rows: tuple[CriterionResult, ...]) -> str:
    """The criteria of one exercise in plain text, for the student."""
    if report.status is not Status.GRADED:
        return f"{WAITS} {report.message}\n"
    lines = []
    said: set[str] = set()
    for row in rows:
        lines.append(f"{row.outcome:8}{row.earned:g} of {row.points:g}  {row.name}")
        notes = (WAITS,) if row.outcome is Outcome.ERROR else (row.message, row.hint and f"Hint: {row.hint}")
        for note in notes:
            if note and note not in said and row.outcome is not Outcome.PASSED:
                lines += [f"        {line}" for line in note.splitlines()]
                said.add(note)
    return "\n".join(lines) + "\n"


def show_rubric(nb: NotebookNode, assignment: Assignment) -> None:
    """Put the rubric's cell below each written answer, for the person who marks it."""
    rubrics = {cell.name: cell.text for cell in read_source(assignment) if cell.role is Role.RUBRIC}
    cells = []
    for cell in nb.cells:
        cells.append(cell)
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in rubrics:
            below = v4.new_markdown_cell(f"> **For the marker**\n\n{rubrics[name]}", id=f"rubric_{name}"[:64])
            below.metadata["autograder"] = {"role": str(Role.RUBRIC)}
            cells.append(below)
    nb.cells = cells


def _is_rubric(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("autograder", {}).get("role") == Role.RUBRIC)


def _demand_points(nb: NotebookNode, grader: Grader) -> None:
    cells = _by_grade_id(nb)
    for exercise in grader.assignment.exercises:
        held = float(cells[f"check_{exercise.name}"].metadata.nbgrader["points"])
        worth = grader.rubric.points(exercise.name)
        if held != worth:
            name = grader.assignment.name
            raise AssignmentError(
                f"{exercise.name} is worth {worth:g} points, but {held:g} in the gradebook; run autograder"
                f" release {name} and nbgrader generate_assignment --force {name}, then grade everyone again."
            )


def _by_grade_id(nb: NotebookNode) -> dict[str, NotebookNode]:
    return {cell.metadata.nbgrader.grade_id: cell for cell in nb.cells if "nbgrader" in cell.metadata}


def _points(number: float) -> NotebookNode:
    """One plain decimal: anything else nbgrader takes for full marks."""
    text = f"{number:.6f}".rstrip("0").rstrip(".")
    return v4.new_output("execute_result", data={"text/plain": text or "0"}, execution_count=None)
