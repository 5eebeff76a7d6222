"""The quick form of `make truth`: a part of each measurement, and the page that tells of the whole.

Right styles are judged in `test_styles.py`, single mistakes in `tests/test_mistakes.py`.
"""

import ast
import re

import pytest

from autograder.assignment import find_assignment
from autograder.marking.mistakes import read_mistakes

from . import catalogue, false_fails, mutants, others, page, pairs
from .equivalents import equivalents, reason_for
from .judges import MISTAKES, ROOT, styles
from .mutants import Fate
from .mutation import Mutant
from .mutation import mutants as mutants_of

PROGRAMS = ("reference", *mutants.STYLES)
PAGE = page.PATH.read_text(encoding="utf-8") if page.PATH.exists() else ""


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize("name", PROGRAMS)
def test_mutants_are_noticed_or_listed(name):
    judged = mutants.judge_mutants(name, 3, 45 if name == "reference" else 15)
    assert len(judged) >= 10
    open_ones = [one for one in judged if one.fate not in (Fate.NOTICED, Fate.EQUIVALENT)]
    assert not open_ones, "\n".join(f"{one.fate.value}: {one.mutant} {one.remark}" for one in open_ones)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_pairs_keep_the_law():
    assert pairs.judge_pairs(pairs.drawn()[::10], 7) == []


SOURCE = '''
def f(x, n):
    """Mean."""
    total = x.sum(axis=0)
    while n > 1:
        n = n - 1
    return total / n, total
'''


def test_a_mutant_differs_in_one_place_and_still_parses():
    found = mutants_of(SOURCE)
    assert len({one.source for one in found}) == len(found) >= 15
    assert all(ast.parse(one.source) for one in found)
    assert all('"""Mean."""' in one.source for one in found)
    assert ast.unparse(ast.parse(SOURCE)) not in {one.source for one in found}
    changes = {(one.old, one.new) for one in found}
    assert {("total / n", "total * n"), ("0", "1"), ("(total / n, total)", "(total, total / n)")} <= changes


def test_loops_that_might_never_end_are_left_alone():
    assert all("while n > 1:\n        n = n - 1" in one.source for one in mutants_of(SOURCE))


def test_a_sample_is_always_the_same():
    assert mutants_of(SOURCE, limit=5) == mutants_of(SOURCE, limit=5)
    assert len(mutants_of(SOURCE, limit=5)) == 5


def test_every_listed_equivalent_has_a_reason_and_is_met():
    drawn = [(name, mutant) for name in PROGRAMS for mutant in mutants.drawn(name)]
    for row in equivalents():
        assert row.reason.endswith(".")
        for change in row.changes:
            assert any(change.fits(name, mutant) for name, mutant in drawn), change


def test_what_is_not_listed_has_no_reason():
    mutant = Mutant(
        "operator", "batchnorm_forward", "out = gamma * x_hat", "gamma * x_hat", "gamma / x_hat", ""
    )
    assert reason_for("reference", mutant, equivalents()) == ""


def figure(what):
    """The number that the page gives for this."""
    found = re.search(rf"^\| \**{re.escape(what)}\** \| \**([\d ]+)\** \|$", PAGE, re.MULTILINE)
    assert found, f"docs/grading-accuracy.md says nothing of {what}; run make truth"
    return int(found[1].replace(" ", ""))


def test_the_page_counts_what_there_is():
    assert figure("right styles") == len(styles())
    assert figure("gradings of right work") >= false_fails.GRADINGS
    assert figure("known mistakes") == len(MISTAKES)
    assert figure("gradings of known mistakes") == len(MISTAKES) * len(catalogue.SEEDS)
    assert figure("pairs of mistakes") == pairs.NUMBER
    assert figure("machine-made mutants") == sum(len(mutants.drawn(name)) for name in PROGRAMS) >= 2000


def test_the_page_finds_nothing_wrong():
    assert figure("of these, points lost that were not declared") == 0
    assert figure("of these, marks that differ") == 0
    assert figure("of these, other criteria failed than declared") == 0
    assert figure("of all, got a wrong name") == 0
    assert figure("survived") == figure("only warned of") == figure("the grader failed on") == 0
    assert figure("of these, break the law below") == 0


def test_the_page_has_its_date():
    assert re.search(r" Measured on 20\d\d-\d\d-\d\d\.$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("name", [one.name for one in others.others() if others.styles_of(one.name)])
def test_the_page_tells_of_every_assignment_that_has_right_styles(name):
    row = re.search(
        rf"^\| `{name}` \| (\d+) \| (\d+) \| 0 \| (\d+) \| (\d+) \| 0 \| (\d+) of (\d+) \|$", PAGE, re.M
    )
    assert row, f"docs/grading-accuracy.md says nothing good of {name}; run make truth"
    styles_there, right, mistakes, wrong, named, to_name = map(int, row.groups())
    folder = find_assignment(ROOT, name).folder
    assert styles_there == len(others.styles_of(name)) >= 8
    assert right == styles_there * len(others.STYLE_SEEDS)
    assert mistakes == len(read_mistakes(folder)) >= 20
    assert wrong == mistakes * len(others.MISTAKE_SEEDS)
    assert named == to_name


def test_the_page_lists_costs_and_reasons():
    for style in styles():
        assert (f"- `{style.name}`: " in PAGE) == bool(style.may_lose)
    assert {row.reason for row in equivalents()} == set(re.findall(r"^- \d+: (.*)$", PAGE, re.MULTILINE))
