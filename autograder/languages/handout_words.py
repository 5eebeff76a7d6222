"""The words of a handout: one flat file of templates beside its notebook, where the handout is not in English.

{"language": "zh", "words": {"mean holds the mean of each column of x.": "..."}}
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache, wraps
from inspect import signature
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from autograder.languages.engine_words import engine_words
from autograder.sentences import LANGUAGE, Vocabulary, speaking

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")

WORDS_FILE = "words.json"
"""The file, in the folder of a handout."""


def words_of_folder(folder: Path) -> Vocabulary:
    """The words of a handout's folder, and those of the engine in its language.

    A folder of handouts has the words of all that are in the language of its first.
    """
    there = [_read(folder)] if (folder / WORDS_FILE).is_file() else list(map(_read, _handouts(folder)))
    found = [one for one in there if one]
    words: dict[str, str] = {}
    for one in found:
        words |= one["all"] if one["language"] == found[0]["language"] else {}
    return words


def _handouts(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob(f"*/{WORDS_FILE}"))


def in_its_language(function: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """A function that speaks the language of the handout which its argument `folder` names."""
    arguments = signature(function)

    @wraps(function)
    def spoken_here(*args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        bound = arguments.bind(*args, **kwargs)
        bound.apply_defaults()
        with speaking(words_of_folder(Path(bound.arguments["folder"]))):
            return function(*args, **kwargs)

    return spoken_here


def write_words(language: str, words: Vocabulary) -> str:
    """The text of the file."""
    data = {"language": language, "words": dict(sorted(words.items()))}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _read(folder: Path) -> dict[str, Any]:
    path = folder / WORDS_FILE
    try:
        fact = path.stat()
    except OSError:
        return {}
    return _parsed(path, fact.st_mtime_ns, fact.st_size)


@lru_cache(maxsize=8)
def _parsed(path: Path, changed: int, size: int) -> dict[str, Any]:
    """The file in this state; a damaged one takes nothing from a learner but the language."""
    try:
        data = json.loads(path.read_bytes())
        language, words = str(data["language"]), dict(data["words"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {"language": language, "all": {LANGUAGE: language, **engine_words(language), **words}}
