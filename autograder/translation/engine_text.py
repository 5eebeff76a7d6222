"""The texts of the engine: templates of sentences, help texts of commands, and words of its pages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from autograder.lone.variant import ALONE
from autograder.translation.blocks import blocks_of
from autograder.translation.code_words import words_in_code
from autograder.translation.templates import Source, helps_in, literals, templates_in, templates_in_page
from autograder.translation.wording import NAMES_STAY, Wording, has_words, is_entry

PACKAGE = Path(__file__).resolve().parents[1]

GIVEN_CODE = (
    ("DOOR", "autograder/release/door.py"),
    ("LONE_FUNCTIONS", "autograder/lone/lone_door.py"),
)
"""Code of the engine that is written into a handout: the name of its text, and where that stands."""

DOOR_CONTEXT = "file checks.py"

OF_HELP = "What --help says. Commands, options and file names stay."

_NOT_SAID = frozenset({"templates", "languages", "assignments", "docs"})
"""Folders of the package in which no code of the engine stands."""


def engine_entries() -> Iterator[Wording]:
    """Everything that the engine says."""
    for path in engine_files():
        where = f"autograder/{path.relative_to(PACKAGE).as_posix()}"
        source = Source(where, path.read_text(encoding="utf-8"))
        yield from _templates(source)
        for text in helps_in(source):
            if has_words(text):
                yield Wording(
                    text, where=where, note="What --help says. Commands, options and file names stay."
                )
    for path in sorted(PACKAGE.rglob("*.html")):
        where = f"autograder/{path.relative_to(PACKAGE).as_posix()}"
        for text in templates_in_page(path.read_text(encoding="utf-8")):
            yield Wording(text, where=where)
    for name, where in GIVEN_CODE:
        source = Source(where, (PACKAGE.parent / where).read_text(encoding="utf-8"))
        for code in literals(ast.Name(name), source):
            yield from (
                Wording(text, DOOR_CONTEXT, where, NAMES_STAY)
                for text in words_in_code(code)
                if has_words(text)
            )
            yield from _templates(Source(where, code))
    for block in blocks_of(ALONE):
        if has_words(block):
            note = "A cell for somebody who studies alone."
            yield Wording(block.rstrip("\n"), "cell alone", "autograder/lone/variant.py", note)


def _templates(source: Source) -> Iterator[Wording]:
    return filter(is_entry, (Wording(text, where=source.where) for text in templates_in(source)))


def engine_files() -> Iterator[Path]:
    """The Python files of the engine."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if not _NOT_SAID & set(path.relative_to(PACKAGE).parts):
            yield path
