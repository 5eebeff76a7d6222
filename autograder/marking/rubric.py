"""The rubric: criteria with their points, and the checks that decide each, collected by pytest.

Points live at the check and nowhere else. A check file marks its functions:

    pytestmark = pytest.mark.exercise("batchnorm_backward")

    @pytest.mark.points(7, criterion="dx")
    def test_dx(student, reference, rng): ...

    @pytest.mark.criterion("dx")                    # one more case of the same criterion
    def test_dx_when_square(student, reference, rng): ...

    @pytest.mark.points(1, criterion="shapes", needs="resembles")
    def test_shapes(student, reference, rng): ...

    @pytest.mark.gate("resembles")                  # earns nothing; others wait for it
    def test_resembles(student, reference, rng): ...

    @pytest.mark.advice("large offsets", needs="dx")  # earns nothing; its failure is a warning
    def test_large_offset(student, reference, rng): ...

The first line of the declaring function's docstring is the line that people read in the rubric. pytest
collects once per process; grading then calls the collected functions.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.report import CriterionResult, Outcome, total

MARKERS = (
    "exercise(name): the exercise that a file's checks belong to",
    'points(number, criterion="name", needs="name"): declares a criterion and what it is worth',
    'criterion("name"): one more check of a criterion that another function declares',
    'gate("name"): a check that earns nothing and that criteria may need',
    'advice("name", needs="name"): a check whose failure is a warning and costs nothing',
)

FIXTURES = ("student", "reference", "rng")


@dataclass(frozen=True, slots=True)
class Check:
    """One case: a function and the parameters to call it with."""

    name: str  # such as "check_forward.py::test_output[square]"
    function: Callable[..., None]
    fixtures: tuple[str, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)


class Role(StrEnum):
    """What a group of checks is for."""

    CRITERION = "criterion"
    GATE = "gate"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the rubric, earned when all its checks pass; or a gate, or advice, without points."""

    name: str
    exercise: str
    points: float
    asks: str
    checks: tuple[Check, ...]
    needs: tuple[str, ...] = ()
    role: Role = Role.CRITERION


@dataclass(frozen=True)
class Rubric:
    """All criteria of an assignment in the order of its exercises, with the gates and the advice."""

    rows: tuple[Criterion, ...]

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """The lines that people read."""
        return tuple(row for row in self.rows if row.role is Role.CRITERION)

    @cached_property
    def advice(self) -> tuple[Criterion, ...]:
        """What only warns."""
        return tuple(row for row in self.rows if row.role is Role.ADVICE)

    @cached_property
    def by_name(self) -> Mapping[tuple[str, str], Criterion]:
        """Every row by (exercise, name)."""
        return {(row.exercise, row.name): row for row in self.rows}

    def points(self, exercise: str) -> float:
        """The automatic points of one exercise."""
        return total(row.points for row in self.criteria if row.exercise == exercise)


def collect(assignment: Assignment) -> Rubric:
    """Collect the hidden checks of an assignment.

    Raises:
        AssignmentError: a check file does not import, or a marker is missing or contradicts another.
    """
    return collect_folder(assignment.folder, [exercise.name for exercise in assignment.exercises])


def collect_folder(folder: Path, order: Sequence[str]) -> Rubric:
    """Collect the checks `check_*.py` that lie in a folder; `order` lists the exercises.

    Raises:
        AssignmentError: see `collect`.
    """
    return arrange(_items(folder), order, where=str(folder))


def arrange(items: Sequence[pytest.Function], order: Sequence[str], *, where: str) -> Rubric:
    """Group collected test functions into criteria.

    Raises:
        AssignmentError: see `collect`.
    """
    declared: dict[tuple[str, str], _Declaration] = {}
    checks: dict[tuple[str, str], list[Check]] = {}
    for item in items:
        exercise, check = _exercise(item, order), _check(item)
        declaration = _declaration(item, check)
        if declaration:
            key = (exercise, declaration.name)
            before = declared.setdefault(key, declaration)
            if before != declaration:
                raise AssignmentError(
                    f'{check.name}: the points of "{key[1]}" are declared twice; declare them once and give'
                    f' the other check @pytest.mark.criterion("{key[1]}").'
                )
        else:
            member = item.get_closest_marker("criterion")
            if not member:
                raise AssignmentError(
                    f'{check.name} has no points marker; write @pytest.mark.points(2, criterion="dx").'
                )
            key = (exercise, str(member.args[0]))
        checks.setdefault(key, []).append(check)
    rows = [_row(key, declared.get(key), tuple(cases), checks.keys()) for key, cases in checks.items()]
    if not rows:
        raise AssignmentError(f"{where}: holds no checks; write check_NAME.py with functions test_NAME.")
    rows.sort(key=lambda row: order.index(row.exercise))
    return Rubric(tuple(rows))


@dataclass(frozen=True, slots=True)
class _Declaration:
    name: str
    points: float
    needs: tuple[str, ...]
    role: Role
    asks: str
    function: str  # a criterion is declared by one function, whatever number of cases that has


