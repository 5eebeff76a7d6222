"""A browser's Python is WebAssembly: the engine runs whole there, and says what it says here."""

from collections import Counter
from dataclasses import asdict

import pytest

from autograder.assignment import list_assignments

from ..learner.learner import cells
from ..names.naming import ROOT, made_in, measure
from .machine import prepare, run_inside

pytestmark = pytest.mark.slow

EVERY = 1
ASKS = (
    ["import numpy as np", "from checks import check, graph, hint"],
    list(cells().values()),
    ['check("batchnorm_forward")'],
    ['check("batchnorm_forward")'],
    [cells()["batchnorm_backward"].replace("dx = dx_direct + dx_mean", "dx = dx_direct")],
    ['check("batchnorm_backward")'],
    ['hint("dx")'],
    ["graph()"],
)


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    room = tmp_path_factory.mktemp("webassembly")
    mistakes = {
        assignment.name: [asdict(made) for made in made_in(assignment, EVERY)]
        for assignment in list_assignments(ROOT)
    }
    prepare(room, ASKS, mistakes)
    return run_inside(room)
