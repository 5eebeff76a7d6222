"""`make truth REAL=FOLDER`: the oracle beside the grader, on a small folder of student files.

The files are of our own writing. Where a check is disturbed on purpose, the oracle must find it: a measurement
that finds nothing is worth something only if it can find something.
"""

import ast
import contextlib
import importlib.util
import io
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from rich.console import Console

from autograder.checks import CheckFailure
from autograder.grading import Grader
from autograder.marking.rubric import Rubric
from autograder.sandbox.local import LocalSession

from . import real
from .__main__ import main
from .judges import the_judge
from .oracle import formulas, forward, lines, opinions
from .oracle.asking import Case, Program, draw
from .oracle.formulas import NORMS, SPATIAL
from .oracle.opinions import Opinion, Says

BATCHNORM = """
import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps, momentum = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    N, D = x.shape
    running_mean = bn_param.get("running_mean", np.zeros(D, dtype=x.dtype))
    running_var = bn_param.get("running_var", np.zeros(D, dtype=x.dtype))
    out, cache = None, None
    if mode == "train":
        mu, var = x.mean(axis=0), x.var(axis=0)
        std = np.sqrt(var + eps)
        x_hat = (x - mu) / std
        out, cache = gamma * x_hat + beta, (x_hat, std, gamma)
        running_mean = momentum * running_mean + (1 - momentum) * mu
        running_var = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = running_mean, running_var
    return out, cache


def batchnorm_backward(dout, cache):
    x_hat, std, gamma = cache
    dx_hat = dout * gamma
    dx = (dx_hat - dx_hat.mean(axis=0) - x_hat * (dx_hat * x_hat).mean(axis=0)) / std
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def batchnorm_backward_alt(dout, cache):
    x_hat, std, gamma = cache
    N = len(dout)
    dgamma, dbeta = (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    return gamma / N / std * (N * dout - dbeta - x_hat * dgamma), dgamma, dbeta
"""

LAYERNORM = """
def layernorm_forward(x, gamma, beta, ln_param):
    std = np.sqrt(x.var(axis=1, keepdims=True) + ln_param.get("eps", 1e-5))
    x_hat = (x - x.mean(axis=1, keepdims=True)) / std
    return gamma * x_hat + beta, (x_hat, std, gamma)


def layernorm_backward(dout, cache):
    x_hat, std, gamma = cache
    dx_hat = dout * gamma
    along = dx_hat.mean(axis=1, keepdims=True) + x_hat * (dx_hat * x_hat).mean(axis=1, keepdims=True)
    return (dx_hat - along) / std, (dout * x_hat).sum(axis=0), dout.sum(axis=0)
"""

NO_MEAN = "    dx = (dx_hat - x_hat * (dx_hat * x_hat).mean(axis=0)) / std\n"
DX = "    dx = (dx_hat - dx_hat.mean(axis=0) - x_hat * (dx_hat * x_hat).mean(axis=0)) / std\n"

TWICE = "gamma**2 * x_hat + beta, (x_hat, std, gamma**2)"


def as_notebook(source):
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]})


FILES = {
    "ann/cs231n/layers.py": BATCHNORM + LAYERNORM,
    "bob/batchnorm.ipynb": as_notebook("%matplotlib inline\n" + BATCHNORM),
    "bob/.ipynb_checkpoints/batchnorm.ipynb": as_notebook(BATCHNORM),
    "cid/layers.py": BATCHNORM.replace(DX, NO_MEAN),
    "dan/layers.py": BATCHNORM.replace("x.var(axis=0)", "x.var(axis=0, ddof=1)"),
    "eve/layers.py": BATCHNORM.replace("return dx, (dout", "return dx, np.ones_like(gamma) + (dout"),
    "fay/layers.py": BATCHNORM.replace("N = len(dout)\n", "raise NotImplementedError\n"),
    "gus/layers.py": BATCHNORM.split("def batchnorm_backward_alt")[0]
    + "def batchnorm_backward_alt(dout, cache):\n    dx, dgamma, dbeta = None, None, None\n"
    + "    return dx, dgamma, dbeta\n",
    "hal/[red]notes.py": b"\xff\xfe no text",
    "jon/layers.py": BATCHNORM.replace("gamma * x_hat + beta, (x_hat, std, gamma)", TWICE),
    "kay/norms.py": "import numpy as np\n" + LAYERNORM,
    "ida/plot.py": "import matplotlib\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of student files."""
    root = tmp_path_factory.mktemp("real")
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


@pytest.fixture(scope="module")
def graders():
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(Grader(the_judge(name).assignment, discreet=False)) for name in real.NAMES]


