"""A learner's way through an exercise, in a real JupyterLab in a real browser."""

import pytest
from playwright.sync_api import expect

from ..learner.learner import cells
from .jupyterlab import cell, finished, open_notebook, run, run_all, shot, write

pytestmark = pytest.mark.slow

FORWARD, BACKWARD = "def batchnorm_forward", "def batchnorm_backward(dout"
ROOT_BOX = "def grad_root"
CHECK = 'check("batchnorm_backward")'
RIGHT = "dx = dx_direct + dx_mean"
VAR, DVAR = "var = (centred**2).mean(axis=0)", "dvar = dstd * inv_std / 2"

FORWARD_CELL, BACKWARD_CELL = cells()["batchnorm_forward"], cells()["batchnorm_backward"]

SLIPS = {
    "wrong-forward": (
        FORWARD,
        FORWARD_CELL.replace(VAR, "var = centred.var(axis=0, ddof=1)"),
        (
            "Mend your forward pass first: on the batch of this graph, out has wrong values: 15 of 15 entries"
            " are off. The worst is out[3, 2]: got 1.12298, expected 1.4224, 8,100 times the tolerance.",
            'Of the values that it names, var is the first wrong one, made at the box "square" that gives'
            ' square or the box "mean" that gives var: var has wrong values: 3 of 3 entries are off. The worst'
            " is var[2]: got 10.45, expected 8.36, 25,000 times the tolerance.",
            "Your gradients are judged against your own forward pass, as it stands.",
            "Everything known is right for your own forward pass. Not known yet: dscaled, dsquare, dcentred,"
            " dmu, dx.",
        ),
        "✗ var",
    ),
    "no-cache": (
        FORWARD,
        FORWARD_CELL.replace("return out, cache", "return out"),
        ("batchnorm_forward returned one ndarray; it is to return out and the cache, in this order.",),
        "? unknown",
    ),
    "forward-mended": (FORWARD, FORWARD_CELL, ("The gradients of x, gamma, beta are right.",), "✓ right"),
    "half-written": (
        BACKWARD,
        BACKWARD_CELL.replace(DVAR, "dvar = np.zeros_like(dstd)\n    raise NotImplementedError"),
        ("Everything known is right. Not known yet: dscaled, dvar, dsquare, dcentred, dmu, dx.",),
        "○ not yet",
    ),
    "box": (
        ROOT_BOX,
        cells()["grad_root"].replace("(2 * np.sqrt(var + eps))", "np.sqrt(var + eps)"),
        (
            'grad_root is the first wrong one: the box "√(var + eps)" that gives std. dvar has wrong values:'
            " 3 of 3 entries are off. The worst is dvar[1]: got 0.684881, expected 0.34244, 100,000 times the"
            " tolerance. This is exactly what comes out when the half is missing. Hint: Write the root as a"
            " power. Which number comes down in front when you differentiate, and what becomes of the"
            " exponent?",
        ),
        "box ✗ wrong",
    ),
}
"""One after the other in one notebook: the cell, what is written into it, what graph() says, what it shows."""


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
    shot(page, "5-a-slider-moves-the-picture", paths.locator("figure"))
    paths.get_by_label("row of the one").select_option("7")
    expect(paths.get_by_role("img", name="for a dout that is one in row 7 and zero")).to_be_visible()
    page.set_viewport_size({"width": 800, "height": 900})
    shot(page, "5-on-a-narrow-page", paths.locator("figure"))
    page.set_viewport_size({"width": 1280, "height": 900})

    for number, (name, (begins, written, said, word)) in enumerate(SLIPS.items(), start=6):
        write(page, cell(page, begins), written)
        run(page, cell(page, begins))
        run(page, graph)
        assert [text.strip() for text in view.locator("> p").all_inner_texts()] == list(said), name
        if word:
            expect(view.locator("svg")).to_contain_text(word)
        shot(page, f"{number}-{name}", view)
    said_by_check = cell(page, 'check("grad_root")')
    run(page, said_by_check)
    expect(said_by_check).to_contain_text("This is exactly what comes out when the half is missing.")
    said_by_check.get_by_text("Hint", exact=True).click()
    expect(said_by_check).to_contain_text("Which number comes down in front when you differentiate")
    shot(page, f"{number}-check", said_by_check)
