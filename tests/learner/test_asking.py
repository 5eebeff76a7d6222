"""Ways to ask for a check or a hint: by name, by function, or for whatever comes next."""

import shutil

import pytest

from autograder.release.door import DOOR

from .learner import ROOT

WORK = """
import numpy as np

def column_stats(x):
    return x.mean(axis=0), x.var(axis=0)

def standardize(x, eps):
    mean, var = column_stats(x)
    return (x - mean) / np.sqrt(var) + eps

def ema_update(old, new, momentum):
    raise NotImplementedError("write me")
"""

MENDED = """
def standardize(x, eps):
    mean, var = column_stats(x)
    return (x - mean) / np.sqrt(var + eps)
"""


@pytest.fixture
def space(tmp_path):
    """The names of a notebook in which the first exercise is right, the second wrong, the third not begun."""
    folder = tmp_path / "warmup"
    shutil.copytree(ROOT / "assignments/warmup", folder, ignore=shutil.ignore_patterns("__pycache__"))
    found = {"__name__": "__main__", "__file__": str(folder / "checks.py")}
    exec(compile(DOOR, found["__file__"], "exec"), found)
    exec(WORK, found)
    return found


def said(space, capsys, text):
    exec(text, space)
    return capsys.readouterr().out


def test_a_function_is_as_good_as_its_name(space, capsys):
    assert said(space, capsys, "check(standardize)") == said(space, capsys, 'check("standardize")')
    assert said(space, capsys, "_told.clear(); hint(standardize)") == said(
        space, capsys, '_told.clear(); hint("standardize")'
    )


def test_without_a_name_all_exercises_are_checked(space, capsys):
    names = ("column_stats", "standardize", "ema_update", "welford", "merge_stats")
    alone = "".join(said(space, capsys, f'check("{name}")') for name in names)
    assert said(space, capsys, "check()") == alone
    assert "ema_update is not written yet.\n" in alone
    assert "welford is not defined yet: run its cell first.\n" in alone


def test_without_a_name_the_hint_is_for_the_first_thing_that_is_not_right(space, capsys):
    assert said(space, capsys, "hint()").startswith('Hint 1 of 3: "eps" of standardize asks: ')
    assert said(space, capsys, "hint()").startswith("Hint 2 of 3: ")
    exec(MENDED, space)
    assert said(space, capsys, "hint()").startswith('Hint 1 of 3: "mix" of ema_update asks: ')


def test_where_all_is_right_no_hint_is_needed(space, capsys):
    solved = (ROOT / "solutions/warmup/warmup.py").read_text()
    exec(solved.split("from checks import")[0], space)  # imports alone
    from autograder.assignment import find_assignment
    from autograder.source import SOLVED, read_source

    for cell in read_source(find_assignment(ROOT, "warmup")):
        if cell.role in SOLVED and cell.name in (
            "column_stats",
            "standardize",
            "ema_update",
            "welford",
            "merge_stats",
        ):
            exec(cell.text, space)
    assert said(space, capsys, "hint()") == "Everything that can be checked here is right: no hint is needed.\n"


def test_a_handout_whose_files_are_damaged_says_so(space, capsys, tmp_path):
    (tmp_path / "warmup/rubric.json").write_text("{")
    sentence = f"{tmp_path}/warmup/rubric.json is missing or damaged; fetch the assignment's files again.\n"
    assert said(space, capsys, "check()") == sentence
    assert said(space, capsys, "hint()") == sentence
