"""Which assignments are ours: those with a folder under the course's `solutions/`.

Every part of ours in nbgrader's lists asks this first, and hands over to nbgrader's own part otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from traitlets import Unicode
from traitlets.config import Configurable

from autograder.assignment import Assignment, load_assignment


class Ours(Configurable):
    """Mixed into parts of nbgrader, which takes settings by inheritance: `c.Ours.course`."""

    course = Unicode(help="The folder that holds solutions/.").tag(config=True)

    def assignment(self, resources: Mapping[str, Any]) -> Assignment | None:
        """The assignment that is being converted if it is ours."""
        return find_ours(Path(self.course), resources["nbgrader"]["assignment"])


def find_ours(course: Path, name: str) -> Assignment | None:
    """The assignment called `name` if the course has it under `solutions/`.

    Raises:
        AssignmentError: it has, but the description is wrong.
    """
    folder = course.resolve() / "solutions" / name
    if Path(name).name != name or not (folder / "assignment.toml").is_file():
        return None
    return load_assignment(folder)
