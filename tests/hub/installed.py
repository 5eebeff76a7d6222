"""The package installed where every account of the machine can read it, as a hub needs it.

A checkout may lie in the home of root, which is closed to everybody else, and so may the Python that made its
environment. So the hub gets an environment of its own, made in an open folder for the Python that will run it:
uv.lock names other packages for other Pythons, down to the third number of the version.
"""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import metadata
from pathlib import Path

from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[2]
PROJECT = "batchnorm-grader"
SUPPORTED = SpecifierSet(metadata(PROJECT)["Requires-Python"])
UV = Path(sys.executable).with_name("uv")

MISSING = (
    f"the hub's test needs a Python {SUPPORTED} that every account can run: install one as /usr/bin/python3"
)


def pythons() -> list[Path]:
    """Where to look for a Python: what stands below this environment, then the system's, most alike first."""
    system = Path("/usr/bin")
    alike = system / f"python{sys.version_info.major}.{sys.version_info.minor}"
    others = sorted(system.glob("python3.[0-9][0-9]"), reverse=True)
    return [Path(getattr(sys, "_base_executable", sys.executable)), alike, system / "python3", *others]


def open_python(places: Iterable[Path]) -> Path | None:
    """The first Python that the project supports and that an ordinary account can run."""
    code = "import ssl, sqlite3, sys; print('%d.%d.%d' % sys.version_info[:3])"
    for path in places:
        version = _printed(path.resolve(), code) if path.exists() else None
        if version and version in SUPPORTED:
            return path.resolve()
    return None


def install(python: Path, to: Path) -> Path:
    """An environment at `to` for this Python, with what uv.lock names for it; the folder of its programs."""
    settings = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(to), "UV_PYTHON_DOWNLOADS": "never"}
    # No account may write here what Python compiles, so that every start would compile anew.
    settings["UV_COMPILE_BYTECODE"] = "1"
    # The checkout holds the solutions: no link to it. And uv keeps a wheel that it once built from a checkout,
    # also when the checkout has changed since.
    command = [UV, "sync", "--frozen", "--quiet", "--extra", "grading", "--python", python]
    command += ["--no-editable", "--refresh-package", PROJECT]
    # Some networks answer with a certificate that only the system's store knows.
    for more in ({}, {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}):
        done = _run(command, cwd=ROOT, env=settings | more, umask=0o022)
        if done.returncode == 0:
            break
    assert done.returncode == 0, f"the hub's environment could not be made:\n{done.stderr}"
    programs = to / "bin"
    fits = _run([UV, "pip", "check", "--python", programs / "python"])
    assert fits.returncode == 0, fits.stderr
    open_files(to)
    code = "import autograder, jupyterhub, nbgrader, numpy; print('read')"
    assert _printed(programs / "python", code) == "read"
    return programs


def open_files(folder: Path) -> None:
    """Let everybody read what uv linked from a cache that was filled with files for their owner alone."""
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = mode | 0o044 | (mode & 0o100) >> 3 | (mode & 0o100) >> 6
        if mode != wanted:  # what is linked is not ours to change, so a copy takes its place
            beside = path.with_name(f"{path.name}.open")
            shutil.copy2(path, beside)
            beside.chmod(wanted)
            beside.replace(path)


def _printed(python: Path, code: str) -> str | None:
    """What this prints for an account without any rights; None where it cannot run it."""
    try:
        done = _run([python, "-c", code], user=65534, group=65534, extra_groups=(), cwd="/", env={})
    except PermissionError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _run(command: list[str | Path], **how) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, **how)
