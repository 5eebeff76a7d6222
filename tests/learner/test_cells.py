"""The learner's own lines in a kernel, and what was printed; where there is no kernel, in files and chunks."""

import builtins
import importlib
import json
import shutil
import sys

import pytest

from autograder.learner import graph_view
from autograder.learner.live.cells import line_of_cell, not_taken, text_of_cell
from autograder.learner.live.interrupting import Interrupted, interruptible
from autograder.learner.live.prints import LINES, held_back
from autograder.learner.play import scene_view
from autograder.learner.public import public_report, unwritten
from autograder.learner.remarks import Report, report_text
from autograder.learner.work import public_exercises
from autograder.report import Kind
from autograder.sentences import NOTHING

from .learner import RELEASED, kernel

HELPERS = """\
def double(x):
    return 2 * x

class Layer:
    def forward(self, x):
        return x / 0
"""


@pytest.fixture
def helpers(tmp_path, monkeypatch):
    """A module of the learner's own in the working folder."""
    (tmp_path / "own_helpers.py").write_text(HELPERS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("own_helpers")
    del sys.modules["own_helpers"]


def test_a_file_in_the_working_folder_is_the_learners_own(helpers, tmp_path):
    file = str(tmp_path / "own_helpers.py")
    assert line_of_cell(file, 6) == ("own_helpers.py, line 6", "return x / 0")
    assert text_of_cell(helpers.double).label == text_of_cell(helpers.Layer).label == "own_helpers.py"
    assert text_of_cell(helpers.Layer).text == HELPERS


def test_what_is_nobodys_is_not_quoted(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert line_of_cell("<string>", 1) == ("", "")
    assert line_of_cell(__file__, 1) == ("", "")
    assert text_of_cell(len) is None
    assert text_of_cell(5) is None
    (tmp_path / "checks.py").write_text("x = 1\n")  # ours, beside the notebook
    assert line_of_cell(str(tmp_path / "checks.py"), 1) == ("", "")


def test_without_a_kernel_there_is_no_record_of_cells():
    assert not not_taken("f", {})
    assert not not_taken("f", {"In": ["", "def f(:", "check('f')"]})


def test_lines_are_kept_once_and_the_first_ones():
    with held_back() as printed:
        for _ in range(5):
            print("same")
        print("no end", end="")
    assert printed.lines == ("same", "no end")
    assert not printed.is_cut
    with held_back() as printed:
        for number in range(LINES + 5):
            print(number, "x" * 10_000)
    assert len(printed.lines) == LINES
    assert {len(line) for line in printed.lines} == {200}
    assert printed.is_cut


def test_afterwards_one_may_be_asked_again():
    asking = builtins.input
    with pytest.raises(RuntimeError, match="nobody gives one while code is checked"), held_back():
        input("? ")
    assert builtins.input is asking


def test_an_interruption_outside_of_own_code_is_said_without_a_place():
    with pytest.raises(Interrupted) as caught, interruptible():
        raise KeyboardInterrupt
    assert caught.value._render_traceback_() == ["You stopped this."]


@pytest.fixture
def hurried(monkeypatch):
    """What does not come to an end is stopped soon."""
    for module in (graph_view, scene_view):
        monkeypatch.setattr(module, "CHECK_SECONDS", 0.3)


ENDLESS = ("mode = bn_param", "while True:\n        print('round')\n    mode = bn_param")
STOPPED = "Your code was stopped after 0.3 seconds.\n"


def test_a_graph_of_what_never_ends_is_one_sentence(hurried, capsys):
    graph_view.show_graph(None, kernel(batchnorm_forward=ENDLESS), str(RELEASED))
    assert capsys.readouterr().out == STOPPED


@pytest.mark.parametrize("name", ["feature", "averages"])
def test_a_picture_of_what_never_ends_is_one_sentence(hurried, capsys, name):
    scene_view.play_scene(name, kernel(batchnorm_forward=ENDLESS), str(RELEASED))
    assert capsys.readouterr().out == STOPPED


FORGOTTEN = """\
batchnorm_backward
  failed                  dx (7)
      batchnorm_backward raised TypeError: cannot unpack non-iterable NoneType object. It was handed
      value 2 of the 2 that batchnorm_forward returns, and that is None: batchnorm_forward must put
      there what is needed.
  waits                   dgamma (2)
  waits                   dbeta (1)
"""


def test_a_cache_that_was_forgotten():
    names = kernel(batchnorm_forward=("cache = (centred, inv_std, x_hat, gamma)", "pass"))
    lines = public_report(RELEASED, "batchnorm_backward", names)
    text = report_text(Report("batchnorm_backward", lines))
    assert text.split()[: len(FORGOTTEN.split())] == FORGOTTEN.split()


def test_a_cache_that_holds_too_little_is_no_none():
    names = kernel(batchnorm_forward=("cache = (centred, inv_std, x_hat, gamma)", "cache = (centred, gamma)"))
    lines = public_report(RELEASED, "batchnorm_backward", names)
    assert str(lines[0].result.found) == (
        "batchnorm_backward raised ValueError: not enough values to unpack (expected 4, got 2)."
    )


def test_a_handout_on_the_command_line_says_the_same(tmp_path):
    folder = tmp_path / "warmup"
    shutil.copytree(RELEASED.parent / "warmup", folder, ignore=shutil.ignore_patterns("__pycache__"))
    notebook = json.loads((folder / "warmup.ipynb").read_text())
    written = {
        "column_stats": "    mean = x.mean(axis=0)\n    raise Not",
        "standardize": "    out = x.no_such_thing\n    # raise Not",
    }
    places = {}
    for number, cell in enumerate(notebook["cells"], start=1):
        text = "".join(cell["source"])
        for name, work in written.items():
            if text.startswith(f"def {name}"):
                cell["source"] = text.replace("    raise Not", work)
                line = 1 + cell["source"][: cell["source"].index(work)].count("\n")
                places[name] = number, line
    (folder / "warmup.ipynb").write_text(json.dumps(notebook))
    found = {row.name: row for row in public_exercises(folder / "warmup.ipynb")}
    number, line = places["standardize"]
    assert str(found["standardize"].lines[0].result.found) == (
        "standardize raised AttributeError: 'numpy.ndarray' object has no attribute 'no_such_thing'"
        f" (cell {number}, line {line}: out = x.no_such_thing)."
    )
    number, line = places["column_stats"]
    assert found["column_stats"].sentence == (
        "A line below your code stops column_stats: when that part is finished, delete line"
        f' {line + 1} of cell {number}, raise NotImplementedError("write this part of column_stats").'
    )


def test_code_that_raises_before_it_comes_to_a_line_that_was_left(tmp_path, monkeypatch):
    """It is begun, so what it raised is said, and not that it is not written."""
    monkeypatch.chdir(tmp_path)
    work = "def column_stats(x):\n    mean = x.no_such_mean\n    raise NotImplementedError\n    return mean\n"
    (tmp_path / "own_stats.py").write_text(work)
    names = {}
    exec(compile(work, str(tmp_path / "own_stats.py"), "exec"), names)
    lines = public_report(RELEASED.parent / "warmup", "column_stats", names)
    assert unwritten(lines, "column_stats", names) == (Kind.NONE, NOTHING)
    assert str(lines[0].result.found) == (
        "column_stats raised AttributeError: 'numpy.ndarray' object has no attribute 'no_such_mean'"
        " (own_stats.py, line 2: mean = x.no_such_mean)."
    )
