"""Mark a file at every save, and say what changed.

Editors do not save in one stroke: the file is empty, or gone, or half a notebook for a moment. A save counts
once the file has held still and can be read. There is no more to it than looking at the clock of the file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.text import Text

from autograder.assignment import Assignment
from autograder.errors import LoadError
from autograder.learner.remarks import Report, report_text
from autograder.learner.work import PublicExercise, public_exercises
from autograder.lone.variant import is_lone
from autograder.report import STATUSES, ScoreReport, Status, total
from autograder.sentences import in_words
from autograder.submission.notebook import read
from autograder.tables import points, report_table
from autograder.translation.shown import speaking_of

PAUSE = 0.25
"""Seconds between two looks at the file."""

SAVE_PATIENCE = 12
"""Looks at a file that cannot be read and does not change, before it is taken as it is."""

Earned = Mapping[tuple[str, str], float]
"""Points by exercise and criterion."""

Stamp = tuple[tuple[str, int, int], ...]
"""Name, time and size of the file and of the modules beside it, which it may import."""


@dataclass(frozen=True, slots=True)
class WatchedMarks:
    """One marking: what to show, and the points; None where the file could not be judged."""

    shown: RenderableType
    earned: Earned | None


def marked_file(report: ScoreReport, assignment: Assignment) -> WatchedMarks:
    """A marking by the hidden checks."""
    earned = {(row.exercise, row.name): row.earned for row in report.automatic}
    with speaking_of(assignment, report.language):
        shown = report_table(report, assignment)
    return WatchedMarks(shown, earned if report.status is Status.GRADED else None)


def marked_publicly(path: Path) -> WatchedMarks:
    """A marking by the public checks of the handout in which the file lies.

    Raises:
        AssignmentError: the handout is damaged.
    """
    try:
        exercises = public_exercises(path)
    except LoadError as error:
        said = in_words("{state}: {why}", state=STATUSES[Status.LOAD_ERROR], why=error.said)
        return WatchedMarks(Text(said, style="magenta"), None)
    earned = {(row.name, criterion): found for row in exercises for criterion, found in row.earned.items()}
    so_far, later = points(total(earned.values())), points(total(row.later for row in exercises))
    full = points(total(line.line.points for row in exercises for line in row.lines))
    rest = (
        in_words("need the hidden checks")
        if is_lone(path.resolve().parent)
        else in_words("are marked after submission")
    )
    ending = in_words(
        "public checks only: {so_far} of {full} points so far; {later} more {rest}",
        so_far=so_far,
        full=full,
        later=later,
        rest=rest,
    )
    return WatchedMarks(
        Group(*(Text(f"{_text(row)}\n") for row in exercises), Text(ending, style="bold")), earned
    )


def _text(exercise: PublicExercise) -> str:
    return exercise.sentence or report_text(Report(exercise.name, exercise.lines))


def watch(
    path: Path,
    mark: Callable[[], WatchedMarks],
    out: Console,
    *,
    pause: Callable[[float], None] = time.sleep,
    now: Callable[[], datetime] = datetime.now,
) -> None:
    """Mark `path` now and at every save, for as long as `pause` lets it."""
    out.print(Text(in_words("{path} is marked at every save; Ctrl-C ends this.", path=path)))
    before: Earned | None = None
    for there in saves(path, pause):
        if not there:
            out.print(Text(in_words("{path} is gone; waiting until it is back.", path=path)))
            continue
        out.print(Text(f"\n{now():%H:%M:%S}  {path.name}", style="bold reverse"))
        found = mark()
        out.print(found.shown)
        if before is not None and found.earned is not None:
            out.print(Text("\n".join(("", *changes(before, found.earned)))))
        before = before if found.earned is None else found.earned


def changes(before: Earned, after: Earned) -> Iterator[str]:
    """What was gained and what was lost since the last report, in lines."""
    gains = {key: total([earned, -before.get(key, 0.0)]) for key, earned in after.items()}
    if not any(gains.values()):
        yield in_words("since the last report: no criterion changed")
        return
    yield in_words("since the last report: {total:+g}", total=total(gains.values()))
    for (exercise, criterion), gain in gains.items():
        if gain:
            yield f"  {'gained' if gain > 0 else 'lost'}  {exercise}: {criterion} ({gain:+g})"


def saves(path: Path, pause: Callable[[float], None]) -> Iterator[bool]:
    """True for each save that is complete, the present state first; False when the file is gone."""
    seen: Stamp | None = None
    while True:
        if _stamp(path) != seen:
            found = _settled(path, pause)
            if found != seen:
                seen = found
                yield bool(found)
        pause(PAUSE)


def _settled(path: Path, pause: Callable[[float], None]) -> Stamp:
    """The stamp of the file once it holds still and can be read, or has been damaged for long enough."""
    before, patience = _stamp(path), SAVE_PATIENCE
    while patience:
        pause(PAUSE)
        found = _stamp(path)
        if found != before:
            before, patience = found, SAVE_PATIENCE
        elif not found or _is_whole(path):
            break
        else:
            patience -= 1
    return before


def _stamp(path: Path) -> Stamp:
    """What tells one save from the next; empty where there is no file."""
    own = _look(path)
    others = sorted(item for item in path.parent.glob("*.py") if item != path) if own else []
    return (*own, *(row for item in others for row in _look(item)))


def _look(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return ()
    return ((path.name, found.st_mtime_ns, found.st_size),)


def _is_whole(path: Path) -> bool:
    try:
        read(path)
    except LoadError:
        return False
    return True
