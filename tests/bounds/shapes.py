"""What a submission can be made of so that reading it takes long: a shape gives an input of any size.

A shape belongs to a door, which does with the input what marking does with a submission on the trusted side.
`size` is where to begin: four times as much is still below the limits, so that it is read and not refused.
"""

from __future__ import annotations

import itertools
import json
import socket
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import msgpack

from autograder.errors import LoadError
from autograder.marking.verdict import sentence
from autograder.nbgrader.fast import written
from autograder.nbgrader.fast.written import as_json, limit_lines
from autograder.nbgrader.gradebook_cells import HIDDEN, Slot
from autograder.nbgrader.mend import mended
from autograder.nbgrader.pages.vetted import LONGEST_CELL
from autograder.sandbox import protocol
from autograder.sandbox.steps import Failure
from autograder.source import Role
from autograder.submission import notebook as notebooks
from autograder.submission import slicing
from autograder.submission.beside import modules_beside
from autograder.submission.notebook import raw_cells, read
from autograder.submission.slicing import cut, whole

from .page_texts import TEXTS, shown

WANTED = ("f", "g")

SLOTS = (
    Slot(Role.ANSWER, "f", "f", "def f(x):\n    raise NotImplementedError", "0" * 32, 0.0, functions=("f",)),
    Slot(Role.CHECK, "f", "check_f", 'check("f")' + HIDDEN, "1" * 32, 4.0),
    Slot(Role.ANSWER, "g", "g", "def g(x):\n    raise NotImplementedError", "2" * 32, 0.0, functions=("g",)),
    Slot(Role.CHECK, "g", "check_g", 'check("g")' + HIDDEN, "3" * 32, 4.0),
    Slot(Role.WRITTEN, "why", "why", "### Your answer: why\n\n...", "4" * 32, 3.0, heading="Your answer: why"),
)

Work = Callable[[], object]
"""What is done with one input; making the input is no part of it."""


@dataclass(frozen=True)
class Shape:
    """A kind of input, and how large it is at first."""

    door: str
    name: str
    size: int
    make: Callable[[int], Any]


def work_on(shape: Shape, number: int, folder: Path) -> Work:
    """The work that this shape makes in this size; files are written into the folder."""
    return DOORS[shape.door](shape.make(number), folder)


# The doors


def _read(cells: Any, folder: Path) -> Work:
    path = _written(cells, folder)

    def work() -> None:
        _forget()
        submission = read(path)
        cut(submission.code, WANTED)
        whole(submission.code)

    return _refusing(work)


def _forget() -> None:
    """What was read or laid out before would take no time."""
    known = (slicing._known_cell, slicing._known_long_cell, notebooks._last_one, written._known_cell)
    for function in known:
        function.cache_clear()


def _mend(cells: Any, folder: Path) -> Work:
    path = _written(cells, folder)

    def work() -> None:
        _forget()
        notebook, _ = mended(*raw_cells(path), SLOTS)
        limit_lines(notebook, 1000)
        as_json(notebook)

    return _refusing(work)


def _decode(frame: Any, folder: Path) -> Work:
    def work() -> None:
        protocol.digest(7, frame)
        protocol.decode(frame)

    def refusing() -> None:
        try:
            work()
        except protocol.ProtocolError:
            return

    return refusing


def _receive(frames: Any, folder: Path) -> Work:
    data, parts = frames

    def work() -> None:
        ours, theirs = socket.socketpair()

        def speak() -> None:
            for start in range(0, len(data), parts):
                theirs.sendall(data[start : start + parts])
            theirs.close()

        speaker = threading.Thread(target=speak)
        speaker.start()
        reader = protocol.Reader(ours, max_header=protocol.REPLY_HEADER, max_body=2**23)
        try:
            while True:
                reader.receive()
        except EOFError:
            speaker.join()
            ours.close()

    return work


def _look_beside(texts: Any, folder: Path) -> Work:
    place = Path(tempfile.mkdtemp(dir=folder))
    for name, text in texts.items():
        (place / f"{name}.py").write_text(text, encoding="utf-8")
    return lambda: modules_beside(place / "notebook.ipynb", ["first"])


def _say(text: Any, folder: Path) -> Work:
    def work() -> None:
        str(sentence(Failure("raised", "Error", text, "cell 1, line 1", text), function="f"))

    return work


def _show(text: Any, folder: Path) -> Work:
    return lambda: shown(text)


DOORS: dict[str, Callable[[Any, Path], Work]] = {
    "reading": _read,
    "mending": _mend,
    "replies": _decode,
    "channel": _receive,
    "modules": _look_beside,
    "sentences": _say,
    "pages": _show,
}


