"""`autograder similar`: which submissions are alike, and where; a list for a person, never a verdict.

The weight of a feature is its size times -log p, with p the part of the class that has it; to the class come
`IMAGINED` students who write as the model solution does, so that in a small class, too, the canonical formula
weighs little. Two submissions are as alike as the weight that they share is of the lighter one's whole.
"""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.errors import AssignmentError, LoadError
from autograder.instructor.fingerprints import Passage, Prints, fingerprints
from autograder.instructor.likeness import Pair, Scale, Weighed, features_of, first, scale_of_class
from autograder.marking.earlier import reference_chunks
from autograder.sentences import NOTHING, Sentence, in_words, say, say_all
from autograder.submission.notebook import Cell, clean_text, place_in_words, read

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
    """A pair to look at, by name, how alike it is, and its matching statements, the most telling first."""

    one: str
    other: str
    likeness: float
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Ordinary:
    """What is ordinary in a class: how alike its pairs are, of those who wrote enough to be listed."""

    pairs: int
    half: float  # of the pairs are alike to this or less
    nine_in_ten: float
    most: float
    drawn_from: int = 0  # so many, where there are more than are compared for it


@dataclass(frozen=True, slots=True)
class Similar:
    """A class compared: the most alike pairs, and who could not be compared."""

    compared: int
    at_least: float
    ordinary: Ordinary | None  # None: too few pairs to say
    found: tuple[Likely, ...]
    more: int  # pairs that are as much alike as was asked, and not among those found
    empty: tuple[str, ...]  # nothing of their own was found
    unread: tuple[tuple[str, Sentence], ...]  # and why

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
            say(
                "{handout}: {error} What everyone was given must be known: autograder release {name}",
                handout=handout,
                error=error.said,
                name=assignment.name,
            )
        ) from error
    reference = [Cell(label, "code", source) for label, source in reference_chunks(assignment)]
    canonical = frozenset(fingerprints(reference, functions).sizes)
    names, submissions, unread = [], [], []
    for name, path in files.items():
        try:
            submissions.append(features_of(fingerprints(read(path).code, functions, given)))
            names.append(name)
        except LoadError as error:
            unread.append((name, error.said))
    scale = scale_of_class(submissions, canonical)
    weighed = Weighed(submissions, scale)
    shown, count = first(weighed.alike(at_least, LEAST), most)
    passages = _Passages(files, functions, given)
    found = []
    for pair in shown:
        one, other = names[pair.one], names[pair.other]
        found.append(Likely(one, other, pair.likeness, matches(passages.of(one), passages.of(other), scale)))
    return Similar(
        compared=len(names),
        at_least=at_least,
        ordinary=_what_is_ordinary(weighed, shown),
        found=tuple(found),
        more=count - len(shown),
        empty=tuple(name for name, one in zip(names, submissions, strict=True) if not len(one.features)),
        unread=tuple(unread),
    )


@dataclass
class _Passages:
    """The statements of submissions that are shown, read once more: those of a whole class fill the memory."""

    files: Mapping[str, Path]
    functions: Sequence[str]
    given: frozenset[int]
    _known: dict[str, Prints] = field(default_factory=dict)

    def of(self, name: str) -> Prints:
        if name not in self._known:
            try:
                self._known[name] = fingerprints(read(self.files[name]).code, self.functions, self.given)
            except LoadError:  # it is collected anew just now
                self._known[name] = Prints({}, ())
        return self._known[name]


def _what_is_ordinary(weighed: Weighed, found: Sequence[Pair]) -> Ordinary | None:
    """Of those who wrote enough: of somebody who wrote little, a line is the whole."""
    enough = [number for number in range(len(weighed.submissions)) if weighed.total(number) >= LEAST]
    ordinary = _ordinary(array("d", (pair.likeness for pair in weighed.drawn(enough))))
    every = len(enough) * (len(enough) - 1) // 2
    if ordinary is None or ordinary.pairs == every:
        return ordinary
    most = max([ordinary.most, *(pair.likeness for pair in found)])
    return replace(ordinary, most=most, drawn_from=every)


def _ordinary(likenesses: Collection[float]) -> Ordinary | None:
    if len(likenesses) < ENOUGH_PAIRS:
        return None
    rising = sorted(likenesses)
    half, nine_in_ten = (rising[math.ceil(part * len(rising)) - 1] for part in (0.5, 0.9))
    return Ordinary(len(rising), half, nine_in_ten, rising[-1])


