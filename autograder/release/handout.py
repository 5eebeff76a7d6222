"""The files that students get beside the notebook: public files, the door to the checks, rubric, signatures.

nbgrader copies every file beside a source notebook to the students, so nothing else may lie there.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.languages.engine_words import ENGLISH
from autograder.languages.handout_words import WORDS_FILE, write_words
from autograder.learner.elsewhere import versions_here
from autograder.learner.public import SEED, write_rubric
from autograder.marking.earlier import reference_chunks
from autograder.marking.mistakes import (
    demand_criteria,
    mistake_sessions,
    practice_overlays,
    read_mistakes,
    read_practice_mistakes,
    sessions_of,
)
from autograder.marking.rubric import Rubric, collect_public, worth_of
from autograder.marking.signatures import sign, write
from autograder.release.door import DOOR
from autograder.release.trial import demand_public_reference
from autograder.sentences import Sentence, in_words, say, speaking
from autograder.source import stubs_of
from autograder.translation.tongue import IN_ENGLISH, Tongue
from autograder.translation.translated import translate_pictures

IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


def write_files(assignment: Assignment, rubric: Rubric, folder: Path, tongue: Tongue = IN_ENGLISH) -> None:
    """Put everything but the notebook into `folder`, with words in a language.

    Raises:
        AssignmentError: the public checks contradict each other or the rubric, write points, lack a practice,
            or refuse the reference; or a mistake is unreadable or loses what is no criterion.
    """
    public = assignment.folder / "public"
    checks = _public_checks(assignment, rubric)
    _demand_fit(assignment, rubric, checks)
    demand_public_reference(assignment, checks)
    if public.is_dir():
        shutil.copytree(public, folder, dirs_exist_ok=True, ignore=IGNORED)
    (folder / "checks.py").write_text(tongue.code(DOOR, "file checks.py"), encoding="utf-8")
    (folder / "rubric.json").write_text(_rubric(assignment, rubric), encoding="utf-8")
    with speaking(tongue.words):
        (folder / "README.md").write_text(readme(assignment, rubric), encoding="utf-8")
    if tongue.language != ENGLISH:
        translate_pictures(folder, tongue.of_course, tongue.language)
        (folder / WORDS_FILE).write_text(write_words(tongue.language, tongue.to_hand_out), encoding="utf-8")
    mistakes, of_practice = read_mistakes(assignment.folder), read_practice_mistakes(assignment.folder)
    demand_criteria(mistakes, rubric)
    practice = {row.name for row in assignment.practice}
    demand_criteria(of_practice, Rubric(tuple(row for row in checks.rows if row.exercise in practice)))
    if checks.rows and (mistakes or of_practice):
        (folder / "signatures.json").write_text(signatures(assignment, checks), encoding="utf-8")


def _rubric(assignment: Assignment, rubric: Rubric) -> str:
    """The text of `rubric.json`."""
    return write_rubric(
        rubric,
        tuple(row.name for row in assignment.practice),
        order=assignment.order,
        marked_with=versions_here(),
        stubs=stubs_of(assignment),
        about={"title": assignment.title, "summary": assignment.summary, "minutes": assignment.minutes},
    )


def _public_checks(assignment: Assignment, rubric: Rubric) -> Rubric:
    public = assignment.folder / "public"
    if not any(public.glob("check_*.py")):
        return Rubric(())
    return collect_public(public, assignment.checked, worth_of(rubric), strict=True)


def signatures(assignment: Assignment, checks: Rubric) -> str:
    """The text of `signatures.json`: what each known mistake gives in the public checks, not to be rebuilt.

    Raises:
        AssignmentError: a mistake cannot be read.
    """
    known = mistake_sessions(assignment, reference_chunks(assignment))
    practice = tuple(row.name for row in assignment.practice)
    if practice:
        reference = reference_chunks(assignment, practice)
        known = {**known, **sessions_of(practice_overlays(assignment, reference))}
    return write(sign(known, checks, seed=SEED))


def readme(assignment: Assignment, rubric: Rubric) -> str:
    """What the assignment asks and what each point is for, in Markdown."""
    automatic = sum(row.points for row in rubric.criteria)
    manual = sum(row.points for row in assignment.questions)
    file, minutes = f"{assignment.name}.ipynb", assignment.minutes
    lines: list[Sentence | str] = [
        say("# {title}", title=Sentence(assignment.title)),
        "",
        Sentence(assignment.summary),
        "",
        say("Open `{file}`. It takes about {minutes} minutes.", file=file, minutes=minutes),
        say(
            "There are {all:g} points: {automatic:g} for code and {manual:g} for written answers.",
            all=automatic + manual,
            automatic=automatic,
            manual=manual,
        ),
        "",
        say("## What each point is for"),
    ]
    for exercise in assignment.exercises:
        title, worth = Sentence(exercise.title), rubric.points(exercise.name)
        lines += ["", say("### {title} ({points:g} points)", title=title, points=worth), ""]
        lines += [say("| points | criterion | what it asks |"), "| ---: | --- | --- |"]
        lines += [
            f"| {row.points:g} | {Sentence(row.name)} | {Sentence(row.asks)} |"
            for row in rubric.criteria
            if row.exercise == exercise.name
        ]
    if assignment.practice:
        lines += ["", say("### Practice (no points)"), ""]
        lines += [say("Optional steps on the way. The notebook checks them, and nobody marks them."), ""]
        lines += [
            in_words("- {title} (`{name}`)", title=Sentence(row.title), name=row.name)
            for row in assignment.practice
        ]
    if assignment.questions:
        lines += ["", say("### Written answers ({points:g} points)", points=manual), ""]
        lines += [say("No check marks these: they are read."), ""]
        lines += [
            say("- {title} ({points:g} points)", title=Sentence(row.title), points=row.points)
            for row in assignment.questions
        ]
    return "\n".join(map(str, lines)) + "\n"


def _demand_fit(assignment: Assignment, rubric: Rubric, checks: Rubric) -> None:
    """Public checks speak of lines of the rubric; and of all practice, or it would be right whatever it is."""
    public = assignment.folder / "public"
    practice = [row.name for row in assignment.practice]
    for row in checks.criteria:
        known = [line.name for line in rubric.criteria if line.exercise == row.exercise]
        if row.name not in known and row.exercise not in practice:
            raise AssignmentError(
                say(
                    '{public}/{name} speaks about "{criterion}", which is no criterion of {exercise}; write'
                    " one of {known}.",
                    public=public,
                    name=row.checks[0].name,
                    criterion=row.name,
                    exercise=row.exercise,
                    known=", ".join(known),
                )
            )
    for name in practice:
        if not any(row.exercise == name for row in checks.rows):
            raise AssignmentError(
                say(
                    '{public}: no check speaks about the practice "{name}"; write one that has'
                    ' pytest.mark.exercise("{name}") and @pytest.mark.criterion("...").',
                    public=public,
                    name=name,
                )
            )
