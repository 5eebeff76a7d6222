"""What is compared: who marks, in classes of which sizes, by which command."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .classroom import ASSIGNMENT, ROOT, fill_course, make_course, student
from .otter import GRADE, VERSION, fill_otter_course, make_otter_course
from .stock import fill_stock_course, make_stock_course

Command = Callable[[Path, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Course:
    """A course, made once in a new folder, and filled anew for each run."""

    name: str
    make: Callable[[Path], None]
    fill: Callable[[Path, int], None]


OURS = Course("ours", make_course, fill_course)
STOCK = Course("stock", make_stock_course, fill_stock_course)


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to mark a class; `sizes` are the classes that it marks in every round, the larger the later."""

    name: str
    about: str
    kind: Course  # the course that it marks
    sizes: tuple[int, ...]
    command: Command


def script(name: str) -> str:
    """A command of this environment."""
    return str(Path(sysconfig.get_path("scripts")) / name)


def _autograde(folder: Path, students: int) -> Sequence[str]:
    return [script("nbgrader"), "autograde", ASSIGNMENT, "--force"]


def _grade(jobs: int) -> Command:
    return lambda folder, students: [script("autograder"), "grade", ASSIGNMENT, "--force", "--jobs", str(jobs)]


def _check(jobs: int) -> Command:
    return lambda folder, students: [
        *(script("autograder"), "check", ASSIGNMENT, "--json", "--jobs", str(jobs)),
        *files(folder, students),
    ]


def _limit(folder: Path, students: int) -> Sequence[str]:
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import runpy"
    program += "; from tests.bench.limit import main; main(sys.argv[1:])"
    return [sys.executable, "-c", program, *files(folder, students)]


def _unknown(command: Command) -> Command:
    """The same with nothing known, which costs most; a real class lies between."""
    return lambda folder, students: run_here("tests.bench.unknown", *command(folder, students)[1:])


def run_here(module: str, *arguments: str) -> Sequence[str]:
    """The command that runs a module of these tests, wherever it is called."""
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import runpy"
    program += f"; runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
    return [sys.executable, "-c", program, *arguments]


def files(folder: Path, students: int) -> list[str]:
    """The submitted notebooks, relative to the course's folder."""
    return [f"submitted/{student(number)}/{ASSIGNMENT}/{ASSIGNMENT}.ipynb" for number in range(students)]


def contenders(few: int, many: int, large: int, otter: Path | None) -> tuple[Contender, ...]:
    """All of them; slow ones mark `few` and twice as many, ours `few`, `many` and the quickest `large`.

    `otter` is a Python that has otter-grader.
    """
    slow, ours, quick = (few, 2 * few), (few, many), tuple(dict.fromkeys((few, many, large)))
    return (
        Contender("stock", "stock nbgrader, checks in cells", STOCK, slow, _autograde),
        *([_otter(otter, slow)] if otter else []),
        Contender("typed", "our typed `nbgrader autograde`", OURS, ours, _autograde),
        Contender("grade 1", "`autograder grade`, 1 job", OURS, quick, _grade(1)),
        Contender("grade new", "`autograder grade`, all answers new", OURS, ours, _unknown(_grade(1))),
        Contender("grade 2", "`autograder grade --jobs 2`", OURS, quick, _grade(2)),
        Contender("grade new 2", "`autograder grade --jobs 2`, all new", OURS, ours, _unknown(_grade(2))),
        Contender("check 1", "`autograder check`, 1 job", OURS, quick, _check(1)),
        Contender("check new", "`autograder check`, all answers new", OURS, ours, _unknown(_check(1))),
        Contender("check 2", "`autograder check --jobs 2`", OURS, quick, _check(2)),
        Contender("limit", "the limit: one hot process, no wall", OURS, ours, _limit),
    )


def _otter(python: Path, sizes: tuple[int, ...]) -> Contender:
    kind = Course("otter", partial(make_otter_course, python), fill_otter_course)

    def command(folder: Path, students: int) -> Sequence[str]:
        return [str(python), "-c", GRADE, *files(folder, students)]

    return Contender("otter", f"otter-grader {VERSION}, no containers", kind, sizes, command)


def course(scratch: Path, contender: Contender, students: int) -> Path:
    """A fresh course of so many students for a contender: released once, then copied and filled."""
    kind = contender.kind
    template = scratch / kind.name
    if not template.exists():
        kind.make(template)
    place = scratch / "course"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(template, place)
    kind.fill(place, students)
    return place
