"""The modules that a submission imports go with it, as far as there is room."""

from __future__ import annotations

import pytest

from autograder.submission import beside
from autograder.submission.beside import (
    MAX_FOLDERS_DEEP,
    MAX_LOOKED_FOR,
    MAX_MODULES,
    MAX_MODULES_BYTES,
    modules_beside,
    why_unfit,
)


@pytest.fixture
def folder(tmp_path):
    """Writes modules, and gives the notebook's place beside them."""

    def write(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        return tmp_path / "notebook.ipynb"

    return write


def test_what_is_imported_and_what_that_imports(folder):
    path = folder(a="import b\r\nimport numpy", b="from c import d", c="d = 1", other="")
    found, left_out = modules_beside(path, ["a", "numpy"])
    assert found == {"a": "import b\nimport numpy", "b": "from c import d", "c": "d = 1"}
    assert left_out == ()


def test_a_submission_does_not_import_itself(tmp_path):
    path = tmp_path / "layers.py"
    path.write_text("import layers")
    assert modules_beside(path, ["layers"]) == ({}, ())


def test_links_pipes_and_other_encodings_are_passed_over(folder, tmp_path):
    path = folder(a="")
    (tmp_path / "b.py").symlink_to(tmp_path / "a.py")
    (tmp_path / "c.py").write_bytes(b"\xff")
    (tmp_path / "d.py").mkdir()
    assert modules_beside(path, ["a", "b", "c", "d"]) == ({"a": ""}, ())


def test_their_number_is_bounded(folder):
    names = [f"m{number:03}" for number in range(MAX_MODULES + 3)]
    found, left_out = modules_beside(folder(**dict.fromkeys(names, "")), names)
    assert len(found) == MAX_MODULES
    assert sorted((*found, *left_out)) == names


def test_their_sum_is_bounded(folder):
    half = "#" * (MAX_MODULES_BYTES // 2)
    found, left_out = modules_beside(folder(a=half, b=half, c="#"), ["a", "b", "c"])
    assert len("".join(found.values())) <= MAX_MODULES_BYTES
    assert len(left_out) == 1


def test_what_is_looked_for_is_bounded(folder, monkeypatch):
    path = folder(a="\n".join(f"import b{number}" for number in range(2 * MAX_LOOKED_FOR)))
    looked_for = []
    of = type(path).is_symlink
    monkeypatch.setattr(type(path), "is_symlink", lambda self: looked_for.append(self) or of(self))
    modules_beside(path, ["a"])
    assert len(looked_for) == MAX_LOOKED_FOR


def test_a_folder_that_nobody_should_walk_through(tmp_path, monkeypatch):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    assert why_unfit(tmp_path) == why_unfit(tmp_path / "nothing") == ""

    monkeypatch.setattr(beside, "MAX_ENTRIES", 2)
    assert why_unfit(tmp_path) == "The submission has more than 2 files; leave out data and caches."

    monkeypatch.undo()
    with (tmp_path / "a" / "large").open("wb") as stream:
        stream.truncate(201 * 2**20)
    assert why_unfit(tmp_path) == "The submission's files have more than 200 MB; leave out data and caches."
    (tmp_path / "a" / "large").unlink()

    deep = tmp_path
    for _ in range(MAX_FOLDERS_DEEP + 1):
        deep /= "d"
    deep.mkdir(parents=True)
    assert why_unfit(tmp_path) == (
        "The submission has folders within folders, more than 50 deep; take them out."
    )
