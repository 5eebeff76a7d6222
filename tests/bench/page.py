"""What was measured, as docs/performance.md and its picture."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import matplotlib as mpl
from rich.table import Table

from .classroom import ROOT, STYLES
from .results import Results
from .rounds import ROUND_STEPS

FOLDER = ROOT / "docs"

GOALS = {
    "typed": 8.0,
    "grade 1": 70.0,
    "grade new": 40.0,
    "grade 2": 110.0,
    "grade new 2": 70.0,
    "check 1": 60.0,
    "check 2": 100.0,
}
"""How many times less than stock nbgrader's the marginal time shall be."""

METHOD = """\
## What is compared

- The class hands in work of the demonstration class of `batchnorm`, {kinds} kinds in turn: right in seven
  styles, wrong in four ways, and untouched. Every notebook is a text of its own. Work that ends its process or
  never returns is left out: it costs its own time limit, with any grader.
- Where the answers of a submission are byte for byte those of an earlier one, a check's verdict is known
  (`marking/answered.py`); every submission is still asked every question behind the wall. This class gains much
  by that. The lines "all answers new" are measured with nothing known, as in a class in which everybody's
  numbers differ in the last digits. A real class lies between.
- Stock nbgrader executes a notebook that holds an import, the answers, and the checks as assertions
  (`tests/bench/checks_in_cells.py`), which ask less than the hidden checks do. The experiments and plots of
  the real notebook would cost it more. Its ratio is 1 by definition.
- otter-grader runs the same reduced notebooks, each in a kernel of its own, with the same assertions, in one
  process and an environment of its own. With its containers, each submission starts one besides.
- In the round stock nbgrader takes the reduced notebooks through its five commands, ours the whole ones. Its
  steps are `collect`, `autograde`, `generate_feedback`, `release_feedback` and `export`; ours are those of
  `autograder round`, one by one and at once, and `autograder export`. otter-grader has no such steps.
- Pages alone are those of our notebook, already marked. nbgrader's converter makes them in two ways. "The same
  pages" are ours, byte for byte, set by nbconvert in one piece, as `nbgrader generate_feedback` would with
  this course's configuration if nothing were put together of parts. "As it comes" is without anything of ours
  in the configuration, and its pages are others: formulas are left to a script from another machine, and what
  students wrote stands there as it is. Ours are vetted, and hold formulas as MathML, which are many elements.
- The limit judges the same files by the same checks in one process, without wall, gradebook and notebook, and
  knows no verdict before: it shows what student code and checks take by themselves."""

PAGE_GOALS = {1: 15.0, 2: 25.0}
"""How many times less than nbgrader's converter a page shall take, by jobs."""

ROUND_GOALS = {1: 30.0, 2: 50.0}
"""How many times less than nbgrader's the whole round of the full class shall take, by jobs."""

ROUND_SECONDS = 30.0

SOON = {"check, one file": 0.5, "study": 4.0}
"""Seconds within which a command shall have answered."""

FIRST_CHECK, WARM_CHECK, GRAPH, KERNEL_MB = 400.0, 30.0, 100.0, 60.0
"""What a notebook may let wait, in milliseconds, and what checks may add to its kernel."""

START_GOAL, TIME_GOAL, MEMORY_GOAL, CLUSTER_GOAL = 10.0, 1.15, 1.2, 1.6


def table(found: Results) -> Table:
    """The figures for a terminal."""
    made = Table("marking by", "ms a submission", "times less than stock", title="How fast is a class marked?")
    for one in found.contenders:
        made.add_row(one.about, f"{found.marginal(one):.1f}", f"{found.ratio(one.name):.1f}")
    return made


