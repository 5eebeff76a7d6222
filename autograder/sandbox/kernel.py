"""What a process asks of the Linux kernel to confine itself, for which Python has no names.

**Landlock** is the kernel's own fence around files, for processes without any privilege. A second layer
inside the namespaces, and the first where namespaces are forbidden. It is asked for in the steps the kernel's
documentation gives: which version is there, what shall be fenced, what stays open. Under it nothing can be
written, nothing read but what the rules name, no TCP port reached (kernels from 6.7 on) and no signal sent
outside (from 6.12 on). It says nothing of what can be asked about a file without opening it.

**seccomp** filters system calls: what student code has no use for, the kernel refuses. The filter is classic
BPF, assembled here from a table of system call numbers (x86-64 and aarch64) and loaded with prctl, so that no
library is needed behind the wall. A refused call fails with EPERM; `clone3` fails with ENOSYS, since its
flags lie in memory where a filter cannot look, and libraries then fall back to `clone`, which is refused. It
is a list of what is denied, not of what is allowed: Python and NumPy of any version must run behind it. Files
are the business of read-only mounts and of Landlock; what Landlock does not know of them stands here too, for
at the level `landlock` nothing else stands between a submission and the files and processes of the same user.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@cache
def libc() -> ctypes.CDLL:
    """The C library, opened once, before anything forks: in a fork it would take as long as the whole lock."""
    return ctypes.CDLL(None, use_errno=True)


def refuse(what: str) -> OSError:
    """The error of the call just made, in words."""
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")


_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # system calls, alike on all architectures
_ASK_VERSION = 1
_PATH_BENEATH = 1

_READ_FILE, _READ_DIR, _WRITE_FILE = 1 << 2, 1 << 3, 1 << 1
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights over files a version of Landlock knows; later versions know as many as 5."""


def landlock_version() -> int:
    """The version of Landlock that the kernel offers; 0 if it offers none."""
    return max(0, _call(_CREATE, None, 0, _ASK_VERSION))


def make_fence(readable: Iterable[Path], listed: Iterable[Path] = ()) -> int:
    """A fence that leaves reading below `readable` open; the file descriptor by which to close it.

    Folders that are only `listed` tell their names and those of what lies in them, and no content.

    Raises:
        OSError: the kernel has no Landlock, or does not take the rules.
    """
    found = landlock_version()
    if not found:
        raise OSError("this kernel offers no Landlock")
    files = (1 << _RIGHTS[min(found, 5)]) - 1
    network = 0b11 if found >= 4 else 0  # bind and connect
    scopes = 0b11 if found >= 6 else 0  # abstract sockets and signals
    size = 8 + 8 * (found >= 4) + 8 * (found >= 6)
    ruleset = _checked(_call(_CREATE, struct.pack("=QQQ", files, network, scopes), size, 0))
    content = dict.fromkeys(readable, _READ_FILE | _READ_DIR)
    for path, rights in {**content, **dict.fromkeys(listed, _READ_DIR)}.items():
        if not path.exists():
            continue
        if not path.is_dir():
            rights = _READ_FILE
        if path == Path(os.devnull):
            rights |= _WRITE_FILE
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            _checked(_call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0))
        finally:
            os.close(place)
    return ruleset


def enter_fence(ruleset: int) -> None:
    """Put this thread behind the fence, for good. `no_new_privs` must be set before.

    Raises:
        OSError: the kernel refuses.
    """
    _checked(_call(_RESTRICT, ruleset, 0))


def _call(number: int, *args: int | bytes | None) -> int:
    wide = (ctypes.c_long(item) if isinstance(item, int) else item for item in args)
    return int(libc().syscall(ctypes.c_long(number), *wide))


def _checked(result: int) -> int:
    if result < 0:
        raise refuse("Landlock was refused")
    return result


