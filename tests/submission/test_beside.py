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
    names = [f"b{number}" for number in range(2 * MAX_LOOKED_FOR)]
    path = folder(a="\n".join(f"import {name}" for name in names), **dict.fromkeys(names, ""))
    looked_for = []
    of = beside._text_of
    monkeypatch.setattr(beside, "_text_of", lambda *given: looked_for.append(given) or of(*given))
    modules_beside(path, ["a"])
    assert len(looked_for) == MAX_LOOKED_FOR


def test_packages_and_what_their_modules_import(folder):
    path = folder(other="")
    for name, text in {
        "tools/__init__.py": "from .norm import f",
        "tools/norm.py": "from . import deep\nfrom ..other import x",
        "tools/deep/__init__.py": "from ..last import y\nfrom ...far import z",
        "tools/last.py": "",
        "bare/one.py": "import other",
        "far.py": "",
    }.items():
        file = path.parent / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    found, _ = modules_beside(path, ["tools", "bare.one"])
    assert found.keys() == {"tools", "tools.norm", "tools.deep", "tools.last", "bare.one", "other"}
    (path.parent / "linked").symlink_to(path.parent / "tools")
    assert modules_beside(path, ["linked.norm"]) == ({}, ())


def test_a_module_that_a_cell_writes_is_the_one_that_counts(folder):
    path = folder(m="x = 1")
    found, _ = modules_beside(path, ["m"], {"m": "import k\nx = 2", "k": "", "never": ""})
    assert found == {"m": "import k\nx = 2", "k": ""}
    written = {"pkg.__init__": "from .deep import x", "pkg.deep": "from . import near", "pkg.near": ""}
    assert modules_beside(path, ["pkg"], written)[0].keys() == {"pkg", "pkg.deep", "pkg.near"}
    assert modules_beside(path, ["m"], {"m": "x" * 2**20 + "x"}) == ({}, ("m",))


def test_a_folder_that_nobody_should_walk_through(tmp_path, monkeypatch):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    assert not why_unfit(tmp_path)
    assert not why_unfit(tmp_path / "nothing")

    monkeypatch.setattr(beside, "MAX_ENTRIES", 2)
    assert str(why_unfit(tmp_path)) == "The submission has more than 2 files; leave out data and caches."

    monkeypatch.undo()
    with (tmp_path / "a" / "large").open("wb") as stream:
        stream.truncate(201 * 2**20)
    assert (
        str(why_unfit(tmp_path)) == "The submission's files have more than 200 MB; leave out data and caches."
    )
    (tmp_path / "a" / "large").unlink()

    deep = tmp_path
    for _ in range(MAX_FOLDERS_DEEP + 1):
        deep /= "d"
    deep.mkdir(parents=True)
    assert str(why_unfit(tmp_path)) == (
        "The submission has folders within folders, more than 50 deep; take them out."
    )