def judged(found: Results) -> Iterator[str]:
    """Each goal, and whether it is reached."""
    for name, goal in GOALS.items():
        ratio = found.ratio(name)
        yield _judged(f"{name}: {ratio:.1f} times less than stock", goal, ratio >= goal)
    for name, goal in zip(found.page_names()[2:], PAGE_GOALS.values(), strict=True):
        ratio = found.page_ratio(name)
        what = f"a page by {name}: {ratio:.1f} times less than the same by nbgrader's converter"
        yield _judged(what, goal, ratio >= goal)
    full = max(found.ways[-1].sizes)
    for way, goal in zip(found.ways[-2:], ROUND_GOALS.values(), strict=True):
        ratio, seconds = found.round_ratio(way.name, full), found.round_seconds(way, full)
        what = f"the round of {full} students by {way.about}"
        yield _judged(f"{what}: {ratio:.1f} times less than nbgrader's", goal, ratio >= goal)
        yield _judged(f"{what}: {seconds:.1f} seconds", ROUND_SECONDS, seconds <= ROUND_SECONDS)
    start = found.start_ratio()
    yield _judged(
        f"autograder --help: {start:.1f} times sooner than nbgrader --help", START_GOAL, start >= START_GOAL
    )
    gain = found.cluster_gain()
    yield _judged(
        f"two dask workers over one: {gain:.2f} times the throughput", CLUSTER_GOAL, gain >= CLUSTER_GOAL
    )
    for command in found.commands:
        if command.command in SOON:
            goal = SOON[command.command]
            yield _judged(f"{command.command}: {command.seconds:.2f} seconds", goal, command.seconds <= goal)
    if found.notebooks:
        yield from _notebooks_judged(found)
    few, *larger = sorted(found.shape)
    for what, shape in (("submission", found.shape), ("page", found.page_shape)):
        for many in larger:
            slower, more = found.slowdown(shape, many), found.growth(shape, many)
            yield _judged(
                f"time of the {many:,}th {what} over one of the first: {slower:.2f}",
                TIME_GOAL,
                slower <= TIME_GOAL,
            )
            memory = f"memory, {what}s of a class of {many:,} over those of {few}"
            yield _judged(f"{memory}: {more:.2f}", MEMORY_GOAL, more <= MEMORY_GOAL)


def _notebooks_judged(found: Results) -> Iterator[str]:
    rows = found.notebooks
    for what, most, goal in (
        ("the first check() in a notebook, ms", max(row.first for row in rows), FIRST_CHECK),
        ("the slowest later check(), ms", max(max(row.warm.values()) for row in rows), WARM_CHECK),
        ("the first graph(), ms", max(row.graph[0] for row in rows if row.graph), GRAPH),
        ("memory that checks add to a kernel, MB", max(row.megabytes for row in rows), KERNEL_MB),
    ):
        yield _judged(f"{what}: {most:.0f}", goal, most <= goal)


def _judged(what: str, goal: float, reached: bool) -> str:
    return f"{what} (goal {goal:g}: {'reached' if reached else 'not reached'})"


def machine() -> list[tuple[str, str]]:
    """What the numbers were measured on."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    kernel = ".".join(platform.release().split(".")[:2])
    return [
        ("processor", f"{model}, {len(os.sched_getaffinity(0))} cores"),
        ("memory", f"{memory:.0f} GB"),
        ("system", f"{platform.system()} {kernel}"),
        ("Python", platform.python_version()),
        ("NumPy", version("numpy")),
        ("nbgrader", version("nbgrader")),
    ]


def write(found: Results, folder: Path) -> Path:
    """Write the page and its picture; the page's path."""
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    _picture(found, folder / "pictures" / "performance.svg")
    path = folder / "performance.md"
    path.write_text("\n".join(_lines(found)) + "\n", encoding="utf-8")
    return path


