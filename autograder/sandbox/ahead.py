"""One submission is loaded, and asked its first questions, while another one is judged.

So nobody waits for its code. A thread does nothing but wait for it, so that its time is taken as ever, whatever
else this process does. It has a wall of its own: no worker of a submission lives beside that of another.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.errors import WorkerError
from autograder.sandbox.budget import Budget
from autograder.sandbox.client import ConfinedSession, Reply, Sandbox
from autograder.sandbox.steps import Chunks


@dataclass(frozen=True, slots=True)
class Loaded:
    """A submission that was loaded ahead, and what came to its first questions."""

    session: ConfinedSession
    replies: tuple[Reply, ...]
    budget: Budget


@dataclass
class LoadingAhead:
    """A submission on its way; `taken` waits for it."""

    sandbox: Sandbox
    chunks: Chunks
    modules: Mapping[str, str]
    budget: Budget
    _found: list[Loaded] = field(default_factory=list)
    _ended: float = 0.0

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._load, daemon=True)
        self._thread.start()

    def taken(self) -> Loaded | None:
        """What was loaded; None where that failed, and it has to be tried as if nothing had been."""
        self._thread.join()
        self.budget.give_back(time.monotonic() - self._ended)  # it waited for its turn
        return self._found.pop() if self._found else None

    def close(self) -> None:
        """End what nobody takes."""
        self._thread.join()
        while self._found:
            self._found.pop().session.close()

    def _load(self) -> None:
        try:
            session = self.sandbox.open(self.chunks, self.modules, budget=self.budget)
            try:
                self._found.append(Loaded(session, session.ask_opening(), self.budget))
            except WorkerError:
                session.close()
        except WorkerError:
            pass
        self._ended = time.monotonic()
