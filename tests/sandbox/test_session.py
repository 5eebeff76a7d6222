"""A session answers like a local one, and what a submission does to its process stays there."""

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from autograder.assignment import Limits
from autograder.errors import WorkerError
from autograder.sandbox import zygote
from autograder.sandbox.client import LocalSession, Query, Sandbox
from autograder.sandbox.steps import Failure, Opaque, Ref, Step
from autograder.sentences import say

from ..attacks.processes import descendants, running

GOOD = """
import numpy as np
seen = []

def double(x):
    return 2 * x

def write(x):
    x += 1
    return x

def remember(x):
    seen.append(x)
    return len(seen)

def pair(x):
    return x, {"cache": [x, object()]}
"""

NAUGHTY = """
import atexit, ctypes, os, signal, sys, time, warnings
import numpy as np

def fine(): return 1
def leave(): sys.exit(3)
def quit_now(): os._exit(7)
def crash(): ctypes.string_at(0)
def abort(): os.abort()
def spin():
    while True:
        try:
            time.sleep(60)
        except BaseException:
            pass
def stop(): signal.raise_signal(signal.SIGSTOP)
def recurse(n=0): return recurse(n + 1)
def deep():
    sys.setrecursionlimit(10**9)
    class Down:
        def __repr__(self): return repr(self)
    return repr(Down())
def hog(): return [np.empty(10**6) for _ in range(10**6)]
def hog_strings(): return len('x' * 10**9)
def close_all():
    os.closerange(0, 100)
    return 1
def shout():
    for _ in range(3000): print("out" * 100); sys.stderr.write("err" * 100 + "\\n")
    os.write(1, b"x" * 10**6)
    return "done"
def grumble():
    warnings.warn("twice")
    sys.stderr.write("a\\x1b[31mb\\r\\u202e\\n" * 3)
    return np.log(np.zeros(1))
def silence():
    sys.stdout = sys.stderr = None
    return "quiet"
def at_exit():
    atexit.register(lambda: open("/tmp/never", "w"))
    return 1
def forget_modules():
    for name in list(sys.modules): del sys.modules[name]
    return 1
def patch():
    import builtins
    builtins.len = builtins.isinstance = builtins.type = None
    return 1
def large(): return np.zeros(10**6)
def huge_text(): return ["é" * 10**5] * 9999
def nested():
    value = []
    for _ in range(10**5): value = [value]
    return value
def endless():
    value = []
    value.append(value)
    return value
class Liar(np.ndarray):
    def __array__(self, *args, **kwargs): raise SystemExit
    def __eq__(self, other): return True
def liar(): return np.zeros(2).view(Liar)
class Ghost:
    @property
    def __class__(self): raise ValueError
def ghost(): return Ghost()
class Odd(Exception):
    def __str__(self): raise Odd
def odd(): raise Odd
def interrupt(): raise KeyboardInterrupt
def objects(): return np.array([object()])
def complexes(): return np.ones(2, complex)
def long(): return np.longdouble(1)
def big_endian(): return np.arange(3, dtype=">i4")
def big_int(): return {2**70: 2**70}
def big(): return 2**70
def surrogate(): return "a\\ud800"
"""


@pytest.fixture
def good(sandbox):
    with sandbox.open([("cell 1", GOOD)]) as session:
        yield session


@pytest.fixture
def naughty(sandbox):
    with sandbox.open([("cell 1", NAUGHTY)]) as session:
        yield session


def call(session, name, *args):
    session.reset()
    (value,) = session.run([Step("name", (name,)), Step("call", (Ref(0), *args))], [1])
    return value


def test_both_sessions_answer_alike(good):
    local = LocalSession([("cell 1", GOOD)])
    x = np.arange(6.0).reshape(2, 3)
    for name, args in [("double", (x,)), ("pair", (x,)), ("missing", ()), ("double", ()), ("double", ("a",))]:
        np.testing.assert_equal(call(good, name, *args), call(local, name, *args))


KERNEL = """
files = get_ipython().getoutput("ls")
def f(x):
    display(x, raw=True)
    kernel = get_ipython()
    kernel.system("ls")
    kernel.run_cell_magic("time", "", "x")
    return kernel.run_line_magic("timeit", "x"), files
"""


def test_what_a_kernel_offers_is_there_and_does_nothing(sandbox):
    with sandbox.open([("cell 1", KERNEL)]) as session:
        assert call(session, "f", 1) == (None, [])


