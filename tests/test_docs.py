"""The documents keep up with the program."""

import re
from pathlib import Path

import click
import pytest

from autograder.cli import main
from autograder.release.new import files_of

from .docs.marked import part, write_part
from .docs.parts import PARTS

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "README.zh.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").glob("**/*.md")),
]


def place(page):
    """Where a page stands in the repository."""
    return page.relative_to(ROOT).as_posix()


def without_code(page):
    """The text of a page without its fenced blocks."""
    return re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_documented_and_has_help(name):
    command = main.commands[name]
    assert isinstance(command, click.Command)
    assert command.help
    assert any(re.search(rf"autograder {name}\b|make {name}\b", page.read_text()) for page in PAGES)


def anchors(page):
    """The names by which a host of repositories knows a page's headings."""
    heads = re.findall(r"^#+ (.+)$", without_code(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=place)
def test_links_lead_somewhere(page):
    for target, heading in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", without_code(page)):
        there = page.parent / target if target else page
        assert there.exists(), target
        assert not heading or heading in anchors(there), heading


@pytest.mark.parametrize("page", PAGES, ids=place)
def test_named_files_exist(page):
    for name in re.findall(r"`((?:docs|tests|autograder|solutions/batchnorm)/[\w./-]+)`", page.read_text()):
        assert (ROOT / name).exists() or name in files_of("sphere", 6), name


def test_changelog_entries_say_whom_they_reach():
    entries = re.findall(r"^- (.*)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert entries
    assert all(re.match(r"`(handout|checks|engine):`", entry) for entry in entries)


@pytest.mark.parametrize("generated", PARTS, ids=lambda generated: generated.name)
def test_what_make_docs_writes_is_fresh(generated):
    assert part(ROOT / generated.page, generated.name) == generated.text(), "run: make docs"


def test_only_what_is_between_the_comments_changes(tmp_path):
    page = tmp_path / "page.md"
    begin = "<!-- {}: written by `make docs`; change nothing here by hand. -->\n"
    text = f"One\n{begin.format('a')}<!-- end of a -->\nTwo\n{begin.format('b')}old\n<!-- end of b -->\n"
    page.write_text(text)
    assert write_part(page, "a", "new\n")
    assert not write_part(page, "a", "new\n")
    assert page.read_text() == text.replace("<!-- end of a", "new\n<!-- end of a")
    assert (part(page, "a"), part(page, "b")) == ("new\n", "old\n")


@pytest.mark.parametrize("name", ["missing", "twice", "backwards"])
def test_a_page_without_the_comments_is_refused(tmp_path, name):
    begin = f"<!-- {name}: written by `make docs`; change nothing here by hand. -->\n"
    end = f"<!-- end of {name} -->\n"
    text = {"missing": "", "twice": 2 * (begin + end), "backwards": end + begin}[name]
    (tmp_path / "page.md").write_text(text)
    with pytest.raises(ValueError, match=f"page.md.* the part {name} "):
        part(tmp_path / "page.md", name)


def test_every_page_names_the_parts_that_a_command_writes():
    """A part that no command knows would never be written again."""
    found = {
        (place(page), name, command)
        for page in PAGES
        for name, command in re.findall(r"<!-- (\w+): written by `make (\w+)`", page.read_text())
    }
    counted = {
        ("bounds", "bounds"),
        ("leaks", "leaks"),
        ("levels", "levels"),
        ("learned", "learn"),
        ("kills", "kills"),
    }
    elsewhere = {("docs/studying-alone.md", "names", "names"), ("README.md", "demo", "readme")}
    elsewhere |= {("docs/grading-a-class.md", "term", "term")}
    elsewhere |= {("docs/where-it-runs.md", name, name) for name in ("editors", "pythons", "webassembly")}
    elsewhere |= {("docs/security.md", name, command) for name, command in counted}
    assert found == {(one.page, one.name, "docs") for one in PARTS} | elsewhere


MEASURED = ("performance.md", "grading-accuracy.md")
"""Pages that are written whole, by `make bench` and `make truth`."""


@pytest.mark.parametrize("page", [page for page in PAGES if page.name not in MEASURED], ids=place)
def test_prose_is_wrapped_at_100_characters(page):
    """Tables, code, pictures, and lines that are one long link stay as they are."""
    text = re.sub(r"^!\[.*?\)$", "", without_code(page), flags=re.MULTILINE | re.DOTALL)
    lines = [line for line in text.splitlines() if not line.startswith(("|", "    "))]
    assert [line for line in lines if len(line) > 100 and " " in line.strip("- ")] == []