DENIED: dict[str, tuple[int, int | None]] = {
    # no process or thread but this one, no other program
    "clone": (56, 220), "fork": (57, None), "vfork": (58, None),
    "execve": (59, 221), "execveat": (322, 281), "uselib": (134, None),
    # no network, no sockets of one's own; descriptors that travel count for the user, whoever sent them
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200),
    "listen": (50, 201), "accept": (43, 202), "accept4": (288, 242),
    "sendmsg": (46, 211), "sendmmsg": (307, 269), "recvmsg": (47, 212), "recvmmsg": (299, 243),
    # no signals and no hands in other processes
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "kcmp": (312, 272),
    "prlimit64": (302, 261), "setrlimit": (160, 164), "setpriority": (141, 140), "ioprio_set": (251, 30),
    "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119), "sched_setparam": (142, 118),
    "sched_setattr": (314, 274), "migrate_pages": (256, 238), "move_pages": (279, 239),
    # no look at other processes, nor at how busy the machine is; timers of this kind count for the user
    "getpgid": (121, 155), "getsid": (124, 156), "getpriority": (140, 141), "ioprio_get": (252, 31),
    "sched_getscheduler": (145, 120), "sched_getparam": (143, 121), "sched_getattr": (315, 275),
    "sched_rr_get_interval": (148, 127), "get_robust_list": (274, 100), "capget": (125, 90),
    "sysinfo": (99, 179), "timer_create": (222, 107),
    # no change of what this process may do, is or sees; prctl could undo "die with the parent"
    "prctl": (157, 167), "seccomp": (317, 277), "unshare": (272, 97), "setns": (308, 268),
    "setsid": (112, 157), "setpgid": (109, 154), "capset": (126, 91),
    "chroot": (161, 51), "pivot_root": (155, 41), "mount": (165, 40), "umount2": (166, 39),
    "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431),
    "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442), "open_tree_attr": (467, 467),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    # no change of files of whoever runs the grader; Landlock does not know these calls
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "lchown": (94, None), "fchown": (93, 55), "fchownat": (260, 54),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "setxattrat": (463, 463),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    "removexattrat": (466, 466), "file_setattr": (469, 469),
    "truncate": (76, 45),  # Landlock knows it from Linux 6.2 on
    # nor locks on them, nor a watch over them, nor what is written beside their content, nor where links lead
    "flock": (73, 32), "inotify_init": (253, None), "inotify_init1": (294, 26), "inotify_add_watch": (254, 27),
    "fanotify_init": (300, 262), "fanotify_mark": (301, 263),
    "getxattr": (191, 8), "lgetxattr": (192, 9), "fgetxattr": (193, 10), "getxattrat": (464, 464),
    "listxattr": (194, 11), "llistxattr": (195, 12), "flistxattr": (196, 13), "listxattrat": (465, 465),
    "file_getattr": (468, 468), "readlink": (89, None), "readlinkat": (267, 78),
    # nor what disks there are, how full they are, or which files others have just read; nor a hand on them
    "statfs": (137, 43), "fstatfs": (138, 44), "ustat": (136, None), "sysfs": (139, None),
    "statmount": (457, 457), "listmount": (458, 458), "listns": (470, 470),
    "mincore": (27, 232), "cachestat": (451, 451), "fadvise64": (221, 223),
    "sync": (162, 81), "syncfs": (306, 267), "quotactl": (179, 60), "quotactl_fd": (443, 443),
    # no memory that outlives the process or escapes its limit, and none of others: their numbers can be guessed
    "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195),
    "semget": (64, 190), "semctl": (66, 191), "semop": (65, 193), "semtimedop": (220, 192),
    "msgget": (68, 186), "msgctl": (71, 187), "msgsnd": (69, 189), "msgrcv": (70, 188),
    "mq_open": (240, 180), "mq_unlink": (241, 181), "mq_timedsend": (242, 182), "mq_timedreceive": (243, 183),
    "mq_notify": (244, 184), "mq_getsetattr": (245, 185),
    # no large doors into the kernel
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_setup": (206, 0), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "vmsplice": (278, 75), "remap_file_pages": (216, 234),
    "modify_ldt": (154, None), "lookup_dcookie": (212, 18),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142),
    "personality": (135, 92), "acct": (163, 89), "syslog": (103, 116),
    "swapon": (167, 224), "swapoff": (168, 225), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "clock_adjtime": (305, 266), "adjtimex": (159, 171), "sethostname": (170, 161),
    "setdomainname": (171, 162), "vhangup": (153, 58),
}  # fmt: skip
"""System calls that fail with EPERM: their numbers on x86-64 and on aarch64."""

