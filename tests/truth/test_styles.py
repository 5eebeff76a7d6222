"""Right work earns everything, in whatever style it is written.

Each file of `styles/` is the whole assignment as one kind of learner writes it. A file that works in single
precision inside may declare `LOSES`: the digits that it gives away cost the criteria of precision only.
"""

import ast
import json
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.instructor.demo import fill
from autograder.report import Status
from autograder.submission.notebook import read
from autograder.submission.slicing import cut

ROOT = Path(__file__).resolve().parents[2]
BATCHNORM = find_assignment(ROOT, "batchnorm")
RELEASED = ROOT / "assignments/batchnorm/batchnorm.ipynb"
STYLES = sorted((Path(__file__).parent / "styles").glob("*.py"))
SEEDS = (0, 1, 2)

styles = pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
every_third_style = pytest.mark.parametrize("path", STYLES[::3], ids=lambda path: path.stem)


@pytest.fixture(scope="module", params=SEEDS)
def local_grader(request):
    return Grader(BATCHNORM, seed=request.param, name_mistakes=False)


@pytest.fixture(scope="module")
def grader():
    with Grader(BATCHNORM, name_mistakes=False) as opened:
        yield opened


def may_lose(path):
    """The criteria that the style declares it loses."""
    for node in ast.parse(path.read_text()).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="LOSES")], value=value):
                return set(ast.literal_eval(value))
    return set()


def lost(criteria):
    """Each criterion that did not earn all its points, with what the student would read."""
    return {f"{row.exercise}/{row.name}": row.message for row in criteria if row.earned < row.points}


def expect_everything(path, criteria):
    """Demand all points but those that the style declares; otherwise say what was lost and why."""
    __tracebackhide__ = True  # the sentences below say more than a traceback of this function
    found, declared = lost(criteria), may_lose(path)
    differs = [f"lost: {name}: {why}" for name, why in found.items() if name not in declared]
    differs += [f"declared as lost, but earned: {name}" for name in declared - set(found)]
    assert not differs, "\n".join([path.name, *differs])


def as_cells(source):
    """The source cut into the notebook's three cells, each with all that stands before its function."""
    lines = source.splitlines(keepends=True)
    ends = [len(lines)] * len(BATCHNORM.functions)
    for node in ast.parse(source).body:
        for position, name in enumerate(BATCHNORM.functions):
            if name in names_bound(node):
                ends[position] = node.end_lineno
    if ends != sorted(set(ends)):  # they come in another order, or all at once
        ends[0] = len(lines)
    starts = [0, *ends]
    ends[-1] = len(lines)
    cells = ["".join(lines[start:end]) for start, end in zip(starts, ends, strict=False)]
    return "".join(f"# %% {name}\n{text}\n" for name, text in zip(BATCHNORM.functions, cells, strict=True))


def names_bound(node):
    """The names that a top-level statement gives a value."""
    if isinstance(node, ast.FunctionDef):
        return {node.name}
    return {
        item.id for item in ast.walk(node) if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store)
    }


@styles
def test_it_earns_everything(local_grader, path):
    code = cut(read(path).code, BATCHNORM.functions)
    assert not code.missing
    expect_everything(path, local_grader.judge_locally(code.chunks).criteria)


@every_third_style
def test_it_earns_everything_behind_the_wall(grader, path):
    report = grader.grade(path)
    assert report.status is Status.GRADED
    expect_everything(path, report.automatic)


@every_third_style
def test_it_earns_everything_as_a_notebook(grader, tmp_path, path):
    notebook = tmp_path / "batchnorm.ipynb"
    notebook.write_text(json.dumps(fill(json.loads(RELEASED.read_text()), as_cells(path.read_text()))))
    report = grader.grade(notebook)
    assert report.status is Status.GRADED
    expect_everything(path, report.automatic)


def test_there_are_enough_and_each_says_what_it_is():
    assert len(STYLES) >= 44
    headings = [ast.get_docstring(ast.parse(path.read_text())) for path in STYLES]
    assert all(headings)
    assert len(set(headings)) == len(STYLES)


def test_only_digits_may_be_lost():
    declared = {name for path in STYLES for name in may_lose(path)}
    assert {name.split("/")[1] for name in declared} <= {"precision"}
