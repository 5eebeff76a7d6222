"""What a hidden check repeats of a submission, and what it does not, word for word."""

import numpy as np
import pytest

from autograder.marking.comparison import expect_close, shape_in_words
from autograder.marking.demands import fetch_with_types, names_in_words
from autograder.marking.discretion import MOST_LINES, Discretion, keys_of, lines_of, sparing, words_of
from autograder.marking.subject import Subject
from autograder.marking.verdict import CheckFailure, sentence
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import Failure, Opaque
from autograder.sentences import say

CHUNKS = [("cell 2", "import numpy as np"), ("cell 5", "\n\ndef f(x):\n    return x + 1")]

HERE = Discretion(
    frozenset({"f", "running_mean", "W1", "float32"}), chunks=CHUNKS, modules={"beside": "y = 2\n"}
)


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (Failure("raised", "ValueError", "0.123"), "f raised ValueError."),
        (Failure("raised", "E0x123"), "f raised an exception of its own type."),
        (Failure("raised", "KeyError", "'running_mean'"), "f raised KeyError: 'running_mean'."),
        (Failure("raised", "KeyError", "'W3'"), "f raised KeyError: 'W3'."),
        (Failure("raised", "KeyError", "'W33'"), "f raised KeyError."),
        (
            Failure("raised", "ZeroDivisionError", "division by zero"),
            "f raised ZeroDivisionError: division by zero.",
        ),
        (
            Failure(
                "raised", "ValueError", "operands could not be broadcast together with shapes (7,5) (5,7) "
            ),
            "f raised ValueError: operands could not be broadcast together with shapes (7,5) (5,7).",
        ),
        (
            Failure("raised", "ValueError", "shapes (7,5) and (7,) not aligned: 5 (dim 1) != 7 (dim 0)"),
            "f raised ValueError: shapes (7,5) and (7,) not aligned.",
        ),
        (
            Failure(
                "raised", "ValueError", "operands could not be broadcast together with shapes (7,5123) (5,7) "
            ),
            "f raised ValueError.",
        ),
        (
            Failure("raised", "LinAlgError", "Singular matrix", "cell 5, line 4", "forged"),
            "f raised LinAlgError: Singular matrix (cell 5, line 4: return x + 1).",
        ),
        (
            Failure("raised", "TypeError", "", "beside.py, line 1", ""),
            "f raised TypeError (beside.py, line 1: y = 2).",
        ),
        (Failure("raised", "TypeError", "", "cell 5, line 99", "forged"), "f raised TypeError."),
        (Failure("raised", "TypeError", "", "cell 6, line 1", "forged"), "f raised TypeError."),
        (Failure("raised", "TypeError", "", "cell 5, line -1", "forged"), "f raised TypeError."),
        (Failure("raised", "TypeError", "", "cell 5, line 1", "forged"), "f raised TypeError."),
        (Failure("raised", "SyntaxError", "0.123"), "f cannot be read by Python."),
        (Failure("raised", "SyntaxError", "invalid syntax"), "f cannot be read by Python: invalid syntax."),
        (Failure("stub", "NotImplementedError", "write this part of g"), "f is not written yet."),
        (Failure("missing", message="hidden"), "f is not defined in your notebook."),
        (Failure("count", "tuple", "12"), "f returned 12 values; the contract asks for 2 values."),
        (Failure("count", "tuple", "123"), "f returned 100 or more values; the contract asks for 2 values."),
        (Failure("count", "T0x123", "1"), "f returned one object; the contract asks for 2 values."),
        (
            Failure("memory", "M", "0.123", "cell 5, line 4", "forged"),
            "f needed more memory than it may use (cell 5, line 4: return x + 1).",
        ),
    ],
)
def test_a_failure(failure, said):
    assert str(sentence(HERE.admit(failure), function="f", wanted=2)) == said


def test_values_keep_their_numbers_and_lose_their_texts():
    array = np.ones(3)
    given = {"running_mean": array, "spy": 1, 0.123: 2, "third": 3, "W2": ["text", "running_mean", None, True]}
    assert HERE.admit((given, Opaque("T0x123"), Opaque("array of str96"), Opaque("list"))) == (
        {
            "running_mean": array,
            "a key of your own": 1,
            "another key of your own": 2,
            "W2": [Opaque("str"), "running_mean", None, True],
        },
        Opaque("object"),
        Opaque("array of str"),
        Opaque("list"),
    )


def test_what_a_check_looks_for_stays_under_its_key():
    """Else right work would lose points: the check would not find what is there."""
    here = Discretion(
        frozenset({"beta"}), keys=keys_of(['for key in ("running_mean", "W1"): expect(state[key])'])
    )
    given = {"running_mean": 1, "W1": 2, "beta": 3, "other": 4}
    assert here.admit(given) == {"running_mean": 1, "W1": 2, "beta": 3, "a key of your own": 4}


