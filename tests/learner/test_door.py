"""The module beside a notebook, as it stands where the package is not installed."""

import sys
import types

import pytest

from autograder.release.door import DOOR

WORK = """
def written(x):
    return x

def stub(x):
    raise NotImplementedError("write me")

class Written:
    size = 3

    def double(self):
        return 2 * self.size

class HalfWritten(Written):
    def forward(self, x):
        raise NotImplementedError("write me")
"""

INSTALL = "To check your work, install the course's package: pip install batchnorm-grader\n"


@pytest.fixture
def space(tmp_path, monkeypatch):
    """A notebook's names, with what `from checks import ...` brings; the package is not there."""
    (tmp_path / "checks.py").write_text(DOOR)
    found = {"__name__": "__main__", "__file__": str(tmp_path / "checks.py")}
    exec(compile(DOOR, found["__file__"], "exec"), found)
    exec(WORK, found)
    for name in [name for name in sys.modules if name.partition(".")[0] == "autograder"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "autograder", None)
    return found


@pytest.mark.parametrize(
    ("asked", "ready", "said"),
    [
        ('"written"', True, ""),
        ('"written", "Written"', True, ""),
        ('"written", "stub"', False, "stub is not written yet: come back to this cell later.\n"),
        ('"HalfWritten"', False, "HalfWritten is not written yet: come back to this cell later.\n"),
        ('"nothing", "stub"', False, "nothing is not defined yet: run its cell first.\n"),
    ],
)
def test_ready(space, capsys, asked, ready, said):
    assert eval(f"ready({asked})", space) is ready
    assert capsys.readouterr().out == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("written", "written is written, but cannot be checked here.\n"),
        ("stub", "stub is not written yet.\n"),
        ("HalfWritten", "HalfWritten is not written yet.\n"),
        ("nothing", "nothing is not defined yet: run its cell first.\n"),
    ],
)
def test_without_the_package_a_check_still_tells_a_stub_from_written_code(space, capsys, name, said):
    exec(f'check("{name}")', space)
    assert capsys.readouterr().out == said + INSTALL


def test_hints_the_graph_and_the_pictures_say_what_to_install(space, capsys):
    exec('hint("dx")\ngraph()\nplay("feature")', space)
    assert capsys.readouterr().out == 3 * INSTALL


def without(monkeypatch, *hidden):
    """Nothing of the package is loaded, and these modules are not there."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "autograder"]:
        monkeypatch.delitem(sys.modules, name)
    for name in hidden:
        monkeypatch.setitem(sys.modules, name, None)


def test_what_the_package_needs_and_has_not_is_called_that(space, monkeypatch, capsys):
    without(monkeypatch, "numpy")
    exec('check("written")\nhint("dx")', space)
    missing = f"numpy is not installed for {sys.executable}. To check your work: pip install numpy\n"
    assert capsys.readouterr().out == f"written is written, but cannot be checked here.\n{missing}{missing}"


@pytest.mark.parametrize("name", ["numpy", "matplotlib"])
def test_in_a_browser_nothing_is_installed_but_fetched(space, monkeypatch, capsys, name):
    without(monkeypatch)
    monkeypatch.setitem(sys.modules, "autograder.learner.check", None)
    monkeypatch.setattr(sys, "platform", "emscripten")
    said = space["_what_is_missing"](ModuleNotFoundError(f"No module named {name!r}", name=name))
    assert said == (
        f"{name} could not be fetched. In a browser it is fetched when it is first imported: see that you"
        " are online, then choose Kernel > Restart Kernel and Run All Cells."
    )


@pytest.mark.parametrize("file", ["autograder.py", "autograder/__init__.py", "autograder/data.txt"])
def test_something_else_of_that_name_is_noticed(space, monkeypatch, capsys, tmp_path, file):
    other = tmp_path / "other"
    (other / file).parent.mkdir(parents=True)
    (other / file).write_text("")
    without(monkeypatch)
    monkeypatch.setattr(sys, "path", [str(other)])
    exec('check("written")', space)
    place = other / file if file.endswith(".py") else other / "autograder"
    assert capsys.readouterr().out == (
        "written is written, but cannot be checked here.\n"
        f"Something else called autograder hides the course's package: {place}. Rename it, or uninstall it (pip"
        f" uninstall autograder); then restart the kernel. {INSTALL}"
    )


def test_behind_the_wall_a_graph_that_was_left_in_a_function_does_no_harm(space, monkeypatch, capsys):
    without(monkeypatch)
    placeholder = types.ModuleType("autograder")  # what the worker has
    placeholder.__path__ = []
    monkeypatch.setitem(sys.modules, "autograder", placeholder)
    exec("graph({})\nplay()", space)
    assert capsys.readouterr().out == 2 * INSTALL


def test_a_run_of_stock_nbgrader_gives_no_points(space, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(space["NotYet"], match="not marked: the course configuration is not loaded"):
        exec('check("written")', space)
