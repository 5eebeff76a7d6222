"""The one door: a submission goes in, a score report comes out.

Every way of marking (the command line, nbgrader, the tests, the reference itself) goes through `Grader`.
The submission's code runs behind the wall; checks, reference, known mistakes and seeds stay on this side.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType

from autograder.assignment import Assignment, Limits, seed_of
from autograder.errors import AssignmentError, LoadError, WorkerError
from autograder.marking.answered import Known, Recorded
from autograder.marking.asking_ahead import Asked, first_questions
from autograder.marking.demands import names_in_words
from autograder.marking.diagnosis import Diagnosis
from autograder.marking.discretion import Discretion, discretion_of
from autograder.marking.earlier import EarlierWork, earlier_work, reference_chunks
from autograder.marking.judging import Judgement, Recall, Run, judge, review, runner
from autograder.marking.mistakes import demand_criteria, mistake_sessions
from autograder.marking.rubric import Rubric, collect, questions, unjudged
from autograder.marking.versions import SUBMISSION, versions
from autograder.report import NOT_MARKED, CriterionResult, Kind, Outcome, ScoreReport, Status
from autograder.sandbox.ahead import Loaded, LoadingAhead
from autograder.sandbox.budget import Budget
from autograder.sandbox.client import ConfinedSession, Sandbox
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import Chunks
from autograder.sentences import NOTHING, Sentence, say
from autograder.source import stubs_of
from autograder.submission.absent import explained
from autograder.submission.deadline import READ_SECONDS, in_time
from autograder.submission.notebook import is_link, place_in_words
from autograder.submission.reading import Reading, Work, other_readings, read_work
from autograder.submission.slicing import Slice
from autograder.submission.unfinished import Given, given_by, stubs_explained
from autograder.translation.shown import language_of_work

GIVEN_UP = say("The grader was still busy with the file long after its time, and was stopped.")

NO_TIME_FOR_ALL = say("There was no time left to run all cells, in which its functions may be made complete.")

_WHY = {
    Status.LOAD_ERROR: say("The file could not be read."),
    Status.ERROR: say("The grader failed; a person looks at it."),
}


Called = tuple[EarlierWork, frozenset[str]]
"""An earlier assignment's work, and the functions of it that a submission calls."""


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
    work: Work
    session: ConfinedSession
    run: Run
    earlier: tuple[Sentence, ...]  # what is said of earlier work that is not right
    stands_in: frozenset[str]  # the earlier assignments whose work the course's own took the place of
    discretion: Discretion | None


@dataclass(frozen=True, slots=True)
class _Opened:
    """A session behind the wall; the earlier work that is not right in it; and what was replaced there."""

    session: ConfinedSession
    wrong: Sequence[Called] = ()
    given: Sequence[Called] = ()


@dataclass(frozen=True, slots=True)
class _Next:
    """A file that is read, and on its way behind the wall."""

    path: Path
    work: Work
    loading: LoadingAhead


@dataclass(frozen=True, slots=True)
class _Ahead:
    """A file that was read and loaded before its turn."""

    work: Work
    loaded: Loaded


