"""In which language was a notebook handed out? Its metadata say so, unless an editor has lost them."""

from __future__ import annotations

import re
from typing import Any

from autograder.languages.engine_words import ENGLISH

_NAME = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
"""A language as it is named; nothing else may become a part of a file's name."""

LANGUAGE_KEY = "language"
"""What the metadata of a released notebook say under `autograder`, where it is not in English."""


def language_in(notebook: Any) -> str:
    """The language of a notebook, from its metadata, which are anybody's; empty where they do not say."""
    for key in ("metadata", "autograder"):
        notebook = notebook.get(key) if isinstance(notebook, dict) else None
    if not isinstance(notebook, dict):
        return ""
    said = notebook.get(LANGUAGE_KEY, ENGLISH)
    return said if isinstance(said, str) and _NAME.fullmatch(said) else ""
