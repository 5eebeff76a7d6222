"""What the experiments of this notebook need beside your network: data, an optimizer, a loop.

    data = load_digits()
    net = FullyConnectedNet([100, 100], normalization="batchnorm", seed=0)
    history = train(net, data, epochs=10, batch_size=50, learning_rate=1e-3, seed=0)
    history.loss                 one number for each step
    history.train_accuracy       one number for each epoch, and before the first
    history.val_accuracy         the same, on pictures that no step has seen

A network is any object with `params` and `loss(X, y=None)`, as in the exercise. Only digits.npz is read.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

DIGITS = Path(__file__).with_name("digits.npz")

CLASSES = 10


@dataclass(frozen=True)
class Data:
    """Pictures and their classes, for training and for validation; X (N, D), y (N,)."""

    X_train: np.ndarray
    y_train: np.ndarray
    X_val: np.ndarray
    y_val: np.ndarray


def load_digits(*, train: int = 1000, seed: int = 0) -> Data:
    """The 1797 handwritten digits of 8 x 8 pixels, shuffled: `train` for training, 700 for validation.

    Pixels are scaled to 0 to 1, and the mean picture of the training set is subtracted. (E. Alpaydin and
    C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998; CC BY 4.0.)
    """
    with np.load(DIGITS) as stored:
        X, y = stored["pixels"].astype(float) / 16, stored["label"].astype(int)
    order = np.random.default_rng(seed).permutation(len(X))
    first, last = order[:train], order[-700:]
    mean_picture = X[first].mean(axis=0)
    return Data(X[first] - mean_picture, y[first], X[last] - mean_picture, y[last])


@dataclass
class Adam:
    """Adam: each number has a step of its own, from running averages of its gradients and of their squares.

    D. P. Kingma, J. Ba, 2014, arXiv:1412.6980, Algorithm 1. Unlike the averages of batch normalization, these
    are corrected for their start at zero.
    """

    learning_rate: float = 1e-3
    decay: float = 0.9
    decay_of_squares: float = 0.999
    eps: float = 1e-8
    steps: int = 0
    mean: dict[str, np.ndarray] = field(default_factory=dict)
    mean_of_squares: dict[str, np.ndarray] = field(default_factory=dict)

    def step(self, params: dict[str, np.ndarray], grads: dict[str, np.ndarray]) -> None:
        """Change params in place by one step down."""
        self.steps += 1
        for name, grad in grads.items():
            mean = self.decay * self.mean.get(name, 0) + (1 - self.decay) * grad
            squares = self.mean_of_squares.get(name, 0)
            squares = self.decay_of_squares * squares + (1 - self.decay_of_squares) * grad * grad
            self.mean[name], self.mean_of_squares[name] = mean, squares
            corrected = mean / (1 - self.decay**self.steps)
            spread = np.sqrt(squares / (1 - self.decay_of_squares**self.steps)) + self.eps
            params[name] -= (self.learning_rate * corrected / spread).astype(params[name].dtype)


@dataclass(frozen=True)
class Descent:
    """Plain gradient descent: the step is the learning rate times the gradient."""

    learning_rate: float = 1e-2

    def step(self, params: dict[str, np.ndarray], grads: dict[str, np.ndarray]) -> None:
        """Change params in place by one step down."""
        for name, grad in grads.items():
            params[name] -= (self.learning_rate * grad).astype(params[name].dtype)


@dataclass(frozen=True)
class History:
    """What one run of training recorded."""

    loss: np.ndarray  # (steps,)
    train_accuracy: np.ndarray  # (epochs + 1,)
    val_accuracy: np.ndarray  # (epochs + 1,)


def accuracy(net: Any, X: np.ndarray, y: np.ndarray) -> float:
    """The part of the pictures whose largest score is that of their class; in test mode."""
    return float(np.mean(np.argmax(net.loss(X), axis=1) == y))


def train(
    net: Any,
    data: Data,
    *,
    epochs: int = 10,
    batch_size: int = 50,
    learning_rate: float = 1e-3,
    seed: int = 0,
    optimizer: Any = None,
) -> History:
    """Train a network and record how it goes; Adam unless another optimizer is given.

    An epoch meets each picture once, in an order drawn from `seed`; pictures that do not fill a batch wait for
    the next epoch. A network whose loss is no longer finite stays as it is, and the rest of its history is NaN.
    """
    rng, optimizer = np.random.default_rng(seed), optimizer or Adam(learning_rate)
    steps = len(data.X_train) // batch_size
    losses, seen, unseen = [], [], []
    for epoch in range(epochs + 1):
        seen.append(accuracy(net, data.X_train, data.y_train))
        unseen.append(accuracy(net, data.X_val, data.y_val))
        if epoch == epochs:
            break
        order = rng.permutation(len(data.X_train))
        for number in range(steps):
            rows = order[number * batch_size : (number + 1) * batch_size]
            loss, grads = net.loss(data.X_train[rows], data.y_train[rows])
            losses.append(float(loss))
            if not np.isfinite(loss):
                losses += [np.nan] * (epochs * steps - len(losses))
                missing = [np.nan] * (epochs - epoch)
                return History(np.array(losses), np.array(seen + missing), np.array(unseen + missing))
            optimizer.step(net.params, grads)
    return History(np.array(losses), np.array(seen), np.array(unseen))


def repeat(make: Callable[[int], Any], data: Data, *, seeds: int = 3, **settings: Any) -> list[History]:
    """Train `make(seed)` for each seed; the seed also shuffles the batches."""
    return [train(make(seed), data, seed=seed, **settings) for seed in range(seeds)]


def works(make: Callable[..., Any], *normalizations: str | None) -> bool:
    """Whether networks of these normalizations give scores, a loss and gradients; prints one line if not."""
    X, y = np.linspace(-1.0, 1.0, 30).reshape(5, 6), np.arange(5) % 3
    for normalization in normalizations:
        try:
            net = make([4, 4], input_dim=6, num_classes=3, normalization=normalization, seed=0)
            _, grads = net.loss(X, y)
            net.loss(X)
            if set(grads) != set(net.params):
                raise ValueError("its gradients and its params have different names")
        except NotImplementedError as error:
            print(f"Not everything is written yet ({error}): come back to this cell later.")
            return False
        except Exception as error:
            print(f"The network with normalization={normalization!r} does not run yet: {error}")
            return False
    return True
