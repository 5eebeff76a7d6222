"""The documents keep up with the program."""

import re
from pathlib import Path

import click
import pytest

from autograder.cli import main

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_documented_and_has_help(name):
    command = main.commands[name]
    assert isinstance(command, click.Command)
    assert command.help
    assert any(re.search(rf"autograder {name}\b|make {name}\b", page.read_text()) for page in PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_named_files_exist(page):
    for name in re.findall(r"`((?:docs|tests|autograder|solutions/batchnorm)/[\w./-]+)`", page.read_text()):
        assert (ROOT / name).exists(), name


def test_changelog_entries_say_whom_they_reach():
    entries = re.findall(r"^- (.*)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert entries
    assert all(re.match(r"`(handout|checks|engine):`", entry) for entry in entries)
