"""How criteria end: passed, carried, failed, blocked, error; and what a failing check may be named."""

import textwrap

import numpy as np
import pytest

from autograder.assignment import Assignment, Exercise
from autograder.marking.diagnosis import Diagnosis, agree
from autograder.marking.judging import judge, runner
from autograder.marking.mistakes import Mistake
from autograder.marking.rubric import collect
from autograder.report import Outcome
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import Failure
from autograder.sentences import say

CHECKS = '''
    import pytest
    from autograder.checks import CarriedCredit, CheckFailure, expect_close

    pytestmark = pytest.mark.exercise("double")

    @pytest.mark.points(2, criterion="value")
    @pytest.mark.parametrize("sign", [1, -1])
    def test_value(student, reference, rng, sign):
        """double doubles."""
        x = sign * rng.uniform(1, 2, size=3)
        (got,) = student.fetch(student.double(x))
        (expected,) = reference.fetch(reference.double(x))
        expect_close(got, expected, what="the result")

    @pytest.mark.gate("alive")
    def test_alive(student, rng):
        """double depends on its argument."""
        one, two = student.fetch(student.double(1.0), student.double(2.0))
        if one == two:
            raise CheckFailure("Judged once double depends on its argument.")

    @pytest.mark.points(1, criterion="zero", needs="alive")
    def test_zero(student):
        """double keeps zero."""
        (got,) = student.fetch(student.double(0.0))
        if got != 0.0:
            raise CheckFailure("double(0) should be 0.")

    @pytest.mark.points(1, criterion="exact", needs="value")
    def test_exact(student):
        """double is exact."""
        student.fetch(student.double(0.5))

    @pytest.mark.points(3, criterion="half")
    def test_half(student):
        """half of the points for half of the value."""
        (got,) = student.fetch(student.double(1.0))
        if got == 1.0:
            raise CarriedCredit("half of it", share=0.5)
        if got == -1.0:
            raise ZeroDivisionError("a mistake in the check")

    @pytest.mark.advice("integers", needs="value")
    def test_integers(student):
        """integers stay integers."""
        (got,) = student.fetch(student.double(1))
        if not isinstance(got, int):
            raise CheckFailure("double(1) is no integer. This costs nothing.")
'''

OTHER = '''
    import pytest

    pytestmark = pytest.mark.exercise("use")

    @pytest.mark.points(1, criterion="works")
    def test_works(student):
        """use works."""
        student.fetch(student.use(student.double(1.0)))
'''

RIGHT = "def double(x): return 2 * x\ndef use(x): return x\n"
FUNCTIONS = {"double": ("double",), "use": ("use",)}


@pytest.fixture(scope="module")
def rubric(tmp_path_factory):
    folder = tmp_path_factory.mktemp("judging")
    (folder / "check_1_double.py").write_text(textwrap.dedent(CHECKS))
    (folder / "check_2_use.py").write_text(textwrap.dedent(OTHER))
    exercises = tuple(Exercise(name, name, names) for name, names in FUNCTIONS.items())
    return collect(Assignment("a", folder, "A", 1, "", 5, exercises, ()))


def session(source):
    return LocalSession((("cell 1", source),))


def judged(rubric, source, *mistakes, unwritten=None):
    reference = session(RIGHT)
    diagnosis = Diagnosis(
        {one.id: (one, session(RIGHT + one.source)) for one in mistakes}, reference, seed=0, rubric=rubric
    )
    run = runner(
        session(source), reference, seed=0, functions=FUNCTIONS, unwritten=unwritten or {}, diagnose=diagnosis
    )
    return judge(rubric, run)


def rows(judgement):
    return {row.name: (row.outcome.value, row.earned) for row in judgement.criteria}


def messages(judgement):
    return {row.name: row.message for row in judgement.criteria}


def mistake(name, source):
    return Mistake(name, f"one writes {name}", f"hint of {name}", (), ("double",), source)


def test_right_work(rubric):
    found = judged(rubric, RIGHT)
    assert set(rows(found).values()) == {("passed", 2), ("passed", 1), ("passed", 3)}
    assert found.warnings == ()


def test_wrong_values_block_what_needs_them_and_nothing_else(rubric):
    found = judged(rubric, "def double(x): return 3 * x\ndef use(x): return x\n")
    assert rows(found) == {
        "value": ("failed", 0),
        "zero": ("passed", 1),
        "exact": ("blocked", 0),
        "half": ("passed", 3),
        "works": ("passed", 1),
    }
    assert messages(found)["exact"] == 'Judged once "value" is right.'


def test_a_gate_that_fails_speaks_for_itself(rubric):
    found = judged(rubric, "def double(x): return 0 * x\ndef use(x): return x\n")
    assert rows(found)["zero"] == ("blocked", 0)
    assert messages(found)["zero"] == "Judged once double depends on its argument."


