"""The computation graph of the training pass, for `graph()` in the notebook: boxes, arrows, and a small batch.

Each box says what it computes. Whether a gradient is right, `graph()` finds by differences of these boxes.
"""

import numpy as np

from autograder.learner.graph import Graph, Node

# Five rows, three features with deviations from 1 to 3; gamma of both signs; an eps that shows where it stands.
BATCH = {
    "x": np.array(
        [
            [2.0, -1.0, 7.0],
            [1.0, 3.5, 1.5],
            [3.5, 0.5, 4.0],
            [0.5, 2.0, 9.0],
            [2.5, -1.5, 2.0],
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
            [0.1, 1.4, -0.6],
        ]
    ),
}


def run_forward(functions, batch):
    """Give out and the cache of your forward pass."""
    settings = {"mode": "train", "eps": batch["eps"]}
    return functions["batchnorm_forward"](batch["x"], batch["gamma"], batch["beta"], settings)


def run_backward(functions, batch, cache):
    """Give what your backward pass returns, by name."""
    dx, dgamma, dbeta, *_ = functions["batchnorm_backward"](batch["dout"], cache)
    return {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}


GRAPH = Graph(
    exercise="batchnorm_backward",
    forward="batchnorm_forward",
    batch=BATCH,
    leaves={"x": (0, 1), "gamma": (6, 0), "beta": (7, 0)},
    nodes=(
        Node("mu", ("x",), lambda x: x.mean(axis=0), "mean", (1, 0), practice="grad_mean"),
        Node("centred", ("x", "mu"), lambda x, mu: x - mu, "x − mu", (2, 1), practice="grad_centre"),
        Node("square", ("centred",), lambda centred: centred**2, "square", (2, 2), practice="grad_square"),
        Node("var", ("square",), lambda square: square.mean(axis=0), "mean", (3, 2), practice="grad_average"),
        Node(
            "std",
            ("var",),
            lambda var, eps: np.sqrt(var + eps),
            "√(var + eps)",
            (4, 2),
            settings=("eps",),
            practice="grad_root",
        ),
        Node("inv_std", ("std",), lambda std: 1 / std, "1 / std", (5, 2), practice="grad_reciprocal"),
        Node(
            "x_hat",
            ("centred", "inv_std"),
            lambda centred, inv_std: centred * inv_std,
            "times",
            (5, 1),
            practice="grad_product",
        ),
        Node(
            "scaled",
            ("x_hat", "gamma"),
            lambda x_hat, gamma: x_hat * gamma,
            "times gamma",
            (6, 1),
            practice="grad_scale",
        ),
        Node(
            "out",
            ("scaled", "beta"),
            lambda scaled, beta: scaled + beta,
            "plus beta",
            (7, 1),
            practice="grad_shift",
        ),
    ),
    run_forward=run_forward,
    run_backward=run_backward,
)
