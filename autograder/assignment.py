"""What an assignment is: one folder under `solutions/`, described by its `assignment.toml`.

The engine knows no assignment by name. This module finds the course, reads the description and says in one
sentence what is wrong with it.

It also holds the seed from which an assignment's hidden inputs are drawn. Whoever has this repository knows
the seed of an assignment, for it follows from its name. A course that keeps a key of its own beside its
solutions has seeds that nobody else can know.
"""

from __future__ import annotations

import difflib
import hashlib
import hmac
import os
import re
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from itertools import starmap
from pathlib import Path
from typing import Any

from autograder.errors import AssignmentError, refusal
from autograder.sentences import NOTHING, say


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise: one grade cell, one or more functions that the student writes."""

    name: str
    title: str
    functions: tuple[str, ...]
    uses: tuple[str, ...] = ()  # functions of other exercises that its checks call as well
    avoids: tuple[str, ...] = ()  # functions that its own should not rest on; to do so earns a warning


@dataclass(frozen=True, slots=True)
class Practice:
    """A small function to write on the way to an exercise: checked in the notebook, and worth no points.

    Its public checks are all that there is. It has no grade cell, so no gradebook and no report knows it.
    """

    name: str
    title: str


ANSWER_HERE = say("*Write your answer here.*")
"""What a released notebook holds in place of an answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question answered in words and marked by a person."""

    name: str
    title: str
    points: float


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an assignment takes from one before it: functions that the student has written already.

    They were marked there and are not charged again. Where the student's are not right, the reference of the
    earlier assignment stands in, if its solutions are `public` by then: they are readable to the submission.
    """

    assignment: str
    functions: tuple[str, ...]
    public: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use before the wall stops it."""

    call_seconds: float = 5.0  # wall clock for one message to the worker
    load_seconds: float = 10.0  # wall clock for running the definitions
    total_seconds: float = 60.0  # wall clock for the whole submission, however often it is run
    cpu_seconds: int = 60  # per process
    memory_mb: int = 1024
    output_kb: int = 64  # of stdout and stderr together that is kept
    replies_mb: int = 8  # of all replies of the submission together


@dataclass(frozen=True, slots=True)
class Assignment:
    """One assignment as its author described it."""

    name: str
    folder: Path
    title: str
    order: int
    summary: str
    minutes: int
    exercises: tuple[Exercise, ...]
    questions: tuple[Question, ...]
    limits: Limits = field(default_factory=Limits)
    earlier: tuple[Earlier, ...] = ()
    practice: tuple[Practice, ...] = ()

    @property
    def source(self) -> Path:
        """The percent source: the notebook with its solutions, and the reference at the same time."""
        return self.folder / f"{self.name}.py"

    @property
    def functions(self) -> tuple[str, ...]:
        """All functions that the student writes, in order."""
        return tuple(name for exercise in self.exercises for name in exercise.functions)

    @property
    def checked(self) -> tuple[str, ...]:
        """Everything that public checks may speak about: the exercises, then the practice."""
        return (*(row.name for row in self.exercises), *(row.name for row in self.practice))


COURSE_VARIABLE = "AUTOGRADER_COURSE"
"""The variable of the environment that names the course."""


def find_course(start: Path | None = None) -> Path:
    """The course that the environment names, or the nearest one at or above `start` or the working folder.

    It is never guessed from where this package lies: marks belong into the gradebook of who asks.

    Raises:
        AssignmentError: there is none, or what is named is none.
    """
    named = os.environ.get(COURSE_VARIABLE)
    if named:
        return demand_course(Path(named), COURSE_VARIABLE)
    start = (start or Path.cwd()).resolve()
    found = course_around(start)
    if found is None:
        raise AssignmentError(
            say(
                "There is no course at or above {start}. Make one with: autograder init mycourse, or"
                " name yours with --course or in {course_variable}.",
                start=start,
                course_variable=COURSE_VARIABLE,
            )
        )
    return found


def course_around(start: Path) -> Path | None:
    """The nearest folder at or above `start` that is a course; None if there is none."""
    for folder in (start, *start.parents):
        if is_course(folder):
            return folder
    return None


def is_course(folder: Path) -> bool:
    """Whether a folder is a course: it has solutions, or a place for them beside nbgrader's configuration."""
    solutions = folder / "solutions"
    return any(solutions.glob("*/assignment.toml")) or (
        solutions.is_dir() and (folder / "nbgrader_config.py").is_file()
    )


