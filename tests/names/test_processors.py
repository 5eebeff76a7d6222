"""Names of mistakes do not depend on the processor: OpenBLAS adds in another order on each kind of one."""

import json
import os
import subprocess
import sys

import pytest

from .naming import ROOT

pytestmark = pytest.mark.slow

PROCESSORS = ("Prescott", "Nehalem", "Haswell", "SkylakeX")
"""From the plainest instructions to the widest; one that this machine lacks falls back to one it has."""

SAMPLE = """
import json, sys
from autograder.assignment import list_assignments
from tests.names.naming import ROOT, measure
print(json.dumps({one.name: measure(one, every=40) for one in list_assignments(ROOT)}))
"""


@pytest.mark.parametrize("processor", PROCESSORS)
def test_the_same_mistakes_are_named(processor):
    done = subprocess.run(
        [sys.executable, "-c", SAMPLE],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_CORETYPE": processor},
        capture_output=True,
        text=True,
        check=True,
    )
    known = json.loads((ROOT / "tests/names/kinds.json").read_text())
    for name, kinds in json.loads(done.stdout).items():
        assert kinds == {key: known[name][key] for key in kinds}, (processor, name)
