"""From `solutions/NAME` to the notebook that students get, through nbgrader's own `generate_assignment`.

Everything is made in a scratch folder, judged there, and put in place last: a release that fails leaves the
old one as it was.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.engine import make_url
from traitlets.config.loader import Config

from autograder.assignment import Assignment, language_of_course
from autograder.errors import AssignmentError, HostError
from autograder.files import demand_room
from autograder.generated import enter, keep_aside, not_ours
from autograder.grading import Grader
from autograder.marking.rubric import collect
from autograder.nbgrader.configure import SAVE_CELLS, configure
from autograder.nbgrader.host import course_config, course_directory, open_gradebook, run
from autograder.release.build import build_notebook
from autograder.release.handout import write_files
from autograder.release.leaks import leaks
from autograder.release.trial import demand_whole_reference
from autograder.sentences import NOTHING, Sentence, in_words, say
from autograder.source import read_source
from autograder.submission.notebook import few
from autograder.translation.tongue import IN_ENGLISH, Tongue, tongue_of

NAMELESS = (
    "A gradebook on {kind} holds assignments of a named course only: set c.CourseDirectory.course_id in"
    " nbgrader_config.py."
)


KEPT = "kept"
"""The course's folder for what stood in the place of a release: beside that, it would be handed out."""


def release_assignment(
    assignment: Assignment,
    course: Path,
    *,
    language: str = "",
    force: bool = False,
    say: Callable[[str], None] = lambda sentence: None,
) -> Path:
    """Write the instructor's and the students' version of an assignment; give the students' folder.

    In the course's own `language` they lie where nbgrader looks for them. A release in another one lies beside
    that of the students, in a folder whose name ends with the language.
    Nothing but what we wrote before is replaced. `say` is told what was kept aside.

    Raises:
        AssignmentError: the source is not complete, does not earn everything in its own checks, nbgrader
            refuses it, or a solution would leak. Or something that we did not write lies in one of the two
            places, and `force` does not say to keep it aside.
    """
    demand_whole_reference(Grader(assignment, name_mistakes=False, discreet=False))  # with all that can be said
    demand_whole_reference(Grader(assignment, name_mistakes=False))  # and as submissions are marked
    directory = course_directory(course_config(course), assignment.name, root=course)
    language = language or language_of_course(course)
    with tempfile.TemporaryDirectory(prefix=".release-", dir=_build(course)) as folder:
        scratch = Path(folder)
        source = scratch / "source" / assignment.name
        write_source(assignment, source, tongue_of(assignment, language))
        handed_out = generate(assignment, scratch, of=None)
        found = leaks(assignment, handed_out)
        if found:
            raise AssignmentError(_leaking(assignment, found[0]))
        released = Path(directory.format_path(directory.release_directory, ".", assignment.name))
        if language == language_of_course(course):
            place = Path(directory.format_path(directory.source_directory, ".", assignment.name))
            pairs = [(source, place), (handed_out, released)]
        else:
            pairs = [(handed_out, beside_release(released, language))]
        foreign = [place for made, place in pairs if _demand_ours(made, place, force)]
        for place in foreign:
            say(in_words("{place} is kept as {kept}", place=place, kept=keep_aside(place, course / KEPT)))
        for made, place in pairs:
            _replace(made, place, scratch)
            enter([place], place.parent)
    return pairs[-1][1].resolve()


def _leaking(assignment: Assignment, why: Sentence) -> Sentence:
    return say("{name} is not released: {why}", name=assignment.name, why=why)


def beside_release(released: Path, language: str) -> Path:
    """Where a release in another language lies: for assignments/warmup, it is assignments-zh/warmup."""
    return released.parent.with_name(f"{released.parent.name}-{language}") / released.name


def register(assignment: Assignment, course: Path) -> None:
    """Enter the assignment's cells and points into the course's gradebook, and write no other file.

    Raises:
        AssignmentError: as in `release_assignment`; or cells were added or removed after students had
            submitted; or the gradebook is one that demands the course's name, and there is none; or it holds
            another assignment of the same name.
    """
    directory = course_directory(course_config(course), assignment.name, root=course)
    kind = make_url(directory.db_url).get_backend_name()
    if kind != "sqlite" and not directory.course_id:  # SQLite alone lets a row point to none
        raise AssignmentError(say(NAMELESS, kind=kind))
    _demand_ours_in_gradebook(directory, assignment)
    with tempfile.TemporaryDirectory(prefix=".register-", dir=_build(course)) as folder:
        write_source(assignment, Path(folder) / "source" / assignment.name)
        generate(assignment, Path(folder), of=directory)


def _demand_ours_in_gradebook(directory: CourseDirectory, assignment: Assignment) -> None:
    """Refuse to enter our cells in the place of those of work that the course has under the same name.

    Raises:
        AssignmentError: none of the graded cells that the gradebook knows is one of ours.
    """
    ours = {f"check_{row.name}" for row in assignment.exercises} | {row.name for row in assignment.questions}
    with open_gradebook(directory) as gradebook:
        rows = [row for row in gradebook.assignments if row.name == assignment.name]
        theirs = [cell.name for row in rows for notebook in row.notebooks for cell in notebook.grade_cells]
    if theirs and not ours.intersection(theirs):
        raise AssignmentError(
            say(
                "The gradebook holds another assignment named {name} (its cells: {theirs}); nothing"
                " was entered. Give one of the two another name.",
                name=assignment.name,
                theirs=few(theirs),
            )
        )


def write_source(assignment: Assignment, folder: Path, tongue: Tongue = IN_ENGLISH) -> None:
    """Write the instructor's version, what nbgrader calls the source, into a new folder, in a language.

    Raises:
        AssignmentError: the percent source, the checks and assignment.toml do not agree.
    """
    rubric = collect(assignment)
    cells = tongue.cells(read_source(assignment))
    folder.mkdir(parents=True)
    write_files(assignment, rubric, folder, tongue)
    nbformat.write(
        build_notebook(assignment, cells, rubric, tongue.language), folder / f"{assignment.name}.ipynb"
    )


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
        raise AssignmentError(
            say("nbgrader refuses {name}: {error}", name=assignment.name, error=error.said)
        ) from error
    return root / "release" / assignment.name


def _build(course: Path) -> Path:
    """Scratch folders lie inside the course, so that a finished one can be moved into place at once."""
    folder = course / "build"
    folder.mkdir(exist_ok=True)
    return folder.resolve()


def _demand_ours(made: Path, place: Path, force: bool) -> bool:
    """Whether a place holds what we did not write, and it shall be kept aside.

    Raises:
        AssignmentError: it does, and nobody said so.
    """
    foreign = not_ours([(place, made)], place.parent)
    if foreign and not force:
        also = say(", and {number} more,", number=len(foreign) - 1) if len(foreign) > 1 else NOTHING
        raise AssignmentError(
            say(
                "{path}{also} was not written by a release, or was changed since; nothing is released. Move it"
                " away, or keep {place} under another name with --force.",
                path=foreign[0],
                also=also,
                place=place,
            )
        )
    return bool(foreign)


def _replace(made: Path, place: Path, scratch: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        place.rename(scratch / f"old-{place.parent.name}")
    shutil.move(made, place)
