"""A release: the same bytes each time, nothing in it that students must not see, and never half of one."""

from __future__ import annotations

import json
import shutil

import pytest
from nbgrader.converters import GenerateAssignment

from autograder.assignment import load_assignment
from autograder.errors import AssignmentError
from autograder.nbgrader.host import course_config, course_directory, run
from autograder.release.leaks import leaks
from autograder.release.release import release_assignment

pytestmark = pytest.mark.slow


def snapshot(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_students_get(course):
    files = snapshot(course.folder / "assignments" / "means")
    assert set(files) == {
        "README.md",
        "check_1_mean_rows.py",
        "check_2_centre.py",
        "checks.py",
        "means.ipynb",
        "picture.txt",
        "rubric.json",
    }
    notebook = course.released
    sources = {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"]}
    assert sources["mean_rows"].endswith('    raise NotImplementedError("write this part of mean_rows")')
    assert "# TODO: average over the first axis." in sources["mean_rows"]
    assert sources["check_mean_rows"] == 'check("mean_rows")'
    assert sources["why"] == "### Your answer: why the mean\n\n*Write your answer here.*"
    assert "rubric_why" not in sources
    assert [notebook["nbformat"], notebook["nbformat_minor"]] == [4, 5]
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert notebook["metadata"]["autograder"]["generated_from"] == "means.py"
    points = {cell["id"]: cell["metadata"].get("nbgrader", {}).get("points") for cell in notebook["cells"]}
    assert {name: number for name, number in points.items() if number} == {
        "check_mean_rows": 4,
        "check_centre": 2.5,
        "why": 3,
    }


def test_the_readme_is_the_rubric(course):
    text = (course.folder / "assignments/means/README.md").read_text()
    assert "9.5 points: 6.5 for code and 3 for written answers" in text
    assert "| 3 | values | The mean of each column |" in text
    assert "- Why the mean (3 points)" in text


def test_the_same_bytes_each_time_and_from_a_typed_generate(course):
    first = snapshot(course.folder / "assignments")
    source = snapshot(course.folder / "build/source")
    release_assignment(course.assignment, course.folder)
    assert snapshot(course.folder / "assignments") == first
    assert snapshot(course.folder / "build/source") == source
    config = course_config(course.folder)
    directory = course_directory(config, "means", root=course.folder)
    run(GenerateAssignment(coursedir=directory, config=config, force=True))
    assert snapshot(course.folder / "assignments") == first


def test_nothing_is_left_over(course):
    release_assignment(course.assignment, course.folder)
    assert sorted(path.name for path in (course.folder / "build").iterdir()) == ["source"]


def test_a_release_that_fails_leaves_the_old_one(course):
    before = snapshot(course.folder / "assignments")
    source = course.folder / "solutions/means/means.py"
    source.write_text(source.read_text().replace("### END SOLUTION", "", 1))
    with pytest.raises(AssignmentError, match="needs each solution"):
        release_assignment(course.assignment, course.folder)
    assert snapshot(course.folder / "assignments") == before


def test_leaks_are_found(course):
    folder = course.folder / "assignments/means"
    assert leaks(course.assignment, folder) == ()
    notebook = course.released
    notebook["cells"][0]["source"] = "    return np.add.reduce(x, axis=0) / len(x)"
    notebook["cells"][-1]["source"] = "One point for naming the offset that disappears, two for the reason."
    notebook["cells"][1]["execution_count"] = 3
    (folder / "means.ipynb").write_text(json.dumps(notebook))
    (folder / "notes.txt").write_text("  hidden_input = rng.normal(size=(4, 3))\n")
    shutil.copy(course.folder / "solutions/means/assignment.toml", folder)
    found = "\n".join(map(str, leaks(course.assignment, folder)))
    for words in (
        'shows a line of the solution "mean_rows"',
        'shows a line of the rubric "why"',
        "notes.txt shows a line of check_",
        "assignment.toml must not be handed out",
        "cell 2 has an output or an execution count",
    ):
        assert words in found


def test_a_leak_stops_the_release(bare):
    """A rubric's line that stands in a file of ours as well: the same line is no secret and a secret."""
    folder = bare / "solutions/means"
    line = "There are 9.5 points: 6.5 for code and 3 for written answers."
    path = folder / "means.py"
    path.write_text(path.read_text() + f"# {line}\n")
    with pytest.raises(AssignmentError, match=r"means is not released: README\.md shows a line of the rubric"):
        release_assignment(load_assignment(folder), bare)
    assert not (bare / "assignments/means").exists()
