"""What a handout says about a file where there are no solutions: the public checks of `check("name")`.

The file's functions run in a process of their own, with the file's folder as its home, as in a kernel: what
they import is fresh each time, and what never returns is stopped. A browser has no processes: there they run in
this one, as if it were theirs. It is no wall; the code is the learner's own.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from autograder.errors import AssignmentError, LoadError
from autograder.learner.live.prints import held_back
from autograder.learner.public import OwnCode, PublicLine, exercises_of, public_report, read_rubric, unwritten
from autograder.report import CriterionResult, Kind, Outcome, total
from autograder.sandbox.patience import OutOfTime, stopped_after
from autograder.sandbox.steps import Failure, Namespace, load
from autograder.sentences import NOTHING, Sentence, say, show
from autograder.submission.notebook import read
from autograder.submission.slicing import Slice, cut
from autograder.submission.unfinished import definition_in

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

START = 120.0
"""Seconds for a process to start and to import what it needs, on however busy a machine."""

SECONDS = 20.0
"""For the definitions, and for each exercise: its public checks take less than one."""

DEFINITIONS = say("What the functions rest on")
"""What is run before the first exercise, as it is called when it does not come to an end."""


@dataclass(frozen=True, slots=True)
class PublicExercise:
    """One exercise of a file: the rubric's lines; where none could be judged, of what kind that is, and why."""

    name: str
    lines: tuple[PublicLine, ...]
    kind: Kind = Kind.NONE
    why: Sentence = NOTHING

    @property
    def earned(self) -> dict[str, float]:
        """Points by criterion."""
        return {row.line.name: row.line.points if _passed(row) else 0.0 for row in self.lines}

    @property
    def later(self) -> float:
        """Points of an exercise in good order that are marked after submission."""
        return 0.0 if self.why else total(row.line.points for row in self.lines if not row.result)

    @property
    def sentence(self) -> str:
        """Why nothing could be judged, as people read it."""
        return show(self.why)

    @property
    def failure(self) -> CriterionResult | None:
        """The first criterion that public checks fail."""
        results = [row.result for row in self.lines if row.result and not _passed(row)]
        return results[0] if results else None


def _passed(row: PublicLine) -> bool:
    return row.result is not None and row.result.outcome in (Outcome.PASSED, Outcome.CARRIED)


def is_handout(folder: Path) -> bool:
    """Whether public checks lie in the folder."""
    return (folder / "rubric.json").is_file()


def belongs_to(path: Path, assignment: str) -> bool:
    """Whether a file lies in the folder of this handout."""
    folder = path.resolve().parent
    return is_handout(folder) and (folder.name == assignment or (folder / f"{assignment}.ipynb").is_file())


def find_handouts(folder: Path) -> tuple[Path, ...]:
    """The handouts in a folder of handouts, in teaching order where they tell it, else by name."""
    found = (path.parent for path in folder.glob("*/rubric.json"))
    return tuple(sorted(found, key=lambda handout: (_order(handout), handout.name)))


def _order(handout: Path) -> int:
    with suppress(OSError, ValueError, TypeError, KeyError):
        return int(json.loads((handout / "rubric.json").read_text(encoding="utf-8"))["order"])
    return 0


def find_work(*places: Path) -> Path:
    """The folder in which a learner works: `work`, else `assignments`, of the first of these places.

    Raises:
        AssignmentError: none of them has either.
    """
    for place in places:
        for folder in (place / "work", place / "assignments", place):
            if find_handouts(folder):
                return folder
    raise AssignmentError(say("No assignments are here; name the folder that holds them."))


def public_exercises(path: Path) -> tuple[PublicExercise, ...]:
    """The public report of a notebook or Python file that lies in its handout's folder.

    Raises:
        AssignmentError: the folder is no handout.
        LoadError: the file cannot be read, or its definitions do not come to an end.
    """
    path = path.resolve()
    rubric = read_rubric(path.parent)
    names = exercises_of(rubric)
    code = cut(read(path).code, names)
    found: dict[str, PublicExercise] = {}
    answers = _answers if find_spec("_multiprocessing") else _answers_here
    while waiting := [name for name in names if name not in found]:
        for exercise in answers(path, code, waiting):
            lines = tuple(PublicLine(row, None) for row in rubric if row.exercise == exercise.name)
            found[exercise.name] = exercise if exercise.lines else replace(exercise, lines=lines)
    return tuple(found[name] for name in names)


