"""Hidden checks that all four forward passes share. The comment at a value says which mistake it reveals."""

from dataclasses import replace

import numpy as np
import pytest
from normalizers_cases import (
    GROUP,
    LARGE,
    LAYER,
    NORMS,
    RMS,
    SPATIAL,
    TINY,
    expect_kept_axes_gone,
    forward,
    narrow,
    wide,
    without_spread,
)
from normalizers_credit import check_normalises, lost_digits
from normalizers_laws import broken_law_of_output, broken_limit, precision_of_x

from autograder.checks import (
    NOTHING,
    CheckFailure,
    Failure,
    expect_close,
    expect_inputs_left_alone,
    fetch_with_types,
    names_in_words,
    remarking,
    rounded_in_words,
    say,
    say_all,
    truth_values,
)


def each(mark, norms=NORMS):
    """A check that is asked of several normalizers; `mark` gives the marker for each."""
    marked = [pytest.mark.exercise(norm.forward) for norm in norms]
    cases = zip(norms, marked, strict=True)
    return pytest.mark.parametrize(
        "norm", [pytest.param(norm, marks=[own, mark(norm)], id=norm.name) for norm, own in cases]
    )


def one_point(criterion, **declared):
    """One point in each exercise."""
    return lambda norm: pytest.mark.points(1, criterion=criterion, **declared)


def further(criterion):
    """One more check of a criterion that stands already."""
    return lambda norm: pytest.mark.criterion(criterion)


OUTPUT_POINTS = {LAYER: 4, RMS: 3, SPATIAL: 3, GROUP: 4}


def compare(student, reference, case, *, when="", **param):
    """Demand the reference's output for a case."""
    (got,) = student.fetch(forward(student, case, **param)[0])
    (expected,) = reference.fetch(forward(reference, case, **param)[0])
    expect_close(got, expected, what="out", scale=case.output_scale, when=when)


def half_precision_first(student, case):
    """The first law that the output breaks, as a sentence; before it, that x is rounded to half precision.

    Half precision ends at 65504. A square beyond it leaves nothing of the output, and the laws do not say why.
    """
    law = broken_law_of_output(student, case)
    precision = precision_of_x(student, case)
    rounded = rounded_in_words(precision) if precision == "float16" else NOTHING
    return say_all([rounded, law])


@each(lambda norm: pytest.mark.points(OUTPUT_POINTS[norm], criterion="output"))
@pytest.mark.parametrize("square", [False, True], ids=["", "square"])  # square: a wrong axis fits by shape
def test_output(student, reference, rng, norm, square):
    """The output has the right values: the right numbers share a mean, and gamma and beta follow."""
    case = wide(rng, norm, norm.square if square else norm.shape)
    # Running averages far from the batch's: normalising with them in training shows.
    call = {"eps": TINY, **case.running}
    (got,) = student.fetch(forward(student, case, **call)[0])
    (expected,) = reference.fetch(forward(reference, case, **call)[0])

    def remark():
        return (
            truth_values(student, "out", forward(student, case, **call)[0])
            or lost_digits(student, case, got, expected)
            or half_precision_first(student, case)
        )

    with remarking(remark):
        expect_close(got, expected, what="out", scale=case.output_scale)


@each(further("output"), [GROUP])
def test_output_of_three_groups(student, reference, rng, norm):
    """Groups of two channels: with two groups of three, a group's number and its size could change places."""
    compare(student, reference, wide(rng, norm, groups=3), eps=TINY, when="with G = 3")


@each(lambda norm: pytest.mark.gate("normalises"))
def test_normalises(student, reference, rng, norm):
    """The output depends on x through a mean or a spread."""
    check_normalises(student, reference, rng, norm)


@each(one_point("eps", needs="output"), [LAYER, RMS, GROUP])
def test_eps(student, reference, rng, norm):
    """eps stands inside the root, and is 1e-5 unless given."""
    compare(student, reference, narrow(rng, norm), eps=LARGE, when="at eps = 0.3")


@each(one_point("eps", needs=("output", "test output")), [SPATIAL])
@pytest.mark.parametrize("mode", ["train", "test"])
def test_eps_in_both_modes(student, reference, rng, norm, mode):
    """eps stands inside the root in both modes, and is 1e-5 unless given."""
    case = narrow(rng, norm)
    compare(
        student,
        reference,
        case,
        mode=mode,
        eps=LARGE,
        **case.running,
        when=say("in {mode} mode at eps = 0.3", mode=mode),
    )


@each(further("eps"))
def test_default_eps(student, reference, rng, norm):
    """Without eps in the dictionary, which may be empty, it is 1e-5."""
    case = narrow(rng, norm)
    case = replace(case, x=3e-3 * case.x)  # variances about 1e-5: the default itself shows
    compare(student, reference, case, when="with the default eps")


@each(further("eps"))
def test_no_spread(student, reference, rng, norm):
    """Numbers that are all alike come out as beta; in RMSNorm, a row of zeros as zeros."""
    case = without_spread(narrow(rng, norm))
    compare(student, reference, case, eps=1e-5, when="where all numbers that share a mean are equal")


