"""Signatures recognise the same answer and no other, and nothing can be rebuilt from them."""

import json
import math
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.assignment import find_assignment
from autograder.marking.earlier import reference_chunks
from autograder.marking.mistakes import mistake_sessions
from autograder.marking.rubric import Check, Criterion, Rubric, collect, collect_public, worth_of
from autograder.marking.signatures import (
    MOST,
    Signatures,
    Signed,
    fits,
    fold,
    number_of_sums,
    parse_signatures,
    replay,
    sign,
    signature,
    weights,
    write,
)
from autograder.marking.verdict import CheckFailure
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import Failure, Opaque

ROOT = Path(__file__).resolve().parents[2]
BATCHNORM = find_assignment(ROOT, "batchnorm")
RELEASED = ROOT / "assignments/batchnorm/signatures.json"

X = np.arange(12.0).reshape(4, 3) - 5.5
STATE = {"mode": "train", "eps": 0.3, "running_mean": X[:, 0], "running_var": X[:, 1]}


def nearly(value, by):
    """A copy of an array with its last entry moved by `by` times its largest entry."""
    moved = np.array(value)
    moved[(-1,) * moved.ndim] += by * np.abs(moved).max()
    return moved


def test_an_answer_has_its_own_signature():
    assert fits((X, STATE), signature((X, STATE)))


def test_it_forgives_rounding_and_nothing_else():
    known = signature((X,))
    assert fits((nearly(X, 1e-13),), known)
    assert not fits((nearly(X, 1e-7),), known)
    assert fits((np.asfortranarray(X),), known)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param((X.T, STATE), id="another shape"),
        pytest.param((X[None], STATE), id="an axis more"),
        pytest.param((X,), id="a value less"),
        pytest.param((X, STATE, X), id="a value more"),
        pytest.param((list(X), STATE), id="a list"),
        pytest.param((None, STATE), id="nothing"),
        pytest.param((Opaque("Tensor"), STATE), id="an object"),
        pytest.param((X, STATE | {"eps": 0.1}), id="another number"),
        pytest.param((X, STATE | {"eps": "0.3"}), id="a text"),
        pytest.param((X, STATE | {"step": 1}), id="another key"),
        pytest.param((X, STATE | {"running_var": X[:, 2]}), id="another array inside"),
        pytest.param((X[::-1], STATE), id="another order"),
        pytest.param((2 * X, STATE), id="another scale"),
        pytest.param((np.where(X > 5, np.nan, X), STATE), id="not finite"),
        pytest.param((np.where(X > 5, 0.0, X), STATE), id="zero where it should not be"),
        pytest.param((np.full(X.shape, 1e308), STATE), id="huge"),
        pytest.param((Failure("raised", "ValueError", "no"), STATE), id="a failure"),
    ],
)
def test_another_answer_has_another(other):
    assert not fits(other, signature((X, STATE)))


def test_failures_differ_by_kind_type_and_text():
    known = signature((Failure("raised", "ValueError", "too many", "cell 1, line 2", "a, b = c", 3),))
    assert fits((Failure("raised", "ValueError", "too many", "cell 7, line 9", "p, q = r", 3),), known)
    assert not fits((Failure("raised", "ValueError", "too few"),), known)
    assert not fits((Failure("raised", "KeyError", "too many"),), known)


def test_a_failure_has_one_signature_in_all_pythons():
    """Since 3.14 Python says besides how many values came."""
    before, since = (f"too many values to unpack (expected 2{more})" for more in ("", ", got 3"))
    known = signature((Failure("raised", "ValueError", before),))
    assert fits((Failure("raised", "ValueError", since),), known)
    assert not fits((Failure("raised", "ValueError", since.replace("2", "4")),), known)
    with pytest.raises(ValueError, match="too many") as raised:
        _, _ = range(3)
    assert fits((Failure("raised", "ValueError", str(raised.value)),), known)


def test_entries_that_are_not_finite_count_by_their_place():
    holes = np.where(X > 0, np.nan, X)
    assert fits((holes,), signature((holes,)))
    assert not fits((np.where(X > 2, np.nan, X),), signature((holes,)))


@pytest.mark.parametrize("shape", [(), (1,), (2,), (1, 2)])
def test_what_is_too_small_for_a_sum_is_never_recognised(shape):
    value = np.ones(shape)
    assert not fits((value,), signature((value,)))
    assert not fits((X, value), signature((X, value)))


def test_an_empty_array_hides_nothing():
    assert fits((np.ones((0, 3)), X), signature((np.ones((0, 3)), X)))


@given(st.integers(1, 10_000))
def test_there_are_fewer_sums_than_half_the_entries(size):
    assert number_of_sums(size) < max(size / 2, 1)
    assert number_of_sums(size) <= MOST


