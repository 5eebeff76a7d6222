"""The package installed where every account of the machine can read it, as a hub needs it.

A checkout may lie in the home of root, which is closed to everybody else, and so may the Python that made its
environment. So what `.venv` holds is linked into a folder that is open, around a Python that is open.
"""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import autograder

NO_PYTHON = (
    "a hub needs a Python {} that every account can run: install one outside the homes, as /usr/bin/python{}"
)


def missing() -> str:
    """What to install where there is no such Python."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return f"the hub's test needs a Python {version} that every account can run: install python{version}"


def open_python() -> str | None:
    """A Python of this version that an ordinary account can run."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for path in (getattr(sys, "_base_executable", sys.executable), f"/usr/bin/python{version}"):
        if Path(path).exists() and _runs(Path(path).resolve(), "import ssl, sqlite3"):
            return str(Path(path).resolve())
    return None


def install(python: str, to: Path) -> Path:
    """An environment at `to` with all that this one holds; the folder of its programs."""
    ours = Path(sys.prefix)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for folder in ("lib", "share", "etc"):
        shutil.copytree(ours / folder, to / folder, copy_function=_link, symlinks=True)
    packages = to / "lib" / version / "site-packages"
    for editable in packages.glob("*batchnorm_grader.pth"):
        editable.unlink()
    shutil.copytree(
        Path(autograder.__file__).parent,
        packages / "autograder",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    bin_folder = to / "bin"
    bin_folder.mkdir()
    for name in ("python", "python3", version):
        (bin_folder / name).symlink_to(python)
    home = Path(python).parent
    (to / "pyvenv.cfg").write_text(f"home = {home}\ninclude-system-site-packages = false\n")
    for script in (ours / "bin").iterdir():
        text = script.read_bytes() if script.is_file() and not script.is_symlink() else b""
        first, _, rest = text.partition(b"\n")
        if first.startswith(b"#!") and b"python" in first:
            (bin_folder / script.name).write_bytes(b"#!%s\n%s" % (os.fsencode(bin_folder / "python"), rest))
            (bin_folder / script.name).chmod(0o755)
    assert _runs(bin_folder / "python", "import autograder, jupyterhub, nbgrader, numpy")
    return bin_folder


def _runs(python: Path, code: str) -> bool:
    """Whether an account without any rights runs this."""
    try:
        done = subprocess.run(
            [python, "-c", code],
            user=65534,
            group=65534,
            extra_groups=(),
            cwd="/",
            env={},
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _link(source: str, to: str) -> None:
    mode = stat.S_IMODE(Path(source).stat().st_mode)
    if mode & 0o044 == 0o044:
        try:
            os.link(source, to)
        except OSError:  # another file system
            shutil.copy2(source, to)
    else:  # an installer may leave files to their owner; what is linked is not ours to change
        shutil.copy2(source, to)
        Path(to).chmod(mode | 0o044 | (mode & 0o100) >> 3 | (mode & 0o100) >> 6)
