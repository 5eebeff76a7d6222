"""The command line, as people and programs call it: streams, sentences and exit statuses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cli import bars

ROOT = Path(__file__).resolve().parents[1]
SOLUTION = ROOT / "solutions/batchnorm/batchnorm.py"
STUDENTS = ROOT / "solutions/batchnorm/students"


def autograder(*args, cwd=ROOT):
    command = [sys.executable, "-m", "autograder", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, timeout=300)


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_json_is_one_line_for_each_file_and_nothing_else(tmp_path):
    noisy = tmp_path / "noisy.py"
    noisy.write_text(
        "import os, sys\nprint('a forged line')\nos.write(1, b'{\"score\": 50}\\n')\n"
        + (STUDENTS / "layers.py").read_text().replace("N, D = x.shape", "N, D = x.shape; print('x' * 9)")
    )
    broken = tmp_path / "broken.ipynb"
    broken.write_text("{")
    done = autograder("check", "batchnorm", "--json", noisy, broken, SOLUTION)
    found = lines(done)
    assert [(row["status"], row["score"]) for row in found] == [
        ("graded", 50),
        ("load-error", 0),
        ("graded", 50),
    ]
    assert [row["submission"] for row in found] == [str(noisy), str(broken), str(SOLUTION)]
    assert found[1]["message"] == "The notebook is damaged: it is not JSON from line 1 on."
    assert done.returncode == 1
    assert {row["isolation"] for row in found} <= {"full", "landlock"}


def test_two_jobs_say_what_one_says():
    files = [SOLUTION, STUDENTS / "layers.py", SOLUTION]
    one = lines(autograder("check", "batchnorm", "--json", *files))
    two = lines(autograder("check", "batchnorm", "--json", "--jobs", 2, *files))
    assert [row | {"seconds": 0} for row in one] == [row | {"seconds": 0} for row in two]
    assert [row["submission"] for row in two] == [*map(str, files)]


def test_what_is_slow_is_said_by_seconds_each(monkeypatch, capsys):
    clock = iter([0.0, 50.0])
    monkeypatch.setattr(bars.time, "monotonic", lambda: next(clock))
    bars._lines("the course")(2, 10, "ann")
    assert capsys.readouterr().err == "the course: 2 of 10, 25 s each, 200 s left\n"


def test_a_log_gets_a_line_now_and_then(monkeypatch, capsys):
    clock = iter([0.0, 4.0, 10.0, 11.0, 20.0])
    monkeypatch.setattr(bars.time, "monotonic", lambda: next(clock))
    show = bars._lines("marking")
    for done in (4, 20, 22, 50):
        show(done, 100, "ann")
    assert capsys.readouterr().err == (
        "marking: 20 of 100, 2.0 a second, 40 s left\nmarking: 50 of 100, 2.5 a second, 20 s left\n"
    )


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["check", "batchnrom", "x.py"], 'Did you mean "batchnorm"?'),
        (["check", "batchnorm", "nothing.ipynb"], "autograder: nothing.ipynb does not exist."),
        (
            ["check", "batchnorm", "."],
            "autograder: . is a folder; name the notebook (.ipynb) or the Python file",
        ),
        (
            ["check", "batchnorm", "README.md"],
            "README.md is neither a notebook (.ipynb) nor a Python file (.py). If it holds cells, make a",
        ),
        (["check", "batchnorm"], "Missing argument"),
        (["release"], "autograder: name an assignment, or write --all."),
        (["rubric", "nothing"], 'autograder: No assignment "nothing"'),
        (["grade", "nothing"], 'autograder: No assignment "nothing"'),
    ],
)
def test_wrong_use_is_one_line_and_status_2(args, sentence):
    done = autograder(*args)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\xff\xfe", "The file is not UTF-8 text (byte 0 cannot be read)."),
        (b"[]", "The file is JSON but no notebook: it has no list of cells."),
    ],
)
def test_a_file_that_cannot_be_read_has_its_own_line(tmp_path, content, sentence):
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    done = autograder("check", "batchnorm", path)
    assert done.returncode == 1
    assert f"load-error: {sentence}" in done.stdout


def test_the_report_in_words(tmp_path):
    path = tmp_path / "half.py"
    path.write_text((STUDENTS / "layers.py").read_text().split("def batchnorm_backward_alt")[0])
    done = autograder("check", "batchnorm", path)
    assert done.returncode == 0
    assert "batchnorm_forward  24 of 24" in done.stdout
    assert "  - dx  0 of 4\n      batchnorm_backward_alt is not defined in your notebook.\n" in done.stdout
    assert done.stdout.count("batchnorm_backward_alt is not defined in your notebook.") == 1
    assert "automatic points: 39 of 50" in done.stdout
    assert "isolation: full" in done.stdout or "isolation: landlock" in done.stdout
    assert "\x1b" not in done.stdout


def test_the_rubric_in_words():
    done = autograder("rubric", "batchnorm")
    assert done.returncode == 0
    assert "50 automatic points and 6 by hand" in done.stdout
    assert "averages left alone in test mode" in done.stdout


def test_what_each_mistake_costs():
    done = autograder("rubric", "batchnorm", "--mistakes")
    assert done.returncode == 0
    assert "averages_keep_an_axis" in done.stdout
    assert done.stdout.count("batchnorm_forward: momentum") >= 5


def test_help_names_every_command():
    done = autograder("--help")
    assert done.returncode == 0
    for command in ("check", "grade", "release", "rubric", "demo", "doctor", "handout"):
        assert f"\n  {command} " in done.stdout


def test_the_doctor_tries_the_wall():
    done = autograder("doctor")
    assert "ok   the solution earns everything: 50 of 50" in done.stdout
    assert "ok   an empty file earns nothing: 0 of 50" in done.stdout
    assert "isolation: " in done.stdout
    assert done.returncode == (1 if "BAD" in done.stdout else 0)


@pytest.mark.slow
def test_two_hundred_files_in_one_call(tmp_path):
    sources = [STUDENTS / "layers.py", SOLUTION]
    paths = []
    for number in range(200):
        path = tmp_path / f"s{number}.py"
        path.write_text(sources[number % 2].read_text())
        paths.append(path)
    done = autograder("check", "batchnorm", "--json", *paths)
    assert done.returncode == 0
    assert [row["score"] for row in lines(done)] == [50] * 200
