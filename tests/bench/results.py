"""What was measured, and what follows from it: marginal times and their ratios."""

from __future__ import annotations

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

    def shape_ratios(self) -> tuple[float, float]:
        """Time for each submission and peak memory, largest class over smallest; start-up taken away."""
        (few, small), (many, large) = sorted(self.shape.items())
        start = max(0.0, self.median("grade 2", min(size for name, size in self.seconds if name == "grade 2")))
        size = min(size for name, size in self.seconds if name == "grade 2")
        slow = (small.seconds - start) / (few - size)
        return ((large.seconds - start) / (many - size)) / slow, large.peak_mb / small.peak_mb
