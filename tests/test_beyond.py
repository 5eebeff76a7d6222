"""Assignment `beyond`: marking, mistakes, styles, the released notebook, and what its text claims."""

import ast
import json
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader, reference_chunks
from autograder.instructor.demo import fill
from autograder.marking.mistakes import read_mistakes
from autograder.marking.rubric import collect
from autograder.release.release import release_assignment
from autograder.report import Outcome, total
from autograder.source import Role, read_source
from autograder.submission.notebook import read
from autograder.submission.slicing import cut

from .running import run_all

ROOT = Path(__file__).resolve().parents[1]
BEYOND = find_assignment(ROOT, "beyond")
PUBLIC = BEYOND.folder / "public"
CHUNKS = reference_chunks(BEYOND)
MISTAKES = {mistake.id: mistake for mistake in read_mistakes(BEYOND.folder)}
STYLES = sorted((ROOT / "tests/truth/styles_beyond").glob("*.py"))
ANSWERS = {cell.name: cell.text for cell in read_source(BEYOND) if cell.role is Role.ANSWER}
SEEDS = (1, 2)


@pytest.fixture(scope="module", params=SEEDS)
def grader(request):
    return Grader(BEYOND, seed=request.param)


@pytest.fixture(scope="module")
def rubric():
    return collect(BEYOND)


def lost(criteria):
    """Each criterion that did not earn all its points, those marked by hand aside."""
    rows = [row for row in criteria if row.outcome is not Outcome.MANUAL]
    return {f"{row.exercise}/{row.name}": row for row in rows if row.earned < row.points}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_small_mistake_costs_at_most_a_tenth(rubric, name):
    lost = {tuple(key.split("/")) for key in MISTAKES[name].loses}
    if any(rubric.by_name[key].points != 1 for key in lost):
        return
    for row in rubric.criteria:
        if any((row.exercise, need) in lost for need in row.needs):
            lost.add((row.exercise, row.name))
    full = total(row.points for row in rubric.criteria)
    assert total(rubric.by_name[key].points for key in lost) <= full / 10


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_a_right_style_earns_everything(grader, path):
    code = cut(read(path).code, BEYOND.functions)
    assert not code.missing
    assert {key: row.message for key, row in lost(grader.judge_locally(code.chunks).criteria).items()} == {}


def test_the_styles_differ():
    headings = {ast.get_docstring(ast.parse(path.read_text())) for path in STYLES}
    assert len(headings) == len(STYLES) >= 8


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    course = tmp_path_factory.mktemp("course")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(BEYOND.folder, course / "solutions/beyond", ignore=ignored)
    return release_assignment(find_assignment(course, "beyond"), course)


def said_by(output):
    """What an output says: printed text, a report as text, or the kind of anything else as a word."""
    data = output.get("data", {})
    if "text/html" in data:
        return data["text/plain"] + "\n"
    return output.get("text", f"<{output.output_type}>")


def execute(released, folder, work=""):
    """Run all cells as JupyterLab's "Run All" does; what each code cell printed, with errors by name."""
    shutil.copytree(released, folder)
    notebook = fill(json.loads((folder / "beyond.ipynb").read_text()), work)
    node = run_all(notebook, folder, timeout=300)
    for cell in node.cells:
        if cell.cell_type == "code":
            yield cell.source, "".join(map(said_by, cell.outputs))


def test_an_untouched_notebook_runs_without_an_error(released, tmp_path):
    found = list(execute(released, tmp_path / "beyond"))
    assert not [source for source, text in found if "<error>" in text]
    said = [text for source, text in found if source.startswith("check(")]
    assert said == [f"{name} is not written yet.\n" for name in BEYOND.functions]


@pytest.mark.slow
def test_the_solved_notebook_runs_and_is_said_to_be_right(released, tmp_path):
    work = "".join(f"# %% {name}\n{text}\n" for name, text in ANSWERS.items())
    found = list(execute(released, tmp_path / "beyond", work))
    assert not [source for source, text in found if "<error>" in text or "Warning" in text]
    said = [text for source, text in found if source.startswith("check(")]
    assert len(said) == 7
    assert all("Everything that can be checked here is right" in text for text in said)
    (own,) = (text for source, text in found if "def on_devices" in source)
    shares = [int(share) for share in re.findall(r"(\d+)% of the new digits are right", own)]
    assert shares[0] > 90
    assert shares[0] - 30 < shares[1] < shares[0]
    assert shares[2] < shares[1] - 15
    assert (tmp_path / "beyond/my_network.png").read_bytes().startswith(b"\x89PNG")


@pytest.fixture(scope="module")
def public():
    """The modules that are handed out, and the reference's functions."""
    sys.path.insert(0, str(PUBLIC))
    try:
        import digits
        import landscape
        import small_net
    finally:
        sys.path.remove(str(PUBLIC))
    names = {}
    for _, text in CHUNKS:
        exec(text, names)
    pair = names["batchrenorm_forward"], names["batchrenorm_backward"]
    return digits, landscape, small_net, pair, names


BATCHNORM = {"r_max": 1.0, "d_max": 0.0, "momentum": 0.99}


def test_the_digits_are_all_there(public):
    training, held_back = public[0].load_digits()
    assert (len(training.labels), len(held_back.labels)) == (1200, 597)
    assert set(training.labels) == set(range(10))
    assert training.images.min() == -1
    assert training.images.max() == 1
    sizes = [len(labels) for _, labels in public[0].batches(training, 500, 5, np.random.default_rng(0))]
    assert sizes == [500] * 5


