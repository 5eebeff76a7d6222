"""What is known already? The reference's answers, and verdicts on answers that came before.

`Recorded` is a session that remembers: what it is asked a second time, word for word, it answers without
running it. Checks ask the reference the same for every submission. A question is known by its whole content
(operations, arguments to the last bit and in their memory order, and all that was asked since the last
reset), so nothing rests on a check's promise to ask no more than its own inputs tell. The session behind must
be a pure one: equal questions, equal answers.

`Known` keeps verdicts. What a check decides rests on the seed and on what the functions under test answer, on
nothing else: its inputs are drawn from the seed, and it keeps no state. So for each check there is a tree:
the first question, which is the same for every submission; for each answer that some submission gave, the next
question, or the verdict. Every submission is still asked every question, behind the wall. Only where its
answers are byte for byte those of an earlier one, the check need not think again; a class of right work does so
for most of its questions. An answer that nobody gave before, a function that hangs or dies: the check itself
goes on there.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.marking.asking_ahead import NO_PLACE, Asked
from autograder.marking.judging import Decide, Holds, Key, Verdict
from autograder.marking.subject import Session
from autograder.sandbox.client import Answer, Query
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


@dataclass(frozen=True, slots=True)
class _Node:
    """What a check asks; and for each answer that came to it, by its digest, what follows."""

    question: Query
    after: dict[bytes, _Node | Verdict] = field(default_factory=dict)


class Known:
    """The trees of all checks of an assignment, for one seed."""

    def __init__(self) -> None:
        self._trees: dict[Key, _Node] = {}
        self._astray: set[Key] = set()  # checks that asked otherwise when they were asked again
        self._size = 0

    def decide(self, asked: Asked, key: Key, decide: Decide, holds: Holds = lambda _: True) -> Verdict:
        """What `decide` decides on a submission; it is not called where the answers are known to lead there.

        A known verdict that does not hold for this submission, for it quotes another's line, is decided anew.
        """
        answers: list[Answer] = []
        here: _Node | Verdict | None = self._trees.get(key)
        while isinstance(here, _Node):
            answer = asked.ask(here.question, here.after)
            answers.append(answer)
            here = here.after.get(answer.digest)
        if here is not None and holds(here):
            return here
        trail = _Trail(asked, asked.first(key), answers)
        verdict, certain = decide(trail)
        if trail.astray:  # answers alone do not tell what it decides
            self._astray.add(key)
            self._trees.pop(key, None)
            return decide(_Trail(asked, asked.first(key), ()))[0]
        if certain and key not in self._astray:
            self._remember(key, trail.answers, verdict)
        return verdict

    def _remember(self, key: Key, answers: Sequence[Answer], verdict: Verdict) -> None:
        """Add what a check asked, what came, and where it led; nothing if something else than answers came."""
        if not answers or not all(answer.digest for answer in answers):
            return
        if self._size > MAX_VERDICTS:
            self._trees.clear()
            self._size = 0
        here = self._trees.setdefault(key, _Node(answers[0].question))
        for answer, following in pairwise(answers):
            after = here.after.setdefault(answer.digest, _Node(following.question))
            assert isinstance(after, _Node)
            here = after
        here.after[answers[-1].digest] = verdict
        self._size += len(answers)


class _Trail:
    """A session for one check: it gives the answers which came already, then asks; it notes everything."""

    def __init__(self, asked: Asked, first: Query | None, answers: Sequence[Answer]) -> None:
        self._asked = asked
        self._first = first
        self._place = first.place if first else NO_PLACE
        self._waiting = list(reversed(answers))
        self._fresh = True
        self.astray = False  # whether what was asked before was something else
        self.answers: list[Answer] = []

    def reset(self) -> None:
        """Forget all results."""
        self._fresh = True

    def run(self, steps: Sequence[Step], fetch: Sequence[int]) -> tuple[Any, ...]:
        """The results with the indexes `fetch`, after the steps since the last reset."""
        again = self._waiting[-1].question if self._waiting else self._first
        question = Query.of(steps, fetch, fresh=self._fresh, place=self._place, again=again)
        self._fresh = False
        if self._waiting:
            answer = self._waiting.pop()
            self.astray = self.astray or answer.question != question
        else:
            answer = self._asked.ask(question)
        self.answers.append(answer)
        return answer.values
