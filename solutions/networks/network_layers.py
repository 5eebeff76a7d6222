"""One hidden layer: its inputs, its calls, and credit for a gradient that is right for a wrong forward."""

from dataclasses import dataclass, replace

import numpy as np
from network_inputs import STEP, TINY, signed

from autograder.checks import (
    NOTHING,
    NUMERIC,
    VALUES,
    CarriedCredit,
    aside,
    is_own_gradient,
    outputs_of,
    say,
    scaled_error,
)


@dataclass(frozen=True)
class Layer:
    """x (N, D), W (D, M), b, gamma, beta (M,), dout (N, M)."""

    x: np.ndarray
    W: np.ndarray
    b: np.ndarray
    gamma: np.ndarray
    beta: np.ndarray
    dout: np.ndarray
    normalization: str | None = None

    @property
    def inputs(self):
        """The five arrays that have a gradient, by the name of their gradient."""
        norms = {"dgamma": self.gamma, "dbeta": self.beta} if self.normalization else {}
        return {"dx": self.x, "dW": self.W, "db": self.b, **norms}


def draw_layer(rng, normalization, rows=10, inputs=8, outputs=6):
    """A layer whose affine outputs have deviations of 2 to 4."""
    return Layer(
        x=rng.normal(size=(rows, inputs)) + rng.normal(size=inputs),
        W=rng.normal(size=(inputs, outputs)) * rng.uniform(0.8, 1.4, size=outputs),
        b=signed(rng, outputs),
        gamma=signed(rng, outputs),
        beta=0.3 * signed(rng, outputs),
        dout=rng.normal(size=(rows, outputs)),
        normalization=normalization,
    )


def param_of(normalization, **settings):
    """A fresh norm_param in training mode; None without a normalization."""
    if normalization is None:
        return None
    mode = {"mode": "train"} if normalization == "batchnorm" else {}
    return {**mode, "eps": TINY, **settings}


def forward(functions, layer, param=None):
    """Call the layer; handles of out and cache. `param` is a handle of its norm_param."""
    norm = layer.normalization
    param = functions.new(param_of(norm)) if param is None else param
    scale, shift = (layer.gamma, layer.beta) if norm else (None, None)
    return functions.affine_norm_relu_forward(layer.x, layer.W, layer.b, scale, shift, norm, param).take(2)


def backward(functions, layer):
    """Call the layer and its gradient; handles of dx, dW, db, dgamma, dbeta by name."""
    _, cache = forward(functions, layer)
    values = functions.affine_norm_relu_backward(layer.dout, cache).take(5)
    return dict(zip(("dx", "dW", "db", "dgamma", "dbeta"), values, strict=True))


def outputs(subject, layers):
    """The outputs of several layers in one message; None where one does not come as it should."""
    with aside(subject):
        found = outputs_of(subject, [forward(subject, layer)[0] for layer in layers], layers[0].dout.shape)
    return None if found is None else [np.asarray(out, dtype=float) for out in found]


def layer_share(subject, layer):
    """How much of a layer the student's forward is: 1; 0.5 if its normalization is lost; 0 if it is none.

    It is none unless x, W and b or beta move it. The normalization is lost if gamma or beta moves nothing, or
    if one entry of the affine output moves no others.
    """
    other_row, other_column = layer.x.copy(), layer.W.copy()
    other_row[0] += waves(layer.x[0])
    other_column[:, 0] += waves(layer.W[:, 0])
    moved = {
        "x": replace(layer, x=layer.x + waves(layer.x)),
        "W": replace(layer, W=layer.W + waves(layer.W)),
        "b": replace(layer, b=layer.b + waves(layer.b)),
        "gamma": replace(layer, gamma=1.5 * layer.gamma),
        "beta": replace(layer, beta=layer.beta + 0.1),
        "row": replace(layer, x=other_row),
        "column": replace(layer, W=other_column),
    }
    outs = outputs(subject, [layer, *moved.values()])
    if outs is None:
        return 0.0
    base, *others = outs
    moves = {
        name: np.abs(out - base) > NUMERIC * np.abs(base).max() for name, out in zip(moved, others, strict=True)
    }
    if not (moves["x"].any() and moves["W"].any() and (moves["beta"].any() or moves["b"].any())):
        return 0.0
    if not layer.normalization:
        return 1.0
    mixes = moves["row"][1:].any() or moves["column"][:, 1:].any()
    return 1.0 if mixes and moves["gamma"].any() and moves["beta"].any() else 0.5


