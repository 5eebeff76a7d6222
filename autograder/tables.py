"""Reports as people read them in a terminal: plain in a pipe, never colour alone, no markup from students."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.containers import Lines
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.assignment import Assignment
from autograder.columns import has_wide_letters, line_ends
from autograder.report import STATUSES, CriterionResult, Outcome, ScoreReport, Status
from autograder.sentences import Sentence, in_words, say, say_all
from autograder.submission.notebook import clean_text

if TYPE_CHECKING:
    from autograder.marking.mistakes import Mistake
    from autograder.marking.rubric import Rubric

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


class Prose(Text):
    """A text whose lines may end after any wide letter; rich ends them at blanks and cuts off the rest."""

    def wrap(self, console: Console, width: int, **options: Any) -> Lines:
        """The lines of at most so many columns."""
        if not has_wide_letters(self.plain):
            return super().wrap(console, width, **options)
        found = Lines()
        for line in self.split(allow_blank=True):
            for piece in line.divide(line_ends(line.plain, width)):
                piece.rstrip()
                found.extend(piece.wrap(console, width, **options))
        return found


def points(number: float) -> str:
    """A number of points without needless zeros: 4, 2.5."""
    return f"{number:g}"


def _of(part: float, whole: float) -> str:
    return in_words("{part} of {whole}", part=points(part), whole=points(whole))


def titled(assignment: Assignment, of: str) -> str:
    """The title of an assignment, and of whom or what is spoken."""
    return clean_text(in_words("{title}: {of}", title=Sentence(assignment.title), of=of))


def report_table(report: ScoreReport, assignment: Assignment) -> RenderableType:
    """One report, exercise by exercise, with its sentences."""
    title = Prose(titled(assignment, report.submission), style="bold")
    lines: list[RenderableType] = [title]
    if report.status is not Status.GRADED:
        lines.append(Prose(clean_text(report.state_and_why), style="magenta"))
        return Group(*lines, _isolation(report))
    for exercise in assignment.exercises:
        rows = report.exercise(exercise.name)
        earned, full = sum(row.earned for row in rows), sum(row.points for row in rows)
        lines.append(Prose(f"\n{exercise.name}  {_of(earned, full)}", style="bold"))
        lines += _collapse(rows)
    asked = [row for row in report.criteria if row.outcome is Outcome.MANUAL]
    if asked:
        lines.append(
            Prose(
                "\n"
                + in_words("written questions  {points:g} points wait for a person", points=report.manual_max),
                style="bold",
            )
        )
        lines += [Prose(f"  ? {Sentence(row.name)} ({points(row.points)})", style="yellow") for row in asked]
    for heading, notes in (
        (say("warnings (they cost nothing)"), report.warnings),
        (say("mended"), report.repairs),
    ):
        if notes:
            lines.append(Prose(f"\n{heading}", style="bold"))
            lines += [Prose(f"  {clean_text(str(note))}") for note in notes]
    lines.append(
        Prose("\n" + in_words("automatic points: {of}", of=_of(report.score, report.max_score)), style="bold")
    )
    return Group(*lines, _isolation(report))


def _collapse(rows: Sequence[CriterionResult]) -> list[RenderableType]:
    """The criteria of one exercise; a sentence that several share is said once."""
    lines: list[RenderableType] = []
    said: set[tuple[Sentence, Sentence]] = set()
    hints: set[Sentence] = set()
    for row in rows:
        style = STYLES[row.outcome]
        lines.append(
            Prose(
                f"  {SIGNS[row.outcome]} {Sentence(row.name)}  {_of(row.earned, row.points)}",
                style=style,
            )
        )
        if row.found and (row.found, row.named) not in said:
            said.add((row.found, row.named))
            lines.append(Padding(Prose(clean_text(row.message)), (0, 0, 0, 6), expand=False))
        if row.hint and row.hint not in hints:
            hints.add(row.hint)
            lines.append(
                Padding(
                    Prose(in_words("Hint: {hint}", hint=row.hint), style="italic"),
                    (0, 0, 0, 6),
                    expand=False,
                )
            )
    return lines


def _isolation(report: ScoreReport) -> RenderableType:
    return Prose(
        in_words("isolation: {isolation}", isolation=report.isolation),
        style="dim" if report.isolation == "full" else "bold red",
    )


def rubric_table(rubric: Rubric, assignment: Assignment) -> Table:
    """The rubric: what each point is for."""
    table = Table(
        title=in_words("{title}: what each point is for", title=Sentence(assignment.title)),
        title_justify="left",
    )
    table.add_column(in_words("exercise"), no_wrap=True)
    table.add_column(in_words("criterion"), no_wrap=True)
    table.add_column(in_words("points"), justify="right")
    table.add_column(in_words("asks that"))
    before = ""
    for row in rubric.criteria:
        table.add_row(
            row.exercise if row.exercise != before else "",
            str(Sentence(row.name)),
            points(row.points),
            Prose(str(Sentence(row.asks))),
        )
        before = row.exercise
    for question in assignment.questions:
        table.add_row(
            question.name,
            "",
            points(question.points),
            Prose(in_words("{title} (marked by a person)", title=Sentence(question.title))),
        )
    automatic = sum(row.points for row in rubric.criteria)
    manual = sum(row.points for row in assignment.questions)
    table.caption = in_words(
        "{automatic:g} automatic points and {manual:g} by hand", automatic=automatic, manual=manual
    )
    return table


def mistakes_table(assignment: Assignment, costs: Sequence[tuple[Mistake, float]]) -> Table:
    """What each known mistake costs: the points lost, and the criteria that fail by declaration."""
    table = Table(
        title=in_words("{title}: what each known mistake costs", title=Sentence(assignment.title)),
        title_justify="left",
    )
    table.add_column(in_words("mistake"), overflow="fold")
    table.add_column(in_words("is when"))
    table.add_column(in_words("points"), justify="right")
    table.add_column(in_words("fails"))
    for mistake, cost in costs:
        lost = (key.partition("/") for key in mistake.loses)
        names = "\n".join(
            in_words("{exercise}: {criterion}", exercise=one, criterion=Sentence(other))
            for one, _, other in lost
        )
        table.add_row(
            mistake.id,
            Prose(str(Sentence(mistake.name))),
            points(cost),
            Prose(names or in_words("nothing: a warning")),
        )
    return table


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late one student was, in words, and the points that it costs in the gradebook."""

    late: str
    penalty: float


