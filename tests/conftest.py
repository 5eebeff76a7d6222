"""Chromium for all tests that need a page. Without it they are skipped, and say so; CI must have it."""

import pytest
from playwright.sync_api import sync_playwright

from .browser.chromium import launch


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests of a worker: two of Playwright's loops do not fit into one process."""
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
