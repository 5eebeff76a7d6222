"""A class marked on a dask cluster of this machine."""

from __future__ import annotations

from pathlib import Path

from .classroom import ASSIGNMENT
from .contenders import files, script
from .measuring import measured


def marginal_on_cluster(workers: int, folder: Path, few: int, many: int) -> float:
    """Milliseconds of each further submission for `autograder check --scheduler`, with so many workers."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address
        command = [script("autograder"), "check", ASSIGNMENT, "--json", "--scheduler", address]
        measured([*command, *files(folder, few)], folder)  # the workers start their zygotes
        seconds = [measured([*command, *files(folder, size)], folder).seconds for size in (few, many)]
    return (seconds[1] - seconds[0]) / (many - few) * 1e3
