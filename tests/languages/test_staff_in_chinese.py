"""What instructors and operators are told is Chinese where Chinese is spoken: sentences of each kind."""

import datetime
import io
import os
import zipfile
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy.exc import OperationalError

from autograder.assignment import find_assignment
from autograder.errors import REASONS, AutograderError
from autograder.exports.feedback_files import Packed
from autograder.exports.platform_marks import Filled
from autograder.instructor.doctor import installed_versions
from autograder.instructor.escapes import ESCAPES
from autograder.instructor.fingerprints import Passage
from autograder.instructor.late_days import Late, late_table
from autograder.instructor.regrade import ChangedWorth, ChangeKind, Diff, MarkChange, StudentChanges
from autograder.instructor.regrade_page import difference_table, stale_feedback, write_difference_page
from autograder.instructor.roster import Enrolment, enrolment_text
from autograder.instructor.similar import Likely, Match, Ordinary, Similar, similar_text
from autograder.languages.engine_words import engine_words
from autograder.lists import mangled, read_list, why_no_id
from autograder.nbgrader.gradebook import not_enrolled, strays_text
from autograder.nbgrader.host import gradebook_in_words, written_config
from autograder.nbgrader.lateness import Account, read_extensions
from autograder.nbgrader.one_by_one import IS_MARKUP, NO_TEXT, TWO_LINES, why_unusable
from autograder.platforms.class_list import ClassList, Person
from autograder.platforms.counting import Download, count
from autograder.platforms.rosters import PlatformRoster
from autograder.platforms.unpacking import unpack_download
from autograder.release.new_course import Adoption, adoption_text, config_text
from autograder.report import Status
from autograder.sandbox import confinement
from autograder.sandbox.client import WRONG_FORMS
from autograder.sandbox.zygote import LACKING
from autograder.sentences import Sentence, say, speaking
from autograder.submission.beside import MAX_ENTRIES, MAX_FOLDERS_DEEP, why_unfit

from .untranslated import english_in, english_on
from .work import ROOT

WARMUP = find_assignment(ROOT, "warmup")

OF_OTHERS = {
    "unexpected end of data|File is not a zip file": "what Python says",
    "no such table: x|disk I/O error|file is not a database": "what SQLite says",
    "Test Student": "a name",
    r"\w+Error: .*?）": "what Python says of a configuration",
}


@pytest.fixture(autouse=True)
def chinese():
    with speaking(engine_words("zh")):
        yield


def is_chinese(*said):
    """Whether all that is said holds no run of English, and something is said."""
    assert all(map(str, said))
    return [run for one in said for run in english_in(str(one), meant=OF_OTHERS)] == []


def drawn(table):
    out = io.StringIO()
    Console(file=out, width=200).print(table)
    return out.getvalue()


# Lists

BAD_LIST = "id,note\na,b,c\n" + "x" * 200 + ',1\n"a\tb",2\n'


@pytest.mark.parametrize("name", ["1.23E+05", "#NAME?", "4711.0", '="007"', "a/b", "a+b", "a<b"])
def test_what_is_no_id(name):
    assert is_chinese(*filter(None, (mangled(name), why_no_id(name))))


@pytest.mark.parametrize("text", ["", "name\nann\n", "id,id\na,b\n", BAD_LIST, 'id\n"a\n', "id\n\0\xff"])
def test_a_list_with_faults(tmp_path, text):
    (tmp_path / "l.csv").write_bytes(text.encode("latin-1"))
    with pytest.raises(AutograderError) as refused:
        read_list(tmp_path / "l.csv", ("id",))
    assert is_chinese(refused.value)


def test_extensions_with_faults(tmp_path):
    rows = ["zoe,a,1", "ann,b,1", "ann,a,many", ",a,1", "ann,a,1", "ann,a,2", "an,a,1", "1.2E+05,a,1"]
    (tmp_path / "e.csv").write_text("\n".join(["student,assignment,days", *rows, ""]))
    with pytest.raises(AutograderError) as refused:
        read_extensions(tmp_path / "e.csv", ["ann"], ["a"])
    assert len(str(refused.value).splitlines()) == len(rows)  # all but one are wrong, and the first line
    assert is_chinese(refused.value)


