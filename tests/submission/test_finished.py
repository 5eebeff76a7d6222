"""Which functions are written, and which are stubs."""

import ast

import pytest

from autograder.submission.finished import finished, is_stub
from autograder.submission.notebook import Cell


@pytest.mark.parametrize(
    ("body", "stub"),
    [
        ("pass", True),
        ("...", True),
        ('"""What it does."""', True),
        ('"""What it does."""\n    pass', True),
        ("raise NotImplementedError", True),
        ('raise NotImplementedError("write this part of f")', True),
        ('mode = x\n    if mode:\n        raise NotImplementedError("write this part of f")', True),
        ("y = x + 1\n    raise NotImplementedError()", True),
        ("return x", False),
        ("return x\n    raise NotImplementedError()", False),
        ("if x:\n        raise ValueError(x)\n    return x", False),
        ("print(x)", False),
    ],
)
def test_what_a_stub_is(body, stub):
    (node,) = ast.parse(f"def f(x):\n    {body}\n").body
    assert is_stub(node) is stub


def test_what_is_written_of_all_kinds():
    cells = [
        Cell("cell 1", "code", "def f(x):\n    return x\n\ndef g(x):\n    pass\n"),
        Cell("cell 2", "code", "h = f\nfrom mine import k as m, n\nother = 1\n"),
        Cell("cell 3", "code", "def broken(:\n"),
        Cell(
            "cell 4",
            "code",
            "class Net:\n    def one(self):\n        return 1\n    def two(self):\n        pass\n",
        ),
    ]
    found, _ = finished(cells, ("f", "g", "h", "m", "n", "Net", "broken"))
    assert found == {"f", "h", "m", "n", "Net.one"}


def test_what_was_begun_is_larger_than_what_was_not():
    def size(body):
        return finished([Cell("cell 1", "code", f"def f(x):\n    {body}\n")], ("f",))[1]

    assert size("y = x.mean()\n    raise NotImplementedError") > size("raise NotImplementedError") > 0
    assert finished([Cell("cell 1", "code", "def g(x):\n    return x\n")], ("f",)) == (frozenset(), 0)
