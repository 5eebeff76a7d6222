"""A small picture of a failed comparison, where one says more than the worst entry.

A vector is drawn against its target. A matrix whose columns are right but for their place and their spread is
drawn as columns of dots, for that is what a normaliser does to them; any other array as a map of its errors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from autograder.learner.drawing import svg
from autograder.learner.drawing.svg import WHITE, between, readable_on
from autograder.marking.verdict import Array, Compared
from autograder.sentences import in_words, listed

ROWS, COLUMNS = 12, 8
"""What is drawn of a larger array: its first rows and columns."""

DARKEST = "#7a1500"
"""The largest error; the others are nearer to white."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG element and the sentence below it."""

    svg: str
    caption: str


def picture(compared: Compared) -> Picture | None:
    """What shows the difference best; None for single numbers and for what is not finite everywhere."""
    got, expected = compared.got, compared.expected
    if got.ndim == 0 or not got.size or not (np.isfinite(got).all() and np.isfinite(expected).all()):
        return None
    if got.ndim == 1:
        return _targets(compared)
    return _columns(compared) if is_moved_or_stretched(got, expected) else _errors(compared)


def is_moved_or_stretched(got: Array, expected: Array) -> bool:
    """Whether each column of a matrix is a straight function of the expected column: the same shape."""
    if got.ndim != 2 or len(got) < 4 or got.shape[1] > COLUMNS:
        return False
    centred, moved = expected - expected.mean(axis=0), got - got.mean(axis=0)
    squares = (centred**2).sum(axis=0)
    if not squares.all():
        return False
    slope = (moved * centred).sum(axis=0) / squares
    rest = np.abs(moved - slope * centred).max(axis=0)
    return bool((rest <= 1e-6 * np.abs(got).max(axis=0) + 1e-300).all() and slope.all())


def _errors(compared: Compared) -> Picture:
    """A table of the differences, the darker the larger."""
    off, wrong = _flat(compared)
    shown, marks = off[:ROWS, :COLUMNS], wrong[:ROWS, :COLUMNS]
    largest = float(np.abs(shown).max()) or 1.0
    wide, high, left, top = 66, 26, 48, 24
    parts = [svg.text(left + wide * (j + 0.5), top / 2, str(j)) for j in range(shown.shape[1])]
    for i, row in enumerate(shown):
        y = top + high * i
        parts.append(svg.text(left - 8, y + high / 2, str(i), anchor="end"))
        for j, value in enumerate(row):
            shade = between(WHITE, DARKEST, abs(float(value)) / largest if marks[i, j] else 0.0)
            words = f"{value:+.2g}" if marks[i, j] else "✓"
            x = left + wide * j
            parts.append(svg.box(x, y, wide, high, fill=shade, stroke="#808080", line_width=1))
            parts.append(svg.text(x + wide / 2, y + high / 2, words, fill=readable_on(shade)))
    count = in_words("{number} of {size} entries are off", number=int(wrong.sum()), size=wrong.size)
    part = (
        "" if shown.shape == off.shape else in_words(" Shown are the first {shape} rows", shape=shown.shape[0])
    )
    part += in_words(" and {shape} columns.", shape=shown.shape[1]) if part else ""
    over = in_words(" Each number is the largest over the other axes.") if compared.got.ndim > 2 else ""
    return Picture(
        svg.svg_picture(
            left + wide * shown.shape[1] + 8,
            top + high * len(shown) + 4,
            title=in_words("Differences of {what}, entry by entry", what=compared.what),
            description=f"{count}. {_where(wrong)}",
            parts=parts,
        ),
        in_words(
            "{what}: yours minus expected; ✓ is right, a darker entry is further off.{over}{part}",
            what=compared.what,
            over=over,
            part=part,
        ),
    )


def _flat(compared: Compared) -> tuple[Array, Array]:
    """Differences and marks as a matrix; over further axes, the largest difference."""
    off: Array = compared.got - compared.expected
    wrong: Array = compared.wrong
    if off.ndim == 2:
        return off, wrong
    off, wrong = off.reshape(*off.shape[:2], -1), wrong.reshape(*wrong.shape[:2], -1)
    at = np.abs(off).argmax(axis=2, keepdims=True)
    largest: Array = np.take_along_axis(off, at, axis=2)[..., 0]
    return largest, np.any(wrong, axis=2)


def _where(wrong: Array) -> str:
    """In which rows and columns the wrong entries lie."""
    rows, columns = np.flatnonzero(wrong.any(axis=1)), np.flatnonzero(wrong.any(axis=0))
    if len(rows) == wrong.shape[0] and len(columns) == wrong.shape[1]:
        return in_words("They lie in all rows and columns.")
    return in_words(
        "They lie in the rows {list} and the columns {list2}.", list=_list(rows), list2=_list(columns)
    )


