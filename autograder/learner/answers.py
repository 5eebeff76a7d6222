"""Model answers to the written questions, for a learner who has tried.

They stand in `solutions/`, which no class is given: where that folder is, its owner may read it anyway. So
there is nothing to permit here. What this module adds is the order: first your words, then ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.assignment import Assignment, Question
from autograder.submission.notebook import Cell

MIN_WORDS = 12
"""Different words that make an attempt: a sentence or two."""

ANSWER_PLACEHOLDER = "*Write your answer here.*"
"""What a released notebook holds in place of an answer."""

UNANSWERED = "first write a sentence or two of your own, and save."

_HEADING = re.compile(r"^#{1,6}[ \t]+Answer:[ \t]*(\S.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Written:
    """A written answer in a notebook."""

    name: str  # nbgrader's name of its cell; empty where that mark was lost
    title: str  # of the question, from the cell's heading
    attempted: bool

    def answers(self, question: Question) -> bool:
        """Whether it is the answer to this question."""
        return question.name == self.name or (not self.name and question.title == self.title)


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """The model answer to one question and how an answer is marked; both empty before an attempt."""

    question: Question
    answer: str = ""
    marking: str = ""


def written_answers(cells: Sequence[Cell]) -> tuple[Written, ...]:
    """The written answers of a notebook, in its order: Markdown under a heading "Answer: ..."."""
    texts = [cell for cell in cells if cell.kind == "markdown"]
    found = []
    for cell in texts:
        heading = _HEADING.search(cell.source)
        if heading:
            others = {
                line.strip() for other in texts if other is not cell for line in other.source.splitlines()
            }
            title = heading[1].rstrip().rstrip("#").rstrip()
            found.append(Written(cell.grade_id or "", title, _is_attempt(cell.source, others)))
    return tuple(found)


def model_answers(assignment: Assignment, cells: Sequence[Cell]) -> Iterator[ModelAnswer]:
    """For each question of the assignment its model answer, if the notebook holds an attempt at it.

    Raises:
        AssignmentError: the assignment's source cannot be read.
    """
    from autograder.source import Role, read_source

    source = {(cell.role, cell.name): cell.text for cell in read_source(assignment)}
    written = written_answers(cells)
    for question in assignment.questions:
        if any(row.attempted and row.answers(question) for row in written):
            answer = _solution(source[Role.WRITTEN, question.name])
            yield ModelAnswer(question, answer, source.get((Role.RUBRIC, question.name), ""))
        else:
            yield ModelAnswer(question)


def answers_text(found: Sequence[ModelAnswer]) -> str:
    """Model answers as text; a question without an attempt says what it waits for."""
    if not found:
        return "This assignment has no written questions."
    return "\n\n".join(_text(row) for row in found)


def answer_markdown(row: ModelAnswer) -> str:
    """A model answer for who judges the own one by it, as Markdown; before an attempt, what it waits for."""
    if not row.answer:
        return f"**{row.question.title}**: {UNANSWERED}"
    parts = [f"**{row.question.title}**: one good answer", row.answer]
    if row.marking:
        parts += ["**How to judge yours**", row.marking]
    return "\n\n".join(parts)


def _text(row: ModelAnswer) -> str:
    title = f"{row.question.title} ({row.question.points:g} point{'s' if row.question.points != 1 else ''})"
    lines = [title, "=" * len(title), ""]
    if not row.answer:
        return "\n".join([*lines, f"Not attempted yet: {UNANSWERED}"])
    lines += [row.answer]
    if row.marking:
        lines += ["", "How it is marked", "----------------", "", row.marking]
    return "\n".join(lines)


def _is_attempt(text: str, others: set[str]) -> bool:
    """Whether a cell holds words of its own, beside its heading, the placeholder and copied lines."""
    lines = [line.strip().removeprefix(ANSWER_PLACEHOLDER) for line in text.splitlines()]
    own = " ".join(line for line in lines if line not in others and not _HEADING.match(line))
    return len(set(re.findall(r"[^\W\d_]+", own.lower()))) >= MIN_WORDS


def _solution(text: str) -> str:
    """What stands in the solution regions of an answer cell."""
    from autograder.source import BEGIN_SOLUTION, END_SOLUTION

    inside, kept = False, []
    for line in text.splitlines():
        if BEGIN_SOLUTION in line or END_SOLUTION in line:
            inside = BEGIN_SOLUTION in line
        elif inside:
            kept.append(line)
    return "\n".join(kept).strip()
