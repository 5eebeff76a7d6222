"""Whole networks: their weights and batches, and calls of a class through handles.

Networks without a normalization and with layer norm have hidden layers of different widths. With batch norm
all are equally wide, so that running averages shared by all give wrong numbers in test mode and stop no
training.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from network_inputs import signed

from autograder.checks import NOTHING, VALUES, CheckFailure, Failure, say, shape_in_words


@dataclass(frozen=True)
class Net:
    """The weights of a network and some batches for it; every array is float64."""

    normalization: str | None
    hidden_dims: tuple[int, ...]
    params: dict[str, np.ndarray]
    X: np.ndarray
    y: np.ndarray
    X_earlier: np.ndarray
    y_earlier: np.ndarray
    X_later: np.ndarray
    reg: float = 0.0

    @property
    def depth(self):
        return len(self.hidden_dims) + 1

    def names(self, *kinds):
        """The names of the parameters of these kinds, layer by layer."""
        names = [f"{kind}{layer}" for layer in range(1, self.depth + 1) for kind in kinds]
        return [name for name in names if name in self.params]


def draw_net(rng, normalization, *, inputs=8, classes=5, rows=10):
    """A network with two or three hidden layers and weights that are far from the first ones."""
    hidden = (6, 6, 6) if normalization == "batchnorm" else (7, 6)
    dims = (inputs, *hidden, classes)
    params = {}
    for layer, (wide, narrow) in enumerate(pairwise(dims), start=1):
        params[f"W{layer}"] = rng.normal(size=(wide, narrow)) * (1.0 if layer < len(dims) - 1 else 0.5)
        params[f"b{layer}"] = 0.3 * signed(rng, narrow)
        if normalization and layer < len(dims) - 1:
            params[f"gamma{layer}"] = signed(rng, narrow)
            params[f"beta{layer}"] = 0.3 * signed(rng, narrow)
    X, earlier, later = (rng.normal(size=(rows, inputs)) + rng.normal(size=inputs) for _ in range(3))
    return Net(
        normalization=normalization,
        hidden_dims=hidden,
        params=params,
        X=X,
        y=rng.integers(classes, size=rows),
        X_earlier=earlier,
        y_earlier=rng.integers(classes, size=rows),
        X_later=later,
    )


def build(functions, net, **changes):
    """A handle of a FullyConnectedNet with the weights of `net`."""
    made = functions.FullyConnectedNet(
        list(net.hidden_dims),
        input_dim=net.X.shape[1],
        num_classes=net.params[f"W{net.depth}"].shape[1],
        normalization=net.normalization,
        reg=net.reg,
        weight_scale=1e-2,
        dtype=type_of(functions, np.float64),
        seed=0,
    )
    set_params(made, {**net.params, **changes})
    return made


def type_of(functions, dtype):
    """A handle of a NumPy type: types do not cross, an array's do."""
    return functions.new(np.zeros(1, dtype=dtype)).attribute("dtype").attribute("type")


def set_params(made, params):
    """Put arrays into params."""
    target = made.attribute("params")
    for name, value in params.items():
        target.put(name, value)


def loss_of(made, X, y):
    """Handles of the loss and of the gradients."""
    return made.attribute("loss")(X, y).take(2)


def scores_of(made, X):
    """A handle of the scores in test mode."""
    return made.attribute("loss")(X)


def scores_in_use(functions, net, X):
    """Scores in test mode after two batches of training."""
    made = build(functions, net)
    loss_of(made, net.X_earlier, net.y_earlier)
    loss_of(made, net.X, net.y)
    return scores_of(made, X)


def fetch_gradients(functions, net, names):
    """The gradients of these names; raises what a student should read."""
    _, grads = loss_of(build(functions, net), net.X, net.y)
    return collect_gradients(functions, grads, names)


def collect_gradients(functions, grads, names):
    """The gradients behind a handle, by name; a name that is not there is said as such."""
    handles = [grads[name] for name in names]
    found = dict(zip(names, functions.try_fetch(*handles), strict=True))
    for handle, (name, value) in zip(handles, found.items(), strict=True):
        if isinstance(value, Failure):
            if value.type_name == "KeyError" and value.step == handle.index:  # no other step failed before it
                raise CheckFailure(
                    say('loss(X, y) gives no gradient of the name "{name}".', name=name), kind="state"
                )
            raise functions.failure(value)
    return found


def _case(when):
    return say(" {when}", when=when) if when else NOTHING


def expect_number(value, expected, *, what, when=""):
    """The value as a float, if it is one number and, where `expected` is given, the right one.

    Raises:
        CheckFailure: it is something else.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | np.ndarray | np.generic):
        raise CheckFailure(say("{what} should be one number.", what=what), kind="type")
    if np.size(value) != 1:
        shape = shape_in_words(np.shape(value))
        raise CheckFailure(
            say("{what} should be one number; it has shape {shape}.", what=what, shape=shape), kind="shape"
        )
    number = float(np.ravel(value)[0])
    if not np.isfinite(number):
        raise CheckFailure(
            say(
                "{what} is not finite{when}: it is {number:g}.",
                what=what,
                when=_case(when),
                number=number,
            )
        )
    if expected is not None and abs(number - float(expected)) > VALUES * max(abs(float(expected)), 1e-3):
        text = "{what}{when} is {got:.6g}; expected {expected:.6g}."
        raise CheckFailure(say(text, what=what, when=_case(when), got=number, expected=float(expected)))
    return number
