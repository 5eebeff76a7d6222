"""Run a rubric against one session and say how each criterion ended.

The order of grading changes nothing: the inputs of a check are drawn from the seed, the criterion and the
case, and no state is kept between submissions.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.marking.discretion import Discretion, Quote, sparing
from autograder.marking.rubric import Check, CheckRole, Criterion, Rubric
from autograder.marking.subject import Session, Subject
from autograder.marking.verdict import CarriedCredit, CheckFailure
from autograder.report import CriterionResult, Kind, Outcome, total
from autograder.sentences import NOTHING, Sentence, all_of, as_sentence, say, say_all


@dataclass(frozen=True, slots=True)
class Named:
    """A mistake that explains a failure exactly: its id, its name and its hint."""

    id: str
    name: Sentence
    hint: Sentence


Diagnose = Callable[[Criterion, Check, Session, tuple[Any, ...]], Named | None]
"""Given a failing check, the student's session and the values that it gave, name the mistake or none."""

Witness = Callable[[Criterion, CheckFailure], None]
"""Told how a criterion's check failed; decides nothing."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one check, or a whole criterion, ended; `share` is the part of the points that it leaves."""

    outcome: Outcome
    share: float
    found: Sentence = NOTHING
    kind: Kind = Kind.NONE
    named: Named | None = None
    quotes: tuple[Quote, ...] = ()  # of a submission, as they stand in its file


Key = tuple[str, str, str]
"""Names a check within an assignment: its exercise, its criterion and itself."""

Decide = Callable[[Session], tuple[Verdict, bool]]
"""Gives the verdict on a session, and whether it rests on nothing but the check, the seed and the answers."""

Holds = Callable[[Verdict], bool]
"""Whether what a known verdict quotes stands in this submission too."""

Recall = Callable[[Key, Decide, Holds], Verdict]
"""Gives the verdict on a submission for a check: one that is known and holds, or what is decided now."""

Run = Callable[[Criterion, Check], Verdict]
"""Runs one check of a criterion against one submission."""

PASS = Verdict(Outcome.PASSED, 1.0)

_NOT_DIAGNOSED = frozenset(
    {Kind.MISSING, Kind.STUB, Kind.TIMEOUT, Kind.DIED, Kind.MEMORY, Kind.BROKEN, Kind.SKIPPED}
)


def key_of(criterion: Criterion, check: Check) -> Key:
    """What names the check."""
    return criterion.exercise, criterion.name, check.name


def draw(seed: int, criterion: Criterion, check: Check) -> np.random.Generator:
    """The generator from which a check draws its inputs; a function of seed, criterion and case alone."""
    return np.random.default_rng(_seeds(f"{seed}/{criterion.exercise}/{criterion.name}/{check.name}"))


@functools.lru_cache(maxsize=4096)
def _seeds(key: str) -> np.random.SeedSequence:
    """What a generator starts from; a class draws from each of them once a submission."""
    found = hashlib.blake2b(key.encode(), digest_size=16).digest()
    return np.random.SeedSequence(int.from_bytes(found, "big"))


def call(check: Check, *, student: Subject, reference: Subject, rng: np.random.Generator) -> None:
    """Call a check with the fixtures that it asks for; raises what it raises."""
    fixtures: Mapping[str, Any] = {"student": student, "reference": reference, "rng": rng}
    check.function(**{name: fixtures[name] for name in check.fixtures}, **check.parameters)


def runner(
    student: Session,
    reference: Session,
    *,
    seed: int,
    functions: Mapping[str, tuple[str, ...]],
    unwritten: Mapping[str, Sentence],
    diagnose: Diagnose | None = None,
    witness: Witness | None = None,
    recall: Recall | None = None,
    discretion: Discretion | None = None,
) -> Run:
    """A `Run` for one submission.

    `functions` maps an exercise to the functions that the student writes for it: a check that fails because
    a function of another exercise cannot run is blocked, not failed. `unwritten` maps a function that stands
    in a cell that Python cannot read to the sentence that says so. `witness` sees what failing checks raise.
    `recall` knows the verdicts on submissions that were judged before, with these checks and this seed.
    `discretion` is what hidden checks may repeat; public ones repeat everything.
    """

    def told(said: Sentence) -> Sentence:
        return sparing(said) if discretion else said

    def run(criterion: Criterion, check: Check) -> Verdict:
        if recall is None:
            return decide(criterion, check, student)[0]
        return recall(key_of(criterion, check), lambda session: decide(criterion, check, session), holds)

    def holds(verdict: Verdict) -> bool:
        return discretion is None or discretion.holds(verdict.quotes)

    def decide(criterion: Criterion, check: Check, student: Session) -> tuple[Verdict, bool]:
        # An answer is judged whatever it holds, infinities and all: NumPy's warnings of it are none of ours.
        with np.errstate(all="ignore"):
            return judged(criterion, check, student)

    def judged(criterion: Criterion, check: Check, student: Session) -> tuple[Verdict, bool]:
        own = functions[criterion.exercise]
        subject = Subject(student, discretion)
        try:
            call(check, student=subject, reference=Subject(reference), rng=draw(seed, criterion, check))
        except CarriedCredit as credit:
            return Verdict(Outcome.CARRIED, credit.share, told(credit.said)), True
        except CheckFailure as failure:
            if witness:
                witness(criterion, failure)
            why, kind = told(failure.said), failure.kind
            certain = kind is not Kind.MISSING and subject.answers_decide
            quotes = tuple(subject.quotes)
            if kind is Kind.MISSING and failure.function in unwritten:
                why, kind = unwritten[failure.function], Kind.UNREADABLE
            if failure.function and failure.function not in own:
                why = say("Judged once {function} runs. {why}", function=failure.function, why=why)
                return Verdict(Outcome.BLOCKED, 0.0, why, kind, quotes=quotes), certain
            named = None
            if diagnose and kind not in _NOT_DIAGNOSED:
                named = diagnose(criterion, check, student, tuple(subject.fetched))
            if named is None and failure.remark:
                why = say_all([why, told(_remark(failure.remark))])
            return Verdict(Outcome.FAILED, 0.0, why, kind, named, quotes), certain
        except Exception as error:  # ours: a wrong check or a lost worker is nobody's zero
            what = say(
                "{check} could not be judged ({type}: {error}).",
                check=check.name,
                type=type(error).__name__,
                error=error,
            )
            return Verdict(Outcome.ERROR, 0.0, what, Kind.OURS), False
        return PASS, True

    return run


