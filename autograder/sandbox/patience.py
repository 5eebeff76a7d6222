"""How is code stopped that runs in this process and never returns? At its line, after a stated time.

In the main thread of a Unix system a timer's signal interrupts it, whatever it waits for. On Windows and in
other threads a second thread asks the interpreter to raise the exception, which it does before its next step: a
loop in Python ends there as well; a call into C that never returns does not, and a loop that catches everything
(`except:` alone) may take long. Where there is no second thread, the code's own steps look at the clock
(`step_clock`).
"""

from __future__ import annotations

import ctypes
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from autograder.sandbox.step_clock import look_at_each_step

AGAIN = 0.005
"""Seconds from one try to the next, for code that catches everything."""

_OURS = __name__.partition(".")[0]


class OutOfTime(BaseException):
    """Raised in code that took too long; no `except Exception` catches it."""


class stopped_after:  # noqa: N801  a context manager is read as a verb
    """Raise `OutOfTime` in what runs inside after some seconds, and again until it ends."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._thread = threading.get_ident()
        self._is_over = False
        self._wake = threading.Event()  # for the second thread
        self._is_late = False  # a first try did not end it
        self._look_no_more: Callable[[], None] | None = None  # set where steps look at the clock
        self._by_signal = threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")

    def __enter__(self) -> None:
        if self._by_signal:
            self._traced = sys.gettrace()
            self._handler = signal.signal(signal.SIGALRM, self._on_signal)
            self._timer = signal.setitimer(signal.ITIMER_REAL, self._seconds, AGAIN)
            return
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        try:
            self._watcher.start()
        except RuntimeError:  # this system has no threads, as WebAssembly
            self._look_no_more = look_at_each_step(self._seconds, _stop)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._look_no_more is not None:
            self._look_no_more()  # first of all: the next step of a library would raise again
            return
        self._is_over = (
            True  # no call: one into a library's code could be interrupted, and the timer would go on
        )
        if self._by_signal:
            signal.setitimer(signal.ITIMER_REAL, *self._timer)
            signal.signal(signal.SIGALRM, self._handler)
            sys.settrace(self._traced)
            return
        try:
            self._await_the_last()
        except OutOfTime:  # the last one: it was asked for before it was over
            self._await_the_last()

    def _await_the_last(self) -> None:
        """What was asked for and is not raised yet is raised here.

        It could be taken back; but then Python 3.11 believes for ever that something waits to be raised, and
        the next function that somebody profiles in this thread never begins.
        """
        self._wake.set()
        self._watcher.join()
        for _ in range(100):  # the interpreter looks at the end of each round
            pass

    def _on_signal(self, _number: int, frame: FrameType | None) -> None:
        if self._is_over or frame is None or _is_ours(frame):
            return
        if self._is_late:  # it was caught: what catches it meets another one on the next line, behind its `try`
            sys.settrace(lambda *_: None)
            outer: FrameType | None = frame
            while outer is not None and not _is_ours(outer):
                outer.f_trace = self._on_line
                outer = outer.f_back
        self._is_late = True
        raise OutOfTime

    def _on_line(self, _frame: FrameType, event: str, _value: object) -> Any:
        if event != "line" or self._is_over:
            return self._on_line
        raise OutOfTime

    def _watch(self) -> None:
        self._wake.wait(self._seconds)
        while not self._is_over:
            if not _is_ours(sys._current_frames().get(self._thread)):
                _raise_in(self._thread, OutOfTime)
            self._wake.wait(AGAIN)


def _is_ours(frame: FrameType | None) -> bool:
    """Whether the frame runs code of this package, which comes to an end and must not be torn."""
    return frame is None or str(frame.f_globals.get("__name__")).partition(".")[0] == _OURS


def _stop(frame: FrameType) -> None:
    if not _is_ours(frame):
        raise OutOfTime


def _raise_in(thread: int, error: type[BaseException]) -> None:
    """Let a thread raise an exception before its next step."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let the process ask for `size` more bytes and no more, where Linux can see to it.

    What wants more gets a MemoryError, and not the whole machine. Elsewhere nothing is bounded.
    """
    try:
        import resource

        what = resource.RLIMIT_AS  # a page in a browser has a module of that name, and nothing in it
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, AttributeError, OSError, ValueError, IndexError):
        yield
        return
    soft, hard = resource.getrlimit(what)
    bound = pages * resource.getpagesize() + size
    if soft == resource.RLIM_INFINITY or bound < soft:
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (bound, hard))
    try:
        yield
    finally:
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (soft, hard))
