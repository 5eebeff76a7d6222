"""A sentence is data until it is shown, and nothing else in the engine rests on its words.

The proof: every sentence is replaced by one that nobody can read, and states, figures, progress and pages stay
as they were. Beside it, a look at the code itself: no statement searches, splits or compares what is said.
"""

import ast
import json
import pickle
import shutil
from contextlib import ExitStack
from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from string import Formatter

import numpy as np
import pytest
from rich.console import Console
from rich.table import Table

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.instructor.class_page import class_page, write_class_csv, write_class_json
from autograder.instructor.class_report import summarize
from autograder.instructor.standing import Standing
from autograder.instructor.statistics import misunderstandings, not_written, states, unexplained
from autograder.learner.check import hidden_report
from autograder.learner.progress import course_progress, progress_json
from autograder.learner.remarks import report_text
from autograder.learner.report_page import report_html
from autograder.marking.mistakes import read_mistakes
from autograder.nbgrader.marks import reasons
from autograder.report import Kind, from_json, to_json
from autograder.sentences import LANGUAGE, NOTHING, Sentence, from_data, say, say_all, show, speaking, to_data
from autograder.tables import SIGNS, report_table

from .test_architecture import FILES, PACKAGE

ROOT = Path(__file__).resolve().parents[1]

# Sentences by themselves


def test_it_is_shown_with_its_fields():
    assert str(say("{name} is not written yet.", name="softmax")) == "softmax is not written yet."
    assert f"{say('{x:.3g} of {n}', x=1 / 3, n=2)}" == "0.333 of 2"


def test_braces_of_a_student_are_never_read():
    assert str(say("{name} raised {text}.", name="f", text="{name} {0} {text.x} {")) == (
        "f raised {name} {0} {text.x} {."
    )
    assert str(Sentence("{name} {0} {")) == "{name} {0} {"


def test_a_sentence_within_a_sentence():
    inner = say("{number} lines", number=2)
    assert str(say("You wrote {what}.", what=inner)) == "You wrote 2 lines."


def test_several_are_one():
    one, two, three = (Sentence(text) for text in ("one.", "two.", "three."))
    assert str(say_all([one, NOTHING, two, three])) == "one. two. three."
    assert say_all([NOTHING, one]) is one
    assert say_all([]) == NOTHING
    assert not NOTHING
    assert one


def test_another_language():
    words = {
        "{name} raised {text}{where}.": "Fehler in {name}{where}: {text}.",
        " ({place})": " ({place}.)",
        "its text is not shown": "nicht gezeigt",
    }
    text = say("its text is not shown")
    said = say("{name} raised {text}{where}.", name="f", text=text, where=say(" ({place})", place="cell 1"))
    assert show(said, words) == "Fehler in f (cell 1.): nicht gezeigt."
    assert show(said) == "f raised its text is not shown (cell 1)."
    assert show(say("{x} stays.", x="its text is not shown"), words) == "its text is not shown stays."


@pytest.mark.parametrize("wrong", ["{other}", "{n:q}", "{n", "{n.gone}", "{0}"])
def test_a_translation_that_does_not_fit_is_passed_over(wrong):
    assert show(say("{n} lines", n=2), {"{n} lines": wrong}) == "2 lines"
    assert show(say(wrong, n=2)) == wrong


def test_the_fields_of_numpy_are_plain_numbers():
    said = say(
        "{a} {b} {c} {d} {e}",
        a=np.float64(0.5),
        b=np.int64(3),
        c=np.float32(2),
        d=np.str_("x"),
        e=ValueError("y"),
    )
    assert [type(value) for _, value in said.fields] == [float, int, float, str, str]
    assert str(said) == "0.5 3 2.0 x y"


def test_it_can_be_compared_hashed_pickled_and_kept_as_json():
    one = say("{a} {b}", a=float("inf"), b=say("{c}", c=True))
    assert one == say("{a} {b}", a=float("inf"), b=say("{c}", c=True)) != say("{a} {b}", a=1.0, b=NOTHING)
    assert len({one, pickle.loads(pickle.dumps(one))}) == 1
    assert from_data(json.loads(json.dumps(to_data(one), allow_nan=False))) == one


@pytest.mark.parametrize("data", [None, 3, "text", [3], ["a", {}, {}], ["a", 3], {"a": 1}, ["a", {"x": [3]}]])
def test_what_is_no_sentence_is_refused(data):
    with pytest.raises((TypeError, ValueError, AttributeError)):
        from_data(data)


