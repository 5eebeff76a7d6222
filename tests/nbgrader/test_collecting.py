"""Which submission counts, and whose a downloaded file is: nbgrader's collect and zip_collect, configured."""

from __future__ import annotations

import datetime
import json
import zipfile

import pytest
from nbgrader.apps import CollectApp, ZipCollectApp
from nbgrader.exchange import ExchangeFactory
from nbgrader.exchange.abc import ExchangeError

from autograder.instructor.grade_class import grade_course
from autograder.nbgrader.gradebook import scores
from autograder.nbgrader.host import course_config, course_directory, open_gradebook

from .conftest import RIGHT, Course

pytestmark = pytest.mark.slow

WRONG = "def mean_rows(x):\n    return x.mean(axis=0) + 1"
BEST = """
c.ExchangeFactory.collect = "autograder.nbgrader.attempts.CollectBest"
c.Exchange.root = str(here / "exchange")
c.CourseDirectory.course_id = "term"
c.CollectApp.check_owner = False
"""
COLLECTOR = """
c.ZipCollectApp.collector_plugin = "autograder.nbgrader.downloads.RosterCollector"
"""


def configure(course: Course, text: str) -> None:
    path = course.folder / "nbgrader_config.py"
    path.write_text(path.read_text() + text)


def gradebook(course):
    return open_gradebook(course_directory(course_config(course.folder), "means", root=course.folder))


def hand_in(course, student, hour, **answers):
    stamp = f"2026-01-02 {hour:02}:00:00.000000 UTC"
    folder = course.folder / "exchange/term/inbound" / f"{student}+means+{stamp}+abc"
    folder.mkdir(parents=True)
    (folder / "means.ipynb").write_text(json.dumps(course.answered(**answers)))
    (folder / "timestamp.txt").write_text(stamp)


def collect(course):
    """What `nbgrader collect means --update` does."""
    config = course_config(course.folder)
    directory = course_directory(config, "means", root=course.folder)
    app = CollectApp(config=config)
    factory = ExchangeFactory(config=app.config)
    directory.course_id = "term"
    factory.Collect(coursedir=directory, parent=app, config=config, update=True, check_owner=False).start()


def collected(course, student):
    return (course.folder / "submitted" / student / "means/timestamp.txt").read_text()[11:13]


def test_the_best_counts_and_of_equals_the_latest(course):
    configure(course, BEST)
    hand_in(course, "ann", 8, **RIGHT)
    hand_in(course, "ann", 10, **{**RIGHT, "mean_rows": WRONG})
    hand_in(course, "bob", 8, mean_rows=RIGHT["mean_rows"], centre=RIGHT["centre"])
    hand_in(course, "bob", 9, **RIGHT)
    collect(course)
    assert (collected(course, "ann"), collected(course, "bob")) == ("08", "09")
    grade_course(course.folder, course.assignment)
    by_hand(course, "bob")
    hand_in(course, "bob", 11, **{**RIGHT, "mean_rows": WRONG})  # worse, and later
    collect(course)
    assert (collected(course, "ann"), collected(course, "bob")) == ("08", "09")
    grade_course(course.folder, course.assignment)
    assert {row.student: row.score for row in scores(course.folder, course.assignment)} == {
        "ann": 6.5,
        "bob": 8.5,
    }


def by_hand(course, student):
    with gradebook(course) as book:
        grade = book.find_grade("why", "means", "means", student)
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        book.db.commit()


def test_an_earlier_one_replaces_a_later_one_that_was_collected_before(course):
    hand_in(course, "ann", 8, **RIGHT)
    hand_in(course, "ann", 10, **{**RIGHT, "mean_rows": WRONG})
    configure(course, BEST.replace("c.ExchangeFactory", "# c.ExchangeFactory"))
    collect(course)
    assert collected(course, "ann") == "10"  # nbgrader's own: the latest
    grade_course(course.folder, course.assignment)
    by_hand(course, "ann")
    configure(course, BEST)
    collect(course)
    assert collected(course, "ann") == "08"
    grade_course(course.folder, course.assignment)
    (row,) = scores(course.folder, course.assignment)
    assert row.score == 8.5  # the points by hand are still there, and nbgrader asks to look at them again
    assert row.needs_manual_grade


