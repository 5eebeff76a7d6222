"""What axe-core finds in reports and graphs, on light and dark pages, wide and narrow ones."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .jupyterlab import shot
from .pieces import PIECES, on_page

pytestmark = pytest.mark.slow

COLOURS = {"light": "color:#212121;background:#ffffff", "dark": "color:#e0e0e0;background:#111111"}


@pytest.mark.parametrize("colours", COLOURS)
@pytest.mark.parametrize("name", PIECES)
def test_axe_finds_nothing(page, name, colours):
    page.set_content(on_page(PIECES[name](), COLOURS[colours]))
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    shot(page, f"{name}-{colours}", whole=True)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_narrow_page_needs_no_scrolling_sideways(page):
    page.set_viewport_size({"width": 360, "height": 700})
    page.set_content(f"<!doctype html><main>{PIECES['map']()}{PIECES['graph']()}</main>")
    shot(page, "narrow", whole=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
