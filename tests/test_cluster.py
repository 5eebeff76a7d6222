"""Marks of a cluster are those of one machine, whoever dies on the way; nothing else ever imports dask."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import distributed
import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.instructor.demo import fill
from autograder.many import cluster
from autograder.many.submissions import grade_files

ROOT = Path(__file__).resolve().parents[1]

STYLES = ("tuple-cache", "layers-file", "wrong-forward", "crashes", "prints-warnings", "forward-only")


def _class(folder: Path, students: int) -> list[Path]:
    released = json.loads((ROOT / "assignments/batchnorm/batchnorm.ipynb").read_text(encoding="utf-8"))
    students_ = ROOT / "solutions/batchnorm/students"
    paths = []
    for number in range(students):
        style = STYLES[number % len(STYLES)]
        place = folder / f"s{number}"
        place.mkdir(parents=True)
        path = place / "batchnorm.ipynb"
        work = (students_ / f"{style}.py").read_text(encoding="utf-8")
        path.write_text(json.dumps(fill(released, work)), encoding="utf-8")
        if style == "layers-file":
            (place / "layers.py").write_bytes((students_ / "layers.py").read_bytes())
        paths.append(path)
    return paths


def _plain(report):
    return replace(report, seconds=0.0)


@pytest.fixture
def local_cluster():
    """A real cluster of two processes, which start afresh when they are killed."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs="ERROR"
    ) as made:
        yield made


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_marks_equal_those_of_one_machine_though_workers_are_killed(local_cluster, tmp_path):
    assignment = find_assignment(ROOT, "batchnorm")
    paths = _class(tmp_path, 30)
    link = tmp_path / "s30"
    link.mkdir()
    (link / "batchnorm.ipynb").symlink_to(paths[0])
    paths += [link / "batchnorm.ipynb", tmp_path / "damaged.ipynb"]
    paths[-1].write_text('{"cells": [', encoding="utf-8")
    killed = []

    def kill_two():
        deadline = time.monotonic() + 60
        while len(killed) < 2 and time.monotonic() < deadline:
            time.sleep(1.0)
            # One that is still starting is left alone: it would not be started a second time.
            there = set(local_cluster.scheduler.workers)
            alive = [n.process.pid for n in local_cluster.workers.values() if n.worker_address in there]
            fresh = [pid for pid in alive if pid and pid not in killed]
            if fresh:
                os.kill(fresh[0], signal.SIGKILL)
                killed.append(fresh[0])

    with Grader(assignment) as grader:
        alone = [_plain(report) for report in grade_files(grader, paths, 1)]
        killer = threading.Thread(target=kill_two)
        killer.start()
        address = local_cluster.scheduler_address
        found = [_plain(report) for report in grade_files(grader, paths, 1, scheduler=address)]
        killer.join()
        again = [_plain(report) for report in grade_files(grader, paths, 1, scheduler=address)]
    assert len(killed) == 2
    assert found == alone
    assert again == alone


CHECK = """
import sys
from autograder.cli import main
try:
    main(["check", "batchnorm", "solutions/batchnorm/batchnorm.py", "--json"])
except SystemExit as end:
    assert end.code == 0
import autograder.nbgrader.fast.whole_class
print(sorted({"dask", "distributed", "autograder.many.cluster"} & sys.modules.keys()), file=sys.stderr)
"""


def test_dask_is_never_imported_without_a_scheduler():
    done = subprocess.run([sys.executable, "-c", CHECK], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip().splitlines()[-1] == "[]"


def _check(*more, python="", **environment):
    command = f"import sys; {python}; from autograder.cli import main; main(sys.argv[1:])"
    file = "solutions/batchnorm/batchnorm.py"
    done = subprocess.run(
        [sys.executable, "-c", command, "check", "batchnorm", file, file, *more],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    return done.returncode, done.stderr.strip().splitlines()[-1]


def test_without_dask_it_says_what_to_install():
    status, said = _check("--scheduler", "tcp://127.0.0.1:1", python="sys.modules['distributed'] = None")
    assert status == 1
    assert said.startswith("autograder: --scheduler needs dask.distributed; install it: pip install")


def test_a_scheduler_that_does_not_answer():
    quick = "import autograder.many.cluster; autograder.many.cluster.CONNECT_SECONDS = 0.5"
    status, said = _check("--scheduler", "tcp://127.0.0.1:1", python=quick)
    assert status == 1
    assert said.startswith("autograder: No scheduler answers at tcp://127.0.0.1:1:")


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_without_workers():
    with distributed.LocalCluster(n_workers=0, dashboard_address=None, silence_logs="ERROR") as empty:
        quick = "import autograder.many.cluster; autograder.many.cluster.WORKER_SECONDS = 0.5"
        status, said = _check("--scheduler", empty.scheduler_address, python=quick)
    assert status == 1
    assert "had no worker for 0.5 seconds; start some: dask worker" in said


def _batches(tasks, threads):
    """The sizes of the batches of a class."""
    sizes = []
    while (taken := sum(sizes)) < tasks:
        sizes.append(min(tasks - taken, cluster.size_of_batch(taken, threads)))
    return sizes


def test_a_small_class_is_shared_evenly_and_a_large_one_costs_the_cluster_little():
    assert _batches(30, 2) == [4] * 7 + [2]
    for tasks, threads in ((100, 2), (1000, 2), (1000, 16), (10_000, 64)):
        assert max(_batches(tasks, threads)) <= tasks / (4 * threads)
    assert len(_batches(5000, 2)) < 5000 / 25


def test_another_version_is_named():
    here, there = {"numpy": "2.4", "python": "3.13"}, {"numpy": "2.3", "python": "3.13"}
    sentence = cluster._differing("tcp://w:1", here, there)
    assert str(sentence) == (
        "The worker tcp://w:1 has numpy 2.3 and not 2.4; reports would not be the same. Install the same there."
    )


@pytest.mark.slow
def test_a_folder_in_two_shards_gives_the_lines_of_one_run(tmp_path):
    paths = [str(path) for path in _class(tmp_path, 6)]

    def lines(files):
        command = [sys.executable, "-m", "autograder", "check", "batchnorm", *files, "--json"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        found = [json.loads(line) for line in done.stdout.splitlines()]
        return [{**row, "seconds": 0} for row in found]

    assert lines(paths[:3]) + lines(paths[3:]) == lines(paths)
