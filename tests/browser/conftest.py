"""Chromium, and JupyterLab in it. Without Chromium these tests are skipped, and say so; CI must have it."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from .jupyterlab import PATIENCE, serving

MISSING = (
    "the tests in a browser need Chromium: install the package chromium of your distribution, or run"
    " .venv/bin/python -m playwright install --with-deps chromium"
)


def chromium(own: str) -> str | None:
    """The path of the system's Chromium, else of `own`, the build that Playwright would download."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    return found or (own if Path(own).exists() else None)


def demand(path: str | None) -> str:
    """The path; without one the test is skipped, or failed where nobody would see a skip."""
    if path is None and os.environ.get("CI"):
        pytest.fail(MISSING)
    if path is None:
        pytest.skip(MISSING)
    return path


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests of a worker."""
    with sync_playwright() as playwright:
        path = demand(chromium(playwright.chromium.executable_path))
        # Chromium refuses to sandbox itself for root, who runs most containers.
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        opened = playwright.chromium.launch(executable_path=path, args=options)
        expect.set_options(timeout=PATIENCE)
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
