"""Assignment `normalizers`: its reference, mistakes, right styles, its handout and what the text claims."""

import ast
import json
import math
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.instructor.demo import fill
from autograder.marking.earlier import reference_chunks
from autograder.marking.mistakes import frames, overlay, read_mistakes
from autograder.report import Outcome
from autograder.source import Role, read_source
from autograder.submission.notebook import read
from autograder.submission.slicing import cut

from .running import run_all

ROOT = Path(__file__).resolve().parents[1]
NORMALIZERS = find_assignment(ROOT, "normalizers")
RELEASED = ROOT / "assignments/normalizers"
MISTAKES = {mistake.id: mistake for mistake in read_mistakes(NORMALIZERS.folder)}
STYLES = sorted((Path(__file__).parent / "truth/styles_normalizers").glob("*.py"))
CHUNKS = reference_chunks(NORMALIZERS)
FRAME = frames(NORMALIZERS.folder)
SEEDS = (None, 1)
SMALL = {"eps", "shapes", "momentum", "number of return values", "two return values", "inputs left alone"}
"""Criteria that small mistakes cost."""


def chunks(mistake):
    return overlay(CHUNKS, FRAME, NORMALIZERS.functions, mistake)


def lost(criteria):
    return {f"{row.exercise}/{row.name}": row for row in criteria if row.earned < row.points}


def automatic(criteria):
    return [row for row in criteria if row.outcome is not Outcome.MANUAL]


@pytest.fixture(scope="module", params=SEEDS, ids=["its own seed", "seed 1"])
def grader(request):
    return Grader(NORMALIZERS, seed=request.param)


@pytest.fixture(scope="module")
def plain():
    return Grader(NORMALIZERS, name_mistakes=False)


def test_small_mistakes_cost_at_most_a_tenth(plain):
    small = [m for m in MISTAKES.values() if m.loses and {key.split("/")[1] for key in m.loses} <= SMALL]
    assert len(small) >= 12
    for mistake in small:
        lost_points = (plain.rubric.by_name[tuple(key.split("/"))].points for key in mistake.loses)
        assert math.fsum(lost_points) <= 8, mistake.id


def expect_everything(path, criteria):
    """Demand all points but those that the style declares it loses."""
    declared = set()
    for node in ast.parse(path.read_text()).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="LOSES")], value=value):
                declared = set(ast.literal_eval(value))
    assert {name.split("/")[1] for name in declared} <= {"precision"}
    found = {name: row.message for name, row in lost(criteria).items()}
    assert set(found) == declared, found


@pytest.fixture(scope="module", params=[0, 1])
def any_seed(request):
    return Grader(NORMALIZERS, seed=request.param, name_mistakes=False)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_a_right_style_earns_everything(any_seed, path):
    code = cut(read(path).code, NORMALIZERS.functions)
    assert not code.missing
    expect_everything(path, any_seed.judge_locally(code.chunks).criteria)


def test_right_styles_earn_everything_behind_the_wall():
    assert len(STYLES) >= 25
    with Grader(NORMALIZERS, name_mistakes=False) as opened:
        for path in STYLES[::4]:
            expect_everything(path, automatic(opened.grade(path).criteria))


STYLE = (Path(__file__).parent / "truth/styles_normalizers/one_class_for_all.py").read_text()


def judged(grader, old, new, row):
    """How one criterion ends when a line of right work is replaced."""
    assert old in STYLE
    found = grader.judge_locally((("wrong.py", STYLE.replace(old, new)),))
    return next(one for one in found.criteria if f"{one.exercise}/{one.name}" == row)


X_HAT = "self.x_hat = (x - self.mean) / self.std"
BACK = "return (d0 - self.x_hat * m(d * self.x_hat)) / self.std"


@pytest.mark.parametrize(
    ("old", "new", "row", "law"),
    [
        (X_HAT, f"{X_HAT} + 0.01 * np.random.rand()", "layernorm_forward/output", "is there chance in it?"),
        (
            X_HAT,
            f"{X_HAT} + 0.01 * x.mean()",
            "layernorm_forward/output",
            "should not move the output of other rows",
        ),
        (X_HAT, f"{X_HAT} + 0.01", "layernorm_forward/output", "the mean of each row should be 0"),
        (X_HAT, f"{X_HAT} * 1.5", "rmsnorm_forward/output", "the mean square of each row should be 1"),
        (
            X_HAT,
            f"{X_HAT} * (1 + 0.1 * np.arange(x.shape[-1]))",
            "spatial_batchnorm_forward/output",
            "batch norm of images is batch norm of a table with N * H * W rows. They do not.",
        ),
        (BACK, f"{BACK} + 0.1", "spatial_groupnorm_backward/dx", "a gradient is linear in dout. It does not."),
        (
            BACK,
            f"{BACK} + 0.1 * d.mean()",
            "layernorm_backward/dx",
            "should reach no dx of other rows; here it does.",
        ),
        (
            BACK,
            f"{BACK} + 0.1 * d",
            "spatial_batchnorm_backward/dx",
            "The dx of each channel should add up to zero",
        ),
        (BACK, f"{BACK} + 0.1 * d", "rmsnorm_backward/dx", "The sum of x * dx over a row should be zero"),
    ],
)
def test_where_no_mistake_is_known_the_broken_law_is_said(plain, old, new, row, law):
    found = judged(plain, old, new, row)
    assert found.outcome is Outcome.FAILED
    assert law in found.message


