"""What an author can get wrong in check files, and the sentence for it."""

import textwrap

import pytest

from autograder.assignment import Assignment, Exercise
from autograder.errors import AssignmentError
from autograder.marking.rubric import Role, collect

GOOD = '''
    import pytest
    pytestmark = pytest.mark.exercise("f")

    @pytest.mark.points(2, criterion="value")
    @pytest.mark.parametrize("k", [1, 2])
    def test_value(student, rng, k):
        """f doubles its argument."""

    @pytest.mark.criterion("value")
    def test_more(student):
        """One more case."""

    @pytest.mark.gate("alive")
    def test_alive(student):
        """f depends on its argument."""

    @pytest.mark.points(0.5, criterion="shape", needs="alive")
    def test_shape(student, reference):
        """f keeps the shape."""

    @pytest.mark.advice("style", needs="value")
    def test_style(student):
        """f is short."""
'''


def assignment(folder, source):
    (folder / "check_f.py").write_text(textwrap.dedent(source))
    return Assignment("a", folder, "A", 1, "", 5, (Exercise("f", "F", ("f",)),), ())


def test_checks_become_criteria(tmp_path):
    rubric = collect(assignment(tmp_path, GOOD))
    assert [(row.name, row.points, row.asks, len(row.checks), row.needs) for row in rubric.criteria] == [
        ("value", 2.0, "f doubles its argument", 3, ()),
        ("shape", 0.5, "f keeps the shape", 1, ("alive",)),
    ]
    assert rubric.points("f") == 2.5
    assert [row.name for row in rubric.rows if row.role is Role.GATE] == ["alive"]
    assert [row.name for row in rubric.advice] == ["style"]
    value = rubric.by_name["f", "value"]
    assert [check.name for check in value.checks] == [
        "check_f.py::test_value[1]",
        "check_f.py::test_value[2]",
        "check_f.py::test_more",
    ]
    assert value.checks[1].parameters == {"k": 2}
    assert value.checks[1].fixtures == ("student", "rng")


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            '@pytest.mark.criterion("value")\n',
            "\n",
            'check_f.py::test_more has no points marker; write @pytest.mark.points(2, criterion="dx").',
        ),
        (
            'criterion="value")',
            'name="value")',
            'check_f.py::test_value[1]: write its marker as @pytest.mark.points(2, criterion="dx").',
        ),
        (
            '@pytest.mark.criterion("value")',
            '@pytest.mark.points(3, criterion="value")',
            'check_f.py::test_more: the points of "value" are declared twice; declare them once and give the'
            ' other check @pytest.mark.criterion("value").',
        ),
        (
            'criterion("value")',
            'criterion("worth")',
            'check_f.py::test_more: no check declares the points of "worth"; one of its checks needs'
            ' @pytest.mark.points(2, criterion="worth").',
        ),
        (
            'needs="alive"',
            'needs="alife"',
            'check_f.py::test_shape: needs "alife", which is no criterion or gate of f.',
        ),
        (
            'exercise("f")',
            'exercise("g")',
            "check_f.py::test_value[1]: belongs to no exercise of assignment.toml; write pytestmark ="
            ' pytest.mark.exercise("f") at the top of its file.',
        ),
        (
            '"""f keeps the shape."""',
            "pass",
            "check_f.py::test_shape has no docstring; its first line stands in the rubric.",
        ),
        (
            "import pytest\n",
            "import pytest, nothing_like_this\n",
            "check_f.py: E   ModuleNotFoundError: No module named 'nothing_like_this' (while collecting",
        ),
    ],
)
def test_what_an_author_gets_wrong(tmp_path, before, after, sentence):
    assert before in GOOD
    with pytest.raises(AssignmentError) as caught:
        collect(assignment(tmp_path, GOOD.replace(before, after)))
    assert str(caught.value).startswith(sentence)


def test_an_unknown_fixture_is_refused(tmp_path):
    source = GOOD.replace("test_shape(student, reference)", "test_shape(student, tmp_path)")
    own = "a check may use student, reference, rng and its own parameters, not tmp_path"
    with pytest.raises(AssignmentError, match=own):
        collect(assignment(tmp_path, source))


def test_a_folder_without_checks_is_refused(tmp_path):
    with pytest.raises(
        AssignmentError, match=r"holds no checks; write check_NAME\.py with functions test_NAME"
    ):
        collect(Assignment("a", tmp_path, "A", 1, "", 5, (Exercise("f", "F", ("f",)),), ()))
