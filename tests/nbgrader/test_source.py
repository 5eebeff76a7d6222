"""The percent source: what is read, and each sentence that refuses one."""

from __future__ import annotations

import jupytext
import pytest

from autograder.assignment import load_assignment
from autograder.errors import AssignmentError
from autograder.source import Role, first_heading, read_source, without_solutions

ANSWER = '# %% role="autograded-answer" name="mean_rows"'


@pytest.fixture
def source(bare):
    return bare / "solutions" / "means" / "means.py"


def read(source):
    return read_source(load_assignment(source.parent))


def test_roles_names_and_headings(source):
    cells = read(source)
    assert [(cell.role, cell.grade_id) for cell in cells if cell.role] == [
        (Role.ANSWER, "mean_rows"),
        (Role.CHECK, "check_mean_rows"),
        (Role.ANSWER, "centre"),
        (Role.CHECK, "check_centre"),
        (Role.WRITTEN, "why"),
        (Role.RUBRIC, "why"),
    ]
    assert cells[0].text.startswith("# Means")
    assert next(cell.heading for cell in cells if cell.role is Role.WRITTEN) == "Your answer: why the mean"


def test_a_source_saved_from_jupyterlab_reads_the_same(source):
    before = read(source)
    notebook = jupytext.reads(source.read_text(), fmt="py:percent")
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata["jupytext"].pop("notebook_metadata_filter")
    for cell in notebook.cells:
        cell.metadata = dict(sorted(cell.metadata.items()))
    saved = jupytext.writes(notebook, fmt="py:percent")
    assert saved.startswith("# ---")
    assert 'name="mean_rows" role="autograded-answer"' in saved
    source.write_text(saved)
    assert read(source) == before


REFUSED = [
    (ANSWER, "# %%", '"BEGIN SOLUTION" stands in a cell whose role is "none"'),
    (
        ANSWER,
        '# %% role="answer" name="mean_rows"',
        'the role "answer" is unknown; known are "autograded-answer"',
    ),
    (ANSWER, '# %% name="mean_rows"', 'has the name "mean_rows" but no role'),
    (
        ANSWER,
        '# %% role="autograded-answer"',
        '"" is no exercise of assignment.toml; there is mean_rows, centre',
    ),
    (ANSWER, '# %% role="autograded-answer" name="why"', '"why" is no exercise of assignment.toml'),
    (
        ANSWER,
        '# %% role="autograded-answer" name="centre"',
        'two cells have the role "autograded-answer" and the',
    ),
    (ANSWER, '# %% role="rubric" name="why"', 'the role "rubric" needs a markdown cell; this one is code'),
    (
        "    ### BEGIN SOLUTION\n    return np",
        "    return np",
        'the answer "mean_rows" needs each solution between',
    ),
    ("axis=0) / len(x)\n    ### END SOLUTION", "axis=0)", 'the answer "mean_rows" needs each solution between'),
    ('check("centre")', "centre(1)", 'a check cell runs the check; write check("centre") in it'),
    ('check("centre")', 'check("centre")\n### BEGIN HIDDEN TESTS', "the release writes the hidden part"),
    (
        '# %% role="check" name="centre"',
        "# %%",
        'no cell has role="check" name="centre", which assignment.toml',
    ),
    ('role="manually-graded-answer" name="why"', "", '"BEGIN SOLUTION" stands in a cell whose role is "none"'),
]


@pytest.mark.parametrize(("old", "new", "sentence"), REFUSED)
def test_a_source_that_is_refused(source, old, new, sentence):
    text = source.read_text()
    assert old in text
    source.write_text(text.replace(old, new, 1))
    with pytest.raises(AssignmentError) as caught:
        read(source)
    assert sentence in str(caught.value)
    assert "means.py" in str(caught.value)


@pytest.mark.parametrize("name", ["check_mean_rows", "mean_rows", "two words", "é"])
def test_names_that_nbgrader_cannot_tell_apart(source, name):
    toml = source.with_name("assignment.toml")
    toml.write_text(toml.read_text().replace('name = "why"', f'name = "{name}"'))
    source.write_text(source.read_text().replace('name="why"', f'name="{name}"'))
    with pytest.raises(AssignmentError, match="letters, digits"):
        read(source)


def test_a_missing_source(source):
    source.unlink()
    with pytest.raises(AssignmentError, match="cannot be read"):
        read(source)


def test_lines_outside_solutions():
    text = "a\n### BEGIN SOLUTION\nb\n### END SOLUTION\nc"
    assert list(without_solutions(text)) == ["a", "c"]


@pytest.mark.parametrize(("text", "heading"), [("# A b #\n", "A b"), ("x\n### C", "C"), ("#no", ""), ("", "")])
def test_first_heading(text, heading):
    assert first_heading(text) == heading
