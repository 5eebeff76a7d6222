"""One fault in batchnorm costs what it makes wrong and nothing else, and the report says its name.

The numbers in a fault (which eps, how many values) are drawn here from beyond what the catalogue lists where
the law must hold for all, and from the list where a name must come.
"""

from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.report import Outcome

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
BATCHNORM = find_assignment(ROOT, "batchnorm")

STAGED = """\
import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    eps, keep = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    old_mean = bn_param.get("running_mean", np.zeros(x.shape[1]))
    old_var = bn_param.get("running_var", np.zeros(x.shape[1]))
    cache = None
    if bn_param["mode"] == "train":
        mean = np.mean(x, axis=0)
        spread = np.mean((x - mean) ** 2, axis=0)
        root = np.sqrt(spread + eps)
        normal = (x - mean) / root
        cache = (x - mean, normal, spread, gamma, eps)
        out = normal * gamma + beta
        new_mean = keep * old_mean + (1 - keep) * mean
        new_var = keep * old_var + (1 - keep) * spread
    elif bn_param["mode"] == "test":
        out = (x - old_mean) / np.sqrt(old_var + eps) * gamma + beta
        new_mean, new_var = old_mean, old_var
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % bn_param["mode"])
    bn_param["running_mean"], bn_param["running_var"] = new_mean, new_var
    return out, cache


def batchnorm_backward(dout, cache):
    centred, normal, spread, gamma, eps = cache
    n = len(dout)
    dnormal = dout * gamma
    dspread = np.sum(dnormal * centred, axis=0) * -0.5 * (spread + eps) ** -1.5
    dmean = -np.sum(dnormal, axis=0) / np.sqrt(spread + eps)
    dx = dnormal / np.sqrt(spread + eps) + dspread * 2 * centred / n + dmean / n
    return dx, np.sum(dout * normal, axis=0), np.sum(dout, axis=0)


def batchnorm_backward_alt(dout, cache):
    centred, normal, spread, gamma, eps = cache
    d = dout * gamma
    rest = d - np.mean(d, axis=0) - normal * np.mean(d * normal, axis=0)
    return rest / np.sqrt(spread + eps), np.sum(dout * normal, axis=0), np.sum(dout, axis=0)
"""
FORWARD, GRAPH, CLOSED = BATCHNORM.functions


@pytest.fixture(scope="module", params=[0, 4])
def grader(request):
    return Grader(BATCHNORM, seed=request.param)


def changed(*changes, text=STAGED):
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def failed(grader, text):
    """The criteria that failed, with their mistakes, and all that was lost beside what waits for them."""
    rows = grader.judge_locally((("layers.py", text),)).criteria
    found = {
        f"{row.exercise}/{row.name}": (row.mistake, row.message)
        for row in rows
        if row.outcome is Outcome.FAILED
    }
    lost = {row.outcome for row in rows if row.earned < row.points and row.outcome is not Outcome.MANUAL}
    assert lost <= {Outcome.FAILED, Outcome.BLOCKED}
    return found


def names(found):
    return {criterion: mistake for criterion, (mistake, _) in found.items()}


def test_right_work_loses_nothing(grader):
    assert failed(grader, STAGED) == {}


# eps


@pytest.mark.parametrize("eps", ["0.0", "1e-8", "3e-7", "1e-6", "1e-5", "2e-4", "1e-3", "1e-2"])
def test_an_eps_of_ones_own_costs_eps(grader, eps):
    """In both modes, with backward passes that are right for it."""
    found = failed(grader, changed(('bn_param.get("eps", 1e-5)', eps)))
    assert set(found) == {f"{FORWARD}/eps in training", f"{FORWARD}/eps in test mode"}
    suffix = {"1e-5": "", "1e-8": "_1e_8", "1e-6": "_1e_6", "1e-3": "_1e_3", "1e-2": "_1e_2"}.get(eps)
    if eps == "0.0":
        assert names(found) == {
            f"{FORWARD}/eps in training": "eps_missing",
            f"{FORWARD}/eps in test mode": "eps_missing_in_test_mode",
        }
    elif suffix is None:  # nobody can list all: no name, and none that is wrong
        assert set(names(found).values()) == {None}
    else:
        assert names(found) == {
            f"{FORWARD}/eps in training": f"eps_hard_coded{suffix}",
            f"{FORWARD}/eps in test mode": f"eps_hard_coded_in_test_mode{suffix}",
        }
        _, said = found[f"{FORWARD}/eps in test mode"]
        assert f"when eps is always {eps} in test mode, whatever bn_param says." in said


