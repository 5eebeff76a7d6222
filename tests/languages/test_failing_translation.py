"""A translation that fails costs nobody a mark: what cannot be said in Chinese is said in English."""

import json
import shutil

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.languages import engine_words as spoken_words
from autograder.learner.check import check_exercise
from autograder.sentences import say, show
from autograder.translation import shown
from autograder.translation.shown import unreadable_catalogues, words_for

from ..typed import typed
from .mixed import STD
from .work import ROOT, answered, released, solutions

WORDS = json.loads((ROOT / "assignments-zh/warmup/words.json").read_text(encoding="utf-8"))


@pytest.fixture
def handout(tmp_path):
    """A Chinese handout in which somebody works."""
    shutil.copytree(ROOT / "assignments-zh/warmup", tmp_path / "warmup")
    return tmp_path / "warmup"


def checked(handout, capsys):
    kernel = {}
    exec(STD, kernel)
    first = check_exercise("column_stats", kernel, str(handout))
    return first, capsys.readouterr().out


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "",
        "{",
        "[]",
        "null",
        '"words"',
        '{"language": "zh"}',
        '{"language": "zh", "words": []}',
        '{"language": "zh", "words": "none"}',
        '{"language": "zh", "words": {"{name} is not written yet.": 3}}',
        '{"language": "tlh", "words": {}}',
        b"\xff\xfe",
    ],
)
def test_a_handout_without_its_words_is_checked_all_the_same(handout, capsys, broken):
    whole, _ = checked(ROOT / "assignments-zh/warmup", capsys)
    assert "标准差" in whole
    path = handout / "words.json"
    if broken is None:
        path.unlink()
    else:
        path.write_bytes(broken if isinstance(broken, bytes) else broken.encode())
    first, out = checked(handout, capsys)
    assert "standard deviation is returned in place of the variance" in first or "标准差" in first
    assert out


def test_fields_that_do_not_fit_are_said_in_english(handout, capsys):
    template = "{what} has wrong values{when}: {count}. The worst is {what}{at}: got {got:.{digits}g}, expected"
    wrong = {text: "{nobody}" if text.startswith(template) else told for text, told in WORDS["words"].items()}
    (handout / "words.json").write_text(json.dumps({"language": "zh", "words": wrong}), encoding="utf-8")
    first, _ = checked(handout, capsys)
    assert first


@pytest.mark.parametrize("told", ["{nobody}", "{0}", "{", "}", "{name!x}", "{name:d}", "{name.gone}"])
def test_a_template_that_cannot_be_filled_is_passed_over(told):
    text = "{name} is not written yet."
    assert show(say(text, name="f"), {text: told}) == "f is not written yet."


# Marks


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    place = tmp_path_factory.mktemp("failing")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "solutions/warmup", place / "solutions/warmup", ignore=ignored)
    return place


def handed_in(course, language, folder):
    """The wrong work in the Chinese notebook, which says that it is in a language."""
    assignment = find_assignment(course, "warmup")
    texts = {**solutions(find_assignment(ROOT, "warmup"), "zh"), "column_stats": STD}
    notebook = answered(released(assignment, "zh"), texts)
    notebook["metadata"]["autograder"]["language"] = language
    path = folder / "warmup.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def marks(report):
    return [(row.exercise, row.name, row.earned, row.outcome, row.mistake) for row in report.criteria]


@pytest.mark.parametrize("language", ["tlh", "../zh", "", 3, None, ["zh"], {"zh": "zh"}, "zh" * 40, "\0", "语"])
def test_a_language_that_nobody_speaks_costs_no_mark(course, tmp_path, language):
    assignment = find_assignment(course, "warmup")
    with Grader(assignment, seed=1) as grader:
        right = grader.grade(handed_in(course, "zh", tmp_path))
        odd = grader.grade(handed_in(course, language, tmp_path))
    assert marks(odd) == marks(right)
    done = typed("check", "warmup", tmp_path / "warmup.ipynb", folder=course, COLUMNS="200")
    assert done.returncode == 0
    assert "22/26" in done.stdout or "22" in done.stdout


def test_a_catalogue_that_is_no_catalogue_is_said_to_staff_and_costs_no_mark(course, tmp_path):
    catalogue = course / "solutions/warmup/languages/zh.po"
    whole = catalogue.read_text(encoding="utf-8")
    path = handed_in(course, "zh", tmp_path)
    assignment = find_assignment(course, "warmup")
    shown._words.cache_clear()
    with Grader(assignment, seed=1) as grader:
        right = grader.grade(path)
        try:
            catalogue.write_text("this is no catalogue\n", encoding="utf-8")
            assert marks(grader.grade(path)) == marks(right)
            assert words_for(assignment, "zh") == {}
            (said,) = unreadable_catalogues(assignment)
            assert "zh.po cannot be read as a PO file" in str(said)
            assert str(said).endswith("Until that is mended, who works in zh is told in English.")
            done = typed("check", "warmup", path, folder=course, COLUMNS="200")
            assert "the standard deviation is returned in place of the variance" in done.stdout
            done = typed("release", "warmup", "--language", "zh", folder=course)
            assert (done.returncode, "PO" in done.stderr) == (2, True)
        finally:
            catalogue.write_text(whole, encoding="utf-8")
            shown._words.cache_clear()


@pytest.mark.parametrize("broken", ["{", "[]", "null", '{"a": {"b": 3}}'])
def test_words_of_the_engine_that_cannot_be_read_are_english(tmp_path, monkeypatch, broken):
    monkeypatch.setattr(spoken_words, "HERE", tmp_path)
    for kept in (spoken_words.known_languages, spoken_words.engine_words):
        kept.cache_clear()
    try:
        (tmp_path / "zh.json").write_text(broken, encoding="utf-8")
        words = spoken_words.engine_words("zh")
        assert show(say("{name} is not written yet.", name="f"), words) == "f is not written yet."
    finally:
        monkeypatch.undo()
        for kept in (spoken_words.known_languages, spoken_words.engine_words):
            kept.cache_clear()
