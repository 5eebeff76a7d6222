"""A submission mended, one kind of damage at a time."""

from __future__ import annotations

import copy
import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.nbgrader.gradebook_cells import HIDDEN, Slot
from autograder.nbgrader.mend import MAX_ALL_OUTPUTS, MAX_CELL_TEXT, NOT_FOUND, NOT_SHOWN, SEE_BELOW, mended
from autograder.nbgrader.outputs import LABEL
from autograder.source import Role

STUB = "def f(x):\n    raise NotImplementedError"
ASKED = "### Your answer: why\n\n*Write your answer here.*"

SLOTS = (
    Slot(Role.ANSWER, "f", "f", STUB, "0" * 32, 0.0, functions=("f",)),
    Slot(Role.CHECK, "f", "check_f", 'check("f")' + HIDDEN, "1" * 32, 4.0),
    Slot(Role.WRITTEN, "why", "why", ASKED, "2" * 32, 3.0, heading="Your answer: why"),
)


def cell(kind, source, name="", **more):
    marks = {"nbgrader": {"grade_id": name, "grade": True, "points": 99}} if name else {}
    row = {"cell_type": kind, "source": source, "id": name or "x", "metadata": marks, **more}
    return row | ({"outputs": [], "execution_count": 1} if kind == "code" and "outputs" not in more else {})


CELLS = [
    cell("markdown", "# Title", id="cell-1"),
    cell("code", "def f(x):\n    return x", "f"),
    cell("code", 'check("f")', "check_f"),
    cell("markdown", "### Your answer: why\n\nBecause.", "why"),
    cell("code", "plot()", id="mine"),
]


@pytest.fixture
def cells():
    return copy.deepcopy(CELLS)


def nodes(rows, slots):
    """What `mended` gives, as the nodes that nbgrader makes of it."""
    notebook, repairs = mended(rows, "", slots)
    return nbformat.from_dict(notebook), tuple(map(str, repairs))


def seats(notebook):
    """grade_id -> cell, for a notebook that must be sound."""
    nbformat.validate(notebook)
    marked = [row for row in notebook.cells if "nbgrader" in row.metadata]
    found = {row.metadata.nbgrader["grade_id"]: row for row in marked}
    assert len(found) == len(marked)
    assert {"check_f", "why"} <= set(found)
    assert found["check_f"].source == SLOTS[1].text
    assert found["check_f"].outputs == []
    assert found["check_f"].metadata.nbgrader["points"] == 4
    assert found["check_f"].metadata.nbgrader["checksum"] == "1" * 32
    assert found["check_f"].cell_type == "code"
    assert found["why"].cell_type == "markdown"
    return found


def order(notebook):
    return [row.id for row in notebook.cells]


def test_sound_work_needs_no_repair(cells):
    notebook, repairs = nodes(cells, SLOTS)
    seats(notebook)
    assert order(notebook) == ["cell-1", "f", "check_f", "why", "mine"]
    assert repairs == ()


def test_a_long_text_is_cut(cells):
    cells[0]["source"] = "a" * (MAX_CELL_TEXT + 3)
    notebook, _ = nodes(cells, SLOTS)
    assert notebook.cells[0].source.endswith("aa\n\n(3 more characters are left out)")


def test_texts_beyond_the_bound_are_left_out(cells):
    long = [cell("markdown", "a" * MAX_CELL_TEXT, id=f"long-{number}") for number in range(6)]
    notebook, _ = nodes([*cells, *long], SLOTS)
    texts = [row.source for row in notebook.cells]
    assert texts.count(NOT_SHOWN) == 2
    assert NOT_SHOWN == "(left out: the notebook holds more than a person can look through)"
    assert "Because." in seats(notebook)["why"].source


