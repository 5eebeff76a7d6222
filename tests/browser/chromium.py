"""Chromium: the system's, or the build that Playwright downloads."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

MISSING = (
    "the tests in a browser need Chromium: install the package chromium of your distribution, or run"
    " .venv/bin/python -m playwright install --with-deps chromium"
)


def find(own: str) -> str | None:
    """The path of the system's Chromium, else of `own`, Playwright's build."""
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


def launch(playwright: Playwright) -> Browser:
    """Start it without a window."""
    path = demand(find(playwright.chromium.executable_path))
    # Chromium refuses to confine itself for root, who runs most containers.
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=path, args=options)