def _remark(ask: Callable[[], Sentence | str]) -> Sentence:
    try:
        return as_sentence(ask())
    except Exception:  # a remark about a strange answer is not worth a mark
        return NOTHING


@dataclass(frozen=True, slots=True)
class Judgement:
    """The criteria in the rubric's order, and the warnings of the advice that applies."""

    criteria: tuple[CriterionResult, ...]
    warnings: tuple[Sentence, ...]


def judge(rubric: Rubric, run: Run) -> Judgement:
    """Judge every criterion of the rubric, in its order; what a criterion needs is judged before it."""
    known: dict[tuple[str, str], Verdict] = {}

    def verdict(criterion: Criterion) -> Verdict:
        key = (criterion.exercise, criterion.name)
        if key not in known:
            known[key] = _blocked(criterion) or _decide(criterion, run)
        return known[key]

    def _blocked(criterion: Criterion) -> Verdict | None:
        for need in criterion.needs:
            needed = rubric.by_name[criterion.exercise, need]
            before = verdict(needed)
            if before.outcome is Outcome.ERROR:
                return before
            if before.share == 0.0:
                if needed.role is CheckRole.GATE or before.outcome is Outcome.BLOCKED:
                    return Verdict(Outcome.BLOCKED, 0.0, before.found, before.kind)
                why = say('Judged once "{criterion}" is right.', criterion=Sentence(need))
                return Verdict(Outcome.BLOCKED, 0.0, why, Kind.NEEDS)
        return None

    criteria = tuple(_result(criterion, verdict(criterion)) for criterion in rubric.criteria)
    advice = [verdict(row) for row in rubric.advice]
    return Judgement(criteria, tuple(row.found for row in advice if row.outcome is Outcome.FAILED))


def _decide(criterion: Criterion, run: Run) -> Verdict:
    """The worst verdict of the criterion's checks; the first complete failure ends the search."""
    worst = PASS
    for check in criterion.checks:
        found = run(criterion, check)
        if found.outcome is Outcome.ERROR or found.share == 0.0:
            return found
        if found.outcome is Outcome.CARRIED and (worst is PASS or found.share < worst.share):
            worst = found
    return worst


def _result(criterion: Criterion, verdict: Verdict) -> CriterionResult:
    named = verdict.named
    return CriterionResult(
        name=criterion.name,
        exercise=criterion.exercise,
        points=criterion.points,
        earned=total([criterion.points * verdict.share]),
        outcome=verdict.outcome,
        found=verdict.found,
        mistake=named.id if named else None,
        hint=named.hint if named else NOTHING,
        mistake_name=named.name if named else NOTHING,
        kind=verdict.kind,
        asked=criterion.asks,
    )


UNUSUAL = frozenset(
    {
        *("atexit", "autograder", "builtins", "ctypes", "faulthandler", "gc", "importlib", "inspect"),
        *("multiprocessing", "os", "pickle", "resource", "signal", "socket", "subprocess", "sys", "threading"),
        *("traceback", "tracemalloc", "weakref"),
    }
)
"""Modules that no formula needs. Most who import one do so by habit."""


ENDINGS = {
    Kind.TIMEOUT: say("did not finish in time"),
    Kind.DIED: say("ended the whole process"),
    Kind.MEMORY: say("needed more memory"),
}
"""Calls that ended in a way at which a person should look."""


def review(
    criteria: Iterable[CriterionResult], *, imports: Iterable[str], everything: bool
) -> Iterator[Sentence]:
    """The reasons to look at a submission that was marked, a sentence each."""
    criteria = tuple(criteria)
    failed = sum(row.outcome is Outcome.ERROR for row in criteria)
    if failed == 1:
        yield say("The grader failed on 1 criterion; the points wait.")
    elif failed:
        yield say("The grader failed on {number} criteria; the points wait.", number=failed)
    if everything:
        yield say("All cells were run, because no reading of the code finds what its functions rest on.")
    unusual = sorted(UNUSUAL.intersection(name.partition(".")[0] for name in imports))
    if unusual:
        yield say("The code imports {names}, which no formula needs.", names=", ".join(unusual))
    kinds = {row.kind for row in criteria}
    ended = [said for kind, said in ENDINGS.items() if kind in kinds]
    if ended:
        yield say("A call {ended}.", ended=all_of(ended))
