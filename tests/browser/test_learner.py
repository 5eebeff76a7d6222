"""A learner's way through an exercise, in a real JupyterLab in a real browser."""

import pytest
from playwright.sync_api import expect

from ..learner.learner import cells
from .jupyterlab import cell, finished, open_notebook, run, run_all, shot, write

pytestmark = pytest.mark.slow

FORWARD, BACKWARD = "def batchnorm_forward", "def batchnorm_backward(dout"
CHECK = 'check("batchnorm_backward")'
RIGHT = "dx = dx_direct + dx_mean"


def test_from_an_empty_notebook_over_a_mistake_to_a_right_answer(page, lab):
    open_notebook(page, lab, "batchnorm")
    run_all(page)
    check = cell(page, CHECK)
    expect(check).to_contain_text("batchnorm_backward is not written yet.")
    shot(page, "1-not-written-yet", check)

    write(page, cell(page, FORWARD), cells()["batchnorm_forward"])
    run(page, cell(page, FORWARD))
    wrong = cells()["batchnorm_backward"].replace(RIGHT, "dx = dx_direct")
    write(page, cell(page, BACKWARD), wrong)
    run(page, cell(page, BACKWARD))
    run(page, check)
    report = check.locator("section.autograder")
    expect(report).to_contain_text(
        "This is exactly what comes out when no gradient reaches x through the mean."
    )
    shot(page, "2-the-mistake-has-a-name", report)
    report.get_by_text("Hint", exact=True).click()
    expect(report).to_contain_text("What must the column of dx then sum to?")

    graph = page.locator(".jp-CodeCell", has_text="graph()").last
    run(page, graph)
    view = graph.locator("section.autograder")
    expect(view).to_contain_text("dx is the first wrong gradient, counted from out.")
    expect(view.locator("svg")).to_contain_text("look here first")
    shot(page, "3-the-graph-shows-where", view)

    line = cell(page, BACKWARD).locator(".cm-line", has_text="dx = dx_direct")
    line.click()
    page.keyboard.press("End")
    page.keyboard.type(" + dx_mean")
    with finished(check):
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("Shift+Enter")
    expect(report).to_contain_text("Everything that can be checked here is right")
    expect(report.get_by_text("failed", exact=True)).to_have_count(0)
    shot(page, "4-mended", report)
    run(page, graph)
    expect(view).to_contain_text("The gradients of x, gamma, beta are right.")
    expect(view.locator("svg")).not_to_contain_text("look here first")
    shot(page, "5-the-graph-is-right", view)

    paths = cell(page, 'play("paths")')
    run(page, paths)
    picture = paths.get_by_role("img", name="for a dout that is one in row 2 and zero elsewhere")
    expect(picture).to_be_visible()
    expect(paths).to_contain_text("Your dx is their sum.")
    paths.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    expect(paths.get_by_role("img", name="for a dout that is one in row 3 and zero")).to_be_visible()
    shot(page, "6-a-slider-moves-the-picture", paths.locator("figure"))
    paths.get_by_label("row of the one").select_option("7")
    expect(paths.get_by_role("img", name="for a dout that is one in row 7 and zero")).to_be_visible()
    page.set_viewport_size({"width": 800, "height": 900})
    shot(page, "7-on-a-narrow-page", paths.locator("figure"))
