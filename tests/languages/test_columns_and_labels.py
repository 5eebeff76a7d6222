"""Where letters stand in columns or in a figure: wide ones, and ones that a font cannot write."""

import io

import pytest
from rich.console import Console
from rich.table import Table

from autograder.columns import columns_of, filled_lines, padded
from autograder.learner.drawing import labels
from autograder.sentences import LANGUAGE, speaking
from autograder.tables import Prose

CHINESE = (
    "dx：数值有误，15 个元素中有 15 个不对。误差最大的是：dx[0, 1] 得到 0.033491，应当是 0.00134167，误差很大。"
)


def test_a_wide_letter_takes_two_columns():
    assert columns_of("通过") == 4
    assert padded("通过", 6) == "通过  "
    assert padded("passed", 8) == "passed  "
    assert padded("暂不评判 ", 8) == "暂不评判 "


@pytest.mark.parametrize("width", [20, 33, 60])
def test_lines_end_after_any_wide_letter_and_never_before_its_punctuation(width):
    lines = filled_lines(CHINESE, width, "  ").split("\n")
    assert all(columns_of(line) <= width for line in lines)
    assert all(line.startswith("  ") and line[2] not in "，。：" for line in lines)
    assert "".join(line[2:] for line in lines).replace(" ", "") == CHINESE.replace(" ", "")


@pytest.mark.parametrize("width", [24, 40, 80])
def test_a_table_cuts_nothing_off(width):
    table = Table("得分", "首要原因", width=width)
    table.add_row("22/26", Prose(CHINESE))
    out = io.StringIO()
    Console(file=out, width=width).print(table)
    lines = out.getvalue().splitlines()
    assert {columns_of(line) for line in lines} == {width}
    said = [line.split("│")[2].strip() for line in lines if line.startswith("│")]
    assert "".join(said).replace(" ", "") == CHINESE.replace(" ", "")
    assert all(columns_of(line) > width - 24 for line in said[:-1])


def test_an_opening_bracket_stays_with_what_it_opens():
    assert filled_lines("单元格不对（第八行）", 12) == "单元格不对\n（第八行）"
    assert filled_lines("须先做对“方差”这项", 10) == "须先做对\n“方差”这项"


def test_lines_of_english_are_as_ever():
    assert filled_lines("one two three", 9, "> ", "  ") == "> one two\n  three"


def test_a_label_is_english_where_no_font_can_write_it(monkeypatch):
    with speaking({LANGUAGE: "zh", "value": "值", "step {n}": "第 {n} 步"}):
        monkeypatch.setattr(labels, "_families", lambda: frozenset({"DejaVu Sans"}))
        assert (labels.in_label("value"), labels.label_fonts()) == ("value", [])
        monkeypatch.setattr(labels, "_families", lambda: frozenset({"SimHei", "Noto Sans SC"}))
        assert labels.in_label("step {n}", n=3) == "第 3 步"
        assert labels.label_fonts() == ["sans-serif", "Noto Sans SC"]
    assert labels.label_fonts() == ["sans-serif"]
