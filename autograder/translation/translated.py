"""A handout in another language: the same cells and files, with other words in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.errors import AssignmentError
from autograder.sentences import say
from autograder.source import BEGIN_SOLUTION, END_SOLUTION, Role, SourceCell
from autograder.translation.blocks import replace_blocks
from autograder.translation.code_words import replace_in_code
from autograder.translation.course_text import placed
from autograder.translation.said import Translation
from autograder.translation.svg_words import in_letters_of, replace_in_svg


def translated_cells(cells: Sequence[SourceCell], translation: Translation) -> Iterator[SourceCell]:
    """The cells with the words of another language: the same roles, names and code.

    Raises:
        AssignmentError: a translation would change code.
    """
    places = iter(placed(cells))
    for cell in cells:
        if cell.role is Role.RUBRIC:
            yield cell
            continue
        _, context = next(places)
        try:
            yield replace(cell, text=_translated(cell, translation.at(context)))
        except AssignmentError as error:
            raise AssignmentError(say("{place}: {text}", place=context, text=error.said)) from error


def _translated(cell: SourceCell, of: Callable[[str], str]) -> str:
    if cell.kind == "code":
        return replace_in_code(cell.text, of)
    if cell.kind != "markdown":
        return cell.text
    before, begin, solved = cell.text.partition(BEGIN_SOLUTION)
    solved, end, after = solved.partition(END_SOLUTION)
    return replace_blocks(before, of) + begin + solved + end + replace_blocks(after, of)


def translate_pictures(folder: Path, translation: Translation, language: str) -> None:
    """Put the words of another language into the pictures of a handout's folder."""
    for path in sorted(folder.glob("*.svg")):
        svg = replace_in_svg(path.read_text(encoding="utf-8"), translation.at(f"picture {path.name}"))
        path.write_text(in_letters_of(language, svg), encoding="utf-8")
