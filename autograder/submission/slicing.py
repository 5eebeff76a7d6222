"""Cut the definitions that the exercises need out of a notebook, wherever they stand.

A grader that runs the whole notebook runs hours of experiments and dies of the first broken one. A grader
that looks for marked cells loses the work of everyone whose tool dropped the marks. Here the functions are
found by name: starting from the names that are graded, every top-level statement that binds or changes a
needed name is kept, with all that it uses in turn, in document order. Which names a statement uses is
Python's own answer (`symtable`), so that a local variable of a function never drags an experiment in.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import re
import symtable
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from autograder.errors import LoadError
from autograder.sentences import Said, Sentence, say
from autograder.submission.finished import Function, is_stub
from autograder.submission.ipython import WrittenModule, parse
from autograder.submission.notebook import Cell, place_in_words

MAX_STATEMENTS = 5_000
"""Statements outside of functions; more than any person writes, and few enough to compare with each other."""

MAX_BLOCKS = 1_000
"""Functions, classes and comprehensions within one statement. For each of them Python's table of names looks at
all names around it."""

MAX_PADDING = 2_000_000
"""Line ends that are put before all kept statements together, so that each has the line numbers of its cell."""

MAX_KNOWN = 256
"""Cells that are remembered: a class hands in the released cells again and again."""

MAX_KNOWN_TEXT = 20_000
"""Characters of a cell that is remembered so; the memory of them all has a bound."""

MAX_KNOWN_LONG = 10
"""Longer cells that are remembered, as many as a submission can have: it is read again and again, each time for
other functions."""


_BY_TEXT = frozenset({"globals", "vars", "locals", "eval", "exec", "__name__"})
"""What may find a global name by a text."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The code to run, in order, and what was found out on the way."""

    chunks: tuple[tuple[str, str], ...]  # (label, source padded so that line numbers are the cell's own)
    missing: tuple[str, ...] = ()  # wanted names that no statement binds
    unparsed: dict[str, Sentence] = field(default_factory=dict)  # wanted name -> why its cell does not parse
    notes: tuple[Sentence, ...] = ()
    imports: frozenset[str] = frozenset()  # modules that the kept statements import
    written: Mapping[str, str] = field(default_factory=dict)  # modules that cells write, and their text
    uses: frozenset[str] = frozenset()  # names that the kept statements look up
    fills: bool = False  # a kept statement rests on others in ways unseen: others fill it, it looks up by text
    left_out: tuple[Sentence, ...] = ()  # what stood in the way of the wanted names


@dataclass(frozen=True, slots=True)
class _Statement:
    line: int  # where it begins in its cell, counted from 1
    text: str
    binds: frozenset[str]  # names it gives a value at top level
    changes: frozenset[str]  # names whose objects it alters: f.x = 1, table[k] = v, items.append(3)
    uses: frozenset[str]  # names it or a function within it looks up globally
    always: bool  # from m import *, from __future__ import ...
    imports: frozenset[str]
    calls: frozenset[str]  # names it calls as it runs
    effects: frozenset[str]  # for a function: global names that a call of it binds or changes
    fills: bool  # it makes an object that later statements may fill


def cut(cells: Sequence[Cell], wanted: Iterable[str]) -> Slice:
    """The statements of `cells` that the `wanted` names need.

    Raises:
        LoadError: there are more statements than are read.
    """
    return _slice(_collected(cells, tuple(wanted)))


def is_disturbed(cells: Sequence[Cell], wanted: Iterable[str]) -> bool:
    """Whether `undisturbed` would leave anything out.

    Raises:
        LoadError: there are more statements than are read.
    """
    return bool(_disturbing(_collected(cells, tuple(wanted))))


def undisturbed(cells: Sequence[Cell], wanted: Iterable[str]) -> Slice:
    """The same without what stands below the functions and takes their place, or that of a name they need.

    In a kernel the last one counts: a stub that was left below the written function, `sum = 0` in a cell at the
    end. But a notebook is not always run from top to bottom. `left_out` says what was left out.

    Raises:
        LoadError: there are more statements than are read.
    """
    found = _collected(cells, tuple(wanted))
    disturbing = _disturbing(found)
    rows = [index for index in range(len(found.statements)) if index not in disturbing]
    rest = replace(
        found,
        statements=[found.statements[index] for index in rows],
        places=[found.places[index] for index in rows],
    )
    return replace(_slice(rest), left_out=tuple(dict.fromkeys(disturbing.values())))