def test_a_gradient_that_is_right_for_the_own_wrong_forward_keeps_its_points(plain):
    """Layer norm over columns, group norm over channels: wrong axes, with backward passes of their own."""
    for old, new, name in (
        (
            'Standardizer(x, -1, ln_param.get("eps", 1e-5))',
            'Standardizer(x, 0, ln_param.get("eps", 1e-5))',
            "layernorm",
        ),
        ("(2, 3, 4)", "(3, 4)", "spatial_groupnorm"),
        ("(0, 2, 3), eps", "(2, 3), eps", "spatial_batchnorm"),
    ):
        assert old in STYLE
        source = STYLE.replace(old, new).replace("squeeze((0, 2, 3))", "mean((0, 2, 3))")
        rows = {
            f"{row.exercise}/{row.name}": row for row in plain.judge_locally((("own.py", source),)).criteria
        }
        assert rows[f"{name}_forward/output"].outcome is Outcome.FAILED
        for criterion in ("dx", "dgamma", "dbeta", "eps"):
            row = rows[f"{name}_backward/{criterion}"]
            assert row.earned == row.points, (name, criterion, row.message)


def test_a_trivial_forward_earns_nothing_with_its_own_gradient(plain):
    """gamma * x + beta, or zeros, with their exact gradients: no mean, no spread, no credit."""
    for x_hat, back in (("x * 1.0", "return d"), ("x * 0.0", "return d * 0.0")):
        source = STYLE.replace(X_HAT, f"self.x_hat = {x_hat}").replace(BACK, back)
        rows = plain.judge_locally((("trivial.py", source),)).criteria
        earned = {f"{row.exercise}/{row.name}": row.earned for row in rows if row.earned}
        # Batch norm's running averages and test mode are right, and judged on their own.
        judged_alone = {"test output", "running averages", "record left alone in test mode"}
        assert {name.split("/")[1] for name in earned} <= judged_alone, earned


def test_group_norm_of_the_reference_takes_flat_parameters_too():
    space = {}
    for _, text in CHUNKS:
        exec(text, space)
    rng = np.random.default_rng(0)
    x, gamma, beta = rng.normal(size=(2, 6, 2, 3)), rng.normal(size=6), rng.normal(size=6)
    flat, cache = space["spatial_groupnorm_forward"](x, gamma, beta, 3, {"mode": "train"})
    full, _ = space["spatial_groupnorm_forward"](x, gamma.reshape(1, 6, 1, 1), beta.reshape(1, 6, 1, 1), 3, {})
    assert np.array_equal(flat, full)
    assert space["spatial_groupnorm_backward"](x, cache)[1].shape == (1, 6, 1, 1)


def execute(tmp_path, work=""):
    """Run all cells of the handout as JupyterLab's "Run All" does; the notebook with its outputs."""
    folder = tmp_path / "normalizers"
    shutil.copytree(RELEASED, folder)
    notebook = fill(json.loads((folder / "normalizers.ipynb").read_text()), work)
    return run_all(notebook, folder)


