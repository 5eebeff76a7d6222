"""`autograder init` makes a whole course or nothing, and the course of a command is never guessed."""

import re
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder import shipped
from autograder.assignment import find_course
from autograder.cli import main
from autograder.errors import AssignmentError
from autograder.generated import not_ours
from autograder.release.new_course import write_course

ROOT = Path(__file__).resolve().parents[1]


def run(*words):
    return CliRunner(env={"AUTOGRADER_COURSE": None}).invoke(main, list(map(str, words)))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("init") / "Batch norm 2026!"
    done = run("init", folder)
    assert (done.exit_code, done.stderr) == (0, ""), done.stderr
    assert done.stdout == (
        f"The course is {folder}; its README.md says how it goes on. First:\n  cd {folder}\n  autograder demo\n"
    )
    return folder


def test_it_is_complete(course):
    names = {path.name for path in course.iterdir()}
    assert names == {
        *(".gitignore", "README.md", "nbgrader_config.py", "roster.csv"),
        *("solutions", "assignments"),
    }
    for name in ("solutions", "assignments"):
        ours = {path.name for path in (ROOT / name).iterdir() if path.is_dir()}
        assert {path.name for path in (course / name).iterdir() if path.is_dir()} == ours
    assert find_course(course / "solutions/batchnorm/public") == course
    released = course / "assignments/warmup"
    assert (
        not_ours([(released, course / "solutions/warmup")], released.parent) == ()
    )  # a release may replace it


def test_its_texts_name_it_and_hold_nothing_to_fill_in(course):
    assert (course / "README.md").read_text().startswith("# Batch-norm-2026-\n")
    assert 'course_id = "Batch-norm-2026-"' in (course / "nbgrader_config.py").read_text()
    for path in course.iterdir():
        assert not path.is_file() or "COURSE_ID" not in path.read_text()
    assert "solutions/course.key" in (course / ".gitignore").read_text().splitlines()


def test_every_command_that_its_readme_names_exists(course):
    named = set(re.findall(r"(?:`|^ {4})autograder (\w+)", (course / "README.md").read_text(), re.MULTILINE))
    assert len(named) >= 9
    assert named <= set(main.commands)


def test_each_course_has_a_key_of_its_own(course, tmp_path):
    write_course(tmp_path / "other")
    keys = [(folder / "solutions/course.key").read_text() for folder in (course, tmp_path / "other")]
    assert keys[0] != keys[1]
    assert all(len(key.strip()) == 32 for key in keys)
    assert stat.S_IMODE((course / "solutions/course.key").stat().st_mode) == 0o600


def test_a_key_of_whoever_packed_the_solutions_is_not_copied(tmp_path):
    shutil.copytree(ROOT / "solutions/warmup", tmp_path / "solutions/warmup")
    (tmp_path / "solutions/course.key").write_text("k" * 32)
    write_course(tmp_path / "course", tmp_path / "solutions", ROOT / "assignments")
    assert "k" * 32 not in (tmp_path / "course/solutions/course.key").read_text()


def test_an_empty_folder_will_do_and_any_other_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    done = run("init", "--bare")
    assert (done.exit_code, done.stdout.splitlines()[1:]) == (
        0,
        ["  autograder doctor", "  autograder new dropout"],
    )
    assert (tmp_path / "empty/solutions").is_dir()
    assert find_course() == tmp_path / "empty"  # who stood there stands in it
    assert {path.name for path in tmp_path.iterdir()} == {"empty"}
    (tmp_path / "link").symlink_to("/nowhere/at/all")
    with pytest.raises(AssignmentError, match=r"link is no folder; name one that does not exist\.$"):
        write_course(tmp_path / "link")


def test_a_failure_on_the_way_leaves_nothing(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    done = run("init", tmp_path / "course")
    assert (done.exit_code, done.stderr) == (1, "autograder: No space left on device.\n")
    assert list(tmp_path.iterdir()) == []


def test_without_the_solutions_it_says_how_they_are_installed(monkeypatch, tmp_path):
    monkeypatch.setattr(shipped, "_CHECKOUT", tmp_path)
    done = run("init", tmp_path / "course")
    assert (done.exit_code, done.stderr) == (
        2,
        'autograder: The solutions are not installed; run: pip install "batchnorm-grader[class]". A course'
        " without our assignments is made with: autograder init mycourse --bare\n",
    )
    with pytest.raises(
        AssignmentError, match=r"^This copy of the engine brings no assignments; run: pip install"
    ):
        shipped.shipped_assignments()
    assert shipped.shipped_page("no-page.md") == Path("docs/no-page.md")
    assert run("init", tmp_path / "course", "--bare").exit_code == 0


@pytest.fixture
def two(tmp_path):
    for name in ("one", "two"):
        write_course(tmp_path / name)
        shutil.copytree(ROOT / "solutions/warmup", tmp_path / name / "solutions/warmup")
        text = (tmp_path / name / "solutions/warmup/assignment.toml").read_text()
        title = f'title = "This is {name}"'
        lines = [title if line.startswith("title =") else line for line in text.splitlines()]
        (tmp_path / name / "solutions/warmup/assignment.toml").write_text("\n".join(lines))
    return tmp_path


def asked(folder, monkeypatch, *words, named=None):
    """Which course answers."""
    monkeypatch.chdir(folder)
    if named:
        monkeypatch.setenv("AUTOGRADER_COURSE", str(named))
    else:
        monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    done = CliRunner().invoke(main, ["rubric", "warmup", *words])
    assert done.exit_code == 0, done.stderr
    return done.stdout.split(":")[0].removeprefix("This is ").strip()


def test_the_course_is_named_or_stood_in_and_never_guessed(two, monkeypatch):
    one, other = two / "one", two / "two"
    assert asked(one, monkeypatch) == "one"
    assert asked(one / "solutions/warmup/public", monkeypatch) == "one"
    assert asked(one, monkeypatch, named=other) == "two"
    assert asked(one, monkeypatch, "--course", "../two", named=one) == "two"
    assert asked(two, monkeypatch, "--course", "one") == "one"
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    with pytest.raises(AssignmentError, match=r"^There is no course at or above "):
        find_course(two)


def test_every_command_but_init_takes_a_course():
    for name, command in main.commands.items():
        options = {word for option in command.params for word in option.opts}
        assert ("--course" in options) == (name != "init"), name
