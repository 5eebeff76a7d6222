"""A fault of an earlier assignment costs nothing in a later one, whichever way its functions come."""

import ast
from pathlib import Path
from textwrap import indent

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader

ROOT = Path(__file__).resolve().parents[2]
STYLE = (ROOT / "tests/truth/styles_networks/template_2018.py").read_text()

NORMS = """import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode, eps, keep = bn_param["mode"], EPS, bn_param.get("momentum", 0.9)
    old_mean = bn_param.get("running_mean", np.zeros(x.shape[1], x.dtype))
    old_var = bn_param.get("running_var", np.zeros(x.shape[1], x.dtype))
    cache = None
    if mode == "train":
        mean, var = x.mean(axis=0), x.var(axis=0)
        old_mean, old_var = keep * old_mean + (1 - keep) * mean, keep * old_var + (1 - keep) * var
        std = np.sqrt(var + eps)
        x_hat = (x - mean) / std
        out, cache = gamma * x_hat + beta, (x_hat, gamma, std)
    elif mode == "test":
        out = gamma * (x - old_mean) / np.sqrt(old_var + eps) + beta
    else:
        raise ValueError(f'Invalid forward batchnorm mode "{mode}"')
    bn_param["running_mean"], bn_param["running_var"] = old_mean, old_var
    return out, cache


def batchnorm_backward(dout, cache):
    x_hat, gamma, std = cache
    g = gamma * dout
    dx = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / std
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def batchnorm_backward_alt(dout, cache):
    x_hat, gamma, std = cache
    g = gamma * dout
    dx = (g * len(g) - g.sum(axis=0) - x_hat * (g * x_hat).sum(axis=0)) / (len(g) * std)
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def layernorm_forward(x, gamma, beta, ln_param):
    std = np.sqrt(x.var(axis=1, keepdims=True) + ln_param.get("eps", 1e-5))
    x_hat = (x - x.mean(axis=1, keepdims=True)) / std
    return gamma * x_hat + beta, (x_hat, gamma, std)


def layernorm_backward(dout, cache):
    x_hat, gamma, std = cache
    g = gamma * dout
    dx = (g - g.mean(axis=1, keepdims=True) - x_hat * (g * x_hat).mean(axis=1, keepdims=True)) / std
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)
"""
RIGHT = NORMS.replace("EPS", 'bn_param.get("eps", 1e-5)')
FAULTY = NORMS.replace("EPS", "1e-3")
"""Loses the points for eps in the assignment batchnorm, and nothing else."""

LAYER = """
def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    a, norm = x.reshape(len(x), -1) @ W + b, None
    if normalization == "batchnorm":
        a, norm = BN_FORWARD(a, gamma, beta, norm_param)
    elif normalization == "layernorm":
        a, norm = LN_FORWARD(a, gamma, beta, norm_param)
    return np.maximum(a, 0), (x, W, norm, a > 0, normalization)


def affine_norm_relu_backward(dout, cache):
    x, W, norm, active, normalization = cache
    da, dgamma, dbeta = dout * active, None, None
    if normalization == "batchnorm":
        da, dgamma, dbeta = BN_BACKWARD(da, norm)
    elif normalization == "layernorm":
        da, dgamma, dbeta = LN_BACKWARD(da, norm)
    return (da @ W.T).reshape(x.shape), x.reshape(len(x), -1).T @ da, da.sum(axis=0), dgamma, dbeta
"""


def layer(prefix="", backward="batchnorm_backward"):
    words = {
        "BN_FORWARD": f"{prefix}batchnorm_forward",
        "LN_FORWARD": f"{prefix}layernorm_forward",
        "BN_BACKWARD": f"{prefix}{backward}",
        "LN_BACKWARD": f"{prefix}layernorm_backward",
    }
    text = LAYER
    for word, name in words.items():
        text = text.replace(word, name)
    return text


def network():
    """The class and what it needs besides the layer and its norms, out of a style of our own."""
    rows = [row for row in ast.parse(STYLE).body if isinstance(row, ast.FunctionDef | ast.ClassDef)]
    own = ("batchnorm_", "layernorm_", "affine_norm_relu_")
    return "\n\n\n".join(ast.unparse(row) for row in rows if not row.name.startswith(own))


ALT = layer(backward="batchnorm_backward_alt")
NAMES = "batchnorm_forward, batchnorm_backward, batchnorm_backward_alt, layernorm_forward, layernorm_backward"
TABLE = """
NORMS = {"forward": batchnorm_forward, "backward": batchnorm_backward_alt}
"""
OBJECTS = """
class BatchNorm:
    forward_of = staticmethod(batchnorm_forward)

    def __init__(self, backward=batchnorm_backward_alt):
        self.backward_of = backward


BATCH_NORM = BatchNorm()
"""

WRAP = """
import functools


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper
"""
ALIASED = layer().replace("batchnorm_backward(", "bn_back(")


