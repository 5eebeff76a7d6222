"""JupyterLite with the notebooks: what `autograder study` opens, for a browser alone."""

import json
import subprocess
import sys
from pathlib import Path

from .runtime import build_runtime

ROOT = Path(__file__).resolve().parents[1]

INSTALLED = Path(sys.prefix) / "share/jupyter/labextensions"

KERNEL = INSTALLED / "@jupyterlite/pyodide-kernel-extension"

KERNEL_PLUGIN = "@jupyterlite/pyodide-kernel-extension:kernel"

EXTENSIONS = (KERNEL, INSTALLED / "@jupyter-widgets/jupyterlab-manager", INSTALLED / "jupyterlab_pygments")
"""What the page gets of all that is installed where it is built: the kernel, sliders, colours of code."""

OF_KERNEL = ("ipykernel", "piplite", "pyodide_kernel", "widgetsnbextension-4")
"""How the wheels begin that the kernel brings along, and that we take."""

AT_START = ("comm", "ipykernel", "ipython", "jedi", "micropip", "piplite", "pyodide-kernel")
"""Loaded with Python itself. The kernel would look on the package index for what it does not find of these."""


def build_lab(engine: Path, site: Path, scratch: Path) -> None:
    """Write JupyterLite into `site`; `engine` is the wheel, `scratch` a folder that is not there yet.

    Raises:
        UnfetchedError: a part could not be fetched.
        RuntimeError: JupyterLite complains; with all that it says.
    """
    wheels = [
        path for path in sorted((KERNEL / "static/pypi").glob("*.whl")) if path.name.startswith(OF_KERNEL)
    ]
    build_runtime([engine, *wheels], scratch / "static/pyodide")
    notebooks = scratch / "notebooks"
    _run(ROOT, "autograder", "study", "--copy-only", "--folder", str(notebooks))
    for picture in notebooks.rglob("*.svg"):
        # JupyterLite shows no SVG with letters beyond Latin-1: it encodes the text of the file as such.
        picture.write_bytes(picture.read_text(encoding="utf-8").encode("ascii", "xmlcharrefreplace"))
    (scratch / "jupyter_lite_config.json").write_text(json.dumps(_building(notebooks, site)))
    (scratch / "jupyter-lite.json").write_text(json.dumps(_page()))
    _run(scratch, "jupyterlite_core", "build")  # what it did it notes there, and would not do again


def _building(notebooks: Path, site: Path) -> object:
    """Settings of the build."""
    lite = {
        "apps": ["lab"],
        "contents": [str(notebooks)],
        "federated_extensions": list(map(str, EXTENSIONS)),
        "ignore_sys_prefix": True,
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "output_dir": str(site),
    }
    return {"LiteBuildConfig": lite}


def _page() -> object:
    """Settings of the page."""
    kernel = {
        "disablePyPIFallback": True,  # what a notebook imports comes from the site
        "loadPyodideOptions": {"packages": list(AT_START)},
    }
    page = {"appName": "Batch normalization", "litePluginSettings": {KERNEL_PLUGIN: kernel}}
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": page}


def _run(place: Path, *module: str) -> None:
    command = [sys.executable, "-m", *module]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
