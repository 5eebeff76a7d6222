"""How does a command end: with which sentence, and which exit status? Said here, and nowhere else.

    0    done
    1    something was not graded, or the gradebook, the machine or standard output refuses
    2    wrong use: of the command, or of a file that it was given
    70   a failure of the grader itself; a shell's EX_SOFTWARE
    130  Ctrl-C
    141  whoever read standard output has left; 128 and the number of SIGPIPE, as for other programs in a pipe

Errors are raised where they happen, and no command catches one in order to say it.
"""

from __future__ import annotations

import atexit
import gc
import io
import os
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TextIO

import click

from autograder.cli.bars import tell
from autograder.cli.spoken import speaking_as_typed, spoken_command, spoken_help, spoken_misuse
from autograder.errors import AutograderError, OutputError, ReaderGone, UseError, WorkerError, refusal
from autograder.sentences import NOTHING, Sentence, in_words, say, spoken

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

TRACEBACK = "AUTOGRADER_TRACEBACK"
"""The variable of the environment that asks for a traceback of what is not foreseen."""

GRADER_FAILED, INTERRUPTED = 70, 130

NO_ARGUMENTS = getattr(click.exceptions, "NoArgsIsHelpError", ())
"""A whole help text; click before 8.2 prints it without an error."""

WRONG_PATHS = (FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError)
"""What another path would mend; all other refusals of the operating system are the machine's."""


class Commands(click.Group):
    """The command line; whatever ends one of its commands is said here."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **settings: Any) -> Any:
        """Speak the language that is asked for, from the first word to the last."""
        with speaking_as_typed(sys.argv[1:] if args is None else list(args)):
            return super().main(args, *more, **settings)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of a name, with its help in the language that is spoken."""
        found = super().get_command(context, name)
        return found and spoken_command(found)

    def format_help_text(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """The help of the whole command line."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(spoken_help(self.help) or "")

    def make_context(self, *args: Any, **settings: Any) -> click.Context:
        """Read the command line; `--help` prints here already."""
        with _ending():
            be_brief()
            guard_streams()
            return super().make_context(*args, **settings)

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was typed."""
        with _ending():
            return super().invoke(context)


@contextmanager
def _ending() -> Iterator[None]:
    try:
        yield
    except click.UsageError as error:
        if not spoken() or isinstance(error, NO_ARGUMENTS):
            raise
        tell(spoken_misuse(error))
        raise click.exceptions.Exit(error.exit_code) from error
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise  # click's own ways to end
    except KeyboardInterrupt as stop:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the end is near, and a second Ctrl-C would tear it
        if sys.stderr and sys.stderr.isatty():
            click.echo(err=True)  # the terminal has written ^C
        ours = (str(said) for said in stop.args if isinstance(said, Sentence))  # a codec adds words of its own
        tell(" ".join((in_words("Stopped."), *ours)))
        raise click.exceptions.Exit(INTERRUPTED) from stop
    except Exception as error:
        status, sentence = end_of(error)
        if sentence:
            tell(sentence)
        if os.environ.get(TRACEBACK) and not isinstance(error, AutograderError):
            traceback.print_exception(error)
        raise click.exceptions.Exit(status) from error


def end_of(error: Exception) -> tuple[int, str]:
    """The exit status for an error, and the sentence that a person reads; a reader who left reads none."""
    match error:
        case ReaderGone():
            return error.status, ""
        case WorkerError():
            return error.status, in_words("the wall could not be built: {error}", error=error)
        case AutograderError():
            return error.status, str(error)
        case ModuleNotFoundError() if error.name and not error.name.startswith("autograder"):
            what = in_words(
                '{name} is not installed; run: pip install "batchnorm-grader[class]"', name=error.name
            )
            return UseError.status, what
        case OSError():
            kind = UseError if isinstance(error, WRONG_PATHS) else AutograderError
            return kind.status, _said(error)
    what = traceback.format_exception_only(error)[-1].strip()
    return GRADER_FAILED, (
        in_words(
            "this is a failure of the grader, and no fault of yours: {what}. To see where it"
            " happened, set {traceback}=1 in the environment and run the command again.",
            what=what,
            traceback=TRACEBACK,
        )
    )


def _said(error: OSError) -> str:
    """What the operating system refuses, and of which file; or the sentence of ours in its place."""
    if error.strerror is None:
        return str(error)
    if not error.filename:
        return in_words("{reason}.", reason=refusal(error))
    return in_words("{file}: {reason}.", file=error.filename, reason=refusal(error))


@cache
def be_brief() -> None:
    """Spend no time on what a command needs not, for most commands are short.

    It imports and makes much that stays until it is over. To look through all that for garbage, again and again
    and once more at the end, takes a sixth of the time of a short one.
    """
    gc.set_threshold(10_000, 10, 10)
    atexit.register(gc.freeze)
    import_module("autograder.nbgrader")  # before nbgrader itself, which then imports less


def guard_streams() -> None:
    """Tell refusals of standard output from all others; let standard error fail in silence.

    A terminal refuses nothing, and what stands in for a stream (in tests) is left alone.

    Raises:
        OutputError: standard output is closed.
    """
    out: TextIO | None = sys.stdout
    errors: TextIO | None = sys.stderr
    real_out, real_errors = out is sys.__stdout__, errors is sys.__stderr__
    if errors is None:
        os.open(os.devnull, os.O_WRONLY)  # no file that is opened later may get the number 2
    elif real_errors and not errors.isatty():
        sys.stderr = _over(_Errors(2, "w", closefd=False), errors, line_buffering=True)
    if out is None:
        raise OutputError(
            say("standard output is closed, so nothing was done; to read nothing, write: >/dev/null")
        )
    if real_out and not out.isatty():
        sys.stdout = _over(_Output(1, "w", closefd=False), out, line_buffering=False)


def _over(raw: io.FileIO, stream: TextIO, *, line_buffering: bool) -> TextIO:
    """A text stream over `raw`, set up like the one whose place it takes."""
    return io.TextIOWrapper(
        io.BufferedWriter(raw), stream.encoding, stream.errors, line_buffering=line_buffering
    )


class _Output(io.FileIO):
    """Standard output that says by an error of its own that it takes no more; what comes later is dropped."""

    _ended = False

    def write(self, data: ReadableBuffer, /) -> int:
        if self._ended:
            return memoryview(data).nbytes
        try:
            return super().write(data)
        except BrokenPipeError as error:
            self._ended = True
            raise ReaderGone(NOTHING) from error
        except OSError as error:
            self._ended = True
            raise OutputError(
                say("standard output takes nothing more ({strerror}).", strerror=refusal(error))
            ) from error


class _Errors(io.FileIO):
    """Standard error that nobody need hear: work does not end for want of words about it."""

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except OSError:
            return memoryview(data).nbytes
