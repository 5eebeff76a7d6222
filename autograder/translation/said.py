"""What a catalogue says: the texts of documents by their places, and the words of sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.assignment import Assignment
from autograder.marking.mistakes import filled, written_mistakes
from autograder.sentences import Vocabulary
from autograder.translation.catalogue import read_catalogue
from autograder.translation.engine_text import PACKAGE

CATALOGUES = "languages"
"""Where catalogues lie: in the engine, and in an assignment's folder."""

ENGINE_CATALOGUES = PACKAGE / CATALOGUES

DOCUMENTS = ("cell ", "picture ", "file ")
"""So begin the places of texts that stand in documents; all others are templates of sentences."""


@dataclass(frozen=True, slots=True)
class Saying:
    """One entry of a catalogue that says something."""

    context: str
    text: str
    told: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Translation:
    """All that a catalogue says. A fuzzy entry says nothing: it may speak of something else."""

    lines: tuple[Saying, ...] = ()

    def at(self, context: str) -> Callable[[str], str]:
        """What is said for a text at a place: there, or else anywhere. A text that nobody translated stays."""
        here = {line.text: line.told for line in self.lines if line.context == context}
        anywhere = self.words
        return lambda text: here.get(text) or anywhere.get(text, text)

    @property
    def words(self) -> Vocabulary:
        """All texts without their places; of two that say different things, the first counts."""
        return {line.text: line.told for line in reversed(self.lines)}

    @property
    def sentences(self) -> Iterator[Saying]:
        """The templates of sentences."""
        return (line for line in self.lines if not line.context.startswith(DOCUMENTS))


def engine_translation(language: str) -> Translation:
    """What the engine's catalogue says; nothing where it has none.

    Raises:
        AssignmentError: the file is no PO file.
    """
    return _translation(ENGINE_CATALOGUES / f"{language}.po")


def course_translation(assignment: Assignment, language: str) -> Translation:
    """What the assignment's catalogue says; nothing where it has none.

    Raises:
        AssignmentError: the file is no PO file.
    """
    return _translation(assignment.folder / CATALOGUES / f"{language}.po")


def _translation(path: Path) -> Translation:
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else Translation()


@cache
def _read(path: Path, changed: int) -> Translation:
    return Translation(
        tuple(
            Saying(entry.msgctxt or "", entry.msgid, entry.msgstr, tuple(file for file, _ in entry.occurrences))
            for entry in read_catalogue(path)
            if entry.msgstr and not entry.fuzzy and not entry.obsolete
        )
    )


def words_of_course(assignment: Assignment, language: str) -> Vocabulary:
    """The words of all sentences of an assignment, hidden checks included.

    Raises:
        AssignmentError: its catalogue is no PO file, or a mistake cannot be read.
    """
    return _words(assignment, course_translation(assignment, language), hidden=True)


def words_to_hand_out(assignment: Assignment, translation: Translation) -> Vocabulary:
    """The words of sentences that a handout says by itself: those of hidden checks alone stay out of it."""
    return _words(assignment, translation, hidden=False)


def _words(assignment: Assignment, translation: Translation, *, hidden: bool) -> Vocabulary:
    public = f"solutions/{assignment.name}/public/"
    found: dict[str, str] = {}
    for line in translation.sentences:
        if hidden or line.context or any(file.startswith(public) for file in line.files):
            found.setdefault(line.text, line.told)
    return {**found, **dict(_members(assignment, found))}


def _members(assignment: Assignment, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The names of the members of families, each with its value."""
    for mistake, values in written_mistakes(assignment.folder):
        name, each = values or ("", ())
        for value in each:
            yield filled(mistake.name, name, value), filled(words.get(mistake.name, mistake.name), name, value)
