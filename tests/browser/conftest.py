"""Pages of their own, and JupyterLab in them."""

import pytest
from playwright.sync_api import expect

from .jupyterlab import PATIENCE, serving


@pytest.fixture(scope="session", autouse=True)
def patience():
    """A busy machine is no failure."""
    expect.set_options(timeout=PATIENCE)


@pytest.fixture
def lab(browser, tmp_path):
    """The address of a JupyterLab with a fresh copy of the course; not started without a browser."""
    with serving(tmp_path) as address:
        yield address