def similar_text(similar: Similar, passages: int) -> str:
    """The list for a terminal, with so many passages of each pair."""
    count = len(similar.found) + similar.more
    pairs = say("1 pair") if similar.pairs == 1 else say("{number} pairs", number=similar.pairs)
    text = "{n} submissions, {pairs}; {count} are alike to {least:g} or more."
    if count < 2:
        none = "{n} submissions, {pairs}; none is alike to {least:g} or more."
        text = "{n} submissions, {pairs}; 1 is alike to {least:g} or more." if count else none
    head = say(
        text,
        n=similar.compared,
        pairs=pairs,
        count=count,
        least=similar.at_least,
    )
    lines = [str(say_all((head, NO_VERDICT if count else NOTHING))), str(_base_rate(similar.ordinary))]
    for place, likely in enumerate(similar.found, start=1):
        both = say("{one} and {other}", one=clean_text(likely.one), other=clean_text(likely.other))
        lines += [
            "",
            in_words("{place}. {both}: {likeness:.2f}", place=place, both=both, likeness=likely.likeness),
        ]
        for match in likely.matches[:passages]:
            for name, passage in ((likely.one, match.one), (likely.other, match.other)):
                where = (
                    f"{passage.first}" if passage.first == passage.last else f"{passage.first}-{passage.last}"
                )
                place_of_it = place_in_words(clean_text(passage.label))
                lines.append(
                    in_words(
                        "   {name}, {cell}, line {where}:", name=clean_text(name), cell=place_of_it, where=where
                    )
                )
                lines += [f"      {clean_text(line)}" for line in _dedented(passage.text)]
        left = len(likely.matches) - passages
        if left > 0:
            lines.append(in_words("   and {left} more of their statements", left=left))
    if similar.more:
        text = "{more} more pairs are as much alike as was asked. To see all: --most {count}"
        if similar.more == 1:
            text = "1 more pair is as much alike as was asked. To see all: --most {count}"
        lines += ["", in_words(text, more=similar.more, count=count)]
    if similar.empty:
        names = ", ".join(map(clean_text, similar.empty))
        lines += ["", in_words("Nothing of their own: {names}.", names=names)]
    lines += [
        in_words("Not compared: {name}: {why}", name=clean_text(name), why=why) for name, why in similar.unread
    ]
    return "\n".join(lines)


def _base_rate(ordinary: Ordinary | None) -> Sentence:
    """What a reader must know to tell a likeness that is rare from one that is not."""
    if ordinary is None:
        return say(
            "What is ordinary here nobody can say: fewer than {enough} pairs have enough code of their own.",
            enough=ENOUGH_PAIRS,
        )
    pairs = say("{number} pairs", number=ordinary.pairs)
    if ordinary.drawn_from:
        text = "{number} pairs drawn by lot from the {drawn_from}"
        pairs = say(text, number=ordinary.pairs, drawn_from=ordinary.drawn_from)
    return say(
        "Ordinary here, of {pairs} with enough code of their own: half are alike to {half:.2f} or less, nine in"
        " ten to {nine_in_ten:.2f} or less; the most alike to {most:.2f}.",
        pairs=pairs,
        half=ordinary.half,
        nine_in_ten=ordinary.nine_in_ten,
        most=ordinary.most,
    )


def similar_json(similar: Similar, passages: int) -> str:
    """The same as one line of JSON."""
    return json.dumps(
        {
            "compared": similar.compared,
            "pairs": similar.pairs,
            "at_least": similar.at_least,
            "ordinary": similar.ordinary and _ordinary_to_data(similar.ordinary),
            "found": [_likely_to_data(likely, passages) for likely in similar.found],
            "more": similar.more,
            "nothing_of_their_own": similar.empty,
            "not_compared": {name: str(why) for name, why in similar.unread},
        }
    )


def _ordinary_to_data(ordinary: Ordinary) -> dict[str, float]:
    data = asdict(ordinary)
    return data if ordinary.drawn_from else {name: data[name] for name in data if name != "drawn_from"}


def _likely_to_data(likely: Likely, passages: int) -> dict[str, Any]:
    shown = []
    for match in likely.matches[:passages]:
        both = {"one": match.one, "other": match.other}
        sides = {
            side: {"cell": row.label, "first": row.first, "last": row.last, "text": row.text}
            for side, row in both.items()
        }
        shown.append({**sides, "weight": match.weight})
    return {
        "one": likely.one,
        "other": likely.other,
        "likeness": likely.likeness,
        "statements": len(likely.matches),
        "passages": shown,
    }


NO_VERDICT = say(
    "That is no verdict: read the passages, and think of group work, of a source that both read, and of"
    " formulas that many write so."
)


def _dedented(text: str) -> list[str]:
    lines = [line for line in text.split("\n") if line.strip()]
    margin = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    return [line[margin:].rstrip() for line in lines]


@dataclass(frozen=True, slots=True)
class Match:
    """A statement of each that say the same; the more telling, the heavier."""

    one: Passage
    other: Passage
    weight: float


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
