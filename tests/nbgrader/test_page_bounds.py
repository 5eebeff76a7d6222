"""A page is made in a time that its reader can wait, whatever the notebook holds."""

from __future__ import annotations

import time

import pytest

from autograder.nbgrader.pages.formulas import LONGEST_FORMULA, mathml
from autograder.nbgrader.pages.harmless import LONGEST_MARKED, harmless
from autograder.nbgrader.pages.vetted import LONGEST_CELL, LONGEST_OUTPUT, LONGEST_TEXT, vetted

from ..bounds.page_texts import TEXTS, shown

SECONDS = 2.0
"""For the longest text of a cell; a text as people write it takes a hundredth."""


def spent(work, *args):
    start = time.process_time()
    work(*args)
    return time.process_time() - start


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_takes_a_moment(name):
    text = (TEXTS[name] * LONGEST_CELL)[:LONGEST_CELL]
    assert spent(shown, text) < SECONDS


@pytest.mark.parametrize(
    "markup",
    [
        "".join(f"<b id={number}>" for number in range(LONGEST_MARKED // 26)) + "<p>" * (LONGEST_MARKED // 6),
        "".join(f'<font title="<{number}">' for number in range(LONGEST_MARKED // 44)) + "<p>" * 6000,
        "<b  \t" + " " * (LONGEST_MARKED - 10),
        '<b a="' * (LONGEST_MARKED // 6),
        "<b a =" * (LONGEST_MARKED // 6),
        "".join(f"<b id={number}>" for number in range(LONGEST_OUTPUT // 26)) + "<p>" * (LONGEST_OUTPUT // 6),
        "<div>" * (LONGEST_OUTPUT // 10) + "<p>" * (LONGEST_OUTPUT // 6),
        "<table><tr><td>" * (LONGEST_OUTPUT // 15),
        "<a href=x>" * (LONGEST_OUTPUT // 10),
        "<img src=x>" * (LONGEST_OUTPUT // 11),
        "&" * LONGEST_OUTPUT,
        "<" * LONGEST_OUTPUT,
        "<!--" * (LONGEST_OUTPUT // 4),
    ],
    ids=lambda markup: markup[:12],
)
def test_markup_takes_a_moment_and_stays_small(markup):
    found = []
    assert spent(lambda: found.append(harmless(markup, lambda _: None))) < SECONDS
    assert len(found[0]) < 60 * len(markup)


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "a",
            "{",
            "}",
            "\\frac",
            "\\frac{a}{",
            "\\sqrt{",
            "^",
            "_",
            "a_",
            "\\left(",
            "\\begin{align}",
            "&",
            "\\\\",
        ),
        *(
            "\\text{",
            "\\hat",
            "\\begin{matrix}a&b\\end{matrix}",
            "\\mathbb{R}",
            "'",
            "\\,",
            "$",
            "\\over ",
            "[",
            "(",
        ),
    ],
)
def test_a_formula_takes_a_moment(piece):
    assert spent(mathml, (piece * LONGEST_FORMULA)[:LONGEST_FORMULA]) < SECONDS


def test_a_text_that_is_too_long_stands_as_it_was_typed():
    def cells(*texts):
        rows = [{"cell_type": "markdown", "metadata": {}, "source": text} for text in texts]
        return [cell["source"] for cell in vetted({"cells": rows, "metadata": {}})["cells"]]

    most, more = "x" * LONGEST_CELL, "*" + "x" * LONGEST_CELL
    assert cells(most, more, "*a*") == [most, f"```\n{more}\n```", "*a*"]
    assert cells("````" + more) == [f"`````\n````{more}\n`````"]
    number = LONGEST_TEXT // LONGEST_CELL
    assert cells(*[most] * number, "*a*") == [*[most] * number, "```\n*a*\n```"]


def test_of_a_cell_that_is_no_valid_one_only_what_a_page_shows_is_left():
    cell = {
        "cell_type": "code",
        "id": "x full-credit",
        "execution_count": "<script>",
        "metadata": {"tags": ["x full-credit"], "nbgrader": {"grade_id": 'x">', "points": 1}, "alt": "x"},
        "outputs": [
            3,
            {"output_type": "stream", "name": "<b>", "text": ["a\x00", "\x1b[31mb\x1b]8;;x"]},
            {"output_type": "x"},
        ],
        "source": ["1", "\ud800"],
    }
    marks = {"grade_id": "why", "points": float("inf")}
    other = {"cell_type": ["x"], "metadata": {"nbgrader": marks}, "source": 3, "attachments": {"a": 3}}
    found = vetted(
        {"cells": [cell, other], "metadata": {"title": "<script>", "language_info": {"name": "<script>"}}}
    )
    assert found == {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": None,
                "metadata": {},
                "outputs": [{"output_type": "stream", "name": "stdout", "text": "a\ufffd\x1b[31mb\ufffd]8;;x"}],
                "source": "1\ufffd",
            },
            {"cell_type": "markdown", "metadata": {}, "source": "", "attachments": {}},
        ],
        "metadata": {"language_info": {"name": "ipython3", "pygments_lexer": "ipython3"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
