"""`autograder progress`: how far the notebooks of a folder are, and what to do next."""

import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from autograder.assignment import find_assignment, list_assignments
from autograder.errors import AssignmentError
from autograder.learner.progress import (
    BEGIN,
    CourseStanding,
    Part,
    course_progress,
    progress_json,
    progress_table,
    what_next,
)
from autograder.learner.work import find_handouts, find_work
from autograder.sentences import say
from autograder.source import SOLVED, read_source

ROOT = Path(__file__).resolve().parents[1]
NAMES = [row.name for row in list_assignments(ROOT)]


def fill(path, name, *cells):
    """Put the solutions of these cells into the notebook."""
    solved = {cell.name: cell.text for cell in read_source(find_assignment(ROOT, name)) if cell.role in SOLVED}
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if cell["id"] in cells:
            cell["source"] = solved[cell["id"]]
    path.write_text(json.dumps(notebook))


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """A learner who has begun batchnorm, damaged warmup, and thrown away beyond."""
    folder = tmp_path_factory.mktemp("learner") / "work"
    shutil.copytree(ROOT / "assignments", folder, ignore=shutil.ignore_patterns("__pycache__"))
    fill(folder / "batchnorm/batchnorm.ipynb", "batchnorm", "batchnorm_forward", "three_roads")
    (folder / "warmup/warmup.ipynb").write_text("{")
    shutil.rmtree(folder / "beyond")
    return folder


@pytest.fixture(scope="module")
def standings(work):
    return {row.name: row for row in course_progress(ROOT, work)}


def test_every_assignment_has_its_line_in_teaching_order(standings):
    assert list(standings) == NAMES


def test_a_notebook_that_is_begun(standings):
    row = standings["batchnorm"]
    assert (row.earned, row.points, row.later) == (24, 50, 0)
    assert (row.answered, row.questions) == (1, 2)
    assert row.open == ("batchnorm_backward", "batchnorm_backward_alt", "1 answer")
    assert row.next == "batchnorm_backward (dx): batchnorm_backward is not written yet."


@pytest.mark.parametrize("name", ["normalizers", "beyond"])
def test_a_notebook_that_is_untouched_or_gone(standings, name):
    row = standings[name]
    assert not row.begun
    assert row.earned == row.answered == 0
    assert row.points == sum(part.points for part in row.parts) > 0
    assert row.next == "Open the notebook and begin at its top."


@pytest.mark.parametrize(("names", "public"), [(("batchnorm", "networks"), False), (("batchnorm",), True)])
def test_a_notebook_that_was_only_run_is_not_begun(tmp_path, names, public):
    for name in names:
        shutil.copytree(
            ROOT / "assignments" / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__")
        )
        with (tmp_path / name / f"{name}.ipynb").open("a") as notebook:
            notebook.write("\n")  # another file, the same cells
    found = course_progress(None if public else ROOT, tmp_path)
    assert [row.name for row in found] == (list(names) if public else NAMES)
    assert {row.next for row in found} == {str(BEGIN)}
    assert sum(row.earned for row in found) == 0


def test_a_handout_may_tell_its_place_in_the_course(tmp_path):
    for name, order in (("b", '{"order": 2}'), ("a", '{"order": 3}'), ("d", '{"order": 1}')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "rubric.json").write_text(order)
    assert [path.name for path in find_handouts(tmp_path)] == ["d", "b", "a"]
    for name in "abd":
        (tmp_path / name / "rubric.json").write_text("{}")
    assert [path.name for path in find_handouts(tmp_path)] == ["a", "b", "d"]


def test_a_notebook_that_cannot_be_read(standings):
    row = standings["warmup"]
    assert row.begun
    assert row.next == "The notebook is damaged: it is not JSON from line 1 on."


def test_the_released_folder_itself_is_marked_and_is_no_copy(tmp_path):
    course = tmp_path / "course"
    shutil.copytree(ROOT / "solutions/warmup", course / "solutions/warmup")
    shutil.copytree(ROOT / "assignments/warmup", course / "assignments/warmup")
    fill(course / "assignments/warmup/warmup.ipynb", "warmup", "column_stats")
    (row,) = course_progress(course, course / "assignments")
    assert row.begun
    assert row.parts[0].earned == row.parts[0].points
    assert row.next.startswith("standardize (")


