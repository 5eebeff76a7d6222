"""What `graph()` says in every state that two functions can be in, word for word."""

import re
from functools import wraps

import numpy as np
import pytest

from autograder.learner.gradients import NOT_YET, PASSED_ON, RIGHT, UNKNOWN, WRONG
from autograder.learner.graph import find_graph
from autograder.learner.graph_view import graph_html, graph_text, view_graph

from .accessible import faults, parse, words
from .learner import RELEASED, cells, kernel

GRAPH = find_graph(RELEASED)
FORWARD, BACKWARD = "batchnorm_forward", "batchnorm_backward"
VAR, ROOT = "(centred**2).mean(axis=0)", "inv_std = 1 / np.sqrt(var + eps)"
OUT = "out = gamma * x_hat + beta\n        cache"
DVAR, DX = "dvar = dstd * inv_std / 2", "dx = dx_direct + dx_mean"

DDOF = (VAR, "(centred**2).sum(axis=0) / (len(x) - 1)")
OUTSIDE = (ROOT, "inv_std = 1 / (np.sqrt(var) + eps)")
NO_GAMMA = (OUT, "out = x_hat + beta\n        cache")


def written(forward=None, backward=None):
    """A kernel with both passes, each right or with (old, new)."""
    changes = {name: change for name, change in ((FORWARD, forward), (BACKWARD, backward)) if change}
    return kernel(FORWARD, BACKWARD, **changes)


def view(names):
    return view_graph(GRAPH, None, names, RELEASED)


def of(found, state):
    """The gradients in a state, in the order of the way back."""
    return " ".join(value for value in GRAPH.order[1:] if found.judged.findings[value].state is state)


def values(found, state):
    """The values of the forward pass in a state."""
    return " ".join(value for value, row in found.values.items() if row.state is state)


FIRST = "Mend your forward pass first: on the batch of this graph, "
OFF = "out has wrong values: 15 of 15 entries are off. The worst is "
OWN = "Your gradients are judged against your own forward pass, as it stands."
DDOF_SAID = (
    f"{FIRST}{OFF}out[3, 2]: got 1.12298, expected 1.4224, 8,100 times the tolerance.",
    'Of the values that it names, var is the first wrong one, made at the box "square" that gives square or the'
    ' box "mean" that gives var: var has wrong values: 3 of 3 entries are off. The worst is var[2]: got 10.45,'
    " expected 8.36, 25,000 times the tolerance.",
    OWN,
)
OUTSIDE_SAID = (
    f"{FIRST}{OFF}out[2, 0]: got 2.25476, expected 2.5, 9,800 times the tolerance.",
    'Of the values that it names, inv_std is the first wrong one, made at the box "√(var + eps)" that gives std'
    ' or the box "1 / std" that gives inv_std: inv_std has wrong values: 3 of 3 entries are off. The worst is'
    " inv_std[0]: got 0.73115, expected 0.833333, 12,000 times the tolerance.",
    OWN,
)
NO_GAMMA_SAID = (
    f"{FIRST}{OFF}out[1, 1]: got 2.44399, expected 0.278005, 140,000 times the tolerance.",
    "The values that it names before, centred, var, inv_std, x_hat, are right: the fault is made at the box"
    ' "times gamma" that gives scaled or the box "plus beta" that gives out.',
    OWN,
)
NONE_KNOWN = (
    "No gradient is known yet. Write the first lines of batchnorm_backward and name each gradient after its"
    ' value with a d in front, or hand some over: graph({"dscaled": ...}).'
)
STOPPED = "batchnorm_backward stopped; what it had by then is shown. It raised "
DVAR_OFF = (
    "dvar is the first wrong gradient, counted from out. dvar has wrong values: 3 of 3 entries are off."
    " The worst is dvar[0]: "
)
AT_THE_ROOT = (
    'All that comes in is right, so it is made at the box "√(var + eps)" that gives std: mend it there.'
)
ALL_RIGHT = "The gradients of x, gamma, beta are right."
STUB = ("centred, inv_std, x_hat, gamma = cache", "raise NotImplementedError('write this part')")


def known(*gradients):
    return f"Everything known is right. Not known yet: {', '.join(gradients)}."


