"""nbgrader's formgrader as an instructor opens it: a server in the course's folder, a page in Chromium."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Gradebook
from playwright.sync_api import Page

from ..browser.jupyterlab import wait_for

FORGERS = ".text_cell_render, .output_area, .input_area"
"""What holds a student's words on formgrader's page; the rest of it is the host's."""

READY = """
() => formgrader.loaded && formgrader.grades.loaded && formgrader.comments.loaded && !$(":animated").length
"""

PARTS_UNDER_THE_MOUSE = """
([forgers, step]) => {
  const seen = new Set(), points = [];
  for (let y = 4; y < innerHeight; y += step) for (let x = 4; x < innerWidth; x += step * 3) {
    const part = document.elementFromPoint(x, y);
    if (!part || seen.has(part)) continue;
    seen.add(part);
    if (part.closest(forgers)) points.push([x, y]);
  }
  return points;
}
"""


@contextmanager
def formgrader(course: Path, log: Path) -> Iterator[str]:
    """The address of a formgrader for the course."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    extensions = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"
    options = ["--no-browser", f"--port={port}", "--IdentityProvider.token=", "--allow-root", extensions]
    places = {f"JUPYTER_{name}_DIR": str(log.parent / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", *options],
            cwd=course,
            env={**os.environ, **places},
            stdout=out,
            stderr=out,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/api/status", log)
        yield f"{address}/formgrader"
    finally:
        process.terminate()
        process.wait(60)


def address_of(course: Path, student: str) -> str:
    """The page of a student's work, below the formgrader's address."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        return f"submissions/{book.find_submission_notebook('means', 'means', student).id}/"


def wait_until_ready(page: Page) -> None:
    """Until formgrader has its marks and comments; what is typed before is overwritten by them.

    Playwright's own waiting evaluates a text in the page, which the page's policy forbids.
    """
    steady = 0
    for _ in range(600):
        # It scrolls to its first field when all is there: what moves under the mouse is not clicked.
        steady = steady + 1 if page.evaluate(READY) else 0
        if steady == 3:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.url} is not ready after a minute")


def click_all_parts(page: Page, step: int = 12) -> int:
    """Click once on each part of a student's text that lies under a grid over the whole page; says how many."""
    height = page.evaluate("document.documentElement.scrollHeight")
    clicked = 0
    for top in range(0, height, 700):
        page.evaluate(f"window.scrollTo(0, {top})")
        for x, y in page.evaluate(PARTS_UNDER_THE_MOUSE, [FORGERS, step]):
            page.mouse.click(x, y)
            clicked += 1
    return clicked
