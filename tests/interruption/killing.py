"""`autograder grade`, or what it started, killed in the middle; and the processes that this leaves.

This process must be a subreaper (`adopt_orphans`): whoever loses its parent then stays in sight.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..attacks.processes import descendants
from ..nbgrader.conftest import Course
from .course import State, finish, give_feedback, grade, make, state

END_SECONDS = 60.0
"""How long what was left may take to see that it is alone. The wall sees it at once; `alembic`, which nbgrader
asks for the version of a new gradebook, first ends what it does, and that is slow on a busy machine."""

KILLS = 5
"""How often one course is disturbed before it is left alone."""


@dataclass
class Killed:
    """What came of many kills."""

    kills: int = 0
    courses: int = 0
    too_late: int = 0  # runs that had ended before their moment came
    making_gradebook: int = 0  # kills while the gradebook was made
    slowest_end: float = 0.0  # of a process that was left behind
    wrong: list[str] = field(default_factory=list)


def undisturbed(folder: Path, students: int) -> tuple[State, float]:
    """What one run that nobody disturbs leaves, and the seconds that it takes."""
    course = make(folder, students)
    start = time.monotonic()
    process = grade(course)
    _, errors = process.communicate()
    seconds = time.monotonic() - start
    assert process.returncode in (0, 1), errors  # 1: some work of the class cannot be read
    give_feedback(course)
    return state(course), seconds


def kill_often(
    folder: Path,
    kills: int,
    students: int,
    *,
    seed: int,
    progress: Callable[[int], None] = lambda done: None,
) -> Killed:
    """Kill `autograder grade` at random moments, again and again, and compare with a run left alone."""
    rng = random.Random(seed)
    wanted, seconds = undisturbed(folder / "undisturbed", students)
    found = Killed()
    while found.kills < kills:
        found.courses += 1
        course = make(folder / f"course-{found.courses}", students)
        moments = Moments(course, rng, seconds, students)
        for number in range(min(KILLS, kills - found.kills)):
            first = moments.while_gradebook_is_made
            moment = rng.choice((moments.at_any_time, moments.between_students)) if number else first
            known = descendants()
            killed, end = _kill_once(course, moment, known, jobs=1 + found.courses % 2)
            found.kills += killed
            found.too_late += not killed
            found.making_gradebook += killed and number == 0
            found.slowest_end = max(found.slowest_end, end)
            if end >= END_SECONDS:
                left = ", ".join(_command(pid).decode() for pid in descendants(known))
                found.wrong.append(f"course {found.courses}, kill {found.kills}: still there: {left}")
            progress(found.kills)
        finish(course)
        give_feedback(course)
        found.wrong += [f"course {found.courses}: {line}" for line in wanted.differences(state(course))]
    return found


def _kill_once(
    course: Course, moment: Callable[[subprocess.Popen[str]], None], known: frozenset[int], jobs: int
) -> tuple[bool, float]:
    """Whether a run was killed before its end, and how long its processes lived on; `known` are others."""
    process = grade(course, jobs)
    moment(process)
    killed = process.poll() is None
    process.kill()
    process.wait()
    seconds = seconds_until_gone(known)
    process.communicate()
    return killed, seconds


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
        chain = _down_to_a_worker(process.pid)
        if chain and any(
            (course.folder / "autograded").glob("*/means/means.ipynb")
        ):  # somebody is marked already
            with contextlib.suppress(ProcessLookupError):
                os.kill({"worker": chain[-1], "zygote": chain[-2], "wall": chain[0]}[victim], signal.SIGKILL)
                hit = True
        time.sleep(0.001)
    process.communicate()
    assert hit, f"no {victim} was seen"
    return process.returncode


def _down_to_a_worker(root: int) -> list[int]:
    """The processes from one below `root` down to a worker that runs now; empty if there is none."""
    below = _depths(root)
    if not below:
        return []
    deepest = max(below, key=below.__getitem__)
    chain = [deepest]
    with contextlib.suppress(OSError):
        while (parent := _parent(chain[0])) != root:
            chain.insert(0, parent)
        # A worker is a fork of its zygote and has its command line.
        if len(chain) > 1 and _command(chain[-1]) == _command(chain[-2]) and b"python" in _command(deepest):
            return chain
    return []


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")


def _depths(root: int) -> dict[int, int]:
    """Processes below one that run, and how far below."""
    found = {root: 0}
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        with contextlib.suppress(OSError, ValueError):
            for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
                found[child] = found[pid] + 1
                waiting.append(child)
    del found[root]
    return found


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
    pid = os.getpid()
    for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        if child not in known:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child, os.WNOHANG)


def _pause(seconds: float, process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)


def _wait_for(happened: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    while not happened() and process.poll() is None:
        time.sleep(0.001)
