"""Code that never returns is stopped where it is: by a signal in the main thread, elsewhere by a thread."""

import os
import signal
import subprocess
import sys
import threading
import time
from unittest.mock import Mock

import pytest

from autograder.sandbox.local import LocalSession
from autograder.sandbox.patience import OutOfTime, room_for, stopped_after
from autograder.sandbox.step_clock import TOOL
from autograder.sandbox.steps import Failure, Ref, Step

LOOPS = """
import time

def plain():
    while True:
        pass

def catches():
    while True:
        try:
            for number in range(1000):
                str(number)
        except Exception:
            pass

def catches_all():
    while True:
        try:
            for number in range(1000):
                str(number)
        except:
            pass

def catches_all_of_another():
    def inner():
        for number in range(1000):
            str(number)
    while True:
        try:
            inner()
        except:
            pass

def sleeps():
    time.sleep(60)

def returns():
    return 5
"""

names = {"__name__": "__main__"}
exec(compile(LOOPS, "loops", "exec"), names)


def ends(function):
    """Whether it is stopped, in this thread, soon."""
    start = time.monotonic()
    with pytest.raises(OutOfTime), stopped_after(0.2):
        names[function]()
    return time.monotonic() - start < 10.0


@pytest.mark.parametrize("function", ["plain", "catches", "catches_all", "catches_all_of_another", "sleeps"])
def test_in_the_main_thread(function):
    assert ends(function)


@pytest.mark.parametrize("function", ["plain", "catches"])
def test_in_another_thread(function):
    found = []
    thread = threading.Thread(target=lambda: found.append(ends(function)))
    thread.start()
    thread.join(30)
    assert found == [True]


@pytest.mark.parametrize("function", ["plain", "catches"])
def test_where_there_are_no_timers(monkeypatch, function):
    monkeypatch.delattr(signal, "setitimer")  # as on Windows
    assert ends(function)


@pytest.fixture
def _no_threads(monkeypatch):
    """Neither a timer nor a second thread, as in a browser."""
    monkeypatch.delattr(signal, "setitimer")
    monkeypatch.setattr(threading.Thread, "start", Mock(side_effect=RuntimeError("can't start new thread")))


steps_are_seen = pytest.mark.skipif(sys.version_info < (3, 12), reason="Python 3.12 brought sys.monitoring")


@steps_are_seen
@pytest.mark.usefixtures("_no_threads")
@pytest.mark.parametrize("function", ["plain", "catches", "catches_all", "catches_all_of_another"])
def test_where_there_are_no_threads(function):
    assert ends(function)
    assert sys.monitoring.get_tool(TOOL) is None


@steps_are_seen
@pytest.mark.usefixtures("_no_threads")
def test_inside_of_another_the_outer_one_goes_on():
    def two():
        with stopped_after(0.1):
            names["returns"]()
        names["plain"]()

    with pytest.raises(OutOfTime), stopped_after(0.2):
        two()
    assert sys.monitoring.get_tool(TOOL) is None


@pytest.mark.usefixtures("_no_threads")
def test_what_comes_to_an_end_does_so_where_there_are_no_threads():
    with stopped_after(5.0):
        assert names["returns"]() == 5


@pytest.mark.parametrize("function", ["returns", "plain"])
def test_what_is_profiled_in_another_thread_afterwards_begins(function):
    """As `graph()` does after a check, on Windows and in a thread."""
    found = []

    def called():
        try:
            with stopped_after(0.2):
                names[function]()
        except OutOfTime:
            found.append("stopped")
        sys.setprofile(lambda *_: None)
        found.append(names["returns"]())
        sys.setprofile(None)

    thread = threading.Thread(target=called, daemon=True)
    thread.start()
    thread.join(30)
    assert found == ([5] if function == "returns" else ["stopped", 5])


def test_nothing_is_left_of_it():
    ours = signal.signal(signal.SIGALRM, signal.SIG_IGN)
    try:
        with stopped_after(0.05):
            names["returns"]()
        time.sleep(0.1)
        assert signal.getsignal(signal.SIGALRM) is signal.SIG_IGN
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    finally:
        signal.signal(signal.SIGALRM, ours)


def test_a_timer_that_was_set_before_goes_on():
    rang = []
    ours = signal.signal(signal.SIGALRM, lambda *_: rang.append(True))
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with stopped_after(5.0):
            names["returns"]()
        time.sleep(0.5)
        assert rang == [True]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, ours)


def test_a_session_says_where_it_was_and_runs_nothing_after_it():
    session = LocalSession([("cell 3", LOOPS)], seconds=0.2)
    call = [Step("name", ("plain",)), Step("call", (Ref(0),))]
    call += [Step("name", ("returns",)), Step("call", (Ref(2),))]
    stopped, after = session.run(call, [1, 3])
    assert (stopped.kind, stopped.message) == ("timeout", "it was stopped after 0.2 seconds")
    assert stopped.place in ("cell 3, line 5", "cell 3, line 6")
    assert stopped.code in ("while True:", "pass")
    assert after == stopped
    session.reset()
    (later,) = session.run(call[2:3], [0])
    assert later == Failure("skipped", step=0)


def test_a_session_without_a_time_leaves_it_to_others():
    with pytest.raises(OutOfTime), stopped_after(0.2):
        LocalSession(names={**names, "__name__": "__main__"}).run(
            [Step("name", ("plain",)), Step("call", (Ref(0),))], [1]
        )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux bounds the memory of a process")
def test_a_huge_array_gets_no_memory_and_afterwards_there_is_some():
    code = """
import resource
import numpy as np
from autograder.sandbox.patience import room_for
before = resource.getrlimit(resource.RLIMIT_AS)
try:
    with room_for(1 << 28):
        np.ones((1 << 14, 1 << 14))
except MemoryError:
    print("none")
assert resource.getrlimit(resource.RLIMIT_AS) == before
np.ones((1 << 12, 1 << 12))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "none\n"


def test_a_bound_that_is_there_is_not_widened():
    if os.name != "posix":
        pytest.skip("there are no such bounds")
    import resource

    bound = resource.getrlimit(resource.RLIMIT_AS)
    with room_for(1 << 62):
        assert resource.getrlimit(resource.RLIMIT_AS) == bound or bound[0] == resource.RLIM_INFINITY
    assert resource.getrlimit(resource.RLIMIT_AS) == bound


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no such timer")
def test_a_signal_that_comes_while_it_ends_is_not_heard():
    """It may come whenever the end calls code of a library; the timer would then never be taken back."""
    came = []

    def at_each_call(frame, event, _argument):
        if event == "call" and not frame.f_globals["__name__"].startswith("autograder"):
            came.append(frame.f_code.co_name)
            signal.raise_signal(signal.SIGALRM)

    def nothing(*_):
        pass

    before = signal.signal(signal.SIGALRM, nothing)
    try:
        with stopped_after(60):
            sys.setprofile(at_each_call)
        sys.setprofile(None)
        assert came
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
        assert signal.getsignal(signal.SIGALRM) is nothing
    finally:
        sys.setprofile(None)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
