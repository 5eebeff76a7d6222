"""The page of a regrade: exactly those whom a check concerns, and readable for everyone."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from rich.console import Console

from autograder.assignment import find_assignment
from autograder.instructor.regrade import compare_reports
from autograder.instructor.regrade_page import difference_table, summary, write_difference_page
from autograder.report import Outcome, Status
from autograder.sentences import NOTHING, speaking
from autograder.translation.shown import words_for

from ..languages.untranslated import english_in, english_on
from .synthetic import drawn_class

ASSIGNMENT = find_assignment(Path(__file__).resolve().parents[2], "batchnorm")
MENDED = "batchnorm_forward", "running mean"


def forgiving(report):
    """The report that a check gives which lets everyone pass."""
    rows = (
        replace(row, earned=row.points, outcome=Outcome.PASSED, found=NOTHING)
        if (row.exercise, row.name) == MENDED and row.outcome is Outcome.FAILED
        else row
        for row in report.criteria
    )
    return replace(report, criteria=tuple(rows))


def failed(report):
    return any((row.exercise, row.name) == MENDED and row.outcome is Outcome.FAILED for row in report.criteria)


def regraded():
    """A class of 300 without those who are missing, and its reports by the mended check."""
    everyone = [row for row in drawn_class(ASSIGNMENT, 300) if row.report]
    return everyone, compare_reports(ASSIGNMENT, [(row, forgiving(row.report)) for row in everyone])


def test_exactly_those_who_failed_the_check_are_listed():
    everyone, diff = regraded()
    concerned = [row for row in everyone if failed(row.report)]
    assert [row.student for row in diff.students] == [row.student for row in concerned]
    assert len(concerned) > 100
    assert diff.by_criterion == {MENDED: (len(concerned), 0)}
    by_hand = {
        row.student
        for row in concerned
        if any(cell.name == MENDED[0] and cell.manual is not None for cell in row.cells)
    }
    assert {row.student for row in diff.kept_by_hand} == by_hand
    assert {row.student for row in diff.students} - {row.student for row in diff.changed} == by_hand
    assert by_hand
    assert {row.mark[1] - row.mark[0] for row in diff.changed} == {1.0}
    number = len(diff.changed)
    assert summary(diff)[0] == (
        f"{len(everyone)} submissions and absences were compared. {number} marks move, {number} of them up."
    )


def test_a_load_error_that_becomes_readable_is_a_move_of_state():
    everyone, _ = regraded()
    unread = next(row for row in everyone if row.report.status is Status.LOAD_ERROR)
    graded = next(row for row in everyone if row.report.status is Status.GRADED)
    diff = compare_reports(ASSIGNMENT, [(unread, graded.report)])
    assert diff.students[0].state == (Status.LOAD_ERROR, Status.GRADED)
    assert diff.worths == ()


MADE_UP = {r"entries differ: at [^<│]*": "what the students of the drawn class are told"}


def test_everything_is_said_in_the_language_of_who_asks(tmp_path):
    everyone = [row for row in drawn_class(ASSIGNMENT, 60) if row.report]
    with speaking(words_for(ASSIGNMENT, "zh")):
        diff = compare_reports(ASSIGNMENT, [(row, forgiving(row.report)) for row in everyone])
        write_difference_page(diff, ASSIGNMENT, tmp_path / "diff.html", applied=False)
        out = io.StringIO()
        Console(file=out, width=120).print(difference_table(diff, ASSIGNMENT))
    page = (tmp_path / "diff.html").read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in page
    assert "batchnorm_forward：滑动均值" in page
    assert english_on(page, meant=MADE_UP) == []
    assert english_in(out.getvalue(), meant=MADE_UP) == []


@pytest.mark.slow
def test_the_page_in_a_browser(browser, tmp_path):
    _, diff = regraded()
    path = tmp_path / "diff.html"
    write_difference_page(diff, ASSIGNMENT, path, applied=True)
    assert path.stat().st_size < 2_000_000
    context = browser.new_context(viewport={"width": 1100, "height": 900})
    context.set_default_timeout(120_000)  # a busy machine is no failure
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert (said, asked) == ([], [path.as_uri()])
    assert page.get_by_text("The gradebook holds the new marks.").count() == 1
    assert page.locator("table tbody").count() == len(diff.students)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()
