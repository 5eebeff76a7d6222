"""The languages that the engine speaks, and its words in each.

English needs no words: it is what the templates say. For every other language, `make translations` writes the
catalogue `NAME.po` of this folder as `NAME.json`, which is quick to read and needs no other package.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from autograder.sentences import LANGUAGE, Vocabulary, speaking, spoken

ENGLISH = "en"

HERE = Path(__file__).resolve().parent


@cache
def known_languages() -> tuple[str, ...]:
    """The names of all languages, English first."""
    return (ENGLISH, *sorted(path.stem for path in HERE.glob("*.json")))


@cache
def engine_words(language: str) -> Vocabulary:
    """The engine's words; none for English and for a language that it does not speak."""
    if language not in known_languages()[1:]:
        return {}
    try:
        found = json.loads((HERE / f"{language}.json").read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {LANGUAGE: language, **{str(template): str(said) for template, said in found.items()}}


def language_of_system(environment: Mapping[str, str] = os.environ) -> str:
    """The language that the environment asks for, if the engine speaks it: zh for LANG=zh_CN.UTF-8."""
    asked = next(filter(None, (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    name = asked.partition(".")[0].partition("@")[0]
    for one in (name, name.partition("_")[0]):
        if one in known_languages():
            return one
    return ENGLISH


@contextmanager
def spoken_by_system() -> Iterator[None]:
    """Within, the language of the system is spoken, if none is yet: for our parts of what nbgrader runs."""
    with speaking(spoken() or engine_words(language_of_system())):
        yield
