"""The two walls from inside: no escape succeeds, and what can be seen is what docs/security.md says."""

import pytest

from autograder.errors import WorkerError
from autograder.instructor.doctor import Finding, _attempted
from autograder.instructor.escapes import outside_the_wall
from autograder.sandbox.client import Sandbox
from autograder.sentences import say

from .__main__ import ROOT
from .looks import LOOKS
from .trying import LIMITS, attempt, attempts, escapes_seen, looks_seen, without_wall


@pytest.fixture(scope="module")
def outside():
    with outside_the_wall(ROOT) as found:
        yield found


@pytest.fixture(scope="module")
def unprotected():
    """The same for attempts that nothing stops: they take its files away."""
    with outside_the_wall(ROOT) as found:
        yield found


@pytest.fixture(scope="module", params=["full", "landlock"])
def wall(request):
    with Sandbox(limits=LIMITS, level=request.param) as sandbox:
        try:
            assert sandbox.isolation == request.param
        except WorkerError as error:
            pytest.skip(str(error))
        yield request.param, sandbox


def test_no_escape_succeeds(wall, outside):
    _, sandbox = wall
    assert [code for _, code, seen in escapes_seen(sandbox, outside) if seen.succeeded] == []


def test_what_can_be_seen_is_what_is_written(wall, outside):
    level, sandbox = wall
    seen = looks_seen(sandbox, outside)
    assert {look.what: level in look.levels for look in LOOKS} == seen


ONLY_SOMEWHERE = (
    "call('inotify_init')",  # not on aarch64
    "os.listxattr(file)",  # where the file system keeps them
    "os.getxattr(file, 'user.mark')",
    "os.setxattr(file, 'user.planted', b'x')",
    "call('listmount'",  # from Linux 6.8 on
    "call('cachestat'",  # from Linux 6.5 on
    "call('keyctl'",  # not in most containers
    "call('perf_event_open'",
    "call('io_uring_setup'",
    "call('userfaultfd'",
    "call('bpf'",
    "call('unshare'",
    "call('clone'",
    "call('mq_open'",
    "call('prlimit64'",  # for processes of the same account
    "call('ptrace'",
    "call('process_vm",
    "call('kcmp'",
    "fcntl.fcntl(library(), fcntl.F_SETLEASE",  # by the file's owner
    "socket.create_connection",  # where somebody listens
    "socket.socket(16",
    "os.open(f'/proc/{other}/mem'",
)
"""How attempts begin that not every kernel and account knows, with or without a wall."""


@pytest.mark.parametrize(("what", "code"), attempts(), ids=[code for _, code in attempts()])
def test_every_escape_works_where_there_is_no_wall(what, code, unprotected):
    """An attempt that fails everywhere shows nothing."""
    seen = without_wall(unprotected.source(code))
    if not seen.succeeded and code.startswith(ONLY_SOMEWHERE):
        pytest.skip(seen.by)
    assert seen.succeeded, f"{what}: {seen.by}"


def test_an_escape_that_succeeds_is_seen(outside):
    with Sandbox(limits=LIMITS) as sandbox:
        assert attempt(sandbox, outside.source("1 + 1")).succeeded
        assert not attempt(sandbox, outside.source("1 / 0")).succeeded


def test_what_the_doctor_says(outside):
    with Sandbox(limits=LIMITS) as sandbox:
        tried = {code: outside.source(code) for code in ("1 / 0", "open('')", "None.x", "2 + 2", "1 + 1")}

        def seen(*codes):
            count = say("a submission cannot count")
            found = _attempted(sandbox, count, {code: tried[code] for code in codes})
            return Finding(str(found.what), found.good, str(found.seen))

        assert seen("1 / 0") == Finding(
            "a submission cannot count", True, "stopped in 1 way (ZeroDivisionError)"
        )
        stopped = "stopped in 3 ways (ZeroDivisionError, FileNotFoundError, AttributeError)"
        assert seen("1 / 0", "open('')", "None.x").seen == stopped
        assert seen("1 / 0", "2 + 2", "1 + 1") == Finding(
            "a submission cannot count", False, "it worked: 2 + 2; 1 + 1"
        )
