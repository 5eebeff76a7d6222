"""All catalogues of the engine and of a course, brought up to date with what is said in their source."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment import list_assignments
from autograder.files import write_whole
from autograder.sentences import in_words
from autograder.translation.catalogue import Coverage, coverage, merged, read_catalogue, write_catalogue
from autograder.translation.course_text import course_entries
from autograder.translation.engine_text import PACKAGE, engine_entries
from autograder.translation.said import CATALOGUES, ENGINE_CATALOGUES, engine_translation
from autograder.translation.wording import Wording


@dataclass(frozen=True, slots=True)
class Fresh:
    """A catalogue as it should be."""

    path: Path
    text: str
    coverage: Coverage


def update(course: Path, languages: Sequence[str] = ()) -> Iterator[str]:
    """Write every catalogue that is behind; a line on each. `languages` are begun where they are new."""
    for fresh in fresh_catalogues(course, languages):
        if not fresh.path.is_file() or fresh.path.read_text(encoding="utf-8") != fresh.text:
            fresh.path.parent.mkdir(exist_ok=True)
            write_whole(fresh.path, fresh.text)
        done = fresh.coverage
        yield in_words(
            "{path}: {translated} translated, {fuzzy} fuzzy, {missing} missing",
            path=fresh.path,
            translated=done.translated,
            fuzzy=done.fuzzy,
            missing=done.missing,
        )
        if fresh.path.parent == ENGINE_CATALOGUES:
            write_whole(fresh.path.with_suffix(".json"), words_text(fresh.path.stem))


def words_text(language: str) -> str:
    """The engine's catalogue as the file that the engine reads."""
    words = dict(sorted(engine_translation(language).words.items()))
    return json.dumps(words, indent=0, ensure_ascii=False) + "\n"


def fresh_catalogues(course: Path, languages: Sequence[str] = ()) -> Iterator[Fresh]:
    """Every catalogue as it should be: those of the course's assignments, in a checkout the engine's too."""
    if course.resolve() == PACKAGE.parent:
        yield from _fresh(ENGINE_CATALOGUES, list(engine_entries()), languages)
    for assignment in list_assignments(course):
        yield from _fresh(assignment.folder / CATALOGUES, list(course_entries(assignment)), languages)


def _fresh(folder: Path, entries: Iterable[Wording], languages: Sequence[str]) -> Iterator[Fresh]:
    for path in sorted({*folder.glob("*.po"), *(folder / f"{name}.po" for name in languages)}):
        old = read_catalogue(path) if path.is_file() else None
        new = merged(old, entries, path.stem)
        yield Fresh(path, write_catalogue(new), coverage(new))
