"""Chromium, and JupyterLab in it. Without Chromium these tests are skipped, and say so; CI must have it."""

import pytest
from playwright.sync_api import expect, sync_playwright

from .chromium import launch
from .jupyterlab import PATIENCE, serving


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests of a worker."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()


@pytest.fixture
def page(browser):
    """A page in a profile of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    yield context.new_page()
    context.close()


@pytest.fixture
def lab(browser, tmp_path):
    """The address of a JupyterLab with a fresh copy of the course; not started without a browser."""
    with serving(tmp_path) as address:
        yield address
