"""One student's page set and written: the part of feedback that runs in many processes at once.

What lies in the folder afterwards is what `nbgrader generate_feedback` leaves: the page, and beside it the
files that lie beside the marked notebook.
"""

from __future__ import annotations

import contextlib
import copy
import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import from_dict
from nbgrader import utils
from nbgrader.converters import GenerateFeedback

from autograder.errors import AssignmentError
from autograder.files import write_whole
from autograder.languages.work_language import language_in
from autograder.nbgrader.host import CONFIG_FILE, course_config, course_directory
from autograder.nbgrader.pages.feedback_page import FeedbackExporter
from autograder.nbgrader.pages.head import PAGE_LANGUAGE
from autograder.nbgrader.pages.marks_shown import MarksShown, for_students, head_of_page, show_marks
from autograder.nbgrader.pages.picture_sources import LARGEST, PICTURE_KINDS
from autograder.nbgrader.pages.vetted import vetted
from autograder.nbgrader.pages_of_class.page_record import PAGE_MAKERS
from autograder.sentences import say

if TYPE_CHECKING:
    from autograder.many.cluster import Trip
    from autograder.many.cluster_worker import Files

PAGE_MODE = 0o644
"""The mode of the files in `feedback`: nbgrader's."""


@dataclass(frozen=True, slots=True)
class PagePlan:
    """What is the same for all pages of a run."""

    course: Path
    assignment: str
    ignore: tuple[str, ...]  # names of files that nbgrader copies nowhere


@dataclass(frozen=True, slots=True)
class PageTask:
    """One student's page that is to be written."""

    student: str
    marked: Path  # the folder of the marked notebook
    to: Path
    marks: MarksShown
    rests_on: str  # a digest


@dataclass(frozen=True, slots=True)
class NoPage:
    """A page that could not be written in this way, and why."""

    message: str


@contextmanager
def setting(plan: PagePlan) -> Iterator[Callable[[PageTask], NoPage | None]]:
    """What writes one page of the plan after the other; the exporter starts once."""
    files = PageFolder(plan)
    with _setting_page(plan) as page_of:

        def do(task: PageTask) -> NoPage | None:
            page = page_of(task)
            return page if isinstance(page, NoPage) else files.write(page, task)

        yield do


@contextmanager
def _setting_page(plan: PagePlan) -> Iterator[Callable[[PageTask], str | NoPage]]:
    """What sets one page after the other, and writes none."""
    setters: list[_Setter] = []  # the one of this run, once the first task has come

    def do(task: PageTask) -> str | NoPage:
        try:
            setters[:] = setters or [_Setter(plan)]
            return setters[0].page(task)
        except Exception as error:  # one student's failure, whatever it is, ends no other's page
            return NoPage(f"{type(error).__name__}: {error}")

    yield do


def page_trip(plan: PagePlan) -> Trip[PageTask, str | NoPage]:
    """How marked notebooks travel to other machines, with the pictures beside them; pages come back."""
    from autograder.many.cluster import Trip

    begin = partial(_setting_there, plan.assignment)
    files = partial(_travelling, plan.assignment)
    return Trip(begin, files, moved=_moved, home=lambda task, page: page, packages=PAGE_MAKERS)


def trusted_config(course: Path) -> Files:
    """What another machine needs of a course, to set its pages."""
    path = course / CONFIG_FILE
    return ((CONFIG_FILE, path.read_bytes()),) if path.is_file() else ()


def _setting_there(assignment: str, course: Path) -> AbstractContextManager[Callable[[PageTask], str | NoPage]]:
    return _setting_page(PagePlan(course, assignment, ()))


def _travelling(assignment: str, task: PageTask) -> Files | None:
    """The notebook first, then every file in its folder that a page may show."""
    notebook = task.marked / f"{assignment}.ipynb"
    try:
        pictures = [
            (path.relative_to(task.marked).as_posix(), path.read_bytes())
            for path in sorted(task.marked.rglob("*"))
            if path.suffix.lower() in PICTURE_KINDS and path.is_file() and path.stat().st_size <= LARGEST
        ]
        return (notebook.name, notebook.read_bytes()), *pictures
    except OSError:
        return None


def _moved(task: PageTask, path: Path) -> PageTask:
    return replace(task, marked=path.parent)


