"""Archives taken apart: the platform's own, and those that students handed in, which may hold anything."""

from __future__ import annotations

import errno
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from autograder.platforms.handed_in import as_written

MAX_UNPACKED_BYTES = 200 * 2**20
"""What a student's archive may come to; a notebook with pictures has a few megabytes."""

MAX_UNPACKED_FILES = 1_000

DAMAGED = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error, UnicodeError)
"""What Python raises for an archive that is damaged, locked or packed in a way that it does not know."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
"""Refusals of the disk, which are no archive's fault."""


def unpack_download(path: Path, folder: Path) -> Iterator[tuple[str, str]]:
    """Unpack the platform's archive, and the archives in it beside themselves.

    Give what cannot be unpacked, with the reason: one student's file ends nothing. An archive of which that is
    so stays as it is.

    Raises:
        OSError: the disk refuses, or the archive itself cannot be opened.
        zipfile.BadZipFile: it is none.
    """
    yield from _unpack(path, folder)
    for inner in sorted(path for path in folder.rglob("*") if is_archive(path)):
        reason = unpack_work(inner)
        if reason:
            yield inner.relative_to(folder).as_posix(), reason


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP archive by its name."""
    return path.suffix.lower() == ".zip" and path.is_file()


def unpacked_folder(path: Path) -> Path:
    """Where the content of an archive lies."""
    return path.with_suffix("")


def _unpack(path: Path, folder: Path) -> Iterator[tuple[str, str]]:
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            entry.filename = as_written(entry.filename)
            try:
                archive.extract(entry, folder)
            except DAMAGED as error:
                yield entry.filename, f"it is damaged ({error})."
            except OSError as error:
                if error.errno in _FULL:
                    raise
                yield entry.filename, f"it cannot be written ({error.strerror})."


def unpack_work(path: Path) -> str:
    """Unpack a student's archive beside itself; if that cannot be done, why not."""
    folder = unpacked_folder(path)
    if folder.exists():
        return f"a folder {folder.name} lies beside it."
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            size = sum(entry.file_size for entry in entries)
        if len(entries) > MAX_UNPACKED_FILES or size > MAX_UNPACKED_BYTES:
            most = f"{MAX_UNPACKED_BYTES // 2**20} MB and {MAX_UNPACKED_FILES:,} files"
            return f"it comes to {size // 2**20:,} MB (files: {len(entries):,}); at most {most} are unpacked."
        failed = next(_unpack(path, folder), None)
    except DAMAGED as error:
        return f"it is no ZIP archive that can be read ({error})."
    if failed:
        shutil.rmtree(folder)
        return f"{failed[0]} in it cannot be unpacked: {failed[1]}"
    return ""
