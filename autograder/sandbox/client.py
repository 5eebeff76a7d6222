"""The trusted side of the wall: a sandbox that is started once, and a session for each submission.

    with Sandbox(limits=assignment.limits) as sandbox:
        with sandbox.open(chunks) as session:
            session.reset()
            out, = session.run(steps, [4])

What a submission does never raises here: it comes back as a `Failure` in place of a value. What breaks on our
side raises `WorkerError`, so that nobody is marked down for it. The two are told apart by who died: a fork's
death is the submission's, the zygote's is ours. One thread uses a sandbox; its worker dies with that thread.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any

from autograder.assignment import Limits
from autograder.sandbox import confinement, protocol
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import Chunks, Failure, Step
from autograder.sandbox.worker import ENDED, FORKED, READY, REQUEST, Settings

__all__ = ["LocalSession", "Sandbox", "Session", "WorkerError"]

START_SECONDS = 30.0
"""How long a zygote may take to import NumPy and lock a first fork up."""

ANSWER_SECONDS = 10.0
"""How long a zygote may take to fork, or to end a fork."""


class WorkerError(Exception):
    """Ours, not the submission's: no worker can be started, or it was lost. The text is for the operator."""


class Sandbox:
    """A zygote behind a wall; a context manager. It starts when first needed, and again when it has died.

    `level` asks for one wall (`confinement.LEVELS`); without it the best that holds is found by trying.
    """

    def __init__(self, *, limits: Limits, level: str | None = None) -> None:
        if level is not None and level not in confinement.LEVELS:
            raise ValueError(f"no level {level!r}; there are {', '.join(confinement.LEVELS)}")
        self._limits = limits
        self._levels = confinement.LEVELS if level is None else (level,)
        self._reason = ""
        self._zygote: _Zygote | None = None

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def isolation(self) -> str:
        """The level of the wall; starts the zygote.

        Raises:
            WorkerError: no worker can be started.
        """
        return self._started().level

    @property
    def isolation_reason(self) -> str:
        """Why the wall is not the best there is, in one sentence; empty if it is.

        Raises:
            WorkerError: no worker can be started.
        """
        self._started()
        return self._reason

    def open(self, chunks: Chunks, modules: Mapping[str, str] | None = None) -> Session:
        """A session in which the chunks have run; `modules` can be imported there.

        Raises:
            WorkerError: no worker can be started.
        """
        return Session(self, chunks, modules or {}, self._limits)

    def close(self) -> None:
        """End the zygote and everything it forked."""
        if self._zygote is not None:
            self._zygote.end()
            self._zygote = None

    def fork(self) -> Fork:
        """A fresh worker for one submission; used by `Session`.

        Raises:
            WorkerError: no worker can be started.
        """
        zygote = self._started()
        try:
            return zygote.fork()
        except WorkerError:
            # It may have died while nobody looked; a second failure is one.
            self.close()
            return self._started().fork()

    def _started(self) -> _Zygote:
        if self._zygote is None:
            self._zygote = self._start()
        return self._zygote

    def _start(self) -> _Zygote:
        reasons = []
        for level in self._levels:
            settings = Settings(
                level=level,
                memory_mb=self._limits.memory_mb,
                cpu_seconds=self._limits.cpu_seconds,
                reply_bytes=self._limits.reply_mb * 2**20,
            )
            try:
                zygote, note = _start(settings)
            except (WorkerError, confinement.ConfinementError) as error:
                reasons.append(f"{level}: {error}")
                continue
            if note:
                reasons.append(note)
            elif level != confinement.LEVELS[0] and not reasons:
                reasons.append(f"the level {level} was asked for")
            # On a restart the same wall holds, and need not be looked for again.
            self._levels = (level,)
            self._reason = self._reason or "; ".join(reasons)
            return zygote
        raise WorkerError(f"No worker can be started ({'; '.join(reasons)}).")


