"""What is judged, and the judge: the hidden checks of an assignment at any seed, in this process."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from autograder.assignment import find_assignment, list_assignments
from autograder.grading import Grader
from autograder.marking.answered import Recorded
from autograder.marking.diagnosis import Diagnosis
from autograder.marking.earlier import reference_chunks
from autograder.marking.judging import Judgement, Run, judge, runner
from autograder.marking.mistakes import Mistake, frames, mistake_sessions, overlay, read_mistakes
from autograder.report import Outcome
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import Chunks
from autograder.submission.notebook import read
from autograder.submission.slicing import cut

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
NAMES = tuple(one.name for one in list_assignments(ROOT))
"""All assignments, in teaching order."""

Program = Chunks | LocalSession
"""Code to judge; as a session, it is loaded once for many seeds."""


@dataclass(frozen=True, slots=True)
class Style:
    """Right work in one manner of writing; `may_lose` are criteria that it declares it loses."""

    name: str
    path: Path
    may_lose: frozenset[str]


class Judge:
    """An assignment, its right and wrong work, and its hidden checks; all that no seed changes is made once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.assignment = find_assignment(ROOT, name)
        self.rubric = Grader(self.assignment, name_mistakes=False).rubric
        self.lines = tuple(f"{row.exercise}/{row.name}" for row in self.rubric.criteria)
        self.functions = {row.name: row.functions for row in self.assignment.exercises}
        self.reference = reference_chunks(self.assignment)
        self.frame = frames(self.assignment.folder)
        self.mistakes: Mapping[str, Mistake] = {one.id: one for one in read_mistakes(self.assignment.folder)}
        self.styles = styles_of(name)
        self._reference = Recorded(LocalSession(self.reference))

    def chunks_of(self, path: Path) -> Chunks:
        """What the grader would run of a file."""
        return cut(read(path).code, self.assignment.functions).chunks

    def chunks_of_mistake(self, mistake: Mistake) -> Chunks:
        """A known mistake laid over the reference."""
        return overlay(self.reference, self.frame, self.assignment.functions, mistake)

    def __call__(self, program: Program, *, seed: int, diagnosis: Diagnosis | None = None) -> Judgement:
        """Judge one program at a seed; with a `diagnosis` of that seed, mistakes get their names."""
        return judge(self.rubric, self.run(program, seed=seed, diagnosis=diagnosis))

    def run(self, program: Program, *, seed: int, diagnosis: Diagnosis | None = None) -> Run:
        """What judges single checks of one program at a seed."""
        return runner(
            program if isinstance(program, LocalSession) else LocalSession(program),
            self._reference,
            seed=seed,
            functions=self.functions,
            unwritten={},
            diagnose=diagnosis,
        )

    def first_fault(self, program: Program, *, seed: int) -> str:
        """The first criterion that costs a program points at a seed; empty if there is none.

        Criteria that wait for others need not be judged: without a loss elsewhere, nothing is blocked.

        Raises:
            RuntimeError: a check could not be judged, which is a fault of ours.
        """
        run = self.run(program, seed=seed)
        for criterion in self.rubric.criteria:
            for check in criterion.checks:
                found = run(criterion, check)
                if found.outcome is Outcome.ERROR:
                    raise RuntimeError(str(found.found))
                if found.share < 1.0:
                    return f"{criterion.exercise}/{criterion.name}"
        return ""

    @lru_cache(maxsize=1)  # noqa: B019 -- judges stay as long as their process
    def diagnosis(self, seed: int) -> Diagnosis:
        """What names mistakes at a seed; it keeps its replays until another seed is asked for."""
        sessions = mistake_sessions(self.assignment, self.reference)
        return Diagnosis(sessions, self._reference, seed=seed, rubric=self.rubric)


@cache
def the_judge(name: str) -> Judge:
    """The judge of this process for an assignment."""
    return Judge(name)


def lost(found: Judgement) -> dict[str, str]:
    """Each criterion that did not earn all its points, and how it ended."""
    rows = (row for row in found.criteria if row.earned < row.points)
    return {f"{row.exercise}/{row.name}": row.outcome.value for row in rows}


def failed(found: Judgement) -> frozenset[str]:
    """The criteria that failed themselves; others are blocked by these."""
    rows = (row for row in found.criteria if row.outcome is Outcome.FAILED)
    return frozenset(f"{row.exercise}/{row.name}" for row in rows)


def names(found: Judgement) -> frozenset[str]:
    """Every name of a mistake that was given; two that cannot be told apart count as both."""
    return frozenset(name for row in found.criteria if row.mistake for name in row.mistake.split("+"))


def declared(path: Path) -> tuple[str, ...]:
    """The criteria that a style says it loses."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="LOSES")], value=value):
                return tuple(ast.literal_eval(value))
    return ()


@cache
def styles_of(name: str) -> tuple[Style, ...]:
    """The right work of an assignment, by name; none where nobody has written any."""
    folder = HERE / ("styles" if name == "batchnorm" else f"styles_{name}")
    paths = sorted(folder.glob("*.py"))
    return tuple(Style(path.stem, path, frozenset(declared(path))) for path in paths)
