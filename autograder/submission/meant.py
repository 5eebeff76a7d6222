"""Which file of a folder was meant? The one of the assignment's name, or the one that holds the work.

Browsers write `batchnorm (1).ipynb`, people `Batchnorm.ipynb` or a copy with the work beside the untouched
notebook; archives are unpacked into folders of their own. Only where there is more than one file to choose
from are they read.
"""

from __future__ import annotations

import difflib
import filecmp
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.errors import LoadError
from autograder.report import ScoreReport
from autograder.sentences import NOTHING, Sentence, say
from autograder.submission.beside import MAX_ENTRIES, MAX_FOLDERS_DEEP, MAX_MODULES_BYTES, modules_beside
from autograder.submission.deadline import in_time
from autograder.submission.finished import finished
from autograder.submission.notebook import Cell, clean_text, few, is_notebook, is_python, read
from autograder.submission.slicing import cut

MAX_SEARCHED = 12
"""Notebooks, and as many Python files, of one submission that are read in search of the work."""

MAX_FILES_SAID = 3
"""Files that are named in a sentence."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The file to be marked; where there is none, the place at which it should lie."""

    path: Path
    said: Sentence = NOTHING  # to the student, where it is not the file that was asked for
    look: Sentence = NOTHING  # to the staff, where a person should see which file it was

    def noted_in(self, report: ScoreReport) -> ScoreReport:
        """The report of the file, with what is to be said of it."""
        warnings = (*filter(None, [self.said]), *report.warnings)
        return replace(report, warnings=warnings, review=(*report.review, *filter(None, [self.look])))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file that may be meant, and how much of the work stands in it."""

    path: Path
    functions: int = 0  # that are written
    size: int = 0  # of all wanted functions together, stubs too
    modules: frozenset[Path] = frozenset()  # files beside it that it imports

    @property
    def work(self) -> tuple[int, int]:
        """What tells two files apart: the functions that are written; where there are none, what was begun."""
        return self.functions, 0 if self.functions else self.size


def file_meant(folder: Path, name: str, functions: Collection[str]) -> Meant:
    """The file of a submission's folder that is to be marked, of the assignment `name`.

    It may lie in a folder below. Links are not followed; a folder that is one is left to whoever reads.
    """
    wanted = folder / f"{name}.ipynb"
    if folder.is_symlink() or folder.parent.is_symlink():
        return Meant(wanted)
    files = list(_files(folder))
    notebooks = [path for path in files if is_notebook(path.name)]
    modules = [path for path in files if is_python(path.name) and _mentions_definition(path, functions)]
    if len(notebooks) + len(modules) < 2:
        return _said(folder, [_Candidate(path) for path in (*notebooks, *modules)], wanted)
    for paths in (notebooks, modules):
        paths.sort(key=lambda path: _order(path, wanted))
    candidates = [_candidate(path, functions) for path in notebooks[:MAX_SEARCHED]]
    imported = {path for one in candidates for path in one.modules}
    candidates += [_candidate(path, functions) for path in modules[:MAX_SEARCHED] if path not in imported]
    best = max(candidates, key=lambda one: one.work)  # the first of equals, so the one of the right name
    with_work = [one for one in candidates if one.functions and one is not best]
    return _said(folder, [best, *with_work], wanted)


def nothing_to_read(path: Path) -> Sentence:
    """The sentence for a submission in which nothing can be read: what lies there instead."""
    if path.is_dir():
        return say("{name} is a folder; hand in the notebook itself, with that name.", name=path.name)
    names = [entry.name for entry in os.scandir(path.parent) if not entry.name.startswith(".")]
    names.sort(key=lambda name: (not name.startswith(path.stem), name))
    there = few(names, MAX_FILES_SAID) or say("nothing at all")
    return say(
        "The submission has no {name}, nor another notebook; there is {there}.", name=path.name, there=there
    )


def _said(folder: Path, found: Sequence[_Candidate], wanted: Path) -> Meant:
    """The first of the files found, with what is to be said of it and of the others that hold work."""
    if not found:
        return Meant(wanted)
    best, *others = (one.path for one in found)
    others = [other for other in others if not _same_bytes(best, other)]
    if best == wanted and not others:
        return Meant(wanted)
    name, place = clean_text(wanted.name), _place(folder, best)
    if others:
        said = say(
            "{file} was marked, for most of the functions are written there; there is work in {others} too.",
            file=place,
            others=", ".join(_place(folder, other) for other in others[:MAX_FILES_SAID]),
        )
        return Meant(best, said, said)
    if wanted.is_file():
        said = say("{file} was marked, for the work stands there and not in {name}.", file=place, name=name)
        return Meant(best, said, said)
    return Meant(best, say("{file} was marked; there is no {name}.", file=place, name=name))


def _place(folder: Path, path: Path) -> str:
    return clean_text(path.relative_to(folder).as_posix())


def _same_bytes(one: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False


def _files(folder: Path) -> Iterator[Path]:
    """Notebooks and Python files below a folder; not those that systems and editors keep for themselves.

    No links, and no pipes, which nobody writes to.
    """
    left, waiting = MAX_ENTRIES, [(str(folder), 0)]
    while waiting:
        place, depth = waiting.pop()
        try:
            entries = list(os.scandir(place))
        except OSError:
            continue  # whoever needs what is in it will say so
        left -= len(entries)
        if left < 0:
            return
        for entry in entries:
            name = entry.name
            if _is_kept_aside(name):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting += [(entry.path, depth + 1)] if depth < MAX_FOLDERS_DEEP else []
            elif (is_notebook(name) or is_python(name)) and entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


def _is_kept_aside(name: str) -> bool:
    """`.ipynb_checkpoints`, `.git`, `__MACOSX`, `__pycache__`, `._batchnorm.ipynb`."""
    return name.startswith((".", "__")) and name != "__init__.py"


def _order(path: Path, wanted: Path) -> tuple[bool, int, float, str]:
    """The file of the right name first, then by depth, by how alike the names are, and by name."""
    alike = difflib.SequenceMatcher(None, path.name.lower()[:200], wanted.name.lower()).ratio()
    return path != wanted, len(path.parts), -alike, str(path)


def _mentions_definition(path: Path, functions: Collection[str]) -> bool:
    """Whether a Python file may define one of the functions; it is not parsed for that."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= MAX_MODULES_BYTES else b""
    except OSError:
        return False
    return any(f"def {name}".encode() in raw or f"class {name}".encode() in raw for name in functions)


def _candidate(path: Path, functions: Collection[str]) -> _Candidate:
    """A file with what is written in it, and in the modules beside it that it imports."""
    try:
        with in_time():
            cells = read(path).code
            code = cut(cells, functions)
            texts, _ = modules_beside(path, code.imports, code.written)
            modules = [Cell(name, "code", text) for name, text in texts.items()]
            written, size = finished((*cells, *modules), functions)
    except LoadError:
        return _Candidate(path, size=-1)  # the last that would be marked
    places = [path.parent.joinpath(*name.split(".")) for name in texts]
    files = [file for place in places for file in (place.with_suffix(".py"), place / "__init__.py")]
    return _Candidate(path, len(written), size, frozenset(files))
