"""One fault in a normalizer costs what it makes wrong and nothing else, and the report says its name.

The wrong backward passes are made from right work line by line: the same changes for layer norm, batch norm of
images and group norm, and some for each. A name other than the one beside the change would be worse than none.
"""

from itertools import combinations
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.report import Outcome

pytestmark = pytest.mark.slow

# ruff: noqa: E501

ROOT = Path(__file__).resolve().parents[1]
NORMALIZERS = find_assignment(ROOT, "normalizers")

STAGED = """\
import numpy as np


def layernorm_forward(x, gamma, beta, ln_param):
    eps = ln_param.get("eps", 1e-5)
    mean = np.mean(x, axis=1, keepdims=True)
    centred = x - mean
    spread = np.mean(centred**2, axis=1, keepdims=True)
    root = np.sqrt(spread + eps)
    normal = centred / root
    return normal * gamma + beta, (x, centred, normal, spread, root, gamma, beta, eps)


def layernorm_backward(dout, cache):
    x, centred, normal, spread, root, gamma, beta, eps = cache
    n, d = dout.shape
    dnormal = dout * gamma
    dspread = np.sum(dnormal * centred, axis=1, keepdims=True) * -0.5 * (spread + eps) ** -1.5
    dmean = -np.sum(dnormal, axis=1, keepdims=True) / root
    dx = dnormal / root + 2 * centred * dspread / d + dmean / d
    dgamma = np.sum(dout * normal, axis=0)
    dbeta = np.sum(dout, axis=0)
    return dx, dgamma, dbeta


def rmsnorm_forward(x, gamma, rms_param):
    rms = np.sqrt(np.mean(x**2, axis=1, keepdims=True) + rms_param.get("eps", 1e-5))
    return x / rms * gamma, (x / rms, rms, gamma)


def rmsnorm_backward(dout, cache):
    normal, rms, gamma = cache
    d = dout * gamma
    return (d - normal * np.mean(d * normal, axis=1, keepdims=True)) / rms, np.sum(dout * normal, axis=0)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    eps, keep = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    n, c, h, w = x.shape
    old_mean = bn_param.get("running_mean", np.zeros(c))
    old_var = bn_param.get("running_var", np.zeros(c))
    table = x.transpose(0, 2, 3, 1).reshape(-1, c)
    cache = None
    if bn_param["mode"] == "train":
        mean = np.mean(table, axis=0)
        centred = table - mean
        spread = np.mean(centred**2, axis=0)
        root = np.sqrt(spread + eps)
        normal = centred / root
        cache = (table, centred, normal, spread, root, gamma, beta, eps)
        bn_param["running_mean"] = keep * old_mean + (1 - keep) * mean
        bn_param["running_var"] = keep * old_var + (1 - keep) * spread
    else:
        normal = (table - old_mean) / np.sqrt(old_var + eps)
    out = normal * gamma + beta
    return out.reshape(n, h, w, c).transpose(0, 3, 1, 2), cache


def spatial_batchnorm_backward(dout, cache):
    x, centred, normal, spread, root, gamma, beta, eps = cache
    n, c, h, w = dout.shape
    m = n * h * w
    dtable = dout.transpose(0, 2, 3, 1).reshape(-1, c)
    dnormal = dtable * gamma
    dspread = np.sum(dnormal * centred, axis=0) * -0.5 * (spread + eps) ** -1.5
    dmean = -np.sum(dnormal, axis=0) / root
    dx = dnormal / root + 2 * centred * dspread / m + dmean / m
    dgamma = np.sum(dtable * normal, axis=0)
    dbeta = np.sum(dtable, axis=0)
    return dx.reshape(n, h, w, c).transpose(0, 3, 1, 2), dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    eps = gn_param.get("eps", 1e-5)
    n, c, h, w = x.shape
    groups = x.reshape(n, G, c // G, h, w)
    mean = np.mean(groups, axis=(2, 3, 4), keepdims=True)
    centred = groups - mean
    spread = np.mean(centred**2, axis=(2, 3, 4), keepdims=True)
    root = np.sqrt(spread + eps)
    normal = centred / root
    cache = (groups, centred, normal, spread, root, gamma, beta, eps, G)
    return normal.reshape(x.shape) * gamma + beta, cache


def spatial_groupnorm_backward(dout, cache):
    x, centred, normal, spread, root, gamma, beta, eps, G = cache
    n, c, h, w = dout.shape
    m = c // G * h * w
    dnormal = (dout * gamma).reshape(x.shape)
    dspread = np.sum(dnormal * centred, axis=(2, 3, 4), keepdims=True) * -0.5 * (spread + eps) ** -1.5
    dmean = -np.sum(dnormal, axis=(2, 3, 4), keepdims=True) / root
    dx = (dnormal / root + 2 * centred * dspread / m + dmean / m).reshape(dout.shape)
    dgamma = np.sum(dout * normal.reshape(dout.shape), axis=(0, 2, 3), keepdims=True)
    dbeta = np.sum(dout, axis=(0, 2, 3), keepdims=True)
    return dx, dgamma, dbeta
"""

