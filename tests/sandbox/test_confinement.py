"""What student code can reach, at each level of the wall."""

import os
import sys
import sysconfig
from pathlib import Path

import pytest

from autograder.sandbox import confinement, lockdown
from autograder.sandbox.steps import Ref, Step
from autograder.sandbox.worker import Settings

ATTEMPT = """
def attempt(code):
    names = {}
    try:
        exec(code, names)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return names.get("r", "done")
"""

REPOSITORY = Path(__file__).resolve().parents[2]

READING = {
    "the users of the machine": "open('/etc/passwd').read()",
    "the root folder": "import os; os.listdir('/')",
    "a home": "import os; os.listdir('/root'); os.listdir('/home')",
    "processes": "import os; os.listdir('/proc')",
    "an environment": "open('/proc/self/environ').read(); open('/proc/1/environ').read()",
    "the solutions": f"open({str(REPOSITORY / 'solutions/batchnorm/batchnorm.py')!r}).read()",
    "the repository": f"import os; os.listdir({str(REPOSITORY)!r})",
    "the temporary folder": "import os; os.listdir('/tmp')",
    "devices": "import os; os.listdir('/dev')",
    "the kernel": "import os; os.listdir('/sys')",
}

WRITING = {
    "a file in the temporary folder": "open('/tmp/planted', 'w')",
    "shared memory": "open('/dev/shm/planted', 'w')",
    "a folder": "import os; os.mkdir('/planted')",
    "a module of Python's": f"open({str(Path(sysconfig.get_path('purelib')) / 'planted.py')!r}, 'w')",
    "a link": "import os; os.symlink('/etc', '/planted')",
    "the kernel's core pattern": "open('/proc/sys/kernel/core_pattern', 'w')",
}

DOING = {
    "a process": "import os; os.fork()",
    "a program": "import subprocess; subprocess.run(['ls'])",
    "another program": "import os; os.execv('/bin/sh', ['sh'])",
    "a thread": "import threading; threading.Thread(target=print).start()",
    "a fork bomb": "import os\nwhile True: os.fork()",
    "a daemon": "import multiprocessing; multiprocessing.Process(target=print, daemon=True).start()",
    "a socket": "import socket; socket.socket()",
    "a unix socket": "import socket; socket.socketpair()",
    "a name server": "import urllib.request; urllib.request.urlopen('http://example.org', timeout=1)",
    "killing its parent": "import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
    "killing everyone": "import os, signal; os.kill(-1, signal.SIGKILL)",
    "signals by way of a file": "import fcntl, os; fcntl.fcntl(0, 8, os.getppid())",
    "files in memory": "import os; os.memfd_create('x')",
    "more memory": "import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    "many open files": "import os\nkept = [os.dup(0) for _ in range(10_000)]",
    "another user": "import os; os.setuid(0)",
    "tracing": "import ctypes; r = ctypes.CDLL(None).ptrace(0, 0, 0, 0)\nif r < 0: raise PermissionError",
    "namespaces": "import ctypes; r = ctypes.CDLL(None).unshare(0x10000000)\nif r < 0: raise PermissionError",
    "outliving its parent": "import ctypes; r = ctypes.CDLL(None).prctl(1, 0)\nif r < 0: raise PermissionError",
    "shared pages": "import ctypes\nr = ctypes.CDLL(None).shmget(0, 9, 896)\nif r < 0: raise PermissionError",
    "the checks": "import autograder.marking",
    "the reference": "import autograder.grading",
}


def attempt(sandbox, code):
    with sandbox.open([("cell 1", ATTEMPT)]) as session:
        return session.run([Step("name", ("attempt",)), Step("call", (Ref(0), code))], [1])[0]


@pytest.mark.parametrize("level", ["full", "landlock"])
@pytest.mark.parametrize("code", [*READING.values(), *WRITING.values()], ids=[*READING, *WRITING])
def test_no_file_is_read_or_written(sandboxes, level, code):
    answer = attempt(sandboxes(level), code)
    assert answer.startswith(("PermissionError", "FileNotFoundError", "OSError")), answer


@pytest.mark.parametrize("code", DOING.values(), ids=DOING)
def test_nothing_is_done_to_others(walled, code):
    answer = attempt(walled, code)
    assert "Error" in answer, answer
    assert attempt(walled, "r = 'fine'") == "fine"


def test_whoever_grades_the_code_runs_as_nobody(sandboxes):
    who = "import os; r = [os.getuid(), os.geteuid(), os.getgid(), *os.getgroups()]"
    assert set(attempt(sandboxes("full"), who)) <= {65534}
    for level in ("landlock", "limits"):
        assert 0 not in attempt(sandboxes(level), who)


def test_the_environment_is_empty(walled):
    found = attempt(walled, "import os; r = sorted(os.environ)")
    assert set(found) <= {*confinement.ENVIRONMENT, "LD_LIBRARY_PATH", "PWD", "LC_CTYPE"}


def test_what_is_installed_can_be_imported(walled):
    code = "import dataclasses, decimal, json, random, statistics, msgpack, numpy.linalg; r = random.random()"
    assert isinstance(attempt(walled, code), float)


def test_the_worker_sees_nothing_of_ours_but_its_own_files(sandboxes):
    found = attempt(
        sandboxes("full"), "import sys; r = sorted(n for n in sys.modules if n.startswith('autograder'))"
    )
    allowed = {f"autograder.sandbox.{Path(name).stem}" for name in confinement.WORKER_FILES}
    assert set(found) == {"autograder", "autograder.sandbox"} | allowed


def test_a_packages_folder_hides_ours(tmp_path, monkeypatch):
    (tmp_path / "autograder").mkdir()
    (tmp_path / "batchnorm_grader-1.dist-info").mkdir()
    (tmp_path / "numpy").mkdir()
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(tmp_path))
    hidden = [path.name for path in lockdown.packages_of_ours()]
    assert hidden == ["autograder", "batchnorm_grader-1.dist-info"]


def test_landlock_opens_all_but_ours(tmp_path, monkeypatch):
    """Folders around our package tell their names; what lies beside it stays open, and links lead nowhere."""
    packages = tmp_path / "lib" / "site-packages"
    (packages / "autograder").mkdir(parents=True)
    (packages / "numpy").mkdir()
    (packages / "six.py").touch()
    (packages / "link").symlink_to(tmp_path)
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(packages))
    monkeypatch.setattr(lockdown, "python_folders", lambda: frozenset({tmp_path / "lib"}))
    whole, listed = lockdown._readable()
    ours = {path for path in whole if path.is_relative_to(tmp_path)}
    assert ours == {packages / "numpy", packages / "six.py"}
    assert set(listed) == {tmp_path / "lib", packages}


def test_our_own_files_cannot_be_read_at_landlock(sandboxes):
    files = [
        file for path in lockdown.packages_of_ours() for file in (path, *path.rglob("*")) if file.is_file()
    ]
    assert files
    for file in files:
        assert attempt(sandboxes("landlock"), f"open({str(file)!r})").startswith("PermissionError")


@pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap exists for Linux only")
def test_the_wall_has_no_door_of_the_usual_kind():
    settings = Settings("full", memory_mb=1, cpu_seconds=1, reply_bytes=1)
    line = " ".join(confinement._bubblewrap(settings))
    for usual in ("--proc", "--dev ", "--bind ", "--share-net", "/etc/passwd"):
        assert usual not in line
    for needed in ("--unshare-all", "--disable-userns", "--die-with-parent", "--clearenv", "--cap-drop ALL"):
        assert needed in line
    if os.geteuid() == 0:
        assert "setpriv --reuid 65534" in " ".join(confinement.command(settings))
