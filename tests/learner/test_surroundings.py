"""Nothing on a learner's machine changes what a check says: plugins, settings, conftest.py, filters, places.

Each case is a process of its own in a folder with the handout, as a kernel is one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
UV = str(Path(sys.executable).with_name("uv"))

ASKED = """
import sys
sys.path.insert(0, FOLDER)
from checks import check
import numpy as np

def column_stats(x):
    mean = x.sum(axis=0) / x.shape[0]
    return mean, ((x - mean) ** 2).sum(axis=0) / (x.shape[0] - 1)

def standardize(x, eps):
    mean, var = column_stats(x)
    return (x - mean) / np.sqrt(var * len(x) / (len(x) - 1) + eps)

def ema_update(old, new, momentum):
    return momentum * old + (1 - momentum) * np.float64(new) / 1

def welford(x):
    raise NotImplementedError("write me")

for name in ("column_stats", "standardize", "ema_update", "welford"):
    check(name)
"""

PLUGINS = (
    "pytest-asyncio",
    "pytest-randomly",
    "pytest-timeout",
    "pytest-mock",
    "pytest-repeat",
    "pytest-rerunfailures",
    "pytest-sugar",
    "pytest-cov",
    "pytest-socket",
    "pytest-benchmark",
    "pytest-order",
    "pytest-env",
    "pytest-check",
    "nbval",
    "anyio",
    "typeguard",
)
"""What people have installed that registers itself with pytest."""

BROKEN = "raise RuntimeError('this file is for other tests')\n"


@pytest.fixture(scope="module")
def handout(tmp_path_factory):
    folder = tmp_path_factory.mktemp("surroundings") / "home/course/warmup"
    shutil.copytree(ROOT / "assignments/warmup", folder)
    return folder


def said(handout, *, folder=None, environment=(), options=(), before=""):
    """What the checks say; the time in it is left out."""
    code = ASKED.replace("FOLDER", repr(str(handout)))
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, *options, "-c", before + code],
        cwd=folder or handout,
        env=ours | dict(environment),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode(), done.stderr.decode()


@pytest.fixture(scope="module")
def usual(handout):
    out, errors = said(handout)
    assert errors == ""
    assert "welford is not written yet." in out
    assert "This is exactly what comes out when" in out  # a mistake gets its name
    return out


@pytest.fixture(scope="module")
def plugins(tmp_path_factory):
    """A folder with the plugins, as an installation of the user's would be."""
    folder = tmp_path_factory.mktemp("plugins")
    subprocess.run(
        [UV, "pip", "install", "--quiet", "--target", str(folder), "--no-deps", *PLUGINS], check=True
    )
    found = [path for path in folder.glob("*.dist-info/entry_points.txt") if "pytest11" in path.read_text()]
    assert len(found) >= 15
    return folder


def test_installed_plugins(handout, usual, plugins):
    assert said(handout, environment={"PYTHONPATH": str(plugins)}) == (usual, "")


def test_a_plugin_that_cannot_even_be_imported(handout, usual, tmp_path):
    (tmp_path / "broken_plugin.py").write_text(BROKEN)
    notes = tmp_path / "broken_plugin-1.dist-info"
    notes.mkdir()
    (notes / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-plugin\nVersion: 1\n")
    (notes / "entry_points.txt").write_text("[pytest11]\nbroken = broken_plugin\n")
    assert said(handout, environment={"PYTHONPATH": str(tmp_path)}) == (usual, "")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTEST_ADDOPTS": "-x -k nothing --no-such-option"},
        {"PYTEST_PLUGINS": "no_such_plugin"},
        {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": ""},
        {"PYTHONWARNINGS": "error"},
        {"PYTHONOPTIMIZE": "2"},
        {"PYTHONDEVMODE": "1"},
        {"PYTHONDONTWRITEBYTECODE": "1"},
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8"},
        {"MPLBACKEND": "no_such_backend"},
        {"COLUMNS": "20", "FORCE_COLOR": "1", "PY_COLORS": "1"},
        {"HOME": "/nonexistent", "TMPDIR": "/tmp"},
    ],
    ids=lambda environment: " ".join(environment),
)
def test_settings_of_the_environment(handout, usual, environment):
    assert said(handout, environment=environment) == (usual, "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("conftest.py", BROKEN),
        ("pytest.ini", "[pytest]\naddopts = --no-such-option\n"),
        ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '--no-such-option'\n"),
        ("tox.ini", "[pytest]\nminversion = 99\n"),
        ("setup.cfg", "[tool:pytest]\nrequired_plugins = no-such-plugin\n"),
        (".coveragerc", "[run]\nbranch = nonsense\n"),
    ],
)
@pytest.mark.parametrize("where", [".", ".."])
def test_files_in_the_folder_or_above(handout, usual, name, text, where):
    path = handout / where / name
    path.write_text(text)
    try:
        assert said(handout) == (usual, "")
    finally:
        path.unlink()


@pytest.mark.parametrize(
    "before",
    [
        "import warnings; warnings.simplefilter('error')\n",
        "import numpy; numpy.seterr(all='ignore')\n",
        "import numpy; numpy.set_printoptions(precision=2, suppress=True, linewidth=10)\n",
        "import random, numpy; random.seed(1); numpy.random.seed(1)\n",
        "import sys; sys.setrecursionlimit(400)\n",
        "import os; os.environ['PYTEST_ADDOPTS'] = '--no-such-option'\n",
        "import asyncio; loop = asyncio.new_event_loop(); asyncio.set_event_loop(loop)\n",
        "import builtins; display = print; _ = 3\n",
    ],
)
def test_what_a_cell_before_has_done(handout, usual, before):
    assert said(handout, before=before) == (usual, "")


def test_another_working_folder(handout, usual, tmp_path):
    for name in ("random.py", "rubric.json", "check_1_column_stats.py", "conftest.py"):
        (tmp_path / name).write_text(BROKEN)
    assert said(handout, folder=tmp_path, options=["-P"]) == (usual, "")


def test_what_was_set_is_still_set(handout):
    """A check leaves the environment as it found it."""
    before = "import os; os.environ.update(PYTEST_ADDOPTS='-x', PYTEST_PLUGINS='mine')\n"
    after = "import os; print(sorted(name for name in os.environ if name.startswith('PYTEST_')))\n"
    code = before + ASKED.replace("FOLDER", repr(str(handout))) + after
    done = subprocess.run([sys.executable, "-c", code], cwd=handout, capture_output=True, text=True, check=True)
    mine = {name for name in os.environ if name.startswith("PYTEST_")}
    assert done.stdout.splitlines()[-1] == str(sorted({"PYTEST_ADDOPTS", "PYTEST_PLUGINS"} | mine))
