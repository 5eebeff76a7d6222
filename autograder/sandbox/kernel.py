"""The kernel's own calls, for which Python has no names."""

from __future__ import annotations

import ctypes
import os
from functools import cache


@cache
def libc() -> ctypes.CDLL:
    """The C library, opened once, before anything forks: in a fork it would take as long as the whole lock."""
    return ctypes.CDLL(None, use_errno=True)


def refuse(what: str) -> OSError:
    """The error of the call just made, in words."""
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")
