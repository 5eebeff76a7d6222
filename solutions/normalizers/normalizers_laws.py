"""Laws that tie and bind the normalizers, and the sentence for each that an answer breaks.

They speak where no known mistake explains a wrong answer. Each sentence is true of the answer that was given
and says why the law must hold; none guesses at the cause. The identities of the notebook are among them: one
example alone is what layer norm has and batch norm has not, the order of all pixels is nothing to batch norm.
"""

from dataclasses import dataclass, replace

import numpy as np
from normalizers_cases import GROUP, LAYER, RMS, SPATIAL, TINY, backward, forward

from autograder.checks import ROUNDED, Sentence, expect_array, rounded_in_words, same_bits, say

SAME = 1e-6


@dataclass(frozen=True)
class Words:
    """How the sets of one normalizer are called."""

    one: Sentence
    alone: Sentence  # the same at the beginning of a sentence
    many: Sentence
    company: Sentence


WORDS = {
    LAYER: Words(say("a row"), say("A row"), say("each row"), say("other rows")),
    RMS: Words(say("a row"), say("A row"), say("each row"), say("other rows")),
    SPATIAL: Words(say("a channel"), say("A channel"), say("each channel"), say("other channels")),
    GROUP: Words(
        say("a group of an image"),
        say("A group of an image"),
        say("each group of an image"),
        say("other groups"),
    ),
}


def rounding_of_x(student, case):
    """That the forward rounds x before it goes on, as a sentence; empty if it does not."""
    return rounded_in_words(precision_of_x(student, case))


def precision_of_x(student, case):
    """The precision to which the forward rounds x before it goes on, such as "float16"; empty if to none.

    All numbers that round to the same one must give the same output, to the last bit, and the next one another.
    """
    x = case.x * (4.0 / np.max(np.abs(case.x)))  # half precision has no squares of large numbers
    for name in ROUNDED:
        rounded = x.astype(name)
        low, high = (np.nextafter(rounded, np.array(end, name)).astype(float) for end in (-np.inf, np.inf))
        next_one = rounded.astype(float)
        next_one.flat[::2] = high.flat[::2]  # every other number: a shift of all may leave out as it is
        points = [x, rounded + 0.49 * (high - rounded), rounded + 0.49 * (low - rounded), next_one]
        handles = [forward(student, case, given={"x": point}, eps=TINY)[0] for point in points]
        first, *others, moved = (expect_array(out, what="out") for out in student.fetch(*handles))
        if all(same_bits(first, other) for other in others) and not same_bits(first, moved):
            return name
    return ""


def broken_law_of_output(student, case):
    """The first law that the output breaks, as a sentence; empty if it keeps them all."""
    norm, words, x = case.norm, WORDS[case.norm], case.x
    steps = np.arange(1.0, len(norm.sets(x, case.groups)) + 1)[:, np.newaxis]
    one_set = norm.sets(x, case.groups).copy()
    one_set[0] *= np.linspace(1.0, 2.0, one_set.shape[1])
    points = {
        "base": x,
        "again": x,
        "rolled": _roll(norm, x),
        "one set": norm.unsets(one_set, x.shape),
        "stretched": norm.unsets(norm.sets(x, case.groups) * (1 + steps), x.shape),
        "shifted": norm.unsets(norm.sets(x, case.groups) + steps, x.shape),
    }
    handles = [forward(student, case, given={"x": point}, eps=TINY)[0] for point in points.values()]
    outs = dict(zip(points, (expect_array(out, what="out") for out in student.fetch(*handles)), strict=True))
    base, unit = outs["base"], np.max(case.output_scale)
    if _differ(base, outs["again"], unit):
        return say("Two calls with the same x give different outputs: is there chance in it?")
    if any(out.shape != x.shape or not np.all(np.isfinite(out)) for out in outs.values()):
        return ""
    beta = case.along_features(case.beta) if norm.centred else 0.0
    x_hat = norm.sets((base - beta) / case.along_features(case.gamma), case.groups)
    others = norm.sets(outs["one set"] - base, case.groups)[1:]
    if _differ(_roll(norm, base), outs["rolled"], unit):
        return say(
            "When the pixels of all images change places, in all channels alike, those of out should follow:"
            " batch norm of images is batch norm of a table with N * H * W rows. They do not."
            if norm is SPATIAL
            else "When the examples change places, those of out should follow; they do not."
        )
    if _differ(others, 0 * others, unit):
        return say(
            "A change within {one} should not move the output of {company}; it does.",
            one=words.one,
            company=words.company,
        )
    if norm.centred and _differ(x_hat.mean(axis=1), 0.0, 1.0):
        return say("Before gamma and beta, the mean of {many} should be 0; it is not.", many=words.many)
    if _differ((x_hat**2).mean(axis=1), 1.0, 1.0):
        return say("Before gamma and beta, the mean square of {many} should be 1; it is not.", many=words.many)
    if norm.centred and _differ(base, outs["shifted"], unit):
        return say("A constant added to {one} should leave out as it is; it does not.", one=words.one)
    if _differ(base, outs["stretched"], unit):
        return say("{One} times a positive number should leave out as it is; it does not.", One=words.alone)
    return ""


