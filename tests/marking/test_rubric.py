"""What an author can get wrong in check files, and the sentence for it."""

import textwrap

import pytest

from autograder.assignment import Assignment, Exercise
from autograder.errors import AssignmentError
from autograder.marking.rubric import CheckRole, collect, collect_public, worth_of

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
    assert [row.name for row in rubric.rows if row.role is CheckRole.GATE] == ["alive"]
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
            'gate("alive")',
            "gate()",
            'check_f.py::test_alive: write its marker as @pytest.mark.gate("dx").',
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


def test_the_key_that_comes_while_checks_are_collected_is_no_mistake_of_theirs(tmp_path):
    source = GOOD.replace("import pytest\n", "import pytest\n    raise KeyboardInterrupt\n", 1)
    with pytest.raises(KeyboardInterrupt):
        collect(assignment(tmp_path, source))


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


PUBLIC = '''
    import pytest

    @pytest.mark.exercise("f")
    @pytest.mark.gate("written")
    def test_written(student):
        """f gives something."""

    @pytest.mark.exercise("f")
    @pytest.mark.criterion("shape", needs="written")
    def test_shape(student):
        """f keeps the shape (2,)."""

    @pytest.mark.exercise("f")
    @pytest.mark.criterion("shape")
    def test_another_shape(student):
        """And every other."""

    @pytest.mark.exercise("warm")
    @pytest.mark.criterion("sum")
    def test_sum(student):
        """warm adds."""
'''
WORTH = {("f", "value"): 2.0, ("f", "shape"): 0.5}


def public(folder, source, **more):
    (folder / "check_f.py").write_text(textwrap.dedent(source))
    return collect_public(folder, ("f", "warm"), WORTH, **more)


@pytest.mark.parametrize("strict", [False, True])
def test_public_checks_get_their_points_from_the_rubric(tmp_path, strict):
    found = public(tmp_path, PUBLIC, strict=strict)
    assert [
        (row.exercise, row.name, row.points, row.asks, row.needs, len(row.checks)) for row in found.rows
    ] == [
        ("f", "written", 0.0, "f gives something", (), 1),
        ("f", "shape", 0.5, "f keeps the shape (2,)", ("written",), 2),
        ("warm", "sum", 0.0, "warm adds", (), 1),
    ]
    assert [row.role for row in found.rows] == [CheckRole.GATE, CheckRole.CRITERION, CheckRole.CRITERION]


def test_worth_is_what_hidden_checks_say(tmp_path):
    assert worth_of(collect(assignment(tmp_path, GOOD))) == WORTH


def test_a_number_in_an_earlier_handout_is_passed_over(tmp_path):
    old = PUBLIC.replace('criterion("shape", needs', 'points(7, criterion="shape", needs')
    assert [(row.points, row.needs) for row in public(tmp_path, old).rows] == [
        (0.0, ()),
        (0.5, ("written",)),
        (0.0, ()),
    ]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            'criterion("shape", needs="written")',
            'points(0.5, criterion="shape", needs="written")',
            "test_shape writes points, which stand at the hidden check alone; write"
            ' @pytest.mark.criterion("shape", needs="written").',
        ),
        (
            'criterion("sum")',
            'points(0, criterion="sum")',
            "test_sum writes points, which stand at the hidden check alone; write"
            ' @pytest.mark.criterion("sum").',
        ),
    ],
)
def test_a_public_check_that_writes_points_is_refused(tmp_path, before, after, sentence):
    assert before in PUBLIC
    with pytest.raises(AssignmentError) as caught:
        public(tmp_path, PUBLIC.replace(before, after), strict=True)
    assert str(caught.value) == f"{tmp_path / 'check_f.py'}: {sentence}"


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            '@pytest.mark.criterion("sum")\n',
            "\n",
            'check_f.py::test_sum names no criterion; write @pytest.mark.criterion("dx").',
        ),
        (
            'needs="written"',
            'needs="begun"',
            'check_f.py::test_shape: needs "begun", which is no criterion or gate of f.',
        ),
        (
            'criterion("sum")',
            "criterion()",
            'check_f.py::test_sum: write its marker as @pytest.mark.criterion("dx").',
        ),
    ],
)
def test_what_an_author_gets_wrong_in_public_checks(tmp_path, before, after, sentence):
    assert before in PUBLIC
    with pytest.raises(AssignmentError) as caught:
        public(tmp_path, PUBLIC.replace(before, after))
    assert str(caught.value) == sentence
