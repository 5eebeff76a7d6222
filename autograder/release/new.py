"""What does a new assignment begin with? A small one that works, copied under its own name.

What is copied lies in `templates/new/`: a course with one assignment, `new_assignment`. Its files are linted
where they lie, and a test tries a copy on itself. Three things are replaced: the name, in paths and texts; the
title made from it; the order.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from pathlib import Path

from autograder.assignment import list_assignments
from autograder.errors import AssignmentError
from autograder.sentences import say

TEMPLATE = Path(__file__).parent / "templates" / "new"

PLACEHOLDER = "new_assignment"
"""The name of the assignment that is copied."""


def write_new(course: Path, name: str) -> tuple[Path, ...]:
    """Write the files of a new assignment; nothing that exists is touched.

    Raises:
        AssignmentError: the name is no name for an assignment, or there is one already.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise AssignmentError(
            say(
                '"{name}" cannot be an assignment: take a word of small letters, digits and'
                ' underscores, such as "dropout".',
                name=name,
            )
        )
    order = 1 + max((one.order for one in list_assignments(course)), default=0)
    texts = {course / path: text for path, text in files_of(name, order).items()}
    for path in (course / "solutions" / name, *texts):
        if path.exists():
            raise AssignmentError(say("{path} exists already; nothing was written.", path=path))
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tuple(texts)


def files_of(name: str, order: int) -> Mapping[str, str]:
    """Path below the course and text of each file of a new assignment, in the order of the paths."""
    found = {}
    for path in sorted(TEMPLATE.rglob("*")):
        inside = path.relative_to(TEMPLATE)
        if path.is_dir() or "__pycache__" in inside.parts:
            continue
        text = path.read_text(encoding="utf-8")
        if path.name == "assignment.toml":
            text = text.replace("order = 1\n", f"order = {order}\n")
        text = text.replace(PLACEHOLDER, name).replace(title_of(PLACEHOLDER), title_of(name))
        found[str(inside).replace(PLACEHOLDER, name)] = text
    return found


def title_of(name: str) -> str:
    """The title that an assignment begins with: its name in words."""
    return name.replace("_", " ").capitalize()
