"""Late days in a real gradebook: what the budget covers, what extensions move, what a further day costs."""

from __future__ import annotations

import datetime

import pytest
from nbgrader.converters import Autograde

from autograder.errors import AssignmentError, HostError
from autograder.instructor.grade_class import grade_course
from autograder.instructor.late_days import late_days, late_table
from autograder.instructor.regrade import apply, difference
from autograder.nbgrader.fast import whole_class
from autograder.nbgrader.gradebook import scores
from autograder.nbgrader.host import course_config, course_directory, open_gradebook, run
from autograder.nbgrader.lateness import DAY, Account, Delay, LateDays, find_zone, read_extensions, spend
from autograder.tables import console

DUE = datetime.datetime(2026, 1, 2, 3, 4, 5)  # when the submissions of these tests are handed in
HOUR = datetime.timedelta(hours=1)
SETTINGS = """
c.AssignLatePenalties.plugin_class = "autograder.nbgrader.lateness.LateDays"
c.LateDays.budget = 2
c.LateDays.per_day = 0.1
"""


def test_days_are_taken_in_the_order_of_the_dates_due():
    later = Delay("b", DUE + 24 * HOUR, 1.5 * DAY)
    first = Delay("a", DUE, 2 * DAY)
    assert spend([later, first], 3) == (Account("a", 2, 2, 0), Account("b", 2, 1, 1))
    assert spend([later, first], 0) == (Account("a", 2, 0, 2), Account("b", 2, 0, 2))


@pytest.mark.parametrize(
    ("seconds", "grace", "days"),
    [(0, 0, 0), (1, 0, 1), (DAY, 0, 1), (DAY + 1, 0, 2), (600, 600, 0), (601, 600, 1)],
)
def test_a_day_that_has_begun_counts(seconds, grace, days):
    (account,) = spend([Delay("a", DUE, seconds)], 0, grace)
    assert account.days == days


@pytest.mark.parametrize(("zone", "days"), [("UTC", 2), ("America/New_York", 1), ("Europe/Berlin", 2)], ids=str)
def test_the_day_on_which_summer_time_ends_is_one_day(monkeypatch, zone, days):
    """Due on Saturday at 18:00 in New York, handed in on Sunday at 17:45 there: after 24.75 hours."""
    due = datetime.datetime(2026, 10, 31, 22, 0)
    handed_in = datetime.datetime(2026, 11, 1, 22, 45)
    plugin = LateDays()
    plugin.timezone = zone
    monkeypatch.setattr(plugin, "_terms", lambda student: [("a", due, handed_in, None)])
    (account,) = plugin.accounts("ann")
    assert account.days == days
    told = (handed_in - due).total_seconds()
    assert plugin.accounts("ann", {"a": told}) == (account,)


def test_an_unknown_zone_is_refused():
    with pytest.raises(AssignmentError) as caught:
        find_zone("Berlin")
    assert str(caught.value) == (
        'c.LateDays.timezone: "Berlin" is no time zone here; write one such as Europe/Berlin.'
    )


def test_extensions_are_read_or_refused_by_line(tmp_path):
    path = tmp_path / "extensions.csv"
    path.write_text("student;assignment;days;reason\nann;means;1,5;ill\nbob;means;2;\n")
    assert read_extensions(path) == {("ann", "means"): 1.5, ("bob", "means"): 2.0}
    path.write_text(
        "student,assignment,days\nann,means,soon\nbob,,1\nann,means,1\ncat,means,nan\ncat,means,1\ncat,means,2\n"
    )
    with pytest.raises(AssignmentError) as caught:
        read_extensions(path)
    assert str(caught.value).splitlines()[1:] == [
        '  line 2: "soon" is no number of days, such as 2 or 0.5.',
        "  line 3: it needs a student and an assignment.",
        '  line 5: "nan" is no number of days, such as 2 or 0.5.',
        "  line 7: cat has an extension for means in another line already.",
    ]


