"""What is shown for Chinese work is Chinese: what students are given, and what they are told as they work."""

import ast
import html
import io
import json
import re
import shutil
import tokenize

import pytest
from rich.console import Console

from autograder.assignment import list_assignments
from autograder.cli import main
from autograder.languages.handout_words import words_of_folder
from autograder.learner.check import check_exercise
from autograder.learner.course_page import progress_html, progress_text
from autograder.learner.graph import find_graph
from autograder.learner.graph_view import graph_html, graph_text, view_graph
from autograder.learner.hints import give_hint
from autograder.learner.progress import course_progress, progress_table
from autograder.learner.report_page import report_html
from autograder.sentences import speaking

from ..learner.learner import kernel
from ..typed import typed
from .untranslated import english_in, english_on
from .work import ROOT

CHINESE = ROOT / "assignments-zh"
NAMES = [one.name for one in list_assignments(ROOT)]
names = pytest.mark.parametrize("name", NAMES)


def test_english_is_found_where_it_stands():
    """A test of the tests: what they look for, and what they let pass."""
    assert english_in("这里 the mean of each column 不对") == ["the mean of each column"]
    assert english_in("调用 `mean of each column`，$a b c$，batchnorm_forward 和 layer norm") == []
    assert english_on("<p>三个 <b>words of</b> English</p><pre><code>these are not found</code></pre>") == [
        "words of English"
    ]
    assert english_on('<img alt="a curve that falls">') == ["a curve that falls"]


def prose(cell):
    """What a cell says: its text, or the docstrings and comments of its code."""
    text = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        yield text
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
            yield ast.get_docstring(node) or ""
    yield from (
        token.string
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    )


