"""Damaged notebooks: what disks, mail programs, editors, merges and people make of a submission.

A damage changes the notebook as JSON (`CELLS`, `FIELDS`) or the bytes of the file (`BYTES`). It is harmless
when no code of the student's is lost or changed by it: right work then keeps all of its marks. What is drawn
depends on the seed and the number only.
"""

from __future__ import annotations

import copy
import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.submission.notebook import MAX_BYTES

Notebook = dict[str, Any]

ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**70, 1e308, float("nan"), float("inf"), "", "\0", "\ud800", "[/bold]", "../../x"),
    *([], {}, [[]], {"": None}, ["a", 1, None], "x" * 10_000, [None] * 1000, {"text/plain": [1]}),
)
"""Values that no program expects where it finds them."""

LETTERS = (
    "abc xyz_=()[]{}'\"\\\n\n\t  def class return # %! ?;:@\0\x0c\x1b\r\x85\u2028\u202e"
    "\N{PILE OF POO}\N{GREEK SMALL LETTER GAMMA}\N{COMBINING ACUTE ACCENT}\ud800\udfff\ufeff\uffff"
)

CODE = (
    *(
        "def broken(:\n    pass",
        "x = (",
        "'''",
        "    indented",
        "%%bash\nrm -rf /",
        "!ls",
        "?np.mean",
        "%matplotlib inline",
    ),
    *(
        "a = b = ; c",
        "return 5",
        "f(**" * 80,
        "(" * 400,
        "x = 1\r\ny = 2",
        "print 'old'",
        "\tx\n  y",
        "lambda: " * 300,
    ),
    *(
        "from nowhere import *",
        "'\\d'",
        "x = 0777",
        "async def f(): yield",
        "\f\nx = 1",
        "raise SystemExit",
        "1/0",
    ),
)
"""Cells of the student's own that Python cannot read or run, or hardly."""


@dataclass(frozen=True)
class Damage:
    """One way in which a notebook is damaged."""

    name: str
    harmless: bool
    apply: Callable[[Any, random.Random], Any]


@dataclass(frozen=True)
class Damaged:
    """One damaged file; `seed` and `number` bring it back."""

    number: int
    names: tuple[str, ...]
    harmless: bool
    content: bytes

    @property
    def about(self) -> str:
        """Which file it is, in one line."""
        return f"notebook {self.number}: {' + '.join(self.names) or 'as it was'}"


CELLS: list[Damage] = []
FIELDS: list[Damage] = []
BYTES: list[Damage] = []


def damaged(notebook: Notebook, seed: int, number: int) -> Damaged:
    """The damaged file of this number."""
    rng = random.Random(f"{seed} {number}")
    chosen = draw(rng)
    content = damage(notebook, chosen, rng)
    harmless = all(one.harmless for one in chosen) and len(content) <= MAX_BYTES
    return Damaged(number, tuple(one.name for one in chosen), harmless, content)


def draw(rng: random.Random) -> list[Damage]:
    """One to five damages, in the order in which they happen."""
    chosen = [one for pool in (CELLS, FIELDS) for one in rng.sample(pool, rng.choice((0, 1, 1, 2)))]
    if not chosen or rng.random() < 0.3:
        chosen.append(rng.choice(BYTES))
    return chosen


def damage(notebook: Notebook, chosen: Sequence[Damage], rng: random.Random) -> bytes:
    """The file after these damages."""
    found = copy.deepcopy(notebook)
    for cell in found["cells"]:
        cell["source"] = "".join(cell["source"])  # lists of lines are one of the damages
    for one in chosen:
        if one not in BYTES:
            found = one.apply(found, rng)
    content = json.dumps(found).encode()
    for one in chosen:
        if one in BYTES:
            content = one.apply(content, rng)
    return content


def odd(rng: random.Random) -> Any:
    """A value that no program expects there; a copy, for other damages may change it."""
    return copy.deepcopy(rng.choice(ODD))


