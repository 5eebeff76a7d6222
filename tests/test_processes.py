"""Work shared among processes: one that hangs or dies costs its own task, and nobody outlives the run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder.errors import ProcessesError
from autograder.many.processes import Lost, interrupts_wait, share

from .attacks.processes import running

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def worker():
    yield do


def do(task):
    if task == "die":
        os._exit(1)
    if task == "hang":
        time.sleep(3600)
    if task == "die soon":
        threading.Timer(0.1, os._exit, [1]).start()
    if task == "die while answering":
        return Deadly(), os.getpid()
    if task == "slow":
        time.sleep(0.5)
    return f"{task} done", os.getpid()


class Deadly:
    """What ends the process that tries to send it."""

    def __reduce__(self):
        os._exit(1)


@contextmanager
def stillborn():
    os._exit(1)
    yield


def test_one_job_works_in_this_process():
    begun = []
    found = dict(share(worker, ["a", "b"], 1, begun.append))
    assert found == {"a": ("a done", os.getpid()), "b": ("b done", os.getpid())}
    assert begun == ["a", "b"]


def test_a_process_that_dies_costs_its_own_task_and_is_replaced():
    tasks = ["die", "die", *"abcdefgh"]  # both that begin die: only others can do the rest
    begun = []
    results = list(share(worker, tasks, 2, begun.append))
    assert begun == tasks
    assert [task for task, result in results if result == Lost()] == ["die", "die"]
    found = {task: result for task, result in results if result != Lost()}
    assert {task: said for task, (said, _) in found.items()} == {task: f"{task} done" for task in "abcdefgh"}
    assert os.getpid() not in {pid for _, pid in found.values()}


def test_a_process_that_hangs_is_ended_and_replaced():
    start = time.monotonic()
    results = dict(share(worker, ["hang", *"abcd", "slow"], 2, seconds=4.0))
    assert time.monotonic() - start < 60
    assert results.pop("hang") == Lost(late=True)
    said = {task: result[0] for task, result in results.items()}
    assert said == {task: f"{task} done" for task in (*"abcd", "slow")}


def test_a_process_that_dies_between_tasks_or_while_it_answers_costs_one_task_each():
    tasks = ["die soon", "die while answering", "slow", "slow", *"abcd"]
    results = list(share(worker, tasks, 2))
    lost = [task for task, result in results if result == Lost()]
    assert len(lost) == 2
    assert "die while answering" in lost
    assert sorted(task for task, _ in results) == sorted(tasks)


def test_a_task_that_hangs_keeps_nobody_waiting():
    results = share(worker, ["hang", *"abcd"], 2)
    found = [next(results)[0] for _ in range(4)]
    assert found == [*"abcd"]
    start = time.monotonic()
    results.close()  # as when the user presses Ctrl-C
    assert time.monotonic() - start < 10


def test_tasks_are_drawn_as_there_is_room():
    drawn = []

    def tasks():
        for number in range(100):
            drawn.append(number)
            yield number

    results = share(worker, tasks(), 2)
    next(results)
    assert len(drawn) <= 4
    results.close()


def test_processes_that_cannot_start_are_said():
    with pytest.raises(
        ProcessesError, match=r"^Marking processes end as soon as they start; is the memory used up\?$"
    ):
        list(share(stillborn, range(100), 2))


def test_nobody_outlives_a_run_that_was_killed(tmp_path):
    (tmp_path / "killed.py").write_text(
        "from tests.test_processes import worker\n"
        "from autograder.many.processes import share\n"
        "if __name__ == '__main__':\n"
        "    for task, result in share(worker, ['a', 'hang', 'hang'], 2):\n"
        "        print(result[1], flush=True)\n",
        encoding="utf-8",
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, tmp_path / "killed.py"], stdout=subprocess.PIPE, text=True, env=env
    ) as run:
        assert run.stdout is not None
        pid = int(run.stdout.readline())
        run.send_signal(signal.SIGKILL)
    end = time.monotonic() + 30
    while pid in running() and time.monotonic() < end:
        time.sleep(0.05)
    assert pid not in running()


INTERRUPTED = "import os, signal; os.kill(os.getpid(), signal.SIGINT); print('lives')"


def start_something():
    """What a process says that is started while Ctrl-C comes, and that gets one itself."""
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.1)
    command = [sys.executable, "-c", INTERRUPTED]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_interrupts_wait_until_a_process_has_begun():
    """A second thread takes the signal at once, as those of a numerical library do."""
    over, said = threading.Event(), []
    threading.Thread(target=over.wait, daemon=True).start()
    with pytest.raises(KeyboardInterrupt), interrupts_wait():
        said.append(start_something())
    over.set()
    assert said == ["lives\n"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
