"""`autograder explain`: one student's report replayed with its own seed, to answer a regrade request.

In a terminal it says what was asked, got and earned, and whether that agrees with the stored report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.grading import Grader
from autograder.instructor.regrade import MarkChange, row_changes
from autograder.instructor.standing import Standing, find_standing, mark_again
from autograder.marking.versions import SUBMISSION, changed, names_files
from autograder.report import OUTCOMES, STATUSES, CriterionResult, Outcome, ScoreReport, Status
from autograder.sentences import NOTHING, Sentence, in_words, say
from autograder.submission.notebook import clean_text
from autograder.tables import SIGNS, STYLES, Prose, points, titled


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was asked and what was earned, then and in a replay now."""

    standing: Standing
    stored: ScoreReport
    replayed: ScoreReport
    asks: Mapping[tuple[str, str], str]  # what each criterion asks, by (exercise, name), as the checks are now
    changes: tuple[MarkChange, ...]
    versions: Mapping[str, str]  # as they are now
    changed: tuple[str, ...]  # files and programs in another version than then
    knows_files: bool  # whether the stored report says with which files it was made

    @property
    def agrees(self) -> bool:
        """Whether the replay came to the same state and the same points for each criterion."""
        return not self.changes and self.stored.status is self.replayed.status


def replay_report(course: Path, assignment: Assignment, student: str) -> Explanation:
    """Replay a student's report; nothing is written.

    Raises:
        AssignmentError: there is no gradebook, no such student, or no stored report of one who submitted.
        HostError: the gradebook cannot be read.
    """
    standing = find_standing(course, assignment, student)
    stored = standing.report
    if stored is None:
        what = in_words("has submitted nothing") if not standing.submitted else in_words("has no stored report")
        raise AssignmentError(
            say(
                "{student} {what}, so there is nothing to explain. autograder grade {name} --student"
                " {student} marks what is submitted.",
                student=student,
                what=what,
                name=assignment.name,
            )
        )
    with Grader(assignment, seed=stored.seed) as grader:
        replayed = mark_again(course, grader, standing)
        then, now = dict(stored.versions), dict(grader.versions)
        if SUBMISSION in then and replayed.status is Status.GRADED:
            now[SUBMISSION] = replayed.versions.get(SUBMISSION, "")
        else:
            then.pop(SUBMISSION, None)
        asks = {(row.exercise, row.name): row.asks for row in grader.rubric.criteria}
    return Explanation(
        standing=standing,
        stored=stored,
        replayed=replayed,
        asks=asks,
        changes=row_changes(stored.criteria, replayed.criteria),
        versions=now,
        changed=changed(then, now) if names_files(then) else (),
        knows_files=names_files(then),
    )


WHAT_CHANGED = {
    SUBMISSION: say("the submission (another file lies there now)"),
    "mistakes": say("the known mistakes"),
}


def explanation_text(found: Explanation, assignment: Assignment) -> RenderableType:
    """One student's report, criterion by criterion, with what each asks, and the verdict on the replay."""
    lines: list[RenderableType] = [Prose(titled(assignment, found.standing.student), style="bold")]
    stored = found.stored
    if stored.status is not Status.GRADED:
        lines.append(Prose(clean_text(stored.state_and_why), style="magenta"))
    else:
        lines += [line for exercise in assignment.exercises for line in _exercise(found, exercise.name)]
        score = in_words(
            "automatic points: {score} of {max_score}, seed {seed}",
            score=points(stored.score),
            max_score=points(stored.max_score),
            seed=stored.seed,
        )
        lines.append(Prose(f"\n{score}", style="bold"))
    lines += [Prose(clean_text(line)) for line in (*by_hand(found), *verdict(found))]
    return Group(*lines)


