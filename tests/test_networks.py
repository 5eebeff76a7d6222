"""The assignment `networks`: right work earns everything, mistakes get their names, and the text is true."""

import ast
import json
import shutil
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader, reference_chunks
from autograder.learner.public import public_report
from autograder.marking.mistakes import frames, overlay, read_mistakes
from autograder.sandbox.steps import load
from autograder.source import Role, read_source
from autograder.submission.notebook import read
from autograder.submission.slicing import cut

from .running import run_all

ROOT = Path(__file__).resolve().parents[1]
NETWORKS = find_assignment(ROOT, "networks")
RELEASED = ROOT / "assignments/networks"
PUBLIC = NETWORKS.folder / "public"
STYLES = sorted((ROOT / "tests/truth/styles_networks").glob("*.py"))
MISTAKES = {mistake.id: mistake for mistake in read_mistakes(NETWORKS.folder)}
CHUNKS = reference_chunks(NETWORKS)
FRAME = frames(NETWORKS.folder)
SEEDS = (3, 4)


@pytest.fixture(scope="module", params=SEEDS)
def grader(request):
    return Grader(NETWORKS, seed=request.param)


@pytest.fixture(scope="module")
def door():
    with Grader(NETWORKS) as opened:
        yield opened


@pytest.fixture
def public(monkeypatch):
    """The modules of the handout, by import."""
    monkeypatch.syspath_prepend(str(PUBLIC))
    names = [path.stem for path in PUBLIC.glob("*.py")]
    yield
    for name in names:
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def functions():
    return load(CHUNKS).names


def lost(criteria):
    return {f"{row.exercise}/{row.name}": row for row in criteria if row.earned < row.points}


# Marking


def test_there_are_enough_mistakes():
    assert len(MISTAKES) >= 65


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_a_right_style_earns_everything(grader, path):
    declared = {"affine_norm_relu_backward/precision"} if path.stem == "single_precision_inside" else set()
    found = lost(grader.judge_locally(cut(read(path).code, NETWORKS.functions).chunks).criteria)
    assert {name: row.message for name, row in found.items() if name not in declared} == {}


def test_there_are_enough_styles():
    assert len(STYLES) >= 25
    assert len({ast.get_docstring(ast.parse(path.read_text())) for path in STYLES}) == len(STYLES)


def test_wrong_functions_of_earlier_assignments_are_not_charged_again(door, tmp_path):
    wrong = """

def batchnorm_forward(x, gamma, beta, bn_param):
    return x * gamma + beta, (x, 1.0, gamma)


def layernorm_forward(x, gamma, beta, ln_param):
    raise NotImplementedError("layernorm_forward comes from the assignment normalizers")
"""
    path = tmp_path / "networks.py"
    path.write_text((ROOT / "tests/truth/styles_networks/template_2018.py").read_text() + wrong)
    report = door.grade(path)
    assert lost(report.automatic) == {}
    said = [line for line in report.warnings if "stood in" in str(line)]
    assert len(said) == 2


IN_PLACE = {
    "affine_norm_relu_forward/inputs left alone": """
def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    found = right_affine_norm_relu_forward(x.copy(), W, b, gamma, beta, normalization, norm_param)
    x -= x.mean(axis=0)
    return found
""",
    "FullyConnectedNet/inputs and params left alone": """
class FullyConnectedNet(FullyConnectedNet):
    def loss(self, X, y=None):
        found = super().loss(X.copy(), y)
        X -= X.mean(axis=0)
        return found
""",
}


@pytest.mark.parametrize("criterion", IN_PLACE)
def test_what_works_in_place_loses_one_point(criterion):
    mistake = MISTAKES["gamma_starts_at_zero"]
    frame = overlay(CHUNKS, FRAME, NETWORKS.functions, mistake)[:-1]
    found = Grader(NETWORKS, seed=0, name_mistakes=False).judge_locally(
        [*frame, ("in place", IN_PLACE[criterion])]
    )
    assert set(lost(found.criteria)) == {criterion}


