"""Outputs kept for people: text and pictures, nothing that a browser would run."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.nbgrader.outputs import LABEL, MAX_CLEANED, MAX_OUTPUT_TEXT, MAX_OUTPUTS, clean, kept, pictures

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\nrest").decode()


def data(**bundle):
    return {
        "output_type": "display_data",
        "data": {key.replace("_", "/"): text for key, text in bundle.items()},
    }


def texts(outputs):
    return [node["text"] for node in kept(outputs)[1:]]


def test_a_plot_is_kept_and_labelled():
    label, picture = kept([data(image_png=PNG, text_plain="<Figure>", text_html="<script>")])
    assert label["text"] == LABEL
    assert picture["output_type"] == "display_data"
    assert picture["data"] == {"image/png": PNG}


@pytest.mark.parametrize(
    "text",
    [
        '"><script>alert(1)</script>',
        base64.b64encode(b"<svg onload=alert(1)>").decode(),
        PNG + '"onerror="x',
        "",
        None,
        7,
        ["iVBOR", 3],
    ],
)
def test_what_is_no_picture_is_dropped(text):
    assert kept([data(image_png=text)]) == []


@pytest.mark.parametrize(
    "kind", ["text_html", "application_javascript", "image_svg+xml", "text_latex", "text_markdown"]
)
def test_what_a_browser_would_run_is_dropped(kind):
    assert kept([data(**{kind: "<script>"})]) == []


def test_errors_become_plain_text():
    row = {"output_type": "error", "ename": "E", "evalue": "x", "traceback": ["\x1b[0;31mE\x1b[0m: x", "<b>"]}
    (node,) = kept([row])[1:]
    assert (node["output_type"], node["name"], node["text"]) == ("stream", "stdout", "E: x\n<b>")


def test_long_text_and_many_outputs_are_cut():
    line = {"output_type": "stream", "name": "stderr", "text": "x" * (MAX_OUTPUT_TEXT + 5)}
    assert texts([line])[0].endswith("(5 more characters are left out)\n")
    assert texts([line] * (MAX_OUTPUTS + 3))[-1] == "(3 more outputs are left out)\n"


def test_of_a_long_text_no_more_is_looked_at_than_may_be_shown():
    codes = "\x1b[0m" * 10
    assert texts([{"output_type": "stream", "text": codes + "a"}]) == ["a"]
    long = {"output_type": "stream", "text": "x" * (MAX_CLEANED + 7)}
    left_out = MAX_CLEANED + 7 - MAX_OUTPUT_TEXT
    assert texts([long])[0].endswith(f"x\n({left_out} more characters are left out)\n")


def test_a_picture_with_blanks_is_a_picture():
    assert pictures({"a.png": {"image/png": f" {PNG[:8]}\n\t{PNG[8:]} "}}) == {"a.png": {"image/png": PNG}}
    assert pictures({"a.png": {"image/png": f"{PNG}\N{NO-BREAK SPACE}"}}) == {}


def test_pictures_in_a_text_are_few():
    assert len(pictures({f"{number}.png": {"image/png": PNG} for number in range(30)})) == MAX_OUTPUTS


def test_pictures_pasted_into_an_answer():
    found = pictures({"a.png": {"image/png": PNG}, "b.svg": {"image/svg+xml": "<svg>"}, "c": 3})
    assert found == {"a.png": {"image/png": PNG}}


def test_letters_of_people_stay():
    text = "« déjà vu » 数学 x̂ — µ\n\tβ"
    assert clean(text) == text


nonsense = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["output_type", "data", "text", "traceback", "image/png", "text/plain"]),
            inner,
            max_size=4,
        )
    ),
)


@given(nonsense)
def test_no_nonsense_is_too_strange(value):
    kept(value)
    kept([value])
    pictures(value)


@given(st.text(st.characters(exclude_categories=[])))
def test_clean_text_can_be_encoded(text):
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in cleaned)
