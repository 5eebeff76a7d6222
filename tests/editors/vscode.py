"""The editor of VS Code in a browser: it opens a notebook, changes a cell, adds one, and saves.

It has no kernel: the extension that starts them is in none of the package indexes.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, expect

from ..browser.jupyterlab import PATIENCE, shot, wait_for
from ..learner.learner import cells
from .places import CODE_SERVER, code_server
from .saved import demand_only, handout, notebook

SETTINGS = {
    "files.autoSave": "off",
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "window.menuBarVisibility": "hidden",
    "workbench.startupEditor": "none",
}
HELPER = "def a_helper(x):\n    return x"


def changes_one_cell_and_adds_one(browser: Browser, room: Path) -> tuple[str, Path]:
    """Only what a hand changed is another; the version, and what was saved."""
    path = handout(room)
    with serving(room) as address:
        page = browser.new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
        open_file(page, address, path)
        replace(page, "def batchnorm_forward(", cells()["batchnorm_forward"])
        replace(page, "def batchnorm_backward(dout", cells()["batchnorm_backward"])
        page.get_by_role("button", name="Add Code Cell").first.click()
        paste(page, HELPER)
        page.keyboard.press("Control+s")
        expect(page.locator(".tab.dirty")).to_have_count(0)
        shot(page, "vscode-saved")
    rows = notebook(path)["cells"]
    changed = {row["id"] for row in rows if "".join(row["source"]) in cells().values()}
    assert len(changed) == 2
    assert [row["metadata"] for row in rows if "".join(row["source"]) == HELPER] == [{}]
    demand_only(path, changed, new=1)
    return f"code-server {CODE_SERVER}", path


def open_file(page: Page, address: str, path: Path) -> None:
    """Open a notebook; before its extension is there, the editor shows the text of the file: then once more."""
    for seconds in (5, 10, 20, 40):
        page.goto(f"{address}/?folder={path.parent}")
        file = page.get_by_role("treeitem", name=path.name)
        file.wait_for(timeout=PATIENCE)
        page.wait_for_timeout(1_000 * seconds)
        file.dblclick()
        with suppress(Error):
            page.locator(".notebookOverlay .monaco-list-row").first.wait_for(state="attached", timeout=10_000)
            return
    raise AssertionError("the editor opens the notebook as a text")


def replace(page: Page, begins: str, text: str) -> None:
    """Find the cell, and paste a text in the place of its own."""
    page.keyboard.press("Control+f")
    expect(page.locator(".simple-fr-find-part-wrapper.visible-transition")).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(begins)
    row = page.locator(".code-cell-row", has_text=begins.replace(" ", "\u00a0"))
    for _ in range(20):  # what is found is shown when it is asked for again
        if row.count():
            break
        page.wait_for_timeout(1_000)
        page.keyboard.press("Enter")
    row.locator(".view-lines").click()
    page.keyboard.press("Control+a")
    paste(page, text)


def paste(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


@contextmanager
def serving(room: Path) -> Iterator[str]:
    """Code-server with settings of its own; its address."""
    home = room / "home"
    settings = home / "data/User/settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps(SETTINGS), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = ["node", str(code_server()), "--auth=none", f"--bind-addr={address}", "--disable-telemetry"]
    command += [
        "--disable-update-check",
        f"--user-data-dir={home / 'data'}",
        f"--extensions-dir={home / 'more'}",
    ]
    log = room / "code-server.txt"
    with log.open("w") as out:
        process = subprocess.Popen(command, env={**os.environ, "HOME": str(home)}, stdout=out, stderr=out)
    try:
        wait_for(f"http://{address}/healthz", log)
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait(60)
