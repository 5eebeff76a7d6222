"""How often independent work is listed as alike, and how often a disguised copy is not."""

from __future__ import annotations

import contextlib
import itertools
import json
import re
from pathlib import Path

import numpy as np
import pytest

from autograder.assignment import find_assignment
from autograder.instructor import likeness
from autograder.instructor.likeness import Weighed
from autograder.instructor.similar import (
    ALIKE,
    Ordinary,
    Similar,
    _ordinary,
    compare_submissions,
    similar_json,
    similar_text,
)
from autograder.submission.notebook import read
from autograder.submission.slicing import cut

from .copies import renamed, reordered

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
STYLES = {
    "batchnorm": "styles",
    **{folder.name.removeprefix("styles_"): folder.name for folder in sorted(HERE.glob("styles_*"))},
}
"""The folder of right work for each assignment that has one."""

NOT_INDEPENDENT = {
    # each two share a whole function, letter for letter but for names
    ("single_precision_from_the_door", "single_precision_written_back"),
    ("dispatch_by_registering", "extended_precision_returned"),
    ("extended_precision_returned", "single_precision_cache"),
}

FAMILIES = {
    "networks": ("alt_only_", "one_normalize_", "recomputed_", "staged_"),
    "normalizers": (
        "apply_along_axis",
        "cache_",
        "centring_matrix",
        "channels_first_tables",
        "closed_form_n_times",
        "fortran_copies",
        "groups_split_and_joined",
        "jacobian_times_vector",
        "list_of_columns",
        "norm_of_the_column",
        "one_pass_moments",
        "out_buffers",
        "tensordot_and_reduce",
        "welford",
    ),
}
"""How styles begin that were written from one another, to differ in one thing: no independent work."""


def listed(name, files, at_least=ALIKE, most=10_000):
    handout = ROOT / f"assignments/{name}/{name}.ipynb"
    return compare_submissions(find_assignment(ROOT, name), handout, files, at_least=at_least, most=most)


def files_of(name):
    return {path.stem: path for path in sorted((HERE / STYLES[name]).glob("*.py"))}


def of_one_family(name, one, other):
    return all(style.startswith(FAMILIES.get(name, ())) for style in (one, other))


def independent(name, at_least=ALIKE):
    """The pairs that are listed, and share more than the hand that wrote both."""
    pairs = listed(name, files_of(name), at_least).found
    return [pair for pair in pairs if not of_one_family(name, pair.one, pair.other)]


@pytest.mark.parametrize("name", STYLES)
def test_independent_work_is_not_listed(name):
    found = {(pair.one, pair.other) for pair in independent(name)}
    assert found - NOT_INDEPENDENT == set()
    if name == "batchnorm":
        assert found == NOT_INDEPENDENT  # and those are


def test_the_rate_of_false_alarms_over_all_pairs():
    """What docs/grading-a-class.md says."""
    pairs = [
        pair
        for name in STYLES
        for pair in itertools.combinations(files_of(name), 2)
        if not of_one_family(name, *pair)
    ]
    found = [pair for name in STYLES for pair in independent(name)]
    assert (len(found), len(pairs)) == (3, 3771)
    text = (ROOT / "docs/grading-a-class.md").read_text()
    assert f"{len(pairs):,} pairs" in text
    most = max(
        pair.likeness
        for name in STYLES
        for pair in independent(name, 0.0)
        if (pair.one, pair.other) not in NOT_INDEPENDENT
    )
    assert re.search(r"the most\s+alike\s+of\s+the\s+others\s+reach\s+(\d\.\d+)", text)[1] == f"{most:.2f}"


def answers(source):
    """What a batchnorm gives on a small input; None if the code does not run."""
    names = {"__name__": "trial"}
    rng = np.random.default_rng(0)
    x, dout, gamma, beta = (
        rng.normal(size=(4, 3)),
        rng.normal(size=(4, 3)),
        rng.normal(size=3),
        rng.normal(size=3),
    )
    with contextlib.suppress(Exception):
        exec(source, names)  # written by us: tests/truth/styles
        out, cache = names["batchnorm_forward"](x, gamma, beta, {"mode": "train"})
        return np.vstack([out, names["batchnorm_backward"](dout, cache)[0]])
    return None


