"""The reader of known mistakes: what a cell says, and what it refuses, with file and line."""

import traceback

import pytest

from autograder.assignment import find_assignment
from autograder.errors import AssignmentError
from autograder.grading import Grader
from autograder.marking.mistakes import demand_criteria, frames, overlay, read_mistakes
from autograder.marking.rubric import Criterion, Rubric, collect
from autograder.release.handout import write_files
from autograder.release.new import write_new
from autograder.sandbox.steps import load

SUM = """\
# %% sum: the sum is not divided by the number of rows
# hint: How many numbers went into each sum?
# loses: f/value
def f(x):
    return x.sum(axis=0)
"""

GOOD = '''\
"""Known mistakes of f."""

import numpy as np


# %% whole: one mean is taken of everything, and the table has lost
#   both of its axes
# hint: Print the shape of your mean. How many means
#   does the formula ask for?
# loses: f/value, f/mean, median and mode,
#   g/shapes
def f(x):
    # The comment of a function stays with it.
    return np.mean(x)


class G:
    pass


# %% drawn: the mean is drawn
# hint: Where is chance in it?
# loses: f/value
# not named
def f(x):
    return np.random.default_rng(1).normal()


g = f


# %% copied: the rows are copied first
# hint: It is right. Is the copy needed?
# warns
def f(x):
    return np.mean(x.copy(), axis=0)
'''


@pytest.fixture
def write(tmp_path):
    """Writes files of mistakes, and gives the folder of their assignment."""
    (tmp_path / "mistakes").mkdir()

    def written(**texts):
        for name, text in texts.items():
            (tmp_path / "mistakes" / f"{name}.py").write_text(text, encoding="utf-8")
        return tmp_path

    return written


def test_what_a_file_says(write):
    folder = write(f=GOOD)
    copied, drawn, whole = read_mistakes(folder)
    assert (whole.id, whole.name) == (
        "whole",
        "one mean is taken of everything, and the table has lost both of its axes",
    )
    assert whole.hint == "Print the shape of your mean. How many means does the formula ask for?"
    assert whole.loses == ("f/value", "f/mean, median and mode", "g/shapes")
    assert (whole.functions, whole.warns, whole.named) == (("f",), False, True)
    assert "# The comment of a function stays with it." in whole.source
    assert whole.where == f"{folder / 'mistakes/f.py'}, line 6"
    assert (drawn.loses, drawn.warns, drawn.named) == (("f/value",), False, False)
    assert (copied.loses, copied.warns, copied.named) == ((), True, True)


def test_the_mistakes_of_all_files_stand_by_id(write):
    other = "".join(SUM.replace("sum:", f"{name}:") for name in ("total_of_rows", "a", "total"))
    found = read_mistakes(write(f=SUM, g=other))
    assert [mistake.id for mistake in found] == ["a", "sum", "total", "total_of_rows"]
    assert {mistake.name for mistake in found} == {"the sum is not divided by the number of rows"}


def test_no_folder_and_a_file_without_cells_hold_no_mistakes(tmp_path, write):
    assert read_mistakes(tmp_path / "elsewhere") == ()
    assert read_mistakes(write(f='"""None is known yet."""\n', g="# Nor here.\n", h="")) == ()


def test_a_mistake_runs_over_frame_and_reference(write):
    folder = write(
        _frame="def half(x):\n    return right_f(x) / 2\n", f=SUM.replace("x.sum(axis=0)", "half(x) + len(x)")
    )
    (mistake,) = read_mistakes(folder)
    chunks = overlay([("f.py", "def f(x):\n    return 10 * x[0]\n")], frames(folder), ("f",), mistake)
    assert load(chunks).names["f"]([1, 1]) == 5 + 2


