"""The assignment warmup: its reference, its mistakes, right work in any style, and what its text claims."""

import importlib.util
import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader, reference_chunks
from autograder.instructor.demo import fill
from autograder.marking.mistakes import overlay, read_mistakes
from autograder.release.release import release_assignment
from autograder.report import Outcome
from autograder.sandbox.local import LocalSession
from autograder.source import Role, read_source
from autograder.submission.notebook import read
from autograder.submission.slicing import cut

from .running import run_all

ROOT = Path(__file__).resolve().parents[1]
WARMUP = find_assignment(ROOT, "warmup")
CHUNKS = reference_chunks(WARMUP)
MISTAKES = {mistake.id: mistake for mistake in read_mistakes(WARMUP.folder)}
STYLES = sorted((ROOT / "tests/truth/styles_warmup").glob("*.py"))
SEEDS = (0, 1)
SMALL = {"divided by N", "large offset", "shapes", "eps", "momentum", "one pass", "one side empty"} | {
    f"{what} left alone" for what in ("input", "inputs", "rows")
}
"""Criteria worth one point, of which a small mistake fails one."""


@pytest.fixture(scope="module")
def graders():
    return {seed: Grader(WARMUP, seed=seed) for seed in SEEDS}


def lost(criteria):
    return {f"{row.exercise}/{row.name}": row for row in criteria if row.earned < row.points}


# What mistakes cost, and right work in other styles.


def test_a_small_mistake_costs_at_most_a_tenth(graders):
    full = sum(row.points for row in graders[0].rubric.criteria)
    for mistake in MISTAKES.values():
        if mistake.loses[0].split("/")[1] in SMALL:
            rows = lost(graders[0].judge_locally(overlay(CHUNKS, (), WARMUP.functions, mistake)).criteria)
            assert sum(row.points - row.earned for row in rows.values()) <= full / 10, mistake.id


def test_a_wrong_column_stats_is_charged_once(graders):
    """standardize keeps its points where it is right for the statistics that it is given."""
    for name in ("stats_along_rows", "variance_by_n_minus_1", "x_centred_in_place", "sum_for_mean"):
        found = graders[0].judge_locally(overlay(CHUNKS, (), WARMUP.functions, MISTAKES[name])).criteria
        assert {row.outcome for row in found if row.exercise == "standardize"} <= {
            Outcome.PASSED,
            Outcome.CARRIED,
        }


@pytest.mark.parametrize("stats", ["np.zeros(5), np.ones(5)", "[0.0] * 5, [1.0] * 5", "x.mean(0), np.ones(5)"])
def test_statistics_that_do_not_depend_on_x_carry_nothing(graders, stats):
    trivial = f"import numpy as np\ndef column_stats(x):\n    return {stats}\n"
    found = graders[0].judge_locally([*CHUNKS, ("trivial", trivial)]).criteria
    earned = {row.name: row.earned for row in found if row.exercise == "standardize"}
    assert (earned["values"], earned["eps"]) == (0.0, 0.0)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_right_work_of_any_style_earns_everything(graders, path):
    code = cut(read(path).code, WARMUP.functions)
    assert not code.missing
    for seed in SEEDS:
        found = graders[seed].judge_locally(code.chunks)
        assert {key: row.message for key, row in lost(found.criteria).items()} == {}


def test_there_are_enough():
    assert len(STYLES) >= 8
    assert len(MISTAKES) >= 20
    assert {mistake.loses[0].split("/")[0] for mistake in MISTAKES.values()} == set(WARMUP.functions)


# The handout.


@pytest.fixture(scope="module")
def handout(tmp_path_factory):
    course = tmp_path_factory.mktemp("course")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(WARMUP.folder, course / "solutions/warmup", ignore=ignored)
    return release_assignment(find_assignment(course, "warmup"), course)


def execute(handout, folder, work=""):
    """Run all cells of the released notebook, with `work` in its answers; what each code cell gave."""
    shutil.copytree(handout, folder)
    notebook = fill(json.loads((folder / "warmup.ipynb").read_text()), work)
    node = run_all(notebook, folder)
    cells = [cell for cell in node.cells if cell.cell_type == "code"]
    assert not [one for cell in cells for one in cell.outputs if one.get("name") == "stderr"]
    assert not [one for cell in cells for one in cell.outputs if one.output_type == "error"]
    return {cell.source: "".join(map(said_by, cell.outputs)) for cell in cells}


def said_by(output):
    """What an output says: printed text, or a report as text; nothing for a picture."""
    data = output.get("data", {})
    return data["text/plain"] + "\n" if "text/html" in data else output.get("text", "")


def test_the_untouched_handout_runs_to_its_end(handout, tmp_path):
    said = execute(handout, tmp_path / "untouched")
    checks = {source: text for source, text in said.items() if source.startswith("check(")}
    assert list(checks.values()) == [f"{name} is not written yet.\n" for name in WARMUP.functions]


def test_the_handout_names_every_mistake_that_a_public_check_sees(handout):
    signed = {one["id"]: one["checks"] for one in json.loads((handout / "signatures.json").read_text())}
    for mistake in MISTAKES.values():
        own = [key for key in mistake.loses if key.split("/")[0] in mistake.functions]
        seen = {key.rsplit("/", 1)[0] for key in signed[mistake.id]}
        assert set(own) <= seen, mistake.id


