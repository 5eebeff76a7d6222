"""The trusted side's hold on a worker process: start it behind a wall, let it fork, end it.

What a fork says is not read here; this module knows processes, `client` knows sessions.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from autograder.sandbox import confinement
from autograder.sandbox.worker import ENDED, FORKED, READY, REQUEST, Settings

START_SECONDS = 30.0
"""How long a zygote may take to import NumPy and to lock a first fork up."""

ANSWER_SECONDS = 10.0
"""How long a zygote may take to fork, or to end a fork."""


class WorkerError(Exception):
    """Ours, not the submission's: no worker can be started, or it was lost. The text is for the operator."""


@dataclass(frozen=True, slots=True)
class Zygote:
    """A worker process that runs no code of students but forks those that do."""

    level: str
    process: subprocess.Popen[bytes]
    control: socket.socket
    said: IO[bytes]  # its own standard error
    missing: str  # layers that this machine does not have

    def fork(self) -> Fork:
        """A fresh worker for one submission.

        Raises:
            WorkerError: the zygote is lost.
        """
        ours, theirs = socket.socketpair()
        read, write = os.pipe()
        os.set_blocking(read, False)
        try:
            (pid,) = FORKED.unpack(self.ask(b"o", 0, (theirs.fileno(), write), FORKED.size))
        except WorkerError:
            ours.close()
            os.close(read)
            raise
        finally:
            theirs.close()
            os.close(write)
        return Fork(self, pid, ours, read)

    def ask(self, order: bytes, pid: int, descriptors: Sequence[int], size: int) -> bytes:
        """Send one request; its answer of `size` bytes.

        Raises:
            WorkerError: the zygote is lost.
        """
        try:
            self.control.settimeout(ANSWER_SECONDS)
            socket.send_fds(self.control, [REQUEST.pack(order, pid)], list(descriptors))
            return _read(self.control, size)
        except OSError as error:
            # A late answer must not be taken for the next one's: this zygote is not asked again.
            self.control.close()
            raise WorkerError(f"the worker process was lost ({error or type(error).__name__})") from error

    def end(self) -> None:
        """End it with everything it forked, and reap it."""
        self.control.close()
        # It leaves by itself when its control socket ends, and takes its forks along.
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1.0)
        self.process.kill()
        self.process.wait()
        self.said.close()


@dataclass(frozen=True, slots=True)
class Fork:
    """A worker for one submission: its channel, its standard error, and the zygote that can end it."""

    zygote: Zygote
    pid: int  # in the zygote's numbering
    channel: socket.socket
    errors: int  # the reading end of a pipe

    def read_errors(self, limit: int) -> str:
        """What came on standard error since the last look, at most `limit` bytes."""
        try:
            return os.read(self.errors, limit).decode("utf-8", "replace")
        except BlockingIOError:
            return ""

    def end(self) -> tuple[bool, int]:
        """End it; whether it still lived, and its exit status (a signal is negative).

        Raises:
            WorkerError: the zygote is lost.
        """
        self.channel.close()
        os.close(self.errors)
        lived, status = ENDED.unpack(self.zygote.ask(b"c", self.pid, (), ENDED.size))
        return lived, status


def start(settings: Settings) -> Zygote:
    """A zygote behind the wall of the settings.

    Raises:
        WorkerError: it did not start, or the wall does not hold; the text says why.
    """
    if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
        raise WorkerError("this system cannot fork; on Windows, WSL2 can")
    try:
        command = confinement.command(settings)
    except confinement.ConfinementError as error:
        raise WorkerError(str(error)) from error
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
        raise WorkerError(str(error)) from error
    finally:
        theirs.close()
    zygote = Zygote(settings.level, process, control, said, "")
    try:
        control.settimeout(START_SECONDS)
        holds, size = READY.unpack(_read(control, READY.size))
        text = _read(control, size).decode("utf-8", "replace")
    except OSError as error:
        reason = _last_line(said) or f"it did not start ({error or type(error).__name__})"
        zygote.end()
        raise WorkerError(reason) from error
    if not holds or (text and settings.level == "landlock"):
        zygote.end()
        raise WorkerError(text)
    return Zygote(settings.level, process, control, said, text)


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
