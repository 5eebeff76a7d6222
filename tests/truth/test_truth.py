"""The quick form of `make truth`: a part of each measurement, and the page that tells of the whole.

Right styles are judged in `test_styles.py`, single mistakes in `tests/test_assignments.py`.
"""

import ast
import re

import pytest

from autograder.sandbox.local import LocalSession

from . import catalogue, false_fails, mutants, page, pairs
from .bounds import as_percent, lower_bound, upper_bound
from .catalogue import Recognised
from .equivalents import changed_styles, equivalents, reason_for
from .false_fails import FalseFail
from .judges import NAMES, Judge, styles_of, the_judge
from .mutants import REFERENCE, Fate, Judged
from .mutation import Mutant
from .mutation import mutants as mutants_of

WITH_STYLES = [name for name in NAMES if styles_of(name)]
"""An assignment that came later has no right styles yet."""

PROGRAMS = [(name, style) for name in WITH_STYLES for style in mutants.programs(name)]
FEW = [
    pytest.param(name, style, marks=[] if style == REFERENCE else [pytest.mark.slow])
    for name in WITH_STYLES
    for style in mutants.programs(name)[:3]
]
PAGE = page.PATH.read_text(encoding="utf-8") if page.PATH.exists() else ""


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize(("name", "style"), FEW)
def test_mutants_are_noticed_or_listed(name, style):
    count = len(mutants.drawn(name, style))
    judged = mutants.judge_mutants(name, style, 3, count // 10)
    assert len(judged) >= 10
    open_ones = [one for one in judged if one.fate not in (Fate.NOTICED, Fate.EQUIVALENT)]
    assert not open_ones, "\n".join(f"{one.fate.value}: {one.mutant} {one.remark}" for one in open_ones)


def test_a_program_that_is_not_right_is_not_changed(monkeypatch):
    monkeypatch.setattr(mutants, "original", lambda _name, _style: "def column_stats(x):\n    return x, x")
    with pytest.raises(RuntimeError, match=r"warmup: welford is not changed and loses column_stats/mean, "):
        mutants.judge_mutants("warmup", "welford", 0, 1)


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


def test_what_learners_do_not_write_is_not_changed():
    assert {one.function for one in mutants_of(f"{SOURCE}\ndef g(x):\n    return x + 1\n", spare={"f"})} == {
        "g"
    }
    given = mutants.given("networks")
    assert {"affine_forward", "softmax_loss", "batchnorm_forward"} <= given
    assert {one.function for one in mutants.drawn("networks", REFERENCE)} == set(
        the_judge("networks").assignment.functions
    )


@pytest.mark.parametrize("name", WITH_STYLES)
def test_every_exercise_has_mutants(name):
    changed = {one.function for one in mutants.drawn(name, REFERENCE)}
    assert changed == set(the_judge(name).assignment.functions)
    assert len(changed_styles(name)) >= 4


@pytest.mark.parametrize("name", WITH_STYLES)
def test_every_listed_equivalent_has_a_reason_and_is_met(name):
    drawn = [(style, mutant) for style in mutants.programs(name) for mutant in mutants.drawn(name, style)]
    for row in equivalents(name):
        assert row.reason.endswith(".")
        for change in row.changes:
            assert any(change.fits(style, mutant) for style, mutant in drawn), change


def test_what_is_not_listed_has_no_reason():
    mutant = Mutant(
        "operator", "batchnorm_forward", "out = gamma * x_hat", "gamma * x_hat", "gamma / x_hat", ""
    )
    assert reason_for("batchnorm", REFERENCE, mutant) == ""


# Bounds


def test_bounds_are_those_of_the_tables():
    assert upper_bound(0, 300) == 0.01
    assert upper_bound(0, 2) == upper_bound(0, 0) == upper_bound(5, 5) == 1.0
    # Clopper and Pearson 1934; the numbers are those of R's binom.test
    assert upper_bound(1, 100) == pytest.approx(0.05445939, abs=1e-8)
    assert lower_bound(1, 100) == pytest.approx(0.0002531461, abs=1e-9)
    assert upper_bound(7, 20) == pytest.approx(0.5921885, abs=1e-7)
    assert lower_bound(7, 20) == pytest.approx(0.1539092, abs=1e-7)
    assert lower_bound(0, 20) == 0.0


def test_rates_have_two_digits_that_count():
    rates = (0.0, 3 / 8100, 0.0123, 0.5, 1.0)
    assert list(map(as_percent, rates)) == ["0 %", "0.037 %", "1.2 %", "50 %", "100 %"]


# Words


def test_each_fault_is_one_line():
    mutant = Mutant("name", "f", "return a", "a", "b", "")
    measured = page.Measured(
        false_fails=[FalseFail("warmup", "einsum", 3, "welford/M2", "M2 is off.")],
        disagreements=["warmup: einsum at seed 0"],
        recognised=[
            Recognised("warmup", "odd", 1, (), frozenset({"welford/M2"}), frozenset({"even"}), True, False),
            Recognised("warmup", "good", 1, (), frozenset(), frozenset(), True, True),
        ],
        mutants=[
            Judged("warmup", REFERENCE, mutant, Fate.SURVIVED),
            Judged("warmup", REFERENCE, mutant, Fate.NOTICED),
        ],
        broken=[pairs.Broken("one", "two", 4, frozenset({"x/dx"}), frozenset())],
        digests=[(1, "a"), (2, "b")],
    )
    assert measured.faults() == [
        "false fail: warmup: einsum, seed 3, welford/M2: M2 is off.",
        "the wall disagrees: warmup: einsum at seed 0",
        "mistake: warmup: odd, seed 1: other criteria welford/M2; wrong names even; not its own name alone",
        "survived: warmup: reference: f: return a: `a` became `b`",
        "pair: one + two, seed 4: earned x/dx; wrong names none",
        "marks depend on the number of threads",
    ]


@pytest.mark.parametrize("name", ["warmup"])
def test_a_check_that_fails_right_work_is_found(monkeypatch, name):
    """The measurement itself can fail: a style that declares nothing and loses."""
    judge = Judge(name)
    monkeypatch.setattr(false_fails, "the_judge", lambda _: judge)
    assert false_fails.judge_styles(name, range(1)) == []
    wrong = [("wrong", "def column_stats(x):\n    return x.mean(axis=0), x.var(axis=0, ddof=1)")]
    monkeypatch.setattr(judge, "chunks_of", lambda _: [*judge.reference, *wrong])
    found = {(one.assignment, one.line) for one in false_fails.judge_styles(name, range(1))}
    assert found == {(name, "column_stats/divided by N")}


def test_the_first_fault_is_named():
    judge = the_judge("warmup")
    assert judge.first_fault(judge.reference, seed=0) == ""
    wrong = LocalSession([*judge.reference, ("wrong", "def ema_update(old, new, momentum): return new")])
    assert judge.first_fault(wrong, seed=0) == "ema_update/mix"


# The page


def figure(what):
    """The number that the page gives for this."""
    found = re.search(rf"^\| \**{re.escape(what)}\** \| \**([\d ]+)\** \|$", PAGE, re.MULTILINE)
    assert found, f"docs/grading-accuracy.md says nothing of {what}; run make truth"
    return int(found[1].replace(" ", ""))


def test_the_page_counts_what_there_is():
    styles = sum(len(styles_of(name)) for name in WITH_STYLES)
    mistakes = sum(len(the_judge(name).mistakes) for name in WITH_STYLES)
    assert figure("right styles") == styles
    assert figure("gradings of right work") == styles * false_fails.SEEDS
    assert figure("known mistakes") == mistakes
    assert figure("gradings of known mistakes") == mistakes * len(catalogue.SEEDS)
    assert figure("pairs of mistakes") == pairs.NUMBER
    assert figure("machine-made mutants") == sum(len(mutants.drawn(*one)) for one in PROGRAMS) >= 8000


def test_the_page_finds_nothing_wrong():
    assert figure("of these, points lost that were not declared") == 0
    assert figure("of these, marks that differ") == 0
    assert figure("of these, other criteria failed than declared") == 0
    assert figure("of all, got a wrong name") == 0
    assert figure("survived") == figure("only warned of") == figure("the grader failed on") == 0
    assert figure("of these, break the law below") == 0


def test_the_page_has_its_date():
    assert re.search(r" Measured on 20\d\d-\d\d-\d\d\.$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("name", WITH_STYLES)
def test_the_page_tells_of_every_assignment_that_has_right_styles(name):
    row = re.search(
        rf"^\| `{name}` \| (\d+) \| ([\d ]+) \| 0 \| (\d+) \| (\d+) \| 0 \| (\d+) of (\d+) \| (\d+) \|"
        r" (\d+) \| (\d+) \| 0 \|$",
        PAGE,
        re.M,
    )
    assert row, f"docs/grading-accuracy.md says nothing good of {name}; run make truth"
    styles, right, mistakes, wrong, named, to_name, mutated, noticed, equivalent = (
        int(number.replace(" ", "")) for number in row.groups()
    )
    assert styles == len(styles_of(name)) >= 9
    assert right == styles * false_fails.SEEDS
    assert mistakes == len(the_judge(name).mistakes) >= 20
    assert wrong == mistakes * len(catalogue.SEEDS)
    assert named == to_name
    assert mutated == noticed + equivalent >= 900


@pytest.mark.parametrize("name", WITH_STYLES)
def test_the_page_tells_of_every_line(name):
    judge = the_judge(name)
    _, _, after = PAGE.partition(f"### `{name}`\n")
    rows = re.findall(r"^\| (\w+/[^|]+?) \| ([\d ]+) \| 0 \| [\d.]+ % \|", after.partition("\n##")[0], re.M)
    assert [line for line, _ in rows] == list(judge.lines)
    for line, right in rows:
        declared = sum(line in style.may_lose for style in judge.styles)
        assert int(right.replace(" ", "")) == (len(judge.styles) - declared) * false_fails.SEEDS


def test_the_page_lists_costs_and_reasons():
    for name in WITH_STYLES:
        for style in styles_of(name):
            assert (f"- `{name}`, `{style.name}`: " in PAGE) == bool(style.may_lose)
    reasons = {row.reason for name in WITH_STYLES for row in equivalents(name)}
    assert reasons == set(re.findall(r"^- \d+: (.*)$", PAGE, re.MULTILINE))


def test_the_page_says_how_to_measure_on_real_work():
    assert "`make truth REAL=FOLDER`" in PAGE
