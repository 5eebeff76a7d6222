"""What was measured, as the page `docs/grading-accuracy.md`: the same findings always give the same text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from . import false_fails, pairs
from .bounds import as_percent, upper_bound
from .catalogue import Recognised
from .false_fails import FalseFail
from .judges import NAMES, ROOT, Judge, styles_of, the_judge
from .mutants import Fate, Judged
from .pairs import Broken

PATH = ROOT / "docs" / "grading-accuracy.md"


@dataclass(slots=True)
class Measured:
    """All findings, gathered as they arrive; `seeds` at which each right style was judged."""

    seeds: int = 0
    false_fails: list[FalseFail] = field(default_factory=list)
    disagreements: list[str] = field(default_factory=list)
    recognised: list[Recognised] = field(default_factory=list)
    mutants: list[Judged] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    only_hidden: dict[str, list[str]] = field(default_factory=dict)
    digests: list[tuple[int, str]] = field(default_factory=list)

    def faults(self) -> list[str]:
        """All that should not be, one line each."""
        return [*self._faults()]

    def _faults(self) -> Iterator[str]:
        for fail in self.false_fails:
            yield f"false fail: {fail.assignment}: {fail.style}, seed {fail.seed}, {fail.line}: {fail.message}"
        yield from (f"the wall disagrees: {one}" for one in self.disagreements)
        for one in self.recognised:
            if not one.is_as_declared:
                yield (
                    f"mistake: {one.assignment}: {one.mistake}, seed {one.seed}: other criteria"
                    f" {_words(one.other_lines)}; wrong names {_words(one.wrong_names)};"
                    f" {'its own name' if one.named else 'not its own name alone'}"
                )
        for mutant in _open(self.mutants):
            text = f"{mutant.fate.value}: {mutant.assignment}: {mutant.style}: {mutant.mutant} {mutant.remark}"
            yield text.rstrip()
        for pair in self.broken:
            yield (
                f"pair: {pair.forward} + {pair.backward}, seed {pair.seed}: earned {_words(pair.earned)};"
                f" wrong names {_words(pair.wrong_names)}"
            )
        if len({digest for _, digest in self.digests}) > 1:
            yield "marks depend on the number of threads"


def figures(measured: Measured) -> list[tuple[str, str]]:
    """The table of figures of the whole course: what, and how many."""
    fates = Counter(one.fate for one in measured.mutants)
    to_name = [one for one in measured.recognised if one.to_name]
    styles = sum(len(styles_of(name)) for name in NAMES)
    mistakes = len({(one.assignment, one.mistake) for one in measured.recognised})
    threads = " and ".join(str(number) for number, _ in measured.digests)
    same = len({digest for _, digest in measured.digests}) == 1
    return [
        ("right styles", f"{styles}"),
        ("gradings of right work", _number(styles * measured.seeds)),
        ("**of these, points lost that were not declared**", f"**{len(measured.false_fails)}**"),
        ("right work through the wall as well", f"{styles * len(false_fails.WALL_SEEDS)}"),
        ("of these, marks that differ", f"{len(measured.disagreements)}"),
        ("known mistakes", f"{mistakes}"),
        ("gradings of known mistakes", _number(len(measured.recognised))),
        (
            "of these, other criteria failed than declared",
            f"{sum(bool(one.other_lines) for one in measured.recognised)}",
        ),
        ("gradings in which a mistake should get its name", _number(len(to_name))),
        ("of these, got it and no other", _number(sum(one.named for one in to_name))),
        ("**of all, got a wrong name**", f"**{sum(bool(one.wrong_names) for one in measured.recognised)}**"),
        ("machine-made mutants", _number(len(measured.mutants))),
        ("noticed", _number(fates[Fate.NOTICED])),
        ("equivalent, with the reason below", _number(fates[Fate.EQUIVALENT])),
        ("only warned of", _number(fates[Fate.WARNED])),
        ("**survived**", f"**{fates[Fate.SURVIVED]}**"),
        ("the grader failed on", _number(fates[Fate.ERROR])),
        ("pairs of mistakes", f"{pairs.NUMBER}"),
        ("of these, break the law below", f"{len(measured.broken)}"),
        ("known mistakes that pass all public checks", f"{sum(map(len, measured.only_hidden.values()))}"),
        (f"reports with {threads} threads of linear algebra", "the same" if same else "DIFFERENT"),
    ]


def write(measured: Measured, day: str) -> str:
    """The whole page, with the day of the measurement."""
    names = [name for name in NAMES if styles_of(name)]
    mistake_seeds = len({one.seed for one in measured.recognised})
    parts = [_INTRODUCTION.format(day=day), _table(("what", "number"), figures(measured))]
    parts.append(_SEEDS.format(seeds=measured.seeds, mistake_seeds=mistake_seeds))
    parts += ["## Assignment by assignment", _by_assignment(measured, names)]
    parts += ["## Line by line", _LINES]
    for name in names:
        parts += [f"### `{name}`", _by_line(measured, the_judge(name))]
    parts += ["## Costs that right styles declare", _declared(names)]
    parts += ["## Mutants", _MUTANTS, _by_style(measured.mutants)]
    parts += ["### Not noticed, and why that is right", _reasons(measured.mutants)]
    still = [
        f"- {one.assignment}, {one.style}: {one.mutant} ({one.fate.value})" for one in _open(measured.mutants)
    ]
    parts += ["### Survivors", "\n".join(still) or "None."]
    parts += ["## Pairs of mistakes", _PAIRS, _pairs(measured.broken)]
    parts += ["## What public checks let pass", _PUBLIC, _only_hidden(measured)]
    parts += ["## On work of your own", _REAL]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = """# How accurate is the grading?

