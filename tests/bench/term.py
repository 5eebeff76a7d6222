"""What each command costs over a term that grows: `python -m tests.bench.term`, on SQLite and on PostgreSQL.

One course with five assignments gets more and more students; at each size every command runs, and the time of
the processor and the peak of the memory are noted. A ratio near 1 says that the last student costs what the
first ones did; start-up falls out of the differences. `--write` puts all of it into docs/grading-a-class.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine, text

from ..docs.marked import table as markdown_table
from ..docs.marked import write_part
from .classroom import ROOT
from .contenders import script
from .large_term import TERM, grow, make_term, write_tables
from .measuring import Run, measured

SIZES = (50, 1_000, 5_000, 10_000)
"""Students: the first two give the time of one of the first students, the last two that of one of the last."""

ROUNDS = 2
"""Runs of each command at each size; the quickest counts, which the machine disturbed least."""

LEAST = 0.1
"""Milliseconds of a student from which on a ratio says something; below, start-up's noise is all there is."""

NAME = TERM[0]

COMMANDS: Mapping[str, Sequence[str]] = {
    "roster": ("roster", "class.csv"),
    "grade, nothing new": ("grade", NAME),
    "late": ("late",),
    "report": ("report", NAME, "--to", "made/class.html", "--json", "made/class.json", "--force"),
    "export": ("export", "--to", "made/grades.csv", "--force"),
    **{
        f"export, {form}": ("export", NAME, "--format", form, "--to", f"made/{to}", "--force", *more)
        for form, to, *more in (
            ("criteria", "criteria.csv"),
            ("canvas", "marks.csv", "--template", "canvas.csv"),
            ("feedback", "feedback.zip", "--template", "submissions.zip"),
            ("gradescope", "gradescope"),
        )
    },
    "explain": ("explain", NAME, "student-00001"),
    "similar": ("similar", NAME),
    "regrade --diff": ("regrade", NAME, "--diff"),
}
"""What an instructor does over a term, for one assignment where a command takes one."""

STATUSES = (0, 1)
"""1 says that something of the class wants a look."""


@dataclass(slots=True)
class Growth:
    """What every command took at every size."""

    sizes: Sequence[int]
    runs: dict[tuple[str, int], list[Run]] = field(default_factory=dict)

    def cpu(self, name: str, students: int) -> float:
        """Seconds of the processor."""
        return min(run.cpu for run in self.runs[name, students])

    def peak(self, name: str, students: int) -> float:
        """Megabytes of all processes at their largest."""
        return min(run.peak_mb for run in self.runs[name, students])

    def marginal(self, name: str) -> tuple[float, float]:
        """Milliseconds of the processor for one of the first students, and for one of the last."""
        first, second, third, last = self.sizes[0], self.sizes[1], *self.sizes[-2:]
        return self._each(name, first, second), self._each(name, third, last)

    def _each(self, name: str, few: int, many: int) -> float:
        return (self.cpu(name, many) - self.cpu(name, few)) / (many - few) * 1e3

    def memory(self, name: str) -> float:
        """Kilobytes of memory that a student more takes, from the first size to the last."""
        few, many = self.sizes[0], self.sizes[-1]
        return (self.peak(name, many) - self.peak(name, few)) / (many - few) * 1024

    def ratio(self, name: str) -> str:
        """How many times the last students cost what the first did, where that can be said."""
        first, last = self.marginal(name)
        return f"{last / first:.2f}" if first >= LEAST else "-"

    @property
    def names(self) -> Sequence[str]:
        """The commands that were measured, in their order."""
        return tuple(dict.fromkeys(name for name, _ in self.runs))

    def table(self) -> Table:
        """All of it for a person."""
        few, many = self.sizes[0], self.sizes[-1]
        table = Table("command", box=None)
        heads = ("ms, first", "ms, last", "ratio", f"s, {few:,}", f"s, {many:,}")
        for head in (*heads, f"MB, {few:,}", f"MB, {many:,}", "KB each"):
            table.add_column(head, justify="right")
        for name in self.names:
            first, last = self.marginal(name)
            table.add_row(
                name,
                f"{first:.2f}",
                f"{last:.2f}",
                self.ratio(name),
                *(f"{self.cpu(name, size):.1f}" for size in (few, many)),
                *(f"{self.peak(name, size):.0f}" for size in (few, many)),
                f"{self.memory(name):.1f}",
            )
        return table


