"""The trusted side's hold on a worker process: start it behind a wall, let it fork, end it.

What a fork says is not read here; this module knows processes, `client` knows sessions.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import IO

from autograder.errors import WorkerError
from autograder.sandbox import confinement, protocol
from autograder.sandbox.worker import ENDED, READY, REQUEST, Settings
from autograder.sentences import NOTHING, Sentence, say, say_all

START_SECONDS = 30.0
"""How long a zygote may take to import NumPy and to lock a first fork up."""

ANSWER_SECONDS = 10.0
"""How long a zygote may take to fork, or to end a fork."""


@dataclass(frozen=True, slots=True, eq=False)
class Zygote:
    """A worker process that runs no code of students but forks those that do."""

    level: str
    process: subprocess.Popen[bytes]
    control: socket.socket
    said: IO[bytes]  # its own standard error
    missing: Sentence  # layers that this machine does not have
    numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def lives(self) -> bool:
        """Whether the process is still there."""
        return self.process.poll() is None

    def fork(self) -> Fork:
        """A fresh worker for one submission; it gets ready by itself.

        Raises:
            WorkerError: the zygote is lost.
        """
        ours, theirs = socket.socketpair()
        read, write = os.pipe()
        os.set_blocking(read, False)
        fork = Fork(self, next(self.numbers), ours, read)
        try:
            self.tell(b"o", fork.number, (theirs.fileno(), write))
        except WorkerError:
            fork.close()
            raise
        finally:
            theirs.close()
            os.close(write)
        return fork

    def tell(self, order: bytes, number: int, descriptors: Sequence[int] = ()) -> None:
        """Send one request.

        Raises:
            WorkerError: the zygote is lost.
        """
        try:
            self.control.settimeout(ANSWER_SECONDS)
            socket.send_fds(self.control, [REQUEST.pack(order, number)], list(descriptors))
        except OSError as error:
            raise self._lost(error) from error

    def hear(self, size: int) -> bytes:
        """The answer of `size` bytes to a request that has one.

        Raises:
            WorkerError: the zygote is lost.
        """
        try:
            self.control.settimeout(ANSWER_SECONDS)
            return _read(self.control, size)
        except OSError as error:
            raise self._lost(error) from error

    def _lost(self, error: OSError) -> WorkerError:
        # A late answer must not be taken for the next one's: this zygote is not asked again.
        self.control.close()
        return WorkerError(
            say("the worker process was lost ({error})", error=str(error) or type(error).__name__)
        )

    def end(self) -> None:
        """End it with everything it forked, and reap it."""
        self.control.close()
        # It leaves by itself when its control socket ends, and takes its forks along.
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1.0)
        self.process.kill()
        self.process.wait()
        self.said.close()


@dataclass(frozen=True, slots=True, eq=False)
class Fork:
    """A worker for one submission: its channel, its standard error, and the zygote that can end it."""

    zygote: Zygote
    number: int  # by which the zygote knows it
    channel: socket.socket
    errors: int  # the reading end of a pipe

    def read_errors(self, limit: int) -> str:
        """What came on standard error since the last look, at most `limit` bytes."""
        try:
            return os.read(self.errors, limit).decode("utf-8", "replace")
        except BlockingIOError:
            return ""

    def end(self) -> tuple[bool, int, float]:
        """End it; whether it still lived, its exit status (a signal is negative), its processor time.

        Raises:
            WorkerError: the zygote is lost.
        """
        self.close()
        self.zygote.tell(b"c", self.number)
        lived, status, seconds = ENDED.unpack(self.zygote.hear(ENDED.size))
        return lived, status, seconds

    def leave(self) -> None:
        """Have it ended: before the zygote does anything else, but nobody waits for that.

        Raises:
            WorkerError: the zygote is lost.
        """
        self.close()
        self.zygote.tell(b"e", self.number)

    def close(self) -> None:
        """Let go of what leads to it."""
        self.channel.close()
        os.close(self.errors)


def launch(settings: Settings) -> Zygote:
    """The process of a zygote behind the wall of the settings; `start` waits until it can be used.

    Raises:
        WorkerError: it did not start; the text says why.
    """
    if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
        raise WorkerError(say("this system cannot fork; on Windows, WSL2 can"))
    command = confinement.command(settings)
    control, theirs = socket.socketpair()
    said = tempfile.TemporaryFile()  # noqa: SIM115  (it lives as long as the zygote)
    try:
        process = subprocess.Popen(
            command,
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=dict(confinement.ENVIRONMENT),
            cwd="/",
            start_new_session=True,  # the keys of a terminal are for us
        )
    except OSError as error:
        control.close()
        said.close()
        raise WorkerError(say("{error}", error=error)) from error
    finally:
        theirs.close()
    return Zygote(settings.level, process, control, said, NOTHING)


def start(zygote: Zygote, opening: protocol.Frame) -> Zygote:
    """The launched zygote once it is ready; its forks know the questions of `opening`.

    Raises:
        WorkerError: it ended, or the wall does not hold; the text says why.
    """
    control = zygote.control
    try:
        # Nothing may follow it until the zygote has spoken: its reader takes whatever has come.
        protocol.send(control, opening, deadline=time.monotonic() + START_SECONDS)
        control.settimeout(START_SECONDS)
        holds, size = READY.unpack(_read(control, READY.size))
        lacking = _read(control, size).decode("utf-8", "replace").splitlines()
    except OSError as error:
        silent = say("it did not start ({error})", error=str(error) or type(error).__name__)
        last = _last_line(zygote.said)
        zygote.end()
        raise WorkerError(say("{last}", last=last) if last else silent) from error
    why = say_all(map(Sentence, lacking), "{one}; {other}")
    if not holds or (lacking and zygote.level == "landlock"):
        zygote.end()
        raise WorkerError(why)
    return replace(zygote, missing=why)


LACKING = (
    say("this kernel offers no Landlock"),
    say("Landlock was refused"),
    say("there is no Landlock"),
    say("system calls are not filtered on this system"),
    say("the system call filter was refused"),
    say("a fork died while it locked itself up"),
)
"""What the files that stand alone behind the wall say of it, for translators: they import no sentences."""


def _last_line(file: IO[bytes]) -> str:
    file.seek(0)
    lines = file.read(2**16).decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""


def _read(control: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = control.recv(size - len(data))
        if not part:
            raise ConnectionError("it ended")
        data += part
    return data
