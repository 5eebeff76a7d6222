"""What pytest must know to collect check files: our markers, the fixtures' names, and siblings to import.

Loaded with `-p`, never by an entry point: a course's own tests do not meet it by accident.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from autograder.marking.rubric import MARKERS


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers that check files use."""
    for line in MARKERS:
        config.addinivalue_line("markers", line)


def pytest_collect_file(file_path: Path) -> None:
    """Let a check file import the modules beside it, as a script could."""
    if file_path.name.startswith("check_") and str(file_path.parent) not in sys.path:
        sys.path.append(str(file_path.parent))


@pytest.fixture
def student() -> None:
    """The functions of the submission."""
    pytest.skip("checks run against a submission: pytest solutions/NAME --submission FILE")


@pytest.fixture
def reference() -> None:
    """The functions of the solution."""


@pytest.fixture
def rng() -> None:
    """The generator of this case's inputs."""
