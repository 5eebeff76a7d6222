"""`check`, `hint` and `graph` in a real kernel: what is shown, and how fast."""

import json
import os
import shutil
import time

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.validator import Validator

from autograder.instructor.demo import fill
from autograder.release.door import DOOR

from .accessible import faults
from .learner import RELEASED, ROOT

WORK = (ROOT / "solutions/batchnorm/students/tuple-cache.py").read_text()
WRONG = (ROOT / "solutions/batchnorm/students/no-mean-road.py").read_text()
EXERCISES = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")

TIMED = f"""\
import time
from checks import check
seconds = []
for _ in range(3):
    start = time.perf_counter()
    for name in {EXERCISES}:
        check(name)
    seconds.append(time.perf_counter() - start)
print("TOOK", min(seconds))
"""


def prepared(tmp_path, work, *cells):
    """A handout in which `work` is written, with more cells at its end."""
    folder = tmp_path / "batchnorm"
    shutil.copytree(RELEASED, folder, ignore=shutil.ignore_patterns("__pycache__"))
    notebook = fill(json.loads((folder / "batchnorm.ipynb").read_text()), work)
    node = nbformat.reads(json.dumps(notebook), as_version=4)
    nbformat.write(node, folder / "batchnorm.ipynb")
    node.cells += [nbformat.v4.new_code_cell(text) for text in cells]
    return folder, node


def run(folder, node):
    client = NotebookClient(node, timeout=120, resources={"metadata": {"path": str(folder)}})
    client.execute(env={**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline"})
    return node


@pytest.mark.slow
def test_the_report_is_shown_as_html_and_as_text(tmp_path):
    node = run(*prepared(tmp_path, WRONG, 'hint("dx")'))
    shown = {
        cell.source: output.data
        for cell in node.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "display_data" and "text/html" in output.data
    }
    drawn = 'if ready("batchnorm_forward"):\n    graph()'
    played = {f'play("{name}")' for name in ("feature", "averages", "paths")}
    assert set(shown) == {*(f'check("{name}")' for name in EXERCISES), drawn, *played}
    for source in played:  # sliders for a page that has widgets, the still picture for any other
        assert set(shown[source]) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    assert "Your dx is off by up to 0.13." in shown['play("paths")']["text/html"]
    for data in shown.values():
        assert list(faults(data["text/html"])) == []
    wrong = shown['check("batchnorm_backward")']
    assert wrong["text/plain"].startswith("batchnorm_backward\n  failed                  dx (7)\n")
    assert "exactly what comes out when no gradient reaches x through the mean." in wrong["text/html"]
    assert "<svg" in wrong["text/html"]
    assert shown[drawn]["text/plain"].startswith("The graph of batchnorm_backward, from right to left\n")
    assert node.cells[-1].outputs[0].text.startswith('Hint 1 of 5: "dx" of batchnorm_backward asks: ')


@pytest.mark.slow
def test_it_answers_at_once_and_far_faster_than_a_validation(tmp_path):
    folder, node = prepared(tmp_path, WORK)
    start = time.perf_counter()
    assert Validator().validate(str(folder / "batchnorm.ipynb")).keys() <= {"failed"}
    validation = time.perf_counter() - start
    node.cells.append(nbformat.v4.new_code_cell(TIMED))
    said = "".join(output.get("text", "") for output in run(folder, node).cells[-1].outputs)
    seconds = float(said.split("TOOK")[1])
    assert seconds < 0.5
    assert validation / seconds >= 10


def test_the_door_gives_hints_step_by_step(monkeypatch, capsys):
    door = {"__file__": str(RELEASED / "checks.py")}
    exec(DOOR, door)
    for _ in range(2):
        door["hint"]("batchnorm_forward")
    first, second = capsys.readouterr().out.split("Hint ")[1:]
    assert (first[0], second[0]) == ("1", "2")
