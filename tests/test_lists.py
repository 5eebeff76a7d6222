"""Lists from spreadsheets: what programs did to ids is seen, and names that cannot be ids are refused."""

from __future__ import annotations

import unicodedata

import pytest

from autograder.lists import letters, mangled, nearest, read_list, why_no_id, with_zeros
from autograder.sentences import NOTHING

SHORTENED = (
    " is a number as a spreadsheet shortens it, and its last digits are lost; take it from where the list comes"
    " from, and format the column as text."
)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("1.23E+05", f'"1.23E+05"{SHORTENED}'),
        ("1,234567e+17", f'"1,234567e+17"{SHORTENED}'),
        ("2E+11", f'"2E+11"{SHORTENED}'),
        ("4711.0", '"4711.0" is a number as a spreadsheet writes it; write 4711.'),
        ("4711,00", '"4711,00" is a number as a spreadsheet writes it; write 4711.'),
        ('="007"', '="007" is written for a spreadsheet; write 007.'),
        ('= "a b"', '= "a b" is written for a spreadsheet; write a b.'),
        ("'007", "'007 is written for a spreadsheet; write 007."),
        ("#NAME?", '"#NAME?" is the error of a spreadsheet and no id.'),
        ("########", '"########" is the error of a spreadsheet and no id.'),
    ],
)
def test_what_spreadsheets_do_to_ids(name, sentence):
    assert str(mangled(name)) == sentence
    assert str(why_no_id(name)) == f"the id {sentence}"


@pytest.mark.parametrize(
    "name", ["007", "4711", "ann", "1e5", "zoë", "a.b", "10.5", "#1", "ab-12_c", "李", "a b"]
)
def test_what_is_an_id(name):
    assert mangled(name) == why_no_id(name) == NOTHING


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a/b", 'the id "a/b" cannot be the name of a folder, and nbgrader makes one for each student.'),
        ("..", 'the id ".." cannot be the name of a folder, and nbgrader makes one for each student.'),
        (
            "a+b",
            'the id "a+b" holds a "+", at which nbgrader\'s exchange cuts'
            " the names of submissions; take one without.",
        ),
        ("a<b", 'the id "a<b" holds a <, which a page would take for markup; take one without.'),
        ("a&b", 'the id "a&b" holds a &, which a page would take for markup; take one without.'),
        ('a"b', 'the id "a"b" holds a ", which a page would take for markup; take one without.'),
        ("o'neil", "the id \"o'neil\" holds a ', which a page would take for markup; take one without."),
    ],
)
def test_what_is_no_id(name, sentence):
    assert str(why_no_id(name)) == sentence


def test_the_nearest_name():
    names = ["Anna", "bob", "007", "zoë", "maximilian"]
    assert str(nearest("ana", names)) == 'did you mean "Anna"?'
    assert str(nearest("7", names)) == 'did you mean "007"?'
    assert str(nearest(unicodedata.normalize("NFD", "zoé"), names)) == 'did you mean "zoë"?'
    assert nearest("q", names) == nearest("q", []) == NOTHING


def test_letters_and_zeros():
    one, other = (unicodedata.normalize(form, "Zoë Ångström") for form in ("NFC", "NFD"))
    assert one != other
    assert letters(one) == letters(other) == one
    assert with_zeros(["007", "7", "0", "a0", "0x", "00123"]) == {"7": "007", "": "0", "123": "00123"}


def test_a_formula_is_read_as_a_cell(tmp_path):
    (tmp_path / "a.csv").write_text('id,n\n="007",1\n"=""008""",2\n')
    assert [line.cells["id"] for line in read_list(tmp_path / "a.csv", ("id",)).lines] == ['="007"', '="008"']
