from collections.abc import Callable, Iterator

import pytest

from autograder.assignment import Limits
from autograder.errors import WorkerError
from autograder.sandbox.client import Sandbox
from autograder.sandbox.confinement import LEVELS

SHORT = Limits(
    call_seconds=0.8, load_seconds=0.8, total_seconds=20, cpu_seconds=20, memory_mb=512, replies_mb=1
)
"""Limits that a test can wait for."""


@pytest.fixture(scope="session")
def sandboxes() -> Iterator[Callable[[str], Sandbox]]:
    """One warm sandbox for each level; a level that this machine lacks is skipped."""
    started: dict[str, Sandbox] = {}

    def get(level: str) -> Sandbox:
        sandbox = started.setdefault(level, Sandbox(limits=SHORT, level=level))
        try:
            assert sandbox.isolation == level
        except WorkerError as error:
            pytest.skip(str(error))
        return sandbox

    yield get
    for sandbox in started.values():
        sandbox.close()


@pytest.fixture(params=LEVELS)
def walled(request: pytest.FixtureRequest, sandboxes: Callable[[str], Sandbox]) -> Sandbox:
    """A sandbox, at each level in turn."""
    return sandboxes(request.param)


@pytest.fixture
def sandbox(sandboxes: Callable[[str], Sandbox]) -> Sandbox:
    """A sandbox at the best level that this machine has."""
    for level in LEVELS[:-1]:
        try:
            return sandboxes(level)
        except pytest.skip.Exception:
            continue
    return sandboxes(LEVELS[-1])
