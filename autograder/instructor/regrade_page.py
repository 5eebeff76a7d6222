"""The difference that new checks make, for people: in a terminal, as a spreadsheet, as a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.assignment import Assignment
from autograder.files import write_whole
from autograder.instructor.html_page import page
from autograder.instructor.regrade import Diff, StudentChanges
from autograder.nbgrader.export import write_csv
from autograder.submission.notebook import clean_text
from autograder.tables import points

DIFFERENCE_COLUMNS = (
    *("student", "old_state", "new_state", "old_mark", "new_mark", "old_max", "new_max", "by_hand"),
    *("exercise", "criterion", "change", "old_earned", "old_points", "new_earned", "new_points", "message"),
)

NO_DIFFERENCE = "No mark moves."

STALE_FEEDBACK = (
    "Feedback that students have still shows the old marks. Write it anew: nbgrader generate_feedback {name}"
    " --force, then nbgrader release_feedback {name} --force; --student=NAME chooses one."
)


def summary(diff: Diff) -> tuple[str, ...]:
    """The difference in a few sentences."""
    what = "submission was" if diff.compared == 1 else "submissions and absences were"
    up = sum((row.mark[1] or 0.0) > (row.mark[0] or 0.0) for row in diff.changed)
    lines = [
        f"{diff.compared} {what} compared. {_marks(len(diff.changed))}, {up} of them up."
        if diff.changed
        else NO_DIFFERENCE
    ]
    lines += [
        f"{row.name} is worth {points(row.new)} points and was worth {points(row.old)}." for row in diff.worths
    ]
    lines += [
        f"{exercise}: {criterion or 'as a whole'}: {gain} gain, {lose} lose."
        for (exercise, criterion), (gain, lose) in diff.by_criterion.items()
        if gain or lose
    ]
    lines += [
        f"{row.student}: the points given by hand for {', '.join(row.by_hand)} stay; the automatic ones moved."
        for row in diff.kept_by_hand
    ]
    return tuple(map(clean_text, lines))


def difference_table(diff: Diff, assignment: Assignment) -> RenderableType:
    """The difference for a terminal: its summary, and a line for each criterion of each student."""
    lines: list[RenderableType] = [Text(line) for line in summary(diff)]
    if not diff.students:
        return Group(*lines)
    table = Table(title=f"{assignment.title}: what moves", title_justify="left")
    for name, settings in (
        ("student", {"overflow": "fold"}),
        ("mark", {"no_wrap": True}),
        ("criterion", {"overflow": "fold"}),
        ("points", {"no_wrap": True}),
        ("why", {}),
    ):
        table.add_column(name, **settings)
    for row in diff.students:
        mark = _mark(row)
        first = Text(clean_text(row.student)), mark, Text(notes(row))
        if notes(row) or not row.changes:
            table.add_row(first[0], mark, "", "", first[2])
            first = Text(""), "", Text("")
        for change in row.changes:
            what = Text(clean_text(f"{change.exercise}: {change.criterion}".rstrip(": ")))
            then_and_now = f"{_of(change.old)} -> {_of(change.new)}"
            table.add_row(first[0], first[1], what, then_and_now, Text(clean_text(change.message)))
            first = Text(""), "", Text("")
    return Group(*lines, table)


def notes(row: StudentChanges) -> str:
    """What is to say of a student beside the criteria."""
    found = []
    if row.state[0] is not row.state[1]:
        found.append(f"{row.state[0] or 'not marked yet'} -> {row.state[1]}.")
    if row.resubmitted:
        found.append("The file is not the one that was marked before.")
    if row.by_hand:
        found.append(f"By hand, so the mark keeps it: {', '.join(row.by_hand)}.")
    return " ".join(found)


def write_difference_csv(diff: Diff, path: Path) -> None:
    """Write the difference as a spreadsheet, a line for each criterion of each student who is concerned.

    Raises:
        OSError: the file cannot be written.
    """
    write_csv(path, DIFFERENCE_COLUMNS, _lines(diff))


def write_difference_page(diff: Diff, assignment: Assignment, path: Path, *, applied: bool) -> None:
    """Write the difference as one HTML page.

    Raises:
        OSError: the file cannot be written.
    """
    text = page(
        "regrade.html",
        title=f"{assignment.title}: what marking again changes",
        summary=summary(diff),
        students=[(row, _mark(row), notes(row)) for row in diff.students],
        of=_of,
        applied=applied,
        name=assignment.name,
    )
    write_whole(path, text)


def _lines(diff: Diff) -> Iterator[dict[str, Any]]:
    for row in diff.students:
        student = {
            "student": row.student,
            "old_state": row.state[0] or "",
            "new_state": row.state[1],
            "old_mark": row.mark[0],
            "new_mark": row.mark[1],
            "old_max": row.max_score[0],
            "new_max": row.max_score[1],
            "by_hand": " ".join(row.by_hand),
        }
        if not row.changes:
            yield student
        for change in row.changes:
            old, new = change.old or ("", ""), change.new or ("", "")
            yield student | {
                "exercise": change.exercise,
                "criterion": change.criterion,
                "change": change.kind,
                "old_earned": old[0],
                "old_points": old[1],
                "new_earned": new[0],
                "new_points": new[1],
                "message": change.message,
            }


def _mark(row: StudentChanges) -> str:
    old, new = (_of(pair) for pair in zip(row.mark, row.max_score, strict=True))
    return f"{old} -> {new}" if old != new else old


def _of(pair: tuple[float | None, float | None] | None) -> str:
    if pair is None or pair[0] is None:
        return "none"
    return points(pair[0]) if pair[1] is None else f"{points(pair[0])}/{points(pair[1])}"


def _marks(number: int) -> str:
    return "1 mark moves" if number == 1 else f"{number} marks move"
