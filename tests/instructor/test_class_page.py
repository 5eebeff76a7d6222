"""The class page for three hundred students: small, silent, readable for everyone, and honest."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from autograder.assignment import find_assignment
from autograder.instructor.class_page import class_page, write_class_csv, write_class_json, write_class_page
from autograder.instructor.class_report import MENDED, summarize
from autograder.marking.mistakes import read_mistakes
from autograder.marking.rubric import collect
from autograder.marking.versions import versions
from autograder.report import Status
from autograder.sentences import Sentence

from .synthetic import drawn_class

COURSE = Path(__file__).resolve().parents[2]
ASSIGNMENT = find_assignment(COURSE, "batchnorm")


@pytest.fixture(scope="module")
def class_of_300():
    return drawn_class(ASSIGNMENT, 300)


def summed_up(everyone, **settings):
    folder = ASSIGNMENT.folder
    known = {"rubric": collect(ASSIGNMENT), "catalogue": read_mistakes(folder), "now": versions(ASSIGNMENT)}
    return summarize(ASSIGNMENT, everyone, **{**known, **settings})


@pytest.mark.slow
def graded(standings):
    return sum(row.report is not None and row.report.status is Status.GRADED for row in standings)


def missing(standings):
    return sum(not row.submitted for row in standings)


@pytest.mark.parametrize("anonymous", [False, True])
def test_three_hundred_students_on_one_page(class_of_300, browser, tmp_path, anonymous):
    report = summed_up(class_of_300, anonymous=anonymous)
    path = tmp_path / "class.html"
    write_class_page(report, path, date="2026-01-10")
    assert path.stat().st_size < 2_000_000

    context = browser.new_context(viewport={"width": 1100, "height": 900})
    context.set_default_timeout(120_000)  # a busy machine is no failure
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    assert (said, asked) == ([], [path.as_uri()])
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.locator("#states ~ table tbody tr").all_inner_texts() == [
        f"graded\t{graded(class_of_300)}\tmarked",
        f"load-error\t{300 - graded(class_of_300) - missing(class_of_300)}\tthe file cannot be read; a person"
        " should look",
        f"missing\t{missing(class_of_300)}\tnothing was handed in",
        "error\t0\tthe grader failed; nobody loses a point by it",
    ]
    assert page.locator("#criteria ~ table tbody tr:has(.short)").count() == len(report.items) == 30
    page.set_viewport_size({"width": 360, "height": 700})
    page.reload()  # as a telephone opens it
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_without_names_nobody_is_named_anywhere(class_of_300, tmp_path):
    loud = class_of_300[:40]
    loud += [replace(loud[5], student="student900", penalty=1.0, seconds_late=4000.0)]
    report = summed_up(loud, anonymous=True)
    assert report.late
    assert report.look
    assert report.misunderstandings
    write_class_csv(report, tmp_path / "class.csv")
    write_class_json(report, tmp_path / "class.json")
    for text in (
        class_page(report, date="today"),
        (tmp_path / "class.csv").read_text(),
        (tmp_path / "class.json").read_text(),
    ):
        assert "student0" not in text
        assert "student900" not in text
        assert "/nowhere" not in text
    assert "student0" in class_page(summed_up(loud), date="today")


def test_all_three_forms_say_the_same(class_of_300, tmp_path):
    report = summed_up(class_of_300)
    write_class_csv(report, tmp_path / "class.csv")
    write_class_json(report, tmp_path / "class.json")
    data = json.loads((tmp_path / "class.json").read_text())
    lines = list(csv.DictReader((tmp_path / "class.csv").read_text(encoding="utf-8").splitlines()))
    value = {(line["part"], line["exercise"], line["name"], line["measure"]): line["value"] for line in lines}
    there, away = graded(class_of_300), missing(class_of_300)
    assert data["states"] == {
        "graded": there,
        "load-error": 300 - there - away,
        "missing": away,
        "error": 0,
    }
    assert float(value["score", "", "automatic", "mean"]) == data["mean"] == report.mean
    first = data["items"][0]
    key = "criterion", first["exercise"], first["name"]
    assert float(value[*key, "share earned"]) == first["share"]
    assert float(value[*key, "discrimination"]) == first["discrimination"]
    top = data["misunderstandings"][0]
    assert int(value["mistake", "", top["id"], "students"]) == len(top["students"])
    assert f"{len(top['students'])} students of {there} did this" in class_page(report, date="today")


def test_what_is_not_fresh_or_not_marked_is_said(class_of_300):
    now = {**versions(ASSIGNMENT), "check_1_forward.py": "another"}
    everyone = [replace(row, report=None) if row.student == "student001" else row for row in class_of_300]
    report = summed_up(everyone, now=now)
    assert (report.unmarked, report.stale, report.stale_parts) == (1, graded(everyone), ("check_1_forward.py",))
    text = " ".join(class_page(report, date="today").split())
    assert (
        f"{graded(everyone)} marks were given with something else than is there now (check_1_forward.py)."
        in text
    )
    assert "Run <code>autograder regrade batchnorm --diff</code>." in text
    assert "1 submission is not marked yet. Run <code>autograder grade batchnorm</code>." in text
    # Hints of known mistakes and another NumPy move no mark.
    assert summed_up(class_of_300, now={**versions(ASSIGNMENT), "mistakes": "x", "numpy": "y"}).stale == 0


def test_a_small_class_is_told_that_it_is_small(class_of_300):
    report = summed_up(class_of_300[:12])
    assert f"too few ({report.marked} of 20)" in class_page(report, date="today")
    assert {item.discrimination for item in report.items} == {None}


def test_an_empty_class_has_a_page():
    text = class_page(summed_up([]), date="today")
    for words in (
        "Nothing is marked yet.",
        "No known mistake was named.",
        "Nobody needs a look.",
        "Nothing was late.",
    ):
        assert words in text


def test_what_students_wrote_is_text_on_the_page(class_of_300):
    one = next(row for row in class_of_300 if row.report and row.report.status is Status.LOAD_ERROR)
    bad = replace(
        one, report=replace(one.report, why=Sentence("<script>steal()</script>\x1b[31m"), student="<b>eve</b>")
    )
    text = class_page(summed_up([bad]), date="today")
    assert "<script" not in text
    assert "<b>eve" not in text
    assert "\x1b" not in text
    assert "&lt;script&gt;steal()&lt;/script&gt;" in text


def test_mended_work_that_lost_points_is_worth_a_look(class_of_300):
    report = summed_up(class_of_300)
    mended = [row for row in class_of_300 if row.report and row.report.repairs and row.report.score < 50]
    assert [look.student for look in report.look if look.why.startswith(str(MENDED))] == [
        row.student for row in mended
    ]
    assert mended
