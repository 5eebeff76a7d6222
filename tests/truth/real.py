"""How often is the grader wrong on somebody's real work? `python -m tests.truth --real FOLDER`.

Each file of the folder is graded, and the oracle (`oracle/lines.py`) is asked the same lines of the rubric.
Both run its functions behind the same wall. Nothing of the files is kept: what is printed goes to the terminal
alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.errors import LoadError, WorkerError
from autograder.grading import Grader, Marking
from autograder.report import CriterionResult, Kind, Outcome, Status
from autograder.sandbox.local import LocalSession
from autograder.submission.deadline import in_time
from autograder.submission.notebook import clean_text, read
from autograder.submission.reading import other_readings

from .bounds import as_percent, lower_bound, upper_bound
from .judges import the_judge
from .oracle.formulas import gap_to_pytorch
from .oracle.lines import agree, opinion_of
from .oracle.opinions import Opinion, Says, together

NAMES = ("batchnorm", "normalizers")
"""The assignments that the oracle knows."""

WHOLE = "(the whole function)"
WIDTH = 104
"""Columns of the table where no terminal says how many there are."""

UNWRITTEN = frozenset({Kind.MISSING, Kind.STUB, Kind.UNREADABLE})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the rubric in one file, as both sides see it."""

    path: Path
    line: str
    passed: bool
    opinion: Opinion
    message: str = ""  # what the grader says
    name: str = ""  # of a mistake, as the grader gave it
    name_is_right: bool | None = None  # None: no name, or the oracle cannot say

    @property
    def false_fail(self) -> bool:
        """Right, and it lost points."""
        return self.opinion.says is Says.RIGHT and not self.passed

    @property
    def wrong_pass(self) -> bool:
        """Wrong, and it earned all points."""
        return self.opinion.says is Says.WRONG and self.passed


@dataclass(slots=True)
class Found:
    """What a folder gave."""

    files: int = 0
    lines: list[Line] = field(default_factory=list)
    blocked: int = 0  # lines that wait for others: nobody judged them
    carried: int = 0  # lines that keep points for a gradient of a wrong forward pass
    unreadable: list[tuple[Path, str]] = field(default_factory=list)
    empty: list[Path] = field(default_factory=list)  # files with none of the functions
    unwritten: Counter[str] = field(default_factory=Counter)  # functions that a file with others lacks
    failed: list[tuple[Path, str]] = field(default_factory=list)  # where the grader itself failed

    @property
    def disagreements(self) -> list[Line]:
        """All lines on which the two sides differ, and wrong names."""
        return [one for one in self.lines if one.false_fail or one.wrong_pass or one.name_is_right is False]


def measure_folder(folder: Path, console: Console) -> int:
    """Judge a folder and print what was found; 1 if the two sides differ anywhere."""
    files = files_of(folder)
    console.print(
        f"{len(files)} files; the oracle knows {' and '.join(NAMES)}. {beside_pytorch()}", highlight=False
    )
    with ExitStack() as stack:
        graders = [stack.enter_context(Grader(the_judge(name).assignment, discreet=False)) for name in NAMES]
        found = judge_files(files, graders, lambda done: _say_progress(console, done, len(files)))
    print_found(found, folder, console)
    return 1 if found.disagreements else 0


def files_of(folder: Path) -> list[Path]:
    """The notebooks and Python files of a folder, at any depth; saved copies of editors are none of them."""
    found = (path for path in folder.rglob("*") if path.suffix in (".py", ".ipynb"))
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


def judge_files(
    files: Sequence[Path], graders: Sequence[Grader], progress: Callable[[int], None] = lambda _: None
) -> Found:
    """What both sides say of the files."""
    found = Found(files=len(files))
    for number, path in enumerate(files, start=1):
        _judge_file(path, graders, found)
        progress(number)
    return found


def _judge_file(path: Path, graders: Sequence[Grader], found: Found) -> None:
    try:
        with in_time():
            read(path)
    except LoadError as error:
        found.unreadable.append((path, str(error)))
        return
    written = False
    for grader in graders:
        report = grader.grade(path)
        if report.status is Status.LOAD_ERROR:  # it belongs to another assignment
            continue
        if report.status is not Status.GRADED:
            found.failed.append((path, str(report.why)))
            return
        absent = {row.exercise for row in report.automatic if row.kind in UNWRITTEN}
        rows = [row for row in report.automatic if row.exercise not in absent]
        if rows:
            written = True
            found.unwritten.update(absent)
            _judge_rows(path, grader, rows, found)
    if not written:
        found.empty.append(path)


