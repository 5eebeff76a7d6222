"""JupyterLab with what people add to it: language servers, and a text beside the notebook."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from playwright.sync_api import Browser, expect

from ..browser.jupyterlab import LAB, cell, open_notebook, run, serving, shot, write
from ..learner.learner import cells
from .places import ROOT, python_with
from .saved import demand_only, earned

ADDED = ("jupyterlab-lsp", "jupytext")
PAIRED = {"formats": "ipynb,py:percent"}


def saves_what_was_written(browser: Browser, room: Path) -> tuple[str, Path]:
    """With all of them, one cell is written, run and saved: the notebook and its paired text earn the same."""
    programs = python_with("lab", *ADDED)
    with serving(room, LAB, python=programs / "python") as address:
        folder = room / "work/batchnorm"
        shutil.copy(ROOT / "assignments/batchnorm/batchnorm.ipynb", folder)  # a class's, with nbgrader's marks
        path = folder / "batchnorm.ipynb"
        (folder / "jupytext.toml").write_text(f'formats = "{PAIRED["formats"]}"\n', encoding="utf-8")
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        open_notebook(page, address, "batchnorm", LAB)
        where = cell(page, "def batchnorm_forward")
        write(page, where, cells()["batchnorm_forward"])
        run(page, cell(page, "import matplotlib"))
        run(page, where)
        before = path.read_bytes()
        page.keyboard.press("Control+s")
        for _ in range(60):
            if path.read_bytes() != before:
                break
            page.wait_for_timeout(500)
        expect(page.locator(".jp-DirtyIndicator")).to_have_count(0)
        shot(page, "lab-with-extensions")
    texts = folder.glob("batchnorm.py")
    points = {"batchnorm_forward": 24.0, "batchnorm_backward": 0.0, "batchnorm_backward_alt": 0.0}
    assert [earned(file) for file in (path, *texts)] == [points, points]
    demand_only(path, {"batchnorm_forward"})
    listed = subprocess.run(
        [programs / "jupyter", "--version"], capture_output=True, text=True, check=True
    ).stdout
    number = next(line.split()[-1] for line in listed.splitlines() if line.startswith("jupyterlab "))
    return f"JupyterLab {number} with {', '.join(ADDED)}", path
