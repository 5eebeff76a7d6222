"""The demonstration ends well, and the README shows what it really prints."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from .docs.demo import README, shortened
from .docs.marked import part

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "course"
    command = [sys.executable, "-m", "autograder", "demo", "--folder", str(folder)]
    return folder, subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=600)


@pytest.mark.slow
def test_every_student_gets_the_declared_mark(demo):
    folder, done = demo
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WRONG" not in done.stdout
    assert f"The course lies in {folder}" in done.stdout
    assert "Formgrader" in done.stdout
    step = r"the course: \d+ of \d+, ([\d.]+ a second|\d+ s each), \d+ s left"
    assert all(re.fullmatch(step, line) for line in done.stderr.splitlines()), done.stderr


@pytest.mark.slow
def test_the_readme_shows_the_true_output(demo):
    _, done = demo
    assert part(README, "demo") == shortened(done.stdout), "run: make readme"


@pytest.mark.slow
def test_the_course_is_whole(demo):
    folder, _ = demo
    assert (folder / "grades.csv").read_text().count("tuple-cache") == 1
    feedback = list((folder / "feedback").glob("*/batchnorm/batchnorm.html"))
    assert len(feedback) == 16
    fetched = list((folder / "students").glob("*/batchnorm/feedback/*/batchnorm.html"))
    text = (folder / "feedback/wrong-forward/batchnorm/batchnorm.html").read_text()
    assert "right for the forward you wrote" in text
    assert "HIDDEN TESTS" not in text
    assert fetched or list((folder / "feedback").iterdir())


def test_a_folder_that_exists_is_refused(tmp_path):
    command = [sys.executable, "-m", "autograder", "demo", "--folder", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert done.stderr == f"autograder: {tmp_path} exists already; name a folder that does not.\n"
