"""Landlock: the kernel's own fence around files, for processes without any privilege.

A second layer inside the namespaces, and the first where namespaces are forbidden. It is asked for in the
steps the kernel's documentation gives: which version is there, what shall be fenced, what stays open. Under
it nothing can be written, nothing read but what the rules name, no TCP port reached (kernels from 6.7 on) and
no signal sent outside (from 6.12 on).
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from autograder.sandbox.kernel import libc, refuse

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # system calls, alike on all architectures
_ASK_VERSION = 1
_PATH_BENEATH = 1

_READ_FILE, _READ_DIR, _WRITE_FILE = 1 << 2, 1 << 3, 1 << 1
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights over files a version of Landlock knows; later versions know as many as 5."""


def version() -> int:
    """The version of Landlock that the kernel offers; 0 if it offers none."""
    return max(0, _call(_CREATE, None, 0, _ASK_VERSION))


def fence(readable: Iterable[Path]) -> int:
    """A fence that leaves reading below `readable` open; the file descriptor by which to close it.

    Raises:
        OSError: the kernel has no Landlock, or does not take the rules.
    """
    found = version()
    if not found:
        raise OSError("this kernel offers no Landlock")
    files = (1 << _RIGHTS[min(found, 5)]) - 1
    network = 0b11 if found >= 4 else 0  # bind and connect
    scopes = 0b11 if found >= 6 else 0  # abstract sockets and signals
    size = 8 + 8 * (found >= 4) + 8 * (found >= 6)
    ruleset = _checked(_call(_CREATE, struct.pack("=QQQ", files, network, scopes), size, 0))
    for path in readable:
        if not path.exists():
            continue
        rights = _READ_FILE | _READ_DIR if path.is_dir() else _READ_FILE
        if path == Path(os.devnull):
            rights |= _WRITE_FILE
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            _checked(_call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0))
        finally:
            os.close(place)
    return ruleset


def close(ruleset: int) -> None:
    """Put this thread behind the fence, for good. `no_new_privs` must be set before.

    Raises:
        OSError: the kernel refuses.
    """
    _checked(_call(_RESTRICT, ruleset, 0))


def _call(number: int, *args: int | bytes | None) -> int:
    wide = (ctypes.c_long(item) if isinstance(item, int) else item for item in args)
    return int(libc().syscall(ctypes.c_long(number), *wide))


def _checked(result: int) -> int:
    if result < 0:
        raise refuse("Landlock was refused")
    return result