def test_results_stay_until_the_reset(good):
    good.reset()
    assert good.run([Step("name", ("double",))], []) == ()
    assert good.run([Step("call", (Ref(0), 4))], [1]) == (8,)
    assert good.run([], [1, 1]) == (8, 8)
    good.reset()
    (lost,) = good.run([Step("call", (Ref(0), 4))], [0])
    assert isinstance(lost, Failure)


@pytest.mark.parametrize("order", ["C", "F", "strided"])
def test_arguments_are_the_functions_own_and_results_are_ours(good, order):
    x = np.asarray(np.ones((3, 4)), order="F" if order == "F" else "C")
    x = np.repeat(x, 2, axis=-1)[:, ::2] if order == "strided" else x
    result = call(good, "write", x)
    assert result.tolist() == [[2] * 4] * 3
    assert x.max() == 1
    assert not result.flags.writeable


def test_a_result_of_no_step_is_the_callers_mistake(good):
    good.reset()
    with pytest.raises(IndexError, match="1 results"):
        good.run([Step("name", ("double",))], [1])


def test_sessions_know_nothing_of_each_other(sandbox):
    for _ in range(2):
        with sandbox.open([("cell 1", GOOD)]) as session:
            assert call(session, "remember", 1) == 1
            assert call(session, "remember", 1) == 2


def test_sessions_may_be_open_side_by_side(sandbox):
    with sandbox.open([("a", "def f(): return 1")]) as one, sandbox.open([("b", "def f(): return 2")]) as two:
        assert (call(one, "f"), call(two, "f")) == (1, 2)


def test_a_definition_that_raises_costs_its_names_only(sandbox):
    with sandbox.open([("cell 1", "a = 1 / 0"), ("cell 2", "def f(): return 5")]) as session:
        assert session.load_failures["a"].type_name == "ZeroDivisionError"
        assert session.load_failures["a"].place == "cell 1, line 1"
        assert call(session, "a").type_name == "ZeroDivisionError"
        assert call(session, "f") == 5


def test_modules_beside_the_notebook_can_be_imported_and_shadow_nothing(sandbox):
    notebook = (
        "import mine, numpy, tools.inner\nfrom mine import f\ndef g(): return tools.inner.value, numpy.pi"
    )
    modules = {
        "mine": "def f():\n    raise ValueError('here')",
        "numpy": "pi = 3",
        "tools.inner": "from . import other\nvalue = other.value",
        "tools.other": "value = 9",
    }
    with sandbox.open([("cell 1", notebook)], modules) as session:
        assert session.load_failures == {}
        assert call(session, "g") == (9, np.pi)
        failure = call(session, "f")
    assert (failure.place, failure.code) == ("mine.py, line 2", "raise ValueError('here')")


def test_dataclasses_with_postponed_annotations_work(sandbox):
    text = """
from __future__ import annotations
from dataclasses import dataclass

@dataclass
class Cache:
    x: int

def f(): return Cache(3).x
"""
    with sandbox.open([("cell 1", text)]) as session:
        assert session.load_failures == {}
        assert call(session, "f") == 3


DEATHS = {
    "quit_now": ("died", "it exited with status 7"),
    "crash": ("died", "it was killed by SIGSEGV"),
    "spin": ("timeout", "it was stopped after 0.8 s"),
    "close_all": ("died", "it could no longer answer the grader"),
}


@pytest.mark.parametrize(("name", "end"), DEATHS.items(), ids=DEATHS)
def test_death_is_local_and_told_apart(naughty, name, end):
    failure = call(naughty, name)
    assert (failure.kind, failure.message) == end
    assert naughty.run([Step("name", ("fine",))], [0, 0]) == (Failure("skipped"),) * 2
    assert call(naughty, "fine") == 1


@pytest.mark.parametrize("name", ["abort", "deep", "forget_modules", "patch", "nested", "endless"])
def test_a_process_in_ruins_is_the_submissions_own(naughty, name):
    assert isinstance(call(naughty, name), Failure | Opaque | list | int)
    naughty.reset()
    naughty.run([], [])
    naughty.reset()
    assert call(naughty, "fine") == 1


SURVIVED = {
    "leave": Failure("raised", "SystemExit", "3", "cell 1, line 6", "def leave(): sys.exit(3)", 1),
    "interrupt": "KeyboardInterrupt",
    "recurse": "RecursionError",
    "odd": "Odd",
    "silence": "quiet",
    "at_exit": 1,
    "shout": "done",
    "ghost": Opaque("Ghost"),
    "objects": Opaque("array of object"),
    "complexes": Opaque("array of complex128"),
    "big": Opaque("int"),
    "big_int": Opaque("dict"),
    "surrogate": "a?",
}


