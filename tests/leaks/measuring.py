"""How many bits does a channel carry out? Each bit that a submission knows is turned, and pages are compared.

Two things are kept apart. How a criterion ends (passed, failed, blocked, with its points and its kind) is what
a report is for: right or wrong is a bit of each criterion that nobody can avoid. All else counts as `words`.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.exports.gradescope_run import results
from autograder.grading import Grader
from autograder.nbgrader.marks import write_marks
from autograder.report import ScoreReport, to_json

from .channels import Channel

ROOT = Path(__file__).resolve().parents[2]
RELEASED = nbformat.read(ROOT / "assignments/batchnorm/batchnorm.ipynb", as_version=4)

DOORS = ("report", "feedback", "Gradescope")

OF_THE_FILE = ("versions", "submission", "seconds")
"""Parts of a report that tell the file which was handed in, or how long it took; students do not get them."""


@dataclass(frozen=True)
class Told:
    """What one report says: how each criterion ended, and the page behind each door."""

    outcomes: tuple[Any, ...]
    pages: dict[str, str]


@dataclass(frozen=True)
class Carried:
    """Bits that came out: of the outcomes, and of the words behind each door."""

    outcomes: int
    words: dict[str, int]


def told(grader: Grader, path: Path) -> Told:
    """Everything that is said of a file."""
    report = grader.grade(path)
    outcomes = tuple((row.outcome, row.kind, row.earned) for row in report.criteria)
    return Told((report.status, *outcomes), dict(zip(DOORS, _pages(grader, report), strict=True)))


def _pages(grader: Grader, report: ScoreReport) -> Iterable[str]:
    plain = {name: value for name, value in json.loads(to_json(report)).items() if name not in OF_THE_FILE}
    yield json.dumps(plain)
    notebook = copy.deepcopy(RELEASED)  # a feedback page is this notebook, rendered
    write_marks(notebook, grader.assignment, report)
    yield json.dumps(notebook)
    yield json.dumps(results(report))


def measure(grader: Grader, channel: Channel, folder: Path, *, flips: Iterable[int] = range(64)) -> Carried:
    """Which of the bits show, when each is turned by itself."""
    path = folder / "leak.py"  # the same name: it stands in places

    def told_of(flip: int) -> Told:
        path.write_text(channel.submission(flip), encoding="utf-8")
        return told(grader, path)

    base = told_of(0)
    outcomes, words = 0, dict.fromkeys(DOORS, 0)
    for bit in flips:
        other = told_of(1 << bit)
        if other.outcomes != base.outcomes:
            outcomes += 1
            continue
        for door in DOORS:
            words[door] += other.pages[door] != base.pages[door]
    return Carried(outcomes, words)
