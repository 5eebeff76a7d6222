"""What a class receives, as one archive: the released assignments and the engine to install."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from autograder import __version__
from autograder.errors import AssignmentError
from autograder.learner.work import find_handouts
from autograder.nbgrader.host import course_config, course_directory
from autograder.release.engine import SAME_MOMENT, build_wheel

NAME = f"batchnorm-grader-{__version__}-handout"
"""The archive, and the one folder in it."""

README = """\
# Start here

You need Python 3.11 to 3.15, on Linux, macOS or Windows. In this folder:

    python -m venv .venv
    .venv/bin/pip install engine/{wheel}
    .venv/bin/jupyter lab assignments

On Windows, write `.venv\\Scripts\\pip` and `.venv\\Scripts\\jupyter`. Then open the notebook of the first
assignment and begin at its top. This is the order in which they build on each other:

{assignments}

Each folder's README.md says what every point is for.
"""


def pack(course: Path, to: Path) -> None:
    """Write the archive.

    Raises:
        AssignmentError: nothing is released yet, or the engine cannot be built.
        OSError: the archive cannot be written.
    """
    directory = course_directory(course_config(course), "", root=course)
    folder = Path(directory.format_path(directory.release_directory, ".", "")).resolve()
    released = find_handouts(folder)
    if not released:
        raise AssignmentError(f"{folder} holds no released assignment; run: autograder release --all")
    content = {}
    with tempfile.TemporaryDirectory() as scratch:
        wheel = build_wheel(Path(scratch))
        content[f"engine/{wheel.name}"] = wheel.read_bytes()
    titles = "\n".join(f"{place}. assignments/{path.name}" for place, path in enumerate(released, start=1))
    content["README.md"] = README.format(wheel=wheel.name, assignments=titles).encode()
    for handout in released:
        for path in sorted(item for item in handout.rglob("*") if item.is_file()):
            inside = path.relative_to(folder)
            if not any(part.startswith((".", "__pycache__")) for part in inside.parts):
                content[f"assignments/{inside.as_posix()}"] = path.read_bytes()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(content.items()):
            archive.writestr(zipfile.ZipInfo(f"{NAME}/{name}", SAME_MOMENT), data, zipfile.ZIP_DEFLATED)
