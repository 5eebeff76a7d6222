"""What students must not find in a release: solutions, hidden checks, rubrics, known mistakes, outputs.

Lines are compared, stripped of the space around them. A line is distinctive when it has at least 12
characters and does not stand in what students may see: outside the solution markers or in `public/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment import Assignment
from autograder.release.door import DOOR
from autograder.sentences import Said, Sentence, say
from autograder.source import Role, read_source, without_solutions

DISTINCTIVE = 12
"""Shorter lines, such as `return out`, stand in every program."""


def leaks(assignment: Assignment, folder: Path) -> tuple[Sentence, ...]:
    """One sentence for each thing in `folder` that students must not see; empty for a clean release."""
    secrets = _secrets(assignment)
    found = [
        say(
            '{path} shows a line of {secret}: "{line}".',
            path=path.relative_to(folder),
            secret=secrets[line].where,
            line=line,
        )
        for path, text in _texts(folder)
        for line in dict.fromkeys(_lines(text))
        if line in secrets
    ]
    private = {path.name for path in assignment.folder.iterdir() if path.is_file()}
    public = {path.name for path in assignment.folder.glob("public/**/*")}
    for path in sorted(folder.rglob("*")):
        if path.name in private - public and path.suffix != ".ipynb":
            found.append(say("{path} must not be handed out.", path=path.relative_to(folder)))
        if path.suffix == ".ipynb":
            found += _outputs(path, folder)
    return tuple(found)


def solution_lines(assignment: Assignment) -> frozenset[str]:
    """The distinctive lines of an assignment's solutions and model answers, which no handout may show."""
    return frozenset(line for line, secret in _secrets(assignment).items() if secret.is_in_source)


@dataclass(frozen=True, slots=True)
class _Secret:
    """Where a line stands that only instructors may see."""

    where: Said
    is_in_source: bool = True  # in the assignment's notebook, and not in a file beside it


def _secrets(assignment: Assignment) -> dict[str, _Secret]:
    """Each distinctive line that only instructors may see, and where it stands."""
    secrets: dict[str, _Secret] = {}
    visible: list[str] = [DOOR, *(text for _, text in _texts(assignment.folder / "public"))]
    for cell in read_source(assignment):
        if cell.role is Role.RUBRIC:
            secrets |= dict.fromkeys(_lines(cell.text), _Secret(say('the rubric "{name}"', name=cell.name)))
            continue
        shown = "\n".join(without_solutions(cell.text))
        visible.append(shown)
        if shown != cell.text:
            secrets |= dict.fromkeys(_lines(cell.text), _Secret(say('the solution "{name}"', name=cell.name)))
    for path in (*assignment.folder.glob("*.py"), *assignment.folder.glob("mistakes/**/*.py")):
        if path != assignment.source:
            beside = _Secret(str(path.relative_to(assignment.folder)), is_in_source=False)
            secrets |= dict.fromkeys(_lines(path.read_text(encoding="utf-8")), beside)
    for text in visible:
        for line in _lines(text):
            secrets.pop(line, None)
    return {line: secret for line, secret in secrets.items() if len(line) >= DISTINCTIVE}


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines())


def _texts(folder: Path) -> Iterator[tuple[Path, str]]:
    """Each file that is text, notebooks as the text of their cells."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        yield path, "\n".join(_sources(text)) if path.suffix == ".ipynb" else text


def _sources(text: str) -> Iterable[str]:
    return ("".join(cell["source"]) for cell in json.loads(text)["cells"])


def _outputs(path: Path, folder: Path) -> Iterator[Sentence]:
    for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], start=1):
        if cell.get("outputs") or cell.get("execution_count"):
            yield say(
                "{path}, cell {number} has an output or an execution count.",
                path=path.relative_to(folder),
                number=number,
            )
