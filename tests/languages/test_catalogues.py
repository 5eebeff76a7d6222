"""Catalogues: what is in them, what merging keeps, and that the committed ones are up to date."""

import shutil
from pathlib import Path
from string import Formatter

import polib
import pytest

from autograder.assignment import find_assignment, list_assignments
from autograder.errors import AssignmentError
from autograder.languages.engine_words import known_languages
from autograder.translation.catalogue import coverage, merged, read_catalogue
from autograder.translation.course_text import course_entries
from autograder.translation.every_catalogue import fresh_catalogues, words_text
from autograder.translation.said import ENGINE_CATALOGUES, Saying, Translation, words_to_hand_out
from autograder.translation.templates import Source, helps_in, templates_in
from autograder.translation.wording import Wording, has_words, is_entry

from ..typed import typed

ROOT = Path(__file__).resolve().parents[2]

COMPLETE = frozenset({"zh"})
"""Languages in which everything is said, and must stay so: a language joins when its translation is whole."""


@pytest.fixture(scope="module")
def fresh():
    return list(fresh_catalogues(ROOT))


def test_the_committed_catalogues_are_up_to_date(fresh):
    assert {one.path.stem for one in fresh} == set(known_languages()[1:])
    assert len(fresh) == len(known_languages()[1:]) * (1 + len(list_assignments(ROOT)))
    behind = [str(one.path) for one in fresh if one.path.read_text(encoding="utf-8") != one.text]
    assert behind == [], "run: make translations"


@pytest.mark.parametrize("language", known_languages()[1:])
def test_the_engine_reads_what_its_catalogue_says(language):
    file = ENGINE_CATALOGUES / f"{language}.json"
    assert file.read_text(encoding="utf-8") == words_text(language), "run: make translations"


def test_a_language_that_is_called_complete_lacks_nothing(fresh):
    lacking = {
        str(one.path): (one.coverage.fuzzy, one.coverage.missing)
        for one in fresh
        if one.path.stem in COMPLETE and (one.coverage.fuzzy or one.coverage.missing)
    }
    assert lacking == {}


def test_every_field_of_a_translation_is_one_of_its_template(fresh):
    def names(text):
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    wrong = [
        (one.path.name, entry.msgid)
        for one in fresh
        for entry in polib.pofile(one.text)
        if entry.msgstr and not entry.msgctxt and not entry.fuzzy
        if not names(entry.msgstr) <= names(entry.msgid)
    ]
    assert wrong == []


# What is found


def test_templates_are_found_wherever_they_stand():
    source = Source(
        "f.py",
        "ONE = 'kept {x}'\n"
        "def f(when, n):\n"
        "    say('a ' 'b')\n"
        "    say('one' if n else 'more', n=n)\n"
        "    text = 'first' + ' second'\n"
        "    say(text)\n"
        "    say(ONE, x=1)\n"
        "    say_all(many, '{one}, {other}')\n"
        "    expect_close(x, y, when='in test mode')\n"
        "    raise CheckFailure('wrong')\n",
    )
    assert list(templates_in(source)) == [
        *("a b", "one", "more", "first second", "kept {x}", "{one}, {other}", "in test mode", "wrong"),
    ]


def test_help_is_found_by_paragraphs():
    source = Source(
        "f.py",
        '@click.command()\n@click.option("--a", help="Do it.")\n'
        'def f(a):\n    """First.\n\n    Second.\n    """\n',
    )
    assert sorted(helps_in(source)) == ["Do it.", "First.", "Second."]


@pytest.mark.parametrize(
    "text", ["$x + y$", "```python\nname = 3\n```", "{got:.3g}", "(4, 3)", "`code` {x}", "$$\na\n$$"]
)
def test_what_has_no_words_is_no_entry(text):
    assert not has_words(text)


@pytest.mark.parametrize("text", [" {when}", "{one} {other}", "{title}: {counts}", "({axes},)"])
def test_a_template_that_puts_others_together_is_an_entry(text):
    assert is_entry(Wording(text))
    assert not is_entry(Wording(text, "cell top"))  # of a document, braces are code


@pytest.mark.parametrize("text", ["{got:.3g}", "{name}", "N", ", "])
def test_a_field_alone_is_no_entry(text):
    assert not is_entry(Wording(text))


def test_the_default_of_a_template_is_found():
    source = Source(
        "f.py",
        "def f(x, template='{one} {other}', *, when='at once', other=None):\n"
        "    say(template, one=x)\n"
        "    say(when)\n",
    )
    assert list(templates_in(source)) == ["{one} {other}", "at once"]


def test_the_rows_that_a_loop_goes_through_are_found():
    source = Source(
        "f.py",
        "for who, text in ((ann, 'late: {who}'), (bob, 'early: {who}')):\n    say(text, who=who)\n",
    )
    assert list(templates_in(source)) == ["late: {who}", "early: {who}"]