WORDS = {
    "layernorm": {
        "M": "d",
        "DX": "dnormal / root + 2 * centred * dspread / d + dmean / d",
        "SUMMEAN": "-np.sum(dnormal, axis=1, keepdims=True) / root",
        "SUMSPREAD": "np.sum(dnormal * centred, axis=1, keepdims=True)",
        "AXES": "axis=1, keepdims=True",
        "DN": "dnormal = dout * gamma",
        "DN2": "dnormal = dout * gamma * gamma",
        "DN0": "dnormal = dout * 1.0",
        "DNB": "dnormal = dout * beta",
        "DND": "dnormal = dout / gamma",
        "RET": "dx",
        "UNPACK": "x, centred, normal, spread, root, gamma, beta, eps = cache",
        "SUMD": "np.sum(dnormal, axis=1, keepdims=True)",
        "SUMDH": "np.sum(dnormal * normal, axis=1, keepdims=True)",
        "SUMDHH": "np.sum(dnormal * normal**2, axis=1, keepdims=True)",
    },
    "spatial_batchnorm": {
        "M": "m",
        "DX": "dnormal / root + 2 * centred * dspread / m + dmean / m",
        "SUMMEAN": "-np.sum(dnormal, axis=0) / root",
        "SUMSPREAD": "np.sum(dnormal * centred, axis=0)",
        "AXES": "axis=0",
        "DN": "dnormal = dtable * gamma",
        "DN2": "dnormal = dtable * gamma * gamma",
        "DN0": "dnormal = dtable * 1.0",
        "DNB": "dnormal = dtable * beta",
        "DND": "dnormal = dtable / gamma",
        "RET": "dx.reshape(n, h, w, c).transpose(0, 3, 1, 2)",
        "UNPACK": "x, centred, normal, spread, root, gamma, beta, eps = cache",
        "SUMD": "np.sum(dnormal, axis=0)",
        "SUMDH": "np.sum(dnormal * normal, axis=0)",
        "SUMDHH": "np.sum(dnormal * normal**2, axis=0)",
    },
    "spatial_groupnorm": {
        "M": "m",
        "DX": "dnormal / root + 2 * centred * dspread / m + dmean / m",
        "SUMMEAN": "-np.sum(dnormal, axis=(2, 3, 4), keepdims=True) / root",
        "SUMSPREAD": "np.sum(dnormal * centred, axis=(2, 3, 4), keepdims=True)",
        "AXES": "axis=(2, 3, 4), keepdims=True",
        "DN": "dnormal = (dout * gamma)",
        "DN2": "dnormal = (dout * gamma * gamma)",
        "DN0": "dnormal = (dout * 1.0)",
        "DNB": "dnormal = (dout * beta)",
        "DND": "dnormal = (dout / gamma)",
        "RET": "dx",
        "UNPACK": "x, centred, normal, spread, root, gamma, beta, eps, G = cache",
        "SUMD": "np.sum(dnormal, axis=(2, 3, 4), keepdims=True)",
        "SUMDH": "np.sum(dnormal * normal, axis=(2, 3, 4), keepdims=True)",
        "SUMDHH": "np.sum(dnormal * normal**2, axis=(2, 3, 4), keepdims=True)",
    },
}