def test_it_cannot_be_searched_or_split():
    said = say("f is not written yet.")
    with pytest.raises(TypeError):
        "written" in said  # noqa: B015
    assert SEARCHES.isdisjoint(dir(said))


# The proof: every sentence replaced


class Unreadable:
    """Words for every template: its letters from right to left; its fields are still in it."""

    def get(self, template, default):
        if template == LANGUAGE:
            return default
        try:
            pieces = list(Formatter().parse(template))
        except ValueError:
            return template[::-1]
        out = []
        for literal, name, spec, _ in reversed(pieces):
            field = "" if name is None else "{" + name + (f":{spec}" if spec else "") + "}"
            out.append(field + literal[::-1])
        return "".join(out)


SEVERAL = """
import numpy as np

def column_stats(x):
    mean = x.sum(axis=0) / x.shape[0]
    return mean, np.sqrt(((x - mean) ** 2).sum(axis=0) / x.shape[0])

def standardize(x, eps):
    raise NotImplementedError("write this part of standardize")

def ema_update(old, new, momentum):
    while True:
        pass

def welford(stream):
    raise NameError("name 'f' is not defined, and it is not written yet")

def merge_stats(a, b):
    return standardize(a, b)
"""
ENDS = SEVERAL.replace("while True:\n        pass", "import os; os._exit(3)").replace("welford", "other")
STUBS = "\n".join(
    f'def {name}(*given):\n    raise NotImplementedError("write this part of {name}")\n'
    for name in ("column_stats", "standardize", "ema_update", "welford", "merge_stats")
)
UNREADABLE = {"cells": [{"cell_type": "code", "metadata": {}, "source": "def welford(rows:\n    return 1"}]}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("said")
    right = (ROOT / "solutions/warmup/warmup.py").read_text(encoding="utf-8")
    texts = {"right.py": right, "several.py": SEVERAL, "ends.py": ENDS, "stubs.py": STUBS, "damaged.ipynb": "{"}
    for name, text in {**texts, "unreadable.ipynb": json.dumps(UNREADABLE)}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def assignment():
    found = find_assignment(ROOT, "warmup")
    return replace(found, limits=replace(found.limits, call_seconds=1.0, total_seconds=4.0))


@pytest.fixture(scope="module")
def grader(assignment):
    with Grader(assignment, seed=1) as grader:
        yield grader


def marked(grader, files):
    return [replace(grader.grade(path, student=path.stem), seconds=0.0) for path in files]


@pytest.fixture(scope="module")
def reports(grader, files):
    return marked(grader, files)


