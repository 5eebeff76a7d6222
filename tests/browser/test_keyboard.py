"""The same without a mouse: find an exercise, write it, run it, read its report and open what is folded."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from ..learner.learner import cells
from .jupyterlab import cell, finished, open_notebook, shot

pytestmark = pytest.mark.slow

CHECK = 'check("batchnorm_backward")'


def find(page, text):
    """Search the notebook; the cell with the first match is the active one then."""
    search = page.locator(".jp-DocumentSearch-input").first
    page.keyboard.press("Escape")
    page.keyboard.press("Control+f")
    expect(search).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    active = page.locator(".jp-Cell.jp-mod-active")
    expect(page.locator(".jp-DocumentSearch-index-counter")).to_have_text("1/1")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(active).to_contain_text(text)
    expect(active).to_be_focused()


def replace(page, text):
    """Write a text in the place of the active cell's."""
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("Shift+Enter")


def test_nothing_needs_a_mouse(page, lab):
    open_notebook(page, lab, "batchnorm")
    find(page, "from checks import")
    page.keyboard.press("Control+Enter")
    find(page, "def batchnorm_forward(")
    replace(page, cells()["batchnorm_forward"])
    find(page, "def batchnorm_backward(dout")
    right = cells()["batchnorm_backward"]
    replace(page, right.replace("dx = dx_direct + dx_mean", "dx = dx_direct"))
    check = cell(page, CHECK)
    with finished(check):
        page.keyboard.press("Control+Enter")
    report = check.locator("section.autograder")
    expect(report).to_contain_text("exactly what comes out when no gradient reaches x through the mean.")

    for name, shown in (("Hint", "What must the column of dx then sum to?"), ("All values of dx", "expected")):
        fold = report.locator("details", has_text=name)
        inside = fold.get_by_text(shown).first
        expect(inside).to_have_count(1)
        expect(inside).to_be_hidden()
        tab_to(page, fold.locator("summary"))
        page.keyboard.press("Enter")
        expect(inside).to_be_visible()
    shot(page, "6-by-keyboard", report)

    found = Axe().run(page, context="section.autograder")
    assert found.violations_count == 0, found.generate_report()


def tab_to(page, target, most=5):
    """Press Tab until the target has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{most} times Tab did not reach {target}")
