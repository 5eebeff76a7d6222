"""`autograder round`: exchange, marks, pages and their release with one start, and again from anywhere."""

from __future__ import annotations

import shutil

import pytest
from nbgrader.apps.api import NbGraderAPI

from autograder.instructor.grade_class import grade_course
from autograder.instructor.round.class_exchange import Collected, Released, collect_course, release_course
from autograder.instructor.round.class_feedback import feedback_course
from autograder.instructor.round.class_round import NO_EXCHANGE, RoundStep, run_round
from autograder.nbgrader.host import course_config, course_directory
from autograder.nbgrader.pages_of_class.class_pages import PageState

from ..typed import typed
from .conftest import Course
from .test_same_as_typed import files, tables

pytestmark = [
    # nbgrader's own: a misspelt name of an argument, and a file that it leaves open
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SETTINGS = """
c.CourseDirectory.course_id = "means-course"
c.Exchange.root = str(here / "exchange")
c.ExchangeCollect.check_owner = False
"""


@pytest.fixture
def exchange(course):
    """The course with an exchange, which nobody has handed anything in to."""
    config = course.folder / "nbgrader_config.py"
    config.write_text(config.read_text() + SETTINGS)
    inbound = course.folder / "exchange/means-course/inbound"
    inbound.mkdir(parents=True)
    (course.folder / "exchange").chmod(0o777)
    return course


def hand_in(course, student, notebook, *, stamp="2026-01-02 03:04:05", secret=True):
    """What `nbgrader submit` leaves in the exchange."""
    place = course.submit("nobody", notebook).parent
    (place / "timestamp.txt").write_text(f"{stamp}.000000 UTC")
    if secret:
        (place / "submission_secret.txt").write_text(f"secret of {student}")
    name = f"{student}+means+{stamp}.000000 UTC+abc"
    shutil.move(place, course.folder / "exchange/means-course/inbound" / name)
    place.parent.rmdir()


def out(course):
    return {path.name: path.read_bytes() for path in course.folder.glob("exchange/means-course/feedback/*")}


def state(course):
    return tables(course), files(course, "autograded"), files(course, "feedback"), out(course)


def by_steps_of_nbgrader(course):
    """The same round, typed; marks by our command, which has tests of its own."""
    config = course_config(course.folder)
    directory = course_directory(config, "means", root=course.folder)
    api = NbGraderAPI(coursedir=directory, config=config)
    assert api.collect("means")["success"]
    grade_course(course.folder, course.assignment)
    assert api.generate_feedback("means", force=True)["success"]
    assert api.release_feedback("means")["success"]


@pytest.mark.slow
def test_a_round_leaves_what_nbgraders_steps_leave_and_goes_on_from_anywhere(exchange, right, tmp_path):
    for number in range(6):
        answers = right if number % 2 else {"mean_rows": right["mean_rows"]}
        hand_in(exchange, f"s{number}", exchange.answered(**answers))
    hand_in(exchange, "eve", b"{")
    for name in ("typed", "torn"):
        shutil.copytree(exchange.folder, tmp_path / name)
    other, torn = Course(tmp_path / "typed"), Course(tmp_path / "torn")
    by_steps_of_nbgrader(other)
    done = typed("round", "means", "--jobs", 2, folder=exchange.folder)
    assert state(exchange) == state(other)
    assert done.returncode == 1  # eve's work cannot be read
    assert done.stdout.splitlines()[-3:] == [
        "collected: 7 new, 0 newer than before, 0 as before",
        "pages: 7 written, 0 as they should be",
        "released: 7 pages, 0 were out already",
    ]
    assert "released" in done.stdout.splitlines()[5]
    again = typed("round", "means", folder=exchange.folder)
    assert again.stdout.splitlines()[-3:] == [
        "collected: 0 new, 0 newer than before, 7 as before",
        "pages: 0 written, 7 as they should be",
        "released: 0 pages, 7 were out already",
    ]
    # a round that was stopped after any step goes on where it was
    for step in RoundStep:
        run_round(torn.folder, torn.assignment, until=step)
    assert state(torn) == state(other)
    # one newer submission: the rest is left alone
    hand_in(exchange, "s0", exchange.answered(**right), stamp="2026-01-03 03:04:05")
    found = run_round(exchange.folder, exchange.assignment)
    assert found.collected == Collected((), ("s0",), 6)
    assert [page.student for page in found.pages if page.state is PageState.WRITTEN] == ["s0"]
    assert (found.released.pages, found.released.before) == (("s0",), 6)


def test_until_a_step(exchange, right):
    hand_in(exchange, "ann", exchange.answered(**right))
    done = typed("round", "means", "--until", "collect", folder=exchange.folder)
    assert (done.returncode, done.stdout) == (0, "collected: 1 new, 0 newer than before, 0 as before\n")
    assert not (exchange.folder / "autograded").exists()
    done = typed("round", "means", "--until", "feedback", folder=exchange.folder)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "pages: 1 written, 0 as they should be"
    assert out(exchange) == {}


def test_without_an_exchange_what_lies_there_is_marked(course, right):
    course.submit("ann", course.answered(**right))
    done = typed("round", "means", folder=course.folder)
    why = "the course has no id (c.CourseDirectory.course_id)"
    assert (done.returncode, done.stderr) == (0, f"autograder: {NO_EXCHANGE.format(why=why)}\n")
    assert done.stdout.splitlines()[-1] == "pages: 1 written, 0 as they should be"
    assert "written" in done.stdout.splitlines()[4]


def test_an_exchange_that_does_not_exist_is_no_exchange(exchange, right):
    """As in a course that is new, or whose students hand in elsewhere."""
    shutil.rmtree(exchange.folder / "exchange")
    exchange.submit("ann", exchange.answered(**right))
    done = typed("round", "means", folder=exchange.folder)
    assert done.returncode == 0
    assert done.stderr == (
        "autograder: nbgrader's exchange is left out, because no assignment was released through it"
        f" ({exchange.folder / 'exchange/means-course'} does not exist): what lies in the folder of submissions"
        " is marked, and pages lie in the folder of feedback.\n"
    )
    assert done.stdout.splitlines()[-1] == "pages: 1 written, 0 as they should be"


def test_an_exchange_that_refuses_is_said(exchange, monkeypatch):
    monkeypatch.setattr("nbgrader.exchange.default.exchange.check_directory", lambda *_, **__: False)
    done = typed("round", "means", folder=exchange.folder)
    assert done.returncode == 1
    assert done.stderr == (
        "autograder: The exchange cannot be used: Unwritable directory, please contact your instructor:"
        f" {exchange.folder / 'exchange'}.\n"
    )


def test_one_folder_that_is_too_large_keeps_nobody_elses_work(exchange, right):
    config = exchange.folder / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.CourseDirectory.max_dir_size = 100\n")
    hand_in(exchange, "ann", exchange.answered(**right) | {"large": "x" * 200_000})
    hand_in(exchange, "bob", exchange.answered(**right))
    found = collect_course(exchange.folder, exchange.assignment)
    assert found.new == ("bob",)
    assert list(found.refused) == ["ann"]
    done = typed("round", "means", folder=exchange.folder)
    assert done.returncode == 1
    assert "not collected: ann: Directory size is too big." in done.stdout


def test_a_collection_that_was_killed_is_completed(exchange, right):
    """nbgrader takes a folder for whole that has its timestamp."""
    for student in ("ann", "bob", "cyd"):
        hand_in(exchange, student, exchange.answered(**right))
    collect_course(exchange.folder, exchange.assignment)
    whole = files(exchange, "submitted")
    (exchange.folder / "submitted/ann/means/means.ipynb").unlink()
    bobs = exchange.folder / "submitted/bob/means/means.ipynb"
    bobs.write_bytes(bobs.read_bytes()[:100])
    (exchange.folder / "submitted/cyd/means/means.ipynb").write_text("mended by an instructor")
    # who took a file away on purpose finds it gone
    assert collect_course(exchange.folder, exchange.assignment).before == 3
    assert not (exchange.folder / "submitted/ann/means/means.ipynb").exists()
    (exchange.folder / "reports/means/.collecting").touch()
    collect_course(exchange.folder, exchange.assignment)
    found = files(exchange, "submitted")
    assert found.pop("submitted/cyd/means/means.ipynb")[1] == b"mended by an instructor"
    assert {name: content for name, (_, content) in found.items()} == {
        name: content for name, (_, content) in whole.items() if "cyd/means/means.ipynb" not in name
    }
    assert not (exchange.folder / "reports/means/.collecting").exists()


def test_work_that_came_another_way_has_no_place_in_the_exchange(exchange, right):
    """nbgrader alone stops at the first such student, and releases nobody's page after it."""
    exchange.submit("ann", exchange.answered(**right))
    hand_in(exchange, "bob", exchange.answered(**right))
    done = typed("round", "means", folder=exchange.folder)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-2:] == [
        "released: 1 pages, 0 were out already",
        "not released, as the work did not come through the exchange: ann",
    ]
    assert len(out(exchange)) == 1


def test_a_page_that_is_out_is_laid_out_again_when_it_is_newer(exchange, right):
    hand_in(exchange, "ann", exchange.answered(**right))
    run_round(exchange.folder, exchange.assignment)
    first = release_course(exchange.folder, exchange.assignment, ["ann"])
    feedback_course(exchange.folder, exchange.assignment, force=True)
    second = release_course(exchange.folder, exchange.assignment, ["ann"])
    assert (first, second) == (Released(before=1), Released(pages=("ann",)))
