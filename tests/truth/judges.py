"""What is judged, and the judge: the hidden checks at any seed, in this process."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from autograder.assignment import find_assignment
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
BATCHNORM = find_assignment(ROOT, "batchnorm")
REFERENCE = reference_chunks(BATCHNORM)
FRAME = frames(BATCHNORM.folder)
MISTAKES = {mistake.id: mistake for mistake in read_mistakes(BATCHNORM.folder)}


@dataclass(frozen=True, slots=True)
class Style:
    """Right work in one manner of writing; `may_lose` are criteria that it declares it loses."""

    name: str
    path: Path
    may_lose: frozenset[str]


@cache
def styles() -> tuple[Style, ...]:
    """All styles by name."""
    paths = sorted((Path(__file__).parent / "styles").glob("*.py"))
    return tuple(Style(path.stem, path, frozenset(declared(path))) for path in paths)


def chunks_of(path: Path) -> Chunks:
    """What the grader would run of a file."""
    return cut(read(path).code, BATCHNORM.functions).chunks


def chunks_of_mistake(mistake: Mistake) -> Chunks:
    """A known mistake laid over the reference."""
    return overlay(REFERENCE, FRAME, BATCHNORM.functions, mistake)


Program = Chunks | LocalSession
"""Code to judge; as a session, it is loaded once for many seeds."""


class Judge:
    """The hidden checks; what does not depend on the seed is made once."""

    def __init__(self) -> None:
        self.rubric = Grader(BATCHNORM, name_mistakes=False).rubric
        self._functions = {row.name: row.functions for row in BATCHNORM.exercises}
        self._reference = Recorded(LocalSession(REFERENCE))

    def __call__(self, program: Program, *, seed: int, diagnosis: Diagnosis | None = None) -> Judgement:
        """Judge one program at a seed; with a `diagnosis` of that seed, mistakes get their names."""
        return judge(self.rubric, self.run(program, seed=seed, diagnosis=diagnosis))

    def run(self, program: Program, *, seed: int, diagnosis: Diagnosis | None = None) -> Run:
        """What judges single checks of one program at a seed."""
        return runner(
            program if isinstance(program, LocalSession) else LocalSession(program),
            self._reference,
            seed=seed,
            functions=self._functions,
            unwritten={},
            diagnose=diagnosis,
        )

    def finds_fault(self, program: Program, *, seed: int) -> bool:
        """Whether a program loses points at a seed: the first check that costs some decides.

        Criteria that wait for others need not: without a loss elsewhere, nothing is blocked.

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
                    return True
        return False

    @lru_cache(maxsize=1)  # noqa: B019 -- there is one judge in a process, and it stays
    def diagnosis(self, seed: int) -> Diagnosis:
        """What names mistakes at a seed; it keeps its replays until another seed is asked for."""
        sessions = mistake_sessions(BATCHNORM, REFERENCE)
        return Diagnosis(sessions, self._reference, seed=seed, rubric=self.rubric)


@cache
def the_judge() -> Judge:
    """The judge of this process."""
    return Judge()


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