TRIVIAL = """
import numpy as np

def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    return np.zeros((len(x), W.shape[1])), (x.shape, W.shape)

def affine_norm_relu_backward(dout, cache):
    zeros = np.zeros(cache[1][1])
    return np.zeros(cache[0]), np.zeros(cache[1]), zeros, zeros, zeros

class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=64, num_classes=10, **kwargs):
        self.classes, self.params = num_classes, {}

    def loss(self, X, y=None):
        if y is None:
            return np.zeros((len(X), self.classes))
        return np.log(self.classes), {name: 0 * value for name, value in self.params.items()}
"""


def test_trivial_functions_that_agree_with_each_other_earn_nothing():
    found = Grader(NETWORKS, seed=0, name_mistakes=False).judge_locally([("trivial", TRIVIAL)])
    assert {f"{row.exercise}/{row.name}" for row in found.criteria if row.earned} == set()


# The public checks


@pytest.mark.parametrize(
    "name",
    ["norm_after_relu", "relu_forgotten_in_backward", "one_record_for_all_layers", "penalty_gradient_doubled"],
)
def test_the_public_checks_name_a_mistake(name):
    mistake = MISTAKES[name]
    names = load(overlay(CHUNKS, FRAME, NETWORKS.functions, mistake)).names
    exercise = mistake.loses[0].split("/")[0]
    said = " ".join(line.result.message for line in public_report(RELEASED, exercise, names) if line.result)
    assert f"exactly what comes out when {mistake.name}." in said


# What lies beside the notebook


def notebook_of(*cells):
    return json.dumps({"cells": [{"cell_type": "code", "source": text} for text in cells], "nbformat": 4})


def test_bring_takes_functions_with_all_that_they_rest_on(public, tmp_path, capsys):
    from bring import bring

    here = tmp_path / "networks"
    here.mkdir()
    earlier = tmp_path / "batchnorm"
    earlier.mkdir()
    (earlier / "batchnorm.ipynb").write_text(
        notebook_of(
            "%matplotlib inline\nimport numpy as np\nfrom checks import check, ready",
            "SMALL = 1e-5\nTABLE = {}\nTABLE['mean'] = lambda x: x.mean(0)",
            "def helper(x):\n    return x - TABLE['mean'](x)",
            "def batchnorm_forward(x):\n    raise NotImplementedError('first try')",
            "def batchnorm_forward(x):\n    return helper(x) / np.sqrt(x.var(0) + SMALL)",
            "x = 1 / 0  # an experiment\nif ready('f'):\n    SMALL = 7",
            "this is no Python",
        )
    )
    bring("batchnorm", "batchnorm_forward", "batchnorm_backward", here=here)
    path = here / "my_batchnorm.py"
    said = capsys.readouterr().out
    assert "does not define batchnorm_backward" in said
    names = {}
    exec(path.read_text(), names)
    x = np.array([[1.0], [3.0]])
    np.testing.assert_allclose(names["batchnorm_forward"](x), [[-1.0], [1.0]], rtol=1e-4)
    with pytest.raises(NotImplementedError, match="comes from the assignment batchnorm"):
        names["batchnorm_backward"](x, x)
    assert "checks" not in path.read_text()
    shutil.rmtree(earlier)
    before = path.read_text()
    bring("batchnorm", "batchnorm_forward", here=here)
    assert path.read_text() == before
    assert "stays as it was" in capsys.readouterr().out


def test_bring_without_an_earlier_notebook_leaves_stubs(public, tmp_path, capsys):
    from bring import bring

    bring("normalizers", "layernorm_forward", here=tmp_path)
    assert "was not found" in capsys.readouterr().out
    assert "NotImplementedError" in (tmp_path / "my_normalizers.py").read_text()


