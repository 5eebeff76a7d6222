"""What a class receives, as one archive: the released assignments and the engine to install."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from autograder import __version__
from autograder.errors import AssignmentError
from autograder.learner.work import find_handouts

NAME = f"batchnorm-grader-{__version__}-handout"
_EPOCH = (2020, 1, 1, 0, 0, 0)  # the same content gives the same archive, byte for byte

README = """\
# Start here

You need Python 3.11, 3.12 or 3.13, on Linux, macOS or Windows. In this folder:

    python -m venv .venv
    .venv/bin/pip install jupyterlab engine/{wheel}
    .venv/bin/jupyter lab assignments

On Windows, write `.venv\\Scripts\\pip` and `.venv\\Scripts\\jupyter`. Then open the notebook of the first
assignment and begin at its top. This is the order in which they build on each other:

{assignments}

Each folder's README.md says what every point is for.
"""


def pack(course: Path, folder: Path) -> Path:
    """Write the archive into `folder`; its path.

    Raises:
        AssignmentError: nothing is released yet, or the engine cannot be built.
    """
    released = find_handouts(course / "assignments")
    if not released:
        raise AssignmentError(f"{course / 'assignments'} holds no released assignment; run: make release")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        wheel = build_wheel(Path(__file__).resolve().parents[2], Path(scratch))
        titles = "\n".join(f"{place}. assignments/{path.name}" for place, path in enumerate(released, start=1))
        content = {"README.md": README.format(wheel=wheel.name, assignments=titles).encode()}
        content[f"engine/{wheel.name}"] = wheel.read_bytes()
        for place in released:
            for path in sorted(item for item in place.rglob("*") if item.is_file()):
                if not any(part.startswith((".", "__pycache__")) for part in path.relative_to(course).parts):
                    content[path.relative_to(course).as_posix()] = path.read_bytes()
        made = Path(scratch) / "archive.zip"
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in sorted(content.items()):
                archive.writestr(zipfile.ZipInfo(f"{NAME}/{name}", _EPOCH), data, zipfile.ZIP_DEFLATED)
        return Path(shutil.move(made, folder / f"{NAME}.zip"))


def build_wheel(project: Path, folder: Path) -> Path:
    """The engine as a wheel, built from its own checkout into `folder`.

    Raises:
        AssignmentError: this is no checkout, or the build fails.
    """
    if not (project / "pyproject.toml").is_file():
        raise AssignmentError("The engine can be packed from its checkout only: clone the repository.")
    tool = Path(sys.executable).with_name("uv")
    build = [str(tool), "build", "--quiet", "--wheel", "--out-dir", str(folder), str(project)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode or not wheels:
        raise AssignmentError(f"The engine could not be built: {done.stderr.strip()[-500:]}")
    return wheels[0]
