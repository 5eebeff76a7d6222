"""Recognise a mistake by a few numbers, on a machine that holds neither a solution nor the mistake.

When an assignment is released, each public check is replayed with each known mistake in the student's place,
on the inputs that every learner gets. Of what the check fetched, the handout keeps a signature: a digest of
the structure (shapes, types, keys, kinds of failure), and for the arrays a few weighted sums over all their
entries. There are fewer sums than half the entries of an array, and an array that comes back in another check
gets the same sums again, for the weights follow from the shape alone: nothing can be rebuilt from them.

A learner's failing check is named when its digest is the same and every sum agrees to `EXACT` of the largest
entry. A wrong name is worse than none: an array of one or two entries gets no sum, and a check that fetches
one is never named; where several mistakes fit, the exercise's other failing checks are asked.

The method's limit: answers that differ from a mistake's at right angles to all the weights look like it. That
happens to nobody by chance.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

import numpy as np

from autograder.marking.comparison import EXACT
from autograder.marking.judging import Named, call, draw
from autograder.marking.mistakes import Mistake
from autograder.marking.rubric import Check, Criterion, Rubric
from autograder.marking.subject import Session, Subject
from autograder.marking.verdict import Array, CheckFailure
from autograder.sandbox.steps import Failure
from autograder.sentences import Sentence, say_all

MOST = 3
"""Sums of one array, at most."""

TOO_MANY = re.compile(r"(too many values to unpack \(expected \d+), got \d+\)")
"""Python 3.14 says how many came, those before it do not; a mistake has one signature in all of them."""

NOISE = 1e-6
"""Of the largest entry: rounding error, at 1e-16 of it and a few times more, is less than `EXACT` of this."""

DIGITS = 10
"""Decimal digits of a sum, counted from the array's largest entry: coarse enough that two machines write the
same numbers, fine enough for `EXACT`."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of the values that a check fetched; `sums` has one row for each run of arrays."""

    structure: str
    sums: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """A mistake as a handout knows it: its name, its hint, and its signature at each check that it fails."""

    id: str
    name: str
    hint: str
    checks: Mapping[str, Signature]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Names mistakes from their signatures; a `Diagnose` for the runner of public checks."""

    mistakes: tuple[Signed, ...]
    rubric: Rubric
    seed: int

    def __call__(
        self, criterion: Criterion, check: Check, student: Session, fetched: tuple[Any, ...]
    ) -> Named | None:
        """The mistake whose signature these values have, if there is one."""
        found = [one for one in self.mistakes if _agrees(one, criterion, check, fetched)]
        if len(found) > 1:
            found = self._narrow(found, criterion, student)
        if not found:
            return None
        return Named(
            id="+".join(one.id for one in found),
            name=say_all([Sentence(one.name) for one in found], "{one}, or when {other}"),
            hint=say_all(dict.fromkeys(Sentence(one.hint) for one in found)),
        )

    def _narrow(self, found: list[Signed], criterion: Criterion, student: Session) -> list[Signed]:
        """Ask the exercise's other checks, one by one, while several mistakes fit."""
        for row in self.rubric.rows:
            for check in row.checks if row.exercise == criterion.exercise else ():
                fetched, failed = replay(student, row, check, seed=self.seed)
                fits = [one for one in found if failed and _agrees(one, row, check, fetched)]
                found = fits or found
        return found


def sign(mistakes: Mapping[str, tuple[Mistake, Session]], rubric: Rubric, *, seed: int) -> tuple[Signed, ...]:
    """The signatures of all mistakes at the checks of `rubric` that they fail.

    A mistake is asked in the exercises in which it loses points. What has chance in it is left out, and so
    are answers too small to be told by sums.
    """
    signed = []
    for mistake, session in mistakes.values():
        exercises = {key.split("/")[0] for key in mistake.loses if mistake.named}
        checks = {}
        for row in rubric.rows:
            for check in row.checks if row.exercise in exercises else ():
                fetched, failed = replay(session, row, check, seed=seed)
                found = signature(fetched)
                if failed and all(found.sums):
                    checks[_key(row, check)] = found
        if checks:
            signed.append(Signed(mistake.id, mistake.name, mistake.hint, checks))
    return tuple(signed)


def replay(session: Session, criterion: Criterion, check: Check, *, seed: int) -> tuple[tuple[Any, ...], bool]:
    """What a public check fetches from a session, and whether it fails."""
    subject = Subject(session)
    try:
        call(check, student=subject, reference=Subject(session), rng=draw(seed, criterion, check))
    except CheckFailure:
        return tuple(subject.fetched), True
    except Exception:  # credit carried forward, or an error of the check's own: no failure of the student's
        return tuple(subject.fetched), False
    return tuple(subject.fetched), False


def signature(fetched: Sequence[Any]) -> Signature:
    """The signature of fetched values."""
    structure, runs = fold(fetched)
    rounded = []
    for run, unit in zip(runs, _units(runs), strict=True):
        digits = DIGITS - math.floor(math.log10(unit))
        rounded.append(tuple(round(total, digits) + 0.0 for total in _sums(run, unit)))  # -0.0 + 0.0 is 0.0
    return Signature(structure, tuple(rounded))


