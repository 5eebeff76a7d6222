"""The command line where there is a handout and no solution: what an archive's reader has."""

import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.errors import LoadError
from autograder.learner import work as handout
from autograder.learner.watch import marked_publicly
from autograder.learner.work import belongs_to, public_exercises
from autograder.source import SOLVED, read_source

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "solutions/warmup/warmup.py"
SOLVED_CELLS = {
    cell.name: cell.text for cell in read_source(find_assignment(ROOT, "warmup")) if cell.role in SOLVED
}


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """A folder with one handout and an engine that has no course around it."""
    folder = tmp_path_factory.mktemp("learner")
    shutil.copytree(ROOT / "assignments/warmup", folder / "assignments/warmup")
    left_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "autograder", folder / "engine/autograder", ignore=left_out)
    return folder


@pytest.fixture
def mine(machine):
    """A notebook in which the first exercise and the first question are done."""
    notebook = json.loads((machine / "assignments/warmup/warmup.ipynb").read_text())
    for cell in notebook["cells"]:
        if cell["id"] in ("column_stats", "zero_start"):
            cell["source"] = SOLVED_CELLS[cell["id"]]
    path = machine / "assignments/warmup/mine.ipynb"
    path.write_text(json.dumps(notebook))
    return path


def command(*args):
    return [sys.executable, "-m", "autograder", *map(str, args)]


def environment(machine):
    """The engine's copy and no course; what Python compiles is kept, so that only the first start is slow."""
    left_out = ("AUTOGRADER_COURSE", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, "PYTHONPATH": str(machine / "engine")}


def run(machine, *args):
    return subprocess.run(
        command(*args), cwd=machine, env=environment(machine), capture_output=True, text=True, check=False
    )


def test_check_asks_the_public_checks(machine, mine):
    done = run(machine, "check", "warmup", "assignments/warmup/mine.ipynb")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "assignments/warmup/mine.ipynb"
    assert lines[2] == "column_stats"
    assert lines[3].startswith("  passed ")
    assert "standardize is not written yet." in lines
    assert lines[-1].startswith("public checks only: ")
    assert lines[-1].endswith(" more are marked after submission")
    assert "failed" not in done.stdout


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (
            ["check", "batchnorm", "assignments/warmup/warmup.ipynb"],
            "assignments/warmup/warmup.ipynb does not lie in the handout of batchnorm,"
            " and no solutions are on this machine.",
        ),
        (
            ["check", "warmup", "assignments/warmup/warmup.ipynb", "--json"],
            "--json needs the hidden checks, and no solutions are on this machine.",
        ),
        (["check", "warmup", "nothing.ipynb"], "nothing.ipynb does not exist."),
        (
            ["answers", "warmup", "assignments/warmup/warmup.ipynb"],
            "model answers are part of no handout: they need a clone that holds the solutions.",
        ),
    ],
)
def test_what_needs_the_solutions_says_so(machine, args, sentence):
    done = run(machine, *args)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"autograder: {sentence}\n")


def test_progress_counts_what_public_checks_see(machine):
    done = run(machine, "progress", "--json")
    (row,) = json.loads(done.stdout)["assignments"]
    assert json.loads(done.stdout)["public_checks_only"] is True
    assert row["notebook"] == str(Path("assignments/warmup/warmup.ipynb"))
    assert (row["points"], row["max_points"]) == (0.0, 26.0)
    assert (row["answered"], row["questions"]) == (0, 2)
    assert row["next"] == "Open the notebook and begin at its top."


def test_study_copies_the_handout(machine, tmp_path):
    done = run(machine, "study", "--copy-only", "--folder", tmp_path / "work")
    assert done.returncode == 0
    assert (tmp_path / "work/warmup/warmup.ipynb").exists()


