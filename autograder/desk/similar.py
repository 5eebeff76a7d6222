"""`autograder similar`: which submissions are alike, and where; a list for a person, never a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment import Assignment, AssignmentError
from autograder.marking.reference import reference_chunks
from autograder.submission.fingerprints import Prints, fingerprints
from autograder.submission.likeness import Match, Pair, matches, pairs, scale_of
from autograder.submission.notebook import Cell, LoadError, clean_text, read

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


def compare(
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
    scale = scale_of(prints.values(), canonical)
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