EVERYWHERE = (
    ("last path only", (("{DX}", "0 * dnormal + dmean / {M}"),), {"dx": "only_the_mean_path"}),
    ("spread path only", (("{DX}", "2 * centred * dspread / {M}"),), {"dx": "only_the_spread_path"}),
    ("no direct", (("dnormal / root + 2", "2"),), {"dx": "direct_path_missing"}),
    ("no mean", ((" + dmean / {M}", ""),), {"dx": "mean_road_missing"}),
    ("no spread", ((" + 2 * centred * dspread / {M}", ""),), {"dx": "spread_road_missing"}),
    ("constants", (("{DX}", "dnormal / root"),), {"dx": "statistics_held_constant"}),
    ("sign mean", (("dmean = -np", "dmean = np"),), {"dx": "sign_of_the_mean_path"}),
    ("sign spread", (("* -0.5 *", "* 0.5 *"),), {"dx": "sign_of_the_spread_road"}),
    ("sign both", (("dmean = -np", "dmean = np"), ("* -0.5 *", "* 0.5 *")), {"dx": "signs_of_both_paths"}),
    ("no half", (("* -0.5 *", "* -1.0 *"),), {"dx": "factor_of_two"}),
    ("no two", (("+ 2 * centred", "+ centred"),), {"dx": "factor_of_a_half"}),
    ("power 0.5", (("** -1.5", "** -0.5"),), {"dx": "spread_path_variance_too_large"}),
    ("power 1", (("** -1.5", "** -1.0"),), {"dx": "spread_path_root_too_large"}),
    ("power 2", (("** -1.5", "** -2.0"),), {"dx": "spread_path_root_too_small"}),
    (
        "normal in dspread",
        (("np.sum(dnormal * centred", "np.sum(dnormal * normal"),),
        {"dx": "spread_path_root_too_small"},
    ),
    ("x in dspread", (("np.sum(dnormal * centred", "np.sum(dnormal * x"),), {"dx": "x_in_gradient_of_spread"}),
    ("x in path", (("2 * centred * dspread", "2 * x * dspread"),), {"dx": "x_in_path_of_spread"}),
    (
        "normal in path",
        (("2 * centred * dspread", "2 * normal * dspread"),),
        {"dx": "spread_path_root_too_small"},
    ),
    ("sum for mean in spread", (("dspread / {M}", "dspread"),), {"dx": "spread_path_not_divided"}),
    ("sum for mean in mean", (("dmean / {M}", "dmean"),), {"dx": "mean_path_not_divided"}),
    ("both sums", (("dspread / {M}", "dspread"), ("dmean / {M}", "dmean")), {"dx": "sums_not_divided"}),
    (
        "n - 1",
        (("{DX}", "dnormal / root + (2 * centred * dspread + dmean) / ({M} - 1)"),),
        {"dx": "one_less_in_backward"},
    ),
    ("mean not summed", (("{SUMMEAN}", "-dnormal / root"),), {"dx": "mean_gradient_not_summed"}),
    ("spread not summed", (("{SUMSPREAD}", "dnormal * centred"),), {"dx": "spread_gradient_not_summed"}),
    (
        "none summed",
        (("{SUMSPREAD}", "dnormal * centred"), ("{SUMMEAN}", "-dnormal / root")),
        {"dx": "no_gradient_summed"},
    ),
    ("mean mean", (("{SUMMEAN}", "-np.mean(dnormal) / root"),), {"dx": None}),
    (
        "closed dout",
        (("{DX}", "(dnormal - {SUMD} - normal * {SUMDH}) / root / {M}"),),
        {"dx": "dout_not_times_the_count"},
    ),
    (
        "closed n",
        (("{DX}", "({M} * dnormal - {SUMD} - normal * {SUMDH}) / root"),),
        {"dx": "closed_form_not_divided"},
    ),
    (
        "closed n2",
        (("{DX}", "(dnormal - {SUMD} / {M} - normal * {SUMDH} / {M}) / root / {M}"),),
        {"dx": "closed_form_divided_twice"},
    ),
    (
        "closed var",
        (("{DX}", "({M} * dnormal - {SUMD} - normal * {SUMDH}) / (root**2 * {M})"),),
        {"dx": "dx_divided_by_the_variance"},
    ),
    (
        "closed times root",
        (("{DX}", "({M} * dnormal - {SUMD} - normal * {SUMDH}) * root / {M}"),),
        {"dx": "dx_multiplied_by_the_root"},
    ),
    (
        "closed no root",
        (("{DX}", "({M} * dnormal - {SUMD} - normal * {SUMDH}) / {M}"),),
        {"dx": "dx_not_divided_by_the_root"},
    ),
    (
        "closed inside",
        (("{DX}", "(dnormal - {SUMD} / {M} - {SUMDHH} / {M}) / root"),),
        {"dx": "x_hat_inside_the_sum"},
    ),
    (
        "closed lost",
        (("{DX}", "(dnormal - {SUMD} / {M} - {SUMDH} / {M}) / root"),),
        {"dx": "x_hat_lost_outside_the_sum"},
    ),
    (
        "closed lost inside",
        (("{DX}", "(dnormal - {SUMD} / {M} - normal * {SUMD} / {M}) / root"),),
        {"dx": "x_hat_lost_inside_the_sum"},
    ),
    (
        "closed mean no axis",
        (("{DX}", "(dnormal - np.mean(dnormal) - normal * np.mean(dnormal * normal)) / root"),),
        {"dx": "means_over_everything"},
    ),
    (
        "closed centred",
        (("{DX}", "(dnormal - {SUMD} / {M} - centred * {SUMDH} / {M}) / root"),),
        {"dx": "spread_path_root_too_large"},
    ),
    ("gamma twice", (("{DN}", "{DN2}"),), {"dx": "dx_with_gamma_twice"}),
    ("no gamma", (("{DN}", "{DN0}"),), {"dx": "dx_without_gamma"}),
    ("beta", (("{DN}", "{DNB}"),), {"dx": "beta_for_gamma_in_dx"}),
    ("over gamma", (("{DN}", "{DND}"),), {"dx": "divided_by_gamma"}),
    (
        "eps twice",
        (("(spread + eps) ** -1.5", "(spread + 2 * eps) ** -1.5"), ("/ root", "/ np.sqrt(spread + 2 * eps)")),
        {"eps": "backward_eps_twice"},
    ),
    (
        "no eps",
        (("(spread + eps) ** -1.5", "spread**-1.5"), ("/ root", "/ np.sqrt(spread)")),
        {"eps": "backward_without_eps"},
    ),
    (
        "eps out",
        (("(spread + eps) ** -1.5", "(np.sqrt(spread) + eps) ** -3"), ("/ root", "/ (np.sqrt(spread) + eps)")),
        {"eps": "backward_eps_outside_root"},
    ),
    (
        "eps 1e-4",
        (("(spread + eps) ** -1.5", "(spread + 1e-4) ** -1.5"), ("/ root", "/ np.sqrt(spread + 1e-4)")),
        {"eps": "backward_default_eps_1e_4"},
    ),
    ("no eps in spread", (("(spread + eps) ** -1.5", "spread**-1.5"),), {"eps": "eps_missing_in_spread_path"}),
    ("dbeta mean", (("dbeta = np.sum", "dbeta = np.mean"),), {"dbeta": "only_dbeta_averaged"}),
    ("dgamma mean", (("dgamma = np.sum", "dgamma = np.mean"),), {"dgamma": "only_dgamma_averaged"}),
    (
        "both mean",
        (("dgamma = np.sum", "dgamma = np.mean"), ("dbeta = np.sum", "dbeta = np.mean")),
        {"dgamma": "parameter_gradients_averaged", "dbeta": "parameter_gradients_averaged"},
    ),
    (
        "swapped",
        (("return {RET}, dgamma, dbeta", "return {RET}, dbeta, dgamma"),),
        {"dgamma": "dgamma_and_dbeta_swapped", "dbeta": "dgamma_and_dbeta_swapped"},
    ),
    (
        "cache",
        (("{UNPACK}", "centred, normal, root = cache"),),
        {"dx": "another_cache_expected", "dgamma": "another_cache_expected", "dbeta": "another_cache_expected"},
    ),
    ("mean divided twice", (("dmean / {M}", "dmean / {M} / {M}"),), {"dx": "mean_path_divided_twice"}),
    ("spread divided twice", (("dspread / {M}", "dspread / {M} / {M}"),), {"dx": "spread_path_divided_twice"}),
    ("both divided twice", (("/ {M}", "/ {M} / {M}"),), {"dx": "both_paths_divided_twice"}),
    (
        "mean of everything",
        (("{SUMMEAN}", "-np.sum(dnormal / root)"),),
        {"dx": "mean_gradient_summed_over_everything"},
    ),
    (
        "spread of everything",
        (("{SUMSPREAD}", "np.sum(dnormal * centred)"),),
        {"dx": "spread_gradient_summed_over_everything"},
    ),
    (
        "direct by variance",
        (("dnormal / root + 2", "dnormal / root**2 + 2"),),
        {"dx": "direct_path_divided_by_variance"},
    ),
    (
        "direct times root",
        (("dnormal / root + 2", "dnormal * root + 2"),),
        {"dx": "direct_path_multiplied_by_root"},
    ),
    ("one less", (("{DX}", "({DX}) * {M} / ({M} - 1)"),), {"dx": "dx_divided_by_one_less"}),
    ("1e-6 in spread", (("(spread + eps)", "(spread + 1e-6)"),), {"eps": "spread_path_eps_1e_6"}),
    ("eps twice in spread", (("(spread + eps)", "(spread + eps + eps)"),), {"eps": "spread_path_eps_twice"}),
    (
        "eps outside in spread",
        (("(spread + eps) ** -1.5", "(spread**0.5 + eps) ** -3"),),
        {"eps": "spread_path_eps_outside_root"},
    ),
)

