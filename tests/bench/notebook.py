"""What a learner waits for in a notebook: the first `check()`, all later ones, `graph()`, and memory.

Each assignment's handout is written in a kernel as JupyterLab starts it, and the calls are timed in there, in
milliseconds of the processor: on a machine that is busy with other things, a learner waits longer.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from jupyter_client.manager import KernelManager

from autograder.assignment import Assignment, list_assignments
from autograder.source import Role, read_source

from .classroom import ROOT

TIMES = 5
"""Calls of which the middle one counts as warm."""

PATIENCE = 120
"""Seconds that a kernel may take to start, or for one cell."""

TIMED = """
def _timed(call, times):
    from time import process_time
    found = []
    for _ in range(times):
        start = process_time()
        call()
        found.append((process_time() - start) * 1e3)
    return found


def _megabytes():
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
"""


@dataclass(frozen=True, slots=True)
class Waits:
    """What one notebook lets wait: milliseconds of calls, and megabytes that all of them add to the kernel."""

    assignment: str
    first: float  # the first `check()` of all
    warm: dict[str, float]  # `check()` of each exercise and each practice, later
    graph: tuple[float, float] | None  # the first `graph()`, and a later one; None where there is none
    megabytes: float


def waits(folder: Path) -> tuple[Waits, ...]:
    """Each assignment's notebook, solved, in a kernel of its own; `folder` takes the copies."""
    return tuple(_waits(assignment, folder) for assignment in list_assignments(ROOT))


def _waits(assignment: Assignment, folder: Path) -> Waits:
    handout = shutil.copytree(ROOT / "assignments" / assignment.name, folder / assignment.name)
    rubric = json.loads((handout / "rubric.json").read_text(encoding="utf-8"))
    names = dict.fromkeys([row["exercise"] for row in rubric["criteria"]] + rubric.get("practice", []))
    with _kernel(handout) as run:
        for text in (TIMED, *_cells(assignment, handout)):
            run(text)
        before = run("", "_megabytes()")
        (first,) = run("", f"_timed(lambda: check({next(iter(names))!r}), 1)")
        warm = {}
        for name in names:
            run(f"check({name!r})")
            warm[name] = median(run("", f"_timed(lambda: check({name!r}), {TIMES})"))
        graph = None
        if any(handout.glob("*_graph.py")):
            once, *more = run("", f"_timed(graph, {1 + TIMES})")
            graph = (once, median(more))
        return Waits(assignment.name, first, warm, graph, run("", "_megabytes()") - before)


def _cells(assignment: Assignment, handout: Path) -> Iterator[str]:
    """The notebook's first code cell, which imports all that is needed; then those of a learner, solved."""
    notebook = json.loads((handout / f"{assignment.name}.ipynb").read_text(encoding="utf-8"))
    yield "".join(next(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"))
    for cell in read_source(assignment):
        if cell.role in (Role.ANSWER, Role.PRACTICE) and "def " in cell.text:
            yield cell.text


@contextmanager
def _kernel(folder: Path) -> Iterator[Any]:
    """Runs a text in a new kernel, and gives the value of an expression after it."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(folder))
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE)

        def run(text: str, expression: str = "None") -> Any:
            asked = client.execute_interactive(
                text, user_expressions={"it": expression}, output_hook=lambda _: None, timeout=PATIENCE
            )
            content = asked["content"]
            if content["status"] != "ok" or content["user_expressions"]["it"]["status"] != "ok":
                raise AssertionError(content)
            return json.loads(content["user_expressions"]["it"]["data"]["text/plain"].replace("None", "null"))

        yield run
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
