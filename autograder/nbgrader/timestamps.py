"""When was a submission handed in? What timestamp.txt says, as an editor or a platform may have saved it."""

from __future__ import annotations

import codecs
import datetime
import re
from pathlib import Path

from nbgrader import coursedir
from nbgrader.utils import gettz, parse_utc
from traitlets.config.loader import Config

from autograder.errors import refusal
from autograder.sentences import NOTHING, Said, Sentence, say
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
        return read_timestamp(Path(dest_path), exchange_zone(self.config))[0]


def exchange_zone(config: Config) -> str:
    """The name of the time zone in which the exchange writes when work was handed in."""
    return str(config.Exchange.get("timezone", "UTC"))


def read_timestamp(folder: Path, zone: str = "UTC") -> tuple[datetime.datetime | None, Sentence]:
    """The time in a submission's folder, and for staff why it has none although there is a file.

    `zone` is the exchange's: it says what a short name such as CEST means.
    """
    path = folder / FILE
    if path.is_symlink():
        return None, _undated(say("it is a link"))
    try:
        if not path.exists():
            return None, NOTHING
        with path.open("rb") as stream:
            raw = stream.read(MAX_TIMESTAMP)
    except OSError as error:
        return None, _undated(refusal(error))
    encoding = next((name for start, name in ENCODINGS.items() if raw.startswith(start)), "utf-8")
    text = raw.decode(encoding, "replace").strip()
    try:
        return _in_utc(text, zone), NOTHING
    except (ValueError, AttributeError, TypeError, OverflowError):
        return None, _undated(clean_text(text[:40]) or say("it is empty"))


def _in_utc(text: str, zone: str) -> datetime.datetime | None:
    """What `nbgrader.utils.parse_utc` gives, but for two things that it reads wrong.

    It takes the offset in "20:00:00 +0200" for 200 seconds, and a short name of a zone that it does not know
    for UTC; the exchange writes such names where the course sets `c.Exchange.timezone`.

    Raises:
        ValueError, TypeError, OverflowError: the text names no time.
    """
    text = re.sub(r" (?=[+-]\d\d:?\d\d$)", "", text)
    *words, short = text.split(" ")
    if len(words) != 2 or gettz(short):
        return parse_utc(text)  # type: ignore[no-any-return]
    shown, there = parse_utc(" ".join(words)), gettz(zone)
    for fold in (0, 1):  # a clock shows the hour in which summer time ends twice
        moment = shown.replace(tzinfo=there, fold=fold)
        if moment.tzname() == short:
            return moment.astimezone(datetime.UTC).replace(tzinfo=None)  # type: ignore[no-any-return]
    raise ValueError(f"no time zone is called {short}")


def _undated(found: Said) -> Sentence:
    text = "{file} names no time ({found}), so the work counts as handed in on time."
    return say(text, file=FILE, found=found)
