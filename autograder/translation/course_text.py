"""The texts of an assignment: what its author wrote for students, place by place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.assignment import Assignment
from autograder.marking.mistakes import written_mistakes
from autograder.marking.rubric import Rubric, collect, collect_public, worth_of
from autograder.source import Role, SourceCell, read_source
from autograder.translation.blocks import blocks_of
from autograder.translation.code_words import words_in_code
from autograder.translation.svg_words import words_in_svg
from autograder.translation.templates import Source, templates_in
from autograder.translation.wording import NAMES_STAY, Wording, is_entry


def course_entries(assignment: Assignment) -> Iterator[Wording]:
    """Everything that the assignment says, in the order in which a student meets it."""
    for entry in _all(assignment):
        if is_entry(entry):
            yield replace(entry, where=f"solutions/{assignment.name}/{entry.where}")


def _all(assignment: Assignment) -> Iterator[Wording]:
    yield from _described(assignment)
    yield from _cells(assignment, read_source(assignment))
    hidden = collect(assignment)
    yield from _rubric(hidden, "criterion", "check_*.py")
    public = assignment.folder / "public"
    if any(public.glob("check_*.py")):
        shown = collect_public(public, assignment.checked, worth_of(hidden))
        yield from _rubric(shown, "public criterion", "public/check_*.py")
    yield from _mistakes(assignment)
    yield from _sentences(assignment)
    yield from _pictures(public)


def _described(assignment: Assignment) -> Iterator[Wording]:
    where = "assignment.toml"
    yield Wording(assignment.title, "title", where)
    yield Wording(assignment.summary, "summary", where)
    for row in assignment.exercises:
        yield Wording(row.title, f"exercise {row.name}: title", where)
    for practice in assignment.practice:
        yield Wording(practice.title, f"practice {practice.name}: title", where)
    for question in assignment.questions:
        yield Wording(question.title, f"question {question.name}: title", where)


def _cells(assignment: Assignment, cells: Sequence[SourceCell]) -> Iterator[Wording]:
    where = assignment.source.name
    for cell, context in placed(cells):
        for text in texts_of(cell):
            code = cell.kind == "code"
            yield Wording(text, context, where, f"In code. {NAMES_STAY}" if code else "")


def placed(cells: Sequence[SourceCell]) -> Iterator[tuple[SourceCell, str]]:
    """Each cell that students see, with its place: its name, or the heading under which it stands.

    A number would change for all cells behind one that is new.
    """
    heading = "top"
    for cell in cells:
        if cell.role is Role.RUBRIC:
            continue
        if cell.kind == "markdown" and cell.heading:
            heading = re.sub(r"[\W_]+", "-", cell.heading.lower()).strip("-")
        yield cell, f"cell {cell.grade_id or heading}"


def texts_of(cell: SourceCell) -> Iterator[str]:
    """What a translator gets of a cell; of a cell that is answered, what is given."""
    if cell.kind == "code":
        yield from words_in_code(cell.text)
    elif cell.kind == "markdown":
        for block in blocks_of(given_of(cell)):
            if block.strip():
                yield block.rstrip("\n")


def given_of(cell: SourceCell) -> str:
    """The text of a cell without its solutions."""
    from autograder.source import without_solutions

    return "\n".join(without_solutions(cell.text)) if cell.role is Role.WRITTEN else cell.text


def _rubric(rubric: Rubric, kind: str, where: str) -> Iterator[Wording]:
    for row in rubric.rows:
        yield Wording(row.name, f"{kind} {row.exercise}/{row.name}: name", where, "Names of variables stay.")
        yield Wording(row.asks, f"{kind} {row.exercise}/{row.name}: asks", where)


def _mistakes(assignment: Assignment) -> Iterator[Wording]:
    for mistake, _ in written_mistakes(assignment.folder):
        where = Path(mistake.where.rpartition(", line")[0]).relative_to(assignment.folder).as_posix()
        clause = 'It ends the sentence "This is exactly what comes out when {mistake}."'
        yield Wording(mistake.name, f"mistake {mistake.id}: name", where, clause)
        yield Wording(mistake.hint, f"mistake {mistake.id}: hint", where)


def _sentences(assignment: Assignment) -> Iterator[Wording]:
    for path in [*sorted(assignment.folder.glob("*.py")), *sorted(assignment.folder.glob("public/*.py"))]:
        if path != assignment.source:
            where = path.relative_to(assignment.folder).as_posix()
            for text in templates_in(Source(where, path.read_text(encoding="utf-8"))):
                yield Wording(text, where=where)


def _pictures(public: Path) -> Iterator[Wording]:
    for path in sorted(public.glob("*.svg")):
        for text in words_in_svg(path.read_text(encoding="utf-8")):
            yield Wording(text, f"picture {path.name}", f"public/{path.name}", "In a picture: keep it short.")
