"""What the checks of all normalizers share: which numbers share a mean, inputs with a purpose, and calls.

The sizes and ranges are chosen so that each mistake shows where it should and nowhere else:

* A wrong axis shows by its shape, for N, D and H, W differ; in the cases where all are equal, by its values.
* C = 6 and G = 2 or 3: groups of another size, or strided ones, are not the right ones by chance.
* Spreads of 60 and more with eps = 1e-12: no place of eps moves anything by 1e-5, and neither does an eps of
  1e-2 that somebody wrote down in the place of the one that was passed.
* Where no eps belongs, in the running averages, spreads of 2 to 4 with eps = 0.3: one that is there shows.
* Spreads of 0.3 to 1.5 with eps = 0.3: a misplaced eps moves the output by 1e-2 and more.
* Where it is asked which numbers a wrong forward took together, no axis has a length of one or two: a number
  alone comes out as beta, and of two numbers comes -1 and 1, whatever they are.
* Means of the size of the spread, so that RMSNorm is not layer norm.
* gamma of either sign, never 1, another one for each feature; beta never 0; averages that are not the batch's.
"""

from dataclasses import dataclass, replace

import numpy as np

from autograder.checks import CarriedCredit, CheckFailure, all_of, drawn_once, expect_shape, say, squeeze_to

TINY = 1e-12
"""An eps that does not matter beside a variance of 3600."""

LARGE = 0.3
"""An eps that shows where it stands."""

GRADIENTS = {"x": "dx", "gamma": "dgamma", "beta": "dbeta"}
"""What a backward pass returns, in its order, by the argument that it belongs to."""


@dataclass(frozen=True)
class Norm:
    """One normalizer: the names of its functions, and the sizes at which it is judged."""

    name: str
    shape: tuple[int, ...]
    square: tuple[int, ...]
    groups: int | None = None  # G at these sizes, for group norm only
    centred: bool = True  # RMSNorm takes no mean out, and adds no beta
    keeps_averages: bool = False

    @property
    def forward(self):
        return f"{self.name}_forward"

    @property
    def backward(self):
        return f"{self.name}_backward"

    def sets(self, x, groups=None):
        """The numbers of x as a table (S, m): each row holds those that share a mean."""
        if self.keeps_averages:
            return np.moveaxis(x, 1, 0).reshape(x.shape[1], -1)
        return x.reshape(len(x) * (groups or 1), -1)

    def unsets(self, table, shape):
        """The array of this shape whose `sets` are the table."""
        if self.keeps_averages:
            moved = (shape[1], shape[0], *shape[2:])
            return np.moveaxis(np.reshape(table, moved), 0, 1)
        return np.reshape(table, shape)

    def parameter_shape(self, shape):
        return (1, shape[1], 1, 1) if self.groups else (shape[1],)


LAYER = Norm("layernorm", (7, 5), (5, 5))
RMS = Norm("rmsnorm", (7, 5), (5, 5), centred=False)
SPATIAL = Norm("spatial_batchnorm", (4, 6, 3, 5), (3, 3, 3, 3), keeps_averages=True)
GROUP = Norm("spatial_groupnorm", (4, 6, 3, 5), (4, 4, 2, 2), groups=2)
NORMS = (LAYER, RMS, SPATIAL, GROUP)


@dataclass(frozen=True)
class Case:
    """Inputs for one normalizer: x and dout of one shape, gamma, beta, G, and running averages if any."""

    norm: Norm
    x: np.ndarray
    gamma: np.ndarray
    beta: np.ndarray
    dout: np.ndarray
    groups: int | None
    running: dict

    @property
    def arguments(self):
        """x, gamma and, where there is one, beta, by name and in their order."""
        all_of_them = {"x": self.x, "gamma": self.gamma, "beta": self.beta}
        return all_of_them if self.norm.centred else {"x": self.x, "gamma": self.gamma}

    @property
    def gradients(self):
        """The names of the gradients, in their order."""
        return tuple(GRADIENTS[name] for name in self.arguments)

    def along_features(self, parameter):
        """gamma or beta in a shape that broadcasts with x."""
        return parameter.reshape(-1, *[1] * (self.x.ndim - 2))

    @property
    def output_scale(self):
        return self.along_features(np.abs(self.gamma) + np.abs(self.beta))

    @property
    def gradient_scale(self):
        """The scale of dx where eps does not matter; shape of x."""
        return self.scale_of("x", 0.0)

    def scale_of(self, name, eps):
        """The scale of the gradient with respect to x, gamma or beta.

        That of dx is, in each set, the largest |dout * gamma| over the deviation; it has the shape of x.
        """
        if name == "x":
            d = self.norm.sets(np.abs(self.dout * self.along_features(self.gamma)), self.groups)
            spread = np.sqrt(self.norm.sets(self.x, self.groups).var(axis=1, keepdims=True) + eps)
            scale = np.broadcast_to(d.max(axis=1, keepdims=True) / spread, d.shape)
            return self.norm.unsets(scale, self.x.shape)
        others = tuple(axis for axis in range(self.x.ndim) if axis != 1)
        return np.abs(self.dout).sum(axis=others).max()