@pytest.mark.parametrize("eps", ["1e-8", "4e-5", "1e-4", "1e-2"])
@pytest.mark.parametrize(
    ("function", "line", "family"),
    [
        (GRAPH, "    centred, normal, spread, gamma, eps = cache\n    n", "backward_default_eps"),
        (CLOSED, "    centred, normal, spread, gamma, eps = cache\n    d =", "closed_form_eps_hard_coded"),
    ],
)
def test_an_eps_of_ones_own_on_the_way_back_costs_eps(grader, function, line, family, eps):
    *_, last = line.split("\n")
    text = changed((line, line.removesuffix(last) + f"    eps = {eps}\n" + last))
    found = failed(grader, text)
    assert set(found) == {f"{function}/eps"}
    listed = "." not in eps and eps != "4e-5"
    assert names(found) == {f"{function}/eps": f"{family}_{eps.replace('-', '_')}" if listed else None}


# Features without spread


@pytest.mark.parametrize("stand_in", ["1", "1.0", "True"])
def test_a_guard_against_constant_features_costs_what_it_makes_wrong(grader, stand_in):
    line = "        root = np.sqrt(spread + eps)\n"
    found = failed(grader, changed((line, f"        spread[spread < 1e-9] = {stand_in}\n" + line)))
    assert names(found) == dict.fromkeys(
        (f"{FORWARD}/running variance", f"{GRAPH}/dx", f"{CLOSED}/dx"), "constant_feature_guarded"
    )
    assert found[f"{FORWARD}/running variance"][1].startswith(
        "running_var is not a mix of its old value and the batch's variance where a feature is constant: the"
        " variance of that feature is 0, and that is what the batch adds."
    )
    assert found[f"{GRAPH}/dx"][1].startswith(
        "dx of a feature that never changes in the batch is far too small: the variance of that feature is 0,"
        " and only eps stands beside it under the root."
    )


def test_a_guard_that_records_the_right_variance_costs_the_gradients_alone(grader):
    guarded = "np.where(spread == 0, 1.0, spread)"
    found = failed(
        grader, changed(("cache = (x - mean, normal, spread,", f"cache = (x - mean, normal, {guarded},"))
    )
    assert names(found) == dict.fromkeys((f"{GRAPH}/dx", f"{CLOSED}/dx"), "constant_feature_guarded")


# Running averages


def test_a_sum_in_the_place_of_the_mean_is_told_as_a_mean(grader):
    found = failed(grader, changed(("(1 - keep) * mean", "(1 - keep) * np.sum(x, axis=0)")))
    assert names(found) == {f"{FORWARD}/running mean": "sum_recorded_for_mean"}
    assert found[f"{FORWARD}/running mean"][1].startswith(
        "running_mean records N times the batch's mean: that is the sum of each column."
    )


@pytest.mark.parametrize(
    ("wrong", "mistake"),
    [("np.sum(x, axis=0)", "sum_for_mean"), ("np.mean(x)", "one_mean_for_mean_and_variance")],
)
def test_a_wrong_mean_is_one_mistake_wherever_it_goes(grader, wrong, mistake):
    rows = grader.judge_locally(
        (("layers.py", changed(("mean = np.mean(x, axis=0)", f"mean = {wrong}"))),)
    ).criteria
    found = {row.name: row.mistake for row in rows if row.exercise == FORWARD and row.outcome is Outcome.FAILED}
    assert found == dict.fromkeys(("training output", "running mean", "running variance"), mistake)


def test_a_sum_with_swapped_weights_is_two_faults(grader):
    text = changed(
        ("keep * old_mean + (1 - keep) * mean", "(1 - keep) * old_mean + keep * np.sum(x, axis=0)"),
        ("keep * old_var + (1 - keep) * spread", "(1 - keep) * old_var + keep * spread"),
    )
    found = failed(grader, text)
    assert set(found) == {f"{FORWARD}/running mean", f"{FORWARD}/momentum"}


# Precision


HALF = (
    "The digits of x beyond half precision (float16, three digits) make no difference to out: x is rounded to"
    " it on the way. Work in float64."
)
SINGLE = (
    "The digits of x beyond single precision (float32, seven digits) make no difference to out: x is rounded to"
    " it on the way. Work in float64."
)


def test_single_precision_costs_a_point_once(grader):
    line = "        mean = np.mean(x, axis=0)\n"
    found = failed(grader, changed((line, "        x = np.asarray(x, dtype='f')\n" + line)))
    assert set(found) == {f"{FORWARD}/precision"}
    _, said = found[f"{FORWARD}/precision"]
    assert said.startswith("Where x is as large as 3e8, out is off by ")
    assert " of its scale; a formula in float64 stays below 1e-09. " in said
    assert said.endswith(SINGLE)


