"""What axe-core finds in reports and graphs, on light and dark pages, wide and narrow ones."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from autograder.study.graph import find_graph
from autograder.study.graph_view import graph_html, view_graph
from autograder.study.page import report_html
from autograder.study.public import public_report
from autograder.study.report import Report

from ..study.learner import RELEASED, kernel
from .jupyterlab import shot

pytestmark = pytest.mark.slow

MISSING_ROAD = ("dx = dx_direct + dx_mean", "dx = dx_direct")
NO_SQUARE = ("dcentred = dcentred_direct + dcentred_square", "dcentred = dcentred_direct")
BIASED = ("(centred**2).mean(axis=0)", "centred.var(axis=0, ddof=1)")


def report(exercise, **changes):
    names = kernel("batchnorm_forward", "batchnorm_backward", **changes)
    return report_html(Report(exercise, public_report(RELEASED, exercise, names)))


def graph(*which, **changes):
    return graph_html(view_graph(find_graph(RELEASED), None, kernel(*which, **changes), RELEASED))


PIECES = {
    "right": lambda: report("batchnorm_forward"),
    "map": lambda: report("batchnorm_backward", batchnorm_backward=NO_SQUARE),
    "columns": lambda: report("batchnorm_backward", batchnorm_backward=MISSING_ROAD),
    "vector": lambda: report("batchnorm_forward", batchnorm_forward=BIASED),
    "graph": lambda: graph("batchnorm_forward", "batchnorm_backward", batchnorm_backward=MISSING_ROAD),
    "boxes": lambda: graph(),
}


@pytest.mark.parametrize("colours", ["color:#212121;background:#ffffff", "color:#e0e0e0;background:#111111"])
@pytest.mark.parametrize("name", PIECES)
def test_axe_finds_nothing(page, name, colours):
    above = "<h1>A notebook</h1><h2>A section</h2><h3>An exercise</h3>"  # headings of its surroundings
    body = f'<body style="font-family:sans-serif;{colours}"><main>{above}{PIECES[name]()}</main></body>'
    page.set_content(f'<!doctype html><html lang="en"><head><title>{name}</title></head>{body}</html>')
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    shot(page, f"{name}-{'dark' if '#111111' in colours else 'light'}", whole=True)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_narrow_page_needs_no_scrolling_sideways(page):
    page.set_viewport_size({"width": 360, "height": 700})
    page.set_content(f"<!doctype html><main>{PIECES['map']()}{PIECES['graph']()}</main>")
    shot(page, "narrow", whole=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
