"""The same work in both notebooks: whether all marks are the same, and all that is said of it is in Chinese."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, find_assignment
from autograder.grading import Grader
from autograder.report import CriterionResult, ScoreReport
from autograder.sentences import Sentence, in_words, to_data
from autograder.translation.shown import speaking_of

from .untranslated import english_in
from .work import LANGUAGES, ROOT, Work, every_work, write_work


@dataclass(frozen=True)
class Compared:
    """One work, marked in both notebooks."""

    assignment: str
    work: str
    differs: tuple[str, ...]  # which facts are not the same
    english: tuple[str, ...]  # what of the Chinese report is in English
    named: bool  # the mistake it makes got its name, or it makes none
    rows: int  # criteria of the report

    @property
    def fault(self) -> str:
        """What should not be, in one line; empty if all is right."""
        named = () if self.named else ("the mistake did not get its name",)
        left = tuple(f"in English: {run}" for run in dict.fromkeys(self.english))
        return "; ".join([*self.differs, *left, *named])


def compare(name: str, works: Iterable[str] | None = None) -> Iterator[Compared]:
    """Mark the works of an assignment, all or those of these names, in the notebooks of both languages.

    Each language has a grader of its own, so that none takes a verdict from the other.
    """
    assignment = find_assignment(ROOT, name)
    chosen = None if works is None else set(works)
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        graders = {language: stack.enter_context(Grader(assignment)) for language in LANGUAGES}
        for number, work in enumerate(every_work(assignment)):
            if chosen is None or work.name in chosen:
                paths = {
                    language: write_work(assignment, work, language, place / f"{number}-{language}")
                    for language in LANGUAGES
                }
                found = compared(assignment, work, *(graders[one].grade(paths[one]) for one in LANGUAGES))
                if found.differs:  # the clock decides what is late: a machine that stood still is asked again
                    found = compared(assignment, work, *(graders[one].grade(paths[one]) for one in LANGUAGES))
                yield found


def compared(assignment: Assignment, work: Work, english: ScoreReport, chinese: ScoreReport) -> Compared:
    """What is not as it should be in the Chinese report."""
    one, two = (facts(report, numbers=not work.by_chance) for report in (english, chinese))
    differs = [
        f"{key}: {one.get(key)!r} and {two.get(key)!r}" for key in one | two if one.get(key) != two.get(key)
    ]
    if [english.language, chinese.language] != list(LANGUAGES):
        differs.append(f"language: {english.language} and {chinese.language}")
    mistakes = {name for row in chinese.criteria for name in (row.mistake or "").split("+")}
    with speaking_of(assignment, "zh"):
        left = [run for text in sentences(chinese) for run in english_in(text)]
    named = not work.named or work.named in mistakes
    rows = len(chinese.criteria)
    return Compared(assignment.name, work.name, tuple(differs), tuple(left), named, rows)


def facts(report: ScoreReport, *, numbers: bool) -> dict[str, Any]:
    """All of a report that is no word, as a program reads it; with the numbers that were found, or without."""
    rows = {f"{row.exercise}/{row.name}": _row(row, numbers=numbers) for row in report.criteria}
    said = {name: [to_data(one) for one in getattr(report, name)] for name in ("warnings", "repairs", "review")}
    if not numbers:  # its marks are drawn by lot too, from one run to the next
        return {**rows, "status": report.status, "max_score": report.max_score}
    return {
        **rows,
        **said,
        "marks": (report.status, report.score, report.max_score, report.pending),
        "why": to_data(report.why),
    }


def _row(row: CriterionResult, *, numbers: bool) -> dict[str, Any]:
    """Everything in a row; sentences are their templates and fields."""
    if not numbers:
        return {"points": row.points, "asked": row.asked}
    values = {field.name: getattr(row, field.name) for field in dataclasses.fields(row)}
    sentences_as_data = {name: to_data(values[name]) for name in ("found", "hint", "mistake_name")}
    return {**values, **sentences_as_data}


def sentences(report: ScoreReport) -> Iterator[str]:
    """What a student is told, as it is shown here, without what others said in it."""
    for row in report.criteria:
        yield from map(str, (without_quotes(row.found), row.named, row.hint))
        yield from map(in_words, (row.asked, row.name))
    for said in (*report.warnings, *report.repairs, *report.review, report.why):
        yield str(without_quotes(said))


QUOTES = {
    "code": "a line of the student's",
    "text": "what Python or NumPy says of an exception",
}
"""Fields that quote, and what."""


def without_quotes(said: Sentence) -> Sentence:
    """The sentence with nothing where it quotes."""
    fields = [
        (name, without_quotes(value) if isinstance(value, Sentence) else "" if name in QUOTES else value)
        for name, value in said.fields
    ]
    return Sentence(said.template, tuple(fields))


def sample(name: str, every: int) -> list[str]:
    """The names of one in so many works of an assignment."""
    names = [work.name for work in every_work(find_assignment(ROOT, name))]
    return names[::every]