HERE = {
    "layernorm": (
        (
            "all along columns",
            (("{SUMMEAN}", "-np.sum(dnormal / root, {AXES})"), ("axis=1, keepdims=True", "axis=0")),
            {"dx": "staged_sums_along_columns"},
        ),
        (
            "dgamma keeps an axis",
            (("dout * normal, axis=0", "dout * normal, axis=0, keepdims=True"),),
            {"shapes": "only_dgamma_keeps_an_axis"},
        ),
        (
            "dbeta keeps an axis",
            (("dout, axis=0", "dout, axis=0, keepdims=True"),),
            {"shapes": "only_dbeta_keeps_an_axis"},
        ),
        ("the mean by another number", (("dmean / d", "dmean / (n)"),), {"dx": "mean_path_by_rows"}),
        ("the spread by another number", (("dspread / d", "dspread / (n)"),), {"dx": "spread_path_by_rows"}),
        (
            "the first term by another number",
            (
                (
                    "dnormal / root + 2 * centred * dspread / d + dmean / d",
                    "(n * dnormal - np.sum(dnormal, axis=1, keepdims=True) - normal * np.sum(dnormal * normal, axis=1, keepdims=True)) / root / d",
                ),
            ),
            {"dx": "first_term_times_rows"},
        ),
        (
            "the closed form by another number",
            (
                (
                    "dnormal / root + 2 * centred * dspread / d + dmean / d",
                    "(d * dnormal - np.sum(dnormal, axis=1, keepdims=True) - normal * np.sum(dnormal * normal, axis=1, keepdims=True)) / root / (n)",
                ),
            ),
            {"dx": "closed_form_divided_by_rows"},
        ),
        (
            "mean along columns",
            (("-np.sum(dnormal, axis=1, keepdims=True) / root", "-np.sum(dnormal, axis=0) / root"),),
            {"dx": "mean_path_along_columns_by_features"},
        ),
        (
            "all columns /D",
            (
                (
                    "dnormal / root + 2 * centred * dspread / d + dmean / d",
                    "(dnormal - np.sum(dnormal, axis=0) / d - normal * np.sum(dnormal * normal, axis=0) / d) / root",
                ),
            ),
            {"dx": "column_sums_by_features"},
        ),
        (
            "all columns",
            (
                (
                    "dnormal / root + 2 * centred * dspread / d + dmean / d",
                    "(dnormal - np.mean(dnormal, axis=0) - normal * np.mean(dnormal * normal, axis=0)) / root",
                ),
            ),
            {"dx": "sums_along_columns"},
        ),
        (
            "n for d",
            (
                (
                    "dnormal / root + 2 * centred * dspread / d + dmean / d",
                    "dnormal / root + 2 * centred * dspread / n + dmean / n",
                ),
            ),
            {"dx": "number_of_rows_for_features"},
        ),
        (
            "keepdims dspread",
            (
                (
                    "centred, axis=1, keepdims=True) * -0.5 * (spread + eps)",
                    "centred, axis=1) * -0.5 * (spread[:, 0] + eps)",
                ),
            ),
            {
                "dx": "numbers_of_sets_without_their_axes",
                "dgamma": "numbers_of_sets_without_their_axes",
                "dbeta": "numbers_of_sets_without_their_axes",
            },
        ),
        (
            "keepdims dmean",
            (
                (
                    "dmean = -np.sum(dnormal, axis=1, keepdims=True) / root",
                    "dmean = -np.sum(dnormal, axis=1) / root[:, 0]",
                ),
            ),
            {
                "dx": "numbers_of_sets_without_their_axes",
                "dgamma": "numbers_of_sets_without_their_axes",
                "dbeta": "numbers_of_sets_without_their_axes",
            },
        ),
        (
            "dgamma rows",
            (
                ("normal, axis=0)", "normal, axis=1)"),
                ("dbeta = np.sum(dout, axis=0)", "dbeta = np.sum(dout, axis=1)"),
            ),
            {"dgamma": "parameter_gradients_along_rows", "dbeta": "parameter_gradients_along_rows"},
        ),
        (
            "gamma in front",
            (
                (
                    "dnormal / root + 2 * centred * dspread / d + dmean / d",
                    "gamma * (dout - np.mean(dout, axis=1, keepdims=True) - normal * np.mean(dout * normal, axis=1, keepdims=True)) / root",
                ),
            ),
            {"dx": "gamma_outside_the_sums"},
        ),
    ),
    "spatial_batchnorm": (
        (
            "the mean by another number",
            (("dmean / m", "dmean / (h * w)"),),
            {"dx": "mean_path_by_another_number__2_3_"},
        ),
        (
            "the spread by another number",
            (("dspread / m", "dspread / (h * w)"),),
            {"dx": "spread_path_by_another_number__2_3_"},
        ),
        (
            "the first term by another number",
            (
                (
                    "dnormal / root + 2 * centred * dspread / m + dmean / m",
                    "(h * w * dnormal - np.sum(dnormal, axis=0) - normal * np.sum(dnormal * normal, axis=0)) / root / m",
                ),
            ),
            {"dx": "first_term_times_another_number__2_3_"},
        ),
        (
            "the closed form by another number",
            (
                (
                    "dnormal / root + 2 * centred * dspread / m + dmean / m",
                    "(m * dnormal - np.sum(dnormal, axis=0) - normal * np.sum(dnormal * normal, axis=0)) / root / (h * w)",
                ),
            ),
            {"dx": "closed_form_divided_by_another_number__2_3_"},
        ),
        ("count n", (("m = n * h * w", "m = n"),), {"dx": "number_of_images_for_values"}),
        ("count h * w", (("m = n * h * w", "m = h * w"),), {"dx": "another_number_of_values"}),
        ("count n * c", (("m = n * h * w", "m = n * c"),), {"dx": "another_number_of_values__0_1_"}),
        ("count c", (("m = n * h * w", "m = c"),), {"dx": "another_number_of_values__1__"}),
        ("count n * h", (("m = n * h * w", "m = n * h"),), {"dx": "another_number_of_values__0_2_"}),
        ("count n * w", (("m = n * h * w", "m = n * w"),), {"dx": "another_number_of_values__0_3_"}),
        (
            "count n * c * h * w",
            (("m = n * h * w", "m = n * c * h * w"),),
            {"dx": "another_number_of_values__0_1_2_3_"},
        ),
        ("count c * h * w", (("m = n * h * w", "m = c * h * w"),), {"dx": "another_number_of_values__1_2_3_"}),
        (
            "reshape dout",
            (("dout.transpose(0, 2, 3, 1).reshape(-1, c)", "dout.reshape(-1, c)"),),
            {
                "dx": "dout_reshaped_without_moving",
                "dgamma": "dout_reshaped_without_moving",
                "dbeta": "dout_reshaped_without_moving",
            },
        ),
        (
            "reshape dx",
            (("dx.reshape(n, h, w, c).transpose(0, 3, 1, 2)", "dx.reshape(n, c, h, w)"),),
            {"dx": "dx_reshaped_without_moving"},
        ),
        (
            "both",
            (
                ("dout.transpose(0, 2, 3, 1).reshape(-1, c)", "dout.reshape(-1, c)"),
                ("dx.reshape(n, h, w, c).transpose(0, 3, 1, 2)", "dx.reshape(n, c, h, w)"),
            ),
            {
                "dx": "dout_and_dx_reshaped_without_moving",
                "dgamma": "dout_and_dx_reshaped_without_moving",
                "dbeta": "dout_and_dx_reshaped_without_moving",
            },
        ),
        (
            "no back",
            (("dx.reshape(n, h, w, c).transpose(0, 3, 1, 2)", "dx.reshape(n, h, w, c)"),),
            {"dx": "dx_with_channels_last"},
        ),
        (
            "w h",
            (("dx.reshape(n, h, w, c).transpose(0, 3, 1, 2)", "dx.reshape(n, h, w, c).transpose(0, 3, 2, 1)"),),
            {"dx": "dx_with_height_and_width_swapped"},
        ),
        (
            "w h order",
            (("dx.reshape(n, h, w, c).transpose(0, 3, 1, 2)", "dx.reshape(n, w, h, c).transpose(0, 3, 2, 1)"),),
            {"dx": "dx_with_pixels_in_another_order"},
        ),
        (
            "T",
            (("dx.reshape(n, h, w, c).transpose(0, 3, 1, 2)", "dx.T.reshape(n, c, h, w)"),),
            {"dx": "dx_with_images_and_channels_swapped"},
        ),
        (
            "dout w h",
            (("dout.transpose(0, 2, 3, 1).reshape(-1, c)", "dout.transpose(0, 3, 2, 1).reshape(-1, c)"),),
            {"dx": "dout_with_pixels_in_another_order", "dgamma": "dout_with_pixels_in_another_order"},
        ),
        (
            "dgamma batch",
            (
                (
                    "dgamma = np.sum(dtable * normal, axis=0)",
                    "dgamma = np.sum((dtable * normal).reshape(n, h, w, c), axis=0)",
                ),
            ),
            {"dgamma": None},
        ),
    ),
    "spatial_groupnorm": (
        (
            "only dgamma flat",
            (("(0, 2, 3), keepdims=True)\n    dbeta", "(0, 2, 3))\n    dbeta"),),
            {"shapes": "only_dgamma_flat"},
        ),
        (
            "only dbeta flat",
            (("np.sum(dout, axis=(0, 2, 3), keepdims=True)", "np.sum(dout, axis=(0, 2, 3))"),),
            {"shapes": "only_dbeta_flat"},
        ),
        (
            "staged over the batch",
            (
                ("{SUMMEAN}", "-np.sum(dnormal / root, {AXES})"),
                ("axis=(2, 3, 4)", "axis=(0, 2, 3, 4)"),
            ),
            {"dx": "staged_group_sums_over_other_axes__0_2_3_4_"},
        ),
        (
            "mean over a channel",
            (("np.sum(dnormal, axis=(2, 3, 4)", "np.sum(dnormal, axis=(3, 4)"),),
            {"dx": "mean_gradient_over_each_channel"},
        ),
        (
            "variance over a channel",
            (("np.sum(dnormal * centred, axis=(2, 3, 4)", "np.sum(dnormal * centred, axis=(3, 4)"),),
            {"dx": "variance_gradient_over_each_channel"},
        ),
        (
            "the mean by another number",
            (("dmean / m", "dmean / (h * w)"),),
            {"dx": "group_mean_path_by_another_number"},
        ),
        (
            "the spread by another number",
            (("dspread / m", "dspread / (h * w)"),),
            {"dx": "group_spread_path_by_another_number"},
        ),
        (
            "the first term by another number",
            (
                (
                    "dnormal / root + 2 * centred * dspread / m + dmean / m",
                    "(h * w * dnormal - np.sum(dnormal, axis=(2, 3, 4), keepdims=True) - normal * np.sum(dnormal * normal, axis=(2, 3, 4), keepdims=True)) / root / m",
                ),
            ),
            {"dx": "group_first_term_times_another_number"},
        ),
        (
            "the closed form by another number",
            (
                (
                    "dnormal / root + 2 * centred * dspread / m + dmean / m",
                    "(m * dnormal - np.sum(dnormal, axis=(2, 3, 4), keepdims=True) - normal * np.sum(dnormal * normal, axis=(2, 3, 4), keepdims=True)) / root / (h * w)",
                ),
            ),
            {"dx": "group_closed_form_divided_by_another_number"},
        ),
        ("count h * w", (("m = c // G * h * w", "m = h * w"),), {"dx": "count_of_a_channel"}),
        ("count c // G", (("m = c // G * h * w", "m = c // G"),), {"dx": "another_size_of_a_group"}),
        ("count n", (("m = c // G * h * w", "m = n"),), {"dx": "another_size_of_a_group__0__"}),
        ("count c", (("m = c // G * h * w", "m = c"),), {"dx": "another_size_of_a_group__1_2_"}),
        (
            "count c * h * w",
            (("m = c // G * h * w", "m = c * h * w"),),
            {"dx": "another_size_of_a_group__1_2_3_4_"},
        ),
        (
            "count n * h * w",
            (("m = c // G * h * w", "m = n * h * w"),),
            {"dx": "another_size_of_a_group__0_3_4_"},
        ),
        ("count n * c", (("m = c // G * h * w", "m = n * c"),), {"dx": "another_size_of_a_group__0_1_2_"}),
        ("count G", (("m = c // G * h * w", "m = G"),), {"dx": "another_size_of_a_group__1__"}),
        (
            "count G * h * w",
            (("m = c // G * h * w", "m = G * h * w"),),
            {"dx": "another_size_of_a_group__1_3_4_"},
        ),
        (
            "axes (3, 4)",
            (
                (
                    "dnormal / root + 2 * centred * dspread / m + dmean / m",
                    "(dnormal - np.mean(dnormal, axis=(3, 4), keepdims=True) - normal * np.mean(dnormal * normal, axis=(3, 4), keepdims=True)) / root",
                ),
            ),
            {"dx": "sums_over_each_channel"},
        ),
        (
            "axes (0, 2, 3, 4)",
            (
                (
                    "dnormal / root + 2 * centred * dspread / m + dmean / m",
                    "(dnormal - np.mean(dnormal, axis=(0, 2, 3, 4), keepdims=True) - normal * np.mean(dnormal * normal, axis=(0, 2, 3, 4), keepdims=True)) / root",
                ),
            ),
            {"dx": "sums_over_the_batch_too"},
        ),
        (
            "axes 2",
            (
                (
                    "dnormal / root + 2 * centred * dspread / m + dmean / m",
                    "(dnormal - np.mean(dnormal, axis=2, keepdims=True) - normal * np.mean(dnormal * normal, axis=2, keepdims=True)) / root",
                ),
            ),
            {"dx": "group_sums_over_other_axes"},
        ),
        (
            "axes (1, 2, 3, 4)",
            (
                (
                    "dnormal / root + 2 * centred * dspread / m + dmean / m",
                    "(dnormal - np.mean(dnormal, axis=(1, 2, 3, 4), keepdims=True) - normal * np.mean(dnormal * normal, axis=(1, 2, 3, 4), keepdims=True)) / root",
                ),
            ),
            {"dx": "group_sums_over_other_axes__1_2_3_4_"},
        ),
        (
            "axes (2, 3)",
            (
                (
                    "dnormal / root + 2 * centred * dspread / m + dmean / m",
                    "(dnormal - np.mean(dnormal, axis=(2, 3), keepdims=True) - normal * np.mean(dnormal * normal, axis=(2, 3), keepdims=True)) / root",
                ),
            ),
            {"dx": "group_sums_over_other_axes__2_3_"},
        ),
        (
            "axes 1",
            (
                (
                    "dnormal / root + 2 * centred * dspread / m + dmean / m",
                    "(dnormal - np.mean(dnormal, axis=1, keepdims=True) - normal * np.mean(dnormal * normal, axis=1, keepdims=True)) / root",
                ),
            ),
            {"dx": "group_sums_over_other_axes__1__"},
        ),
        (
            "order",
            (("dmean / m).reshape(dout.shape)", "dmean / m).swapaxes(1, 2).reshape(dout.shape)"),),
            {"dx": "dx_reshaped_in_another_order"},
        ),
        ("left", (("dmean / m).reshape(dout.shape)", "dmean / m)"),), {"dx": "dx_left_in_groups"}),
        (
            "keepdims",
            (
                (
                    "np.sum(dnormal * centred, axis=(2, 3, 4), keepdims=True) * -0.5 * (spread + eps)",
                    "np.sum(dnormal * centred, axis=(2, 3, 4)) * -0.5 * (spread[:, :, 0, 0, 0] + eps)",
                ),
            ),
            {
                "dx": "numbers_of_sets_without_their_axes",
                "dgamma": "numbers_of_sets_without_their_axes",
                "dbeta": "numbers_of_sets_without_their_axes",
            },
        ),
        (
            "per group dgamma",
            (
                (
                    "dgamma = np.sum(dout * normal.reshape(dout.shape), axis=(0, 2, 3), keepdims=True)",
                    "dgamma = np.sum(dout.reshape(normal.shape) * normal, axis=(0, 2, 3, 4))",
                ),
            ),
            {"dgamma": "parameter_gradients_per_group"},
        ),
        (
            "gamma in front",
            (
                (
                    "dnormal / root + 2 * centred * dspread / m + dmean / m",
                    "gamma.reshape(1, G, -1, 1, 1) * (dout.reshape(x.shape) - np.mean(dout.reshape(x.shape), axis=(2, 3, 4), keepdims=True) - normal * np.mean(dout.reshape(x.shape) * normal, axis=(2, 3, 4), keepdims=True)) / root",
                ),
            ),
            {"dx": "gamma_outside_the_sums"},
        ),
    ),
}