@pytest.mark.parametrize(("name", "expected"), SURVIVED.items(), ids=SURVIVED)
def test_what_a_process_survives(naughty, name, expected):
    value = call(naughty, name)
    if isinstance(value, Failure) and isinstance(expected, str):
        value = value.type_name
    assert value == expected
    assert call(naughty, "fine") == 1


def test_arrays_lose_their_costumes(naughty):
    assert type(call(naughty, "liar")) is np.ndarray
    plain = call(naughty, "big_endian")
    assert plain.dtype == np.int32
    assert plain.tolist() == [0, 1, 2]
    assert call(naughty, "long").dtype == np.float64


@pytest.mark.parametrize("name", ["hog", "hog_strings", "large", "huge_text"])
def test_memory_is_a_failure_of_its_own(naughty, name):
    value = call(naughty, name)
    # A list of long texts is cut to something that can cross.
    assert isinstance(value, list if name == "huge_text" and not isinstance(value, Failure) else Failure)
    if isinstance(value, Failure):
        assert value.kind == "memory"
    assert call(naughty, "fine") == 1


def test_standard_error_is_kept_a_little_and_cleaned(naughty):
    call(naughty, "shout")
    call(naughty, "grumble")
    assert "err" * 100 in naughty.warnings
    assert len(naughty.warnings) <= 50
    assert sum(map(len, naughty.warnings)) < 100_000


def test_warnings_say_where(naughty):
    call(naughty, "grumble")
    lines = naughty.warnings
    assert "a [31mb" in [line.strip() for line in lines]
    assert any("RuntimeWarning: divide by zero" in line and "cell 1, line" in line for line in lines)


def test_output_does_not_block(sandbox):
    text = "import os, sys\ndef f():\n    for _ in range(10**4): sys.stderr.write('x' * 1000)\n    return 1"
    with sandbox.open([("cell 1", text)]) as session:
        assert call(session, "f") == 1


LOADS = {
    "while True: pass": "timeout",
    "import os; os._exit(0)": "died",
    "x = 'a' * 10**12": "",
}


@pytest.mark.parametrize(("text", "kind"), LOADS.items())
def test_definitions_that_end_their_process_are_tried_twice(sandbox, text, kind):
    start = time.monotonic()
    with sandbox.open([("cell 1", text), ("cell 2", "def f(): return 1")]) as session:
        answers = [call(session, "f") for _ in range(5)]
    assert {getattr(answer, "kind", "") for answer in answers} == {kind}
    assert time.monotonic() - start < 3


def test_a_submission_has_one_budget_for_all_its_calls():
    limits = Limits(call_seconds=0.4, load_seconds=2, total_seconds=1.2)
    with (
        Sandbox(limits=limits) as sandbox,
        sandbox.open([("cell 1", "def f():\n    while True: pass")]) as session,
    ):
        assert call(session, "f").message == "it was stopped after 0.4 s"
        last = [call(session, "f") for _ in range(5)][-1]
        assert (last.kind, last.message) == ("timeout", "all 1.2 s of this submission are used up")


def test_the_next_worker_is_ready_and_new(sandbox):
    with sandbox.open([("cell 1", GOOD)]) as session:
        assert call(session, "remember", 1) == 1
        first = sandbox._zygote
    spare = sandbox._spare
    assert spare is not None
    with sandbox.open([("cell 1", GOOD)]) as session:
        assert session._fork is spare
        assert call(session, "remember", 1) == 1
        assert sandbox._spare is None  # nobody waits where a submission runs
    assert sandbox._zygote is first


def test_no_worker_waits_beside_a_submission(sandbox):
    with sandbox.open([("cell 1", GOOD)]) as one:
        with sandbox.open([("cell 1", GOOD)]) as other:
            assert call(other, "double", 1) == 2
        assert sandbox._spare is None
        assert call(one, "double", 1) == 2
    assert sandbox._spare is not None


