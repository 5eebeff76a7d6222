"""Work shared among machines: what `processes` does with those of this one, on a dask.distributed cluster.

    for task, result in share_on_cluster(address, trip, folders, tasks):
        ...

No file system is shared. The trusted side's files (checks, reference) and the submissions travel as plain
bytes; a worker process keeps the files in a folder of its own and works with them in one thread. That process
holds the checks and runs no student code: it starts a wall as a single machine does, and code of a submission
runs behind that. Tasks travel in batches; a batch whose worker dies is done again by another one, and comes
back as `Lost` only where that happens again and again: time is lost, and no marks.
"""

from __future__ import annotations

import os
import platform
import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic

from autograder import __version__
from autograder.errors import ClusterError
from autograder.many.processes import Lost, Result, Task
from autograder.sentences import Sentence, say, say_all
from autograder.submission.beside import MAX_DEEP, MAX_LOOKED_FOR, MAX_MODULES_BYTES
from autograder.submission.notebook import MAX_BYTES

if TYPE_CHECKING:
    from autograder.many.cluster_worker import Files


CONNECT_SECONDS = 10.0
"""How long a scheduler may take to answer."""

WORKER_SECONDS = 60.0
"""How long a cluster may have no worker."""

FEWEST_TASKS, MOST_TASKS = 4, 32
"""Tasks that travel together: few at first, so that a small class is shared evenly, then more, so that the
cluster's own work for each batch counts for little."""

AHEAD = 3
"""Batches for each thread of the cluster that are under way, so that nobody waits for the next one."""

_WORD = re.compile(rb"[A-Za-z_]\w*")  # other letters can be written in several ways in JSON


@dataclass(frozen=True, slots=True)
class Trip(Generic[Task, Result]):
    """How tasks of one kind travel; every part can be pickled.

    `begin` gets the folder with the trusted files and gives what `processes.share` calls `start()`: a context
    manager whose value does one task. `files` are those of a task as they travel, None where bytes cannot stand
    for them. `moved` is the task with the first of them elsewhere, `home` the result with it where it was.
    `packages` are those that must have the same versions everywhere, besides ours.
    """

    begin: Callable[[Path], AbstractContextManager[Callable[[Task], Result]]]
    files: Callable[[Task], Files | None]
    moved: Callable[[Task, Path], Task]
    home: Callable[[Task, Result], Result]
    packages: tuple[str, ...] = ()


def share_on_cluster(
    address: str,
    trip: Trip[Task, Result],
    trusted: Files,
    tasks: Iterable[Task],
    handed: Callable[[Task], None] = lambda task: None,
) -> Iterator[tuple[Task, Result | Lost]]:
    """Each task with its result, as they come; `handed` is told whenever a task is taken up.

    Whose file cannot travel (a link, a pipe, a folder of links) comes back as `Lost`, for this machine to do.

    Raises:
        ClusterError: there is no cluster, it has no worker, or a worker has other versions.
    """
    with _connected(address) as client:
        _demand_same_versions(client, trip.packages)
        from distributed import as_completed

        from autograder.many.cluster_worker import Orders, Parcel, leave, work

        # A task of its own: it goes to each worker once, and is made again where the worker that had it dies.
        run = uuid.uuid4().hex
        orders = client.submit(Orders, run, trip.begin, trip.moved, trusted, pure=False)
        try:
            under_way: dict[Any, list[Task]] = {}
            done = as_completed(loop=client.loop)
            waiting = iter(tasks)
            taken = 0

            def send() -> Iterator[tuple[Task, Lost]]:
                """Send batches until enough are under way; give back whatever cannot travel."""
                nonlocal taken
                threads = max(1, sum(client.nthreads().values()))
                while len(under_way) < AHEAD * threads:
                    chunk = list(islice(waiting, size_of_batch(taken, threads)))
                    if not chunk:
                        return
                    taken += len(chunk)
                    parcels, sent = [], []
                    for task in chunk:
                        handed(task)
                        files = trip.files(task)
                        if files is None:
                            yield task, Lost()
                            continue
                        parcels.append(Parcel(task, files))
                        sent.append(task)
                    if sent:
                        future = client.submit(work, orders, parcels, pure=False)
                        under_way[future] = sent
                        done.add(future)

            yield from send()
            while under_way:
                _await_one(client, done, address)
                future = next(done)
                sent = under_way.pop(future)
                yield from send()
                results = _results(future, len(sent))
                for task, result in zip(sent, results, strict=True):
                    yield task, result if isinstance(result, Lost) else trip.home(task, result)
        finally:
            client.cancel(list(under_way))
            with suppress(Exception):  # a cluster that is gone has nothing to tidy up
                client.run(leave, run)