def test_an_assignment_says_what_students_read():
    found = list(course_entries(find_assignment(ROOT, "warmup")))
    texts = {(entry.context, entry.text) for entry in found}
    assert ("title", "Mean, variance, broadcasting") in texts
    assert ("criterion column_stats/mean: asks", "mean holds the mean of each column of x") in texts
    assert ("criterion column_stats/divided by N: name", "divided by N") in texts
    assert ("mistake median_for_mean: name", "the median stands in for the mean") in texts
    assert ("cell column_stats", "TODO: one mean and one variance for each feature.") in texts
    assert ("cell which-axis", "### Which axis?") in texts or any(
        entry.text == "### Which axis?" for entry in found
    )
    assert ("picture axes.svg", "Which axis disappears") in texts
    assert not any("1 - 0.99^{100}" in entry.text for entry in found)  # a model answer


# What merging keeps


def catalogue(*entries):
    return merged(None, entries, "fr")


def translated(found, **said):
    for entry in found:
        entry.msgstr = said.get(entry.msgid, "")
    return found


def test_a_text_that_stays_keeps_its_translation():
    old = translated(catalogue(Wording("mean", "title", "a.toml")), mean="moyenne")
    (entry,) = merged(old, [Wording("mean", "title", "b.toml")], "fr")
    assert (entry.msgstr, entry.fuzzy, entry.occurrences) == ("moyenne", False, [("b.toml", "")])


def test_a_text_that_moved_keeps_its_translation():
    old = translated(catalogue(Wording("mean", "cell one", "a.py")), mean="moyenne")
    (entry,) = merged(old, [Wording("mean", "cell two", "a.py")], "fr")
    assert (entry.msgctxt, entry.msgstr, entry.fuzzy) == ("cell two", "moyenne", False)


def test_a_text_that_changed_is_fuzzy_with_its_old_text():
    old = translated(catalogue(Wording("old text", "title", "a.toml")), **{"old text": "ancien"})
    new = merged(old, [Wording("something else", "title", "a.toml")], "fr")
    (entry,) = new
    assert (entry.msgstr, entry.fuzzy, entry.previous_msgid) == ("ancien", True, "old text")
    assert coverage(new).fuzzy == 1
    again = merged(new, [Wording("a third text", "title", "a.toml")], "fr")
    assert again[0].previous_msgid == "old text"  # what was translated, not what came between


def test_a_template_that_changed_a_little_is_fuzzy():
    old = translated(catalogue(Wording("{n} rows are wrong.", "", "a.py")), **{"{n} rows are wrong.": "faux"})
    (entry,) = merged(old, [Wording("{n} rows are all wrong.", "", "a.py")], "fr")
    assert (entry.msgstr, entry.fuzzy) == ("faux", True)


def test_a_text_that_is_gone_stays_as_obsolete_and_comes_back():
    wording = Wording("gone", "title", "a.toml")
    old = translated(catalogue(wording), gone="parti")
    left = merged(old, [], "fr")
    assert [(entry.msgid, entry.obsolete) for entry in left] == [("gone", True)]
    assert coverage(left).translated == 0
    (entry,) = merged(left, [wording], "fr")
    assert (entry.msgstr, entry.obsolete) == ("parti", False)


def test_a_file_that_is_no_catalogue_is_said(tmp_path):
    path = tmp_path / "fr.po"
    path.write_text("this is no catalogue\n", encoding="utf-8")
    with pytest.raises(AssignmentError, match=r"fr\.po cannot be read as a PO file"):
        read_catalogue(path)


def test_a_handout_says_nothing_of_hidden_checks():
    assignment = find_assignment(ROOT, "warmup")
    hidden, public = (
        "solutions/warmup/check_1_column_stats.py",
        "solutions/warmup/public/check_1_column_stats.py",
    )
    translation = Translation(
        (
            Saying("", "only hidden", "caché", (hidden,)),
            Saying("", "public too", "public", (hidden, public)),
            Saying("criterion column_stats/mean: asks", "asked", "demandé", (hidden,)),
            Saying("cell top", "a cell", "une cellule", ("solutions/warmup/warmup.py",)),
        )
    )
    words = words_to_hand_out(assignment, translation)
    assert {"public too", "asked"} <= set(words)
    assert not {"only hidden", "a cell"} & set(words)


# The command


def test_a_new_language_is_begun_by_the_command(tmp_path):
    folder = tmp_path / "solutions"
    shutil.copytree(ROOT / "solutions/warmup", folder / "warmup", ignore=shutil.ignore_patterns("languages"))
    done = typed("translations", "fr", folder=tmp_path)
    assert "0 translated, 0 fuzzy" in done.stdout
    assert (folder / "warmup/languages/fr.po").is_file()
