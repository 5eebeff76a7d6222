"""What `play()` does in a notebook: a picture of the learner's own functions, with sliders.

What is written is drawn as it is. What is not written, or stops, gets a sentence in the picture's place.
"""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from autograder.columns import filled_lines
from autograder.errors import AssignmentError
from autograder.languages.handout_words import in_its_language
from autograder.learner.drawing.labels import label_fonts
from autograder.learner.live.cells import codes_of, line_that_raised
from autograder.learner.live.interrupting import Endless, bounded, interruptible
from autograder.learner.live.prints import held_back
from autograder.learner.live.show import show_in_place
from autograder.learner.play.scene import Drawing, Scene, find_scene, scenes_of
from autograder.learner.play.sliders import with_sliders
from autograder.learner.public import CHECK_SECONDS, exercises_of, public_report, read_rubric
from autograder.learner.remarks import FAILED, WIDTH, state
from autograder.learner.report_page import section
from autograder.sentences import NOTHING, Sentence, in_words, say, speaking, spoken

DOTS_PER_INCH = 110
"""Sharp at the width of a notebook, and drawn in a tenth of a second."""


@in_its_language
def play_scene(name: str | None, names: dict[str, Any], folder: str) -> None:
    """Show the scene of that name; without a name, say which there are."""
    place = Path(folder)
    if name is None:
        print(list_of_scenes(scenes_of(place)))
        return
    try:
        scene = find_scene(place, name)
    except AssignmentError as error:
        print(error)
        return
    why = _not_there(scene, names)
    if why:
        print(why)
        return
    try:
        with np.errstate(all="ignore"), bounded(CHECK_SECONDS):
            prepared = scene.prepare(names)
    except Exception as error:
        print(what_stopped(scene, names, error))
        return
    drawn = picture_of(scene, prepared, names)
    if isinstance(drawn, Sentence):
        print(drawn)
        return
    with interruptible(), held_back():
        note = _warning(scene, names, place)
    text, html = scene_text(scene, drawn, note), scene_html(scene, drawn, note)
    # nobody moves anything while nbgrader runs the notebook
    alone = "NBGRADER_EXECUTION" in os.environ or "NBGRADER_VALIDATING" in os.environ
    view = None
    if not alone:
        words = spoken()

        def moved(settings: Mapping[str, float]) -> str:
            with speaking(words):  # long after this call
                return _moved(scene, prepared, names, settings, note)

        view = with_sliders(scene, moved)
    show_in_place(text, html, view=view)


def list_of_scenes(scenes: tuple[Scene, ...]) -> str:
    """One line for each scene: what to type, and what it shows."""
    if not scenes:
        return str(say("There is nothing to play with in this notebook."))
    widest = max(len(scene.name) for scene in scenes)
    return "\n".join(
        f'play("{scene.name}")'.ljust(widest + 10) + str(Sentence(scene.about)) for scene in scenes
    )


def picture_of(
    scene: Scene, prepared: Any, names: Mapping[str, Any], settings: Mapping[str, float] | None = None
) -> Drawing | Sentence:
    """The picture at these settings, or the still one; a sentence in its place where the functions stop."""
    try:
        with np.errstate(all="ignore"), bounded(CHECK_SECONDS), _fonts():
            if settings is None and scene.still:
                return scene.still(prepared)
            return scene.draw(prepared, **(scene.beginning if settings is None else settings))
    except Exception as error:
        return what_stopped(scene, names, error)


def _fonts() -> AbstractContextManager[None]:
    """Within, figures are written in fonts that can write the language."""
    from matplotlib import rc_context

    return rc_context({"font.family": label_fonts() or ["sans-serif"]})


def what_stopped(scene: Scene, names: Mapping[str, Any], error: Exception) -> Sentence:
    """Why there is no picture, in a sentence."""
    if isinstance(error, NotImplementedError):
        stubs = [name for name in scene.needs if _is_stub(names[name])] or scene.needs
        text = "{name} is not written yet: come back to this cell later."
        return say(text, name=stubs[0])
    if isinstance(error, Endless):
        return Sentence(str(error))
    text = 'With your functions as they stand there is no picture: {kind}{message}{where}. Ask check("{name}").'
    message = f": {str(error).removesuffix('.')}" if str(error) else ""
    where = line_that_raised(error)
    return say(text, kind=type(error).__name__, message=message, where=where, name=scene.needs[0])


def scene_text(scene: Scene, drawn: Drawing, note: Sentence) -> str:
    """The scene in words."""
    lines = [
        f'play("{scene.name}"): {Sentence(scene.about)}',
        drawn.shows,
        drawn.says,
        *filter(None, [str(note)]),
    ]
    return "\n  ".join(filled_lines(line, WIDTH, then="  ") for line in lines)


def scene_html(scene: Scene, drawn: Drawing, note: Sentence) -> str:
    """The picture with its text alternative, and what there is to say below it."""
    kept = io.BytesIO()
    drawn.figure.savefig(kept, format="png", dpi=DOTS_PER_INCH)
    data = base64.b64encode(kept.getvalue()).decode()
    wide = drawn.figure.get_figwidth() * 96
    picture = (
        f'<img alt="{escape(drawn.shows)}" src="data:image/png;base64,{data}"'
        f' style="width:100%;max-width:{wide:g}px;height:auto"/>'
    )
    caption = f"<figcaption>{escape(drawn.says)}</figcaption>"
    return _piece(
        scene, [f"<figure>{picture}{caption}</figure>", f"<p>{escape(str(note))}</p>" if note else ""]
    )


def _piece(scene: Scene, parts: list[str]) -> str:
    """A part of a page below its heading."""
    title = in_words("{name}: {about}", name=scene.name, about=Sentence(scene.about))
    return section(in_words("Picture of {name}", name=scene.name), [f"<h4>{escape(title)}</h4>", *parts])


def _moved(
    scene: Scene, prepared: Any, names: Mapping[str, Any], settings: Mapping[str, float], note: Sentence
) -> str:
    drawn = picture_of(scene, prepared, names, settings)
    if isinstance(drawn, Sentence):
        return _piece(scene, [f"<p>{escape(str(drawn))}</p>"])
    return scene_html(scene, drawn, note)


def _not_there(scene: Scene, names: Mapping[str, Any]) -> Sentence:
    """What has to be run first."""
    missing = [name for name in scene.needs if name not in names]
    if not missing:
        return NOTHING
    return say("{name} is not defined yet: run its cell first.", name=missing[0])


def _is_stub(thing: Any) -> bool:
    """Whether a place in the function, or in a method of the class, still says that it is to be written."""
    return any("NotImplementedError" in code.co_names for code in codes_of(thing))


def _warning(scene: Scene, names: dict[str, Any], folder: Path) -> Sentence:
    """That a function is not right, where its check says so: the picture is true of it all the same."""
    try:
        checked = exercises_of(read_rubric(folder))
        for name in scene.needs:
            if name in checked and any(state(line) is FAILED for line in public_report(folder, name, names)):
                text = 'check("{name}") finds something wrong: you see what it does, not what it should do.'
                return say(text, name=name)
    except AssignmentError:
        return NOTHING  # a folder that holds no checks has nothing to say
    return NOTHING
