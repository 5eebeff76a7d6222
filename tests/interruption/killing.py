"""`autograder grade`, or any process that it started, killed in the middle; and the processes that this leaves.

This process must be a subreaper (`adopting_orphans`): whoever loses its parent then stays in sight.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..attacks.processes import descendants
from ..nbgrader.conftest import Course
from .course import MARKING, State, Way, grade, marks_that_are_wrong, state, unmarked
from .victims import VICTIMS, children, command_line, processes_of

END_SECONDS = 60.0
"""How long what was left may take to see that it is alone. The wall sees it at once; `alembic`, which nbgrader
asks for the version of a new gradebook, first ends what it does, and that is slow on a busy machine."""

KILLS = 8
"""How often one course is disturbed before it is left alone."""

JOBS = 2


@dataclass
class Killed:
    """What came of many kills."""

    kills: int = 0
    courses: int = 0
    victims: Counter[str] = field(default_factory=Counter)
    too_late: int = 0  # runs that had ended before their moment came
    making_gradebook: int = 0  # kills while the gradebook was made
    slowest_end: float = 0.0  # of a process that was left behind
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Peace:
    """A course whose marking nobody disturbed."""

    folder: Path
    students: int
    state: State  # what it left
    seconds: float  # that it took
    way: Way = MARKING


def undisturbed(folder: Path, students: int, way: Way = MARKING) -> Peace:
    """Make a course in a new folder, and mark it in peace, or take it through a whole round."""
    course = way.make(folder, students)
    start = time.monotonic()
    process = way.start(course)
    _, errors = process.communicate()
    seconds = time.monotonic() - start
    assert process.returncode in (0, 1), errors  # 1: some work of the class cannot be read
    way.finish(course)
    return Peace(folder, students, state(course), seconds, way)


def kill_often(
    folder: Path, peace: Peace, kills: int, *, seed: int, progress: Callable[[int], None] = lambda done: None
) -> Killed:
    """Kill one of its processes at a random moment, again and again, and compare with the run left alone.

    Which one is drawn as well. Where the command itself lives on, it must end as ever, and what it has marked
    must be right, or wait for the next run.
    """
    rng = random.Random(seed)
    found = Killed()
    while found.kills < kills:
        found.courses += 1
        course = unmarked(peace.folder, folder / f"course-{found.courses}", peace.way.brings_in)
        moments = Moments(course, rng, peace.seconds, peace.students)
        for number in range(min(KILLS, kills - found.kills)):
            first = moments.while_gradebook_is_made
            moment = rng.choice((moments.at_any_time, moments.between_students)) if number else first
            victim = rng.choice(VICTIMS) if number else VICTIMS[0]
            wrong = _disturb(course, peace.way, moment, victim, found)
            wrong += marks_that_are_wrong(course, peace.state)
            found.making_gradebook += number == 0
            found.wrong += [f"course {found.courses}, kill {found.kills}: {line}" for line in wrong]
            progress(found.kills)
        peace.way.finish(course)
        found.wrong += [f"course {found.courses}: {line}" for line in peace.state.differences(state(course))]
    return found


def _disturb(
    course: Course, way: Way, moment: Callable[[subprocess.Popen[str]], None], wanted: str, found: Killed
) -> list[str]:
    """One run in which a process of the `wanted` kind is killed; what is wrong after it."""
    known = descendants()
    process = way.start(course, JOBS, force=True)
    moment(process)
    victim = _kill(process, wanted)
    _, errors = process.communicate()
    found.kills += bool(victim)
    found.too_late += not victim
    found.victims[victim] += bool(victim)
    wrong = []
    if victim != VICTIMS[0] and process.returncode not in (0, 1):
        wrong.append(f"the {victim} was killed, and the run ended with {process.returncode}: {errors[-300:]}")
    end = seconds_until_gone(known)
    found.slowest_end = max(found.slowest_end, end)
    if end >= END_SECONDS:
        left = ", ".join(command_line(pid).decode() for pid in descendants(known))
        wrong.append(f"still there: {left}")
    return wrong


def _kill(process: subprocess.Popen[str], wanted: str) -> str:
    """Kill a process of this kind, as soon as there is one; which kind it was, or nothing if the run ended."""
    pids: list[int] = []
    while not pids and process.poll() is None:
        pids = processes_of(process.pid).get(wanted, [])
        time.sleep(0.002)
    if not pids:
        return ""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pids[-1], signal.SIGKILL)
    return wanted


@dataclass(frozen=True)
class Moments:
    """When to kill: random, and the same for the same seed as far as the machine's speed allows."""

    course: Course
    rng: random.Random
    seconds: float  # that a whole run takes
    students: int

    def while_gradebook_is_made(self, process: subprocess.Popen[str]) -> None:
        """From its first file to its last entry."""
        _wait_for(lambda: any(self.course.folder.glob("gradebook.db*")), process)
        _pause(self.rng.uniform(0, self.seconds / 6), process)

    def at_any_time(self, process: subprocess.Popen[str]) -> None:
        """From the first line of Python to the table."""
        _pause(self.rng.uniform(0, self.seconds), process)

    def between_students(self, process: subprocess.Popen[str]) -> None:
        """When so many were marked in this run, and a little later."""
        start, number = time.time(), self.rng.randrange(self.students)
        _wait_for(lambda: len(notebooks_since(self.course, start)) >= number, process)
        _pause(self.rng.uniform(0, self.seconds / self.students), process)


def notebooks_since(course: Course, start: float) -> list[Path]:
    """The marked notebooks that were written since `start`; their marks may still wait for the gradebook."""
    found = []
    for path in (course.folder / "autograded").glob("*/means/means.ipynb"):
        with contextlib.suppress(FileNotFoundError):  # its student's turn has come
            found += [path] if path.stat().st_mtime >= start else []
    return found


def kill_below(course: Course, victim: str) -> int:
    """The exit status of a run in which a `worker`, its `zygote` or the `wall` around both is killed."""
    process = grade(course)
    hit = False
    while process.poll() is None and not hit:
        pids = processes_of(process.pid).get(victim)
        somebody_is_marked = any((course.folder / "autograded").glob("*/means/means.ipynb"))
        if pids and somebody_is_marked:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pids[0], signal.SIGKILL)
                hit = True
        time.sleep(0.001)
    process.communicate()
    assert hit, f"no {victim} was seen"
    return process.returncode


def seconds_until_gone(known: frozenset[int]) -> float:
    """How long it takes until this process has no descendants but the `known` ones, at most `END_SECONDS`."""
    start = time.monotonic()
    while descendants(known) and time.monotonic() - start < END_SECONDS:
        _bury(known)
        time.sleep(0.01)
    _bury(known)
    return time.monotonic() - start


def _bury(known: frozenset[int]) -> None:
    """Do at once what init does for orphans, so that no other process waits for a grave."""
    for child in children(os.getpid()):
        if child not in known:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child, os.WNOHANG)


def _pause(seconds: float, process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)


def _wait_for(happened: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    while not happened() and process.poll() is None:
        time.sleep(0.001)