def test_a_wrong_list_of_extensions_collects_nobody(course):
    """The best is the one with the most points less the penalty, which nobody can say."""
    configure(course, BEST + 'c.LateDays.extensions = "extensions.csv"\n')
    configure(course, 'c.AssignLatePenalties.plugin_class = "autograder.nbgrader.lateness.LateDays"\n')
    (course.folder / "extensions.csv").write_text("student,assignment,days\nanm,means,1\n")
    with gradebook(course) as book:
        book.find_assignment("means").duedate = datetime.datetime(2026, 1, 2, 8, 30)
        book.update_or_create_student("ann")
        book.db.commit()
    hand_in(course, "ann", 8, mean_rows=RIGHT["mean_rows"])
    hand_in(course, "ann", 10, **RIGHT)
    with pytest.raises(ExchangeError) as caught:
        collect(course)
    assert str(caught.value) == (
        f"{course.folder}/extensions.csv: nothing was read, for this line is wrong:\n"
        '  line 2: the course has no student "anm"; did you mean "ann"?'
    )
    assert not (course.folder / "submitted").exists()
    (course.folder / "extensions.csv").write_text("student,assignment,days\nann,means,1\n")
    collect(course)
    assert collected(course, "ann") == "10"


def test_the_best_is_after_the_late_penalty(course):
    configure(course, BEST)
    configure(
        course,
        'c.AssignLatePenalties.plugin_class = "autograder.nbgrader.lateness.LateDays"\n'
        "c.LateDays.per_day = 0.9\n",
    )
    with gradebook(course) as book:
        book.find_assignment("means").duedate = datetime.datetime(2026, 1, 2, 9)
        book.db.commit()
    hand_in(course, "ann", 8, **{**RIGHT, "centre": "def centre(x):\n    return x"})
    hand_in(course, "ann", 10, **RIGHT)
    collect(course)
    assert collected(course, "ann") == "08"


def zip_collect(course):
    config = course_config(course.folder)
    app = ZipCollectApp(config=config)
    app.coursedir = course_directory(config, "means", root=course.folder)
    app.init_plugins()
    app.extract_archive_files()
    app.process_extracted_files()


def download(course, **files):
    folder = course.folder / "downloaded/means/archive"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "submissions.zip", "w") as archive:
        for name, answers in files.items():
            archive.writestr(name, json.dumps(course.answered(**answers)))


def enrol(course):
    with gradebook(course) as book:
        book.add_student("al1", first_name="Ada", last_name="Lovelace", lms_user_id="4711")
        book.add_student("ne2", first_name="Noël", last_name="van der Berg", lms_user_id="4712")
        book.add_student("js3", first_name="Jo", last_name="Smith", lms_user_id="4713")
        book.add_student("js4", first_name="Jo", last_name="Smith", lms_user_id="4714")


def submitted(course):
    return sorted(path.parts[-3] for path in (course.folder / "submitted").glob("*/means/means.ipynb"))


CANVAS = {
    "lovelaceada_4711_90210_means.ipynb": RIGHT,
    "vanderbergnoel_LATE_4712_90211_means-2.ipynb": RIGHT,
    "nobody_9999_90212_means.ipynb": RIGHT,
}
MOODLE = {
    "Ada Lovelace_31415_assignsubmission_file_/means.ipynb": RIGHT,
    "Noe\u0308l van der Berg_31416_assignsubmission_file_means.ipynb": RIGHT,
    "Jo Smith_31417_assignsubmission_file_/means.ipynb": RIGHT,
}


@pytest.mark.parametrize(
    ("files", "warning"),
    [
        (
            CANVAS,
            'nobody_9999_90212_means.ipynb is not collected: nobody in the roster is called "9999"; add the'
            " number to the roster as the lms_user_id of the student.\n",
        ),
        (
            MOODLE,
            "Jo Smith_31417_assignsubmission_file_/means.ipynb is not collected: 2 students of the roster"
            ' are called "Jo Smith"; put the grading worksheet beside the archive, or rename the folder so that'
            " it begins with the id of the student.\n",
        ),
    ],
    ids=["canvas", "moodle"],
)
def test_a_download_is_collected_by_the_roster(course, files, warning, capsys):
    configure(course, COLLECTOR)
    enrol(course)
    download(course, **files)
    zip_collect(course)
    assert submitted(course) == ["al1", "ne2"]
    assert warning in capsys.readouterr().err
    reports = {row.student: row.score for row in grade_course(course.folder, course.assignment)}
    assert (reports["al1"], reports["ne2"]) == (6.5, 6.5)


