"""Digests of all that marks rest on: who has the same digest as in the stored report is not marked again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.marking.versions import versions
from autograder.nbgrader.fast.batch import Plan

ENGINE = Path(__file__).resolve().parents[2]


def of_course(plan: Plan, files: Iterable[Path], host: str) -> bytes:
    """The part that is the same for a whole run: the engine, the assignment, what the gradebook knows of it.

    `files` are others that marks rest on, or folders of them: the course's configuration, nbgrader's source;
    `host` is nbgrader's version.

    Raises:
        AssignmentError: a file of the assignment cannot be read.
    """
    digest = hashlib.blake2b(digest_size=16)
    for folder in (ENGINE, *files):
        _add_folder(digest, folder)
    rest = (plan.allow_limits, plan.max_lines, plan.seed)
    held = (plan.slots, sorted(plan.rubrics.items()), *rest)
    digest.update(repr((held, sorted(versions(plan.assignment).items()), host)).encode())
    return digest.digest()


def of_submission(course: bytes, folder: Path) -> str:
    """The whole digest for one student's folder, with the names and contents of all files in it."""
    digest = hashlib.blake2b(course, digest_size=16)
    digest.update(b"link" if any(place.is_symlink() for place in (folder, folder.parent)) else b"")
    _add_folder(digest, folder)
    return digest.hexdigest()


def _add_folder(digest: hashlib.blake2b, folder: Path) -> None:
    for path in _files(folder):
        name = os.fsencode(path.relative_to(folder))
        digest.update(b"%d %s " % (len(name), name))
        if path.is_symlink():
            digest.update(b"link")
            continue
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "blake2b").digest())


def _files(folder: Path) -> Iterator[Path]:
    """A file by itself, or all files below a folder but those that Python keeps there for itself."""
    if folder.is_file():
        yield folder
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = Path(place) / name
            if path.is_symlink() or path.is_file():
                yield path
