"""A term's path on a JupyterHub: an instructor and two students, each an account of the system.

Everything is real: accounts, closed homes, nbgrader's exchange with its permissions, a hub that starts each
server as its owner, formgrader and the student's server in Chromium. Only the passwords are not: one is given
to all.
"""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.assignment import load
from autograder.desk.classroom import hand_in, read_scenario

from ..browser.jupyterlab import PATIENCE, shot
from . import accounts, installed
from .serving import PASSWORD, serving

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
ADA, BOB, CYD = NAMES = ("bng_ada", "bng_bob", "bng_cyd")

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
    python = demand(installed.open_python(), installed.NO_PYTHON)
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
    ada_owns(ada)
    return course


def ada_owns(account):
    for path in (account.home, *account.home.rglob("*")):
        shutil.chown(path, account.name, account.name) if not path.is_symlink() else None


def work(student, who, course):
    """Do the work of a student of the scenario in the folder that was fetched."""
    assignment = load(course / "solutions/batchnorm")
    scenario = {row.id: row for row in read_scenario(assignment)}
    hand_in(scenario[who], assignment, student.home / "batchnorm")


def log_in(browser, address, name, path):
    """A page of the account's own server, in a profile of its own; and what it asked of other machines."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    outside = []
    page.on("request", lambda request: outside.append(request.url) if address not in request.url else None)
    page.goto(f"{address}/hub/login?next=/hub/user/{name}/{path}")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/user/{name}/{path}")
    return page, outside


def test_from_the_release_to_the_feedback_that_a_student_reads(norms, browser):
    ada, bob, cyd, course = norms.ada, norms.bob, norms.cyd, norms.course
    ada.does("autograder", "release", "batchnorm", cwd=course)
    ada.does("nbgrader", "generate_assignment", "batchnorm", "--force", cwd=course)
    ada.does("nbgrader", "release_assignment", "batchnorm", cwd=course)
    for student, who in ((bob, "eps-outside"), (cyd, "tuple-cache")):
        student.does("nbgrader", "fetch_assignment", "batchnorm")
        work(student, who, course)
        student.does("nbgrader", "submit", "batchnorm")
    ada.does("nbgrader", "collect", "batchnorm", cwd=course)
    page, _ = log_in(browser, norms.address, ADA, "formgrader/manage_submissions/batchnorm")
    shot(page, "hub-collected")