@drawn_once
def wide(rng, norm, shape=None, groups=None):
    """Spreads of 60 to 90 in each set: the variance rules, and no eps that anybody uses."""
    return _case(rng, norm, shape or norm.shape, groups or norm.groups, low=60.0, high=90.0)


@drawn_once
def moderate(rng, norm):
    """Spreads of 2 to 4 in each set: for what has no eps in it."""
    return _case(rng, norm, norm.shape, norm.groups, low=2.0, high=4.0)


@drawn_once
def narrow(rng, norm):
    """Spreads of 0.3 to 1.5 in each set: eps = 0.3 rules as much as the variance."""
    return _case(rng, norm, norm.shape, norm.groups, low=0.3, high=1.5)


@drawn_once
def huge(rng, norm):
    """Spreads of 1e8 in each set: no place or value of eps moves the last digits, float32 still does."""
    return _case(rng, norm, norm.shape, norm.groups, low=1e8, high=3e8)


def roomy(case):
    """Images without an axis so short that a set along it says nothing; a table is roomy as it is.

    Drawn from the digits of x, so it is the same whenever it is asked, and as hard to foresee as they are.
    """
    if case.x.ndim == 2:
        return case
    rng = np.random.default_rng(np.frombuffer(case.x.tobytes(), np.uint32))
    low = case.norm.sets(case.x, case.groups).std(axis=1).max()
    groups = case.groups and 3
    return _case(rng, case.norm, (4, 12, 3, 5), groups, low=low, high=1.5 * low)


def without_spread(case):
    """The case with one set in which all numbers are alike; in RMSNorm, a row of zeros."""
    table = case.norm.sets(case.x, case.groups).copy()
    table[1] = 4.0 if case.norm.centred else 0.0
    return replace(case, x=case.norm.unsets(table, case.x.shape))


def _case(rng, norm, shape, groups, *, low, high):
    table = norm.sets(rng.normal(size=shape), groups)
    table = table - table.mean(axis=1, keepdims=True)
    spread = rng.uniform(low, high, size=(len(table), 1))
    mean = spread * rng.uniform(0.5, 1.5, size=spread.shape) * rng.choice([-1.0, 1.0], size=spread.shape)
    table = spread * table / table.std(axis=1, keepdims=True) + mean
    running = {
        "running_mean": 0.75 * high * rng.normal(size=shape[1]),
        "running_var": rng.uniform(low**2, high**2, shape[1]),
    }
    return Case(
        norm=norm,
        x=np.ascontiguousarray(norm.unsets(table, shape)),
        gamma=_signed(rng, norm.parameter_shape(shape)),
        beta=_signed(rng, norm.parameter_shape(shape)),
        dout=rng.normal(size=shape),
        groups=groups,
        running=running if norm.keeps_averages else {},
    )


def _signed(rng, shape):
    """Numbers of 0.5 to 2 with either sign."""
    return rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.5, 2.0, size=shape)


def forward(functions, case, *, given=None, **param):
    """Call the forward pass; handles of the output, the cache and the dictionary of settings.

    `given` replaces arguments by name, by another array or a handle.
    """
    mode = {"mode": "train"} if case.norm.keeps_averages else {}
    settings = functions.new({**mode, **param})
    arguments = list({**case.arguments, **(given or {})}.values())
    groups = () if case.groups is None else (case.groups,)
    out, cache = getattr(functions, case.norm.forward)(*arguments, *groups, settings).take(2)
    return out, cache, settings


def backward(functions, case, **param):
    """Call the forward and then the backward pass; handles of the gradients."""
    _, cache, _ = forward(functions, case, **param)
    return getattr(functions, case.norm.backward)(case.dout, cache).take(len(case.gradients))


def expect_kept_axes_gone(*answers):
    """Demand the shapes of several answers, each of them a value, its shape and its name.

    An array that is something else altogether has lost its values already, and costs nothing here.

    Raises:
        CheckFailure: the entries are there, with axes of length one that should not be, or without one.
        CarriedCredit: an array is something else.
    """
    others = []
    for value, shape, what in answers:
        try:
            squeeze_to(value, shape, what=what)
        except CheckFailure:
            others.append(what)
        else:
            expect_shape(value, shape, what=what)
    if others:
        text = "{what} is something else altogether, which is charged with its values."
        raise CarriedCredit(say(text, what=all_of(others)), share=1.0)


def average_after(settings, key):
    """A running average in the fetched settings.

    Raises:
        CheckFailure: it is not there.
    """
    if not isinstance(settings, dict):
        raise CheckFailure("bn_param is no longer a dictionary of plain values after the call.", kind="state")
    if key not in settings:
        raise CheckFailure(say('bn_param has no key "{key}" after the call.', key=key), kind="state")
    return settings[key]
