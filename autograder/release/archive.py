"""What a class receives, as one archive: the released assignments and the engine to install."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from autograder import __version__
from autograder.assignment import language_of_course
from autograder.errors import AssignmentError
from autograder.languages.engine_words import ENGLISH, engine_words
from autograder.languages.handout_words import words_of_folder
from autograder.learner.work import find_handouts
from autograder.nbgrader.host import course_config, course_directory
from autograder.release.engine import SAME_MOMENT, build_wheel
from autograder.sentences import LANGUAGE, in_words, say, speaking

NAME = f"batchnorm-grader-{__version__}-handout"
"""The archive of all languages, and the one folder in it; that of one language ends with its name."""

README = """\
# Start here

You need Python 3.11 to 3.15, on Linux, macOS or Windows. In this folder:

    python -m venv .venv
    .venv/bin/pip install engine/{wheel}
    .venv/bin/jupyter lab {folder}

On Windows, write `.venv\\Scripts\\pip` and `.venv\\Scripts\\jupyter`. Then open the notebook of the first
assignment and begin at its top. This is the order in which they build on each other:

{assignments}

Each folder's README.md says what every point is for.
"""


def archive_name(language: str) -> str:
    """What the archive is called, and the one folder in it."""
    return f"{NAME}-{language}" if language else NAME


def pack(course: Path, to: Path, language: str = "") -> None:
    """Write the archive: every language in which the course is released, or this one alone.

    Raises:
        AssignmentError: nothing is released yet, or not in this language, or the engine cannot be built.
        OSError: the archive cannot be written.
    """
    content = {}
    with tempfile.TemporaryDirectory() as scratch:
        released = _released(course, language)
        wheel = build_wheel(Path(scratch))
        content[f"engine/{wheel.name}"] = wheel.read_bytes()
    first = next(iter(released))
    for spoken, folder in released.items():
        name = "README.md" if spoken == first else f"README.{spoken}.md"
        content[name] = _readme(spoken, folder, wheel.name).encode()
        for handout in find_handouts(folder):
            for path in sorted(item for item in handout.rglob("*") if item.is_file()):
                inside = path.relative_to(folder.parent)
                if not any(part.startswith((".", "__pycache__")) for part in inside.parts):
                    content[inside.as_posix()] = path.read_bytes()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(content.items()):
            info = zipfile.ZipInfo(f"{archive_name(language)}/{name}", SAME_MOMENT)
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)


def _released(course: Path, language: str) -> Mapping[str, Path]:
    """The folders of released assignments, by their language: the course's own first."""
    directory = course_directory(course_config(course), "", root=course)
    own = Path(directory.format_path(directory.release_directory, ".", "")).resolve()
    begins = f"{own.name}-"
    beside = {path.name.removeprefix(begins): path for path in sorted(own.parent.glob(f"{begins}*"))}
    of_course = {language_of_course(course): own}
    found = {
        spoken: folder
        for spoken, folder in {**of_course, **beside, **of_course}.items()
        if language in ("", spoken) and _is_released_in(spoken, folder)
    }
    if not found:
        option = f" --language {language}" if language else ""
        text = "{folder} holds no released assignment; run: autograder release --all{option}"
        raise AssignmentError(say(text, folder=beside.get(language, own), option=option))
    return found


def _is_released_in(language: str, folder: Path) -> bool:
    """Whether the folder holds handouts of this language, and is not somebody's of a like name."""
    handouts = find_handouts(folder)
    return bool(handouts) and words_of_folder(handouts[0]).get(LANGUAGE, ENGLISH) == language


def _readme(language: str, folder: Path, wheel: str) -> str:
    handouts = enumerate(find_handouts(folder), start=1)
    titles = "\n".join(f"{place}. {folder.name}/{path.name}" for place, path in handouts)
    with speaking(engine_words(language)):
        return in_words(README, wheel=wheel, folder=folder.name, assignments=titles)
