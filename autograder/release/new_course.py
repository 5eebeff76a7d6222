"""How does a course begin? With an empty folder, or as part of an nbgrader course that exists already.

A new course is made beside its place and moved there when it is whole. A course that exists gets new files
alone: what is there is never touched, and a name that it uses for work of its own stays its own.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from autograder.assignment import KEY_FILE, Assignment, assignments_in
from autograder.errors import AssignmentError
from autograder.files import copy_whole, write_whole
from autograder.generated import BYPRODUCTS, enter
from autograder.nbgrader.host import (
    CONFIG_FILE,
    calls_configure,
    course_config,
    course_directory,
    gradebook_file,
    open_gradebook,
    written_config,
)
from autograder.sentences import Sentence, in_words, say

TEMPLATE_OF_COURSE = Path(__file__).parent / "templates" / "course"

NAME_OF_COURSE = "COURSE_ID"
"""What stands in the templates for the course's name."""

LINE_FOR_CONFIG = """\
from autograder.nbgrader.configure import configure
configure(c, {course!r})"""
"""What a course's own configuration needs, below its other settings."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What our assignments would add to a course that exists."""

    course: Path
    files: tuple[tuple[Path, Path], ...]  # (from, to); nothing lies where they go
    assignments: tuple[str, ...]
    left_out: tuple[Sentence, ...]  # why an assignment of ours is not added, a sentence each
    has_line: bool  # whether the course's configuration calls `configure` already