NO_SUCH_CALLS: dict[str, tuple[int, int | None]] = {"clone3": (435, 435), "openat2": (437, 437)}
"""Calls that fail with ENOSYS: what they ask for lies in memory, and libraries have another way."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """A call that is refused for some values of one argument, and for no others."""

    numbers: tuple[int, int | None]
    argument: int  # counted from 0; its lower half is looked at
    values: tuple[int, ...]
    allowed: bool  # whether these values are the only good ones, or the only bad ones
    mask: int = 0xFFFFFFFF  # the bits that are compared


_WRITES_NOTHING = (0x3, 0x200, 0x203)
_A_PROCESS = 1 << 31

BOUNDED = {
    # A file's owner is sent signals by the kernel, a lease keeps others from opening it, a large pipe counts
    # for the user: duplicates, and the flags of a descriptor, are what programs need.
    "fcntl": Bounded((72, 25), 1, (0, 1, 2, 3, 4, 1030), allowed=True),
    # What Python asks of a file: whether it is a terminal and how wide, how much there is, not to block.
    "ioctl": Bounded((16, 29), 1, (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451), allowed=True),
    # Opened neither to read nor to write, or to be emptied without writing: Landlock sees no right to ask for,
    # and before Linux 6.2 such a file is emptied, wherever it lies.
    "open": Bounded((2, None), 1, _WRITES_NOTHING, allowed=False, mask=0x203),
    "openat": Bounded((257, 56), 2, _WRITES_NOTHING, allowed=False, mask=0x203),
    # A clock below zero is that of a process, of any.
    "clock_gettime": Bounded((228, 113), 0, (_A_PROCESS,), allowed=False, mask=_A_PROCESS),
    "clock_getres": Bounded((229, 114), 0, (_A_PROCESS,), allowed=False, mask=_A_PROCESS),
    "clock_nanosleep": Bounded((230, 115), 0, (_A_PROCESS,), allowed=False, mask=_A_PROCESS),
    "sched_getaffinity": Bounded((204, 123), 0, (0,), allowed=True),  # which processors there are for this one
}
"""Calls of which a program needs some uses."""

ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Machine name: column of the tables, and the kernel's audit number."""

_X32 = 0x40000000  # numbers from here on are the x32 calls of x86-64, a second way to everything

_LOAD, _AND, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data; an argument has 8 bytes
_KILL, _ALLOW, _ERRNO = 0x80000000, 0x7FFF0000, 0x00050000

_FARTHEST = 200  # a jump goes over 255 instructions at most

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2


def filter_unavailable() -> str:
    """Why there is no filter on this machine; empty if there is one."""
    if sys.platform != "linux" or sys.byteorder != "little" or sys.maxsize < 2**32:
        return "system calls are not filtered on this system"
    if os.uname().machine not in ARCHITECTURES:
        return f"system calls are not filtered on {os.uname().machine}"
    return ""


_Row = tuple[int, int, int, int]  # operation, jump if so, jump if not (both count from the next row), value

_DENY: _Row = (_RETURN, 0, 0, _ERRNO | errno.EPERM)


def filter_program(machine: str) -> bytes:
    """The filter for a machine, 8 bytes an instruction."""
    column, audit = ARCHITECTURES[machine]
    rows: list[_Row] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        _DENY,
        *_any_of(_column(NO_SUCH_CALLS, column), (_RETURN, 0, 0, _ERRNO | errno.ENOSYS)),
        *_any_of(_column(DENIED, column), _DENY),
    ]
    for call in BOUNDED.values():
        number = call.numbers[column]
        if number is not None:
            block = _bounded(call)
            rows += [(_EQUAL, 0, len(block), number), *block]
    rows.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("<HBBI", *row) for row in rows)


def _column(table: dict[str, tuple[int, int | None]], column: int) -> list[int]:
    """The numbers of the calls that a machine has."""
    return [number for numbers in table.values() if (number := numbers[column]) is not None]


def _any_of(values: Sequence[int], verdict: _Row) -> list[_Row]:
    """The verdict for any of the values; past it for all others. One row a value: all are loaded at a fork."""
    rows: list[_Row] = []
    for start in range(0, len(values), _FARTHEST):
        part = values[start : start + _FARTHEST]
        rows += [(_EQUAL, len(part) - 1 - at, 0, value) for at, value in enumerate(part)]
        rows[-1] = (_EQUAL, 0, 1, part[-1])
        rows.append(verdict)
    return rows


def _bounded(call: Bounded) -> list[_Row]:
    """What is said to a call by the value of its argument."""
    allow: _Row = (_RETURN, 0, 0, _ALLOW)
    listed, others = (allow, _DENY) if call.allowed else (_DENY, allow)
    load: _Row = (_LOAD, 0, 0, _ARGUMENTS + 8 * call.argument)
    return [load, (_AND, 0, 0, call.mask), *_any_of(call.values, listed), others]


class _Program(ctypes.Structure):
    _fields_ = (("count", ctypes.c_ushort), ("rows", ctypes.c_char_p))


def load_filter(code: bytes) -> None:
    """Put this thread under the filter, for good. `no_new_privs` must be set before.

    Raises:
        OSError: the kernel does not take the filter.
    """
    packed = _Program(len(code) // 8, code)
    if libc().prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(packed), 0, 0):
        raise refuse("the system call filter was refused")
