"""What may a check file import? All that it needs, from here and from nowhere else of this package.

    import pytest
    from autograder.checks import expect_close

    pytestmark = pytest.mark.exercise("f")

    @pytest.mark.points(2, criterion="values")
    def test_values(student, reference, rng):
        \"\"\"f doubles its argument.\"\"\"
        x = rng.normal(size=3)
        (got,) = student.fetch(student.f(x))
        (expected,) = reference.fetch(reference.f(x))
        expect_close(got, expected, what="f(x)")

Hidden checks, what they share, and the public checks of a handout are written against this module. What stands
behind it may move; these names stay. Each is explained where it is defined.

    an answer       expect_array, expect_shape, squeeze_to, expect_close, expect_entry, expect_responds
    with its type   fetch_with_types
    an exception    expect_raises
    arguments       expect_inputs_left_alone, expect_unchanged, expect_same_again
    a mix           mix, weights_in_words
    in a sentence   shape_in_words, names_in_words
    gradients       perturbations and gradient, numerical_gradient; points_along and slope_error
    lost digits     ROUNDED and rounded_in_words, truth_values, stored_in_half; counting_digits
    carried credit  carrying, credit_for, is_own_gradient, outputs_of; probes and statistics_share, nudged and
                    response_share
    an end          CheckFailure, CarriedCredit; remarking
    what is said    say, say_all, all_of, Sentence, NOTHING: words that somebody reads stand in them, so that
                    they can be said in another language
    comparing       VALUES, NUMERIC, EXACT; scaled_error, same_bits
    what is fetched Failure, Opaque; aside
    inputs          drawn_once
    types           Subject, Handle
"""

from autograder.marking.carried import (
    carrying,
    credit_for,
    is_own_gradient,
    nudged,
    outputs_of,
    probes,
    response_share,
    statistics_share,
)
from autograder.marking.comparison import (
    EXACT,
    NUMERIC,
    VALUES,
    expect_array,
    expect_close,
    expect_shape,
    same_bits,
    scaled_error,
    shape_in_words,
    squeeze_to,
)
from autograder.marking.demands import (
    ROUNDED,
    aside,
    counting_digits,
    expect_entry,
    expect_inputs_left_alone,
    expect_raises,
    expect_responds,
    expect_same_again,
    expect_unchanged,
    fetch_with_types,
    mix,
    names_in_words,
    remarking,
    rounded_in_words,
    stored_in_half,
    truth_values,
    weights_in_words,
)
from autograder.marking.inputs import drawn_once
from autograder.marking.numerical import gradient, numerical_gradient, perturbations, points_along, slope_error
from autograder.marking.subject import Handle, Subject
from autograder.marking.verdict import CarriedCredit, CheckFailure
from autograder.sandbox.steps import Failure, Opaque
from autograder.sentences import NOTHING, Sentence, all_of, say, say_all

__all__ = [
    "EXACT",
    "NOTHING",
    "NUMERIC",
    "ROUNDED",
    "VALUES",
    "CarriedCredit",
    "CheckFailure",
    "Failure",
    "Handle",
    "Opaque",
    "Sentence",
    "Subject",
    "all_of",
    "aside",
    "carrying",
    "counting_digits",
    "credit_for",
    "drawn_once",
    "expect_array",
    "expect_close",
    "expect_entry",
    "expect_inputs_left_alone",
    "expect_raises",
    "expect_responds",
    "expect_same_again",
    "expect_shape",
    "expect_unchanged",
    "fetch_with_types",
    "gradient",
    "is_own_gradient",
    "mix",
    "names_in_words",
    "nudged",
    "numerical_gradient",
    "outputs_of",
    "perturbations",
    "points_along",
    "probes",
    "remarking",
    "response_share",
    "rounded_in_words",
    "same_bits",
    "say",
    "say_all",
    "scaled_error",
    "shape_in_words",
    "slope_error",
    "squeeze_to",
    "statistics_share",
    "stored_in_half",
    "truth_values",
    "weights_in_words",
]