def class_table(
    reports: Sequence[ScoreReport],
    *,
    title: str,
    late: Mapping[str, Lateness] | None = None,
    pages: Mapping[str, str] | None = None,
) -> Table:
    """One line for each student: state, score, and the first reason for a lost point.

    `late` has two columns more, if anybody is in it; the score is that before the penalty. `pages` has one
    more: what became of the page of feedback.
    """
    table = Table(title=title, title_justify="left")
    table.add_column(in_words("student"), overflow="fold")
    table.add_column(in_words("state"), no_wrap=True)
    table.add_column(in_words("score"), justify="right", no_wrap=True)
    for name in (in_words("late"), in_words("penalty")) if late else ():
        table.add_column(name, justify="right", no_wrap=True)
    if pages is not None:
        table.add_column(in_words("page"), no_wrap=True)
    table.add_column(in_words("first reason"))
    for report in reports:
        score = f"{points(report.score)}/{points(report.max_score)}" if report.status is Status.GRADED else "-"
        row = (late or {}).get(report.student or "")
        lateness = [row.late, points(row.penalty)] if row else ["", ""]
        table.add_row(
            Prose(clean_text(report.student or report.submission)),
            str(STATUSES[report.status]),
            score,
            *(lateness if late else ()),
            *([pages.get(report.student or "", "")] if pages is not None else ()),
            Prose(first_reason(report)),
        )
    return table


def state_counts(reports: Sequence[ScoreReport]) -> str:
    """How many students ended in which state, in one line."""
    counts = {status: sum(report.status is status for report in reports) for status in Status}
    said = (
        say("{students} {state}", students=counts[one], state=STATUSES[one]) for one in Status if counts[one]
    )
    return str(say_all(said, "{one}, {other}"))


def first_reason(report: ScoreReport) -> str:
    """The sentence of the first criterion that lost a point; the message of what was not graded."""
    if report.status is not Status.GRADED:
        return clean_text(report.message)
    for row in report.automatic:
        if row.earned < row.points and row.found:
            return clean_text(in_words("{criterion}: {why}", criterion=Sentence(row.name), why=row.message))
    first = in_words("warning: {said}", said=report.warnings[0]) if report.warnings else ""
    return clean_text(first) if report.warnings else in_words("everything is right")


def console(*, stderr: bool = False) -> Console:
    """The terminal; a pipe gets plain text of any width."""
    probe = Console(stderr=stderr, highlight=False, soft_wrap=False)
    return probe if probe.is_terminal else Console(stderr=stderr, highlight=False, width=120, no_color=True)


def to_look_at(reports: Sequence[ScoreReport]) -> RenderableType:
    """Whom a member of staff should look at, and why."""
    found = [report for report in reports if report.review]
    if not found:
        return Prose(in_words("nobody needs a look"))
    lines = [Prose(in_words("worth a look:"), style="bold")]
    for report in found:
        name = clean_text(report.student or report.submission)
        lines.append(Prose(f"  {name}: {clean_text(str(say_all(report.review)))}"))
    return Group(*lines)