STATES = {
    # The forward pass is not there, or does not run.
    "no forward": (
        lambda: {BACKWARD: kernel(BACKWARD)[BACKWARD]},
        ("Your forward pass comes first. batchnorm_forward is not defined yet: run its cell first.",),
    ),
    "a name that is no function": (
        lambda: {**written(), FORWARD: 3},
        ("batchnorm_forward is no function any more: run its cell again.",),
    ),
    "a backward that is no function": (
        lambda: {**written(), BACKWARD: np.ones(3)},
        ("batchnorm_backward is no function any more: run its cell again.",),
    ),
    "forward half written": (
        lambda: written((ROOT, "raise NotImplementedError")),
        ("Your forward pass comes first. A part of it is not written yet.",),
    ),
    "forward half written, zeros prepared": (
        lambda: written((VAR, "np.zeros(D)\n        raise NotImplementedError")),
        ("Your forward pass comes first. A part of it is not written yet.",),
    ),
    "forward half written and wrong": (
        lambda: written((ROOT, "square = centred * 2\n        raise NotImplementedError")),
        ("Your forward pass comes first. A part of it is not written yet.",),  # var is right: square is another
    ),
    "forward raises": (
        lambda: written((ROOT, "inv_std = 1 / np.sqrt(vra + eps)")),
        ("Your forward pass comes first. It raised NameError: name 'vra' is not defined.",),
    ),
    "forward raises after a wrong value": (
        lambda: written((ROOT, "var = -var\n        inv_std = nothing")),
        (
            "Your forward pass comes first. It raised NameError: name 'nothing' is not defined.",
            'Of the values that it names, var is the first wrong one, made at the box "square" that gives'
            ' square or the box "mean" that gives var: var has wrong values: 3 of 3 entries are off. The worst'
            " is var[2]: got -8.36, expected 8.36, 200,000 times the tolerance.",
        ),
    ),
    # It runs, and gives what nobody can go on with.
    "forward gives out alone": (
        lambda: written(("return out, cache", "return out")),
        ("batchnorm_forward returned one ndarray; it is to return out and the cache, in this order.",),
    ),
    "forward gives nothing": (
        lambda: written(("return out, cache", "pass")),
        ("batchnorm_forward returned nothing (None); it is to return out and the cache, in this order.",),
    ),
    "forward gives three": (
        lambda: written(("return out, cache", "return out, cache, 1")),
        ("batchnorm_forward returned 3 values; it is to return out and the cache, in this order.",),
    ),
    "out is None": (
        lambda: written((OUT, "output = gamma * x_hat + beta\n        cache")),
        (f"{FIRST}out is None: it was never given a value.",),
    ),
    "out has another shape": (
        lambda: written((OUT, "out = (gamma * x_hat + beta).T\n        cache")),
        (
            f"{FIRST}out has shape (3, 5); expected (5, 3).",
            "The values that it names before, centred, var, inv_std, x_hat, are right: the fault is made at the"
            ' box "times gamma" that gives scaled or the box "plus beta" that gives out.',
        ),
    ),
    "NaNs": (
        lambda: written((ROOT, "inv_std = np.sqrt(var + eps) * np.nan")),
        (
            f"{FIRST}out is not finite: out[0, 0] is nan; 15 of 15 entries are like this.",
            'Of the values that it names, inv_std is the first wrong one, made at the box "√(var + eps)" that'
            ' gives std or the box "1 / std" that gives inv_std: inv_std is not finite: inv_std[0] is nan; 3 of'
            " 3 entries are like this.",
        ),
    ),
    "no cache": (
        lambda: written(("cache = (centred, inv_std, x_hat, gamma)", "pass")),
        (
            "The cache is None: your forward pass has to put into it what the way back needs.",
            f"{STOPPED}TypeError: cannot unpack non-iterable NoneType object.",
        ),
    ),
    # The forward pass is wrong: the backward pass is held against it.
    "wrong forward, no backward": (lambda: kernel(FORWARD, batchnorm_forward=DDOF), (*DDOF_SAID, NONE_KNOWN)),
    "wrong forward, backward a stub": (lambda: written(DDOF, STUB), (*DDOF_SAID, NONE_KNOWN)),
    "wrong forward, backward half written": (
        lambda: written(DDOF, (DVAR, "raise NotImplementedError")),
        (
            *DDOF_SAID,
            "Everything known is right for your own forward pass. Not known yet: dscaled, dvar, dsquare,"
            " dcentred, dmu, dx.",
        ),
    ),
    "wrong forward, backward of the course": (
        lambda: written(DDOF),
        (
            *DDOF_SAID,
            "Everything known is right for your own forward pass. Not known yet: dscaled, dsquare, dcentred,"
            " dmu, dx.",
        ),
    ),
    "wrong forward, its own backward": (
        lambda: written(DDOF, ("dsquare = dvar / N", "dsquare = dvar / (N - 1)")),
        (*DDOF_SAID, "The gradients of x, gamma, beta are right for your own forward pass."),
    ),
    "wrong forward, wrong backward": (
        lambda: written(DDOF, (DVAR, "dvar = dstd * inv_std")),
        (
            *DDOF_SAID,
            f"{DVAR_OFF}got -2.52913, expected -1.26456, 100,000 times the tolerance.",
            AT_THE_ROOT,
        ),
    ),
    "eps outside the root": (
        lambda: written(OUTSIDE),
        (
            *OUTSIDE_SAID,
            "Everything known is right for your own forward pass. Not known yet: dscaled, dstd, dvar, dsquare,"
            " dcentred, dmu, dx.",
        ),
    ),
    "no gamma": (
        lambda: written(NO_GAMMA),
        (
            *NO_GAMMA_SAID,
            "Everything known is right for your own forward pass. Not known yet: dscaled, dx_hat, dgamma,"
            " dinv_std, dstd, dvar, dsquare, dcentred, dmu, dx.",
        ),
    ),
    # The forward pass is right, and the backward pass is on its way.
    "all right": (written, (ALL_RIGHT,)),
    "backward a stub": (lambda: written(None, STUB), (NONE_KNOWN,)),
    "backward not defined": (lambda: kernel(FORWARD), (NONE_KNOWN,)),
    "zeros prepared": (
        lambda: written(None, (DVAR, "dvar = np.zeros_like(dstd)\n    raise NotImplementedError")),
        (known("dscaled", "dvar", "dsquare", "dcentred", "dmu", "dx"),),
    ),
    "None prepared": (
        lambda: written(None, (DVAR, "dvar = dx = None\n    raise NotImplementedError")),
        (known("dscaled", "dvar", "dsquare", "dcentred", "dmu", "dx"),),
    ),
    "a sum that is to come": (
        lambda: written(
            None, ("dmu = -dcentred.sum(axis=0)", "dmu = -dcentred\n    raise NotImplementedError")
        ),
        (known("dscaled", "dmu", "dx"),),
    ),
    "the first of two paths": (
        lambda: written(
            None, ("dcentred_square = 2", "dcentred = dcentred_direct\n    raise NotImplementedError\n    2")
        ),
        (known("dscaled", "dcentred", "dmu", "dx"),),
    ),
    "half written and wrong": (
        lambda: written(None, (DVAR, "dvar = dstd * inv_std\n    raise NotImplementedError")),
        (
            f"{DVAR_OFF}got -3.31597, expected -1.65799, 100,000 times the tolerance.",
            AT_THE_ROOT,
        ),
    ),
    "zeros prepared, then it stops": (
        lambda: written(None, (DVAR, "dvar = np.zeros_like(dstd); dvar += nothing")),
        (
            f"{STOPPED}NameError: name 'nothing' is not defined.",
            known("dscaled", "dvar", "dsquare", "dcentred", "dmu", "dx"),
        ),
    ),
    "zeros returned": (
        lambda: written(None, (DX, "dx = np.zeros_like(dout)")),
        (
            "dx is the first wrong gradient, counted from out. dx has wrong values: 15 of 15 entries are off."
            " The worst is dx[0, 0]: got 0, expected 0.508681, 100,000 times the tolerance.",
            'All that comes in is right, so look at what the box "mean" that gives mu and the box "x − mu" that'
            " gives centred send back, and at the sum of the two.",
        ),
    ),
    "None returned for one": (
        lambda: written(None, (DX, "dx = None")),
        (known("dscaled", "dx"),),
    ),
    "nothing returned": (
        lambda: written(None, ("return dx, dgamma, dbeta", "pass")),
        ("batchnorm_backward returned nothing (None); the graph asks for dx, dgamma, dbeta.", ALL_RIGHT),
    ),
    "one returned": (
        lambda: written(None, ("return dx, dgamma, dbeta", "return (dx,)")),
        ("batchnorm_backward returned 1 value; the graph asks for dx, dgamma, dbeta.", ALL_RIGHT),
    ),
    "it takes other arguments": (
        lambda: written(None, ("(dout, cache)", "(dout)")),
        (f"{STOPPED}TypeError: batchnorm_backward() takes 1 positional argument but 2 were given.",),
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_what_is_said(state):
    names, said = STATES[state]
    found = view(names())
    assert found.sentences == said
    assert list(faults(graph_html(found))) == []


STANDING = {
    "wrong forward, backward of the course": {RIGHT: "beta x_hat gamma inv_std std var"},
    "wrong forward, its own backward": {RIGHT: "beta x_hat gamma inv_std std var x"},
    "wrong forward, wrong backward": {RIGHT: "beta x_hat gamma inv_std std", WRONG: "var"},
    "wrong forward, backward half written": {RIGHT: "beta x_hat gamma inv_std std"},
    "eps outside the root": {RIGHT: "beta x_hat gamma inv_std"},
    "no gamma": {RIGHT: "beta"},
    "zeros prepared": {RIGHT: "beta x_hat gamma inv_std std", NOT_YET: "var"},
    "None prepared": {RIGHT: "beta x_hat gamma inv_std std", NOT_YET: "var x"},
    "a sum that is to come": {RIGHT: "beta x_hat gamma inv_std std var square centred", NOT_YET: "mu"},
    "the first of two paths": {RIGHT: "beta x_hat gamma inv_std std var square", NOT_YET: "centred"},
    "None returned for one": {RIGHT: "beta x_hat gamma inv_std std var square centred mu", NOT_YET: "x"},
    "zeros returned": {RIGHT: "beta x_hat gamma inv_std std var square centred mu", WRONG: "x"},
}


@pytest.mark.parametrize("state", STANDING)
def test_how_each_gradient_stands(state):
    found = view(STATES[state][0]())
    standing = {kind: of(found, kind) for kind in (RIGHT, WRONG, NOT_YET, PASSED_ON) if of(found, kind)}
    assert standing == STANDING[state]


def test_what_is_said_of_each_gradient():
    why = {value: row.why for value, row in view(written(DDOF)).judged.findings.items()}
    assert why["var"] == "Right for your own forward pass."
    assert why["square"] == "It depends on the part of your forward pass that is to be mended."
    assert why["x"] == "It is not the gradient of your own forward pass: mend that one first."
    why = {name: view(STATES[name][0]()).judged.findings for name in STANDING}
    assert why["zeros prepared"]["var"].why == "So far it holds zeros."
    assert why["None prepared"]["x"].why == "It is None so far."
    assert why["the first of two paths"]["centred"].why == "So far it holds what x_hat sends back."
    assert why["a sum that is to come"]["mu"].why == (
        "So far, dmu has shape (5, 3); expected (3,). A gradient has the shape of its value."
    )


# The values of the forward pass

FAULTS = [
    (DDOF, "var", "inv_std x_hat out"),
    ((VAR, "np.abs(centred).mean(axis=0)"), "var", "inv_std x_hat out"),
    ((VAR, "(centred**2).mean(axis=1)"), "var", ""),  # and five numbers for three features: it stops there
    ((VAR, "(centred**2).mean(axis=1, keepdims=True)"), "var", "out"),
    ((VAR, "(centred**2).mean()"), "var", "inv_std x_hat out"),
    ((ROOT, "inv_std = 1 / np.sqrt(var)"), "inv_std", "x_hat out"),
    (OUTSIDE, "inv_std", "x_hat out"),
    (("centred = x - mean", "centred = x + mean"), "centred", "var inv_std x_hat out"),
    (("x_hat = centred * inv_std", "x_hat = centred / inv_std"), "x_hat", "out"),
    (NO_GAMMA, "out", ""),
]


@pytest.mark.parametrize(("change", "wrong", "passed_on"), FAULTS)
def test_the_first_wrong_value_is_the_only_wrong_one(change, wrong, passed_on):
    found = view(written(change))
    assert values(found, WRONG) == wrong
    assert values(found, PASSED_ON) == passed_on
    assert wrong in found.mend


def test_a_variable_that_serves_another_purpose_is_not_blamed():
    """Here std is the root without eps, and x_hat is right all the same: the fault is that gamma is missing."""
    forward = ("inv_std = 1 / np.sqrt(var + eps)", "std = np.sqrt(var); inv_std = 1 / np.sqrt(var + eps)")
    text = cells()[FORWARD].replace(*forward).replace(*NO_GAMMA)
    names = {**kernel(BACKWARD), "np": np}
    exec(text, names)
    found = view(names)
    assert values(found, WRONG) == "out"
    assert found.sentences == (*NO_GAMMA_SAID, found.sentences[-1])


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        # x_hat becomes out in the end, centred becomes x_hat, std is a word: none of them is blamed.
        ((OUT, "out = x_hat\n        out *= 2; out += beta\n        cache"), "out"),
        (("x_hat = centred * inv_std", "x_hat = centred; x_hat /= inv_std"), "x_hat"),
        ((ROOT, "std = 'root'; inv_std = 1 / np.sqrt(var + 2 * eps)"), "inv_std"),
        ((ROOT, "mu = [1, 2]; inv_std = 1 / np.sqrt(var + 2 * eps)"), "inv_std"),
    ],
)
def test_a_name_that_is_used_again_is_not_blamed(change, wrong):
    assert values(view(written(change)), WRONG) == wrong