def with_local_imports(text):
    """The layer, whose functions import what they need themselves."""
    first = ("    a, norm = x.reshape", "    da, dgamma, dbeta = dout")
    for start in first:
        text = text.replace(start, f"    from norms import {NAMES}\n{start}", 1)
    return text


WAYS = {
    "copied into the file": ({}, "{norms}" + layer()),
    "copied, with the other backward": ({}, "{norms}" + ALT),
    "a star import": ({"norms": "{norms}"}, "from norms import *\n" + ALT),
    "names": ({"norms": "{norms}"}, f"from norms import {NAMES}\n" + layer()),
    "a module": ({"norms": "{norms}"}, "import norms\n" + layer("norms.")),
    "a module under another name": (
        {"norms": "{norms}"},
        "import norms as n\n" + layer("n.", "batchnorm_backward_alt"),
    ),
    "other names": (
        {"norms": "{norms}"},
        "from norms import batchnorm_forward as bn, batchnorm_backward_alt as bn_back\n"
        "from norms import layernorm_forward, layernorm_backward\n"
        + layer().replace("batchnorm_forward(", "bn(").replace("batchnorm_backward(", "bn_back("),
    ),
    "an alias": (
        {},
        "{norms}\nbn_back = batchnorm_backward_alt\n" + layer().replace("batchnorm_backward(", "bn_back("),
    ),
    "a table": (
        {},
        "{norms}"
        + TABLE
        + layer()
        .replace("batchnorm_forward(", 'NORMS["forward"](')
        .replace("batchnorm_backward(", 'NORMS["backward"]('),
    ),
    "objects": (
        {},
        "{norms}"
        + OBJECTS
        + layer()
        .replace("batchnorm_forward(", "BATCH_NORM.forward_of(")
        .replace("batchnorm_backward(", "BATCH_NORM.backward_of("),
    ),
    "a layer in a module of its own": (
        {"norms": "{norms}", "layers": "import numpy as np\nfrom norms import *\n" + ALT},
        "from layers import *\n",
    ),
    "a package": (
        {"own/__init__": "", "own/norms": "{norms}"},
        "from own.norms import *\n" + ALT,
    ),
}

WAYS |= {
    "functions that a decorator wraps": ({}, WRAP + "{wrapped}\nbn_back = batchnorm_backward_alt\n" + ALIASED),
    "a partial": (
        {},
        "{norms}\nimport functools\nbn_back = functools.partial(batchnorm_backward_alt)\n" + ALIASED,
    ),
    "static methods": ({}, "{static}" + layer("Norms.", "batchnorm_backward_alt")),
    "static methods in a module": (
        {"norms": "import numpy as np\n{static}"},
        "from norms import Norms\n" + layer("Norms.", "batchnorm_backward_alt"),
    ),
    "an import within the functions": ({"norms": "{norms}"}, with_local_imports(ALT)),
    "getattr": (
        {"norms": "{norms}"},
        "import norms\n"
        + layer()
        .replace("batchnorm_forward(", 'getattr(norms, normalization + "_forward")(')
        .replace("batchnorm_backward(", 'getattr(norms, f"{normalization}_backward_alt")('),
    ),
    "globals": (
        {},
        "{norms}"
        + layer()
        .replace("batchnorm_forward(", 'globals()["batchnorm_forward"](')
        .replace("batchnorm_backward(", 'globals()["batchnorm_backward_alt"]('),
    ),
    "a module with what is not called": (
        {"norms": "{norms}\n\ndef other_backward(dout, cache):\n    return batchnorm_backward(dout, cache)\n"},
        "from norms import *\n" + ALT,
    ),
}


def filled(text, norms):
    """The text with these norms in it, as they are, wrapped, or in a class."""
    functions = [row for row in ast.parse(norms).body if isinstance(row, ast.FunctionDef)]
    static = "".join(indent(f"@staticmethod\n{ast.unparse(row)}\n\n", "    ") for row in functions)
    wrapped = norms.replace("\ndef ", "\n@logged\ndef ")
    words = {"norms": norms, "wrapped": wrapped, "static": f"class Norms:\n{static}"}
    for word, value in words.items():
        text = text.replace("{" + word + "}", value)
    return text


@pytest.fixture(scope="module")
def door():
    with Grader(find_assignment(ROOT, "networks")) as grader:
        yield grader


def grade(door, tmp_path, way, norms):
    modules, text = WAYS[way]
    for name, content in modules.items():
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(filled(content, norms))
    own = filled(text, norms)
    path = tmp_path / "networks.py"
    path.write_text(f"import numpy as np\n{own}\n\n{network()}")
    return door.grade(path)


STOOD_IN = (
    "Not all is right in {} of the assignment {}; here the course's own functions stood in, so that nothing is"
    " charged twice."
)
AS_THEY_ARE = (
    "Criteria that earn more with your own functions of the assignment batchnorm were judged with those."
)
EVERYTHING = "what the functions rest on could not be found by name, so all cells were run once"


def lost(report):
    return {f"{row.exercise}/{row.name}": row.message for row in report.automatic if row.earned < row.points}