@pytest.fixture(scope="module", params=[0, 4])
def grader(request):
    return Grader(NORMALIZERS, seed=request.param)


@pytest.fixture(scope="module")
def one_grader():
    """For what is tried two hundred times: a second seed would take minutes."""
    return Grader(NORMALIZERS, seed=4)


def changed(*changes, text=STAGED):
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def judged(grader, text):
    """The criteria of the work, by name."""
    rows = grader.judge_locally((("layers.py", text),)).criteria
    return {f"{row.exercise}/{row.name}": row for row in rows if row.outcome is not Outcome.MANUAL}


def failed(grader, text):
    """The criteria that failed, with their mistakes, and all that was lost beside what waits for them."""
    rows = judged(grader, text)
    assert {row.outcome for row in rows.values() if row.earned < row.points} <= {
        Outcome.FAILED,
        Outcome.BLOCKED,
    }
    return {name: row.mistake for name, row in rows.items() if row.outcome is Outcome.FAILED}


def messages(grader, text):
    return {
        name: str(row.message) for name, row in judged(grader, text).items() if row.outcome is Outcome.FAILED
    }


def in_backward(norm, changes):
    """The right work with lines of one backward pass replaced."""
    start = STAGED.index(f"def {norm}_backward")
    end = STAGED.find("\n\n\ndef", start) % (len(STAGED) + 1)
    told = []
    for old, new in changes:
        for word, meant in WORDS[norm].items():
            old, new = old.replace(f"{{{word}}}", meant), new.replace(f"{{{word}}}", meant)
        told.append((old, new))
    return STAGED[:start] + changed(*told, text=STAGED[start:end]) + STAGED[end:]


