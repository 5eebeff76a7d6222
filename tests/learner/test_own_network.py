"""A network of one's own, and the comparison with PyTorch: what the notebooks say of them is so."""

import json
import runpy

import numpy as np
import pytest

from autograder.assignment import find_assignment
from autograder.marking.earlier import reference_chunks
from autograder.sandbox.steps import load

from .learner import RELEASED, ROOT, kernel

NORMALIZERS = ROOT / "assignments/normalizers"
BOTH = ("batchnorm_forward", "batchnorm_backward")


@pytest.fixture(scope="module")
def own():
    return runpy.run_path(str(RELEASED / "own_network.py"))


@pytest.fixture(scope="module")
def pytorch():
    return runpy.run_path(str(RELEASED / "pytorch_numbers.py"))


def trained(own, data, functions, **settings):
    net = own["SmallNet"](own[data](), *functions, weight_scale=settings.pop("weight_scale", 0.1))
    return net, net.train(**settings)


def test_two_notebooks_have_the_same_network():
    assert (RELEASED / "own_network.py").read_bytes() == (NORMALIZERS / "own_network.py").read_bytes()


def test_spirals_are_learnt_with_batch_norm_and_not_without(own):
    names = kernel(*BOTH)
    settings = {"steps": 400, "batch_size": 60, "learning_rate": 0.3}
    net, losses = trained(own, "spirals", [names[name] for name in BOTH], **settings)
    assert net.accuracy() > 0.95
    assert losses[-50:].mean() < 0.3
    net, losses = trained(own, "spirals", (), **settings)
    assert net.accuracy() < 0.45
    assert abs(losses[-50:].mean() - np.log(3)) < 0.05
    net, _ = trained(own, "spirals", (), **settings, weight_scale=0.3)  # the question has an answer
    assert net.accuracy() > 0.9


def test_batches_of_two_suit_layer_norm_and_not_batch_norm(own):
    names = load(reference_chunks(find_assignment(ROOT, "normalizers"))).names

    def batch_forward(x, gamma, beta, param):
        out, cache = names["spatial_batchnorm_forward"](x[:, :, None, None], gamma, beta, param)
        return out[:, :, 0, 0], cache

    def batch_backward(dout, cache):
        dx, dgamma, dbeta = names["spatial_batchnorm_backward"](dout[:, :, None, None], cache)
        return dx[:, :, 0, 0], dgamma, dbeta

    settings = {"steps": 800, "batch_size": 2, "learning_rate": 0.03}
    by_layer = names["layernorm_forward"], names["layernorm_backward"]
    assert trained(own, "stripes", by_layer, **settings)[0].accuracy() > 0.8
    assert trained(own, "stripes", (batch_forward, batch_backward), **settings)[0].accuracy() < 0.45


@pytest.mark.parametrize("data", ["spirals", "stripes"])
def test_the_picture_is_saved(own, data, tmp_path, capsys, monkeypatch):
    import matplotlib.pyplot as plt

    monkeypatch.setitem(own["save_picture"].__globals__, "HERE", tmp_path)
    monkeypatch.setattr(plt, "show", lambda: None)
    run = trained(own, data, [kernel(*BOTH)[name] for name in BOTH], steps=30)
    own["save_picture"]({"with batch norm": run}, "mine.png")
    plt.close("all")
    assert (tmp_path / "mine.png").read_bytes().startswith(b"\x89PNG")
    first, last = capsys.readouterr().out.splitlines()
    assert first == f"with batch norm: {run[0].accuracy():.0%} get their own class in test mode"
    assert last == "Saved as mine.png, beside this notebook."


def test_pytorch_gives_what_a_right_function_gives(pytorch):
    names = kernel(*BOTH)
    stored = json.loads(pytorch["STORED"].read_text())
    assert stored["torch"] == "2.13.0"
    for batch in stored["batches"]:
        yours = pytorch["yours_gives"](batch, *(names[name] for name in BOTH))
        rows = len(batch["x"])
        for name in yours.keys() - {"running variance"}:
            np.testing.assert_allclose(yours[name], batch[name], rtol=0, atol=1e-14 * np.abs(batch[name]).max())
        kept = 0.9**3
        np.testing.assert_allclose(
            np.array(batch["running variance"]) - kept,
            (yours["running variance"] - kept) * rows / (rows - 1),
            rtol=1e-12,
        )


def test_the_comparison_says_where_two_results_differ(pytorch, capsys, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    wrong = kernel(*BOTH, batchnorm_backward=("dx = dx_direct + dx_mean", "dx = dx_direct"))
    pytorch["compare"](*(wrong[name] for name in BOTH))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "PyTorch 2.13.0, stored numbers: largest difference to yours, beside the largest entry"
    ends = {line[2:19].strip(): line[31:] for line in lines[1:7]}
    same = dict.fromkeys(("out", "dgamma", "dbeta", "running mean", "out in use"), "the same")
    assert ends == {**same, "dx": "another result"}
    assert lines[7:10] == [
        "  running variance after 3 steps from one, feature by feature:",
        "    3 rows, yours      2.355     21.87",
        "    3 rows, PyTorch    3.168     32.44",
    ]
    assert len(lines) == 12


def test_a_result_of_another_shape_is_another_result(pytorch):
    assert pytorch["difference"](np.ones((2, 1)), [1.0, 1.0]) == np.inf


def test_where_pytorch_is_installed_its_layer_runs(pytorch, capsys):
    torch = pytest.importorskip("torch")
    names = kernel(*BOTH)
    pytorch["compare"](*(names[name] for name in BOTH))
    said = capsys.readouterr().out
    assert f"PyTorch {torch.__version__}, run here" in said
    assert said.count("the same") == 12
    assert "another result" not in said
