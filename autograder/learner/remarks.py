"""A report on one exercise as a learner reads it: its states in words, and what is said of each line.

Text and HTML are two forms of the same report (`report_text`, `report_page.py`); no signal is a colour alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.columns import filled_lines, padded
from autograder.learner.live.prints import Printed
from autograder.learner.public import PublicLine
from autograder.report import Outcome, total
from autograder.sentences import NOTHING, Sentence, in_words, say, say_all, show


@dataclass(frozen=True, slots=True)
class State:
    """How a line ended: a sign and a word that say the same, and the kind for its shade."""

    sign: str
    word: Sentence
    kind: str  # "good", "bad", "open" or "later"
    several: Sentence = NOTHING  # the word for more than one, where it is another


PASSED = State("✓", say("passed"), "good")
FAILED = State("✗", say("failed"), "bad")
UNWRITTEN = State("○", say("not written yet"), "open")
LATER = State("◇", say("marked after submission"), "later")
HIDDEN_CHECKS = State("◇", say("needs the hidden checks"), "later", say("need the hidden checks"))

UNASKED = (LATER, HIDDEN_CHECKS)
"""What the public checks do not ask: in a class, and alone."""

WAITING = State("…", say("waits"), "open", say("wait"))

STATES = {
    Outcome.PASSED: PASSED,
    Outcome.CARRIED: PASSED,
    Outcome.FAILED: FAILED,
    Outcome.BLOCKED: WAITING,
    Outcome.ERROR: State("!", say("could not be checked"), "bad"),
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
            return in_words("{exercise} (practice, worth no points)", exercise=self.exercise)
        return (
            in_words("{exercise} (all hidden checks)", exercise=self.exercise) if self.hidden else self.exercise
        )

    @property
    def counts(self) -> str:
        """How many lines are in each state: "6 passed, 1 failed"."""
        found = Counter(state(line) for line in self.lines)
        words = (
            say("{number} {state}", number=number, state=of.several if number > 1 and of.several else of.word)
            for of, number in found.items()
        )
        return show(say_all(words, "{one}, {other}"))

    @property
    def failed(self) -> tuple[PublicLine, ...]:
        """The lines that failed because something written is wrong."""
        return tuple(line for line in self.lines if state(line) is FAILED)

    @property
    def closing(self) -> str:
        """The sentence at the end, empty while something is to be mended."""
        if self.hidden:
            earned = total(line.result.earned for line in self.lines if line.result)
            full = total(line.line.points for line in self.lines)
            return in_words("{earned:g} of {full:g} points.", earned=earned, full=full)
        if any(state(line) not in (PASSED, *UNASKED) for line in self.lines):
            return ""
        if self.practice:
            return in_words("Everything is right.")
        later = total(line.line.points for line in self.lines if not line.result)
        return show(_all_right(later, self.exercise, alone=self.lines[0].alone))


def _all_right(later: float, exercise: str, *, alone: bool) -> Sentence:
    """That nothing is wrong, and who asks what no public check asks."""
    if not later:
        return say("Everything that can be checked here is right.")
    if alone and later == 1:
        return say(
            "Everything that can be checked here is right; 1 point needs the hidden checks:"
            ' check("{exercise}", hidden=True)',
            exercise=exercise,
        )
    if alone:
        return say(
            "Everything that can be checked here is right; {later:g} points need the hidden checks:"
            ' check("{exercise}", hidden=True)',
            later=later,
            exercise=exercise,
        )
    if later == 1:
        return say("Everything that can be checked here is right; 1 point is marked after submission.")
    return say(
        "Everything that can be checked here is right; {later:g} points are marked after submission.",
        later=later,
    )


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
        yield Remark("hint", line.result.hint)
    if line.compared and line.compared.tolerance and state(line) is FAILED:
        yield Remark("tolerance", say(TOLERANCE, tolerance=f"{line.compared.tolerance:g}"))


WIDTH = 100


def report_text(report: Report) -> str:
    """The report in lines of at most 100 columns; what several lines have in common is said once."""
    text = [report.title]
    said: set[Sentence] = set()
    for line in report.lines:
        worth = "" if report.practice else in_words(" ({points})", points=f"{line.line.points:g}")
        text.append(f"  {padded(str(state(line).word), 24)}{Sentence(line.line.name)}{worth}")
        by_kind = {remark.kind: remark.said for remark in remarks(line)}
        message = say_all(by_kind.get(kind, NOTHING) for kind in ("found", "mistake"))
        hint = say("Hint: {hint}", hint=by_kind["hint"]) if "hint" in by_kind else NOTHING
        for sentence in (message, hint, by_kind.get("tolerance", NOTHING)):
            if sentence and sentence not in said:
                said.add(sentence)
                text.append(filled_lines(str(sentence), WIDTH, 6 * " "))
    if report.printed and report.printed.lines:
        text.append(f"  {printed_title(report.printed)}")
        text += [f"    | {line[: WIDTH - 6]}" for line in report.printed.lines]
    text += [filled_lines(end, WIDTH, "  ") for end in _endings(report)]
    return "\n".join(text)


def printed_title(printed: Printed) -> str:
    """What stands above the lines that the functions printed."""
    if printed.is_cut:
        return in_words(
            "Printed by your code while it was checked, the first {number} different lines:",
            number=len(printed.lines),
        )
    return in_words("Printed by your code while it was checked, each line once:")


def _endings(report: Report) -> tuple[str, ...]:
    return tuple(end for end in (report.closing, report.note) if end)