def demand_course(folder: Path, named_by: str) -> Path:
    """The folder that somebody named as the course.

    Raises:
        AssignmentError: it is none.
    """
    if not folder.is_dir():
        raise AssignmentError(
            say("{folder}, which {named_by} names, is no folder.", folder=folder, named_by=named_by)
        )
    if not is_course(folder):
        raise AssignmentError(
            say(
                "{folder}, which {named_by} names, is no course: it has no"
                " solutions/NAME/assignment.toml. Make one with: autograder init {folder}",
                folder=folder,
                named_by=named_by,
            )
        )
    return folder.resolve()


def list_assignments(course: Path) -> tuple[Assignment, ...]:
    """All assignments of a course, in teaching order."""
    return assignments_in(course / "solutions")


def assignments_in(solutions: Path) -> tuple[Assignment, ...]:
    """All assignments in a folder of them, in teaching order."""
    found = (load_assignment(path.parent) for path in solutions.glob("*/assignment.toml"))
    return tuple(sorted(found, key=lambda item: (item.order, item.name)))


def find_assignment(course: Path, name: str) -> Assignment:
    """The assignment called `name`.

    Raises:
        AssignmentError: there is no such assignment, or its description is wrong.
    """
    return find_solution(course / "solutions", name)


def find_solution(solutions: Path, name: str) -> Assignment:
    """The assignment called `name` in a folder of solutions, which need not be a course's.

    Raises:
        AssignmentError: there is no such assignment, or its description is wrong.
    """
    folder = solutions / name
    if name not in ("", ".", "..") and "/" not in name and (folder / "assignment.toml").is_file():
        return load_assignment(folder)
    names = sorted(path.parent.name for path in solutions.glob("*/assignment.toml"))
    near = difflib.get_close_matches(name, names, n=1)
    meant = say(" There is: {names}.", names=", ".join(names) or say("none"))
    if near:
        meant = say(' Did you mean "{name}"?', name=near[0])
    raise AssignmentError(
        say('No assignment "{name}" in {solutions}.{meant}', name=name, solutions=solutions, meant=meant)
    )


def load_assignment(folder: Path) -> Assignment:
    """Read `folder/assignment.toml`.

    Raises:
        AssignmentError: the file is missing, is no TOML, lacks a key or has one that means nothing.
    """
    path = folder / "assignment.toml"
    data = _read_toml(path)
    known = {"title", "order", "summary", "minutes", "exercise", "practice", "question", "limits", "earlier"}
    _refuse_unknown(path, "", data, known)
    # The tables are read first: a mistake in one of them is said before a missing title.
    exercises = tuple(starmap(_exercise, _tables(path, data, "exercise", _EXERCISE)))
    practice = tuple(starmap(_practice, _tables(path, data, "practice", _PRACTICE)))
    questions = tuple(starmap(_question, _tables(path, data, "question", _QUESTION)))
    earlier = tuple(starmap(_earlier, _tables(path, data, "earlier", _EARLIER)))
    limits = data.get("limits", {})
    _refuse_unknown(path, "limits", limits, {item.name for item in fields(Limits)})
    if not exercises:
        raise AssignmentError(
            say("{path}: has no exercise; write at least one [[exercise]] with a name.", path=path)
        )
    return Assignment(
        name=folder.name,
        folder=folder,
        title=_need(path, "", data, "title", str),
        order=_need(path, "", data, "order", int),
        summary=_need(path, "", data, "summary", str),
        minutes=_need(path, "", data, "minutes", int),
        exercises=exercises,
        questions=questions,
        limits=Limits(**limits),
        earlier=earlier,
        practice=practice,
    )