def test_right_work_loses_nothing(grader):
    assert failed(grader, STAGED) == {}


# Backward passes

WRONG = [(norm, *row) for norm in WORDS for row in (*EVERYWHERE, *HERE[norm])]


@pytest.mark.parametrize(
    ("norm", "changes", "due"),
    [(norm, *row) for norm, _, *row in WRONG],
    ids=[f"{norm}-{said}" for norm, said, *_ in WRONG],
)
def test_a_wrong_backward_loses_its_criteria_and_gets_its_name(one_grader, norm, changes, due):
    found = failed(one_grader, in_backward(norm, changes))
    assert found == {f"{norm}_backward/{criterion}": mistake for criterion, mistake in due.items()}


@pytest.mark.parametrize("norm", WORDS)
def test_nine_in_ten_have_a_name(norm):
    named = [all(due.values()) for one, _, _, due in WRONG if one == norm]
    assert len(named) >= 50
    assert sum(named) >= 0.9 * len(named)


# eps


@pytest.mark.parametrize("eps", ["0.0", "1e-8", "3e-7", "1e-5", "2e-4", "1e-2"])
def test_an_eps_of_ones_own_costs_eps(grader, eps):
    """In all normalizers and both modes, with backward passes that are right for it."""
    text = changed(
        *((f'{name}.get("eps", 1e-5)', eps) for name in ("ln_param", "rms_param", "bn_param", "gn_param"))
    )
    found = failed(grader, text)
    assert set(found) == {f"{norm}_forward/eps" for norm in (*WORDS, "rmsnorm")}
    mistake = {
        "0.0": "eps_missing",
        "1e-8": "eps_hard_coded_1e_8",
        "1e-5": "eps_hard_coded",
        "1e-2": "eps_hard_coded_1e_2",
    }
    assert set(found.values()) == {mistake.get(eps)}  # nobody can list all: no name, and none that is wrong


