"""Laws that a right batch normalization keeps, and the sentence for each that an answer breaks.

They speak where no known mistake explains a wrong answer. Each sentence is true of the answer that was given
and says why the law must hold; none guesses at the cause.
"""

import numpy as np

from autograder.checks import ROUNDED, expect_array, rounded_in_words, same_bits, say

TINY = 1e-12
SAME = 1e-6


def rounding_of_x(student, batch):
    """That the forward rounds x before it goes on, as a sentence; empty if it does not."""
    return rounded_in_words(precision_of_x(student, batch))


def precision_of_x(student, batch):
    """The precision to which the forward rounds x before it goes on, such as "float16"; empty if to none.

    All numbers that round to the same one must give the same output, to the last bit, and the next one another.
    """
    for name in ROUNDED:
        rounded = batch.x.astype(name)
        low, high = (np.nextafter(rounded, np.array(end, name)).astype(float) for end in (-np.inf, np.inf))
        if np.all(np.isfinite(low + high)):
            same = [batch.x, rounded + 0.49 * (high - rounded), rounded + 0.49 * (low - rounded)]
            next_one = rounded.astype(float)
            next_one[0] = high[0]  # one row alone: a shift of all rows may leave out as it is
            first, *others, moved = _outputs(student, batch, [*same, next_one])
            if all(same_bits(first, other) for other in others) and not same_bits(first, moved):
                return name
    return ""


def broken_law_of_output(student, batch):
    """The first law that the training output breaks, as a sentence; empty if it keeps them all."""
    rows, columns = batch.x.shape
    order = np.roll(np.arange(rows), 1)
    base, again, shifted, permuted = _outputs(
        student, batch, [batch.x, batch.x, batch.x + np.arange(1.0, columns + 1), batch.x[order]]
    )
    scale = np.abs(batch.gamma) + np.abs(batch.beta)
    if _differ(base, again, scale):
        return say("Two calls with the same batch give different outputs: is there chance in it?")
    if base.shape != batch.x.shape or not np.all(np.isfinite(base)):
        return ""
    if _differ(base[order], permuted, scale):
        return say(
            "When the rows of x change places, the rows of out should change places with them; they do not."
        )
    if _differ(base.mean(axis=0), batch.beta, scale):
        return say("The mean of each column of out should be beta; it is not.")
    if _differ(base.std(axis=0), np.abs(batch.gamma), scale):
        return say("The standard deviation of each column of out should be |gamma|; it is not.")
    if _differ(base, shifted, scale):
        return say("A constant added to a column of x should leave out as it is; it does not.")
    return ""


def broken_law_of_dx(student, name, batch):
    """The first law that dx breaks, as a sentence; empty if it keeps them all."""
    rows, columns = batch.x.shape
    order = np.roll(np.arange(rows), 1)
    first = np.zeros_like(batch.dout)
    first[:, 0] = batch.dout[:, 0]
    calls = [
        (batch.x, batch.dout),
        (batch.x, 2 * batch.dout),
        (batch.x, first),
        (batch.x[order], batch.dout[order]),
        (batch.x + np.arange(1.0, columns + 1), batch.dout),
    ]
    handles = []
    for x, dout in calls:
        state = student.new({"mode": "train", "eps": TINY})
        _, cache = student.batchnorm_forward(x, batch.gamma, batch.beta, state).take(2)
        handles.append(getattr(student, name)(dout, cache).take(3)[0])
    base, doubled, alone, permuted, shifted = (expect_array(dx, what="dx") for dx in student.fetch(*handles))
    if any(dx.shape != batch.x.shape for dx in (base, doubled, alone, permuted, shifted)):
        return ""
    scale = np.max(np.abs(batch.dout * batch.gamma), axis=0) / batch.x.std(axis=0)
    if _differ(2 * base, doubled, scale):
        return say("When dout is doubled, dx should double: a gradient is linear in dout. It does not.")
    if _differ(alone[:, 1:], np.zeros_like(alone[:, 1:]), scale[1:]):
        return say("The dout of one feature should reach the dx of that feature only; here it reaches others.")
    if _differ(base[order], permuted, scale):
        return say("When the rows of x and dout change places, the rows of dx should follow; they do not.")
    if _differ(base.sum(axis=0), np.zeros(columns), scale):
        return say(
            "The columns of dx do not sum to zero, but a constant added to a column of x leaves out as it is,"
            " so they must."
        )
    if _differ(base, shifted, scale):
        return say("A constant added to a column of x should leave dx as it is; it does not.")
    x_hat = (batch.x - batch.x.mean(axis=0)) / batch.x.std(axis=0)
    if _differ((base * x_hat).sum(axis=0), np.zeros(columns), scale):
        return say(
            "The sum of x_hat * dx over a column is not zero, but stretching a column of x leaves out as it is,"
            " so it must be."
        )
    return ""


def _outputs(student, batch, points):
    handles = []
    for x in points:
        state = student.new({"mode": "train", "eps": TINY})
        handles.append(student.batchnorm_forward(x, batch.gamma, batch.beta, state)[0])
    return [expect_array(out, what="out") for out in student.fetch(*handles)]


def _differ(one, other, scale):
    return one.shape != other.shape or not np.all(np.abs(one - other) <= SAME * scale)