class _Setter:
    """nbgrader's exporter for pages, as its converter makes it from the course's configuration."""

    def __init__(self, plan: PagePlan) -> None:
        config = course_config(plan.course)
        directory = course_directory(config, plan.assignment, root=plan.course)
        converter = GenerateFeedback(coursedir=directory, config=config)
        self._plan = plan
        self._exporter: FeedbackExporter = converter.exporter_class(parent=converter, config=converter.config)
        for step in converter.preprocessors:
            # Marks come with the task, and the rubric's cells are taken out here.
            if getattr(step, "__module__", "").startswith("nbconvert."):
                self._exporter.register_preprocessor(step)
        self._resources: ResourcesDict | None = None

    def page(self, task: PageTask) -> str:
        """Set a page.

        Raises:
            AssignmentError: the marked notebook is none that we wrote.
            MissingEntry: the gradebook does not know a cell of it.
            OSError: it cannot be read.
        """
        name = self._plan.assignment
        raw = json.loads((task.marked / f"{name}.ipynb").read_bytes())
        if not (isinstance(raw, dict) and raw.get("nbformat") == 4):
            raise AssignmentError(
                say("the marked notebook of {student} is of another format", student=task.student)
            )
        notebook = vetted(raw)
        resources = self._resources_for(task, raw)
        resources[PAGE_LANGUAGE] = language_in(raw)
        total = show_marks(notebook, task.marks, resources[PAGE_LANGUAGE])
        notebook["cells"] = for_students(notebook["cells"])
        head_of_page(resources, task.marks, total)
        return self._exporter.page(notebook, resources)

    def _resources_for(self, task: PageTask, raw: Mapping[str, Any]) -> ResourcesDict:
        """What nbconvert's templates get besides the notebook; its steps say it once for all pages."""
        name = self._plan.assignment
        own = {"student": task.student, "assignment": name, "notebook": name}
        place = {"name": name, "path": str(task.marked)}
        if self._resources is None:
            start = {"unique_key": name, "nbgrader": own, "metadata": place}
            _, self._resources = self._exporter.made_ready(from_dict(raw), start)
        resources = copy.copy(self._resources)
        resources["nbgrader"], resources["metadata"] = own, ResourcesDict(lambda: "", place)
        return resources


class PageFolder:
    """Writes pages, each with the files beside it."""

    def __init__(self, plan: PagePlan) -> None:
        """Know of no folder yet."""
        self._plan = plan
        self._beside: tuple[list[tuple[str, ...]], list[str]] = ([], [])  # names of files, and those copied
        self._laid: dict[str, _Laid] = {}  # by the place in a folder: the copy that was made last

    def write(self, page: str, task: PageTask) -> NoPage | None:
        """Write the page last: who finds a new one finds all that belongs to it."""
        try:
            self._write(page, task)
        except OSError as error:
            return NoPage(f"{type(error).__name__}: {error}")
        return None

    def _write(self, page: str, task: PageTask) -> None:
        name = f"{self._plan.assignment}.html"
        task.to.mkdir(parents=True, exist_ok=True)
        beside = self._copied_beside(task.marked)
        _remove_others(task.to, {*(task.to / relative for relative in beside), task.to / name})
        for relative in beside:
            to = task.to / relative
            if to.parent != task.to:
                to.parent.mkdir(parents=True, exist_ok=True)
            self._lay(relative, task.marked / relative, to)
        write_whole(task.to / name, page)
        (task.to / name).chmod(PAGE_MODE)

    def _lay(self, relative: str, source: Path, to: Path) -> None:
        """Let a file lie beside the page. One that comes with the assignment lies once on the disk for all."""
        last = self._laid.get(relative)
        found = source.stat()
        told = found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
        if last is None or last.source != told:
            last = self._laid[relative] = _Laid(told, source.read_bytes(), to)
        if _is_same(to, last.content):
            return
        to.unlink(missing_ok=True)  # others may have this very file
        if last.path != to and _is_same(last.path, last.content):
            with contextlib.suppress(OSError):  # no links on this disk
                os.link(last.path, to)
                return
        to.write_bytes(last.content)
        to.chmod(PAGE_MODE)
        self._laid[relative] = replace(last, path=to)

    def _copied_beside(self, folder: Path) -> list[str]:
        """Which files of a folder nbgrader copies. Their names tell, which are the same for most students."""
        names = [(os.path.relpath(place, folder), *sorted(files)) for place, _, files in os.walk(folder)]
        if names != self._beside[0]:
            found = utils.find_all_files(str(folder), [*self._plan.ignore, "*.ipynb"])
            self._beside = names, [os.path.relpath(path, folder) for path in found]
        return self._beside[1]


@dataclass(frozen=True, slots=True)
class _Laid:
    """A file beside marked notebooks, as it was when it was read, and where a copy of it lies."""

    source: tuple[int, int, int, int]
    content: bytes
    path: Path


def _is_same(path: Path, content: bytes) -> bool:
    """Whether a file has this content, and the mode of pages; to write one takes longer than to look."""
    try:
        with path.open("rb") as stream:
            is_readable = stat.S_IMODE(os.fstat(stream.fileno()).st_mode) == PAGE_MODE
            return is_readable and stream.read(len(content) + 1) == content
    except FileNotFoundError:
        return False


def _remove_others(folder: Path, wanted: set[Path]) -> None:
    """Remove what an earlier page left and the new one does not have."""
    for place, folders, names in os.walk(folder, topdown=False):
        for path in (Path(place) / each for each in names):
            if path not in wanted or path.is_symlink():
                path.unlink()
        for path in (Path(place) / each for each in folders):
            if path.is_symlink():
                path.unlink()
            elif not any(path in each.parents for each in wanted):
                path.rmdir()