def _written(cells: Any, folder: Path) -> Path:
    path = Path(tempfile.mkdtemp(dir=folder)) / "notebook.ipynb"
    text = cells if isinstance(cells, str) else json.dumps({"nbformat": 4, "metadata": {}, "cells": cells})
    path.write_text(text, encoding="utf-8")
    return path


def _refusing(work: Work) -> Work:
    """The work, where a sentence that refuses the input is a good end."""

    def refusing() -> None:
        try:
            work()
        except LoadError:
            return

    return refusing


# The shapes


def _code(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], **more}


def _text(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {}, **more}


def _one(make: Callable[[int], str]) -> Callable[[int], list[Any]]:
    """A notebook with one code cell."""
    return lambda number: [_code(make(number))]


def _words(make: Callable[[int], str]) -> Callable[[int], list[Any]]:
    """A notebook with one text cell."""
    return lambda number: [_text(make(number))]


def _printed(make: Callable[[int], str]) -> Callable[[int], list[Any]]:
    """A notebook whose code printed something."""
    return lambda number: [_code("", outputs=[{"output_type": "stream", "text": make(number)}])]


def _many(unit: str) -> Callable[[int], str]:
    return lambda number: unit * number


def _repeated(unit: str, number: int) -> str:
    """So many letters of a unit that is repeated."""
    return (unit * number)[:number]


def _numbered(unit: str, between: str = "") -> Callable[[int], str]:
    """The unit again and again, with 1, 2, 3 in place of its sign #."""
    return lambda number: between.join(unit.replace("#", str(index)) for index in range(number))


def _within(head: str, inner: Callable[[int], str], tail: str = "") -> Callable[[int], str]:
    return lambda number: head + inner(number) + tail


def _header(
    make: Callable[[int], Any], body: Callable[[int], bytes] = lambda number: b""
) -> Callable[[int], Any]:
    return lambda number: protocol.Frame(msgpack.packb(make(number)), body(number))


