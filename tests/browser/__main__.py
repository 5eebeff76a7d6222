"""Take the pictures of docs/studying-alone.md: `python -m tests.browser`."""

from playwright.sync_api import sync_playwright

from .chromium import launch
from .jupyterlab import ROOT
from .pieces import PIECES, on_page

PICTURES = {"report": "columns", "graph": "graph"}
"""What is shown in docs/pictures, and which piece it is."""


def main() -> None:
    """Draw each piece on a white page, in letters that stay sharp."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 900, "height": 800}, device_scale_factor=1.5)
        for name, piece in PICTURES.items():
            page.set_content(on_page(PIECES[piece](), "color:#212121;background:#ffffff"))
            page.add_style_tag(content="section.autograder{padding:12px}")
            page.locator("section.autograder").screenshot(path=ROOT / f"docs/pictures/{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
