"""A term's path on a JupyterHub: an instructor and two students, each an account of the system.

Everything is real: accounts, closed homes, nbgrader's exchange with its permissions, a hub that starts each
server as its owner, formgrader and the student's server in Chromium. Only the passwords are not: one is given
to all.
"""

import json
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect

from autograder.assignment import load_assignment
from autograder.instructor.demo import hand_in, read_scenario

from ..browser.jupyterlab import PATIENCE, shot
from ..nbgrader.formgrader import wait_until_ready
from . import accounts, installed
from .serving import PASSWORD, serving

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
ADA, BOB, CYD = NAMES = tuple(f"bng_{name}_{os.getpid()}" for name in ("ada", "bob", "cyd"))

EVERYONE = """\
c = get_config()
c.CourseDirectory.course_id = "norms"
c.Exchange.root = "{exchange}"
"""

COURSE = """\
from autograder.nbgrader.configure import configure

c = get_config()
c.CourseDirectory.root = "{course}"
c.CourseDirectory.course_id = "norms"
c.CourseDirectory.source_directory = "build/source"
c.CourseDirectory.release_directory = "assignments"
configure(c, "{course}")
"""


def demand(found, missing):
    """What the machine must have; without it the test is skipped, or failed where nobody would see a skip."""
    if not found and os.environ.get("CI"):
        pytest.fail(missing)
    if not found:
        pytest.skip(missing)
    return found


@dataclass(frozen=True)
class Class:
    """The people and the places."""

    ada: accounts.Account
    bob: accounts.Account
    cyd: accounts.Account
    course: Path
    exchange: Path
    address: str


@pytest.fixture(scope="module")
def norms(browser):
    demand(accounts.can_make(), accounts.MISSING)
    python = demand(installed.open_python(installed.pythons()), installed.MISSING)
    room = Path(tempfile.mkdtemp(prefix="hub-"))
    room.chmod(0o755)
    try:
        programs = installed.install(python, room / "environment")
        exchange = room / "exchange"
        exchange.mkdir()
        exchange.chmod(0o1777)
        (room / "environment/etc/jupyter/nbgrader_config.py").write_text(EVERYONE.format(exchange=exchange))
        (room / "homes").mkdir()
        own = room / "hub"
        own.mkdir(mode=0o700)
        with (
            accounts.made(NAMES, room / "homes", programs) as people,
            serving(own, programs, NAMES) as address,
        ):
            ada, bob, cyd = (people[name] for name in NAMES)
            yield Class(ada, bob, cyd, _course(ada), exchange, address)
    finally:
        shutil.rmtree(room)


def _course(ada):
    """The instructor's folder with the assignment's source, and the file by which formgrader finds it."""
    course = ada.home / "course"
    shutil.copytree(ROOT / "solutions/batchnorm", course / "solutions/batchnorm")
    (course / "nbgrader_config.py").write_text(COURSE.format(course=course))
    (ada.home / ".jupyter").mkdir()
    (ada.home / ".jupyter/nbgrader_config.py").symlink_to(course / "nbgrader_config.py")
    _own(ada)
    return course


def _own(account):
    for path in account.home.rglob("*"):
        if not path.is_symlink():
            shutil.chown(path, account.name, account.name)


def work(student, who, course):
    """Do the work of a student of the scenario in the folder that was fetched."""
    assignment = load_assignment(course / "solutions/batchnorm")
    scenario = {row.id: row for row in read_scenario(assignment)}
    hand_in(scenario[who], assignment, student.home / "batchnorm")


def log_in(browser, norms, account):
    """A page in a profile of its own, before which the account's own server is up."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{norms.address}/hub/login?next=/hub/spawn")
    page.get_by_label("Username").fill(account.name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    try:
        page.wait_for_url(f"{norms.address}/user/{account.name}/**")
    except Error:
        shot(page, "hub-not-started")  # the hub's page says how far it is
        raise
    return page


@pytest.fixture(scope="module")
def collected(norms):
    """Released, fetched, worked on, handed in and collected; what `nbgrader validate` told cyd."""
    ada, bob, cyd, course = norms.ada, norms.bob, norms.cyd, norms.course
    ada.does("autograder", "release", "batchnorm", cwd=course)
    ada.does("nbgrader", "generate_assignment", "batchnorm", "--force", cwd=course)
    ada.does("nbgrader", "release_assignment", "batchnorm", cwd=course)
    for student, who in ((bob, "eps-outside"), (cyd, "tuple-cache")):
        student.does("nbgrader", "fetch_assignment", "batchnorm")
        work(student, who, course)
    validated = cyd.does("nbgrader", "validate", "batchnorm/batchnorm.ipynb")
    for student in (bob, cyd):
        student.does("nbgrader", "submit", "batchnorm")
    ada.does("nbgrader", "collect", "batchnorm", cwd=course)
    return validated


def press(page, account, column, done):
    """One of formgrader's buttons in the student's row, up to the sentence that it is done."""
    row = page.locator("tr", has=page.locator("td.student-id", has_text=account.name))
    row.locator(f"td.{column} a").click()
    said = page.locator(".modal.in")
    expect(said).to_contain_text(done)
    said.get_by_role("button").last.click()
    expect(page.locator(".modal-backdrop")).to_have_count(0)


def enter(page, field, text):
    """Type into one of the formgrader's fields and leave it, up to the answer that it is kept."""
    page.locator(field).fill(text)
    with page.expect_response(lambda answer: answer.request.method == "PUT") as kept:
        page.locator(field).press("Tab")
    assert kept.value.ok, kept.value.status


