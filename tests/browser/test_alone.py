"""Somebody alone, from `autograder study` in an empty folder to a model answer; and what a class never sees."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from ..learner.learner import cells
from .jupyterlab import PATIENCE, ROOT, cell, run, shot, write

pytestmark = pytest.mark.slow

WRONG = "def column_stats(x):\n    return x.mean(axis=0), x.var(axis=0, ddof=1)"
RIGHT = "def column_stats(x):\n    mean = x.mean(axis=0)\n    return mean, ((x - mean) ** 2).mean(axis=0)"
WORDS = (
    "Each step keeps the share m of the old error, so that after k steps the share m to the power k of the"
    " start is left, and the mean is too small by that factor."
)


def ready(page):
    page.locator(".jp-Notebook:visible .jp-Cell").first.wait_for(timeout=PATIENCE)
    page.get_by_text(re.compile(r"^Python 3 .*\| Idle$")).wait_for(timeout=PATIENCE)


def at_both_widths(page, name, of=None):
    """A picture on a wide window and on a narrow one."""
    for width in (800, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        shot(page, f"alone-{name}-{width}", of)


def test_the_way_of_somebody_alone(page, lab, tmp_path):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{lab}/lab/tree/welcome.ipynb?reset")
    ready(page)
    for of_class in ("Nbgrader", "Validate", "Create Assignment", "Formgrader"):
        expect(page.get_by_text(of_class, exact=True)).to_have_count(0)
    welcome = page.locator(".jp-NotebookPanel:visible")
    expect(welcome.get_by_role("heading", name="Welcome")).to_be_visible()
    expect(welcome).to_contain_text("Five notebooks, in this order")
    expect(welcome).to_contain_text("The first 15 minutes")
    at_both_widths(page, "1-welcome")
    progress = cell(page, "from autograder.learner.course_page")
    expect(progress).to_contain_text("0 of 26")

    welcome.get_by_role("link", name="Mean, variance, broadcasting").first.click()
    cell(page, "def column_stats").wait_for(timeout=PATIENCE)
    ready(page)
    run(page, cell(page, "import matplotlib"))
    at_both_widths(page, "2-notebook")
    editor = page.locator(".jp-InputArea-editor", has_text=re.compile(r'^\s*(check|answer)\("column_stats"'))
    check = page.locator(".jp-CodeCell", has=editor)

    write(page, check, 'check("column_stats", hidden=True)')
    run(page, check)
    waits = "column_stats is not defined yet: run its cell first. The hidden checks come after a try of yours."
    expect(check).to_contain_text(waits)

    write(page, cell(page, "def column_stats"), WRONG)
    run(page, cell(page, "def column_stats"))
    run(page, check)
    expect(check.locator("section.autograder")).to_contain_text("failed")
    at_both_widths(page, "3-wrong", check)

    write(page, check, 'answer("column_stats")')
    run(page, check)
    expect(check).to_contain_text(
        "One way to write column_stats is shown when its checks pass, or after 3 different attempts that"
        ' check("column_stats") found wrong: 2 more to go. hint("column_stats") helps in small steps.'
    )

    write(page, cell(page, "def column_stats"), RIGHT)
    run(page, cell(page, "def column_stats"))
    write(page, check, 'check("column_stats", hidden=True)')
    run(page, check)
    expect(check).to_contain_text("7 of 7 points.")
    at_both_widths(page, "4-hidden", check)

    write(page, check, 'answer("column_stats")')
    run(page, check)
    expect(check).to_contain_text("One way to write column_stats")
    expect(check).to_contain_text("This one has 3 statements, yours has 2.")
    at_both_widths(page, "5-one-way", check)

    model = cell(page, 'answer("zero_start")')
    run(page, model)
    expect(model).to_contain_text("first write a sentence or two of your own, and save.")
    words = page.locator(".jp-MarkdownCell", has_text="Write your answer here.").first
    words.locator(".jp-MarkdownOutput").dblclick()
    words.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(f"\n{WORDS}")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+s")
    expect(
        page.locator(".jp-NotebookPanel:visible .jp-toolbar-save, .lm-mod-current.jp-mod-dirty")
    ).to_have_count(0)
    run(page, model)
    expect(model).to_contain_text("one good answer")
    expect(model).to_contain_text("How to judge yours")
    at_both_widths(page, "6-model-answer", model)

    page.get_by_role("tab", name="welcome.ipynb").click()
    run(page, progress)
    expect(progress).to_contain_text("7 of 26")
    at_both_widths(page, "7-progress", progress)

    page.goto(f"{lab}/lab/tree/batchnorm/batchnorm.ipynb?reset")
    ready(page)
    run(page, cell(page, "import matplotlib"))
    for name in ("batchnorm_forward", "batchnorm_backward"):
        write(page, cell(page, f"def {name}("), cells()[name])
        run(page, cell(page, f"def {name}("))
    paths = cell(page, 'play("paths")')
    run(page, paths)
    expect(paths.get_by_role("img", name="for a dout that is one in row 2 and zero")).to_be_visible()
    expect(paths).to_contain_text("Your dx is their sum.")
    paths.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    expect(paths.get_by_role("img", name="for a dout that is one in row 3 and zero")).to_be_visible()
    paths.get_by_label("row of the one").select_option("7")
    expect(paths.get_by_role("img", name="for a dout that is one in row 7 and zero")).to_be_visible()
    at_both_widths(page, "8-a-slider-moves-the-picture", paths.locator("figure"))
    own = page.locator(".jp-CodeCell", has_text="my_network.png")
    run(page, own)
    expect(own.locator("img")).to_be_visible()
    assert (tmp_path / "work/batchnorm/my_network.png").stat().st_size > 5000
    at_both_widths(page, "9-my-network", own)

    shutil.copytree(ROOT / "assignments/warmup", tmp_path / "work/of_class/warmup")
    page.goto(f"{lab}/lab/tree/of_class/warmup/warmup.ipynb?reset")
    ready(page)
    run(page, cell(page, "import matplotlib"))
    panel = page.locator(".jp-NotebookPanel:visible")
    expect(panel).to_contain_text("In your class")
    for gated in ("hidden=True", "answer(", "Alone"):
        expect(panel).not_to_contain_text(gated)
    at_both_widths(page, "10-of-class")