def _declaration(item: pytest.Function, check: Check) -> _Declaration | None:
    """What the item's marker declares; none when it only joins a criterion."""
    points = item.get_closest_marker("points")
    if points:
        name = points.kwargs.get("criterion")
        if len(points.args) != 1 or not isinstance(points.args[0], int | float) or not isinstance(name, str):
            raise AssignmentError(f'{check.name}: write its marker as @pytest.mark.points(2, criterion="dx").')
        needs = _needs(points.kwargs.get("needs"))
        return _Declaration(name, float(points.args[0]), needs, Role.CRITERION, _asks(item), item.originalname)
    for role in (Role.GATE, Role.ADVICE):
        marker = item.get_closest_marker(role)
        if marker:
            needs = _needs(marker.kwargs.get("needs"))
            return _Declaration(str(marker.args[0]), 0.0, needs, role, _asks(item), item.originalname)
    return None


def _row(
    key: tuple[str, str],
    declared: _Declaration | None,
    cases: tuple[Check, ...],
    known: Collection[tuple[str, str]],
) -> Criterion:
    if declared is None:
        raise AssignmentError(
            f'{cases[0].name}: no check declares the points of "{key[1]}"; one of its checks needs'
            f' @pytest.mark.points(2, criterion="{key[1]}").'
        )
    for need in declared.needs:
        if (key[0], need) not in known:
            raise AssignmentError(
                f'{cases[0].name}: needs "{need}", which is no criterion or gate of {key[0]}.'
            )
    return Criterion(key[1], key[0], declared.points, declared.asks, cases, declared.needs, declared.role)


def _items(folder: Path) -> list[pytest.Function]:
    """Let pytest collect the check files of a folder, undisturbed by the settings of any project."""

    class Collector:
        items: list[pytest.Function]
        errors: list[str]

        def __init__(self) -> None:
            self.items, self.errors = [], []

        def pytest_collection_modifyitems(self, items: list[pytest.Function]) -> None:
            self.items = list(items)

        def pytest_collectreport(self, report: pytest.CollectReport) -> None:
            if report.failed:
                self.errors.append(f"{report.nodeid}: {str(report.longrepr).strip().splitlines()[-1]}")

    files = sorted(folder.glob("check_*.py"))
    if not files:
        return []
    collector = Collector()
    ini = Path(__file__).with_name("checks.ini")
    quiet = [f"-pno:{name}" for name in ("cacheprovider", "terminal", "logging", "faulthandler", "capture")]
    with _only_here(folder):
        code = pytest.main(
            ["--collect-only", "-c", str(ini), "--rootdir", str(folder), *quiet, *map(str, files)],
            plugins=[collector],
        )
    if code == pytest.ExitCode.INTERRUPTED and not collector.errors:
        raise KeyboardInterrupt  # pytest has caught it
    if collector.errors:
        raise AssignmentError(f"{collector.errors[0]} (while collecting the checks of {folder})")
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise AssignmentError(f"{folder}: pytest could not collect the checks (exit status {int(code)}).")
    return collector.items


@contextmanager
def _only_here(folder: Path) -> Iterator[None]:
    """Let check files import the modules beside them, and forget those afterwards.

    Another assignment may have files of the same names; the collected functions keep what they imported.
    """
    here = folder.resolve()
    path = list(sys.path)
    sys.path.append(str(here))
    try:
        yield
    finally:
        sys.path[:] = path
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if file and Path(file).resolve().parent == here:
                del sys.modules[name]


def _exercise(item: pytest.Function, order: Sequence[str]) -> str:
    marker = item.get_closest_marker("exercise")
    name = str(marker.args[0]) if marker and marker.args else ""
    if name not in order:
        raise AssignmentError(
            f"{_name(item)}: belongs to no exercise of assignment.toml; write pytestmark ="
            f' pytest.mark.exercise("{order[0]}") at the top of its file.'
        )
    return name


def _check(item: pytest.Function) -> Check:
    parameters = dict(item.callspec.params) if hasattr(item, "callspec") else {}
    wanted = tuple(inspect.signature(item.obj).parameters)
    fixtures = tuple(name for name in wanted if name not in parameters)
    for name in fixtures:
        if name not in FIXTURES:
            raise AssignmentError(
                f"{_name(item)}: a check may use {', '.join(FIXTURES)} and its own parameters, not {name}."
            )
    return Check(_name(item), item.obj, fixtures, parameters)


def _name(item: pytest.Function) -> str:
    return f"{item.path.name}::{item.name}"


def _asks(item: pytest.Function) -> str:
    text = inspect.getdoc(item.obj)
    if not text:
        raise AssignmentError(f"{_name(item)} has no docstring; its first line stands in the rubric.")
    return text.splitlines()[0].rstrip(".")


def _needs(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def questions(assignment: Assignment) -> tuple[CriterionResult, ...]:
    """A row for each question that is answered in words."""
    return tuple(
        CriterionResult(row.title, row.name, row.points, 0.0, Outcome.MANUAL, "Marked by a person.")
        for row in assignment.questions
    )


def unjudged(rubric: Rubric, why: str) -> tuple[CriterionResult, ...]:
    """The rubric's rows for a submission that could not be judged: nothing is earned, and nothing is lost."""
    return tuple(
        CriterionResult(row.name, row.exercise, row.points, 0.0, Outcome.ERROR, why) for row in rubric.criteria
    )
