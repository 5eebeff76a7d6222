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


LEFT = 'raise NotImplementedError("write this part of batchnorm_forward")'
MEAN = "mean = x.mean(axis=0)"
LINE = FORWARD_CELL[: FORWARD_CELL.index(MEAN)].count("\n") + 1
ENDLESS = FORWARD_CELL.replace(MEAN, "while True: pass")
ASKED = 'check("batchnorm_forward")'

SLIPS_OF_CHECK = {
    "left-behind": (
        ASKED,
        FORWARD_CELL.replace(MEAN, f"{LEFT}\n        {MEAN}"),
        f"A line above your code stops batchnorm_forward: delete line {LINE} of In[{{cell}}], {LEFT}. What"
        " stands below it is never reached.",
    ),
    "power": (
        ASKED,
        FORWARD_CELL.replace("(centred**2)", "(centred ^ 2)"),
        f" (In[{{cell}}], line {LINE + 2}: var = (centred ^ 2).mean(axis=0)). In Python, ^ combines bits; a"
        " power is written with **.",
    ),
    "forgotten-cache": (
        CHECK,
        FORWARD_CELL.replace("cache = (centred, inv_std, x_hat, gamma)", "pass"),
        " It was handed value 2 of the 2 that batchnorm_forward returns, and that is None: batchnorm_forward"
        " must put there what is needed.",
    ),
    "prints": (
        ASKED,
        FORWARD_CELL.replace(MEAN, f"print('training')\n        {MEAN}"),
        "Printed by your code while it was checked, each line once: training",
    ),
    "unreadable": (
        ASKED,
        FORWARD_CELL.replace(MEAN, "mean = x.mean(axis=0"),
        "The newest cell with batchnorm_forward, In[{cell}], cannot be read by Python: '(' was never closed"
        f" (line {LINE}: mean = x.mean(axis=0). What batchnorm_forward is comes from an older cell. Mend that"
        " line and run the cell again.",
    ),
    "endless": (
        ASKED,
        ENDLESS,
        "batchnorm_forward did not finish in time: it was stopped after 10 seconds"
        f" (In[{{cell}}], line {LINE}: while True: pass).",
    ),
    "asks": (
        ASKED,
        FORWARD_CELL.replace(MEAN, "mean = input()"),
        "batchnorm_forward raised RuntimeError: input() waits for an answer, and nobody gives one while code is"
        f" checked (In[{{cell}}], line {LINE}: mean = input()).",
    ),
}
"""The check that is asked, the forward pass as it is written, and what is to be read."""


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

    for name, (asked, written, said) in SLIPS_OF_CHECK.items():
        answer = slip(page, asked, written)
        assert said.format(cell=number_of(cell(page, FORWARD))) in words(answer), name
        shot(page, f"check-{name}", answer)
    write(page, cell(page, FORWARD), ENDLESS)
    run(page, cell(page, FORWARD))
    asked = cell(page, 'check("batchnorm_forward")')
    asked.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(asked.locator(".jp-InputPrompt")).to_have_text("[*]:")
    page.wait_for_timeout(1_000)
    page.get_by_role("button", name="Interrupt the kernel").click()
    expect(asked).to_contain_text("You stopped this")
    where = number_of(cell(page, FORWARD))
    assert words(asked).endswith(f"You stopped this (In[{where}], line {LINE}: while True: pass).")
    shot(page, "check-stopped", asked)


def slip(page, asked, written):
    """Write the forward pass so, run it, and ask a check; its cell."""
    write(page, cell(page, FORWARD), written)
    where = cell(page, FORWARD)
    where.locator(".cm-content").click()
    with finished(where):
        page.keyboard.press("Control+Enter")
    answer = cell(page, asked)
    run(page, answer)
    return answer


def number_of(where):
    """The number of a cell that has been run."""
    return where.locator(".jp-InputPrompt").text_content().strip("[]:")


def words(where):
    """What stands below a cell, whatever its lines."""
    return " ".join(where.locator(".jp-OutputArea").inner_text().split())
