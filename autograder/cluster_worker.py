"""What a process of a dask.distributed cluster does: it keeps the trusted files, and works off its batches.

Only `cluster` needs this module, and only where dask is installed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin, get_worker

Files = tuple[tuple[str, bytes], ...]
"""A folder as it travels: names with "/" between folders, and contents."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One task with the files that it needs, the submission first."""

    task: Any
    files: Files


class Desk(WorkerPlugin):
    """What a worker process keeps: the trusted files, and one thread in which all of its tasks are done.

    The wall of a submission dies with the thread that started it, so that thread must outlive every task.
    """

    def __init__(self, begin: Callable[[Path], AbstractContextManager[Any]], trusted: Files) -> None:
        self._begin = begin
        self._trusted = trusted

    def setup(self, worker: Any) -> None:
        """Called by dask when a worker joins."""
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._open = ExitStack()
        self._do: Callable[[Any], Any] | None = None

    def teardown(self, worker: Any) -> None:
        """Called by dask when the run is over."""
        self._thread.submit(self._open.close).result()
        self._thread.shutdown()

    def work(self, parcels: Sequence[Parcel], moved: Callable[[Any, Path], Any]) -> list[Any]:
        """The results of a batch, in its order."""
        return self._thread.submit(self._work, parcels, moved).result()

    def _work(self, parcels: Sequence[Parcel], moved: Callable[[Any, Path], Any]) -> list[Any]:
        if self._do is None:
            folder = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="autograder-")))
            _unpack(self._trusted, folder)
            self._do = self._open.enter_context(self._begin(folder))
        results = []
        for parcel in parcels:
            place = Path(tempfile.mkdtemp(prefix="submission-"))
            try:
                _unpack(parcel.files, place)
                results.append(self._do(moved(parcel.task, place / parcel.files[0][0])))
            finally:
                shutil.rmtree(place, ignore_errors=True)
        return results


def work(plugin: str, parcels: Sequence[Parcel], moved: Callable[[Any, Path], Any]) -> list[Any]:
    """One batch, with the desk that is registered under this name; what dask calls."""
    desk: Desk = get_worker().plugins[plugin]
    return desk.work(parcels, moved)


def _unpack(files: Files, folder: Path) -> None:
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
