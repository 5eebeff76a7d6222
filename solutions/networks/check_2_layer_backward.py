"""Hidden checks of affine_norm_relu_backward. The comment at a value says which mistake it reveals."""

import numpy as np
import pytest
from network_inputs import KINDS, NORMS, said
from network_layers import backward, credit_for_own_forward, draw_layer, forward, gradient_scale, layer_share

from autograder.checks import (
    EXACT,
    NUMERIC,
    VALUES,
    CheckFailure,
    carrying,
    expect_close,
    expect_same_again,
    expect_shape,
    squeeze_to,
)

pytestmark = pytest.mark.exercise("affine_norm_relu_backward")


def expect_gradient(student, reference, layer, name, tolerance=VALUES):
    """Demand one gradient of the reference, or that of the own forward."""
    (got,) = student.fetch(backward(student, layer)[name])
    (expected,) = reference.fetch(backward(reference, layer)[name])
    scale = gradient_scale(layer, name, expected)
    with carrying(lambda: credit_for_own_forward(student, reference, layer, name, got)):
        expect_close(got, expected, what=name, scale=scale, tolerance=tolerance, when=said(layer.normalization))


@pytest.mark.points(3, criterion="dx")
@pytest.mark.parametrize("normalization", KINDS)
def test_dx(student, reference, rng, normalization):
    """dx is the gradient with respect to x, through all three steps."""
    expect_gradient(student, reference, draw_layer(rng, normalization), "dx")


@pytest.mark.points(2, criterion="dW")
@pytest.mark.parametrize("normalization", KINDS)
def test_dw(student, reference, rng, normalization):
    """dW is the gradient with respect to W."""
    expect_gradient(student, reference, draw_layer(rng, normalization), "dW")


@pytest.mark.points(1, criterion="db")
@pytest.mark.parametrize("normalization", KINDS)
def test_db(student, reference, rng, normalization):
    """db is the gradient with respect to b; before batch normalization it is zero."""
    expect_gradient(student, reference, draw_layer(rng, normalization), "db")


@pytest.mark.points(2, criterion="dgamma and dbeta")
@pytest.mark.parametrize("normalization", NORMS)
@pytest.mark.parametrize("name", ["dgamma", "dbeta"])
def test_of_norm(student, reference, rng, normalization, name):
    """dgamma and dbeta are the gradients with respect to gamma and beta."""
    expect_gradient(student, reference, draw_layer(rng, normalization), name)


@pytest.mark.gate("responds")
def test_responds(student, rng):
    """dx depends on dout, and the forward is that of a layer."""
    layer = draw_layer(rng, None)
    other = layer.dout[::-1] + 1.0
    _, cache = forward(student, layer)
    handles = [student.affine_norm_relu_backward(dout, cache).take(5)[0] for dout in (layer.dout, other)]
    one, two = (squeeze_to(value, layer.x.shape, what="dx") for value in student.fetch(*handles))
    if not np.abs(one - two).max() > NUMERIC or not layer_share(student, layer):
        raise CheckFailure("Judged once dx depends on dout, and out on x, W and b.")


@pytest.mark.points(1, criterion="five return values", needs="responds")
@pytest.mark.parametrize("normalization", KINDS)
def test_five_return_values(student, rng, normalization):
    """The function returns dx, dW, db, dgamma and dbeta, each with the shape of what it belongs to."""
    layer = draw_layer(rng, normalization)
    _, cache = forward(student, layer)
    values = student.affine_norm_relu_backward(layer.dout, cache).unpack(5)
    for (name, like), handle in zip(layer.inputs.items(), values, strict=False):
        (got,) = student.fetch(handle)
        expect_shape(got, like.shape, what=name)


@pytest.mark.points(1, criterion="inputs and cache left alone", needs="responds")
@pytest.mark.parametrize("normalization", KINDS)
def test_twice(student, rng, normalization):
    """dout and the cache stay as they are: a second call gives the same bits."""
    layer = draw_layer(rng, normalization)
    _, cache = forward(student, layer)
    names = tuple(layer.inputs)

    def call(dout):
        return student.affine_norm_relu_backward(dout, cache).take(5)[: len(names)]

    expect_same_again(student, layer.dout, names, call)


@pytest.mark.points(1, criterion="precision", needs=("dx", "dW"))
@pytest.mark.parametrize("name", ["dx", "dW"])
def test_precision(student, reference, rng, name):
    """dx and dW agree to nine digits: float64 throughout, by formula and not by differences."""
    expect_gradient(student, reference, draw_layer(rng, None), name, tolerance=EXACT)
