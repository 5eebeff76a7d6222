"""What one grading found: the score report, in memory and as JSON.

This module knows no assignment and no check. It holds plain data that crosses between the wings: the
terminal, the notebook, nbgrader's gradebook and other programs all read the same report.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from sys import intern
from typing import Any

from autograder.sentences import NOTHING, Sentence, from_data, in_words, say, say_all, show, speaking, to_data

SCHEMA = 2
"""Version of the JSON form; it grows by one when a reader of the old form would be misled."""


class Status(StrEnum):
    """The state in which a submission ends; every enrolled student has exactly one."""

    GRADED = "graded"
    LOAD_ERROR = "load-error"
    MISSING = "missing"
    ERROR = "error"


NOT_MARKED = say("Nothing could be marked; the message says why.")
"""Why a person should look at a report that is not `graded`."""


class Outcome(StrEnum):
    """How one criterion ended."""

    PASSED = "passed"
    CARRIED = "carried"  # right for the forward the student wrote, though that forward is wrong
    FAILED = "failed"
    BLOCKED = "blocked"  # cannot be judged until something larger works
    MANUAL = "manual"  # waits for a person
    ERROR = "error"  # ours, never the student's: neither a zero nor full marks


OUTCOMES = {
    Outcome.PASSED: say("passed"),
    Outcome.CARRIED: say("carried"),
    Outcome.FAILED: say("failed"),
    Outcome.BLOCKED: say("blocked"),
    Outcome.MANUAL: say("manual"),
    Outcome.ERROR: say("error"),
}
"""Each outcome as people read it."""

STATUSES = {
    Status.GRADED: say("graded"),
    Status.LOAD_ERROR: say("load-error"),
    Status.MISSING: say("missing"),
    Status.ERROR: say("error"),
}
"""Each state as people read it."""


class Kind(StrEnum):
    """What stands between a criterion and its points, as far as a program has to know.

    A blocked criterion has the kind of what blocks it.
    """

    NONE = ""  # nothing; or a report of schema 1, which does not say
    MISSING = "missing"  # the function is not defined
    UNREADABLE = "unreadable"  # it stands in a cell that Python cannot read
    STUB = "stub"  # it is not written yet
    RAISED = "raised"
    COUNT = "count"  # another number of values came back
    TIMEOUT = "timeout"
    MEMORY = "memory"
    DIED = "died"  # the whole process ended
    BROKEN = "broken"  # the process no longer answers as it should
    SKIPPED = "skipped"  # not run after what happened before
    VALUES = "values"
    SHAPE = "shape"
    TYPE = "type"
    STATE = "state"  # something else was changed, or was not
    NEEDS = "needs"  # another criterion comes first
    MANUAL = "manual"  # a person marks it
    UNJUDGED = "unjudged"  # nothing of the submission was judged; the report's status says why
    OURS = "ours"  # the grader failed on it


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One row of the report: what was asked, what was earned, and what was found in its place."""

    name: str
    exercise: str
    points: float
    earned: float
    outcome: Outcome
    found: Sentence = NOTHING
    mistake: str | None = None  # the id of the known mistake that explains it; of several, joined by "+"
    hint: Sentence = NOTHING
    mistake_name: Sentence = NOTHING  # a clause: "no gradient reaches x through the mean"
    kind: Kind = Kind.NONE
    asked: str = ""  # the rubric's line

    @property
    def message(self) -> str:
        """Everything that was found, as people read it: the mistake's name is its last sentence."""
        return show(say_all([self.found, self.named])) if self.mistake_name else show(self.found)

    @property
    def named(self) -> Sentence:
        """The sentence that names the mistake; empty where none is known."""
        return say(NAMED, mistake=self.mistake_name) if self.mistake_name else NOTHING


NAMED = "This is exactly what comes out when {mistake}."


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """The whole answer to one submission.

    `score` and `max_score` count automatic points only; `pending` are the points that still wait for a
    person, because a question is answered in words or because the grader itself failed on a criterion.
    """

    assignment: str
    submission: str
    status: Status
    student: str | None = None
    why: Sentence = NOTHING  # it ended in this state
    criteria: tuple[CriterionResult, ...] = ()
    warnings: tuple[Sentence, ...] = ()
    repairs: tuple[Sentence, ...] = ()
    review: tuple[Sentence, ...] = ()  # the reasons why a person should look at it
    isolation: str = ""
    language: str = ""  # of the handout that the work began with; empty where nothing of it was read
    seed: int | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    fingerprint: str = ""  # digest of all that the marks rest on, once a gradebook holds them

    @property
    def message(self) -> str:
        """Why it ended in this state, as people read it; empty for what was marked."""
        return show(self.why)

    @property
    def state_and_why(self) -> str:
        """The state in which it ended and why, as people read them."""
        return in_words("{state}: {why}", state=STATUSES[self.status], why=self.why)

    @property
    def automatic(self) -> tuple[CriterionResult, ...]:
        """The criteria that a program judges."""
        return tuple(row for row in self.criteria if row.outcome is not Outcome.MANUAL)

    @property
    def score(self) -> float:
        """Automatic points earned."""
        return total(row.earned for row in self.automatic)

    @property
    def max_score(self) -> float:
        """Automatic points there are."""
        return total(row.points for row in self.automatic)

    @property
    def manual_max(self) -> float:
        """Points of the questions that a person marks."""
        return total(row.points for row in self.criteria if row.outcome is Outcome.MANUAL)

    @property
    def pending(self) -> float:
        """Points that wait for a person."""
        waiting = (Outcome.MANUAL, Outcome.ERROR)
        return total(row.points for row in self.criteria if row.outcome in waiting)

    def exercise(self, name: str) -> tuple[CriterionResult, ...]:
        """The criteria of one exercise, in the rubric's order."""
        return tuple(row for row in self.criteria if row.exercise == name)


