"""What does each check ask first? It is the same of every submission, so all of it travels in one message.

    first = first_questions(rubric, reference, seed=seed)
    sandbox = Sandbox(limits=limits, opening=tuple(first.values()))
    session = sandbox.open(chunks)
    asked = Asked(first, session, session.ask_opening())

A check's inputs are drawn from the seed, and before the first answer it has nothing else to go by. So the
checks are begun once without a submission, up to their first question. These are asked of each submission in
the rubric's order, and what is asked after them in that of judging, whatever is known of other submissions:
even functions that keep a state get the same marks in any company.

Each check has a place of its own in the worker, a number. There its results are kept, and what it asks later
goes on from them.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import NoReturn

from autograder.marking.judging import Key, call, draw, key_of
from autograder.marking.rubric import Rubric
from autograder.marking.subject import Session, Subject
from autograder.sandbox.client import Answer, ConfinedSession, Query, Reply
from autograder.sandbox.steps import Step

NO_PLACE = 0
"""The place of checks that ask nothing first; each forgets what the one before left there."""


def first_questions(rubric: Rubric, reference: Session, *, seed: int) -> dict[Key, Query]:
    """The first question of each check of a rubric, in its order; a check that asks nothing has none."""
    found: dict[Key, Query] = {}
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


class Asked:
    """A submission that was asked all first questions; what came waits here until its check comes.

    One that does not answer them all is asked again one by one: so a question that never returns takes no
    answer from another.

    Raises:
        WorkerError: the worker was lost through no fault of the submission.
    """

    def __init__(self, first: Mapping[Key, Query], session: ConfinedSession, replies: Sequence[Reply]) -> None:
        self._session = session
        self._first = first
        self._waiting = {reply.question.place: reply for reply in replies}

    def first(self, key: Key) -> Query | None:
        """What a check asks first; its place is where the worker keeps all that the check asks for."""
        return self._first.get(key)

    def ask(self, question: Query, known: Container[bytes] = ()) -> Answer:
        """The answer to a question, as `ConfinedSession.ask` gives it.

        Raises:
            WorkerError: the worker was lost through no fault of the submission.
        """
        return self._session.ask(question, known, self._waiting.pop(question.place, None))


class _AskedError(BaseException):
    """Not for a check to catch: it ends here."""

    def __init__(self, question: Query) -> None:
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
        question = Query.of(steps, fetch, fresh=True, place=self._place)
        raise _AskedError(question.with_steps(steps, fetch))
