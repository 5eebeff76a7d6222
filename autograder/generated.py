"""Which files did we write ourselves? A record of digests tells; all others are somebody else's, and stay.

The record is a hidden file in a folder, and speaks of what lies in that folder or anywhere else: one line a
file, as `sha256sum` writes them. A file is ours as long as its bytes are those that we wrote: whoever changes
it makes it their own.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.files import write_whole

RECORD = ".generated"

BYPRODUCTS = frozenset({"__pycache__", ".ipynb_checkpoints"})
"""Folders that programs make on their own where somebody looks at a file."""


def not_ours(pairs: Iterable[tuple[Path, Path]], record: Path) -> tuple[Path, ...]:
    """What would be lost if things took their places: files there that we did not write as they are now.

    Each of `pairs` is a place and what is to stand there, two files or two folders; `record` is the folder that
    holds the record. A file that what comes holds with the same bytes is no loss.

    Raises:
        OSError: something cannot be read.
    """
    known = _read(record)
    found: list[Path] = []
    for place, instead in pairs:
        if place.is_symlink() or place.is_dir() != instead.is_dir():
            found += [place] if os.path.lexists(place) else []
            continue
        for file in _files(place):
            same = instead / file.relative_to(place) if place.is_dir() else instead
            digests = {known.get(_name(file, record)), _digest(same)}
            if _digest(file) not in digests - {""}:
                found.append(file)
    return tuple(found)


def enter(paths: Iterable[Path], record: Path) -> None:
    """Enter files, and all files of folders, as written by us, instead of what was entered for their places.

    Raises:
        OSError: the record cannot be written.
    """
    paths = tuple(paths)
    if not paths:
        return
    known = _read(record)
    for path in paths:
        name = _name(path, record)
        if path.is_dir():
            inside = [other for other in known if other.startswith(f"{name}/")]
            for other in inside:
                del known[other]
        known.pop(name, None)
        known |= {_name(file, record): _digest(file) for file in _files(path)}
    record.mkdir(parents=True, exist_ok=True)
    lines = [f"{digest}  {other}\n" for other, digest in sorted(known.items())]
    write_whole(record / RECORD, "".join(lines))


def keep_aside(path: Path, folder: Path | None = None) -> Path:
    """Move a file or folder to a name of its own, beside its place or in another folder; that name.

    Raises:
        OSError: it cannot be moved.
    """
    folder = folder or path.parent
    folder.mkdir(parents=True, exist_ok=True)
    names = (folder / f"{path.name}.kept-{number}" for number in itertools.count(1))
    aside = next(name for name in names if not os.path.lexists(name))
    shutil.move(path, aside)
    return aside


def _files(path: Path) -> Iterator[Path]:
    """The file, or all files and links below the folder; not what programs make on their own."""
    if not path.is_dir():
        yield from [path] if path.exists() else []
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(set(folders) - BYPRODUCTS)
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in sorted([*names, *links]):
            yield Path(folder) / name


def _digest(path: Path) -> str:
    """The SHA-256 of a file's bytes in hexadecimal digits; nothing for what is no file."""
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _name(path: Path, record: Path) -> str:
    """How the record calls a file: from its own folder on, or by the whole path."""
    path, folder = path.resolve(), record.resolve()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()


def _read(record: Path) -> dict[str, str]:
    """Digests by name; without a record that can be read there are none, and nothing counts as ours."""
    try:
        lines = (record / RECORD).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    rows = (line.partition("  ") for line in lines)
    return {name: digest for digest, between, name in rows if between}