@dataclass(frozen=True, slots=True)
class _Collected:
    """All statements of a submission, with the cells in which they stand."""

    wanted: tuple[str, ...]
    statements: Sequence[_Statement]
    places: Sequence[Cell]
    unparsed: dict[str, Sentence]
    written: Sequence[WrittenModule]


def _collected(cells: Sequence[Cell], wanted: tuple[str, ...]) -> _Collected:
    statements: list[_Statement] = []
    places: list[Cell] = []
    unparsed: dict[str, Sentence] = {}
    written: list[WrittenModule] = []
    for cell in cells:
        described = _read_cell(cell.source)
        if described.fault:
            line = f", line {cell.first_line - 1 + described.line}" if described.line else ""
            where = place_in_words(f"{cell.label}{line}")
            unparsed |= _mentioned(wanted, cell, say("{place}: {text}", place=where, text=described.fault))
            continue
        if described.other:
            where = place_in_words(cell.label)
            text = say("{place}: a cell of {language} is no Python", place=where, language=described.other)
            unparsed |= _mentioned(wanted, cell, text)
        written += [described.written] if described.written else []
        if len(statements) + len(described.statements) > MAX_STATEMENTS:
            raise LoadError(
                say(
                    "The file has more than the {max_statements:,} statements that are read.",
                    max_statements=MAX_STATEMENTS,
                )
            )
        statements += described.statements
        places += [cell] * len(described.statements)
    return _Collected(wanted, statements, places, unparsed, written)


def _slice(found: _Collected) -> Slice:
    wanted, statements, places = found.wanted, found.statements, found.places
    notes: list[Sentence] = []
    kept = _closure(statements, set(wanted))
    if sum(places[index].first_line + statements[index].line for index in kept) > MAX_PADDING:
        raise LoadError(say("The file holds too many statements in one cell; put them into several."))
    bound = {name for index in kept for name in statements[index].binds}
    for name in wanted:
        rows = zip(places, statements, strict=True)
        defined = [cell.label for cell, row in rows if name in row.binds and _defines(row, name)]
        if len(defined) > 1:
            notes.append(
                say(
                    "{name} is defined {number} times; the last one ({defined}) counts",
                    name=name,
                    number=len(defined),
                    defined=place_in_words(defined[-1]),
                )
            )
    stars = any("import *" in statements[index].text for index in kept)
    return Slice(
        chunks=tuple((places[index].label, _padded(places[index], statements[index])) for index in kept),
        missing=tuple(name for name in wanted if name not in bound and not stars),
        unparsed={name: why for name, why in found.unparsed.items() if name not in bound},
        notes=tuple(notes),
        imports=frozenset(name for index in kept for name in statements[index].imports),
        written=_files(found.written),
        uses=frozenset(name for index in kept for name in statements[index].uses),
        fills=any(row.fills or not _BY_TEXT.isdisjoint(row.uses) for row in map(statements.__getitem__, kept)),
    )


def _disturbing(found: _Collected) -> dict[int, Sentence]:
    """The indexes of statements that stand in the way of those above, with what they do."""
    stubs: dict[int, Sentence] = {}
    last = -1  # of the definitions that count
    for name in found.wanted:
        rows = [
            index for index, row in enumerate(found.statements) if name in row.binds and _defines(row, name)
        ]
        # Of one definition nothing needs to be known: it counts, stub or not.
        written = [index for index in rows if len(rows) > 1 and not _is_stub(found.statements[index])]
        counts = (written or rows or [-1])[-1]
        last = max(last, counts)
        for index in rows:
            if index > counts:
                stubs[index] = say(
                    "{name} is written in {above} and is a stub again in {below}; the written one counts",
                    name=name,
                    above=place_in_words(found.places[counts].label),
                    below=place_in_words(found.places[index].label),
                )
    return stubs | _rebinding(found, last)


