"""How long until a command has done what takes it no time: one file marked, a table read, JupyterLab there.

Each command runs a few times in a course that has been marked. Seconds are of the clock; beside them stand
those of the processor, all processes of the command together, which a busy machine changes less.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from .classroom import ASSIGNMENT
from .contenders import files, script
from .measuring import measured

COMMANDS: dict[str, Callable[[Path], Sequence[str]]] = {
    "--help": lambda folder: ["--help"],
    "check, one file": lambda folder: ["check", ASSIGNMENT, *files(folder, 1), "--json"],
    "rubric": lambda folder: ["rubric", ASSIGNMENT],
    "progress": lambda folder: ["progress", "assignments"],
    "report": lambda folder: ["report", ASSIGNMENT, "--to", str(folder / "page.html")],
    "export": lambda folder: ["export", "--to", str(folder / "marks.csv")],
}

PAGES = ("lab/tree/welcome.ipynb", f"api/contents/{ASSIGNMENT}/{ASSIGNMENT}.ipynb?content=1")
"""What a browser asks for to show a notebook; it needs some time of its own as well."""

ADDRESS = re.compile(r"(http://\S+?/)lab/\S*token=(\w+)")


@dataclass(frozen=True, slots=True)
class Start:
    """One command: the middle of its runs."""

    command: str
    seconds: float
    processor: float


def starts(folder: Path, times: int) -> tuple[Start, ...]:
    """Each command in the course `folder`, whose class has been marked; and `study` beside it."""
    found = {name: [_ran([script("autograder"), *of(folder)], folder)] for name, of in COMMANDS.items()}
    for _ in range(times):  # in turns; the first runs found cold files
        for name, of in COMMANDS.items():
            found[name].append(_ran([script("autograder"), *of(folder)], folder))
    runs = {name: rows[1:] for name, rows in found.items()}
    runs["study"] = [_studied(folder) for _ in range(times)]
    return tuple(
        Start(name, median(wall for wall, _ in rows), median(busy for _, busy in rows))
        for name, rows in runs.items()
    )


def _ran(command: Sequence[str], folder: Path) -> tuple[float, float]:
    before = _processor()
    seconds = measured(command, folder).seconds
    return seconds, _processor() - before


def _studied(folder: Path) -> tuple[float, float]:
    """From the command to the notebook's content; and the processor's time until the server has ended."""
    room = folder / "study"
    room.mkdir(exist_ok=True)
    before, start = _processor(), time.perf_counter()
    command = [script("autograder"), "study", "--folder", str(room / "work"), "--", "--no-browser"]
    with subprocess.Popen(
        command, cwd=room, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            said = next(filter(None, map(ADDRESS.search, process.stdout or ())))
            for page in PAGES:
                mark = "&" if "?" in page else "?"
                with urlopen(f"{said[1]}{page}{mark}token={said[2]}") as answer:
                    answer.read()
            seconds = time.perf_counter() - start
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
    return seconds, _processor() - before


def _processor() -> float:
    """Seconds of the processor that children which have ended have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
