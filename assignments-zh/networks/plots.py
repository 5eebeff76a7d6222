"""How the plots look: lines that differ in colour, in dashes and in markers, and bands over seeds."""

from collections.abc import Sequence
from typing import Any

import numpy as np

# Colours that colour-blind readers can tell apart (M. Okabe, K. Ito); dashes and markers for grey paper.
STYLES = {
    None: {"color": "#000000", "linestyle": "--", "marker": "s", "label": "no normalization"},
    "batchnorm": {"color": "#0072B2", "linestyle": "-", "marker": "o", "label": "batch norm"},
    "layernorm": {"color": "#D55E00", "linestyle": ":", "marker": "^", "label": "layer norm"},
}

SIZES = {
    2: {"color": "#D55E00", "linestyle": ":", "marker": "^"},
    5: {"color": "#009E73", "linestyle": "-.", "marker": "D"},
    10: {"color": "#000000", "linestyle": "--", "marker": "s"},
    50: {"color": "#0072B2", "linestyle": "-", "marker": "o"},
}


def band(ax: Any, x: Sequence[float], curves: Sequence[Sequence[float]], **style: Any) -> None:
    """Draw the mean of several curves and a band from the lowest to the highest; curves (seeds, points)."""
    curves = np.asarray(curves, dtype=float)
    ax.plot(x, curves.mean(axis=0), markersize=4, **style)
    ax.fill_between(
        x, curves.min(axis=0), curves.max(axis=0), color=style.get("color"), alpha=0.15, linewidth=0
    )


def smooth(curve: Sequence[float], width: int = 10) -> np.ndarray:
    """The means of `width` neighbours: a loss over single batches is a restless line."""
    return np.convolve(curve, np.ones(width) / width, mode="valid")