def test_single_precision_on_the_way_back_costs_where_it_is(grader):
    short = "    d = (dout * gamma).astype(np.float32)\n"
    found = failed(grader, changed(("    d = dout * gamma\n", short)))
    assert names(found) == {f"{CLOSED}/precision": None}
    both = changed(
        ("    d = dout * gamma\n", short),
        ("    dnormal = dout * gamma\n", "    dnormal = (dout * gamma).astype(np.float32)\n"),
    )
    rows = grader.judge_locally((("layers.py", both),)).criteria
    assert [f"{row.exercise}/{row.name}" for row in rows if row.outcome is Outcome.FAILED] == [
        f"{GRAPH}/precision"
    ]
    (carried,) = [row for row in rows if row.outcome is Outcome.CARRIED]
    assert carried.message == "dx lacks the digits that batchnorm_backward lacks, and that costs a point there."


def test_half_precision_costs_the_output_and_is_named(grader):
    line = "        mean = np.mean(x, axis=0)\n"
    text = changed((line, "        x = x.astype('e')\n" + line))
    rows = grader.judge_locally((("layers.py", text),)).criteria
    (row,) = [row for row in rows if row.outcome is Outcome.FAILED]
    assert (row.exercise, row.name, row.mistake) == (FORWARD, "training output", None)
    assert row.message.endswith(HALF)
    said = {str(row.message) for row in rows if row.outcome is Outcome.CARRIED}
    assert "running_mean is as near to the right values as your output is, which is charged there." in said
    assert "dx is as near to the right values as your output is, which is charged there." in said
    assert "Half precision has no digits left here, which is charged with the output." in said
    assert not [text for text in said if "lost" in text]


def test_half_precision_somewhere_on_the_way_is_said(grader):
    found = failed(
        grader, changed(("root = np.sqrt(spread + eps)", "root = np.sqrt(spread + eps).astype('e')"))
    )
    _, said = found[f"{FORWARD}/training output"]
    assert said.endswith(
        "Its first digits are right and the fourth is not, as when numbers of half precision (float16) stand on"
        " the way."
    )


def test_averages_in_half_precision_are_charged_once(grader):
    found = failed(
        grader,
        changed(
            (
                'bn_param["running_var"] = new_mean, new_var',
                'bn_param["running_var"] = new_mean.astype("e"), new_var.astype("e")',
            )
        ),
    )
    assert {name: said for name, (_, said) in found.items()} == {
        f"{FORWARD}/running mean": "running_mean is not a mix of its old value and the batch's mean."
        " running_mean holds numbers of half precision (float16): three digits. Store float64.",
        f"{FORWARD}/running variance": "running_var is not a mix of its old value and the batch's variance."
        " running_var holds numbers of half precision (float16): three digits. Store float64.",
    }


def test_truth_values_are_called_so(grader):
    text = changed(
        ("out = normal * gamma + beta", "out = normal > 0"), ("* gamma + beta\n", "* gamma + beta > 0\n")
    )
    found = failed(grader, text)
    for criterion in ("training output", "test output"):
        assert found[f"{FORWARD}/{criterion}"][1].endswith(
            " out holds truth values (bool) where numbers belong."
        )


def test_gradients_that_are_truth_values_are_called_so(grader):
    found = failed(
        grader, changed(("return dx, np.sum(dout * normal, axis=0)", "return dx > 0, np.sum(dout, axis=0) > 0"))
    )
    assert found[f"{GRAPH}/dx"][1].endswith(" dx holds truth values (bool) where numbers belong.")
    assert found[f"{GRAPH}/dgamma"][1].endswith(" dgamma holds truth values (bool) where numbers belong.")


# Mistakes by kind


@pytest.mark.parametrize(
    "taken", ["centred, normal", "a, normal, spread, gamma, eps, b", "(centred,)", "normal, *_, a, b, c, d, e"]
)
def test_any_wrong_number_of_unpacked_values_has_a_name(grader, taken):
    line = "    centred, normal, spread, gamma, eps = cache\n    "
    found = failed(grader, changed((line + "d =", f"    {taken} = cache\n    d =")))
    assert names(found) == {f"{CLOSED}/{what}": "another_cache_expected" for what in ("dx", "dgamma", "dbeta")}
    found = failed(grader, changed((line + "n =", f"    {taken} = cache\n    n =")))
    expected = "another_cache_expected_in_backward"
    assert names(found) == {f"{GRAPH}/{what}": expected for what in ("dx", "dgamma", "dbeta")}


def test_something_else_that_is_unpacked_wrongly_gets_no_name(grader):
    line = "    d = dout * gamma\n"
    found = failed(grader, changed((line, "    rows, columns, depth = dout.shape\n" + line)))
    assert set(names(found).values()) == {None}


def test_a_cache_of_names_that_training_alone_defines(grader):
    inside = "        cache = (x - mean, normal, spread, gamma, eps)\n"
    after = '    bn_param["running_mean"], bn'
    text = changed((inside, ""), (after, "    cache = (x - mean, normal, spread, gamma, eps)\n" + after))
    assert names(failed(grader, text)) == {f"{FORWARD}/test output": "cache_of_training_names"}
    assert names(failed(grader, changed(("    cache = None\n", "")))) == {
        f"{FORWARD}/test output": "cache_only_in_training"
    }


