"""What a process of a dask.distributed cluster does: it keeps the trusted files, and works off its batches.

Only `cluster` needs this module, and only where dask is installed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributed import get_worker

Files = tuple[tuple[str, bytes], ...]
"""A folder as it travels: names with "/" between folders, and contents."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One task with the files that it needs, the submission first."""

    task: Any
    files: Files


@dataclass(frozen=True, slots=True)
class Orders:
    """What is the same for all batches of a run."""

    run: str
    begin: Callable[[Path], AbstractContextManager[Callable[[Any], Any]]]
    moved: Callable[[Any, Path], Any]
    trusted: Files


class Marker:
    """What a worker process keeps for a run: the trusted files, and one thread in which all tasks are done.

    The wall of a submission dies with the thread that started it, so that thread must outlive every task.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._open = ExitStack()
        self._do: Callable[[Any], Any] | None = None

    def work(self, orders: Orders, parcels: Sequence[Parcel], scratch: Path) -> list[Any]:
        """The results of a batch, in its order; `scratch` is a folder that dask tidies up."""
        return self._thread.submit(self._work, orders, parcels, scratch).result()

    def close(self) -> None:
        """End the wall and remove the files."""
        self._thread.submit(self._open.close).result()
        self._thread.shutdown()

    def _work(self, orders: Orders, parcels: Sequence[Parcel], scratch: Path) -> list[Any]:
        if self._do is None:
            folder = Path(self._open.enter_context(tempfile.TemporaryDirectory(dir=scratch)))
            _unpack(orders.trusted, folder)
            self._do = self._open.enter_context(orders.begin(folder))
        results = []
        for parcel in parcels:
            with tempfile.TemporaryDirectory(dir=scratch) as place:
                _unpack(parcel.files, Path(place))
                results.append(self._do(orders.moved(parcel.task, Path(place) / parcel.files[0][0])))
        return results


def work(orders: Orders, parcels: Sequence[Parcel]) -> list[Any]:
    """One batch; what dask calls on a worker."""
    worker = get_worker()
    marker: Marker = _markers(worker).setdefault(orders.run, Marker())
    return marker.work(orders, parcels, Path(worker.local_directory))


def leave(run: str, dask_worker: Any = None) -> None:
    """The run is over; what dask calls on each worker."""
    marker = _markers(dask_worker).pop(run, None)
    if marker is not None:
        marker.close()


def _markers(worker: Any) -> dict[str, Marker]:
    """The markers of a worker, by run; they live as long as it does."""
    found: dict[str, Marker] = worker.__dict__.setdefault("autograder_markers", {})
    return found


def _unpack(files: Files, folder: Path) -> None:
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
