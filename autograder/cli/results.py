"""Where does the result of a command go? Into one file, written whole; into a stream; over nobody else's file.

`-` is standard output, a folder takes the file under its usual name, a link leads to its target, and a device
or a FIFO is written to: as with other programs of Unix.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from autograder.cli.bars import tell
from autograder.errors import UseError
from autograder.sentences import NOTHING, say

STDOUT = Path("-")


def force_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option `--force` of commands that write files."""
    return click.option(
        "--force",
        is_flag=True,
        help="Write over what this program did not write; that is kept beside it, under a name that is said.",
    )(command)


def record_of(course: Path) -> Path:
    """The folder of the record of results."""
    return course / "reports"


def place_of(to: Path, name: str) -> Path:
    """The file that `to` means: in a folder, the one called `name`."""
    return to / name if to != STDOUT and to.is_dir() else to


def name_results(*places: Path | None) -> None:
    """Say where results are, one line each; what went to standard output needs no words there."""
    for place in places:
        if place and place != STDOUT:
            click.echo(place, err=STDOUT in places)


@contextmanager
def result_files(*places: Path | None, course: Path, force: bool) -> Iterator[tuple[Path, ...]]:
    """A file to write each result into; when all are done, they are put in their places, or none is.

    A place that is None is not asked for; its file comes to nothing.

    Raises:
        UseError: a place is named twice; or a file is there that we did not write, and `force` does not say to
            keep it aside.
        OSError: a place cannot be written; what was there before still is.
    """
    import tempfile

    _demand_different([place for place in places if place])
    with ExitStack() as scratch:
        folder = Path(scratch.enter_context(tempfile.TemporaryDirectory(prefix="autograder-")))
        made: list[Path] = []
        for number, place in enumerate(places):
            if place is None or place == STDOUT or _is_stream(place):
                made.append(folder / f"result-{number}")
            else:
                _demand_writable(place.resolve())
                made.append(scratch.enter_context(_beside(place.resolve())))
        yield tuple(made)
        pairs = [(one, place) for one, place in zip(made, places, strict=True) if place]
        streams = [(one, place) for one, place in pairs if one.parent == folder]
        files = [(one, place.resolve()) for one, place in pairs if one.parent != folder]
        _put(files, record_of(course), force)
        for one, place in streams:
            _pour(one, place)


@contextmanager
def result_folder(place: Path, course: Path, *, force: bool = False) -> Iterator[Path]:
    """A folder to write results into; when all are there, each file is put in its place, and others stay.

    Raises:
        UseError: as for a file; nothing was put in its place then.
        OSError: the place cannot be written.
    """
    if place == STDOUT or (os.path.lexists(place) and not place.is_dir()):
        raise UseError(
            say(
                "{place} is no folder, and this format writes a file for each student: name a folder.",
                place=place,
            )
        )
    folder = place.resolve()
    with _beside(folder) as made:
        made.mkdir()
        yield made
        folder.mkdir(exist_ok=True)
        _put([(file, folder / file.name) for file in sorted(made.iterdir())], record_of(course), force)


def _demand_different(places: Sequence[Path]) -> None:
    files = [place if place == STDOUT else place.resolve() for place in places]
    for file in files:
        if files.count(file) > 1:
            raise UseError(
                say(
                    "{file} is asked for twice, and one of the results would be lost: name two places.",
                    file=file,
                )
            )


def _is_stream(place: Path) -> bool:
    return place.exists() and not place.is_file() and not place.is_dir()


def _pour(made: Path, place: Path) -> None:
    with made.open("rb") as source:
        if place != STDOUT:
            with place.open("wb") as target:
                shutil.copyfileobj(source, target)
            return
        sys.stdout.flush()
        shutil.copyfileobj(source, sys.stdout.buffer)
        sys.stdout.flush()


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A name on the same disk, of which nothing is left afterwards."""
    made = place.with_name(f".{place.name}.{os.getpid()}.new")
    if not place.parent.is_dir():
        raise FileNotFoundError(
            say("{parent} does not exist; make the folder first, or name another.", parent=place.parent)
        )
    try:
        yield made
    finally:
        if made.is_dir():
            shutil.rmtree(made)
        made.unlink(missing_ok=True)


def _demand_writable(file: Path) -> None:
    """Refuse what other programs refuse: putting a file in the place of another needs no right to that one."""
    if file.is_dir():
        raise IsADirectoryError(say("{file} is a folder; name the file to write.", file=file))
    if file.exists() and not os.access(file, os.W_OK):
        raise PermissionError(say("{file} may not be written.", file=file))


def _put(pairs: Sequence[tuple[Path, Path]], record: Path, force: bool) -> None:
    """Put files in their places: all, or none if one of the places holds what we did not write."""
    from autograder.generated import enter, keep_aside, not_ours

    taken = not_ours([(file, made) for made, file in pairs], record)
    if taken and not force:
        also = say(", and {number} more", number=len(taken) - 1) if len(taken) > 1 else NOTHING
        raise UseError(
            say(
                "{file}{also}: this program did not write what is there, so it is left alone."
                " Name another place, or write --force, which keeps it beside the new one.",
                file=taken[0],
                also=also,
            )
        )
    put: list[Path] = []
    try:
        for made, file in pairs:
            if file in taken:
                tell(say("{file} is kept as {name}", file=file, name=keep_aside(file).name))
            if file.exists():
                shutil.copymode(file, made)
            made.replace(file)
            put.append(file)
    finally:  # what stands there is ours, also where the next one could not be put
        enter(put, record)