def test_from_the_release_to_the_feedback_that_a_student_reads(norms, collected, browser):
    expect.set_options(timeout=PATIENCE)
    ada, bob, cyd, course = norms.ada, norms.bob, norms.cyd, norms.course
    assert "Success! Your notebook passes all the tests." in collected

    page = log_in(browser, norms, ada)
    desk = f"{norms.address}/user/{ADA}/formgrader"
    page.goto(f"{desk}/manage_submissions/batchnorm")
    for student in (bob, cyd):
        press(page, student, "autograde", f"Successfully autograded 'batchnorm' for student '{student.name}'")
    expect(page.locator("tr", has_text=BOB)).to_contain_text("48")
    shot(page, "hub-submissions")
    reports = {name: json.loads((course / f"reports/batchnorm/{name}.json").read_text()) for name in NAMES[1:]}
    assert {name: sum(row["earned"] for row in found["criteria"]) for name, found in reports.items()} == {
        BOB: 48,
        CYD: 50,
    }
    assert {found["isolation"] for found in reports.values()} <= {"full", "landlock"}

    page.goto(f"{desk}/gradebook/batchnorm/batchnorm")
    for student, points, comment in ((bob, "1", "And with $\\epsilon$ where?"), (cyd, "3", "Well said.")):
        page.goto(submission(norms, student))
        wait_until_ready(page)
        enter(page, "#three_roads", points)
        enter(page, "#three_roads-comment", comment)
    shot(page, "hub-formgrade", whole=True)

    page.goto(f"{desk}/manage_submissions/batchnorm")
    for student in (bob, cyd):
        press(page, student, "generate-feedback", "Successfully generated feedback")
        press(page, student, "release-feedback", "Successfully released feedback")

    bob.does("nbgrader", "fetch_feedback", "batchnorm")
    (feedback,) = (bob.home / "batchnorm/feedback").glob("*/batchnorm.html")
    page = log_in(browser, norms, bob)
    outside = []
    page.on("request", lambda asked: outside.append(asked.url) if norms.address not in asked.url else None)
    page.goto(f"{norms.address}/user/{BOB}/files/{feedback.relative_to(bob.home)}")
    shot(page, "hub-feedback", whole=True)
    expect(page.locator("h4").first).to_contain_text("batchnorm (Score: 49.0 / ")
    expect(page.locator("#comment-three_roads, [name=comment-three_roads]")).to_have_count(1)
    assert [url for url in outside if not url.startswith("data:")] == []
    pictures = page.locator("img").evaluate_all(
        "all => all.map(one => [one.naturalWidth, one.alt.slice(0, 40)])"
    )
    assert len(pictures) >= 3
    assert [alt for width, alt in pictures if not width] == []
    nobody_reads_what_is_not_for_them(norms, browser)


def submission(norms, student):
    """The address of a student's work in formgrader."""
    code = (
        "from nbgrader.api import Gradebook; import sys;"
        "print(Gradebook(sys.argv[1]).find_submission_notebook('batchnorm', 'batchnorm', sys.argv[2]).id)"
    )
    book = f"sqlite:///{norms.course}/gradebook.db"
    found = norms.ada.does("python", "-W", "ignore", "-c", code, book, student.name)
    return f"{norms.address}/user/{ADA}/formgrader/submissions/{found.strip()}/"


def nobody_reads_what_is_not_for_them(norms, browser):
    ada, bob, cyd, course = norms.ada, norms.bob, norms.cyd, norms.course
    theirs = norms.exchange / "norms"
    (handed_in,) = (path for path in (theirs / "inbound").iterdir() if path.name.startswith(BOB))
    places = ("solutions", "build/source", "submitted", "autograded", "feedback", "reports", "gradebook.db")
    for place in places:
        assert ada.reads(course / place), place
        assert not cyd.reads(course / place), place
    for path in (bob.home, bob.home / "batchnorm", bob.home / "batchnorm/batchnorm.ipynb", theirs / "inbound"):
        assert not cyd.reads(path), path
    assert cyd.reads(theirs / "outbound/batchnorm/batchnorm.ipynb")
    assert cyd.run("touch", theirs / "outbound/batchnorm/more.py").returncode != 0
    # What was handed in is kept apart by a folder that nobody can list and a name that nobody can guess.
    assert stat.S_IMODE((theirs / "inbound").stat().st_mode) & 0o044 == 0
    assert len(handed_in.name.rsplit("+", 1)[1]) == 12
    assert stat.S_IMODE((theirs / "feedback").stat().st_mode) & 0o044 == 0
    assert not cyd.reads(theirs / "feedback")
    asking = log_in(browser, norms, cyd).context.request
    found = {
        account.name: asking.get(f"{norms.address}/user/{account.name}/files/batchnorm/batchnorm.ipynb").status
        for account in (ada, bob, cyd)
    }
    # The hub does not say whether a server of somebody else is up (403) or not (404).
    assert found.pop(CYD) == 200
    assert set(found.values()) <= {403, 404}
