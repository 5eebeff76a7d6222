"""What lies beside a submission? Modules and packages that it imports go behind the wall too, if there is room.

A cell may write a module as well (`%%writefile`); a kernel would find that one.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.errors import refusal
from autograder.sentences import NOTHING, Said, Sentence, say
from autograder.submission.notebook import Cell, clean_text, unix_lines
from autograder.submission.slicing import whole

MAX_MODULES = 32
"""Modules beside the notebook that are read."""

MAX_MODULES_BYTES = 2**20
"""Bytes of all modules that are read."""

MAX_LOOKED_FOR = 1_000
"""Names that are looked for in the folder, in the order in which imports lead to them."""

MAX_DEEP = 10
"""Packages within packages."""


def modules_beside(
    path: Path, imports: Iterable[str], written: Mapping[str, str] | None = None
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Source of the modules that the submission imports and that lie beside it, and of those these import.

    Then the names of those that are left out, because they are too many or too large. `written` are modules
    that its cells write. All names are dotted: `package.layers` lies in `package/layers.py`.
    """
    found: dict[str, str] = {}
    left_out: list[str] = []
    seen: set[str] = set()
    there = _names_beside(path) | {name.partition(".")[0] for name in written or ()}
    room = MAX_MODULES_BYTES
    waiting = sorted(imports)
    while waiting and len(seen) < MAX_LOOKED_FOR:
        name = waiting.pop()
        if not name or name in seen or name.count(".") > MAX_DEEP:
            continue
        seen.add(name)
        if name.partition(".")[0] not in there:
            continue
        package = name.rpartition(".")[0]
        waiting += [package] if package else []
        raw, is_package = _text_of(name, path, written or {}, room)
        if raw is None:
            continue
        if len(found) == MAX_MODULES or len(raw) > room:
            left_out.append(name)
            continue
        try:
            text = unix_lines(raw.decode("utf-8"))
        except ValueError:
            continue
        found[name] = text
        room -= len(raw)
        more = whole([Cell(f"{name}.py", "code", text)]).imports
        waiting += sorted(_absolute(other, within=name if is_package else package) for other in more)
    return found, tuple(left_out)


def _names_beside(path: Path) -> set[str]:
    """What imports may find there: the files and folders, without `.py`."""
    try:
        with os.scandir(path.parent) as found:
            return {entry.name.removesuffix(".py") for entry in found}
    except OSError:
        return set()


def _text_of(name: str, path: Path, written: Mapping[str, str], room: int) -> tuple[bytes | None, bool]:
    """A module's text, or enough to see that it is too large, and whether it is that of a package."""
    for key, is_package in ((name, False), (f"{name}.__init__", True)):
        if key in written:
            return written[key].encode("utf-8", "replace"), is_package
    place = path.parent.joinpath(*name.split("."))
    for file, is_package in ((place.with_suffix(".py"), False), (place / "__init__.py", True)):
        parts = [file, *list(file.parents)[: name.count(".") + is_package]]
        try:
            if file == path or any(part.is_symlink() for part in parts) or not file.is_file():
                continue
            with file.open("rb") as stream:
                return stream.read(room + 1), is_package
        except (OSError, ValueError):
            continue
    return None, False


def _absolute(name: str, *, within: str) -> str:
    """The whole name of a module; one that begins with a dot begins at the package `within`, or is nowhere."""
    bare = name.lstrip(".")
    up = len(name) - len(bare)
    if not up:
        return name
    parts = within.split(".")
    kept = parts[: max(0, len(parts) + 1 - up)]
    return ".".join([*kept, bare] if bare else kept) if within and kept else ""


MAX_FOLDERS_DEEP = 50
"""Folders within folders. Python 3.11 and nbgrader go down by calling themselves, and end at a thousand."""

MAX_ENTRIES = 20_000
"""Files and folders of one submission."""

MAX_FOLDER_MB = 200
"""Megabytes of all files of one submission: each is copied when it is marked."""


def handed_in(folder: Path) -> bool:
    """Whether anything lies where a submission would, even what is no folder or may not be looked into."""
    try:
        folder.lstat()
    except FileNotFoundError:
        return folder.parent.is_symlink() and not folder.parent.exists()  # a link that leads nowhere
    except OSError:
        return True  # a file or a circle of links in its way; or nobody may look, and then nobody knows
    return True


def why_unfit(folder: Path) -> Sentence:
    """Why a submission's folder is one that nobody can read, or should walk through; empty if it is none."""
    entries, size, waiting = 0, 0, [(str(folder), 0)]
    while waiting:
        place, depth = waiting.pop()
        if depth > MAX_FOLDERS_DEEP:
            return say(
                "The submission has folders within folders, more than {most} deep; take them out.",
                most=MAX_FOLDERS_DEEP,
            )
        try:
            with os.scandir(place) as found:
                for entry in found:
                    entries += 1
                    if entries > MAX_ENTRIES:
                        return say(
                            "The submission has more than {most:,} files; leave out data and caches.",
                            most=MAX_ENTRIES,
                        )
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((entry.path, depth + 1))
                        continue
                    size += entry.stat(follow_symlinks=False).st_size
                    if entry.is_file(follow_symlinks=False) and not os.access(entry.path, os.R_OK):
                        return _unreadable(folder, Path(entry.path), Sentence(os.strerror(errno.EACCES)))
        except FileNotFoundError:
            if place == str(folder) and folder.is_symlink():
                return _unreadable(folder, folder, say("it is a link that leads nowhere"))
            continue  # it is collected anew just now; whoever needs what is in it will say so
        except OSError as error:
            return _unreadable(folder, Path(error.filename or place), refusal(error))
        if size > MAX_FOLDER_MB * 2**20:
            return say(
                "The submission's files have more than {most} MB; leave out data and caches.",
                most=MAX_FOLDER_MB,
            )
    return NOTHING


def _unreadable(folder: Path, place: Path, reason: Said) -> Sentence:
    name = say("{name}", name=clean_text(str(place.relative_to(folder))))
    return say(
        "{name} cannot be read ({reason}), so nothing was marked; mend that, and mark again.",
        name=say("The submission's folder") if place == folder else name,
        reason=reason,
    )
