"""What came of an attack: points, processes, and what could be read out of its report."""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.grading import Grader
from autograder.report import Outcome, ScoreReport, Status, to_json

from .attack import Attack, Notebook, hand_in, read_corpus
from .notebooks import forgeries
from .processes import descendants, largest_memory, survivors, watch_memory
from .scene import Scene
from .texts import texts

MEMORY = 400
"""MB that the grader may hold, whatever is handed in."""

OWN_SECONDS = 5.0
"""What the grader may need besides the time of a submission, on a busy machine."""


@dataclass(frozen=True)
class Found:
    """One attack through one door."""

    attack: Attack
    earned: float
    status: Status
    seconds: float
    processes: int
    leaks: tuple[str, ...]
    errors: tuple[str, ...]  # criteria on which the grader itself failed
    memory: int = 0  # the most that the grader held, in MB; 0 where many were marked in one process
    most_seconds: float = math.inf

    @property
    def wrong(self) -> str:
        """What should not be, in one line; empty if all is well."""
        said = []
        if self.earned > self.attack.most:
            said.append(f"earned {self.earned:g}, at most {self.attack.most:g}")
        if self.status is Status.ERROR or self.errors:
            said.append(f"the grader failed: {'; '.join(self.errors[:2]) or self.status}")
        if self.processes:
            said.append(f"{self.processes} processes left")
        if self.memory > MEMORY:
            said.append(f"the grader took {self.memory} MB, at most {MEMORY}")
        if self.seconds > self.most_seconds:
            said.append(f"took {self.seconds:.1f} s, at most {self.most_seconds:g}")
        if self.leaks:
            said.append(f"leaks {self.leaks[:2]}")
        return f"{self.attack.name}: {', '.join(said)}" if said else ""


def attacks() -> tuple[Attack, ...]:
    """Every attack there is, by family."""
    return tuple(sorted((*read_corpus(), *forgeries(), *texts()), key=lambda one: (one.family, one.name)))


def through_grader(attack: Attack, grader: Grader, scene: Scene, notebook: Notebook, folder: Path) -> Found:
    """Mark one attack as `autograder check` would; the grader has marked something before."""
    path = hand_in(attack, notebook, scene.right, folder, scene.places)
    known = descendants()
    watch_memory()
    start = time.monotonic()
    report = grader.grade(path, student=attack.student or attack.name)
    seconds = time.monotonic() - start
    memory = largest_memory()
    own = path.read_bytes().decode("utf-8", "replace")
    one = found(attack, report, report.score, seconds, len(survivors(known)), scene.leaks(said(report), own))
    most_seconds = grader.assignment.limits.total_seconds + OWN_SECONDS
    return replace(one, memory=memory, most_seconds=most_seconds)


def found(
    attack: Attack, report: ScoreReport, earned: float, seconds: float, processes: int, leaks: tuple[str, ...]
) -> Found:
    """Sum up an attack from its report."""
    graded = report.status is Status.GRADED
    errors = (row.message for row in report.criteria if row.outcome is Outcome.ERROR and graded)
    return Found(attack, earned, report.status, seconds, processes, leaks, tuple(dict.fromkeys(errors)))


def said(report: ScoreReport) -> str:
    """All that a report says in words; its seed is for the staff."""
    return "\n".join(_texts(json.loads(to_json(replace(report, seed=None, submission="", seconds=0.0)))))


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []
