"""What was measured, as the page `docs/grading-accuracy.md`: the same findings always give the same text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .catalogue import Recognised
from .false_fails import FalseFail
from .judges import MISTAKES, ROOT, Style, styles
from .mutants import Fate, Judged
from .others import Found
from .pairs import Broken

PATH = ROOT / "docs" / "grading-accuracy.md"


@dataclass(slots=True)
class Measured:
    """All findings, gathered as they arrive."""

    seeds: int = 0
    gradings: int = 0
    false_fails: list[FalseFail] = field(default_factory=list)
    through_the_wall: int = 0
    disagreements: list[str] = field(default_factory=list)
    recognised: list[Recognised] = field(default_factory=list)
    mutants: list[Judged] = field(default_factory=list)
    pairs: int = 0
    broken: list[Broken] = field(default_factory=list)
    only_hidden: list[str] = field(default_factory=list)
    digests: list[tuple[int, str]] = field(default_factory=list)
    others: list[Found] = field(default_factory=list)

    def faults(self) -> list[str]:
        """All that should not be, one line each."""
        threads = len({digest for _, digest in self.digests}) > 1
        return [
            *(
                f"false fail: {one.style}, seed {one.seed}, {one.criterion}: {one.message}"
                for one in self.false_fails
            ),
            *(f"the wall disagrees: {one}" for one in self.disagreements),
            *(
                f"mistake: {one.mistake}, seed {one.seed}: other criteria {_words(one.other_criteria)};"
                f" wrong names {_words(one.wrong_names)}"
                for one in self.recognised
                if one.other_criteria or one.wrong_names
            ),
            *(
                f"{one.fate.value}: {one.style}: {one.mutant} {one.remark}".rstrip()
                for one in _open(self.mutants)
            ),
            *(
                f"pair: {one.forward} + {one.backward}, seed {one.seed}: earned {_words(one.earned)};"
                f" wrong names {_words(one.wrong_names)}"
                for one in self.broken
            ),
            *(
                f"{one.assignment}: {one.kind} {one.name}, seed {one.seed}: {one.wrong}"
                for one in self.others
                if one.wrong
            ),
            *(["marks depend on the number of threads"] if threads else []),
        ]


def figures(measured: Measured) -> list[tuple[str, str]]:
    """The table of figures: what, and how many."""
    fates = Counter(one.fate for one in measured.mutants)
    named = [one for one in measured.recognised if MISTAKES[one.mistake].loses and MISTAKES[one.mistake].named]
    wrong = [one for one in measured.recognised if one.wrong_names]
    threads = " and ".join(str(number) for number, _ in measured.digests)
    same = len({digest for _, digest in measured.digests}) == 1
    return [
        ("right styles", f"{len(styles())}"),
        ("gradings of right work", _number(measured.gradings)),
        ("**of these, points lost that were not declared**", f"**{len(measured.false_fails)}**"),
        ("right work through the wall as well", f"{measured.through_the_wall}"),
        ("of these, marks that differ", f"{len(measured.disagreements)}"),
        ("known mistakes", f"{len(MISTAKES)}"),
        ("gradings of known mistakes", _number(len(measured.recognised))),
        (
            "of these, other criteria failed than declared",
            f"{sum(bool(o.other_criteria) for o in measured.recognised)}",
        ),
        ("gradings in which a mistake should get its name", _number(len(named))),
        ("of these, got it and no other", _number(sum(one.named for one in named))),
        ("**of all, got a wrong name**", f"**{len(wrong)}**"),
        ("machine-made mutants", _number(len(measured.mutants))),
        ("noticed", _number(fates[Fate.NOTICED])),
        ("equivalent, with the reason below", _number(fates[Fate.EQUIVALENT])),
        ("only warned of", _number(fates[Fate.WARNED])),
        ("**survived**", f"**{fates[Fate.SURVIVED]}**"),
        ("the grader failed on", _number(fates[Fate.ERROR])),
        ("pairs of mistakes", f"{measured.pairs}"),
        ("of these, break the law below", f"{len(measured.broken)}"),
        ("known mistakes that pass all public checks", f"{len(measured.only_hidden)}"),
        (f"reports with {threads} threads of linear algebra", "the same" if same else "DIFFERENT"),
    ]


def write(measured: Measured, day: str) -> str:
    """The whole page, with the day of the measurement."""
    parts = [_INTRODUCTION.format(day=day), _table(("what", "number"), figures(measured))]
    bound = f"{3 / measured.gradings:.0e}".replace("e-0", "e-") if measured.gradings else "1"
    parts.append(
        f"Each right style was judged at {measured.seeds} seeds, each known mistake at"
        f" {len({one.seed for one in measured.recognised})}. No loss in so many gradings\n"
        f"would bound the rate of false fails below {bound} with 95 % confidence, for work in these styles; a\n"
        "style that nobody thought of is what no number covers."
    )
    declared = [style for style in styles() if style.may_lose]
    parts += ["## Costs that right styles declare", _declared(declared)]
    parts += ["## Mutants", _MUTANTS, _by_style(measured.mutants)]
    parts += ["### Not noticed, and why that is right", _reasons(measured.mutants)]
    still = [f"- {one.style}: {one.mutant} ({one.fate.value})" for one in _open(measured.mutants)]
    parts += ["### Survivors", "\n".join(still) or "None."]
    parts += ["## Pairs of mistakes", _PAIRS, _pairs(measured.broken)]
    parts += ["## What public checks let pass", _PUBLIC, _only_hidden(measured)]
    parts += ["## The other assignments", _OTHERS, _others(measured.others)]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = """# How accurate is the grading?