@pytest.fixture(scope="module")
def disguised():
    """Copies of the styles that still work, by style."""
    functions = find_assignment(ROOT, "batchnorm").functions
    made = {}
    for style, path in files_of("batchnorm").items():
        source = path.read_text()
        copy = renamed(reordered(source), functions)
        before, after = answers(source), answers(copy)
        if before is not None and after is not None and np.allclose(before, after):
            made[style] = copy
    return made


def test_disguised_copies_are_found(disguised, tmp_path):
    assert len(disguised) >= 60
    files = dict(files_of("batchnorm"))
    for style, text in disguised.items():
        files[f"copy of {style}"] = tmp_path / f"{style}.py"
        files[f"copy of {style}"].write_text(text)
    found = {(row.one, row.other): row.likeness for row in listed("batchnorm", files).found}
    assert {name: found.get((name, f"copy of {name}"), 0.0) for name in disguised} == {
        name: pytest.approx(1.0, abs=0.1) for name in disguised
    }


def test_in_a_class_of_three_a_copy_is_found_and_the_canonical_formula_accuses_nobody(disguised, tmp_path):
    files = {name: files_of("batchnorm")[name] for name in ("welford", "transposed")}
    (tmp_path / "copy.py").write_text(disguised["welford"])
    found = listed("batchnorm", {**files, "copy": tmp_path / "copy.py"}).found
    assert [(row.one, row.other) for row in found] == [("welford", "copy")]
    assert found[0].likeness == 1.0

    canonical = cut(read(ROOT / "solutions/batchnorm/batchnorm.py").code, ("batchnorm_forward",)).chunks
    forward = "import numpy as np\n" + "\n".join(source for _, source in canonical)
    for name in ("one", "two"):
        (tmp_path / f"{name}.py").write_text(forward)
    both = {name: tmp_path / f"{name}.py" for name in ("one", "two")}
    assert listed("batchnorm", {**files, **both}).found == ()


def test_the_list_says_where_and_is_no_verdict(disguised, tmp_path):
    (tmp_path / "copy.py").write_text(disguised["welford"])
    (tmp_path / "bad.py").write_text("")
    files = {
        "ann": files_of("batchnorm")["welford"],
        "bob": tmp_path / "copy.py",
        "eve": files_of("batchnorm")["fourier"],
        "tom": ROOT / "assignments/batchnorm/batchnorm.ipynb",
        "zoe": tmp_path / "bad.py",
    }
    text = similar_text(listed("batchnorm", files), passages=1)
    assert text.startswith(
        "4 submissions, 6 pairs; 1 is alike to 0.5 or more. That is no verdict: read the passages, and"
        " think of group work, of a source that both read, and of formulas that many write so.\n"
        "What is ordinary here nobody can say: fewer than 10 pairs have enough code of their own.\n\n"
        "1. ann and bob: 1.00\n"
    )
    assert re.search(
        r"   ann, welford.py, line \d+:\n      return .*\n   bob, copy.py, line \d+:\n      return ", text
    )
    assert re.search(r"and \d+ more of their statements\n\nNothing of their own: tom\.\n", text)
    assert text.endswith("Not compared: zoe: The file is empty.")


@pytest.fixture(scope="module")
def sixty():
    """Sixty styles, and each of them once more."""
    related = {name for pair in NOT_INDEPENDENT for name in pair}
    files = {name: path for name, path in files_of("batchnorm").items() if name not in related}
    files = dict(list(files.items())[:60])
    return {**files, **{f"{name} again": path for name, path in files.items()}}


def test_what_is_printed_has_a_bound_and_the_rest_is_said(sixty):
    found = listed("batchnorm", sixty, most=3)
    assert (found.compared, found.pairs, len(found.found), found.more) == (120, 7140, 3, 57)
    assert {row.likeness for row in found.found} == {1.0}
    text = similar_text(found, passages=1)
    assert text.splitlines()[0].startswith(
        "120 submissions, 7140 pairs; 60 are alike to 0.5 or more. That is no"
    )
    assert text.endswith("\n\n57 more pairs are as much alike as was asked. To see all: --most 60")
    assert similar_text(listed("batchnorm", sixty, most=59), 0).endswith(
        "\n\n1 more pair is as much alike as was asked. To see all: --most 60"
    )
    assert "as was asked" not in similar_text(listed("batchnorm", sixty, most=60), passages=0)


