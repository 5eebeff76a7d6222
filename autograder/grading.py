"""The one door: a submission goes in, a score report comes out.

Every way of marking (the command line, nbgrader, the tests, the reference itself) goes through `Grader`.
The submission's code runs behind the wall; checks, reference, known mistakes and seeds stay on this side.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType

from autograder.assignment import Assignment, Limits, seed_of
from autograder.errors import LoadError, WorkerError
from autograder.marking.answered import Known, Recorded
from autograder.marking.asking_ahead import Asked, first_questions
from autograder.marking.diagnosis import Diagnosis
from autograder.marking.discretion import Discretion, discretion_of
from autograder.marking.earlier import EarlierWork, earlier_work, reference_chunks
from autograder.marking.judging import NOT_MARKED, Judgement, Recall, Run, judge, review, runner
from autograder.marking.mistakes import demand_criteria, mistake_sessions
from autograder.marking.rubric import Rubric, collect, questions, unjudged
from autograder.marking.versions import submission_version, versions
from autograder.report import CriterionResult, Outcome, ScoreReport, Status
from autograder.sandbox.budget import Budget
from autograder.sandbox.client import ConfinedSession, Sandbox
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import Chunks
from autograder.sentences import NOTHING, Sentence, say
from autograder.submission.beside import MAX_MODULES, MAX_MODULES_BYTES, modules_beside
from autograder.submission.deadline import READ_SECONDS, in_time
from autograder.submission.notebook import Cell, read
from autograder.submission.slicing import Slice, cut, retyped, whole

TOO_MANY_MODULES = (
    "Of the modules beside the notebook, {names} could not be read: {most} are read, with {size} KB in all."
)

GIVEN_UP = say("The grader was still busy with the file long after its time, and was stopped.")

NO_TIME_FOR_ALL = say("There was no time left to run all cells, in which its functions may be made complete.")

_WHY = {
    Status.LOAD_ERROR: say("The file could not be read."),
    Status.ERROR: say("The grader failed; a person looks at it."),
}

_DYNAMIC = re.compile(r"\b(exec|eval|globals|locals|setattr|importlib|get_ipython|__import__|runpy)\b|%run")


def patience(limits: Limits) -> float:
    """Seconds after which a process hangs that marks one submission.

    All the time of the submission, that of reading it, and what a busy machine may need to start the rest.
    """
    return limits.total_seconds + 4 * READ_SECONDS + 180.0


@dataclass(frozen=True, slots=True)
class Marking:
    """A submission that is loaded behind the wall and can be judged."""

    path: Path
    student: str | None
    start: float
    session: ConfinedSession
    run: Run
    notes: tuple[Sentence, ...]
    repairs: tuple[Sentence, ...]
    discretion: Discretion | None
    fills: bool  # what runs makes objects that the rest of the notebook might fill
    imports: frozenset[str]
    everything: bool  # all cells were run


@dataclass(frozen=True, slots=True)
class _Work:
    """What of a submission is run, and what was found out in reading it."""

    code: Slice
    modules: Mapping[str, str]
    unwritten: dict[str, Sentence]
    notes: tuple[Sentence, ...]
    repairs: tuple[Sentence, ...]
    fills: bool
    whole: bool  # all cells are run


class Grader:
    """Marks submissions to one assignment; a context manager, reused over many submissions.

    It is `discreet` unless whoever reads its reports holds the hidden checks anyway (`marking/discretion.py`).

    Nothing is kept from one submission to the next but what does not depend on it: the collected checks, the
    reference, the answers of known mistakes, what a check decides for the same answers, and the warm zygote of
    the sandbox.

    Raises:
        AssignmentError: the assignment's folder is not complete or its checks contradict each other; a known
            mistake cannot be read or loses what is no criterion.
    """

    def __init__(
        self,
        assignment: Assignment,
        *,
        seed: int | None = None,
        level: str | None = None,
        name_mistakes: bool = True,
        discreet: bool = True,
    ) -> None:
        self.assignment = assignment
        self.rubric: Rubric = collect(assignment)
        self.seed = seed_of(assignment) if seed is None else seed
        chunks = reference_chunks(assignment)
        self._reference = Recorded(LocalSession(chunks))
        self._discretion = discretion_of(assignment) if discreet else None
        self._functions = {row.name: row.functions for row in assignment.exercises}
        self._earlier = earlier_work(assignment)
        sessions = mistake_sessions(assignment, chunks) if name_mistakes else {}
        demand_criteria((mistake for mistake, _ in sessions.values()), self.rubric)
        self._diagnosis = Diagnosis(sessions, self._reference, seed=self.seed, rubric=self.rubric)
        self._known = Known()
        self._first = first_questions(self.rubric, self._reference, seed=self.seed)
        opening = tuple(self._first.values())
        self._sandbox = Sandbox(limits=assignment.limits, level=level, opening=opening)
        self.versions = versions(assignment)

    def __enter__(self) -> Grader:
        self._sandbox.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sandbox.__exit__(kind, error, trace)

    @property
    def isolation(self) -> str:
        """The level of the wall: `full`, `landlock` or `limits`."""
        return self._sandbox.isolation

    @property
    def isolation_reason(self) -> str:
        """Why the level is not `full`, in one sentence; empty if it is."""
        return self._sandbox.isolation_reason

    def grade(self, path: Path, *, student: str | None = None) -> ScoreReport:
        """Mark one file. Never raises for anything in the file: what cannot be read is a `load-error`.

        A failure of ours (a wall that was killed from outside) is tried a second time before a person is asked.
        All runs share the time and the room of one submission. If these end first, that person is asked.
        """
        _ = self.isolation  # a wall that is built first takes no time from a submission
        budget = Budget(self.assignment.limits)
        report = self._grade(path, student, budget)
        failed = report.status is Status.ERROR or any(row.outcome is Outcome.ERROR for row in report.criteria)
        if report.status is Status.LOAD_ERROR or not failed or budget.is_spent:
            return report
        again = self._grade(path, student, budget)
        return report if budget.is_spent else again

    def given_up(self, path: Path, *, student: str | None = None) -> ScoreReport:
        """The report of a file whose marking was ended from outside."""
        return self._report(path, student, Status.ERROR, time.monotonic(), why=GIVEN_UP)

    def _grade(self, path: Path, student: str | None, budget: Budget) -> ScoreReport:
        start = time.monotonic()
        try:
            marking = self.begin(path, student=student, budget=budget)
            with marking.session:
                report = self.finish(marking)
            if report.score < report.max_score and marking.fills:
                report = self._better(report, path, student, budget)
            return report
        except LoadError as error:
            return self._report(path, student, Status.LOAD_ERROR, start, why=Sentence(str(error)))
        except WorkerError as error:
            why = say("The worker failed: {error}", error=error)
            return self._report(path, student, Status.ERROR, start, why=why)

    def _better(self, report: ScoreReport, path: Path, student: str | None, budget: Budget) -> ScoreReport:
        """The report of a run of all cells, if it is better.

        Tables that functions rest on can be filled in ways that no reading of the code sees; right work is not
        lost to that. A person is told where the time was over before that run was.
        """
        other = report
        if not budget.is_spent:
            marking = self.begin(path, student=student, everything=True, budget=budget)
            with marking.session:
                other = self.finish(marking)
        if other.score > report.score:
            return other
        return replace(report, review=(*report.review, NO_TIME_FOR_ALL)) if budget.is_spent else report

    def begin(
        self,
        path: Path,
        *,
        student: str | None = None,
        everything: bool = False,
        budget: Budget | None = None,
    ) -> Marking:
        """Load a submission behind the wall, ready to be judged; `everything` runs all of its cells.

        `budget` is that of the submission, where it is run more than once.

        Raises:
            LoadError: the file cannot be read.
            WorkerError: no worker can be started.
        """
        start = time.monotonic()
        budget = budget or Budget(self.assignment.limits)
        with in_time():
            work = self._read(path, everything)
        session, standing_in = self._open(work.code, work.modules, budget)
        recall = partial(self._known.decide, Asked(session, self._first))
        discretion = self._discretion_for(work.code.chunks, work.modules)
        run = self._runner(session, work.unwritten, recall, discretion)
        return Marking(
            path=path,
            student=student,
            start=start,
            session=session,
            run=run,
            notes=(*work.notes, *(one.note for one in standing_in)),
            repairs=work.repairs,
            discretion=discretion,
            fills=work.fills,
            imports=work.code.imports,
            everything=work.whole,
        )

    def _read(self, path: Path, everything: bool) -> _Work:
        """What of a submission is run, and what is said of it before that.

        Raises:
            LoadError: the file cannot be read.
        """
        submission = read(path)
        names = self.assignment.functions
        cells = submission.code
        code = cut(cells, names)
        lost_cells = retyped(submission.cells, code.missing) if code.missing else frozenset()
        if lost_cells:
            cells = tuple(cell for cell in submission.cells if cell.kind == "code" or cell.label in lost_cells)
            code = cut(cells, names)
        unwritten = _unreadable(code)
        notes = tuple(map(Sentence, code.notes))
        lost = [name for name in code.missing if name not in code.unparsed]
        fills = code.fills
        everything = everything or any(_may_be_made(name, cells) for name in lost)
        if everything:
            code, unwritten = whole(cells), {}
            what = ", ".join(lost) or say("what the functions rest on")
            notes += (say("{what} could not be found by name, so all cells were run once", what=what),)
            fills = False
        notes += tuple(self._leans(cells, None if everything else code.uses))
        modules, left_out = modules_beside(path, code.imports, code.written)
        if left_out:
            notes += (
                say(TOO_MANY_MODULES, names=_few(left_out), most=MAX_MODULES, size=MAX_MODULES_BYTES >> 10),
            )
        repairs = tuple(map(Sentence, submission.repairs))
        repairs += tuple(
            say("{cell} holds code and was no code cell any more; it was read as one", cell=cell.label)
            for cell in submission.cells
            if cell.label in lost_cells
        )
        return _Work(code, modules, unwritten, notes, repairs, fills, everything)

    def _discretion_for(self, chunks: Chunks, modules: Mapping[str, str]) -> Discretion | None:
        return self._discretion and replace(self._discretion, chunks=chunks, modules=modules)

    def _open(
        self, code: Slice, modules: Mapping[str, str], budget: Budget
    ) -> tuple[ConfinedSession, list[EarlierWork]]:
        """A session behind the wall, and the earlier work that is not right in it and was replaced there."""
        session = self._sandbox.open(code.chunks, modules, budget=budget)
        used = (work for work in self._earlier if work.is_used(code.uses))
        wrong = [work for work in used if not work.is_right(session, self.seed)]
        given = [work for work in wrong if work.public]
        if given:
            session.close()
            chunks = (*code.chunks, *(work.chunk for work in given))
            modules = {**modules, **dict(work.module for work in given)}
            session = self._sandbox.open(chunks, modules, budget=budget)
        return session, wrong

    def _leans(self, cells: Sequence[Cell], uses: Collection[str] | None) -> Iterator[Sentence]:
        """Warnings for functions that rest on others which the exercise asks to do without.

        `uses` are the names that all functions together look up, if they are known.
        """
        for exercise in self.assignment.exercises:
            for avoided in exercise.avoids:
                if uses is not None and avoided not in uses:
                    continue
                if avoided in cut(cells, exercise.functions).uses:
                    yield say(
                        "{functions} seems to call {avoided}; the exercise asks for a derivation of its own."
                        " This costs no points.",
                        functions=", ".join(exercise.functions),
                        avoided=avoided,
                    )

    def finish(self, marking: Marking, *, run: Run | None = None) -> ScoreReport:
        """Judge a loaded submission; `run` may give verdicts that are known already."""
        found = judge(self.rubric, run or marking.run)
        return self._report(
            marking.path,
            marking.student,
            Status.GRADED,
            marking.start,
            criteria=found.criteria,
            warnings=(*marking.notes, *found.warnings, *_shown(marking.session.warnings, marking.discretion)),
            repairs=marking.repairs,
            look=tuple(review(found.criteria, imports=marking.imports, everything=marking.everything)),
        )

    def judge_locally(self, chunks: Chunks) -> Judgement:
        """Judge trusted code in this process: the reference, a known mistake, a style of our own."""
        discretion = self._discretion_for(chunks, {})
        return judge(self.rubric, self._runner(LocalSession(chunks), {}, None, discretion))

    def _runner(
        self,
        session: ConfinedSession | LocalSession,
        unwritten: Mapping[str, Sentence],
        recall: Recall | None,
        discretion: Discretion | None,
    ) -> Run:
        return runner(
            session,
            self._reference,
            seed=self.seed,
            functions=self._functions,
            unwritten=unwritten,
            diagnose=self._diagnosis,
            recall=recall,
            discretion=discretion,
        )

    def _report(
        self,
        path: Path,
        student: str | None,
        status: Status,
        start: float,
        *,
        why: Sentence = NOTHING,
        criteria: tuple[CriterionResult, ...] | None = None,
        warnings: tuple[Sentence, ...] = (),
        repairs: tuple[Sentence, ...] = (),
        look: tuple[Sentence, ...] = (),
    ) -> ScoreReport:
        return ScoreReport(
            assignment=self.assignment.name,
            submission=str(path),
            student=student,
            status=status,
            why=why,
            criteria=(
                *(unjudged(self.rubric, _WHY[status]) if criteria is None else criteria),
                *questions(self.assignment),
            ),
            warnings=warnings,
            repairs=repairs,
            review=look if status is Status.GRADED else (NOT_MARKED,),
            isolation=self.isolation,
            seed=self.seed,
            versions={**self.versions, **(submission_version(path) if status is Status.GRADED else {})},
            seconds=round(time.monotonic() - start, 4),
        )


def _few(names: Sequence[str]) -> str:
    """The first of the names, and how many more there are."""
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" and {more} more" if more > 0 else "")


def _shown(lines: Sequence[str], discretion: Discretion | None) -> Iterator[Sentence]:
    """What the code wrote on standard error, as far as a report may show it.

    NumPy's own warnings help; any other text, and even their number, could carry the hidden inputs out.
    """
    known = lines if discretion is None else discretion.shown_warnings(lines)
    yield from map(Sentence, known)
    if len(known) < len(lines):
        yield say("Your code wrote to standard error while it was marked; that costs nothing.")


def _may_be_made(name: str, cells: tuple[Cell, ...]) -> bool:
    """Whether running everything could bring a name to life that no statement binds."""
    return any(name in cell.source and _DYNAMIC.search(cell.source) for cell in cells)


def _unreadable(code: Slice) -> dict[str, Sentence]:
    """For each function that stands in a cell that Python cannot read, the sentence that says so."""
    return {
        name: say("{name} stands in a cell that Python cannot read ({place}).", name=name, place=place)
        for name, place in code.unparsed.items()
    }
