"""The sliders of a scene, made of ipywidgets; where that is not installed there are none.

The picture stands in the widget itself, so that it moves in every page that shows widgets; pages that show none
take the still picture that travels with it. Beside each slider stands a list of the same values: the handle of
a slider moves with the arrow keys and has no name that a screen reader could say; the list has one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from autograder.learner.play.scene import Scene, Slider


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
    lists = {slider.name: _list_of_values(ipywidgets, slider) for slider in scene.sliders}
    rows = [ipywidgets.HBox([named, _slider_of(ipywidgets, named)]) for named in lists.values()]

    def settings() -> dict[str, float]:
        return {name: named.value for name, named in lists.items()}

    picture = ipywidgets.HTML(draw(settings()))

    def move(_: object) -> None:
        picture.value = draw(settings())

    for named in lists.values():
        named.observe(move, names="value")
    bundle: Mapping[str, Any] = ipywidgets.VBox([*rows, picture])._repr_mimebundle_()
    return {kind: data for kind, data in bundle.items() if kind.startswith("application/")}


def _list_of_values(ipywidgets: Any, slider: Slider) -> Any:
    return ipywidgets.Dropdown(
        options=[(f"{value:g}", value) for value in slider.values],
        value=slider.start,
        description=slider.called,
        style={"description_width": "11em"},
        layout={"width": "18em"},
    )


def _slider_of(ipywidgets: Any, named: Any) -> Any:
    """A slider that goes with a list of values, whatever is moved."""
    slider = ipywidgets.SelectionSlider(
        options=named.options, value=named.value, readout=False, layout={"width": "20em"}
    )
    ipywidgets.link((named, "value"), (slider, "value"))
    return slider
