"""nbgrader run from here: a course's configuration, its folders, and one converter at a time.

The converters are nbgrader's own, in this process: importing nbgrader costs seconds, once is enough.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import sysconfig
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from traceback import extract_tb
from typing import Any

from nbgrader import api
from nbgrader.api import Base, Gradebook
from nbgrader.converters.base import BaseConverter, NbGraderException
from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SAWarning, SQLAlchemyError
from traitlets import TraitError
from traitlets.config.loader import Config, PyFileConfigLoader

from autograder.errors import AssignmentError, AutograderError, HostError, refusal
from autograder.many.processes import interrupts_wait
from autograder.nbgrader.configure import configure
from autograder.nbgrader.timestamps import CourseDirectory
from autograder.sentences import Sentence, say
from autograder.submission.notebook import clean_text

CONFIG_FILE = "nbgrader_config.py"

SAVED = say("Marks that are saved stay; the next run goes on from there.")

TABLES = frozenset(Base.metadata.tables)
"""What a gradebook of this nbgrader holds, besides alembic's note of its version."""


def course_config(course: Path) -> Config:
    """What the course's `nbgrader_config.py` says, and that we mark; our own folders where there is none.

    A course that has not called `configure` is marked by our commands all the same; typed commands of nbgrader
    need the call.

    Raises:
        AssignmentError: the file cannot be read, or fails when it is run.
    """
    config = written_config(course)
    if config is None:
        config = Config()
        config.CourseDirectory.root = str(course.resolve())
        config.CourseDirectory.source_directory = "build/source"
        config.CourseDirectory.release_directory = "assignments"
    if not calls_configure(config):
        configure(config, course)
    _lay_in_the_course(config, course.resolve())
    return config


def written_config(course: Path) -> Config | None:
    """What the course's `nbgrader_config.py` says, and no more; None where there is none.

    Raises:
        AssignmentError: the file cannot be read, or fails when it is run.
    """
    path = course / CONFIG_FILE
    if not path.is_file():
        return None
    try:
        return PyFileConfigLoader(CONFIG_FILE, path=str(course)).load_config()
    except AutograderError:
        raise  # `configure` has said it
    except (Exception, SystemExit) as error:
        raise AssignmentError(_why_config_fails(path, error)) from error


def calls_configure(config: Config) -> bool:
    """Whether `configure` has been called for this configuration."""
    return "Ours" in config


def _lay_in_the_course(config: Config, course: Path) -> None:
    """What the configuration names without its whole path lies in the course, wherever one stands."""
    settings = config.CourseDirectory
    root, url = settings.get("root", ""), settings.get("db_url", "")
    config.Ours.course = str(course / config.Ours.course)
    if isinstance(root, str):
        settings.root = str(course / Path(root).expanduser())
    place = gradebook_file(url) if isinstance(url, str) else None
    if place and str(place) != ":memory:" and not place.is_absolute():
        settings.db_url = make_url(url).set(database=str(course / place)).render_as_string(hide_password=False)


def course_directory(config: Config, assignment: str, *, root: Path, student: str = "*") -> CourseDirectory:
    """The course's folders, for one assignment and for the students that the glob `student` matches.

    Raises:
        AssignmentError: the configuration gives them values that they cannot take.
    """
    with configured(root):
        directory = CourseDirectory(config=config, assignment_id=assignment, student_id=student)
    if "root" not in config.CourseDirectory:
        directory.root = str(root.resolve())
    return directory


@contextmanager
def configured(course: Path) -> Iterator[None]:
    """While parts of nbgrader are set up: what the configuration asks of them in vain, as a sentence.

    Raises:
        AssignmentError: a setting has a wrong value, or names a class that cannot be imported.
    """
    try:
        yield
    except (TraitError, ImportError) as error:
        raise AssignmentError(
            say("{place}: a setting cannot be used ({said}).", place=course / CONFIG_FILE, said=_said(error))
        ) from error


def _why_config_fails(path: Path, error: BaseException) -> Sentence:
    """Which line of the configuration fails, and how."""
    if isinstance(error, OSError) and error.filename == str(path):
        return say("{path}: cannot be read ({error}).", path=path, error=refusal(error))
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == str(path)]
    said = _said(error)
    if isinstance(error, SyntaxError) and error.filename == str(path):
        lines, said = [error.lineno], f"{type(error).__name__}: {error.msg}"
    if not lines:
        return say("{path}: it cannot be run ({said}).", path=path, said=said)
    return say("{path}: line {line} cannot be run ({said}).", path=path, line=lines[-1], said=said)


def _said(error: BaseException) -> str:
    """An exception in one line, as at the end of a traceback."""
    return " ".join(f"{type(error).__name__}: {error}".split()).rstrip(".:")


def share_statements() -> None:
    """Let all openings of one gradebook in this process share what SQLAlchemy has compiled for it.

    nbgrader opens the gradebook ten times for each submission, and each time makes an engine, which compiles
    every statement anew: nearly half of the time of `nbgrader autograde`. Connections are each engine's own.
    """
    if api.create_engine is create_engine:
        api.create_engine = partial(_engine_like, cache(create_engine), {})


def _engine_like(
    first_of: Callable[..., Engine], compiled: dict[str, dict[Any, Any]], url: str, **more: Any
) -> Engine:
    """An engine of its own, with the dialect of the first of this address, to which statements are compiled."""
    first = first_of(url, **more)
    options = {"compiled_cache": compiled.setdefault(url, {})}
    return Engine(first.pool.recreate(), first.dialect, first.url, execution_options=options)