def _lines(found: Results) -> Iterator[str]:
    yield "# Performance"
    yield ""
    yield "How long marking takes, measured by `make bench` in one run, in turns, and written by it."
    yield "Other machines give other milliseconds; the ratios are the message."
    yield ""
    yield "![How many times less than stock nbgrader](pictures/performance.svg)"
    yield ""
    yield "| marking by | classes of | ms for each further submission | times less than stock |"
    yield "| --- | ---: | ---: | ---: |"
    for one in found.contenders:
        shown = " and ".join(f"{size:,}" for size in one.sizes[-2:])
        yield f"| {one.about} | {shown} | {found.marginal(one):.1f} | {found.ratio(one.name):.1f} |"
    yield ""
    yield f"Medians of {found.rounds} rounds. The time of a further submission is the difference between two"
    yield "classes over the number of students between them, so that start-up counts for nobody; whole commands"
    yield "stand below."
    yield ""
    yield from _busy(found)
    yield from _goals(found)
    yield from _rounds(found)
    yield from _soon(found)
    yield from _wholes(found)
    yield from _parts(found)
    yield METHOD.format(kinds=len(STYLES))
    yield ""
    yield "## The machine"
    yield ""
    yield "| | |"
    yield "| --- | --- |"
    for what, seen in machine():
        yield f"| {what} | {seen} |"
    yield f"| load when it began | {found.load:.1f} |"
    day = time.strftime("%Y-%m-%d", time.gmtime(found.started))
    yield f"| measured | {day}, in {found.minutes:.0f} minutes |"


def _busy(found: Results) -> Iterator[str]:
    cores = len(os.sched_getaffinity(0))
    if found.load > cores:
        yield f"**The machine was busy**: as the run began, {found.load:.1f} programs wanted its {cores} cores."
        yield "That falls on all that is compared, but a second job finds no free core then, and the lines with"
        yield "two jobs show little of what they gain. On a quiet machine: `make bench`."
        yield ""


def _goals(found: Results) -> Iterator[str]:
    yield "## What was aimed at, and what was reached"
    yield ""
    for line in judged(found):
        yield f"- {line}"
    yield ""


def _rounds(found: Results) -> Iterator[str]:
    theirs, *by_steps = (way for way in found.ways if len(way.commands) == len(ROUND_STEPS))
    yield "## The whole round"
    yield ""
    yield "From the exchange to the exchange, and the export: milliseconds for each further student."
    yield ""
    yield f"| step | {theirs.about} | {' | '.join(way.about for way in by_steps)} |"
    yield f"| --- |{' ---: |' * (1 + len(by_steps))}"
    for step in ROUND_STEPS:
        shown = " | ".join(f"{found.step(way, step):.1f}" for way in (theirs, *by_steps))
        yield f"| {step} | {shown} |"
    yield ""
    full = max(found.ways[-1].sizes)
    yield f"And the whole of it for {full} students, start-up and all:"
    yield ""
    yield "| round | seconds | times less |"
    yield "| --- | ---: | ---: |"
    few, many = theirs.sizes
    whole = found.round_seconds(theirs, full)
    yield f"| {theirs.about}, found from {few} and {many} students | {whole:.0f} | 1.0 |"
    for way in found.ways[-2:]:
        ratio = found.round_ratio(way.name, full)
        yield f"| {way.about} | {found.round_seconds(way, full):.1f} | {ratio:.1f} |"
    yield ""
    yield "Pages alone, of the same marked notebooks:"
    yield ""
    yield "| pages by | ms for each further page | times less |"
    yield "| --- | ---: | ---: |"
    for name in found.page_names():
        yield f"| {name} | {found.page(name):.1f} | {found.page_ratio(name):.1f} |"
    yield ""


