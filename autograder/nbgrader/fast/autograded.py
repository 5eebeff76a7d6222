"""The folder `autograded/STUDENT/NAME`, as nbgrader's `Autograde` leaves it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from nbgrader import utils
from nbgrader.coursedir import CourseDirectory

from autograder.submission.notebook import not_to_copy

READ_ONLY = 0o444


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
    files = {relative: source for source, relative in (*_files(directory, submitted), *given)}
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
    return list(_files(directory, Path(directory.format_path(directory.source_directory, ".", assignment))))


def _files(directory: CourseDirectory, folder: Path) -> Iterator[tuple[Path, Path]]:
    for name in utils.find_all_files(str(folder), [*directory.ignore, *not_to_copy(folder), "*.ipynb"]):
        yield Path(name), Path(name).relative_to(folder)
