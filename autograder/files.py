"""Files that are there whole or not at all, whatever ends the program while it writes; and digests of them."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOM = 2**20
"""Bytes that must be left on the disk after a failure of a program that does not say why."""


def digest_of(parts: Iterable[bytes]) -> str:
    """A digest of contents: it tells two versions apart, and cannot be read backwards."""
    found = hashlib.blake2b(digest_size=6)
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def demand_room(folder: Path) -> None:
    """Find out whether a disk is full: then whatever is done next would fail as well.

    Raises:
        OSError: it is.
    """
    beside = folder / f"room.{os.getpid()}.tmp"
    try:
        beside.write_bytes(bytes(ROOM))
    finally:
        beside.unlink(missing_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Write a text beside its place and move it there; a reader never finds half of it.

    Raises:
        OSError: the text cannot be written. What was there before still is, and nothing is left beside it.
    """
    with written_whole(path) as beside:
        beside.write_text(text, encoding="utf-8", newline="")


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A path beside the file's own for whatever writes it; the file is moved to its place when that is done.

    Raises:
        OSError: it cannot be moved there. What was there before still is, and nothing is left beside it.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file beside its new place and move it there; folders on the way are made.

    Raises:
        OSError: it cannot be written. What was there before still is, and nothing is left beside it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        shutil.copyfile(source, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
