"""The same way in Notebook 7: a mistake with its name, the graph, a slider, and what is saved."""

import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from ..learner.learner import cells
from .jupyterlab import NOTEBOOK_7, ROOT, cell, open_notebook, run, run_all, shot, write

pytestmark = pytest.mark.slow

CHECK = 'check("batchnorm_backward")'
HIDDEN = 'check("batchnorm_backward", hidden=True)'
PROGRESS = "progress()  # where I am"
RIGHT, WRONG = "dx = dx_direct + dx_mean", "dx = dx_direct"


def fill(page, name, text):
    """Write a function into its cell, and run it."""
    where = cell(page, f"def {name}(")
    write(page, where, text)
    run(page, where)


def test_a_mistake_is_found_and_mended(page, notebook7, tmp_path):
    open_notebook(page, notebook7, "batchnorm", NOTEBOOK_7)
    run_all(page)
    check = cell(page, CHECK)
    report = check.locator("section.autograder")
    expect(check).to_contain_text("batchnorm_backward is not written yet.")

    fill(page, "batchnorm_forward", cells()["batchnorm_forward"])
    fill(page, "batchnorm_backward", cells()["batchnorm_backward"].replace(RIGHT, WRONG))
    run(page, check)
    expect(report).to_contain_text(
        "This is exactly what comes out when no gradient reaches x through the mean."
    )
    hint = report.get_by_text("What must the column of dx then sum to?")
    expect(hint).to_be_hidden()
    report.get_by_text("Hint", exact=True).click()
    expect(hint).to_be_visible()
    shot(page, "notebook7-1-the-mistake-has-a-name", report)

    graph = page.locator(".jp-CodeCell", has_text="graph()").last
    run(page, graph)
    expect(graph.locator("section.autograder svg")).to_contain_text("look here first")
    shot(page, "notebook7-2-the-graph-shows-where", graph.locator("section.autograder"))

    paths = cell(page, 'play("paths")')
    run(page, paths)
    expect(paths.get_by_role("img", name="for a dout that is one in row 2 and zero")).to_be_visible()
    paths.get_by_role("slider").first.focus()  # the page takes the arrow keys for itself
    page.keyboard.press("PageUp")
    expect(paths.get_by_role("img", name="for a dout that is one in row 7 and zero")).to_be_visible()
    paths.get_by_label("row of the one").focus()
    page.keyboard.type("4")
    expect(paths.get_by_role("img", name="for a dout that is one in row 4 and zero")).to_be_visible()
    shot(page, "notebook7-3-a-slider-moves-the-picture", paths.locator("figure"))

    fill(page, "batchnorm_backward", cells()["batchnorm_backward"])
    write(page, check, HIDDEN)
    hidden = cell(page, HIDDEN)
    run(page, hidden)
    expect(hidden).to_contain_text("15 of 15 points.")
    shot(page, "notebook7-4-mended", hidden)

    write(page, graph, PROGRESS)
    graph = cell(page, PROGRESS)
    page.keyboard.press("Control+s")
    expect(page.locator(".jp-NotebookCheckpoint")).to_contain_text("Last Checkpoint")
    run(page, graph)
    expect(graph).to_contain_text("batchnorm")
    shot(page, "notebook7-5-progress", graph)
    rows = report_on(tmp_path / "work/batchnorm/batchnorm.ipynb")
    lost = {row["exercise"] for row in rows if row["outcome"] in ("failed", "blocked")}
    assert lost == {"batchnorm_backward_alt"}


def report_on(path):
    """The criteria of a saved notebook, as the command for a terminal marks it."""
    command = [sys.executable, "-m", "autograder", "check", "batchnorm", "--json", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return json.loads(done.stdout)["criteria"]