def test_the_data_are_the_digits(public):
    from training import load_digits

    data = load_digits()
    assert data.X_train.shape == (1000, 64)
    assert data.X_val.shape == (700, 64)
    assert set(data.y_train) == set(data.y_val) == set(range(10))
    np.testing.assert_allclose(data.X_train.mean(axis=0), 0.0, atol=1e-12)
    # no picture is in both sets
    assert not set(map(bytes, data.X_train)) & set(map(bytes, data.X_val))
    again = load_digits()
    assert np.array_equal(data.X_train, again.X_train)


def test_adam_makes_its_first_step_of_the_size_of_the_learning_rate(public):
    from training import Adam, Descent

    for optimizer, step in ((Adam(0.1), 0.1), (Descent(0.1), 0.3)):
        params = {"W": np.array([1.0, -2.0])}
        optimizer.step(params, {"W": np.array([3.0, -3.0])})
        np.testing.assert_allclose(params["W"], [1.0 - step, -2.0 + step], rtol=1e-6)


def test_training_stops_at_a_loss_that_is_not_finite(public):
    from training import load_digits, train

    class Broken:
        def __init__(self):
            self.params = {}

        def loss(self, X, y=None):
            return np.zeros((len(X), 10)) if y is None else (np.inf, {})

    history = train(Broken(), load_digits(train=100), epochs=2, batch_size=50)
    assert history.loss.shape == (4,)
    assert history.val_accuracy.shape == (3,)
    assert np.isnan(history.val_accuracy[1:]).all()


def test_works_says_what_is_missing(public, functions, capsys):
    from training import works

    assert works(functions["FullyConnectedNet"], None, "batchnorm", "layernorm")

    class Unwritten:
        def __init__(self, *args, **kwargs):
            raise NotImplementedError("write this part of FullyConnectedNet")

    assert not works(Unwritten, None)
    assert "come back to this cell later" in capsys.readouterr().out


# What the text says, coarsely


def make(functions, hidden, normalization, scale):
    return lambda seed: functions["FullyConnectedNet"](
        hidden, normalization=normalization, weight_scale=scale, seed=seed
    )


@pytest.mark.slow
def test_normalized_deep_networks_are_ahead_at_a_small_weight_scale(public, functions):
    from training import load_digits, repeat

    data = load_digits()
    runs = {
        norm: repeat(make(functions, [100] * 5, norm, 2e-2), data, epochs=3)
        for norm in (None, "batchnorm", "layernorm")
    }
    for norm in ("batchnorm", "layernorm"):
        assert min(run.val_accuracy[1] for run in runs[norm]) > 0.8
        assert min(run.val_accuracy[3] for run in runs[norm]) > 0.3 + max(
            run.val_accuracy[3] for run in runs[None]
        )
    assert max(run.val_accuracy[1] for run in runs[None]) < 0.4


@pytest.mark.slow
def test_batchnorm_widens_the_window_of_weight_scales_and_has_limits(public, functions):
    from training import load_digits, repeat

    data = load_digits()

    def best(norm, scale):
        runs = repeat(make(functions, [50] * 7, norm, scale), data, seeds=2, epochs=10)
        return [run.val_accuracy.max() for run in runs]

    assert max(best(None, 1e-2)) < 0.4
    assert min(best(None, 1e-1)) > 0.8
    assert min(best("batchnorm", 1e-2)) > 0.9
    assert max(best("batchnorm", 1.0)) < 0.7


@pytest.mark.slow
def test_batches_of_two_hurt_batchnorm_and_not_layernorm(public, functions):
    from training import load_digits, repeat

    data = load_digits(train=500)

    def last(norm, size):
        found = repeat(
            make(functions, [100] * 5, norm, 2e-2),
            data,
            seeds=2,
            epochs=3,
            batch_size=size,
            learning_rate=10**-3.5,
        )
        return [run.train_accuracy[-1] for run in found]

    assert max(last("batchnorm", 2)) < 0.75
    assert min(last("batchnorm", 10)) > 0.9
    assert min(last("layernorm", 2)) > 0.85