@names
def test_a_notebook_is_chinese(name):
    cells = json.loads((CHINESE / name / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    left = [run for cell in cells for text in prose(cell) for run in english_in(text)]
    assert left == []


@names
def test_the_files_beside_it_are_chinese(name):
    folder = CHINESE / name
    words = words_of_folder(folder)
    rubric = json.loads((folder / "rubric.json").read_text(encoding="utf-8"))
    said = [
        rubric["title"],
        rubric["summary"],
        *(row[key] for row in rubric["criteria"] for key in ("name", "asks")),
    ]
    found = {"README.md": english_in((folder / "README.md").read_text(encoding="utf-8"))}
    found["rubric.json"] = [run for text in said for run in english_in(words.get(text, text))]
    found["words.json"] = [run for text in words.values() for run in english_in(text)]
    for picture in folder.glob("*.svg"):
        drawn = picture.read_text(encoding="utf-8")
        found[picture.name] = english_on(drawn)
        assert drawn.startswith('<svg xml:lang="zh-CN" ')
        assert "'Noto Sans CJK SC'" in drawn
    assert {file: left for file, left in found.items() if left} == {}


# A notebook while somebody works in it

TRIES = {
    "column_stats": "import numpy as np\ndef column_stats(x):\n    return x.mean(axis=0), x.std(axis=0)\n",
    "standardize": "def standardize(x, mean, var, eps):\n    return x[0, 0, 0]\n",
    "ema_update": "def ema_update(old, new, momentum):\n    return new\n",
    "welford": "def welford(rows):\n    return None\n",
    "merge_stats": "",
}


@pytest.mark.parametrize("exercise", TRIES)
def test_a_check_and_its_hints_are_chinese(exercise, capsys):
    kernel = {}
    exec(TRIES[exercise], kernel)
    folder = str(CHINESE / "warmup")
    check_exercise(exercise, kernel, folder)
    told = []
    for _ in range(4):
        give_hint(exercise, kernel, folder, told)
    out = capsys.readouterr().out
    assert out
    assert [run for run in english_in(out) if "slice" not in run and "indices" not in run] == []


def test_the_hints_of_two_mistakes_that_fit_are_chinese(capsys):
    kernel = {}
    exec(
        "import numpy as np\ndef layernorm_forward(x, gamma, beta, ln_param):\n"
        "    mean, std = x.mean(axis=1, keepdims=True), x.std(axis=1, keepdims=True)\n"
        "    return gamma * (x - mean) / std + beta, None\n",
        kernel,
    )
    check_exercise("layernorm_forward", kernel, str(CHINESE / "normalizers"))
    out = capsys.readouterr().out
    assert "；或者：" in out
    assert english_in(out) == []


def test_the_report_of_a_check_in_a_notebook_is_chinese(capsys):
    kernel, seen = {}, []
    exec(TRIES["column_stats"], kernel)
    check_exercise("column_stats", kernel, str(CHINESE / "warmup"), seen=seen.append)
    with speaking(words_of_folder(CHINESE / "warmup")):
        page = report_html(seen[0])
    assert "标准差" in page
    assert page.startswith('<section class="autograder" lang="zh-CN" ')
    assert english_on(page) == []


def test_a_hidden_check_speaks_chinese_where_its_solutions_are(capsys):
    source = "def column_stats(x):\n    return x.mean(axis=0), x.var(axis=0, ddof=1)\n"
    names = {"In": [source]}
    exec(source, names)
    check_exercise("column_stats", names, str(CHINESE / "warmup"), hidden=True)
    out = capsys.readouterr().out
    assert "var都是离均差平方的均值的1.167倍" in "".join(out.split())
    assert english_in(out) == []


def test_every_word_in_a_picture_of_the_difference_is_chinese():
    page = reported("batchnorm_backward", batchnorm_backward=("dx = dx_direct + dx_mean", "dx = dx_direct"))
    labels = re.findall(r"<text [^>]*>([^<]*)</text>", page)
    assert labels[:2] == ["第 0 列", "应有：0 ± 0.00789"]
    assert [label for label in labels if re.search("[a-z](?!-?[0-9])", label)] == []
    assert page.endswith("<p>要一小步一小步的帮助：hint(&quot;batchnorm_backward/dx&quot;)</p></section>")


def test_a_hint_is_offered_under_the_name_that_is_shown(capsys):
    slip = {"batchnorm_forward": ("(centred**2).mean(axis=0)", "centred.std(axis=0)")}
    page = reported("batchnorm_forward", **slip)
    offered = html.unescape(re.search(r"hint\(&quot;(.*?)&quot;\)", page)[1])
    assert offered == "batchnorm_forward/训练模式的输出"
    capsys.readouterr()
    give_hint(offered, kernel("batchnorm_forward", **slip), str(CHINESE / "batchnorm"), [])
    assert capsys.readouterr().out.startswith("提示 1/")


def reported(exercise, **changes):
    """The report on an exercise of the Chinese notebook, in which something was changed."""
    folder, seen = CHINESE / "batchnorm", []
    check_exercise(exercise, kernel("batchnorm_forward", exercise, **changes), str(folder), seen=seen.append)
    with speaking(words_of_folder(folder)):
        return report_html(seen[0])


@pytest.mark.parametrize("name", ["batchnorm", "normalizers"])
def test_a_graph_is_chinese(name):
    folder = CHINESE / name
    kernel = {}
    graph = find_graph(folder, "")
    with speaking(words_of_folder(folder)):
        view = view_graph(graph, None, kernel, folder)
        assert english_in(graph_text(view)) == []
        assert english_on(graph_html(view)) == []


def test_progress_is_chinese(tmp_path):
    shutil.copytree(CHINESE, tmp_path / "work", ignore=shutil.ignore_patterns(".generated"))
    standings = course_progress(None, tmp_path / "work")
    out = io.StringIO()
    with speaking(words_of_folder(tmp_path / "work")):
        Console(file=out, width=120).print(progress_table(standings, tmp_path / "work"))
        texts = [out.getvalue(), progress_text(standings, tmp_path)]
        page = progress_html(standings, tmp_path)
    assert [run for text in texts for run in english_in(text)] == []
    assert english_on(page) == []


# The command line

OF_CLICK = {"Show this message and exit": "click's own words", r"Usage: .*": "click's own words"}


@pytest.mark.parametrize("command", sorted(main.commands))
def test_help_is_chinese(command):
    text = typed("--language", "zh", command, "--help", folder=ROOT, COLUMNS="200").stdout
    assert english_in(text, meant=OF_CLICK) == []


def test_a_rubric_is_chinese():
    assert english_in(typed("--language", "zh", "rubric", "warmup", folder=ROOT).stdout) == []


OF_CLICK_IN_BRACKETS = {
    r"No such command|is not a valid integer|Got unexpected extra argument": "click's own words"
}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("regrade", "ASSIGNMENT"),
        ("regrade warmup --to x", "--to"),
        ("grade warmup --jobs x", "--jobs"),
        ("rubric a b", "(b)"),
        ("nosuch", "nosuch"),
    ],
)
def test_what_is_typed_wrong_is_said_in_chinese(words, named):
    done = typed("--language", "zh", *words.split(), folder=ROOT)
    assert (done.returncode, done.stdout) == (2, "")
    assert named in done.stderr
    assert "用法见" in done.stderr or "可用的选项见" in done.stderr
    assert english_in(done.stderr, meant=OF_CLICK_IN_BRACKETS) == []
