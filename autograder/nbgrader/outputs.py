"""Outputs of a submission that a person may want to see: text and pictures, nothing that a browser would run.

They are kept as submitted and say so; nothing here was run again.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from autograder.sentences import Sentence, in_words, say

Output = dict[str, Any]
"""One output of a cell, as nbformat 4 writes it."""

LABEL = "(output as submitted, not re-run)\n"

MAX_OUTPUT_TEXT = 10_000
"""Characters of one output; a page of text has about 3000."""

MAX_PICTURE = 2 * 2**20
"""Bytes of one picture, decoded."""

MAX_OUTPUTS = 20
"""Outputs of one cell, and pictures pasted into one."""

MAX_CLEANED = 100_000
"""Characters of one output that are looked at: terminal codes, which are not shown, may be among them."""

_SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}

_TERMINAL_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")

# Control characters but tab and newline, and lone surrogates, which no encoder of nbgrader survives.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without characters that break a page or an encoder; people's letters stay as they are."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def kept(outputs: Any) -> list[Output]:
    """The outputs of one cell, cleaned, labelled and capped; empty if nothing is left."""
    rows = outputs if isinstance(outputs, list) else []
    found = [node for row in rows[:MAX_OUTPUTS] if isinstance(row, dict) for node in _output(row)]
    if not found:
        return []
    label = stream(in_words(LABEL))
    if len(rows) > MAX_OUTPUTS:
        text = "({number} more outputs are left out)\n"
        found.append(_text(in_words(text, number=len(rows) - MAX_OUTPUTS)))
    return [label, *found]


def pictures(attachments: Any) -> dict[str, dict[str, str]]:
    """The pictures pasted into a text cell."""
    if not isinstance(attachments, dict):
        return {}
    first = islice(attachments.items(), MAX_OUTPUTS)
    rows = {clean(str(name)): _picture(data) for name, data in first if isinstance(data, dict)}
    return {name: data for name, data in rows.items() if data}


def joined(value: Any) -> str:
    """Text that a notebook holds as one string or as a list of lines."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def stream(text: str) -> Output:
    """Text as a program prints it."""
    return {"output_type": "stream", "name": "stdout", "text": text}


def left_out(number: int) -> Sentence:
    """What stands below a text that was cut."""
    return say("({number} more characters are left out)", number=number)


def _output(row: Mapping[str, Any]) -> Iterator[Output]:
    kind = row.get("output_type")
    if kind in ("stream", "error"):
        # Errors become plain text: a page shows their terminal codes as colours, through markup of its own.
        text = joined(row.get("text")) or "\n".join(map(joined, _rows(row.get("traceback"))))
        if text.strip():
            yield _text(text)
    elif kind in ("display_data", "execute_result", "pyout"):
        data = row.get("data")
        if isinstance(data, dict):
            picture = _picture(data)
            if picture:
                yield {"output_type": "display_data", "data": picture, "metadata": {}}
            elif joined(data.get("text/plain")).strip():
                yield _text(joined(data["text/plain"]))


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(text: str) -> Output:
    rest = max(0, len(text) - MAX_CLEANED)
    text = clean(_TERMINAL_CODES.sub("", text[:MAX_CLEANED]))
    rest += max(0, len(text) - MAX_OUTPUT_TEXT)
    if rest:
        text = f"{text[:MAX_OUTPUT_TEXT]}\n{left_out(rest)}\n"
    return stream(text)


def _picture(data: Mapping[str, Any]) -> dict[str, str]:
    """The first real picture of a bundle, encoded anew: the text stands inside an attribute of a page."""
    for kind in _SIGNATURES:
        raw = _decoded(kind, data.get(kind))
        if raw:
            return {kind: base64.b64encode(raw).decode("ascii")}
    return {}


def is_picture(kind: str, value: Any) -> bool:
    """Whether a value is what it says: a picture of its kind, in base64, no larger than `MAX_PICTURE`."""
    return bool(_decoded(kind, value))


def _decoded(kind: str, value: Any) -> bytes:
    """The bytes of a picture; none if it is none."""
    text = joined(value)
    if not text or len(text) > MAX_PICTURE * 4 // 3 + 4096:
        return b""
    try:
        raw = base64.b64decode(text.encode("ascii").translate(None, b" \t\n\r\f\v"), validate=True)
    except (binascii.Error, ValueError):
        return b""
    return raw if raw.startswith(_SIGNATURES[kind]) and len(raw) <= MAX_PICTURE else b""
