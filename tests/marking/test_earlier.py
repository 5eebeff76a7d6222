"""Functions from an earlier assignment are judged by its own checks, and never charged a second time."""

import pytest

from autograder.assignment import load_assignment
from autograder.errors import AssignmentError
from autograder.grading import Grader

FIRST = """
# %%
import numpy as np

# %% role="autograded-answer" name="centre"
def centre(x):
    ### BEGIN SOLUTION
    return x - _mean(x)
    ### END SOLUTION

# %%
def _mean(x):
    return np.mean(x)
"""
CHECK_FIRST = '''
import pytest
from autograder.checks import expect_close

pytestmark = pytest.mark.exercise("centre")

@pytest.mark.points(1, criterion="values")
def test_values(student, reference, rng):
    """The mean is gone."""
    x = rng.normal(size=5)
    (got,) = student.fetch(student.centre(x))
    (expected,) = reference.fetch(reference.centre(x))
    expect_close(got, expected, what="centre(x)")
'''
SECOND = """
# %%
import numpy as np
def centre(x):
    return x - np.mean(x)

# %% role="autograded-answer" name="power"
def power(x):
    ### BEGIN SOLUTION
    return np.sum(centre(x) ** 2)
    ### END SOLUTION
"""
CHECK_SECOND = CHECK_FIRST.replace("centre", "power").replace(
    "expect_close(got", "expect_close(np.asarray(got)"
)
CHECK_SECOND = CHECK_SECOND.replace("import pytest\n", "import numpy as np\nimport pytest\n", 1)
TOML = """
title = "{0}"
order = 1
summary = "One function."
minutes = 1
[[exercise]]
name = "{0}"
title = "{0}"
"""
EARLIER = '[[earlier]]\nassignment = "first"\nfunctions = ["centre"]\npublic = {}\n'

POWER = "import numpy as np\nfrom mine import centre\ndef power(x):\n    return np.sum(centre(x) ** 2)\n"
RIGHT = "def centre(x):\n    return x - sum(x) / len(x)\n"
WRONG = "def centre(x):\n    return x + 1.0\n"


@pytest.fixture
def course(tmp_path):
    for name, exercise, source, check in (
        ("first", "centre", FIRST, CHECK_FIRST),
        ("second", "power", SECOND, CHECK_SECOND),
    ):
        folder = tmp_path / "solutions" / name
        folder.mkdir(parents=True)
        (folder / "assignment.toml").write_text(TOML.format(exercise))
        (folder / f"{name}.py").write_text(source)
        (folder / f"check_{name}.py").write_text(check)
    return tmp_path


def grade(course, norms, *, public="true", power=POWER):
    folder = course / "solutions" / "second"
    (folder / "assignment.toml").write_text(TOML.format("power") + EARLIER.format(public))
    (course / "power.py").write_text(power)
    if norms is not None:
        (course / "mine.py").write_text(norms)
    with Grader(load_assignment(folder)) as grader:
        return grader.grade(course / "power.py")


def test_right_functions_are_used_as_they_are(course):
    report = grade(course, RIGHT)
    assert (report.score, report.warnings) == (1.0, ())


@pytest.mark.parametrize(
    "norms", [WRONG, None, "def centre(x):\n    raise NotImplementedError\n", "def centre(:"]
)
def test_what_is_not_right_is_not_charged_again(course, norms):
    report = grade(course, norms)
    assert report.score == 1.0
    assert any(
        str(line)
        == "Not all is right in centre of the assignment first; here the course's own functions stood in,"
        " so that nothing is charged twice."
        for line in report.warnings
    )


def test_solutions_that_are_not_public_never_stand_in(course):
    report = grade(course, WRONG, public="false")
    assert report.score == 0.0
    assert [str(line) for line in report.warnings] == [
        "Not all is right in centre of the assignment first; what rests on them can suffer from that, and a"
        " person should look at it.",
    ]


def test_own_mistakes_are_charged_still(course):
    wrong = POWER.replace("** 2", "** 3")
    assert grade(course, WRONG, power=wrong).score == 0.0


def test_who_does_without_is_not_told_of_it(course):
    alone = "import numpy as np\ndef power(x):\n    return np.var(x) * x.size\n"
    report = grade(course, None, power=alone)
    assert (report.score, report.warnings) == (1.0, ())


def test_an_author_who_names_what_is_not_there_is_told(course):
    folder = course / "solutions" / "second"
    text = TOML.format("power") + EARLIER.format("true").replace("centre", "center")
    (folder / "assignment.toml").write_text(text)
    with pytest.raises(AssignmentError, match=r'earlier "first" has no function center; it has centre\.$'):
        Grader(load_assignment(folder))