def _judge_rows(path: Path, grader: Grader, rows: Sequence[CriterionResult], found: Found) -> None:
    try:
        opinions = _opinions(path, grader, rows)
    except (LoadError, WorkerError) as error:  # it was read a moment ago
        found.failed.append((path, str(error)))
        return
    for exercise in dict.fromkeys(row.exercise for row in rows):
        own = [(row, opinions[row.exercise, row.name]) for row in rows if row.exercise == exercise]
        if all(value is None for value in own[0][1].values):  # it returns nothing yet
            found.unwritten[exercise] += 1
            continue
        for row, opinion in own:
            _add(path, grader, row, opinion, found)
        whole = together(Opinion(one.says, f"{row.name}: {one.why}") for row, one in own)
        earned = all(row.outcome is Outcome.PASSED for row, _ in own)
        found.lines.append(
            Line(path, f"{exercise}/{WHOLE}", earned, whole, "" if earned else "points were lost")
        )


def _opinions(path: Path, grader: Grader, rows: Sequence[CriterionResult]) -> dict[tuple[str, str], Opinion]:
    """The oracle's opinions; of several ways to read the file, those of the one with the least wrong in it.

    Raises:
        LoadError: the file cannot be read.
        WorkerError: no worker can be started.
    """
    marking = grader.begin(path)
    best = _ask(marking, rows)
    for reading in other_readings(marking.work, grader.assignment.functions) if _wrong(best) else ():
        best = min(best, _ask(grader.begin(path, reading=reading), rows), key=_wrong)
    return best


def _ask(marking: Marking, rows: Sequence[CriterionResult]) -> dict[tuple[str, str], Opinion]:
    with marking.session as session:
        return {(row.exercise, row.name): opinion_of(session, row.exercise, row.name) for row in rows}


def _wrong(opinions: dict[tuple[str, str], Opinion]) -> int:
    return sum(one.says is Says.WRONG for one in opinions.values())


def _add(path: Path, grader: Grader, row: CriterionResult, opinion: Opinion, found: Found) -> None:
    match row.outcome:
        case Outcome.BLOCKED:
            found.blocked += 1
        case Outcome.CARRIED if opinion.says is not Says.WRONG:
            found.carried += 1
        case Outcome.ERROR:
            found.failed.append((path, str(row.message)))
        case _:
            name = row.mistake or ""
            is_right = name_is_right(grader.assignment.name, name, row.exercise, row.name, opinion)
            passed = row.outcome is not Outcome.FAILED
            line = f"{row.exercise}/{row.name}"
            found.lines.append(Line(path, line, passed, opinion, str(row.message), name, is_right))


def name_is_right(assignment: str, name: str, exercise: str, line: str, opinion: Opinion) -> bool | None:
    """Whether a mistake of this name gives what the submission gives, at the oracle's own inputs."""
    if not name:
        return None
    for one in name.split("+"):
        known = _of_mistake(assignment, one, exercise, line)
        if known.says is opinion.says and agree(known.values, opinion.values):
            return True
    return None if opinion.says is Says.NOTHING else False


@cache
def _of_mistake(assignment: str, mistake: str, exercise: str, line: str) -> Opinion:
    judge = the_judge(assignment)
    session = LocalSession(judge.chunks_of_mistake(judge.mistakes[mistake]))
    return opinion_of(session, exercise, line)


# Words


def print_found(found: Found, folder: Path, console: Console) -> None:
    """Print the figures, and each line on which the two sides differ."""
    for one in found.disagreements:
        _print(console, "\n".join(_both_sides(one, folder)))
    if found.lines:
        console.print(_table(found))
    for text in _summary(found, folder):
        _print(console, text)


def _both_sides(one: Line, folder: Path) -> Iterator[str]:
    what = "FALSE FAIL" if one.false_fail else "WRONG PASS" if one.wrong_pass else "WRONG NAME"
    yield f"{what}: {one.path.relative_to(folder)}: {one.line}"
    named = f" (named {one.name})" if one.name else ""
    yield f"    grader: {'earned' if one.passed else 'lost: ' + one.message}{named}"
    yield f"    oracle: {one.opinion.says.value}{one.opinion.why and ': ' + one.opinion.why}"