@pytest.mark.parametrize("way", WAYS)
def test_right_functions_are_used_and_nothing_is_said(door, tmp_path, way):
    report = grade(door, tmp_path, way, RIGHT)
    assert lost(report) == {}
    assert [line for line in map(str, report.warnings) if line != EVERYTHING] == []


@pytest.mark.parametrize("way", WAYS)
def test_a_fault_of_one_point_costs_nothing(door, tmp_path, way):
    report = grade(door, tmp_path, way, FAULTY)
    assert lost(report) == {}
    (said,) = [line for line in map(str, report.warnings) if line != EVERYTHING]
    backward = (
        "batchnorm_backward"
        if way in ("copied into the file", "names", "a module")
        else "batchnorm_backward_alt"
    )
    assert said == (
        f"Not all is right in batchnorm_forward and {backward} of the assignment batchnorm; here the course's"
        " own functions stood in, so that nothing is charged twice."
    )


def test_a_backward_that_is_not_called_is_not_judged(door, tmp_path):
    broken = RIGHT.replace("(g * len(g) -", "(g -")
    assert broken != RIGHT
    report = grade(door, tmp_path, "names", broken)
    assert (lost(report), report.warnings) == ({}, ())


def inline_backward():
    """The layer with batch norm's backward step written out, which reads the cache of the learner's forward."""
    start = ALT.index("        da, dgamma, dbeta = batchnorm_backward_alt")
    end = ALT.index("    elif", start)
    inline = """        x_hat, scale, std = norm
        g = scale * da
        dgamma, dbeta = (da * x_hat).sum(axis=0), da.sum(axis=0)
        da = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / std
"""
    return f"{ALT[:start]}{inline}{ALT[end:]}"


def test_a_layer_that_reads_its_own_cache_is_never_paired_with_another(door, tmp_path):
    """The backward step is written out in the layer and reads the cache of the learner's forward."""
    path = tmp_path / "networks.py"
    path.write_text(f"{FAULTY}\n{inline_backward()}\n\n{network()}")
    report = door.grade(path)
    assert lost(report) == {}
    assert list(map(str, report.warnings)) == [STOOD_IN.format("batchnorm_forward", "batchnorm"), AS_THEY_ARE]


LEANING = """

def layernorm_forward(x, gamma, beta, ln_param):
    turned, cache = batchnorm_forward(x.T, 1.0, 0.0, {"mode": "train", "eps": ln_param.get("eps", 1e-5)})
    return turned.T * gamma + beta, (cache, gamma)


def layernorm_backward(dout, cache):
    (x_hat, _, std), gamma = cache
    g = (dout * gamma).T
    dx = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / std
    return dx.T, (dout * x_hat.T).sum(axis=0), dout.sum(axis=0)
"""
WRONG_ALT = RIGHT.replace("(g * len(g) -", "1.01 * (g * len(g) -")


def test_what_reads_the_cache_of_replaced_functions_is_replaced_too(door, tmp_path):
    """Layer norm turns batch norm on its side and unpacks the learner's cache: right, and lost without it."""
    path = tmp_path / "networks.py"
    path.write_text(f"{WRONG_ALT}{LEANING}\n{ALT}\n\n{network()}")
    report = door.grade(path)
    assert lost(report) == {}
    assert list(map(str, report.warnings)) == [
        "Not all is right in batchnorm_forward and batchnorm_backward_alt of the assignment batchnorm; here the"
        " course's own functions stood in, so that nothing is charged twice.",
        "The course's own functions stood in for layernorm_forward and layernorm_backward of the assignment"
        " normalizers too, which rest on those that are not right.",
    ]


def test_each_work_is_left_in_place_or_replaced_by_itself(door, tmp_path):
    """The layer reads the cache of the learner's batch norm, whose eps is wrong; layer norm is wrong too."""
    norms = FAULTY.replace("(g * x_hat).mean(axis=1", "(g * x_hat).sum(axis=1")
    assert norms.count("(g * x_hat).sum(axis=1") == 1
    path = tmp_path / "networks.py"
    path.write_text(f"{norms}\n{inline_backward()}\n\n{network()}")
    report = door.grade(path)
    assert lost(report) == {}
    assert list(map(str, report.warnings)) == [
        STOOD_IN.format("batchnorm_forward", "batchnorm"),
        STOOD_IN.format("layernorm_forward and layernorm_backward", "normalizers"),
        AS_THEY_ARE,
    ]


def test_an_own_mistake_is_charged_with_either_functions(door, tmp_path):
    """dW lacks a factor in the layer: the points of dW are lost, with whichever functions it is judged."""
    own = inline_backward().replace("x.reshape(len(x), -1).T @ da", "x.reshape(len(x), -1).T @ da / len(x)")
    path = tmp_path / "networks.py"
    path.write_text(f"{FAULTY}\n{own}\n\n{network()}")
    assert "affine_norm_relu_backward/dW" in lost(door.grade(path))
