"""What is shown stands on the page of a notebook, of marimo too; anywhere else it is text."""

import sys
from types import SimpleNamespace

import pytest

from autograder.learner.live.show import show_in_place, show_markdown


@pytest.fixture
def shown(monkeypatch):
    """What a page of marimo shows; `running` says whether there is one."""
    found = []
    output = SimpleNamespace(append=found.append)
    marimo = SimpleNamespace(
        running_in_notebook=lambda: marimo.running,
        running=True,
        output=output,
        Html=lambda text: ("html", text),
        md=lambda text: ("markdown", text),
    )
    monkeypatch.setitem(sys.modules, "marimo", marimo)
    return SimpleNamespace(found=found, marimo=marimo)


def test_marimo_shows_html_and_markdown(shown, capsys):
    show_in_place("text", "<p>html</p>", view={"application/widgets": {}})
    show_markdown("*words*")
    assert shown.found == [("html", "<p>html</p>"), ("markdown", "*words*")]
    assert capsys.readouterr().out == ""


def test_a_program_that_imports_marimo_is_no_page(shown, capsys):
    shown.marimo.running = False
    show_in_place("text", "<p>html</p>")
    assert shown.found == []
    assert capsys.readouterr().out == "text\n"
