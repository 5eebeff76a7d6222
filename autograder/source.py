"""The percent source of an assignment, read into cells with roles.

A role stands on the cell, `# %% role="check" name="batchnorm_forward"`, and says what nbgrader makes of it.
jupytext parses the file, so a source that JupyterLab saved (it adds a header and sorts the keys) reads the
same. This module judges the source; it does not build notebooks.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.sentences import say

if TYPE_CHECKING:
    import jupytext

BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"


class Role(StrEnum):
    """What a cell is for; the words are nbgrader's own where it has one."""

    TEXT = ""
    ANSWER = "autograded-answer"
    CHECK = "check"
    PRACTICE = "practice"
    WRITTEN = "manually-graded-answer"
    RUBRIC = "rubric"


KINDS = {
    Role.ANSWER: "code",
    Role.CHECK: "code",
    Role.PRACTICE: "code",
    Role.WRITTEN: "markdown",
    Role.RUBRIC: "markdown",
}

SOLVED = (Role.ANSWER, Role.PRACTICE, Role.WRITTEN)
"""Roles of cells in which solutions stand."""

MARKED = (Role.ANSWER, Role.CHECK, Role.WRITTEN)
"""Roles of cells that nbgrader knows."""


@dataclass(frozen=True, slots=True)
class SourceCell:
    """One cell of the source: text with a role, and the exercise, practice or question it belongs to."""

    kind: str  # "code", "markdown" or "raw"
    text: str
    role: Role = Role.TEXT
    name: str = ""
    tags: tuple[str, ...] = ()  # as in a notebook; `lone_copy` reads one of them

    @property
    def grade_id(self) -> str:
        """The name under which nbgrader knows the cell."""
        return f"check_{self.name}" if self.role is Role.CHECK else self.name

    @property
    def heading(self) -> str:
        """The first heading of a text cell, which is left when every mark of a cell is lost."""
        return first_heading(self.text)


def first_heading(text: str) -> str:
    """The words of the first Markdown heading; empty if there is none."""
    return next(filter(None, map(_without_marks, _HEADING.finditer(text))), "")


_HEADING = re.compile(r"^#{1,6}[ \t]+(\S.*)$", re.MULTILINE)


def _without_marks(heading: re.Match[str]) -> str:
    """The words of a heading without the marks that may close it.

    Looked for in the pattern itself, they would be tried from each blank of a line that holds nothing else.
    """
    return heading[1].rstrip().rstrip("#").rstrip()


def read_source(assignment: Assignment) -> tuple[SourceCell, ...]:
    """All cells of the percent source, in order.

    Raises:
        AssignmentError: the file cannot be read, or its roles and assignment.toml do not agree.
    """
    return _parse(assignment, _text_of(assignment))


def _text_of(assignment: Assignment) -> str:
    path = assignment.source
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AssignmentError(say("{path}: cannot be read ({error}).", path=path, error=error)) from error


@lru_cache(maxsize=8)
def _parse(assignment: Assignment, text: str) -> tuple[SourceCell, ...]:
    """Marking reads the same source for every submission, and parsing takes as long as marking."""
    import jupytext  # slow to import, and workers need but the roles

    notebook = jupytext.reads(text, fmt="py:percent")
    cells = [_cell(assignment, number, row) for number, row in enumerate(notebook.cells, start=1)]
    if cells and _is_header(cells[0]):
        del cells[0]
    _demand_every_name(assignment, cells)
    return tuple(cells)


def without_solutions(text: str, *, gap: str = "") -> Iterator[str]:
    """The lines outside solution regions; `gap` stands in the place of each region, if it is given."""
    inside = False
    for line in text.splitlines():
        if BEGIN_SOLUTION in line:
            inside = True
            if gap:
                yield line[: len(line) - len(line.lstrip())] + gap
        elif END_SOLUTION in line:
            inside = False
        elif not inside:
            yield line


def stubs_of(assignment: Assignment) -> dict[str, str]:
    """What is given of each definition that students write: its code, with `pass` for each part to be written.

    Whoever marks unfinished work waits for it, so it is read without jupytext, which takes longer to import
    than a submission to mark.

    Raises:
        AssignmentError: the source cannot be read.
    """
    found: dict[str, str] = {}
    for marker, text in _code_cells(_text_of(assignment)):
        if any(f'role="{role}"' in marker for role in SOLVED):
            tree = ast.parse("\n".join(without_solutions(text, gap="pass")))
            definitions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
            found |= {node.name: ast.unparse(_without_docstrings(node)) for node in definitions}
    return found


def _code_cells(text: str) -> Iterator[tuple[str, str]]:
    """The code cells of a percent source, each with the line that begins it."""
    for cell in re.split(r"^# %%", text, flags=re.MULTILINE)[1:]:
        marker, _, rest = cell.partition("\n")
        if not re.match(r"[^\"]*\[(?:markdown|md|raw)\]", marker):
            yield marker, rest


def _without_docstrings(definition: ast.FunctionDef | ast.ClassDef) -> ast.AST:
    for node in ast.walk(definition):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return definition


def _is_header(cell: SourceCell) -> bool:
    """Whether a first cell holds nothing but the comment that tells authors what the file is."""
    return cell.kind == "code" and all(line.startswith("#") for line in cell.text.splitlines() if line)


