"""How alike are the submissions of a class, and which pairs are worth a look? Not all pairs are compared.

The pairs of a class grow with its square, and almost all of them share formulas that many write. A pair that is
worth a look shares more than that: of the features of the lighter one, the most frequent do not weigh enough
together, so it shares one of the others. Only under these each submission is entered in an index, as in
"prefix filtering" (Chaudhuri, Ganti, Kaushik: A primitive operator for similarity joins, ICDE 2006); who meets
nobody there is compared with nobody.
"""

from __future__ import annotations

import heapq
import itertools
import math
import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from autograder.instructor.fingerprints import Prints

IMAGINED = 8
"""Students who write as the model solution does."""

DRAWN = 100_000
"""Pairs that are compared to see what is ordinary: all pairs of 447 students."""

OF_ANOTHER_ORDER = 1e-9
"""Part of a weight by which a sum in another order may differ, and far more."""


@dataclass(frozen=True, slots=True)
class Features:
    """The features of one submission, rising, and how many words each has."""

    features: NDArray[np.uint64]
    sizes: NDArray[np.int32]


def features_of(prints: Prints) -> Features:
    """What pairs are found by; it takes a tenth of the room."""
    rising = sorted(prints.sizes)
    sizes = [prints.sizes[feature] for feature in rising]
    return Features(np.array(rising, dtype=np.uint64), np.array(sizes, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class Scale:
    """The weight of each feature in a class."""

    students: int
    features: NDArray[np.uint64]  # of the whole class, rising
    counts: NDArray[np.int64]  # of the students who have each
    canonical: Collection[int]

    def weight(self, feature: int, size: int) -> float:
        """How telling it is that two students share a feature of this size in words."""
        place = int(np.searchsorted(self.features, np.uint64(feature)))
        is_there = place < len(self.features) and int(self.features[place]) == feature
        have = (int(self.counts[place]) if is_there else 1) + IMAGINED * (feature in self.canonical)
        return size * math.log((self.students + IMAGINED + 1) / have)


def scale_of_class(submissions: Sequence[Features], canonical: Collection[int]) -> Scale:
    """The scale of a class. `canonical` are the features of the model solution."""
    every = [one.features for one in submissions] or [np.empty(0, np.uint64)]
    features, counts = np.unique(np.concatenate(every), return_counts=True)
    return Scale(len(submissions), features, counts, canonical)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two submissions by their numbers, how alike they are (0 to 1), and two weights.

    Of what they share, and of the lighter one.
    """

    one: int
    other: int
    likeness: float
    shared: float
    lighter: float

    @property
    def order(self) -> tuple[float, float, int, int]:
        """The most alike come first."""
        return -self.likeness, -self.shared, self.one, self.other


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What of one submission others have too, rising by number of the feature, and the weight of all of it."""

    numbers: NDArray[np.int64]
    weights: NDArray[np.float64]
    total: float


@dataclass(frozen=True, slots=True)
class _Index:
    """Submissions under features by their numbers: those of feature n stand from start n to start n + 1."""

    ranks: NDArray[np.int32]
    starts: NDArray[np.int64]

    def under(self, feature: int) -> NDArray[np.int32]:
        return self.ranks[self.starts[feature] : self.starts[feature + 1]]


@dataclass(frozen=True)
class Weighed:
    """A class whose features have weights; a submission is known by its number."""

    submissions: Sequence[Features]
    scale: Scale

    @cached_property
    def _of(self) -> Sequence[_Weighed]:
        scale = self.scale
        canonical = np.array(sorted(scale.canonical), dtype=np.uint64)
        have = scale.counts + IMAGINED * np.isin(scale.features, canonical)
        # By `math.log`, a value for each count: in another library the last digit may be another one.
        logarithms = np.zeros(int(have.max(initial=0)) + 1)
        for count in np.unique(have):
            logarithms[count] = math.log((scale.students + IMAGINED + 1) / count)
        found = []
        for one in self.submissions:
            numbers = np.searchsorted(scale.features, one.features)
            weights = one.sizes * logarithms[have[numbers]]
            others_have = scale.counts[numbers] > 1
            found.append(_Weighed(numbers[others_have], weights[others_have], math.fsum(weights)))
        return found

    def total(self, number: int) -> float:
        """The weight of a whole submission."""
        return self._of[number].total

    def pair(self, one: int, other: int) -> Pair:
        """How alike two submissions are."""
        mine, theirs = self._of[one], self._of[other]
        both = np.isin(mine.numbers, theirs.numbers, assume_unique=True)
        shared = math.fsum(mine.weights[both])
        whole = min(mine.total, theirs.total)
        return Pair(one, other, min(1.0, shared / whole) if whole else 0.0, shared, whole)

    def alike(self, at_least: float, least: float) -> Iterator[Pair]:
        """Every pair that is alike to `at_least`, and shares at least the weight `least`, which is not zero."""
        lightest_first = sorted(range(len(self._of)), key=self.total)
        index = self._index(lightest_first, at_least, least)
        for rank, number in enumerate(lightest_first):
            met = [index.under(feature) for feature in self._of[number].numbers.tolist()]
            ranks = np.unique(np.concatenate(met)) if met else np.empty(0, np.int32)
            for other in ranks[ranks < rank].tolist():
                pair = self.pair(*sorted((number, lightest_first[other])))
                if pair.shared >= least and pair.likeness >= at_least:
                    yield pair

    def _index(self, lightest_first: Sequence[int], at_least: float, least: float) -> _Index:
        """Each submission under the features of which any heavier one shares at least one, if it is alike."""
        entered = []
        for number in lightest_first:
            mine = self._of[number]
            needed = max(least, at_least * mine.total) * (1 - OF_ANOTHER_ORDER)
            rarest_first = np.argsort(self.scale.counts[mine.numbers], kind="stable")
            left = np.cumsum(mine.weights[rarest_first][::-1])[::-1]  # of this feature and of all after it
            entered.append(mine.numbers[rarest_first][left >= needed])
        ranks = np.repeat(np.arange(len(entered), dtype=np.int32), [len(one) for one in entered])
        features = np.concatenate(entered) if entered else np.empty(0, np.int64)
        by_feature = np.argsort(features, kind="stable")
        starts = np.searchsorted(features[by_feature], np.arange(len(self.scale.features) + 1))
        return _Index(ranks[by_feature], starts)

    def drawn(self, numbers: Sequence[int]) -> Iterator[Pair]:
        """All pairs of these submissions; of more than `DRAWN` so many, the same each time."""
        every = len(numbers) * (len(numbers) - 1) // 2
        if every <= DRAWN:
            for one, other in itertools.combinations(numbers, 2):
                yield self.pair(one, other)
            return
        for place in random.Random(0).sample(range(every), DRAWN):
            # Row by row: 1 and 0; 2 and 0, 2 and 1; 3 and 0 ...
            row = (1 + math.isqrt(1 + 8 * place)) // 2
            yield self.pair(numbers[place - row * (row - 1) // 2], numbers[row])


def first(pairs: Iterator[Pair], most: int) -> tuple[Sequence[Pair], int]:
    """The first of these pairs in their order, at most so many; and how many there are in all."""
    count = itertools.count()
    chosen = heapq.nsmallest(most, (pair for pair, _ in zip(pairs, count, strict=False)), key=lambda p: p.order)
    return chosen, next(count)