@pytest.mark.parametrize("eps", ["0.0", "1e-6", "4e-5", "1e-2"])
def test_an_eps_of_ones_own_in_test_mode_costs_eps(grader, eps):
    found = failed(grader, changed(("np.sqrt(old_var + eps)", f"np.sqrt(old_var + {eps})")))
    names = {
        "0.0": "eps_missing_in_test_mode",
        "1e-6": "eps_hard_coded_in_test_mode_1e_6",
        "1e-2": "eps_hard_coded_in_test_mode_1e_2",
    }
    assert found == {"spatial_batchnorm_forward/eps": names.get(eps)}


@pytest.mark.parametrize("eps", ["1e-8", "4e-5", "1e-2"])
@pytest.mark.parametrize("norm", WORDS)
def test_an_eps_of_ones_own_on_the_way_back_costs_eps(grader, norm, eps):
    found = failed(
        grader,
        in_backward(norm, [(" = cache\n", f" = cache\n    eps = {eps}\n    root = np.sqrt(spread + eps)\n")]),
    )
    names = {"1e-8": "backward_default_eps_1e_8", "1e-2": "backward_default_eps_1e_2"}
    assert found == {f"{norm}_backward/eps": names.get(eps)}


# Numbers without spread

GUARD = "    root = np.sqrt(spread + eps)\n"


def test_a_guard_against_constant_channels_costs_what_it_makes_wrong(grader):
    text = changed((f"    {GUARD}", f"        spread[spread < 1e-9] = 1.0\n    {GUARD}"))
    found = failed(grader, text)
    assert found == {
        "spatial_batchnorm_forward/running averages": "constant_channel_guarded",
        "spatial_batchnorm_backward/dx": "zero_variance_guarded",
    }
    said = messages(grader, text)
    assert said["spatial_batchnorm_forward/running averages"].startswith(
        "running_var is not a mix of its old value and the batch's where a channel is constant: the variance of that"
        " channel is 0, and that is what the batch adds."
    )
    assert said["spatial_batchnorm_backward/dx"].startswith(
        "dx of numbers that share a mean and are all alike is far too small: their variance is 0, and only eps"
        " stands beside it under the root."
    )


@pytest.mark.parametrize("param", ["ln_param", "gn_param"])
def test_a_guard_where_no_variance_is_kept_costs_dx(grader, param):
    head, tail = STAGED.split(f'    eps = {param}.get("eps", 1e-5)\n')
    text = f'{head}    eps = {param}.get("eps", 1e-5)\n' + tail.replace(
        GUARD, f"    spread[spread == 0] = 1\n{GUARD}", 1
    )
    norm = {"ln_param": "layernorm", "gn_param": "spatial_groupnorm"}[param]
    assert failed(grader, text) == {f"{norm}_backward/dx": "zero_variance_guarded"}


def test_a_guard_against_rows_of_zeros_costs_dx(grader):
    text = changed(
        (
            "rms = np.sqrt(np.mean(x**2, axis=1, keepdims=True) +",
            "square = np.mean(x**2, axis=1, keepdims=True)\n    square[square == 0] = 1\n    rms = np.sqrt(square +",
        ),
    )
    assert failed(grader, text) == {"rmsnorm_backward/dx": "zero_variance_guarded"}
    assert messages(grader, text)["rmsnorm_backward/dx"].startswith(
        "dx of a row of zeros is far too small: the mean of its squares is 0, and only eps stands beside it under the"
        " root."
    )


# Precision

HALF = (
    "The digits of x beyond half precision (float16, three digits) make no difference to out: x is rounded to it on"
    " the way. Work in float64."
)
SINGLE = (
    "The digits of x beyond single precision (float32, seven digits) make no difference to out: x is rounded to it"
    " on the way. Work in float64."
)
STARTS = {
    "layernorm": "    mean = np.mean(x, axis=1, keepdims=True)\n",
    "rmsnorm": "    rms = np.sqrt(",
    "spatial_batchnorm": "        mean = np.mean(table, axis=0)\n",
    "spatial_groupnorm": "    mean = np.mean(groups, axis=(2, 3, 4), keepdims=True)\n",
}


