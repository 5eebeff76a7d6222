"""What each page rests on, as of when it was written: whoever has a page as it should be is left alone.

The record is a hidden file beside the stored reports. A page that was changed since, or a record that is lost,
costs no more than writing that page once more.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from autograder.files import write_whole
from autograder.nbgrader.host import CONFIG_FILE
from autograder.nbgrader.pages.marks_shown import MarksShown

PAGE_MAKERS = (
    *("beautifulsoup4", "jinja2", "latex2mathml", "markdown-it-py", "mdit-py-plugins", "nbconvert", "nbgrader"),
    *("nh3", "pygments"),
)
"""Packages that have a part in every page."""

_ENGINE = Path(__file__).resolve().parents[2]


def everybodys_digest(course: Path) -> bytes:
    """What all pages of a course rest on: the engine, the course's configuration, and who else makes pages."""
    digest = hashlib.blake2b(repr([version(name) for name in PAGE_MAKERS]).encode(), digest_size=16)
    for path in (*sorted(_ENGINE.rglob("*.py")), course / CONFIG_FILE):
        if path.is_file():
            digest.update(hashlib.blake2b(path.read_bytes()).digest())
    return digest.digest()


def page_digest(everybodys: bytes, marks: MarksShown, marked: Path) -> str:
    """What one page rests on: its marks, the marked notebook, and the files beside it as they were written."""
    digest = hashlib.blake2b(everybodys, digest_size=16)
    digest.update(repr((marks, sorted(_states(marked)))).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _states(folder: Path) -> Iterator[tuple[str, int, int]]:
    for place, _, names in os.walk(folder):
        for name in names:
            told = os.lstat(os.path.join(place, name))  # noqa: PTH118 (a tenth of the time, for each file of a class)
            yield os.path.relpath(place, folder) + "/" + name, told.st_size, told.st_mtime_ns


@dataclass(slots=True)
class PageRecord:
    """For each student: the digest of what the page rests on, and size and time of the page's file."""

    path: Path
    _rows: dict[str, list[object]] = field(default_factory=dict)
    _is_new: bool = False

    def is_current(self, student: str, rests_on: str, page: Path) -> bool:
        """Whether the page is there, is the one that we wrote, and rests on the same."""
        state = _state_of(page)
        return state is not None and self._rows.get(student) == [rests_on, *state]

    def note(self, student: str, rests_on: str, page: Path) -> None:
        """Note a page that was written just now; without a digest, forget it."""
        state = _state_of(page) if rests_on else None
        self._rows.pop(student, None)
        if state is not None:
            self._rows[student] = [rests_on, *state]
        self._is_new = True

    def save(self) -> None:
        """Write what was noted.

        Raises:
            OSError: it cannot be written.
        """
        if self._is_new:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, json.dumps(self._rows))
            self._is_new = False


def open_record(root: Path, assignment: str) -> PageRecord:
    """The record of an assignment's pages; empty where there is none that can be read."""
    path = root / "reports" / assignment / ".pages"  # no student's report begins with a dot
    try:
        rows = json.loads(path.read_bytes())
    except (OSError, ValueError):
        rows = {}
    return PageRecord(path, rows if isinstance(rows, dict) else {})


def _state_of(page: Path) -> tuple[int, int] | None:
    try:
        told = page.stat()
    except OSError:
        return None
    return told.st_size, told.st_mtime_ns
