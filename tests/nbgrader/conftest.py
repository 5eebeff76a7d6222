"""A course with a small assignment of its own: the host's side knows no assignment by name."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TOML = """\
title = "Means"
order = 1
summary = "Means of rows, and what is left without them."
minutes = 10

[limits]
call_seconds = 2

[[exercise]]
name = "mean_rows"
title = "The mean of the rows"

[[exercise]]
name = "centre"
title = "Rows without their mean"
uses = ["mean_rows"]

[[question]]
name = "why"
title = "Why the mean"
points = 3
"""

SOURCE = '''\
# Means: the source of a small assignment, with its solutions.

# %% [markdown]
# # Means
# Average the rows of a matrix.

# %%
import numpy as np

from checks import check

# %% role="autograded-answer" name="mean_rows"
def mean_rows(x):
    """The mean of the rows of x."""
    # TODO: average over the first axis.
    ### BEGIN SOLUTION
    return np.add.reduce(x, axis=0) / len(x)
    ### END SOLUTION

# %% role="check" name="mean_rows"
check("mean_rows")

# %% role="autograded-answer" name="centre"
def centre(x):
    """The rows of x without their mean."""
    ### BEGIN SOLUTION
    return x - mean_rows(x)
    ### END SOLUTION

# %% role="check" name="centre"
check("centre")

# %%
print(mean_rows(np.eye(2)) if False else "an experiment")

# %% [markdown]
# Why does one take the mean away?

# %% [markdown] role="manually-graded-answer" name="why"
# ### Your answer: why the mean
#
# ### BEGIN SOLUTION
# Because what is left has mean zero, whatever the offset was.
# ### END SOLUTION

# %% [markdown] role="rubric" name="why"
# One point for naming the offset that disappears, two for the reason.
'''

CHECKS = '''\
import numpy as np
import pytest

from autograder.checks import CheckFailure

pytestmark = pytest.mark.exercise("mean_rows")


@pytest.mark.points(3, criterion="values")
def test_values(student, reference, rng):
    """The mean of each column."""
    hidden_input = rng.normal(size=(4, 3))
    (out,) = student.fetch(student.mean_rows(hidden_input))
    if not np.allclose(out, hidden_input.mean(axis=0)):
        raise CheckFailure("the means are wrong")


@pytest.mark.points(1, criterion="shape")
def test_shape(student, reference, rng):
    """One number a column."""
    (out,) = student.fetch(student.mean_rows(np.ones((2, 5))))
    if np.shape(out) != (5,):
        raise CheckFailure("the shape is wrong")
'''

MORE_CHECKS = '''\
import numpy as np
import pytest

from autograder.checks import CheckFailure

pytestmark = pytest.mark.exercise("centre")


@pytest.mark.points(2.5, criterion="zero mean")
def test_zero_mean(student, reference, rng):
    """What is left has mean zero."""
    hidden_input = rng.normal(size=(4, 3))
    (out,) = student.fetch(student.centre(hidden_input))
    if not np.allclose(out, hidden_input - hidden_input.mean(axis=0)):
        raise CheckFailure("the mean of a column is not zero")
'''

PUBLIC_CHECK = '''\
import numpy as np
import pytest

from autograder.checks import CheckFailure

pytestmark = pytest.mark.exercise("NAME")


@pytest.mark.criterion("CRITERION")
def test_ones(student):
    """Something of a matrix of ones."""
    (out,) = student.fetch(student.NAME(np.ones((2, 5))))
    if np.sum(out) != TOTAL:
        raise CheckFailure("the sum is wrong")
'''

RIGHT = {
    "mean_rows": "def mean_rows(x):\n    return x.mean(axis=0)",
    "centre": "def centre(x):\n    return x - x.mean(axis=0)",
    "why": "### Your answer: why the mean\n\nBecause the offset goes.",
}


CONFIG = """\
from pathlib import Path