def _damage(pool: list[Damage], *, harmless: bool = False) -> Callable[[Any], Any]:
    def add(apply: Any) -> Any:
        pool.append(Damage(apply.__name__, harmless, apply))
        return apply

    return add


# Cells: lost, copied, moved, of another kind.


@_damage(CELLS)
def cells_lost(notebook: Notebook, rng: random.Random) -> Notebook:
    cells = notebook["cells"]
    for _ in range(rng.randint(1, 5)):
        if cells:
            del cells[rng.randrange(len(cells))]
    return notebook


@_damage(CELLS, harmless=True)
def cells_copied(notebook: Notebook, rng: random.Random) -> Notebook:
    cells = notebook["cells"]
    for _ in range(rng.randint(1, 5)):
        if cells:
            at = rng.randrange(len(cells))
            cells.insert(at, copy.deepcopy(cells[at]))
    return notebook


@_damage(CELLS, harmless=True)
def cells_moved(notebook: Notebook, rng: random.Random) -> Notebook:
    rng.shuffle(notebook["cells"])
    return notebook


@_damage(CELLS)
def cells_retyped(notebook: Notebook, rng: random.Random) -> Notebook:
    cells = _cells(notebook)
    for cell in rng.sample(cells, min(4, len(cells))):
        cell["cell_type"] = rng.choice(("markdown", "raw", "code", "heading", "video", "", None, 7, ["code"]))
    return notebook


@_damage(CELLS)
def cells_that_are_none(notebook: Notebook, rng: random.Random) -> Notebook:
    for at in range(len(notebook["cells"])):
        if rng.random() < 0.2:
            notebook["cells"][at] = odd(rng)
    return notebook


@_damage(CELLS, harmless=True)
def odd_cells_added(notebook: Notebook, rng: random.Random) -> Notebook:
    notebook["cells"] += [odd(rng) for _ in range(3)]
    return notebook


@_damage(CELLS, harmless=True)
def broken_code_added(notebook: Notebook, rng: random.Random) -> Notebook:
    for _ in range(rng.randint(1, 4)):
        _insert(notebook, rng, _code(rng.choice(CODE)))
    return notebook


@_damage(CELLS, harmless=True)
def letters_added(notebook: Notebook, rng: random.Random) -> Notebook:
    for kind in ("code", "markdown", "raw"):
        cell = _code("#" + "".join(rng.choices(LETTERS, k=200)).replace("\n", "\n#").replace("\r", "\r#"))
        _insert(notebook, rng, cell | {"cell_type": kind})
    return notebook


@_damage(CELLS, harmless=True)
def thousands_of_cells(notebook: Notebook, rng: random.Random) -> Notebook:
    for _ in range(rng.choice((1000, 3000))):
        notebook["cells"].append(_code(""))
    return notebook


@_damage(CELLS)
def more_cells_than_are_read(notebook: Notebook, _rng: random.Random) -> Notebook:
    notebook["cells"] += [_code("")] * 5001
    return notebook


@_damage(CELLS)
def sources_damaged(notebook: Notebook, rng: random.Random) -> Notebook:
    """Letters of the code itself go missing, double or change."""
    for cell in notebook["cells"]:
        source = cell.get("source") if isinstance(cell, dict) else None
        if isinstance(source, str) and source and rng.random() < 0.3:
            at = rng.randrange(len(source))
            cell["source"] = source[:at] + "".join(rng.choices(LETTERS, k=rng.randint(0, 3))) + source[at + 1 :]
    return notebook


@_damage(CELLS)
def sources_of_odd_things(notebook: Notebook, rng: random.Random) -> Notebook:
    for cell in notebook["cells"]:
        if isinstance(cell, dict) and rng.random() < 0.2:
            cell["source"] = rng.choice((odd(rng), [cell.get("source"), odd(rng)]))
    return notebook