@pytest.fixture(scope="module")
def honest(folder, graders):
    return real.judge_files(real.files_of(folder), graders)


def of(found, path, line):
    (one,) = (one for one in found.lines if path in str(one.path) and one.line == line)
    return one


def test_both_sides_agree_on_honest_checks(honest):
    assert honest.disagreements == []
    assert honest.files == 11
    whole = f"batchnorm_backward/{real.WHOLE}"
    for path in ("ann", "bob"):
        assert of(honest, path, whole).opinion.says is Says.RIGHT
        assert of(honest, path, whole).passed
    for path in ("ann", "kay"):
        assert of(honest, path, f"layernorm_backward/{real.WHOLE}").opinion.says is Says.RIGHT
    wrong = {(one.path.parent.name, one.line) for one in honest.lines if one.opinion.says is Says.WRONG}
    assert {one for one in wrong if real.WHOLE not in one[1]} == {
        ("cid", "batchnorm_backward/dx"),
        ("dan", "batchnorm_forward/training output"),
        ("dan", "batchnorm_forward/running variance"),
        ("dan", "batchnorm_backward/dx"),
        ("dan", "batchnorm_backward_alt/dx"),
        ("eve", "batchnorm_backward/dgamma"),
        ("jon", "batchnorm_forward/training output"),
    }
    assert of(honest, "cid", "batchnorm_backward/dx").name_is_right
    assert of(honest, "dan", "batchnorm_forward/training output").name_is_right


def test_what_is_a_matter_of_rule_is_not_counted(honest):
    """jon's dx is right for his wrong forward: it keeps its points, and the oracle does not judge that."""
    assert honest.carried > 0
    assert of(honest, "jon", "batchnorm_forward/training output").opinion.says is Says.WRONG
    lines_of_jon = {one.line for one in honest.lines if one.path.parent.name == "jon"}
    assert "batchnorm_backward/dbeta" in lines_of_jon
    assert "batchnorm_backward/dx" not in lines_of_jon


def test_files_that_fall_short_are_counted_apart(honest, folder):
    assert [path.name for path, _ in honest.unreadable] == ["[red]notes.py"]
    assert honest.empty == [folder / "ida/plot.py"]
    assert honest.failed == []
    # In each the exercise is there, and nothing is written; all files but ann's hold no layernorm at all.
    assert honest.unwritten["batchnorm_backward_alt"] == 2
    assert not [one for one in honest.lines if "alt" in one.line and one.path.parent.name in ("fay", "gus")]


def disturbed(grader, exercise, line, function):
    """The grader's rubric with another function in the checks of one line."""
    rows = tuple(
        replace(row, checks=tuple(replace(check, function=function) for check in row.checks))
        if (row.exercise, row.name) == (exercise, line)
        else row
        for row in grader.rubric.rows
    )
    return Rubric(rows)


def refuse(**_):
    raise CheckFailure("It is wrong, says a check that is disturbed.")


def accept(**_):
    return None


def judged_with(folder, exercise, line, function, person):
    with Grader(the_judge("batchnorm").assignment, name_mistakes=False, discreet=False) as grader:
        grader.rubric = disturbed(grader, exercise, line, function)
        return real.judge_files([folder / person / "layers.py"], [grader])


def test_a_check_that_fails_right_work_is_found(folder):
    found = judged_with(folder, "batchnorm_backward", "dbeta", refuse, "eve")
    assert [(one.line, one.false_fail) for one in found.disagreements] == [("batchnorm_backward/dbeta", True)]
    text = "\n".join(real._both_sides(found.disagreements[0], folder))
    assert text == (
        "FALSE FAIL: eve/layers.py: batchnorm_backward/dbeta\n"
        "    grader: lost: It is wrong, says a check that is disturbed.\n"
        "    oracle: right"
    )


def test_a_check_that_passes_wrong_work_is_found(folder):
    found = judged_with(folder, "batchnorm_backward", "dgamma", accept, "eve")
    assert [one.line for one in found.disagreements] == [
        "batchnorm_backward/dgamma",
        f"batchnorm_backward/{real.WHOLE}",
    ]
    text = "\n".join(real._both_sides(found.disagreements[0], folder))
    assert text.startswith(
        "WRONG PASS: eve/layers.py: batchnorm_backward/dgamma\n    grader: earned\n"
        "    oracle: wrong: dgamma is off by "
    )


