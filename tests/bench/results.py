"""What was measured, and what follows from it: marginal times and their ratios."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field

import numpy as np

from .contenders import Contender
from .measuring import Run
from .notebook import Waits
from .rounds import RoundWay
from .starting import Start


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
    page_shape: dict[int, Run] = field(default_factory=dict)  # students -> feedback --jobs 2, with its memory
    clusters: dict[int, list[float]] = field(default_factory=dict)  # workers -> milliseconds a submission
    starts: dict[str, list[float]] = field(default_factory=dict)
    commands: tuple[Start, ...] = ()
    notebooks: tuple[Waits, ...] = ()
    parts: dict[str, float] = field(default_factory=dict)  # milliseconds of each submission
    ways: tuple[RoundWay, ...] = ()
    whole: dict[tuple[str, int], list[dict[str, float]]] = field(default_factory=dict)  # (way, students)
    pages: list[dict[tuple[str, int], float]] = field(default_factory=list)  # (way, students) -> seconds

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

    def step(self, way: RoundWay, step: str) -> float:
        """Milliseconds that one further student takes in a step of the round."""
        few, many = way.sizes[-2:]
        pairs = zip(self.whole[way.name, few], self.whole[way.name, many], strict=True)
        return statistics.median((b[step] - a[step]) / (many - few) for a, b in pairs) * 1e3

    def round_seconds(self, way: RoundWay, students: int) -> float:
        """Seconds of the whole round for a class of so many, measured where it was, and else found from two."""
        if (way.name, students) in self.whole:
            return statistics.median(sum(one.values()) for one in self.whole[way.name, students])
        few, _ = way.sizes[-2:]
        further = sum(self.step(way, step) for step in way.commands) / 1e3
        return self.round_seconds(way, few) + further * (students - few)

    def round_ratio(self, name: str, students: int) -> float:
        """How many times less than nbgrader's our round takes, start-up and all."""
        by_name = {way.name: way for way in self.ways}
        theirs = self.round_seconds(by_name["nbgrader"], students)
        return theirs / self.round_seconds(by_name[name], students)

    def page(self, name: str) -> float:
        """Milliseconds of one further page."""
        few, *_, many = sorted(size for way, size in self.pages[0] if way == name)
        return statistics.median((one[name, many] - one[name, few]) / (many - few) for one in self.pages) * 1e3

    def page_names(self) -> list[str]:
        """The ways to make pages, nbgrader's two first."""
        return list(dict.fromkeys(way for way, _ in self.pages[0]))

    def page_ratio(self, name: str) -> float:
        """How many times less a page takes than the same by nbgrader's converter."""
        return self.page(self.page_names()[0]) / self.page(name)

    def pace(self, shape: dict[int, Run]) -> list[tuple[int, int, float]]:
        """For each tenth of the largest class: its first and last submission, milliseconds for each.

        All in one run, so that nothing but the size of the class differs. What is marked before the first
        look counts for start-up.
        """
        seen = shape[max(shape)].progress
        numbers, seconds = zip(*(seen[1:] if len(seen) > 2 else seen), strict=True)
        ends = np.unique(np.linspace(numbers[0], numbers[-1], 11).round())
        spent = np.diff(np.interp(ends, numbers, seconds)) / np.diff(ends) * 1e3
        return [
            (round(a) + 1, round(b), float(one)) for a, b, one in zip(ends[:-1], ends[1:], spent, strict=True)
        ]

    def slowdown(self, shape: dict[int, Run], size: int) -> float:
        """The time of a submission at this place of the largest class over that in its first tenth."""
        rows = self.pace(shape)
        there = max((row for row in rows if row[0] <= size), key=lambda row: row[0])
        return there[2] / rows[0][2]

    def growth(self, shape: dict[int, Run], size: int) -> float:
        """The peak of memory for a class of this size over that for the smallest."""
        return shape[size].peak_mb / shape[min(shape)].peak_mb
