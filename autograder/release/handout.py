"""The files that students get beside the notebook: public files, the door to the checks, rubric, signatures.

nbgrader copies every file beside a source notebook to the students, so nothing else may lie there.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.marking.earlier import reference_chunks
from autograder.marking.mistakes import mistake_sessions, read_mistakes
from autograder.marking.rubric import Rubric, collect_folder
from autograder.marking.signatures import sign, write

IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


def write_files(assignment: Assignment, rubric: Rubric, folder: Path) -> None:
    """Put everything but the notebook into `folder`.

    Raises:
        AssignmentError: the public checks contradict each other or lack a practice; a mistake is unreadable.
    """
    from autograder.learner.public import write_rubric
    from autograder.release.door import DOOR

    public = assignment.folder / "public"
    practice = tuple(row.name for row in assignment.practice)
    _demand_practice(assignment, public)
    if public.is_dir():
        shutil.copytree(public, folder, dirs_exist_ok=True, ignore=IGNORED)
    (folder / "checks.py").write_text(DOOR, encoding="utf-8")
    text = write_rubric(rubric, practice, order=assignment.order)
    (folder / "rubric.json").write_text(text, encoding="utf-8")
    (folder / "README.md").write_text(readme(assignment, rubric), encoding="utf-8")
    if any(public.glob("check_*.py")) and read_mistakes(assignment.folder):
        (folder / "signatures.json").write_text(signatures(assignment), encoding="utf-8")


def signatures(assignment: Assignment) -> str:
    """The text of `signatures.json`: what each known mistake gives in the public checks, not to be rebuilt.

    Raises:
        AssignmentError: the public checks contradict each other, or a mistake cannot be read.
    """
    from autograder.learner.public import SEED

    public = collect_folder(assignment.folder / "public", assignment.checked)
    known = mistake_sessions(assignment, reference_chunks(assignment))
    return write(sign(known, public, seed=SEED))


def readme(assignment: Assignment, rubric: Rubric) -> str:
    """What the assignment asks and what each point is for, in Markdown."""
    automatic = sum(row.points for row in rubric.criteria)
    manual = sum(row.points for row in assignment.questions)
    lines = [
        f"# {assignment.title}",
        "",
        assignment.summary,
        "",
        f"Open `{assignment.name}.ipynb`. It takes about {assignment.minutes} minutes.",
        f"There are {automatic + manual:g} points: {automatic:g} for code and {manual:g} for written answers.",
        "",
        "## What each point is for",
    ]
    for exercise in assignment.exercises:
        lines += ["", f"### {exercise.title} ({rubric.points(exercise.name):g} points)", ""]
        lines += ["| points | criterion | what it asks |", "| ---: | --- | --- |"]
        lines += [
            f"| {row.points:g} | {row.name} | {row.asks} |"
            for row in rubric.criteria
            if row.exercise == exercise.name
        ]
    if assignment.practice:
        lines += ["", "### Practice (no points)", ""]
        lines += ["Optional steps on the way. The notebook checks them, and nobody marks them.", ""]
        lines += [f"- {row.title} (`{row.name}`)" for row in assignment.practice]
    if assignment.questions:
        lines += ["", f"### Written answers ({manual:g} points)", "", "A person reads and marks these.", ""]
        lines += [f"- {row.title} ({row.points:g} points)" for row in assignment.questions]
    return "\n".join(lines) + "\n"


def _demand_practice(assignment: Assignment, public: Path) -> None:
    """Practice that nothing checks would say "right" to everything."""
    if not assignment.practice:
        return
    checked = {row.exercise for row in collect_folder(public, assignment.checked).rows}
    for row in assignment.practice:
        if row.name not in checked:
            raise AssignmentError(
                f'{public}: no check speaks about the practice "{row.name}"; write one that has'
                f' pytest.mark.exercise("{row.name}") and @pytest.mark.points(0, criterion="...").'
            )