def growth(
    folder: Path,
    settings: str = "",
    *,
    sizes: Sequence[int] = SIZES,
    rounds: int = ROUNDS,
    commands: Mapping[str, Sequence[str]] = COMMANDS,
    names: Sequence[str] = TERM,
    console: Console | None = None,
) -> Growth:
    """Let a term grow in a new folder, and run each command at each size."""
    folder.mkdir(parents=True, exist_ok=True)
    term = make_term(folder, settings, names)
    (folder / "made").mkdir()
    found = Growth(sizes)
    for size in sizes:
        grow(term, size)
        write_tables(term)
        measured([script("autograder"), "grade", NAME], folder, statuses=STATUSES)  # penalties are written
        for _ in range(rounds):
            for name, command in commands.items():
                run = measured([script("autograder"), *command], folder, watch="made", statuses=STATUSES)
                found.runs.setdefault((name, size), []).append(run)
                if console:
                    console.print(f"{size:>6} {name}: {run.cpu:.2f} s, {run.peak_mb:.0f} MB", highlight=False)
    return found


@contextmanager
def on_postgresql() -> Iterator[str]:
    """The settings of a course whose gradebook is in a new database of a server that is started for it."""
    from ..nbgrader import postgresql

    programs = postgresql.programs()
    if programs is None:
        raise SystemExit(postgresql.MISSING)
    with postgresql.serving(programs) as addresses:
        engine = create_engine(addresses.replace("NAME", "postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE term"))
        engine.dispose()
        yield f"c.CourseDirectory.db_url = {addresses.replace('NAME', 'term')!r}\n"


@contextmanager
def on_sqlite() -> Iterator[str]:
    """No settings: the gradebook is a file of the course."""
    yield ""


DATABASES: Mapping[str, Callable[[], AbstractContextManager[str]]] = {
    "SQLite": on_sqlite,
    "PostgreSQL": on_postgresql,
}
"""Where a course keeps its gradebook, and what gives the settings for that."""


def as_page(found: Mapping[str, Growth]) -> str:
    """The table for people who plan a large course, in Markdown."""
    some = next(iter(found.values()))
    few, second, third, many = some.sizes[0], some.sizes[1], *some.sizes[-2:]
    heads, rules = ("command",), ("---",)
    for name in found:
        heads += (f"{name}: ms, first", "ms, last", "ratio", "seconds")
        rules += ("---:",) * 4
    rows = [(name, *(cell for one in found.values() for cell in _cells(one, name))) for name in some.names]
    most = max(one.memory(name) for one in found.values() for name in some.names)
    return (
        f"{markdown_table(heads, rules, rows)}\n"
        f"Milliseconds of the processor for each student from {few:,} to {second:,}, and from {third:,} to\n"
        f"{many:,}; the ratio of the two where they are {LEAST:g} or more; seconds of the whole command for\n"
        f"{many:,} students. A student more takes at most {most:.0f} KB of memory.\n"
    )


def _cells(grown: Growth, name: str) -> tuple[str, ...]:
    first, last = (f"{each:z.2f}" for each in grown.marginal(name))
    return first, last, grown.ratio(name), f"{grown.cpu(name, grown.sizes[-1]):.1f}"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What each command costs over a term that grows.")
    parser.add_argument("--databases", nargs="+", choices=list(DATABASES), default=list(DATABASES))
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="students, rising; three at least")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="runs of each command at each size")
    parser.add_argument("--only", nargs="+", choices=list(COMMANDS), help="only these commands")
    parser.add_argument("--write", action="store_true", help="write the table into docs/grading-a-class.md")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    console = Console(width=120)
    commands = {name: COMMANDS[name] for name in given.only or COMMANDS}
    found = {}
    for name in given.databases:
        with DATABASES[name]() as settings, tempfile.TemporaryDirectory(prefix="term-") as folder:
            place = Path(folder) / "course"
            found[name] = growth(
                place, settings, sizes=given.sizes, rounds=given.rounds, commands=commands, console=console
            )
        console.print(f"{name}:", found[name].table())
    if given.write:
        write_part(ROOT / "docs/grading-a-class.md", "term", as_page(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
