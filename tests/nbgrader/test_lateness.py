"""Late days in a real gradebook: what the budget covers, what extensions move, what a further day costs."""

from __future__ import annotations

import datetime
import shutil
import unicodedata

import pytest
from nbgrader.converters import Autograde

from autograder.errors import AssignmentError, HostError
from autograder.instructor.grade_class import grade_course
from autograder.instructor.late_days import late_days, late_table, who_is_late
from autograder.instructor.regrade import apply, difference
from autograder.nbgrader.fast import whole_class
from autograder.nbgrader.gradebook import scores
from autograder.nbgrader.host import course_config, course_directory, open_gradebook, run
from autograder.nbgrader.lateness import (
    DAY,
    Account,
    Delay,
    LateDays,
    find_zone,
    moved_due,
    read_extensions,
    seconds_late,
    spend,
)
from autograder.tables import Lateness, class_table, console

from .conftest import RIGHT

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


BERLIN, NEW_YORK = find_zone("Europe/Berlin"), find_zone("America/New_York")


def utc(*moment, zone):
    """A moment that a clock in the zone shows, in UTC without saying so, as the gradebook has it."""
    return datetime.datetime(*moment, tzinfo=zone).astimezone(datetime.UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("zone", "due", "handed_in", "hours"),
    [
        # Summer time ends: the day has 25 hours, and counts as one of 24.
        (BERLIN, (2026, 10, 24, 20, 0), (2026, 10, 25, 20, 0), 24),
        (BERLIN, (2026, 10, 24, 20, 0), (2026, 10, 25, 20, 1), 24 + 1 / 60),
        (NEW_YORK, (2026, 10, 31, 20, 0), (2026, 11, 1, 19, 30), 23.5),
        # It begins: the day has 23 hours.
        (BERLIN, (2026, 3, 28, 20, 0), (2026, 3, 29, 20, 0), 24),
        (NEW_YORK, (2026, 3, 7, 20, 0), (2026, 3, 8, 20, 30), 24.5),
        # The hour that is shown twice: what comes after the date due is late, and what comes before it is not.
        (BERLIN, (2026, 10, 25, 2, 30), (2026, 10, 25, 2, 15, 0, 0, "again"), 0.75),
        (BERLIN, (2026, 10, 25, 2, 15, 0, 0, "again"), (2026, 10, 25, 2, 45), 0),
        (BERLIN, (2026, 10, 25, 1, 59), (2026, 10, 25, 2, 1), 2 / 60),
        # In time, and not handed in at all.
        (BERLIN, (2026, 10, 25, 20, 0), (2026, 10, 25, 19, 59), 0),
        (BERLIN, (2026, 10, 25, 20, 0), None, 0),
    ],
)
def test_hours_late_are_those_of_the_clock_on_the_wall(zone, due, handed_in, hours):
    def moment(shown):
        if shown and shown[-1] == "again":
            again = datetime.datetime(*shown[:-1], tzinfo=zone).replace(fold=1)
            return again.astimezone(datetime.UTC).replace(tzinfo=None)
        return shown and utc(*shown, zone=zone)

    assert seconds_late(moment(due), moment(handed_in), zone) == pytest.approx(hours * 3600)


@pytest.mark.parametrize(
    ("granted", "days", "due"),
    [
        (0, 0, (2026, 10, 24, 20, 0)),
        (0, 1, (2026, 10, 25, 20, 0)),  # at the same time of the day
        (24, 0, (2026, 10, 25, 19, 0)),  # what formgrader shows: nbgrader adds 24 hours
        (24, 1, (2026, 10, 25, 20, 0)),
        (48, 1, (2026, 10, 26, 19, 0)),
        (0, 0.5, (2026, 10, 25, 8, 0)),
    ],
)
def test_the_later_of_two_extensions_moves_the_date_due(granted, days, due):
    start = utc(2026, 10, 24, 20, 0, zone=BERLIN)
    moved = moved_due(start, datetime.timedelta(hours=granted), days, BERLIN)
    assert moved == utc(*due, zone=BERLIN)


@pytest.mark.parametrize(("zone", "days"), [("UTC", 2), ("America/New_York", 1), ("Europe/Berlin", 2)], ids=str)
def test_the_day_on_which_summer_time_ends_is_one_day(monkeypatch, zone, days):
    """Due on Saturday at 18:00 in New York, handed in on Sunday at 17:45 there: after 24.75 hours."""
    due = datetime.datetime(2026, 10, 31, 22, 0)
    handed_in = datetime.datetime(2026, 11, 1, 22, 45)
    plugin = LateDays()
    plugin.timezone = zone
    monkeypatch.setattr(plugin, "_terms", lambda _: {"ann": [("a", due, handed_in, None)]})
    (account,) = plugin.accounts("ann")
    assert account.days == days
    told = (handed_in - due).total_seconds()
    assert plugin.accounts("ann", {"a": told}) == (account,)


