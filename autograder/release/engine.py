"""The engine as a wheel, for archives that carry it: from a checkout, or put together from what is installed.

A wheel is a ZIP archive of the files that its installer has unpacked, with a record of them. What an installer
adds (compiled files, the command, notes of its own) is left out again.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath, distribution
from pathlib import Path

from autograder import __version__
from autograder.errors import AssignmentError
from autograder.sentences import say

DISTRIBUTION = "batchnorm-grader"
"""The engine's name on the package index."""

NOTES_OF_INSTALLERS = frozenset(
    {"INSTALLER", "REQUESTED", "RECORD", "direct_url.json", "uv_build.json", "uv_cache.json"}
)

SAME_MOMENT = (2020, 1, 1, 0, 0, 0)
"""The time of all files in archives: the same content gives the same archive, byte for byte."""


def build_wheel(folder: Path) -> Path:
    """Write the engine's wheel into `folder`; its path.

    Raises:
        AssignmentError: the engine was neither installed nor checked out, or the build fails.
    """
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file():
        return _built(checkout, folder)
    try:
        return _put_together(distribution(DISTRIBUTION), folder)
    except PackageNotFoundError:
        raise AssignmentError(
            say(
                "The engine is not installed as a package; run: pip install {distribution}",
                distribution=DISTRIBUTION,
            )
        ) from None


def _built(checkout: Path, folder: Path) -> Path:
    tool = Path(sys.executable).with_name("uv")
    build = [str(tool), "build", "--quiet", "--wheel", "--out-dir", str(folder), str(checkout)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode or not wheels:
        raise AssignmentError(say("The engine could not be built: {stderr}", stderr=done.stderr.strip()[-500:]))
    return wheels[0]


def _put_together(installed: Distribution, folder: Path) -> Path:
    """The wheel that was installed, from its files.

    The format is that of the Python packaging specification "binary distribution format".
    """
    files = {file.as_posix(): file.read_binary() for file in installed.files or () if _was_in_wheel(file)}
    notes = f"batchnorm_grader-{__version__}.dist-info"
    record = io.StringIO(newline="")
    lines = csv.writer(record, lineterminator="\n")
    for name, content in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        lines.writerow((name, f"sha256={digest}", len(content)))
    lines.writerow((f"{notes}/RECORD", "", ""))
    files[f"{notes}/RECORD"] = record.getvalue().encode()

    path = folder / f"batchnorm_grader-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, SAME_MOMENT), content, zipfile.ZIP_DEFLATED)
    return path


def _was_in_wheel(file: PackagePath) -> bool:
    if ".." in file.parts or "__pycache__" in file.parts:
        return False
    return not (file.parts[0].endswith(".dist-info") and file.name in NOTES_OF_INSTALLERS)
