"""What lies in a student's folder, and whether it was written meanwhile."""

import os
import shutil

from autograder.nbgrader.fast.folders import fingerprint_of, state_of


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


def test_a_file_that_goes_while_it_is_looked_at_stops_nobody(tmp_path, monkeypatch):
    folder = tmp_path / "ada"
    laid_down(folder)
    whole = fingerprint_of(b"course", folder)
    names = list(os.walk(folder))
    (folder / "data/a.csv").unlink()
    monkeypatch.setattr(os, "walk", lambda _: iter(names))
    monkeypatch.setattr("pathlib.Path.is_file", lambda path: path.suffix != "")
    assert fingerprint_of(b"course", folder) != whole
    assert [row[1:] for row in state_of(folder) if row[0].endswith("a.csv")] == [(0, 0, 0)]
