"""A learner in front of the Chinese notebooks: what is asked of them in any JupyterLab."""

import os
import re
import shutil
import subprocess

import pytest
from playwright.sync_api import Page, expect

from ..languages.untranslated import english_on
from ..learner.learner import cells
from .jupyterlab import LAB, FrontEnd, cell, run, shot, write

STUDY = ("autograder", "--language", "zh", "study", "--folder", "{room}/work", "--")
CHINESE_LAB = FrontEnd(STUDY, LAB.path, LAB.kernel_is_there)

NO_LETTERS = "the tests of Chinese pages need a font that has its letters: install the package fonts-noto-cjk"

CHECK = 'check("batchnorm_backward")'
HINT = 'hint("batchnorm_backward/dx")'

DRAWN = """([text, family]) => {
    const letters = [...new Set(text.match(/[\\u4e00-\\u9fff]/g))];
    const drawn = letters.map(letter => {
        const canvas = document.createElement("canvas");
        canvas.lang = "zh-CN";
        canvas.width = canvas.height = 40;
        const pen = canvas.getContext("2d");
        pen.font = "32px " + family;
        pen.fillText(letter, 4, 32);
        return canvas.toDataURL();
    });
    return [letters.length, new Set(drawn).size];
}"""
"""How many Chinese letters a text has, and how many pictures of them: every empty box is the same picture."""


def demand_letters() -> None:
    """A font with Chinese letters; without one the test is skipped, or failed where nobody would see a skip."""
    if shutil.which("fc-list"):
        found = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=True)
        if found.stdout.strip():
            return
    if os.environ.get("CI"):
        pytest.fail(NO_LETTERS)
    pytest.skip(NO_LETTERS)


def finds_its_mistake(page: Page, shots: str) -> None:
    """In an open notebook, a missing path is named, drawn and hinted at; all in Chinese, every letter there."""
    run(page, cell(page, "import matplotlib"))
    wrong = cells()["batchnorm_backward"].replace("dx = dx_direct + dx_mean", "dx = dx_direct")
    for name, text in (("batchnorm_forward", cells()["batchnorm_forward"]), ("batchnorm_backward", wrong)):
        write(page, cell(page, f"def {name}("), text)
        run(page, cell(page, f"def {name}("))
    check = cell(page, CHECK)
    run(page, check)
    report = check.locator("section.autograder")
    expect(report).to_contain_text("得到的恰好就是这种情况的结果：没有梯度经过均值传回 x。")
    expect(report.locator("svg").first).to_contain_text("第 0 列")
    report.locator("summary").first.click()
    shot(page, f"{shots}-report", report)

    graph = page.locator(".jp-CodeCell", has_text="graph()").last
    run(page, graph)
    view = graph.locator("section.autograder")
    expect(view).to_contain_text("从 out 数起，第一个错的梯度是 dx。")
    expect(view.locator("svg")).to_contain_text("请先看这里")
    shot(page, f"{shots}-graph", view)

    paths = cell(page, 'play("paths")')
    run(page, paths)
    expect(paths.get_by_label("为一的那一行")).to_be_visible()
    paths.get_by_label("为一的那一行").select_option("7")
    moved = paths.locator("section.autograder")
    expect(moved.get_by_role("img")).to_have_attribute("alt", re.compile("第 7 行"))
    shot(page, f"{shots}-play", moved)

    for piece in (report, view, moved):
        assert english_on(piece.evaluate("piece => piece.outerHTML")) == []
        assert piece.get_attribute("lang") == "zh-CN"
        family = piece.evaluate("piece => getComputedStyle(piece).fontFamily")
        letters, pictures = page.evaluate(DRAWN, [piece.inner_text(), family])
        assert letters == pictures > 20

    write(page, check, HINT)
    asked = cell(page, HINT)
    run(page, asked)
    expect(asked).to_contain_text("提示 1/")
    assert english_on(asked.locator(".jp-OutputArea").evaluate("area => area.outerHTML")) == []