class Grader:
    """Marks submissions to one assignment; a context manager, reused over many submissions.

    It is `discreet` unless whoever reads its reports holds the hidden checks anyway (`marking/discretion.py`).
    `sandbox` is one that was launched, so that its wall is built while the checks are collected; it is the
    grader's from then on.

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
        sandbox: Sandbox | None = None,
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
        self._sandbox = sandbox or Sandbox(limits=assignment.limits, level=level)
        self._other = Sandbox(limits=assignment.limits, level=level)  # it starts for whoever loads ahead
        for one in (self._sandbox, self._other):
            one.opening = tuple(self._first.values())
        self._next: _Next | None = None
        self.versions = versions(assignment)

    def __enter__(self) -> Grader:
        self._sandbox.__enter__()
        self._other.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop_next()
        for one in (self._sandbox, self._other):
            one.__exit__(kind, error, trace)

    @property
    def isolation(self) -> str:
        """The level of the wall: `full`, `landlock` or `limits`."""
        return self._sandbox.isolation

    @property
    def isolation_reason(self) -> Sentence:
        """Why the level is not `full`, in one sentence; empty if it is."""
        return self._sandbox.isolation_reason

    def grade(self, path: Path, *, student: str | None = None, following: Path | None = None) -> ScoreReport:
        """Mark one file. Never raises for anything in the file: what cannot be read is a `load-error`.

        The code of the file that is marked next, `following`, runs already while this one is judged.

        A failure of ours (a wall that was killed from outside) is tried a second time before a person is asked.
        All runs share the time and the room of one submission. If these end first, that person is asked.
        """
        _ = self.isolation  # a wall that is built first takes no time from a submission
        ahead = self._taken(path)
        if following is not None:
            self._load_ahead(following)
        budget = ahead.loaded.budget if ahead else Budget(self.assignment.limits)
        report = self._grade(path, student, budget, ahead)
        failed = report.status is Status.ERROR or any(row.outcome is Outcome.ERROR for row in report.criteria)
        if report.status is Status.LOAD_ERROR or not failed or budget.is_spent:
            return report
        again = self._grade(path, student, budget)
        return report if budget.is_spent else again

    def _load_ahead(self, path: Path) -> None:
        """Begin to load the file that is marked next.

        Nothing is said of what goes wrong: then it is loaded when its turn comes. Work that rests on that of an
        earlier assignment is, for that is asked first.
        """
        if is_link(path) or self.isolation != self._other.isolation:
            return
        try:
            with in_time():
                work = read_work(path, self.assignment, Reading.NEEDED)
        except Exception:  # it is said when its turn comes
            return
        if not any(earlier.used(work.code, work.modules) for earlier in self._earlier):
            budget = Budget(self.assignment.limits)
            chunks = tuple(work.code.chunks)
            self._next = _Next(path, work, LoadingAhead(self._other, chunks, dict(work.modules), budget))

    def _taken(self, path: Path) -> _Ahead | None:
        """What was loaded ahead of this file; the wall around it is the grader's own from then on."""
        found, self._next = self._next, None
        if found is None:
            return None
        loaded = found.loading.taken()
        if loaded is None or found.path != path:
            if loaded:
                loaded.session.close()
            return None
        self._sandbox, self._other = self._other, self._sandbox
        return _Ahead(found.work, loaded)

    def _drop_next(self) -> None:
        found, self._next = self._next, None
        if found is not None:
            found.loading.close()

    @cached_property
    def _given(self) -> Mapping[str, Given]:
        """What the stubs give; nobody asks while everything is written."""
        return {name: given_by(text) for name, text in stubs_of(self.assignment).items()}

    def given_up(self, path: Path, *, student: str | None = None) -> ScoreReport:
        """The report of a file whose marking was ended from outside."""
        return self._report(path, student, Status.ERROR, time.monotonic(), why=GIVEN_UP)

    def _grade(
        self, path: Path, student: str | None, budget: Budget, ahead: _Ahead | None = None
    ) -> ScoreReport:
        start = time.monotonic()
        try:
            if ahead is None:
                marking = self.begin(path, student=student, budget=budget)
            else:
                marking = self._begun(path, student, start, ahead.work, _Opened(ahead.loaded.session), ahead)
            with marking.session:
                report = self.finish(marking)
            if report.score < report.max_score:
                report = self._better(report, marking, budget)
            return report
        except LoadError as error:
            return self._report(path, student, Status.LOAD_ERROR, start, why=error.said)
        except WorkerError as error:
            why = say("The worker failed: {error}", error=error.said)
            return self._report(path, student, Status.ERROR, start, why=why)
        except AssignmentError:
            raise
        except Exception as error:  # whatever a file makes our code raise ends nobody else's marking
            why = say("The grader failed on the file ({kind}).", kind=type(error).__name__)
            return self._report(path, student, Status.ERROR, start, why=why)

    def _better(self, report: ScoreReport, marking: Marking, budget: Budget) -> ScoreReport:
        """The report of another way to run the submission, if it is better.

        Tables that functions rest on can be filled in ways that no reading of the code sees, a cell further
        down can take a name away, and a network may know the caches of its own layers; right work is not lost
        to that. A person is told where the time was over before another way was tried.
        """
        work = marking.work
        nothing: frozenset[str] = frozenset()
        others = [(reading, nothing) for reading in other_readings(work, self.assignment.functions)]
        others += [(work.reading, kept) for kept in _left_in_place(marking.stands_in)]
        best = report
        for reading, kept in others:
            if budget.is_spent or best.score == best.max_score:
                break
            again = self.begin(
                marking.path, student=marking.student, reading=reading, as_it_is=kept, budget=budget
            )
            with again.session:
                other = self.finish(again)
            if kept:
                other = _each_the_better(best, other, kept)
            if other.score > best.score:
                best = other
        if others and best is report and budget.is_spent:
            return replace(report, review=(*report.review, NO_TIME_FOR_ALL))
        return best

    def begin(
        self,
        path: Path,
        *,
        student: str | None = None,
        reading: Reading = Reading.NEEDED,
        as_it_is: frozenset[str] = frozenset(),
        budget: Budget | None = None,
    ) -> Marking:
        """Load a submission behind the wall, ready to be judged.

        Wrong work of the earlier assignments `as_it_is` stays in place.
        `budget` is that of the submission, where it is run more than once.

        Raises:
            LoadError: the file cannot be read.
            WorkerError: no worker can be started.
        """
        start = time.monotonic()
        budget = budget or Budget(self.assignment.limits)
        with in_time():
            work = read_work(path, self.assignment, reading)
        opened = self._open(work.code, work.modules, budget, as_it_is)
        return self._begun(path, student, start, work, opened)

    def _begun(
        self,
        path: Path,
        student: str | None,
        start: float,
        work: Work,
        opened: _Opened,
        ahead: _Ahead | None = None,
    ) -> Marking:
        session, wrong, given = opened.session, opened.wrong, opened.given
        replaced = frozenset(one.assignment.name for one, _ in given)
        asked = Asked(self._first, session, ahead.loaded.replies if ahead else session.ask_opening())
        recall = partial(self._known.decide, asked)
        discretion = self._discretion_for(work.code.chunks, work.modules)
        return Marking(
            path=path,
            student=student,
            start=start,
            work=work,
            session=session,
            run=self._runner(session, work.unwritten, recall, discretion),
            earlier=(
                *(one.note(used, stands_in=one.assignment.name in replaced) for one, used in wrong),
                *(one.leaning(used) for one, used in given if (one, used) not in wrong),
            ),
            stands_in=replaced,
            discretion=discretion,
        )

    def _discretion_for(self, chunks: Chunks, modules: Mapping[str, str]) -> Discretion | None:
        return self._discretion and replace(self._discretion, chunks=chunks, modules=modules)

    def _open(
        self, code: Slice, modules: Mapping[str, str], budget: Budget, as_it_is: frozenset[str]
    ) -> _Opened:
        """A session behind the wall, with what is known of earlier work in it.

        Such work is replaced, if it may be, unless it stays `as_it_is`. So is right work that fails then, for
        it reads what the replaced functions kept.
        """
        used = [(work, names) for work in self._earlier if (names := work.used(code, modules))]
        chunks, texts = tuple(code.chunks), dict(modules)
        if modules or any(not names <= code.uses for _, names in used):
            chunks += tuple(work.bringing(modules) for work, _ in used)
            texts |= dict(item for work, _ in used for item in work.modules.items())
        session = self._sandbox.open(chunks, texts, budget=budget)
        wrong = self._wrong(session, used)
        may_go = [row for row in used if row[0].public and row[0].assignment.name not in as_it_is]
        given: list[Called] = []
        more = [row for row in wrong if row in may_go]
        while more:
            given += more
            session.close()
            own = chunks + tuple(work.standing_in(modules) for work, _ in given)
            texts |= dict(item for work, _ in given for item in work.modules.items())
            session = self._sandbox.open(own, texts, budget=budget)
            more = self._wrong(session, [row for row in may_go if row not in given and row not in wrong])
        return _Opened(session, wrong, given)

    def _wrong(self, session: ConfinedSession, used: Sequence[Called]) -> list[Called]:
        return [(work, names) for work, names in used if not work.is_right(session, names, self.seed)]

    def finish(self, marking: Marking, *, run: Run | None = None) -> ScoreReport:
        """Judge a loaded submission; `run` may give verdicts that are known already."""
        found = judge(self.rubric, run or marking.run)
        work = marking.work
        notes = (*work.notes, *marking.earlier, *found.warnings)
        everything = work.reading is Reading.EVERYTHING
        criteria, absences = explained(found.criteria, self.assignment, work)
        if any(row.kind is Kind.STUB for row in criteria):
            criteria, left = stubs_explained(criteria, self.assignment.exercises, work.code.chunks, self._given)
            absences += left
        return self._report(
            marking.path,
            marking.student,
            Status.GRADED,
            marking.start,
            criteria=criteria,
            warnings=(*notes, *_shown(marking.session.warnings, marking.discretion)),
            repairs=work.repairs,
            language=language_of_work(work.submission, self.assignment),
            digest=work.submission.digest,
            look=(
                *review(found.criteria, imports=work.code.imports, everything=everything),
                *work.code.left_out,
                *absences,
            ),
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
        language: str = "",
        digest: str = "",
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
            language=language,
            seed=self.seed,
            versions={**self.versions, SUBMISSION: digest} if digest else self.versions,
            seconds=round(time.monotonic() - start, 4),
        )


