"""When was a submission handed in? What timestamp.txt says, as an editor or a platform may have saved it."""

from __future__ import annotations

import codecs
import datetime
from pathlib import Path

from nbgrader import coursedir
from nbgrader.utils import parse_utc

from autograder.sentences import NOTHING, Sentence, say
from autograder.submission.notebook import clean_text

FILE = "timestamp.txt"

MAX_TIMESTAMP = 1_000
"""Bytes that are read of it."""

ENCODINGS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""How editors on other systems begin a text."""


class CourseDirectory(coursedir.CourseDirectory):
    """The course's folders, as nbgrader knows them; a timestamp that cannot be read ends no run.

    It has nbgrader's name: an instructor writes it in the configuration, and traitlets says it of a bad value.
    """

    def get_existing_timestamp(self, dest_path: str) -> datetime.datetime | None:
        """The time in a submission's folder, in UTC without saying so; None if it names none."""
        return read_timestamp(Path(dest_path))[0]


def read_timestamp(folder: Path) -> tuple[datetime.datetime | None, Sentence]:
    """The time in a submission's folder, and for staff why it has none although there is a file."""
    path = folder / FILE
    if path.is_symlink() or not path.is_file():
        return None, NOTHING
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_TIMESTAMP)
    except OSError as error:
        return None, _undated(error.strerror or "it cannot be read")
    encoding = next((name for start, name in ENCODINGS.items() if raw.startswith(start)), "utf-8")
    text = raw.decode(encoding, "replace").strip()
    try:
        return parse_utc(text), NOTHING
    except (ValueError, AttributeError, TypeError, OverflowError):
        return None, _undated(clean_text(text[:40]) or "it is empty")


def _undated(found: str) -> Sentence:
    text = "{file} names no time ({found}), so the work counts as handed in on time."
    return say(text, file=FILE, found=found)
