"""The notebooks in the page, in Chromium, where nothing but the site can be reached: so there is no NumPy."""

import json
import re
import tomllib
from hashlib import sha256

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from playwright.sync_api import expect

from autograder import __version__

from ..browser.jupyterlab import PATIENCE, ROOT, cell, run, shot, write

pytestmark = pytest.mark.slow

PYODIDE = re.compile(r"https://cdn\.jsdelivr\.net/pyodide/v[\d.]+/full/(\w+)-[\d.]+-\S+wasm32\.whl")

BUILT_BY_PYODIDE = {"contourpy", "kiwisolver", "matplotlib", "numpy", "pillow"}
"""What no registry holds for a browser."""

LIBRARIES = """\
import click, comm, cycler, dateutil, fontTools, ipywidgets, IPython, jedi, markdown_it
import micropip, msgpack, msgpack._cmsgpack, packaging, pygments, pyparsing, pytest, rich, traitlets
import os
print(sorted(os.listdir()))"""

ENGINE = """\
import autograder.lone.variant, autograder.marking.rubric, autograder.report, autograder.sandbox.patience
import autograder.learner.live.cells, autograder.shipped, autograder.source, autograder.submission.slicing
print(autograder.__version__)"""
"""All of it that does not need NumPy itself."""

STOPPED = """\
import time
from autograder.sandbox.patience import OutOfTime, stopped_after
def forever():
    while True:
        try:
            sum(number for number in range(1000))
        except:
            pass
begun = time.monotonic()
try:
    with stopped_after(0.5):
        forever()
except OutOfTime:
    print("stopped", 0.5 <= time.monotonic() - begun < 5)"""

CHECKED = """\
from checks import check
def batchnorm_forward(x, gamma, beta, bn_param):
    return x, None
check("batchnorm_forward")"""

SLIDER = "import ipywidgets\nipywidgets.IntSlider(description='gamma')"

SENTENCE = (
    "batchnorm_forward is written, but cannot be checked here.\n"
    "numpy could not be fetched. In a browser it is fetched when it is first imported: see that you are online,"
    " then choose Kernel > Restart Kernel and Run All Cells."
)


def opened(page, address, path):
    """Open a file in JupyterLite, and wait for its kernel."""
    page.goto(f"{address}/browser/lab/index.html?path={path}")
    page.locator(".jp-Notebook:visible .jp-Cell").first.wait_for(timeout=PATIENCE)
    page.get_by_text(re.compile(r"^Python \(Pyodide\) \| Idle$")).wait_for(timeout=PATIENCE)


def said(page, code):
    """What the first code cell shows when it is run with this code."""
    first = page.locator(".jp-Notebook:visible .jp-CodeCell").first
    write(page, first, code)
    run(page, first)
    return first.locator(".jp-OutputArea").inner_text().strip()


def test_a_notebook_in_the_page(page, outside, address):
    opened(page, address, "batchnorm/batchnorm.ipynb")
    expect(page.locator(".jp-Notebook img")).to_have_count(3)
    page.wait_for_function("[...document.querySelectorAll('.jp-Notebook img')].every(one => one.naturalWidth)")
    for width in (800, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        shot(page, f"site-notebook-{width}")
    released = {path.name for path in (ROOT / "assignments/batchnorm").iterdir() if path.is_file()}
    assert said(page, LIBRARIES) == str(sorted(released))
    said(page, SLIDER)
    expect(page.get_by_role("slider")).to_be_visible()
    assert outside == [], "nobody else is asked for any of this"

    assert said(page, ENGINE) == __version__
    assert said(page, STOPPED) == "stopped True"
    assert said(page, CHECKED) == SENTENCE
    shot(page, "site-check")
    assert "PiplitePyPIDisabled" in said(page, "%pip install no-such-package-as-this")
    assert {PYODIDE.fullmatch(url)[1] for url in outside} == BUILT_BY_PYODIDE


def test_the_welcome_page(page, outside, address):
    opened(page, address, "welcome.ipynb")
    welcome = page.locator(".jp-NotebookPanel:visible")
    expect(welcome.get_by_role("heading", name="Welcome")).to_be_visible()
    expect(welcome).to_contain_text("Five notebooks, in this order")
    shot(page, "site-welcome")
    welcome.get_by_role("link", name="Mean, variance, broadcasting").first.click()
    cell(page, "def column_stats").wait_for(timeout=PATIENCE)
    assert outside == []


def test_the_lock_names_what_lies_there_and_what_only_pyodide_builds(site):
    folder = site / "browser/static/pyodide"
    packages = json.loads((folder / "pyodide-lock.json").read_text())["packages"]
    far = {name: entry["file_name"] for name, entry in packages.items() if "/" in entry["file_name"]}
    assert set(far) == BUILT_BY_PYODIDE
    assert {PYODIDE.fullmatch(address)[1] for address in far.values()} == BUILT_BY_PYODIDE
    here = [entry for name, entry in packages.items() if name not in far]
    assert {entry["file_name"] for entry in here} == {path.name for path in folder.glob("*.whl")}
    for entry in here:
        assert sha256((folder / entry["file_name"]).read_bytes()).hexdigest() == entry["sha256"]
    assert {need for entry in packages.values() for need in entry["depends"]} <= set(packages)
    assert {"checks", "autograder"} <= set(packages["batchnorm-grader"]["imports"])


def test_the_versions_in_the_page_are_in_the_bounds_of_the_package(site):
    lock = json.loads((site / "browser/static/pyodide/pyodide-lock.json").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert lock["info"]["python"] in SpecifierSet(project["requires-python"])
    for need in map(Requirement, project["dependencies"]):
        if need.name != "jupyterlab":  # the page itself
            assert lock["packages"][need.name]["version"] in need.specifier, need