@pytest.fixture
def unreadable():
    """Call it, and every sentence is another."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(speaking(Unreadable()))


def test_the_reports_hold_every_kind_that_is_asked_for(reports):
    kinds = {row.kind for report in reports for row in report.criteria}
    assert kinds >= {
        *(Kind.NONE, Kind.STUB, Kind.MISSING, Kind.UNREADABLE, Kind.TIMEOUT, Kind.DIED, Kind.RAISED),
        *(Kind.VALUES, Kind.NEEDS, Kind.MANUAL, Kind.UNJUDGED),
    }
    assert any(row.mistake for report in reports for row in report.criteria)
    assert all(report.review or report.student in ("right", "stubs", "unreadable") for report in reports)


def test_the_words_are_others(reports, unreadable):
    before = {row.message for report in reports for row in report.criteria} - {""}
    unreadable()
    assert before.isdisjoint({row.message for report in reports for row in report.criteria})


def test_marking_finds_the_same(grader, files, reports, unreadable):
    unreadable()
    assert marked(grader, files) == reports


def test_a_grader_that_never_spoke_our_language_finds_the_same(assignment, files, reports, unreadable):
    unreadable()
    with Grader(assignment, seed=1) as grader:
        assert marked(grader, files) == reports


def test_the_json_is_the_same_in_every_language(reports, unreadable):
    before = [to_json(report) for report in reports]
    unreadable()
    after = [to_json(report) for report in reports]
    assert before == after
    assert [from_json(line) for line in after] == reports


def figures(reports):
    return states(reports), unexplained(reports), tuple(not_written(reports)), misunderstandings(reports, [])


def test_the_figures_of_a_class_are_the_same(reports, unreadable):
    before = figures(reports)
    unreadable()
    assert figures(reports) == before
    assert dict(before[2]) == {
        "column_stats": 2,  # the stubs, and the notebook with one cell
        "standardize": 4,
        "ema_update": 2,
        "welford": 2,
        "merge_stats": 4,  # two call a function that is not written
    }


def summed_up(assignment, grader, reports):
    rows = [
        Standing(report.student, Path(report.submission), submitted=True, report=report) for report in reports
    ]
    catalogue = read_mistakes(assignment.folder)
    return summarize(assignment, rows, rubric=grader.rubric, catalogue=catalogue, now=grader.versions)


@pytest.mark.parametrize("name", ["class.csv", "class.json", "class.html"])
def test_the_page_of_a_class_is_the_same_but_for_the_words(
    name, assignment, grader, reports, unreadable, tmp_path
):
    def written():
        found = summed_up(assignment, grader, reports)
        if name == "class.html":
            return class_page(found, date="today")
        (write_class_csv if name == "class.csv" else write_class_json)(found, tmp_path / name)
        return (tmp_path / name).read_text(encoding="utf-8")

    def facts(text):
        if name == "class.html":
            return structure(text)
        if name == "class.csv":
            return [line.split(",") for line in text.splitlines() if not line.startswith("worth a look")]
        return json.loads(text) | {"look": [{**row, "why": ""} for row in json.loads(text)["look"]]}

    before = written()
    unreadable()
    after = written()
    assert before != after
    assert facts(before) == facts(after)
    assert before.count("\n") == after.count("\n")


class Structure(HTMLParser):
    """The tags of a page with all that stands in them, but for what is read aloud."""

    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, [(key, value) for key, value in attrs if key not in ("title", "aria-label")]))

    def handle_endtag(self, tag):
        self.tags.append(tag)


def structure(text):
    parser = Structure()
    parser.feed(text)
    return parser.tags


def test_what_a_learner_sees_is_the_same_but_for_the_words(unreadable, tmp_path):
    released = ROOT / "assignments/warmup"
    folder = tmp_path / "course/assignments/warmup"
    shutil.copytree(released, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "solutions/warmup", tmp_path / "course/solutions/warmup")
    names = {"In": [SEVERAL.replace("while True", "while False")]}
    before = [hidden_report(folder, name, names) for name in ("column_stats", "standardize", "merge_stats")]
    shown = [(report_html(report), report_text(report)) for report in before]
    unreadable()
    after = [hidden_report(folder, name, names) for name in ("column_stats", "standardize", "merge_stats")]
    assert [report.lines for report in after] == [report.lines for report in before]
    for report, (html, text) in zip(after, shown, strict=True):
        assert report.counts
        assert report_html(report) != html
        assert structure(report_html(report)) == structure(html)
        assert beginnings(report_text(report)) == beginnings(text)
        assert report_text(report) != text


def beginnings(text):
    """The figures in the lines of a report with a state and a criterion; sentences stand deeper."""
    lines = [line for line in text.splitlines() if not line.startswith("   ")]
    return figures_in(lines)


def figures_in(lines):
    return [sorted(letter for letter in line if letter.isdigit()) for line in lines]


def test_what_the_gradebook_and_the_terminal_get_is_the_same_but_for_the_words(assignment, reports, unreadable):
    def notes(report):
        for exercise in assignment.exercises:
            yield reasons(report, report.exercise(exercise.name))

    def lines(report):
        return [str(getattr(line, "renderable", line)) for line in report_table(report, assignment).renderables]

    before = [("".join(notes(report)).splitlines(), lines(report)) for report in reports]
    unreadable()
    after = [("".join(notes(report)).splitlines(), lines(report)) for report in reports]
    assert before != after
    signs = tuple(f"  {sign} " for sign in SIGNS.values())
    for (notes_before, table_before), (notes_after, table_after) in zip(before, after, strict=True):
        assert len(notes_before) == len(notes_after)
        assert len(table_before) == len(table_after)
        rows = [row for row in table_before if row.startswith(signs)]
        assert figures_in(rows) == figures_in(row for row in table_after if row.startswith(signs))
        below = " " * 8
        rows = [row for row in notes_before if not row.startswith(below)]
        assert figures_in(rows) == figures_in(row for row in notes_after if not row.startswith(below))


@pytest.mark.parametrize("public", [False, True])
def test_progress_is_the_same_but_for_the_words(public, unreadable, tmp_path):
    for name, text in (("warmup", SEVERAL.replace("while True", "while False")), ("normalizers", "")):
        shutil.copytree(
            ROOT / "assignments" / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__")
        )
        path = tmp_path / name / f"{name}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        if text:
            notebook["cells"] = [{"cell_type": "code", "metadata": {}, "source": text, "outputs": []}]
        path.write_text(json.dumps(notebook) + "\n", encoding="utf-8")  # saved anew; normalizers was only run

    def facts():
        found = course_progress(None if public else ROOT, tmp_path)
        data = json.loads(progress_json(found, tmp_path))
        for row in data["assignments"]:
            row["open"] = len(row["open"])  # the last of them may be "2 answers"
        return [row.begun for row in found], data, [row.pop("next") for row in data["assignments"]]

    before = facts()
    unreadable()
    after = facts()
    assert before[:2] == after[:2]
    assert before[2] != after[2]
    names = [row["assignment"] for row in before[1]["assignments"]]
    begun = dict(zip(names, before[0], strict=True))
    assert (begun["warmup"], begun["normalizers"]) == (True, False)


# The code itself

SEARCHES = {
    *("startswith", "endswith", "partition", "rpartition", "split", "rsplit", "splitlines", "find", "rfind"),
    *("index", "count", "removeprefix", "removesuffix", "replace", "strip", "lstrip", "rstrip"),
}
SAID = {
    *("message", "found", "named", "mistake_name", "why", "said", "warnings", "repairs", "review"),
    *("note", "notes", "sentence", "failure", "wrong", "next"),
}
OF_OTHERS = {"failure.message"}
"""The text of a student's exception, which came out of the sandbox."""


