"""Functions from an earlier assignment: right ones are used as they are, wrong ones are not charged again.

Whether they are right is asked of the earlier assignment's own hidden checks, of those functions only that the
submission calls. Where one is not, the earlier reference stands in for all of them, if the assignment says that
those solutions are public by now: a forward pass and the backward passes that read its cache go together.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment import Assignment, find_assignment
from autograder.errors import AssignmentError, LoadError
from autograder.marking.answered import Recorded
from autograder.marking.judging import judge, runner
from autograder.marking.rubric import Rubric, collect
from autograder.marking.subject import Session
from autograder.sandbox import standing_in
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import Chunks
from autograder.sentences import Sentence, say
from autograder.submission.notebook import read
from autograder.submission.slicing import Slice, cut

_STANDING_IN = "standing_in"


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
        names = code.uses
        if modules or not names:
            names = _looked_up([*(text for _, text in code.chunks), *modules.values()])
        return names.intersection(self.functions)

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
        functions, name = " and ".join(row for row in self.functions if row in used), self.assignment.name
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


def _looked_up(texts: Iterable[str]) -> frozenset[str]:
    """The names that these texts read, of their own or of a module, and those that stand behind other names."""
    found: set[str] = set()
    others: dict[str, str] = {}
    for text in texts:
        for node in _nodes(text):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.add(node.id)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.ImportFrom):
                others |= {row.asname: row.name for row in node.names if row.asname}
    return frozenset(found | {name for other, name in others.items() if other in found})


def _nodes(text: str) -> Iterator[ast.AST]:
    try:
        return ast.walk(ast.parse(text))
    except SyntaxError:
        return iter(())


def earlier_work(assignment: Assignment) -> tuple[EarlierWork, ...]:
    """What an assignment takes from those before it.

    Raises:
        AssignmentError: an earlier assignment is not there, or has no such functions.
    """
    return tuple(_work(assignment, row.assignment, row.functions, row.public) for row in assignment.earlier)


def _work(assignment: Assignment, name: str, functions: tuple[str, ...], public: bool) -> EarlierWork:
    before = find_assignment(assignment.folder.parents[1], name)
    lacking = sorted(set(functions) - set(before.functions))
    if lacking:
        raise AssignmentError(
            f'{assignment.folder / "assignment.toml"}: earlier "{name}" has no function {", ".join(lacking)};'
            f" it has {', '.join(before.functions)}."
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
        raise AssignmentError(f"{assignment.source}: {error}") from error
    for name in code.missing:
        why = code.unparsed.get(name, "it is defined nowhere in the file")
        raise AssignmentError(f"{assignment.source}: {name} cannot be used as reference: {why}.")
    return code.chunks
