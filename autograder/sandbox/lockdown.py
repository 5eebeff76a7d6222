"""What a worker process does to itself before the first byte of a student's code runs.

Two moments. `prepare` runs once in the zygote, with everything still open: it makes the fence and the filter
ready. `lock` runs in each fork, is quick, and cannot be undone: no descriptors but the channel's, hard
limits, the fence closed, the filter loaded. What a system does not have (Landlock before Linux 5.13, any of
this on macOS) is left out and named in `Lock.missing`.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox import kernel
from autograder.sandbox.kernel import libc, refuse

try:
    import resource
except ImportError:  # Windows: there is no worker there, but its modules are imported
    resource = None  # type: ignore[assignment]

NOBODY = 65534
"""The user and group that own nothing."""

OPEN_FILES = 64
"""Descriptors that a submission may hold."""

_FILES = tuple(map(Path, (os.devnull, "/dev/urandom", "/etc/ld.so.cache", "/usr/share/zoneinfo")))

_OURS = ("autograder", "autograder-*", "batchnorm_grader*", "_editable_impl_batchnorm_grader*")

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38


@dataclass(frozen=True, slots=True)
class Lock:
    """Everything that a fork needs to lock itself up."""

    memory_bytes: int
    cpu_seconds: int
    fence: int | None  # a Landlock ruleset
    program: bytes  # a system call filter; empty where there is none
    missing: tuple[str, ...]  # why a layer is not there


def prepare(*, memory_mb: int, cpu_seconds: int, fenced: bool) -> Lock:
    """Make the layers ready; as root, become nobody first, for limits do not bind root."""
    missing = []
    fence = None
    if fenced:
        try:
            fence = kernel.make_fence(*_readable())
        except (OSError, AttributeError) as error:
            missing.append(str(error) or "there is no Landlock")
    why_not = kernel.filter_unavailable()
    if why_not:
        missing.append(why_not)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    code = b"" if why_not else kernel.filter_program(os.uname().machine)
    return Lock(memory_mb * 2**20, cpu_seconds, fence, code, tuple(missing))


def lock(plan: Lock, *, channel: int, errors: int) -> None:
    """Lock this process up; `errors` becomes standard error, `channel` is all else that stays open.

    Raises:
        OSError: a layer that `prepare` had made ready was refused.
    """
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for source, target in ((null, 0), (null, 1), (errors, 2)):
        os.dup2(source, target)
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    if plan.fence is not None:
        kernel.enter_fence(plan.fence)
    os.closerange(3, channel)
    os.closerange(channel + 1, os.sysconf("SC_OPEN_MAX"))
    _limit(plan)
    if plan.program:
        kernel.load_filter(plan.program)


def _limit(plan: Lock) -> None:
    # NPROC last: it is 0, so that no thread or process can be made where there is no filter for them.
    for name, value in (
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_MEMLOCK", 0),
        ("RLIMIT_MSGQUEUE", 0),
        ("RLIMIT_NOFILE", OPEN_FILES),
        ("RLIMIT_CPU", plan.cpu_seconds),
        ("RLIMIT_AS", plan.memory_bytes),
        ("RLIMIT_NPROC", 0),
    ):
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        try:
            resource.setrlimit(kind, (value, value))
        except (OSError, ValueError):
            # macOS refuses some of them; where there is a filter every one must hold.
            if plan.program:
                raise


def packages_of_ours() -> Iterator[Path]:
    """Where our own package is installed; a submission has no business there."""
    for kind in sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}):
        for pattern in _OURS:
            yield from sorted(Path(kind).glob(pattern))


def _readable() -> tuple[list[Path], list[Path]]:
    """What may be read with all that lies in it, and the folders around our own package: their names alone."""
    ours = {path.resolve() for path in packages_of_ours()}
    around = {folder for path in ours for folder in path.parents}
    waiting = [path.resolve() for path in (*python_folders(), *system_folders(), *_FILES)]
    whole, listed = [], []
    while waiting:
        path = waiting.pop()
        if path in around:
            listed.append(path)
            waiting += [child for child in path.iterdir() if not child.is_symlink()]
        elif path not in ours:
            whole.append(path)
    return whole, listed


def system_folders() -> tuple[Path, ...]:
    """Where the system's own libraries lie, which Python is linked with."""
    return tuple(path for path in map(Path, ("/usr/lib", "/usr/lib64", "/lib", "/lib64")) if path.exists())


def python_folders() -> frozenset[Path]:
    """Where Python's library lies and what is installed for it; nothing else of an environment."""
    known = {Path(prefix) / name for prefix in (sys.prefix, sys.base_prefix) for name in ("lib", "lib64")}
    known |= {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    known |= {path.resolve() for path in known}  # a folder on the way may be a link
    return frozenset(path for path in known if path.is_dir())


def _prctl(option: int, value: int) -> None:
    if libc().prctl(option, ctypes.c_ulong(value), 0, 0, 0):
        raise refuse(f"prctl {option}")
