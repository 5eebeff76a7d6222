"""The trusted side of the wall: a sandbox that is started once, and a session for each submission.

    with Sandbox(limits=assignment.limits) as sandbox:
        with sandbox.open(chunks) as session:
            session.reset()
            (out,) = session.run(steps, [4])

What a submission does never raises here: it comes back as a `Failure` in place of a value. What breaks on our
side raises `WorkerError`, so that nobody is marked down for it. The two are told apart by who died: a fork's
death is the submission's, the zygote's is ours. One thread uses a sandbox; its worker dies with that thread.
"""

from __future__ import annotations

import contextlib
import math
import secrets
import signal
import time
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any

from autograder.assignment import Limits
from autograder.errors import WorkerError
from autograder.sandbox import protocol, zygote
from autograder.sandbox.budget import Budget
from autograder.sandbox.confinement import LEVELS
from autograder.sandbox.ends import ended
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import MAX_TEXT, OVER_BUDGET, Chunks, Failure, Step
from autograder.sandbox.worker import LOST, Settings
from autograder.sandbox.zygote import Fork, Zygote
from autograder.sentences import NOTHING, Sentence, say, say_all

__all__ = ["ConfinedSession", "LocalSession", "Sandbox"]

MAX_WARNINGS = 50
"""Different lines of a submission's standard error that are kept."""

START_ATTEMPTS = 2
"""How often a wall is tried before a poorer one is."""

LOAD_ATTEMPTS = 2
"""How often definitions that ended their worker are run again: once more, in case the machine was at fault."""


WRONG_FORMS = (
    say("a dict with keys that must not be"),
    say("a dict with more keys than it may have"),
    say("a failure of a kind that only the other side can see"),
    say("a tag that means nothing here, or with the wrong things after it"),
    say("a value without a tag"),
    say("an array of a kind that does not cross"),
    say("an array with an impossible shape"),
    say("an integer of more than 64 bits"),
    say("the body is longer than the arrays of the header"),
    say("the body is shorter than the arrays of the header"),
    say("the frame is larger than it may be"),
    say("values nested too deeply"),
)
"""What `protocol.ProtocolError` says, for translators: it stands alone behind the wall."""


class Sandbox:
    """A zygote behind a wall; a context manager. It starts when first needed, and again when it has died.

    `level` asks for one wall (`confinement.LEVELS`); without it the best that holds is found by trying.
    `opening` are questions for every submission (`ConfinedSession.ask_opening`); the zygote has them from its
    start, and nobody sets them later.
    """

    def __init__(self, *, limits: Limits, level: str | None = None, opening: Sequence[Query] = ()) -> None:
        if level is not None and level not in LEVELS:
            raise ValueError(f"no level {level!r}; there are {', '.join(LEVELS)}")
        self._limits = limits
        self.opening = tuple(opening)
        self._levels = LEVELS if level is None else (level,)
        asked = say("the level {level} was asked for", level=level)
        self._reason = NOTHING if level in (None, LEVELS[0]) else asked
        self._launched: Zygote | None = None  # not ready yet
        self._zygote: Zygote | None = None
        self._spare: Fork | None = None
        self._out: set[Fork] = set()

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
    def isolation_reason(self) -> Sentence:
        """Why the wall is not the best there is, in one sentence; empty if it is.

        Raises:
            WorkerError: no worker can be started.
        """
        reasons = (self._started().missing, self._reason)
        return say_all(reversed(reasons), "{one}; {other}")

    def launch(self) -> None:
        """Begin to build the wall, for whoever has other things to do meanwhile, such as to find `opening`.

        What goes wrong is said by the first that needs the wall.
        """
        with contextlib.suppress(WorkerError):
            self._launched = zygote.launch(self._settings(self._levels[0]))

    def open(
        self, chunks: Chunks, modules: Mapping[str, str] | None = None, *, budget: Budget | None = None
    ) -> ConfinedSession:
        """A session in which the chunks have run; `modules` (name -> source) can be imported there.

        `budget` is that of the submission, if this is not the only session that runs it.

        Raises:
            WorkerError: no worker can be started.
        """
        return ConfinedSession(self, chunks, modules or {}, self._limits, self.opening, budget)

    def fork(self) -> Fork:
        """A fresh worker for one submission, as a session needs it.

        Raises:
            WorkerError: no worker can be started.
        """
        if self._zygote is not None and not self._zygote.lives:
            self.close()
        fork, self._spare = self._spare, None
        if fork is None:
            try:
                fork = self._started().fork()
            except WorkerError:
                # The zygote may have died just now; when a new one fails too, something is wrong.
                self.close()
                fork = self._started().fork()
        self._out.add(fork)
        return fork

    def end(self, fork: Fork) -> tuple[bool, int, float]:
        """End a worker; whether it still lived, its exit status (a signal is negative), its processor time.

        Raises:
            WorkerError: the worker process was lost.
        """
        self._out.discard(fork)
        return fork.end()

    def done(self, fork: Fork) -> None:
        """End the worker of a submission that is marked, and have the next one ready when it is needed.

        The zygote does both while the submission's report is written, and in this order: no submission's worker
        lives while that of another waits.

        Raises:
            WorkerError: the worker process was lost.
        """
        self._out.discard(fork)
        fork.leave()
        if self._spare is None and not self._out and fork.zygote is self._zygote:
            self._spare = fork.zygote.fork()

    def close(self) -> None:
        """End the zygote and everything it forked."""
        if self._spare is not None:
            self._spare.close()
            self._spare = None
        self._out.clear()
        for process in (self._launched, self._zygote):
            if process is not None:
                process.end()
        self._launched = self._zygote = None

    def _started(self) -> Zygote:
        if self._zygote is None:
            self._zygote = self._start()
        return self._zygote

    def _start(self) -> Zygote:
        reasons: dict[str, Sentence] = {}
        opening = protocol.encode_run(0, [question.frame for question in self.opening])
        # A process that was killed as it began is no sign of a poorer machine: each wall is tried again.
        for level in (level for level in self._levels for _ in range(START_ATTEMPTS)):
            launched, self._launched = self._launched, None
            try:
                found = zygote.start(launched or zygote.launch(self._settings(level)), opening)
            except WorkerError as error:
                reasons[level] = say("no isolation {level}: {why}", level=level, why=error.said)
                continue
            reasons.pop(level, None)
            # At a restart the same wall holds, and need not be looked for again.
            self._levels = (level,)
            self._reason = say_all(reasons.values(), "{one}; {other}") or self._reason
            return found
        why = say_all(reasons.values(), "{one}; {other}")
        raise WorkerError(say("No worker can be started ({why}).", why=why))

    def _settings(self, level: str) -> Settings:
        return Settings(
            level=level,
            memory_mb=self._limits.memory_mb,
            cpu_seconds=self._limits.cpu_seconds,
            reply_bytes=self._limits.replies_mb * 2**20,
        )