@contextmanager
def open_gradebook(directory: CourseDirectory) -> Iterator[Gradebook]:
    """The course's gradebook; made when there is none.

    Raises:
        HostError: it is locked, damaged, of another program or of an older nbgrader, or refuses otherwise.
    """
    url = directory.db_url
    with gradebook_in_words(url):
        _demand_tables(url)
        with _environment(), interrupts_wait():  # `alembic` is started for a new one
            gradebook = Gradebook(url, directory.course_id)
        with gradebook:
            yield gradebook


@contextmanager
def gradebook_in_words(url: str = "") -> Iterator[None]:
    """What the gradebook at `url` refuses, as a sentence for the operator.

    Raises:
        HostError: the gradebook cannot be used.
    """
    try:
        yield
    except (SQLAlchemyError, ValueError) as error:
        # A damaged gradebook holds dates and texts that SQLAlchemy cannot read; other such errors are ours.
        last = extract_tb(error.__traceback__)[-1].filename
        if isinstance(error, SQLAlchemyError) or "sqlalchemy" in last:
            raise HostError(_why_refused(error, url)) from error
        raise


def _why_refused(error: Exception, url: str) -> Sentence:
    said = " ".join(clean_text(str(getattr(error, "orig", error))).split()).rstrip(".")
    path = gradebook_file(url)
    if "locked" in said:
        return say(
            "The gradebook is locked by another program (formgrader, another run or a database browser); end it"
            " first. {saved}",
            saved=SAVED,
        )
    if re.search(r"no such (column|table)|(column|relation) \S+ does not exist", said):
        return _older(url)
    if path and path.is_dir():
        return say("The gradebook cannot be used: {path} is a folder; move it away.", path=path)
    if path and path.exists() and not os.access(path, os.R_OK | os.W_OK):
        text = "The gradebook cannot be used: {path} may not be read and written by this account."
        return say(text, path=path)
    if path and ("not a database" in said or "malformed" in said):
        return say(
            "The gradebook {path} is damaged ({said}); put a copy from before that in its place. Without one,"
            " move it away and mark again; points that people gave are lost.",
            path=path,
            said=said,
        )
    return say("The gradebook cannot be used: {said}. {saved}", said=said, saved=SAVED)


def _older(url: str) -> Sentence:
    place = gradebook_file(url) or make_url(url).render_as_string(hide_password=True)
    return say(
        "The gradebook {place} was made by an older nbgrader; to upgrade it, run in the course's folder:"
        " nbgrader db upgrade.",
        place=place,
    )


def _demand_tables(url: str) -> None:
    """Refuse a gradebook before nbgrader adds its tables to those of somebody else.

    Raises:
        HostError: it is of an older nbgrader, or of another program.
    """
    path = gradebook_file(url)
    if path and not (path.is_file() and path.stat().st_size):
        return
    try:
        engine = create_engine(url)
    except ModuleNotFoundError as error:
        raise HostError(
            say(
                "The gradebook cannot be used: {name} is not installed; for PostgreSQL, install: pip"
                ' install "batchnorm-grader[postgresql]"',
                name=error.name,
            )
        ) from error
    try:
        found = frozenset(inspect(engine).get_table_names())
    finally:
        engine.dispose()
    half_made = found <= TABLES  # of a run that was killed; nbgrader makes what is missing
    if found >= TABLES or half_made:
        return
    if {"assignment", "student", "notebook"} <= found:
        raise HostError(_older(url))
    if path:  # other programs may share a server
        raise HostError(
            say(
                "{path} is no gradebook of nbgrader: it holds the tables {names}. Name the course's"
                " own in {config_file}: c.CourseDirectory.db_url",
                path=path,
                names=", ".join(sorted(found)),
                config_file=CONFIG_FILE,
            )
        )


def gradebook_file(url: str) -> Path | None:
    """The file of a gradebook; None for one on a server, or in memory."""
    try:
        parts = make_url(url)
    except ArgumentError:
        return None
    return Path(parts.database) if parts.get_backend_name() == "sqlite" and parts.database else None


def run(converter: BaseConverter) -> None:
    """Start a converter.

    Raises:
        HostError: it failed, for one submission or for all.
    """
    seen = _Seen()
    converter.log.addHandler(seen)
    try:
        with _environment(), warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # nbgrader's own use of SQLAlchemy
            converter.start()
    except Exception as error:
        cause = seen.last if isinstance(error, NbGraderException) and seen.last else error
        said = cause.said if isinstance(cause, AutograderError) else say("{said}", said=_said(cause))
        raise HostError(said) from cause
    finally:
        converter.log.removeHandler(seen)


class _Seen(logging.Handler):
    """Keeps what goes wrong: nbgrader logs it while it is handled, and raises a summary that names no cause."""

    last: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Take the exception that is being handled, not the words about it."""
        self.last = sys.exc_info()[1] or self.last


@contextmanager
def _environment() -> Iterator[None]:
    """nbgrader calls `alembic` by its bare name, and leaves its own variables behind when it fails."""
    before = {name: os.environ.get(name) for name in ("PATH", "NBGRADER_EXECUTION")}
    scripts = sysconfig.get_path("scripts")
    os.environ["PATH"] = os.pathsep.join((scripts, before["PATH"] or os.defpath))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
