"""When work was handed in, as an editor may have saved it; what names no time ends no run."""

import datetime

import pytest
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from autograder.instructor.grade_class import grade_course
from autograder.nbgrader.host import course_config, course_directory, open_gradebook, run
from autograder.nbgrader.timestamps import read_timestamp
from autograder.report import Status

TIME = datetime.datetime(2026, 10, 31, 23, 59)


@pytest.mark.parametrize(
    ("raw", "time", "said"),
    [
        (b"2026-10-31 23:59:00 UTC\n", TIME, ""),
        (b"\xef\xbb\xbf2026-10-31 23:59:00 UTC", TIME, ""),
        ("2026-10-31 23:59:00 UTC\r\n".encode("utf-16"), TIME, ""),
        (b"soon", None, "timestamp.txt names no time (soon), so the work counts as handed in on time."),
        (b"", None, "timestamp.txt names no time (it is empty), so the work counts as handed in on time."),
        (
            b"9" * 900,
            None,
            f"timestamp.txt names no time ({'9' * 40}), so the work counts as handed in on time.",
        ),
    ],
)
def test_what_a_timestamp_says(tmp_path, raw, time, said):
    (tmp_path / "timestamp.txt").write_bytes(raw)
    found, undated = read_timestamp(tmp_path)
    assert (found, str(undated)) == (time, said)


def said_of(folder):
    found, undated = read_timestamp(folder)
    assert found is None
    return str(undated)


def test_what_is_no_timestamp(tmp_path):
    assert said_of(tmp_path) == said_of(tmp_path / "nowhere") == ""
    path = tmp_path / "timestamp.txt"
    path.mkdir()
    rest = "so the work counts as handed in on time."
    assert said_of(tmp_path) == f"timestamp.txt names no time (Is a directory), {rest}"
    path.rmdir()
    path.symlink_to("/etc/hostname")
    assert said_of(tmp_path) == f"timestamp.txt names no time (it is a link), {rest}"
    path.unlink()
    path.symlink_to(path)
    assert said_of(tmp_path) == f"timestamp.txt names no time (it is a link), {rest}"


@pytest.mark.parametrize(
    ("text", "zone", "time"),
    [
        # nbgrader's exchange writes the short name of its zone; dateutil knows few of them
        ("2026-07-01 20:00:00.123456 CEST", "Europe/Berlin", (2026, 7, 1, 18, 0, 0, 123456)),
        ("2026-12-01 20:00:00 CET", "Europe/Berlin", (2026, 12, 1, 19)),
        ("2026-07-01 20:00:00 PDT", "America/Los_Angeles", (2026, 7, 2, 3)),
        ("2026-12-01 20:00:00 PST", "America/Los_Angeles", (2026, 12, 2, 4)),
        # the hour that is shown twice, told apart by the name
        ("2026-11-01 01:30:00 PDT", "America/Los_Angeles", (2026, 11, 1, 8, 30)),
        ("2026-11-01 01:30:00 PST", "America/Los_Angeles", (2026, 11, 1, 9, 30)),
        ("2026-07-01 20:00:00 +0200", "UTC", (2026, 7, 1, 18)),
        ("2026-07-01 20:00:00 -03:30", "UTC", (2026, 7, 1, 23, 30)),
        ("2026-07-01T20:00:00+02:00", "UTC", (2026, 7, 1, 18)),
        ("2026-07-01 20:00:00", "Europe/Berlin", (2026, 7, 1, 20)),
        ("2026-07-01 20:00:00 PDT", "Europe/Berlin", None),
        ("2026-07-01 20:00:00 XYZ", "UTC", None),
        ("2026-07-01 20:00:00 XYZ", "No/Where", None),
    ],
)
def test_zones_of_timestamps(tmp_path, text, zone, time):
    (tmp_path / "timestamp.txt").write_text(text)
    found, undated = read_timestamp(tmp_path, zone)
    assert found == (time and datetime.datetime(*time))
    if not time:
        said = f"timestamp.txt names no time ({text}), so the work counts as handed in on time."
        assert str(undated) == said


@pytest.mark.slow
def test_a_typed_autograde_counts_the_same_time(course, right):
    """nbgrader itself would read the summer's time as UTC, two hours later than it was."""
    config = course.folder / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.Exchange.timezone = 'Europe/Berlin'\n")
    course.submit("ann", course.answered(**right)).with_name("timestamp.txt").write_text(
        "2026-07-01 20:00:00 CEST"
    )
    settings = course_config(course.folder)
    theirs = CourseDirectory(config=settings, assignment_id="means")
    run(Autograde(coursedir=theirs, config=settings, force=True))
    directory = course_directory(course_config(course.folder), "means", root=course.folder)
    with open_gradebook(directory) as book:
        assert book.find_submission("means", "ann").timestamp == datetime.datetime(2026, 7, 1, 18)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["at once", "one by one"])
def test_a_class_with_odd_timestamps_is_marked(course, right, way):
    if way == "one by one":
        config = course.folder / "nbgrader_config.py"
        config.write_text(config.read_text() + "c.NotebookExporter.file_extension = '.ipynb'\n")
    for student, raw in (("bom", b"\xef\xbb\xbf2026-10-31 23:59:00 UTC"), ("odd", b"soon"), ("plain", None)):
        path = course.submit(student, course.answered(**right)).with_name("timestamp.txt")
        if raw:
            path.write_bytes(raw)
    reports = {row.student: row for row in grade_course(course.folder, course.assignment)}
    assert {(row.status, row.score) for row in reports.values()} == {(Status.GRADED, 6.5)}
    looks = {name: [str(said) for said in row.review] for name, row in reports.items() if row.review}
    assert looks == {"odd": ["timestamp.txt names no time (soon), so the work counts as handed in on time."]}
    directory = course_directory(course_config(course.folder), "means", root=course.folder)
    with open_gradebook(directory) as book:
        stamps = {name: book.find_submission("means", name).timestamp for name in reports}
    assert stamps == {"bom": TIME, "odd": None, "plain": datetime.datetime(2026, 1, 2, 3, 4, 5)}
