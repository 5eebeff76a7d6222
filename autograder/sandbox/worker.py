"""The confined side: a zygote with NumPy imported, and one fork of it for each submission.

The zygote never runs a byte of a student's. From its control socket (descriptor 0) it reads one frame first, a
"run" of the questions that every fork has then, decoded once for all of them. Then it serves the socket,
request by request:

    b"o", n     with two descriptors, a channel and a pipe for standard error; forks; n names that fork
    b"c", n     ends that fork and reaps it; answers whether it still lived, its exit status, its processor time
    b"e", n     ends that fork and reaps it, and answers nothing

A fork locks itself up (`lockdown`) and then serves its channel (`protocol`) until the channel ends. Whatever
a submission does to its process harms that process only: nothing in it is secret and nothing of it is used
again. When the control socket ends, all forks are ended and the zygote leaves.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import importlib.abc
import importlib.machinery
import io
import os
import signal
import socket
import struct
import sys
import time
import types
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.sandbox import lockdown, protocol, steps

REQUEST = struct.Struct("!cq")
"""On the control socket: what to do, and with which fork."""

READY = struct.Struct("!?H")
"""The zygote's first words: whether a fork could lock itself up, and the length of the text that follows: why
not, or which layers this machine does not have."""

ENDED = struct.Struct("!?id")
"""The answer to b"c": whether the fork still lived, its exit status (a signal is negative), and the seconds of
processor time that it used."""

MODULE = "__notebook__"
"""The name of the module in which a submission's definitions live."""


Questions = Sequence[tuple[int, bool, Sequence[Any], Sequence[int]]]
"""As they are in a request: place, fresh, steps, and the indexes of the results that are asked for."""

MOMENT = 0.002
"""Seconds within which replies to the same request travel together."""

DYING = 0.05
"""Seconds from the end of a process's channel to its exit status, on a busy machine."""


@dataclass(slots=True)
class Room:
    """What the replies of a fork may still have, in bytes as `protocol` weighs them."""

    left: int


LOST = 70
"""Exit status of a fork that could no longer read a request or answer it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the trusted side tells the zygote on its command line."""

    level: str
    memory_mb: int
    cpu_seconds: int
    reply_bytes: int  # of all replies of a submission together


def start_worker(settings: Settings) -> None:
    """Be the zygote: serve the control socket until it ends."""
    control = socket.socket(fileno=0)
    _, _, opening = protocol.believe(_reader(control).receive())
    plan = lockdown.prepare(
        memory_mb=settings.memory_mb, cpu_seconds=settings.cpu_seconds, fenced=settings.level != "limits"
    )
    problem = _rehearse(plan)
    text = (problem or "\n".join(plan.missing)).encode()[:1000]
    control.sendall(READY.pack(not problem, len(text)) + text)
    _replace_streams()
    _offer_what_a_kernel_offers()
    forks: dict[int, int] = {}  # number -> pid
    gc.set_threshold(10_000, 10, 10)  # a request is thousands of small lists, and no garbage
    gc.freeze()  # what is here now stays: a fork that looks for garbage would copy every page of it
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, REQUEST.size, 2)
        if len(request) < REQUEST.size:
            for pid in forks.values():
                _end(pid)
            return
        order, number = REQUEST.unpack(request)
        if order == b"o":
            channel, errors = descriptors
            forks[number] = _fork(plan, channel, errors, settings.reply_bytes, opening)
        elif number in forks:
            pid = forks.pop(number)
            if order == b"c":
                control.sendall(ENDED.pack(*_end(pid, patience=DYING)))
            else:
                _end(pid)


def _fork(plan: lockdown.Lock, channel: int, errors: int, reply_bytes: int, opening: Questions) -> int:
    pid = os.fork()
    if pid:
        os.close(channel)
        os.close(errors)
        return pid
    status = LOST
    try:
        lockdown.lock(plan, channel=channel, errors=errors)
        os.set_blocking(2, False)
        serve(socket.socket(fileno=channel), reply_bytes=reply_bytes, opening=opening)
        status = 0
    finally:
        # Never back into the zygote's loop, and no atexit function of a student's.
        os._exit(status)