def test_a_line_of_a_mistake_has_the_number_that_it_has_in_its_file(write):
    folder = write(f=GOOD.replace("np.mean(x.copy(), axis=0)", "1 / 0"))
    copied, *_ = read_mistakes(folder)
    names = {}
    exec(compile(copied.source, "f.py", "exec"), names)
    with pytest.raises(ZeroDivisionError) as raised:
        names["f"](0)
    line = traceback.extract_tb(raised.tb)[-1].lineno
    assert (folder / "mistakes/f.py").read_text().splitlines()[line - 1] == "    return 1 / 0"
    assert "G" not in names  # the other cells are not there


FAMILY = SUM.replace("by the number of rows", "but by {FACTOR}").replace(
    "def f", "# each: FACTOR = 2, 1e-3, -1\ndef f"
)


def test_a_family_is_read_once_for_each_value(write):
    first, small, negative = read_mistakes(write(f=FAMILY.replace("x.sum(axis=0)", "FACTOR * x")))
    assert [one.id for one in (first, small, negative)] == ["sum", "sum_1e_3", "sum_minus_1"]
    assert [one.name for one in (first, small, negative)] == [
        f"the sum is not divided but by {value}" for value in ("2", "1e-3", "-1")
    ]
    for mistake, value in zip((first, small, negative), (2, 1e-3, -1), strict=True):
        assert load([(mistake.id, mistake.source)]).names["f"](10) == 10 * value
        assert mistake.source.count("\n") == first.source.count("\n")  # a line keeps its number