@dataclass(frozen=True, slots=True)
class Query:
    """Steps to run and results to send back, as they travel; equal questions are equal bytes."""

    place: int  # where results are kept that later questions go on from
    fresh: bool  # whether those of earlier questions are forgotten first
    wanted: int  # how many results are asked for
    frame: protocol.Frame  # without a number
    said: tuple[Sequence[Step], Sequence[int]] | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        steps: Sequence[Step],
        fetch: Sequence[int],
        *,
        fresh: bool,
        place: int = 0,
        again: Query | None = None,
    ) -> Query:
        """The question that asks for the results with the indexes `fetch` after these steps.

        `again` is one that is probably the same: where it is, nothing is encoded.
        """
        if again is not None and again.fresh == fresh and again.place == place and again._says(steps, fetch):
            return again
        frame = protocol.encode_question(place=place, fresh=fresh, steps=steps, fetch=fetch)
        return cls(place, fresh, len(fetch), frame)

    def with_steps(self, steps: Sequence[Step], fetch: Sequence[int]) -> Query:
        """The same, for a question that will be put often: by its steps it is known again at once."""
        return replace(self, said=(steps, fetch))

    def _says(self, steps: Sequence[Step], fetch: Sequence[int]) -> bool:
        """Whether these are its steps, on the very same arrays; False where that is not seen."""
        try:
            return self.said == (steps, fetch)
        except ValueError:  # arrays that are not the same ones are compared number by number
            return False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `digest` is that of its bytes, and empty if the submission did not answer."""

    question: Query
    digest: bytes
    content: tuple[Any, ...] | protocol.Frame  # as it came, where the like of it was read before

    @property
    def values(self) -> tuple[Any, ...]:
        """The results."""
        if isinstance(self.content, protocol.Frame):
            return tuple(protocol.decode(self.content)[1])
        return self.content


@dataclass(frozen=True, slots=True)
class Reply:
    """What came to a question, not read yet. It counts while its worker lives: what it left there is needed."""

    question: Query
    number: int  # that it must have
    frame: protocol.Frame
    fork: Fork


class _EndedError(Exception):
    """The submission's worker is no more, by a fault of the submission."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.kind)
        self.failure = failure