class Session:
    """One submission behind the wall; a context manager with the interface of `LocalSession`."""

    def __init__(self, sandbox: Sandbox, chunks: Chunks, modules: Mapping[str, str], limits: Limits) -> None:
        self._sandbox = sandbox
        self._texts = (tuple((label, text) for label, text in chunks), dict(modules))
        self._limits = limits
        self._left = limits.total_seconds
        self._fork: Fork | None = None
        self._fresh = True
        self._dead = False
        self._warnings: dict[str, None] = {}
        self._load_failures: Mapping[str, Failure] = {}
        self._load_problem = self._load()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def load_failures(self) -> Mapping[str, Failure]:
        """Names that could not be bound, and why."""
        return self._load_failures

    @property
    def warnings(self) -> tuple[str, ...]:
        """The lines that the submission wrote on standard error, each once; NumPy's warnings are among them."""
        self._read_errors()
        return tuple(self._warnings)

    def reset(self) -> None:
        """Forget all results; after a death, the next run starts a fresh worker."""
        self._fresh = True
        self._dead = False

    def run(self, steps: Sequence[Step], fetch: Sequence[int]) -> tuple[Any, ...]:
        """Run the steps after those since the last reset; return the results with the indexes `fetch`.

        A submission that never returns, dies or answers nonsense gives a `Failure` for each of them, and
        `skipped` from then on until the next reset.

        Raises:
            WorkerError: the worker was lost through no fault of the submission.
        """
        if self._dead:
            return (Failure("skipped"),) * len(fetch)
        problem = self._load() if self._fork is None else self._load_problem
        if problem is None:
            number = secrets.randbits(62)
            frame = protocol.encode_run(number, fresh=self._fresh, steps=steps, fetch=fetch)
            answer = self._ask(frame, number, self._limits.call_seconds)
            self._fresh = False
            if isinstance(answer, tuple) and len(answer) == len(fetch):
                return answer
            problem = answer if isinstance(answer, Failure) else self._bury("broken", "an answer of wrong form")
        self._dead = True
        return (problem,) * len(fetch)

    def close(self) -> None:
        """End the submission's worker."""
        if self._fork is not None:
            self._read_errors()
            fork, self._fork = self._fork, None
            # Whatever is lost now is no longer needed.
            with contextlib.suppress(WorkerError):
                fork.end()

    def _load(self) -> Failure | None:
        """Start a worker and run the definitions in it; the failure that this ended with, if it did."""
        if self._left <= 0:
            return self._late(self._limits.load_seconds)
        self._fork = self._sandbox.fork()
        number = secrets.randbits(62)
        answer = self._ask(protocol.encode(("load", number, *self._texts)), number, self._limits.load_seconds)
        if isinstance(answer, Failure):
            return answer
        if not isinstance(answer, dict) or not all(
            type(name) is str and isinstance(item, Failure) for name, item in answer.items()
        ):
            return self._bury("broken", "an answer of wrong form")
        self._load_failures = answer
        return None

    def _ask(self, request: protocol.Frame, number: int, seconds: float) -> Any:
        """The answer to a request, or the failure with which the worker ended."""
        fork = self._fork
        assert fork is not None
        if self._left <= 0:
            return self._late(seconds)
        start = time.monotonic()
        deadline = start + min(seconds, self._left)
        try:
            protocol.send(fork.channel, request, deadline=deadline)
            reply = protocol.receive(
                fork.channel,
                max_header=protocol.REPLY_HEADER,
                max_body=self._limits.reply_mb * 2**20,
                deadline=deadline,
            )
            message = protocol.decode(reply)
        except TimeoutError:
            self._left -= time.monotonic() - start
            return self._late(seconds)
        except (EOFError, OSError):
            self._left -= time.monotonic() - start
            return self._bury("died", "")
        except protocol.ProtocolError as error:
            return self._bury("broken", str(error))
        self._left -= time.monotonic() - start
        if type(message) is not tuple or len(message) != 2 or (type(message[0]), message[0]) != (int, number):
            return self._bury("broken", "an answer to another question")
        return message[1]

    def _late(self, seconds: float) -> Failure:
        if self._left <= 0:
            message = f"the {self._limits.total_seconds:g} s for the whole submission are used up"
        else:
            message = f"stopped after {seconds:g} s"
        return self._bury("timeout", message)

    def _bury(self, kind: str, message: str) -> Failure:
        """End the worker; its failure, in which `died` says how it died."""
        if self._fork is not None:
            self._read_errors()
            fork, self._fork = self._fork, None
            lived, status = fork.end()
            if kind == "died":
                message = "it closed its channel" if lived and status == -signal.SIGKILL else _manner(status)
        return Failure(kind, message=message)

    def _read_errors(self) -> None:
        if self._fork is None:
            return
        for line in self._fork.errors(self._limits.output_kb * 1024).splitlines():
            text = "".join(sign if sign.isprintable() else " " for sign in line).rstrip()
            if text:
                self._warnings[text] = None