def broken_law_of_dx(student, case):
    """The first law that dx breaks, as a sentence; empty if it keeps them all."""
    norm, words = case.norm, WORDS[case.norm]
    dout = norm.sets(case.dout, case.groups)
    first = np.where(np.arange(len(dout))[:, np.newaxis] == 0, dout, 0.0)
    steps = np.arange(1.0, len(dout) + 1)[:, np.newaxis]
    shifted = norm.unsets(norm.sets(case.x, case.groups) + steps, case.x.shape)
    cases = [
        case,
        replace(case, dout=2 * case.dout),
        replace(case, dout=norm.unsets(first, case.x.shape)),
        replace(case, x=shifted if norm.centred else case.x),
    ]
    handles = [backward(student, one, eps=TINY)[0] for one in cases]
    found = [expect_array(dx, what="dx") for dx in student.fetch(*handles)]
    if any(dx.shape != case.x.shape or not np.all(np.isfinite(dx)) for dx in found):
        return ""
    scale = norm.sets(case.gradient_scale, case.groups)
    base, doubled, alone, moved = (norm.sets(dx, case.groups) for dx in found)
    if _differ(2 * base, doubled, scale):
        return say("When dout is doubled, dx should double: a gradient is linear in dout. It does not.")
    if _differ(alone[1:], 0.0, scale[1:]):
        return say(
            "The dout of {one} should reach no dx of {company}; here it does.",
            one=words.one,
            company=words.company,
        )
    if norm.centred and _differ(base.sum(axis=1), 0.0, scale[:, 0]):
        return say(
            "The dx of {many} should add up to zero, because a constant added to {one} leaves out"
            " as it is; it does not.",
            many=words.many,
            one=words.one,
        )
    if norm.centred and _differ(base, moved, scale):
        return say("A constant added to {one} should leave dx as it is; it does not.", one=words.one)
    if _differ((base * norm.sets(case.x, case.groups)).sum(axis=1), 0.0, scale[:, 0]):
        return say(
            "The sum of x * dx over {one} should be zero, because stretching it leaves out as it is;"
            " it is not.",
            one=words.one,
        )
    return ""


def broken_limit(groups, channels):
    """What group norm should be with one group, or with as many groups as channels, as a sentence."""
    if groups == 1:
        return say("With G = 1, every image is normalised as one row of C * H * W numbers, as layer norm does.")
    if groups == channels:
        return say("With G = C, every channel of every image is normalised alone: this is instance norm.")
    return ""


def _roll(norm, x):
    """The examples in another order; for batch norm of images, the pixels of all images."""
    if norm is not SPATIAL:
        return np.roll(x, 1, axis=0)
    return norm.unsets(np.roll(norm.sets(x), 1, axis=1), x.shape)


def _differ(one, other, scale):
    return not np.all(np.abs(one - other) <= SAME * 10 * scale)