def _left_in_place(replaced: frozenset[str]) -> Iterator[frozenset[str]]:
    """Which of the replaced works may be left in place instead: each alone, then all."""
    if len(replaced) > 1:
        yield from (frozenset([name]) for name in sorted(replaced))
    if replaced:
        yield replaced


def _each_the_better(best: ScoreReport, other: ScoreReport, kept: frozenset[str]) -> ScoreReport:
    """Each criterion as it earns more, with the course's own earlier functions or with those of the learner.

    A layer may read what the learner's forward pass kept, so that its way back fits that one alone, while its
    output suffers from a fault that was charged before.
    """
    criteria = tuple(
        one if one.earned >= two.earned else two for one, two in zip(best.criteria, other.criteria, strict=True)
    )
    if criteria == other.criteria:
        return other
    note = say(
        "Criteria that earn more with your own functions of the assignment {names} were judged with those.",
        names=names_in_words(sorted(kept)),
    )
    return replace(best, criteria=criteria, warnings=(*best.warnings, note))


@contextmanager
def grader_at_once(
    assignment: Assignment, *, name_mistakes: bool = True, discreet: bool = True
) -> Iterator[Grader]:
    """A grader for somebody who waits for one report: its wall is built while the checks are collected.

    Raises:
        AssignmentError: as in `Grader`.
    """
    with Sandbox(limits=assignment.limits) as sandbox:
        sandbox.launch()
        yield Grader(assignment, name_mistakes=name_mistakes, discreet=discreet, sandbox=sandbox)


_WARNING = re.compile(r"(?P<place>.+, line \d+): (?P<text>\w+Warning: .+)")


def _of_line(line: str) -> Sentence:
    """A line of standard error; of a warning, the place is said as people read it."""
    found = _WARNING.fullmatch(line)
    if not found:
        return say("{line}", line=line)
    return say("{place}: {text}", place=place_in_words(found["place"]), text=found["text"])


def _shown(lines: Sequence[str], discretion: Discretion | None) -> Iterator[Sentence]:
    """What the code wrote on standard error, as far as a report may show it.

    NumPy's own warnings help; any other text, and even their number, could carry the hidden inputs out.
    """
    known = lines if discretion is None else discretion.shown_warnings(lines)
    yield from map(_of_line, known)
    if len(known) < len(lines):
        yield say("Your code wrote to standard error while it was marked; that costs nothing.")
