"""How Sphinx makes pages of the docs: nothing is fetched from elsewhere, and the search is a static file."""

from sphinx.application import Sphinx

project = "Batch normalization"
html_title = project
author = "The authors of batchnorm-grader"
extensions = ["myst_parser"]
html_theme = "furo"
html_static_path = ["front.css"]
html_css_files = ["front.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_permalinks_icon = "#"
html_theme_options = {"navigation_with_keys": True}
highlight_language = "none"  # an indented block is typed into a terminal
smartquotes = False  # words are quoted as programs print them
myst_heading_anchors = 4
suppress_warnings = ["misc.highlighting_failure"]  # a cell for Colab is no plain Python


def setup(app: Sphinx) -> None:
    """Pages in Chinese say so: a screen reader asks it, and a browser chooses their characters by it."""
    app.connect("html-page-context", _say_language)


def _say_language(app: Sphinx, page: str, template: str, context: dict[str, str], tree: object) -> None:
    if page.endswith(".zh") or page.startswith("docs/zh/"):
        context["language"] = "zh-CN"