from autograder.nbgrader.configure import configure

c = get_config()
here = Path(__file__).resolve().parent
c.CourseDirectory.root = str(here)
c.CourseDirectory.source_directory = "build/source"
c.CourseDirectory.release_directory = "assignments"
c.ExecutePreprocessor.record_timing = False
c.Autograde.create_student = True  # students of these tests are enrolled by handing in
configure(c, here)
"""


@dataclass(frozen=True)
class Course:
    """A course in a folder, and what its students do."""

    folder: Path

    @property
    def assignment(self) -> Any:
        from autograder.assignment import load_assignment

        return load_assignment(self.folder / "solutions" / "means")

    @property
    def released(self) -> dict[str, Any]:
        """The released notebook as JSON."""
        return json.loads((self.folder / "assignments/means/means.ipynb").read_text(encoding="utf-8"))

    def answered(self, **answers: str) -> dict[str, Any]:
        """The released notebook with the cells of these names written."""
        notebook = copy.deepcopy(self.released)
        for cell in notebook["cells"]:
            if cell["id"] in answers:
                cell["source"] = answers[cell["id"]]
        return notebook

    def submit(
        self, student: str, notebook: dict[str, Any] | str | bytes, *, name: str = "means.ipynb"
    ) -> Path:
        """Put a submission where nbgrader collects it."""
        folder = self.folder / "submitted" / student / "means"
        folder.mkdir(parents=True, exist_ok=True)
        if isinstance(notebook, dict):
            notebook = json.dumps(notebook)
        raw = notebook if isinstance(notebook, bytes) else notebook.encode("utf-8", "surrogatepass")
        (folder / name).write_bytes(raw)
        (folder / "timestamp.txt").write_text("2026-01-02 03:04:05 UTC\n", encoding="utf-8")
        return folder / name

    def autograded(self, student: str) -> dict[str, Any]:
        path = self.folder / "autograded" / student / "means" / "means.ipynb"
        return json.loads(path.read_text(encoding="utf-8"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """nbgrader's own use of SQLAlchemy warns; warnings of ours stay errors."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"))


def write_assignment(course: Path) -> None:
    folder = course / "solutions" / "means"
    (folder / "public").mkdir(parents=True)
    (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    (folder / "assignment.toml").write_text(TOML, encoding="utf-8")
    (folder / "means.py").write_text(SOURCE, encoding="utf-8")
    (folder / "check_1_mean_rows.py").write_text(CHECKS, encoding="utf-8")
    (folder / "check_2_centre.py").write_text(MORE_CHECKS, encoding="utf-8")
    for file, name, criterion, total in (
        ("check_1_mean_rows.py", "mean_rows", "shape", "5"),
        ("check_2_centre.py", "centre", "zero mean", "0"),
    ):
        text = PUBLIC_CHECK.replace("NAME", name).replace("CRITERION", criterion).replace("TOTAL", total)
        (folder / "public" / file).write_text(text, encoding="utf-8")
    (folder / "public" / "picture.txt").write_text("a picture\n", encoding="utf-8")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A released course with its gradebook, copied for each test."""
    from autograder.assignment import load_assignment
    from autograder.release.release import register, release_assignment

    folder = tmp_path_factory.mktemp("template") / "course"
    folder.mkdir()
    write_assignment(folder)
    assignment = load_assignment(folder / "solutions" / "means")
    release_assignment(assignment, folder)
    register(assignment, folder)
    return folder


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A course that was never released."""
    folder = tmp_path / "course"
    folder.mkdir()
    write_assignment(folder)
    return folder


@pytest.fixture
def course(template: Path, tmp_path: Path) -> Iterator[Course]:
    folder = tmp_path / "course"
    shutil.copytree(template, folder)
    yield Course(folder)
    from autograder.nbgrader.graders import close

    close()


@pytest.fixture
def right() -> dict[str, str]:
    return dict(RIGHT)
