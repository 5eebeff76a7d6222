"""Hidden checks of torch_to_cs231n and cs231n_to_torch. Each judges one line of the table of conventions."""

import numpy as np
import pytest
from beyond_cases import expect_dict, expect_key, expect_number, signed

from autograder.checks import CheckFailure, expect_close, expect_raises, names_in_words, same_bits, say

HERE, THERE = "torch_to_cs231n", "cs231n_to_torch"

N = 5  # small: the factor of the two variances is 1.25


def layer(rng):
    """The arrays of a layer, and numbers that no library has as its default."""
    return {
        "scale": signed(rng, 4),
        "shift": signed(rng, 4) + 3.0,  # apart from the scale, if the two change places
        "running_mean": rng.normal(scale=3.0, size=4),
        "running_var": rng.uniform(1.0, 9.0, size=4),
        "momentum": 0.3,
        "eps": 2e-3,
    }


def torch_layer(rng, **changed):
    """A layer as PyTorch keeps it."""
    found = layer(rng)
    state = {"weight": found.pop("scale"), "bias": found.pop("shift"), **found, "num_batches_tracked": 40}
    return state | changed


def course_layer(rng, *absent):
    """A layer as this course keeps it, without the keys that are said to be absent."""
    found = layer(rng)
    param = {"gamma": found.pop("scale"), "beta": found.pop("shift"), **found}
    return {key: value for key, value in param.items() if key not in absent}


def translated(functions, name, given):
    """What a function makes of a layer."""
    return functions.fetch(getattr(functions, name)(given, N))[0]


def expect_arrays(student, reference, name, given, keys):
    """Demand the reference's arrays under these keys."""
    got, expected = translated(student, name, given), translated(reference, name, given)
    for key in keys:
        expect_close(expect_key(got, key, what=name), expected[key], what=key)


def expect_left_alone(student, name, given):
    """Demand that the given dictionary and its arrays stay as they are."""
    state = student.new(given)
    result = getattr(student, name)(state, N)
    _, after = student.fetch(result, state)
    for key, before in given.items():
        now = after.get(key) if isinstance(after, dict) else None
        if not same_bits(now, before):
            raise CheckFailure(
                say("{key} of the given dictionary was changed by {name}.", key=key, name=name), kind="state"
            )
    if len(after) != len(given):
        raise CheckFailure(
            say("The given dictionary gained keys in {name}; return a new one.", name=name), kind="state"
        )


@pytest.mark.exercise(HERE)
@pytest.mark.points(1, criterion="scale, shift, mean and eps")
def test_plain_values_here(student, reference, rng):
    """gamma, beta, running_mean and eps are taken over as they are."""
    given = torch_layer(rng)
    expect_arrays(student, reference, HERE, given, ("gamma", "beta", "running_mean"))
    expect_number(expect_key(translated(student, HERE, given), "eps", what=HERE), given["eps"], what="eps")


@pytest.mark.exercise(HERE)
@pytest.mark.points(1, criterion="running variance")
def test_variance_here(student, reference, rng):
    """The recorded variance is that with 1/N."""
    expect_arrays(student, reference, HERE, torch_layer(rng), ("running_var",))


@pytest.mark.exercise(HERE)
@pytest.mark.points(1, criterion="momentum")
def test_momentum_here(student, rng):
    """momentum is the weight of the old value."""
    got = expect_key(translated(student, HERE, torch_layer(rng)), "momentum", what=HERE)
    expect_number(got, 0.7, what="momentum")


@pytest.mark.exercise(HERE)
@pytest.mark.gate("translates")
def test_translates_here(student, rng):
    """What comes back holds the scale under its new name."""
    _expect_new_name(student, HERE, torch_layer(rng), "gamma")


@pytest.mark.exercise(HERE)
@pytest.mark.points(1, criterion="plain average", needs="translates")
def test_plain_average(student, rng):
    """momentum=None raises ValueError: a plain average has no constant momentum."""
    call = getattr(student, HERE)(torch_layer(rng, momentum=None), N)
    expect_raises(student, call, "ValueError", when="momentum=None")


@pytest.mark.exercise(HERE)
@pytest.mark.points(1, criterion="state left alone", needs="translates")
def test_left_alone_here(student, rng):
    """The given dictionary and its arrays stay as they are."""
    expect_left_alone(student, HERE, torch_layer(rng))


@pytest.mark.exercise(THERE)
@pytest.mark.points(1, criterion="scale, shift and mean")
def test_plain_values_there(student, reference, rng):
    """weight, bias and running_mean are taken over as they are."""
    expect_arrays(student, reference, THERE, course_layer(rng), ("weight", "bias", "running_mean"))


@pytest.mark.exercise(THERE)
@pytest.mark.points(1, criterion="running variance")
def test_variance_there(student, reference, rng):
    """The recorded variance is that with 1/(N - 1)."""
    expect_arrays(student, reference, THERE, course_layer(rng), ("running_var",))


@pytest.mark.exercise(THERE)
@pytest.mark.points(1, criterion="momentum")
def test_momentum_there(student, rng):
    """momentum is the weight of the batch."""
    got = expect_key(translated(student, THERE, course_layer(rng)), "momentum", what=THERE)
    expect_number(got, 0.7, what="momentum")


@pytest.mark.exercise(THERE)
@pytest.mark.gate("translates")
def test_translates_there(student, rng):
    """What comes back holds the scale under its new name."""
    _expect_new_name(student, THERE, course_layer(rng), "weight")


@pytest.mark.exercise(THERE)
@pytest.mark.points(1, criterion="keys and defaults", needs="translates")
def test_keys(student, rng):
    """eps is taken over, num_batches_tracked is 0, absent settings have our defaults, no other key is there."""
    given = course_layer(rng)
    got = expect_dict(translated(student, THERE, given), what=THERE)
    expect_number(expect_key(got, "eps", what=THERE), given["eps"], what="eps")
    expect_number(expect_key(got, "num_batches_tracked", what=THERE), 0, what="num_batches_tracked")
    extra = sorted(set(map(str, got)) - set(torch_layer(rng)))
    if extra:
        text = say("PyTorch does not know {keys}: its layer has no such key.", keys=names_in_words(extra))
        raise CheckFailure(text, kind="state")


@pytest.mark.exercise(THERE)
@pytest.mark.criterion("keys and defaults")
def test_defaults(student, rng):
    """Absent, our momentum is 0.9 and eps is 1e-5."""
    bare = course_layer(rng, "momentum", "eps")
    got = translated(student, THERE, bare)
    full = expect_dict(translated(student, THERE, bare | {"momentum": 0.9, "eps": 1e-5}), what=THERE)
    for key in ("momentum", "eps"):  # what becomes of a given value is judged elsewhere
        said = full.get(key)
        if isinstance(said, int | float | np.ndarray) and np.size(said) == 1:
            expect_number(expect_key(got, key, what=THERE), float(np.asarray(said).reshape(())), what=key)


@pytest.mark.exercise(THERE)
@pytest.mark.points(1, criterion="param left alone", needs="translates")
def test_left_alone_there(student, rng):
    """The given dictionary and its arrays stay as they are."""
    expect_left_alone(student, THERE, course_layer(rng))


def _expect_new_name(student, name, given, key):
    got = translated(student, name, given)
    if not isinstance(got, dict) or not isinstance(got.get(key), np.ndarray):
        raise CheckFailure(
            say(
                'Judged once {name} returns a dictionary with an array under the key "{key}".',
                name=name,
                key=key,
            )
        )
