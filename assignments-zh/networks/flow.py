"""How signal and gradient fare on their way through a network that has not been trained yet."""

from collections.abc import Callable
from typing import Any

import numpy as np


def activation_flow(net: Any, layer_forward: Callable[..., Any], X: np.ndarray) -> list[float]:
    """The standard deviation of the output of each hidden layer, from first to last, in training mode.

    `layer_forward` is affine_norm_relu_forward; the running averages of the network stay as they are.
    """
    spreads = []
    for layer in range(1, net.num_layers):
        W, b, gamma, beta = (net.params.get(f"{name}{layer}") for name in ("W", "b", "gamma", "beta"))
        param = {"mode": "train"} if net.normalization else None
        X, _ = layer_forward(X, W, b, gamma, beta, net.normalization, param)
        spreads.append(float(np.std(X)))
    return spreads


def gradient_flow(net: Any, X: np.ndarray, y: np.ndarray) -> list[float]:
    """The root mean square of the gradient of each hidden layer's weights, from first to last."""
    _, grads = net.loss(X, y)
    return [float(np.sqrt(np.mean(grads[f"W{layer}"] ** 2))) for layer in range(1, net.num_layers)]
