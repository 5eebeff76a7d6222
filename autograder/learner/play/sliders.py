"""The sliders of a scene, made of ipywidgets; where that is not installed there are none.

The picture stands in the widget itself, so that it moves in every page that shows widgets; pages that show none
take the still picture that travels with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from autograder.learner.play.scene import Scene


def with_sliders(scene: Scene, draw: Callable[[Mapping[str, float]], str]) -> Mapping[str, Any] | None:
    """What a page needs to show the sliders and, below them, what `draw` gives for their values as HTML.

    None where there are no widgets, or nothing to move.
    """
    try:
        import ipywidgets
    except ImportError:
        return None
    if not scene.sliders:
        return None
    sliders = {
        slider.name: ipywidgets.SelectionSlider(
            options=[(f"{value:g}", value) for value in slider.values],
            value=slider.start,
            description=slider.called,
            style={"description_width": "11em"},
            layout={"width": "36em", "max_width": "98%"},
        )
        for slider in scene.sliders
    }

    def settings() -> dict[str, float]:
        return {name: slider.value for name, slider in sliders.items()}

    picture = ipywidgets.HTML(draw(settings()))

    def move(_: object) -> None:
        picture.value = draw(settings())

    for slider in sliders.values():
        slider.observe(move, names="value")
    bundle: Mapping[str, Any] = ipywidgets.VBox([*sliders.values(), picture])._repr_mimebundle_()
    return {kind: data for kind, data in bundle.items() if kind.startswith("application/")}