@pytest.mark.slow
def test_watch_marks_by_the_public_checks(machine, mine, tmp_path):
    said, errors = tmp_path / "out.txt", tmp_path / "err.txt"
    with said.open("w") as out, errors.open("w") as err:
        process = subprocess.Popen(
            command("check", "warmup", "--watch", mine),
            cwd=machine,
            env=environment(machine),
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
    try:
        wait_for(said, "more are marked after submission")
        shutil.copy(machine / "assignments/warmup/warmup.ipynb", mine)
        wait_for(said, "  lost  column_stats: ")
        os.utime(mine)
        wait_for(said, "  mine.ipynb\n", times=3)  # in the middle of marking
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        process.kill()
    assert errors.read_text() == ""


def wait_for(path, words, times=1):
    """Wait until a program has written these words so many times."""
    for _ in range(600):
        if path.read_text().count(words) >= times:
            return
        time.sleep(0.1)
    raise AssertionError(path.read_text())


@pytest.fixture(params=["in a process", "in a browser"])
def _place(request, monkeypatch):
    """With processes, and without them, as Python is in a browser."""
    if request.param == "in a browser":
        monkeypatch.setitem(sys.modules, "_multiprocessing", None)


def in_handout(tmp_path, **sources):
    """A file in a copy of the handout, with some functions of the source replaced."""
    shutil.copytree(ROOT / "assignments/warmup", tmp_path / "warmup")
    text = SOURCE.read_text() + "".join(f"\n# %%\n{source}\n" for source in sources.values())
    path = tmp_path / "warmup/mine.py"
    path.write_text(text)
    return path


@pytest.mark.usefixtures("_place")
def test_right_work_earns_all_that_public_checks_see(tmp_path):
    for row in public_exercises(in_handout(tmp_path)):
        assert (row.sentence, row.failure) == ("", None)
        assert sum(row.earned.values()) + row.later == sum(line.line.points for line in row.lines)


@pytest.mark.slow
def test_code_that_ends_its_process_or_never_returns_costs_the_others_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(handout, "SECONDS", 6.0)
    path = in_handout(
        tmp_path,
        ends="def standardize(*given, **named):\n    import os\n    print('x' * 10**6)\n    os._exit(0)",
        never="def welford(*given, **named):\n    while True:\n        pass",
    )
    found = {row.name: row for row in public_exercises(path)}
    assert found["standardize"].sentence == "standardize ended the whole process."
    assert found["welford"].sentence == "welford did not finish in 6 seconds."
    for name in ("standardize", "welford"):
        assert sum(found[name].earned.values()) == found[name].later == 0
    for name in ("column_stats", "ema_update", "merge_stats"):
        assert (found[name].sentence, found[name].failure) == ("", None)


@pytest.mark.parametrize(
    ("source", "seconds", "sentence"),
    [
        ("for column_stats in iter(int, 1):\n    pass", 3.0, "did not finish in 3 seconds."),
        ("import os\ncolumn_stats = os._exit(1)", 20.0, "ended the whole process."),
    ],
    ids=["endless", "exit"],
)
def test_definitions_that_never_end_are_a_sentence(tmp_path, monkeypatch, source, seconds, sentence):
    monkeypatch.setattr(handout, "SECONDS", seconds)
    path = in_handout(tmp_path, source=source)
    with pytest.raises(LoadError) as said:
        public_exercises(path)
    assert str(said.value) == f"What the functions rest on {sentence}"


def test_without_processes_what_never_ends_is_stopped_here(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "_multiprocessing", None)
    monkeypatch.setattr(handout, "SECONDS", 0.5)
    path = in_handout(tmp_path, source="for column_stats in iter(int, 1):\n    pass")
    with pytest.raises(LoadError) as said:
        public_exercises(path)
    assert str(said.value) == "What the functions rest on did not finish in 0.5 seconds."


def test_without_processes_the_kernel_keeps_its_own(tmp_path, monkeypatch, capsys):
    """Its folder, its path and its modules, also those that another handout calls by the same name."""
    monkeypatch.setitem(sys.modules, "_multiprocessing", None)
    public_exercises(in_handout(tmp_path / "first"))  # what the checks import is here afterwards
    other = tmp_path / "batchnorm"
    shutil.copytree(ROOT / "assignments/batchnorm", other)
    monkeypatch.chdir(other)
    monkeypatch.syspath_prepend(other)
    (other / "layers.py").write_text("WHOSE = 'batchnorm'\n")
    layers = importlib.import_module("layers")
    path = in_handout(tmp_path, said="import layers\nprint(layers.WHOSE)\nwelford = layers.welford")
    (path.parent / "layers.py").write_text("WHOSE = 'warmup'\ndef welford(stream):\n    print('here')\n")
    before = (Path.cwd(), list(sys.path), set(sys.modules))
    found = {row.name: row for row in public_exercises(path)}
    monkeypatch.delitem(sys.modules, "layers")
    assert (found["welford"].sentence, found["column_stats"].failure) == ("", None)
    assert found["welford"].failure
    assert (Path.cwd(), list(sys.path), set(sys.modules) | {"layers"}) == before
    assert layers.WHOSE == "batchnorm"
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("_place")
def test_what_is_not_defined_says_why(tmp_path):
    path = in_handout(tmp_path, gone="standardize = 1 / 0")
    path.write_text(path.read_text().replace("def merge_stats", "def another"))
    found = {row.name: row.sentence for row in public_exercises(path)}
    assert found == {
        "column_stats": "",
        "standardize": "standardize cannot be defined: ZeroDivisionError: division by zero",
        "ema_update": "",
        "welford": "",
        "merge_stats": "merge_stats is not defined in mine.py.",
    }


@pytest.mark.usefixtures("_place")
def test_a_cell_that_python_cannot_read_is_named(tmp_path):
    path = in_handout(tmp_path)
    cells = [{"cell_type": "code", "metadata": {}, "source": "def welford(rows:\n    return 1"}]
    path = path.with_name("mine.ipynb")
    path.write_text(json.dumps({"cells": cells}))
    found = {row.name: row.sentence for row in public_exercises(path)}
    assert found["welford"] == (
        "welford stands in a cell that Python cannot read (cell 1, line 1: '(' was never closed)."
    )


@pytest.mark.usefixtures("_place")
def test_a_modules_new_version_counts(tmp_path):
    path = in_handout(tmp_path, layers="from layers import column_stats")
    right = next(cell for name, cell in SOLVED_CELLS.items() if name == "column_stats")
    (path.parent / "layers.py").write_text("def column_stats(*given):\n    return 0, 0\n")
    first = public_exercises(path)[0]
    (path.parent / "layers.py").write_text(f"import numpy as np\n\n{right}\n")
    second = public_exercises(path)[0]
    assert first.failure
    assert not second.failure


def test_a_file_belongs_to_its_handout(tmp_path):
    path = in_handout(tmp_path)
    assert belongs_to(path, "warmup")
    assert not belongs_to(path, "batchnorm")
    assert not belongs_to(tmp_path / "mine.py", "warmup")
    path.parent.rename(tmp_path / "renamed")
    assert belongs_to(tmp_path / "renamed/mine.py", "warmup")


def test_a_damaged_notebook_is_a_sentence(tmp_path):
    path = in_handout(tmp_path).with_name("mine.ipynb")
    path.write_text("{")
    found = marked_publicly(path)
    assert found.earned is None
    assert str(found.shown) == "load-error: The notebook is damaged: it is not JSON from line 1 on."