def test_decorated_functions_are_seen():
    def decorated(function):
        @wraps(function)
        def called(*arguments):
            return function(*arguments)

        return called

    names = {name: decorated(function) for name, function in written(DDOF).items() if "batchnorm" in name}
    assert view(names).sentences[:3] == DDOF_SAID


def test_a_forward_that_names_nothing_is_asked_to():
    def batchnorm_forward(x, gamma, beta, bn_param):
        return gamma * (x - x.mean(axis=0)) / x.std(axis=0, ddof=1) + beta, None

    said = view({FORWARD: batchnorm_forward}).sentences
    assert said[1] == (
        "No variable of it was seen that has the name of a value on the graph (mu, centred, square, var, std,"
        " inv_std, x_hat, scaled). With such names, graph() says which is the first wrong one."
    )
    assert view({FORWARD: batchnorm_forward}).mend == ()


# The gradients of any forward pass


OTHERS = {
    "tanh": lambda x, gamma, beta: np.tanh(gamma * x) + beta,
    "row means": lambda x, gamma, beta: gamma * (x - x.mean(axis=1, keepdims=True)) + beta,
    "linear": lambda x, gamma, beta: 2 * x + gamma - beta,
}
WAYS_BACK = {
    "tanh": lambda x, gamma, dout: (
        dout * (1 - np.tanh(gamma * x) ** 2) * gamma,
        (dout * (1 - np.tanh(gamma * x) ** 2) * x).sum(axis=0),
        dout.sum(axis=0),
    ),
    "row means": lambda x, gamma, dout: (
        dout * gamma - (dout * gamma).mean(axis=1, keepdims=True),
        (dout * (x - x.mean(axis=1, keepdims=True))).sum(axis=0),
        dout.sum(axis=0),
    ),
    "linear": lambda x, gamma, dout: (2 * dout, dout.sum(axis=0), -dout.sum(axis=0)),
}


