"""The catalogue: known mistakes, laid over the reference.

One file an exercise, `solutions/NAME/mistakes/EXERCISE.py`, and a cell a mistake:

    # %% sum_for_mean: the sums are not divided by the number of rows
    # hint: How many numbers went into each sum?
    # loses: standardize/values, standardize/shapes
    def standardize(x): ...

After the id comes the mistake's name, a clause that ends the sentence "This is exactly what comes out when
...". The hint is one or two sentences that teach and give no formula. `loses` are the criteria that the mistake
must lose. A comment that begins with three spaces goes on with the one above it.

A family is a mistake with a number in it that everybody chooses anew. Its cell is read once for each value:

    # %% eps_hard_coded: eps is always {EPS}, whatever the caller passes
    # each: EPS = 1e-5, 1e-8, 1e-3

The value stands in the function wherever the name does, and the clause says it. The mistake of the first value
keeps the cell's id, the others add theirs to it (`eps_hard_coded_1e_8`).

Two flags are for exceptions:

    # warns        in the place of `loses`: it costs nothing and earns a warning
    # not named    chance is in the values, so that no report can know the mistake by them

Mistakes of practice stand in `mistakes/practice/PRACTICE.py`, in the same form. They lose criteria of public
checks, which are all that practice has; a handout names them, and no report knows them.

A file is read, never imported. Its docstring and imports belong to each of its cells. A mistake that several
exercises lose stands in the file of the first.

Files whose names begin with an underscore are frames: they run before each mistake, over the reference,
whose functions they see under the names `right_NAME` (see `overlay`).
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from pathlib import Path
from typing import TypeAlias

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.marking.rubric import Rubric
from autograder.sandbox.local import LateSession
from autograder.sandbox.steps import Chunks
from autograder.sentences import say

CELL = "# %%"
MORE = "#   "
"""So begins a comment that goes on with the one above it."""

FIRST = re.compile(rf"{CELL} ([a-z][a-z0-9_]*): (.*[^.])")
KEY = re.compile(r"# (hint|loses|each): (.+)|# (warns|not named)")
EACH = re.compile(r"([A-Z]+) = (\S+(?:, \S+)*)")


FamilyValues: TypeAlias = tuple[str, tuple[str, ...]]
"""The name of a family's number, and its values as they are written."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One known mistake."""

    id: str
    name: str
    hint: str
    loses: tuple[str, ...]
    functions: tuple[str, ...]
    source: str
    warns: bool = False
    named: bool = True
    where: str = ""  # file and line of its cell


def read_mistakes(folder: Path) -> tuple[Mistake, ...]:
    """All mistakes of an assignment's folder, by id.

    Raises:
        AssignmentError: a file does not parse, a cell lacks something or says what nobody knows, an id stands
            twice.
    """
    return _read_all(folder / "mistakes")


def read_practice_mistakes(folder: Path) -> tuple[Mistake, ...]:
    """All mistakes of practice of an assignment's folder, by id.

    Raises:
        AssignmentError: as in `read_mistakes`.
    """
    return _read_all(folder / "mistakes" / "practice")


def written_mistakes(folder: Path) -> Iterator[tuple[Mistake, FamilyValues | None]]:
    """The mistakes of an assignment's folder as their cells say them, practice included: a family is one.

    Raises:
        AssignmentError: as in `read_mistakes`.
    """
    for path in sorted((folder / "mistakes").rglob("*.py")):
        if not path.name.startswith("_"):
            yield from _written(path)


def _read_all(folder: Path) -> tuple[Mistake, ...]:
    found: dict[str, Mistake] = {}
    for path in sorted(folder.glob("*.py")):
        if path.name.startswith("_"):
            continue
        for mistake in _read(path):
            before = found.setdefault(mistake.id, mistake)
            if before is not mistake:
                raise AssignmentError(
                    say(
                        '{where}: the id "{id}" is taken ({where2}); write another.',
                        where=mistake.where,
                        id=mistake.id,
                        where2=before.where,
                    )
                )
    return tuple(found[name] for name in sorted(found))