def test_another_name_that_is_missing_in_test_mode_is_not_taken_for_the_cache(grader):
    text = changed(("        new_mean, new_var = old_mean, old_var\n", ""))
    assert names(failed(grader, text)) == {f"{FORWARD}/test output": None}


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        (("(1 - keep) * mean", "(1 - keep) * mean[None]"), "running_mean_keeps_an_axis"),
        (("(1 - keep) * spread", "(1 - keep) * spread[None]"), "running_var_keeps_an_axis"),
    ],
)
def test_one_of_two_averages_keeps_an_axis(grader, change, mistake):
    assert names(failed(grader, changed(change))) == {f"{FORWARD}/shapes": mistake}


def test_a_wrong_value_with_a_kept_axis_is_two_faults_with_two_names(grader):
    text = changed(
        ("keep * old_mean + (1 - keep) * mean", "(1 - keep) * old_mean + keep * mean[None]"),
        ("keep * old_var + (1 - keep) * spread", "(1 - keep) * old_var + keep * spread"),
    )
    assert names(failed(grader, text)) == {
        f"{FORWARD}/momentum": "momentum_swapped",
        f"{FORWARD}/shapes": "running_mean_keeps_an_axis",
    }
    right = "return dx, np.sum(dout * normal, axis=0), np.sum(dout, axis=0)"
    wrong = "return dx, np.sum(dout * centred, axis=0, keepdims=True), np.sum(dout, axis=0)"
    assert names(failed(grader, changed((right, wrong)))) == {
        f"{GRAPH}/dgamma": "dgamma_with_centred_x",
        f"{GRAPH}/shapes": "dgamma_keeps_an_axis",
    }


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            ("out = (x - old_mean) / np.sqrt(old_var + eps) * gamma + beta", "out = x * gamma + beta"),
            {"test output": "raw_x_in_test_mode"},
        ),
        (
            ("np.sqrt(old_var + eps) * gamma + beta", "np.sqrt(old_var + eps) * gamma"),
            {"test output": "beta_missing_in_test_mode"},
        ),
        (
            ("normal = (x - mean) / root", "normal = (x - np.mean(x)) / root"),
            {"training output": "one_mean_centres_everything"},
        ),
    ],
)
def test_forward_mistakes_of_one_kind(grader, change, expected):
    found = failed(grader, changed(change))
    own = {name: mistake for name, mistake in names(found).items() if name.startswith(FORWARD)}
    assert own == {f"{FORWARD}/{criterion}": mistake for criterion, mistake in expected.items()}


@pytest.mark.parametrize(
    ("change", "criterion", "mistake"),
    [
        (
            ("d - np.mean(d, axis=0) - normal", "d / len(d) - np.mean(d, axis=0) - normal"),
            "dx",
            "closed_form_dout_not_times_n",
        ),
        (
            ("normal * np.mean(d * normal, axis=0)", "np.mean(d * normal**2, axis=0)"),
            "dx",
            "x_hat_inside_the_sum",
        ),
        (
            ("normal, axis=0), np.sum(dout, axis=0)\n", "normal, axis=0), np.mean(dout, axis=0)\n"),
            "dbeta",
            "dbeta_averaged",
        ),
        (
            ("np.sum(dout * normal, axis=0), ", "np.sum(dout * centred / np.sqrt(spread), axis=0), "),
            "eps",
            "dgamma_without_eps",
        ),
    ],
)
def test_backward_mistakes_of_one_kind(grader, change, criterion, mistake):
    head, tail = STAGED.split("def batchnorm_backward_alt")
    text = head + "def batchnorm_backward_alt" + changed(change, text=tail)
    assert names(failed(grader, text)) == {f"{CLOSED}/{criterion}": mistake}


@pytest.mark.parametrize(
    ("term", "mistake"),
    [
        ("np.mean(-2 * centred, axis=0)", "vanishing_mean_without_dvar"),
        ("np.sum(-2 * centred, axis=0) / n", "vanishing_mean_without_dvar"),
        ("-2 * np.sum(centred, axis=0)", "vanishing_sum_without_dvar"),
    ],
)
def test_the_vanishing_term_without_its_factor(grader, term, mistake):
    line = "dmean = -np.sum(dnormal, axis=0) / np.sqrt(spread + eps)"
    found = failed(grader, changed((line, f"{line} + {term}")))
    assert names(found) == {f"{GRAPH}/precision": mistake}
    _, said = found[f"{GRAPH}/precision"]
    assert said.startswith("Where x is as large as 3e8, dx is off by ")
    assert "entries are off" not in said
    assert failed(grader, changed((line, f"{line} + dspread * ({term})"))) == {}
