"""Notebooks in a terminal: IPython's prompt, and Euporie. Report and graph stand there as text."""

from __future__ import annotations

import subprocess
from importlib.metadata import version
from pathlib import Path

from playwright.sync_api import Browser

from ..learner.learner import cells
from .places import python_with
from .saved import handout

ASKED = """
from checks import check, graph, play
import numpy as np
%run -i work.py
check("batchnorm_backward")
graph()
play("paths")
"""
SAID = (
    "This is exactly what comes out when no gradient reaches x through the mean.",
    "dx is the first wrong gradient, counted from out.",
    "The bars of each chart add up to",
)


def ipython(_: Browser, room: Path) -> tuple[str, None]:
    """A mistake with its name, the graph and the picture in words, at the prompt of IPython."""
    programs = python_with("ipython")
    folder = handout(room).parent
    wrong = cells()["batchnorm_backward"].replace("dx = dx_direct + dx_mean", "dx = dx_direct")
    work = "\n\n\n".join(["import numpy as np", cells()["batchnorm_forward"], wrong])
    (folder / "work.py").write_text(work, encoding="utf-8")
    command = [programs / "ipython", "--no-banner", "--simple-prompt", "--colors=NoColor", "--no-confirm-exit"]
    done = subprocess.run(
        command, input=ASKED, cwd=folder, capture_output=True, text=True, check=True, timeout=300
    )
    words = " ".join(done.stdout.split())
    assert [text for text in SAID if text not in words] == [], done.stdout
    return f"IPython {version('ipython')}", None


def euporie(_: Browser, room: Path) -> tuple[str, None]:
    """A notebook that is run in Euporie shows its reports and the graph."""
    programs = python_with("euporie", "euporie")
    path = handout(room, solved=True)
    command = [programs / "euporie-preview", "--run", "--no-page", "--graphics", "none", path]
    done = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=True, timeout=600)
    words = " ".join(done.stdout.split())
    assert "✓ passed dx (7 points)" in words
    assert "The graph of batchnorm_backward" in words
    assert "The gradients of x, gamma, beta are right." in words
    said = subprocess.run([command[0], "--version"], capture_output=True, text=True, check=True).stdout
    return f"Euporie {said.split()[-1]}", None