def test_a_share_of_the_points(rubric):
    found = judged(rubric, "def double(x): return x\n")
    assert rows(found)["half"] == ("carried", 1.5)
    assert messages(found)["half"] == "half of it"


def test_a_mistake_in_a_check_is_ours(rubric):
    found = judged(rubric, "def double(x): return -x\n")
    assert rows(found)["half"] == ("error", 0)
    assert messages(found)["half"] == (
        "check_1_double.py::test_half could not be judged (ZeroDivisionError: a mistake in the check)."
    )


def test_another_exercise_is_blocked_and_not_charged(rubric):
    found = judged(rubric, "def double(x): raise ValueError('no')\ndef use(x): return x\n")
    assert rows(found)["works"] == ("blocked", 0)
    assert messages(found)["works"] == (
        "Judged once double runs. double raised ValueError: no"
        " (cell 1, line 1: def double(x): raise ValueError('no'))."
    )


def test_what_is_not_there_says_why(rubric):
    why = say("double stands in a cell that Python cannot read.")
    found = judged(rubric, "def use(x): return x\n", unwritten={"double": why})
    assert messages(found)["value"] == "double stands in a cell that Python cannot read."
    assert (
        messages(found)["works"] == "Judged once double runs. double stands in a cell that Python cannot read."
    )


def test_advice_costs_nothing(rubric):
    found = judged(rubric, "def double(x): return 2.0 * x\ndef use(x): return x\n")
    assert [str(warning) for warning in found.warnings] == ["double(1) is no integer. This costs nothing."]
    assert {row.outcome for row in found.criteria} == {Outcome.PASSED}


def test_an_exact_match_is_named(rubric):
    found = judged(rubric, "def double(x): return x * 3\n", mistake("triple", "def double(x): return 3 * x\n"))
    (value, *_) = found.criteria
    assert (value.mistake, str(value.hint)) == ("triple", "hint of triple")
    assert value.message.endswith(" This is exactly what comes out when one writes triple.")


def test_a_near_match_is_not_named(rubric):
    found = judged(
        rubric, "def double(x): return x * 3.00001\n", mistake("triple", "def double(x): return 3 * x\n")
    )
    assert found.criteria[0].mistake is None
    assert not found.criteria[0].hint


def test_two_that_fit_are_told_apart_by_other_checks(rubric):
    one = mistake("triple", "def double(x): return 3 * x\n")
    other = mistake(
        "triple-but-zero", "def double(x): return 3 * x if np.all(x) else 1.0\nimport numpy as np\n"
    )
    found = judged(rubric, "def double(x): return 3 * x\n", one, other)
    assert found.criteria[0].mistake == "triple"


def test_two_that_cannot_be_told_apart_are_both_said(rubric):
    one, other = (mistake(name, "def double(x): return 3 * x\n") for name in ("triple", "treble"))
    (value, *_) = judged(rubric, "def double(x): return x + 2 * x\n", one, other).criteria
    assert value.mistake == "triple+treble"
    assert value.message.endswith("when one writes triple, or when one writes treble.")
    assert str(value.hint) == "hint of triple hint of treble"


def unpacked(number, code):
    text = f"too many values to unpack (expected {number})"
    return Failure("raised", "ValueError", text, "cell 1, line 2", code)


def unbound(name, code):
    text = f"cannot access local variable '{name}' where it is not associated with a value"
    return Failure("raised", "UnboundLocalError", text, "cell 1, line 2", code)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-10]), True),
        (np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-8]), False),
        (np.array([1.0, np.nan]), np.array([1.0, np.nan]), True),
        (np.array([1.0, np.nan]), np.array([np.nan, 1.0]), False),
        (np.ones(2), np.ones((1, 2)), True),
        (np.ones(2), np.ones((2, 2)), False),
        (np.ones(2), np.ones(3), False),
        ({"a": np.ones(2)}, {"a": np.ones(2)}, True),
        ({"a": 1}, {"b": 1}, False),
        ((1, "x"), (1, "x"), True),
        ((1,), [1], False),
        (Failure("raised", "E", "m"), Failure("raised", "E", "m", "cell 1"), True),
        (Failure("raised", "E", "m"), Failure("raised", "E", "n"), False),
        (unpacked(2, "a, b = cache"), unpacked(3, "x, mean, std = cache  # three"), True),
        (unpacked(2, "a, b = cache"), unpacked(2, "a, b = x.shape"), False),
        (unpacked(2, ""), unpacked(3, ""), False),
        (unbound("std", "cache = (x, std)"), unbound("mean", "cache = {'mean': mean}"), True),
        (unbound("std", "cache = (x, std)"), unbound("mean", "out = x - mean"), False),
        (unbound("std", "return out, std"), unbound("mean", "return out, mean"), False),
        (unbound("cache", "return out, cache"), unbound("cache", "return y, cache"), True),
        (None, 0.0, False),
    ],
)
def test_agreement(one, other, same):
    assert agree(one, other) is same
