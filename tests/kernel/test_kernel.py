"""What passes its own `check()` in a real kernel earns everything, however it is written down."""

import json
import re
import shutil
from pathlib import Path
from random import Random

import pytest
from jupyter_client.manager import start_new_kernel

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.marking.earlier import reference_chunks

from .forms import FORMS, cells_of, mixtures, pairs

ROOT = Path(__file__).resolve().parents[2]
WARMUP = find_assignment(ROOT, "warmup")
MIXTURES = 45


def functions():
    """The text of each function of the solution, as it stands in its cell."""
    texts = [text.strip("\n") + "\n" for _, text in reference_chunks(WARMUP)]
    return {name: next(text for text in texts if f"def {name}(" in text) for name in WARMUP.functions}


@pytest.fixture(scope="module")
def grader():
    with Grader(WARMUP) as grader:
        yield grader


@pytest.fixture
def folder(tmp_path):
    """A handout's folder without its notebook."""
    shutil.copytree(ROOT / "assignments/warmup", tmp_path / "warmup", ignore=shutil.ignore_patterns("*.ipynb"))
    return tmp_path / "warmup"


@pytest.fixture(scope="module")
def kernel():
    manager, client = start_new_kernel(kernel_name="python3")
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def run(client, code):
    """What a cell prints, its results and its errors, as text."""
    found = []

    def keep(message):
        content = message["content"]
        found.append(content.get("text", "") + content.get("data", {}).get("text/plain", ""))
        found.extend(content.get("traceback", []))

    client.execute_interactive(code, output_hook=keep, timeout=60, allow_stdin=False)
    return "\n".join(found)


def passes(client, cells, folder):
    """Whether the kernel's own check of each function passes once the cells have run."""
    run(client, "%reset -f")
    place = repr(str(folder))
    run(client, f"import os, sys\nos.chdir({place})\nsys.path[0] = {place}\nsys.path_importer_cache.clear()")
    for cell in cells:
        run(client, cell)
    run(client, "from checks import check")
    said = {name: run(client, f"print(check({name!r}))") for name in WARMUP.functions}
    bad = re.compile(r"failed|not written|error", re.IGNORECASE)
    return {name: not bad.search(text) for name, text in said.items()}


def notebook(cells, folder):
    """The cells as a notebook's file."""
    rows = [
        {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": None}
        for text in cells
    ]
    path = folder / "warmup.ipynb"
    path.write_text(json.dumps({"cells": rows, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return path


def lost(report):
    """Points that were not earned, by criterion."""
    return {row.name: row.points - row.earned for row in report.automatic if row.earned < row.points}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_each_form_alone(form, grader, kernel, folder):
    cells = cells_of(functions(), lambda: form)
    report = grader.grade(notebook(cells, folder))
    assert set(passes(kernel, cells, folder).values()) == {True}
    assert lost(report) == {}


def test_nearly_every_pair_of_forms_is_met():
    found = set().union(*map(pairs, mixtures(MIXTURES, 5, Random(18))))
    assert len(found) > 0.95 * len(FORMS) ** 2


@pytest.mark.slow
def test_mixtures_of_forms(grader, kernel, folder):
    wrong = []
    for mixture in mixtures(MIXTURES, len(functions()), Random(18)):
        cells = cells_of(functions(), iter(mixture).__next__)
        missing = lost(grader.grade(notebook(cells, folder)))
        said = passes(kernel, cells, folder)
        if missing or set(said.values()) != {True}:
            wrong.append((missing, said, cells))
    assert wrong == []
