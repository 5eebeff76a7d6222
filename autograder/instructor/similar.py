"""`autograder similar`: which submissions are alike, and where; a list for a person, never a verdict.

The weight of a feature is its size times -log p, with p the part of the class that has it; to the class come
`IMAGINED` students who write as the model solution does, so that in a small class, too, the canonical formula
weighs little. Two submissions are as alike as the weight that they share is of the lighter one's whole.
"""

from __future__ import annotations

import itertools
import json
import math
from array import array
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.errors import AssignmentError, LoadError
from autograder.instructor.fingerprints import Passage, Prints, fingerprints
from autograder.marking.earlier import reference_chunks
from autograder.submission.notebook import Cell, clean_text, read

ALIKE = 0.5
"""Likeness from which a pair is listed; see tests/truth/test_similar.py for what independent work reaches."""

LEAST = 300.0
"""Weight that a pair must share to be listed: a few lines that only these two have, not one."""

MOST_PAIRS = 20
"""Pairs that are listed unless more are asked for."""

ENOUGH_PAIRS = 10
"""Pairs from which one can say what is ordinary among them."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A pair to look at, and its matching statements, the most telling first."""

    pair: Pair
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Ordinary:
    """What is ordinary in a class: how alike its pairs are, of those who wrote enough to be listed."""

    pairs: int
    half: float  # of the pairs are alike to this or less
    nine_in_ten: float
    most: float


@dataclass(frozen=True, slots=True)
class Similar:
    """A class compared: the most alike pairs, and who could not be compared."""

    compared: int
    at_least: float
    ordinary: Ordinary | None  # None: too few pairs to say
    found: tuple[Likely, ...]
    more: int  # pairs that are as much alike as was asked, and not among those found
    empty: tuple[str, ...]  # nothing of their own was found
    unread: tuple[tuple[str, str], ...]  # and why

    @property
    def pairs(self) -> int:
        """How many pairs there are in all."""
        return self.compared * (self.compared - 1) // 2


def compare_submissions(
    assignment: Assignment,
    handout: Path,
    files: Mapping[str, Path],
    *,
    at_least: float = ALIKE,
    most: int = MOST_PAIRS,
) -> Similar:
    """Compare the code that the graded functions need, without what `handout` (the released notebook) holds.

    No more than `most` pairs are found, the most alike first.

    Raises:
        AssignmentError: the handout cannot be read, or the assignment's source.
    """
    functions = assignment.functions
    try:
        given = frozenset(fingerprints(read(handout).code, functions).sizes)
    except LoadError as error:
        raise AssignmentError(
            f"{handout}: {error} What everyone was given must be known: autograder release {assignment.name}"
        ) from error
    reference = [Cell(label, "code", source) for label, source in reference_chunks(assignment)]
    canonical = frozenset(fingerprints(reference, functions).sizes)
    prints: dict[str, Prints] = {}
    unread = []
    for name, path in files.items():
        try:
            prints[name] = fingerprints(read(path).code, functions, given)
        except LoadError as error:
            unread.append((name, str(error)))
    scale = scale_of_class(prints.values(), canonical)
    likenesses = array("d")
    listed = []
    for pair in pairs({name: one for name, one in prints.items() if one.sizes}, scale):
        if pair.lighter >= LEAST:  # of somebody who wrote little, a line is the whole
            likenesses.append(pair.likeness)
        if pair.shared >= LEAST and pair.likeness >= at_least:
            listed.append(pair)
    listed.sort(key=lambda pair: (-pair.likeness, -pair.shared, pair.one, pair.other))
    shown = listed[:most]
    return Similar(
        compared=len(prints),
        at_least=at_least,
        ordinary=_ordinary(likenesses),
        found=tuple(Likely(pair, matches(prints[pair.one], prints[pair.other], scale)) for pair in shown),
        more=len(listed) - len(shown),
        empty=tuple(name for name, one in prints.items() if not one.sizes),
        unread=tuple(unread),
    )


def _ordinary(likenesses: Collection[float]) -> Ordinary | None:
    if len(likenesses) < ENOUGH_PAIRS:
        return None
    rising = sorted(likenesses)
    half, nine_in_ten = (rising[math.ceil(part * len(rising)) - 1] for part in (0.5, 0.9))
    return Ordinary(len(rising), half, nine_in_ten, rising[-1])


