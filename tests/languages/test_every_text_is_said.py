"""What people read is said by `say`, so that it can be said in another language: the source tells.

mypy sees to it that an error is a sentence. No type tells a text for people from one for programs, so a text of
three English words is a template, a help text or a docstring, or stands here with the reason why it is none.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.translation.templates import Source, helps_in, name_called, templates_in

from .untranslated import english_in, english_on

ROOT = Path(__file__).resolve().parents[2] / "autograder"

FOR_PROGRAMS = {
    "exports/criteria.py": "headings of a file that programs read",
    "exports/gradescope.py": "scripts of a shell",
    "instructor/class_page.py": "lines of a file that programs read",
    "instructor/demo.py": "the configuration of a course",
    "instructor/escapes.py": "attempts, which are code",
    "languages/letters.py": "names of fonts",
    "lone/lone_door.py": "a file of a handout; its docstrings are translated one by one",
    "lone/variant.py": "cells of a notebook; they are translated one by one",
    "marking/discretion.py": "what Python and NumPy say",
    "marking/plugin.py": "a help text of pytest",
    "marking/rubric.py": "help texts of pytest",
    "nbgrader/gradebook_cells.py": "code in a cell that no student sees",
    "nbgrader/pages/harmless.py": "words of HTML",
    "nbgrader/pages/head.py": "a style sheet",
    "nbgrader/pages/parts.py": "what nbconvert writes, and a template of its own",
    "release/door.py": "a file of a handout; its docstrings are translated one by one",
    "report.py": "words of the first schema of reports",
    "sandbox/confinement.py": "code of the worker",
    "sandbox/kernel.py": "behind the wall nothing is said: `zygote.LACKING` repeats it",
    "sandbox/lockdown.py": "behind the wall nothing is said: `zygote.LACKING` repeats it",
    "sandbox/steps.py": "behind the wall nothing is said",
    "sandbox/worker.py": "behind the wall nothing is said: `zygote.LACKING` repeats it",
    "submission/ipython.py": "code in the place of a magic",
    "translation/course_text.py": "notes for translators, who read the source",
    "translation/engine_text.py": "notes for translators, who read the source",
    "translation/wording.py": "notes for translators, who read the source",
}
"""Files whose other texts nobody reads as sentences of ours."""

ONE_BY_ONE = {
    "write this part of ": "a part of the stub, which is code",
    "not a database": "what SQLite says",
    "Grade can be changed": "a column of Moodle's",
}

SETTINGS = {"Integer", "Float", "Unicode", "Bool", "compile", "search", "fullmatch", "sub", "addoption"}
"""Calls whose texts are patterns, or help of nbgrader and pytest, which is in English."""


def texts(source: Source) -> Iterator[str]:
    """The texts of a file that are no docstrings, and that no error of Python's carries."""
    passed: set[ast.AST] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(node.value)
        elif isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and name_called(node) in SETTINGS):
            passed |= set(ast.walk(node))
    for node in ast.walk(source.tree):
        if node in passed:
            continue
        if isinstance(node, ast.JoinedStr):
            passed |= set(ast.walk(node))
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def unsaid(source: Source) -> list[str]:
    """The English texts of a file that no translator is given."""
    said = {*templates_in(source), *helps_in(source)}
    return [text for text in texts(source) if english_in(text) and not any(text in one for one in said)]


def test_a_text_that_is_not_said_is_found():
    source = Source(
        "f.py",
        '"""A docstring of words."""\n'
        "def f(x):\n"
        "    say('this one is said')\n"
        "    print(f'this one of {x} is not')\n"
        "    raise ValueError('this is for programmers')\n",
    )
    assert unsaid(source) == ["this one of {} is not"]


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_people_read_is_said(path):
    name = path.relative_to(ROOT).as_posix()
    if name.startswith("release/templates/"):
        return  # an author's files, to be written over
    left = [text for text in unsaid(Source(name, path.read_text(encoding="utf-8"))) if text not in ONE_BY_ONE]
    if name in FOR_PROGRAMS:
        assert left, f"{name} need not be passed over any more"
    else:
        assert left == []


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.html")), ids=lambda path: path.name)
def test_what_stands_on_a_page_is_said(path):
    page = re.sub(r"(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "。", path.read_text(encoding="utf-8"))
    assert english_on(page) == []
