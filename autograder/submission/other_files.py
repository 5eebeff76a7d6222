"""What is a file that is neither a notebook nor Python? It is called by its name, so that a student knows."""

from __future__ import annotations

import re
from pathlib import PurePath

from autograder.sentences import NOTHING, Sentence, say

PICTURE = say(
    "The file is a picture and no notebook; hand in the notebook itself (in Jupyter: File > Download)."
)

_BINARY = (
    (
        b"PK\x03\x04",
        say("The file is a zip archive and no notebook; unpack it and hand in the notebook inside."),
    ),
    (
        b"\x1f\x8b",
        say("The file is a gzip archive and no notebook; unpack it and hand in the notebook inside."),
    ),
    (b"Rar!", say("The file is a RAR archive and no notebook; unpack it and hand in the notebook inside.")),
    (
        b"7z\xbc\xaf",
        say("The file is a 7-Zip archive and no notebook; unpack it and hand in the notebook inside."),
    ),
    (
        b"%PDF",
        say("The file is a PDF and no notebook; hand in the notebook itself (in Jupyter: File > Download)."),
    ),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
)
"""How such files begin."""

_PAGE = re.compile(r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.I | re.S)
_OURS = re.compile(r"^<{7}(?: |$)", re.MULTILINE)
_THEIRS = re.compile(r"^>{7}(?: |$)", re.MULTILINE)


_MAKES_A_NOTEBOOK = {
    ".md": "jupytext --to ipynb FILE.md",
    ".qmd": "quarto convert FILE.qmd",
    ".rmd": "jupytext --to ipynb FILE.Rmd",
}
"""The command for each kind of text that may hold cells."""


def is_neither(name: str, shown: str = "") -> Sentence:
    """The sentence for a file whose name is that of neither a notebook nor Python; it names it as `shown`."""
    said = say("The file is neither a notebook (.ipynb) nor a Python file (.py).")
    if shown:
        said = say("{name} is neither a notebook (.ipynb) nor a Python file (.py).", name=shown)
    command = _MAKES_A_NOTEBOOK.get(PurePath(name).suffix.lower())
    return (
        say("{said} If it holds cells, make a notebook of it: {command}", said=said, command=command)
        if command
        else said
    )


def name_of_bytes(raw: bytes) -> Sentence:
    """The sentence for a file that is no text; empty where it may be one."""
    return next((sentence for start, sentence in _BINARY if raw.startswith(start)), NOTHING)


def name_of_text(text: str) -> Sentence:
    """The sentence for a text that is neither a notebook nor Python; empty where it has no name."""
    if _PAGE.match(text[:10_000]):
        return say(
            "The file is a web page (HTML) and no notebook; hand in the notebook itself (in Jupyter:"
            " File > Download)."
        )
    conflict = _OURS.search(text)
    if conflict and _THEIRS.search(text, conflict.end()):
        line = text.count("\n", 0, conflict.start()) + 1
        return say(
            "The file holds a conflict that git could not merge (line {line}: <<<<<<<); keep the"
            " lines that you want, take the marks out and hand in again.",
            line=line,
        )
    return NOTHING
