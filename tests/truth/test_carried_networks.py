"""A right network loses nothing for a fault in the earlier functions that it stands on, in any style."""

import ast
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader

ROOT = Path(__file__).resolve().parents[2]
STYLES = sorted((Path(__file__).parent / "styles_networks").glob("*.py"))

FAULTS = {
    "another eps": (
        "batchnorm_forward",
        """
def batchnorm_forward(x, gamma, beta, bn_param):
    settings = dict(bn_param, eps=1e-3)
    found = right_function(x, gamma, beta, settings)
    bn_param.update({name: settings[name] for name in settings if name.startswith("running")})
    return found
""",
    ),
    "no averages": (
        "batchnorm_forward",
        """
def batchnorm_forward(x, gamma, beta, bn_param):
    return right_function(x, gamma, beta, dict(bn_param))
""",
    ),
    "dgamma as a mean": (
        "batchnorm_backward",
        """
def batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = right_function(dout, cache)
    return dx, dgamma / len(dout), dbeta
""",
    ),
    "dx of the other backward pass": (
        "batchnorm_backward_alt",
        """
def batchnorm_backward_alt(dout, cache):
    dx, dgamma, dbeta = right_function(dout, cache)
    return 1.01 * dx, dgamma, dbeta
""",
    ),
    "another eps in layer norm": (
        "layernorm_forward",
        """
def layernorm_forward(x, gamma, beta, ln_param):
    return right_function(x, gamma, beta, {"eps": 1e-3})
""",
    ),
}


def with_fault(path, fault):
    """The style with a fault around one of its functions; None where it has no such function."""
    name, text = FAULTS[fault]
    lines = path.read_text().splitlines(keepends=True)
    for node in ast.parse("".join(lines)).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            own = f"right_{name}"
            lines[node.lineno - 1] = lines[node.lineno - 1].replace(f"def {name}", f"def {own}")
            lines.insert(node.end_lineno, "\n" + text.replace("right_function", own))
            return "".join(lines)
    return None


FOUND = [(path, fault) for path in STYLES for fault in FAULTS if with_fault(path, fault)]
CASES = [
    pytest.param(*case, marks=() if index % 4 == 0 else pytest.mark.slow) for index, case in enumerate(FOUND)
]


@pytest.fixture(scope="module")
def door():
    with Grader(find_assignment(ROOT, "networks"), name_mistakes=False) as opened:
        yield opened


@pytest.mark.parametrize(("path", "fault"), CASES, ids=lambda one: getattr(one, "stem", one))
def test_a_fault_in_earlier_work_costs_nothing(door, tmp_path, path, fault):
    (tmp_path / "networks.py").write_text(with_fault(path, fault))
    report = door.grade(tmp_path / "networks.py")
    declared = {"affine_norm_relu_backward/precision"} if path.stem == "single_precision_inside" else set()
    lost = {f"{row.exercise}/{row.name}": row.message for row in report.automatic if row.earned < row.points}
    assert {name: why for name, why in lost.items() if name not in declared} == {}


def test_the_faults_are_told_where_the_function_is_called(door, tmp_path):
    """Otherwise the test above could not fail: each fault is found in a network that calls the function."""
    path = next(path for path in STYLES if path.stem == "template_2018")
    said = {}
    for fault in ("another eps", "no averages", "dgamma as a mean", "another eps in layer norm"):
        (tmp_path / "networks.py").write_text(with_fault(path, fault))
        said[fault] = [str(line).partition(";")[0] for line in door.grade(tmp_path / "networks.py").warnings]
    batchnorm = "Not all is right in batchnorm_forward and batchnorm_backward of the assignment batchnorm"
    assert said == {
        "another eps": [batchnorm],
        "no averages": [batchnorm],
        "dgamma as a mean": [batchnorm],
        "another eps in layer norm": [
            "Not all is right in layernorm_forward and layernorm_backward of the assignment normalizers"
        ],
    }
