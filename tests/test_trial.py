"""An assignment whose own reference does not earn everything is refused: which criteria, what was found."""

import os
import subprocess
import sys

import pytest

from autograder.assignment import find_assignment
from autograder.errors import AssignmentError
from autograder.grading import Grader
from autograder.release.release import release_assignment
from autograder.release.trial import demand_whole_reference

TOML = """\
title = "Halves"
order = 1
summary = "One function."
minutes = 1

[[exercise]]
name = "half"
title = "Half of it"

[[practice]]
name = "double"
title = "Twice of it"
"""
SOURCE = '''\
# %%
import numpy as np

from checks import check

# %% role="practice" name="double"
def double(x):
    ### BEGIN SOLUTION
    return x * 2.0
    ### END SOLUTION

# %%
check("double")

# %% role="autograded-answer" name="half"
def half(x):
    """Half of each number."""
    ### BEGIN SOLUTION
    return x / 2.0
    ### END SOLUTION

# %% role="check" name="half"
check("half")
'''
HIDDEN = '''\
import pytest
from autograder.checks import expect_close, expect_inputs_left_alone

pytestmark = pytest.mark.exercise("half")

@pytest.mark.points(2, criterion="values")
def test_values(student, reference, rng):
    """Half of each number."""
    x = rng.normal(size=3)
    (got,), (expected,) = student.fetch(student.half(x)), reference.fetch(reference.half(x))
    expect_close(got, expected, what="half(x)")

@pytest.mark.points(1, criterion="input left alone")
def test_input(student, rng):
    """x stays as it is."""
    expect_inputs_left_alone(student, {"x": rng.normal(size=3)}, lambda x: student.half(x))
'''
PUBLIC = '''\
import numpy as np
import pytest
from autograder.checks import expect_close

FOUR = np.array([4.0, -8.0])

@pytest.mark.exercise("half")
@pytest.mark.criterion("values")
def test_values(student):
    """Half of 4 is 2."""
    (got,) = student.fetch(student.half(FOUR))
    expect_close(got, np.array([2.0, -4.0]), what="half(x)")

@pytest.mark.exercise("double")
@pytest.mark.criterion("values")
def test_double(student):
    """Twice 4 is 8."""
    (got,) = student.fetch(student.double(FOUR))
    expect_close(got, np.array([8.0, -16.0]), what="double(x)")
'''


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "solutions/halves"
    (folder / "public").mkdir(parents=True)
    for name, text in {
        "assignment.toml": TOML,
        "halves.py": SOURCE,
        "check_half.py": HIDDEN,
        "public/check_half.py": PUBLIC,
    }.items():
        (folder / name).write_text(text)
    return tmp_path


def rewrite(course, file, old, new):
    path = course / "solutions/halves" / file
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def why_not_released(course):
    with pytest.raises(AssignmentError) as caught:
        release_assignment(find_assignment(course, "halves"), course)
    assert not (course / "assignments").exists()
    return str(caught.value).removeprefix(f"{course}/solutions/halves/")


IN_PLACE = (
    'halves.py does not earn everything in its own hidden checks: half "input left alone". The first says: x'
    " was changed by the call; work on a new array. Correct the solution there, or the check."
)


def test_a_whole_reference_is_released(course):
    demand_whole_reference(Grader(find_assignment(course, "halves")))
    assert (release_assignment(find_assignment(course, "halves"), course) / "halves.ipynb").is_file()


def test_a_reference_that_loses_points_is_not_released(course):
    rewrite(course, "halves.py", "return x / 2.0", "x /= 2.0\n    return x")
    assert why_not_released(course) == IN_PLACE


def test_all_criteria_are_named(course):
    rewrite(course, "halves.py", "return x / 2.0", "return x / None")
    assert why_not_released(course) == (
        'halves.py does not earn everything in its own hidden checks: half "values", half "input left alone".'
        " The first says: half raised TypeError: unsupported operand type(s) for /: 'float' and 'NoneType'"
        " (halves.py, line 19: return x / None). Correct the solution there, or the check."
    )


def test_a_check_that_fails_by_itself_is_found(course):
    rewrite(course, "check_half.py", "x = rng.normal(size=3)", "x = rng.normal(seize=3)")
    assert why_not_released(course) == (
        'halves.py does not earn everything in its own hidden checks: half "values". The first says:'
        " check_half.py::test_values could not be judged (TypeError: normal() got an unexpected keyword"
        " argument 'seize'). Correct the solution there, or the check."
    )


@pytest.mark.parametrize(
    ("old", "new", "criterion", "found"),
    [
        ("return x / 2.0", "return x / 4.0", 'half "values"', "half(x)[1]: got -2, expected -4"),
        ("return x * 2.0", "return x * 4.0", 'double "values"', "double(x)[1]: got -32, expected -16"),
    ],
)
def test_a_reference_that_only_public_checks_find_wrong_is_not_released(course, old, new, criterion, found):
    """Hidden checks compare with the reference itself."""
    rewrite(course, "halves.py", old, new)
    name = found.partition("[")[0]
    times = "50,000 times" if name == "half(x)" else "100,000 times"
    assert why_not_released(course) == (
        f"halves.py does not earn everything in its own public checks: {criterion}. The first says: {name} has"
        f" wrong values: 2 of 2 entries are off. The worst is {found}, {times} the tolerance. Correct the"
        " solution there, or the check."
    )


def test_a_public_check_must_speak_about_a_line_of_the_rubric(course):
    rewrite(
        course,
        "public/check_half.py",
        '@pytest.mark.exercise("half")\n@pytest.mark.criterion("values")',
        '@pytest.mark.exercise("half")\n@pytest.mark.criterion("value")',
    )
    assert why_not_released(course) == (
        'public/check_half.py::test_values speaks about "value", which is no criterion of half; write one of'
        " values, input left alone."
    )


def test_a_public_check_that_writes_points_is_not_released(course):
    rewrite(
        course,
        "public/check_half.py",
        '@pytest.mark.exercise("half")\n@pytest.mark.criterion("values")',
        '@pytest.mark.exercise("half")\n@pytest.mark.points(3, criterion="values")',
    )
    assert why_not_released(course) == (
        "public/check_half.py: test_values writes points, which stand at the hidden check alone; write"
        ' @pytest.mark.criterion("values").'
    )


def check(course, *more):
    """`autograder check halves` for right work."""
    work = course / "work.py"
    work.write_text("def half(x):\n    return 0.5 * x\n")
    command = [sys.executable, "-m", "autograder", "check", "halves", str(work), *more]
    env = {**os.environ, "AUTOGRADER_COURSE": str(course)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=300)


@pytest.mark.parametrize("more", [(), ("--json",), ("--watch",)])
def test_check_marks_nothing_by_a_reference_that_loses_points(course, more):
    rewrite(course, "halves.py", "return x / 2.0", "x /= 2.0\n    return x")
    done = check(course, *more)
    assert (done.stdout, done.returncode) == ("", 2)
    assert done.stderr == f"autograder: {course}/solutions/halves/{IN_PLACE}\n"


def test_check_marks_by_a_whole_reference(course):
    done = check(course, "--json")
    assert done.returncode == 0, done.stderr
    assert '"score": 3' in done.stdout