def _rebinding(found: _Collected, last: int) -> dict[int, Sentence]:
    """The indexes of statements below the last definition that give another value to a name it needs."""
    above = found.statements[: last + 1]
    used = {name for index in _closure(above, set(found.wanted)) for name in above[index].uses}
    bound = {name for row in above for name in row.binds}
    needed = (used & (bound | _BUILTINS)) - set(found.wanted)
    known = {row.text for row in above}  # to import a module once more changes nothing
    rebinding = {}
    for index, row in enumerate(found.statements[last + 1 :], start=last + 1):
        again = sorted(row.binds & needed)
        if again and not row.always and row.text not in known:
            rebinding[index] = say(
                "{cell} gives {names} another value, below the functions that use it; it was left out",
                cell=place_in_words(found.places[index].label),
                names=", ".join(again),
            )
    return rebinding


_BUILTINS = frozenset(dir(builtins))


def _is_stub(row: _Statement) -> bool:
    nodes = ast.parse(row.text).body
    return any(isinstance(node, Function) and is_stub(node) for node in nodes)


def _mentioned(wanted: Iterable[str], cell: Cell, why: Sentence) -> dict[str, Sentence]:
    """The wanted names that stand in a cell, each with the reason why that is not read."""
    return {name: why for name in wanted if re.search(rf"\b{re.escape(name)}\b", cell.source)}


def _padded(cell: Cell, row: _Statement) -> str:
    """The statement as it is run: its lines have the numbers that they have in the cell."""
    return "\n" * (cell.first_line + row.line - 2) + row.text


def _files(written: Iterable[WrittenModule]) -> dict[str, str]:
    """The files that cells write, as they are in the end."""
    files: dict[str, str] = {}
    for one in written:
        files[one.name] = (files.get(one.name, "") if one.adds else "") + one.text
    return files


def unreadable(code: Slice) -> dict[str, Sentence]:
    """For each wanted name that stands in a cell which Python cannot read, the sentence that says so."""
    return {
        name: say("{name} stands in a cell that Python cannot read ({place}).", name=name, place=place)
        for name, place in code.unparsed.items()
    }


def whole(cells: Sequence[Cell]) -> Slice:
    """Everything that parses, cell by cell: what is run once when a needed name cannot be found."""
    chunks, imports, written = [], set(), []
    for cell in cells:
        try:
            plain = parse(cell.source)
        except SyntaxError:
            continue
        written += [plain.written] if plain.written else []
        chunks.append((cell.label, "\n" * (cell.first_line - 1) + plain.text))
        imports |= {name for node in _inside(plain.tree) for name in imported_by(node)}
    return Slice(chunks=tuple(chunks), imports=frozenset(imports), written=_files(written))


def retyped(cells: Iterable[Cell], missing: Collection[str]) -> frozenset[str]:
    """Labels of cells that are no code any more, and whose text still defines one of the missing names."""
    found = set()
    for cell in cells:
        if cell.kind == "code" or not _DEFINITION.search(cell.source):
            continue
        with contextlib.suppress(SyntaxError):
            rows = _read_cell(cell.source).statements
            if any(name in row.binds and _defines(row, name) for row in rows for name in missing):
                found.add(cell.label)
    return frozenset(found)


_DEFINITION = re.compile(r"^[ \t]*(async\s+)?(def|class)\b", re.MULTILINE)


def _closure(statements: Sequence[_Statement], needed: set[str]) -> list[int]:
    """Indexes of the statements that the needed names rest on, in time that grows with their number only."""
    modules = {name for row in statements if row.imports for name in row.binds}
    touch = _places(row.binds | (row.changes - modules) for row in statements)
    callers = _places(row.calls for row in statements)
    users = _places(row.uses for row in statements)
    altering = _places(row.effects - modules for row in statements)
    kept = {index for index, row in enumerate(statements) if row.always}
    waiting = [*needed, *(name for index in kept for name in statements[index].uses)]
    known: set[str] = set()
    spreading: set[str] = set()  # names a call of which alters something needed, itself or through others
    while waiting:
        name = waiting.pop()
        if name in known:
            continue
        known.add(name)
        found = [*touch.get(name, ())]
        functions = [*altering.get(name, ())]
        while functions:
            for other in statements[functions.pop()].binds - spreading:
                spreading.add(other)
                found += callers.get(other, ())
                functions += users.get(other, ())
        for index in set(found) - kept:
            kept.add(index)
            waiting += statements[index].uses
    return sorted(kept)


