"""A learner in front of JupyterLab or Notebook 7: the servers, and what hands do in their pages.

Both pages are made of the same parts, so one pair of hands serves both.
"""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "build/browser"
"""Where screenshots are kept; git does not see it."""

QUIET = '{"fetchNews": "false", "checkForUpdates": false}'
"""JupyterLab asks whether it may fetch news; the test answers before it asks."""

PATIENCE = 90_000
"""Milliseconds for anything to appear, on however busy a machine."""


@dataclass(frozen=True)
class FrontEnd:
    """What shows notebooks: how it is started in a room, where it shows one, and what waits for its kernel."""

    start: tuple[str, ...]  # behind `python -m`, before the options
    path: str
    kernel_is_there: Callable[[Page], None]


def lab_is_ready(page: Page) -> None:
    """Wait until the status bar says so, in English or in Chinese."""
    page.get_by_text(re.compile(r"^Python 3 .*\| (Idle|空闲)$")).wait_for(timeout=PATIENCE)


def notebook_is_ready(page: Page) -> None:
    """Wait until an idle kernel is connected, and the page says so.

    The page's corner, which names all other states of a kernel, is empty for a moment before there is a kernel
    as well; so the server is asked first.
    """
    kernels = re.sub(r"(?<=\d)/.*", "/api/kernels", page.url)
    for _ in range(PATIENCE // 500):
        if any(
            one["connections"] and one["execution_state"] == "idle" for one in page.request.get(kernels).json()
        ):
            break
        page.wait_for_timeout(500)
    expect(page.locator(".jp-NotebookKernelStatus")).to_have_text("")
    page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for(timeout=PATIENCE)


LAB = FrontEnd(("autograder", "study", "--folder", "{room}/work", "--"), "lab/tree", lab_is_ready)
NOTEBOOK_7 = FrontEnd(("notebook", "{room}/work"), "notebooks", notebook_is_ready)


@contextmanager
def serving(room: Path, front: FrontEnd = LAB, python: Path = Path(sys.executable)):
    """JupyterLab on a fresh copy of the assignments, in settings of its own; gives its address.

    Another front end finds in the folder `work` of the room what was put there.
    """
    news = room / "settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    news.parent.mkdir(parents=True, exist_ok=True)
    news.write_text(QUIET)
    places = {
        **{f"JUPYTER_{name}_DIR": str(room / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")},
        **{f"JUPYTERLAB_{name}_DIR": str(room / name.lower()) for name in ("SETTINGS", "WORKSPACES")},
        "IPYTHONDIR": str(room / "ipython"),
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", f"--port={port}", "--IdentityProvider.token=", "--allow-root"]
    command = [python, "-m", *(part.format(room=room) for part in front.start), *options]
    log = room / "log.txt"
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **places}, stdout=out, stderr=out)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/api/status", log)
        yield address
    finally:
        process.terminate()
        process.wait(60)


def wait_for(url: str, log: Path) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError(log.read_text())


def open_notebook(page: Page, address: str, name: str, front: FrontEnd = LAB) -> None:
    """Open an assignment's notebook and wait until its kernel is there."""
    page.goto(f"{address}/{front.path}/{name}/{name}.ipynb?reset")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=PATIENCE)
    front.kernel_is_there(page)  # cells that are run before the kernel answers are silently not run


def run_all(page: Page) -> None:
    """Run > Run All Cells, to the last cell."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    for waiting in ("[ ]:", "[*]:"):
        expect(page.locator(".jp-CodeCell .jp-InputPrompt", has_text=waiting)).to_have_count(0)


def cell(page: Page, text: str) -> Locator:
    """The one code cell whose text begins so."""
    editor = page.locator(".jp-InputArea-editor", has_text=re.compile(rf"^\s*{re.escape(text)}"))
    return page.locator(".jp-CodeCell", has=editor)


def write(page: Page, where: Locator, text: str) -> None:
    """Put a text in the place of all that stands in a cell."""
    where.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def run(page: Page, where: Locator) -> None:
    """Run one cell, to its end."""
    with finished(where):
        where.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")


@contextmanager
def finished(where: Locator):
    """What is done inside runs the cell once; wait for its new number."""
    number = where.locator(".jp-InputPrompt")
    before = number.text_content()
    yield
    expect(number).not_to_have_text(before)
    expect(number).to_have_text(re.compile(r"\[\d+\]"))


def shot(page: Page, name: str, of: Locator | None = None, *, whole: bool = False) -> None:
    """Keep a picture of the page, with the part that is spoken of in view; or of the whole page."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    if of:
        of.scroll_into_view_if_needed()
    page.screenshot(path=SHOTS / f"{name}.png", full_page=whole)
