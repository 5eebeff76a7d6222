"""What `check("name")` says in a notebook: every line of the rubric, in words, without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.assignment import AssignmentError
from autograder.report import Outcome
from autograder.study.public import PublicLine, public_report, unwritten

WORDS = {
    Outcome.PASSED: "passed",
    Outcome.CARRIED: "passed",
    Outcome.FAILED: "failed",
    Outcome.BLOCKED: "waits",
    Outcome.ERROR: "could not be checked",
}
LATER = "marked after submission"
WIDTH = 100


def check_exercise(exercise: str, names: dict[str, Any], folder: str) -> str:
    """Print the public report of an exercise; the sentence of the first failure, empty if there is none.

    Practice gives no sentence: to leave it out is no fault, and no validation stops at it.
    """
    try:
        lines = public_report(Path(folder), exercise, names)
    except AssignmentError as error:
        print(error)
        return str(error)
    practice = lines[0].line.practice
    sentence = unwritten(lines, exercise, names)
    if sentence:
        print(f"{sentence} It is practice, worth no points." if practice else sentence)
        return "" if practice else sentence
    print(report_text(exercise, lines))
    if practice:
        return ""
    failed = [line.result for line in lines if line.result and line.result.outcome is not Outcome.PASSED]
    return failed[0].message if failed else ""


def report_text(exercise: str, lines: tuple[PublicLine, ...]) -> str:
    """The report as text of at most 100 columns; what several lines have in common is said once."""
    practice = lines[0].line.practice
    text = [f"{exercise} (practice, worth no points)" if practice else exercise]
    said: set[str] = set()
    for line in lines:
        word = WORDS[line.result.outcome] if line.result else LATER
        worth = "" if practice else f" ({line.line.points:g})"
        text.append(f"  {word:<24}{line.line.name}{worth}")
        for sentence in _sentences(line):
            if sentence not in said:
                said.add(sentence)
                text.append(textwrap.indent(textwrap.fill(sentence, WIDTH - 6), 6 * " "))
    later = sum(line.line.points for line in lines if not line.result)
    passed = all(line.result.outcome is Outcome.PASSED for line in lines if line.result)
    if passed and practice:
        text.append("  Everything is right.")
    elif passed:
        count = "1 point is" if later == 1 else f"{later:g} points are"
        rest = f"; {count} marked after submission." if later else "."
        text.append(f"  Everything that can be checked here is right{rest}")
    return "\n".join(text)


def _sentences(line: PublicLine) -> Iterator[str]:
    """What went wrong, and the hint of the mistake that explains it."""
    if line.result and line.result.message:
        yield line.result.message
    if line.result and line.result.hint:
        yield f"Hint: {line.result.hint}"