@dataclass(frozen=True, slots=True)
class Fork:
    """A worker for one submission: its channel, its standard error, and who can end it."""

    zygote: _Zygote
    pid: int  # in the zygote's numbering
    channel: socket.socket
    errors_pipe: int

    def errors(self, limit: int) -> str:
        """What came on standard error since the last look, at most `limit` bytes."""
        try:
            return os.read(self.errors_pipe, limit).decode("utf-8", "replace")
        except BlockingIOError:
            return ""

    def end(self) -> tuple[bool, int]:
        """End it; whether it still lived, and its exit status.

        Raises:
            WorkerError: the zygote is lost.
        """
        self.channel.close()
        os.close(self.errors_pipe)
        lived, status = ENDED.unpack(self.zygote.ask(b"c", self.pid, (), ENDED.size))
        return lived, status


@dataclass(frozen=True, slots=True)
class _Zygote:
    level: str
    process: subprocess.Popen[bytes]
    control: socket.socket
    said: IO[bytes]  # its own standard error

    def fork(self) -> Fork:
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
            raise WorkerError(f"the worker process was lost ({error})") from error

    def end(self) -> None:
        """End it with everything it forked, and reap it."""
        self.control.close()
        # It leaves by itself when its control socket ends, and takes its forks along.
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1.0)
        self.process.kill()
        self.process.wait()
        self.said.close()


def _start(settings: Settings) -> tuple[_Zygote, str]:
    """A zygote behind the wall of the settings, and what is missing in that wall.

    Raises:
        WorkerError: it did not start, or the wall does not hold.
        ConfinementError: the wall cannot be built here.
    """
    if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
        raise WorkerError("this system cannot fork; on Windows use WSL2")
    command = confinement.command(settings)
    control, theirs = socket.socketpair()
    said = tempfile.TemporaryFile()  # noqa: SIM115  (it lives as long as the zygote)
    with theirs:
        process = subprocess.Popen(
            command,
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=dict(confinement.ENVIRONMENT),
            cwd="/",
            start_new_session=True,  # the keys of a terminal are for us
        )
    zygote = _Zygote(settings.level, process, control, said)
    try:
        control.settimeout(START_SECONDS)
        holds, size = READY.unpack(_read(control, READY.size))
        missing = _read(control, size).decode("utf-8", "replace")
    except OSError as error:
        reason = _last_line(said) or f"it did not start ({error or type(error).__name__})"
        zygote.end()
        raise WorkerError(reason) from error
    if not holds or (missing and settings.level == "landlock"):
        zygote.end()
        raise WorkerError(missing)
    return zygote, missing


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


def _manner(status: int) -> str:
    """How a process ended, from its exit status."""
    if status >= 0:
        return f"it exited with status {status}"
    try:
        return f"it was killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"it was killed by signal {-status}"
