"""In which language is somebody told what was found? In that of the work which was handed in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache

from autograder.assignment import Assignment, language_of_course
from autograder.errors import AssignmentError
from autograder.languages.engine_words import ENGLISH, engine_words
from autograder.sentences import Sentence, Vocabulary, say, speaking
from autograder.source import without_solutions
from autograder.submission.notebook import Submission

SHORTEST_TEXT = 5
"""Letters of a text that tells a language: a shorter one may stand anywhere."""


def language_of_work(submission: Submission, assignment: Assignment) -> str:
    """The language in which work was handed out: from its metadata, from its texts, or the course's."""
    if submission.language:
        return submission.language
    others = _translated_into(assignment)
    if not others:
        return language_of_course(assignment.folder.parents[1])
    there = "\n".join(cell.source for cell in submission.cells)
    shares = {ENGLISH: _share(_english(assignment), there)}
    if shares[ENGLISH] > 0.5:
        return ENGLISH  # and no catalogue was read
    shares |= {language: _share(_texts(assignment, language), there) for language in others}
    best = max(shares, key=lambda language: shares[language])
    return best if shares[best] else language_of_course(assignment.folder.parents[1])


@lru_cache(maxsize=8)
def _translated_into(assignment: Assignment) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in assignment.folder.glob("languages/*.po")))


def _share(texts: Sequence[str], there: str) -> float:
    return sum(text in there for text in texts) / max(len(texts), 1)


_PROSE = re.compile(r" *#[ #]*([A-Z][a-z]*(?: [\w$`*-]+){4}.*)")
"""A line of Markdown or a comment that begins with a few words; what code prints is the same everywhere."""


@lru_cache(maxsize=8)
def _english(assignment: Assignment) -> tuple[str, ...]:
    """Lines of prose that students are given in English."""
    text = assignment.source.read_text(encoding="utf-8")  # as it is: parsing it takes as long as marking
    return tuple(found[1] for line in without_solutions(text) if (found := _PROSE.fullmatch(line)))


@lru_cache(maxsize=16)
def _texts(assignment: Assignment, language: str) -> tuple[str, ...]:
    """Texts of cells in a language, each by its first line, which no indentation changes.

    Lines without words, such as formulas and the heads of some tables, tell no language; nor do English ones.
    None where the catalogue is no PO file: the language is then that of the course, and staff are told.
    """
    from autograder.translation.said import course_translation
    from autograder.translation.wording import has_words

    try:
        lines = course_translation(assignment, language).lines
    except AssignmentError:
        return ()
    english = assignment.source.read_text(encoding="utf-8")
    firsts = (line.told.split("\n", 1)[0] for line in lines if line.context.startswith("cell "))
    return tuple(
        first for first in firsts if len(first) >= SHORTEST_TEXT and has_words(first) and first not in english
    )


def words_for(assignment: Assignment, language: str = "") -> Vocabulary:
    """The words in which people are told of work in a language; that of the course where none is named.

    None where the assignment's catalogue is no PO file: a mark is worth more than a language.
    """
    language = language or language_of_course(assignment.folder.parents[1])
    return {} if language == ENGLISH else _words(assignment, language)


@lru_cache(maxsize=16)
def _words(assignment: Assignment, language: str) -> Vocabulary:
    from autograder.translation.said import words_of_course

    try:
        return {**engine_words(language), **words_of_course(assignment, language)}
    except AssignmentError:
        return {}


def unreadable_catalogues(assignment: Assignment) -> Iterator[Sentence]:
    """What staff are told of catalogues that are no PO files, so that students are told in English."""
    from autograder.translation.said import course_translation

    for path in sorted(assignment.folder.glob("languages/*.po")):
        try:
            course_translation(assignment, path.stem)
        except AssignmentError as error:
            text = "{error}. Until that is mended, who works in {language} is told in English."
            yield say(text, error=error.said, language=path.stem)


def speaking_of(assignment: Assignment, language: str = "") -> AbstractContextManager[None]:
    """Within, people are told of work on an assignment in its language."""
    return speaking(words_for(assignment, language))
