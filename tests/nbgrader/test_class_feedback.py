"""`autograder feedback` leaves what `nbgrader generate_feedback` leaves, and says what became of each page."""

from __future__ import annotations

import os
import shutil
import stat

import pytest
from nbgrader.apps.api import NbGraderAPI

from autograder.instructor.grade_class import grade_course
from autograder.instructor.round.class_feedback import feedback_course
from autograder.nbgrader.host import course_config, course_directory
from autograder.nbgrader.pages_of_class import page_files
from autograder.nbgrader.pages_of_class.class_pages import Page, PageState
from autograder.nbgrader.pages_of_class.page_files import PAGE_MODE, PageFolder, PagePlan, PageTask

from ..typed import typed
from .conftest import Course
from .test_same_as_typed import files as files_of
from .test_same_as_typed import fill, mark_by_hand, open_book


def by_nbgrader(course):
    config = course_config(course.folder)
    directory = course_directory(config, "means", root=course.folder)
    done = NbGraderAPI(coursedir=directory, config=config).generate_feedback("means", force=True)
    assert done["success"], done
    return files_of(course, "feedback")


@pytest.mark.slow
def test_every_file_is_nbgraders_for_a_class_of_every_state(course, right, tmp_path):
    fill(course, right)
    grade_course(course.folder, course.assignment)
    mark_by_hand(course)
    with open_book(course) as book:
        comment = book.find_comment("why", "means", "means", "bob")
        comment.manual_comment = "A **good** start.\n\n$x$ <script>"
        book.db.commit()
    shutil.copytree(course.folder, tmp_path / "other", symlinks=True)
    said = []
    pages = feedback_course(course.folder, course.assignment, jobs=2, say=said.append)
    theirs = by_nbgrader(Course(tmp_path / "other"))
    assert said == []
    assert files_of(course, "feedback") == theirs
    assert len([name for name in theirs if name.endswith(".html")]) == 11
    assert {page.state for page in pages if page.student != "tom"} == {PageState.WRITTEN}
    assert Page("tom", PageState.MISSING) in pages  # who is enrolled and handed in nothing
    # in this process alone, and over what is there: the same
    feedback_course(course.folder, course.assignment, force=True)
    assert files_of(course, "feedback") == theirs


@pytest.fixture
def marked(course, right):
    for student in ("ann", "bob", "cyd"):
        course.submit(student, course.answered(**right))
    grade_course(course.folder, course.assignment)
    feedback_course(course.folder, course.assignment)
    return course


def states(course, **options):
    return {page.student: page.state for page in feedback_course(course.folder, course.assignment, **options)}


def page_of(course, student):
    return course.folder / "feedback" / student / "means" / "means.html"


def test_a_page_that_is_right_is_kept_and_any_other_is_written(marked, right):
    kept, written = PageState.KEPT, PageState.WRITTEN
    before = files_of(marked, "feedback")
    assert states(marked) == {"ann": kept, "bob": kept, "cyd": kept}
    # a mark by hand, a page that somebody changed, work that was handed in anew
    with open_book(marked) as book:
        book.find_grade("why", "means", "means", "ann").manual_score = 2.0
        book.db.commit()
    assert states(marked) == {"ann": written, "bob": kept, "cyd": kept}
    page_of(marked, "bob").write_text("something else")
    marked.submit("cyd", marked.answered(mean_rows=right["mean_rows"]))
    grade_course(marked.folder, marked.assignment)
    assert states(marked) == {"ann": kept, "bob": written, "cyd": written}
    assert page_of(marked, "bob").read_bytes() == before["feedback/bob/means/means.html"][1]
    # a file beside the marked notebook, a page that is gone, a record that is gone
    beside = marked.folder / "autograded/ann/means/more.txt"
    beside.write_text("more")
    page_of(marked, "bob").unlink()
    assert states(marked) == {"ann": written, "bob": written, "cyd": kept}
    assert page_of(marked, "ann").with_name("more.txt").read_text() == "more"
    beside.unlink()
    assert states(marked) == {"ann": written, "bob": kept, "cyd": kept}
    assert not page_of(marked, "ann").with_name("more.txt").exists()
    (marked.folder / "reports/means/.pages").write_text("[{")
    assert set(states(marked).values()) == {written}
    # the course's configuration, which pages rest on
    config = marked.folder / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.HTMLExporter.exclude_input_prompt = True\n")
    assert set(states(marked).values()) == {written}
    assert states(marked, force=True, students=["bob"]) == {"bob": written}


