"""A Python file with a slip loses what has the slip."""

import time

import pytest

from autograder.submission.broken_file import pieces_of
from autograder.submission.notebook import read
from autograder.submission.slicing import cut


def kept(text):
    return [(piece.first_line, piece.text) for piece in pieces_of(text) if piece.is_python]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(x):\n    return (x\n\ndef g(y):\n    return y\n", [(4, "def g(y):\n    return y\n")]),
        ("x = 1\ny = = 2\nz = 3\n", [(1, "x = 1\n"), (3, "z = 3\n")]),
        (
            "@a\n\n@b\ndef f():\n    '''one\ntwo\n'''\nz = = 3",
            [(1, "@a\n\n@b\ndef f():\n    '''one\ntwo\n'''\n")],
        ),
        ("if a:\n    b\nelse:\n    c\nx = [\n1,\n]\n!", [(1, "if a:\n    b\nelse:\n    c\nx = [\n1,\n]\n")]),
        ("def f():\nreturn 1\nx = 1", [(3, "x = 1")]),
        ("def f():\n\treturn 1\n        return 2\nx = 1", [(4, "x = 1")]),
        ('x = """never\n ends\n', []),
        ("= 1\x0c\nx = 1\n", [(2, "x = 1\n")]),
    ],
)
def test_what_is_python_stays(text, expected):
    assert kept(text) == expected


def test_nothing_is_lost_or_moved():
    text = "a = 1\n\nb = = 2\n# c\n\nd = 3\n@\ne"
    pieces = pieces_of(text)
    assert "".join(piece.text for piece in pieces) == text
    assert [text[: text.index(piece.text)].count("\n") + 1 for piece in pieces] == [
        piece.first_line for piece in pieces
    ]


@pytest.mark.parametrize("text", ["x = (\n" * 30_000, "x = 1\n" * 30_000 + "y = =", "def f(:\n" * 20_000])
def test_the_work_is_bounded(text):
    start = time.process_time()
    pieces_of(text)
    assert time.process_time() - start < 15


def test_a_broken_file_is_read_but_for_the_slip(tmp_path):
    path = tmp_path / "layers.py"
    path.write_text("def f():\n    return g(\n\ndef g():\n    raise KeyError\n\nh = = 3\n")
    submission = read(path)
    assert tuple(map(str, submission.repairs)) == (
        "what begins at lines 1, 7 is no Python and was left out; the rest was read",
    )
    code = cut(submission.code, ["f", "g"])
    assert code.chunks == (("layers.py", "\n\n\ndef g():\n    raise KeyError\n"),)
    assert str(code.unparsed["f"]) == "layers.py, line 2: '(' was never closed"


def test_a_file_with_magics_is_one_cell(tmp_path):
    path = tmp_path / "layers.py"
    path.write_text("%matplotlib inline\ndef f():\n    return 3\n")
    assert len(read(path).code) == 1
    path.write_text("= 1\n" * 30)
    assert str(read(path).repairs[0]).startswith("what begins at line 1 is no Python")
