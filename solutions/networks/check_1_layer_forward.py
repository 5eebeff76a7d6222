"""Hidden checks of affine_norm_relu_forward. The comment at a value says which mistake it reveals."""

import numpy as np
import pytest
from network_inputs import KINDS, LARGE, NORMS, named, said
from network_layers import draw_layer, forward, layer_share, param_of

from autograder.checks import CheckFailure, Failure, expect_close, expect_shape, expect_unchanged, say

pytestmark = pytest.mark.exercise("affine_norm_relu_forward")


def points(number, normalization):
    """The criterion of the outputs with one normalization."""
    criterion = f"out {named(normalization)}"
    return pytest.param(
        normalization, marks=pytest.mark.points(number, criterion=criterion), id=str(normalization)
    )


@pytest.mark.parametrize("normalization", [points(2, None), points(3, "batchnorm"), points(2, "layernorm")])
def test_out(student, reference, rng, normalization):
    """out is affine, then the normalization that was asked for, then ReLU."""
    layer = draw_layer(rng, normalization)
    (got,) = student.fetch(forward(student, layer)[0])
    (expected,) = reference.fetch(forward(reference, layer)[0])
    expect_close(got, expected, what="out", when=said(normalization))


@pytest.mark.gate("is a layer")
def test_is_a_layer(student, rng):
    """The output is that of a layer of some kind: x, the weights and the bias move it."""
    layer = draw_layer(rng, None)
    (got,) = student.try_fetch(forward(student, layer)[0])
    if isinstance(got, Failure):
        raise student.failure(got)
    if not layer_share(student, layer):
        raise CheckFailure("Judged once out depends on x, W and b.")


@pytest.mark.points(1, criterion="norm_param handed over", needs=("out with batchnorm", "out with layernorm"))
@pytest.mark.parametrize("normalization", NORMS)
def test_norm_param(student, reference, rng, normalization):
    """The settings in norm_param reach the normalization."""
    layer = draw_layer(rng, normalization)
    layer.W[...] *= 0.2  # variances about 0.3, so that eps = 0.3 shows where it arrives
    param = param_of(normalization, eps=LARGE)
    (got,) = student.fetch(forward(student, layer, student.new(param))[0])
    (expected,) = reference.fetch(forward(reference, layer, reference.new(param))[0])
    expect_close(got, expected, what="out", when=say("{network} at eps = 0.3", network=said(normalization)))


@pytest.mark.criterion("norm_param handed over")
def test_record(student, reference, rng):
    """The running averages of batch normalization are kept in the dictionary that was handed over."""
    layer = draw_layer(rng, "batchnorm")
    for functions in (student, reference):
        param = functions.new(param_of("batchnorm", momentum=0.7))
        out, _ = forward(functions, layer, param)
        (after,) = functions.fetch(param, after=[out])
        if functions is reference:
            expected = after
        else:
            got = after
    for key in ("running_mean", "running_var"):
        if not isinstance(got, dict) or key not in got:
            raise CheckFailure(
                say(
                    'norm_param has no "{key}" after a call in training mode; hand over this very dictionary.',
                    key=key,
                ),
                kind="state",
            )
        expect_close(got[key], expected[key], what=key, scale=np.abs(expected[key]).max())


@pytest.mark.criterion("norm_param handed over")
def test_test_mode(student, reference, rng):
    """In test mode, batch normalization uses the running averages in norm_param."""
    layer = draw_layer(rng, "batchnorm")
    running = {"running_mean": rng.normal(size=6), "running_var": rng.uniform(2.0, 9.0, size=6)}
    param = param_of("batchnorm", **running) | {"mode": "test"}
    (got,) = student.fetch(forward(student, layer, student.new(param))[0])
    (expected,) = reference.fetch(forward(reference, layer, reference.new(param))[0])
    expect_close(got, expected, what="out", when="with batchnorm in test mode")


@pytest.mark.points(1, criterion="inputs left alone", needs="is a layer")
@pytest.mark.parametrize("normalization", KINDS)
def test_inputs_left_alone(student, rng, normalization):
    """x, W, b, gamma and beta hold the same numbers after the call."""
    layer = draw_layer(rng, normalization)
    names = ["x", "W", "b", *(("gamma", "beta") if normalization else ())]
    given = {name: student.new(getattr(layer, name)) for name in names}
    param = student.new(param_of(normalization))
    student.affine_norm_relu_forward(
        given["x"], given["W"], given["b"], given.get("gamma"), given.get("beta"), normalization, param
    )
    expect_unchanged({name: getattr(layer, name) for name in names}, student.fetch(*given.values()))


@pytest.mark.points(1, criterion="two return values", needs="is a layer")
def test_two_return_values(student, rng):
    """The function returns exactly two values, out (N, M) and cache."""
    layer = draw_layer(rng, None)
    param = student.new(param_of(None))
    arguments = (layer.x, layer.W, layer.b, None, None, None, param)
    out, _ = student.affine_norm_relu_forward(*arguments).unpack(2)
    (got,) = student.fetch(out)
    expect_shape(got, layer.dout.shape, what="out")