def test_a_wrong_name_is_found():
    dx = ("batchnorm_backward", "dx")
    session = LocalSession([("cid", FILES["cid/layers.py"])])
    opinion = lines.opinion_of(session, *dx)
    judge = the_judge("batchnorm")
    names = [one.id for one in judge.mistakes.values() if "batchnorm_backward/dx" in one.loses and one.named]
    fits = [name for name in names if real.name_is_right("batchnorm", name, *dx, opinion)]
    assert len(fits) == 1
    other = next(name for name in names if name not in fits)
    assert real.name_is_right("batchnorm", other, *dx, opinion) is False
    assert real.name_is_right("batchnorm", f"{other}+{fits[0]}", *dx, opinion)
    assert real.name_is_right("batchnorm", other, *dx, Opinion(Says.NOTHING)) is None
    assert real.name_is_right("batchnorm", "", *dx, opinion) is None


def printed(function, *given):
    console = Console(file=io.StringIO(), width=real.WIDTH, color_system=None)
    function(*given, console)
    return console.file.getvalue()


def test_what_is_printed(honest, folder):
    text = printed(real.print_found, honest, folder)
    rows = [one for one in honest.lines if real.WHOLE not in one.line]
    judged = sum(one.opinion.says is not Says.NOTHING for one in rows)
    assert (
        f"\n0 of {judged} lines marked wrongly: 0 %, 95 % bounds 0 % to {real.as_percent(3 / judged)} (others,"
        " arXiv 2605.05410: 0.02 to 0.04 %).\n"
        f"Of {len(rows)} graded lines the oracle judged {judged}; not compared: {honest.blocked} that wait for"
        f" another line, {honest.carried} whose credit was carried.\n"
        "Of 11 files 1 hold none of the functions, 1 cannot be read, and the grader failed on 0.\n"
        "Functions that are not written, in files that hold others: batchnorm_backward_alt 2, "
    ) in text
    assert text.endswith("    hal/[red]notes.py: The file is not UTF-8 text (byte 0 cannot be read).\n")
    right = sum(one.line == "batchnorm_backward/dx" and one.opinion.says is Says.RIGHT for one in rows)
    _, _, below = text.partition("\n batchnorm_backward ")
    row = next(line for line in below.splitlines() if line.startswith("   dx "))
    numbers = re.split(r"  +", row.strip())
    assert numbers == ["dx", str(right), "0", real.as_percent(3 / right), "2", "0", "100 %", "1", "0", "0"]
    assert max(map(len, text.partition("\n0 of ")[0].splitlines())) <= real.WIDTH


def test_nothing_of_a_file_reaches_the_terminal_as_more_than_text(tmp_path):
    opinion = Opinion(Says.WRONG, "it fails (\x1b[31mError)")
    line = real.Line(tmp_path / "a\x1b[2J.py", "f/dx", True, opinion)
    text = printed(real.print_found, real.Found(files=1, lines=[line]), tmp_path)
    assert "\x1b" not in text
    assert "WRONG PASS: a\N{REPLACEMENT CHARACTER}[2J.py: f/dx" in text


def test_no_file_is_written(folder, honest):
    assert honest.files == 11
    assert {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} == set(FILES)


