"""Feedback for Canvas, Moodle and Brightspace: each student's page, in an archive that the platform takes.

A platform tells by the name of a file, or of its folder, whose feedback it is. So the archive of submissions
that the platform gave is the template: each page has the name of the submission, with another ending.
"""

from __future__ import annotations

import datetime
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from nbgrader.coursedir import CourseDirectory

from autograder.assignment import Assignment
from autograder.errors import AssignmentError, refusal
from autograder.files import written_whole
from autograder.instructor.roster import people
from autograder.instructor.standing import Standing, standings
from autograder.nbgrader.host import course_config, course_directory
from autograder.nbgrader.pages.points import told, total_of, total_shown
from autograder.nbgrader.stored_reports import fetch
from autograder.platforms.class_list import ClassList
from autograder.platforms.counting import Count, Counted, Download, count, in_folder, read_worksheets
from autograder.platforms.handed_in import as_written
from autograder.platforms.unpacking import DAMAGED
from autograder.sentences import Sentence, in_words, say

_EPOCH = (2020, 1, 1, 0, 0, 0)  # the same pages give the same archive, byte for byte


@dataclass(frozen=True, slots=True)
class Packed:
    """What went into the archive, for the person who uploads it."""

    platform: str
    pages: int
    without: tuple[str, ...]  # students in the archive of submissions who have no page
    stale: tuple[str, ...]  # students whose page has other points than the gradebook, or is older than them
    left_over: tuple[str, ...]  # students with a page and no submission in the archive
    reasons: tuple[Sentence, ...]  # of submissions of which it is not known whose they are
    name: str  # of the assignment

    @property
    def result(self) -> str:
        """How many pages went where, in a sentence."""
        text = (
            "{platform}: 1 page of feedback." if self.pages == 1 else "{platform}: {number} pages of feedback."
        )
        return in_words(text, platform=self.platform, number=self.pages)

    @property
    def remarks(self) -> str:
        """What did not, in sentences."""
        said = [*self.reasons]
        for students, text in (
            (self.without, "No page yet: {students}. Run autograder feedback {name}."),
            (
                self.stale,
                "Left out, for the page is older than the marks: {students}. Run autograder feedback {name}.",
            ),
            (self.left_over, "With a page, and not in the archive: {students}."),
        ):
            if students:
                said.append(say(text, students=", ".join(students), name=self.name))
        return "\n".join(map(str, said))


def pack_feedback(course: Path, assignment: Assignment, template: Path, to: Path) -> Packed:
    """Write the archive `to` for the platform that gave the archive `template`.

    Raises:
        AssignmentError: the template is no archive of submissions, or there is no page at all.
        HostError: the gradebook cannot be read.
        OSError: the archive cannot be written.
    """
    directory = course_directory(course_config(course), assignment.name, root=course)
    students = ClassList(people(course))
    with _opened(template) as archive:
        collected = _Collected(directory, archive)
        download = Download(
            [info.filename for info in archive.infolist() if not info.is_dir()],
            archive.read,
            read_worksheets(template.parent),
            tell_apart=collected.whose,
        )
        found = count(download, assignment.name, students, datetime.UTC)
    platform = _platform(template, found)
    chosen = _one_for_each(course, assignment, found.files.values())
    today = {row.student: replace(row, report=None) for row in standings(course, assignment, list(chosen))}
    without, stale, fresh = [], [], {}
    for student, one in sorted(chosen.items()):
        page = _page(directory, student)
        if not page.is_file():
            without.append(student)
        elif _is_stale(directory, assignment, today.get(student), page):
            stale.append(student)
        else:
            fresh[_name_of_page(one)] = page
    if not fresh:
        raise AssignmentError(
            say(
                "Nobody in {template} has a page of feedback with the marks of today; first run:"
                " autograder feedback {name}",
                template=template,
                name=assignment.name,
            )
        )
    with written_whole(to) as beside, zipfile.ZipFile(beside, "w") as made:
        for name, page in fresh.items():
            made.writestr(zipfile.ZipInfo(name, _EPOCH), page.read_bytes(), zipfile.ZIP_DEFLATED)
    left_over = sorted(
        person.id
        for person in students.persons
        if person.id not in chosen and _page(directory, person.id).is_file()
    )
    return Packed(
        platform,
        len(fresh),
        tuple(without),
        tuple(stale),
        tuple(left_over),
        tuple(
            say("No page for {place}: {reason}", place=in_folder(name), reason=reason)
            for name, reason in found.unknown.items()
        ),
        assignment.name,
    )


