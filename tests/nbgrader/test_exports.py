"""What leaves the gradebook for other platforms: complete marks, no formulas, their own numbers."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import requires
from pathlib import Path

import jsonschema
import pytest
from packaging.requirements import Requirement

from autograder.exports.criteria import export_criteria
from autograder.exports.gradescope import VERSIONS, export_gradescope, pack_gradescope
from autograder.instructor.grade_class import grade_course
from autograder.nbgrader.host import course_config, course_directory, open_gradebook

from .conftest import RIGHT

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]

RESULTS = {
    # After Gradescope's "Autograder Specifications", section "Output Format". Demanded is only a score: of the
    # whole, or of every test ("score" overrides the sum). All other fields are optional there; those that we
    # write have these types and values.
    "type": "object",
    "anyOf": [
        {"required": ["score"]},
        {"required": ["tests"], "properties": {"tests": {"items": {"required": ["score"]}}}},
    ],
    "properties": {
        "score": {"type": "number", "minimum": 0},
        "output": {"type": "string"},
        "output_format": {"$ref": "#/$defs/format"},
        "visibility": {"$ref": "#/$defs/visibility"},
        "stdout_visibility": {"$ref": "#/$defs/visibility"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string", "minLength": 1},
                    "output": {"type": "string"},
                    "output_format": {"$ref": "#/$defs/format"},
                    "visibility": {"$ref": "#/$defs/visibility"},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
    "$defs": {
        "visibility": {"enum": ["hidden", "after_due_date", "after_published", "visible"]},
        "format": {"enum": ["text", "html", "simple_format", "md", "ansi"]},
    },
}


def gradebook(course):
    return open_gradebook(course_directory(course_config(course.folder), "means", root=course.folder))


@pytest.fixture
def marked(course):
    """ann is complete; bob's answer waits; bad cannot be read; eve lost a criterion; tom handed in nothing."""
    course.submit("ann", course.answered(**RIGHT))
    course.submit("bob", course.answered(**RIGHT))
    course.submit("bad", b"no notebook")
    kept = "def mean_rows(x):\n    return x.mean(axis=0, keepdims=True)"
    course.submit("eve", course.answered(mean_rows=kept, centre=RIGHT["centre"]))
    grade_course(course.folder, course.assignment)
    with gradebook(course) as book:
        grade = book.find_grade("why", "means", "means", "ann")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        book.update_or_create_student("ann", first_name="=cmd()", last_name="Lee", lms_user_id="17")
        book.update_or_create_student("bob", email="bob@x.org")
        book.add_student("tom")
        book.find_submission("means", "ann").notebooks[0].late_submission_penalty = 1.5
        book.db.commit()
    return course


def rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_column_for_each_criterion(marked, tmp_path):
    export_criteria(marked.folder, marked.assignment, tmp_path / "out.csv")
    found = {row["student_id"]: row for row in rows(tmp_path / "out.csv")}
    assert list(found["ann"].values()) == [
        *("ann", "Lee", "'=cmd()", "", "graded", ""),
        *("3.0", "1.0", "", "2.5", "", "2.0"),
        *("1.5", "7.0", "9.5", "yes"),
    ]
    assert list(found["ann"])[6:12] == [
        "mean_rows: values (3)",
        "mean_rows: shape (1)",
        "mean_rows: by hand, in place of these",
        "centre: zero mean (2.5)",
        "centre: by hand, in place of these",
        "why (3)",
    ]
    assert (found["bob"]["why (3)"], found["bob"]["complete"], found["bob"]["score"]) == ("", "no", "6.5")
    assert (found["eve"]["mean_rows: shape (1)"], found["eve"]["why (3)"]) == ("0.0", "0.0")
    assert (found["bad"]["state"], found["bad"]["score"], found["bad"]["mean_rows: values (3)"]) == (
        "load-error",
        "",
        "",
    )
    assert (found["tom"]["state"], found["tom"]["score"], found["tom"]["complete"]) == ("missing", "", "no")


def test_results_for_gradescope(marked, tmp_path):
    done, without = export_gradescope(marked.folder, marked.assignment, tmp_path / "out")
    assert (done, without) == (3, ("bad", "tom"))
    found = {path.stem: json.loads(path.read_text()) for path in (tmp_path / "out").iterdir()}
    for result in found.values():
        jsonschema.validate(result, RESULTS)
    assert (found["ann"]["score"], found["bob"]["score"], found["eve"]["score"]) == (7.0, 6.5, 5.5)
    tests = {row["name"]: row for row in found["eve"]["tests"]}
    assert tests["mean_rows: shape"] | {"output": ""} == {
        "name": "mean_rows: shape",
        "score": 0.0,
        "max_score": 1.0,
        "status": "failed",
        "output": "",
        "output_format": "text",
        "visibility": "visible",
    }
    assert tests["mean_rows: shape"]["output"] == "the shape is wrong"
    assert [row for row in found["bob"]["tests"] if row["name"] == "Why the mean"] == [
        {
            "name": "Why the mean",
            "max_score": 3.0,
            "output": "This waits for a person.",
            "output_format": "text",
            "visibility": "visible",
        }
    ]


