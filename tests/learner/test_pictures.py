"""The picture of a failed comparison: which one is drawn, and what it says."""

import numpy as np
import pytest

from autograder.learner.drawing.pictures import DARKEST, is_moved_or_stretched, picture
from autograder.learner.drawing.svg import WHITE, between, ratio, readable_on
from autograder.marking.comparison import expect_close
from autograder.marking.verdict import CheckFailure

from .accessible import SVG, contrasts, parse

RNG = np.random.default_rng(0)
EXPECTED = RNG.normal(size=(6, 3))


def compared(got, expected):
    """What a failing check hands over."""
    with pytest.raises(CheckFailure) as caught:
        expect_close(got, expected, what="out")
    return caught.value.compared


def drawn(got, expected=EXPECTED):
    return picture(compared(got, expected))


def texts(svg):
    return [part.text for part in parse(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("got", [EXPECTED * [2.0, 3.0, -1.0], EXPECTED + 1, 5 * EXPECTED - 2])
def test_columns_that_are_moved_or_stretched_are_shown_as_dots(got):
    shown = drawn(got)
    assert is_moved_or_stretched(got, EXPECTED)
    assert parse(shown.svg)[0].text == "The columns of out, yours and expected"
    assert len(list(parse(shown.svg).iter(f"{SVG}circle"))) == 2 * EXPECTED.size
    assert "rings are expected, discs are yours" in shown.caption


def test_it_says_what_is_off():
    assert drawn(EXPECTED + np.array([1.0, 0.0, 0.0])).caption.endswith(
        "The mean is off in 1 of 3 columns, the deviation in 0."
    )
    assert drawn(EXPECTED * [2.0, 1.0, 1.0] + 1).caption.endswith(
        "The mean is off in 3 of 3 columns, the deviation in 1."
    )
    centred = EXPECTED - EXPECTED.mean(axis=0)
    assert drawn(-centred, centred).caption.endswith("Mean and deviation are right, so a sign is not.")


def test_other_errors_are_shown_entry_by_entry():
    got = EXPECTED.copy()
    got[2, 1] += 0.5
    got[4, 1] -= 0.25
    shown = drawn(got)
    assert parse(shown.svg)[1].text == "2 of 18 entries are off. They lie in the rows 2, 4 and the columns 1."
    assert texts(shown.svg).count("✓") == 16
    assert {"+0.5", "-0.25"} <= set(texts(shown.svg))
    shades = [part.get("fill") for part in parse(shown.svg).iter(f"{SVG}rect")]
    assert shades.count(WHITE) == 16
    assert shades[2 * 3 + 1] == DARKEST
    assert list(contrasts(parse(f"<div>{shown.svg}</div>"))) == []


def test_all_entries_wrong_is_said_shortly():
    noise = drawn(EXPECTED + RNG.normal(size=EXPECTED.shape))
    assert "They lie in all rows and columns." in noise.svg


def test_a_large_array_shows_its_beginning():
    large = RNG.normal(size=(40, 30))
    shown = drawn(large + RNG.normal(size=large.shape), large)
    assert shown.caption.endswith("Shown are the first 12 rows and 8 columns.")
    assert len(list(parse(shown.svg).iter(f"{SVG}rect"))) == 12 * 8


def test_images_are_shown_by_their_largest_errors():
    images = RNG.normal(size=(2, 3, 4, 5))
    got = images.copy()
    got[1, 2, 3, 4] += 7
    shown = drawn(got, images)
    assert texts(shown.svg).count("✓") == 5
    assert "+7" in texts(shown.svg)
    assert "Each number is the largest over the other axes." in shown.caption


def test_a_vector_is_shown_against_its_target():
    shown = drawn(np.array([1.0, 5.0]), np.array([1.0, 2.0]))
    assert texts(shown.svg) == ["0", "1 ✓", "1", "5, expected 2"]
    assert parse(shown.svg)[1].text == "1 of 2 entries are off."


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (np.array(3.0), np.array(2.0)),
        (np.array([1.0, np.nan]), np.ones(2)),
        (np.arange(50.0), np.zeros(50)),
    ],
)
def test_where_a_picture_says_nothing_there_is_none(got, expected):
    assert drawn(got, expected) is None


def test_a_shape_that_differs_has_no_picture():
    assert compared(np.ones(2), np.ones((3, 3))) is None


@pytest.mark.parametrize("share", np.linspace(0, 1, 21))
def test_numbers_are_readable_on_every_shade(share):
    shade = between(WHITE, DARKEST, share)
    assert ratio(readable_on(shade), shade) >= 4.5


def test_contrast_is_that_of_the_standard():
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the grey that just fails


def test_high_stacks_stay_in_the_picture():
    many = np.repeat(EXPECTED[:4], 15, axis=0)
    shown = drawn(many + 1, many)
    heights = [float(dot.get("cy")) for dot in parse(shown.svg).iter(f"{SVG}circle")]
    assert min(heights) > 20
