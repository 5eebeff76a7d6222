"""The rubric: criteria with their points, and the checks that decide each, collected by pytest.

Points stand at the hidden check and nowhere else. A check file marks its functions:

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

A public check names the criterion that it speaks about, and what that is worth comes from the rubric:

    @pytest.mark.criterion("dx")                    # the first check of a criterion says what it asks
    def test_dx(student, rng): ...

    @pytest.mark.criterion("eps", needs="dx")
    def test_eps(student, rng): ...
"""

from __future__ import annotations

import inspect
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.report import CriterionResult, Kind, Outcome, total
from autograder.sentences import Sentence, say

if TYPE_CHECKING:
    import pytest

MARKERS = (
    "exercise(name): the exercise that a file's checks belong to",
    'points(number, criterion="name", needs="name"): declares a criterion and what it is worth',
    'criterion("name", needs="name"): a check of a criterion that another function declares',
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


Worth = Mapping[tuple[str, str], float]
"""The points of criteria, by (exercise, name)."""


class CheckRole(StrEnum):
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
    role: CheckRole = CheckRole.CRITERION


@dataclass(frozen=True)
class Rubric:
    """All criteria of an assignment in the order of its exercises, with the gates and the advice."""

    rows: tuple[Criterion, ...]

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """The lines that people read."""
        return tuple(row for row in self.rows if row.role is CheckRole.CRITERION)

    @cached_property
    def advice(self) -> tuple[Criterion, ...]:
        """What only warns."""
        return tuple(row for row in self.rows if row.role is CheckRole.ADVICE)

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
    order = [exercise.name for exercise in assignment.exercises]
    return arrange(_items(assignment.folder), order, where=str(assignment.folder))


def collect_public(folder: Path, order: Sequence[str], worth: Worth, *, strict: bool = False) -> Rubric:
    """Collect the public checks `check_*.py` that lie in a folder; `order` lists the exercises and practice.

    `worth` are the points of the rubric's criteria; what stands in no rubric, such as practice, is worth none.
    Handouts of earlier releases wrote a number at each public check: it is passed over, unless `strict`.

    Raises:
        AssignmentError: as in `collect`; or, if `strict`, a public check writes points.
    """
    items = _items(folder)
    if strict:
        _demand_no_points(items)
    return arrange(items, order, where=str(folder), worth=worth)


def worth_of(rubric: Rubric) -> Worth:
    """The points of each criterion, by (exercise, name)."""
    return {(row.exercise, row.name): row.points for row in rubric.criteria}


def arrange(
    items: Sequence[pytest.Function], order: Sequence[str], *, where: str, worth: Worth | None = None
) -> Rubric:
    """Group collected test functions into criteria.

    Hidden checks declare their points themselves; for public ones, `worth` says them.

    Raises:
        AssignmentError: see `collect`.
    """
    groups: dict[tuple[str, str], list[pytest.Function]] = {}
    for item in items:
        exercise = _exercise(item, order)
        groups.setdefault((exercise, _criterion(item, public=worth is not None)), []).append(item)
    rows = []
    for key, group in groups.items():
        declared = _declared(key[1], group) if worth is None else _named(group[0], worth.get(key, 0.0))
        for need in declared.needs:
            if (key[0], need) not in groups:
                raise AssignmentError(
                    say(
                        '{name}: needs "{need}", which is no criterion or gate of {exercise}.',
                        name=_name(group[0]),
                        need=need,
                        exercise=key[0],
                    )
                )
        checks = tuple(_check(item) for item in group)
        rows.append(
            Criterion(key[1], key[0], declared.points, declared.asks, checks, declared.needs, declared.role)
        )
    if not rows:
        raise AssignmentError(
            say("{where}: holds no checks; write check_NAME.py with functions test_NAME.", where=where)
        )
    rows.sort(key=lambda row: order.index(row.exercise))
    return Rubric(tuple(rows))


@dataclass(frozen=True, slots=True)
class _Declaration:
    """What one function says about the criterion of its checks, whatever number of cases it has."""

    points: float
    needs: tuple[str, ...]
    role: CheckRole
    asks: str
    function: str


def _marker(item: pytest.Function) -> pytest.Mark | None:
    """The marker that says what a check belongs to."""
    for kind in ("points", CheckRole.GATE, CheckRole.ADVICE, CheckRole.CRITERION):
        marker = item.get_closest_marker(kind)
        if marker:
            return marker
    return None


def _criterion(item: pytest.Function, *, public: bool) -> str:
    """The name of the criterion, the gate or the advice that a check belongs to."""
    marker = _marker(item)
    if marker is None and public:
        raise AssignmentError(
            say('{name} names no criterion; write @pytest.mark.criterion("dx").', name=_name(item))
        )
    if marker is None:
        raise AssignmentError(
            say('{name} has no points marker; write @pytest.mark.points(2, criterion="dx").', name=_name(item))
        )
    name = marker.kwargs.get("criterion") if marker.name == "points" else next(iter(marker.args), None)
    if not isinstance(name, str):
        written = 'points(2, criterion="dx")' if marker.name == "points" else f'{marker.name}("dx")'
        raise AssignmentError(
            say("{name}: write its marker as @pytest.mark.{written}.", name=_name(item), written=written)
        )
    return name


def _declared(name: str, group: Sequence[pytest.Function]) -> _Declaration:
    """What the group's one declaring function says; its others only name the criterion."""
    found: _Declaration | None = None
    for item in group:
        marker = _marker(item)
        if marker is None or marker.name == CheckRole.CRITERION:
            continue
        points, role = 0.0, CheckRole.CRITERION
        if marker.name != "points":
            role = CheckRole(marker.name)
        elif len(marker.args) == 1 and isinstance(marker.args[0], int | float):
            points = float(marker.args[0])
        else:
            raise AssignmentError(
                say(
                    '{name}: write its marker as @pytest.mark.points(2, criterion="{criterion}").',
                    name=_name(item),
                    criterion=name,
                )
            )
        one = _Declaration(points, _needs(marker), role, _asks(item), item.originalname)
        if found not in (None, one):
            raise AssignmentError(
                say(
                    '{name}: the points of "{criterion}" are declared twice; declare them once and give the'
                    ' other check @pytest.mark.criterion("{criterion}").',
                    name=_name(item),
                    criterion=name,
                )
            )
        found = one
    if found is None:
        raise AssignmentError(
            say(
                '{name}: no check declares the points of "{criterion}"; one of its checks needs'
                ' @pytest.mark.points(2, criterion="{criterion}").',
                name=_name(group[0]),
                criterion=name,
            )
        )
    return found


def _named(item: pytest.Function, points: float) -> _Declaration:
    """What the first public check of a criterion says about it; the points come from the rubric."""
    marker = _marker(item)
    role = CheckRole(marker.name) if marker and marker.name != "points" else CheckRole.CRITERION
    return _Declaration(points, _needs(marker), role, _asks(item), item.originalname)


def _demand_no_points(items: Sequence[pytest.Function]) -> None:
    for item in items:
        marker = item.get_closest_marker("points")
        if marker:
            name, needs = marker.kwargs.get("criterion", "dx"), marker.kwargs.get("needs")
            instead = f'"{name}", needs="{needs}"' if isinstance(needs, str) else f'"{name}"'
            raise AssignmentError(
                say(
                    "{path}: {originalname} writes points, which stand at the hidden check alone; write"
                    " @pytest.mark.criterion({instead}).",
                    path=item.path,
                    originalname=item.originalname,
                    instead=instead,
                )
            )


_UNUSED = (
    *("cacheprovider", "terminal", "logging", "faulthandler", "capture"),
    *("debugging", "doctest", "junitxml", "pastebin", "stepwise", "tmpdir", "setuponly", "setupplan"),
    *("legacypath", "monkeypatch", "recwarn", "threadexception"),
    "unraisableexception",  # it collects garbage five times at its end, which takes longer than all the rest
)
"""Parts of pytest of which collecting makes no use."""


def _items(folder: Path) -> list[pytest.Function]:
    """Let pytest collect the check files of a folder, undisturbed by the settings of any project."""
    import pytest

    from autograder.marking import plugin

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
    quiet = [f"-pno:{name}" for name in _UNUSED]
    with _only_here(folder), _undisturbed():
        code = pytest.main(
            ["--collect-only", "--noconftest", "-c", str(ini), "--rootdir", str(folder), *quiet]
            + [str(file) for file in files],
            plugins=[collector, plugin],
        )
    if code == pytest.ExitCode.INTERRUPTED and not collector.errors:
        raise KeyboardInterrupt  # pytest has caught it
    if collector.errors:
        raise AssignmentError(
            say("{errors} (while collecting the checks of {folder})", errors=collector.errors[0], folder=folder)
        )
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise AssignmentError(
            say(
                "{folder}: pytest could not collect the checks (exit status {number}).",
                folder=folder,
                number=int(code),
            )
        )
    return collector.items


@contextmanager
def _undisturbed() -> Iterator[None]:
    """pytest as it is by itself: no plugin that happens to be installed, no option of the environment.

    A plugin that is broken, or that takes our strict settings amiss, would otherwise end every check.
    """
    before = {name: value for name, value in os.environ.items() if name.startswith("PYTEST_")}
    for name in before:
        del os.environ[name]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        with warnings.catch_warnings():
            yield
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(before)


@contextmanager
def _only_here(folder: Path) -> Iterator[None]:
    """Let check files import the modules beside them, and forget those afterwards.

    Another assignment may have files of the same names; the collected functions keep what they imported.
    """
    here = str(folder.resolve())
    path = list(sys.path)
    sys.path.append(here)
    try:
        yield
    finally:
        sys.path[:] = path
        real = cache(os.path.realpath)  # hundreds of modules lie in few folders
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if file and real(os.path.split(file)[0]) == here:
                del sys.modules[name]


def _exercise(item: pytest.Function, order: Sequence[str]) -> str:
    marker = item.get_closest_marker("exercise")
    name = str(marker.args[0]) if marker and marker.args else ""
    if name not in order:
        raise AssignmentError(
            say(
                "{name}: belongs to no exercise of assignment.toml; write pytestmark ="
                ' pytest.mark.exercise("{exercise}") at the top of its file.',
                name=_name(item),
                exercise=order[0],
            )
        )
    return name


def _check(item: pytest.Function) -> Check:
    parameters = dict(item.callspec.params) if hasattr(item, "callspec") else {}
    wanted = tuple(inspect.signature(item.obj).parameters)
    fixtures = tuple(name for name in wanted if name not in parameters)
    for name in fixtures:
        if name not in FIXTURES:
            raise AssignmentError(
                say(
                    "{name}: a check may use {fixtures} and its own parameters, not {criterion}.",
                    name=_name(item),
                    fixtures=", ".join(FIXTURES),
                    criterion=name,
                )
            )
    return Check(_name(item), item.obj, fixtures, parameters)


def _name(item: pytest.Function) -> str:
    return f"{item.path.name}::{item.name}"


def _asks(item: pytest.Function) -> str:
    text = inspect.getdoc(item.obj)
    if not text and sys.flags.optimize > 1:
        return ""  # python -OO leaves all docstrings out; a handout has these lines in rubric.json as well
    if not text:
        raise AssignmentError(
            say("{name} has no docstring; its first line stands in the rubric.", name=_name(item))
        )
    return text.splitlines()[0].rstrip(".")


def _needs(marker: pytest.Mark | None) -> tuple[str, ...]:
    value = marker.kwargs.get("needs") if marker else None
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def questions(assignment: Assignment) -> tuple[CriterionResult, ...]:
    """A row for each question that is answered in words."""
    return tuple(
        CriterionResult(
            row.title, row.name, row.points, 0.0, Outcome.MANUAL, say("Marked by a person."), kind=Kind.MANUAL
        )
        for row in assignment.questions
    )


def unjudged(rubric: Rubric, why: Sentence) -> tuple[CriterionResult, ...]:
    """The rubric's rows for a submission that could not be judged: nothing is earned, and nothing is lost."""
    return tuple(
        CriterionResult(
            row.name,
            row.exercise,
            row.points,
            0.0,
            Outcome.ERROR,
            why,
            kind=Kind.UNJUDGED,
            asked=row.asks,
        )
        for row in rubric.criteria
    )
