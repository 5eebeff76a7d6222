"""Any bytes end in cells or in one sentence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import LoadError
from autograder.submission.notebook import MAX_BYTES, clean_text, read


def notebook(*cells, **top):
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **top})


def code(source, **more):
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], **more}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.ipynb", b"", "The file is empty."),
        ("a.ipynb", b"  \n", "The file is empty."),
        ("a.ipynb", b"{", "The notebook is damaged: it is not JSON from line 1 on."),
        ("a.ipynb", b"\xff\xfe\x00", "The file is not UTF-8 text (byte 0 cannot be read)."),
        ("a.ipynb", b"[" * 100_000, "The notebook is damaged: its JSON is nested too deeply"),
        ("a.ipynb", b"[1, 2]", "The file is JSON but no notebook: it has no list of cells."),
        ("a.ipynb", b'{"cells": 3}', "The file is JSON but no notebook: it has no list of cells."),
        (
            "a.ipynb",
            b'{"cells": ' + b"9" * 5000 + b"}",
            "its JSON is nested too deeply or holds impossible numbers.",
        ),
        (
            "a.ipynb",
            b" " * (MAX_BYTES + 1),
            "The file is larger than 16 MB; clear its outputs and submit again.",
        ),
        (
            "a.ipynb",
            b'{"cells": [' + b"[]," * 600_000 + b"[]]}",
            "The notebook holds about 1,200,004 values, more than the 1,000,000 that are read; clear its"
            " outputs and submit again.",
        ),
        (
            "a.ipynb",
            b"PK\x03\x04\x14\x00",
            "The file is a zip archive and no notebook; unpack it and hand in the notebook inside.",
        ),
        (
            "a.ipynb",
            b"\x1f\x8b\x08",
            "The file is a gzip archive and no notebook; unpack it and hand in the notebook inside.",
        ),
        (
            "a.ipynb",
            b"Rar!\x1a\x07",
            "The file is a RAR archive and no notebook; unpack it and hand in the notebook inside.",
        ),
        (
            "a.py",
            b"7z\xbc\xaf\x27\x1c",
            "The file is a 7-Zip archive and no notebook; unpack it and hand in the notebook inside.",
        ),
        (
            "a.ipynb",
            b"%PDF-1.7\n%\xe2",
            "The file is a PDF and no notebook; hand in the notebook itself (in Jupyter: File > Download).",
        ),
        (
            "a.ipynb",
            b"\x89PNG\r\n\x1a\n",
            "The file is a picture and no notebook; hand in the notebook itself (in Jupyter: File > Download).",
        ),
        (
            "a.ipynb",
            b"\xff\xd8\xff\xe0",
            "The file is a picture and no notebook; hand in the notebook itself (in Jupyter: File > Download).",
        ),
        (
            "a.ipynb",
            b"\n<!-- saved -->\n<!DOCTYPE html>\n<html>",
            "The file is a web page (HTML) and no notebook; hand in the notebook itself"
            " (in Jupyter: File > Download).",
        ),
        (
            "a.py",
            b"<html><body>def f(x):</body>",
            "The file is a web page (HTML) and no notebook;",
        ),
        (
            "a.ipynb",
            b'{"cells": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> theirs\n]}',
            "The file holds a conflict that git could not merge (line 2: <<<<<<<); keep the lines that you"
            " want, take the marks out and hand in again.",
        ),
        (
            "a.py",
            b"x = 1\n<<<<<<< HEAD\ny = 1\n=======\ny = 2\n>>>>>>> theirs\n",
            "The file holds a conflict that git could not merge (line 2: <<<<<<<); keep the lines that you"
            " want, take the marks out and hand in again.",
        ),
        ("a.ipynb", b"x = 1\n", "The notebook is damaged: it is not JSON from line 1 on."),
        ("a.txt", b"hello", "The file is neither a notebook (.ipynb) nor a Python file (.py)."),
        (
            "a.qmd",
            b"```{python}\nx = 1\n```\n",
            "The file is neither a notebook (.ipynb) nor a Python file (.py). If it holds cells, make a"
            " notebook of it: quarto convert FILE.qmd",
        ),
        (
            "a.md",
            b"```{code-cell}\nx = 1\n```\n",
            "The file is neither a notebook (.ipynb) nor a Python file (.py). If it holds cells, make a"
            " notebook of it: jupytext --to ipynb FILE.md",
        ),
        (
            "a.Rmd",
            b"```{python}\nx = 1\n```\n",
            "The file is neither a notebook (.ipynb) nor a Python file (.py). If it holds cells, make a"
            " notebook of it: jupytext --to ipynb FILE.Rmd",
        ),
    ],
)
def test_what_cannot_be_read_is_one_sentence(tmp_path, name, content, sentence):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(LoadError) as caught:
        read(path)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(LoadError, match=r"cannot be read \(No such file or directory\)"):
        read(tmp_path / "nothing.ipynb")


def test_too_many_cells_are_refused(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text(notebook(*[code("")] * 5001))
    with pytest.raises(LoadError, match="5001 cells, more than the 5000"):
        read(path)


def test_both_forms_of_source_and_a_damaged_cell(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text(notebook(code("x = 1"), code(["y = 2\n", "z = 3"]), "no cell", {"cell_type": "code"}))
    found = read(path)
    assert [cell.source for cell in found.code] == ["x = 1", "y = 2\nz = 3"]
    assert tuple(map(str, found.repairs)) == (
        "cell 3 was damaged and could not be read",
        "cell 4 was damaged and could not be read",
    )


def test_many_damaged_cells_are_counted(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text(notebook(*[7] * 25))
    found = tuple(map(str, read(path).repairs))
    assert len(found) == 11
    assert found[-2:] == (
        "cell 10 was damaged and could not be read",
        "15 more cells were damaged and could not be read",
    )


def test_format_3_is_read(tmp_path):
    path = tmp_path / "a.ipynb"
    cell = {"cell_type": "code", "input": "x = 1", "language": "python"}
    path.write_text(json.dumps({"nbformat": 3, "worksheets": [{"cells": [cell]}]}))
    assert [cell.source for cell in read(path).code] == ["x = 1"]


def test_a_python_file_is_one_cell(tmp_path):
    path = tmp_path / "layers.py"
    path.write_text("x = 1\n")
    assert [(cell.label, cell.source) for cell in read(path).cells] == [("layers.py", "x = 1\n")]


def test_python_under_the_name_of_a_notebook_is_read(tmp_path):
    path = tmp_path / "layers.ipynb"
    path.write_text("def f(x):\n    return x\n")
    found = read(path)
    assert [cell.source for cell in found.code] == ["def f(x):\n    return x\n"]
    assert tuple(map(str, found.repairs)) == ("the file is Python code and no notebook, and was read as that",)


@pytest.mark.parametrize("name", ["layers.py", "layers.ipynb.txt", "Layers.IPYNB"])
def test_a_notebook_under_another_name_is_read(tmp_path, name):
    path = tmp_path / name
    path.write_text(notebook(code("x = 1")))
    found = read(path)
    assert [cell.source for cell in found.code] == ["x = 1"]
    said = ("the file is a notebook, and was read as that",) if name == "layers.py" else ()
    assert tuple(map(str, found.repairs)) == said


def test_marks_of_a_conflict_within_a_string_are_no_conflict(tmp_path):
    path = tmp_path / "layers.py"
    path.write_text('TEXT = """\n<<<<<<< HEAD\n=======\n>>>>>>> theirs\n"""\n')
    assert read(path).repairs == ()


@pytest.mark.parametrize(
    ("metadata", "python"),
    [
        ({"language_info": {"version": "3.13.2"}}, "3.13"),
        ({"language_info": {"version": "3.13"}}, "3.13"),
        ({"language_info": {"version": "4.1"}}, ""),
        ({"language_info": {"version": ["3"]}}, ""),
        ({"language_info": 3}, ""),
        ([], ""),
    ],
)
def test_the_python_of_a_notebook(tmp_path, metadata, python):
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"cells": [], "metadata": metadata}))
    assert read(path).python == python


def test_names_of_cells_survive_odd_metadata(tmp_path):
    path = tmp_path / "a.ipynb"
    odd = [
        code("a", metadata=7),
        code("b", metadata={"nbgrader": 3}),
        code("c", metadata={"nbgrader": {"grade_id": []}}),
    ]
    good = code("d", id="abc", metadata={"nbgrader": {"grade_id": "batchnorm_forward"}})
    path.write_text(notebook(*odd, good))
    assert [(cell.id, cell.grade_id) for cell in read(path).cells] == [(None, None)] * 3 + [
        ("abc", "batchnorm_forward")
    ]


@given(st.binary(max_size=400))
def test_any_bytes_end_in_cells_or_a_sentence(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "a.ipynb"
    path.write_bytes(content)
    with pytest.raises(LoadError):
        read(path)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["cell_type", "source", "metadata", "id"]), inner)
    ),
    max_leaves=12,
)


@given(st.lists(json_values))
def test_any_cells_end_in_cells_or_repairs(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("any") / "a.ipynb"
    path.write_text(json.dumps({"cells": rows}))
    found = read(path)
    damaged = len(rows) - len(found.cells)
    assert len(found.repairs) == min(damaged, 11)


@given(st.text())
def test_cleaned_text_can_be_written_anywhere(text):
    cleaned = clean_text(text)
    cleaned.encode("utf-8")
    assert all(letter.isprintable() or letter in "\n\t" for letter in cleaned)


def test_cleaning_takes_away_surrogates_and_terminal_codes():
    assert clean_text("a\ud800b\x1b[31mc") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}[31mc"
