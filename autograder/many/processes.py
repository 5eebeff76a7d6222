"""Work shared among processes: each starts once, then takes one task after the other.

    for task, result in share(start, tasks, jobs):
        ...

`start` gives a context manager whose value does one task. With one job it works in this process; with more,
each works in a process of its own that imports afresh (`spawn`), so tasks, results and `start` are picklable.
A process has one task in hand, so that one which hangs keeps nobody waiting. One that dies is replaced, and so
is one that was ended because it hung for too long; its task comes back as `Lost`. A process ends when this one
does, in whatever way.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from itertools import islice
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Generic, TypeVar

from autograder.errors import ProcessesError
from autograder.sentences import say

Task = TypeVar("Task")
Result = TypeVar("Result")

Start = Callable[[], AbstractContextManager[Callable[[Task], Result]]]

MAX_LOST = 3
"""Times the jobs: processes that end in a row without an answer. Then it is the machine, not the tasks."""


@dataclass(frozen=True, slots=True)
class Lost:
    """In place of a result: the process ended before it had one; or was ended, when it was `late`."""

    late: bool = False


def share(
    start: Start[Task, Result],
    tasks: Iterable[Task],
    jobs: int,
    handed: Callable[[Task], None] = lambda task: None,
    seconds: float | None = None,
) -> Iterator[tuple[Task, Result | Lost]]:
    """Each task with its result, as they come; `handed` is told whenever a task is taken up.

    Tasks are asked for one by one, as there is room, so they may be drawn from a long list. A process that has
    a task for longer than `seconds`, its own start included, is ended. With one job there is none to end.

    Raises:
        ProcessesError: processes die as soon as they start.
    """
    if jobs > 1:
        yield from _share(start, iter(tasks), jobs, handed, seconds)
        return
    with start() as do:
        for task in tasks:
            handed(task)
            yield task, do(task)


def _share(
    start: Start[Task, Result],
    tasks: Iterator[Task],
    jobs: int,
    handed: Callable[[Task], None],
    seconds: float | None,
) -> Iterator[tuple[Task, Result | Lost]]:
    busy: dict[Connection, tuple[_Process[Task, Result], Task]] = {}
    idle: list[_Process[Task, Result]] = []
    done: list[tuple[Task, Result | Lost]] = []
    lost = 0
    try:
        while True:
            for task in islice(tasks, jobs - len(busy)):
                handed(task)
                process = idle.pop() if idle else _Process(start)
                process.give(task)
                busy[process.channel] = process, task
            yield from done  # the next tasks are under way while these results are looked at
            done.clear()
            if not busy:
                return
            ready = wait(list(busy), None if seconds is None else _until_due(busy, seconds))
            late = [] if ready else [min(busy, key=lambda channel: busy[channel][0].since)]
            for channel in (*ready, *late):
                assert isinstance(channel, Connection)
                process, task = busy.pop(channel)
                if late:
                    process.end()
                    done.append((task, Lost(late=True)))
                    continue
                result = process.take()
                done.append((task, result))
                if not isinstance(result, Lost):
                    idle.append(process)
                    lost = 0
                    continue
                process.end()
                lost += 1
                if lost >= MAX_LOST * jobs:
                    raise ProcessesError(
                        say("Marking processes end as soon as they start; is the memory used up?")
                    )
    finally:
        for process in (*idle, *(process for process, _ in busy.values())):
            process.end()


def _until_due(busy: Mapping[Connection, tuple[_Process[Task, Result], Task]], seconds: float) -> float:
    """Seconds until the first process has had its task for so long."""
    return max(0.0, min(process.since for process, _ in busy.values()) + seconds - time.monotonic())


class _Process(Generic[Task, Result]):
    """One process, and a channel that leads to it alone: where it ends, nobody else's message is cut."""

    def __init__(self, start: Start[Task, Result]) -> None:
        self.since = 0.0  # when its task was given to it
        context = multiprocessing.get_context("spawn")
        self.channel, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(target=_serve, args=(theirs, start), daemon=True)
        resource_tracker.ensure_running()  # a start of its own would let interrupts in
        with interrupts_wait():
            self._process.start()
        theirs.close()

    def give(self, task: Task) -> None:
        self.since = time.monotonic()
        with contextlib.suppress(OSError):  # it has died; `take` will find that out
            self.channel.send(task)

    def take(self) -> Result | Lost:
        try:
            result: Result = self.channel.recv()
        except (EOFError, OSError):
            return Lost()
        return result

    def end(self) -> None:
        """Without a channel it leaves when its task is done; what hangs is not waited for."""
        self.channel.close()
        self._process.join(0.2)
        self._process.kill()
        self._process.join()
        self._process.close()


@contextlib.contextmanager
def interrupts_wait() -> Iterator[None]:
    """Ctrl-C waits until this is over, and never comes to a process that is started in it.

    A terminal sends it to all processes of a command, and one that has just begun answers with a traceback.
    """
    came = []
    # Python runs handlers in the main thread alone, and lets no other thread set one.
    in_main = threading.current_thread() is threading.main_thread()
    # The mask is inherited by what is started. It does not stop the signal here: another thread may take it.
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number)) if in_main else None
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if in_main:
            signal.signal(signal.SIGINT, handler or signal.SIG_DFL)
    if came and callable(handler):
        handler(signal.SIGINT, None)


def _serve(channel: Connection, start: Start[Task, Result]) -> None:
    """What a process does until its channel ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keys of a terminal are for the process that started this
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    with closing(channel), start() as do:
        while True:
            try:
                task = channel.recv()
            except (EOFError, OSError):
                return
            result = do(task)
            with contextlib.suppress(OSError):  # nobody waits for it any more, and `recv` will end this
                channel.send(result)


def _leave_with_parent() -> None:
    """A task that hangs must not outlive a run that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
