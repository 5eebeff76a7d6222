"""Model answers to the written questions, for a learner who has tried.

They stand in `solutions/`, which no class is given: where that folder is, its owner may read it anyway. So
there is nothing to permit here. What this module adds is the order: first your words, then ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.assignment import ANSWER_HERE, Assignment, Question
from autograder.columns import columns_of
from autograder.languages.engine_words import engine_words, known_languages
from autograder.sentences import Sentence, in_words, say, show
from autograder.submission.notebook import Cell

MIN_WORDS = 12
"""Different words that make an attempt: a sentence or two."""

UNANSWERED = say("first write a sentence or two of your own, and save.")

_HEADING = re.compile(r"^#{1,6}[ \t]+(?P<word>\w+)[ \t]*[:\uff1a][ \t]*(?P<title>\S.*)$", re.MULTILINE)
"""Such as "### Answer: One eps, two modes"; Chinese has a wider colon."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_\u3040-\u30ff\u3400-\u9fff]+")
"""A word, or a character of a script that puts no spaces between its words: Chinese, Japanese."""


@dataclass(frozen=True, slots=True)
class Written:
    """A written answer in a notebook."""

    name: str  # nbgrader's name of its cell; empty where that mark was lost
    title: str  # of the question, from the cell's heading
    attempted: bool

    def answers(self, question: Question) -> bool:
        """Whether it is the answer to this question."""
        title = Sentence(question.title)
        return question.name == self.name or (not self.name and self.title in (title.template, str(title)))


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """The model answer to one question and how an answer is marked; both empty before an attempt."""

    question: Question
    answer: str = ""
    marking: str = ""


def written_answers(cells: Sequence[Cell]) -> tuple[Written, ...]:
    """The written answers of a notebook, in its order: Markdown under a heading "Answer: ...".

    In a translated notebook that word is another; there nbgrader's mark tells, or the language spoken here.
    """
    texts = [cell for cell in cells if cell.kind == "markdown"]
    found = []
    for cell in texts:
        heading = _HEADING.search(cell.source)
        if heading and (cell.grade_id or heading["word"] in ("Answer", in_words("Answer"))):
            others = {
                line.strip() for other in texts if other is not cell for line in other.source.splitlines()
            }
            title = heading["title"].rstrip().rstrip("#").rstrip()
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
        return in_words("This assignment has no written questions.")
    return "\n\n".join(_text(row) for row in found)


def answer_markdown(row: ModelAnswer) -> str:
    """A model answer for who judges the own one by it, as Markdown; before an attempt, what it waits for."""
    if not row.answer:
        return in_words("**{title}**: {what}", title=Sentence(row.question.title), what=UNANSWERED)
    parts = [in_words("**{title}**: one good answer", title=Sentence(row.question.title)), row.answer]
    if row.marking:
        parts += [in_words("**How to judge yours**"), row.marking]
    return "\n\n".join(parts)


def _text(row: ModelAnswer) -> str:
    title = in_words(
        "{title} (1 point)" if row.question.points == 1 else "{title} ({points:g} points)",
        title=Sentence(row.question.title),
        points=row.question.points,
    )
    lines = [title, "=" * columns_of(title), ""]
    if not row.answer:
        return "\n".join([*lines, in_words("Not attempted yet: {unanswered}", unanswered=UNANSWERED)])
    lines += [row.answer]
    if row.marking:
        lines += ["", in_words("How it is marked"), "----------------", "", row.marking]
    return "\n".join(lines)


def _is_attempt(text: str, others: set[str]) -> bool:
    """Whether a cell holds words of its own, beside its heading, the placeholder and copied lines."""
    lines = [_without_placeholder(line.strip()) for line in text.splitlines()]
    own = " ".join(line for line in lines if line not in others and not _HEADING.match(line))
    return len(set(_WORD.findall(own.lower()))) >= MIN_WORDS


def _without_placeholder(line: str) -> str:
    for language in known_languages():
        line = line.removeprefix(show(ANSWER_HERE, engine_words(language)))
    return line


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