<!-- Written by `make truth`; change nothing here by hand. -->

The grader is graded too: on right work in many styles, on every known mistake, on small changes that a machine
makes to right work, and on mistakes that come in pairs. `make truth` measures all of it anew, on two cores in
some ten minutes, and writes this page; a quick form runs with the tests. Measured on {day}."""

_MUTANTS = """A mutant is right work with one small change: another operator, constant, axis or name; a term, a
statement or a keyword less; two arguments or two results exchanged. It is noticed when it loses a point at one
of three seeds."""

_PAIRS = """A submission with two mistakes, one in the forward pass and one in a backward pass, should earn none
of the criteria in full that either mistake fails alone, and should get no name but those of the two."""

_PUBLIC = """These known mistakes pass every check that learners have, and lose points under the hidden ones.
The hint comes with the marks."""


_OTHERS = """The same for the rest of the course, at fewer seeds: right work in several styles, and every known
mistake at two seeds. Work in single precision declares that it loses the point for precision. A mistake with
chance in it, or one that costs nothing, need not be named."""


def _others(rows: Sequence[Found]) -> str:
    lines = []
    for name in dict.fromkeys(one.assignment for one in rows):
        right = [one for one in rows if one.assignment == name and one.kind == "style"]
        wrong = [one for one in rows if one.assignment == name and one.kind == "mistake"]
        to_name = [one for one in wrong if not one.nameless]
        numbers = (
            *(len({one.name for one in right}), len(right), sum(bool(one.wrong) for one in right)),
            *(len({one.name for one in wrong}), len(wrong), sum(bool(one.wrong) for one in wrong)),
            f"{sum(one.named for one in to_name)} of {len(to_name)}",
        )
        lines.append((f"`{name}`", *map(str, numbers)))
    heads = (
        "assignment",
        "styles",
        "gradings",
        "false fails",
        "mistakes",
        "gradings",
        "not as declared",
        "named",
    )
    return _table(heads, lines)


def _declared(rows: Iterable[Style]) -> str:
    lines = [f"- `{style.name}`: {', '.join(sorted(style.may_lose))}" for style in rows]
    return "\n".join(lines) or "None."


def _by_style(rows: Sequence[Judged]) -> str:
    names = dict.fromkeys(one.style for one in rows)
    columns = (Fate.NOTICED, Fate.EQUIVALENT, Fate.WARNED, Fate.SURVIVED, Fate.ERROR)
    lines = []
    for name in names:
        count = Counter(one.fate for one in rows if one.style == name)
        lines.append((f"`{name}`", str(count.total()), *(str(count[fate]) for fate in columns)))
    return _table(("changed", "mutants", *(fate.value for fate in columns)), lines)


def _reasons(rows: Sequence[Judged]) -> str:
    count = Counter(one.remark for one in rows if one.fate is Fate.EQUIVALENT)
    return "\n".join(f"- {number}: {reason}" for reason, number in count.most_common()) or "None."


def _pairs(rows: Iterable[Broken]) -> str:
    lines = [f"- `{one.forward}` with `{one.backward}` earns {_words(one.earned)}" for one in rows]
    return "\n".join(lines) or "All of them keep this law."


def _only_hidden(measured: Measured) -> str:
    lines = [f"- `{name}`: {MISTAKES[name].name}" for name in measured.only_hidden]
    noticed = [one for one in measured.mutants if one.fate is Fate.NOTICED]
    public = sum(one.public for one in noticed)
    lines = lines or ["None."]
    return (
        "\n".join(lines)
        + f"\n\nOf the {_number(len(noticed))} mutants that lose points, {public} pass them too."
    )


def _open(rows: Iterable[Judged]) -> list[Judged]:
    return [one for one in rows if one.fate in (Fate.SURVIVED, Fate.WARNED, Fate.ERROR)]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---", *("---:" for _ in heads[1:])]
    return "\n".join("| " + " | ".join(row) + " |" for row in (heads, rule, *rows))


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")


def _words(values: Iterable[str]) -> str:
    return ", ".join(sorted(values)) or "none"