def test_a_zygote_that_died_while_nobody_looked_is_replaced():
    with Sandbox(limits=Limits()) as sandbox:
        with sandbox.open([("cell 1", GOOD)]) as session:
            assert call(session, "double", 1) == 2
        lost = sandbox._zygote
        for pid in (*descendants(of=lost.process.pid), lost.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        lost.process.wait()
        with sandbox.open([("cell 1", GOOD)]) as session:
            assert call(session, "double", 2) == 4
        assert sandbox._zygote is not lost


FORGERIES = {
    "random bytes": "b'x' * 1000",
    "a huge frame": "b'\\xff' * 12",
    "an answer in advance": "frame(('a', 1))",
    "an answer to another question": "frame((12345, (1.0,)))",
    "an answer with an array for a number": "frame((np.zeros(3), (1.0,)))",
    "no answer": "frame(None)",
}


@pytest.mark.parametrize("data", FORGERIES.values(), ids=FORGERIES)
def test_forged_answers_break_the_session_only(sandbox, data):
    text = f"""
import os, stat
import numpy as np
def frame(message):
    from autograder.sandbox import protocol
    made = protocol.encode(message)
    return protocol.PREFIX.pack(len(made.header), len(made.body)) + made.header + made.body
def f():
    for number in range(3, 20):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                os.write(number, {data})
        except OSError:
            pass
    return 2.0
def fine(): return 1
"""
    with sandbox.open([("cell 1", text)]) as session:
        assert call(session, "f").kind == "broken"
        assert call(session, "fine") == 1


def test_an_answer_of_the_wrong_length_is_broken(sandbox):
    text = """
from autograder.sandbox import worker
def f():
    worker._reply = lambda number, answer, limit: worker.protocol.encode((number, ()))
"""
    with sandbox.open([("cell 1", text)]) as session:
        assert call(session, "f").kind == "broken"


def wait_until_gone(pids):
    deadline = time.monotonic() + 5
    while alive := pids & running().keys():
        assert time.monotonic() < deadline, f"still there: {alive}"
        time.sleep(0.02)


@pytest.mark.parametrize("level", ["full", "limits"])
def test_nothing_is_left_behind(sandboxes, level):
    sandboxes(level)  # skips where the level is missing
    before = descendants()
    with Sandbox(limits=Limits(), level=level) as sandbox:
        session = sandbox.open([("cell 1", GOOD)])
        assert call(session, "double", 1) == 2
        started = descendants(before)
        assert started
    session.close()
    wait_until_gone(started)


@pytest.mark.parametrize("level", ["full", "limits"])
def test_nothing_is_left_when_the_client_is_killed(sandboxes, level):
    sandboxes(level)
    script = f"""
import sys, time
from autograder.assignment import Limits
from autograder.sandbox.client import Sandbox
from autograder.sandbox.steps import Ref, Step
from autograder.sentences import say
sandbox = Sandbox(limits=Limits(), level={level!r})
session = sandbox.open([("cell 1", "def f():\\n    while True: pass")])
print("open", flush=True)
session.run([Step("name", ("f",)), Step("call", (Ref(0),))], [1])
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as client:
        assert client.stdout.readline() == "open\n"
        time.sleep(0.1)
        started = descendants(of=client.pid)
        assert started
        client.kill()
    wait_until_gone(started)


def test_a_wall_that_is_killed_as_it_is_built_is_built_again(monkeypatch, sandboxes):
    """One accident does not leave a class behind a poorer wall."""
    best = sandboxes("full").isolation
    start, killed = zygote.start, []

    def killed_once(launched, opening):
        killed.append(launched.level)
        if len(killed) == 1:
            launched.end()
            raise WorkerError(say("it did not start (it ended)"))
        return start(launched, opening)

    monkeypatch.setattr(zygote, "start", killed_once)
    with Sandbox(limits=Limits()) as sandbox:
        assert (sandbox.isolation, str(sandbox.isolation_reason)) == (best, "")
    assert killed == ["full", "full"]


def test_a_wall_is_built_while_its_questions_are_looked_for(monkeypatch):
    launch, launched = zygote.launch, []
    monkeypatch.setattr(zygote, "launch", lambda settings: launched.append(launch(settings)) or launched[-1])
    with Sandbox(limits=Limits()) as sandbox:
        sandbox.launch()
        sandbox.opening = (Query.of([Step("name", ("double",)), Step("call", (Ref(0), 4))], [1], fresh=True),)
        with sandbox.open([("cell 1", GOOD)]) as session:
            (reply,) = session.ask_opening()
            assert session.ask(reply.question, reply=reply).values == (8,)
    assert len(launched) == 1


def test_a_wall_that_nobody_came_to_need_leaves_nothing():
    before = descendants()
    with Sandbox(limits=Limits()) as sandbox:
        sandbox.launch()
        assert descendants() - before
    wait_until_gone(descendants() - before)


def test_a_wall_that_could_not_be_begun_is_tried_again(monkeypatch, sandboxes):
    best = sandboxes("full").isolation
    launch, tries = zygote.launch, []

    def refused_once(settings):
        tries.append(settings.level)
        if len(tries) == 1:
            raise WorkerError(say("no memory"))
        return launch(settings)

    monkeypatch.setattr(zygote, "launch", refused_once)
    with Sandbox(limits=Limits()) as sandbox:
        sandbox.launch()
        assert (sandbox.isolation, str(sandbox.isolation_reason)) == (best, "")


def test_a_lost_zygote_is_ours_and_a_new_one_starts():
    before = descendants()
    with Sandbox(limits=Limits()) as sandbox:
        session = sandbox.open([("cell 1", GOOD)])
        for pid in descendants(before):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with pytest.raises(WorkerError):
            call(session, "double", 1)
        assert call(session, "double", 1) == 2  # after a reset, on a new zygote
        session.close()
        with sandbox.open([("cell 1", GOOD)]) as other:
            assert call(other, "double", 2) == 4


def test_a_worker_that_is_killed_from_outside_is_ours(walled):
    """The machine's memory may be used up; a submission cannot do it, but by its limit of processor time."""
    with walled.open([("cell 1", "def f(): return 1")]) as session:
        below = descendants(of=walled._zygote.process.pid)
        (worker,) = (pid for pid in below if not descendants(of=pid))
        os.kill(worker, signal.SIGKILL)
        with pytest.raises(WorkerError) as error:
            call(session, "f")
        assert str(error.value) == "its process was killed from outside; is the machine's memory used up?"
        assert call(session, "f") == 1


@pytest.mark.slow
def test_a_worker_that_used_up_its_processor_time_is_not_ours():
    with (
        Sandbox(limits=Limits(cpu_seconds=2, call_seconds=60, total_seconds=60)) as sandbox,
        sandbox.open([("cell 1", "def spin():\n    while True: pass")]) as session,
    ):
        assert call(session, "spin") == Failure("died", message="it was killed by SIGKILL")


def test_a_frozen_worker_is_a_timeout(walled):
    """A process stopped from outside stands for every way not to answer."""
    with walled.open([("cell 1", "def f(): return 1")]) as session:
        below = descendants(of=walled._zygote.process.pid)
        (worker,) = (pid for pid in below if not descendants(of=pid))
        os.kill(worker, signal.SIGSTOP)
        assert call(session, "f").kind == "timeout"
        assert call(session, "f") == 1


def test_an_operator_reads_why_no_worker_starts(monkeypatch):
    monkeypatch.setattr("autograder.sandbox.confinement._find_bubblewrap", lambda: Path("/bin/false"))
    with (
        Sandbox(limits=Limits(), level="full") as sandbox,
        pytest.raises(WorkerError, match="no isolation full"),
    ):
        sandbox.open([])
    with Sandbox(limits=Limits()) as sandbox:
        assert sandbox.isolation in ("landlock", "limits")
        assert str(sandbox.isolation_reason).startswith("no isolation full: ")


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="there are full, landlock, limits"):
        Sandbox(limits=Limits(), level="high")


