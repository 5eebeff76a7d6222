"""Who is meant by a number, a login or a name? The students who fit; whoever asks demands that it is one."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

_DROPPED = frozenset("\"'`’‘ʼ“”&<>|:*?\\/")
"""Letters that platforms leave out of a name when they make a file's name of it.

Moodle's `clean_param` with PARAM_FILE drops most of them (lib/moodlelib.php); a file's name on Windows can hold
none of the others.
"""


@dataclass(frozen=True, slots=True)
class Person:
    """A student of the gradebook; what it does not know is empty."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""

    @property
    def name(self) -> str:
        """First and last name, so far as they are known."""
        return f"{self.first_name} {self.last_name}".strip()


def plain(text: str) -> str:
    """A number, a login or an address as it is compared: one form of each letter, no capitals."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


def plain_name(name: str) -> str:
    """A full name as it is compared: without what the name of a file cannot hold or show.

    Signs that only give the direction of a text are in some copies of a name and not in others.
    """
    kept = []
    for letter in plain(name):
        if letter in _DROPPED or unicodedata.category(letter) == "Cf":
            continue
        kept.append(" " if letter in "_," else letter)
    return " ".join("".join(kept).split())


def letters_of(name: str) -> str:
    """The letters and digits of a name, in their order, without capitals and accents."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", plain(name)) if letter.isalnum())


@dataclass(frozen=True)
class ClassList:
    """The students of a course, found by what a platform calls them."""

    persons: Sequence[Person]

    @cached_property
    def _known(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """Everybody under each of their keys and names."""
        known = defaultdict(set)
        for person in self.persons:
            for key in ("id", "email", "lms_user_id"):
                known[key, plain(getattr(person, key))].add(person.id)
            first, last = person.first_name, person.last_name
            for name in (f"{first} {last}", f"{last} {first}"):
                known["name", plain_name(name)].add(person.id)
        return {key: frozenset(ids) for key, ids in known.items() if key[1]}

    @cached_property
    def _persons(self) -> Mapping[str, Person]:
        return {person.id: person for person in self.persons}

    def by(self, keys: Iterable[str], value: str) -> frozenset[str]:
        """The ids of those of whom one of the keys (id, email, lms_user_id) is this value."""
        found: set[str] = set()
        for key in keys:
            found |= self._known.get((key, plain(value)), frozenset())
        return frozenset(found)

    def named(self, name: str) -> frozenset[str]:
        """The ids of those who have this full name, with the first or the last name first."""
        return self._known.get(("name", plain_name(name)), frozenset())

    def person(self, student: str) -> Person:
        """What is known of a student; of nobody in the list, the id alone."""
        return self._persons.get(student, Person(student))