@pytest.mark.parametrize(("number", "text"), [(MAX_ALL_OUTPUTS // 2, "a"), (200, "a" * 9_000)])
def test_outputs_beyond_the_bound_are_left_out(cells, number, text):
    prints = [cell("code", "", outputs=[{"output_type": "stream", "text": text}]) for _ in range(number + 1)]
    notebook, _ = nodes([*cells, *prints], SLOTS)
    printed = [[output.text for output in row.outputs] for row in notebook.cells if row.get("outputs")]
    assert printed[0][-1] == text
    assert printed[-1] == [f"{NOT_SHOWN}\n"]


def test_copied_cells(cells):
    copied = cells[1] | {"id": "a1", "source": "def f(x):\n    return 2 * x"}
    again = cells[2] | {"id": "a2"}
    notebook, repairs = nodes([*cells, copied, again], SLOTS)
    assert "2 * x" in seats(notebook)["f"].source  # the last definition wins, as in marking
    assert len(notebook.cells) == 7
    assert repairs == ("f, check_f: there are copies of the cell; one was taken, the others stay as they are",)


def test_all_metadata_and_ids_lost(cells):
    for row in cells:
        row["metadata"] = {"id": "colab"}
        del row["id"]
    notebook, repairs = nodes(cells, SLOTS)
    assert set(seats(notebook)) == {"f", "check_f", "why"}
    assert "Because." in seats(notebook)["why"].source
    assert len(notebook.cells) == 5
    assert repairs == ("f, check_f, why: the cell had lost its marks and was recognised by what stands in it",)


def test_metadata_lost_but_ids_kept(cells):
    for row, name in zip(cells[1:4], ("f", "check_f", "why"), strict=True):
        row["metadata"], row["id"] = {}, name
    notebook, repairs = nodes(cells, SLOTS)
    assert set(seats(notebook)) == {"f", "check_f", "why"}
    assert repairs == ()


def test_deleted_cells_come_back_in_their_place(cells):
    notebook, repairs = nodes([cells[0], cells[1], cells[4]], SLOTS)
    assert order(notebook) == ["cell-1", "f", "check_f", "why", "mine"]
    assert NOT_FOUND in seats(notebook)["why"].source
    assert repairs == ("check_f, why: the cell was missing and was put back",)


def test_what_is_written_into_the_cells_is_in_the_language_of_the_work(cells):
    prints = cell("code", "print(1)", outputs=[{"output_type": "stream", "text": "1"}])
    notebook, _ = mended([cells[0], cells[1], prints], "zh", SLOTS)
    written = json.dumps(notebook, ensure_ascii=False)
    assert "（提交时的输出，没有重新运行）" in written
    assert "提交中没有找到这道题的回答" in written
    assert NOT_FOUND not in written
    assert LABEL.strip() not in written


def test_an_empty_notebook_still_has_its_grade_cells():
    notebook, _ = nodes([], SLOTS)
    assert order(notebook) == ["check_f", "why"]
    seats(notebook)


def test_an_edited_check_is_put_back_and_what_stood_there_stays_visible(cells):
    cells[2]["source"] = "4.0"
    notebook, repairs = nodes(cells, SLOTS)
    seats(notebook)
    assert "4.0" in [row.source for row in notebook.cells]
    assert repairs == ("check_f: the check had been changed and was put back below what stood there",)


def test_forged_outputs_points_and_tags_of_a_check_are_gone(cells):
    cells[2]["metadata"]["tags"] = ["skip-execution"]
    cells[2]["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "4.0"}}]
    notebook, _ = nodes(cells, SLOTS)
    assert set(seats(notebook)["check_f"].metadata) == {"nbgrader"}


@pytest.mark.parametrize(("number", "kind"), [(2, "markdown"), (3, "code"), (1, "markdown")])
def test_changed_types(cells, number, kind):
    cells[number]["cell_type"] = kind
    notebook, repairs = nodes(cells, SLOTS)
    seats(notebook)
    assert any(f"had become {kind}" in line for line in repairs)


def test_foreign_grade_ids_are_forgotten(cells):
    cells[4]["metadata"] = {
        "nbgrader": {"grade_id": "bonus", "grade": True, "points": 100, "schema_version": 0}
    }
    notebook, _ = nodes(cells, SLOTS)
    assert set(seats(notebook)) == {"f", "check_f", "why"}


def test_words_win_over_an_untouched_copy(cells):
    untouched = cells[3] | {"source": ASKED, "id": "copy"}
    notebook, _ = nodes([*cells[:3], untouched, cells[3]], SLOTS)
    assert "Because." in seats(notebook)["why"].source


def test_an_untouched_answer_stays_as_it_was_given(cells):
    cells[3]["source"] = ASKED
    notebook, _ = nodes(cells, SLOTS)
    assert seats(notebook)["why"].source == ASKED  # nbgrader then says "No response."


def test_an_answer_written_in_the_next_cell_is_pointed_to(cells):
    cells[3]["source"] = ASKED
    cells.insert(4, cell("markdown", "Because.", id="own"))
    notebook, _ = nodes(cells, SLOTS)
    assert seats(notebook)["why"].source.endswith(SEE_BELOW)


def test_surrogates_and_control_characters(cells):
    cells[4]["source"] = "a\ud800b\x00c\x1b[31m\r\nd"
    notebook, _ = nodes(cells, SLOTS)
    text = nbformat.writes(notebook)
    text.encode("utf-8")
    assert notebook.cells[4].source == "a\ufffdb\ufffdc\ufffd[31m\nd"


def test_ids_are_valid_and_used_once(cells):
    for row in cells:
        row["id"] = "no good id!"
    cells.append(cell("code", "1", id="check_f"))
    notebook, _ = nodes(cells, SLOTS)
    assert len(set(order(notebook))) == len(notebook.cells)
    seats(notebook)


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["nbgrader", "grade_id", "tags", "data"]), inner, max_size=3)
    ),
    max_leaves=6,
)

strange = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading", "video"]) | junk,
        "source": st.sampled_from(["def f(x): pass", 'check("f")', ASKED, "4.0"]) | junk,
        "id": st.sampled_from(["f", "check_f", "why"]) | junk,
        "metadata": st.fixed_dictionaries(
            {"nbgrader": st.fixed_dictionaries({"grade_id": st.sampled_from(["f", "check_f", "why", "z"])})}
        )
        | junk,
        "outputs": junk,
        "attachments": junk,
    },
)


@given(st.lists(strange | junk, max_size=8))
def test_whatever_was_submitted_each_grade_cell_is_there_once(rows):
    notebook, _ = nodes(rows, SLOTS)
    seats(notebook)
    nbformat.writes(notebook).encode("utf-8")
