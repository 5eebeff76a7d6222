"""Archives taken apart: the platform's own, and those that students handed in, which may hold anything."""

from __future__ import annotations

import errno
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import refusal
from autograder.platforms.handed_in import as_written
from autograder.sentences import NOTHING, Sentence, say
from autograder.submission.notebook import clean_text

MAX_UNPACKED_BYTES = 200 * 2**20
"""What a student's archive may come to; a notebook with pictures has a few megabytes."""

MAX_UNPACKED_FILES = 1_000

DAMAGED = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error, UnicodeError)
"""What Python raises for an archive that is damaged, locked or packed in a way that it does not know."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
"""Refusals of the disk, which are no archive's fault."""


def unpack_download(path: Path, folder: Path) -> Iterator[tuple[str, Sentence]]:
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


def _unpack(path: Path, folder: Path) -> Iterator[tuple[str, Sentence]]:
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            entry.filename = as_written(entry.filename)
            try:
                archive.extract(entry, folder)
            except DAMAGED as error:
                yield entry.filename, say("it is damaged ({error}).", error=error)
            except OSError as error:
                if error.errno in _FULL:
                    raise
                yield entry.filename, say("it cannot be written ({strerror}).", strerror=refusal(error))


def unpack_work(path: Path) -> Sentence:
    """Unpack a student's archive beside itself; if that cannot be done, why not."""
    folder = unpacked_folder(path)
    if folder.exists():
        return say("a folder {name} lies beside it.", name=clean_text(folder.name))
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            size = sum(entry.file_size for entry in entries)
        if len(entries) > MAX_UNPACKED_FILES or size > MAX_UNPACKED_BYTES:
            return say(
                "it comes to {size:,} MB (files: {files:,}); at most {most_size} MB and {most_files:,} files"
                " are unpacked.",
                size=size // 2**20,
                files=len(entries),
                most_size=MAX_UNPACKED_BYTES // 2**20,
                most_files=MAX_UNPACKED_FILES,
            )
        failed = next(_unpack(path, folder), None)
    except DAMAGED as error:
        return say("it is no ZIP archive that can be read ({error}).", error=error)
    if failed:
        shutil.rmtree(folder)
        name, why = failed
        return say("{name} in it cannot be unpacked: {why}", name=clean_text(name), why=why)
    return NOTHING
