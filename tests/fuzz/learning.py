"""Many executions of every target by a fuzzer that learns, counted over all runs.

`python -m tests.fuzz --learning` calls it.

What it has learned, the inputs that it found to be new, lies in `build/fuzz/` beside the counts, so that ten
million executions can be made in parts. A run ends early for a target in which it finds ten faults.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from rich.table import Table

from ..docs.marked import table as markdown_table
from ..docs.marked import write_part
from .targets import SEEDS, TARGETS, Target

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "build" / "fuzz"
COUNTS = PLACE / "counts.json"

PART = 120
"""Seconds of one process; what it kept is read again by the next one, and counts are written down between."""

MOST_FAULTS = 10
"""After so many a target is left."""

MISSING = "atheris is not installed: it has packages for Linux on x86-64 only."


@dataclass(frozen=True)
class Learned:
    """What came of one target, over all runs."""

    executions: int = 0
    seconds: float = 0.0
    inputs: int = 0  # that lead somewhere new
    edges: int = 0  # between lines of the reader that were passed
    faults: tuple[str, ...] = field(default=())


def available() -> bool:
    """Whether the fuzzer can be had here."""
    return importlib.util.find_spec("atheris") is not None


def learn(
    runs: int,
    *,
    seed: int,
    targets: Iterable[Target] = tuple(TARGETS.values()),
    place: Path = PLACE,
    progress: Callable[[str, int], None] = lambda name, done: None,
) -> dict[str, Learned]:
    """Try `runs` inputs in all, each target its share; counts of earlier runs in `place` go on."""
    counts = load(place)
    for target in targets:
        for found in _learn_one(target, round(runs * target.share), seed, place):
            before = counts[target.name]
            counts[target.name] = replace(
                found,
                executions=before.executions + found.executions,
                seconds=before.seconds + found.seconds,
                edges=max(before.edges, found.edges),
                inputs=max(before.inputs, found.inputs),
                faults=tuple(dict.fromkeys((*before.faults, *found.faults))),
            )
            _save(counts, place)
            progress(target.name, found.executions)
    return counts


def load(place: Path = PLACE) -> dict[str, Learned]:
    """The counts of all runs so far."""
    file = place / "counts.json"
    found = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    rows = {name: Learned(**{**row, "faults": tuple(row["faults"])}) for name, row in found.items()}
    return {name: rows.get(name, Learned()) for name in TARGETS}


def _save(counts: dict[str, Learned], place: Path) -> None:
    text = json.dumps({name: asdict(row) for name, row in counts.items()}, indent=1)
    (place / "counts.json").write_text(text, encoding="utf-8")


def _learn_one(target: Target, runs: int, seed: int, place: Path) -> Iterator[Learned]:
    """Each part of the executions of a target."""
    corpus, faults = place / target.name, place / "faults" / target.name
    for folder in (corpus, faults):
        folder.mkdir(parents=True, exist_ok=True)
    done, number = 0, 0
    while done < runs and len(list(faults.iterdir())) < MOST_FAULTS:
        start = time.monotonic()
        status, said = _run(target, corpus, faults, runs - done, seed + number)
        found = replace(_read(status, said), seconds=time.monotonic() - start)
        if not found.executions:
            raise RuntimeError(f"{target.name} was not tried:\n{said[-2000:]}")
        done += found.executions
        number += 1
        yield found


def _run(target: Target, corpus: Path, faults: Path, runs: int, seed: int) -> tuple[int, str]:
    """The exit status of one process, and what it said."""
    options = [f"-runs={runs}", f"-max_total_time={PART}", f"-seed={seed + 1}", "-reload=0"]
    options.append(f"-artifact_prefix={faults}/")
    line = [sys.executable, "-m", f"{__package__}.learner", target.name, *options, corpus, SEEDS / target.name]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, check=False)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def _read(status: int, said: str) -> Learned:
    """The figures that libFuzzer prints, and the fault with which it ended, if there is one."""
    steps = re.findall(r"^#(\d+)\s.*cov: (\d+) ft: \d+ corp: (\d+)/", said, re.MULTILINE)
    told = re.findall(r"stat::number_of_executed_units: (\d+)", said)
    runs, edges, inputs = steps[-1] if steps else (0, 0, 0)
    ended = re.findall(r"=== Uncaught Python exception: ===\n(.*)", said)
    ended += re.findall(r"ERROR: libFuzzer: (.*)", said)
    if not ended and status:
        ended = [f"it ended with status {status}"]
    saved = re.findall(r"Test unit written to (\S+)", said)
    faults = tuple(f"{line[:200]} ({Path(saved[0]).name if saved else 'not kept'})" for line in ended[:1])
    return Learned(int(told[-1] if told else runs), 0.0, int(inputs), int(edges), faults)


def shown(counts: dict[str, Learned]) -> Table:
    """The table for a terminal."""
    table = Table(*_HEADS, title="Tried by a fuzzer that learns", title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for row in _rows(counts):
        table.add_row(*row)
    return table


def write(counts: dict[str, Learned]) -> bool:
    """Put the table into docs/security.md; whether that changed the page."""
    rules = ("---", *["---:"] * (len(_HEADS) - 1))
    return write_part(ROOT / "docs/security.md", "learned", markdown_table(_HEADS, rules, _rows(counts)))


_HEADS = (
    "reader",
    "executions",
    "inputs that led somewhere new",
    "lines and branches passed",
    "seeds kept",
    "faults left",
)


def _rows(counts: dict[str, Learned]) -> list[tuple[str, ...]]:
    rows = []
    for name, row in counts.items():
        figures = (row.executions, row.inputs, row.edges, len(TARGETS[name].seeds), len(row.faults))
        rows.append((TARGETS[name].what, *(f"{figure:,}" for figure in figures)))
    executions = sum(row.executions for row in counts.values())
    faults = sum(len(row.faults) for row in counts.values())
    return [*rows, ("all", f"{executions:,}", "", "", "", f"{faults:,}")]