def test_who_is_not_enrolled():
    assert is_chinese(not_enrolled("an", ["ann"]), not_enrolled("zoe", ["ann"]))
    assert is_chinese(strays_text(["an", *"bcdefgh"], ["ann"]))


def test_an_enrolment():
    roster = PlatformRoster(None, "Canvas", "ID", ("Test Student",))
    found = Enrolment(("a",), (), ("b",), ("c",), ("d",), ("", "seat"), roster)
    assert is_chinese(enrolment_text(found))


# What platforms give


def test_files_of_which_nobody_knows_whose_they_are():
    names = [
        "x.ipynb",
        "nobody_LATE_4799_1_means.ipynb",
        "ada_LATE_4711_1_means.ipynb",
        "ada_4711_2_means.ipynb",
        "again/ada_4711_2_means.ipynb",
        "anon_Ab3dE_90210_means.ipynb",
        "Group A_7_assignsubmission_file/means.ipynb",
        "Ada L_1_assignsubmission_file/means.ipynb",
        "Ada L_2_assignsubmission_file/means.ipynb",
        "Bob_3_assignsubmission_file/means.ipynb",
        "1-2 - Nobody Here - Oct 15, 2026 230 PM/means.ipynb",
        "other_4711_9_part.ipynb",
    ]
    class_ = ClassList(
        [Person("ada", "Ada", "L", "", "4711"), *(Person(f"b{n}", "", "Bob", "", "") for n in "12")]
    )
    found = count(Download(names, str.encode), "means", class_, datetime.UTC)
    said = [
        *found.unknown.values(),
        *found.earlier.values(),
        *(one for some in found.remarks.values() for one in some),
    ]
    assert len({one.template for one in said}) >= 7
    assert is_chinese(*said)


def test_archives_that_cannot_be_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.writestr("none.zip", "no archive")
        archive.writestr("taken.zip", b"PK\5\6" + bytes(18))
        archive.writestr("taken/x", "1")
        archive.writestr("n" * 300, "1")
    said = [reason for _, reason in unpack_download(tmp_path / "d.zip", tmp_path / "out")]
    assert len(said) == 3
    assert is_chinese(*said)


def test_marks_and_pages_for_a_platform():
    who = ("ann", "bob")
    assert is_chinese(Filled("Canvas", "M", 1, who, who, who, who, who, who, ("5", 7.0)).text)
    packed = Packed("Moodle", 2, who, who, who, (say("it is a link"),), "means")
    assert is_chinese(packed.result, packed.remarks)


# Marking again, and what is alike

SAME = Match(Passage("cell 3", 1, 2, "x = 1", frozenset()), Passage("cell 4", 1, 1, "x = 1", frozenset()), 1.0)


@pytest.mark.parametrize("found", [0, 1, 2])
@pytest.mark.parametrize("ordinary", [None, Ordinary(9, 0.1, 0.2, 0.3), Ordinary(9, 0.1, 0.2, 0.3, 90)])
def test_what_is_alike(found, ordinary):
    pairs = (Likely("ann", "bob", 0.9, (SAME, SAME)),) * found
    unread = (("zoe", say("The file is empty.")),)
    assert is_chinese(similar_text(Similar(found + 1, 0.5, ordinary, pairs, found, ("eve",), unread), 1))