def outputs(notebook):
    """The outputs of the code cells, with the first line of each cell."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            for output in cell.outputs:
                yield cell.source.splitlines()[0], output


def text_of(notebook):
    return "".join(said_by(output) for _, output in outputs(notebook))


def said_by(output):
    """What an output says: printed text, or a report as text; nothing for a picture."""
    data = output.get("data", {})
    return data["text/plain"] + "\n" if "text/html" in data else output.get("text", "")


def test_the_untouched_handout_runs_to_its_end(tmp_path):
    notebook = execute(tmp_path)
    assert not [source for source, output in outputs(notebook) if output.output_type == "error"]
    assert text_of(notebook).count("is not written yet.\n") == 8


@pytest.mark.slow
def test_the_solved_handout_says_that_all_is_right(tmp_path):
    cells = [cell for cell in read_source(NORMALIZERS) if cell.role is Role.ANSWER]
    work = "\n".join(f"# %% {cell.name}\n{cell.text}" for cell in cells)
    notebook = execute(tmp_path, work)
    bad = [(source, output) for source, output in outputs(notebook) if output.output_type == "error"]
    assert not bad
    said = text_of(notebook)
    assert said.count("Everything that can be checked here is right") == 8
    assert "Warning" not in said
    assert "failed" not in said
    assert sum("image/png" in output.get("data", {}) for _, output in outputs(notebook)) == 6
    assert (tmp_path / "normalizers/my_network.png").read_bytes().startswith(b"\x89PNG")


# The claims of the notebook, with the functions of the reference, over seeds.


@pytest.fixture(scope="module")
def f():
    """The functions of the reference."""
    space = {}
    for _, text in CHUNKS:
        exec(text, space)
    return SimpleNamespace(**{name: space[name] for name in NORMALIZERS.functions})


def batch_norm(f, x):
    channels = x.shape[1]
    return f.spatial_batchnorm_forward(x, np.ones(channels), np.zeros(channels), {"mode": "train"})[0]


def group_norm(f, x, groups):
    shape = (1, x.shape[1], 1, 1)
    return f.spatial_groupnorm_forward(x, np.ones(shape), np.zeros(shape), groups, {})[0]


@pytest.mark.parametrize("seed", range(3))
def test_layer_norm_makes_rows_alike_and_not_columns(f, seed):
    scales = np.array([0.5, 1.0, 2.0, 3.0, 4.0, 5.0])
    table = np.random.default_rng(seed).normal(size=(40, 6)) * scales + np.arange(6)
    out, _ = f.layernorm_forward(table, np.ones(6), np.zeros(6), {})
    assert np.abs(out.mean(axis=1)).max() < 1e-9
    assert np.abs(out.std(axis=1) - 1).max() < 1e-3
    assert out.std(axis=0).max() > 2 * out.std(axis=0).min()


@pytest.mark.parametrize("seed", range(3))
def test_a_shift_moves_rms_norm_only_and_stretching_moves_neither(f, seed):
    row = np.random.default_rng(seed).normal(size=(1, 64))
    layer = lambda x: f.layernorm_forward(x, np.ones(64), np.zeros(64), {})[0]  # noqa: E731
    rms = lambda x: f.rmsnorm_forward(x, np.ones(64), {})[0]  # noqa: E731
    assert np.abs(layer(row + 3) - layer(row)).max() < 1e-9
    assert np.abs(rms(row + 3) - rms(row)).mean() > 0.3
    for normalise in (layer, rms):
        assert np.abs(normalise(4 * row) - normalise(row)).max() < 1e-3


@pytest.mark.parametrize("seed", range(3))
def test_g_decides_how_much_contrast_is_left(f, seed):
    contrast = np.array([1.0, 2.0, 3.0, 6.0, 9.0, 12.0])
    image = np.random.default_rng(seed).normal(size=(1, 6, 24, 32)) * contrast.reshape(1, 6, 1, 1)
    left = {groups: group_norm(f, image, groups).std(axis=(0, 2, 3)) for groups in (1, 2, 3, 6)}
    assert np.all(np.diff(left[1]) > 0)
    assert 10 < left[1][-1] / left[1][0] < 14
    assert np.all(np.diff(left[2])[[0, 1, 3, 4]] > 0)
    assert left[2][3] < left[2][2]
    assert np.all(np.diff(left[3])[[0, 2, 4]] > 0)
    assert np.all(np.diff(left[3])[[1, 3]] < 0)
    assert np.abs(left[6] - 1).max() < 1e-3


@pytest.mark.parametrize("seed", range(3))
def test_only_batch_norm_minds_its_company(f, seed):
    rng = np.random.default_rng(seed)
    images = rng.normal(size=(4, 6, 5, 7))
    changed = images.copy()
    changed[2] += 3 * rng.normal(size=(6, 5, 7))
    moved = [
        np.abs(normalise(changed) - normalise(images)).mean(axis=(1, 2, 3))
        for normalise in (lambda x: batch_norm(f, x), lambda x: group_norm(f, x, 3))
    ]
    assert np.all(moved[0] > 0.05)
    assert np.array_equal(moved[1] > 0, [False, False, True, False])


def test_the_scatter_of_batch_norm_shrinks_with_the_root_of_the_batch(f):
    scatters = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        image = rng.normal(size=(1, 6, 5, 7))
        for size in (4, 64):
            company = rng.normal(size=(30, size - 1, 6, 1, 1)) + rng.normal(size=(30, size - 1, 6, 5, 7))
            outs = [batch_norm(f, np.concatenate([image, others]))[0] for others in company]
            scatters.append(np.std(outs, axis=0).mean())
    ratios = np.array(scatters[::2]) / np.array(scatters[1::2])
    assert np.all((ratios > 2) & (ratios < 7))  # the root of 16 is 4


def test_few_features(f):
    one, _ = f.layernorm_forward(np.array([[5.0], [-3.0]]), np.ones(1), np.zeros(1), {})
    two, _ = f.layernorm_forward(np.array([[5.0, 2.0], [-3.0, 9.0]]), np.ones(2), np.zeros(2), {"eps": 1e-12})
    assert np.array_equal(one, np.zeros((2, 1)))
    assert np.allclose(two, [[1, -1], [-1, 1]])
