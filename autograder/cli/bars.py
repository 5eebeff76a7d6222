"""What a command says while it works: a bar to a person, lines to a pipe."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from autograder.sentences import Said, in_words, say

LINE_SECONDS = 10.0
"""Between two lines of progress in a pipe."""


def tell(sentence: Said) -> None:
    """What the operator should know, beside the result."""
    click.echo(f"autograder: {sentence}", err=True)


@contextmanager
def bar(label: str) -> Iterator[Callable[[int, int, str], None]]:
    """Tells done, total and a word for the step in hand on stderr: a bar to a person, lines to a pipe."""
    from rich.console import Console

    terminal = Console(stderr=True)
    if not terminal.is_terminal:
        yield _lines(label)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]}", markup=False)
    text = TextColumn("{task.description}", markup=False)
    with Progress(
        text, BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn(), console=terminal, transient=True
    ) as bar:
        task = bar.add_task(label, total=None, rate="")

        def show(done: int, total: int, what: str) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed:.1f}/s" if speed else ""
            text = in_words("{label}: {what}", label=label, what=what)
            bar.update(task, completed=done, total=total, description=text, rate=rate)

        yield show


def _lines(label: str) -> Callable[[int, int, str], None]:
    """A line now and then for a log; what is over soon gets none."""
    start = told = time.monotonic()

    def show(done: int, total: int, what: str) -> None:
        nonlocal told
        now = time.monotonic()
        if done and now - told >= LINE_SECONDS:
            told = now
            rate = done / (now - start)
            left = (total - done) / rate
            speed = (
                in_words("{rate:.1f} a second", rate=rate)
                if rate >= 0.1
                else in_words("{seconds:.0f} s each", seconds=1 / rate)
            )
            click.echo(
                say(
                    "{label}: {done} of {total}, {speed}, {left:.0f} s left",
                    label=label,
                    done=done,
                    total=total,
                    speed=speed,
                    left=left,
                ),
                err=True,
            )

    return show