def _answers(path: Path, code: Slice, names: Sequence[str]) -> Iterator[PublicExercise]:
    """The reports of these exercises, up to the first that has none; that one has a sentence and no line."""
    from multiprocessing import get_context  # not everywhere

    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, path, code, names), daemon=True)
    ctrl_c = signal.signal(signal.SIGINT, signal.SIG_IGN)  # inherited: whoever waits for the process ends it
    process.start()
    signal.signal(signal.SIGINT, ctrl_c)
    theirs.close()
    try:
        for what, seconds in (
            (say("The process for the checks"), START),
            (DEFINITIONS, SECONDS),
        ):
            reached, kind = _receive(ours, seconds)
            if not reached:
                raise LoadError(_lost(kind, what, seconds))
        for name in names:
            exercise, kind = _receive(ours, SECONDS)
            yield exercise or PublicExercise(name, (), kind, _lost(kind, name, SECONDS))
            if exercise is None:
                return
    finally:
        process.kill()
        process.join()


def _receive(ours: Connection, seconds: float) -> tuple[Any, Kind]:
    """What the process sends, or the kind of reason why it sends no more."""
    if not ours.poll(seconds):
        return None, Kind.TIMEOUT
    try:
        return ours.recv(), Kind.NONE
    except EOFError:
        return None, Kind.DIED


def _lost(kind: Kind, what: str | Sentence, seconds: float) -> Sentence:
    if kind is Kind.TIMEOUT:
        return say("{what} did not finish in {seconds:g} seconds.", what=what, seconds=seconds)
    return say("{what} ended the whole process.", what=what)


def _work(answer: Connection, path: Path, code: Slice, names: Sequence[str]) -> None:
    """In the process of its own: run the definitions as a kernel would, then the checks of each exercise."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where that is not inherited
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os.chdir(path.parent)
    sys.path.insert(0, str(path.parent))
    answer.send("started")
    module = sys.modules["submission"] = ModuleType("submission")
    space = load(code.chunks, module.__dict__)
    answer.send("defined")
    for exercise in _judged(path, code, space, names):
        answer.send(exercise)


def _answers_here(path: Path, code: Slice, names: Sequence[str]) -> Iterator[PublicExercise]:
    """The reports of all these exercises, from this process."""
    with _at_home(path.parent), held_back():
        module = sys.modules["submission"] = ModuleType("submission")
        try:
            with stopped_after(SECONDS):
                space = load(code.chunks, module.__dict__, ends=(KeyboardInterrupt, OutOfTime))
        except OutOfTime as error:
            raise LoadError(_lost(Kind.TIMEOUT, DEFINITIONS, SECONDS)) from error
        yield from tuple(_judged(path, code, space, names))


@contextmanager
def _at_home(folder: Path) -> Iterator[None]:
    """Let imports find what lies in `folder`, fresh; afterwards the kernel has its own again."""
    place, paths, modules = Path.cwd(), list(sys.path), dict(sys.modules)
    for name, module in modules.items():
        file = getattr(module, "__file__", None)
        if file and is_handout(Path(file).parent):  # it may be of another folder, or older
            del sys.modules[name]
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        os.chdir(place)
        sys.path[:] = paths
        for name in set(sys.modules) - set(modules):
            file = getattr(sys.modules[name], "__file__", None)
            if name == "submission" or (file and is_handout(Path(file).parent)):
                del sys.modules[name]
        sys.modules.update(modules)


def _judged(path: Path, code: Slice, space: Namespace, names: Sequence[str]) -> Iterator[PublicExercise]:
    """The checks of each exercise, on definitions that were run."""
    why = _undefined(path, code, space.failed)
    own = OwnCode(space.quote, lambda name, _: definition_in(code.chunks, name))
    for name in names:
        lines = public_report(path.parent, name, space.names, own=own)
        kind, sentence = why.get(name) or unwritten(lines, name, space.names)
        yield PublicExercise(name, lines, kind, sentence)


def _undefined(path: Path, code: Slice, failed: Mapping[str, Failure]) -> dict[str, tuple[Kind, Sentence]]:
    """For each name that is not there, the kind of the reason, and the sentence that says why."""
    why = {}
    for name in code.missing:
        said = say("{name} is not defined in {file}.", name=name, file=path.name)
        why[name] = Kind.MISSING, said
    for name, place in code.unparsed.items():
        said = say("{name} stands in a cell that Python cannot read ({place}).", name=name, place=place)
        why[name] = Kind.UNREADABLE, said
    for name, failure in failed.items():
        type_, text = failure.type_name, failure.message
        said = say("{name} cannot be defined: {type}: {text}", name=name, type=type_, text=text)
        why[name] = Kind.RAISED, said
    return why
