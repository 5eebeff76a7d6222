"""Which cell of the kernel is it? The learner's own lines as they ran, and the newest cell with a function."""

from __future__ import annotations

import ast
import linecache
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

from autograder.sentences import NOTHING, Sentence, in_words, say
from autograder.submission.unfinished import OwnText


def line_of_cell(filename: str, line: int) -> tuple[str, str]:
    """Where a line of the learner's stands, and the line; both empty for a line of anybody else.

    Own are the cells of this kernel, such as "In[5], line 3", and the files in the working folder.
    """
    label = _label(filename)
    return (
        (in_words("{label}, line {line}", label=label, line=line), linecache.getline(filename, line).strip())
        if label
        else ("", "")
    )


def line_that_raised(error: BaseException) -> Sentence:
    """The deepest of the learner's own lines that an exception came through, in brackets; empty if none."""
    frames = traceback.walk_tb(error.__traceback__)
    own = [line_of_cell(frame.f_code.co_filename, line) for frame, line in frames]
    places = [found for found in own if found[0]]
    return say(" ({place}: {code})", place=places[-1][0], code=places[-1][1]) if places else NOTHING


def text_of_cell(thing: object) -> OwnText | None:
    """The text of the cell or file of a function or class of the learner's; None if it is not known."""
    filename = next((code.co_filename for code in codes_of(thing)), "")
    label = _label(filename)
    return OwnText(label, "".join(linecache.getlines(filename))) if label else None


def not_taken(name: str, names: Mapping[str, Any]) -> Sentence:
    """Why the newest cell that defines a name did not define it; nothing if it did, or if no record is there.

    What the name means then comes from an older cell, and to judge that in silence would be a riddle.
    """
    inputs = names.get("In")
    shell = _shell()
    if not isinstance(inputs, list) or shell is None:
        return NOTHING
    defines = re.compile(rf"^(?:async\s+)?(?:def|class)\s+{re.escape(name)}\b", re.MULTILINE)
    found = [number for number, text in enumerate(inputs[:-1]) if defines.search(str(text))]
    if not found:
        return NOTHING
    newest = found[-1]
    is_older = say(" What {name} is comes from an older cell.", name=name) if name in names else NOTHING
    try:
        tree = ast.parse(shell.transform_cell(str(inputs[newest])))
    except SyntaxError as error:
        return say(
            "The newest cell with {name}, In[{number}], cannot be read by Python: {text} (line {line}: {code})."
            "{is_older} Mend that line and run the cell again.",
            name=name,
            number=newest,
            text=error.msg,
            line=error.lineno,
            code=(error.text or "").strip(),
            is_older=is_older,
        )
    except ValueError:
        return NOTHING
    ran = _number(names.get(name))
    is_defined = any(getattr(node, "name", "") == name for node in tree.body)
    if is_defined and (name not in names or (ran is not None and ran < newest)):
        return say(
            "The newest cell with {name}, In[{number}], stopped before it came there.{is_older} Mend what is"
            " said below that cell and run it again.",
            name=name,
            number=newest,
            is_older=is_older,
        )
    return NOTHING


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _label(filename: str) -> str:
    """What a learner calls the place from which code was compiled: a cell's number or a file's name."""
    number = _cell_number(filename)
    if number is not None:
        return f"In[{number}]"
    path = Path(filename)
    is_own = not path.name.startswith("check") and path.is_file() and _lies_in(filename, Path.cwd())
    return path.name if is_own else ""


@lru_cache(maxsize=256)
def _lies_in(filename: str, folder: Path) -> bool:
    """Whether a file is one of this folder's own; a check that fails asks it of each frame, again and again."""
    return (folder / filename).resolve().parent == folder.resolve()


def _cell_number(filename: str) -> int | None:
    """The number of the cell that IPython compiled under this name."""
    numbers = getattr(getattr(_shell(), "compile", None), "_filename_map", {})
    found = numbers.get(filename)
    return found if isinstance(found, int) else None


def _number(thing: object) -> int | None:
    """The number of the cell that defined a function, or the methods of a class."""
    numbers = [_cell_number(code.co_filename) for code in codes_of(thing)]
    return max((number for number in numbers if number is not None), default=None)


def codes_of(thing: object) -> Iterator[CodeType]:
    """The code of a function, or of the methods of a class."""
    for part in vars(thing).values() if isinstance(thing, type) else (thing,):
        code = getattr(part, "__code__", None)
        if isinstance(code, CodeType):
            yield code
