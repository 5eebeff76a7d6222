"""Marking that is disturbed: the next run makes it good, and the operator is told in a sentence.

`python -m tests.interruption` disturbs larger courses, and far more often.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time

import pytest
from nbgrader.api import Gradebook

from autograder.report import from_json

from ..attacks.processes import adopting_orphans, descendants
from ..nbgrader.conftest import Course
from .course import ROUND, finish, grade, state
from .killing import END_SECONDS, kill_below, kill_often, notebooks_since, seconds_until_gone, undisturbed
from .load import mark_under_load
from .refusing import locked, small_disk, small_files

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

STUDENTS = 8  # one of each kind


@pytest.fixture(scope="module")
def peace(tmp_path_factory):
    """A course that was marked in peace."""
    return undisturbed(tmp_path_factory.mktemp("peace") / "course", STUDENTS)


@pytest.fixture
def course(peace, tmp_path):
    """A copy of it, with the marks of that run."""
    shutil.copytree(peace.folder, tmp_path / "course")
    return Course(tmp_path / "course")


@pytest.fixture
def alone():
    """Whoever loses its parent stays in sight, and is gone in the end."""
    with adopting_orphans():
        before = descendants()
        yield
        assert seconds_until_gone(before) < END_SECONDS


def differences(course, wanted):
    """After one more run that nobody disturbs."""
    finish(course)
    return wanted.differences(state(course))


def refused(process, *words):
    """The run ended with a sentence for the operator that holds these words."""
    _, errors = process.communicate()
    assert process.returncode == 1
    last = errors.strip().splitlines()[-1]
    assert last.startswith("autograder: The ")
    assert last.endswith("Marks that are saved stay; the next run goes on from there.")
    assert all(word in last for word in words), last


def reports(course):
    return {path.stem: from_json(path.read_text()) for path in (course.folder / "reports/means").glob("*.json")}


def test_killed_runs_leave_nothing_that_is_trusted(peace, tmp_path, alone):
    found = kill_often(tmp_path, peace, 2, seed=3)
    assert found.wrong == []
    # A run that goes on from another may end before its kill comes; then one more course is disturbed.
    assert (found.kills, found.making_gradebook) == (2, found.courses)


def test_a_killed_round_goes_on_to_the_same_end(tmp_path, alone):
    peace = undisturbed(tmp_path / "peace", STUDENTS, ROUND)
    assert len([name for name in peace.state.files if name.startswith("exchange/")]) == STUDENTS
    found = kill_often(tmp_path, peace, 2, seed=5)
    assert found.wrong == []


def test_a_run_goes_on_without_its_worker(peace, course, alone):
    before = reports(course)
    for victim in ("worker", "zygote", "wall"):
        shutil.rmtree(course.folder / "reports")
        shutil.rmtree(course.folder / "autograded")
        assert kill_below(course, victim) == 1  # as ever: some work of the class cannot be read
        after = reports(course)
        assert set(after) == set(before)
        others = [name for name, report in after.items() if report.score != before[name].score]
        assert len(others) <= 1
        for name in others:
            lost = after[name].pending - before[name].pending
            assert after[name].score + lost == before[name].score  # what is missing waits for a person
    assert differences(course, peace.state) == []


def test_marking_while_others_collect_grade_by_hand_and_mark(peace, tmp_path, alone):
    found = mark_under_load(tmp_path, peace, 1)
    assert found.wrong == []
    assert found.refused == 1
    assert min(found.collected, found.given) > 0


def test_a_second_grader_is_told_to_wait(course):
    folder = os.open(course.assignment.folder, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    process = grade(course)
    _, errors = process.communicate()
    assert process.returncode == 1
    assert errors.strip().splitlines()[-1] == (
        "autograder: Another run marks means just now, and two would undo each other's work; wait until it has"
        " ended, or end it."
    )
    os.close(folder)
    assert grade(course).wait() == 1  # as ever: some work of the class cannot be read


@pytest.mark.parametrize("room", [0, 213_000, 300_000])  # for no gradebook, for its tables, for some students
def test_a_full_disk(room, peace, tmp_path):
    try:
        with small_disk(tmp_path / "disk") as leave:
            course = Course(tmp_path / "disk" / "course")
            shutil.copytree(peace.folder, course.folder)
            shutil.rmtree(course.folder / "autograded")
            shutil.rmtree(course.folder / "reports")
            (course.folder / "gradebook.db").unlink()
            leave(room)
            refused(grade(course))
            leave(50_000_000)
            assert differences(course, peace.state) == []
    except OSError as error:
        pytest.skip(f"no disk of its own: {error}")


def test_files_that_may_not_grow(peace, course):
    shutil.rmtree(course.folder / "reports")
    refused(grade(course, preexec_fn=small_files(1_000)))
    assert differences(course, peace.state) == []


def test_a_locked_gradebook(peace, course):
    wanted = peace.state
    with locked(course.folder / "gradebook.db"):
        refused(grade(course), "locked by another program")
    assert wanted.differences(state(course)) == []  # nothing was touched
    assert differences(course, wanted) == []


def test_a_gradebook_that_is_locked_in_the_middle(peace, course):
    shutil.rmtree(course.folder / "reports")
    start = time.time()
    process = grade(course)
    while process.poll() is None and len(notebooks_since(course, start)) < 3:
        time.sleep(0.01)
    with locked(course.folder / "gradebook.db"):
        refused(process, "locked by another program")
    assert differences(course, peace.state) == []


def test_a_gradebook_that_knows_half_of_the_assignment(peace, course):
    """nbgrader enters cells one by one; a run that was killed there leaves points without texts."""
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as gradebook:
        for student in peace.state.marks:
            gradebook.remove_submission("means", student)
        gradebook.db.delete(gradebook.find_notebook("means", "means").source_cells[-1])
        gradebook.db.commit()
    assert differences(course, peace.state) == []
