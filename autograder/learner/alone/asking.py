"""What a lone copy's `check` and `answer` do: hidden checks and answers, each after an attempt.

The gates are no walls. Whoever studies alone has the solutions on the own machine and may open the files; here
they come in the order in which they help: first your try, then the checks that ask more, then another way.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.errors import AssignmentError, LoadError
from autograder.languages.handout_words import in_its_language
from autograder.learner.alone.attempt_record import ENOUGH_ATTEMPTS, attempts, count_attempt, kernel_code
from autograder.learner.answers import ModelAnswer, answer_markdown, model_answers
from autograder.learner.check import check_exercise, exercises_here, to_install
from autograder.learner.live.interrupting import interruptible
from autograder.learner.live.prints import held_back
from autograder.learner.live.show import show_in_place, show_markdown
from autograder.learner.public import PublicLine, open_handout, public_report, unwritten
from autograder.learner.remarks import PASSED, UNASKED, Report, state
from autograder.report import Outcome
from autograder.sentences import Sentence, listed, say
from autograder.shipped import solved
from autograder.submission.notebook import read


@in_its_language
def check_alone(exercise: str | None, names: dict[str, Any], folder: str, *, hidden: bool = False) -> None:
    """Show the report on an exercise, or on all; the hidden checks are asked of what is written.

    What failed counts as an attempt, and who has made enough of them is told what there is to see.
    """
    for one in exercises_here(folder) if exercise is None else [exercise]:
        if hidden and _waits(one, names, Path(folder)):
            continue
        seen: list[Report] = []
        check_exercise(one, names, folder, hidden=hidden, seen=seen.append)
        if any(map(_is_wrong, seen)):
            count_attempt(Path(folder), one, names)
            if attempts(Path(folder), one) >= ENOUGH_ATTEMPTS:
                print(say('answer("{one}") shows one way to write it, if you like.', one=one))


@in_its_language
def show_answer(name: str | None, names: dict[str, Any], folder: str) -> None:
    """Show a solution or a model answer, or say what it waits for; without a name, list them."""
    here = Path(folder)
    assignment = solved(here)
    if assignment is None:
        print(to_install(say("The answers")))
        return
    try:
        checked = open_handout(here).checked
        if name is None:
            print("\n".join(_open_answers(assignment, names, here)))
        elif name in checked:
            _show_one_way(assignment, name, names, here)
        else:
            _show_model(assignment, name, here)
    except (AssignmentError, LoadError) as error:
        print(error)


def _is_wrong(report: Report) -> bool:
    """Whether something that is written failed."""
    wrong = (Outcome.FAILED, Outcome.ERROR)
    return any(line.result and line.result.outcome in wrong and not line.unwritten for line in report.lines)


def _waits(exercise: str, names: dict[str, Any], folder: Path) -> bool:
    """Whether the hidden checks wait for an attempt; says so."""
    try:
        _, why = unwritten(_judged(exercise, names, folder), exercise, names)
    except AssignmentError:
        return False  # check_exercise says what is wrong
    if why:
        print(say("{why} The hidden checks come after a try of yours.", why=why))
    return bool(why)


def _show_one_way(assignment: Assignment, exercise: str, names: dict[str, Any], folder: Path) -> None:
    wait = waits_for(exercise, names, folder)
    if wait:
        print(wait)
        return
    from autograder.learner.alone.one_way import one_way, one_way_html, one_way_text  # its extra has pygments

    shown = one_way(assignment, exercise, kernel_code(exercise, names))
    if shown:
        show_in_place(one_way_text(shown), one_way_html(shown))


def waits_for(exercise: str, names: dict[str, Any], folder: Path) -> Sentence | None:
    """What the solution of an exercise waits for; nothing when its checks pass, or after enough attempts.

    Raises:
        AssignmentError: the folder is no handout.
    """
    left = ENOUGH_ATTEMPTS - attempts(folder, exercise)
    states = {state(line) for line in _judged(exercise, names, folder)}
    if left <= 0 or (PASSED in states and states <= {PASSED, *UNASKED}):
        return None
    template = (
        "One way to write {name} is shown when its checks pass, or after {enough} different attempts that"
        ' check("{name}") found wrong: {left} more to go. hint("{name}") helps in small steps.'
    )
    return say(template, name=exercise, enough=ENOUGH_ATTEMPTS, left=left)


def _judged(exercise: str, names: dict[str, Any], folder: Path) -> tuple[PublicLine, ...]:
    """The exercise as it stands, to know what is open; what it prints is not shown."""
    with interruptible(), held_back():
        return public_report(folder, exercise, names)


def _models(assignment: Assignment, folder: Path) -> tuple[ModelAnswer, ...]:
    return tuple(model_answers(assignment, read(folder / f"{folder.resolve().name}.ipynb").cells))


def _show_model(assignment: Assignment, name: str, folder: Path) -> None:
    found = _models(assignment, folder)
    for row in found:
        title = row.question.title
        if name in (row.question.name, title, str(Sentence(title))):
            show_markdown(answer_markdown(row))
            return
    there = listed([*open_handout(folder).checked, *(row.question.name for row in found)])
    raise AssignmentError(
        say('There is no exercise and no question "{name}" here; there is {there}.', name=name, there=there)
    )


def _open_answers(assignment: Assignment, names: dict[str, Any], folder: Path) -> Iterator[str]:
    """A line for each exercise and each question: whether its answer is open."""
    for exercise in exercises_here(str(folder)):
        wait = waits_for(exercise, names, folder)
        left = ENOUGH_ATTEMPTS - attempts(folder, exercise)
        waits = say("waits: {left} more attempts, or all checks", left=left)
        yield f'answer("{exercise}")  {waits if wait else say("open")}'
    for row in _models(assignment, folder):
        waits = say("waits for your own, saved")
        yield f'answer("{row.question.name}")  {say("open") if row.answer else waits}'
