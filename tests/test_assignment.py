"""What is wrong with an assignment's description is said in one sentence that names the file."""

import pytest

from autograder.assignment import find_assignment, find_course, list_assignments, load_assignment
from autograder.errors import AssignmentError

GOOD = """
title = "A"
order = 1
summary = "S"
minutes = 5

[[exercise]]
name = "f"
title = "F"

[[question]]
name = "why"
title = "Why?"
points = 2

[limits]
call_seconds = 1.5
"""


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "solutions" / "first"
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(GOOD)
    return tmp_path


def test_a_description_is_read(course):
    found = find_assignment(course, "first")
    assert (found.title, found.order, found.functions) == ("A", 1, ("f",))
    assert found.questions[0].points == 2.0
    assert found.limits.call_seconds == 1.5
    assert found.source == course / "solutions" / "first" / "first.py"


def test_assignments_come_in_teaching_order(course):
    other = course / "solutions" / "another"
    other.mkdir()
    (other / "assignment.toml").write_text(GOOD.replace("order = 1", "order = 2"))
    assert [item.name for item in list_assignments(course)] == ["first", "another"]


@pytest.mark.parametrize("name", ["frist", "../first", "", ".", "nothing/first"])
def test_an_unknown_assignment_is_refused(course, name):
    with pytest.raises(AssignmentError, match="No assignment"):
        find_assignment(course, name)


def test_a_near_name_is_offered(course):
    with pytest.raises(AssignmentError, match=r'Did you mean "first"\?'):
        find_assignment(course, "frist")


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('title = "A"', "", "needs title, of type str; it has None."),
        ("order = 1", 'order = "1"', "needs order, of type int; it has '1'."),
        ("points = 2", "points = true", "needs points in question 1, of type int or float; it has True."),
        ("minutes", "minuets", '"minuets" means nothing here; did you mean "minutes"?'),
        (
            "call_seconds",
            "cal_seconds",
            '"cal_seconds" in limits means nothing here; did you mean "call_seconds"?',
        ),
        ('title = "F"', 'title = "F"\ncolour = 1', '"colour" in exercise 1 means nothing here; known are'),
        ("[[exercise]]", "[[exercise", "is not TOML"),
    ],
)
def test_what_an_author_gets_wrong(course, before, after, sentence):
    path = course / "solutions" / "first" / "assignment.toml"
    assert before in GOOD
    path.write_text(GOOD.replace(before, after, 1))
    with pytest.raises(AssignmentError) as caught:
        load_assignment(path.parent)
    assert str(caught.value).startswith(f"{path}: ")
    assert sentence in str(caught.value)


def test_an_assignment_needs_an_exercise(course):
    path = course / "solutions" / "first" / "assignment.toml"
    path.write_text(GOOD.split("[[exercise]]")[0])
    with pytest.raises(
        AssignmentError, match=r"has no exercise; write at least one \[\[exercise\]\] with a name"
    ):
        load_assignment(path.parent)


def test_a_course_is_found_from_below(course, monkeypatch):
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    assert find_course(course / "solutions" / "first") == course
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course))
    assert find_course() == course
