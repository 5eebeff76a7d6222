"""What we wrote is told from what somebody else wrote, or changed."""

import os
import subprocess

import pytest

from autograder.generated import RECORD, enter, keep_aside, not_ours


@pytest.fixture
def made(tmp_path):
    """What is about to take a place."""
    folder = tmp_path / "made"
    (folder / "inner").mkdir(parents=True)
    (folder / "a.txt").write_text("new a")
    (folder / "inner/b.txt").write_text("new b")
    return folder


@pytest.fixture
def place(tmp_path):
    """A folder that was written by us and entered."""
    folder = tmp_path / "out/place"
    (folder / "inner").mkdir(parents=True)
    (folder / "a.txt").write_text("old a")
    (folder / "inner/b.txt").write_text("old b")
    enter([folder], folder.parent)
    return folder


def foreign(place, made):
    return [str(path.relative_to(place.parent)) for path in not_ours([(place, made)], place.parent)]


def test_what_was_entered_may_be_replaced_and_what_was_changed_may_not(place, made):
    assert foreign(place, made) == []
    (place / "inner/b.txt").write_text("by hand")
    assert foreign(place, made) == ["place/inner/b.txt"]
    (place / "inner/b.txt").write_text("new b")  # as it would be written now: nothing is lost
    assert foreign(place, made) == []
    (place / "inner/b.txt").write_text("old b")
    assert foreign(place, made) == []


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (lambda place: (place / "notes.pdf").write_text("mine"), ["place/notes.pdf"]),
        (lambda place: (place / ".hidden").write_text("mine"), ["place/.hidden"]),
        (lambda place: (place / "link").symlink_to("/nowhere"), ["place/link"]),
        (lambda place: (place / "link").symlink_to(place.parent), ["place/link"]),
        (lambda place: (place / "empty").mkdir(), []),
        (lambda place: ((place / "__pycache__").mkdir(), (place / "__pycache__/a.pyc").write_text("")), []),
        (lambda place: os.mkfifo(place / "fifo"), ["place/fifo"]),
    ],
)
def test_what_came_there_is_somebody_elses(place, made, make, found):
    make(place)
    assert foreign(place, made) == found


def test_without_a_record_everything_is_somebody_elses_but_what_is_the_same(place, made):
    (place.parent / RECORD).unlink()
    assert foreign(place, made) == ["place/a.txt", "place/inner/b.txt"]
    (place.parent / RECORD).write_bytes(b"\xff\xfe nonsense")
    assert foreign(place, made) == ["place/a.txt", "place/inner/b.txt"]
    assert not_ours([(made, made)], made.parent) == ()


def test_a_link_or_a_file_in_a_folders_place_is_somebody_elses(place, made, tmp_path):
    link = tmp_path / "out/link"
    link.symlink_to(place)
    assert not_ours([(link, made)], link.parent) == (link,)
    file = tmp_path / "out/file"
    file.write_text("mine")
    assert not_ours([(file, made)], file.parent) == (file,)
    assert not_ours([(tmp_path / "nothing", made)], tmp_path) == ()


def test_the_record_reads_as_sha256sum_writes_it(place):
    done = subprocess.run(["sha256sum", "--check", RECORD], cwd=place.parent, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "place/a.txt: OK\nplace/inner/b.txt: OK\n")


def test_a_place_is_entered_anew_and_others_stay(place, tmp_path):
    other = place.parent / "place-2.txt"
    other.write_text("x")
    outside = tmp_path / "elsewhere.csv"
    outside.write_text("y")
    for path in (other, outside):
        enter([path], place.parent)
    (place / "a.txt").unlink()
    enter([place], place.parent)
    names = [line.partition("  ")[2] for line in (place.parent / RECORD).read_text().splitlines()]
    assert sorted(names) == sorted(["place/inner/b.txt", "place-2.txt", str(outside)])


def test_what_is_kept_aside_gets_a_name_that_is_free(tmp_path):
    names = []
    for text in ("one", "two"):
        (tmp_path / "marks.csv").write_text(text)
        names.append(keep_aside(tmp_path / "marks.csv").name)
    assert names == ["marks.csv.kept-1", "marks.csv.kept-2"]
    assert [(tmp_path / name).read_text() for name in names] == ["one", "two"]
    (tmp_path / "folder").mkdir()
    assert keep_aside(tmp_path / "folder", tmp_path / "kept") == tmp_path / "kept/folder.kept-1"
