"""A student's folders: the digest of what was submitted, and `autograded` as nbgrader's `Autograde` leaves it.

Who has the same digest as in the stored report, of all that marks rest on, is not marked again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
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


FileState = tuple[str, int, int, int]


def state_of(folder: Path) -> tuple[FileState, ...]:
    """Which files lie in a student's folder, and when each was written; another one after any writing.

    The digest is that of a moment: what was taken away, and laid down anew with the same content, has it again.
    """
    found = []
    for path in _all_files(folder):
        try:
            told = path.lstat()
        except OSError:
            found.append((str(path), 0, 0, 0))
        else:
            found.append((str(path), told.st_ino, told.st_size, told.st_mtime_ns))
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


def place(
    directory: CourseDirectory, student: str, assignment: str, notebook: str, given: list[tuple[Path, Path]]
) -> None:
    """Write the marked notebook, beside the files that were submitted and those that come with the source.

    `given` are the source's files, with their places in the folder (`given_files`).

    Raises:
        OSError: the disk is full, or a name is too long for it.
    """
    submitted = Path(directory.format_path(directory.submitted_directory, student, assignment))
    folder = Path(directory.format_path(directory.autograded_directory, student, assignment))
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    # Given files come last: they take the place of a student's own copies.
    files = {relative: source for source, relative in (*_copied(directory, submitted), *given)}
    made = {folder}
    for relative, source in files.items():
        # A file that a submission only links to may be anybody's; the exporter drops it, too (`drop_linked`).
        if submitted.is_symlink() or (submitted / relative).is_symlink():
            continue
        to = folder / relative
        if to.parent not in made:
            to.parent.mkdir(parents=True, exist_ok=True)
            made.add(to.parent)
        shutil.copyfile(source, to)
        to.chmod(READ_ONLY)
    path = folder / f"{assignment}.ipynb"
    path.write_text(notebook, encoding="utf-8")
    path.chmod(READ_ONLY)


def given_files(directory: CourseDirectory, assignment: str) -> list[tuple[Path, Path]]:
    """The files beside the source notebook, which take the place of a student's own copies."""
    return list(_copied(directory, Path(directory.format_path(directory.source_directory, ".", assignment))))


def _copied(directory: CourseDirectory, folder: Path) -> Iterator[tuple[Path, Path]]:
    for name in utils.find_all_files(str(folder), [*directory.ignore, *not_to_copy(folder), "*.ipynb"]):
        yield Path(name), Path(name).relative_to(folder)
