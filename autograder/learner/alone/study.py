"""A folder of the learner's own: a lone copy of the assignments in which nothing is ever overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.errors import AssignmentError, refusal
from autograder.files import written_whole
from autograder.generated import BYPRODUCTS
from autograder.languages.engine_words import ENGLISH
from autograder.learner.work import find_handouts
from autograder.lone.variant import is_lone, lone_content
from autograder.sentences import in_words, say


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy did: files that are new in the folder, and kept ones that differ from the course's."""

    new: tuple[Path, ...]
    older: tuple[Path, ...]  # not the notebooks: those are the learner's work


def copy_assignments(course: Path, folder: Path, language: str = ENGLISH) -> Copied:
    """Copy every file of `course/assignments` that `folder` does not have yet, as somebody alone gets it.

    Those of a language are in `course/assignments-zh`; where there are none, it is the ones that there are.

    An assignment that lies there as a class gets it, from an earlier version or from an instructor, stays so:
    what is missing of it comes in the same form.

    Raises:
        AssignmentError: nothing is released yet, the folder is a place of the course's own, or it cannot be
            written.
    """
    released = course / f"assignments-{language}"
    released = released if find_handouts(released) else course / "assignments"
    handouts = find_handouts(released)
    if not handouts:
        raise AssignmentError(
            say("{released} holds no released assignment; run: make release", released=released)
        )
    _refuse(course.resolve(), folder.resolve())
    new, older = [], []
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")  # work is nobody else's
        for handout in handouts:
            there = folder / handout.name
            of_class = (there / "rubric.json").exists() and not is_lone(there)
            for source in sorted(item for item in handout.rglob("*") if item.is_file()):
                relative = source.relative_to(released)
                target = folder / relative
                if BYPRODUCTS.intersection(relative.parts):
                    continue
                content = source.read_bytes() if of_class else lone_content(source)
                if not target.exists():
                    _write(target, content)
                    new.append(relative)
                elif source.suffix != ".ipynb" and target.read_bytes() != content:
                    older.append(relative)
    except OSError as error:
        raise AssignmentError(
            say("{folder} cannot be written ({strerror}).", folder=folder, strerror=refusal(error))
        ) from error
    return Copied(tuple(new), tuple(older))


def copied_text(copied: Copied, folder: Path) -> str:
    """What was copied and what was kept, in lines."""
    number = len(copied.new)
    what = (
        in_words("1 new file" if number == 1 else "{number} new files", number=number)
        if number
        else in_words("nothing new")
    )
    lines = [in_words("{folder}: {what}; files that were there are kept.", folder=folder, what=what)]
    lines += [
        in_words("  kept, though the course has another version: {path}", path=path) for path in copied.older
    ]
    if copied.older:
        lines.append(in_words("  To get the course's version, move yours away and start again."))
    return "\n".join(lines)


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(target) as beside:
        beside.write_bytes(content)


def _refuse(course: Path, folder: Path) -> None:
    """A copy into the course's own folders would be released, packed or marked with them."""
    for name in ("assignments", "solutions", "autograder", "tests"):
        if folder.is_relative_to(course / name):
            raise AssignmentError(
                say("{folder} belongs to the course; take another folder, such as work.", folder=folder)
            )
    if folder == course:
        raise AssignmentError(
            say("{folder} is the course itself; take a folder of your own, such as work.", folder=folder)
        )