def test_no_line_is_quoted_where_there_are_too_many():
    many = [("cell 1", "\n\n".join(["x = 1"] * MOST_LINES))]
    assert len(lines_of(many, {})["cell 1"]) == 2 * MOST_LINES - 1
    assert lines_of(many, {"beside": "y = 2"}) == {}


def test_pieces_of_one_cell_are_quoted_from_their_own_lines():
    assert lines_of([("cell 1", "a = 1"), ("cell 1", "\n\nb = 2")], {}) == {"cell 1": ("a = 1", "", "b = 2")}


def test_warnings():
    lines = [
        "cell 5, line 4: RuntimeWarning: divide by zero encountered in log",
        "cell 5, line 4: RuntimeWarning: a secret encountered in log",
        "cell 5, line 4: RuntimeWarning: overflow encountered in secret",
        "cell 5, line 9: RuntimeWarning: overflow encountered in exp",
        "cell 5, line 3: RuntimeWarning: overflow encountered in exp",
        "cell 5, line 4: RuntimeWarning: invalid value encountered in sqrt",
    ]
    assert HERE.shown_warnings(lines) == (lines[0], lines[4])


def wrong(got, expected):
    with pytest.raises(CheckFailure) as failure:
        expect_close(np.array(got), np.array(expected), what="dx")
    return str(sparing(failure.value.said))


def test_numbers_have_three_digits():
    assert wrong([1.0, 0.123456789], [1.0, 0.987654321]) == (
        "dx has wrong values: 1 of 2 entries is off. The worst is dx[1]: got 0.123, expected 0.988, 86,000"
        " times the tolerance."
    )
    assert wrong([1.00012], [1.00023]) == (
        "dx has wrong values: 1 of 1 entries is off. The worst is dx[0]: got 1, expected 1, 11 times the"
        " tolerance. In these digits the two agree."
    )
    assert str(sparing(say("{n} of {m}, {x:g}", n=9999, m=123456, x=-1234.5))) == "9999 of 123000, -1230"


def test_shapes_and_names_are_short():
    assert shape_in_words(()) == "()"
    assert shape_in_words((7,)) == "(7,)"
    assert shape_in_words((7, 999)) == "(7, 999)"
    assert shape_in_words((1, 2, 3, 4, 5)) == "(1, 2, 3, 4, ...)"
    assert str(shape_in_words((2**40, 0))) == "(1000 or more, 0)"
    assert str(shape_in_words((2**40,))) == "(1000 or more,)"
    assert str(shape_in_words((1, 2, 3, 4000, 5))) == "(1, 2, 3, 1000 or more, ...)"
    assert str(names_in_words(["a", "b"])) == "a, b"
    assert str(names_in_words(["a", "b", "c", "d"])) == "a, b and 2 more"


SOURCE = """# %% [markdown]
# Prose is none.

# %%
def f(x, *, eps):
    '''An array (N, D).'''
    ### BEGIN SOLUTION
    secret = x + 1
    ### END SOLUTION
    raise ValueError('no "such" mode')
    return {"mean": x.flat}
"""


def test_the_words_of_an_assignment():
    words = words_of(SOURCE)
    assert words >= {"f", "x", "eps", "array", "mean", "flat", 'no "such" mode', "float32"}
    assert words.isdisjoint({"secret", "Prose"})
    assert not any("\n" in word or len(word) > 80 for word in words)


TYPES = """
import numpy as np
class Spy:
    class dtype:
        name = "secret"
def f(x): return x.astype(np.float16), 3.0, Spy()
"""


def test_the_type_of_numbers_is_a_question_of_its_own():
    student = Subject(LocalSession([("cell 1", TYPES)]), HERE)
    half, number, spy = student.f(np.ones(2)).take(3)
    found = fetch_with_types(student, half, number, spy)
    assert found[0][0].dtype == np.float64
    assert [name for _, name in found] == ["", "", ""]  # float16 is no word of this assignment
    student = Subject(LocalSession([("cell 1", TYPES)]))
    found = fetch_with_types(student, *student.f(np.ones(2)).take(3))
    assert [name for _, name in found] == ["float16", "", ""]


def test_a_value_that_is_not_there_has_no_type():
    student = Subject(LocalSession([("cell 1", TYPES)]))
    with pytest.raises(CheckFailure, match="f raised AttributeError"):
        fetch_with_types(student, student.f(1.0))


def test_what_a_check_fetched_stays_as_it_was_given():
    student = Subject(LocalSession([("cell 1", 'def f(): raise KeyError("secret")')]), HERE)
    (got,) = student.try_fetch(student.f())
    assert (got.message, student.fetched[0].message) == ("", "'secret'")


def test_answers_alone_decide_where_the_quoted_line_is_the_one_that_was_told():
    chunks = [("cell 5", "def f():\n    raise KeyError(3)")]
    for lines, alone in ((chunks, True), ([("cell 5", "def f():\n    raise KeyError(4)")], False), ([], False)):
        student = Subject(LocalSession(chunks), Discretion(HERE.words, chunks=lines))
        student.try_fetch(student.f())
        assert student.answers_decide is alone
