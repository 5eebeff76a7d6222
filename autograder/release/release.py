"""From `solutions/NAME` to the notebook that students get, through nbgrader's own `generate_assignment`.

Everything is made in a scratch folder, judged there, and put in place last: a release that fails leaves the
old one as it was.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import nbformat
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.engine import make_url
from traitlets.config.loader import Config

from autograder.assignment import Assignment
from autograder.errors import AssignmentError, HostError
from autograder.files import demand_room
from autograder.grading import Grader
from autograder.marking.rubric import collect
from autograder.nbgrader.configure import SAVE_CELLS, configure
from autograder.nbgrader.host import course_config, course_directory, run
from autograder.release.build import build_notebook
from autograder.release.handout import write_files
from autograder.release.leaks import leaks
from autograder.release.trial import demand_whole_reference
from autograder.source import read_source

NAMELESS = (
    "A gradebook on {} holds assignments of a named course only: set c.CourseDirectory.course_id in"
    " nbgrader_config.py."
)


def release_assignment(assignment: Assignment, course: Path) -> Path:
    """Write the instructor's and the students' version of an assignment; give the students' folder.

    Raises:
        AssignmentError: the source is not complete, does not earn everything in its own checks, nbgrader
            refuses it, or a solution would leak.
    """
    demand_whole_reference(Grader(assignment, name_mistakes=False, discreet=False))  # with all that can be said
    demand_whole_reference(Grader(assignment, name_mistakes=False))  # and as submissions are marked
    directory = course_directory(course_config(course), assignment.name, root=course)
    with tempfile.TemporaryDirectory(prefix=".release-", dir=_build(course)) as folder:
        scratch = Path(folder)
        source = scratch / "source" / assignment.name
        write_source(assignment, source)
        handed_out = generate(assignment, scratch, of=None)
        found = leaks(assignment, handed_out)
        if found:
            raise AssignmentError(f"{assignment.name} is not released: {found[0]}")
        for made, step in ((source, directory.source_directory), (handed_out, directory.release_directory)):
            _replace(made, Path(directory.format_path(step, ".", assignment.name)), scratch)
    return Path(directory.format_path(directory.release_directory, ".", assignment.name)).resolve()


def register(assignment: Assignment, course: Path) -> None:
    """Enter the assignment's cells and points into the course's gradebook, and write no other file.

    Raises:
        AssignmentError: as in `release_assignment`; or cells were added or removed after students had
            submitted; or the gradebook is one that demands the course's name, and there is none.
    """
    directory = course_directory(course_config(course), assignment.name, root=course)
    kind = make_url(directory.db_url).get_backend_name()
    if kind != "sqlite" and not directory.course_id:  # SQLite alone lets a row point to none
        raise AssignmentError(NAMELESS.format(kind))
    with tempfile.TemporaryDirectory(prefix=".register-", dir=_build(course)) as folder:
        write_source(assignment, Path(folder) / "source" / assignment.name)
        generate(assignment, Path(folder), of=directory)


def write_source(assignment: Assignment, folder: Path) -> None:
    """Write the instructor's version, what nbgrader calls the source, into a new folder.

    Raises:
        AssignmentError: the percent source, the checks and assignment.toml do not agree.
    """
    cells, rubric = read_source(assignment), collect(assignment)
    folder.mkdir(parents=True)
    write_files(assignment, rubric, folder)
    nbformat.write(build_notebook(assignment, cells, rubric), folder / f"{assignment.name}.ipynb")


def generate(assignment: Assignment, root: Path, *, of: CourseDirectory | None) -> Path:
    """Turn `root/source/NAME` into `root/release/NAME`; enter its cells into a course's gradebook.

    Raises:
        AssignmentError: nbgrader refuses.
        OSError: the disk is full.
    """
    # The course's own settings stay out: what students get depends on solutions/ alone.
    config = Config()
    config.CourseDirectory.root = str(root)
    configure(config, assignment.folder.parents[1])
    if of:
        config.CourseDirectory.db_url = of.db_url
        config.CourseDirectory.course_id = of.course_id
    else:
        config.GenerateAssignment.no_database = True
        steps = config.GenerateAssignment.preprocessors
        config.GenerateAssignment.preprocessors = [step for step in steps if step != SAVE_CELLS]
    directory = course_directory(config, assignment.name, root=root)
    try:
        run(GenerateAssignment(coursedir=directory, config=config))
    except HostError as error:
        demand_room(root)  # nbgrader's error does not tell a full disk from a cell that it refuses
        raise AssignmentError(f"nbgrader refuses {assignment.name}: {error}") from error
    return root / "release" / assignment.name


def _build(course: Path) -> Path:
    """Scratch folders lie inside the course, so that a finished one can be moved into place at once."""
    folder = course / "build"
    folder.mkdir(exist_ok=True)
    return folder.resolve()


def _replace(made: Path, place: Path, scratch: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        place.rename(scratch / f"old-{place.parent.name}")
    shutil.move(made, place)
