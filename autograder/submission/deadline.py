"""How long may it take to read one submission? The limits keep every step short; this ends what they missed.

Reading runs in the grader's own process, on text from somebody unknown. Python hears an alarm between two steps
of its own and within a regular expression, but not within one call of its parser. Where several processes mark,
the one that is stuck there is ended as a whole (`many/processes`).
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from autograder.errors import LoadError
from autograder.sentences import say

READ_SECONDS = 20.0
"""Wall clock for reading a submission once; the largest that is read takes two or three."""


@contextmanager
def in_time(seconds: float = READ_SECONDS) -> Iterator[None]:
    """End what is done inside if it takes longer. Only a main thread on Unix has an alarm; others go on.

    Raises:
        LoadError: it took longer.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        raise LoadError(
            say(
                "The file takes longer than {seconds:g} seconds to read; leave out what does not"
                " belong to the exercises.",
                seconds=seconds,
            )
        )

    handler = signal.signal(signal.SIGALRM, end)
    others = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *others)
        signal.signal(signal.SIGALRM, handler or signal.SIG_DFL)