def demand_criteria(mistakes: Iterable[Mistake], rubric: Rubric) -> None:
    """Every loss names a criterion of the rubric.

    Raises:
        AssignmentError: a mistake loses what is no criterion.
    """
    known = [f"{row.exercise}/{row.name}" for row in rubric.criteria]
    for mistake in mistakes:
        for lost in mistake.loses:
            if lost not in known:
                near = difflib.get_close_matches(lost, known, n=1)
                meant = say("there is {names}.", names=", ".join(known))
                if near:
                    meant = say('did you mean "{name}"?', name=near[0])
                raise AssignmentError(
                    say(
                        '{where}: "{lost}" is no criterion; {meant}',
                        where=mistake.where,
                        lost=lost,
                        meant=meant,
                    )
                )


def frames(folder: Path) -> tuple[str, ...]:
    """The sources that run before each mistake."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted((folder / "mistakes").glob("_*.py")))


def overlay(reference: Chunks, frame: tuple[str, ...], functions: tuple[str, ...], mistake: Mistake) -> Chunks:
    """What to run for a mistake: the reference, its functions under second names, the frame, the mistake."""
    names = "\n".join(f"right_{name} = {name}" for name in functions)
    middle = [(f"frame {number}", text) for number, text in enumerate(frame)]
    return [*reference, ("right", names), *middle, (mistake.id, mistake.source)]


def overlays(assignment: Assignment, reference: Chunks) -> Iterator[tuple[Mistake, Chunks]]:
    """Each known mistake of the assignment with what to run for it.

    Raises:
        AssignmentError: as in `read_mistakes`.
    """
    frame = frames(assignment.folder)
    for mistake in read_mistakes(assignment.folder):
        yield mistake, overlay(reference, frame, assignment.functions, mistake)


def mistake_sessions(assignment: Assignment, reference: Chunks) -> Mapping[str, tuple[Mistake, LateSession]]:
    """Each known mistake of the assignment with a session in which its functions live."""
    return sessions_of(overlays(assignment, reference))


def sessions_of(laid_over: Iterable[tuple[Mistake, Chunks]]) -> Mapping[str, tuple[Mistake, LateSession]]:
    """Each mistake by its id, with a session in which its functions live."""
    return {mistake.id: (mistake, LateSession(chunks)) for mistake, chunks in laid_over}


def practice_overlays(assignment: Assignment, reference: Chunks) -> Iterator[tuple[Mistake, Chunks]]:
    """Each known mistake of practice with what to run for it; `reference` holds the practice.

    Raises:
        AssignmentError: as in `read_mistakes`.
    """
    names = tuple(row.name for row in assignment.practice)
    for mistake in read_practice_mistakes(assignment.folder):
        yield mistake, overlay(reference, (), names, mistake)


def _read(path: Path) -> Iterator[Mistake]:
    """The mistakes of one file, in its order."""
    for whole, values in _written(path):
        yield from _members(whole, values)


def _written(path: Path) -> Iterator[tuple[Mistake, FamilyValues | None]]:
    """The cells of one file, in its order; a family is one."""
    lines = path.read_text(encoding="utf-8").split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith(CELL)]
    top = lines[: starts[0]] if starts else lines
    _demand_imports(path, top)
    for start, end in pairwise([*starts, len(lines)]):
        # Empty lines in the place of the other cells: so a line has the same number here and in the file.
        between = [""] * (start - len(top))
        cell = lines[start:end]
        whole = _mistake(path, start + 1, cell, "\n".join([*top, *between, *cell]))
        yield whole, _values(path, start + 1, cell, whole)


def _demand_imports(path: Path, top: Sequence[str]) -> None:
    """Before the first cell stand a docstring and imports; anything else would be run and never be seen."""
    tree = _parse(path, "\n".join(top))
    for node in tree.body[1:] if ast.get_docstring(tree) is not None else tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            raise AssignmentError(
                say(
                    "{path}, line {lineno}: only a docstring and imports stand before the first cell;"
                    ' write "{cell} id: name" above a mistake, and what mistakes share into a file'
                    " _NAME.py.",
                    path=path,
                    lineno=node.lineno,
                    cell=CELL,
                )
            )


def _values(path: Path, line: int, cell: Sequence[str], whole: Mistake) -> FamilyValues | None:
    """The name and the values that the `each` of a family gives; None for any other mistake."""
    comments = _comments(cell, line)
    said = [(number, text) for number, text in comments.items() if text.startswith("# each: ")]
    if not said:
        return None
    number, text = said[0]
    each = EACH.fullmatch(text.removeprefix("# each: "))
    if not each:
        raise AssignmentError(
            say('{path}, line {number}: write "# each: NAME = value, value".', path=path, number=number)
        )
    if f"{{{each[1]}}}" not in whole.name:
        raise AssignmentError(
            say(
                '{where}: the name of a family says the value; write "{{{name}}}" in it.',
                where=whole.where,
                name=each[1],
            )
        )
    return each[1], tuple(each[2].split(", "))


def _members(whole: Mistake, values: FamilyValues | None) -> Iterator[Mistake]:
    """The mistake of a cell, or those of a family: one for each value."""
    if values is None:
        yield whole
        return
    name, each = values
    for value in each:
        word = re.sub(r"\W", "_", value.replace("-", "minus_") if value.startswith("-") else value)
        suffix = "" if value == each[0] else f"_{word}"
        yield replace(
            whole,
            id=whole.id + suffix,
            name=filled(whole.name, name, value),
            source=re.sub(rf"\b{name}\b", f"({value})", whole.source),  # no name that two could share
        )


def filled(clause: str, name: str, value: str) -> str:
    """The clause of a family's member: the value stands in the place of its name."""
    return clause.replace(f"{{{name}}}", value)


