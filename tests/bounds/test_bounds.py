"""Whatever is handed in, reading it takes time in proportion to its size, and a job stays small."""

from __future__ import annotations

import re

import pytest

from autograder.nbgrader import mend

from .growth import MOST, measure
from .memory import MOST_MB, measure_job
from .shapes import DOORS, SHAPES, Shape


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: f"{shape.door}-{shape.name}".replace(" ", "_"))
def test_time_grows_in_proportion(shape, tmp_path):
    found = measure(shape, tmp_path)
    assert found.exponent <= MOST, f"{found.seconds} seconds"


def test_there_are_shapes_for_every_door():
    assert {shape.door for shape in SHAPES} == set(DOORS)
    assert len({(shape.door, shape.name) for shape in SHAPES}) == len(SHAPES) >= 30


def test_a_square_is_seen(tmp_path, monkeypatch):
    """The pattern that stood here once: it tries empty lines from each of them."""

    def defines(cell, slot):
        names = slot.functions
        return any(re.search(rf"^\s*(def|class)\s+{name}\b|^{name}\s*=", cell.text, re.M) for name in names)

    (shape,) = (one for one in SHAPES if (one.door, one.name) == ("mending", "empty lines of code"))
    assert measure(shape, tmp_path).exponent <= MOST
    monkeypatch.setattr(mend, "_defines", defines)
    assert measure(Shape(shape.door, shape.name, 1_000, shape.make), tmp_path).exponent > MOST


@pytest.mark.slow
def test_a_job_stays_small():
    found = measure_job()
    assert {one.status for one in found} <= {"graded", "load-error"}, found
    assert max(one.megabytes for one in found) < MOST_MB, found
    assert max(one.seconds for one in found) < 60, found