def _soon(found: Results) -> Iterator[str]:
    yield "## How soon a command answers"
    yield ""
    yield "In a course whose class is marked; of the processor, all processes of the command together. For"
    yield "`study`, until the notebook's page and content are there, which the browser then draws."
    yield ""
    yield "| `autograder ...` | seconds | of the processor |"
    yield "| --- | ---: | ---: |"
    for row in found.commands:
        yield f"| {row.command} | {row.seconds:.2f} | {row.processor:.2f} |"
    yield ""
    yield "## In the notebook"
    yield ""
    yield "Milliseconds of the processor, in a kernel as JupyterLab starts it, with the exercises solved."
    yield ""
    yield "| notebook | first check() | later ones, median | slowest | first graph() | later | memory, MB |"
    yield "| --- | ---: | ---: | --- | ---: | ---: | ---: |"
    for notebook in found.notebooks:
        slowest = max(notebook.warm, key=lambda name: notebook.warm[name])
        middle = statistics.median(notebook.warm.values())
        graph = [f"{spent:.0f}" for spent in notebook.graph] if notebook.graph else ["", ""]
        yield (
            f"| {notebook.assignment} | {notebook.first:.0f} | {middle:.0f} | {notebook.warm[slowest]:.0f}"
            f" ({slowest}) | {' | '.join(graph)} | {notebook.megabytes:.0f} |"
        )
    yield ""


def _wholes(found: Results) -> Iterator[str]:
    yield "## Whole commands, and larger classes"
    yield ""
    yield "| command | students | seconds |"
    yield "| --- | ---: | ---: |"
    for one in found.contenders:
        for size in one.sizes:
            yield f"| {one.about} | {size:,} | {found.median(one.name, size):.1f} |"
    yield ""
    yield "### How the time and the memory grow"
    yield ""
    largest = max(found.shape)
    yield f"A class of {largest:,}, tenth by tenth of the same run: `autograder grade --jobs 2`, and after it"
    yield "`autograder feedback --jobs 2`."
    yield ""
    yield "| students | ms for each, marked | ms for each page |"
    yield "| --- | ---: | ---: |"
    pages = found.pace(found.page_shape)
    for (first, last, marked), (_, _, page) in zip(found.pace(found.shape), pages, strict=False):
        yield f"| {first:,} to {last:,} | {marked:.1f} | {page:.1f} |"
    yield ""
    yield "And whole runs:"
    yield ""
    yield "| students | marked, seconds | peak memory | pages, seconds | peak memory |"
    yield "| ---: | ---: | ---: | ---: | ---: |"
    for size, run in sorted(found.shape.items()):
        page = found.page_shape[size]
        marked = f"{run.seconds:.1f} | {run.peak_mb:.0f} MB"
        yield f"| {size:,} | {marked} | {page.seconds:.1f} | {page.peak_mb:.0f} MB |"
    yield ""
    yield "Memory is the sum over all processes of their proportional set sizes, looked at four times a second."
    yield ""


def _parts(found: Results) -> Iterator[str]:
    yield "## Where the time goes"
    yield ""
    yield "`autograder grade` with one job, by part, without start-up; the timing itself adds a little to each."
    yield ""
    whole = sum(found.parts.values())
    yield "| part | ms a submission | share |"
    yield "| --- | ---: | ---: |"
    for name, spent in sorted(found.parts.items(), key=lambda item: -item[1]):
        yield f"| {name} | {spent:.1f} | {spent / whole:.0%} |"
    yield ""


def _picture(found: Results, path: Path) -> None:
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    names = [one for one in found.contenders if one.name != "stock"]
    values = [found.ratio(one.name) for one in names]
    with mpl.rc_context({"svg.hashsalt": "performance", "svg.fonttype": "none", "font.size": 10}):
        figure, axes = plt.subplots(figsize=(8, 0.5 * len(names) + 1.1), layout="constrained")
        bars = axes.barh([one.about.replace("`", "") for one in names], values, color="#3b6ea5")
        axes.bar_label(bars, [f"{value:.1f}" if value < 10 else f"{value:.0f}" for value in values], padding=4)
        axes.invert_yaxis()
        axes.set_xlabel("times less for each further submission than stock nbgrader (1)")
        axes.spines[["top", "right"]].set_visible(False)
        axes.margins(x=0.12)
        figure.savefig(path, metadata={"Date": None})
        plt.close(figure)
