"""What may one submission still use, however often it is run? Time on the wall, and room for its replies.

A submission can be run more than once: its worker died, its functions rest on tables that only all cells fill,
the wall itself was lost. All these runs share one budget, so that none of them starts the clock again.
"""

from __future__ import annotations

import time

from autograder.assignment import Limits

OPENING_SHARE = 0.1
"""The part of all time in which the first questions of all checks must be answered together. Right work needs a
hundredth of it; whoever is slower is asked one by one, with the rest."""


class Budget:
    """The time and the bytes of one submission; it counts from when it is made."""

    def __init__(self, limits: Limits) -> None:
        self._total = limits.total_seconds
        self._end = time.monotonic() + limits.total_seconds
        self._room = limits.replies_mb * 2**20

    @property
    def seconds_left(self) -> float:
        """Seconds on the wall; negative when they are over."""
        return self._end - time.monotonic()

    @property
    def is_spent(self) -> bool:
        """Whether the time is used up."""
        return self.seconds_left <= 0

    @property
    def opening_seconds(self) -> float:
        """Seconds that asking ahead may take now."""
        return min(OPENING_SHARE * self._total, self.seconds_left)

    @property
    def room(self) -> int:
        """Bytes that replies may still have."""
        return self._room

    def give_back(self, seconds: float) -> None:
        """Do not count time in which there was nothing that could run the submission."""
        self._end += seconds

    def take(self, size: int) -> None:
        """Count a reply that came."""
        self._room -= size
