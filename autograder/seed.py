"""The seed from which an assignment's hidden inputs are drawn.

Whoever has this repository knows the seed of an assignment, for it follows from its name. A course that keeps
a key of its own beside its solutions has seeds that nobody else can know.
"""

from __future__ import annotations

import hashlib
import hmac
import zlib

from autograder.assignment import Assignment, AssignmentError

KEY = "course.key"

SHORTEST = 16
"""Characters that a key must have: fewer could be found by trying."""


def seed_of(assignment: Assignment) -> int:
    """The seed of all marks of an assignment: 32 bits.

    With a file `solutions/course.key` it is the start of HMAC-SHA256(key, name), else the CRC-32 of the name.

    Raises:
        AssignmentError: the key cannot be read, or is too short.
    """
    path = assignment.folder.parent / KEY
    name = assignment.name.encode()
    try:
        key = path.read_bytes().strip()
    except FileNotFoundError:
        return zlib.crc32(name)
    except OSError as error:
        raise AssignmentError(f"{path}: the course's key cannot be read ({error.strerror}).") from None
    if len(key) < SHORTEST:
        raise AssignmentError(
            f"{path}: the course's key has {len(key)} characters and needs {SHORTEST} or more. Make one with:"
            f" openssl rand -hex 16 > {path}"
        )
    return int.from_bytes(hmac.digest(key, name, hashlib.sha256)[:4])
