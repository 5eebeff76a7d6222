"""Marimo: the released notebooks as its files, report and graph as HTML, its file as a submission."""

from __future__ import annotations

import json
import re
import subprocess
import textwrap
from pathlib import Path

from playwright.sync_api import Browser

from .places import ROOT, python_with
from .saved import ALL_POINTS, earned, handout


def keeps_every_cell(_: Browser, room: Path) -> tuple[str, None]:
    """`marimo convert` takes all cells of all notebooks over, and `marimo check` finds no fault in them."""
    programs = python_with("marimo", "marimo")
    for source in sorted((ROOT / "assignments").glob("*/*.ipynb")):
        target = room / f"{source.stem}.py"
        run(programs, "convert", source, "-o", target)
        run(programs, "check", target)
        text = target.read_text(encoding="utf-8")
        for cell in json.loads(source.read_text(encoding="utf-8"))["cells"]:
            said = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                assert textwrap.indent(said.strip(), "    ") in text, said
            else:
                definitions = re.findall(r"^def \w+\(", said, re.MULTILINE)
                assert all(name in text for name in definitions), said
    return version(programs), None


def shows_report_and_graph(_: Browser, room: Path) -> tuple[str, None]:
    """A filled-in notebook shows both as HTML, and its file earns what the notebook would."""
    programs = python_with("marimo", "marimo")
    notebook = handout(room, solved=True)
    path, page = notebook.with_suffix(".py"), room / "page.html"
    run(programs, "convert", notebook, "-o", path)
    run(programs, "export", "html", path, "-o", page)
    text = page.read_text(encoding="utf-8")
    shown = [part.partition("/section")[0] for part in text.split('section class=\\"autograder')[1:]]
    assert any("batchnorm_backward: 6 passed" in part for part in shown)
    assert any("The gradients of x, gamma, beta are right." in part and "svg" in part for part in shown)
    assert sum(earned(path).values()) == ALL_POINTS
    return version(programs), None


def run(programs: Path, *arguments: object) -> str:
    """What a command of marimo says; it must end well."""
    command = [str(programs / "marimo"), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def version(programs: Path) -> str:
    """Its name with its version."""
    return f"marimo {run(programs, '--version').strip()}"
