"""The computation graph of layer normalization, for `graph()` in the notebook: boxes and a small batch.

Each box says what it computes. Whether a gradient is right, `graph()` finds by differences of these boxes.
"""

import numpy as np

from autograder.learner.graph import Graph, Node

# Four rows with deviations from 1 to 3, three features; gamma of both signs; an eps that shows where it stands.
BATCH = {
    "x": np.array(
        [
            [2.0, -1.0, 1.5],
            [1.0, 3.5, 6.5],
            [3.5, 0.5, -2.0],
            [0.5, 2.0, -4.0],
        ]
    ),
    "gamma": np.array([1.5, -0.5, 2.0]),
    "beta": np.array([0.5, 1.0, -1.5]),
    "eps": 0.3,
    "dout": np.array(
        [
            [0.6, -1.2, 0.3],
            [-0.4, 0.7, 1.1],
            [1.3, 0.2, -0.8],
            [-0.9, -0.5, 0.4],
        ]
    ),
}


def run_forward(functions, batch):
    """Give out and the cache of your forward pass."""
    return functions["layernorm_forward"](batch["x"], batch["gamma"], batch["beta"], {"eps": batch["eps"]})


def run_backward(functions, batch, cache):
    """Give what your backward pass returns, by name."""
    dx, dgamma, dbeta, *_ = functions["layernorm_backward"](batch["dout"], cache)
    return {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}


def per_row(numbers):
    """One number for each row, as a column that broadcasts along the rows."""
    return numbers[:, None]


GRAPH = Graph(
    exercise="layernorm_backward",
    forward="layernorm_forward",
    batch=BATCH,
    leaves={"x": (0, 1), "gamma": (6, 0), "beta": (7, 0)},
    nodes=(
        Node("mu", ("x",), lambda x: x.mean(axis=1), "mean of row", (1, 0)),
        Node("centred", ("x", "mu"), lambda x, mu: x - per_row(mu), "x − mu", (2, 1)),
        Node("square", ("centred",), lambda centred: centred**2, "square", (2, 2)),
        Node("var", ("square",), lambda square: square.mean(axis=1), "mean of row", (3, 2)),
        Node("std", ("var",), lambda var, eps: np.sqrt(var + eps), "√(var + eps)", (4, 2), settings=("eps",)),
        Node("inv_std", ("std",), lambda std: 1 / std, "1 / std", (5, 2)),
        Node(
            "x_hat",
            ("centred", "inv_std"),
            lambda centred, inv_std: centred * per_row(inv_std),
            "times",
            (5, 1),
        ),
        Node("scaled", ("x_hat", "gamma"), lambda x_hat, gamma: x_hat * gamma, "times gamma", (6, 1)),
        Node("out", ("scaled", "beta"), lambda scaled, beta: scaled + beta, "plus beta", (7, 1)),
    ),
    run_forward=run_forward,
    run_backward=run_backward,
)
