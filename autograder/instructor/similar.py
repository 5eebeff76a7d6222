"""`autograder similar`: which submissions are alike, and where; a list for a person, never a verdict.

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
from pathlib import Path

from autograder.assignment import Assignment
from autograder.errors import AssignmentError, LoadError
from autograder.instructor.fingerprints import Passage, Prints, fingerprints
from autograder.marking.earlier import reference_chunks
from autograder.submission.notebook import Cell, clean_text, read

ALIKE = 0.5
"""Likeness from which a pair is listed; see tests/truth/test_similar.py for what independent work reaches."""

LEAST = 300.0
"""Weight that a pair must share to be listed: a few lines that only these two have, not one."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A pair to look at, and its matching statements, the most telling first."""

    pair: Pair
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Similar:
    """A class compared: pairs by likeness, and who could not be."""

    compared: int
    at_least: float
    found: tuple[Likely, ...]
    empty: tuple[str, ...]  # nothing of their own was found
    unread: tuple[tuple[str, str], ...]  # and why


def compare_submissions(
    assignment: Assignment, handout: Path, files: Mapping[str, Path], *, at_least: float = ALIKE
) -> Similar:
    """Compare the code that the graded functions need, without what `handout` (the released notebook) holds.

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
    listed = [pair for pair in pairs(prints, scale, least=LEAST) if pair.likeness >= at_least]
    listed.sort(key=lambda pair: (-pair.likeness, -pair.shared, pair.one, pair.other))
    return Similar(
        compared=len(prints),
        at_least=at_least,
        found=tuple(Likely(pair, matches(prints[pair.one], prints[pair.other], scale)) for pair in listed),
        empty=tuple(name for name, one in prints.items() if not one.sizes),
        unread=tuple(unread),
    )


def similar_text(similar: Similar, passages: int) -> str:
    """The list for a terminal, with so many passages of each pair."""
    number = similar.compared * (similar.compared - 1) // 2
    count = len(similar.found)
    listed = {0: "none is", 1: "1 is"}.get(count, f"{count} are")
    head = f"{similar.compared} submissions, {number} pair{'' if number == 1 else 's'}; {listed} alike to"
    lines = [f"{head} {similar.at_least:g} or more.{f' {NO_VERDICT}' if count else ''}"]
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
    if similar.empty:
        lines += ["", f"Nothing of their own: {', '.join(map(clean_text, similar.empty))}."]
    lines += [f"Not compared: {clean_text(name)}: {why}" for name, why in similar.unread]
    return "\n".join(lines)


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


def scale_of_class(prints: Collection[Prints], canonical: Collection[str]) -> Scale:
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