def total(points: Any) -> float:
    """Sum points without the rounding error of binary fractions: 0.1 + 0.2 is 0.3."""
    return round(math.fsum(points), 6)


_SAID = ("warnings", "repairs", "review")
_REPORT = tuple(item.name for item in fields(ScoreReport) if item.name not in ("why", "criteria", *_SAID))


def to_json(report: ScoreReport) -> str:
    """Write the report as one line of JSON, with the totals beside the rows.

    For other programs every sentence stands there as text, in English: `message`, `warnings`, `repairs`,
    `review`, `hint`. The sentences themselves stand in `found`, `mistake_name` and `hint_said` of a row, and in
    `said` of the report.
    """
    with speaking({}):
        return _json(report)


def _json(report: ScoreReport) -> str:
    # `asdict` would copy every value; on a class that takes longer than writing them.
    rows = {name: getattr(report, name) for name in _REPORT}
    said = {name: getattr(report, name) for name in _SAID}
    return json.dumps(
        {
            "schema": SCHEMA,
            **rows,
            "message": report.message,
            **{name: [show(one) for one in sentences] for name, sentences in said.items()},
            "score": report.score,
            "max_score": report.max_score,
            "manual_max": report.manual_max,
            "pending": report.pending,
            "criteria": [_row_to_data(row) for row in report.criteria],
            "said": {
                "why": to_data(report.why),
                **{name: [to_data(one) for one in sentences] for name, sentences in said.items()},
            },
        },
        ensure_ascii=True,
        allow_nan=False,
    )


def _row_to_data(row: CriterionResult) -> dict[str, Any]:
    return {
        "name": row.name,
        "exercise": row.exercise,
        "points": row.points,
        "earned": row.earned,
        "outcome": row.outcome,
        "kind": row.kind,
        "asked": row.asked,
        "message": row.message,
        "found": to_data(row.found),
        "mistake": row.mistake,
        "mistake_name": to_data(row.mistake_name),
        "hint": show(row.hint) or None,
        "hint_said": to_data(row.hint),
    }


def from_json(text: str) -> ScoreReport:
    """Read what `to_json` wrote, today or in schema 1.

    Raises:
        ValueError: the text is no report of these schemas.
    """
    try:
        data = json.loads(text)
        schema = data.pop("schema")
        if schema not in (1, SCHEMA):
            raise ValueError("the report was written by another version of the grader; grade again")
        for derived in ("score", "max_score", "manual_max", "pending"):
            data.pop(derived)
        if schema == 1:
            _raise_schema(data)
        return _report_from_data(data)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not a score report: {error}") from error


def _report_from_data(data: dict[str, Any]) -> ScoreReport:
    said = data.pop("said")
    del data["message"]
    data["status"] = Status(data["status"])
    data["why"] = from_data(said["why"])
    for name in _SAID:
        data[name] = tuple([from_data(one) for one in said[name]])
    data["criteria"] = tuple([_row_from_data(row) for row in data["criteria"]])
    # The reports of a class name the same versions of the same files: each text is in memory once.
    data["versions"] = {intern(name): intern(version) for name, version in data["versions"].items()}
    return ScoreReport(**data)


def _row_from_data(row: dict[str, Any]) -> CriterionResult:
    del row["message"]
    row["outcome"] = Outcome(row["outcome"])
    row["kind"] = Kind(row["kind"])
    row["found"] = from_data(row["found"])
    row["mistake_name"] = from_data(row["mistake_name"])
    hint = row["hint"]  # of older reports the only one
    row["hint"] = from_data(row.pop("hint_said", [hint] if hint else []))
    return CriterionResult(**row)


# Schema 1 had the sentences alone. This is the only place that ever reads one, and it reads the words of that
# schema, whatever they are today: without it, a stored report would no longer say who had not begun.
_KINDS_OF_SCHEMA_1 = ((" is not written yet.", Kind.STUB), (" is not defined in your notebook.", Kind.MISSING))
_MISTAKE_OF_SCHEMA_1 = " This is exactly what comes out when "


def _raise_schema(data: dict[str, Any]) -> None:
    """Turn the data of a report of schema 1 into those of today's, in place; most rows keep no kind."""
    data["said"] = {"why": [data["message"]], **{name: [[one] for one in data[name]] for name in _SAID}}
    for row in data["criteria"]:
        found, _, name = row["message"].partition(_MISTAKE_OF_SCHEMA_1 if row["mistake"] else "\0")
        kinds = [kind for ending, kind in _KINDS_OF_SCHEMA_1 if row["message"].endswith(ending)]
        row |= {"found": [found], "mistake_name": [name.removesuffix(".")], "kind": kinds[0] if kinds else ""}
