"""In which form does an answer reach a check? Its numbers are float64, whatever they were.

A function under test may answer with truth values, whole numbers, half precision. In arithmetic they have
rules of their own (a difference of truth values is refused, one of unsigned numbers wraps round, no equation is
solved in half precision), and no check should have to know them. So there is one door, through which every
answer comes before anything is done with it. Which type an array had is a question of its own: `types_of` in
`demands.py`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

_FLOAT64 = np.dtype(np.float64)


def taken(value: Any) -> Any:
    """The value with each array of numbers in it, and each number of NumPy's, as an array of float64."""
    kind = type(value)
    if kind is np.ndarray:
        return value if value.dtype is _FLOAT64 else value.astype(_FLOAT64, copy=False)
    if kind is list or kind is tuple:
        return kind([taken(item) for item in value])
    if kind is dict:
        return {key: taken(item) for key, item in value.items()}
    return np.asarray(value, _FLOAT64) if isinstance(value, np.generic) else value