def rounded(norm, type_name):
    name = {"spatial_batchnorm": "table", "spatial_groupnorm": "groups"}.get(norm, "x")
    line = STARTS[norm]
    indent = line[: len(line) - len(line.lstrip())]
    return changed((line, f"{indent}{name} = {name}.astype({type_name!r})\n{line}"))


@pytest.mark.parametrize("norm", STARTS)
def test_single_precision_costs_a_point_once(grader, norm):
    text = rounded(norm, "f")
    assert failed(grader, text) == {f"{norm}_backward/precision": None}
    said = messages(grader, text)[f"{norm}_backward/precision"]
    assert said.startswith("Where x is as large as 1e8, dx is off by ")
    assert " of its scale; a formula in float64 stays below 1e-09. " in said
    assert said.endswith(SINGLE)


@pytest.mark.parametrize("norm", STARTS)
def test_half_precision_costs_the_output_and_is_named(grader, norm):
    rows = judged(grader, rounded(norm, "e"))
    lost = {name: row for name, row in rows.items() if row.outcome is Outcome.FAILED}
    assert set(lost) == {f"{norm}_forward/output"}
    (row,) = lost.values()
    assert row.mistake is None
    assert str(row.message).endswith(HALF)
    said = {str(row.message) for row in rows.values() if row.outcome is Outcome.CARRIED}
    assert "dx is as near to the right values as your output is, which is charged there." in said
    assert "Half precision has no digits left here, which is charged with the output." in said
    assert not [text for text in said if "lost" in text]


def test_half_precision_beyond_its_range_is_named_before_the_law(grader):
    line = STARTS["layernorm"]
    text = changed(
        (line, f"    x = x.astype('e')\n{line}"),
        (
            "spread = np.mean(centred**2, axis=1, keepdims=True)",
            "spread = np.mean((16 * centred) ** 2, axis=1, keepdims=True) / 256",
        ),
    )
    assert messages(grader, text)["layernorm_forward/output"].endswith(
        f" {HALF} Before gamma and beta, the mean square of each row should be 1; it is not."
    )


def test_half_precision_somewhere_on_the_way_is_said(grader):
    text = changed((GUARD, "    root = np.sqrt(spread + eps).astype('e')\n"))
    assert messages(grader, text)["layernorm_forward/output"].endswith(
        "Its first digits are right and the fourth is not, as when numbers of half precision (float16) stand on the"
        " way."
    )


def test_averages_in_half_precision_are_said(grader):
    text = changed(("keep * old_mean + (1 - keep) * mean", "(keep * old_mean + (1 - keep) * mean).astype('e')"))
    assert messages(grader, text) == {
        "spatial_batchnorm_forward/running averages": "running_mean is not a mix of its old value and the batch's,"
        " channel by channel. running_mean holds numbers of half precision (float16): three digits. Store float64."
    }


def test_truth_values_are_called_so(grader):
    text = changed(
        ("return normal * gamma + beta, (", "return normal > 0, ("),
        ("return dx, dgamma, dbeta", "return dx > 0, dgamma > 0, dbeta > 0"),
    )
    said = messages(grader, text)
    assert said["layernorm_forward/output"].endswith(" out holds truth values (bool) where numbers belong.")
    for what in ("dx", "dgamma", "dbeta"):
        assert said[f"spatial_groupnorm_backward/{what}"].endswith(
            f" {what} holds truth values (bool) where numbers belong."
        )


# Gradients that are right for a wrong forward


@pytest.mark.parametrize(
    "axes", [axes for number in range(1, 6) for axes in combinations(range(5), number)], ids=str
)
def test_group_norm_along_any_axes_keeps_the_points_of_its_own_gradient(one_grader, axes):
    """A set of two numbers gives -1 and 1, and a gradient of zero: no reason to take its points."""
    rows = judged(
        one_grader,
        changed(
            ("axis=(2, 3, 4)", f"axis={axes}"), ("c // G * h * w", f"np.prod([x.shape[k] for k in {axes}])")
        ),
    )
    lost = {name for name, row in rows.items() if row.outcome is Outcome.FAILED}
    assert lost <= {f"spatial_groupnorm_forward/{name}" for name in ("output", "one group and C groups")}
    for what in ("dx", "dgamma", "dbeta", "eps", "precision", "one group and C groups"):
        row = rows[f"spatial_groupnorm_backward/{what}"]
        assert row.earned == row.points, (what, row.message)


def test_zeros_earn_nothing_where_sets_of_two_would(grader):
    """A gradient of zeros is right along an axis of two numbers, and wrong along a longer one."""
    text = changed(("axis=(2, 3, 4)", "axis=2"), ("c // G * h * w", "c // G"))
    head, tail = text.split("def spatial_groupnorm_backward")
    text = head + "def spatial_groupnorm_backward" + tail.replace("return dx,", "return 0 * dx,")
    assert judged(grader, text)["spatial_groupnorm_backward/dx"].outcome is Outcome.FAILED


# One group and C groups

LIMIT = "spatial_groupnorm_backward/one group and C groups"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("gamma).reshape(x.shape)", "gamma).reshape(x.shape).squeeze()"),
        ("m = c // G * h * w", "m = c // G * h * w // (G - 1) * (G - 1)"),
    ],
)
def test_a_backward_that_fails_with_one_group_loses_a_point(grader, old, new):
    text = in_backward("spatial_groupnorm", [(old, new)])
    assert failed(grader, text) == {LIMIT: None}
    assert judged(grader, text)[LIMIT].points == 1


def test_a_backward_that_is_wrong_with_c_groups_is_told_what_that_is(grader):
    text = in_backward("spatial_groupnorm", [("m = c // G * h * w", "m = max(c // G, 2) * h * w")])
    assert failed(grader, text) == {LIMIT: None}
    assert messages(grader, text)[LIMIT].endswith(
        "With G = C, every channel of every image is normalised alone: this is instance norm."
    )


def test_a_forward_that_fails_with_one_group_costs_the_backward_nothing(grader):
    text = changed(("    groups = x.reshape(", "    assert G > 1\n    groups = x.reshape("))
    assert set(failed(grader, text)) == {"spatial_groupnorm_forward/one group and C groups"}
