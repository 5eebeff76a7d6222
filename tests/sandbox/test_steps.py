"""The step language: what each operation does, and what its failures say."""

import numpy as np
import pytest

from autograder.sandbox.steps import Failure, Opaque, Ref, Step, execute, load, portable

NOTEBOOK = [
    (
        "cell 3",
        "\n\ndef pair(): return 1, 2\ndef stub(): raise NotImplementedError('later')\nbroken = undefined",
    )
]


def results(*steps):
    found = []
    execute(steps, found, load(NOTEBOOK))
    return found


def test_each_operation():
    found = results(
        Step("value", ({"a": [1]},)),
        Step("getitem", (Ref(0), "a")),
        Step("copy", (Ref(0),)),
        Step("setitem", (Ref(0), "a", 5)),
        Step("name", ("pair",)),
        Step("call", (Ref(4),)),
        Step("unpack", (Ref(5), 2)),
        Step("take", (Ref(5), 1)),
        Step("getattr", (Ref(4), "__name__")),
    )
    assert found[0] == {"a": 5}
    assert found[2] == {"a": [1]}
    assert found[5:] == [(1, 2), (1, 2), 1, 2, (1, 2), 1, "pair"]


@pytest.mark.parametrize(
    ("step", "failure"),
    [
        (Step("name", ("nothing",)), Failure("missing", message="nothing", step=1)),
        (Step("unpack", (Ref(0), 3)), Failure("count", "tuple", "2", step=1)),
        (Step("take", (Ref(0), 3)), Failure("count", "tuple", "2", step=1)),
        (Step("take", (7, 1)), Failure("count", "int", "1", step=1)),
        (
            Step("name", ("broken",)),
            Failure(
                "raised",
                "NameError",
                "name 'undefined' is not defined",
                "cell 3, line 5",
                "broken = undefined",
                1,
            ),
        ),
    ],
)
def test_failures(step, failure):
    assert results(Step("value", ((1, 2),)), step)[1:] == [failure] * step.width


def test_a_failure_goes_on_to_all_that_rest_on_it():
    found = results(Step("name", ("stub",)), Step("call", (Ref(0),)), Step("take", (Ref(1), 1)))
    assert found[1] == found[2]
    assert (found[1].kind, found[1].message, found[1].step) == ("stub", "later", 1)
    assert found[1].code == "def stub(): raise NotImplementedError('later')"


def test_a_later_definition_heals_an_earlier_failure():
    assert load([("a", "f = oops"), ("b", "f = 1")]).failed == {}


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ([1, (2.0, None)], [1, (2.0, None)]),
        ({True: 1, 2: "b"}, {True: 1, 2: "b"}),
        ({"k" * 600: 1}, Opaque("dict")),
        ({(1, 2): 3}, Opaque("dict")),
        (2**63, Opaque("int")),
        (-(2**63), -(2**63)),
        ("x" * 600, "x" * 500),
        ("\ud800", "?"),
        (np.array(["a"]), Opaque("array of str32")),
        (range(3), Opaque("range")),
        (len, Opaque("builtin_function_or_method")),
    ],
    ids=range(11),
)
def test_plain_forms(value, plain):
    assert portable(value) == plain


def test_too_much_is_opaque():
    assert isinstance(portable(list(range(20_000)))[-1], Opaque)


def test_arrays_arrive_in_the_machines_byte_order():
    plain = portable(np.arange(3, dtype=">f8"))
    assert plain.dtype.isnative
    assert plain.tolist() == [0, 1, 2]


def test_more_digits_than_are_judged_are_dropped():
    plain = portable(np.full((2, 3), np.longdouble(1) / 3))
    assert plain.dtype == np.float64
    assert plain.tolist() == [[1 / 3] * 3] * 2