@pytest.fixture(scope="module")
def unpacked(template, tmp_path_factory):
    """The archive of the small assignment, laid out as Gradescope does it."""
    from autograder.assignment import load_assignment

    root = tmp_path_factory.mktemp("gradescope")
    (template / "solutions/means/students").mkdir(exist_ok=True)
    (template / "solutions/means/students/made_up.py").write_text("")
    archive = root / "means.zip"
    pack_gradescope(template, load_assignment(template / "solutions/means"), archive)
    source = root / "autograder/source"
    # Gradescope unpacks with modes kept; zipfile does not keep them, so they are read from the archive.
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(source)
        modes = {entry.filename: entry.external_attr >> 16 for entry in packed.infolist()}
        (wheel,) = (name for name in packed.namelist() if name.endswith(".whl"))
    assert modes["setup.sh"] & modes["run_autograder"] & 0o111 == 0o111
    assert not any("students" in name for name in modes)
    with zipfile.ZipFile(source / wheel) as engine:
        engine.extractall(root / "engine")
    return root


def run(root, submission, name="means.ipynb"):
    """Start the archive's own run_autograder; the engine is the one in the archive, not the checkout's."""
    place = root / "autograder"
    for folder in ("submission", "results"):
        (place / folder).mkdir(exist_ok=True)
    for old in (place / "submission").iterdir():
        old.unlink()
    if submission is not None:
        (place / "submission" / name).write_bytes(
            submission if isinstance(submission, bytes) else json.dumps(submission).encode()
        )
    environment = {key: value for key, value in os.environ.items() if key != "AUTOGRADER_COURSE"} | {
        "AUTOGRADER_ROOT": str(place),
        "AUTOGRADER_PYTHON": sys.executable,
        "PYTHONPATH": str(root / "engine"),
        "PYTHONSAFEPATH": "1",
    }
    done = subprocess.run(
        ["bash", str(place / "source/run_autograder")],
        env=environment,
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    path = place / "results/results.json"
    found = json.loads(path.read_text()) if path.exists() else None
    if found:
        jsonschema.validate(found, RESULTS)
    return done, found


@pytest.mark.parametrize("python", ["3.11.0", "3.11.5", "3.12.0", "3.13.0", "3.14.0", "3.15.0"])
def test_the_archives_versions_fit_the_python_that_is_there(unpacked, python):
    """The archive is packed by one Python, and another one may run it."""
    lines = (unpacked / "autograder/source/versions.txt").read_text().splitlines()
    pins = [Requirement(line) for line in lines]
    here = {"python_full_version": python, "python_version": python.rpartition(".")[0]}
    used = [pin.name for pin in pins if not pin.marker or pin.marker.evaluate(here)]
    needed = {Requirement(line).name for line in requires("batchnorm-grader") if ";" not in line}
    needed -= {"ipywidgets", "jupyterlab"}  # nobody works there
    assert needed <= set(used)
    assert len(used) == len(set(used))
    lock = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    locked = {(row["name"], row.get("version")) for row in lock}
    assert {(pin.name, str(pin.specifier).removeprefix("==")) for pin in pins} <= locked


def test_the_versions_are_those_that_the_lock_names():
    command = (
        "export --frozen --no-dev --no-hashes --no-emit-project --no-header --no-annotate --prune jupyterlab"
        " --prune ipywidgets"
    )
    uv = Path(sys.executable).with_name("uv")
    done = subprocess.run(
        [uv, *command.split(), "--offline"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert VERSIONS.read_text() == done.stdout, f"run: uv {command} -q > {VERSIONS.relative_to(ROOT)}"


def test_the_archive_marks_on_gradescopes_machine(unpacked, course):
    done, found = run(unpacked, course.answered(**RIGHT), name="My homework.ipynb")
    assert done.returncode == 0, done.stderr
    assert found["score"] == 6.5
    assert [row["name"] for row in found["tests"]] == [
        "mean_rows: values",
        "mean_rows: shape",
        "centre: zero mean",
    ]
    _, found = run(unpacked, b"{")
    assert (found["score"], found["tests"]) == (0.0, [])
    assert found["output"] == "The notebook is damaged: it is not JSON from line 1 on."
    _, found = run(unpacked, b"x", name="notes.txt")
    assert found["output"] == "Hand in means.ipynb; there is notes.txt."


def test_students_code_reads_nothing_of_the_archive(unpacked, course):
    spy = (
        "import pathlib\nfound = []\n"
        f"for name in ('check_1_mean_rows.py', 'means.py'):\n"
        f"    try:\n        found.append(pathlib.Path({str(unpacked)!r}, 'autograder/source/solutions/means',"
        " name).read_text())\n"
        "    except OSError:\n        pass\n"
        "def mean_rows(x):\n    if not found:\n        return x.mean(axis=0)\n"
    )
    assert (unpacked / "autograder/source/solutions/means/means.py").is_file()
    done, found = run(unpacked, course.answered(mean_rows=spy))
    assert done.returncode == 0, done.stderr
    assert {row["name"]: row["score"] for row in found["tests"]}["mean_rows: values"] == 3.0


def test_where_the_grader_fails_there_is_no_result(unpacked, course):
    check = unpacked / "autograder/source/solutions/means/check_1_mean_rows.py"
    before = check.read_text()
    try:
        check.write_text(before.replace("(out,) = student.fetch", "1 / 0\n    (out,) = student.fetch"))
        done, found = run(unpacked, course.answered(**RIGHT))
    finally:
        check.write_text(before)
    assert (done.returncode, found) == (1, None)
    assert "autograder: " in done.stderr
    assert "Traceback" not in done.stderr
