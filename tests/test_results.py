"""Where a command writes its result: files, folders, streams, links behave as with other programs of Unix."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from autograder.cli.results import STDOUT, place_of, result_files, result_folder
from autograder.errors import UseError


def write(*places, course, force=False, texts=("one", "two", "three")):
    with result_files(*places, course=course, force=force) as files:
        for file, text in zip(files, texts, strict=False):
            file.write_text(text)


def fill_the_disk(place, course):
    with result_files(place, course=course, force=False) as (file,):
        file.write_text("half")
        raise OSError(28, "No space left on device")


def write_folder(place, course, **texts):
    with result_folder(place, course=course) as folder:
        for name, text in texts.items():
            (folder / f"{name}.json").write_text(text)


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    return folder


def left(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != "course")


def test_a_result_is_written_and_may_be_written_again(tmp_path, course):
    for text in ("one", "two"):
        write(tmp_path / "a.csv", course=course, texts=(text,))
        assert (tmp_path / "a.csv").read_text() == text
    assert left(tmp_path) == ["a.csv"]


def test_what_somebody_wrote_or_changed_is_left_alone(tmp_path, course):
    path = tmp_path / "a.csv"
    path.write_text("by hand")
    with pytest.raises(UseError) as caught:
        write(path, course=course)
    assert str(caught.value) == (
        f"{path}: this program did not write what is there, so it is left alone. Name another place, or write"
        " --force, which keeps it beside the new one."
    )
    assert path.read_text() == "by hand"
    path.unlink()
    write(path, course=course)
    path.write_text("changed")
    with pytest.raises(UseError):
        write(path, course=course)
    assert left(tmp_path) == ["a.csv"]


def test_with_force_it_is_kept_beside_the_new_one(tmp_path, course, capsys):
    path = tmp_path / "a.csv"
    path.write_text("by hand")
    write(path, course=course, force=True)
    assert (path.read_text(), (tmp_path / "a.csv.kept-1").read_text()) == ("one", "by hand")
    assert capsys.readouterr().err == f"autograder: {path} is kept as a.csv.kept-1\n"


def test_of_several_results_all_are_written_or_none(tmp_path, course):
    (tmp_path / "b.csv").write_text("by hand")
    with pytest.raises(UseError):
        write(tmp_path / "a.csv", tmp_path / "b.csv", None, course=course)
    assert left(tmp_path) == ["b.csv"]
    write(tmp_path / "a.csv", None, tmp_path / "c.csv", course=course)
    assert [(tmp_path / name).read_text() for name in ("a.csv", "c.csv")] == ["one", "three"]


def test_a_failure_on_the_way_changes_nothing(tmp_path, course):
    write(tmp_path / "a.csv", course=course)
    with pytest.raises(OSError, match="No space left"):
        fill_the_disk(tmp_path / "a.csv", course)
    assert (tmp_path / "a.csv").read_text() == "one"
    assert left(tmp_path) == ["a.csv"]


def test_one_place_is_not_taken_twice(tmp_path, course):
    (tmp_path / "link.csv").symlink_to("a.csv")
    sentence = (
        f"{tmp_path / 'a.csv'} is asked for twice, and one of the results would be lost: name two places."
    )
    for places in ((tmp_path / "a.csv",) * 2, (tmp_path / "a.csv", tmp_path / "link.csv")):
        with pytest.raises(UseError) as caught:
            write(*places, course=course)
        assert str(caught.value) == sentence
    with pytest.raises(UseError, match=r"^- is asked for twice"):
        write(STDOUT, STDOUT, course=course)


def test_a_link_leads_to_its_target(tmp_path, course):
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.csv").symlink_to("deep/target.csv")
    write(tmp_path / "a.csv", course=course)  # as yet it leads nowhere
    write(tmp_path / "a.csv", course=course, texts=("two",))
    assert (tmp_path / "a.csv").is_symlink()
    assert (tmp_path / "deep/target.csv").read_text() == "two"


def test_a_files_rights_stay(tmp_path, course):
    path = tmp_path / "a.csv"
    write(path, course=course)
    path.chmod(0o640)
    write(path, course=course, texts=("two",))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path, course, monkeypatch):
    path = tmp_path / "a.csv"
    write(path, course=course)
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write everywhere
    with pytest.raises(PermissionError) as caught:
        write(path, course=course, texts=("two",))
    assert str(caught.value) == f"{path} may not be written."
    assert path.read_text() == "one"


def test_a_fifo_is_read_by_whoever_reads_it(tmp_path, course):
    path = tmp_path / "fifo"
    os.mkfifo(path)
    got = []
    reader = threading.Thread(target=lambda: got.append(path.read_text()))
    reader.start()
    write(path, course=course)
    reader.join(10)
    assert got == ["one"]
    assert path.is_fifo()


def test_a_device_is_written_to_and_not_replaced(course):
    before = Path(os.devnull).stat().st_rdev
    write(Path(os.devnull), course=course)
    assert Path(os.devnull).stat().st_rdev == before


def test_standard_output_gets_the_bytes_alone(course):
    code = (
        "import sys; from pathlib import Path; from autograder.cli.results import *\n"
        f"with result_files(STDOUT, course=Path({str(course)!r}), force=False) as (file,):\n"
        "    file.write_bytes(b'\\x00one\\n')\n"
        "name_results(STDOUT)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"\x00one\n", b"")


def test_a_folder_takes_the_file_under_its_usual_name(tmp_path):
    assert place_of(tmp_path, "marks.csv") == tmp_path / "marks.csv"
    assert place_of(tmp_path / "other.csv", "marks.csv") == tmp_path / "other.csv"
    assert place_of(STDOUT, "marks.csv") == STDOUT


@pytest.mark.parametrize(
    ("place", "error", "sentence"),
    [
        (
            "nowhere/a.csv",
            FileNotFoundError,
            "{}/nowhere does not exist; make the folder first, or name another.",
        ),
        ("folder", IsADirectoryError, "{}/folder is a folder; name the file to write."),
    ],
)
def test_places_that_cannot_be(tmp_path, course, place, error, sentence):
    (tmp_path / "folder").mkdir()
    with pytest.raises(error) as caught:
        write(tmp_path / place, course=course)
    assert str(caught.value) == sentence.format(tmp_path)
    assert left(tmp_path) == ["folder"]


def test_a_folder_of_results_leaves_other_files_alone(tmp_path, course):
    place = tmp_path / "results"
    place.mkdir()
    (place / "notes.txt").write_text("mine")
    for text in ("one", "two"):
        write_folder(place, course, ann=text)
    assert {path.name: path.read_text() for path in place.iterdir()} == {"ann.json": "two", "notes.txt": "mine"}
    (place / "bob.json").write_text("mine")
    with pytest.raises(UseError):
        write_folder(place, course, ann="three", bob="three")
    assert ((place / "ann.json").read_text(), (place / "bob.json").read_text()) == ("two", "mine")
    with pytest.raises(UseError, match=r"is no folder, and this format writes a file for each student"):
        write_folder(place / "notes.txt", course)
    assert left(tmp_path) == ["results"]