def _same_slots(number: int) -> list[Any]:
    """A dict whose keys are numbers that a dictionary of this size looks for in the same places."""
    keys = [index << 20 for index in range(min(number, 1000))]
    dicts = [["d", *itertools.chain.from_iterable((key, None) for key in keys)]] * (number // 1000 or 1)
    return ["t", *dicts]


READING = (
    ("empty lines", 4_500, _one(_many("\n"))),
    ("blanks in a line", 40_000, _one(_many(" "))),
    ("lines of blanks", 200, _one(_many(" " * 200 + "\n"))),
    ("blanks before a magic", 40_000, _one(_within("", _many(" "), "?"))),
    ("comments", 4_500, _one(_many("#\n"))),
    ("one long comment", 40_000, _one(_many("#"))),
    ("lines that go on", 4_500, _one(_within("x = 1 ", _many("\\\n")))),
    ("statements, a line each", 1_000, _one(_many("x=1\n"))),
    ("statements on one line", 1_000, _one(_many("x=1;"))),
    ("statements in a row, long", 1_000, _one(_many("x='" + "a" * 30 + "';"))),
    ("open brackets", 20_000, _one(_many("("))),
    ("brackets in brackets", 20, _one(lambda number: "x=" + "[" * number + "]" * number)),
    ("braces in braces, open", 20, _one(_many("{"))),
    ("calls in calls, open", 20, _one(_many("f("))),
    (
        "tuples in a pattern",
        20,
        _one(lambda number: "for " + "(" * number + "a" + ",)" * number + " in b: pass"),
    ),
    ("withs in brackets", 20, _one(lambda number: "with " + "(" * number + "a" + ")" * number + ": pass")),
    (
        "cases in brackets",
        20,
        _one(lambda number: "match a:\n case " + "(" * number + "b" + ")" * number + ": 1"),
    ),
    ("lambdas in lambdas", 20, _one(_within("x=", _many("lambda:"), "0"))),
    ("signs before a number", 200, _one(_within("x=", _many("-"), "1"))),
    ("attributes of attributes", 500, _one(_within("x=a", _many(".a")))),
    (
        "blocks in blocks",
        20,
        _one(lambda number: "".join(f"{' ' * n}if a:\n" for n in range(number)) + " " * number + "b"),
    ),
    ("list items", 5_000, _one(_within("x=[", _many("1,"), "]"))),
    ("arguments", 2_000, _one(_within("def f(", _numbered("a#", ","), "): pass"))),
    ("names in a function", 2_000, _one(_within("def f():\n", _numbered(" a#=1\n")))),
    ("functions in a function", 240, _one(_within("def f():\n", _numbered(" a#=lambda:0\n")))),
    ("globals of a function", 2_000, _one(_within("def f():\n global ", _numbered("a#", ",")))),
    ("methods of a class", 240, _one(_within("class f:\n", _numbered(" def a#(self): pass\n")))),
    ("definitions of one name", 800, _one(_many("def f(): pass\n"))),
    (
        "a chain of functions",
        500,
        _one(
            lambda number: "".join(f"def a{n}(): return a{n + 1}()\n" for n in range(number)) + "def f(): a0()"
        ),
    ),
    (
        "everyone calls everyone",
        300,
        _one(
            lambda number: (
                "".join(f"def a{n}(): t[0]=a{(7 * n) % number}()\n" for n in range(number))
                + "t=[0]\na0()\ndef f(): return t"
            )
        ),
    ),
    ("fillings of a table", 1_000, _one(_within("t={}\n", _numbered("t[#]=1\n"), "def f(): return t"))),
    ("statements below many lines", 500, _one(_within("t={}\n", _many("\n\n\nt[1]=1\n"), "def f(): return t"))),
    ("decorators", 1_000, _one(_within("", _many("@a\n"), "def f(): pass"))),
    ("imports", 1_000, _one(_numbered("import a#\n"))),
    ("magics", 4_500, _one(_many("%x\n"))),
    ("help requests", 20_000, _one(_many("a."))),
    ("words before a sign", 4_000, _one(_within("", _many("a, "), "="))),
    ("async without end", 4_500, _one(_many("async\n"))),
    ("one text", 40_000, _one(_within("x='", _many("a"), "'"))),
    ("escapes in a text", 10_000, _one(_within("x='", _many("\\n"), "'"))),
    ("digits in code", 1_000, _one(_within("x=", _many("9")))),
    ("cells", 1_000, lambda number: [_code("x=1")] * number),
    ("cells that cannot be read", 1_000, lambda number: [_code("f g(")] * number),
    ("damaged cells", 1_000, lambda number: [7] * number),
    ("lines in lists", 4_000, lambda number: [_code(["x=1\n"] * number) | {"cell_type": "markdown"}]),
    ("keys", 20_000, lambda number: [_code("", metadata={str(index): 0 for index in range(number)})]),
    ("depth of JSON", 200, lambda number: '{"cells": ' + "[" * number + "]" * number + "}"),
    ("depth of JSON, open", 20_000, lambda number: '{"cells": ' + "[" * number),
    ("digits in JSON", 1_000, lambda number: '{"cells": [' + "9" * number + "]}"),
    ("digits of a fraction", 100_000, lambda number: '{"cells": [0.' + "7" * number + "]}"),
    ("escapes in JSON", 100_000, lambda number: '{"cells": ["' + "\\u0041" * number + '"]}'),
    ("blanks in JSON", 500_000, lambda number: '{"cells": [' + " " * number + "]}"),
    ("carriage returns", 500_000, lambda number: '{"cells": [' + "\r" * number + "]}"),
)

MENDING = (
    ("empty lines", 30_000, _words(_many("\n"))),
    ("empty lines of code", 4_000, _one(_many("\n"))),
    ("blanks and lines of code", 4_000, _one(_many(" \n"))),
    ("blanks of a heading", 30_000, _words(_within("# a", _many(" "), "b"))),
    ("marks of a heading", 30_000, _words(_within("# a", _many("#"), "b"))),
    ("marks and blanks", 15_000, _words(_within("# a", _many(" #"), "b"))),
    ("headings without words", 10_000, _words(_many("# \n"))),
    ("words without a definition", 9_000, _one(_many("def  "))),
    ("names without a value", 4_500, _one(_many("f  \n"))),
    ("control characters", 30_000, _words(_many("\x01"))),
    ("carriage returns", 30_000, _words(_many("\r"))),
    ("surrogates", 30_000, _words(_many("\ud800"))),
    ("terminal codes", 10_000, _printed(_many("\x1b["))),
    ("a terminal code without end", 30_000, _printed(_within("\x1b[", _many("0;")))),
    ("printed lines", 200_000, _printed(_many("a\n"))),
    ("outputs", 2_000, lambda number: [_code("", outputs=[{"output_type": "stream", "text": "a"}] * number)]),
    (
        "cells that print",
        500,
        lambda number: [_code("", outputs=[{"output_type": "stream", "text": "a\n" * 20}])] * number,
    ),
    (
        "blanks in a picture",
        100_000,
        lambda number: [
            _code(
                "",
                outputs=[{"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo" + " A" * number}}],
            )
        ],
    ),
    (
        "pictures in a text",
        2_000,
        lambda number: [
            _text("a", attachments={f"{index}.png": {"image/png": "iVBORw0KGgoA"} for index in range(number)})
        ],
    ),
    ("cells", 1_000, lambda number: [_text(f"own {index}") for index in range(number)]),
    ("copies of a cell", 1_000, lambda number: [_code("def f(x): pass", id="f")] * number),
    (
        "ids that are taken",
        1_000,
        lambda number: [_text("a", id="own-9" + "-" * (index % 50)) for index in range(number)],
    ),
)