@pytest.mark.slow
def test_the_solved_handout_runs_and_its_checks_pass(handout, tmp_path):
    said = execute(handout, tmp_path / "solved", work=solutions())
    for name in WARMUP.functions:
        text = said[f'check("{name}")']
        assert "passed" in text
        assert "Everything that can be checked here is right" in text
    (merging,) = (text for source, text in said.items() if "merge_stats(merged, other)" in source)
    assert (
        "merged                   569  14.127    12.397\nall at once              569  14.127    12.397"
        in merging
    )
    (own,) = (text for source, text in said.items() if source.startswith("drawing = "))
    assert own.startswith("pixels: most like 2, 2, 8, 2, 2\nstandardized: most like 2, 2, 3, 2, 2\n")
    assert (tmp_path / "solved/my_picture.png").read_bytes().startswith(b"\x89PNG")


def solutions():
    cells = [cell for cell in read_source(WARMUP) if cell.role is Role.ANSWER]
    return "".join(f"# %% {cell.name}\n{cell.text}\n" for cell in cells)


# What the text says.


@pytest.fixture(scope="module")
def functions():
    """The reference's functions, by name."""
    names: dict = {}
    LocalSession(CHUNKS, names=names)
    return SimpleNamespace(**{name: names[name] for name in WARMUP.functions})


@pytest.fixture(scope="module")
def data():
    spec = importlib.util.spec_from_file_location("real_data", WARMUP.folder / "public/real_data.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_data_are_what_the_text_says(data):
    (cells, names), (images, labels) = data.breast_cancer(), data.digits()
    assert (cells.shape, len(names), images.shape, labels.shape) == ((569, 30), 30, (1797, 64), (1797,))
    assert 215_000 < cells.std(axis=0).max() / cells.std(axis=0).min() < 216_000
    assert np.flatnonzero(images.std(axis=0) == 0).tolist() == [0, 32, 39]
    assert (images.min(), images.max(), set(labels)) == (0, 16, set(range(10)))


def test_eps_shrinks_the_smallest_features_and_saves_the_constant_ones(data, functions):
    cells, images = data.breast_cancer()[0], data.digits()[0]
    after = functions.standardize(cells, 1e-5).std(axis=0)
    assert round(after.min(), 2) == 0.64
    assert after.argmin() == cells.std(axis=0).argmin()
    x_hat = functions.standardize(images, 1e-5)
    assert np.all(x_hat[:, [0, 32, 39]] == 0)
    assert round(x_hat.max(), 1) == 42.0
    assert np.count_nonzero(images[:, np.unravel_index(x_hat.argmax(), x_hat.shape)[1]]) == 1


def test_bessel_s_factor_matters_for_two_rows_only(data):
    radius = data.breast_cancer()[0][:, 0]
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        for size, expected in ((2, 0.5), (256, 255 / 256)):
            batches = rng.choice(radius, size=(4000, size))
            assert abs(batches.var(axis=1).mean() / radius.var() - expected) < 0.03
            assert abs(batches.var(axis=1, ddof=1).mean() / radius.var() - 1) < 0.06


@pytest.mark.parametrize("seed", [2, 3, 4])
@pytest.mark.parametrize(("momentum", "gone"), [(0.5, 0.999), (0.9, 0.651), (0.99, 0.096)])
def test_the_average_goes_1_minus_m_to_the_k_of_its_way_and_stays_in_its_band(
    data, functions, seed, momentum, gone
):
    radius = data.breast_cancer()[0][:, 0]
    assert round(1 - momentum**10, 3) == gone
    batches = np.random.default_rng(seed).choice(radius, size=(200, 4)).mean(axis=1)
    average, outside = np.zeros(1), 0
    for k, batch in enumerate(batches, start=1):
        average = functions.ema_update(average, np.array([batch]), momentum)
        scatter = radius.std() / 2 * np.sqrt((1 - momentum) / (1 + momentum) * (1 - momentum ** (2 * k)))
        outside += abs(average[0] - (1 - momentum**k) * radius.mean()) > 2 * scatter
    assert outside <= 40  # "almost always"; neighbouring steps go together


def test_44_and_459_batches():
    for momentum, batches in ((0.9, 44), (0.99, 459)):
        assert momentum**batches <= 0.01 < momentum ** (batches - 1)


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_three_formulas_lose_their_digits_at_three_speeds(functions, seed):
    numbers = np.round(np.random.default_rng(seed).normal(0.0, 3.0, size=(1000, 1)) * 1024) / 1024
    true = np.mean((numbers - numbers.mean()) ** 2)
    worst = {"squares": [], "welford": [], "two passes": []}
    for offset in (1e4, 1e8, 1e10):
        x = numbers + offset
        n, _, M2 = functions.welford(iter(x))
        found = ((x**2).mean(axis=0) - x.mean(axis=0) ** 2, M2 / n, functions.column_stats(x)[1])
        for values, variance in zip(worst.values(), found, strict=True):
            values.append(abs(variance[0] / true - 1))
    assert worst["squares"][0] < 1e-6 < 1e-3 < worst["squares"][1]
    assert worst["squares"][2] >= 0.9
    assert worst["welford"][1] < 1e-8
    assert worst["two passes"][1] < 1e-14
    assert worst["two passes"][2] < worst["welford"][2] < worst["squares"][2]


def test_merged_parts_are_the_whole_and_plain_averages_are_not(data, functions):
    cells = data.breast_cancer()[0]
    parts = np.split(cells[np.argsort(cells[:, 0])], [60, 200, 450])
    stats = [functions.welford(row for row in part) for part in parts]
    merged = stats[0]
    for other in stats[1:]:
        merged = functions.merge_stats(merged, other)
    mean, var = functions.column_stats(cells)
    assert merged[0] == len(cells)
    np.testing.assert_allclose(merged[1], mean, rtol=1e-12)
    np.testing.assert_allclose(merged[2] / merged[0], var, rtol=1e-12)
    plain = np.mean([M2[0] / n for n, _, M2 in stats])
    assert plain < var[0] / 5  # most of the variance lies between the parts
