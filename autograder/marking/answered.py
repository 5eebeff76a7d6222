"""What is known already: the reference's answers, and verdicts on answers that came before.

`Recorded` is a session that remembers: what it is asked a second time, word for word, it answers without
running it. Checks ask the reference the same for every submission. A question is known by its whole content
(operations, arguments to the last bit and in their memory order, and all that was asked since the last
reset), so nothing rests on a check's promise to ask no more than its own inputs tell. The session behind must
be a pure one: equal questions, equal answers.

`Known` keeps verdicts. What a check decides rests on the seed and on what the functions under test answer, on
nothing else: its inputs are drawn from the seed, and it keeps no state. So for each check there is a tree:
the first question, which is the same for every submission (`openings`); for each answer that some submission
gave, the next question, or the verdict. Every submission is still asked every question, behind the wall. Only
where its answers are byte for byte those of an earlier one, the check need not think again; a class of right
work does so for most of its questions. An answer that nobody gave before, a function that hangs or dies: the
check itself goes on there.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.marking.subject import Session
from autograder.sandbox.client import Answer, Question
from autograder.sandbox.client import Session as Confined
from autograder.sandbox.steps import Ref, Step

MAX_ANSWERS = 2000
"""Answers that are kept; then all are forgotten, so that a long-lived process stays small."""


class Recorded:
    """A `Session` over another one. The arrays that it gives are shared: they must be read-only."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._answers: dict[Hashable, tuple[Any, ...]] = {}
        self._asked: tuple[Hashable, ...] = ()
        self._waiting: list[Step] = []  # asked since the last reset, not yet run
        self._fresh = True  # the session behind has run nothing since the last reset

    def reset(self) -> None:
        """Forget all results; answers stay."""
        self._asked = ()
        self._waiting = []
        self._fresh = True

    def run(self, steps: Sequence[Step], fetch: Sequence[int]) -> tuple[Any, ...]:
        """The results with the indexes `fetch`, after the steps since the last reset."""
        self._waiting += steps
        self._asked += (*map(_content, steps), tuple(fetch))
        answer = self._answers.get(self._asked)
        if answer is None:
            if self._fresh:
                self._session.reset()
                self._fresh = False
            answer = self._session.run(self._waiting, fetch)
            self._waiting = []
            if len(self._answers) >= MAX_ANSWERS:
                self._answers.clear()
            self._answers[self._asked] = answer
        return answer


def _content(value: Any) -> Hashable:
    """What tells one argument from another; its type is part of it, for 1 is True and 1.0."""
    kind = type(value)
    if kind is np.ndarray:
        return (value.dtype.str, value.shape, value.strides, value.tobytes())
    if kind is Step:
        return (value.op, *map(_content, value.args), *map(_content, value.kwargs.items()))
    if kind is Ref:
        return (Ref, value.index)
    if kind is dict:
        return (dict, *map(_content, value.items()))
    if kind is list or kind is tuple:
        return (kind, *map(_content, value))
    return (kind, value) if value == value and value != 0 else (kind, repr(value))  # nan, and -0.0 is 0.0


MAX_VERDICTS = 20_000
"""Answers that are kept; then all are forgotten, so that a long-lived process stays small."""


@dataclass(slots=True)
class _Asked:
    """A question, and what came after each of its answers: another one, or the end."""

    question: Question
    after: dict[bytes, _Asked | Any] = field(default_factory=dict)


class Known:
    """The trees of all checks, by any name of a check, for one seed; `first` are their first questions."""

    def __init__(self, first: Mapping[Any, Question]) -> None:
        self._first = first
        self._roots = _planted(first)
        self._astray: set[Any] = set()
        self._size = 0

    def decide(self, key: Any, session: Confined, decide: Callable[[Session], tuple[Any, bool]]) -> Any:
        """What `decide` decides, without calling it where the answers are known to lead there.

        `decide` is given a session to ask, and says whether its verdict rests on the answers alone.
        """
        answers: list[Answer] = []
        node = self._roots.get(key)
        while node is not None:
            answer = session.ask(node.question, node.after)
            answers.append(answer)
            after = node.after.get(answer.digest)
            if after is not None and not isinstance(after, _Asked):
                return after.verdict
            node = after
        place = self._first[key].place if key in self._first else 0
        trail = _Trail(session, answers, place)
        verdict, certain = decide(trail)
        if trail.astray:  # it asks otherwise when asked again, so that answers alone do not tell
            self._astray.add(key)
            self._roots.pop(key, None)
            return decide(session)[0]
        if certain and key not in self._astray and all(answer.digest for _, answer in trail.asked):
            self._remember(key, trail.asked, verdict)
        return verdict

    def _remember(self, key: Any, asked: Sequence[tuple[Question, Answer]], verdict: Any) -> None:
        if self._size > MAX_VERDICTS:
            self._roots = _planted(self._first)
            self._size = 0
        end: Any = _End(verdict)
        places: dict[Any, Any] = self._roots
        at = key
        for question, answer in asked:
            node = places.get(at)
            if node is None:
                node = places[at] = _Asked(question)
            assert isinstance(node, _Asked)
            places, at = node.after, answer.digest
            self._size += 1
        if asked:
            places[at] = end


def _planted(first: Mapping[Any, Question]) -> dict[Any, _Asked]:
    return {key: _Asked(question) for key, question in first.items()}


@dataclass(frozen=True, slots=True)
class _End:
    verdict: Any


class _Trail:
    """A session that gives the answers which came already, then asks; it notes everything."""

    def __init__(self, session: Confined, answers: Sequence[Answer], place: int) -> None:
        self._session = session
        self._place = place
        self._waiting = list(reversed(answers))
        self._fresh = True
        self.astray = False  # whether what was asked before was something else
        self.asked: list[tuple[Question, Answer]] = []

    def reset(self) -> None:
        """Forget all results."""
        self._fresh = True

    def run(self, steps: Sequence[Step], fetch: Sequence[int]) -> tuple[Any, ...]:
        """The results with the indexes `fetch`, after the steps since the last reset."""
        question = Question.of(steps, fetch, fresh=self._fresh, place=self._place)
        self._fresh = False
        if self._waiting:
            answer = self._waiting.pop()
            self.astray = self.astray or answer.question != question
        else:
            answer = self._session.ask(question)
        self.asked.append((question, answer))
        return answer.values
