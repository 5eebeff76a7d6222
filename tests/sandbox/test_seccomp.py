"""The system call filter, run by a small interpreter of its own language, for machines that are not at hand."""

import errno
import os
import re
import struct
import time
from pathlib import Path

import pytest

from autograder.sandbox import kernel

ALLOW, KILL = 0x7FFF0000, 0x80000000
DENY, NO_SUCH_CALL = 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS


PROGRAMS = {machine: kernel.filter_program(machine) for machine in kernel.ARCHITECTURES}


def verdict(machine, number, arguments=(), audit=None):
    """What the filter says to a system call, in the steps the kernel takes."""
    code = PROGRAMS[machine]
    six = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<iIQ6Q", number, audit or kernel.ARCHITECTURES[machine][1], 0, *six)
    place = accumulator = 0
    while True:
        operation, yes, no, value = struct.unpack_from("<HBBI", code, 8 * place)
        place += 1
        if operation == 0x20:
            accumulator = struct.unpack_from("<I", data, value)[0]
        elif operation == 0x54:
            accumulator &= value
        elif operation == 0x15:
            place += yes if accumulator == value else no
        elif operation == 0x35:
            place += yes if accumulator >= value else no
        else:
            assert operation == 0x06
            return value


def with_argument(machine, name, value):
    """What it says to a bounded call with this value."""
    call = kernel.BOUNDED[name]
    number = call.numbers[kernel.ARCHITECTURES[machine][0]]
    # The upper half of an argument is nothing that the kernel looks at; the others here mean nothing.
    arguments = [2**32 + value if at == call.argument else 2**31 + 1 for at in range(6)]
    return verdict(machine, number, arguments)


@pytest.mark.parametrize("machine", kernel.ARCHITECTURES)
def test_the_filter_denies_its_list_and_nothing_else(machine):
    column = kernel.ARCHITECTURES[machine][0]
    denied = {numbers[column] for numbers in kernel.DENIED.values()}
    bounded = {call.numbers[column] for call in kernel.BOUNDED.values()}
    unknown = {numbers[column] for numbers in kernel.NO_SUCH_CALLS.values()}
    for number in set(range(600)) - bounded:
        expected = NO_SUCH_CALL if number in unknown else DENY if number in denied else ALLOW
        assert verdict(machine, number) == expected, number


NAMES_ON = {
    machine: [name for name, call in kernel.BOUNDED.items() if call.numbers[column] is not None]
    for machine, (column, _) in kernel.ARCHITECTURES.items()
}


@pytest.mark.parametrize(
    ("machine", "name"), [(machine, name) for machine in NAMES_ON for name in NAMES_ON[machine]]
)
def test_some_calls_are_denied_by_their_argument(machine, name):
    call = kernel.BOUNDED[name]
    said = {value & call.mask: with_argument(machine, name, value) for value in (*range(0x400), *call.values)}
    listed, others = (ALLOW, DENY) if call.allowed else (DENY, ALLOW)
    assert said == {value: listed if value in call.values else others for value in said}
    assert set(said.values()) == {ALLOW, DENY} or name.startswith("clock")


@pytest.mark.parametrize("machine", kernel.ARCHITECTURES)
@pytest.mark.parametrize("clock", ["clock_gettime", "clock_getres", "clock_nanosleep"])
def test_only_clocks_that_are_nobodys_are_read(machine, clock):
    for own in (time.CLOCK_REALTIME, time.CLOCK_PROCESS_CPUTIME_ID, time.CLOCK_BOOTTIME, time.CLOCK_TAI):
        assert with_argument(machine, clock, own) == ALLOW
    of_process_77 = (~77 << 3 | 2) & 0xFFFFFFFF
    assert with_argument(machine, clock, of_process_77) == DENY


@pytest.mark.parametrize("machine", kernel.ARCHITECTURES)
def test_files_are_opened_to_be_read_or_written(machine):
    for flags in (os.O_RDONLY, os.O_RDONLY | os.O_CLOEXEC, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, os.O_RDWR):
        assert with_argument(machine, "openat", flags) == ALLOW
    for flags in (os.O_RDONLY | os.O_TRUNC, os.O_ACCMODE, os.O_ACCMODE | os.O_TRUNC | os.O_CLOEXEC):
        assert with_argument(machine, "openat", flags) == DENY


def test_other_doors_into_the_kernel_are_shut():
    assert verdict("x86_64", 1, audit=0x40000003) == KILL  # the calls of 32-bit programs
    assert verdict("x86_64", 0x40000000 + 1) == DENY  # the x32 calls


@pytest.mark.parametrize(
    ("column", "header", "pattern"),
    [
        (0, "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", r"#define __NR_(\w+)\s+(\d+)"),
        (1, "/usr/include/asm-generic/unistd.h", r"#define __NR(?:3264)?_(\w+)\s+(\d+)"),
    ],
)
def test_the_numbers_are_the_kernels(column, header, pattern):
    if not Path(header).exists():
        pytest.skip(f"{header} is not installed")
    numbered = {name: int(number) for name, number in re.findall(pattern, Path(header).read_text())}
    numbered.pop("syscalls", None)  # how many there are
    bounded = {name: call.numbers for name, call in kernel.BOUNDED.items()}
    for name, numbers in (kernel.DENIED | kernel.NO_SUCH_CALLS | bounded).items():
        number = numbers[column]
        newer = number is not None and name not in numbered and number > max(numbered.values())
        if number is not None and not newer:  # than the header
            assert number == numbered.get(name), name
