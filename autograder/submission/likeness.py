"""How alike submissions are, and how much that tells: a feature that many share tells little.

The weight of a feature is its size times -log p, with p the part of the class that has it; to the class come
`IMAGINED` students who write as the model solution does, so that in a small class, too, the canonical formula
weighs little. Two submissions are as alike as the weight that they share is of the lighter one's whole.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from autograder.submission.fingerprints import Passage, Prints

IMAGINED = 8
"""Students who write as the model solution does."""


@dataclass(frozen=True, slots=True)
class Match:
    """A statement of each that say the same; the more telling, the heavier."""

    one: Passage
    other: Passage
    weight: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two submissions, how alike they are (0 to 1), and the weight of what they share."""

    one: str
    other: str
    likeness: float
    shared: float


@dataclass(frozen=True, slots=True)
class Scale:
    """The weight of each feature in a class."""

    students: int
    counts: Mapping[str, int]
    canonical: Collection[str]

    def weight(self, feature: str, size: int) -> float:
        """How telling it is that two students share a feature of this size in words."""
        have = self.counts.get(feature, 1) + IMAGINED * (feature in self.canonical)
        return size * math.log((self.students + IMAGINED + 1) / have)

    def total(self, prints: Prints) -> float:
        """The weight of a whole submission."""
        return math.fsum(self.weight(feature, size) for feature, size in prints.sizes.items())


def scale_of(prints: Collection[Prints], canonical: Collection[str]) -> Scale:
    """The scale of a class. `canonical` are the features of the model solution."""
    return Scale(len(prints), Counter(feature for one in prints for feature in one.sizes), canonical)


def pairs(submissions: Mapping[str, Prints], scale: Scale, *, least: float) -> Iterator[Pair]:
    """All pairs that share a weight of `least` or more."""
    totals = {name: scale.total(prints) for name, prints in submissions.items()}
    weights = {
        name: {feature: scale.weight(feature, size) for feature, size in prints.sizes.items()}
        for name, prints in submissions.items()
    }
    for one, other in itertools.combinations(submissions, 2):
        lighter, heavier = sorted((one, other), key=lambda name: len(weights[name]))
        there = weights[heavier]
        shared = math.fsum(weight for feature, weight in weights[lighter].items() if feature in there)
        if shared >= least:
            yield Pair(one, other, min(1.0, shared / min(totals[one], totals[other])), shared)


def matches(one: Prints, other: Prints, scale: Scale) -> tuple[Match, ...]:
    """For each statement of `one`, the most alike of `other`, the most telling first."""
    found = []
    for mine in one.passages:
        best = max(
            (Match(mine, theirs, _shared(one, mine, theirs, scale)) for theirs in other.passages),
            key=lambda match: match.weight,
            default=None,
        )
        if best is not None and best.weight > 0:
            found.append(best)
    return tuple(sorted(found, key=lambda match: -match.weight))


def _shared(one: Prints, mine: Passage, theirs: Passage, scale: Scale) -> float:
    both = mine.features & theirs.features
    return math.fsum(scale.weight(feature, one.sizes[feature]) for feature in both)
