"""What somebody alone finds in a copy of the notebooks, and a class does not."""

import json
import re
import runpy
import shutil
import sys
from pathlib import Path

import pytest

from autograder.assignment import list_assignments
from autograder.learner.alone import asking
from autograder.learner.alone.asking import check_alone, show_answer
from autograder.learner.alone.attempt_record import ATTEMPTS_FILE, attempts
from autograder.learner.alone.one_way import ideas, one_way
from autograder.learner.alone.study import Copied, copy_assignments
from autograder.learner.check import check_exercise
from autograder.lone.variant import is_lone, lone_content
from autograder.release.leaks import solution_lines
from autograder.shipped import solved

from .learner import ROOT

NAMES = [assignment.name for assignment in list_assignments(ROOT)]
OF_CLASS = re.compile(
    r"submi|nbgrader|validate|instructor|hand(ed)? in\b|your class|a person|grades?\b|deadline|\bdue\b",
    re.IGNORECASE,
)
GATED = re.compile(r"answer\(|hidden=True|\[alone\]|\*\*Alone|[Oo]ne way to write")
RIGHT = "def column_stats(x):\n    mean = x.mean(axis=0)\n    return mean, ((x - mean) ** 2).mean(axis=0)"
OPEN = 'answer("column_stats") shows one way to write it, if you like.\n'


def wrong(number):
    return f"def column_stats(x):\n    return x.mean(axis=0), x.var(axis=0) + {number}"


def texts(notebook):
    return ["".join(cell["source"]) for cell in json.loads(notebook)["cells"]]


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alone") / "work"
    copy_assignments(ROOT, folder)
    return folder


@pytest.fixture
def warmup(copies, tmp_path):
    return shutil.copytree(copies / "warmup", tmp_path / "warmup")


class Kernel:
    """A kernel with a copy of the first notebook, as IPython records what it runs."""

    def __init__(self, folder):
        self.folder, self.names = str(folder), {"In": [""]}
        self.run("import numpy as np")

    def run(self, text):
        self.names["In"].append(text)
        exec(text, self.names)
        return self

    def check(self, *, hidden=False):
        check_alone("column_stats", self.names, self.folder, hidden=hidden)

    def answer(self, name="column_stats"):
        show_answer(name, self.names, self.folder)


@pytest.mark.parametrize("name", NAMES)
def test_no_words_for_a_class(copies, name):
    for text in texts((copies / name / f"{name}.ipynb").read_text()):
        assert not OF_CLASS.findall(text), text
    assert not OF_CLASS.findall((copies / name / "README.md").read_text())


@pytest.mark.parametrize("name", NAMES)
def test_a_class_finds_none_of_the_gated_parts(name):
    folder = ROOT / "assignments" / name
    for path in (folder / f"{name}.ipynb", folder / "checks.py", folder / "README.md", folder / "rubric.json"):
        assert not GATED.findall(path.read_text()), path
    door = runpy.run_path(str(folder / "checks.py"))
    assert "answer" not in door
    assert "progress" in door
    assert not is_lone(folder)
    with pytest.raises(TypeError, match="hidden"):
        door["check"]("f", hidden=True)


@pytest.mark.parametrize("name", NAMES)
def test_a_lone_copy_has_its_own_words_and_no_marks_of_nbgrader(copies, name):
    released = ROOT / "assignments" / name
    notebook = json.loads((copies / name / f"{name}.ipynb").read_text())
    assert sum(cell["id"] == "alone" for cell in notebook["cells"]) == 1
    for cell in notebook["cells"]:
        assert not {"nbgrader", "editable", "deletable", "tags"} & set(cell["metadata"])
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    ours, theirs = texts(json.dumps(notebook)), texts((released / f"{name}.ipynb").read_text())
    kept = [text for text in theirs if not text.startswith(("**In your class", "**Hand in"))]
    added = [text for text in ours if text.startswith(("answer(", "**Alone**"))]
    assert len(ours) == len(kept) + len(added)
    assert len(added) == 1 + sum("### Answer:" in text for text in theirs)
    assert is_lone(copies / name)
    assert {"answer", "check", "hint", "progress"} <= set(runpy.run_path(str(copies / name / "checks.py")))


