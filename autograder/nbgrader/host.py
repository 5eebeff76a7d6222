"""nbgrader run from here: a course's configuration, its folders, and one converter at a time.

The converters are nbgrader's own, in this process: importing nbgrader costs seconds, once is enough.
"""

from __future__ import annotations

import io
import logging
import os
import sysconfig
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets.config.loader import Config, PyFileConfigLoader

from autograder.errors import HostError
from autograder.nbgrader.configure import configure

CONFIG_FILE = "nbgrader_config.py"


def course_config(course: Path) -> Config:
    """What the course's `nbgrader_config.py` says; our own folders where there is none."""
    if (course / CONFIG_FILE).is_file():
        return PyFileConfigLoader(CONFIG_FILE, path=str(course)).load_config()
    config = Config()
    config.CourseDirectory.root = str(course.resolve())
    config.CourseDirectory.source_directory = "build/source"
    config.CourseDirectory.release_directory = "assignments"
    configure(config, course)
    return config


def course_directory(config: Config, assignment: str, *, root: Path, student: str = "*") -> CourseDirectory:
    """The course's folders, for one assignment and for the students that the glob `student` matches."""
    directory = CourseDirectory(config=config, assignment_id=assignment, student_id=student)
    if "root" not in config.CourseDirectory:
        directory.root = str(root.resolve())
    return directory


def open_gradebook(directory: CourseDirectory) -> Gradebook:
    """The course's gradebook, a context manager; made when there is none."""
    with _environment():
        return Gradebook(directory.db_url, directory.course_id)


def run(converter: BaseConverter) -> None:
    """Start a converter.

    Raises:
        HostError: it failed, for one submission or for all.
    """
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    converter.log.addHandler(handler)
    try:
        with _environment(), warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # nbgrader's own use of SQLAlchemy
            converter.start()
    except Exception as error:
        # nbgrader logs what went wrong and raises a summary that names no cause.
        raise HostError(_cause(stream.getvalue()) or f"{type(error).__name__}: {error}") from error
    finally:
        converter.log.removeHandler(handler)


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


def _cause(log: str) -> str:
    """The last line of the last traceback in a log: the exception and its text."""
    _, found, after = log.rpartition("Traceback (most recent call last):\n")
    lines = after.splitlines() if found else []
    return next((line.strip() for line in lines if line.strip() and not line.startswith(" ")), "")
