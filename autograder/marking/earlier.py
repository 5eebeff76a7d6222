"""Functions from an earlier assignment: right ones are used as they are, wrong ones are not charged again.

Whether they are right is asked of the earlier assignment's own hidden checks, of those functions only that the
submission calls. Where one is not, the earlier reference stands in for all of them, if the assignment says that
those solutions are public by now: a forward pass and the backward passes that read its cache go together.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from autograder.assignment import Assignment, find_solution
from autograder.errors import AssignmentError, LoadError
from autograder.marking.answered import Recorded
from autograder.marking.judging import judge, runner
from autograder.marking.rubric import Rubric, collect
from autograder.marking.subject import Session
from autograder.sandbox import standing_in
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import Chunks
from autograder.sentences import Sentence, all_of, say
from autograder.submission.ipython import statements
from autograder.submission.notebook import read
from autograder.submission.slicing import Slice, cut

_STANDING_IN = "standing_in"

_BY_TEXT = frozenset({"getattr", "globals", "vars", "eval", "locals"})
"""What finds a function by a text."""


@dataclass(frozen=True, slots=True)
class EarlierWork:
    """What is taken from one earlier assignment, and what judges it."""

    assignment: Assignment
    functions: tuple[str, ...]
    public: bool
    rubric: Rubric
    reference: Recorded
    text: str  # of the reference

    def used(self, code: Slice, modules: Mapping[str, str]) -> frozenset[str]:
        """The functions that a submission calls: in its notebook, or in the modules beside it."""
        known = code.uses.intersection(self.functions)
        texts = [text for _, text in code.chunks]
        if modules or not code.uses:
            return _called(texts, modules.values(), self.functions)
        by_other_ways = [f".{name}" for name in self.functions if name not in known] + list(
            _BY_TEXT & code.uses
        )
        if any(way in text for text in texts for way in by_other_ways):
            return known | _called(texts, (), self.functions)
        return known

    def is_right(self, session: Session, used: Collection[str], seed: int) -> bool:
        """Whether these functions, which live in the session, earn everything that they can."""
        exercises = {row.name: row.functions for row in self.assignment.exercises}
        run = runner(session, self.reference, seed=seed, functions=exercises, unwritten={})
        asked = tuple(row for row in self.rubric.rows if not set(exercises[row.exercise]).isdisjoint(used))
        return all(row.earned == row.points for row in judge(Rubric(asked), run).criteria)

    @property
    def modules(self) -> Mapping[str, str]:
        """The texts of the reference, and of what puts it in place."""
        exchange = Path(standing_in.__file__).read_text(encoding="utf-8")
        return {self._reference: self.text, _STANDING_IN: exchange}

    @property
    def _reference(self) -> str:
        return f"reference_of_{self.assignment.name}"

    def bringing(self, modules: Collection[str]) -> tuple[str, str]:
        """What binds in the notebook the functions that only its modules define."""
        text = (
            f"import {_STANDING_IN}\n{_STANDING_IN}.bring(globals(), {tuple(modules)!r}, {self.functions!r})\n"
        )
        return "stand-ins", text

    def standing_in(self, modules: Collection[str]) -> tuple[str, str]:
        """What puts the reference's functions in the place of the submission's."""
        text = (
            f"import {_STANDING_IN}, {self._reference}\n"
            f"{_STANDING_IN}.stand_in(globals(), {tuple(modules)!r}, {self.functions!r}, {self._reference})\n"
        )
        return "stand-ins", text

    def note(self, used: Collection[str], *, stands_in: bool) -> Sentence:
        """What the report says when these functions are not right."""
        functions, name = self._in_words(used), self.assignment.name
        if stands_in:
            return say(
                "Not all is right in {functions} of the assignment {name}; here the course's own functions"
                " stood in, so that nothing is charged twice.",
                functions=functions,
                name=name,
            )
        if self.public:
            return say(
                "Not all is right in {functions} of the assignment {name}; they were used as they are, for with"
                " them the points are more than with the course's own.",
                functions=functions,
                name=name,
            )
        return say(
            "Not all is right in {functions} of the assignment {name}; what rests on them can suffer from that,"
            " and a person should look at it.",
            functions=functions,
            name=name,
        )

    def leaning(self, used: Collection[str]) -> Sentence:
        """What the report says when these are right and fail without the wrong functions that they rest on."""
        return say(
            "The course's own functions stood in for {functions} of the assignment {name} too, which rest on"
            " those that are not right.",
            functions=self._in_words(used),
            name=self.assignment.name,
        )

    def _in_words(self, used: Collection[str]) -> Sentence:
        return all_of(row for row in self.functions if row in used)


def _called(notebook: Iterable[str], modules: Iterable[str], functions: Collection[str]) -> frozenset[str]:
    """Which functions are called, under whatever name, by what the notebook reaches in its modules."""
    reached = _Reached()
    for text in notebook:
        reached.read(statements(text))
    for text in modules:
        reached.wait(statements(text))
    reached.follow()
    called = reached.names | {name for other, name in reached.others.items() if other in reached.names}
    perhaps = set(reached.attributes)
    if not _BY_TEXT.isdisjoint(reached.names):
        perhaps |= {name for name in functions if any(_may_mean(text, name) for text in reached.texts)}
    # a method may have the name of a function that is not here
    called |= perhaps & (reached.bound | reached.static)
    return frozenset(called.intersection(functions))


def _may_mean(text: str, name: str) -> bool:
    """Whether a text is the name of a function, or an end of it that is put together with another."""
    if text == name:
        return True
    return "_" in text and (name.endswith(text) or (text.endswith("_") and name.startswith(text)))


class _Reached:
    """What is looked up by the statements that run or that are reached by name."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: set[str] = set()
        self.others: dict[str, str] = {}  # other names of what is imported
        self.bound: set[str] = set()
        self.static: set[str] = set()  # functions that stand in a class
        self._waiting: list[ast.stmt] = []

    def read(self, rows: Iterable[ast.stmt]) -> None:
        """Take in what these look up."""
        for statement in rows:
            self._bind(statement)
            for node in ast.walk(statement):
                self._look_at(node)

    def wait(self, rows: Iterable[ast.stmt]) -> None:
        """Keep the statements of a module until what they bind is looked up; what binds nothing runs."""
        for statement in rows:
            if _binds(statement):
                self._bind(statement)
                self._waiting.append(statement)
            else:
                self.read([statement])

    def follow(self) -> None:
        """Read what waits and is reached, until nothing more is."""
        while True:
            known = self.names | self.attributes | {self.others[name] for name in self.names & set(self.others)}
            more = [row for row in self._waiting if not known.isdisjoint(_binds(row))]
            if not more:
                return
            self._waiting = [row for row in self._waiting if row not in more]
            self.read(more)

    def _bind(self, statement: ast.stmt) -> None:
        self.bound |= _binds(statement)
        if isinstance(statement, ast.ClassDef):
            self.static |= {row.name for row in statement.body if _is_static(row)}

    def _look_at(self, node: ast.AST) -> None:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            self.names.add(node.id)
        elif isinstance(node, ast.Attribute):
            self.attributes.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.texts.add(node.value)
        elif isinstance(node, ast.ImportFrom):
            self.others |= {row.asname: row.name for row in node.names if row.asname}