def fits(fetched: Sequence[Any], known: Signature) -> bool:
    """Whether fetched values have this signature, as far as sums can tell; False where there are none."""
    structure, runs = fold(fetched)
    if structure != known.structure or len(runs) != len(known.sums):
        return False
    for run, unit, expected in zip(runs, _units(runs), known.sums, strict=True):
        got, allowed = _sums(run, unit), EXACT * unit
        if not got or len(got) != len(expected):
            return False
        if not all(abs(one - other) <= allowed for one, other in zip(got, expected, strict=True)):
            return False
    return True


def number_of_sums(size: int) -> int:
    """How many sums an array of `size` entries gets: fewer than half its entries."""
    return max(0, min(MOST, (size - 1) // 2))


def weights(shape: tuple[int, ...], number: int) -> Array:
    """`number` rows of weights for arrays of this shape, the squares of each row adding up to one.

    They come from a hash of the shape: the same on every machine, whatever its version of NumPy.
    """
    size = math.prod(shape)
    text = "x".join(map(str, shape)).encode()
    drawn = np.frombuffer(hashlib.shake_256(text).digest(4 * number * size), dtype="<u4")
    rows: Array = drawn.reshape(number, size) / 2**31 - 1.0
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def write(signed: Sequence[Signed]) -> str:
    """The text of `signatures.json`: a list with one mistake a line."""
    rows = [json.dumps(asdict(one), ensure_ascii=True, allow_nan=False) for one in signed]
    return "[\n" + ",\n".join(rows) + "\n]\n"


def parse_signatures(text: str) -> tuple[Signed, ...]:
    """Read what `write` wrote.

    Raises:
        ValueError: the text is something else.
    """
    try:
        return tuple(
            Signed(
                id=str(row["id"]),
                name=str(row["name"]),
                hint=str(row["hint"]),
                checks={key: _read_signature(known) for key, known in row["checks"].items()},
            )
            for row in json.loads(text)
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"no signatures: {error}") from error


def _read_signature(row: Mapping[str, Any]) -> Signature:
    return Signature(str(row["structure"]), tuple(tuple(map(float, sums)) for sums in row["sums"]))


def _key(criterion: Criterion, check: Check) -> str:
    return f"{criterion.exercise}/{criterion.name}/{check.name}"


def _agrees(one: Signed, criterion: Criterion, check: Check, fetched: Sequence[Any]) -> bool:
    known = one.checks.get(_key(criterion, check))
    return known is not None and fits(fetched, known)


def fold(fetched: Sequence[Any]) -> tuple[str, list[Array]]:
    """A digest of all that is not a number of an array, and the runs: neighbours of one shape, stacked."""
    leaves = [leaf for value in fetched for leaf in _leaves(value)]
    digest = hashlib.blake2b(digest_size=8)
    for leaf in leaves:
        digest.update((leaf if isinstance(leaf, str) else _outline(leaf)).encode() + b"\0")
    arrays = [leaf for leaf in leaves if not isinstance(leaf, str) and leaf.size]
    runs = [np.stack(list(run)) for _, run in groupby(arrays, key=np.shape)]
    return digest.hexdigest(), [np.where(np.isfinite(run), run, 0.0) for run in runs]


def _outline(array: Array) -> str:
    """The shape, and which entries are finite numbers."""
    return f"array {array.shape} {np.packbits(np.isfinite(array)).tobytes().hex()}"


def _leaves(value: Any) -> Iterator[Array | str]:
    """The arrays in a fetched value as they come, and the words for everything around them."""
    if isinstance(value, np.ndarray):
        yield np.asarray(value, dtype=float)
    elif isinstance(value, list | tuple):
        yield f"{type(value).__name__} of {len(value)}"
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, dict):
        yield f"dict of {len(value)}"
        for key in sorted(value, key=repr):
            yield repr(key)
            yield from _leaves(value[key])
    elif isinstance(value, Failure):
        message = TOO_MANY.sub(r"\1)", value.message)
        yield repr((value.kind, value.type_name, message))
    else:
        yield repr(value)


def _sums(run: Array, unit: float) -> tuple[float, ...]:
    """The weighted sums of a run, as many as one of its arrays may get; run (K, *shape).

    Each array has the weights of its shape, times a factor for its place in the run.
    """
    rows = weights(run.shape[1:], number_of_sums(run[0].size))
    places = weights(run.shape[:1], 1).T
    # fsum gives the same digits on every machine; divided by the unit first, it cannot overflow.
    scaled = places * run.reshape(len(run), -1) / unit
    return tuple(math.fsum((row * scaled).ravel()) * unit for row in rows)


def _units(runs: Sequence[Array]) -> list[float]:
    """For each run the size by which its sums are rounded and compared: that of its largest entry.

    A run that is nothing but rounding error beside the others, such as a gradient that should vanish, has other
    digits on each processor. So no unit is less than `NOISE` of the largest entry of all runs.
    """
    sizes = [float(np.max(np.abs(run))) for run in runs]
    least = NOISE * max(sizes, default=0.0)
    return [max(size, least) or 1.0 for size in sizes]