HEADS = (
    "right",
    "false\nfails",
    "at\nmost",
    "wrong",
    "wrong\npasses",
    "at\nmost",
    "names\nright",
    "names\nwrong",
    "not\njudged",
)


def _table(found: Found) -> Table:
    """A row for each line of the rubric that was judged somewhere, below the name of its function."""
    table = Table(title="The grader beside the oracle; at most: the 95 % interval of the rate", box=None)
    table.add_column("", no_wrap=True)
    for head in HEADS:
        table.add_column(head, justify="right")
    for name in NAMES:
        judge = the_judge(name)
        for exercise in judge.functions:
            lines = [line.partition("/")[2] for line in judge.lines if line.startswith(f"{exercise}/")]
            _add_rows(table, exercise, [*lines, WHOLE], found)
    table.add_row("all lines", *_numbers([one for one in found.lines if not one.line.endswith(WHOLE)]))
    return table


def _add_rows(table: Table, exercise: str, lines: Sequence[str], found: Found) -> None:
    rows = {line: [one for one in found.lines if one.line == f"{exercise}/{line}"] for line in lines}
    if any(rows.values()):
        table.add_row(exercise)
    for line, own in rows.items():
        if own:
            table.add_row(f"  {line}", *_numbers(own))


def _numbers(rows: Sequence[Line]) -> Iterator[str]:
    yield from _rate([one.false_fail for one in rows if one.opinion.says is Says.RIGHT])
    yield from _rate([one.wrong_pass for one in rows if one.opinion.says is Says.WRONG])
    names = Counter(one.name_is_right for one in rows)
    yield from (str(names[True]), str(names[False]))
    yield str(sum(one.opinion.says is Says.NOTHING for one in rows))


def _rate(hits: Sequence[bool]) -> tuple[str, str, str]:
    """How many cases, how many of them are hits, and the upper bound of the rate."""
    return str(len(hits)), str(sum(hits)), as_percent(upper_bound(sum(hits), len(hits))) if hits else "-"


def _summary(found: Found, folder: Path) -> Iterator[str]:
    lines = [one for one in found.lines if not one.line.endswith(WHOLE)]
    judged = [one for one in lines if one.opinion.says is not Says.NOTHING]
    off = sum(one.false_fail or one.wrong_pass for one in judged)
    if judged:
        low, high = lower_bound(off, len(judged)), upper_bound(off, len(judged))
        yield (
            f"{off} of {len(judged)} lines marked wrongly: {as_percent(off / len(judged))},"
            f" 95 % bounds {as_percent(low)} to {as_percent(high)} (others, arXiv 2605.05410: 0.02 to 0.04 %)."
        )
    yield (
        f"Of {len(lines)} graded lines the oracle judged {len(judged)}; not compared: {found.blocked} that wait"
        f" for another line, {found.carried} whose credit was carried."
    )
    yield (
        f"Of {found.files} files {len(found.empty)} hold none of the functions, {len(found.unreadable)} cannot"
        f" be read, and the grader failed on {len(found.failed)}."
    )
    if found.unwritten:
        absent = ", ".join(f"{name} {number}" for name, number in sorted(found.unwritten.items()))
        yield f"Functions that are not written, in files that hold others: {absent}."
    for path, why in (*found.unreadable, *found.failed):
        yield f"    {path.relative_to(folder)}: {why}"


def _print(console: Console, text: str) -> None:
    """To the terminal, where nothing in a file's name or in what a submission says may be markup or more."""
    console.print(clean_text(text), markup=False, highlight=False, soft_wrap=True)


def _say_progress(console: Console, done: int, number: int) -> None:
    if done % 50 == 0:
        console.print(f"{done} of {number}", highlight=False)


def beside_pytorch() -> str:
    """How far PyTorch is from the oracle's formulas, in a sentence."""
    gap = gap_to_pytorch()
    if gap is None:
        return "PyTorch is not installed; the formulas stand alone."
    return f"PyTorch and the formulas differ by {gap:.0e} at most."
