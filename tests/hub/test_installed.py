"""Which Python a hub's environment is made for, and that it gets what uv.lock names for just this one."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

from . import installed

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can try what another account can run")


@pytest.fixture
def room():
    """A folder that every account reaches; pytest's own are closed."""
    with tempfile.TemporaryDirectory(prefix="hub-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def python(folder, version):
    """What says that it is a Python of this version."""
    path = folder / f"python{version}"
    path.write_text(f"#!/bin/sh\necho {version}\n")
    path.chmod(0o755)
    return path


def test_a_python_that_only_its_owner_reaches_is_passed_over(room):
    (room / "home").mkdir(mode=0o700)
    closed, opened = python(room / "home", "3.12.1"), python(room, "3.11.2")
    assert installed.open_python([closed, opened]) == opened
    assert installed.open_python([closed, room / "none"]) is None


def test_a_python_that_the_project_does_not_support_is_passed_over(room):
    old, new, right = (python(room, version) for version in ("3.10.13", "3.16.0", "3.15.0"))
    assert installed.open_python([old, new, right]) == right
    assert installed.open_python([old, new]) is None


def test_the_python_below_this_environment_comes_first():
    first, second, *_ = installed.pythons()
    assert first.resolve() == Path(sys.executable).resolve()
    assert second == Path(f"/usr/bin/python3.{sys.version_info.minor}")


def test_what_an_owner_kept_to_himself_is_copied_and_opened(room):
    kept = room / "cache.py"
    kept.write_text("x = 1\n")
    kept.chmod(0o600)
    (room / "environment").mkdir()
    linked = room / "environment/linked.py"
    linked.hardlink_to(kept)
    installed.open_files(room / "environment")
    assert linked.read_text() == "x = 1\n"
    assert [path.stat().st_mode & 0o777 for path in (linked, kept)] == [0o644, 0o600]
    assert list(linked.parent.iterdir()) == [linked]