def test_what_marking_again_changes(tmp_path):
    changes = [
        MarkChange("f", "mean", kind, (1.0, 2.0), (2.0, 2.0), str(say("The file is empty.")))
        for kind in ChangeKind
    ]
    states = Status.MISSING, Status.GRADED
    student = StudentChanges("ann", states, (None, 2.0), (None, 2.0), tuple(changes), ("f",), True)
    for students in ((), (student,), (student, student)):
        diff = Diff(students, (ChangedWorth("f", 1.0, 2.0),), len(students))
        write_difference_page(diff, WARMUP, tmp_path / "d.html", applied=False)
        shown = drawn(difference_table(diff, WARMUP))
        assert [run for run in english_in(shown) if run not in WARMUP.title] == []
        page = (tmp_path / "d.html").read_text(encoding="utf-8")
        assert [run for run in english_on(page) if run not in WARMUP.title] == []
    assert is_chinese(stale_feedback(WARMUP))


def test_who_is_late():
    assert is_chinese(drawn(late_table([])), drawn(late_table([Late("ann", Account("a", 3, 1, 2), 0.0, 1.0)])))


# The machine and its files


@pytest.mark.parametrize(
    "said", ["database is locked", "no such table: x", "file is not a database", "disk I/O error"]
)
def test_what_the_gradebook_refuses(tmp_path, said):
    (tmp_path / "g.db").write_bytes(b"x")
    with pytest.raises(AutograderError) as refused, gradebook_in_words(f"sqlite:///{tmp_path}/g.db"):
        raise OperationalError("SELECT", None, Exception(said))
    assert is_chinese(refused.value)


@pytest.mark.parametrize("text", ["c = get_config()\nx y\n", "raise OSError(2, 'No such file or directory')\n"])
def test_a_configuration_that_fails(tmp_path, text):
    (tmp_path / "nbgrader_config.py").write_text(text)
    with pytest.raises(AutograderError) as refused:
        written_config(tmp_path)
    assert is_chinese(refused.value)


def test_a_folder_that_is_unfit(tmp_path):
    (tmp_path / "many").mkdir()
    for number in range(MAX_ENTRIES + 1):
        (tmp_path / f"many/{number}").touch()
    (tmp_path / "deep" / "/".join("d" * (MAX_FOLDERS_DEEP + 1))).mkdir(parents=True)
    (tmp_path / "link").symlink_to("nowhere")
    said = [why_unfit(tmp_path / name) for name in ("many", "deep", "link")]
    assert is_chinese(*said, NO_TEXT, TWO_LINES, IS_MARKUP)
    assert is_chinese(why_unusable(PermissionError(13, "Permission denied", "x"), tmp_path, tmp_path))


def test_what_the_machine_lacks(monkeypatch):
    assert is_chinese(*LACKING, *WRONG_FORMS, *ESCAPES)
    assert is_chinese(*(row.seen for row in installed_versions("no-such-kit", "class")))
    monkeypatch.setattr(confinement.shutil, "which", lambda name: None)
    with pytest.raises(AutograderError) as refused:
        confinement._program("setpriv")
    assert is_chinese(refused.value)


def test_what_is_said_behind_the_wall_is_what_is_translated():
    """The files there stand alone and import no sentences: their texts are looked up as they are."""
    sandbox = ROOT / "autograder/sandbox"
    names = ("kernel", "lockdown", "protocol", "worker")
    sources = "".join((sandbox / f"{name}.py").read_text(encoding="utf-8") for name in names)
    assert [one.template for one in (*LACKING, *WRONG_FORMS) if f'"{one.template}"' not in sources] == []


def test_the_systems_common_refusals_are_known():
    """They are looked up by what the system says, so that must be what it says."""
    said = {os.strerror(number) for number in range(1, 134)}
    assert {reason.template for reason in REASONS} <= said
    assert is_chinese(*REASONS)


def test_what_a_course_would_adopt():
    left_out = (say("{name}: solutions/{name} exists already.", name="means"),)
    adoption = Adoption(Path("course"), (), ("warmup",), left_out, has_line=False)
    assert is_chinese(adoption_text(adoption), config_text(adoption).partition("\n")[0])


def test_a_name_is_no_entry():
    assert str(say("{name}", name="release")) == "release"
    assert str(Sentence("release")) == "发布"
