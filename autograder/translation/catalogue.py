"""A catalogue: a gettext PO file that holds the texts of the source, and what was said for each.

Merging never loses work. A text that has changed keeps its translation, marked fuzzy, with its old text beside
it; one that is gone stays at the end of the file, where editors for PO files keep what is obsolete.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib

from autograder.errors import AssignmentError
from autograder.sentences import say
from autograder.translation.wording import Wording

_NEAR = 0.6
"""How alike two templates must be to be the same one, changed."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a catalogue is."""

    translated: int
    fuzzy: int
    missing: int


def read_catalogue(path: Path) -> polib.POFile:
    """The catalogue of a file.

    Raises:
        AssignmentError: the file is missing, or no PO file.
    """
    try:
        return polib.pofile(path.read_text(encoding="utf-8"), wrapwidth=0)
    except (OSError, ValueError) as error:
        raise AssignmentError(
            say("{path} cannot be read as a PO file: {error}", path=path, error=error)
        ) from error


def coverage(catalogue: polib.POFile) -> Coverage:
    """How many entries are translated, fuzzy and missing."""
    there = [entry for entry in catalogue if not entry.obsolete]
    fuzzy = sum(entry.fuzzy for entry in there)
    missing = sum(not entry.msgstr and not entry.fuzzy for entry in there)
    return Coverage(len(there) - fuzzy - missing, fuzzy, missing)


def merged(old: polib.POFile | None, entries: Iterable[Wording], language: str) -> polib.POFile:
    """A catalogue of these entries, with all that an old one says for them."""
    new = polib.POFile(wrapwidth=0)
    new.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for context, text, wheres, note in _together(entries):
        new.append(
            polib.POEntry(
                msgid=text,
                msgctxt=context or None,
                msgstr="",
                comment=note,
                occurrences=[(where, "") for where in wheres],
            )
        )
    if old is not None:
        _take_over(old, new)
    return new


def _together(entries: Iterable[Wording]) -> Iterator[tuple[str, str, Sequence[str], str]]:
    """Each text once for its context, with all files that it stands in."""
    found: dict[tuple[str, str], tuple[dict[str, None], str]] = {}
    for entry in entries:
        wheres, _ = found.setdefault((entry.context, entry.text), ({}, entry.note))
        wheres[entry.where] = None
    for (context, text), (wheres, note) in found.items():
        yield context, text, tuple(wheres), note


def _take_over(old: polib.POFile, new: polib.POFile) -> None:
    before = {_key(entry): entry for entry in old}
    left = []
    for entry in new:
        same = before.pop(_key(entry), None)
        if same is None:
            left.append(entry)
        else:
            _copy(same, entry)
    said = {entry.msgid: entry for entry in reversed(old) if entry.msgstr}
    for entry in left:
        moved = said.get(entry.msgid)
        changed = None if moved else _nearest(entry, list(before.values()))
        if moved:
            _copy(moved, entry)
            before.pop(_key(moved), None)
        elif changed:
            _copy(changed, entry)
            before.pop(_key(changed), None)
            if entry.msgstr:
                entry.previous_msgid = changed.previous_msgid or changed.msgid
                entry.fuzzy = True
    for entry in before.values():
        if entry.msgstr:
            entry.obsolete = True
            entry.occurrences = []
            new.append(entry)


def _key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


def _copy(said: polib.POEntry, entry: polib.POEntry) -> None:
    entry.msgstr, entry.tcomment = said.msgstr, said.tcomment
    entry.flags, entry.previous_msgid = list(said.flags), said.previous_msgid


def _nearest(entry: polib.POEntry, others: Sequence[polib.POEntry]) -> polib.POEntry | None:
    """The entry of the same place whose text is most like this one's; None where nothing is like it."""
    here = [other for other in others if other.msgstr and _same_place(entry, other)]
    alike = [(difflib.SequenceMatcher(None, entry.msgid, other.msgid).ratio(), other) for other in here]
    ratio, best = max(alike, key=lambda pair: pair[0], default=(0.0, None))
    return best if ratio >= _NEAR or (entry.msgctxt and len(here) == 1) else None


def _same_place(entry: polib.POEntry, other: polib.POEntry) -> bool:
    if entry.msgctxt or other.msgctxt:
        return bool(entry.msgctxt == other.msgctxt)
    return bool({where for where, _ in entry.occurrences} & {where for where, _ in other.occurrences})


def write_catalogue(catalogue: polib.POFile) -> str:
    """The text of the file."""
    return str(catalogue) + "\n" if not str(catalogue).endswith("\n") else str(catalogue)