_EXERCISE = {"name", "title", "functions", "uses", "avoids"}
_PRACTICE = {"name", "title"}
_QUESTION = {"name", "title", "points"}
_EARLIER = {"assignment", "functions", "public"}


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AssignmentError(
            say("{path}: cannot be read ({strerror}).", path=path, strerror=refusal(error))
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AssignmentError(say("{path}: is not TOML ({error}).", path=path, error=error)) from error


def _tables(
    path: Path, data: dict[str, Any], name: str, known: set[str]
) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """The tables `[[name]]`, each with the file and the words that say where it stands."""
    for number, table in enumerate(data.get(name, ()), start=1):
        where = f"{name} {number}"
        _refuse_unknown(path, where, table, known)
        yield path, where, table


def _exercise(path: Path, where: str, table: dict[str, Any]) -> Exercise:
    name = _need(path, where, table, "name", str)
    return Exercise(
        name=name,
        title=_need(path, where, table, "title", str),
        functions=tuple(table.get("functions", [name])),
        uses=tuple(table.get("uses", ())),
        avoids=tuple(table.get("avoids", ())),
    )


def _practice(path: Path, where: str, table: dict[str, Any]) -> Practice:
    return Practice(
        name=_need(path, where, table, "name", str),
        title=_need(path, where, table, "title", str),
    )


def _question(path: Path, where: str, table: dict[str, Any]) -> Question:
    return Question(
        name=_need(path, where, table, "name", str),
        title=_need(path, where, table, "title", str),
        points=float(_need(path, where, table, "points", (int, float))),
    )


def _earlier(path: Path, where: str, table: dict[str, Any]) -> Earlier:
    return Earlier(
        assignment=_need(path, where, table, "assignment", str),
        functions=tuple(_need(path, where, table, "functions", list)),
        public=table.get("public", False) is True,
    )


def _need(path: Path, where: str, table: dict[str, Any], key: str, kind: Any) -> Any:
    value = table.get(key)
    if not isinstance(value, kind) or isinstance(value, bool):
        place = f" in {where}" if where else ""
        names = " or ".join(item.__name__ for item in (kind if isinstance(kind, tuple) else (kind,)))
        raise AssignmentError(
            say(
                "{path}: needs {key}{place}, of type {names}; it has {value}.",
                path=path,
                key=key,
                place=place,
                names=names,
                value=repr(value),
            )
        )
    return value


def _refuse_unknown(path: Path, where: str, table: dict[str, Any], known: set[str]) -> None:
    for key in sorted(set(table) - known):
        near = difflib.get_close_matches(key, known, n=1)
        meant = say("; known are {names}.", names=", ".join(sorted(known)))
        if near:
            meant = say('; did you mean "{name}"?', name=near[0])
        place = say(" in {where}", where=where) if where else NOTHING
        raise AssignmentError(
            say(
                '{path}: "{key}"{place} means nothing here{meant}', path=path, key=key, place=place, meant=meant
            )
        )


SETTINGS_FILE = "course.toml"
"""The file in `solutions/` in which a course says what holds for all its assignments."""


def language_of_course(course: Path) -> str:
    """The language of a course: `language` in `solutions/course.toml`, English where there is none.

    Raises:
        AssignmentError: the file cannot be read, or its language is no name of one.
    """
    path = course / "solutions" / SETTINGS_FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return "en"
    except (OSError, ValueError) as error:
        raise AssignmentError(say("{path}: cannot be read ({error}).", path=path, error=error)) from error
    language = data.get("language", "en")
    if not isinstance(language, str) or not re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?", language):
        raise AssignmentError(
            say('{path}: a language is written as language = "zh", by its short name.', path=path)
        )
    return language


KEY_FILE = "course.key"

SEED_BYTES = 16
"""Bytes of a seed that comes from a key: too many for all seeds to be tried."""

SHORTEST = 16
"""Characters that a key must have: fewer could be found by trying."""


def seed_of(assignment: Assignment) -> int:
    """The seed of all marks of an assignment.

    With a file `solutions/course.key` it is the first 128 bits of HMAC-SHA256(key, name): whoever finds it in a
    report can draw the inputs again, as a replay must, and learns nothing of the key or of another assignment's
    seed. Without a key it is the CRC-32 of the name, which is no secret.

    Raises:
        AssignmentError: the key cannot be read, or is too short.
    """
    path = assignment.folder.parent / KEY_FILE
    name = assignment.name.encode()
    try:
        key = path.read_bytes().strip()
    except FileNotFoundError:
        return zlib.crc32(name)
    except OSError as error:
        raise AssignmentError(
            say("{path}: the course's key cannot be read ({strerror}).", path=path, strerror=refusal(error))
        ) from None
    if len(key) < SHORTEST:
        raise AssignmentError(
            say(
                "{path}: the course's key has {number} characters and needs {shortest} or more. Make"
                " one with: openssl rand -hex 16 > {path}",
                path=path,
                number=len(key),
                shortest=SHORTEST,
            )
        )
    return int.from_bytes(hmac.digest(key, name, hashlib.sha256)[:SEED_BYTES])
