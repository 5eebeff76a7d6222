"""A student's folders: the digest of what was submitted, and `autograded` as nbgrader's `Autograde` leaves it.

Who has the same digest as in the stored report, of all that marks rest on, is not marked again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader import utils
from nbgrader.coursedir import CourseDirectory

from autograder.marking.versions import versions
from autograder.nbgrader.fast.batch import Plan
from autograder.submission.notebook import not_to_copy

ENGINE = Path(__file__).resolve().parents[2]
"""The engine's own files: marks rest on them as well."""

READ_ONLY = 0o444
"""The mode of the files in `autograded`."""


def course_fingerprint(plan: Plan, files: Iterable[Path], host: str) -> bytes:
    """What is the same in all digests of a run: the engine, the assignment, what the gradebook knows of it.

    `files` are others that marks rest on, or folders of them: the course's configuration, nbgrader's source;
    `host` is nbgrader's version.

    Raises:
        AssignmentError: a file of the assignment cannot be read.
    """
    digest = hashlib.blake2b(digest_size=16)
    for folder in (ENGINE, *files):
        _add_folder(digest, folder)
    settings = (plan.allow_limits, plan.max_lines, plan.seed)
    marked_by = (plan.slots, sorted(plan.rubrics.items()), *settings)
    digest.update(repr((marked_by, sorted(versions(plan.assignment).items()), host)).encode())
    return digest.digest()


def fingerprint_of(course: bytes, folder: Path) -> str:
    """The whole digest for one student's folder, with the names and contents of all files in it.

    A file that cannot be read counts as such: it may be one that is collected anew just now, and then the
    digest is none that the next run finds.
    """
    digest = hashlib.blake2b(course, digest_size=16)
    digest.update(b"link" if any(place.is_symlink() for place in (folder, folder.parent)) else b"")
    _add_folder(digest, folder, lenient=True)
    return digest.hexdigest()


FileState = tuple[str, int, int, int, int]


def state_of(folder: Path) -> tuple[FileState, ...]:
    """Which files lie in a student's folder, and when each was written; another one after any writing.

    The digest is that of a moment: what was taken away, and laid down anew with the same content, has it again,
    with the same date and often with the same inode. Nobody sets the time of the inode's last change.
    """
    found = []
    for path in _all_files(folder):
        try:
            told = path.lstat()
        except OSError:
            found.append((str(path), 0, 0, 0, 0))
        else:
            found.append((str(path), told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns))
    return tuple(found)


def _add_folder(digest: hashlib.blake2b, folder: Path, *, lenient: bool = False) -> None:
    for path in _all_files(folder):
        name = os.fsencode(path.relative_to(folder))
        digest.update(b"%d %s " % (len(name), name))
        if path.is_symlink():
            digest.update(b"link")
            continue
        try:
            with path.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "blake2b").digest())
        except OSError:
            if not lenient:
                raise
            digest.update(b"unreadable")


def _all_files(folder: Path) -> Iterator[Path]:
    """A file by itself, or all files below a folder but those that Python keeps there for itself."""
    if folder.is_file():
        yield folder
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = Path(place) / name
            if path.is_symlink() or path.is_file():
                yield path


MAX_HELD = 2**20
"""Bytes of a given file that is held in memory for the whole class; a larger one is read for each student."""


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that comes with the source: where it lies, its place in a student's folder, and what it holds."""

    source: Path
    place: Path
    content: bytes | None  # None: it is too large to be held


@dataclass
class GivenFiles:
    """All of them; a class gets each as one file with a name in every folder, as far as links can be made.

    They are the same for everybody and read-only. A file that is written costs ten times what a link costs.
    """

    files: tuple[GivenFile, ...]
    _written: dict[Path, Path] = field(default_factory=dict)  # by its place: where a file was written last

    def lay(self, file: GivenFile, to: Path) -> None:
        """Lay one of them down.

        Raises:
            OSError: the disk is full.
        """
        there = self._written.get(file.place)
        if there is not None:
            try:
                os.link(there, to)
                return
            except OSError:  # no links here, or none more to this file; or somebody took it away
                pass
        _lay(file, to)
        self._written[file.place] = to


def place(directory: CourseDirectory, student: str, assignment: str, notebook: str, given: GivenFiles) -> None:
    """Write the marked notebook, beside the files that were submitted and those that come with the source.

    Each file is made once with its content and its mode: no copy, and no second look at it.

    Raises:
        OSError: the disk is full, or a name is too long for it.
    """
    submitted = Path(directory.format_path(directory.submitted_directory, student, assignment))
    folder = Path(directory.format_path(directory.autograded_directory, student, assignment))
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    # Given files come last: they take the place of a student's own copies.
    files = {relative: GivenFile(source, relative, None) for source, relative in _copied(directory, submitted)}
    shared = {one.place: one for one in given.files}
    files |= shared
    made = {folder}
    if submitted.is_symlink():
        files = {}
    for relative, file in files.items():
        # A file that a submission only links to may be anybody's; the exporter drops it, too (`drop_linked`).
        if (submitted / relative).is_symlink():
            continue
        to = folder / relative
        if to.parent not in made:
            to.parent.mkdir(parents=True, exist_ok=True)
            made.add(to.parent)
        if relative in shared:
            given.lay(file, to)
        else:
            _lay(file, to)
    _write(folder / f"{assignment}.ipynb", notebook.encode())


def _lay(file: GivenFile, to: Path) -> None:
    if file.content is None:
        shutil.copyfile(file.source, to)
        to.chmod(READ_ONLY)
    else:
        _write(to, file.content)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb", buffering=0) as stream:
        left = memoryview(content)
        while left:
            left = left[stream.write(left) :]
        os.fchmod(stream.fileno(), READ_ONLY)


def given_files(directory: CourseDirectory, assignment: str) -> GivenFiles:
    """The files beside the source notebook, which take the place of a student's own copies."""
    folder = Path(directory.format_path(directory.source_directory, ".", assignment))
    return GivenFiles(
        tuple(
            GivenFile(source, relative, source.read_bytes() if source.stat().st_size <= MAX_HELD else None)
            for source, relative in _copied(directory, folder)
        )
    )


def _copied(directory: CourseDirectory, folder: Path) -> Iterator[tuple[Path, Path]]:
    for name in utils.find_all_files(str(folder), [*directory.ignore, *not_to_copy(folder), "*.ipynb"]):
        yield Path(name), Path(name).relative_to(folder)