def test_a_file_that_all_have_lies_once_on_the_disk_and_changes_for_one_alone(tmp_path, monkeypatch):
    pages = PageFolder(PagePlan(tmp_path, "means", ()))
    first = tmp_path / "autograded/ann/a.csv"

    def written(student):
        marked, to = (tmp_path / step / student for step in ("autograded", "feedback"))
        assert pages.write(f"page of {student}", PageTask(student, marked, to, None, "")) is None
        assert stat.S_IMODE((to / "a.csv").stat().st_mode) == PAGE_MODE
        return to / "a.csv"

    for student in ("ann", "bob", "cyd"):
        folder = tmp_path / "autograded" / student
        folder.mkdir(parents=True)
        os.link(first, folder / "a.csv") if first.exists() else first.write_text("1,2")
    ann, bob = written("ann"), written("bob")
    assert ann.samefile(bob)
    # Somebody's own file takes the place of what all had, then that one goes.
    (tmp_path / "autograded/bob/a.csv").unlink()
    (tmp_path / "autograded/bob/a.csv").write_text("3,4")
    assert written("bob").read_text() == "3,4"
    assert ann.read_text() == "1,2"
    ann.unlink()
    assert written("cyd").read_text() == "1,2"

    def no_links(*_):
        raise PermissionError("no links on this disk")

    monkeypatch.setattr(os, "link", no_links)
    assert written("ann").read_text() == "1,2"
    assert {path.read_text() for path in tmp_path.glob("feedback/*/means.html")} == {
        f"page of {student}" for student in ("ann", "bob", "cyd")
    }


def test_one_students_trouble_is_one_students(marked):
    (marked.folder / "autograded/ann/means/means.ipynb").chmod(0o644)
    (marked.folder / "autograded/ann/means/means.ipynb").write_text("{")
    shutil.rmtree(marked.folder / "autograded/bob")
    done = typed("feedback", "means", folder=marked.folder)
    assert done.returncode == 1
    first, unmarked, failed = done.stdout.splitlines()
    assert first == "pages: 0 written, 1 as they should be"
    assert unmarked == "no page, as nothing is marked yet: bob. Run: autograder grade means"
    assert failed.startswith("no page: ann: ")
    assert "Traceback" not in done.stdout
    assert not page_of(marked, "ann").exists()  # its marks are old
    with open_book(marked) as book:
        book.add_student("zoe")
    grade_course(marked.folder, marked.assignment, force=True)
    done = typed("feedback", "means", folder=marked.folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "pages: 3 written, 0 as they should be",
        "no page, as nothing was handed in: zoe",
    ]
    done = typed("feedback", "means", "--student", "bobby", folder=marked.folder)
    assert done.returncode == 2
    assert '"bobby" is not enrolled' in done.stderr


def test_who_fails_in_our_way_is_left_to_nbgraders_own(marked, monkeypatch):
    theirs = by_nbgrader(marked)

    def fails(self, task):
        raise RuntimeError(task.student)

    monkeypatch.setattr(page_files._Setter, "page", fails)
    assert set(states(marked, force=True).values()) == {PageState.WRITTEN}
    assert files_of(marked, "feedback") == theirs


def test_settings_of_its_steps_leave_the_pages_to_nbgrader(marked):
    config = marked.folder / "nbgrader_config.py"
    text = config.read_text()
    said = []
    for line in (
        "c.GenerateFeedback.permissions = 640",
        "c.GenerateFeedback.preprocessors.append('nbgrader.preprocessors.ClearOutput')",
        "c.HTMLExporter.preprocessors.append('nbgrader.preprocessors.ClearOutput')",
        "c.GenerateFeedback.exporter_class = 'nbconvert.exporters.HTMLExporter'",
        "c.CourseDirectory.student_id_exclude = 'zoe'",
    ):
        config.write_text(f"{text}\n{line}\n")
        feedback_course(marked.folder, marked.assignment, ["ann"], force=True, say=said.append)
    start = "nbgrader's own converter sets the pages, one student after the other, because"
    assert said == [
        f"{start} the course's configuration sets c.GenerateFeedback.permissions.",
        f"{start} the course's configuration changes c.GenerateFeedback.preprocessors.",
        f"{start} the course's configuration changes c.HTMLExporter.preprocessors.",
        f"{start} the course's configuration changes c.GenerateFeedback.exporter_class.",
        f"{start} the course's configuration sets c.CourseDirectory.student_id_exclude.",
    ]
    config.write_text(text)
    by_nbgrader(marked)


def test_a_page_costs_few_questions_and_a_kept_one_none_of_its_own(marked, monkeypatch):
    """Counted, as seconds would tell of the machine: statements for a class of three and of one are as many."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    statements = []
    listener = lambda *given: statements.append(given[2])  # noqa: E731
    event.listen(Engine, "before_cursor_execute", listener)
    try:
        counts = []
        for students, force in ((["ann"], False), (None, False), (["ann"], True), (None, True)):
            statements.clear()
            feedback_course(marked.folder, marked.assignment, students, force=force)
            counts.append(len(statements))
    finally:
        event.remove(Engine, "before_cursor_execute", listener)
    assert len(set(counts)) == 1, counts
