"""A thing to move as a course file describes it: sliders, and a picture of what the learner's functions do.

A file `*_play.py` beside a notebook holds `SCENES`. It draws whatever the functions give, right or wrong, so it
needs no answer of its own.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import AssignmentError
from autograder.sentences import Sentence, say


@dataclass(frozen=True)
class Slider:
    """A setting that moves: its values from left to right, where it begins, and how it is called."""

    name: str
    values: tuple[float, ...]
    start: float
    label: str = ""

    @property
    def called(self) -> str:
        """What stands beside the slider."""
        return str(Sentence(self.label)) if self.label else self.name


@dataclass(frozen=True)
class Drawing:
    """A figure of matplotlib, what is to be seen in it (for who cannot), and the line below it."""

    figure: Any
    shows: str
    says: str


def _as_they_are(functions: Mapping[str, Any]) -> Any:
    return functions


@dataclass(frozen=True)
class Scene:
    """A picture that sliders change.

    `prepare(functions)` runs once, with the names of the notebook. What it gives goes to
    `draw(prepared, **settings)` for every position of the sliders, and to `still(prepared)`, the picture where
    nothing can be moved. Without `prepare` it is the functions themselves; without `still` the sliders stand
    where they begin.
    """

    name: str
    about: str  # half a sentence: what can be seen here
    needs: tuple[str, ...]  # the learner's functions
    sliders: tuple[Slider, ...]
    draw: Callable[..., Drawing]
    prepare: Callable[[Mapping[str, Any]], Any] = _as_they_are
    still: Callable[[Any], Drawing] | None = None

    @property
    def beginning(self) -> dict[str, float]:
        """The settings before anything is moved."""
        return {slider.name: slider.start for slider in self.sliders}


def scenes_of(folder: Path) -> tuple[Scene, ...]:
    """All scenes beside a notebook; their files may import what lies there, too."""
    files = sorted(folder.glob("*_play.py"))
    sys.path.insert(0, str(folder))
    try:
        return tuple(scene for path in files for scene in runpy.run_path(str(path))["SCENES"])
    finally:
        sys.path.remove(str(folder))


def find_scene(folder: Path, name: str) -> Scene:
    """The scene of that name.

    Raises:
        AssignmentError: there is none.
    """
    scenes = scenes_of(folder)
    for scene in scenes:
        if scene.name == name:
            return scene
    there = ", ".join(scene.name for scene in scenes) or say("nothing at all")
    raise AssignmentError(
        say('There is no "{name}" to play with here; there is {there}.', name=name, there=there)
    )