def test_weights_follow_from_the_shape_alone():
    rows = weights((4, 3), 3)
    assert np.array_equal(rows[:2], weights((4, 3), 2))
    assert np.allclose(np.sum(rows**2, axis=1), 1.0, rtol=0.0, atol=1e-15)
    assert not np.allclose(rows.ravel()[:30], weights((5, 2), 3).ravel())
    # These digits are in every handout: if they change, no signature that was given out holds any longer.
    assert rows[0, :3] == pytest.approx([-0.23837544685, -0.23862550919, 0.0443734961415], rel=0.0, abs=1e-11)


def one_check(fetch):
    """A criterion with one check, which fetches what `fetch` asks for and then fails."""

    def function(student):
        student.fetch(*fetch(student))
        raise CheckFailure("wrong")

    check = Check("check_1.py::test_it", function, ("student",))
    return Criterion("value", "double", 1.0, "asks", (check,)), check


def test_two_mistakes_with_one_signature_are_said_together():
    criterion, check = one_check(lambda student: [student.double(X)])
    student = LocalSession((("cell 1", "def double(x): return 3 * x"),))
    fetched, failed = replay(student, criterion, check, seed=0)
    assert failed
    checks = {"double/value/check_1.py::test_it": signature(fetched)}
    pair = (Signed("a", "one trebles", "Count.", checks), Signed("b", "one adds x twice", "Count.", checks))
    named = Signatures(pair, Rubric((criterion,)), seed=0)(criterion, check, student, fetched)
    assert (named.id, str(named.hint)) == ("a+b", "Count.")
    assert str(named.name) == "one trebles, or when one adds x twice"
    assert Signatures((), Rubric((criterion,)), seed=0)(criterion, check, student, fetched) is None


SIGNED = (Signed("a", "one trebles", "Count.", {"double/value/one": signature((X, STATE))}),)


def test_what_is_written_is_read():
    assert parse_signatures(write(SIGNED)) == SIGNED
    assert parse_signatures(write(())) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "3",
        "null",
        "[1]",
        '{"a": 1}',
        "[{}]",
        write(SIGNED)[:-20],
        write(SIGNED).replace('"hint"', '"tip"'),
        write(SIGNED).replace('"checks": {', '"checks": [{').replace("}}}", "}}]}"),
        re.sub(r'"sums": \[.*?\]\]', '"sums": 3', write(SIGNED)),
        re.sub(r'"sums": \[.*?\]\]', '"sums": [["x"]]', write(SIGNED)),
    ],
)
def test_damage_is_a_value_error(text):
    with pytest.raises(ValueError, match=r"no signatures|Expecting|Extra data|could not convert|delimiter"):
        parse_signatures(text)


@pytest.fixture(scope="module")
def public():
    return collect_public(BATCHNORM.folder / "public", BATCHNORM.checked, worth_of(collect(BATCHNORM)))


@pytest.fixture(scope="module")
def mistakes():
    return mistake_sessions(BATCHNORM, reference_chunks(BATCHNORM))


def test_the_same_mistakes_give_the_same_bytes(public, mistakes):
    some = {name: mistakes[name] for name in sorted(mistakes)[::10]}
    released = {one.id: one for one in parse_signatures(RELEASED.read_text())}
    signed = sign(some, public, seed=0)
    assert write(signed) == write([released[one.id] for one in signed])


def test_the_file_holds_names_hints_and_few_numbers(public):
    known = {f"{row.exercise}/{row.name}/{check.name}" for row in public.rows for check in row.checks}
    for row in json.loads(RELEASED.read_text()):
        assert set(row) == {"id", "name", "hint", "checks"}
        assert re.fullmatch(r"\w+", row["id"])
        assert set(row["checks"]) <= known
        for kept in row["checks"].values():
            assert set(kept) == {"structure", "sums"}
            assert re.fullmatch(r"[0-9a-f]{16}", kept["structure"])
            assert all(0 < len(sums) <= MOST for sums in kept["sums"])
            assert all(type(number) is float for sums in kept["sums"] for number in sums)


@cache
def coefficients(shape):
    """How the sums of a run (K, *shape) depend on each entry, found by asking; (sums, K, entries of one)."""
    units = np.eye(math.prod(shape)).reshape(-1, *shape)
    asked = [signature(tuple(unit)).sums[0] for unit in units]
    return np.array(asked).T.reshape(-1, shape[0], math.prod(shape[1:]))


def test_nothing_can_be_rebuilt(public, mistakes):
    """All that is known of an array, wherever it came back, is a linear system of less than half its rank."""
    known = {}
    for mistake, session in mistakes.values():
        exercises = {key.split("/")[0] for key in mistake.loses}
        for row in public.rows:
            for check in row.checks if row.exercise in exercises else ():
                fetched, failed = replay(session, row, check, seed=0)
                for run in fold(fetched)[1] if failed else ():
                    for place, array in enumerate(run):
                        system = known.setdefault((array.shape, array.tobytes()), {})
                        system[run.shape, place] = coefficients(run.shape)[:, place]
    assert len(known) > 500
    for (shape, _), parts in known.items():
        rank = np.linalg.matrix_rank(np.vstack(list(parts.values())), tol=1e-6)
        assert rank < math.prod(shape) / 2