<!-- Written by `make truth`; change nothing here by hand. -->

The grader is graded too: on right work in many styles, on every known mistake, on small changes that a machine
makes to right work, and on mistakes that come in pairs. `make truth` measures all of it anew, on two cores in
some ten minutes, and writes this page; a quick form runs with the tests. Measured on {day}."""

_SEEDS = """Each right style was judged at {seeds} seeds, each known mistake at {mistake_seeds}. A bound
("at most") is the upper end of the 95 % interval of a rate: 3 / n where nothing was seen in n gradings,
otherwise that of Clopper and Pearson. It holds for work in these styles and for these mistakes; a style
that nobody thought of is what no number covers."""

_LINES = """*Right* are gradings of right work that should earn the line, *false fails* those that did
not. *Wrong* are gradings of known mistakes that should lose it, *missed* those that did not. *Mutants*
lost this line first: the search ends at the first line that costs a mutant points."""

_MUTANTS = """A mutant is right work with one small change: another operator, constant, axis or name; a
term, a statement or a keyword less; two arguments or two results exchanged. It is noticed when it loses
a point at one of three seeds. What the handout gives, or an earlier assignment asked for, is not
changed."""

_PAIRS = """A submission with two mistakes of batch normalization, one in the forward pass and one in a
backward pass, should earn none of the criteria in full that either mistake fails alone, and should get
no name but those of the two."""

_PUBLIC = """These known mistakes pass every check that learners have, and lose points under the hidden ones.
The hint comes with the marks."""

_REAL = """`make truth REAL=FOLDER` measures the same on real submissions to `batchnorm` and
`normalizers`: every notebook and Python file below the folder, whatever of the functions it holds.
Beside the grader stands an oracle that shares no code with the checks: the formulas in extended
precision, central differences of the submission's own forward pass and, where it is installed, PyTorch,
which must agree with the formulas. Both run the files behind the same wall. For each line of the rubric,
and for each function as a whole, the table says how many submissions are right and how many of them lost
points, how many are wrong and how many of them earned all points, and which names of mistakes also hold
at the oracle's inputs, with 95 % bounds. What the oracle cannot judge, such as the credit of a gradient
that suits a wrong forward pass, it does not count. Each disagreement is printed with both sides; who is
right, a person decides. Nothing of the files is stored."""


def _by_assignment(measured: Measured, names: Sequence[str]) -> str:
    rows = []
    for name in names:
        styles, fails = len(styles_of(name)), sum(one.assignment == name for one in measured.false_fails)
        mistakes = [one for one in measured.recognised if one.assignment == name]
        to_name = [one for one in mistakes if one.to_name]
        fates = Counter(one.fate for one in measured.mutants if one.assignment == name)
        numbers = (
            *(f"{styles}", _number(styles * measured.seeds), f"{fails}"),
            *(f"{len({one.mistake for one in mistakes})}", f"{len(mistakes)}"),
            f"{sum(not one.is_as_declared for one in mistakes)}",
            f"{sum(one.named for one in to_name)} of {len(to_name)}",
            *(f"{fates.total()}", f"{fates[Fate.NOTICED]}", f"{fates[Fate.EQUIVALENT]}"),
            f"{len(_open(one for one in measured.mutants if one.assignment == name))}",
        )
        rows.append((f"`{name}`", *numbers))
    heads = ("assignment", "styles", "gradings", "false fails", "mistakes", "gradings", "not as declared")
    return _table((*heads, "named", "mutants", "noticed", "equivalent", "open"), rows)


def _by_line(measured: Measured, judge: Judge) -> str:
    rows = []
    fails = Counter(one.line for one in measured.false_fails if one.assignment == judge.name)
    first = Counter(one.line for one in measured.mutants if one.assignment == judge.name)
    mistakes = [one for one in measured.recognised if one.assignment == judge.name]
    for line in judge.lines:
        right = measured.seeds * sum(line not in style.may_lose for style in judge.styles)
        wrong = [one for one in mistakes if line in one.declared]
        missed = sum(line in one.other_lines for one in wrong)
        numbers = (
            *(_number(right), f"{fails[line]}", as_percent(upper_bound(fails[line], right))),
            *(f"{len(wrong)}", f"{missed}", as_percent(upper_bound(missed, len(wrong))) if wrong else "-"),
            f"{first[line]}",
        )
        rows.append((line, *numbers))
    heads = ("line", "right", "false fails", "at most", "wrong", "missed", "at most", "mutants")
    return _table(heads, rows)


def _declared(names: Iterable[str]) -> str:
    lines = [
        f"- `{name}`, `{style.name}`: {', '.join(sorted(style.may_lose))}"
        for name in names
        for style in styles_of(name)
        if style.may_lose
    ]
    return "\n".join(lines) or "None."


def _by_style(rows: Sequence[Judged]) -> str:
    columns = (Fate.NOTICED, Fate.EQUIVALENT, Fate.WARNED, Fate.SURVIVED, Fate.ERROR)
    lines = []
    for name in NAMES:
        for style in dict.fromkeys(one.style for one in rows if one.assignment == name):
            count = Counter(one.fate for one in rows if (one.assignment, one.style) == (name, style))
            numbers = (str(count[fate]) for fate in columns)
            lines.append((f"`{name}`", f"`{style}`", str(count.total()), *numbers))
    return _table(("assignment", "changed", "mutants", *(fate.value for fate in columns)), lines)


def _reasons(rows: Sequence[Judged]) -> str:
    count = Counter(one.remark for one in rows if one.fate is Fate.EQUIVALENT)
    lines = sorted(count.items(), key=lambda item: (-item[1], item[0]))
    return "\n".join(f"- {number}: {reason}" for reason, number in lines) or "None."


def _pairs(rows: Iterable[Broken]) -> str:
    lines = [f"- `{one.forward}` with `{one.backward}` earns {_words(one.earned)}" for one in rows]
    return "\n".join(lines) or "All of them keep this law."


def _only_hidden(measured: Measured) -> str:
    lines = []
    for name in NAMES:
        mistakes = the_judge(name).mistakes
        lines += [f"- `{name}`, `{one}`: {mistakes[one].name}" for one in measured.only_hidden.get(name, ())]
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
