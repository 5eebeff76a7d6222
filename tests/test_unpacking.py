"""Archives in an archive: what a student packed ends nothing, leads nowhere else and fills no disk."""

from __future__ import annotations

import io
import zipfile

import pytest

from autograder.platforms import unpacking
from autograder.platforms.unpacking import unpack_download


def packed(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def unpack(tmp_path, **files):
    """What is said, and which files there are after it."""
    (tmp_path / "download.zip").write_bytes(packed(**files))
    told = unpack_download(tmp_path / "download.zip", tmp_path / "out/download")
    said = [(name, str(reason)) for name, reason in told]
    paths = (path for path in tmp_path.rglob("*") if path.is_file() and path.name != "download.zip")
    return said, sorted(path.relative_to(tmp_path).as_posix() for path in paths)


def test_a_students_archive_is_unpacked_beside_itself(tmp_path):
    said, files = unpack(
        tmp_path, **{"ann/work.zip": packed(**{"a/x.ipynb": "1", "y.py": "2"}), "bob/x.ipynb": "3"}
    )
    assert said == []
    assert files == [
        "out/download/ann/work.zip",
        "out/download/ann/work/a/x.ipynb",
        "out/download/ann/work/y.py",
        "out/download/bob/x.ipynb",
    ]


def test_nothing_leads_out_of_the_folder(tmp_path):
    evil = packed(**{"../../../up.txt": "1", "/root.txt": "2"})
    said, files = unpack(tmp_path, **{"ann/work.zip": evil, "../outer.txt": "3"})
    assert said == []
    assert files == [
        "out/download/ann/work.zip",
        "out/download/ann/work/root.txt",
        "out/download/ann/work/up.txt",
        "out/download/outer.txt",
    ]


def test_what_cannot_be_unpacked_is_said_and_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "MAX_UNPACKED_BYTES", 3 * 2**20)
    monkeypatch.setattr(unpacking, "MAX_UNPACKED_FILES", 5)
    torn = bytearray(packed(**{"x.ipynb": "a text that is long enough"}))
    torn[45] ^= 1  # a letter of the content, so that its checksum is another one
    said, files = unpack(
        tmp_path,
        **{
            "bomb.zip": packed(x=bytes(4 * 2**20)),
            "long.zip": packed(**{"n" * 300: "1"}),
            "many.zip": packed(**{str(number): "" for number in range(6)}),
            "none.zip": "no archive",
            "taken.zip": packed(x="1"),
            "taken/x": "mine",
            "torn.zip": bytes(torn),
            "well.zip": packed(x="1"),
            "n" * 300: "1",
        },
    )
    assert said == [
        ("n" * 300, "it cannot be written (File name too long)."),
        ("bomb.zip", "it comes to 4 MB (files: 1); at most 3 MB and 5 files are unpacked."),
        ("long.zip", f"{'n' * 300} in it cannot be unpacked: it cannot be written (File name too long)."),
        ("many.zip", "it comes to 0 MB (files: 6); at most 3 MB and 5 files are unpacked."),
        ("none.zip", "it is no ZIP archive that can be read (File is not a zip file)."),
        ("taken.zip", "a folder taken lies beside it."),
        ("torn.zip", "x.ipynb in it cannot be unpacked: it is damaged (Bad CRC-32 for file 'x.ipynb')."),
    ]
    archives = ("bomb", "long", "many", "none", "taken", "torn", "well")
    assert files == sorted(
        [*(f"out/download/{name}.zip" for name in archives), "out/download/taken/x", "out/download/well/x"]
    )


def test_a_full_disk_is_nobodys_archive(tmp_path, monkeypatch):
    def full(archive, entry, folder):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "extract", full)
    with pytest.raises(OSError, match="No space left"):
        unpack(tmp_path, x="1")


class Unflagged(zipfile.ZipInfo):
    """An entry whose name is UTF-8 and is not said to be, as Macs write it."""

    def _encodeFilenameFlags(self):  # noqa: N802 (the name is zipfile's)
        return self.filename.encode(), self.flag_bits


def test_names_that_are_not_said_to_be_utf_8(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(Unflagged("Noe\u0308l_1_assignsubmission_file/x.ipynb"), "1")
        archive.writestr("No\u00ebl_2_assignsubmission_file/x.ipynb", "1")
    (tmp_path / "download.zip").write_bytes(content.getvalue())
    assert list(unpack_download(tmp_path / "download.zip", tmp_path / "out")) == []
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "Noe\u0308l_1_assignsubmission_file",
        "No\u00ebl_2_assignsubmission_file",
    ]
