"""What lies in a student's folder, and whether it was written meanwhile."""

import json
import os
import shutil
import stat

import pytest
from nbgrader.coursedir import CourseDirectory

from autograder.nbgrader.fast import folders, written
from autograder.nbgrader.fast.folders import fingerprint_of, given_files, place, state_of


def laid_down(folder):
    folder.mkdir()
    (folder / "means.ipynb").write_text("{}")
    (folder / "data").mkdir()
    (folder / "data/a.csv").write_text("1,2")


def test_what_is_collected_anew_is_the_same_work_in_another_state(tmp_path):
    folder = tmp_path / "ada"
    laid_down(folder)
    print_of, state = fingerprint_of(b"course", folder), state_of(folder)
    assert state_of(folder) == state
    shutil.move(folder, tmp_path / "kept")
    laid_down(folder)
    assert fingerprint_of(b"course", folder) == print_of
    assert state_of(folder) != state


def test_work_that_takes_anothers_place_with_its_date_is_in_another_state(tmp_path):
    # As `nbgrader collect --update` may leave it: dates are copied, and a disk gives inodes out again.
    folder = tmp_path / "ada"
    laid_down(folder)
    file = folder / "means.ipynb"
    state, told = state_of(folder), file.stat()
    file.write_text("[]")
    os.utime(file, ns=(told.st_atime_ns, told.st_mtime_ns))
    assert [row[:4] for row in state_of(folder)] == [row[:4] for row in state]
    assert state_of(folder) != state


def test_a_file_that_goes_while_it_is_looked_at_stops_nobody(tmp_path, monkeypatch):
    folder = tmp_path / "ada"
    laid_down(folder)
    whole = fingerprint_of(b"course", folder)
    names = list(os.walk(folder))
    (folder / "data/a.csv").unlink()
    monkeypatch.setattr(os, "walk", lambda _: iter(names))
    monkeypatch.setattr("pathlib.Path.is_file", lambda path: path.suffix != "")
    assert fingerprint_of(b"course", folder) != whole
    assert [row[1:] for row in state_of(folder) if row[0].endswith("a.csv")] == [(0, 0, 0, 0)]


@pytest.mark.parametrize("held", [folders.MAX_HELD, 2], ids=["held in memory", "too large to be held"])
def test_a_folder_holds_the_students_files_and_the_given_ones_to_be_read(tmp_path, monkeypatch, held):
    monkeypatch.setattr(folders, "MAX_HELD", held)
    directory = CourseDirectory(root=str(tmp_path))
    given, ada = tmp_path / "source/means", tmp_path / "submitted/ada/means"
    for folder, text in ((given, "given"), (ada, "ada's")):
        folder.parent.mkdir(parents=True)
        laid_down(folder)
        (folder / "data/a.csv").write_text(text)
    (ada / "own.txt").write_text("own")
    (given / "more").mkdir()
    (given / "more/b.csv").write_bytes(b"\r\n")
    files = given_files(directory, "means")
    for notebook in ("first", "\u00fc"):  # once, and again over what stands there
        place(directory, "ada", "means", notebook, files)
    folder = tmp_path / "autograded/ada/means"
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    assert {name: path.read_bytes() for name, path in found.items()} == {
        "data/a.csv": b"given",
        "more/b.csv": b"\r\n",
        "own.txt": b"own",
        "means.ipynb": "\u00fc".encode(),
    }
    assert {stat.S_IMODE(path.stat().st_mode) for path in found.values()} == {0o444}
    assert all(path.stat().st_nlink == 1 for path in found.values())


def test_a_given_file_lies_once_on_the_disk_where_links_can_be_made(tmp_path, monkeypatch):
    """What somebody takes away, or a disk without links, costs nobody their file."""
    directory = CourseDirectory(root=str(tmp_path))
    (tmp_path / "source/means").mkdir(parents=True)
    (tmp_path / "source/means/a.csv").write_text("given")
    files = given_files(directory, "means")

    def placed(student):
        (tmp_path / "submitted" / student / "means").mkdir(parents=True)
        place(directory, student, "means", "{}", files)
        return tmp_path / "autograded" / student / "means/a.csv"

    ada, ben = placed("ada"), placed("ben")
    assert ada.samefile(ben)
    assert not (ada.parent / "means.ipynb").samefile(ben.parent / "means.ipynb")
    shutil.rmtree(ada.parent)
    assert ben.read_text() == "given"
    assert placed("cho").read_text() == "given"

    def no_links(*_):
        raise PermissionError("no links on this disk")

    monkeypatch.setattr(os, "link", no_links)
    dan = placed("dan")
    assert dan.read_text() == "given"
    assert not dan.samefile(ben)
    assert stat.S_IMODE(dan.stat().st_mode) == stat.S_IMODE(ben.stat().st_mode) == folders.READ_ONLY


def test_given_files_are_read_once_for_the_class(tmp_path, monkeypatch):
    directory = CourseDirectory(root=str(tmp_path))
    (tmp_path / "source").mkdir()
    laid_down(tmp_path / "source/means")
    files = given_files(directory, "means")
    shutil.rmtree(tmp_path / "source/means")
    for student in ("ada", "bob"):
        place(directory, student, "means", "{}", files)
        assert (tmp_path / "autograded" / student / "means/data/a.csv").read_text() == "1,2"


def cell(source, **more):
    return {"cell_type": "markdown", "id": "a", "metadata": {}, "source": source, **more}


def test_a_notebook_is_laid_out_as_nbformat_does_and_a_cell_that_all_share_once(monkeypatch):
    calls = []
    honest = written._with_lines
    monkeypatch.setattr(written, "_with_lines", lambda cell: calls.append(1) or honest(cell))
    written._known_cell.cache_clear()
    output = {"output_type": "stream", "name": "stdout", "text": "a\nb"}
    shared = [
        cell('two\nlines "cells": [] \u2028\x85'),
        cell("half a letter \ud83d and the other \ude00"),
        cell("x = 1\n", cell_type="code", outputs=[output], execution_count=None),
        cell("long" * written.LONGEST_LAID_OUT),
    ]
    for own in ("ada", "bob"):
        notebook = {"cells": [*shared, cell(own)], "metadata": {"b": {}, "a": 1}, "nbformat": 4}
        rows = [{**one, "source": one["source"].splitlines(keepends=True)} for one in notebook["cells"]]
        rows[2]["outputs"] = [{**output, "text": ["a\n", "b"]}]
        wanted = json.dumps({**notebook, "cells": rows}, ensure_ascii=False, indent=1, sort_keys=True)
        assert written.as_json(notebook) == f"{wanted}\n"
    assert len(calls) == len(shared) + 3  # one of its own each, and the long one again
    assert written.as_json({"cells": [], "nbformat": 4}) == '{\n "cells": [],\n "nbformat": 4\n}\n'
