"""What each check asks first. It is the same of every submission, so all of it travels in one message.

A check's inputs are drawn from the seed, and before the first answer it has nothing else to go by. So the
checks are begun once without a submission, up to their first question. These are asked of each submission in
the rubric's order, and what is asked after them in that of judging, whatever is known of other submissions:
even functions that keep a state get the same marks in any company.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NoReturn

from autograder.marking.judging import Key, call, draw, key_of
from autograder.marking.rubric import Rubric
from autograder.marking.subject import Session, Subject
from autograder.sandbox.client import Question
from autograder.sandbox.steps import Step


def openings(rubric: Rubric, reference: Session, *, seed: int) -> Mapping[Key, Question]:
    """The first question of each check of the rubric, in its order; a check that asks nothing has none."""
    found: dict[Key, Question] = {}
    for row in rubric.rows:
        for check in row.checks:
            subject = Subject(_Opening(place=len(found) + 1))
            try:
                call(check, student=subject, reference=Subject(reference), rng=draw(seed, row, check))
            except _AskedError as asked:
                found[key_of(row, check)] = asked.question
            except Exception:  # it will be said when there is a submission
                continue
    return found


class _AskedError(BaseException):
    """Not for a check to catch: it ends here."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question


class _Opening:
    """A session that is asked once."""

    def __init__(self, place: int) -> None:
        self._place = place

    def reset(self) -> None:
        """Nothing is kept."""

    def run(self, steps: Sequence[Step], fetch: Sequence[int]) -> NoReturn:
        """End the check."""
        raise _AskedError(Question.of(steps, fetch, fresh=True, place=self._place))
