"""When work was handed in, as an editor may have saved it; what names no time ends no run."""

import datetime

import pytest

from autograder.instructor.grade_class import grade_course
from autograder.nbgrader.host import course_config, course_directory, open_gradebook
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


def test_no_timestamp_and_a_link_say_nothing(tmp_path):
    assert read_timestamp(tmp_path) == read_timestamp(tmp_path / "nowhere")
    (tmp_path / "timestamp.txt").symlink_to("/etc/hostname")
    found, undated = read_timestamp(tmp_path)
    assert (found, str(undated)) == (None, "")


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
