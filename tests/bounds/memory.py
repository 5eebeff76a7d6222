"""How much memory does the grader itself take for the worst submissions? One job marks them, one after another.

The worker behind the wall has a limit of its own (`memory_mb`); here the process is measured that reads, mends,
judges and writes. `python -m tests.bounds.memory FOLDER` is that process: it marks the files of a folder and
prints a line of JSON for each.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

MOST_MB = 400
"""What a job may take, whatever is handed in."""

HEAD = "import numpy as np\n"

LARGE = """
import numpy as np
def batchnorm_forward(x, gamma, beta, bn_param):
    big = {big}
    bn_param["running_mean"] = gamma; bn_param["running_var"] = gamma
    return big, big
def batchnorm_backward(dout, cache):
    return cache, dout[0], dout[0]
def batchnorm_backward_alt(dout, cache):
    return cache, dout[0], dout[0]
"""


@dataclass(frozen=True)
class Took:
    """One submission that was marked: how it ended, the seconds, and the memory of the job so far."""

    name: str
    status: str
    seconds: float
    megabytes: int


def measure_job(progress: Callable[[str], None] = lambda name: None) -> tuple[Took, ...]:
    """Mark all of them in a process of its own; to make them takes memory, too, and is done here."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, ending, text) in enumerate(submissions()):
            path = Path(folder) / f"{number:02} {name.replace('/', ' ')}{ending}"
            path.write_text(text, encoding="utf-8", newline="")
        command = [sys.executable, "-m", "tests.bounds.memory", folder]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as job:
            assert job.stdout is not None
            for line in job.stdout:
                found.append(Took(**json.loads(line)))
                progress(found[-1].name)
    if job.returncode:
        raise RuntimeError(f"the job ended with status {job.returncode}")
    return tuple(found)


def submissions() -> Iterator[tuple[str, str, str]]:
    """The worst there is: a name, the file's ending, its text."""
    for name, big in REPLIES.items():
        yield name, ".py", LARGE.format(big=big)
    for name, source in CODE.items():
        yield name, ".py", source
    for name, text in NOTEBOOKS.items():
        yield name, ".ipynb", text()


REPLIES = {
    "outputs of 64 MB": "np.broadcast_to(np.float64(0), (8_300_000,))",
    "outputs of 1 MB": "np.zeros(2**17)",
    "outputs of many bytes": "np.zeros(2**20, np.int8)",
    "outputs of many lists": "[[[] for _ in range(90)] for _ in range(100)]",
    "outputs of many texts": "['\\N{GREEK SMALL LETTER GAMMA}' * 3 for _ in range(9_000)]",
    "outputs of many arrays": "[np.zeros(0) for _ in range(9_000)]",
    "outputs in a strange order": "np.zeros((50, 50, 50)).transpose(1, 2, 0)",
    "outputs of many keys": "[{index << 20: None for index in range(900)} for _ in range(9)]",
}

CODE = {
    "a formula of 190,000 signs": "x = " + "-" * 190_000 + "1\n",
    "95,000 items of a list": "x = [" + "1," * 95_000 + "]\n",
    "95,000 names": "x = [" + "a," * 95_000 + "]\n",
    "60,000 calls": "x = [" + "f()," * 48_000 + "]\n",
    "strings side by side": "x = (" + "''" * 90_000 + ")\n",
    "formatted texts": "x = [" + "f'{a}'," * 27_000 + "]\n",
    "5,000 statements": "x=1\n" * 4_990,
    "16,000 functions in a function": "def f():\n"
    + "".join(f" a{index % 100}=lambda:0\n" for index in range(11_000)),
    "comparisons": "x = 1" + "<1" * 95_000 + "\n",
    "brackets": "x = [" + "[]," * 65_000 + "]\n",
    "unreadable": "x = [" + "a " * 95_000 + "\n",
}


def _cells(*cells: object) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}, ensure_ascii=False)


def _text(source: str) -> dict[str, object]:
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def _prints(*texts: str) -> dict[str, object]:
    outputs = [{"output_type": "stream", "name": "stdout", "text": text} for text in texts]
    return {"cell_type": "code", "source": "", "metadata": {}, "outputs": outputs}


