"""What pytest must know to collect check files: our markers and the fixtures' names.

Handed to pytest as it is, never by an entry point: a course's own tests do not meet it by accident. With `-p`,
pytest would first look through all installed packages for one of this name.
"""

from __future__ import annotations

import pytest

from autograder.marking.rubric import MARKERS


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers that check files use."""
    for line in MARKERS:
        config.addinivalue_line("markers", line)


@pytest.fixture
def student(request: pytest.FixtureRequest) -> None:
    """The functions of the submission."""
    if request.config.getoption("submission", None) is None:
        pytest.skip("checks run against a submission: pytest solutions/NAME --submission FILE")


@pytest.fixture
def reference() -> None:
    """The functions of the solution."""


@pytest.fixture
def rng() -> None:
    """The generator of this case's inputs."""