def reads(tree):
    """Statements that look into what is said: they search it, cut it up, or compare it with a text."""
    for node in ast.walk(tree):
        looked_into = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SEARCHES:
            looked_into.append(node.func.value)
        if isinstance(node, ast.Compare):
            for operator, right in zip(node.ops, node.comparators, strict=True):
                if isinstance(operator, ast.In | ast.NotIn):
                    looked_into.append(right)
                if isinstance(operator, ast.Eq | ast.NotEq):
                    looked_into += [node.left, right]
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("re.", "_NUMPY_WARNING.")):
            looked_into += node.args
        for value in looked_into:
            shown = isinstance(value, ast.Call) and ast.unparse(value.func) in ("str", "show", "sentences.show")
            inner = value.args[0] if shown and value.args else value
            if isinstance(inner, ast.Attribute) and inner.attr in SAID and ast.unparse(inner) not in OF_OTHERS:
                yield node.lineno, ast.unparse(node)


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if "sandbox" not in path.relative_to(PACKAGE).parts],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_no_statement_looks_into_what_is_said(path):
    assert list(reads(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    [
        '"is not written yet" in row.message',
        "part.said.endswith('yet.')",
        "row.message.partition(' This')",
        "str(row.found).split()",
        "report.why == 'Nothing.'",
        "re.search('x', row.message)",
        "'x' not in show(row.found)",
    ],
)
def test_such_a_statement_is_found(code):
    assert list(reads(ast.parse(code)))


def templates():
    """Every `say` with a template that stands there, and its fields."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                first = node.args[0]
                for choice in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                    if isinstance(choice, ast.Constant):
                        where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                        yield pytest.param(choice.value, {word.arg for word in node.keywords}, id=where)


@pytest.mark.parametrize(("template", "given"), list(templates()))
def test_every_template_has_the_fields_that_it_names(template, given):
    asked = set()
    for _, name, spec, _ in Formatter().parse(template):
        asked |= {name} if name is not None else set()
        asked |= {inner for _, inner, _, _ in Formatter().parse(spec or "") if inner is not None}
    assert asked == given


def test_the_templates_are_found():
    assert len(list(templates())) > 50


def test_a_console_prints_the_words_and_takes_none_for_markup():
    """Whether it is printed itself or stands in a table."""
    out = Console(file=StringIO(), width=60)
    found = say("{name} [bold]lies[/bold] here", name="[red]a[/red]")
    table = Table("what", box=None)
    table.add_row(found)
    out.print(found)
    out.print(table)
    assert out.file.getvalue().count("[red]a[/red] [bold]lies[/bold] here") == 2