def similar_text(similar: Similar, passages: int) -> str:
    """The list for a terminal, with so many passages of each pair."""
    count = len(similar.found) + similar.more
    listed = {0: "none is", 1: "1 is"}.get(count, f"{count} are")
    head = f"{similar.compared} submissions, {similar.pairs} pair{'' if similar.pairs == 1 else 's'}; {listed}"
    lines = [f"{head} alike to {similar.at_least:g} or more.{f' {NO_VERDICT}' if count else ''}"]
    lines.append(_base_rate(similar.ordinary))
    for place, likely in enumerate(similar.found, start=1):
        pair = likely.pair
        lines += ["", f"{place}. {clean_text(pair.one)} and {clean_text(pair.other)}: {pair.likeness:.2f}"]
        for match in likely.matches[:passages]:
            for name, passage in ((pair.one, match.one), (pair.other, match.other)):
                where = (
                    f"{passage.first}" if passage.first == passage.last else f"{passage.first}-{passage.last}"
                )
                lines.append(f"   {clean_text(name)}, {clean_text(passage.label)}, line {where}:")
                lines += [f"      {clean_text(line)}" for line in _dedented(passage.text)]
        left = len(likely.matches) - passages
        if left > 0:
            lines.append(f"   and {left} more of their statements")
    if similar.more:
        what = "1 more pair is" if similar.more == 1 else f"{similar.more} more pairs are"
        lines += ["", f"{what} as much alike as was asked. To see all: --most {count}"]
    if similar.empty:
        lines += ["", f"Nothing of their own: {', '.join(map(clean_text, similar.empty))}."]
    lines += [f"Not compared: {clean_text(name)}: {why}" for name, why in similar.unread]
    return "\n".join(lines)


def _base_rate(ordinary: Ordinary | None) -> str:
    """What a reader must know to tell a likeness that is rare from one that is not."""
    if ordinary is None:
        few = f"fewer than {ENOUGH_PAIRS} pairs have enough code of their own"
        return f"What is ordinary here nobody can say: {few}."
    return (
        f"Ordinary here, of {ordinary.pairs} pairs with enough code of their own: half are alike to"
        f" {ordinary.half:.2f} or less, nine in ten to {ordinary.nine_in_ten:.2f} or less; the most alike to"
        f" {ordinary.most:.2f}."
    )


def similar_json(similar: Similar, passages: int) -> str:
    """The same as one line of JSON."""
    return json.dumps(
        {
            "compared": similar.compared,
            "pairs": similar.pairs,
            "at_least": similar.at_least,
            "ordinary": asdict(similar.ordinary) if similar.ordinary else None,
            "found": [_likely_to_data(likely, passages) for likely in similar.found],
            "more": similar.more,
            "nothing_of_their_own": similar.empty,
            "not_compared": dict(similar.unread),
        }
    )


def _likely_to_data(likely: Likely, passages: int) -> dict[str, Any]:
    shown = []
    for match in likely.matches[:passages]:
        both = {"one": match.one, "other": match.other}
        sides = {
            side: {"cell": row.label, "first": row.first, "last": row.last, "text": row.text}
            for side, row in both.items()
        }
        shown.append({**sides, "weight": match.weight})
    pair = likely.pair
    return {
        "one": pair.one,
        "other": pair.other,
        "likeness": pair.likeness,
        "statements": len(likely.matches),
        "passages": shown,
    }


NO_VERDICT = (
    "That is no verdict: read the passages, and think of group work, of a source that both read, and of"
    " formulas that many write so."
)


def _dedented(text: str) -> list[str]:
    lines = [line for line in text.split("\n") if line.strip()]
    margin = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    return [line[margin:].rstrip() for line in lines]


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
    """Two submissions, how alike they are (0 to 1), and two weights: of what they share, of the lighter one."""

    one: str
    other: str
    likeness: float
    shared: float
    lighter: float


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


def scale_of_class(prints: Collection[Prints], canonical: Collection[str]) -> Scale:
    """The scale of a class. `canonical` are the features of the model solution."""
    return Scale(len(prints), Counter(feature for one in prints for feature in one.sizes), canonical)


def pairs(submissions: Mapping[str, Prints], scale: Scale) -> Iterator[Pair]:
    """All pairs of submissions that have features."""
    totals = {name: scale.total(prints) for name, prints in submissions.items()}
    weights = {
        name: {feature: scale.weight(feature, size) for feature, size in prints.sizes.items()}
        for name, prints in submissions.items()
    }
    for one, other in itertools.combinations(submissions, 2):
        lighter, heavier = sorted((one, other), key=lambda name: len(weights[name]))
        there = weights[heavier]
        shared = math.fsum(weight for feature, weight in weights[lighter].items() if feature in there)
        whole = min(totals[one], totals[other])
        yield Pair(one, other, min(1.0, shared / whole) if whole else 0.0, shared, whole)


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
