"""nbgrader without our line gives nobody a point; with it, other assignments run as they always did."""

from __future__ import annotations

import json
import shutil

import nbformat
import pytest
from nbformat import v4
from nbgrader.converters import Autograde, GenerateAssignment
from traitlets.config.loader import Config

from autograder.errors import HostError
from autograder.nbgrader.configure import configure
from autograder.nbgrader.gradebook import scores
from autograder.nbgrader.host import course_config, course_directory, open_gradebook, run

pytestmark = pytest.mark.slow


def stock(course):
    """The course's configuration as if our line were missing."""
    config = Config()
    config.CourseDirectory.root = str(course.folder)
    config.CourseDirectory.source_directory = "build/source"
    config.CourseDirectory.release_directory = "assignments"
    config.ExecutePreprocessor.record_timing = False
    return config


def autograde(config, course, name="means"):
    run(Autograde(coursedir=course_directory(config, name, root=course.folder), config=config, force=True))


def tagged(notebook):
    for cell in notebook["cells"]:
        if cell["id"].startswith("check_"):
            cell["metadata"]["tags"] = ["skip-execution"]
    return notebook


def submit_three(course, right):
    course.submit("right", course.answered(**right))
    course.submit("stub", course.released)
    course.submit("tagged", tagged(course.released))


def test_without_our_line_nobody_earns_a_point(course, right):
    submit_three(course, right)
    with pytest.raises(HostError, match="No such kernel named course-configuration-not-loaded"):
        autograde(stock(course), course)
    rows = scores(course.folder, course.assignment)
    assert [(row.student, row.score, row.needs_manual_grade) for row in rows] == [
        ("right", 0.0, True),
        ("stub", 0.0, True),
        ("tagged", 0.0, True),
    ]
    assert not list(course.folder.glob("autograded/*/means/*.ipynb"))


def test_even_a_kernel_that_exists_gives_no_point(course, right):
    """Generated without our line as well: the hidden part of each check raises."""
    course.submit("right", course.answered(**right))
    with open_gradebook(course_directory(stock(course), "means", root=course.folder)) as gradebook:
        kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
        gradebook.find_notebook("means", "means").kernelspec = json.dumps(kernel)
        gradebook.db.commit()
    autograde(stock(course), course)
    (row,) = scores(course.folder, course.assignment)
    assert row.score == 0.0
    outputs = [
        cell.get("outputs") for cell in course.autograded("right")["cells"] if cell["id"] == "check_centre"
    ]
    assert "the course configuration is not loaded" in json.dumps(outputs)


def plain_assignment(course):
    """An assignment of nbgrader's ordinary kind."""

    def marks(name, **more):
        flags = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
        return {"nbgrader": flags | {"grade_id": name} | more}

    notebook = v4.new_notebook(
        cells=[
            v4.new_code_cell(
                "### BEGIN SOLUTION\na = 1\n### END SOLUTION", id="a", metadata=marks("a", solution=True)
            ),
            v4.new_code_cell(
                "assert a == 1\n### BEGIN HIDDEN TESTS\nassert type(a) is int\n### END HIDDEN TESTS",
                id="test",
                metadata=marks("test", grade=True, locked=True, points=2),
            ),
            v4.new_code_cell("print('<b>plot</b>')", id="own"),
        ],
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}},
    )
    folder = course.folder / "build/source/plain"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "plain.ipynb")


def snapshot(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_other_assignments_run_as_they_always_did(course):
    plain_assignment(course)
    found = []
    for config in (stock(course), course_config(course.folder)):
        generate = course_directory(config, "plain", root=course.folder)
        run(GenerateAssignment(coursedir=generate, config=config, force=True))
        released = course.folder / "assignments/plain"
        for student, work in (("ann", "a = 1"), ("bob", "a = 1.0"), ("eve", None)):
            folder = course.folder / "submitted" / student / "plain"
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(released, folder)
            notebook = nbformat.read(folder / "plain.ipynb", 4)
            notebook.cells[0].source = work or notebook.cells[0].source
            nbformat.write(notebook, folder / "plain.ipynb")
        shutil.rmtree(course.folder / "autograded", ignore_errors=True)
        autograde(config, course, "plain")
        with open_gradebook(course_directory(config, "plain", root=course.folder)) as gradebook:
            rows = {row.student.id: row.score for row in gradebook.assignment_submissions("plain")}
        found.append((snapshot(released), rows, snapshot(course.folder / "autograded")))
    assert found[0] == found[1]
    assert found[0][1] == {"ann": 2.0, "bob": 0.0, "eve": 0.0}


def test_a_course_keeps_its_own_steps(tmp_path):
    config = Config()
    config.Autograde.autograde_preprocessors.append("my.course.Step")
    config.HTMLExporter.sanitize_html = False
    configure(config, tmp_path)
    steps = list(config.Autograde.autograde_preprocessors)
    assert steps[0] == "autograder.nbgrader.preprocessors.Mark"
    assert steps[-1] == "my.course.Step"
    assert config.HTMLExporter.sanitize_html is False
    again = Config(config)
    configure(again, tmp_path)
    assert again == config
