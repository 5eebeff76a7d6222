"""The same class marked by otter-grader, in an environment of its own: without containers, in one process.

Each submission gets a kernel in which its notebook runs, and then the same assertions as in the stock course.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .checks import exercises_with_checks
from .classroom import ASSIGNMENT, released, student, work, write_submission
from .stock import answered, reduced

VERSION = "7.0.0"

TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = 1
CODE = {code!r}


@test_case(points=1, hidden=True)
def test_all(env):
    exec(CODE, env)
"""

GRADE = """\
import sys
from otter.api import grade_submission
for path in sys.argv[1:]:
    print(path, grade_submission(path, "autograder.zip", quiet=True).total)
"""


def installed(folder: Path) -> Path | None:
    """The Python of a new environment that has otter-grader; None where it does not install."""
    python = folder / "bin" / "python"
    packages = [f"otter-grader=={VERSION}", "ipykernel", "numpy"]
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(python), "-m", "pip", "install", *packages],
    ):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return None
    return python


def make_otter_course(python: Path, folder: Path) -> None:
    """The archive with which otter-grader marks, in a new folder."""
    (folder / "tests").mkdir(parents=True)
    for number, code in enumerate(
        exercises_with_checks().values(), start=1
    ):  # each goes on from the one before
        text = TEST.format(name=f"q{number}", code=code)
        (folder / "tests" / f"q{number}.py").write_text(text, encoding="utf-8")
    command = [str(python.with_name("otter")), "generate", "-t", "tests", "-o", "autograder.zip"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def fill_otter_course(folder: Path, students: int) -> None:
    """Let so many students submit."""
    template = reduced(released())
    cells = template["cells"]
    template["cells"] = [cell for cell in cells if not cell.get("id", "").startswith("check_")]
    for number in range(students):
        write_submission(folder / "submitted" / student(number) / ASSIGNMENT, answered(template, work(number)))
