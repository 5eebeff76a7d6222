"""From wheels in an empty folder: what a learner and an instructor do first, step by step.

The versions are the lowest that pyproject.toml declares, or the newest that the package index has.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder import __version__

from ..learner.learner import cells
from .debian import entered

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).with_name("uv")

RIGHT, WRONG = "dx = dx_direct + dx_mean", "dx = dx_direct"
LOWEST, HIGHEST = "lowest", "highest"

NAMED = "This is exactly what comes out when no gradient reaches x through the mean."


@dataclass(frozen=True)
class Step:
    """One thing that somebody does: what came of it, and how long it took."""

    name: str
    fault: str  # what is wrong, or nothing
    seconds: float


@dataclass(frozen=True)
class Room:
    """An empty folder, a home and an environment on one system, where the checkout is hidden."""

    folder: Path
    system: Path = Path("/")

    def run(self, *command: str | Path, where: str = "empty") -> subprocess.CompletedProcess[str]:
        """Run one of the environment's commands; both streams are in `stdout`."""
        commands = self.folder / "venv/bin"
        words = [str(commands / command[0]), *map(str, command[1:])]
        return subprocess.run(
            [*entered(self.system, self.folder, ROOT), "env", "--chdir", str(self.folder / where), *words],
            env={"HOME": str(self.folder / "home"), "LANG": "C.UTF-8", "PATH": f"{commands}:/usr/bin:/bin"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )


def build_wheels(to: Path) -> list[Path]:
    """Both distributions as wheels, by way of their source archives."""
    for project in (ROOT, ROOT / "solutions"):
        subprocess.run([UV, "build", "--quiet", "--out-dir", to, project], check=True)
    return sorted(to.glob(f"*-{__version__}-py3-none-any.whl"))


def install(room: Room, python: str, versions: str, wheels: list[Path]) -> dict[str, str]:
    """Make the room's environment; the version of each package in it.

    Raises:
        subprocess.CalledProcessError: the index has no such versions for this Python.
    """
    for name in ("empty", "home"):
        (room.folder / name).mkdir()
    # Another system sees nothing of this one but the room: what it needs is copied there.
    for path in (UV, ROOT / "pyproject.toml", *wheels):
        shutil.copy(path, room.folder)
    venv = room.folder / "venv"
    resolution = "lowest-direct" if versions == LOWEST else "highest"
    # From the project's file, for only what stands there directly is taken at its lowest.
    wanted = ["--no-sources", "--only-binary", ":all:", "-r", "pyproject.toml", "--extra", "grading"]
    into = ["pip", "install", "--quiet", "--python", venv / "bin/python"]
    _uv(room, "venv", "--quiet", "--python", python, venv)
    _uv(room, *into, "--resolution", resolution, *wanted)
    _uv(room, *into, "--no-deps", *(room.folder / wheel.name for wheel in wheels))
    found = _uv(room, "pip", "list", "--quiet", "--format", "json", "--python", venv / "bin/python")
    return {row["name"]: row["version"] for row in json.loads(found)}


def _uv(room: Room, *words: str | Path) -> str:
    """Run uv on the room's system; what it prints."""
    settings = {name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "SSL_", "UV_"))}
    settings |= {"PATH": "/usr/bin:/bin", "UV_PYTHON_DOWNLOADS": "never"}
    if room.system == Path("/"):  # what was fetched once is not fetched again
        settings |= {name: os.environ[name] for name in ("HOME", "XDG_CACHE_HOME") if name in os.environ}
    enter = entered(room.system, room.folder, ROOT)
    command = [*enter, room.folder / UV.name, *words]
    return subprocess.run(command, env=settings, stdout=subprocess.PIPE, text=True, check=True).stdout


def learner(room: Room) -> Iterator[Step]:
    """`study`; a filled-in notebook in a kernel, with `check`, `hint` and `graph`; `progress`."""
    yield _step("study", lambda: _said(room.run("autograder", "study", "--copy-only"), "work: "))
    path = room.folder / "empty/work/batchnorm/batchnorm.ipynb"
    _write_work(path)
    yield _step("the notebook in a kernel", lambda: _ran(room, path))
    outputs = _outputs(path)
    yield _step("check", lambda: _holds(outputs, NAMED))
    yield _step("hint", lambda: _holds(outputs, '"dx" of batchnorm_backward asks: '))
    yield _step("graph", lambda: _holds(outputs, "dx is the first wrong gradient"))
    yield _step("progress", lambda: _said(room.run("autograder", "progress"), "41/50"))


def _write_work(path: Path) -> None:
    """Fill the notebook in, with one fault, and ask for a hint at its end."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        for name, text in cells().items():
            if cell["cell_type"] == "code" and f"def {name}(" in "".join(cell["source"]):
                assert RIGHT in text or name != "batchnorm_backward"
                cell["source"] = text.replace(RIGHT, WRONG)
    hint = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": 'hint("dx")'}
    notebook["cells"].append({**hint, "id": "hint"})
    path.write_text(json.dumps(notebook), encoding="utf-8")


def instructor(room: Room) -> Iterator[Step]:
    """`init`, `demo`, `doctor`."""
    yield _step("init", lambda: _said(room.run("autograder", "init", "mycourse"), "The course is "))
    course = "empty/mycourse"
    yield _step("demo", lambda: _said(room.run("autograder", "demo", where=course), "16 graded, 1 missing"))
    yield _step("doctor", lambda: _said(room.run("autograder", "doctor", where=course), "isolation: full"))


def _step(name: str, tried: Callable[[], str]) -> Step:
    start = time.perf_counter()
    fault = tried()
    return Step(name, fault, time.perf_counter() - start)


def _said(done: subprocess.CompletedProcess[str], wanted: str) -> str:
    """What is wrong with what a command did."""
    return (
        ""
        if done.returncode == 0 and wanted in done.stdout
        else f"status {done.returncode}: {done.stdout[-800:]}"
    )


def _ran(room: Room, path: Path) -> str:
    done = room.run(
        "jupyter", "execute", "--inplace", path.name, where=str(path.parent.relative_to(room.folder))
    )
    if done.returncode:
        return done.stdout[-800:]
    errors = [line for line in _outputs(path) if line.startswith("error: ")]
    return "; ".join(errors)


def _outputs(path: Path) -> list[str]:
    """All that the cells of a notebook show, as text."""
    shown = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                shown.append(f"error: {output['ename']}: {output['evalue']}")
            text = output.get("text") or output.get("data", {}).get("text/plain", "")
            shown.append("".join(text))
    return shown


def _holds(outputs: list[str], wanted: str) -> str:
    """Lines are broken for a terminal, so that words are compared."""
    return (
        ""
        if wanted.split() and " ".join(wanted.split()) in " ".join(" ".join(outputs).split())
        else "not shown"
    )
