"""Pages of their own, and JupyterLab in them."""

import pytest
from playwright.sync_api import expect

from autograder.learner.alone.study import copy_assignments

from .jupyterlab import NOTEBOOK_7, PATIENCE, ROOT, serving


@pytest.fixture(scope="session", autouse=True)
def patience():
    """A busy machine is no failure."""
    expect.set_options(timeout=PATIENCE)


@pytest.fixture
def lab(browser, tmp_path):
    """The address of a JupyterLab with a fresh copy of the course; not started without a browser."""
    with serving(tmp_path) as address:
        yield address


@pytest.fixture
def notebook7(browser, tmp_path):
    """The address of a Notebook 7 in a folder where somebody studies alone."""
    copy_assignments(ROOT, tmp_path / "work")
    with serving(tmp_path, NOTEBOOK_7) as address:
        yield address
