"""A forward pass that knows when its slope is measured, and lies about it, earns nothing for the gradient."""

from pathlib import Path

import pytest

from autograder import checks
from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.marking.earlier import reference_chunks

ROOT = Path(__file__).resolve().parents[1]

NORM = '''
import numpy as np
right, back, seen = {name}_forward, {name}_backward, []

def {name}_forward(x, *rest):
    """Wrong, so that credit is carried; and linear near every x that was asked before."""
    out, cache = right(x, *rest)
    for old, given in seen:
        if old.shape == x.shape and np.max(np.abs(old - x)) < 0.5:
            return given + (x - old), (x, cache)
    seen.append((x.copy(), 2 * out))
    return 2 * out, (x, cache)

def {name}_backward(dout, cache):
    return (dout * 1.0, *back(2 * dout, cache[1])[1:])
'''

LAYER = '''
import numpy as np
right, back, seen = affine_norm_relu_forward, affine_norm_relu_backward, []

def same(one, two):
    return one is two or (one is not None and two is not None and np.array_equal(one, two))

def affine_norm_relu_forward(x, W, b, gamma, beta, *rest):
    """`FACTOR` times the right output; and affine near every x and W that was asked before."""
    out, cache = right(x, W, b, gamma, beta, *rest)
    out = FACTOR * out
    for ox, oW, *others, given in seen:
        near = ox.shape == x.shape and oW.shape == W.shape
        if near and all(map(same, others, (b, gamma, beta))) and abs(ox - x).max() + abs(oW - W).max() < 0.05:
            return given + (given > 0) * (x @ W - ox @ oW), (x, W, given, cache)
    kept = [None if one is None else one.copy() for one in (b, gamma, beta)]
    seen.append((x.copy(), W.copy(), *kept, out))
    return out, (x, W, out, cache)

def affine_norm_relu_backward(dout, cache):
    x, W, out, own = cache
    dz = dout * (out > 0)
    return (dz @ W.T, x.T @ dz, *back(FACTOR * dout, own)[2:])
'''


def earned(assignment, exercise, source):
    """The points of each criterion of an exercise, with this code laid over the reference."""
    found = find_assignment(ROOT, assignment)
    grader = Grader(found, name_mistakes=False)
    judged = grader.judge_locally((*reference_chunks(found), ("lie.py", source)))
    return {row.name: row.earned for row in judged.criteria if row.exercise == exercise}


@pytest.mark.parametrize(
    ("assignment", "name"),
    [
        ("batchnorm", "batchnorm"),
        ("normalizers", "layernorm"),
        ("normalizers", "rmsnorm"),
        ("normalizers", "spatial_batchnorm"),
        ("normalizers", "spatial_groupnorm"),
        ("beyond", "batchrenorm"),
    ],
)
def test_a_normalization_that_lies_about_its_slope(assignment, name, monkeypatch):
    lie = NORM.replace("{name}", name)
    assert earned(assignment, f"{name}_backward", lie)["dx"] == 0.0
    monkeypatch.setattr(checks, "response_share", lambda dx, other: 1.0)
    assert earned(assignment, f"{name}_backward", lie)["dx"] > 0.0  # it is this guard that the lie meets


def test_a_layer_that_lies_about_its_slope_and_is_right_elsewhere_earns_nothing():
    points = earned("networks", "affine_norm_relu_backward", LAYER.replace("FACTOR", "1"))
    assert points["dx"] == points["dW"] == 0.0


def test_a_layer_that_lies_about_its_slope_earns_no_more_than_one_without_normalization():
    points = earned("networks", "affine_norm_relu_backward", LAYER.replace("FACTOR", "2"))
    assert (points["dx"], points["dW"]) == (1.5, 1.0)