REFUSED = {
    "a family without its value": (
        FAMILY.replace("{FACTOR}", "two"),
        'line 1: the name of a family says the value; write "{FACTOR}" in it.',
    ),
    "a family without values": (
        FAMILY.replace("FACTOR = 2, 1e-3, -1", "one value"),
        'line 4: write "# each: NAME = value, value".',
    ),
    "no id": (
        SUM.replace("# %% sum: the", "# %% the"),
        'line 1: a cell begins with "# %% id: name"; the id is a word of small letters, digits and underscores,'
        " the name a clause without a full stop.",
    ),
    "capitals in the id": (SUM.replace("sum:", "Sum:"), 'line 1: a cell begins with "# %% id: name"; '),
    "a capital inside the id": (SUM.replace("sum:", "sumOf:"), "line 1: a cell begins with "),
    "no name": (SUM.replace("the sum is not divided by the number of rows", ""), "line 1: a cell begins with "),
    "a full stop": (SUM.replace("of rows", "of rows."), "line 1: a cell begins with "),
    "a cell of text": ("# %% [markdown]\n# Words.\n" + SUM, "line 1: a cell begins with "),
    "a marker that nothing follows": (SUM + "\n# %%\n", "line 7: a cell begins with "),
    "no hint": (
        SUM.replace("# hint: How many numbers went into each sum?\n", ""),
        'line 1: "sum" has no hint; write "# hint: ..." below.',
    ),
    "comments after an empty line": (
        SUM.replace("# hint", "\n# hint"),
        'line 1: "sum" has no hint; write "# hint: ..." below.',
    ),
    "neither losses nor warns": (
        SUM.replace("# loses: f/value\n", ""),
        'line 1: "sum" has neither of "# loses: exercise/criterion" and "# warns"; write one.',
    ),
    "losses and warns": (
        SUM.replace("def", "# warns\ndef"),
        'line 1: "sum" has both of "# loses: exercise/criterion" and "# warns"; write one.',
    ),
    "an unknown key": (
        SUM.replace("loses", "lose"),
        'line 3: "# lose: f/value" says nothing here; write "# hint: ...", "# loses: exercise/criterion",'
        ' "# each: NAME = value, value", "# warns" or "# not named", and begin a comment that goes on with'
        ' "#   ".',
    ),
    "a hint of nothing": (
        SUM.replace(" How many numbers went into each sum?", ""),
        'line 2: "# hint:" says nothing here; ',
    ),
    "a flag with a value": (
        SUM.replace("# loses: f/value", "# warns: a little"),
        'line 3: "# warns: a little" says nothing here; ',
    ),
    "a line that goes on without its spaces": (
        SUM.replace("into each", "into\n# each"),
        'line 3: "# each sum?" says nothing here; ',
    ),
    "a key twice": (
        SUM.replace("def", "# loses: f/shapes\ndef"),
        'line 4: "# loses" stands twice in its cell; write it once.',
    ),
    "no function": (
        SUM.partition("def")[0] + "f = len\n",
        'line 1: "sum" defines no function; write the wrong one below.',
    ),
    "a function that does not parse": (
        GOOD.replace("def f(x):\n    return np.random", "def f(x)\n    return np.random"),
        "line 25: does not parse (expected ':').",
    ),
    "a bracket that is left open": (SUM.replace("=0)", "=0"), "line 5: does not parse ('(' was never closed)."),
    "a top that does not parse": ("import\n\n" + SUM, "line 1: does not parse ("),
    "a function before the first cell": (
        "import numpy as np\n\ndef half(x):\n    return x / 2\n\n" + SUM,
        'line 3: only a docstring and imports stand before the first cell; write "# %% id: name" above a'
        " mistake, and what mistakes share into a file _NAME.py.",
    ),
    "a file without cells": (
        '"""The sum is not divided."""\n\nHINT = "Count."\n',
        "line 3: only a docstring and imports stand before the first cell; ",
    ),
    "words before the first cell": (
        '"""Known mistakes."""\n"and more words"\n' + SUM,
        "line 2: only a docstring and imports stand before the first cell; ",
    ),
    "an id twice": (SUM + "\n\n" + SUM, 'line 8: the id "sum" is taken (PATH, line 1); write another.'),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(write, case):
    text, sentence = REFUSED[case]
    folder = write(f=text)
    path = str(folder / "mistakes/f.py")
    with pytest.raises(AssignmentError) as raised:
        read_mistakes(folder)
    expected = f"{path}, {sentence.replace('PATH', path)}"
    said = str(raised.value)
    # A sentence that stands whole in one case is told by its beginning in the others.
    assert said == expected if sentence.endswith(".") else said.startswith(expected)


def test_an_id_of_another_file_is_taken_too(write):
    folder = write(f=SUM, g='"""Of g."""\n\n' + SUM)
    with pytest.raises(AssignmentError) as raised:
        read_mistakes(folder)
    first, second = (folder / "mistakes" / name for name in ("f.py", "g.py"))
    assert str(raised.value) == f'{second}, line 3: the id "sum" is taken ({first}, line 1); write another.'


RUBRIC = Rubric((Criterion("value", "f", 2.0, "f averages.", ()), Criterion("shapes", "f", 1.0, "(D,).", ())))


@pytest.mark.parametrize(
    ("loses", "meant"),
    [
        ("f/valeu", 'did you mean "f/value"?'),
        ("f/value, shapes", 'did you mean "f/shapes"?'),  # one name with a comma in it
        ("elsewhere", "there is f/value, f/shapes."),
    ],
)
def test_a_loss_that_is_no_criterion(write, loses, meant):
    folder = write(f=SUM.replace("f/value", loses))
    with pytest.raises(AssignmentError) as raised:
        demand_criteria(read_mistakes(folder), RUBRIC)
    assert str(raised.value) == f'{folder / "mistakes/f.py"}, line 1: "{loses}" is no criterion; {meant}'
    demand_criteria(read_mistakes(write(f=SUM)), RUBRIC)


def test_neither_the_grader_nor_a_release_takes_a_loss_that_is_no_criterion(tmp_path):
    write_new(tmp_path, "one")
    path = tmp_path / "solutions/one/mistakes/centre.py"
    path.write_text(path.read_text(encoding="utf-8").replace("/values", "/value"), encoding="utf-8")
    assignment = find_assignment(tmp_path, "one")
    refused = r'centre\.py, line 4: "centre/value" is no criterion; did you mean "centre/values"\?'
    with pytest.raises(AssignmentError, match=refused):
        Grader(assignment)
    with pytest.raises(AssignmentError, match=refused):
        write_files(assignment, collect(assignment), tmp_path)