@each(one_point("mode is ignored", needs="output"), [LAYER])
@pytest.mark.parametrize("mode", ["train", "test"])
def test_mode_is_ignored(student, reference, rng, norm, mode):
    """A mode in ln_param changes nothing: training and use are the same."""
    case = wide(rng, norm)
    settings = student.new({"mode": mode, "eps": TINY})
    # Two calls: what the first one stores shows in the second.
    points = (case.x[::-1] + 1.0, case.x)
    outs = [student.layernorm_forward(x, case.gamma, case.beta, settings)[0] for x in points]
    _, got = student.fetch(*outs)
    (expected,) = reference.fetch(forward(reference, case, eps=TINY)[0])
    expect_close(
        got,
        expected,
        what="out",
        scale=case.output_scale,
        when=say('with mode = "{mode}" in ln_param', mode=mode),
    )


@each(one_point("one group and C groups", needs="output"), [GROUP])
@pytest.mark.parametrize("groups", [1, 6])
def test_one_group_and_c_groups(student, reference, rng, norm, groups):
    """G = 1 gives layer norm of each image, G = C instance norm."""
    case = wide(rng, norm, groups=groups)
    with remarking(lambda: broken_limit(groups, 6)):
        compare(student, reference, case, eps=TINY, when=say("with G = {groups} and C = 6", groups=groups))


@each(one_point("shapes", needs="normalises"), [LAYER, RMS, GROUP])
def test_shapes(student, rng, norm):
    """The output has the shape of x."""
    case = wide(rng, norm)
    (out,) = student.fetch(forward(student, case, eps=TINY)[0])
    expect_kept_axes_gone((out, case.x.shape, "out"))


@each(one_point("inputs left alone", needs="normalises"))
def test_inputs_left_alone(student, rng, norm):
    """The arrays that were passed hold the same numbers after the call."""
    case = wide(rng, norm)

    def call(*given):
        named = dict(zip(case.arguments, given, strict=True))
        return forward(student, case, given=named, eps=TINY, **case.running)[0]

    expect_inputs_left_alone(student, case.arguments, call)


@each(one_point("two return values", needs="normalises"))
def test_two_return_values(student, rng, norm):
    """The function returns exactly two values, out and cache."""
    case = wide(rng, norm)
    mode = {"mode": "train"} if norm.keeps_averages else {}
    groups = () if case.groups is None else (case.groups,)
    settings = student.new({**mode, "eps": TINY})
    call = getattr(student, norm.forward)(*case.arguments.values(), *groups, settings)
    (got,) = student.try_fetch(call.unpack(2)[0])
    if isinstance(got, Failure) and got.kind == "count":  # what does not run is charged where it is judged
        raise student.failure(got)


@each(lambda norm: pytest.mark.advice("large offsets", needs="output"), [LAYER, SPATIAL, GROUP])
def test_large_offset(student, reference, rng, norm):
    """The variance survives an offset of a million."""
    case = wide(rng, norm)
    case = replace(case, x=case.x + 1e6)
    (got,) = student.fetch(forward(student, case, eps=TINY)[0])
    (expected,) = reference.fetch(forward(reference, case, eps=TINY)[0])
    try:
        expect_close(got, expected, what="out", tolerance=1e-6, scale=case.output_scale)
    except CheckFailure as failure:
        raise CheckFailure(
            say(
                "{forward} loses digits when the mean is a million times the spread: single"
                " precision or a variance taken as the difference of two large numbers does that. This costs no"
                " points.",
                forward=norm.forward,
            )
        ) from failure


@each(lambda norm: pytest.mark.advice("single precision", needs="output"))
def test_single_precision(student, rng, norm):
    """float32 in gives float32 out."""
    case = wide(rng, norm)
    single = {name: np.float32(value) for name, value in case.arguments.items()}
    out = forward(student, case, given=single)[0]
    ((got, dtype),) = fetch_with_types(student, out)
    if isinstance(got, np.ndarray) and dtype != "float32":
        raise CheckFailure(
            say(
                "{forward} gives {dtype} for float32 inputs; the contract would like the type of x."
                " This costs no points.",
                forward=norm.forward,
                dtype=dtype or say("something else"),
            )
        )


@each(lambda norm: pytest.mark.advice("new keys", needs="output"))
def test_new_keys(student, rng, norm):
    """The dictionary of settings gains no keys beside the running averages of batch norm."""
    out, _, settings = forward(student, wide(rng, norm), eps=TINY)
    _, after = student.fetch(out, settings)
    known = {"eps", "mode", "running_mean", "running_var"} if norm.keeps_averages else {"eps"}
    extra = sorted(set(map(str, after)) - known) if isinstance(after, dict) else []
    if extra:
        text = say(
            "{function} writes {keys} into the dictionary of its caller, which should stay as it is. This costs"
            " no points.",
            function=norm.forward,
            keys=names_in_words(extra),
        )
        raise CheckFailure(text)