@contextmanager
def _opened(template: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(template) as archive:
            yield archive
    except OSError as error:
        raise AssignmentError(
            say("{template} cannot be read ({strerror}).", template=template, strerror=refusal(error))
        ) from error
    except DAMAGED as error:
        raise AssignmentError(
            say(
                "{template} is no ZIP archive that can be read ({error}); name the archive of"
                " submissions as the platform gave it.",
                template=template,
                error=error,
            )
        ) from error


@dataclass(frozen=True, slots=True)
class _Collected:
    """The submissions that were collected from the archive: they tell students of one name apart."""

    directory: CourseDirectory
    archive: zipfile.ZipFile

    def whose(self, name: str, students: frozenset[str]) -> frozenset[str]:
        """Of several students those who have handed in this very file."""
        if len(students) < 2:
            return students
        content = self.archive.read(name)
        return frozenset(student for student in students if content in self._files_of(student)) or students

    def _files_of(self, student: str) -> Iterator[bytes]:
        directory = self.directory
        names = student, directory.assignment_id
        folder = Path(directory.format_path(directory.submitted_directory, *names))
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                yield path.read_bytes()


def _platform(template: Path, found: Count) -> str:
    """The one platform that gave the archive."""
    names = sorted({one.handed_in.platform.name for one in found.files.values()})
    if len(names) == 1:
        return names[0]
    if names:
        raise AssignmentError(
            say(
                "{template} has files of {names}; name the archive of submissions as one of them gave it.",
                template=template,
                names=" and of ".join(names),
            )
        )
    for name, reason in found.unknown.items():
        raise AssignmentError(
            say(
                "{template} has no file whose student is known. The first, {name}: {reason}",
                template=template,
                name=name,
                reason=reason,
            )
        )
    raise AssignmentError(
        say(
            "{template} holds no submission; name the archive of submissions as Canvas, Moodle or"
            " Brightspace gave it.",
            template=template,
        )
    )


def _one_for_each(course: Path, assignment: Assignment, files: Iterable[Counted]) -> dict[str, Counted]:
    """The file of each student beside which the page goes: the one that was marked, so far as that is known."""
    found = defaultdict(list)
    for one in files:
        found[one.student].append(one)
    chosen = {}
    for student, theirs in found.items():
        report = fetch(course, assignment.name, student)
        marked = Path(report.submission).name if report else f"{assignment.name}.ipynb"
        chosen[student] = max(theirs, key=lambda one: (PurePosixPath(one.file).name == marked, one.order))
    return chosen


def _page(directory: CourseDirectory, student: str) -> Path:
    name = directory.assignment_id
    return Path(directory.format_path(directory.feedback_directory, student, name), f"{name}.html")


def _is_stale(
    directory: CourseDirectory, assignment: Assignment, standing: Standing | None, page: Path
) -> bool:
    """Whether the page has another total than the gradebook, or the work was marked again since it was made."""
    if standing is None:
        return False
    questions = {question.name for question in assignment.questions}
    waiting = [cell.manual is None and cell.name not in questions for cell in standing.cells if cell.waits]
    total = total_of(page.read_text(encoding="utf-8", errors="replace"))
    if total is not None and total != told(total_shown((standing.mark or 0.0) - standing.penalty, waiting)):
        return True
    names = standing.student, assignment.name
    marked = Path(directory.format_path(directory.autograded_directory, *names), f"{assignment.name}.ipynb")
    return marked.is_file() and marked.stat().st_mtime > page.stat().st_mtime


def _name_of_page(one: Counted) -> str:
    return as_written(f"{one.handed_in.before}{PurePosixPath(one.handed_in.file).stem}.html")
