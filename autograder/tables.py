"""Reports as people read them in a terminal: plain in a pipe, never colour alone, no markup from students."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.assignment import Assignment
from autograder.marking.mistakes import Mistake
from autograder.marking.rubric import Rubric
from autograder.report import CriterionResult, Outcome, ScoreReport, Status
from autograder.sentences import Sentence, say_all
from autograder.submission.notebook import clean_text

SIGNS = {
    Outcome.PASSED: "+",
    Outcome.CARRIED: "~",
    Outcome.FAILED: "-",
    Outcome.BLOCKED: ".",
    Outcome.MANUAL: "?",
    Outcome.ERROR: "!",
}
"""One letter for each outcome, so that no meaning hangs on colour."""

STYLES = {
    Outcome.PASSED: "green",
    Outcome.CARRIED: "cyan",
    Outcome.FAILED: "red",
    Outcome.BLOCKED: "dim",
    Outcome.MANUAL: "yellow",
    Outcome.ERROR: "magenta",
}


def points(number: float) -> str:
    """A number of points without needless zeros: 4, 2.5."""
    return f"{number:g}"


def report_table(report: ScoreReport, assignment: Assignment) -> RenderableType:
    """One report, exercise by exercise, with its sentences."""
    title = Text(f"{assignment.title}: {clean_text(report.submission)}", style="bold")
    lines: list[RenderableType] = [title]
    if report.status is not Status.GRADED:
        lines.append(Text(f"{report.status}: {clean_text(report.message)}", style="magenta"))
        return Group(*lines, _isolation(report))
    for exercise in assignment.exercises:
        rows = report.exercise(exercise.name)
        earned, full = sum(row.earned for row in rows), sum(row.points for row in rows)
        lines.append(Text(f"\n{exercise.name}  {points(earned)} of {points(full)}", style="bold"))
        lines += _collapse(rows)
    asked = [row for row in report.criteria if row.outcome is Outcome.MANUAL]
    if asked:
        lines.append(
            Text(f"\nwritten questions  {points(report.manual_max)} points wait for a person", style="bold")
        )
        lines += [Text(f"  ? {row.name} ({points(row.points)})", style="yellow") for row in asked]
    for heading, notes in (("warnings (they cost nothing)", report.warnings), ("mended", report.repairs)):
        if notes:
            lines.append(Text(f"\n{heading}", style="bold"))
            lines += [Text(f"  {clean_text(str(note))}") for note in notes]
    lines.append(
        Text(f"\nautomatic points: {points(report.score)} of {points(report.max_score)}", style="bold")
    )
    return Group(*lines, _isolation(report))


def _collapse(rows: Sequence[CriterionResult]) -> list[RenderableType]:
    """The criteria of one exercise; a sentence that several share is said once."""
    lines: list[RenderableType] = []
    said: set[tuple[Sentence, Sentence]] = set()
    hints: set[str] = set()
    for row in rows:
        style = STYLES[row.outcome]
        lines.append(
            Text(
                f"  {SIGNS[row.outcome]} {row.name}  {points(row.earned)} of {points(row.points)}",
                style=style,
            )
        )
        if row.found and (row.found, row.named) not in said:
            said.add((row.found, row.named))
            lines.append(Padding(Text(clean_text(row.message)), (0, 0, 0, 6), expand=False))
        if row.hint and row.hint not in hints:
            hints.add(row.hint)
            lines.append(Padding(Text(f"Hint: {row.hint}", style="italic"), (0, 0, 0, 6), expand=False))
    return lines


def _isolation(report: ScoreReport) -> RenderableType:
    return Text(f"isolation: {report.isolation}", style="dim" if report.isolation == "full" else "bold red")


def rubric_table(rubric: Rubric, assignment: Assignment) -> Table:
    """The rubric: what each point is for."""
    table = Table(title=f"{assignment.title}: what each point is for", title_justify="left")
    table.add_column("exercise", no_wrap=True)
    table.add_column("criterion", no_wrap=True)
    table.add_column("points", justify="right")
    table.add_column("asks that")
    before = ""
    for row in rubric.criteria:
        table.add_row(row.exercise if row.exercise != before else "", row.name, points(row.points), row.asks)
        before = row.exercise
    for question in assignment.questions:
        table.add_row(question.name, "", points(question.points), f"{question.title} (marked by a person)")
    automatic = sum(row.points for row in rubric.criteria)
    manual = sum(row.points for row in assignment.questions)
    table.caption = f"{points(automatic)} automatic points and {points(manual)} by hand"
    return table


def mistakes_table(assignment: Assignment, costs: Sequence[tuple[Mistake, float]]) -> Table:
    """What each known mistake costs: the points lost, and the criteria that fail by declaration."""
    table = Table(title=f"{assignment.title}: what each known mistake costs", title_justify="left")
    table.add_column("mistake", overflow="fold")
    table.add_column("is when")
    table.add_column("points", justify="right")
    table.add_column("fails")
    for mistake, cost in costs:
        names = "\n".join(key.replace("/", ": ") for key in mistake.loses)
        table.add_row(mistake.id, mistake.name, points(cost), names or "nothing: a warning")
    return table


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late one student was, in words, and the points that it costs in the gradebook."""

    late: str
    penalty: float


def class_table(
    reports: Sequence[ScoreReport], *, title: str, late: Mapping[str, Lateness] | None = None
) -> Table:
    """One line for each student: state, score, and the first reason for a lost point.

    `late` has two columns more, if anybody is in it; the score is that before the penalty.
    """
    table = Table(title=title, title_justify="left")
    table.add_column("student", overflow="fold")
    table.add_column("state", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    for name in ("late", "penalty") if late else ():
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("first reason")
    for report in reports:
        score = f"{points(report.score)}/{points(report.max_score)}" if report.status is Status.GRADED else "-"
        row = (late or {}).get(report.student or "")
        lateness = [row.late, points(row.penalty)] if row else ["", ""]
        table.add_row(
            Text(clean_text(report.student or report.submission)),
            str(report.status),
            score,
            *(lateness if late else ()),
            Text(first_reason(report)),
        )
    return table


def state_counts(reports: Sequence[ScoreReport]) -> str:
    """How many students ended in which state, in one line."""
    counts = {status: sum(report.status is status for report in reports) for status in Status}
    return ", ".join(f"{number} {status}" for status, number in counts.items() if number)


def first_reason(report: ScoreReport) -> str:
    """The sentence of the first criterion that lost a point; the message of what was not graded."""
    if report.status is not Status.GRADED:
        return clean_text(report.message)
    for row in report.automatic:
        if row.earned < row.points and row.found:
            return clean_text(f"{row.name}: {row.message}")
    return clean_text(f"warning: {report.warnings[0]}") if report.warnings else "everything is right"


def console(*, stderr: bool = False) -> Console:
    """The terminal; a pipe gets plain text of any width."""
    probe = Console(stderr=stderr, highlight=False, soft_wrap=False)
    return probe if probe.is_terminal else Console(stderr=stderr, highlight=False, width=120, no_color=True)


def to_look_at(reports: Sequence[ScoreReport]) -> RenderableType:
    """Whom a member of staff should look at, and why."""
    found = [report for report in reports if report.review]
    if not found:
        return Text("nobody needs a look")
    lines = [Text("worth a look:", style="bold")]
    for report in found:
        name = clean_text(report.student or report.submission)
        lines.append(Text(f"  {name}: {clean_text(str(say_all(report.review)))}"))
    return Group(*lines)
