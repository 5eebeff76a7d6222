"""Submissions from the download of a learning platform, for nbgrader's `zip_collect`.

Canvas and Moodle name files after their own number of the student or the full name. nbgrader's collector makes
such a number or name the student's id; this one finds the student whom the gradebook knows by it. The course
adds to its nbgrader_config.py

    c.ZipCollectApp.collector_plugin = "autograder.nbgrader.downloads.RosterCollector"
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import FileNameCollectorPlugin
from traitlets import Unicode

from autograder.nbgrader.host import open_gradebook

CANVAS = r"[^/_]+_(?:LATE_)?(?P<student_id>\d+)_\d+_"
"""lovelaceada_LATE_4711_90210_means-1.ipynb: name, number of the student, number of the submission, file."""

MOODLE = r"(?P<full_name>[^/]+)_\d+_assignsubmission_file_?/?"
"""Ada Lovelace_4711_assignsubmission_file_means.ipynb, or a folder up to the last underscore with the file."""

NAMES = rf"(?:.*/)?(?:{MOODLE}|{CANVAS})(?P<file_id>[^/]+?)(?:-\d+)?\.ipynb$"
"""The files of both, with the number that Canvas adds to a file that is handed in again."""


class RosterCollector(FileNameCollectorPlugin):
    """Finds the student of a file by the roster: by id, by lms_user_id, or by a full name that is unique."""

    named_regexp = Unicode(NAMES, help="How files are called; see FileNameCollectorPlugin.").tag(config=True)

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """What nbgrader asks of each file; None for a file that belongs to nobody who is known."""
        found = super().collect(submitted_file)
        if not found:
            return None
        called = found.get("student_id") or _plain(found.get("full_name") or "")
        students = self._known.get(called, frozenset())
        if len(students) != 1:
            why = f"{len(students)} students of the roster are" if students else "nobody in the roster is"
            self.log.warning(
                '%s is not collected: %s called "%s"; rename the file so that it holds the id of the student.',
                "/".join(Path(submitted_file).parts[-2:]),
                why,
                called,
            )
            return None
        later = "" if found.get("timestamp") else self._later(submitted_file, found)
        if later:
            self.log.warning(
                "%s is not collected: the same student handed in %s later.", Path(submitted_file).name, later
            )
            return None
        (student,) = students
        kept = {key: value for key, value in found.items() if value and key in ("file_id", "timestamp")}
        return {**kept, "student_id": student}

    def _later(self, submitted_file: str, found: Mapping[str, str]) -> str:
        """The name of a later file by the same student, to be called the same; empty if there is none.

        Platforms number what is handed in, so the later file has the larger numbers in its name.
        """
        folder = Path(submitted_file).parent
        if folder not in self._numbered:
            self._numbered[folder] = self._latest_of(folder)
        latest = self._numbered[folder].get(_who_and_what(found), "")
        return "" if latest == Path(submitted_file).name else latest

    def _latest_of(self, folder: Path) -> dict[tuple[str, str], str]:
        latest: dict[tuple[str, str], str] = {}
        for path in sorted(folder.iterdir(), key=lambda path: _numbers(path.name)):
            found = super().collect(str(path))
            if found:
                latest[_who_and_what(found)] = path.name
        return latest

    @cached_property
    def _numbered(self) -> dict[Path, dict[tuple[str, str], str]]:
        return {}

    @cached_property
    def _known(self) -> Mapping[str, frozenset[str]]:
        """The students whom a name or number means."""
        directory = getattr(self.parent, "coursedir", None) or CourseDirectory(config=self.config)
        known = defaultdict(set)
        with open_gradebook(directory) as gradebook:
            for student in gradebook.students:
                for name in (student.id, student.lms_user_id):
                    known[name or ""].add(student.id)
                first, last = student.first_name or "", student.last_name or ""
                for name in (f"{first} {last}", f"{last} {first}"):
                    known[_plain(name)].add(student.id)
        known.pop("", None)
        return {name: frozenset(ids) for name, ids in known.items()}


def _who_and_what(found: Mapping[str, str]) -> tuple[str, str]:
    return found.get("student_id") or _plain(found.get("full_name") or ""), found.get("file_id") or ""


def _numbers(name: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", name)]


def _plain(name: str) -> str:
    """A name as it is compared: one form of each letter, no capitals, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
