"""The pages of the site: links lead somewhere, nothing comes from elsewhere, the search finds what is there."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from ..browser.jupyterlab import ROOT, shot

pytestmark = pytest.mark.slow


class Links(HTMLParser):
    """What a page links to, what it shows or runs, and the places in it that can be linked to."""

    def __init__(self, path):
        super().__init__()
        self.links, self.parts, self.anchors = [], [], {""}
        self.feed(path.read_text())

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.anchors |= {found.get("id"), found.get("name")}
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        self.parts += [found[name] for name in ("src", "srcset", "data") if found.get(name) and tag != "input"]
        if tag == "link":
            self.parts.append(found["href"])


@pytest.fixture(scope="module")
def pages(site):
    """The pages of the docs, by their place in the site."""
    paths = [path for path in site.rglob("*.html") if "browser" not in path.relative_to(site).parts]
    return {path.relative_to(site).as_posix(): Links(path) for path in paths}


def test_every_document_is_a_page(pages):
    written = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    expected = {path.relative_to(ROOT).with_suffix(".html").as_posix() for path in written}
    assert expected | {"index.html", "search.html"} <= set(pages)


def test_every_link_leads_somewhere(site, pages):
    lost = []
    for place, page in pages.items():
        for link in (*page.links, *page.parts):
            target = urlsplit(urljoin(f"https://site.example/{place}", link))
            if target.netloc != "site.example":
                continue
            path = unquote(target.path).lstrip("/") or "index.html"
            there = pages.get(path)
            found = there.anchors if there else {""}
            if not (site / path).is_file() or unquote(target.fragment) not in found:
                lost.append((place, link))
    assert lost == []


def test_a_page_says_its_language(site):
    places = ("index.html", "docs/studying-alone.html", "README.zh.html", "docs/zh/studying-alone.html")
    said = [re.search(r'<html[^>]* lang="([^"]+)"', (site / place).read_text())[1] for place in places]
    assert said == ["en", "en", "zh-CN", "zh-CN"]


def test_the_ways_from_the_front_page(site, pages):
    links = pages["index.html"].links
    assert {"browser/lab/index.html?path=welcome.ipynb", "docs/course.html", "#install"} <= set(links)
    assert (site / "browser/files/welcome.ipynb").is_file()


def test_no_page_shows_or_runs_anything_from_elsewhere(site, pages):
    assert [(place, part) for place, page in pages.items() for part in page.parts if "//" in part] == []
    styles = [path for path in site.rglob("*.css") if "browser" not in path.relative_to(site).parts]
    assert styles
    far = r"(?:@import|url\()[\s\"']*(?:https?:)?//"
    assert [path.name for path in styles if re.search(far, path.read_text())] == []


@pytest.mark.parametrize("served", [True, False], ids=["served", "from the folder"])
def test_the_search_finds_a_word(page, outside, site, address, served):
    page.goto(f"{address if served else site.as_uri()}/search.html?q=gradebook")
    expect(page.locator("ul.search").get_by_role("link", name="Grading a class")).to_be_visible()
    expect(page.get_by_role("heading", name="Search Results")).to_be_visible()
    if served:
        shot(page, "site-search")
        assert outside == []


OF_THE_THEME = {"aria-required-attr", "landmark-unique"}
"""What axe-core finds in every page of Furo: the captions of the menu have no level, and two asides no name."""


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_on_the_front_page_but_what_the_theme_does(page, outside, address, colours):
    page.emulate_media(color_scheme=colours)
    page.goto(address)
    found = Axe().run(page)
    assert {one["id"] for one in found.response["violations"]} <= OF_THE_THEME, found.generate_report()


def test_the_pages_as_they_look(page, outside, address):
    for width in (1280, 800):
        page.set_viewport_size({"width": width, "height": 900})
        for name, place in (("front", ""), ("docs", "docs/performance.html"), ("table", "docs/course.html")):
            page.goto(f"{address}/{place}")
            wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            assert page.evaluate(wide), f"{place} is wider than {width}"
            broken = (
                "[...document.images].filter(one => !one.complete || !one.naturalWidth).map(one => one.src)"
            )
            assert page.evaluate(broken) == []
            shot(page, f"site-{name}-{width}")
    assert outside == []
