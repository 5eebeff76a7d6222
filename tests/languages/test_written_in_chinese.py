"""The course in Chinese: put together as Chinese is written, and a learner's Chinese is taken for words."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from autograder.assignment import find_assignment, list_assignments
from autograder.languages.engine_words import engine_words, spoken_by_system
from autograder.languages.handout_words import words_of_folder
from autograder.learner.answers import MIN_WORDS, model_answers, written_answers
from autograder.learner.hints import give_hint
from autograder.marking.comparison import expect_close
from autograder.marking.demands import names_in_words
from autograder.marking.verdict import CheckFailure, sentence
from autograder.sandbox.ends import ended
from autograder.sandbox.steps import Failure
from autograder.sentences import all_of, say, say_all, show, speaking
from autograder.submission.notebook import Cell, few, place_in_words, read
from autograder.translation.shown import language_of_work

from ..learner.learner import kernel

ROOT = Path(__file__).resolve().parents[2]
COURSE = list_assignments(ROOT)
HANDOUTS = ROOT / "assignments-zh"
CHINESE = engine_words("zh")
BETWEEN = r"[\u4e00-\u9fff。，；：] [\u4e00-\u9fff]"
OWN = "每个元素直接影响自己这一行；经过均值和方差，它还影响同一列的所有行，所以三条路径的梯度要相加。"


def notebook(name):
    return HANDOUTS / name / f"{name}.ipynb"


# How sentences are put together


def test_no_space_stands_between_two_sentences():
    two = say_all([say("It is None so far."), say("Nothing is open.")])
    assert show(two, CHINESE) == "它目前是 None。没有未完成的内容。"
    assert show(all_of(["W", "b"]), CHINESE) == "W、b"


def test_the_case_and_the_place_stand_in_wide_brackets():
    with pytest.raises(CheckFailure) as failed:
        expect_close(np.ones(1), np.zeros(1), what="out", when="at eps = 3")
    words = words_of_folder(HANDOUTS / "batchnorm")
    assert show(failed.value.said, words).startswith("out（在 eps = 3 时）：数值有误，")
    raised = sentence(Failure("raised", "KeyError", "'x'", "cell 5, line 3", "x"), function="f")
    assert show(raised, CHINESE) == "f 抛出了 KeyError: 'x'（单元格 5，第 3 行：x）。"
    stopped = ended("timeout", say("it was stopped after {seconds:g} s", seconds=5))
    late = sentence(stopped, function="f")
    assert show(late, CHINESE) == "f 没有按时完成：运行 5 秒后被停止。"


@pytest.mark.parametrize(
    ("place", "english", "chinese"),
    [
        ("cell 5", "cell 5", "单元格 5"),
        ("cell 5, line 3", "cell 5, line 3", "单元格 5，第 3 行"),
        ("layers.py, line 30000", "layers.py, line 30000", "layers.py，第 30000 行"),
        ("{name}.py", "{name}.py", "{name}.py"),
        ("", "", ""),
    ],
)
def test_a_place_is_said(place, english, chinese):
    assert str(place_in_words(place)) == english
    assert show(place_in_words(place), CHINESE) == chinese


def test_our_parts_of_what_nbgrader_runs_speak_the_language_of_the_system(monkeypatch):
    said = say("The file is empty.")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with spoken_by_system():
        assert str(said) == "文件是空的。"
    with speaking({said.template: "leer"}), spoken_by_system():
        assert str(said) == "leer"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    with spoken_by_system():
        assert str(said) == "The file is empty."


def test_a_file_that_is_called_like_an_entry_keeps_its_name():
    """A name is what somebody else wrote, and no sentence."""
    assert CHINESE["release"] == "发布"
    for name in ("release", "release, line 3"):
        assert show(place_in_words(name), CHINESE).startswith("release")
    assert show(few(["release"]), CHINESE) == "release"
    assert show(names_in_words(["release"]), CHINESE) == "release"


@pytest.mark.parametrize("path", sorted(HANDOUTS.glob("*/words.json")), ids=lambda path: path.parent.name)
def test_no_template_has_a_space_between_two_characters(path):
    words = json.loads(path.read_text(encoding="utf-8"))["words"].values()
    assert [told for told in words if re.search(BETWEEN, told)] == []


def test_no_sentence_of_the_engine_has_one():
    assert [told for told in CHINESE.values() if re.search(BETWEEN, told)] == []


# Work in Chinese


@pytest.mark.parametrize("assignment", COURSE, ids=lambda row: row.name)
def test_a_chinese_notebook_without_its_metadata_is_known(assignment, tmp_path):
    data = json.loads(notebook(assignment.name).read_text(encoding="utf-8"))
    del data["metadata"]["autograder"]
    path = tmp_path / f"{assignment.name}.ipynb"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert read(path).language == ""
    assert language_of_work(read(path), assignment) == "zh"
    # comments and docstrings tell as well
    data["cells"] = [cell for cell in data["cells"] if cell["cell_type"] == "code"]
    path.write_text(json.dumps(data), encoding="utf-8")
    assert language_of_work(read(path), assignment) == "zh"


@pytest.mark.parametrize("assignment", COURSE, ids=lambda row: row.name)
def test_code_alone_tells_no_language(assignment, tmp_path):
    path = tmp_path / f"{assignment.name}.py"
    path.write_text("import numpy as np\n\n\ndef f(x):\n    return x - x.mean(axis=0)\n", encoding="utf-8")
    assert language_of_work(read(path), assignment) == "en"
    english = read(ROOT / "assignments" / assignment.name / f"{assignment.name}.ipynb")
    assert language_of_work(english, assignment) == "en"


@pytest.mark.parametrize("assignment", COURSE, ids=lambda row: row.name)
def test_every_question_of_a_chinese_notebook_is_found_and_not_attempted(assignment):
    found = written_answers(read(notebook(assignment.name)).cells)
    assert {row.name for row in found} == {row.name for row in assignment.questions}
    assert not any(row.attempted for row in found)


def answered(text, *, marked=True):
    question = find_assignment(ROOT, "batchnorm").questions[0]
    heading = next(
        cell.source.splitlines()[0]
        for cell in read(notebook("batchnorm")).cells
        if cell.grade_id == question.name
    )
    return Cell("cell 1", "markdown", f"{heading}\n\n{text}", grade_id=question.name if marked else None)


@pytest.mark.parametrize(
    ("text", "attempted"),
    [
        (OWN, True),
        (f"*在这里写下你的回答。*\n{OWN}", True),
        ("*在这里写下你的回答。*", False),
        ("我还不知道。", False),
        ("因为" * 30, False),
        ("甲乙丙丁戊己庚辛壬癸子丑"[:MIN_WORDS], True),
        ("甲乙丙丁戊己庚辛壬癸子丑"[: MIN_WORDS - 1], False),
    ],
)
def test_a_chinese_character_counts_as_a_word(text, attempted):
    (row,) = written_answers([answered(text)])
    assert row.attempted is attempted


def test_a_chinese_answer_is_known_by_its_heading_where_a_tool_dropped_its_mark():
    assignment = find_assignment(ROOT, "batchnorm")
    with speaking(words_of_folder(HANDOUTS / "batchnorm")):
        found = tuple(model_answers(assignment, [answered(OWN, marked=False)]))
    assert [bool(row.answer) for row in found] == [True, False]


def test_a_hint_finds_a_criterion_by_the_name_that_is_shown(capsys):
    def asked(name):
        give_hint(name, kernel(), str(HANDOUTS / "batchnorm"), [])
        return capsys.readouterr().out

    assert asked("滑动均值").startswith("batchnorm_forward 的“滑动均值”已通过")
    assert asked("running mean") == asked("batchnorm_forward/滑动均值") == asked("滑动均值")
    assert "这里没有名为“滑动”的评分项或练习题" in asked("滑动")