def _places(rows: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """For each name, the indexes of the rows in which it stands."""
    places: dict[str, list[int]] = {}
    for index, names in enumerate(rows):
        for name in names:
            places.setdefault(name, []).append(index)
    return places


def _defines(row: _Statement, name: str) -> bool:
    return bool(re.search(rf"^[ \t]*(async\s+)?(def|class)\s+{re.escape(name)}\b", row.text, re.MULTILINE))


@dataclass(frozen=True, slots=True)
class _Described:
    """A cell: its top-level statements, the module that it writes, its magic if it is no Python.

    Or why it cannot be read: to find that out may take as long.
    """

    statements: tuple[_Statement, ...] = ()
    written: WrittenModule | None = None
    other: str = ""
    fault: Said = ""
    line: int = 0  # of the fault, counted from 1; 0 if it has none


def _read_cell(source: str) -> _Described:
    """What a cell holds.

    Raises:
        LoadError: there are more statements than are read, or one holds too much.
    """
    return _known_cell(source) if len(source) <= MAX_KNOWN_TEXT else _known_long_cell(source)


def _described(source: str) -> _Described:
    try:
        plain = parse(source)
    except SyntaxError as error:
        return _Described(fault=error.msg, line=error.lineno or 0)
    body = plain.tree.body
    if len(body) > MAX_STATEMENTS:
        raise LoadError(
            say(
                "The file has more than the {max_statements:,} statements that are read.",
                max_statements=MAX_STATEMENTS,
            )
        )
    lines = plain.text.split("\n")
    shared = _shared_lines(body)
    encoded = {number: lines[number - 1].encode() for number in shared}
    rows = tuple(_statement(_own_lines(lines, node, encoded), node) for node in body)
    return _Described(rows, plain.written, plain.other)


def _shared_lines(body: Sequence[ast.stmt]) -> set[int]:
    """The numbers of lines on which one statement ends and the next one begins."""
    return {_first_line(next_) for node, next_ in pairwise(body) if node.end_lineno == _first_line(next_)}


def _own_lines(lines: Sequence[str], node: ast.stmt, encoded: Mapping[int, bytes]) -> Sequence[str]:
    """The lines of a statement; of a line that it shares with others, its own part.

    `encoded` are those lines as the bytes in which the parser counts its columns.
    """
    first, last = _first_line(node), node.end_lineno or node.lineno
    own = list(lines[first - 1 : last])
    if last in encoded:
        own[-1] = encoded[last][: node.end_col_offset].decode()
    if first in encoded:
        start = node.col_offset
        own[0] = encoded[first][start : node.end_col_offset if first == last else None].decode()
    return own


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(item.lineno for item in decorators)])


_known_cell = lru_cache(MAX_KNOWN)(_described)
_known_long_cell = lru_cache(MAX_KNOWN_LONG)(_described)