@pytest.mark.parametrize("jolted", [False, True])
@pytest.mark.parametrize("normalised", [False, True])
def test_the_small_net_has_the_gradients_of_its_loss(public, normalised, jolted):
    digits, _, small_net, pair, _ = public
    training, _ = digits.load_digits()
    images, labels = training.images[:20], training.labels[:20]
    normalizer = small_net.Normalizer(*pair, BATCHNORM) if normalised else None
    net = small_net.Net([64, 7, 5, 10], normalizer, small_net.Jolt() if jolted else None)
    net.jolt_anew()
    _, gradients = net.gradients(images, labels, record=False)
    rng = np.random.default_rng(0)
    for values, gradient in zip(net.parameters, gradients, strict=True):
        direction, before = rng.normal(size=values.shape), values.copy()
        values += 1e-6 * direction
        up = net.loss(images, labels)
        values -= 2e-6 * direction
        down = net.loss(images, labels)
        values[...] = before
        assert (up - down) / 2e-6 == pytest.approx(np.sum(gradient * direction), rel=1e-4, abs=1e-7)


def test_measures_leave_the_net_as_it_was(public):
    digits, landscape, small_net, pair, _ = public
    training, _ = digits.load_digits()
    net = small_net.Net([64, 7, 10], small_net.Normalizer(*pair, BATCHNORM))
    batch = training.images[:20], training.labels[:20]
    net.gradients(*batch)
    before = [values.copy() for values in net.parameters], [state.copy() for state in net.states]
    losses = landscape.losses_ahead(net, *batch, [0.1, 0.2])
    assert losses.shape == (2,)
    assert losses[0] < net.loss(*batch)
    near, away = landscape.turn_of_gradient(net, *batch, [1e-6, 0.5])
    assert near < 1e-3 < away
    assert all(map(np.array_equal, net.parameters, before[0]))
    for now, then in zip(net.states, before[1], strict=True):
        assert all(np.array_equal(now[key], then[key]) for key in ("running_mean", "running_var"))


def accuracy(public, settings, size, seed, steps=900):
    digits, _, small_net, pair, _ = public
    training, held_back = digits.load_digits()
    net = small_net.Net([64, 50, 50, 50, 10], small_net.Normalizer(*pair, settings), seed=seed)
    small_net.train(net, digits.batches(training, size, steps, np.random.default_rng(seed)), rate=0.03)
    return net.accuracy(held_back)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_batches_of_two_hurt_batchnorm_and_renorm_repairs_much_of_it(public, seed):
    renorm = {"momentum": 0.99}
    plain, renormed = accuracy(public, BATCHNORM, 2, seed), accuracy(public, renorm, 2, seed)
    assert plain < 0.5
    assert renormed > plain + 0.15


def test_at_32_there_is_no_gap(public):
    plain, renormed = (accuracy(public, settings, 32, 0) for settings in (BATCHNORM, {"momentum": 0.99}))
    assert abs(plain - renormed) < 0.03
    assert min(plain, renormed) > 0.9


@pytest.mark.parametrize("seed", [0, 1])
def test_learning_goes_with_smoothness_and_not_with_shift(public, seed):
    digits, landscape, small_net, pair, _ = public
    training, _ = digits.load_digits()
    lengths = 0.3 * np.array([0.5, 1.0, 2.0, 4.0])
    normalizer = small_net.Normalizer(*pair, BATCHNORM)

    def watch(net, images, labels):
        ahead = landscape.losses_ahead(net, images, labels, lengths)
        return np.ptp(ahead), landscape.inputs_of_layer(net, training.images[:300], 5)

    found = {}
    for name, norm, jolt in (
        ("none", None, None),
        ("bn", normalizer, None),
        ("jolted", normalizer, small_net.Jolt()),
    ):
        net = small_net.Net([64, *[50] * 6, 10], norm, jolt, seed=seed)
        data = digits.batches(training, 64, 150, np.random.default_rng(seed))
        losses, seen = small_net.train(net, data, 0.3, watch)
        ranges, moments = zip(*seen, strict=True)
        found[name] = losses[40:60].mean(), np.median(landscape.drift(moments)), np.median(ranges)
    loss, drift, spread = ({name: row[at] for name, row in found.items()} for at in range(3))
    assert max(loss["bn"], loss["jolted"]) < 0.5 * loss["none"]
    assert drift["jolted"] > max(drift["none"], 30 * drift["bn"])
    assert spread["none"] > 4 * max(spread["bn"], spread["jolted"])


def test_noise_of_a_chunk_falls_with_the_root_of_its_size(public):
    ghost = public[-1]["ghost_batchnorm_forward"]
    rng = np.random.default_rng(0)

    def noise(size):
        batches = (np.concatenate([[[0.0]], rng.normal(size=(255, 1))]) for _ in range(400))
        return np.std([ghost(batch, np.ones(1), np.zeros(1), size)[0, 0] for batch in batches])

    assert noise(16) / noise(64) == pytest.approx(2.0, rel=0.2)


def test_averaged_variances_lose_one_part_in_n(public):
    rows = np.random.default_rng(0).normal(5.0, 2.0, size=(64, 2000))
    parts = [(2, part.mean(axis=0), part.var(axis=0)) for part in np.split(rows, 32)]
    _, var = public[-1]["sync_stats"](parts)
    assert var == pytest.approx(rows.var(axis=0))
    assert np.mean([part[2] for part in parts]) / rows.var(axis=0).mean() == pytest.approx(0.5, abs=0.02)
