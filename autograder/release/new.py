"""`autograder new`: the files of a new assignment with one small exercise that works, to be written over."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from pathlib import Path

from autograder.assignment import list_assignments
from autograder.errors import AssignmentError

FILES: Mapping[str, str] = {
    "solutions/NAME/assignment.toml": """\
title = "TITLE"
order = ORDER
summary = "What it is about, in one sentence."
minutes = 60

[[exercise]]
name = "NAME_centre"
title = "Columns without their mean"

[[question]]
name = "NAME_why"
title = "Why the mean is taken away"
points = 2
""",
    "solutions/NAME/NAME.py": '''\
# TITLE: the notebook with its solutions, which are the reference as well.
# Percent format: cells start at "# %%"; `role` and `name` say what the release makes of a cell.
# Instructors' side: students get the notebook generated from this file, never the file itself.

# %% [markdown]
# # TITLE
#
# What it is about, what you can do when you are done, and how long it takes.

# %%
import numpy as np

from checks import check, ready

# %% [markdown]
# ## Columns without their mean
#
# A matrix $x$ has $N$ rows and $D$ columns. Take the mean of each column away from it.


# %% role="autograded-answer" name="NAME_centre"
def NAME_centre(x):
    """The columns of x (N, D), each without its mean; (N, D)."""
    # TODO: one mean for each column, over the rows.
    ### BEGIN SOLUTION
    return x - np.mean(x, axis=0)
    ### END SOLUTION


# %% role="check" name="NAME_centre"
check("NAME_centre")

# %% [markdown]
# **Experiment.** The mean is gone, whatever offset the columns had.

# %%
if ready("NAME_centre"):
    print(NAME_centre(np.array([[1.0, 20.0], [3.0, 40.0]])))

# %% [markdown]
# **Question.** Why does one take the mean away before anything else is done?

# %% [markdown] role="manually-graded-answer" name="NAME_why"
# ### Your answer: why the mean
#
# ### BEGIN SOLUTION
# The offset of a feature is an accident of its unit; without it, only differences between examples are left.
# ### END SOLUTION

# %% [markdown] role="rubric" name="NAME_why"
# One point for the offset that disappears, one for what is left.
''',
    "solutions/NAME/check_1_centre.py": '''\
"""Hidden checks of NAME_centre. The comment at a value says which mistake it reveals."""

import pytest

from autograder.checks import expect_close, expect_inputs_left_alone

pytestmark = pytest.mark.exercise("NAME_centre")


@pytest.mark.points(3, criterion="values")
@pytest.mark.parametrize("shape", [(7, 5), (5, 5)])  # square: a wrong axis fits by shape
def test_values(student, reference, rng, shape):
    """Each column loses its own mean."""
    x = rng.normal(2.0, 3.0, size=shape)
    (got,) = student.fetch(student.NAME_centre(x))
    (expected,) = reference.fetch(reference.NAME_centre(x))
    expect_close(got, expected, what="NAME_centre(x)")


@pytest.mark.points(1, criterion="input left alone", needs="values")
def test_input_left_alone(student, rng):
    """x holds the same numbers after the call."""
    before = rng.normal(2.0, 3.0, size=(7, 5))
    x = student.new(before)
    _, after = student.fetch(student.NAME_centre(x), x)
    if not same_bits(after, before):
        raise CheckFailure("x was changed by the call; work on a new array.", kind="state")
''',
    "solutions/NAME/public/check_1_centre.py": '''\
"""Public checks of NAME_centre: numbers that one can follow by hand."""

import numpy as np
import pytest

from autograder.checks import expect_close

pytestmark = pytest.mark.exercise("NAME_centre")

X = np.array([[1.0, 20.0, 5.0], [3.0, 40.0, 5.0]])


@pytest.mark.criterion("values")
def test_values(student):
    """Each column loses its own mean."""
    (got,) = student.fetch(student.NAME_centre(X))
    expect_close(got, np.array([[-1.0, -10.0, 0.0], [1.0, 10.0, 0.0]]), what="NAME_centre(x)")
''',
    "solutions/NAME/mistakes/NAME_centre.py": '''\
"""Known mistakes of NAME_centre; autograder/marking/mistakes.py explains the comments."""


# %% centred_in_place: x itself is changed
# hint: What does x -= ... do to the array that the caller handed over?
# loses: NAME_centre/input left alone
def NAME_centre(x):
    x -= x.mean(axis=0)
    return x


# %% mean_of_rows: the mean is taken of each row instead of each column
# hint: Which axis runs over the rows, and is gone in a mean of columns?
# loses: NAME_centre/values
def NAME_centre(x):
    return x - x.mean(axis=1, keepdims=True)
''',
    "tests/test_NAME.py": '''\
"""The assignment NAME: the reference earns everything, a stub nothing, a mistake what it declares."""

import shutil
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.marking.earlier import reference_chunks
from autograder.marking.mistakes import frames, overlay, read_mistakes
from autograder.release.leaks import leaks
from autograder.release.release import release
from autograder.report import Outcome

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT = find_assignment(ROOT, "NAME")
MISTAKES = {mistake.id: mistake for mistake in read_mistakes(ASSIGNMENT.folder)}


@pytest.fixture(scope="module")
def grader():
    with Grader(ASSIGNMENT) as opened:
        yield opened


@pytest.fixture(scope="module")
def handout(tmp_path_factory):
    course = tmp_path_factory.mktemp("course")
    shutil.copytree(ASSIGNMENT.folder, course / "solutions/NAME")
    return release(find_assignment(course, "NAME"), course)


def test_the_reference_earns_everything(grader):
    report = grader.grade(ASSIGNMENT.source)
    assert report.score == report.max_score


def test_a_stub_earns_nothing(grader, handout):
    assert grader.grade(handout / "NAME.ipynb").score == 0.0


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_loses_what_it_declares_and_gets_its_name(grader, name):
    mistake = MISTAKES[name]
    chunks = overlay(
        reference_chunks(ASSIGNMENT), frames(ASSIGNMENT.folder), ASSIGNMENT.functions, mistake
    )
    rows = grader.judge_locally(chunks).criteria
    failed = [row for row in rows if row.outcome is Outcome.FAILED]
    assert {f"{row.exercise}/{row.name}" for row in failed} == set(mistake.loses)
    assert {row.mistake for row in failed} == {name}


def test_the_handout_holds_nothing_of_the_instructors(handout):
    assert leaks(ASSIGNMENT, handout) == ()
''',
}
"""Path and text of each file; NAME, TITLE and ORDER are filled in. The exercise is there to be replaced."""


def write_skeleton(course: Path, name: str) -> tuple[Path, ...]:
    """Write the files of a new assignment; nothing that exists is touched.

    Raises:
        AssignmentError: the name is no name for an assignment, or there is one already.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise AssignmentError(
            f'"{name}" cannot be an assignment: take a word of small letters, digits and underscores,'
            ' such as "dropout".'
        )
    known = list_assignments(course)
    texts = {
        course / path.replace("NAME", name): text.replace("NAME", name)
        .replace("TITLE", name.replace("_", " ").capitalize())
        .replace("ORDER", str(1 + max((one.order for one in known), default=0)))
        for path, text in FILES.items()
    }
    taken = [path for path in (course / "solutions" / name, *texts) if path.exists()]
    if taken:
        raise AssignmentError(f"{taken[0]} exists already; nothing was written.")
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tuple(texts)