@pytest.fixture
def late(course, right):
    """Handed in 1.5 days after the date due, with two days of budget and one spent on an assignment before."""
    config = course.folder / "nbgrader_config.py"
    config.write_text(config.read_text() + SETTINGS)
    for student in ("ann", "bob"):
        course.submit(student, course.answered(**right))
    with gradebook(course) as book:
        book.find_assignment("means").duedate = DUE - 36 * HOUR
        book.add_assignment("earlier", duedate=DUE - 240 * HOUR)
        for student in ("ann", "bob"):
            book.add_student(student)
        book.add_submission("earlier", "ann", timestamp=DUE - 220 * HOUR)
        book.db.commit()
    return course


def gradebook(course):
    return open_gradebook(course_directory(course_config(course.folder), "means", root=course.folder))


def penalties(course):
    return {row.student: row.late_penalty for row in scores(course.folder, course.assignment)}


def extend(course, text):
    (course.folder / "extensions.csv").write_text("student,assignment,days\n" + text)
    config = course.folder / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.LateDays.extensions = "extensions.csv"\n')


@pytest.mark.slow
def test_the_budget_of_the_term_then_a_part_of_the_points(late, monkeypatch):
    monkeypatch.setattr(whole_class, "grade_student", None)  # all are written at once
    grade_course(late.folder, late.assignment)
    assert penalties(late) == {"ann": 0.65, "bob": 0.0}  # ann: two days begun, one left; a tenth of 6.5


@pytest.mark.slow
def test_a_typed_autograde_takes_the_same(late):
    directory = course_directory(course_config(late.folder), "means", root=late.folder)
    run(Autograde(coursedir=directory, config=course_config(late.folder), force=True))
    assert penalties(late) == {"ann": 0.65, "bob": 0.0}


@pytest.mark.slow
def test_the_longer_extension_counts(late, capsys):
    grade_course(late.folder, late.assignment)
    extend(late, "ann,earlier,1\n")
    rows = {(row.student, row.account.assignment): row for row in late_days(late.folder)}
    assert rows["ann", "means"].account == Account("means", 2, 2, 0)
    assert ("ann", "earlier") not in rows
    console().print(late_table(tuple(rows.values())))
    out = capsys.readouterr().out
    assert "0.65 (now: 0)" in out
    assert "To write the penalty of now: autograder grade means" in out
    grade_course(late.folder, late.assignment)
    assert penalties(late) == {"ann": 0.0, "bob": 0.0}
    assert not any(row.is_stale for row in late_days(late.folder))
    with gradebook(late) as book:
        book.grant_extension("means", "bob", days=2)
        book.db.commit()
    assert [row.student for row in late_days(late.folder)] == ["ann"]


@pytest.mark.slow
def test_points_by_hand_stay_where_a_penalty_comes_and_goes(late):
    grade_course(late.folder, late.assignment)
    with gradebook(late) as book:
        grade = book.find_grade("why", "means", "means", "ann")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        book.find_comment("why", "means", "means", "ann").manual_comment = "Well said."
        book.db.commit()
    grade_course(late.folder, late.assignment)
    assert penalties(late)["ann"] == 0.85  # of 8.5
    extend(late, "ann,means,2\n")
    diff = difference(late.folder, late.assignment)
    assert (diff.students, apply(late.folder, late.assignment, diff)) == ((), ())
    assert penalties(late)["ann"] == 0.0
    with gradebook(late) as book:
        assert book.find_submission("means", "ann").score == 8.5
        assert book.find_comment("why", "means", "means", "ann").manual_comment == "Well said."


@pytest.mark.slow
def test_a_wrong_file_of_extensions_costs_nobody_a_point(late):
    grade_course(late.folder, late.assignment)
    before = penalties(late)
    extend(late, "ann,means,soon\n")
    with pytest.raises(AssignmentError, match="line 2"):
        late_days(late.folder)
    try:
        reports = grade_course(late.folder, late.assignment)
    except (AssignmentError, HostError) as error:
        said = [str(error)]
    else:
        said = [row.message for row in reports if row.student == "ann"]
    assert any("extensions.csv" in text for text in said)
    assert penalties(late)["bob"] == before["bob"]


@pytest.mark.slow
def test_without_the_plugin_the_line_is_named(course):
    with pytest.raises(AssignmentError, match=r"counts no late days; add to its nbgrader_config.py"):
        late_days(course.folder)