def _list(numbers: Array) -> str:
    return str(listed(str(int(number)) for number in numbers))


def _columns(compared: Compared) -> Picture:
    """A histogram of dots for each column: rings are expected, discs are the learner's."""
    got, expected = compared.got[:60], compared.expected[:60]
    wide, high = 170, 150
    parts: list[str] = []
    for j in range(got.shape[1]):
        parts += _column(j, got[:, j], expected[:, j], left=wide * j, wide=wide)
    place = int((np.abs(got.mean(axis=0) - expected.mean(axis=0)) > 1e-4 * _unit(expected)).sum())
    spread = int((np.abs(got.std(axis=0) - expected.std(axis=0)) > 1e-4 * _unit(expected)).sum())
    found = in_words(
        "The mean is off in {place} of {shape} columns, the deviation in {spread}.",
        place=place,
        shape=got.shape[1],
        spread=spread,
    )
    if not place and not spread:
        found = in_words("Mean and deviation are right, so a sign is not.")
    return Picture(
        svg.svg_picture(
            wide * got.shape[1],
            high,
            title=in_words("The columns of {what}, yours and expected", what=compared.what),
            description=in_words("The values of each column as dots on a line. {found}", found=found),
            parts=parts,
        ),
        in_words(
            "{what}, column by column: rings are expected, discs are yours. Every column has the"
            " right shape, but not the right place, spread or sign. {found}",
            what=compared.what,
            found=found,
        ),
    )


def _column(j: int, got: Array, expected: Array, *, left: float, wide: float) -> Iterator[str]:
    low, high = float(min(got.min(), expected.min())), float(max(got.max(), expected.max()))
    room, bins = wide - 30, 14
    yield svg.text(left + wide / 2, 10, in_words("column {number}", number=j))
    for values, base, filled in ((expected, 62, False), (got, 118, True)):
        yield svg.line(left + 10, base + 6, left + wide - 10, base + 6, width=1)
        places = ((values - low) / ((high - low) or 1.0) * (bins - 1) + 0.5).astype(int)
        counts = np.bincount(places, minlength=bins)
        step = min(9.0, 36 / max(1, int(counts.max()) - 1))  # a high stack is pressed together
        for at, count in enumerate(counts):
            x = left + 15 + room * at / (bins - 1)
            for place in range(count):
                yield svg.dot(x, base - step * place, 3.5, filled=filled)
        mean = values.mean() if abs(values.mean()) > 1e-6 * values.std() else 0.0
        words = in_words(
            "yours: {mean:.3g} ± {deviation:.3g}" if filled else "expected: {mean:.3g} ± {deviation:.3g}",
            mean=mean,
            deviation=values.std(),
        )
        yield svg.text(left + wide / 2, base + 17, words, size=12)


def _targets(compared: Compared) -> Picture | None:
    """Each entry of a vector against its target, on one axis."""
    got, expected = compared.got, compared.expected
    if len(got) > ROWS:
        return None
    low, high = float(min(got.min(), expected.min())), float(max(got.max(), expected.max()))
    left, room, step, top = 44, 300, 26, 8

    def place(value: float) -> float:
        return left + 10 + room * (float(value) - low) / ((high - low) or 1.0)

    parts = []
    for i, (mine, target) in enumerate(zip(got, expected, strict=True)):
        y = top + step * (i + 0.5)
        parts.append(svg.text(left - 8, y, str(i), anchor="end"))
        parts.append(svg.line(place(mine), y, place(target), y, dash="3 3"))
        parts.append(svg.dot(place(target), y, 7, filled=False))
        parts.append(svg.dot(place(mine), y, 4, filled=True))
        words = (
            in_words("{mine:.4g}, expected {target:.4g}", mine=mine, target=target)
            if compared.wrong[i]
            else f"{mine:.4g} ✓"
        )
        parts.append(svg.text(left + room + 32, y, words, anchor="start"))
    return Picture(
        svg.svg_picture(
            left + room + 230,
            2 * top + step * len(got),
            title=in_words("{what} against its target", what=compared.what),
            description=in_words(
                "{number} of {number2} entries are off.", number=int(compared.wrong.sum()), number2=len(got)
            ),
            parts=parts,
        ),
        in_words(
            "{what}, entry by entry: a ring is the target, a disc is yours; ✓ is right.", what=compared.what
        ),
    )


def _unit(expected: Array) -> float:
    return float(np.abs(expected).max()) or 1.0
