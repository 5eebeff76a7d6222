"""A report on one exercise as a learner reads it: its states in words, and what is said of each line.

Text and HTML are two forms of the same report (`report_text`, `report_page.py`); no signal is a colour alone.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.learner.live.prints import Printed
from autograder.learner.public import PublicLine
from autograder.report import Outcome, total
from autograder.sentences import NOTHING, Sentence, say, say_all


@dataclass(frozen=True, slots=True)
class State:
    """How a line ended: a sign and a word that say the same, and the kind for its shade."""

    sign: str
    word: str
    kind: str  # "good", "bad", "open" or "later"
    several: str = ""  # the word for more than one, where it is another


PASSED = State("✓", "passed", "good")
FAILED = State("✗", "failed", "bad")
UNWRITTEN = State("○", "not written yet", "open")
LATER = State("◇", "marked after submission", "later")
HIDDEN_CHECKS = State("◇", "needs the hidden checks", "later", "need the hidden checks")

UNASKED = (LATER, HIDDEN_CHECKS)
"""What the public checks do not ask: in a class, and alone."""

WAITING = State("…", "waits", "open", "wait")

STATES = {
    Outcome.PASSED: PASSED,
    Outcome.CARRIED: PASSED,
    Outcome.FAILED: FAILED,
    Outcome.BLOCKED: WAITING,
    Outcome.ERROR: State("!", "could not be checked", "bad"),
}


TOLERANCE = (
    "(The tolerance is the error that still counts as right: {tolerance} of the size of the numbers. Rounding"
    " stays far below it.)"
)


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is said below a line: what was found, the mistake's name, or its hint."""

    kind: str  # "found", "mistake" or "hint"
    said: Sentence


@dataclass(frozen=True, slots=True)
class Report:
    """All lines of one exercise, and a note that stands below them."""

    exercise: str
    lines: tuple[PublicLine, ...]
    hidden: bool = False  # judged by the hidden checks
    note: str = ""
    printed: Printed | None = None  # by the functions, while they were checked

    @property
    def practice(self) -> bool:
        """Whether the exercise is worth nothing."""
        return self.lines[0].line.practice

    @property
    def title(self) -> str:
        """The exercise, and what the reader must know of the whole report."""
        if self.practice:
            return f"{self.exercise} (practice, worth no points)"
        return f"{self.exercise} (all hidden checks)" if self.hidden else self.exercise

    @property
    def counts(self) -> str:
        """How many lines are in each state: "6 passed, 1 failed"."""
        found = Counter(state(line) for line in self.lines)
        words = ((number, of.several if number > 1 and of.several else of.word) for of, number in found.items())
        return ", ".join(f"{number} {word}" for number, word in words)

    @property
    def failed(self) -> tuple[PublicLine, ...]:
        """The lines that failed because something written is wrong."""
        return tuple(line for line in self.lines if state(line) is FAILED)

    @property
    def closing(self) -> str:
        """The sentence at the end, empty while something is to be mended."""
        if self.hidden:
            earned = total(line.result.earned for line in self.lines if line.result)
            return f"{earned:g} of {total(line.line.points for line in self.lines):g} points."
        if any(state(line) not in (PASSED, *UNASKED) for line in self.lines):
            return ""
        if self.practice:
            return "Everything is right."
        later = total(line.line.points for line in self.lines if not line.result)
        count = "1 point is" if later == 1 else f"{later:g} points are"
        rest = f"; {count} marked after submission." if later else "."
        if later and self.lines[0].alone:
            count = "1 point needs" if later == 1 else f"{later:g} points need"
            rest = f'; {count} the hidden checks: check("{self.exercise}", hidden=True)'
        return f"Everything that can be checked here is right{rest}"


def state(line: PublicLine) -> State:
    """How the line ended."""
    if line.result is None:
        return HIDDEN_CHECKS if line.alone else LATER
    if line.waits:
        return WAITING
    return UNWRITTEN if line.unwritten else STATES[line.result.outcome]


def remarks(line: PublicLine) -> Iterator[Remark]:
    """What went wrong, the name of the mistake that explains it, and its hint."""
    if line.result is None or line.waits:
        return
    if line.result.found:
        yield Remark("found", line.result.found)
    if line.result.named:
        yield Remark("mistake", line.result.named)
    if line.result.hint:
        yield Remark("hint", Sentence(line.result.hint))
    if line.compared and line.compared.tolerance and state(line) is FAILED:
        yield Remark("tolerance", say(TOLERANCE, tolerance=f"{line.compared.tolerance:g}"))


WIDTH = 100


def report_text(report: Report) -> str:
    """The report in lines of at most 100 columns; what several lines have in common is said once."""
    text = [report.title]
    said: set[Sentence] = set()
    for line in report.lines:
        worth = "" if report.practice else f" ({line.line.points:g})"
        text.append(f"  {state(line).word:<24}{line.line.name}{worth}")
        by_kind = {remark.kind: remark.said for remark in remarks(line)}
        message = say_all(by_kind.get(kind, NOTHING) for kind in ("found", "mistake"))
        hint = say("Hint: {hint}", hint=by_kind["hint"]) if "hint" in by_kind else NOTHING
        for sentence in (message, hint, by_kind.get("tolerance", NOTHING)):
            if sentence and sentence not in said:
                said.add(sentence)
                text.append(textwrap.indent(textwrap.fill(str(sentence), WIDTH - 6), 6 * " "))
    if report.printed and report.printed.lines:
        text.append(f"  {printed_title(report.printed)}")
        text += [f"    | {line[: WIDTH - 6]}" for line in report.printed.lines]
    text += [textwrap.fill(end, WIDTH, initial_indent="  ", subsequent_indent="  ") for end in _endings(report)]
    return "\n".join(text)


def printed_title(printed: Printed) -> str:
    """What stands above the lines that the functions printed."""
    if printed.is_cut:
        return f"Printed by your code while it was checked, the first {len(printed.lines)} different lines:"
    return "Printed by your code while it was checked, each line once:"


def _endings(report: Report) -> tuple[str, ...]:
    return tuple(end for end in (report.closing, report.note) if end)