def test_what_is_ordinary_is_said(sixty):
    found = listed("batchnorm", sixty, most=1)
    ordinary = found.ordinary
    assert 0.0 < ordinary.half < ordinary.nine_in_ten < 0.3  # written to differ
    assert ordinary.most == 1.0
    assert similar_text(found, passages=0).splitlines()[1] == (
        f"Ordinary here, of 7140 pairs with enough code of their own: half are alike to {ordinary.half:.2f} or"
        f" less, nine in ten to {ordinary.nine_in_ten:.2f} or less; the most alike to 1.00."
    )
    five = dict(list(files_of("batchnorm").items())[:5])
    assert listed("batchnorm", five).ordinary is not None
    del five[next(iter(five))]
    assert listed("batchnorm", five).ordinary is None


def test_in_a_large_class_what_is_ordinary_is_told_from_pairs_drawn_by_lot(sixty, monkeypatch):
    monkeypatch.setattr(likeness, "DRAWN", 300)
    found = listed("batchnorm", sixty, most=1)
    ordinary = found.ordinary
    assert (ordinary.pairs, ordinary.drawn_from, ordinary.most) == (300, 7140, 1.0)
    assert similar_text(found, passages=0).splitlines()[1] == (
        "Ordinary here, of 300 pairs drawn by lot from the 7140 with enough code of their own: half are alike"
        f" to {ordinary.half:.2f} or less, nine in ten to {ordinary.nine_in_ten:.2f} or less; the most alike to"
        " 1.00."
    )
    assert json.loads(similar_json(found, passages=0))["ordinary"]["drawn_from"] == 7140


def test_what_is_taken_away_while_it_is_compared_has_no_passages(disguised, tmp_path, monkeypatch):
    (tmp_path / "copy.py").write_text(disguised["welford"])
    files = {"ann": files_of("batchnorm")["welford"], "bob": tmp_path / "copy.py"}
    enter = Weighed.alike

    def alike(self, *args):
        (tmp_path / "copy.py").unlink()
        return enter(self, *args)

    monkeypatch.setattr(Weighed, "alike", alike)
    (found,) = listed("batchnorm", files).found
    assert (found.one, found.other, found.likeness, found.matches) == ("ann", "bob", 1.0, ())


def test_the_base_rate_counts_the_pairs():
    rate = _ordinary([n / 100 for n in range(100)])
    assert rate == Ordinary(100, 0.49, 0.89, 0.99)  # 50 of the pairs have 0.49 or less, 90 have 0.89 or less
    assert _ordinary([0.5] * 9) is None


def test_the_base_rate_leaves_out_who_wrote_nothing():
    files = dict(list(files_of("batchnorm").items())[:5])
    stub = ROOT / "assignments/batchnorm/batchnorm.ipynb"
    with_stubs = listed("batchnorm", {**files, **{f"stub {n}": stub for n in range(40)}})
    assert with_stubs.ordinary.pairs == 10
    assert with_stubs.ordinary.half > 0.0
    assert len(with_stubs.empty) == 40


def test_the_same_as_json(disguised, tmp_path):
    (tmp_path / "copy.py").write_text(disguised["welford"])
    (tmp_path / "bad.py").write_text("")
    files = {"ann": files_of("batchnorm")["welford"], "bob": tmp_path / "copy.py", "zoe": tmp_path / "bad.py"}
    text = similar_json(listed("batchnorm", files), passages=2)
    assert "\n" not in text
    found = json.loads(text)
    (pair,) = found.pop("found")
    assert found == {
        "compared": 2,
        "pairs": 1,
        "at_least": 0.5,
        "ordinary": None,
        "more": 0,
        "nothing_of_their_own": [],
        "not_compared": {"zoe": "The file is empty."},
    }
    assert (pair["one"], pair["other"], pair["likeness"], len(pair["passages"])) == ("ann", "bob", 1.0, 2)
    assert pair["statements"] > 2
    passage = pair["passages"][0]["one"]
    assert passage["cell"] == "welford.py"
    assert passage["text"] in files["ann"].read_text()
    rate = Similar(0, 0.5, Ordinary(45, 0.1, 0.2, 0.3), (), 0, (), ())
    assert json.loads(similar_json(rate, passages=5))["ordinary"] == {
        "pairs": 45,
        "half": 0.1,
        "nine_in_ten": 0.2,
        "most": 0.3,
    }
