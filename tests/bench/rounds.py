"""The whole round, from the exchange to the exchange and the export, step by step: nbgrader's, and ours.

Our steps are taken one by one (`autograder round --until STEP`), so that each has a row; and all at once, as
an instructor takes them. Where pages alone are compared, nbgrader's converter makes them of the same notebooks.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .classroom import ASSIGNMENT, fill_course, make_course
from .contenders import Contender, Course, course, run_here, script
from .measuring import measured
from .stock import fill_stock_course, make_stock_course

EXCHANGE = """
c.CourseDirectory.course_id = "bench"
c.Exchange.root = str(Path(__file__).resolve().parent / "exchange")
c.ExchangeCollect.check_owner = False
"""

COLLECT, MARK, PAGES, RELEASE, EXPORT = "collect", "mark", "write the pages", "release them", "export"

ROUND_STEPS = (COLLECT, MARK, PAGES, RELEASE, EXPORT)

AT_ONCE = "collect to release, at once"

FULL_CLASS = 300
"""Students of the class whose whole round is measured, and found for nbgrader from smaller ones."""


def _hand_in(folder: Path) -> None:
    """Let what lies in `submitted` lie in the exchange, as `nbgrader submit` leaves it."""
    inbound = folder / "exchange/bench/inbound"
    inbound.mkdir(parents=True)
    (folder / "exchange").chmod(0o777)
    for place in sorted((folder / "submitted").iterdir()):
        work = place / ASSIGNMENT
        stamp = (work / "timestamp.txt").read_text(encoding="utf-8").strip()
        (work / "submission_secret.txt").write_text(place.name, encoding="utf-8")
        work.rename(inbound / f"{place.name}+{ASSIGNMENT}+{stamp}+abc")
    shutil.rmtree(folder / "submitted")


def _name_exchange(folder: Path) -> None:
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text(encoding="utf-8") + EXCHANGE, encoding="utf-8")


def make_ours(folder: Path) -> None:
    """Our course, with an exchange."""
    make_course(folder)
    _name_exchange(folder)


def fill_ours(folder: Path, students: int) -> None:
    """Let so many students hand in to the exchange."""
    fill_course(folder, students)
    _hand_in(folder)


def make_stock(folder: Path) -> None:
    """A course of stock nbgrader, with an exchange."""
    make_stock_course(folder)
    _name_exchange(folder)


def fill_stock(folder: Path, students: int) -> None:
    """Let so many students hand in to the exchange."""
    fill_stock_course(folder, students)
    _hand_in(folder)


@dataclass(frozen=True, slots=True)
class RoundWay:
    """One way to take a class through its round; the commands by their steps, in their order."""

    name: str
    about: str
    kind: Course
    sizes: tuple[int, ...]
    commands: Mapping[str, Sequence[str]]

    def contender(self) -> Contender:
        """The same as one of those whose courses are made."""
        return Contender(self.name, self.about, self.kind, self.sizes, lambda folder, students: [])


def _nbgrader() -> dict[str, Sequence[str]]:
    words = {
        COLLECT: ["collect", ASSIGNMENT],
        MARK: ["autograde", ASSIGNMENT],
        PAGES: ["generate_feedback", ASSIGNMENT],
        RELEASE: ["release_feedback", ASSIGNMENT],
        EXPORT: ["export", "--to", "grades.csv"],
    }
    return {step: [script("nbgrader"), *rest] for step, rest in words.items()}


def _ours(jobs: int) -> dict[str, Sequence[str]]:
    until = {COLLECT: "collect", MARK: "grade", PAGES: "feedback", RELEASE: "release"}
    commands = {step: _round(jobs, "--until", word) for step, word in until.items()}
    return {**commands, EXPORT: _export()}


def _round(jobs: int, *more: str) -> Sequence[str]:
    return [script("autograder"), "round", ASSIGNMENT, "--jobs", str(jobs), *more]


def _export() -> Sequence[str]:
    return [script("autograder"), "export", ASSIGNMENT, "--to", "grades.csv", "--force"]


def round_ways(few: int, many: int, full: int) -> tuple[RoundWay, ...]:
    """All of them: nbgrader takes `few` and twice as many, ours `few` and `many`; at once, `full` as well."""
    stock = Course("stock-round", make_stock, fill_stock)
    ours = Course("our-round", make_ours, fill_ours)
    sizes = tuple(dict.fromkeys((few, many, full)))
    return (
        RoundWay("nbgrader", "stock nbgrader", stock, (few, 2 * few), _nbgrader()),
        *(RoundWay(f"steps {jobs}", f"ours, {_jobs(jobs)}", ours, (few, many), _ours(jobs)) for jobs in (1, 2)),
        *(
            RoundWay(
                f"round {jobs}",
                f"`autograder round`, {_jobs(jobs)}",
                ours,
                sizes,
                {AT_ONCE: _round(jobs), EXPORT: _export()},
            )
            for jobs in (1, 2)
        ),
    )


def _jobs(jobs: int) -> str:
    return "1 job" if jobs == 1 else f"{jobs} jobs"


def seconds_of(scratch: Path, way: RoundWay, students: int) -> dict[str, float]:
    """Seconds of each step for a class of so many."""
    folder = course(scratch, way.contender(), students)
    return {step: measured(command, folder).seconds for step, command in way.commands.items()}


SAME_PAGES, STOCK_PAGES = "nbgrader's converter, the same pages", "nbgrader's converter, as it comes"

OUR_PAGES = "`autograder feedback`"


def seconds_of_pages(
    scratch: Path, theirs: tuple[int, int], own: tuple[int, int]
) -> dict[tuple[str, int], float]:
    """Seconds of pages alone, of the same marked notebooks: by nbgrader's converter, and by ours.

    The converter makes the same pages as ours, and those that it makes without anything of ours. The keys are
    the way and the size of the class, two for each. Ours are large enough for as many processes in both, so
    that start-up falls out of the difference as it does of nbgrader's.
    """
    ours = RoundWay("pages", "", Course("our-round", make_ours, fill_ours), own, {})
    found = {}
    for students in sorted({*theirs, *own}):
        folder = course(scratch, ours.contender(), students)
        measured(_round(2, "--until", "grade"), folder)
        if students in theirs:
            plain = folder / "plain"
            plain.mkdir()
            config = (folder / "nbgrader_config.py").read_text(encoding="utf-8")
            text = config.replace("configure(c, here)", "").replace("__file__", repr(str(folder / "x")))
            (plain / "nbgrader_config.py").write_text(text, encoding="utf-8")
            pages = ["generate_feedback", ASSIGNMENT, "--force"]
            found[SAME_PAGES, students] = measured(run_here("tests.bench.whole_pages", *pages), folder).seconds
            shutil.rmtree(folder / "feedback")
            found[STOCK_PAGES, students] = measured([script("nbgrader"), *pages], plain).seconds
            shutil.rmtree(folder / "feedback")
        for jobs in (1, 2) if students in own else ():
            command = [script("autograder"), "feedback", ASSIGNMENT, "--force", "--jobs", str(jobs)]
            found[f"{OUR_PAGES}, {_jobs(jobs)}", students] = measured(command, folder).seconds
    return found