def _rehearse(plan: lockdown.Lock) -> str:
    """Why a fork could not lock itself up; empty if it could. Better known now than at each submission."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            lockdown.lock(plan, channel=write, errors=write)
            os.write(write, b"!")
        except BaseException as error:
            os.write(write, str(error).encode())
        finally:
            os._exit(0)
    os.close(write)
    said = os.read(read, 1000)
    os.close(read)
    os.waitpid(pid, 0)
    return "" if said == b"!" else said.decode(errors="replace") or "a fork died while it locked itself up"


def _end(pid: int, *, patience: float = 0.0) -> tuple[bool, int, float]:
    """Kill a fork with everything in its session and reap it: a sleeping one outlives its channel."""
    deadline = time.monotonic() + patience
    found, status, used = os.wait4(pid, os.WNOHANG)
    while not found and time.monotonic() < deadline:
        time.sleep(0.001)
        found, status, used = os.wait4(pid, os.WNOHANG)
    lived = not found
    for kill in (os.killpg, os.kill) if lived else (os.killpg,):
        with contextlib.suppress(OSError):
            kill(pid, signal.SIGKILL)
    if lived:
        _, status, used = os.wait4(pid, 0)
    return lived, os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime


def serve(channel: socket.socket, *, reply_bytes: int, opening: Questions = ()) -> None:
    """Answer requests until the channel ends; `opening` can be asked without being sent."""
    module = types.ModuleType(MODULE)
    sys.modules[MODULE] = module  # where dataclasses and pickling look for a class's module
    space = steps.Namespace(module.__dict__)
    results: dict[int, list[Any]] = {}  # by the place of the questions that left them
    reader = _reader(channel)
    room = Room(reply_bytes)
    while True:
        try:
            frame = reader.receive()
        except EOFError:
            return
        kind, number, *rest = protocol.believe(frame)
        if kind == "load":
            space, failures = _load(module, *rest)
            protocol.send(channel, _reply(number, failures, Room(reply_bytes)))
            continue
        questions = opening if kind == "opening" else rest[0]
        _tell(channel, _replies(number, questions, results, space, room))


def _replies(
    number: int, questions: Questions, results: dict[int, list[Any]], space: steps.Namespace, room: Room
) -> Iterator[protocol.Frame]:
    """The reply to each question, which is asked when its reply is."""
    for count, (place, fresh, rows, fetch) in enumerate(questions, number):
        if fresh or place not in results:
            results[place] = []
        here = results[place]
        steps.execute(map(steps.Step._make, rows), here, space)
        yield _reply(count, tuple(_portable(here[index], room) for index in fetch), room)


def _tell(channel: socket.socket, replies: Iterator[protocol.Frame]) -> None:
    """Send replies as they come, those of the same moment together: each sending wakes the other side up."""
    waiting: list[bytes] = []
    sent = time.monotonic()
    for reply in replies:
        waiting.append(protocol.as_bytes(reply))
        if time.monotonic() - sent > MOMENT:
            channel.sendall(b"".join(waiting))
            waiting.clear()
            sent = time.monotonic()
    channel.sendall(b"".join(waiting))


class _Kernel:
    """What `get_ipython()` gives here: it takes magics and shell lines, and does nothing."""

    def system(self, line: str) -> None:
        """Stands for `!line`."""

    def getoutput(self, line: str) -> list[str]:
        """Stands for `x = !line`."""
        return []

    def run_line_magic(self, name: str, line: str, **more: Any) -> None:
        """Stands for `%name line`."""

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """Stands for a cell of `%%name`."""


def _display(*objects: Any, **options: Any) -> None:
    """Show nothing."""


def _offer_what_a_kernel_offers() -> None:
    """Names that every notebook finds among Python's own: what ran there must not end here for one of them."""
    builtins.display = _display  # type: ignore[attr-defined]
    builtins.get_ipython = _Kernel  # type: ignore[attr-defined]


def _reader(channel: socket.socket) -> protocol.Reader:
    return protocol.Reader(channel, max_header=protocol.REQUEST_HEADER, max_body=2**40)


def _load(
    module: types.ModuleType, chunks: steps.Chunks, modules: Mapping[str, str]
) -> tuple[steps.Namespace, dict[str, steps.Failure]]:
    sys.meta_path.append(Beside(modules))
    files = {f"{name}.py": text for name, text in modules.items()}
    space = steps.load(chunks, module.__dict__, modules=files)
    return space, dict(space.failed)


def _portable(value: Any, room: Room) -> Any:
    try:
        return steps.portable(value, room.left)
    except steps.NoRoom:
        return steps.Failure("memory", steps.OVER_BUDGET)
    except MemoryError:
        return steps.Failure("memory")
    except BaseException:  # an object of the student's may raise whenever it is looked at
        return steps.Opaque(type(value).__name__[: steps.MAX_TEXT])


def _reply(number: int, answer: Any, room: Room) -> protocol.Frame:
    """The reply's frame; values without room become a failure of the kind `memory`, and take none."""
    try:
        frame = protocol.encode((number, answer))
        if len(frame.header) <= protocol.REPLY_HEADER and frame.weight <= room.left:
            room.left -= frame.weight
            return frame
    except (MemoryError, OverflowError, ValueError):
        pass
    failure = steps.Failure("memory", steps.OVER_BUDGET)
    return protocol.encode((number, {} if type(answer) is dict else (failure,) * len(answer)))


@dataclass(frozen=True)
class Beside(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds the modules that were handed in beside a notebook. Last in line: it shadows nothing installed."""

    texts: Mapping[str, str] = field(hash=False)  # dotted name -> source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The module's description, if it is one of ours."""
        package = self.is_package(fullname)
        if fullname not in self.texts and not package:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=f"{fullname}.py", is_package=package)

    def is_package(self, fullname: str) -> bool:
        """Whether there are modules inside this one."""
        return any(name.startswith(f"{fullname}.") for name in self.texts)

    def get_source(self, fullname: str) -> str:
        """The module's text; a package needs none of its own."""
        return self.texts.get(fullname, "")

    def exec_module(self, module: types.ModuleType) -> None:
        """Run the module's text, under a file name that says which it is."""
        name = module.__name__
        exec(compile(self.get_source(name), f"{name}.py", "exec", dont_inherit=True), module.__dict__)


class _Errors(io.RawIOBase):
    """Standard error as a pipe that nobody empties: what does not fit is dropped, and nothing blocks."""

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2

    def write(self, data: Any) -> int:
        with contextlib.suppress(OSError):
            os.write(2, data)
        return len(data)


def _replace_streams() -> None:
    """Make the streams that submissions find; each fork puts other descriptors behind the same numbers."""
    sys.stdin = io.TextIOWrapper(io.FileIO(0, "r", closefd=False), "utf-8")
    out = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), "utf-8", "replace")
    sys.stdout = sys.__stdout__ = out  # type: ignore[misc]
    raw = io.BufferedWriter(_Errors())
    sys.stderr = io.TextIOWrapper(raw, "utf-8", "replace", line_buffering=True)
    sys.__stderr__ = sys.stderr  # type: ignore[misc]
    warnings.formatwarning = lambda message, category, filename, lineno, line=None: (
        f"{filename}, line {lineno}: {category.__name__}: {message}\n"
    )
