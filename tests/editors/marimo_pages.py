"""Marimo: the released notebooks as its files, report and graph on its page, its file as a submission."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import textwrap
from pathlib import Path

from playwright.sync_api import Browser, expect

from ..browser.jupyterlab import PATIENCE, shot, wait_for
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


def shows_report_and_graph(browser: Browser, room: Path) -> tuple[str, Path]:
    """A filled-in notebook shows both on the page, and its file earns what the notebook would."""
    programs = python_with("marimo", "marimo")
    notebook = handout(room, solved=True)
    path = notebook.with_suffix(".py")
    run(programs, "convert", notebook, "-o", path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    options = ["--headless", "--no-token", "--skip-update-check", "--port", port]
    log = room / "marimo.txt"
    with log.open("w") as out:
        process = subprocess.Popen(
            [programs / "marimo", "edit", path, *options], cwd=path.parent, stdout=out, stderr=out
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/health", log)
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.goto(f"http://127.0.0.1:{port}")
        report = page.locator("section.autograder", has_text="batchnorm_backward: ").first
        report.wait_for(timeout=2 * PATIENCE)
        expect(report).to_contain_text("Everything that can be checked here is right")
        graph = page.locator("section.autograder", has_text="The graph of batchnorm_backward").first
        expect(graph.locator("svg")).to_contain_text("right")
        shot(page, "marimo-graph", graph)
    finally:
        process.terminate()
        process.wait(60)
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