class ConfinedSession:
    """One submission behind the wall; a context manager with the interface of `LocalSession`."""

    def __init__(
        self,
        sandbox: Sandbox,
        chunks: Chunks,
        modules: Mapping[str, str],
        limits: Limits,
        opening: Sequence[Query] = (),
        budget: Budget | None = None,
    ) -> None:
        self._sandbox = sandbox
        self._opening = opening
        self._texts = (tuple((label, text) for label, text in chunks), dict(modules))
        self._limits = limits
        self._budget = budget or Budget(limits)
        self._output_left = limits.output_kb * 1024
        self._warnings: dict[str, None] = {}
        self._load_failures: Mapping[str, Failure] = {}
        self._loads_lost: list[Failure] = []
        self._fork: Fork | None = None
        self._reader: protocol.Reader | None = None
        self._fresh = True
        self._dead = False
        self._results = 0  # since the last reset
        with contextlib.suppress(_EndedError):  # said again by the first run
            self._load()

    def __enter__(self) -> ConfinedSession:
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
        """Lines that the submission wrote on standard error, each once; NumPy's warnings are among them."""
        self._read_errors()
        return tuple(self._warnings)

    def reset(self) -> None:
        """Forget all results; after a death, the next run starts a fresh worker."""
        self._fresh = True
        self._dead = False
        self._results = 0

    def run(self, steps: Sequence[Step], fetch: Sequence[int]) -> tuple[Any, ...]:
        """Run the steps after those since the last reset; return the results with the indexes `fetch`.

        A submission that never returns, dies or answers nonsense gives a `Failure` for each of them, and
        `skipped` from then on until the next reset. Arrays are read-only.

        Raises:
            IndexError: there is no step of such an index.
            WorkerError: the worker was lost through no fault of the submission.
        """
        self._results += sum([step.width for step in steps])  # what came before stays
        if not all(0 <= index < self._results for index in fetch):
            raise IndexError(
                f"{self._results} results since the reset, and asked for the results {list(fetch)}"
            )
        if self._dead:
            return (Failure("skipped"),) * len(fetch)
        return self.ask(Query.of(steps, fetch, fresh=self._fresh)).values

    def ask_opening(self) -> tuple[Reply, ...]:
        """Ask the sandbox's opening questions in one message, and give what came to each, for `ask`.

        Nothing if the submission does not answer them all, in the part of its time that there is for this: then
        it is as if it had not been asked.

        Raises:
            WorkerError: the worker was lost through no fault of the submission.
        """
        number = secrets.randbits(62)
        end = time.monotonic() + self._budget.opening_seconds
        try:
            return tuple(self._replies(self._opening, number, protocol.encode(("opening", number)), end))
        except _EndedError:
            return ()

    def ask(self, question: Query, known: Container[bytes] = (), reply: Reply | None = None) -> Answer:
        """The answer to a question, as `run` gives it; one whose digest is `known` is not taken apart again.

        `reply` is what came when the question was asked before; without it, or where it no longer counts, the
        question is asked now.

        Raises:
            WorkerError: the worker was lost through no fault of the submission.
        """
        if question.fresh:
            self._dead = False
        if self._dead:
            return Answer(question, b"", (Failure("skipped"),) * question.wanted)
        try:
            if reply is None or reply.question != question or reply.fork is not self._fork:
                number = secrets.randbits(62)
                (reply,) = self._replies([question], number, protocol.encode_run(number, [question.frame]))
            answer = self._answer(reply, known)
        except _EndedError as end:
            self._dead = True
            return Answer(question, b"", (end.failure,) * question.wanted)
        self._fresh = False
        return answer

    def close(self) -> None:
        """End the submission's worker."""
        self._read_errors()
        fork, self._fork = self._fork, None
        # Whatever is lost now is no longer needed.
        with contextlib.suppress(WorkerError):
            if fork is not None:
                self._sandbox.done(fork)

    def _load(self) -> None:
        """Start a worker and run the definitions in it."""
        if self._budget.is_spent:
            raise self._late(self._limits.load_seconds)
        if len(self._loads_lost) >= LOAD_ATTEMPTS:
            raise _EndedError(self._loads_lost[-1])
        number = secrets.randbits(62)
        request = protocol.encode(("load", number, *self._texts))
        start = time.monotonic()
        self._fork = self._sandbox.fork()
        self._budget.give_back(time.monotonic() - start)  # a wall that was lost is built anew
        self._reader = protocol.Reader(
            self._fork.channel, max_header=protocol.REPLY_HEADER, max_body=self._limits.replies_mb * 2**20
        )
        try:
            failures = self._message(self._exchange(self._limits.load_seconds, request), number)
            if type(failures) is not dict or not all(
                type(name) is str and type(item) is Failure for name, item in failures.items()
            ):
                raise self._broken(say("it answered in a wrong form"))
        except _EndedError as end:
            self._loads_lost.append(end.failure)
            raise
        self._load_failures = failures

    def _replies(
        self, questions: Sequence[Query], number: int, request: protocol.Frame | None, end: float = math.inf
    ) -> Iterator[Reply]:
        """What comes to the questions of a request until `end`; each has the time of a call."""
        if self._fork is None:
            self._load()
        assert self._fork is not None
        for count, question in enumerate(questions, number):
            seconds = min(self._limits.call_seconds, end - time.monotonic())
            frame = self._exchange(seconds, request, room=self._budget.room)
            self._budget.take(frame.weight)
            request = None  # the others answer the same one
            yield Reply(question, count, frame, self._fork)

    def _answer(self, reply: Reply, known: Container[bytes]) -> Answer:
        digest = protocol.digest(reply.number, reply.frame)
        if digest in known:
            return Answer(reply.question, digest, reply.frame)
        values = self._message(reply.frame, reply.number)
        if type(values) is not tuple or len(values) != reply.question.wanted:
            raise self._broken(say("it answered in a wrong form"))
        return Answer(reply.question, digest, values)

    def _message(self, reply: protocol.Frame, number: int) -> Any:
        """What a reply says to the request of this number."""
        try:
            message = protocol.decode(reply)
        except protocol.ProtocolError as error:
            raise self._broken(Sentence(str(error))) from error
        if type(message) is not tuple or len(message) != 2 or type(message[0]) is not int:
            raise self._broken(say("it answered in a wrong form"))
        if message[0] != number:
            raise self._broken(say("it answered another question"))
        return message[1]

    def _exchange(
        self, seconds: float, request: protocol.Frame | None = None, *, room: float = math.inf
    ) -> protocol.Frame:
        """The next frame that comes, after a request if there is one, within so many seconds."""
        left = min(seconds, self._budget.seconds_left)
        if left <= 0:
            raise self._late(seconds)
        try:
            return self._next_frame(left, request, room)
        except TimeoutError:
            raise self._late(seconds) from None
        except (EOFError, OSError):
            raise self._died() from None
        except protocol.OversizeError:
            self._end()
            raise _EndedError(Failure("memory", OVER_BUDGET)) from None
        except protocol.ProtocolError as error:
            raise self._broken(Sentence(str(error))) from error

    def _next_frame(self, seconds: float, request: protocol.Frame | None, room: float) -> protocol.Frame:
        assert self._fork is not None
        assert self._reader is not None
        deadline = time.monotonic() + seconds
        if request is not None:
            protocol.send(self._fork.channel, request, deadline=deadline)
        return self._reader.receive(deadline, room)

    def _late(self, seconds: float) -> _EndedError:
        self._end()
        if not self._budget.is_spent:
            return _EndedError(ended("timeout", say("it was stopped after {seconds:g} s", seconds=seconds)))
        total = self._limits.total_seconds
        return _EndedError(ended("timeout", say("all {total:g} s of this submission are used up", total=total)))

    def _broken(self, how: Sentence) -> _EndedError:
        self._end()
        return _EndedError(ended("broken", how))

    def _died(self) -> _EndedError:
        """How the submission ended its worker.

        Raises:
            WorkerError: somebody else did; nothing but its limit of processor time kills a worker otherwise.
        """
        lived, status, seconds = self._end()
        if not lived and status == -signal.SIGKILL and seconds < self._limits.cpu_seconds - 1:
            raise WorkerError(say("its process was killed from outside; is the machine's memory used up?"))
        if status == LOST or (lived and status == -signal.SIGKILL):
            # It had closed its channel, or broken what it speaks with.
            return _EndedError(ended("died", say("it could no longer answer the grader")))
        return _EndedError(ended("died", _manner(status)))

    def _end(self) -> tuple[bool, int, float]:
        self._read_errors()
        fork, self._fork = self._fork, None
        return self._sandbox.end(fork) if fork is not None else (False, 0, 0.0)

    def _read_errors(self) -> None:
        if self._fork is None or self._output_left <= 0:
            return
        text = self._fork.read_errors(self._output_left)
        self._output_left -= len(text)
        for line in text.splitlines():
            plain = "".join(sign if sign.isprintable() else " " for sign in line[:MAX_TEXT]).rstrip()
            if plain and len(self._warnings) < MAX_WARNINGS:
                self._warnings[plain] = None


def _manner(status: int) -> Sentence:
    """How a process ended, from its exit status."""
    if status >= 0:
        return say("it exited with status {status}", status=status)
    try:
        return say("it was killed by {name}", name=signal.Signals(-status).name)
    except ValueError:
        return say("it was killed by signal {number}", number=-status)