def standing(name, *parts, questions=0, answered=0, begun=True, public=False):
    notebook = Path(f"work/{name}/{name}.ipynb")
    return CourseStanding(name, notebook, parts, questions, answered, begun, public=public)


FRESH = standing("fresh", Part("f", 0, 10), begun=False)
BEGUN = standing("begun", Part("f", 4, 4), Part("g", 1, 6, wrong=say("g (value): g gives 3.")), questions=1)
WORDS = standing("words", Part("f", 4, 4), questions=2)
DONE = standing("done", Part("f", 10, 10), questions=2, answered=2)
PUBLIC = standing("public", Part("f", 7, 10, later=3), public=True)


def shown(*rows, width=80):
    console = Console(width=width, file=io.StringIO())
    console.print(progress_table(rows, Path("work")))
    return console.file.getvalue()


def test_what_to_do_next_is_what_was_begun():
    assert what_next([FRESH, DONE, BEGUN, WORDS]) is BEGUN
    assert what_next([DONE, FRESH]) is FRESH
    assert what_next([DONE, PUBLIC]) is None


def test_the_table():
    text = shown(FRESH, BEGUN, WORDS, DONE)
    rows = [re.split(r"\s*│\s*", line.strip("│ ")) for line in text.splitlines() if line.startswith("│")]
    assert rows == [
        ["fresh", "0/10", "0/0", "everything"],
        ["begun", "5/10", "0/1", "g, 1 answer"],
        ["words", "4/4", "0/2", "2 answers"],
        ["done", "10/10", "2/2", "-"],
        ["all", "19/34", "2/5"],
    ]
    assert text.splitlines()[0].rstrip() == "the course so far, in work"
    assert text.splitlines()[-2:] == ["next: work/begun/begun.ipynb", "  g (value): g gives 3."]


def test_after_the_code_come_the_words():
    assert shown(WORDS).splitlines()[-1] == "  Answer the written questions."


def test_nothing_open():
    assert shown(DONE).splitlines()[-1] == "Nothing is open."


def test_without_solutions_it_says_what_it_cannot_see():
    text = shown(PUBLIC)
    assert text.splitlines()[-2:] == [
        "Public checks only; 3 more points are marked after submission.",
        "Nothing is open.",
    ]


def test_the_table_fits_eighty_columns(standings, work):
    text = shown(*standings.values())
    table = [line for line in text.splitlines() if line.startswith(("│", "┃", "└"))]
    assert {len(line) for line in table} == {80}


def test_json_says_the_same(standings, work):
    data = json.loads(progress_json(tuple(standings.values()), work))
    assert data["folder"] == str(work)
    assert data["public_checks_only"] is False
    assert data["next"] == "warmup"
    assert data["assignments"][1] == {
        "assignment": "batchnorm",
        "notebook": str(work / "batchnorm/batchnorm.ipynb"),
        "points": 24.0,
        "max_points": 50.0,
        "later": 0.0,
        "answered": 1,
        "questions": 2,
        "open": ["batchnorm_backward", "batchnorm_backward_alt", "1 answer"],
        "next": "batchnorm_backward (dx): batchnorm_backward is not written yet.",
    }


def test_the_learners_folder_is_found(tmp_path):
    with pytest.raises(AssignmentError, match=r"^No assignments are here; name the folder that holds them\.$"):
        find_work(tmp_path)
    for name in (".", "assignments", "work"):
        place = tmp_path / name
        (place / "warmup").mkdir(parents=True)
        (place / "warmup/rubric.json").touch()
        assert find_work(tmp_path) == place
    assert find_work(tmp_path / "elsewhere", tmp_path) == tmp_path / "work"


def run(*args):
    command = [sys.executable, "-m", "autograder", "progress", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def test_the_command_in_a_pipe(tmp_path):
    shutil.copytree(ROOT / "assignments", tmp_path / "work", ignore=shutil.ignore_patterns("__pycache__"))
    done = run(tmp_path / "work")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert (
        f"next: {tmp_path / 'work/warmup/warmup.ipynb'}\n  Open the notebook and begin at its top.\n"
        in done.stdout
    )
    done = run(tmp_path / "work", "--json")
    assert [row["assignment"] for row in json.loads(done.stdout)["assignments"]] == NAMES


def test_a_folder_without_assignments(tmp_path):
    done = run(tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        f"autograder: {tmp_path} holds no assignment: a folder NAME with NAME.ipynb and rubric.json.\n"
    )