def test_of_two_files_by_one_student_the_later_is_collected(course, capsys):
    configure(course, COLLECTOR)
    enrol(course)
    first = {**RIGHT, "why": "### Your answer: why the mean\n\nThe first."}
    last = {**RIGHT, "why": "### Your answer: why the mean\n\nThe last."}
    download(
        course,
        **{
            "lovelaceada_4711_90210_means.ipynb": first,
            "lovelaceada_4711_100219_means-1.ipynb": last,
            "vanderbergnoel_4712_90211_means.ipynb": RIGHT,
        },
    )
    zip_collect(course)
    assert submitted(course) == ["al1", "ne2"]
    assert "The last." in (course.folder / "submitted/al1/means/means.ipynb").read_text()
    assert (
        "lovelaceada_4711_90210_means.ipynb is not collected: the same student handed in"
        " submissions/lovelaceada_4711_100219_means-1.ipynb later."
    ) in capsys.readouterr().err


def test_nbgraders_own_collector_where_the_ids_are_the_platforms(course):
    """The recipe for a roster whose ids are Canvas's numbers needs no code of ours."""
    configure(
        course,
        'c.FileNameCollectorPlugin.named_regexp = r".*/[^/_]+_(?:LATE_)?(?P<student_id>\\d+)_\\d+_'
        '(?P<file_id>[^/]+?)(?:-\\d+)?\\.ipynb$"\n',
    )
    download(course, **CANVAS)
    zip_collect(course)
    assert submitted(course) == ["4711", "4712", "9999"]


def test_a_download_that_was_unpacked_by_hand(course, capsys):
    """Then a student's archive lies in a folder, or among the files of Canvas, and is no download."""
    configure(course, COLLECTOR)
    configure(
        course,
        'c.ZipCollectApp.extractor_plugin = "autograder.nbgrader.downloads.DownloadExtractor"\n',
    )
    enrol(course)
    download(course, **{"a/means.ipynb": RIGHT})
    folder = course.folder / "downloaded/means/archive"
    good = (folder / "submissions.zip").rename(folder / "vanderbergnoel_4712_90211_work.ZIP")
    moodle = folder / "all of them/Ada Lovelace_31415_assignsubmission_file"
    moodle.mkdir(parents=True)
    (moodle / "means.ipynb").write_text(json.dumps(course.answered(**RIGHT)))
    (moodle / "data.zip").write_bytes(good.read_bytes()[:-9])
    zip_collect(course)
    found = sorted((course.folder / "submitted").rglob("*.*"))
    assert [path.relative_to(course.folder / "submitted").as_posix() for path in found] == [
        "al1/means/data.zip",
        "al1/means/means.ipynb",
        "ne2/means/a/means.ipynb",
    ]
    assert (
        "Ada Lovelace_31415_assignsubmission_file/data.zip is not unpacked: it is no ZIP archive that can be"
        " read (File is not a zip file).\n"
    ) in capsys.readouterr().err


def test_a_download_that_is_damaged_ends_in_a_sentence(course, capsys):
    configure(
        course,
        'c.ZipCollectApp.extractor_plugin = "autograder.nbgrader.downloads.DownloadExtractor"\n',
    )
    folder = course.folder / "downloaded/means/archive"
    folder.mkdir(parents=True)
    (folder / "submissions.zip").write_bytes(b"PK")
    with pytest.raises(SystemExit):
        zip_collect(course)
    assert capsys.readouterr().err.splitlines()[-1] == (
        f"[ZipCollectApp | ERROR] {folder}/submissions.zip is no ZIP archive that can be read (File is not a"
        " zip file); download it again."
    )
