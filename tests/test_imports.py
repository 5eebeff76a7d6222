"""What each command imports: packages that it has no use for, and modules in all. Seconds are no measure.

A module costs half a millisecond on a quick machine, a package like nbconvert a quarter of a second.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

GRAMMAR = {"rfc3987_syntax", "lark"}  # half of the time of all that imports nbgrader
HOST = {"nbgrader", "nbconvert", "sqlalchemy"} | GRAMMAR
NOTEBOOKS = {"IPython", "jupyter_client", "jupyter_server", "jupytext", "matplotlib", "nbformat", "traitlets"}
CLASS = HOST | NOTEBOOKS
ALL = CLASS | {"msgpack", "numpy", "_pytest", "pygments", "rich"}
NEVER = GRAMMAR | {"IPython", "dask", "hypothesis", "matplotlib"}

IMPORTS = {
    "--help": (ALL, 160),
    "check --help": (ALL, 160),
    "check warmup solutions/warmup/warmup.py": (CLASS | {"multiprocessing", "numpy.ma", "rich.progress"}, 620),
    "check warmup assignments/warmup/warmup.ipynb --json": (CLASS | {"multiprocessing", "numpy.ma"}, 620),
    "rubric warmup": (CLASS | {"multiprocessing", "numpy.random"}, 560),
    "progress assignments": (CLASS | {"multiprocessing", "numpy.ma"}, 620),
    "report warmup --to page.html": (NEVER | {"jupytext"}, 1800),
    "export --to marks.csv": (NEVER | {"_pytest", "jupytext"}, 1500),
    "late": (NEVER | {"numpy", "_pytest", "jupytext"}, 1550),
}
"""By command: what it must not import, and how many modules it may."""

PROGRAM = """
import sys
from autograder.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    names = [name for name, module in sys.modules.items() if module]
    print(end.code, len(names), *names, file=sys.stderr)
"""

GRADEBOOK = """
import sys
sys.modules["rfc3987_syntax"] = None
from nbgrader.api import Base
from sqlalchemy import create_engine
Base.metadata.create_all(create_engine("sqlite:///gradebook.db"))
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with an empty gradebook that counts late days."""
    folder = tmp_path_factory.mktemp("imports")
    ignored = shutil.ignore_patterns("__pycache__", "students")
    shutil.copytree(ROOT / "solutions/warmup", folder / "solutions/warmup", ignore=ignored)
    shutil.copytree(ROOT / "assignments/warmup", folder / "assignments/warmup")
    text = "from autograder.nbgrader.configure import configure\nconfigure(get_config(), '.')\n"
    late = "c.AssignLatePenalties.plugin_class = 'autograder.nbgrader.lateness.LateDays'\n"
    (folder / "nbgrader_config.py").write_text(f"{text}c = get_config()\n{late}")
    subprocess.run([sys.executable, "-c", GRADEBOOK], cwd=folder, check=True)
    return folder


@pytest.mark.parametrize("typed", IMPORTS)
def test_a_command_imports_what_it_uses(course, typed):
    unused, most = IMPORTS[typed]
    command = [sys.executable, "-c", PROGRAM, *typed.split()]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
    status, number, *names = done.stderr.strip().splitlines()[-1].split()
    assert status == "0", done.stderr
    assert sorted(unused & set(names)) == []
    assert int(number) <= most


def test_a_notebook_that_checks_imports_nothing_of_a_class(course):
    program = "import sys\nfrom checks import check\ncheck('welford')\nprint(len(sys.modules), *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=course / "assignments/warmup",
        capture_output=True,
        text=True,
        check=True,
    )
    number, *names = done.stdout.strip().splitlines()[-1].split()
    assert sorted((CLASS | {"click", "rich"}) & set(names)) == []
    assert int(number) <= 600
