"""Chromium for the pages. Without it these tests are skipped, and say so; where CI is set they fail."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

MISSING = "the pages are tested in Chromium: install the package chromium of your distribution."


@pytest.fixture(scope="module")
def browser():
    """One Chromium for the tests of a file."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    # Chromium refuses to confine itself for root, who runs most containers.
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=options)
        yield opened
        opened.close()