def test_many_sessions_in_a_row(sandbox, capsys):
    number = 200
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    start = time.perf_counter()
    for _ in range(number):
        with sandbox.open([("cell 1", GOOD)]) as session:
            assert call(session, "double", 3) == 6
    each = (time.perf_counter() - start) / number
    with sandbox.open([("cell 1", GOOD)]) as session:
        x = np.ones((4, 5))
        start = time.perf_counter()
        for _ in range(number):
            call(session, "double", x)
        once = (time.perf_counter() - start) / number
    assert len(list(Path("/proc/self/fd").iterdir())) <= descriptors + 2  # no descriptor is lost on the way
    with capsys.disabled():
        print(f"\n{number} sessions: {1e3 * each:.1f} ms each; a call: {1e3 * once:.2f} ms", end="")


def test_windows_students_can_import_the_local_side():
    script = """
    import sys
    for name in ("resource", "fcntl", "termios", "pwd", "grp"):
        sys.modules[name] = None
    import autograder.sandbox.client as client, autograder.sandbox.worker
    from autograder.sandbox.steps import Ref, Step
    session = client.LocalSession([("cell 1", "def f(): return 4")])
    assert session.run([Step("name", ("f",)), Step("call", (Ref(0),))], [1]) == (4,)
    """
    subprocess.run([sys.executable, "-W", "error", "-c", textwrap.dedent(script)], check=True)
