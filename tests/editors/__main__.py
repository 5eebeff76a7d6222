"""Try the course in other editors, and write docs/where-it-runs.md: `python -m tests.editors`.

`make editors` calls it. They are installed into the user's cache, once; VS Code's editor needs Node 20 and npm.
What they saved is handed in to a course of nbgrader's, and marked. With words behind it, only the trials whose
names hold one of them are made, and nothing is written.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from ..browser.chromium import launch
from ..browser.jupyterlab import PATIENCE
from ..docs.marked import table, write_part
from . import lab_extensions, lab_in_chinese, marimo_pages, terminals, vscode
from .places import ROOT
from .saved import in_gradebook

PAGE, PART = ROOT / "docs/where-it-runs.md", "editors"
Trial = Callable[[Browser, Path], tuple[str, Path | None]]
TRIALS: dict[str, tuple[str, Trial]] = {
    "vscode": (
        "opened, two cells written, one added, saved: nothing else is changed",
        vscode.changes_one_cell_and_adds_one,
    ),
    "marimo-convert": (
        "all five notebooks converted: no text or function is lost, `marimo check` finds nothing",
        marimo_pages.keeps_every_cell,
    ),
    "marimo-show": (
        "a filled-in notebook run: report and graph as HTML; its `.py` file earns all points",
        marimo_pages.shows_report_and_graph,
    ),
    "ipython": ("a mistake with its name, the graph and `play` in words", terminals.ipython),
    "euporie": ("a filled-in notebook run: reports and graph in words", terminals.euporie),
    "lab": (
        "a cell written, run and saved: the notebook and its paired `.py` earn the same",
        lab_extensions.saves_what_was_written,
    ),
    "chinese": (
        "the Chinese notebook under Chinese menus: a mistake with its name, the graph, a slider, a hint",
        lab_in_chinese.finds_a_mistake,
    ),
}
"""What is tried, and what makes the trial: it gives the editor's name and version, and what was saved."""

SAVED = {"vscode": 39.0, "lab": 24.0}
"""The points that a gradebook gives for what was saved."""


def main() -> int:
    """Try, print, write."""
    wanted = sys.argv[1:]
    names = [name for name in TRIALS if not wanted or any(word in name for word in wanted)]
    rows, saved, faults = [], {}, 0
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        expect.set_options(timeout=PATIENCE)
        browser = launch(playwright)
        for name in names:
            tried, trial = TRIALS[name]
            room = Path(scratch) / name
            room.mkdir()
            since = time.monotonic()
            try:
                editor, path = trial(browser, room)
            except Exception as error:
                print(f"{name}: {error!r}", flush=True)
                faults += 1
                continue
            seconds = time.monotonic() - since
            print(f"{name}: {editor}, {seconds:.0f} s", flush=True)
            rows.append((editor, tried, f"{seconds:.0f}"))
            if path:
                saved[name] = path
        browser.close()
        if saved:
            found = in_gradebook(saved, Path(scratch))
            print(f"in the gradebook: {found}")
            faults += found != {name: SAVED[name] for name in saved}
    print(f"{faults} faults")
    if not wanted and not faults:
        write_part(PAGE, PART, written(rows, f"{datetime.now(UTC):%Y-%m-%d}"))
    return 1 if faults else 0


def written(rows: list[tuple[str, ...]], day: str) -> str:
    """The day of the trials, and the table."""
    head = f"Tried on {day} by `make editors`, without a fault.\n\n"
    return head + table(("editor", "what was tried", "seconds"), ("---", "---", "---:"), rows)


if __name__ == "__main__":
    sys.exit(main())