def test_a_folder_that_is_not_there(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("sys.argv", ["truth", "--real", str(tmp_path / "none")])
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr().err
    assert said.endswith("none is no folder; name one that holds notebooks or Python files.\n")


# The oracle itself


@pytest.mark.parametrize("norm", NORMS, ids=lambda norm: norm.name)
def test_the_formulas_have_the_slopes_of_the_formulas(norm):
    """dx, dgamma and dbeta by differences of the output alone, in extended precision."""
    case = draw(norm, np.random.default_rng(1), norm.shapes[0], (0.3, 1.5))
    for name, expected in zip(("x", "gamma", "beta"), case.gradients(0.5), strict=False):
        at = getattr(case, name)

        def outputs(points, name=name):
            return [replace(case, **{name: point}).output(0.5) for point in points]

        slopes = formulas.slopes(outputs, at, case.dout, 1e-4)
        assert np.abs(slopes - expected).max() < 1e-6 * np.abs(expected).max()


def test_pytorch_stands_beside_the_formulas_where_it_is():
    gap = formulas.gap_to_pytorch()
    assert (gap is None) == (importlib.util.find_spec("torch") is None)
    assert gap is None or gap < 1e-12


class Tensor:
    """An array that knows its gradient once something was made of it."""

    def __init__(self, array, requires_grad=False):
        self.array, self.grad = array, None

    def detach(self):
        return self

    def numpy(self):
        return self.array


class Output(Tensor):
    """What a stand-in for a function of PyTorch gives; its backward pass takes differences."""

    def __init__(self, function, given):
        super().__init__(function(*(one.array for one in given)))
        self.function, self.given = function, given

    def backward(self, dout):
        arrays = [one.array for one in self.given]
        for at, one in enumerate(self.given):

            def outputs(points, at=at):
                return [self.function(*arrays[:at], point, *arrays[at + 1 :]) for point in points]

            one.grad = Tensor(formulas.slopes(outputs, one.array, dout.array, 1e-4).astype(float))


def stand_in(axes_of, factor):
    """A function that normalises over these axes, in plain NumPy."""

    def normalise(x, gamma, beta, eps, groups=1):
        view = x.reshape(len(x), groups, -1, *x.shape[2:]) if groups > 1 else x
        axes = axes_of(view)
        out = (view - view.mean(axes, keepdims=True)) / np.sqrt(view.var(axes, keepdims=True) + factor * eps)
        along = (1, -1, *[1] * (x.ndim - 2))
        return out.reshape(x.shape) * gamma.reshape(along) + beta.reshape(along)

    return normalise


def pytorch(monkeypatch, factor=1.0):
    """Put a stand-in for PyTorch, whose eps may be another one, into the place of the real one."""
    batch = stand_in(lambda x: (0, *range(2, x.ndim)), factor)
    layer = stand_in(lambda x: (1,), factor)
    group = stand_in(lambda x: (2, 3, 4), factor)
    functional = ModuleType("torch.nn.functional")

    def batch_norm(x, mean, var, gamma, beta, training, eps):
        assert (mean, var, training) == (None, None, True)
        return Output(lambda *given: batch(*given, eps), [x, gamma, beta])

    def layer_norm(x, shape, gamma, beta, eps):
        assert shape == x.array.shape[1:]
        return Output(lambda *given: layer(*given, eps), [x, gamma, beta])

    def group_norm(x, groups, gamma, beta, eps):
        return Output(lambda *given: group(*given, eps, groups), [x, gamma, beta])

    functional.batch_norm, functional.layer_norm, functional.group_norm = batch_norm, layer_norm, group_norm
    torch, nn = ModuleType("torch"), ModuleType("torch.nn")
    torch.tensor, nn.functional = Tensor, functional
    for name, module in (("torch", torch), ("torch.nn", nn), ("torch.nn.functional", functional)):
        monkeypatch.setitem(sys.modules, name, module)


def test_pytorch_is_asked_the_same_as_the_formulas(monkeypatch):
    """With a stand-in of plain NumPy and differences, for PyTorch is seldom installed where this runs."""
    pytorch(monkeypatch)
    assert formulas.gap_to_pytorch() < 1e-5
    pytorch(monkeypatch, factor=1000.0)
    assert formulas.gap_to_pytorch() > 1e-4


def test_what_is_said_of_pytorch(monkeypatch):
    monkeypatch.setattr(real, "gap_to_pytorch", lambda: None)
    assert real.beside_pytorch() == "PyTorch is not installed; the formulas stand alone."
    monkeypatch.setattr(real, "gap_to_pytorch", lambda: 3e-15)
    assert real.beside_pytorch() == "PyTorch and the formulas differ by 3e-15 at most."


@pytest.mark.parametrize("name", real.NAMES)
def test_the_oracle_has_a_question_for_every_line(name):
    asked = [lines.question(*line.split("/", 1)) for line in the_judge(name).lines]
    assert None not in asked
    assert lines.opinion_of(LocalSession(), "welford", "M2").why == "the oracle has no question for this line"


def test_the_oracle_shares_nothing_with_the_checks():
    for path in (Path(__file__).parent / "oracle").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and not node.level:
                assert not node.module.startswith("autograder") or node.module.startswith("autograder.sandbox")
            if isinstance(node, ast.Import):
                assert all(not item.name.startswith(("autograder", "solutions")) for item in node.names)


@pytest.mark.parametrize("name", real.NAMES)
def test_the_oracle_finds_right_styles_right(name):
    judge = the_judge(name)
    for style in judge.styles[::8]:
        session = LocalSession(judge.chunks_of(style.path))
        for line in set(judge.lines) - style.may_lose:
            found = lines.opinion_of(session, *line.split("/", 1))
            carried = style.may_lose and line.endswith("/precision") and found.says is Says.NOTHING
            assert found.says is Says.RIGHT or carried, f"{style.name}: {line}: {found.why}"


@pytest.mark.parametrize("name", real.NAMES)
def test_the_oracle_finds_known_mistakes_wrong(name):
    """Where a mistake fails a line, the oracle never says right; where it passes, never wrong."""
    judge = the_judge(name)
    said = []
    for mistake in list(judge.mistakes.values())[::9]:
        session = LocalSession(judge.chunks_of_mistake(mistake))
        with contextlib.redirect_stdout(io.StringIO()):
            for row in judge(session, seed=5).criteria:
                found = lines.opinion_of(session, row.exercise, row.name)
                said.append((row.outcome.value, found.says.value))
                where = f"{mistake.id}: {row.exercise}/{row.name}: {found.why}"
                assert said[-1] not in {("passed", "wrong"), ("failed", "right")}, where
    assert said.count(("failed", "wrong")) >= 10


def test_between_right_and_wrong_nothing_is_said():
    expected = np.ones((2, 2))
    says = [opinions.compared("out", expected + error, expected).says for error in (1e-6, 1e-3, 0.1, np.nan)]
    assert says == [Says.RIGHT, Says.NOTHING, Says.WRONG, Says.WRONG]
    assert opinions.compared("out", np.ones((1, 2, 2)), expected).says is Says.RIGHT
    assert opinions.compared("out", np.ones(3), expected).why == "out is no array like (2, 2)"
    assert opinions.compared("out", True, expected).says is Says.WRONG
    assert opinions.shaped("out", np.ones((1, 2, 2)), (2, 2)).why == "out has the shape (1, 2, 2)"
    assert opinions.shaped("out", np.ones(3), (2, 2)).says is Says.NOTHING


def test_a_gradient_of_a_wrong_forward_is_not_judged_and_another_one_is():
    wrong = BATCHNORM.replace("np.sqrt(var + eps)", "2 * np.sqrt(var + eps)")
    own = LocalSession([("own", wrong.replace("x_hat * (dx_hat", "4 * x_hat * (dx_hat"))])
    assert lines.opinion_of(own, "batchnorm_forward", "training output").says is Says.WRONG
    said = lines.opinion_of(own, "batchnorm_backward", "dx")
    assert (said.says, said.why) == (
        Says.NOTHING,
        "the gradient suits a forward pass that is wrong: its credit is a matter of rule",
    )
    neither = LocalSession([("neither", wrong)])
    assert lines.opinion_of(neither, "batchnorm_backward", "dx").says is Says.WRONG


def test_averages_that_disagree_on_their_weights_are_not_judged():
    swapped = BATCHNORM.replace(
        "momentum * running_mean + (1 - momentum) * mu", "momentum * mu + 0.4 * running_mean"
    )
    session = LocalSession([("swapped", swapped)])
    program = Program(session, formulas.BATCH)
    found = forward.momentum(program, np.random.default_rng(0))
    assert found.why == "the two averages do not agree on their weights"


GUARD = ("np.sqrt(var + eps)", "np.sqrt(np.where(var == 0, 1, var) + eps)")


def test_numbers_that_are_all_alike_have_a_large_gradient():
    said = [
        lines.opinion_of(LocalSession([("file", text)]), "batchnorm_backward", "dx")
        for text in (BATCHNORM.replace(*GUARD), BATCHNORM)
    ]
    assert [one.why for one in said] == ["dx of numbers that are all alike is far too small", ""]
    session = LocalSession(
        [("sum", BATCHNORM.replace("(1 - momentum) * mu", "(1 - momentum) * x.sum(axis=0)"))]
    )
    assert lines.opinion_of(session, "batchnorm_forward", "running mean").why == "running_mean records a sum"


def test_digits_that_both_backward_passes_lack_are_a_matter_of_rule():
    rounded = BATCHNORM.replace("x_hat, std, gamma = cache", "x_hat, std, gamma = map(np.float32, cache)")
    session = LocalSession([("rounded", rounded)])
    says = [
        lines.opinion_of(session, f"batchnorm_{name}", "precision") for name in ("backward", "backward_alt")
    ]
    assert says[0].says is Says.WRONG
    assert says[1].why == "both backward passes have fewer digits: who pays is a matter of rule"


def test_a_case_spreads_every_set_of_numbers():
    """So that no eps matters where none should."""
    for norm in NORMS:
        case = draw(norm, np.random.default_rng(2), norm.shapes[0], (30.0, 40.0))
        assert isinstance(case, Case)
        _, root = formulas.normalised(norm, case.x, 0.0, case.groups)
        assert root.min() > 25
    mean, var = formulas.moments(SPATIAL, draw(SPATIAL, np.random.default_rng(2), (2, 5, 4, 2), (1, 2)).x)
    assert np.ptp(mean.astype(float)) > 0.1
    assert np.ptp(var.astype(float)) > 0.1