def test_signals_and_gradients_by_depth(public, functions):
    from flow import activation_flow, gradient_flow
    from training import load_digits

    data = load_digits()
    X, y = data.X_train[:200], data.y_train[:200]
    for seed in range(2):
        for norm in (None, "batchnorm", "layernorm"):
            for scale in (0.02, 1.0):
                net = functions["FullyConnectedNet"](
                    [50] * 10, normalization=norm, weight_scale=scale, dtype=np.float64, seed=seed
                )
                spread = activation_flow(net, functions["affine_norm_relu_forward"], X)
                size = gradient_flow(net, X, y)
                if norm:
                    assert max(spread) < 1.5 * min(spread)
                    assert 1e-4 < min(size) < max(size) < 1
                elif scale == 0.02:
                    assert spread[-1] < 1e-8
                    assert max(size) < 1e-10
                else:
                    assert spread[-1] > 1e5
                    assert min(size) > 1e4
                if norm == "batchnorm":
                    assert size[0] > 2 * size[-1]


# The notebook


def execute(tmp_path, solved):
    """The released notebook with its outputs, run in a folder of its own."""
    folder = tmp_path / "networks"
    shutil.copytree(RELEASED, folder, ignore=shutil.ignore_patterns("my_*.py", "__pycache__"))
    node = nbformat.read(folder / "networks.ipynb", as_version=4)
    if solved:
        answers = {cell.name: cell.text for cell in read_source(NETWORKS) if cell.role is Role.ANSWER}
        # the normalizations come from the earlier notebooks, as a learner's do
        layer = "affine_norm_relu_forward"
        answers[layer], own, _ = answers[layer].partition("# The reference stands on its own feet")
        assert own
        for name in ("batchnorm", "normalizers"):
            cells = [cell.text for cell in read_source(find_assignment(ROOT, name)) if cell.kind == "code"]
            (tmp_path / name).mkdir()
            (tmp_path / name / f"{name}.ipynb").write_text(notebook_of(*cells))
        for cell in node.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = answers.get(name, cell.source)
    node = run_all(node, folder, timeout=240)
    nbformat.write(node, str(folder / "networks.ipynb"))
    return node


def text_of(one):
    """What an output says: a stream's text, or the plain form of what is shown."""
    return one.get("text") or one.get("data", {}).get("text/plain", "")


def outputs(node):
    return [(cell.source, one) for cell in node.cells if cell.cell_type == "code" for one in cell.outputs]


@pytest.mark.slow
def test_the_untouched_notebook_runs_and_says_what_is_missing(tmp_path):
    node = execute(tmp_path, solved=False)
    found = outputs(node)
    assert not [source for source, one in found if one.output_type == "error" or one.get("name") == "stderr"]
    text = "".join(text_of(one) for _, one in found)
    assert "../batchnorm/batchnorm.ipynb was not found" in text
    assert "affine_norm_relu_forward is not written yet.\n" in text


@pytest.mark.slow
def test_the_solved_notebook_runs_and_everything_is_right(door, tmp_path):
    node = execute(tmp_path, solved=True)
    found = outputs(node)
    assert not [source for source, one in found if one.output_type == "error" or one.get("name") == "stderr"]
    text = "".join(text_of(one) for source, one in found if source.startswith("check("))
    assert text.count("Everything that can be checked here is right") == 3
    assert sum("image/png" in one.get("data", {}) for _, one in found) == 6
    depth = next(one for source, one in found if source == 'play("depth")')
    assert text_of(depth).startswith('play("depth"): what reaches ReLU in each layer')
    assert (tmp_path / "networks/my_network.png").read_bytes().startswith(b"\x89PNG")
    # handed in with the two files that bring() wrote
    report = door.grade(tmp_path / "networks/networks.ipynb")
    assert lost(report.automatic) == {}
    assert not [line for line in report.warnings if "stood in" in str(line)]