def waves(like):
    """Some other numbers of the size 1, no two rows or columns of which are alike."""
    return np.cos(np.arange(1, like.size + 1) ** 2).reshape(like.shape)


def fits_own_forward(subject, layer, name, got):
    """Whether `got` is the gradient of the student's own forward, and that is not zero."""
    field = name.removeprefix("d")
    at = getattr(layer, field)
    if not isinstance(got, np.ndarray) or got.shape != at.shape:
        return False
    scale = gradient_scale(layer, name, got)
    if not scale > 0.0:
        return False

    def outputs_at(points):
        return outputs(subject, [replace(layer, **{field: point}) for point in points])

    return is_own_gradient(got, at, layer.dout, outputs_at, tolerance=VALUES, scale=scale, step=STEP)


def gradient_scale(layer, name, expected):
    """The scale of a gradient; that of b is zero before batch normalization, and is compared absolutely."""
    if name == "db":
        return np.abs(layer.dout).sum(axis=0).max()
    return np.abs(expected).max()


def is_right_forward(subject, reference, layer):
    """Whether the student's forward gives the right output for this layer; it then has the right gradient."""
    found, expected = outputs(subject, [layer]), outputs(reference, [layer])
    return found is not None and scaled_error(found[0], expected[0]) <= VALUES


def mixes_gradient(subject, layer, name):
    """Whether dx or dW shows a normalization: an entry of dout reaches more than an affine map takes it to.

    Through x @ W alone, the entry (i, k) of dout gives row i of dx a multiple of column k of W, and column k of
    dW a multiple of row i of x. Asked is the entry of each column that the ReLU lets through most surely.
    """
    found = outputs(subject, [layer])
    if found is None:
        return False
    (out,) = found
    entries = [(row, column) for column, row in enumerate(np.argmax(out, axis=0))]
    douts = [layer.dout.copy() for _ in entries]
    for dout, entry in zip(douts, entries, strict=True):
        dout[entry] += np.abs(layer.dout).max()
    with aside(subject):
        base, *others = subject.try_fetch(
            *(backward(subject, replace(layer, dout=dout))[name] for dout in (layer.dout, *douts))
        )
    shape = getattr(layer, name.removeprefix("d")).shape
    if not all(isinstance(found, np.ndarray) and found.shape == shape for found in (base, *others)):
        return False
    responses = zip(entries, others, strict=True)
    return any(_is_more_than_affine(layer, name, entry, other - base) for entry, other in responses)


def _is_more_than_affine(layer, name, entry, response):
    row, column = entry
    affine = np.zeros_like(response)
    if name == "dx":
        affine[row] = layer.W[:, column]
    else:
        affine[:, column] = layer.x[row]
    rest = response - affine * (np.sum(response * affine) / np.sum(affine**2))
    return np.abs(rest).max() > NUMERIC * np.abs(response).max()


def credit_for_own_forward(subject, reference, layer, name, got):
    """The credit of a gradient that is right for the student's own wrong forward; None where it is not."""
    if is_right_forward(subject, reference, layer):
        return None
    if not fits_own_forward(subject, layer, name, got):
        return None
    share = layer_share(subject, layer)
    if layer.normalization and name in ("dx", "dW") and not mixes_gradient(subject, layer, name):
        share = min(share, 0.5)
    if not share:
        return None
    lost = say(" That forward lost a part and is easier to differentiate: half the points.")
    why = NOTHING if share == 1.0 else lost
    return CarriedCredit(
        say(
            "{name} is right for the forward you wrote, though that forward is wrong.{why}", name=name, why=why
        ),
        share=share,
    )
