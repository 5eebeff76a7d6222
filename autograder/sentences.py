"""What is a sentence before anybody reads it? A template and its fields: it can be shown in another language.

    why = say("{name} is not written yet.", name="softmax")
    show(why)                                                       softmax is not written yet.
    show(why, {"{name} is not written yet.": "{name} fehlt noch."})  softmax fehlt noch.

A program asks the fields of a report, never the words of a sentence: a `Sentence` is compared as data, shown,
and kept as JSON; it cannot be searched or split. Another language is one mapping from templates to templates;
it is spoken where a sentence is shown:

    with speaking({"{name} is not written yet.": "{name} fehlt noch."}):
        str(why)                                                    softmax fehlt noch.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import reduce
from numbers import Integral, Real
from typing import Any, TypeAlias

Value: TypeAlias = "str | int | float | bool | Sentence | None"
"""A field: a name, a number, a student's text, shown as it is; or a sentence, shown in its turn."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is to be said. Without fields, the template is the whole text, braces and all."""

    template: str
    fields: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        return show(self)

    def __rich__(self) -> object:
        """What a console of rich prints: the words, of which none is markup."""
        from rich.text import Text

        return Text(show(self))

    def __bool__(self) -> bool:
        """Whether anything is said."""
        return bool(self.template)


NOTHING = Sentence("")

Said: TypeAlias = "Sentence | str"
"""What others may hand over: a sentence; or a text, which is one without fields and may be a plain name."""

Vocabulary: TypeAlias = Mapping[str, str]
"""For each template the template to show in its place. English needs none."""

_SPOKEN: ContextVar[Vocabulary] = ContextVar("spoken", default={})  # noqa: B039 (nobody writes into it)


@contextmanager
def speaking(words: Vocabulary) -> Iterator[None]:
    """Within, sentences are shown in another language.

    What is decided does not depend on it: it is entered where something is shown to somebody.
    """
    before = _SPOKEN.set(words)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


LANGUAGE = "\0language"
"""Under this name, which is no template, words say which language they are of."""


def spoken_language() -> str:
    """The language in which sentences are shown here, for pages that say it."""
    return _SPOKEN.get().get(LANGUAGE, "en")


def spoken() -> Vocabulary:
    """The words in which sentences are shown here; for what is shown later, such as when a slider moves."""
    return _SPOKEN.get()


def say(template: str, /, **fields: object) -> Sentence:
    """A sentence from a template of `str.format` and its fields, which are filled in when it is shown."""
    return Sentence(template, tuple([(name, _plain(value)) for name, value in fields.items()]))


def in_words(template: str, /, **fields: object) -> str:
    """What `say` makes of a template and its fields, as people read it here: for what is shown at once."""
    return show(say(template, **fields))


def as_sentence(said: Said) -> Sentence:
    """What somebody else says, in a plain text or in a sentence; a text is a sentence without fields."""
    return said if isinstance(said, Sentence) else Sentence(said)


def say_all(sentences: Iterable[Sentence], template: str = "{one} {other}") -> Sentence:
    """Several sentences as one: neighbours are put together by `template`, and empty ones drop out."""
    there = [sentence for sentence in sentences if sentence]
    if not there:
        return NOTHING
    return reduce(lambda one, other: say(template, one=one, other=other), there)


def all_of(names: Iterable[Said]) -> Sentence:
    """All of these, as a sentence lists them: "W and b"."""
    return say_all(map(as_sentence, names), "{one} and {other}")


def listed(names: Iterable[Said]) -> Sentence:
    """All of these, one after the other: "W, b, gamma"."""
    found = list(map(as_sentence, names)) or [NOTHING]
    return reduce(lambda before, name: say("{before}, {name}", before=before, name=name), found)


def one_of(names: Iterable[Said]) -> Sentence:
    """One of these, as a sentence lists them: "W or b"."""
    return say_all(map(as_sentence, names), "{one} or {other}")


def show(sentence: Sentence, words: Vocabulary | None = None) -> str:
    """The sentence as people read it; `words` maps templates to those of another language.

    A field is filled in once and never read as a template. A template that its fields do not fit is passed over
    for the original, and that one is shown unfilled: a mark is worth more than a sentence.
    """
    words = _SPOKEN.get() if words is None else words
    original = sentence.template
    if not sentence.fields:
        return words.get(original, original)
    fields: dict[str, Any] = {}
    for name, value in sentence.fields:
        fields[name] = show(value, words) if isinstance(value, Sentence) else value
    for template in (words.get(original, original), original):
        try:
            return template.format_map(fields)
        except (LookupError, ValueError, TypeError, AttributeError):
            continue
    return original


def _plain(value: object) -> Value:
    """The value as one that JSON knows: NumPy's numbers become Python's."""
    kind = type(value)
    if kind is str or kind is Sentence or kind is int or kind is float or kind is bool or value is None:
        return value  # type: ignore[return-value]
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) else str(value)


def to_data(sentence: Sentence) -> list[Any]:
    """The sentence in lists and dictionaries that JSON can hold: its template, and its fields if it has any."""
    if not sentence.fields:
        return [sentence.template] if sentence.template else []
    return [sentence.template, {name: _value_to_data(value) for name, value in sentence.fields}]


def from_data(data: list[Any]) -> Sentence:
    """Read what `to_data` made.

    Raises:
        TypeError, ValueError: it is something else.
    """
    if data == []:
        return NOTHING
    template, *rest = data
    if not isinstance(data, list) or not isinstance(template, str) or len(rest) > 1:
        raise TypeError("no sentence")
    fields: Mapping[str, Any] = rest[0] if rest else {}
    return Sentence(template, tuple([(name, _value_from_data(value)) for name, value in fields.items()]))


def _value_to_data(value: Value) -> Any:
    if isinstance(value, Sentence):
        return to_data(value)
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": str(value)}  # JSON has no word for it
    return value


def _value_from_data(data: Any) -> Value:
    if isinstance(data, list):
        return from_data(data)
    return float(data["float"]) if isinstance(data, dict) else _plain(data)