def write_course(folder: Path, solutions: Path | None = None, assignments: Path | None = None) -> None:
    """Make a complete course: configuration, assignments, a key, a README and an empty list of students.

    Args:
        folder: its place, which is empty or does not exist.
        solutions: the folder to copy assignments from; none for a course that begins without any.
        assignments: the same assignments as students get them.

    Raises:
        AssignmentError: something lies in the folder.
        OSError: it cannot be written; nothing is left then.
    """
    place = folder.resolve()
    if os.path.lexists(folder) and not folder.is_dir():
        raise AssignmentError(say("{folder} is no folder; name one that does not exist.", folder=folder))
    if folder.exists() and any(folder.iterdir()):
        raise AssignmentError(
            say(
                "{folder} exists and is not empty; nothing was written. Name a folder that does not"
                " exist, or let a course that is there adopt the assignments: autograder init --adopt"
                " {folder}",
                folder=folder,
            )
        )
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.{os.getpid()}.new")
    try:
        beside.mkdir()
        _fill(beside, place.name, solutions, assignments)
        if place.exists():  # empty; it may be where somebody stands, so it stays the same folder
            for made in sorted(beside.iterdir()):
                made.rename(place / made.name)
        else:
            beside.rename(place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _fill(folder: Path, name: str, solutions: Path | None, assignments: Path | None) -> None:
    for template in sorted(TEMPLATE_OF_COURSE.iterdir()):
        if template.name in BYPRODUCTS:
            continue
        text = template.read_text(encoding="utf-8").replace(NAME_OF_COURSE, _course_id(name))
        (folder / (".gitignore" if template.name == "gitignore" else template.name)).write_text(text, "utf-8")
    (folder / "solutions").mkdir()
    if solutions and assignments:
        for assignment in assignments_in(solutions):
            released = folder / "assignments" / assignment.name
            _copy_tree(assignment.folder, folder / "solutions" / assignment.name)
            _copy_tree(assignments / assignment.name, released)
            enter([released], released.parent)
    write_key(folder)


def _course_id(name: str) -> str:
    """A name that nbgrader's exchange takes: letters, digits, hyphens and underscores."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name) or "course"


def write_key(course: Path) -> Path:
    """Give the course a key of its own, so that nobody else knows its hidden inputs; the key's file."""
    path = course / "solutions" / KEY_FILE
    write_whole(path, secrets.token_hex(16) + "\n")
    path.chmod(0o600)
    return path


def plan_adoption(course: Path, solutions: Path) -> Adoption:
    """Find out what a course that exists would get, and write nothing.

    Raises:
        AssignmentError: the folder is no nbgrader course, or its configuration cannot be read.
        HostError: its gradebook cannot be read.
    """
    course = course.resolve()
    written = written_config(course)
    if written is None:
        raise AssignmentError(
            say(
                "{course} holds no {config_file}, so it is no nbgrader course. A new one is made"
                " with: autograder init mycourse",
                course=course,
                config_file=CONFIG_FILE,
            )
        )
    directory = course_directory(course_config(course), "", root=course)
    taken = _names_in_use(directory)
    added: list[Assignment] = []
    left_out = []
    for assignment in assignments_in(solutions):
        missing = [
            row.assignment for row in assignment.earlier if row.assignment not in [one.name for one in added]
        ]
        if (course / "solutions" / assignment.name).exists():
            left_out.append(say("{name}: solutions/{name} exists already.", name=assignment.name))
        elif assignment.name in taken:
            text = "{name}: the course has work of its own under this name ({where})."
            left_out.append(say(text, name=assignment.name, where=taken[assignment.name]))
        elif missing:
            text = "{name}: it rests on {other}, which is left out."
            left_out.append(say(text, name=assignment.name, other=missing[0]))
        else:
            added.append(assignment)
    files = [
        pair
        for assignment in added
        for pair in _copies(assignment.folder, course / "solutions" / assignment.name)
    ]
    return Adoption(
        course,
        tuple(files),
        tuple(assignment.name for assignment in added),
        tuple(left_out),
        has_line=calls_configure(written),
    )


def adopt(adoption: Adoption) -> tuple[Path, ...]:
    """Write what was planned; the paths of what is new.

    Raises:
        FileExistsError: something has come there since; it stays as it is.
        OSError: the disk refuses. What is there by then is complete, and another run goes on.
    """
    solutions = adoption.course / "solutions"
    for source, target in adoption.files:
        if os.path.lexists(target):
            raise FileExistsError(
                say("{target} has come into being meanwhile; it was left alone. Try again.", target=target)
            )
        copy_whole(source, target)
    new = [solutions / name for name in adoption.assignments]
    if adoption.assignments and not (solutions / KEY_FILE).exists():
        new.append(write_key(adoption.course))
    return tuple(new)


def _names_in_use(directory: CourseDirectory) -> dict[str, Sentence]:
    """Where the course holds anything under the name of an assignment, a place for each name."""
    found: dict[str, Sentence] = {}
    file = gradebook_file(directory.db_url)
    if file is None or file.is_file():  # opening would make one
        with open_gradebook(directory) as gradebook:
            found |= {row.name: say("in its gradebook") for row in gradebook.assignments}
    for step, by_student in (
        (directory.feedback_directory, True),
        (directory.autograded_directory, True),
        (directory.submitted_directory, True),
        (directory.release_directory, False),
        (directory.source_directory, False),
    ):
        pattern = directory.format_path(step, "*" if by_student else ".", "*")
        root = Path(directory.root)
        for path in sorted(root.glob(os.path.relpath(pattern, root))):
            if path.is_dir():
                found[path.name] = say("such as {path}", path=path.relative_to(root))
    return found


def _copies(source: Path, target: Path) -> Iterator[tuple[Path, Path]]:
    """Each file below `source` with its place below `target`."""
    for path in sorted(source.rglob("*")):
        inside = path.relative_to(source)
        if path.is_file() and not BYPRODUCTS & set(inside.parts) and not inside.name.startswith("."):
            yield path, target / inside


def _copy_tree(source: Path, target: Path) -> None:
    for path, place in _copies(source, target):
        copy_whole(path, place)


def adoption_text(adoption: Adoption) -> str:
    """What would be written, for who decides."""
    lines = [say("Into {course}:", course=adoption.course)]
    for name in adoption.assignments:
        number = sum(
            target.is_relative_to(adoption.course / "solutions" / name) for _, target in adoption.files
        )
        lines.append(say("  solutions/{name}/   {number} new files", name=name, number=number))
    if not (adoption.course / "solutions" / KEY_FILE).exists():
        text = "  solutions/{key_file}   a new key, from which hidden inputs are drawn"
        lines.append(say(text, key_file=KEY_FILE))
    if adoption.left_out:
        lines += [say("Not added:"), *(say("  {sentence}", sentence=one) for one in adoption.left_out)]
    lines.append(say("Nothing that is there is touched."))
    return "\n".join(map(str, lines))


def config_text(adoption: Adoption) -> str:
    """What the instructor writes into the course's configuration; nothing if it stands there."""
    if adoption.has_line:
        return ""
    line = LINE_FOR_CONFIG.format(course=str(adoption.course))
    said = in_words(
        "For `nbgrader autograde`, formgrader and feedback, write this at the end of {path}:",
        path=adoption.course / CONFIG_FILE,
    )
    return f"{said}\n\n{line}\n"
