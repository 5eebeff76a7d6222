"""nbgrader's exchange from the instructor's side: submissions come in, pages of feedback go out.

Both are nbgrader's own, or whatever exchange the course's configuration names. What one student's folder makes
impossible keeps nobody else's work.
"""

from __future__ import annotations

import glob
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader import utils
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from nbgrader.exchange.default import Exchange, ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.utils import notebook_hash
from traitlets.config.loader import Config

from autograder.assignment import Assignment
from autograder.errors import HostError
from autograder.files import copy_whole
from autograder.instructor.grade_class import make_gradebook
from autograder.nbgrader.gradebook import refusals_in_words, submitters
from autograder.nbgrader.host import configured, course_config, course_directory, gradebook_in_words
from autograder.sentences import NOTHING, Sentence, say

STAMP = "timestamp.txt"

NEEDED = (STAMP, "submission_secret.txt")
"""Files that come with a submission through the exchange, and that nbgrader reads when it releases a page."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What came in."""

    new: tuple[str, ...] = ()  # students
    newer: tuple[str, ...] = ()  # who had handed in before
    before: int = 0  # submissions that are as they were
    refused: Mapping[str, str] = field(default_factory=dict)  # students whose work cannot be copied, and why


@dataclass(frozen=True, slots=True)
class Released:
    """What went out."""

    pages: tuple[str, ...] = ()  # students
    before: int = 0  # pages that students can fetch already
    without: tuple[str, ...] = ()  # students whose submission did not come through the exchange
    refused: Mapping[str, str] = field(default_factory=dict)


def why_no_exchange(course: Path) -> Sentence:
    """Why the course has no exchange, in words that follow "because"; empty if it has one.

    Raises:
        AssignmentError: the configuration cannot be used.
    """
    config = course_config(course)
    directory = course_directory(config, "", root=course)
    if not directory.course_id:
        return say("the course has no id (c.CourseDirectory.course_id)")
    with configured(course):
        is_nbgraders = ExchangeFactory(config=config).collect is ExchangeCollect
        inbound = _inbound(config, directory)
    if is_nbgraders and not inbound.parent.exists():
        return say("no assignment was released through it ({folder} does not exist)", folder=inbound.parent)
    return NOTHING


@refusals_in_words()
def collect_course(course: Path, assignment: Assignment) -> Collected:
    """Collect what was handed in; a newer submission takes the place of an older one.

    Raises:
        AssignmentError: the configuration cannot be used.
        HostError: the exchange refuses, and why.
    """
    config = course_config(course)
    directory = course_directory(config, assignment.name, root=course)
    under_way = Path(directory.root) / "reports" / assignment.name / ".collecting"
    was_killed = under_way.exists()
    under_way.parent.mkdir(parents=True, exist_ok=True)
    under_way.touch()
    then = _stamps(directory, assignment)
    refused = {}
    make_gradebook(directory)  # nbgrader's step would begin one in its place
    with configured(course), gradebook_in_words(directory.db_url):
        try:
            _collect(config, directory)
            if was_killed:
                _complete(config, directory, assignment)
        except ExchangeError as error:
            raise HostError(say("The exchange cannot be used: {error}.", error=error)) from error
        except (OSError, RuntimeError, ValueError):
            # Of one student's folder; and nobody after it was collected.
            refused = _collect_each(config, directory, assignment)
    under_way.unlink(missing_ok=True)
    now = _stamps(directory, assignment)
    came = [student for student in sorted(now) if now[student] != then.get(student)]
    return Collected(
        tuple(student for student in came if student not in then),
        tuple(student for student in came if student in then),
        len(now) - len(came),
        refused,
    )


