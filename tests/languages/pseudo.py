"""A language made by a program: letters with accents and forty percent more of them, but nothing else changed.

Fields, code, formulas, addresses and file names stay, so that whatever stands on a page without an accent was
not translated, and whatever does not fit shows.
"""

import json
import re
import shutil

from autograder.assignment import assignments_in
from autograder.translation.catalogue import merged
from autograder.translation.course_text import course_entries
from autograder.translation.engine_text import engine_entries

NAME = "xa"
"""Languages from xa to xtz are nobody's."""

LETTERS = str.maketrans("aeiouyncszAEIOUCSZ", "áéíóúýñçšžÁÉÍÓÚÇŠŽ")

KEPT = re.compile(
    r"(?m)^ *(```|~~~)[^\n]*\n.*?^ *\1[^\n]*$|\$\$.*?\$\$|\$[^$\n]*\$|`[^`\n]*`|https?://\S+|\{\{|\}\}"
    r"|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\]\([^)]*\)|<[^>]*>|\\\w+|\b\w*[_\d(=]\w*\b|\b[a-zA-Z]\b|^[^\w`$]+|\n",
    re.DOTALL,
)


def pseudo(text):
    """The text in that language."""
    out, at = [], 0
    for kept in KEPT.finditer(text):
        out += [accented(text[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join([*out, accented(text[at:])])


def accented(text):
    return re.sub(
        r"[A-Za-z]{4,}", lambda word: word[0].translate(LETTERS) + "~" * (len(word[0]) * 2 // 5), text
    )


def filled(entries):
    """A catalogue in which everything is said."""
    catalogue = merged(None, entries, NAME)
    for entry in catalogue:
        entry.msgstr = pseudo(entry.msgid)
    return catalogue


def write_engine(folder):
    """The engine's words, as a catalogue and as the file that the engine reads."""
    folder.mkdir()
    catalogue = filled(engine_entries())
    catalogue.save(str(folder / f"{NAME}.po"))
    words = {entry.msgid: entry.msgstr for entry in catalogue}
    (folder / f"{NAME}.json").write_text(json.dumps(words), encoding="utf-8")


def write_course(solutions, course, names):
    """A course with these assignments, each with a catalogue in which everything is said."""
    for name in names:
        shutil.copytree(
            solutions / name, course / "solutions" / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    for assignment in assignments_in(course / "solutions"):
        folder = assignment.folder / "languages"
        folder.mkdir(exist_ok=True)
        filled(course_entries(assignment)).save(str(folder / f"{NAME}.po"))


def is_accented(text):
    return bool(re.search("[áéíóúýñçšžÁÉÍÓÚÇŠŽ]", text))
