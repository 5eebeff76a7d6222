"""What must a submission not be able to do? Attempts, each of which must fail behind the wall.

An attempt is one Python expression. The words that it may use are those of `_WORDS`: `call` makes a system call
by its name, and what it reaches for was laid out for it, so that an attempt that succeeds does no harm. Each of
them works where there is no wall (`tests/levels`), but for those that only some kernels or accounts know.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox import kernel
from autograder.sandbox.lockdown import NOBODY
from autograder.sentences import Sentence, say

_WORDS = '''
import ctypes, errno, fcntl, mmap, os, signal, socket, stat, time

libc = ctypes.CDLL(None, use_errno=True)
room = ctypes.create_string_buffer(4096)
numbers, other, address = {numbers!r}, {other!r}, {address!r}
course, folder = {course!r}, {folder!r}
file, link = os.path.join(folder, "file"), os.path.join(folder, "link")


def call(name, *arguments):
    given = [ctypes.c_long(part) if isinstance(part, int) else part for part in arguments]
    result = libc.syscall(ctypes.c_long(numbers[name]), *given)
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def piece(start=ctypes.addressof(room)):
    """Eight bytes of memory, as calls want it that move several pieces."""
    return (ctypes.c_size_t * 2)(start, 8)


def library():
    """A file that every submission may read."""
    return os.open(os.__file__, os.O_RDONLY)


def attempt():
    {code}
    return "done"
'''


@dataclass(frozen=True, slots=True)
class Outside:
    """What was laid outside of the wall, to be reached for."""

    other: int  # a process
    address: int  # in its memory
    folder: Path  # with a file and a link
    course: Path

    def source(self, code: str) -> str:
        """The definition of `attempt`, which makes an attempt and says "done" if nothing stopped it."""
        column = kernel.ARCHITECTURES.get(os.uname().machine, (0, 0))[0]
        numbers = {name: row[column] for name, row in (kernel.DENIED | kernel.NO_SUCH_CALLS).items()}
        numbers |= {name: call.numbers[column] for name, call in kernel.BOUNDED.items()}
        return _WORDS.format(
            numbers=numbers,
            other=self.other,
            address=self.address,
            folder=str(self.folder),
            course=str(self.course),
            code=code,
        )


@contextlib.contextmanager
def outside_the_wall(course: Path) -> Iterator[Outside]:
    """Lay out what attempts reach for; all of it belongs to the account that submissions run as."""
    root = os.geteuid() == 0
    with tempfile.TemporaryDirectory(prefix="outside-") as name:
        folder = Path(name)
        file, link = folder / "file", folder / "link"
        file.write_text("to be read by nobody\n", encoding="utf-8")
        link.symlink_to("somewhere")
        with contextlib.suppress(OSError, AttributeError):  # not every file system keeps them
            os.setxattr(file, "user.mark", b"1")
        if root:
            for path in (folder, file):
                os.chown(path, NOBODY, NOBODY)
        account = {"user": NOBODY, "group": NOBODY, "extra_groups": ()} if root else {}
        process = subprocess.Popen(["sleep", "600"], **account)  # type: ignore[call-overload]
        try:
            yield Outside(process.pid, _writable(process.pid), folder, course)
        finally:
            process.kill()
            process.wait()


def _writable(pid: int) -> int:
    """Where in a process's memory there is something to take and to change; 0 where nobody can say."""
    try:
        maps = Path(f"/proc/{pid}/maps").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return next((int(line.split("-")[0], 16) for line in maps.splitlines() if " rw-p " in line), 0)


