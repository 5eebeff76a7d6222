"""Hints in steps, from the question to the place to read again; never the solution.

The functions are judged anew for each hint, so that a hint speaks of them as they stand: who mends one mistake
and makes another gets the hints of the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.columns import filled_lines
from autograder.errors import AssignmentError
from autograder.languages.handout_words import in_its_language
from autograder.learner.graph import find_graph
from autograder.learner.live.cells import not_taken
from autograder.learner.live.interrupting import interruptible
from autograder.learner.live.prints import held_back
from autograder.learner.public import Handout, PublicLine, exercises_of, open_handout, public_report
from autograder.learner.remarks import FAILED, LATER, PASSED, UNASKED, WIDTH, state
from autograder.sentences import NOTHING, Sentence, in_words, listed, say

Told = tuple[str, str, Sentence]
"""A hint that was given: its exercise, its criterion, itself."""


@in_its_language
def give_hint(name: str | None, names: dict[str, Any], folder: str, told: list[Told]) -> None:
    """Print the next hint for a criterion, an exercise, or "exercise/criterion"; `told` holds those given.

    Without a name, the hint is for the first exercise in which something is not right yet.
    """
    old = not_taken(name.partition("/")[0], names) if name else NOTHING
    if old:
        print(filled_lines(str(old), WIDTH))
        return
    try:
        with interruptible(), held_back():
            line = find_line(name, names, Path(folder)) if name else first_open(names, Path(folder))
    except AssignmentError as error:
        print(error)
        return
    print(filled_lines(next_hint(line, tuple(hints(line, Path(folder))), told), WIDTH))


def find_line(name: str, names: dict[str, Any], folder: Path) -> PublicLine:
    """The line that a hint is wanted for: of all lines of this name, the one that needs it most.

    Raises:
        AssignmentError: there is no such criterion and no such exercise.
    """
    handout = open_handout(folder)
    found = [
        line
        for exercise, criterion in _meant(name, handout)
        for line in public_report(folder, exercise, names)
        if not criterion or _is_called(line.line.name, criterion)
    ]
    if not found:
        raise AssignmentError(
            say(
                'There is no criterion or exercise "{name}" here; the exercises are {checked}.',
                name=name,
                checked=listed(handout.checked),
            )
        )
    return min(found, key=_need)


def first_open(names: dict[str, Any], folder: Path) -> PublicLine:
    """The line that needs a hint most, in the first exercise in which one is not right.

    Raises:
        AssignmentError: all that can be checked here is right, or the folder is no handout.
    """
    for exercise in exercises_of(open_handout(folder).lines):
        line = min(public_report(folder, exercise, names), key=_need)
        if state(line) not in (PASSED, *UNASKED):
            return line
    raise AssignmentError(say("Everything that can be checked here is right: no hint is needed."))


def hints(line: PublicLine, folder: Path) -> Iterator[Sentence]:
    """All hints for a line as it stands, the gentlest first."""
    row = line.line
    asks = Sentence(row.asks)
    yield say(
        '"{criterion}" of {exercise} asks: {asks}.',
        criterion=Sentence(row.name),
        exercise=row.exercise,
        asks=asks,
    )
    if line.result and line.result.found:
        yield line.result.named or line.result.found
    if line.result and line.result.hint:
        yield line.result.hint
    yield from _to_read(line, folder)


def next_hint(line: PublicLine, every: tuple[Sentence, ...], told: list[Told]) -> str:
    """The first hint that was not given yet, with its number; then a kind word."""
    name = line.line.name
    if state(line) is PASSED:
        return in_words(
            '"{name}" of {exercise} passed: no hint is needed.',
            name=Sentence(name),
            exercise=line.line.exercise,
        )
    for number, hint in enumerate(every, start=1):
        key = (line.line.exercise, name, hint)
        if key not in told:
            told.append(key)
            return in_words(
                "Hint {number} of {all}: {hint}{later}",
                number=number,
                all=len(every),
                hint=hint,
                later=_later(line) if number == 1 else "",
            )
    return in_words(
        'There are no more hints for "{name}" of {exercise}. Explain to somebody what each of'
        " your lines does, or come back tomorrow: both help more often than one more hint"
        " would.",
        name=Sentence(name),
        exercise=line.line.exercise,
    )


def _meant(name: str, handout: Handout) -> Iterator[tuple[str, str]]:
    """The exercises that a name can mean, each with the criterion; without one, all of its criteria."""
    exercise, _, criterion = name.partition("/")
    if exercise in handout.checked:
        yield exercise, criterion
        return
    having = {line.exercise for line in handout.lines if _is_called(line.name, name)}
    having |= {row.exercise for row in handout.rubric.criteria if _is_called(row.name, name)}
    yield from ((other, name) for other in handout.checked if other in having)


def _is_called(criterion: str, name: str) -> bool:
    """Whether a criterion has this name in its files, or where it is shown here."""
    return name in (criterion, str(Sentence(criterion)))


def _need(line: PublicLine) -> int:
    """What failed needs a hint most, then what is not written or waits, then what nothing here can test."""
    of = state(line)
    return 0 if of is FAILED else 3 if of is PASSED else 2 if of in UNASKED else 1


def _later(line: PublicLine) -> str:
    """Who asks what no public check asks."""
    of = state(line)
    if of not in UNASKED:
        return ""
    if of is LATER:
        return in_words(" It is marked after submission.")
    return in_words(' The hidden checks ask it: check("{exercise}", hidden=True)', exercise=line.line.exercise)


def _to_read(line: PublicLine, folder: Path) -> Iterator[Sentence]:
    """Where the notebook speaks of it; for an exercise on a graph, where to see the first wrong step."""
    section = section_of(line.line.exercise, folder)
    if section:
        yield say(
            'Read the section "{section}" of the notebook once more, from its heading to the exercise.',
            section=section,
        )
    try:
        graph = find_graph(folder, line.line.exercise)
    except AssignmentError:
        return
    if line.line.name in {f"d{leaf}" for leaf in graph.leaves}:
        yield say("graph() draws the computation graph and marks the first gradient on it that is wrong.")


def section_of(exercise: str, folder: Path) -> str:
    """The heading of the notebook's section in which an exercise is to be written; empty if there is none."""
    heading = ""
    for kind, text in _cells(folder):
        if kind == "markdown":
            headings = [row[3:].strip() for row in text.splitlines() if row.startswith("## ")]
            heading = headings[-1] if headings else heading
        elif f"def {exercise}(" in text or f"class {exercise}" in text:
            return heading
    return ""


def _cells(folder: Path) -> Iterator[tuple[str, str]]:
    try:
        text = (folder / f"{folder.resolve().name}.ipynb").read_text(encoding="utf-8")
        for cell in json.loads(text)["cells"]:
            yield str(cell["cell_type"]), "".join(cell["source"])
    except (OSError, ValueError, KeyError, TypeError):
        return