def _cell(assignment: Assignment, number: int, row: jupytext.cell_reader.NotebookNode) -> SourceCell:
    where = f"{assignment.source}, cell {number}"
    word, name = row.metadata.get("role", ""), row.metadata.get("name", "")
    if word not in list(Role):
        known = ", ".join(f'"{role}"' for role in Role if role)
        raise AssignmentError(
            say(
                '{where}: the role "{word}" is unknown; known are {known}.', where=where, word=word, known=known
            )
        )
    role = Role(word)
    tags = tuple(row.metadata.get("tags", ()))
    cell = SourceCell(row.cell_type, row.source, role, name if role else "", tags)
    if not role:
        if name:
            raise AssignmentError(
                say(
                    '{where}: has the name "{name}" but no role; write role="check" or another.',
                    where=where,
                    name=name,
                )
            )
    elif cell.kind != KINDS[role]:
        raise AssignmentError(
            say(
                '{where}: the role "{role}" needs a {kinds} cell; this one is {kind}.',
                where=where,
                role=role,
                kinds=KINDS[role],
                kind=cell.kind,
            )
        )
    else:
        _demand_name(assignment, where, cell)
    _demand_markers(where, cell)
    return cell


def _demand_name(assignment: Assignment, where: str, cell: SourceCell) -> None:
    table, names = "exercise", [row.name for row in assignment.exercises]
    if cell.role is Role.PRACTICE:
        table, names = "practice", [row.name for row in assignment.practice]
    elif cell.role in (Role.WRITTEN, Role.RUBRIC):
        table, names = "question", [row.name for row in assignment.questions]
    if cell.name not in names:
        raise AssignmentError(
            say(
                '{where}: "{name}" is no {table} of assignment.toml; there is {names}.',
                where=where,
                name=cell.name,
                table=table,
                names=", ".join(names) or "none",
            )
        )
    if cell.role is Role.CHECK and f'check("{cell.name}")' not in cell.text:
        raise AssignmentError(
            say(
                '{where}: a check cell runs the check; write check("{name}") in it.',
                where=where,
                name=cell.name,
            )
        )


def _demand_markers(where: str, cell: SourceCell) -> None:
    marks = [
        mark
        for line in cell.text.splitlines()
        for mark in ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
        if mark in line
    ]
    if cell.role not in SOLVED:
        if marks:
            raise AssignmentError(
                say(
                    '{where}: "{mark}" stands in a cell whose role is "{role}"; solutions stand in answer'
                    " cells only, and the release writes the hidden part of a check by itself.",
                    where=where,
                    mark=marks[0],
                    role=cell.role or "none",
                )
            )
    elif not marks or marks != ["BEGIN SOLUTION", "END SOLUTION"] * (len(marks) // 2):
        raise AssignmentError(
            say(
                '{where}: the answer "{name}" needs each solution between a line {begin_solution} and'
                " a line {end_solution}; without them students would see it.",
                where=where,
                name=cell.name,
                begin_solution=BEGIN_SOLUTION,
                end_solution=END_SOLUTION,
            )
        )


def _demand_every_name(assignment: Assignment, cells: Sequence[SourceCell]) -> None:
    seen: set[tuple[Role, str]] = set()
    for cell in cells:
        if cell.role and (cell.role, cell.name) in seen:
            raise AssignmentError(
                say(
                    '{source}: two cells have the role "{role}" and the name "{name}".',
                    source=assignment.source,
                    role=cell.role,
                    name=cell.name,
                )
            )
        seen.add((cell.role, cell.name))
    exercises = [(role, row.name) for row in assignment.exercises for role in (Role.ANSWER, Role.CHECK)]
    practice = [(Role.PRACTICE, row.name) for row in assignment.practice]
    questions = [(Role.WRITTEN, row.name) for row in assignment.questions]
    for role, name in (*exercises, *practice, *questions):
        if (role, name) not in seen:
            raise AssignmentError(
                say(
                    '{source}: no cell has role="{role}" name="{name}", which assignment.toml names.',
                    source=assignment.source,
                    role=role,
                    name=name,
                )
            )
    for row in assignment.practice:
        if not any(f'check("{row.name}")' in cell.text for cell in cells if not cell.role):
            raise AssignmentError(
                say(
                    '{source}: practice is checked in a cell without a role; write check("{name}") in one.',
                    source=assignment.source,
                    name=row.name,
                )
            )
    for name in _clashes(assignment):
        raise AssignmentError(
            say(
                '{place}: "{name}" names two cells, or is no name for nbgrader; use letters, digits,'
                " - and _, each name once, and no check_ before an exercise's name.",
                place=assignment.folder / "assignment.toml",
                name=name,
            )
        )


def _clashes(assignment: Assignment) -> Iterator[str]:
    """Names that nbgrader would refuse, or that it could not tell apart."""
    taken: set[str] = set()
    names = [row.name for row in assignment.exercises]
    names += [f"check_{name}" for name in names]
    names += [row.name for row in assignment.practice]
    names += [row.name for row in assignment.questions]
    for name in names:
        if name in taken or not re.fullmatch(r"[A-Za-z0-9_-]{1,58}", name):
            yield name
        taken.add(name)