ESCAPES: Mapping[Sentence, tuple[str, ...]] = {
    say("a submission cannot read a file of the machine"): (
        "open('/etc/passwd').read()",
        "open(file).read()",
        "open(f'/proc/{os.getpid()}/root/etc/passwd').read()",
    ),
    say("a submission cannot read the course"): (
        "os.listdir(course)",
        "os.listdir(os.path.join(course, 'solutions'))",
    ),
    say("a submission cannot list a folder of the machine"): (
        "os.listdir('/')",
        "os.listdir('/proc')",
        "os.listdir(folder)",
    ),
    say("a submission cannot read a process"): (
        "open('/proc/self/environ').read()",
        "open(f'/proc/{other}/cmdline').read()",
        "os.readlink(f'/proc/{other}/exe')",
        "os.open(f'/proc/{other}/mem', os.O_RDONLY)",
    ),
    say("a submission cannot look into a process"): (
        "call('ptrace', 0x4206, other, 0, 0)",  # PTRACE_SEIZE
        "call('process_vm_readv', other, piece(), 1, piece(address), 1, 0)",
        "call('process_vm_writev', other, piece(), 1, piece(address), 1, 0)",
        "call('kcmp', os.getpid(), other, 1, 0, 0)",
        "call('pidfd_open', other, 0)",
        "call('get_robust_list', other, room, ctypes.byref(room, 8))",
        "call('move_pages', other, 0, 0, 0, 0, 0)",
    ),
    say("a submission cannot find out about a process"): (
        "call('getpgid', other)",
        "call('getsid', other)",
        "call('getpriority', 0, other)",
        "call('ioprio_get', 1, other)",
        "call('sched_getscheduler', other)",
        "call('sched_getparam', other, room)",
        "call('sched_getattr', other, room, 48, 0)",
        "call('sched_rr_get_interval', other, room)",
        "call('sched_getaffinity', other, 1024, room)",
        "call('clock_gettime', ~other << 3 | 2, room)",  # the processor time that it used
        "call('clock_getres', ~other << 3 | 2, room)",
        "call('capget', (ctypes.c_int * 2)(0x20080522, other), room)",
    ),
    say("a submission cannot signal a process"): (
        "os.kill(other, 0)",
        "call('tkill', other, 0)",
        "call('tgkill', other, other, 0)",
        "fcntl.fcntl(0, fcntl.F_SETOWN, other)",
        "call('prlimit64', other, 7, 0, room)",
        "call('setpriority', 0, other, 19)",
    ),
    say("a submission cannot write a file"): (
        "open(os.path.join(folder, 'planted'), 'w')",
        "os.open(file, os.O_ACCMODE)",  # to neither read nor write; the kernel may empty it all the same
        "os.open(file, os.O_RDONLY | os.O_TRUNC)",
        "os.truncate(file, 0)",
        "os.mkdir(os.path.join(folder, 'planted-folder'))",
        "os.symlink('x', os.path.join(folder, 'planted-link'))",
    ),
    say("a submission cannot change what is known of a file"): (
        "os.chmod(file, 0o600)",
        "os.utime(file)",
        "os.setxattr(file, 'user.planted', b'x')",
    ),
    say("a submission cannot watch a folder"): (
        "call('inotify_init1', 0)",
        "call('inotify_init')",
        "fcntl.fcntl(os.open(os.path.dirname(os.__file__), os.O_RDONLY), fcntl.F_NOTIFY, 2)",
    ),
    say("a submission cannot hold a file that others open"): (
        "fcntl.flock(library(), fcntl.LOCK_EX)",
        "fcntl.lockf(library(), fcntl.LOCK_SH)",
        "fcntl.fcntl(library(), fcntl.F_SETLEASE, fcntl.F_RDLCK)",
    ),
    say("a submission cannot read beside a file"): (
        "os.listxattr(file)",
        "os.getxattr(file, 'user.mark')",
        "os.readlink(link)",
    ),
    say("a submission cannot see the machine's disks and load"): (
        "os.statvfs(folder)",
        "os.fstatvfs(0)",
        "call('sysinfo', room)",
        "os.getloadavg()",
        "call('listmount', (ctypes.c_uint64 * 4)(24, 0xFFFFFFFFFFFFFFFF, 0, 0), room, 64, 0)",
        "call('mincore', ctypes.c_void_p(ctypes.addressof(room) & ~4095), 1, room)",
        "call('cachestat', library(), (ctypes.c_uint64 * 2)(0, 0), room, 0)",
        "call('fadvise64', library(), 0, 0, 4)",
        "call('sync')",
    ),
    say("a submission cannot use memory or messages of others"): (
        "call('shmctl', 0, 14, room)",  # SHM_INFO
        "call('semctl', 0, 0, 19, room)",  # SEM_INFO
        "call('msgctl', 0, 12, room)",  # MSG_INFO
        "call('mq_open', b'planted', os.O_CREAT | os.O_RDWR, 0o600, 0), call('mq_unlink', b'planted')",
        "call('memfd_create', b'x', 0)",
        "call('keyctl', 0, -3, 1)",
    ),
    say("a submission cannot see an environment variable"): ("os.environ['PATH']",),
    say("a submission cannot start a process"): (
        "os.fork() or os._exit(0)",
        "call('clone', 0x10000000 | signal.SIGCHLD, 0, 0, 0, 0) or os._exit(0)",  # with users of its own
        "os.execv('/bin/true', ['true'])",
    ),
    say("a submission cannot make a namespace"): ("call('unshare', 0x10000000)", "call('unshare', 0x20000)"),
    say("a submission cannot open a connection"): (
        "socket.create_connection(('127.0.0.1', 9), 0.2)",
        "socket.socket()",
        "socket.socketpair()",
        "socket.socket(socket.AF_UNIX).bind('\\0planted')",
        "socket.socket(16, socket.SOCK_RAW, 0)",  # to the kernel, by netlink
    ),
    say("a submission cannot reach deep into the kernel"): (
        "call('perf_event_open', (ctypes.c_uint32 * 28)(1, 112, 9), 0, -1, -1, 0)",
        "call('io_uring_setup', 1, room)",
        "call('userfaultfd', 1)",
        "call('bpf', 0, (ctypes.c_uint32 * 18)(2, 4, 8, 1), 72)",
        "call('vmsplice', os.pipe()[1], piece(), 1, 0)",
        "call('timer_create', 0, 0, room)",
        "call('openat2', -100, b'/', (ctypes.c_uint64 * 3)(os.O_PATH, 0, 0), 24)",
    ),
}
"""What a submission must not be able to do at the levels `full` and `landlock`, and the ways to try it."""
