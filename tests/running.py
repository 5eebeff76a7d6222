"""Run a notebook as JupyterLab's "Run All" does."""

import json
import os

import nbformat
from nbclient import NotebookClient

INLINE = "module://matplotlib_inline.backend_inline"


def run_all(notebook, folder, *, timeout=120):
    """The notebook, a dictionary as in its file, with the outputs of all its cells; run inside `folder`."""
    node = nbformat.reads(json.dumps(notebook), as_version=4)
    place = {"metadata": {"path": str(folder)}}
    NotebookClient(node, timeout=timeout, allow_errors=True, resources=place).execute(
        env={**os.environ, "MPLBACKEND": INLINE}
    )
    return node