def _binds(statement: ast.stmt) -> set[str]:
    """The names that a statement binds, where nothing else happens in it."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {row.asname or row.name for row in statement.names} - {"*"}
    if isinstance(statement, ast.Assign):
        return {target.id for target in statement.targets if isinstance(target, ast.Name)}
    return set()


def _is_static(statement: ast.stmt) -> TypeGuard[ast.FunctionDef]:
    return isinstance(statement, ast.FunctionDef) and any(
        isinstance(row, ast.Name) and row.id == "staticmethod" for row in statement.decorator_list
    )


def earlier_work(assignment: Assignment) -> tuple[EarlierWork, ...]:
    """What an assignment takes from those before it.

    Raises:
        AssignmentError: an earlier assignment is not there, or has no such functions.
    """
    return tuple(_work(assignment, row.assignment, row.functions, row.public) for row in assignment.earlier)


def _work(assignment: Assignment, name: str, functions: tuple[str, ...], public: bool) -> EarlierWork:
    before = find_solution(assignment.folder.parent, name)
    lacking = sorted(set(functions) - set(before.functions))
    if lacking:
        raise AssignmentError(
            say(
                '{path}: earlier "{name}" has no function {lacking}; it has {functions}.',
                path=assignment.folder / "assignment.toml",
                name=name,
                lacking=", ".join(lacking),
                functions=", ".join(before.functions),
            )
        )
    exercises = {row.name for row in before.exercises if not set(functions).isdisjoint(row.functions)}
    asked = Rubric(tuple(row for row in collect(before).rows if row.exercise in exercises))
    chunks = reference_chunks(before, functions)
    text = "\n\n".join(source.strip("\n") for _, source in chunks) + "\n"
    return EarlierWork(before, functions, public, asked, Recorded(LocalSession(chunks)), text)


def reference_chunks(assignment: Assignment, functions: tuple[str, ...] = ()) -> Chunks:
    """The code of the reference for these functions, or for all that the student writes.

    Raises:
        AssignmentError: the source cannot be read or lacks one of the functions.
    """
    try:
        code = cut(read(assignment.source).cells, functions or assignment.functions)
    except LoadError as error:
        raise AssignmentError(say("{place}: {text}", place=assignment.source, text=error.said)) from error
    for name in code.missing:
        raise AssignmentError(
            say(
                "{source}: {name} cannot be used as reference: {why}.",
                source=assignment.source,
                name=name,
                why=code.unparsed.get(name, say("it is defined nowhere in the file")),
            )
        )
    return code.chunks
