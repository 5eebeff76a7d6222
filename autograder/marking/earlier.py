"""Functions from an earlier assignment: right ones are used as they are, wrong ones are not charged again.

Whether they are right is asked of the earlier assignment's own hidden checks. Where they are not, the earlier
reference stands in for them, if the assignment says that those solutions are public by now; it lies in a module
of its own, so that it meets no name of the submission's.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from autograder.assignment import Assignment, find_assignment
from autograder.errors import AssignmentError, LoadError
from autograder.marking.answered import Recorded
from autograder.marking.judging import judge, runner
from autograder.marking.rubric import Rubric, collect
from autograder.marking.subject import Session
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import Chunks
from autograder.sentences import Sentence, say
from autograder.submission.notebook import read
from autograder.submission.slicing import cut


@dataclass(frozen=True, slots=True)
class EarlierWork:
    """What is taken from one earlier assignment, and what judges it."""

    assignment: Assignment
    functions: tuple[str, ...]
    public: bool
    rubric: Rubric
    reference: Recorded
    text: str  # of the reference

    def is_used(self, names: Collection[str]) -> bool:
        """Whether a submission that looks these names up uses one of the functions."""
        return not set(self.functions).isdisjoint(names)

    def is_right(self, session: Session, seed: int) -> bool:
        """Whether the functions that live in the session earn everything that they can."""
        exercises = {row.name: row.functions for row in self.assignment.exercises}
        run = runner(session, self.reference, seed=seed, functions=exercises, unwritten={})
        return all(row.earned == row.points for row in judge(self.rubric, run).criteria)

    @property
    def module(self) -> tuple[str, str]:
        """Name and text of the module in which the reference stands in."""
        return f"reference_of_{self.assignment.name}", self.text

    @property
    def chunk(self) -> tuple[str, str]:
        """What puts the reference's functions in the place of the submission's."""
        return "stand-ins", f"from {self.module[0]} import {', '.join(self.functions)}"

    @property
    def note(self) -> Sentence:
        """What the report says when the functions are not right."""
        functions, name = " and ".join(self.functions), self.assignment.name
        if self.public:
            return say(
                "{functions} of the assignment {name} are not all right. Here the course's own took their"
                " place, so that nothing is charged twice.",
                functions=functions,
                name=name,
            )
        return say(
            "{functions} of the assignment {name} are not all right. What rests on them can suffer from that,"
            " and a person should look at it.",
            functions=functions,
            name=name,
        )


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
