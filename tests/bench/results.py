"""What was measured, and what follows from it: marginal times and their ratios."""

from __future__ import annotations

import itertools
import statistics
from dataclasses import dataclass, field

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
        """Milliseconds that one further submission takes: start-up falls out of the difference."""
        few, many = one.sizes
        rounds = zip(self.seconds[one.name, few], self.seconds[one.name, many], strict=True)
        return statistics.median((b - a) / (many - few) for a, b in rounds) * 1e3

    def marginal_large(self, one: Contender) -> float | None:
        """The same between the larger of its classes and the largest, which is marked once."""
        if not one.once:
            return None
        many, large = one.sizes[1], one.once[0]
        return (self.median(one.name, large) - self.median(one.name, many)) / (large - many) * 1e3

    def best(self, one: Contender) -> float:
        """The marginal time over the largest difference that was measured: the most exact one."""
        return self.marginal_large(one) or self.marginal(one)

    def ratio(self, name: str) -> float:
        """How many times less than stock nbgrader's the marginal time is."""
        by_name = {one.name: one for one in self.contenders}
        return self.marginal(by_name["stock"]) / self.best(by_name[name])

    def start_ratio(self) -> float:
        """How many times sooner our help is there."""
        return statistics.median(self.starts["nbgrader"]) / statistics.median(self.starts["autograder"])

    def cluster_gain(self) -> float:
        """How many times more two workers of a cluster mark than one."""
        return statistics.median(self.clusters[1]) / statistics.median(self.clusters[2])

    def slopes(self) -> list[tuple[int, int, float]]:
        """Two classes, and the milliseconds of each submission between them, for `grade --jobs 2`."""
        grade = next(one for one in self.contenders if one.name == "grade 2")
        seconds = {size: self.median("grade 2", size) for size in (*grade.sizes, *grade.once)}
        largest = max(seconds)
        seconds |= {size: run.seconds for size, run in self.shape.items() if size > largest}
        sizes = sorted(seconds)
        rows = [
            (few, many, (seconds[many] - seconds[few]) / (many - few) * 1e3)
            for few, many in itertools.pairwise(sizes)
        ]
        return [(*grade.sizes, self.marginal(grade)), *rows[1:]]

    def slowdown(self, size: int) -> float:
        """The time of a submission in a class of this size over that in the smallest classes."""
        rows = self.slopes()
        return next(slope for _, many, slope in rows if many == size) / rows[0][2]

    def growth(self, size: int) -> float:
        """The peak of memory for a class of this size over that for the smallest."""
        return self.shape[size].peak_mb / self.shape[min(self.shape)].peak_mb