def size_of_batch(taken: int, threads: int) -> int:
    """How many tasks the next batch has, after so many were taken, for a cluster of so many threads."""
    return min(MOST_TASKS, max(FEWEST_TASKS, taken // (4 * threads)))


def as_files(folder: Path, leave_out: Sequence[str] = ("__pycache__",)) -> Iterator[tuple[str, bytes]]:
    """The files below a folder, with their names from its parent on."""
    for path in sorted(folder.rglob("*")):
        names = path.relative_to(folder.parent).parts
        if path.is_file() and not path.is_symlink() and not set(leave_out) & set(names):
            yield "/".join(names), path.read_bytes()


def submission_files(path: Path) -> Files | None:
    """The submission and the modules beside it that it may import; None where bytes cannot stand for it."""
    if any(place.is_symlink() for place in (path, *list(path.parents)[:2])) or not path.is_file():
        return None
    try:
        content = _start(path, MAX_BYTES + 1)
        return (path.name, content), *_mentioned(path, content)
    except OSError:
        return None


def _mentioned(path: Path, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The modules beside a file whose names are words in it, or in one of them; no more than marking reads."""
    waiting_files = {file: _words_of_name(file.relative_to(path.parent)) for file in _python_files(path)}
    room = MAX_MODULES_BYTES
    known: set[bytes] = set()
    waiting = [content]
    while waiting:
        known |= set(_WORD.findall(waiting.pop()))
        for file in [file for file, words in waiting_files.items() if words <= known]:
            del waiting_files[file]
            text = _start(file, room + 1)
            if len(text) <= room:
                room -= len(text)
                yield file.relative_to(path.parent).as_posix(), text
                waiting.append(text)


def _python_files(path: Path) -> Iterator[Path]:
    """The Python files beside a file and in packages there, in an order of their own, up to a bound."""
    left = MAX_LOOKED_FOR
    for place, folders, names in os.walk(path.parent):
        folder = Path(place)
        deep = len(folder.relative_to(path.parent).parts)
        folders[:] = sorted(name for name in folders if name.isidentifier()) if deep < MAX_DEEP else []
        for file in (folder / name for name in sorted(names) if name.endswith(".py")):
            left -= 1
            if left < 0:
                return
            if file != path and not file.is_symlink() and file.is_file():
                yield file


def _words_of_name(file: Path) -> set[bytes]:
    """The words that an import of the file must hold. Letters beyond ASCII can be written in several ways."""
    names = [*file.parent.parts, file.stem]
    return {os.fsencode(name) for name in names if name != "__init__" and name.isascii()}


def _start(path: Path, size: int) -> bytes:
    """The first bytes of a file: of a larger one, enough to see that it is."""
    with path.open("rb") as stream:
        return stream.read(size)


def _results(future: Any, number: int) -> Sequence[Any]:
    """What a batch gave; a batch that took worker after worker along is lost."""
    from distributed import KilledWorker

    try:
        results: Sequence[Any] = future.result()
    except KilledWorker:
        return [Lost()] * number
    except OSError as error:
        raise ClusterError(say("The cluster was lost: {error}.", error=error)) from error
    return results


def _await_one(client: Any, done: Any, address: str) -> None:
    """Wait until a batch is done, but not for a cluster whose last worker has left and stays away."""
    alone_since = looked = time.monotonic()
    while not done.has_ready():
        time.sleep(0.01)
        now = time.monotonic()
        if now - looked > 1.0:
            looked = now
            alone_since = now if client.nthreads() else alone_since
        if now - alone_since > WORKER_SECONDS:
            raise ClusterError(_no_worker(address))


def _no_worker(address: str) -> Sentence:
    return say(
        "The scheduler at {address} had no worker for {seconds:g} seconds; start some: dask worker {address}"
        " --nthreads 1",
        address=address,
        seconds=WORKER_SECONDS,
    )


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise ClusterError(
            say('--scheduler needs dask.distributed; install it: pip install "batchnorm-grader[dask]".')
        ) from error
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        why = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ClusterError(say("No scheduler answers at {address}: {why}", address=address, why=why)) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKER_SECONDS)
        except TimeoutError as error:
            raise ClusterError(_no_worker(address)) from error
        yield client


def made_with(packages: Sequence[str] = ()) -> dict[str, str]:
    """The versions that must be the same everywhere, for the same marks, reports and pages."""
    import numpy as np

    ours = {"batchnorm-grader": __version__, "numpy": np.__version__, "python": platform.python_version()}
    return ours | {name: version(name) for name in packages}


def _demand_same_versions(client: Any, packages: Sequence[str]) -> None:
    here = made_with(packages)
    try:
        found = client.run(made_with, packages, on_error="return")
    except Exception as error:
        raise ClusterError(say("The cluster was lost: {error}.", error=error)) from error
    for worker, there in found.items():
        if isinstance(there, OSError):  # it died just now, and another one may take its place
            continue
        if isinstance(there, BaseException):
            raise ClusterError(
                say(
                    "The worker {worker} cannot run batchnorm-grader {version} ({there}); install the"
                    " same version there.",
                    worker=worker,
                    version=__version__,
                    there=there,
                )
            )
        if there != here:
            raise ClusterError(_differing(worker, here, there))


def _differing(worker: str, here: dict[str, str], there: dict[str, str]) -> Sentence:
    parts = [
        say("{name} {there} and not {here}", name=name, there=there.get(name), here=here[name])
        for name in here
        if there.get(name) != here[name]
    ]
    return say(
        "The worker {worker} has {parts}; reports would not be the same. Install the same there.",
        worker=worker,
        parts=say_all(parts, "{one}, {other}"),
    )
