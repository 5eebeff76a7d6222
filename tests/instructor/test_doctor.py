"""Whether the versions that are installed are those that the package asks for, by its own metadata."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import requires

import pytest
from packaging.requirements import Requirement

from autograder.instructor.doctor import Finding, installed_versions
from autograder.release.engine import DISTRIBUTION


@pytest.fixture
def pretend(tmp_path, monkeypatch):
    """Lets distributions seem to be installed: their name, version, and lines of metadata."""

    def install(name, version, *lines):
        folder = tmp_path / f"{name.replace('-', '_')}-{version}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(
            "\n".join(["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", *lines]) + "\n"
        )

    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return install


def shown(finding):
    return Finding(str(finding.what), finding.good, str(finding.seen))


def test_what_is_needed_here_is_here():
    found = list(installed_versions(DISTRIBUTION, "grading"))
    assert [row for row in found if not row.good] == []
    python, packages = found
    assert (str(python.what), python.seen) == ("Python", platform.python_version())
    needed = [Requirement(line) for line in requires(DISTRIBUTION)]
    for row in needed:
        if not row.name.startswith(DISTRIBUTION) and (
            row.marker is None or row.marker.evaluate({"extra": "grading"})
        ):
            assert f"{row.name} " in packages.seen


def test_what_is_missing_or_too_old_is_named_with_the_command(pretend):
    pretend("toolbox", "1.2", "Requires-Python: >=3.11")
    pretend("oldish", "0.9.4")
    pretend("newish", "3.0rc1")
    pretend("stranger", "1.0")
    pretend(
        "course-kit",
        "2.1",
        "Requires-Python: >=3.11",
        "Provides-Extra: class",
        "Provides-Extra: other",
        "Requires-Dist: toolbox>=1.0",
        "Requires-Dist: course-kit-solutions==2.1; extra == 'class'",
        "Requires-Dist: oldish<0.9.7,>=0.9.5; extra == 'class'",
        "Requires-Dist: newish>=2; extra == 'class'",
        "Requires-Dist: not-there>=1; extra == 'class'",
        "Requires-Dist: elsewhere; sys_platform == 'nowhere' and extra == 'class'",
        "Requires-Dist: stranger>=2; extra == 'other'",
        "Requires-Dist: absent>=2; extra == 'other'",
        "Requires-Dist: newish>=2; extra == 'other'",
    )
    assert list(map(shown, installed_versions("course-kit", "class"))) == [
        Finding("Python", True, platform.python_version()),
        Finding(
            "oldish",
            False,
            '0.9.4, and course-kit 2.1 needs <0.9.7,>=0.9.5; run: pip install "course-kit[class]"',
        ),
        Finding("not-there", False, 'not installed; run: pip install "course-kit[class]"'),
        Finding("stranger", False, '1.0, and course-kit 2.1 needs >=2; run: pip install "course-kit[class]"'),
        Finding("packages", True, "toolbox 1.2, newish 3.0rc1"),
    ]


def test_another_python_and_no_package(pretend):
    pretend("course-kit", "2.1", "Requires-Python: <3.2")
    (python, _) = installed_versions("course-kit", "class")
    assert shown(python) == Finding(
        "Python", False, f"{platform.python_version()}, and course-kit 2.1 needs <3.2"
    )
    assert list(map(shown, installed_versions("no-such-kit", "class"))) == [
        Finding("packages", False, 'no-such-kit is not installed here; run: pip install "no-such-kit[class]"')
    ]
