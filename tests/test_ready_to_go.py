"""What a learner starts with: `make study`, Binder, the Colab cell."""

import ast
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from autograder.errors import AssignmentError
from autograder.learner.alone import lab
from autograder.learner.alone.study import Copied, copied_text, copy_assignments
from autograder.learner.answers import MIN_WORDS
from autograder.learner.work import SECONDS

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/studying-alone.md").read_text()


@pytest.fixture
def course(tmp_path):
    """A course of two small assignments."""
    for name in ("first", "second"):
        folder = tmp_path / "assignments" / name
        (folder / "data").mkdir(parents=True)
        for file in ("rubric.json", "checks.py", f"{name}.ipynb", "data/numbers.npz"):
            (folder / file).write_text(f"{name}/{file}")
    (tmp_path / "assignments/first/__pycache__").mkdir()
    (tmp_path / "assignments/first/__pycache__/checks.pyc").touch()
    return tmp_path


def content(folder):
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".gitignore"
    }


def test_the_copy_has_every_file(course):
    copied = copy_assignments(course, course / "work")
    assert len(copied.new) == 8
    expected = content(course / "assignments")
    del expected["first/__pycache__/checks.pyc"]
    assert content(course / "work") == expected


def test_git_does_not_see_it(course):
    subprocess.run(["git", "init", "--quiet"], cwd=course, check=True)
    copy_assignments(course, course / "work")
    seen = subprocess.run(["git", "status", "--short"], cwd=course, check=True, capture_output=True, text=True)
    assert seen.stdout == "?? assignments/\n"


def test_nothing_is_overwritten_and_what_is_missing_comes_back(course):
    copy_assignments(course, course / "work")
    mine = course / "work/first/first.ipynb"
    mine.write_text("my work")
    (course / "work/first/notes.txt").write_text("my notes")
    (course / "work/second/checks.py").unlink()
    (course / "work/.gitignore").write_text("mine too")
    assert copy_assignments(course, course / "work") == Copied((Path("second/checks.py"),), ())
    assert mine.read_text() == "my work"
    assert (course / "work/first/notes.txt").read_text() == "my notes"
    assert (course / "work/.gitignore").read_text() == "mine too"


def test_a_newer_check_is_told_of_and_not_forced_on_anyone(course):
    copy_assignments(course, course / "work")
    for file in ("first.ipynb", "checks.py"):
        (course / "assignments/first" / file).write_text("a newer version")
    copied = copy_assignments(course, course / "work")
    assert copied == Copied((), (Path("first/checks.py"),))
    assert copied_text(copied, Path("work")).splitlines() == [
        "work: nothing new; files that were there are kept.",
        "  kept, though the course has another version: first/checks.py",
        "  To get the course's version, move yours away and start again.",
    ]
    assert (course / "work/first/checks.py").read_text() == "first/checks.py"


@pytest.mark.parametrize(("number", "words"), [(1, "1 new file"), (2, "2 new files")])
def test_what_is_new_is_counted(number, words):
    text = copied_text(Copied((Path("a"),) * number, ()), Path("work"))
    assert text == f"work: {words}; files that were there are kept."


@pytest.mark.parametrize("folder", ["assignments", "assignments/first", "solutions/mine", "tests"])
def test_the_courses_own_folders_are_refused(course, folder):
    with pytest.raises(AssignmentError, match=r"belongs to the course; take another folder, such as work\.$"):
        copy_assignments(course, course / folder)


def test_the_course_itself_is_refused(course):
    with pytest.raises(
        AssignmentError, match=r"is the course itself; take a folder of your own, such as work\.$"
    ):
        copy_assignments(course, course)


def test_nothing_is_released(tmp_path):
    with pytest.raises(AssignmentError, match="holds no released assignment; run: make release"):
        copy_assignments(tmp_path, tmp_path / "work")


def test_a_file_where_the_folder_should_be(course):
    (course / "work").write_text("")
    with pytest.raises(AssignmentError, match=r"work cannot be written \("):
        copy_assignments(course, course / "work")


def test_without_jupyterlab_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(lab, "find_spec", lambda name: None)
    with pytest.raises(AssignmentError) as said:
        lab.run_jupyterlab(tmp_path, (), "welcome.ipynb")
    assert str(said.value) == "JupyterLab is not installed in this environment; run: pip install jupyterlab"


def test_make_study_starts_it():
    command = ["make", "--no-print-directory", "--dry-run", "study"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == ".venv/bin/autograder study"


@pytest.mark.slow
def test_jupyterlab_answers_with_the_learners_notebooks(course):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", f"--port={port}", "--IdentityProvider.token=", "--allow-root"]
    command = [sys.executable, "-m", "autograder", "study", "--", *options]
    home = {
        "HOME": str(course),
        "JUPYTER_CONFIG_DIR": str(course / "c"),
        "JUPYTER_RUNTIME_DIR": str(course / "r"),
    }
    log = course / "log.txt"
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=course, env={**os.environ, **home}, stdout=out, stderr=out)
    try:
        listing = ask(f"http://127.0.0.1:{port}/api/contents/first", log)
        assert '"first.ipynb"' in listing
        assert log.read_text().startswith("work: 8 new files; files that were there are kept.\n")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def ask(url, log):
    """What a server of this machine answers once it is up."""
    for _ in range(120):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.5)
    raise AssertionError(log.read_text())


def test_binder_installs_what_the_lock_names():
    first, command, *pins = (ROOT / "binder/requirements.txt").read_text().splitlines()
    assert first == "# What uv.lock pins for a learner. Written by:"
    written = command.removeprefix("# uv ").split()
    uv = Path(sys.executable).with_name("uv")
    done = subprocess.run([uv, *written, "--offline"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert pins == done.stdout.splitlines(), f"run: {command[2:]}"


def test_binder_has_a_python_that_the_course_supports():
    assert (ROOT / "binder/runtime.txt").read_text() == "python-3.11\n"


def test_binders_last_step_installs_the_package_and_makes_the_folder(course):
    shutil.copytree(ROOT / "binder", course / "binder")
    tools = course / "tools"
    tools.mkdir()
    for name, line in (("pip", 'echo "pip $*"'), ("autograder", f'exec {sys.executable} -m autograder "$@"')):
        (tools / name).write_text(f"#!/bin/sh\n{line}\n")
        (tools / name).chmod(0o755)
    env = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}
    done = subprocess.run([course / "binder/postBuild"], cwd=course, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "pip install --no-deps .",
        "work: 8 new files; files that were there are kept.",
    ]
    assert (course / "work/second/second.ipynb").exists()


def test_the_page_gives_the_numbers_of_the_program():
    assert MIN_WORDS == 12
    assert "twelve different words of your own" in " ".join(PAGE.split())
    assert f"ended after {SECONDS:g} seconds of silence" in " ".join(PAGE.split())


def test_the_badge_opens_the_folder_that_is_made():
    assert "HEAD?urlpath=lab/tree/work/welcome.ipynb)" in PAGE


def test_the_cell_for_colab_is_a_cell():
    (cell,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    tree = ast.parse(TransformerManager().transform_cell(cell))
    calls = [node.value.func.attr for node in tree.body if isinstance(node, ast.Expr)]
    assert calls == ["system", "run_line_magic", "run_line_magic"]
    (names,) = [node for node in tree.body if isinstance(node, ast.Assign)]
    _, assignment = ast.literal_eval(names.value)
    assert (ROOT / "assignments" / assignment / "checks.py").exists()
    assert "/content/course/assignments/$ASSIGNMENT" in cell