SIZE = 15 * 2**20
ODD = "\N{PILE OF POO}"

NOTEBOOKS: dict[str, Callable[[], str]] = {
    "a text of 15 MB": lambda: _cells(_text("a" * SIZE)),
    "a text of 15 MB with a rare letter": lambda: _cells(_text("a" * SIZE + ODD)),
    "lines in a text": lambda: _cells(_text("a\n" * (SIZE // 3))),
    "control characters": lambda: _cells(_text("\x7f" * SIZE)),
    "carriage returns": lambda: _cells(_text("a" + ODD)).replace("{", "{" + "\r" * SIZE, 1),
    "printed lines": lambda: _cells(*[_prints("a\n" * 1500)] * 3_000),
    "many outputs": lambda: _cells(*[_prints(*["a"] * 20)] * 3_000),
    "cells": lambda: _cells(*[_text("a\n" * 500)] * 4_900),
    "values": lambda: _cells({**_text("a"), "metadata": {"a": [[]] * 480_000}}),
    "texts": lambda: _cells(
        {**_text("a"), "metadata": {"a": ["\N{GREEK SMALL LETTER GAMMA}\N{GREEK SMALL LETTER BETA}"] * 950_000}}
    ),
    "keys": lambda: _cells({**_text("a"), "metadata": {f"key {index}": {"a": 1} for index in range(190_000)}}),
    "too many values": lambda: _cells({**_text("a"), "metadata": {"a": [[]] * 5_000_000}}),
    "pictures": lambda: _cells(*[_picture("iVBORw0KGgo" + "A" * 2_000_001)] * 7),
    "a picture of blanks": lambda: _cells(*[_picture("iVBORw0KGgo" + "AA " * 930_000)] * 5),
}


def _picture(data: str) -> dict[str, object]:
    outputs = [{"output_type": "display_data", "metadata": {}, "data": {"image/png": data}}]
    return {"cell_type": "code", "source": "", "metadata": {}, "outputs": outputs}


def _peak() -> int:
    """The most memory that this process has had, in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (kilobytes,) = (int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return kilobytes >> 10


def _mark_all(folder: Path) -> None:
    """Be the job: mark code as `autograder check` does, and notebooks as `autograder grade` does."""
    import importlib
    import warnings

    from autograder.assignment import find_assignment, seed_of
    from autograder.grading import Grader
    from autograder.nbgrader.fast.batch import Failed, Plan, StudentTask, marking
    from autograder.nbgrader.gradebook_cells import Slot
    from autograder.source import MARKED, Role, read_source
    from autograder.submission.meant import Meant

    warnings.simplefilter("ignore")
    importlib.import_module("autograder.nbgrader.fast.whole_class")  # and nbgrader: one process may do all
    assignment = find_assignment(ROOT, "batchnorm")
    functions = {row.name: row.functions for row in assignment.exercises}
    with Grader(assignment) as grader:
        slots = tuple(
            Slot(
                cell.role,
                cell.name,
                cell.grade_id,
                cell.text,
                "0" * 32,
                grader.rubric.points(cell.name) if cell.role is Role.CHECK else 3.0,
                cell.heading,
                functions.get(cell.name, ()) if cell.role is Role.ANSWER else (),
            )
            for cell in read_source(assignment)
            if cell.role in MARKED
        )
        plan = Plan(assignment, slots, {}, allow_limits=True, max_lines=1000, seed=seed_of(assignment))
        start = time.monotonic()
        _say("right work", str(grader.grade(assignment.source).status), time.monotonic() - start)
        with marking(plan) as do:
            for path in sorted(folder.iterdir()):
                start = time.monotonic()
                if path.suffix == ".py":
                    status = str(grader.grade(path).status)
                else:
                    result = do(StudentTask("student", Meant(path), ""))
                    status = result.message if isinstance(result, Failed) else str(result.report.status)
                _say(path.stem[3:], status, time.monotonic() - start)


def _say(name: str, status: str, seconds: float) -> None:
    print(json.dumps({"name": name, "status": status, "seconds": seconds, "megabytes": _peak()}), flush=True)


if __name__ == "__main__":
    _mark_all(Path(sys.argv[1]))