def _mistake(path: Path, line: int, cell: Sequence[str], source: str) -> Mistake:
    where = f"{path}, line {line}"
    comments = _comments(cell, line)
    first = FIRST.fullmatch(comments.pop(line))
    if not first:
        raise AssignmentError(
            say(
                '{where}: a cell begins with "{cell} id: name"; the id is a word of small letters,'
                " digits and underscores, the name a clause without a full stop.",
                where=where,
                cell=CELL,
            )
        )
    keys = _keys(path, comments)
    if "hint" not in keys:
        raise AssignmentError(
            say(
                '{where}: "{id}" has no hint; write "# hint: ..." below.',
                where=where,
                id=first[1],
            )
        )
    if ("loses" in keys) is ("warns" in keys):
        found = "both" if "warns" in keys else "neither"
        raise AssignmentError(
            say(
                '{where}: "{id}" has {found} of "# loses: exercise/criterion" and "# warns"; write one.',
                where=where,
                id=first[1],
                found=found,
            )
        )
    defined = [row for row in _parse(path, source).body if isinstance(row, ast.FunctionDef | ast.ClassDef)]
    if not defined:
        raise AssignmentError(
            say(
                '{where}: "{id}" defines no function; write the wrong one below.',
                where=where,
                id=first[1],
            )
        )
    return Mistake(
        id=first[1],
        name=first[2],
        hint=keys["hint"],
        # A criterion's name may hold commas: "f/mean and eps, f/scale, shift" are two.
        loses=tuple(re.split(r", (?=\w+/)", keys["loses"])) if "loses" in keys else (),
        functions=tuple(row.name for row in defined if isinstance(row, ast.FunctionDef)),
        source=source,
        warns="warns" in keys,
        named="not named" not in keys,
        where=where,
    )


def _comments(cell: Sequence[str], line: int) -> dict[int, str]:
    """The comments with which a cell begins, by their line, each with what goes on below it."""
    found: dict[int, str] = {}
    last = line
    for number, text in enumerate(takewhile(lambda text: text.startswith("#"), cell), start=line):
        if text.startswith(MORE):
            found[last] += " " + text.removeprefix(MORE).strip()
        else:
            last = number
            found[last] = text.rstrip()
    return found


def _keys(path: Path, comments: Mapping[int, str]) -> dict[str, str]:
    """What the comments say, by key; a flag says nothing more than that it is there."""
    found: dict[str, str] = {}
    for line, text in comments.items():
        known = KEY.fullmatch(text)
        if not known:
            raise AssignmentError(
                say(
                    '{path}, line {line}: "{text}" says nothing here; write "# hint: ...", "# loses:'
                    ' exercise/criterion", "# each: NAME = value, value", "# warns" or "# not named", and'
                    ' begin a comment that goes on with "{more}".',
                    path=path,
                    line=line,
                    text=text,
                    more=MORE,
                )
            )
        key = known[1] or known[3]
        if key in found:
            raise AssignmentError(
                say(
                    '{path}, line {line}: "# {key}" stands twice in its cell; write it once.',
                    path=path,
                    line=line,
                    key=key,
                )
            )
        found[key] = known[2] or ""
    return found


def _parse(path: Path, source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise AssignmentError(
            say("{path}, line {lineno}: does not parse ({msg}).", path=path, lineno=error.lineno, msg=error.msg)
        ) from error