@pytest.mark.parametrize("name", NAMES)
def test_a_lone_copy_holds_no_solution(copies, name):
    secrets = solution_lines(solved(ROOT / "assignments" / name))
    for path in (copies / name).glob("*.ipynb"):
        lines = {line.strip() for text in texts(path.read_text()) for line in text.splitlines()}
        assert not lines & secrets


def test_what_is_no_handouts_file_stays_as_it_is(tmp_path):
    for name, text in (
        ("checks.py", "x = 1"),
        ("rubric.json", "["),
        (f"{tmp_path.name}.ipynb", "{}"),
        ("a.txt", "é"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert lone_content(tmp_path / name).decode() == text
    assert not is_lone(tmp_path)


def test_a_folder_of_an_earlier_version_goes_on_as_it_was(tmp_path):
    """It has the class's files; what is missing comes in the same form, so that notebook and checks fit."""
    released, work = ROOT / "assignments", tmp_path / "work"
    shutil.copytree(released, work)
    mine = work / "warmup/warmup.ipynb"
    mine.write_text("mine")
    (work / "batchnorm/batchnorm.ipynb").unlink()
    assert copy_assignments(ROOT, work) == Copied((Path("batchnorm/batchnorm.ipynb"),), ())
    assert mine.read_text() == "mine"
    again = work / "batchnorm/batchnorm.ipynb"
    assert again.read_bytes() == (released / "batchnorm/batchnorm.ipynb").read_bytes()


def test_a_door_of_an_earlier_version_still_asks(tmp_path, capsys):
    folder = shutil.copytree(ROOT / "assignments/warmup", tmp_path / "warmup")
    said = check_exercise("column_stats", Kernel(folder).run(RIGHT).names, str(folder), hidden=True)
    assert said == "The hidden checks are not here: they need a clone that holds the solutions."


def test_the_hidden_checks_come_after_an_attempt(warmup, capsys):
    kernel = Kernel(warmup)
    kernel.check(hidden=True)
    assert capsys.readouterr().out == (
        "column_stats is not defined yet: run its cell first. The hidden checks come after a try of yours.\n"
    )
    kernel.run("def column_stats(x):\n    raise NotImplementedError").check(hidden=True)
    assert capsys.readouterr().out == (
        "column_stats is not written yet. The hidden checks come after a try of yours.\n"
    )
    kernel.run(RIGHT).check(hidden=True)
    out = capsys.readouterr().out
    assert "7 of 7 points." in out
    assert "Marked behind the wall" in out
    assert "submission" not in out


def test_what_only_hidden_checks_ask_is_called_so(copies, capsys):
    Kernel(copies / "warmup").run(RIGHT).check()
    out = capsys.readouterr().out
    assert "submission" not in out
    assert "Everything that can be checked here is right" in out


def test_three_different_attempts_open_one_way_to_write_it(warmup, capsys):
    kernel = Kernel(warmup)
    for number, left in ((1, 2), (2, 1)):
        for again in ("", "\n    # the same, with a comment"):
            kernel.run(wrong(number) + again).check()
            assert OPEN not in capsys.readouterr().out
        kernel.answer()
        assert capsys.readouterr().out == (
            "One way to write column_stats is shown when its checks pass, or after 3 different attempts that"
            f' check("column_stats") found wrong: {left} more to go. hint("column_stats") helps in small'
            " steps.\n"
        )
    kernel = Kernel(warmup).run(wrong(3))  # a restart forgets nothing
    kernel.check()
    assert capsys.readouterr().out.endswith(OPEN)
    assert attempts(warmup, "column_stats") == 3
    kernel.answer()
    out = capsys.readouterr().out
    assert out.startswith("One way to write column_stats\n\ndef column_stats(x):\n")
    assert "    var = ((x - mean) ** 2).mean(axis=0)\n" in out
    assert "SOLUTION" not in out
    assert "Yours calls var; this one does not." in out


def test_a_right_function_opens_it_at_once(warmup, capsys):
    kernel = Kernel(warmup).run(wrong(1)).run(RIGHT)
    kernel.answer()
    out = capsys.readouterr().out
    assert out.startswith("One way to write column_stats")
    assert out.endswith("This one has 3 statements, yours has 2.\n")
    assert not (warmup / ATTEMPTS_FILE).exists()


def test_a_stub_is_no_attempt(warmup, capsys):
    Kernel(warmup).run("def column_stats(x):\n    raise NotImplementedError").check()
    assert attempts(warmup, "column_stats") == 0


@pytest.mark.parametrize("damage", ["", "[]", '{"column_stats": 3}'])
def test_a_damaged_record_begins_anew(warmup, damage):
    (warmup / ATTEMPTS_FILE).write_text(damage)
    Kernel(warmup).run(wrong(1)).check()
    assert attempts(warmup, "column_stats") == 1


def test_a_model_answer_comes_after_ones_own(warmup, capsys):
    kernel, path = Kernel(warmup), warmup / "warmup.ipynb"
    kernel.answer("zero_start")
    assert capsys.readouterr().out == (
        "**A running average that starts at zero**: first write a sentence or two of your own, and save.\n"
    )
    words = "what is missing shrinks by the same factor at each of the steps until nothing remains of it"
    path.write_text(path.read_text().replace("*Write your answer here.*", words, 1))
    kernel.answer("zero_start")
    out = capsys.readouterr().out
    assert out.startswith("**A running average that starts at zero**: one good answer\n\n1. What is missing")
    assert "\n\n**How to judge yours**\n\n" in out


def test_the_answers_are_listed(warmup, capsys):
    Kernel(warmup).run(RIGHT).answer(None)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == 'answer("column_stats")  open'
    assert lines[1] == 'answer("standardize")  waits: 3 more attempts, or all checks'
    assert lines[-1] == 'answer("two_passes")  waits for your own, saved'


def test_an_unknown_name(warmup, capsys):
    Kernel(warmup).answer("columns")
    assert capsys.readouterr().out == (
        'There is no exercise and no question "columns" here; there is column_stats, standardize, ema_update,'
        " welford, merge_stats, zero_start, two_passes.\n"
    )


def test_without_the_solutions_it_says_what_to_install(warmup, capsys, monkeypatch):
    monkeypatch.setattr(asking, "solved", lambda folder: None)
    monkeypatch.setattr("autograder.learner.check.solved", lambda folder: None)
    kernel = Kernel(warmup).run(RIGHT)
    kernel.answer()
    kernel.check(hidden=True)
    assert capsys.readouterr().out.splitlines() == [
        'The answers are not installed; run: pip install "batchnorm-grader[alone]"',
        'The hidden checks are not installed; run: pip install "batchnorm-grader[alone]"',
    ]


def test_in_a_browser_it_says_where_they_are(warmup, capsys, monkeypatch):
    monkeypatch.setattr(asking, "solved", lambda folder: None)
    monkeypatch.setattr("autograder.learner.check.solved", lambda folder: None)
    kernel = Kernel(warmup).run(RIGHT)
    monkeypatch.setattr(sys, "platform", "emscripten")
    kernel.answer()
    kernel.check(hidden=True)
    there = 'Download your notebook, and on your own machine run: pip install "batchnorm-grader[alone]"'
    assert capsys.readouterr().out.splitlines() == [
        f"The answers are not in the browser. {there}",
        f"The hidden checks are not in the browser. {there}",
    ]


def test_installed_solutions_are_for_lone_copies_alone(warmup, tmp_path):
    of_class = shutil.copytree(ROOT / "assignments/warmup", tmp_path / "class/warmup")
    assert solved(warmup).folder == ROOT / "solutions/warmup"
    assert solved(of_class) is None


LOOP = "def f(x):\n    total = 0\n    for row in x:\n        total = total + np.abs(row)\n    return total"


def test_ideas_are_read_from_the_code():
    assert ideas(LOOP) == ideas(LOOP.replace("row", "line"))
    assert (ideas(LOOP).loops, ideas(LOOP).calls, ideas(LOOP).statements) == (True, {"abs"}, 4)
    shown = one_way(solved(ROOT / "assignments/warmup"), "column_stats", LOOP)
    assert [str(row) for row in shown.differences] == [
        "Yours goes through the data in a Python loop; this one works on whole arrays.",
        "This one calls mean; yours does not.",
        "Yours calls abs; this one does not.",
        "This one has 3 statements, yours has 4.",
    ]
    same = one_way(solved(ROOT / "assignments/warmup"), "column_stats", shown.code)
    assert [str(row) for row in same.differences] == [
        "Yours calls the same functions and is as long: look for the line that differs."
    ]