@pytest.mark.parametrize("day", [(3, 28), (10, 24)])
@pytest.mark.parametrize("granted", [0, 24, 48])
def test_whom_nbgrader_calls_in_time_is_never_charged(monkeypatch, day, granted):
    """nbgrader asks for a penalty only of those who are late by its own reckoning."""
    due = utc(2026, *day, 20, 0, zone=BERLIN)
    plugin = LateDays()
    plugin.timezone = "Europe/Berlin"
    for minutes in range(-120, 61 * 60, 30):
        handed_in = due + datetime.timedelta(minutes=minutes)
        extension = datetime.timedelta(hours=granted)
        monkeypatch.setattr(plugin, "_terms", lambda _, row=("a", due, handed_in, extension): {"ann": [row]})
        (account,) = plugin.accounts("ann")
        assert (account.days > 0) == (handed_in > due + extension), minutes


def test_an_unknown_zone_is_refused():
    with pytest.raises(AssignmentError) as caught:
        find_zone("Berlin")
    assert str(caught.value) == (
        'c.LateDays.timezone: "Berlin" is no time zone here; write one such as Europe/Berlin.'
    )


STUDENTS, ASSIGNMENTS = ("ann", "bob", "cat", "007", "zoë"), ("means", "medians")


def test_extensions_are_read_or_refused_by_line(tmp_path):
    path = tmp_path / "extensions.csv"
    other = unicodedata.normalize("NFD", "zoë")
    path.write_text(f"student;assignment;days;reason\nann;means;1,5;ill\nbob;means;2;\n{other};medians;0;\n")
    found = {("ann", "means"): 1.5, ("bob", "means"): 2.0, ("zoë", "medians"): 0.0}
    assert read_extensions(path, STUDENTS, ASSIGNMENTS) == found
    path.write_text(
        "student,assignment,days\nann,means,soon\nbob,,1\nann,means,1\ncat,means,nan\ncat,means,1\ncat,means,2\n"
        'anm,means,1\nann,mean,1\nbob,batchnorm,1\nbob,means,-1\n7,means,1\n="007",means,1\n1.23E+05,means,1\n'
        "7.0,means,1\nqqq,means,1\nbob,means,inf\nbob,means,2000\n,,\n"
    )
    with pytest.raises(AssignmentError) as caught:
        read_extensions(path, STUDENTS, ASSIGNMENTS)
    assert str(caught.value).splitlines() == [
        f"{path}: nothing was read, for these lines are wrong:",
        '  line 2: "soon" is no number of days, such as 2 or 0.5.',
        "  line 3: it needs a student and an assignment.",
        '  line 5: "nan" is no number of days, such as 2 or 0.5.',
        "  line 7: cat has an extension for means in another line already.",
        '  line 8: the course has no student "anm"; did you mean "ann"?',
        '  line 9: the course has no assignment "mean"; did you mean "means"?',
        '  line 10: the course has no assignment "batchnorm"; there is: means, medians.',
        '  line 11: "-1" is no number of days, such as 2 or 0.5.',
        '  line 12: the course has no student "7"; did you mean "007"?',
        '  line 13: ="007" is written for a spreadsheet; write 007.',
        '  line 14: "1.23E+05" is a number as a spreadsheet shortens it, and its last digits are lost; take it'
        " from where the list comes from, and format the column as text.",
        '  line 15: "7.0" is a number as a spreadsheet writes it; write 7.',
        '  line 16: the course has no student "qqq"; write another id, or enrol the student first.',
        '  line 17: "inf" is no number of days, such as 2 or 0.5.',
        '  line 18: "2000" is no number of days, such as 2 or 0.5.',
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


WRONG = [
    (
        'c.LateDays.extensions = "extensions.csv"',
        "ann,means,1\nbbo,means,1\n",
        "{}/extensions.csv: nothing was read, for this line is wrong:\n"
        '  line 3: the course has no student "bbo"; did you mean "bob"?',
    ),
    ('c.LateDays.extensions = "none.csv"', "", "{}/none.csv cannot be read (No such file or directory)."),
    (
        'c.LateDays.timezone = "Berlin"',
        "",
        'c.LateDays.timezone: "Berlin" is no time zone here; write one such as Europe/Berlin.',
    ),
]
"""What is wrong with the settings of late days: a setting, lines of the file, the sentence."""


@pytest.mark.slow
@pytest.mark.parametrize(("setting", "lines", "sentence"), WRONG, ids=["typo", "no file", "no zone"])
def test_what_is_wrong_with_late_days_stops_before_anybody_is_marked(late, caplog, setting, lines, sentence):
    """Wherever it is read, and nothing of anybody's is changed by it."""
    grade_course(late.folder, late.assignment)
    before, marked = penalties(late), late.folder / "autograded/ann/means/means.ipynb"
    stamp = marked.stat().st_mtime_ns
    (late.folder / "extensions.csv").write_text("student,assignment,days\n" + lines)
    config = late.folder / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}{setting}\n")
    sentence = sentence.format(late.folder)
    for command in (late_days, lambda course: grade_course(course, late.assignment, force=True)):
        with pytest.raises(AssignmentError) as caught:
            command(late.folder)
        assert str(caught.value) == sentence
    directory = course_directory(course_config(late.folder), "means", root=late.folder)
    with pytest.raises(HostError) as typed, caplog.at_level("ERROR"):
        run(Autograde(coursedir=directory, config=course_config(late.folder), force=True))
    assert str(typed.value) == sentence
    assert caplog.messages == [f"Nobody was marked, and no mark was changed. {sentence}"]
    assert (penalties(late), marked.stat().st_mtime_ns) == (before, stamp)


