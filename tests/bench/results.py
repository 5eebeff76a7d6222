"""What was measured, and what follows from it: marginal times and their ratios."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field

import numpy as np

from .contenders import Contender
from .measuring import Run


@dataclass(slots=True)
class Results:
    """All findings of one run."""

    rounds: int
    started: float
    minutes: float = 0.0
    load: float = 0.0  # of the machine, when the run began
    contenders: tuple[Contender, ...] = ()
    seconds: dict[tuple[str, int], list[float]] = field(default_factory=dict)  # (name, students)
    shape: dict[int, Run] = field(default_factory=dict)  # students -> grade --jobs 2, with its memory
    clusters: dict[int, list[float]] = field(default_factory=dict)  # workers -> milliseconds a submission
    starts: dict[str, list[float]] = field(default_factory=dict)
    parts: dict[str, float] = field(default_factory=dict)  # milliseconds of each submission

    def median(self, name: str, students: int) -> float:
        """Seconds of the whole command."""
        return statistics.median(self.seconds[name, students])

    def marginal(self, one: Contender) -> float:
        """Milliseconds that one further submission takes, between the two largest classes that it marks.

        Start-up falls out of the difference.
        """
        few, many = one.sizes[-2:]
        rounds = zip(self.seconds[one.name, few], self.seconds[one.name, many], strict=True)
        return statistics.median((b - a) / (many - few) for a, b in rounds) * 1e3

    def ratio(self, name: str) -> float:
        """How many times less than stock nbgrader's the marginal time is."""
        by_name = {one.name: one for one in self.contenders}
        return self.marginal(by_name["stock"]) / self.marginal(by_name[name])

    def start_ratio(self) -> float:
        """How many times sooner our help is there."""
        return statistics.median(self.starts["nbgrader"]) / statistics.median(self.starts["autograder"])

    def cluster_gain(self) -> float:
        """How many times more two workers of a cluster mark than one."""
        return statistics.median(self.clusters[1]) / statistics.median(self.clusters[2])

    def pace(self) -> list[tuple[int, int, float]]:
        """For each tenth of the largest class: its first and last submission, milliseconds for each.

        All in one run, so that nothing but the size of the class differs. What is marked before the first
        look counts for start-up.
        """
        seen = self.shape[max(self.shape)].progress
        numbers, seconds = zip(*(seen[1:] if len(seen) > 2 else seen), strict=True)
        ends = np.unique(np.linspace(numbers[0], numbers[-1], 11).round())
        spent = np.diff(np.interp(ends, numbers, seconds)) / np.diff(ends) * 1e3
        return [
            (round(a) + 1, round(b), float(one)) for a, b, one in zip(ends[:-1], ends[1:], spent, strict=True)
        ]

    def slowdown(self, size: int) -> float:
        """The time of a submission at this place of the largest class over that in its first tenth."""
        rows = self.pace()
        there = max((row for row in rows if row[0] <= size), key=lambda row: row[0])
        return there[2] / rows[0][2]

    def growth(self, size: int) -> float:
        """The peak of memory for a class of this size over that for the smallest."""
        return self.shape[size].peak_mb / self.shape[min(self.shape)].peak_mb
