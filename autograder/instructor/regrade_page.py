"""The difference that new checks make, for people: in a terminal, as a spreadsheet, as a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from autograder.assignment import Assignment
from autograder.files import write_whole
from autograder.instructor.html_page import page
from autograder.instructor.regrade import Diff, StudentChanges
from autograder.nbgrader.export import write_csv
from autograder.report import STATUSES
from autograder.sentences import Sentence, in_words, listed, say, say_all
from autograder.submission.notebook import clean_text
from autograder.tables import Prose, points

DIFFERENCE_COLUMNS = (
    *("student", "old_state", "new_state", "old_mark", "new_mark", "old_max", "new_max", "by_hand"),
    *("exercise", "criterion", "change", "old_earned", "old_points", "new_earned", "new_points", "message"),
)


def stale_feedback(assignment: Assignment) -> Sentence:
    """What is to be done with the pages that students have."""
    return say(
        "Feedback that students have still shows the old marks. Write it anew: autograder feedback {name}, then"
        " nbgrader release_feedback {name} --force; --student=NAME chooses one.",
        name=assignment.name,
    )


def summary(diff: Diff) -> tuple[str, ...]:
    """The difference in a few sentences."""
    lines = [_how_many(diff) if diff.changed else say("No mark moves.")]
    text = "{name} is worth {new} points and was worth {old}."
    lines += [say(text, name=row.name, new=points(row.new), old=points(row.old)) for row in diff.worths]
    lines += [
        say("{what}: {gain} gain, {lose} lose.", what=_what(exercise, criterion), gain=gain, lose=lose)
        for (exercise, criterion), (gain, lose) in diff.by_criterion.items()
        if gain or lose
    ]
    text = "{student}: the points given by hand for {names} stay; the automatic ones moved."
    lines += [say(text, student=row.student, names=listed(row.by_hand)) for row in diff.kept_by_hand]
    return tuple(clean_text(str(line)) for line in lines)


def _how_many(diff: Diff) -> Sentence:
    up = sum((row.mark[1] or 0.0) > (row.mark[0] or 0.0) for row in diff.changed)
    text = "{compared} submissions and absences were compared. {number} marks move, {up} of them up."
    if diff.compared == 1:
        text = "1 submission was compared. 1 mark moves, {up} of them up."
    elif len(diff.changed) == 1:
        text = "{compared} submissions and absences were compared. 1 mark moves, {up} of them up."
    return say(text, compared=diff.compared, number=len(diff.changed), up=up)


def _what(exercise: str, criterion: str) -> Sentence:
    """A criterion of an exercise, or the exercise."""
    named = Sentence(criterion) if criterion else say("as a whole")
    return say("{exercise}: {criterion}", exercise=exercise, criterion=named)


def difference_table(diff: Diff, assignment: Assignment) -> RenderableType:
    """The difference for a terminal: its summary, and a line for each criterion of each student."""
    lines: list[RenderableType] = [Prose(line) for line in summary(diff)]
    if not diff.students:
        return Group(*lines)
    title = in_words("{title}: what moves", title=Sentence(assignment.title))
    table = Table(title=title, title_justify="left")
    table.add_column(in_words("student"), overflow="fold")
    table.add_column(in_words("mark"), no_wrap=True)
    table.add_column(in_words("criterion"), overflow="fold")
    table.add_column(in_words("points"), no_wrap=True)
    table.add_column(in_words("why"))
    for row in diff.students:
        mark = _mark(row)
        first = Prose(clean_text(row.student)), mark, Prose(notes(row))
        if notes(row) or not row.changes:
            table.add_row(first[0], mark, "", "", first[2])
            first = Prose(""), "", Prose("")
        for change in row.changes:
            named = _what(change.exercise, change.criterion) if change.criterion else change.exercise
            what = Prose(clean_text(str(named)))
            then_and_now = f"{_of(change.old)} -> {_of(change.new)}"
            table.add_row(first[0], first[1], what, then_and_now, Prose(clean_text(change.message)))
            first = Prose(""), "", Prose("")
    return Group(*lines, table)


def notes(row: StudentChanges) -> str:
    """What is to say of a student beside the criteria."""
    found = []
    if row.state[0] is not row.state[1]:
        before = STATUSES[row.state[0]] if row.state[0] else say("not marked yet")
        found.append(say("{before} -> {after}.", before=before, after=STATUSES[row.state[1]]))
    if row.resubmitted:
        found.append(say("The file is not the one that was marked before."))
    if row.by_hand:
        found.append(say("By hand, so the mark keeps it: {names}.", names=listed(row.by_hand)))
    return str(say_all(found))


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
        title=in_words("{title}: what marking again changes", title=Sentence(assignment.title)),
        summary=summary(diff),
        students=[(row, _mark(row), notes(row)) for row in diff.students],
        of=_of,
        what=_what,
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
        return in_words("none")
    return points(pair[0]) if pair[1] is None else f"{points(pair[0])}/{points(pair[1])}"