@refusals_in_words()
def release_course(
    course: Path,
    assignment: Assignment,
    students: Sequence[str],
    progress: Callable[[int, int, str], None] = lambda done, total, student: None,
) -> Released:
    """Lay the pages of these students where they can fetch them.

    Raises:
        AssignmentError: the configuration cannot be used.
        HostError: the exchange refuses, and why.
    """
    config = course_config(course)
    pages, without, refused, before = [], [], {}, 0
    with configured(course):
        for number, student in enumerate(students):
            progress(number, len(students), student)
            directory = course_directory(config, assignment.name, root=course, student=glob.escape(student))
            name = directory.format_path(directory.feedback_directory, student, assignment.name)
            folder = Path(name)
            if not all((folder / needed).is_file() for needed in NEEDED):
                without.append(student)
                continue
            release = ExchangeFactory(config=config).ReleaseFeedback(
                coursedir=directory, authenticator=Authenticator(config=config), config=config
            )
            release.log = _SILENT
            try:
                if _is_out(release, folder / f"{assignment.name}.html"):
                    before += 1
                    continue
                release.start()
            except ExchangeError as error:
                raise HostError(say("The exchange cannot be used: {error}.", error=error)) from error
            except (OSError, RuntimeError, ValueError) as error:
                refused[student] = str(error)
            else:
                pages.append(student)
    return Released(tuple(pages), before, tuple(without), refused)


def _collect(config: Config, directory: CourseDirectory) -> None:
    collect = ExchangeFactory(config=config).Collect(
        coursedir=directory, authenticator=Authenticator(config=config), config=config
    )
    collect.log = _SILENT
    collect.update = True
    collect.start()


def _collect_each(config: Config, directory: CourseDirectory, assignment: Assignment) -> dict[str, str]:
    """Collect student by student; whose work is refused, and why."""
    refused = {}
    for student in sorted({student for student, _ in _handed_in(config, directory, assignment)}):
        one = course_directory(config, assignment.name, root=Path(directory.root), student=glob.escape(student))
        try:
            _collect(config, one)
        except (OSError, RuntimeError, ValueError) as error:
            refused[student] = str(error)
    return refused


def _inbound(config: Config, directory: CourseDirectory) -> Path:
    """Where nbgrader's own exchange keeps what was handed in."""
    return Path(Exchange(config=config).root, directory.course_id, "inbound")


def _complete(config: Config, directory: CourseDirectory, assignment: Assignment) -> None:
    """Copy what a killed collection did not: nbgrader takes a folder for whole that has its timestamp."""
    exchange = ExchangeFactory(config=config).collect
    if exchange is not ExchangeCollect:
        return
    for student, handed in _handed_in(config, directory, assignment):
        folder = Path(directory.format_path(directory.submitted_directory, student, assignment.name))
        if _content(folder / STAMP) != _content(handed / STAMP):
            continue  # another submission of the same student was collected
        for path in utils.find_all_files(str(handed), directory.ignore):
            copy = folder / Path(path).relative_to(handed)
            if _is_torn(copy, Path(path)):
                copy_whole(Path(path), copy)


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _is_torn(copy: Path, whole: Path) -> bool:
    """Whether a copy is missing, or is the beginning of the whole."""
    if not copy.exists():
        return True
    found, wanted = copy.read_bytes(), whole.read_bytes()
    return len(found) < len(wanted) and wanted.startswith(found)


def _handed_in(
    config: Config, directory: CourseDirectory, assignment: Assignment
) -> Iterator[tuple[str, Path]]:
    """Who handed in, and the folder of it; nobody need have handed in once only."""
    for folder in _inbound(config, directory).iterdir():
        name = folder.name.rsplit("+", 3)
        if len(name) >= 3 and name[1] == assignment.name:
            yield name[0], folder


def _stamps(directory: CourseDirectory, assignment: Assignment) -> dict[str, int]:
    """When each student's folder was made; collecting makes it anew."""
    found = {}
    for student in submitters(directory, assignment.name):
        folder = directory.format_path(directory.submitted_directory, student, assignment.name)
        found[student] = os.stat(folder).st_ctime_ns  # noqa: PTH116 (for each of a class)
    return found


def _is_out(release: Any, page: Path) -> bool:
    """Whether a page lies where the student fetches it already; only nbgrader's own exchange tells."""
    if type(release) is not ExchangeReleaseFeedback:
        return False
    secret = (page.parent / "submission_secret.txt").read_text(encoding="utf-8")
    digest = notebook_hash(secret=secret, notebook_id=page.stem)
    out = Path(release.root, release.coursedir.course_id, "feedback", f"{digest}.html")
    try:
        there, here = out.stat(), page.stat()
    except OSError:
        return False
    return there.st_size == here.st_size and there.st_mtime_ns >= here.st_mtime_ns


_SILENT = logging.getLogger("autograder.exchange")
_SILENT.propagate = False
_SILENT.addHandler(logging.NullHandler())