@pytest.mark.parametrize("name", OTHERS)
def test_the_inputs_gradients_are_those_of_any_function(name, capsys):
    def batchnorm_forward(x, gamma, beta, bn_param):
        print("here")
        return OTHERS[name](x, gamma, beta), (x, gamma)

    def batchnorm_backward(dout, cache):
        return WAYS_BACK[name](*cache, dout)

    found = view({FORWARD: batchnorm_forward, BACKWARD: batchnorm_backward})
    assert found.sentences[-1] == "The gradients of x, gamma, beta are right for your own forward pass."
    assert capsys.readouterr().out == "here\n"  # not once for each difference

    def off(dout, cache):
        return tuple(1.1 * gradient for gradient in batchnorm_backward(dout, cache))

    found = view({FORWARD: batchnorm_forward, BACKWARD: off})
    assert (of(found, RIGHT), of(found, WRONG)) == ("", "")
    assert found.judged.findings["x"].state is UNKNOWN


def test_a_forward_that_cannot_be_called_again_leaves_everything_unknown():
    calls = []

    def batchnorm_forward(x, gamma, beta, bn_param):
        calls.append(1)
        if len(calls) > 1:
            raise OSError("once is enough")
        return x, None

    found = view({FORWARD: batchnorm_forward, BACKWARD: lambda dout, cache: (dout, 0 * dout[0], 0 * dout[0])})
    assert of(found, UNKNOWN).split() == list(GRAPH.order[1:])
    assert found.judged.findings["x"].why == (
        "It depends on the part of your forward pass that is to be mended."
    )


# What is drawn


def test_signs_stand_before_the_values_of_a_wrong_forward():
    html = graph_html(view(written(DDOF)))
    drawn = words(next(parse(html).iter("{http://www.w3.org/2000/svg}svg")))
    assert "✓ centred" in drawn
    assert "✗ var" in drawn
    assert "→ x_hat" in drawn
    assert drawn.count("look here first") == 2  # the square has no name in this code
    caption = (
        "A sign before a value is about your forward pass: ✓ as the box gives it, ✗ wrong, → a right step from"
        " a wrong value, ? unknown."
    )
    assert caption in words(parse(html))
    right = words(parse(graph_html(view(written()))))
    assert "✓ centred" not in right
    assert caption not in right


def test_the_text_says_the_values_first():
    lines = graph_text(view(written(DDOF))).splitlines()
    assert lines[1:4] == [
        "  right       centred",
        "  wrong       var",
        "  passed on   inv_std: This step is right; what came into it was wrong already.",
    ]
    assert all(len(line) <= 100 for line in lines)
    assert not any(re.search(r"\bnan\b|None", line) for line in lines)
