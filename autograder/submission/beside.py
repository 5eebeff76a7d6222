"""What lies beside a submission? Modules that it imports go behind the wall too, as far as there is room."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.submission.notebook import Cell, unix_lines
from autograder.submission.slicing import whole

MAX_MODULES = 32
"""Modules beside the notebook that are read."""

MAX_MODULES_BYTES = 2**20
"""Bytes of all modules that are read."""

MAX_LOOKED_FOR = 1_000
"""Names that are looked for in the folder, in the order in which imports lead to them."""


def modules_beside(path: Path, imports: Iterable[str]) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Source of the modules that the submission imports and that lie beside it, and of those these import.

    Then the names of those that are left out, because they are too many or too large.
    """
    found: dict[str, str] = {}
    left_out: list[str] = []
    seen: set[str] = set()
    room = MAX_MODULES_BYTES
    waiting = sorted(imports)
    while waiting and len(seen) < MAX_LOOKED_FOR:
        name = waiting.pop()
        file = path.parent / f"{name}.py"
        if name in seen or file == path:
            continue
        seen.add(name)
        try:
            if file.is_symlink() or not file.is_file():
                continue
            if len(found) == MAX_MODULES:
                left_out.append(name)
                continue
            with file.open("rb") as stream:
                raw = stream.read(room + 1)
            if len(raw) > room:
                left_out.append(name)
                continue
            text = unix_lines(raw.decode("utf-8"))
        except (OSError, ValueError):
            continue
        found[name] = text
        room -= len(raw)
        waiting += sorted(whole([Cell(file.name, "code", text)]).imports)
    return found, tuple(left_out)


MAX_FOLDERS_DEEP = 50
"""Folders within folders. Python 3.11 and nbgrader go down by calling themselves, and end at a thousand."""

MAX_ENTRIES = 20_000
"""Files and folders of one submission."""

MAX_FOLDER_MB = 200
"""Megabytes of all files of one submission: each is copied when it is marked."""


def why_unfit(folder: Path) -> str:
    """Why a submission's folder is one that nobody should walk through; empty if it is none."""
    entries, size, waiting = 0, 0, [(str(folder), 0)]
    while waiting:
        place, depth = waiting.pop()
        if depth > MAX_FOLDERS_DEEP:
            return (
                f"The submission has folders within folders, more than {MAX_FOLDERS_DEEP} deep; take them out."
            )
        try:
            with os.scandir(place) as found:
                for entry in found:
                    entries += 1
                    if entries > MAX_ENTRIES:
                        return f"The submission has more than {MAX_ENTRIES:,} files; leave out data and caches."
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((entry.path, depth + 1))
                    else:
                        size += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue  # whoever needs what is in it will say so
        if size > MAX_FOLDER_MB * 2**20:
            return f"The submission's files have more than {MAX_FOLDER_MB} MB; leave out data and caches."
    return ""
