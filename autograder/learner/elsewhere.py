"""Will the work run where it is marked? Says so where Python or NumPy there could read it in another way.

The release notes in `rubric.json` with which versions it was made; whoever releases marks with them.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from autograder.sentences import Sentence, say, say_all


def versions_here() -> Mapping[str, str]:
    """The versions that decide what code means: Python's and NumPy's, with their first two numbers."""
    return {"python": _short(platform.python_version()), "numpy": _short(np.__version__)}


def marked_elsewhere(folder: Path, here: Mapping[str, str] | None = None) -> Sentence:
    """What to say of the versions that mark the work in a handout's folder; nothing if they read it alike."""
    there = _noted(folder)
    here = here or versions_here()
    said = []
    if _numbers(here["python"]) > _numbers(there.get("python", "99.0")):
        text = (
            "Your work is marked with Python {theirs}; this is Python {ours}, and what is new in it cannot be"
            " read there."
        )
        said.append(say(text, theirs=there["python"], ours=here["python"]))
    theirs = there.get("numpy", here["numpy"])
    if _numbers(here["numpy"])[0] != _numbers(theirs)[0]:
        text = "Your work is marked with NumPy {theirs}; this is NumPy {ours}, and some names are not in both."
        said.append(say(text, theirs=theirs, ours=here["numpy"]))
    return say_all(said)


def _noted(folder: Path) -> Mapping[str, str]:
    """The versions in `rubric.json`; none in a handout of an earlier release, or in a damaged one."""
    try:
        noted = json.loads((folder / "rubric.json").read_text(encoding="utf-8")).get("marked_with", {})
        return {str(name): str(text) for name, text in noted.items() if _numbers(str(text))}
    except (OSError, ValueError, AttributeError):
        return {}


def _short(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(map(int, parts)) if len(parts) == 2 and all(map(str.isdecimal, parts)) else ()