def verdict(found: Explanation) -> Iterator[str]:
    """Whether the replay agrees, and if not, what is another than it was."""
    if found.agrees:
        yield in_words("The replay agrees with the stored report in every criterion.")
    else:
        yield in_words("The replay does not agree with the stored report:")
        if found.stored.status is not found.replayed.status:
            why = found.replayed.why
            reason = say(" ({reason})", reason=why) if why else NOTHING
            yield in_words(
                "  state: {then} then, {now} now{reason}",
                then=STATUSES[found.stored.status],
                now=STATUSES[found.replayed.status],
                reason=reason,
            )
        for change in found.changes:
            then = in_words("not asked") if change.old is None else _of(*change.old)
            now = in_words("not asked") if change.new is None else _of(*change.new)
            yield in_words(
                "  {exercise}: {criterion}: {then} then, {now} now. {message}",
                exercise=change.exercise,
                criterion=Sentence(change.criterion),
                then=then,
                now=now,
                message=change.message,
            ).rstrip()
    if found.changed:
        parts = [f"  {_part(found, name)}" for name in found.changed]
        yield in_words("Changed since then:")
        yield from parts
    elif not found.knows_files:
        yield in_words(
            "The stored report does not say with which checks it was made; whether they changed is not known."
        )
    elif not found.agrees:
        yield (
            in_words(
                "Neither the checks nor the submission nor the programs changed, so the submission"
                " does not always do the same: chance, time or the limits are in it. A person should"
                " decide."
            )
        )
    if not found.agrees:
        name = found.stored.assignment
        yield in_words("To see whom it concerns: autograder regrade {name} --diff", name=name)


def by_hand(found: Explanation) -> Iterator[str]:
    """The points that a person gave, and the late penalty: what else the gradebook's mark is made of."""
    for cell in found.standing.cells:
        if cell.manual is not None:
            automatic = (
                ""
                if cell.automatic is None
                else in_words(", in place of {automatic}", automatic=points(cell.automatic))
            )
            yield in_words(
                "given by hand: {name} {manual} of {max_score}{automatic}",
                name=cell.name,
                manual=points(cell.manual),
                max_score=points(cell.max_score),
                automatic=automatic,
            )
        if cell.extra:
            yield in_words("extra credit: {name} {extra}", name=cell.name, extra=points(cell.extra))
    if found.standing.mark is not None:
        late = (
            in_words(", less {penalty} for being late", penalty=points(found.standing.penalty))
            if found.standing.penalty
            else ""
        )
        yield (
            in_words(
                "in the gradebook: {mark} of {max_score}{late}",
                mark=points(found.standing.mark),
                max_score=points(found.standing.max_score),
                late=late,
            )
        )


def _exercise(found: Explanation, name: str) -> Iterator[RenderableType]:
    rows = found.stored.exercise(name)
    earned, full = sum(row.earned for row in rows), sum(row.points for row in rows)
    yield Prose(f"\n{name}  {_of(earned, full)}", style="bold")
    for row in rows:
        head = f"  {SIGNS[row.outcome]} {Sentence(row.name)}"
        end = f"{_of(row.earned, row.points)} {in_words(' ({outcome})', outcome=OUTCOMES[row.outcome])}"
        yield Prose(f"{head}  {end}", style=STYLES[row.outcome])
        for line in _said(found, row):
            yield Padding(Prose(line), (0, 0, 0, 6), expand=False)


def _said(found: Explanation, row: CriterionResult) -> Iterator[str]:
    asked = found.asks.get((row.exercise, row.name))
    asks = Sentence(asked) if asked else say("no check of today asks this any more")
    yield in_words("asked: {asks}", asks=asks)
    if row.message and row.outcome is not Outcome.PASSED:
        yield in_words("found: {said}", said=clean_text(row.message))
    if row.mistake:
        yield in_words("known mistake: {mistake}", mistake=row.mistake)
    if row.hint:
        yield in_words("hint: {hint}", hint=row.hint)


def _of(part: float, whole: float) -> str:
    return in_words("{part} of {whole}", part=points(part), whole=points(whole))


def _part(found: Explanation, name: str) -> str:
    if name in WHAT_CHANGED:
        return str(WHAT_CHANGED[name])
    then, now = found.stored.versions.get(name), found.versions.get(name)
    if name in ("autograder", "numpy", "python"):
        unknown = in_words("unknown")
        return f"{name} {then or unknown} -> {now or unknown}"
    if then is None:
        return in_words("{name} is new", name=name)
    return in_words("{name} is gone", name=name) if now is None else name
