"""Score reports on disk, outside the folders that nbgrader copies from and to: `reports/NAME/STUDENT.json`."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from autograder.assignment import Assignment
from autograder.files import write_whole
from autograder.marking.rubric import Rubric, questions, unjudged
from autograder.marking.versions import SUBMISSION, changed, decides, names_files, submission_version
from autograder.report import NOT_MARKED, ScoreReport, Status, from_json, to_json
from autograder.sentences import Sentence, in_words

LONGEST = 150
"""Letters of a file's name; a folder's may have 255 bytes, of which each becomes three letters here."""


def report_path(root: Path, assignment: str, student: str) -> Path:
    """Where a student's report lies; the student's id cannot lead out of the folder."""
    name = quote(os.fsencode(student), safe="")
    if len(name) > LONGEST:
        name = f"{name[:LONGEST]}-{hashlib.blake2b(name.encode(), digest_size=8).hexdigest()}"
    if name.startswith("."):
        name = f"%2E{name[1:]}"
    return root / "reports" / assignment / f"{name}.json"


def store(report: ScoreReport, root: Path) -> Path:
    """Write a report; a reader never finds half of one."""
    path = report_path(root, report.assignment, report.student or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, to_json(report) + "\n")
    return path


def fetch(root: Path, assignment: str, student: str) -> ScoreReport | None:
    """The stored report of a student; None if there is none that can be read."""
    try:
        return from_json(report_path(root, assignment, student).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def stale_parts(report: ScoreReport, path: Path, now: Mapping[str, str]) -> tuple[str, ...]:
    """What decides a mark and is not what it was when this report was made.

    `path` is where the submission lies, `now` are the versions of the assignment's files today.
    """
    if report.status is not Status.GRADED:
        return ()
    then = dict(report.versions)
    if not names_files(then):
        return (in_words("the grader, which did not say yet with which checks it marked"),)
    present = {**now, **submission_version(path)}
    if SUBMISSION not in present:  # the file is gone: nothing there is newer
        then.pop(SUBMISSION, None)
    return tuple(name for name in changed(then, present) if decides(name))


def not_marked(
    assignment: Assignment,
    rubric: Rubric | None,
    status: Status,
    why: Sentence,
    *,
    path: Path,
    student: str,
) -> ScoreReport:
    """The report of a submission that was not marked: nothing earned, and nothing lost."""
    automatic = () if rubric is None else unjudged(rubric, why)
    return ScoreReport(
        assignment=assignment.name,
        submission=str(path),
        student=student,
        status=status,
        why=why,
        review=() if status is Status.MISSING else (NOT_MARKED,),
        criteria=(*automatic, *questions(assignment)),
    )