REPLIES = (
    ("empty lists", 5_000, _header(lambda number: ["t", *[["l"]] * number])),
    ("lists in lists", 6, _header(lambda number: ["t", *[_nested(number)] * 200])),
    ("numbers", 5_000, _header(lambda number: ["t", *range(number)])),
    ("texts", 4_000, _header(lambda number: ["t", *[f"a{index}" for index in range(number)]])),
    ("text", 400, _header(lambda number: ["t", "\x01" * number] * 2)),
    ("types without a value", 4_000, _header(lambda number: ["t", *[["o", "a"]] * number])),
    ("failures", 2_000, _header(lambda number: ["t", *[["f", "raised", "", "", "", "", 0]] * number])),
    ("empty arrays", 3_000, _header(lambda number: ["t", *[["a", "int8", "C", 0]] * number])),
    (
        "arrays",
        3_000,
        _header(lambda number: ["t", *[["a", "int8", "C", 1]] * number], lambda number: bytes(8 * number)),
    ),
    (
        "an array",
        500_000,
        _header(lambda number: ["a", "float64", "C", number // 8], lambda number: bytes(number // 8 * 8)),
    ),
    (
        "an array of bools",
        500_000,
        _header(lambda number: ["a", "bool", "C", number // 8 * 8], lambda number: bytes(number // 8 * 8)),
    ),
    ("keys that collide", 2_000, _header(_same_slots)),
    ("dicts", 4_000, _header(lambda number: ["t", *[["d", "a", None]] * number])),
)

FRAME = protocol.as_bytes(protocol.encode((1, (None,))))
LARGE = protocol.as_bytes(protocol.Frame(b"\xc0", bytes(2**16)))

CHANNEL = (
    ("small frames", 2_000, lambda number: (FRAME * number, 2**16)),
    ("small frames in small parts", 2_000, lambda number: (FRAME * number, 7)),
    ("large frames", 40, lambda number: (LARGE * number, 2**18)),
    (
        "a large frame in small parts",
        2**18,
        lambda number: (protocol.as_bytes(protocol.Frame(b"\xc0", bytes(number))), 100),
    ),
)

MODULES = (
    (
        "modules",
        8,
        lambda number: {
            "first": _numbered("import m#\n")(number),
            **{f"m{n}": "x=1\n" * 500 for n in range(number)},
        },
    ),
    (
        "a chain of modules",
        7,
        lambda number: {
            "first": "import m0",
            **{f"m{n}": f"import m{n + 1}\n" + "x=1\n" * 500 for n in range(number)},
        },
    ),
    ("imports of what is not there", 200, lambda number: {"first": _numbered("import m#\n")(number)}),
    (
        "imports of one another",
        7,
        lambda number: {
            "first": _numbered("import m#\n")(number),
            **{f"m{n}": _numbered("import m#\n")(number) + "x=1\n" * 500 for n in range(number)},
        },
    ),
    ("a long module", 40_000, lambda number: {"first": "#" * number}),
)

SENTENCES = (
    ("words", 10_000, _many("a ")),
    ("lines", 10_000, _many("a\n")),
    ("digits", 10_000, _many("1")),
    ("numbers", 5_000, _many("0.12345 ")),
    ("letters of numbers", 10_000, _many("abcdef")),
)


PAGES = tuple((name, LONGEST_CELL // 4, partial(_repeated, unit)) for name, unit in TEXTS.items())
"""The largest is the longest text that is set as Markdown."""


def _nested(depth: int) -> list[Any]:
    value: list[Any] = ["l"]
    for _ in range(depth):
        value = ["l", value]
    return value


SHAPES = tuple(
    Shape(door, *row)
    for door, rows in zip(DOORS, (READING, MENDING, REPLIES, CHANNEL, MODULES, SENTENCES, PAGES), strict=True)
    for row in rows
)
