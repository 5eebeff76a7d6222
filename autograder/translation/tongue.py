"""The language in which a handout is written, with all that was said in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.languages.engine_words import ENGLISH
from autograder.sentences import Vocabulary, say
from autograder.source import SourceCell
from autograder.translation.code_words import replace_in_code
from autograder.translation.said import (
    CATALOGUES,
    Translation,
    course_translation,
    engine_translation,
    words_to_hand_out,
)
from autograder.translation.translated import translated_cells


@dataclass(frozen=True)
class Tongue:
    """A language, and what the catalogues of the engine and of one assignment say in it."""

    language: str
    of_engine: Translation
    of_course: Translation
    to_hand_out: Vocabulary  # what the handout carries along; the engine that runs it has its own

    @cached_property
    def words(self) -> Vocabulary:
        """The words of all sentences that stand in the handout's own files."""
        return {**self.of_engine.words, **self.to_hand_out}

    def cells(self, cells: Sequence[SourceCell]) -> Iterator[SourceCell]:
        """The cells of the notebook.

        Raises:
            AssignmentError: a translation would change code.
        """
        return iter(cells) if self.language == ENGLISH else translated_cells(cells, self.of_course)

    def code(self, text: str, place: str) -> str:
        """A file of the engine's that stands in the handout.

        Raises:
            AssignmentError: a translation would change code.
        """
        try:
            return text if self.language == ENGLISH else replace_in_code(text, self.of_engine.at(place))
        except AssignmentError as error:
            raise AssignmentError(say("{place}: {text}", place=place, text=error.said)) from error


DOOR_FILE = "autograder/release/door.py"
"""What a handout says where the engine is not installed."""

IN_ENGLISH = Tongue(ENGLISH, Translation(), Translation(), {})


def tongue_of(assignment: Assignment, language: str) -> Tongue:
    """The language of this name for an assignment.

    Raises:
        AssignmentError: the assignment has no catalogue in it, or one that cannot be read.
    """
    if language == ENGLISH:
        return IN_ENGLISH
    of_course, of_engine = course_translation(assignment, language), engine_translation(language)
    if not of_course.lines:
        place = assignment.folder / CATALOGUES / f"{language}.po"
        raise AssignmentError(
            say(
                "{name} is not translated: {place} says nothing. It is written for a translator by:"
                " autograder translations {language}",
                name=assignment.name,
                place=place,
                language=language,
            )
        )
    door = {line.text: line.told for line in of_engine.sentences if DOOR_FILE in line.files}
    return Tongue(language, of_engine, of_course, {**words_to_hand_out(assignment, of_course), **door})