@_damage(CELLS)
def a_huge_source(notebook: Notebook, rng: random.Random) -> Notebook:
    unit = rng.choice(("x = 1\n", " ", "# a\n", "(", "a.", "x;", "'", "0,", "\n", "def f(): pass\n", "?", "=!"))
    size = rng.choice((100_000, 300_000, 3_000_000))
    _insert(notebook, rng, _code(unit * (size // len(unit))))
    return notebook


@_damage(CELLS, harmless=True)
def a_huge_text(notebook: Notebook, rng: random.Random) -> Notebook:
    unit = rng.choice(("x", "\n", "*a* ", "[a](", "# a\n", "$", "<b>", "\ud800", "`"))
    _insert(
        notebook, rng, _code(unit * (300_000 // len(unit))) | {"cell_type": rng.choice(("markdown", "raw"))}
    )
    return notebook


# Fields: everything around the code.


@_damage(FIELDS, harmless=True)
def metadata_lost(notebook: Notebook, _rng: random.Random) -> Notebook:
    notebook.pop("metadata", None)
    for cell in _cells(notebook):
        cell.pop("metadata", None)
    return notebook


@_damage(FIELDS, harmless=True)
def metadata_odd(notebook: Notebook, rng: random.Random) -> Notebook:
    notebook["metadata"] = odd(rng)
    for cell in _cells(notebook):
        value = odd(rng)
        cell["metadata"] = rng.choice(
            (value, {"nbgrader": value}, {"nbgrader": {"grade_id": value}}, {"tags": value})
        )
    return notebook


@_damage(FIELDS, harmless=True)
def ids_odd(notebook: Notebook, rng: random.Random) -> Notebook:
    ids = [cell.get("id") for cell in _cells(notebook)]
    for cell in _cells(notebook):
        cell["id"] = rng.choice((*ids, odd(rng), "x" * 65, "check_", "a b"))
    return notebook


@_damage(FIELDS, harmless=True)
def ids_lost(notebook: Notebook, _rng: random.Random) -> Notebook:
    for cell in _cells(notebook):
        cell.pop("id", None)
    return notebook


@_damage(FIELDS, harmless=True)
def outputs_odd(notebook: Notebook, rng: random.Random) -> Notebook:
    for cell in _cells(notebook):
        kind = rng.choice(("stream", "display_data", "execute_result", "error", "pyout", None, 3, []))
        data = {rng.choice(("text/plain", "image/png", "text/html", "")): odd(rng) for _ in range(3)}
        output = {"output_type": kind, "data": data, "text": odd(rng), "name": odd(rng)}
        cell["outputs"] = rng.choice((odd(rng), [odd(rng)], [output], [output] * 30))
        cell["execution_count"] = odd(rng)
        cell["attachments"] = rng.choice((odd(rng), {"a.png": odd(rng)}, {"a.png": {"image/png": odd(rng)}}))
    return notebook


@_damage(FIELDS, harmless=True)
def a_huge_output(notebook: Notebook, rng: random.Random) -> Notebook:
    for cell in _cells(notebook)[:3]:
        cell["outputs"] = [
            {"output_type": "stream", "name": "stdout", "text": rng.choice("x\n\x1b\ud800") * 2**19}
        ]
    return notebook


@_damage(FIELDS, harmless=True)
def sources_as_lines(notebook: Notebook, rng: random.Random) -> Notebook:
    """As most programs write them; some cut elsewhere than at the ends of lines."""
    whole_lines = rng.random() < 0.5
    for cell in _cells(notebook):
        if isinstance(cell.get("source"), str):
            cell["source"] = cell["source"].splitlines(keepends=True) if whole_lines else list(cell["source"])
    return notebook


@_damage(FIELDS, harmless=True)
def line_ends_of_other_systems(notebook: Notebook, rng: random.Random) -> Notebook:
    end = rng.choice(("\r\n", "\r"))
    for cell in _cells(notebook):
        if isinstance(cell.get("source"), str):
            cell["source"] = cell["source"].replace("\n", end)
    return notebook


@_damage(FIELDS, harmless=True)
def another_format(notebook: Notebook, rng: random.Random) -> Notebook:
    notebook["nbformat"] = rng.choice((2, 3, 5, 99, "4", None, [], 4.5))
    notebook["nbformat_minor"] = rng.choice((-1, 0, 99, "5", None, {}))
    return notebook


@_damage(FIELDS, harmless=True)
def format_3(notebook: Notebook, _rng: random.Random) -> Notebook:
    """As IPython 2 wrote it: worksheets, and `input` for the code."""
    for cell in _cells(notebook):
        if cell.get("cell_type") == "code" and "source" in cell:
            cell["input"] = cell.pop("source")
            cell["language"] = "python"
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": notebook["cells"]}],
    }


@_damage(FIELDS, harmless=True)
def another_kernel(notebook: Notebook, rng: random.Random) -> Notebook:
    name = rng.choice(("ir", "julia-1.9", "../../sh", "", "conda-env-x-py", "\ud800"))
    notebook["metadata"] = {"kernelspec": {"name": name, "language": name}, "language_info": odd(rng)}
    return notebook


@_damage(FIELDS, harmless=True)
def more_keys(notebook: Notebook, rng: random.Random) -> Notebook:
    for target in (notebook, *_cells(notebook)):
        target |= {"worksheet": odd(rng), "": odd(rng), "__class__": "os.system"}
    return notebook


@_damage(FIELDS, harmless=True)
def nested_metadata(notebook: Notebook, rng: random.Random) -> Notebook:
    notebook["metadata"] = _nest(rng.choice((10, 60, 200)))
    for cell in _cells(notebook)[:4]:
        cell["outputs"] = [{"output_type": "display_data", "data": _nest(60), "metadata": {}}]
    return notebook


@_damage(FIELDS)
def any_value_odd(notebook: Notebook, rng: random.Random) -> Notebook:
    """Values anywhere in the tree are replaced."""
    for _ in range(rng.randint(1, 8)):
        place: Any = notebook
        for _ in range(rng.randint(1, 6)):
            keys = list(place) if isinstance(place, dict) else range(len(place))
            if not keys:
                break
            key = rng.choice(keys)
            if isinstance(place[key], dict | list) and rng.random() < 0.8:
                place = place[key]
            else:
                place[key] = odd(rng)
                break
    notebook.setdefault("cells", [])
    return notebook if isinstance(notebook["cells"], list) else notebook | {"cells": []}


# Bytes: the file itself.


@_damage(BYTES)
def bytes_flipped(content: bytes, rng: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(rng.choice((1, 3, 40))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


@_damage(BYTES)
def truncated(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content))]


@_damage(BYTES)
def a_part_lost(content: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(content))
    return content[:start] + content[start + rng.choice((1, 100, 4096)) :]


@_damage(BYTES)
def a_block_of_zeros(content: bytes, rng: random.Random) -> bytes:
    """A disk that was switched off while it wrote."""
    start = rng.randrange(len(content))
    return (content[:start] + bytes(4096) + content[start + 4096 :])[: len(content)]


@_damage(BYTES)
def twice(content: bytes, _rng: random.Random) -> bytes:
    return content + content


@_damage(BYTES)
def merged(content: bytes, rng: random.Random) -> bytes:
    """What git leaves behind when two versions of a notebook meet."""
    lines = json.dumps(json.loads(content), indent=1).encode("utf-8", "surrogatepass").splitlines(keepends=True)
    at = rng.randrange(len(lines))
    return b"".join((*lines[:at], b"<<<<<<< HEAD\n", *lines[at : at + 3], b"=======\n>>>>>>> b\n", *lines[at:]))


@_damage(BYTES, harmless=True)
def with_a_mark_of_byte_order(content: bytes, _rng: random.Random) -> bytes:
    return b"\xef\xbb\xbf" + content


@_damage(BYTES, harmless=True)
def indented_for_windows(content: bytes, rng: random.Random) -> bytes:
    text = json.dumps(json.loads(content), indent=rng.choice((0, 1, 8)))
    return text.replace("\n", rng.choice(("\r\n", "\r"))).encode()


@_damage(BYTES)
def another_encoding(content: bytes, rng: random.Random) -> bytes:
    text = json.dumps(json.loads(content), ensure_ascii=False) + "é"
    return text.encode(rng.choice(("utf-16", "utf-16-le", "utf-32", "utf-7", "cp1252", "cp500")), "replace")


@_damage(BYTES, harmless=True)
def letters_written_out(content: bytes, _rng: random.Random) -> bytes:
    """UTF-8 instead of escapes; a lone surrogate has no form there."""
    return json.dumps(json.loads(content), ensure_ascii=False).encode("utf-8", "replace")


@_damage(BYTES)
def surrogates_written_out(content: bytes, _rng: random.Random) -> bytes:
    return content.replace(b'"', b'"\xed\xa0\x80', 3)


@_damage(BYTES, harmless=True)
def keys_doubled(content: bytes, rng: random.Random) -> bytes:
    """Of two values of a key the last one counts, here the real one."""
    first = rng.choice((b'"cells": 3', b'"worksheets": []', b'"metadata": "x", "nbformat": {}'))
    return b"{" + first + b", " + content.lstrip()[1:]


@_damage(BYTES)
def cells_doubled_away(content: bytes, _rng: random.Random) -> bytes:
    return content.rstrip()[:-1] + b', "cells": []}'


@_damage(BYTES, harmless=True)
def numbers_impossible_in_json(content: bytes, rng: random.Random) -> bytes:
    number = rng.choice((b"NaN", b"-Infinity", b"1e999", b"-0", b"9" * 4000))
    return content.rstrip()[:-1] + b', "score": ' + number + b"}"


@_damage(BYTES)
def numbers_too_long(content: bytes, _rng: random.Random) -> bytes:
    return content.rstrip()[:-1] + b', "score": ' + b"9" * 100_000 + b"}"


@_damage(BYTES)
def nested(content: bytes, rng: random.Random) -> bytes:
    depth = rng.choice((1, 900, 5_000, 100_000))
    opening, closing = rng.choice(((b"[", b"]"), (b'{"cells": ', b"}"), (b'{"cells": [', b"]}")))
    return opening * depth + content + closing * depth


@_damage(BYTES)
def packed(content: bytes, rng: random.Random) -> bytes:
    if rng.random() < 0.5:
        return gzip.compress(content, 1, mtime=0)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("batchnorm.ipynb"), content)
    return file.getvalue()


@_damage(BYTES)
def something_else(content: bytes, rng: random.Random) -> bytes:
    page = b"<!DOCTYPE html><html><title>Sign in</title></html>"
    text = json.dumps(json.dumps(json.loads(content))).encode()
    others = (
        b"",
        b"\n \t",
        b"null",
        b"0",
        b'"cells"',
        b"[]",
        b"{}",
        page,
        text,
        b"\x89PNG\r\n",
        rng.randbytes(5000),
    )
    return rng.choice((*others, b"\0" * 5000, b'{"cells": null}', b'{"cells": {}}', b'{"worksheets": [[]]}'))


def _cells(notebook: Notebook) -> list[dict[str, Any]]:
    cells = notebook.get("cells", [])
    sheets = notebook.get("worksheets", [])
    return [cell for cell in (cells or (sheets and sheets[0]["cells"])) if isinstance(cell, dict)]


def _code(source: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}


def _insert(notebook: Notebook, rng: random.Random, cell: dict[str, Any]) -> None:
    notebook["cells"].insert(rng.randint(0, len(notebook["cells"])), cell)


def _nest(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = {"a": [value]}
    return value
