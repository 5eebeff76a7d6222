"""The system call filter, run by a small interpreter of its own language, for machines that are not at hand."""

import errno
import re
import struct
from pathlib import Path

import pytest

from autograder.sandbox import kernel

ALLOW, KILL = 0x7FFF0000, 0x80000000
DENY, NO_SUCH_CALL = 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS


def verdict(machine, number, second_argument=0, audit=None):
    """What the filter says to a system call, in the steps the kernel takes."""
    code = kernel.filter_program(machine)
    data = struct.pack(
        "<iIQ6Q", number, audit or kernel.ARCHITECTURES[machine][1], 0, 0, second_argument, 0, 0, 0, 0
    )
    place = accumulator = 0
    while True:
        operation, yes, no, value = struct.unpack_from("<HBBI", code, 8 * place)
        place += 1
        if operation == 0x20:
            accumulator = struct.unpack_from("<I", data, value)[0]
        elif operation == 0x15:
            place += yes if accumulator == value else no
        elif operation == 0x35:
            place += yes if accumulator >= value else no
        else:
            assert operation == 0x06
            return value


@pytest.mark.parametrize("machine", kernel.ARCHITECTURES)
def test_the_filter_denies_its_list_and_nothing_else(machine):
    column = kernel.ARCHITECTURES[machine][0]
    denied = {numbers[column] for numbers in kernel.DENIED.values()}
    for number in range(600):
        expected = NO_SUCH_CALL if number == 435 else DENY if number in denied else ALLOW
        assert verdict(machine, number) == expected, number


@pytest.mark.parametrize("machine", kernel.ARCHITECTURES)
def test_some_calls_are_denied_by_their_argument(machine):
    for pair, commands in kernel.DENIED_COMMANDS.values():
        number = pair[kernel.ARCHITECTURES[machine][0]]
        assert {verdict(machine, number, command) for command in commands} == {DENY}
        assert verdict(machine, number, 1) == ALLOW


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
    commands = {name: pair for name, (pair, _) in kernel.DENIED_COMMANDS.items()}
    for name, numbers in (kernel.DENIED | commands).items():
        number = numbers[column]
        newer = number is not None and name not in numbered and number > max(numbered.values())
        if number is not None and not newer:  # than the header
            assert number == numbered.get(name), name
