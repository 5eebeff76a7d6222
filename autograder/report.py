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
from typing import Any

SCHEMA = 1
"""Version of the JSON form; it grows by one when a reader of the old form would be misled."""


class Status(StrEnum):
    """The state in which a submission ends; every enrolled student has exactly one."""

    GRADED = "graded"
    LOAD_ERROR = "load-error"
    MISSING = "missing"
    ERROR = "error"


class Outcome(StrEnum):
    """How one criterion ended."""

    PASSED = "passed"
    CARRIED = "carried"  # right for the forward the student wrote, though that forward is wrong
    FAILED = "failed"
    BLOCKED = "blocked"  # cannot be judged until something larger works
    MANUAL = "manual"  # waits for a person
    ERROR = "error"  # ours, never the student's: neither a zero nor full marks


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One row of the report: what was asked, what was earned, and the sentence that says why."""

    name: str
    exercise: str
    points: float
    earned: float
    outcome: Outcome
    message: str = ""
    mistake: str | None = None
    hint: str | None = None


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
    message: str = ""
    criteria: tuple[CriterionResult, ...] = ()
    warnings: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    isolation: str = ""
    seed: int | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    fingerprint: str = ""  # digest of all that the marks rest on, once a gradebook holds them

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
    """Sum points without the dust of binary fractions: 0.1 + 0.2 is 0.3."""
    return round(math.fsum(points), 6)


_CRITERION = tuple(item.name for item in fields(CriterionResult))
_REPORT = tuple(item.name for item in fields(ScoreReport) if item.name != "criteria")


def to_json(report: ScoreReport) -> str:
    """Write the report as one line of JSON, with the totals beside the rows."""
    # `asdict` would copy every value; on a class that takes longer than writing them.
    rows = {name: getattr(report, name) for name in _REPORT}
    criteria = [{name: getattr(row, name) for name in _CRITERION} for row in report.criteria]
    return json.dumps(
        {
            "schema": SCHEMA,
            **rows,
            "score": report.score,
            "max_score": report.max_score,
            "manual_max": report.manual_max,
            "pending": report.pending,
            "criteria": criteria,
        },
        ensure_ascii=True,
        allow_nan=False,
    )


def from_json(text: str) -> ScoreReport:
    """Read what `to_json` wrote.

    Raises:
        ValueError: the text is no report of this schema.
    """
    try:
        data = json.loads(text)
        if data.pop("schema") != SCHEMA:
            raise ValueError("the report was written by another version of the grader; grade again")
        for derived in ("score", "max_score", "manual_max", "pending"):
            data.pop(derived)
        data["status"] = Status(data["status"])
        data["criteria"] = tuple(
            CriterionResult(**{**row, "outcome": Outcome(row["outcome"])}) for row in data["criteria"]
        )
        for name in ("warnings", "repairs", "review"):
            data[name] = tuple(data[name])
        return ScoreReport(**data)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not a score report: {error}") from error