@pytest.mark.slow
def test_a_typed_run_with_a_plugin_that_is_not_there_ends_in_a_sentence(late):
    config = late.folder / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.AssignLatePenalties.plugin_class = "no.such.Plugin"\n')
    directory = course_directory(course_config(late.folder), "means", root=late.folder)
    with pytest.raises(HostError, match=r"nbgrader_config.py: a setting cannot be used \(TraitError: "):
        run(Autograde(coursedir=directory, config=course_config(late.folder), force=True))
    assert not (late.folder / "autograded").exists()


@pytest.mark.slow
def test_an_extension_may_come_before_the_release_and_before_the_work(late):
    """A student who is enrolled by handing in, and an assignment that has a folder and no rows yet."""
    shutil.copytree(late.folder / "solutions/means", late.folder / "solutions/medians")
    extend(late, "dan,medians,1\nann,medians,1\n")
    late.submit("dan", late.answered(**RIGHT))
    grade_course(late.folder, late.assignment)
    assert set(penalties(late)) == {"ann", "bob", "dan"}


@pytest.mark.slow
def test_paths_lie_in_the_course_wherever_one_stands(late, tmp_path, monkeypatch):
    """The file of extensions, the course's folder and the gradebook, written without the way to them."""
    config = late.folder / "nbgrader_config.py"
    text = config.read_text()
    assert "c.CourseDirectory.root = str(here)" in text
    config.write_text(
        text.replace(
            "c.CourseDirectory.root = str(here)",
            'c.CourseDirectory.root = "."\nc.CourseDirectory.db_url = "sqlite:///books/marks.db"',
        ).replace("configure(c, here)", 'configure(c, ".")')
    )
    (late.folder / "books").mkdir()
    (late.folder / "gradebook.db").rename(late.folder / "books/marks.db")
    extend(late, "ann,means,2\n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "extensions.csv").write_text("student,assignment,days\nbob,means,soon\n")
    monkeypatch.chdir(elsewhere)
    grade_course(late.folder, late.assignment)
    assert penalties(late) == {"ann": 0.0, "bob": 0.0}
    assert [row.student for row in late_days(late.folder)] == ["ann", "bob"]
    assert [path.name for path in elsewhere.iterdir()] == ["extensions.csv"]
    assert not (late.folder / "gradebook.db").exists()


@pytest.mark.slow
def test_the_table_of_grade_says_who_was_late_and_what_it_costs(late, capsys):
    extend(late, "bob,means,2\n")
    reports = grade_course(late.folder, late.assignment)
    found = who_is_late(late.folder, late.assignment)
    assert found == {"ann": Lateness("2 days", 0.65)}
    console().print(class_table(reports, title="Means", late=found))
    rows = [
        [cell.strip() for cell in line.strip("│").split("│")] for line in capsys.readouterr().out.splitlines()
    ]
    assert ["ann", "graded", "6.5/6.5", "2 days", "0.65", "everything is right"] in rows
    assert ["bob", "graded", "6.5/6.5", "", "", "everything is right"] in rows
    config = late.folder / "nbgrader_config.py"
    config.write_text(config.read_text() + "del c.AssignLatePenalties.plugin_class\n")
    found = who_is_late(
        late.folder, late.assignment
    )  # nbgrader's own way counts no days; the file is not its own
    assert found == {"ann": Lateness("36:00 h", 0.65), "bob": Lateness("36:00 h", 0.0)}
    with gradebook(late) as book:
        book.find_assignment("means").duedate = None
        book.find_submission("means", "ann").notebooks[0].late_submission_penalty = None
        book.db.commit()
    assert who_is_late(late.folder, late.assignment) == {}
    console().print(class_table(reports, title="Means", late={}))
    assert "penalty" not in capsys.readouterr().out


@pytest.mark.slow
def test_without_the_plugin_the_line_is_named(course):
    with pytest.raises(AssignmentError, match=r"counts no late days; add to its nbgrader_config.py"):
        late_days(course.folder)