def _statement(body: Sequence[str], node: ast.stmt) -> _Statement:
    """Describe one top-level statement, which has these lines."""
    text = "\n".join(body) + "\n"
    inside = _inside(node)
    if sum(isinstance(child, _BLOCKS) for child in inside) > MAX_BLOCKS:
        raise LoadError(
            say(
                "A statement of the file holds more than the {max_blocks:,} functions that are read.",
                max_blocks=MAX_BLOCKS,
            )
        )
    table = _table(text)
    symbols = _symbols(table) if table else []
    binds = {item.get_name() for item in symbols if item.is_assigned() or item.is_imported()}
    binds |= _globals_bound(table) if table and not isinstance(node, ast.FunctionDef | ast.ClassDef) else set()
    imports = frozenset(name for child in inside for name in imported_by(child))
    future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
    star = isinstance(node, ast.ImportFrom) and any(item.name == "*" for item in node.names)
    uses = _globals_used(table) | (_globals_bound(table) & _counted(inside)) if table else set()
    function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    effects = (_altered(inside) & uses) | (_globals_bound(table) if table else set()) if function else set()
    # A decorator is called as its function is defined; the function's own body is not.
    decorators = node.decorator_list if isinstance(node, _DEFINITIONS) else None
    runs = inside if decorators is None else [child for part in decorators for child in _inside(part)]
    calls = [child.func for child in runs if isinstance(child, ast.Call)] + (decorators or [])
    value = getattr(node, "value", None)
    return _Statement(
        line=_first_line(node),
        text=text,
        binds=frozenset(binds),
        changes=frozenset(_changes(node, inside)),
        uses=frozenset(uses),
        always=star or future,
        imports=imports,
        calls=frozenset(name for item in calls for name in _called(item)),
        effects=frozenset(effects),
        fills=isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(value, _CONTAINERS),
    )


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_BLOCKS = (*_DEFINITIONS, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_CONTAINERS = (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp, ast.Call)


def _inside(node: ast.AST) -> list[ast.AST]:
    """A node and all nodes below it: what `ast.walk` gives, without its generators."""
    found = [node]
    for item in found:
        for name in item._fields:
            value = getattr(item, name, None)
            if type(value) is list:
                found += [child for child in value if isinstance(child, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found


def _called(function: ast.expr) -> set[str]:
    return {function.id} if isinstance(function, ast.Name) else _bases(function)


def _table(text: str) -> symtable.SymbolTable | None:
    try:
        return symtable.symtable(text, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _symbols(table: symtable.SymbolTable) -> list[symtable.Symbol]:
    """The symbols of a block.

    `table.get_symbols()` looks through all blocks inside for each name, in search of those that it stands for:
    a cell with ten thousand of both would take a minute.
    """
    return [symtable.Symbol(name, flags) for name, flags in table._table.symbols.items()]  # type: ignore[attr-defined]


def _globals_used(table: symtable.SymbolTable) -> set[str]:
    """Global names that a block or any block inside it looks up."""
    # In a class body, `eps = eps` reads the global of the same name.
    everything = str(table.get_type()) in ("module", "class")
    used = {
        item.get_name() for item in _symbols(table) if item.is_referenced() and (everything or item.is_global())
    }
    for child in table.get_children():
        used |= _globals_used(child)
    return used


def _globals_bound(table: symtable.SymbolTable) -> set[str]:
    """Names that a block inside binds through a `global` declaration."""
    bound: set[str] = set()
    for child in table.get_children():
        bound |= {item.get_name() for item in _symbols(child) if item.is_declared_global()}
        bound |= _globals_bound(child)
    return bound


def _counted(inside: Iterable[ast.AST]) -> set[str]:
    """Names in statements such as `calls += 1`, which look a name up before they bind it."""
    targets = [child.target for child in inside if isinstance(child, ast.AugAssign)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _changes(node: ast.stmt, inside: Sequence[ast.AST]) -> set[str]:
    """Names whose objects a statement alters without binding them, as it runs."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        # @f.register above a function changes f, whatever the function's own name is
        decorators = (item.func if isinstance(item, ast.Call) else item for item in node.decorator_list)
        return {name for item in decorators for name in _bases(item)}
    return _altered(inside)


def _altered(inside: Sequence[ast.AST]) -> set[str]:
    changed: set[str] = set()
    for child in inside:
        if isinstance(child, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Delete):
            targets = child.targets if isinstance(child, ast.Assign | ast.Delete) else [child.target]
            changed |= {name for target in targets for name in _bases(target)}
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Call):
            function = child.value.func
            if isinstance(function, ast.Attribute):
                changed |= _bases(function)
            elif isinstance(function, ast.Name) and function.id in ("setattr", "delattr") and child.value.args:
                changed |= {item.id for item in child.value.args[:1] if isinstance(item, ast.Name)}
    return changed


def _bases(target: ast.expr) -> set[str]:
    """`f` of `f.x`, `table` of `table[k][j]`."""
    if isinstance(target, ast.Tuple | ast.List):
        return {name for item in target.elts for name in _bases(item)}
    inner = target
    while isinstance(inner, ast.Attribute | ast.Subscript | ast.Starred):
        inner = inner.value
    return {inner.id} if isinstance(inner, ast.Name) and inner is not target else set()


def imported_by(node: ast.AST) -> set[str]:
    """The modules that a statement may import: `a.b` and `a.b.c` for `from a.b import c`.

    Those of `from .b import c` begin with a dot: `.b` and `.b.c`.
    """
    if isinstance(node, ast.Import):
        return {item.name for item in node.names}
    if not isinstance(node, ast.ImportFrom):
        return set()
    up, module = "." * node.level, node.module or ""
    within = f"{up}{module}." if module else up
    return {up + module, *(within + item.name for item in node.names if item.name != "*")}
