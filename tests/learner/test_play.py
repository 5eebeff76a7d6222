"""What `play()` shows: the learner's functions as they are, and a sentence where there is no picture."""

import sys

import numpy as np
import pytest

from autograder.assignment import find_assignment, list_assignments
from autograder.learner.play.scene import Drawing, Scene, find_scene, scenes_of
from autograder.learner.play.scene_view import picture_of, play_scene, scene_html
from autograder.learner.play.sliders import with_sliders
from autograder.marking.earlier import reference_chunks
from autograder.nbgrader.pages.vetted import LONGEST_OUTPUT
from autograder.sandbox.steps import load
from autograder.sentences import NOTHING

from .accessible import faults
from .learner import RELEASED, ROOT, kernel

SCENES = {
    (course.name, scene.name): scene
    for course in list_assignments(ROOT)
    for scene in scenes_of(ROOT / "assignments" / course.name)
}
FORWARD = "batchnorm_forward"
BIASED = ("(centred**2).mean(axis=0)", "centred.var(axis=0, ddof=1)")
STUB = (
    "def batchnorm_forward(x, gamma, beta, bn_param):\n"
    "    raise NotImplementedError('write the training pass')\n"
)


def said(capsys, name, names, folder=RELEASED):
    play_scene(name, names, str(folder))
    return capsys.readouterr().out


def test_there_are_scenes_in_two_notebooks():
    assert set(SCENES) >= {
        ("batchnorm", "feature"),
        ("batchnorm", "averages"),
        ("batchnorm", "paths"),
        ("networks", "depth"),
    }


def test_without_a_name_it_says_what_there_is(capsys):
    assert said(capsys, None, {}) == (
        'play("feature")   what gamma, beta and eps do to one feature\n'
        'play("averages")  how the running averages find the true values\n'
        'play("paths")     the three paths of dx, drawn as a sum\n'
    )
    beyond = ROOT / "assignments/beyond"
    assert said(capsys, None, {}, beyond) == "There is nothing to play with in this notebook.\n"


def test_an_unknown_name_gets_the_known_ones(capsys):
    assert said(capsys, "eps", kernel()) == (
        'There is no "eps" to play with here; there is feature, averages, paths.\n'
    )
    beyond = ROOT / "assignments/beyond"
    assert said(capsys, "eps", {}, beyond) == (
        'There is no "eps" to play with here; there is nothing at all.\n'
    )


def test_what_is_not_run_or_not_written_is_called_that(capsys):
    assert said(capsys, "feature", {}) == "batchnorm_forward is not defined yet: run its cell first.\n"
    names = {"np": np}
    exec(STUB, names)
    later = "batchnorm_forward is not written yet: come back to this cell later.\n"
    assert said(capsys, "averages", names) == later
    names["batchnorm_backward"] = kernel("batchnorm_backward")["batchnorm_backward"]
    assert said(capsys, "paths", names) == later


def test_functions_that_stop_give_a_sentence(capsys):
    names = {**kernel(FORWARD), FORWARD: lambda x, gamma, beta, bn_param: 1 / 0}
    assert said(capsys, "feature", names) == (
        "With your functions as they stand there is no picture: ZeroDivisionError: division by zero. Ask"
        ' check("batchnorm_forward").\n'
    )


def test_right_functions_are_shown_in_words_outside_a_notebook(capsys):
    assert said(capsys, "feature", kernel(FORWARD)) == (
        'play("feature"): what gamma, beta and eps do to one feature\n'
        "  Two histograms of one skewed feature of 1000 examples, before and after, for gamma 1, beta 0, eps\n"
        "  1e-05.\n"
        "  Before: mean 3, deviation 0.3. After: mean 0.00, deviation 1.000.\n"
    )


def test_wrong_functions_are_shown_as_they_are(capsys):
    text = said(capsys, "feature", kernel(FORWARD, batchnorm_forward=BIASED))
    assert text.endswith(
        "After: mean 0.00, deviation 0.999.\n"
        '  check("batchnorm_forward") finds something wrong: you see what it does, not what it should do.\n'
    )
    lost = ("dx = dx_direct + dx_mean", "dx = dx_direct")
    text = said(capsys, "paths", kernel(FORWARD, "batchnorm_backward", batchnorm_backward=lost))
    assert "Your dx is off by up to 0.13." in " ".join(text.split())
    assert 'check("batchnorm_backward") finds something wrong' in text


def test_a_folder_without_a_rubric_still_plays(capsys, tmp_path):
    (tmp_path / "some_play.py").write_text((RELEASED / "batchnorm_play.py").read_text())
    (tmp_path / "batchnorm_graph.py").write_text((RELEASED / "batchnorm_graph.py").read_text())
    assert "After: mean 0.00, deviation 1.000." in said(capsys, "feature", kernel(FORWARD), tmp_path)


@pytest.fixture(scope="module")
def functions():
    """What the notebooks hold when all is solved."""
    courses = {name for name, _ in SCENES}
    return {name: load(reference_chunks(find_assignment(ROOT, name))).names for name in courses}


@pytest.fixture(scope="module")
def prepared(functions):
    """What each scene makes of them, once."""
    return {which: scene.prepare(functions[which[0]]) for which, scene in SCENES.items()}


@pytest.mark.parametrize("which", SCENES, ids=lambda which: "-".join(which))
def test_every_slider_goes_from_end_to_end(which, functions, prepared):
    scene, names, prepared = SCENES[which], functions[which[0]], prepared[which]
    assert isinstance(picture_of(scene, prepared, names), Drawing)
    for slider in scene.sliders:
        assert slider.start in slider.values
        assert list(slider.values) == sorted(slider.values)
        for value in (slider.values[0], slider.values[-1]):
            drawn = picture_of(scene, prepared, names, {**scene.beginning, slider.name: value})
            assert isinstance(drawn, Drawing), str(drawn)
            assert "nan" not in drawn.says


def test_the_picture_has_a_text_alternative_and_grows_no_wider_than_the_page():
    scene, names = SCENES["batchnorm", "paths"], kernel(FORWARD, "batchnorm_backward")
    html = scene_html(scene, picture_of(scene, names, names), NOTHING)
    assert list(faults(html)) == []
    assert '<img alt="Four bar charts over the eight rows of x, ' in html
    assert 'style="width:100%;max-width:864px;height:auto"' in html
    assert "<figcaption>The bars of each chart add up to: directly +1.01, " in html


def test_three_paths_add_up_to_the_gradient():
    names = kernel(FORWARD, "batchnorm_backward")
    scene = SCENES["batchnorm", "paths"]
    for row in (1, 8):
        for eps in (1e-5, 3):
            drawn = picture_of(scene, names, names, {"row": row, "gamma": -2, "eps": eps})
            assert drawn.says.endswith("Your dx is their sum.")


def test_the_networks_picture_tells_of_depth(functions, prepared):
    names, prepared = functions["networks"], prepared["networks", "depth"]
    scene = SCENES["networks", "depth"]
    still = picture_of(scene, prepared, names)
    assert still.shows == (
        "Histograms of what reaches ReLU in each of five hidden layers, at the steps 0, 10 and 60: three rows"
        " without normalization, three with batch norm."
    )
    assert len(scene_html(scene, still, NOTHING)) < LONGEST_OUTPUT  # a page of feedback shows no more
    assert still.says.startswith("Without, step 0: deviations 0.22, 0.11, 0.06, 0.03, 0.01; ")
    first = picture_of(scene, prepared, names, {"step": 0})
    assert "With batch norm, step 0: deviations 1.00, 1.00, 1.00, 1.00, 1.00; " in first.says


def test_moving_a_slider_draws_anew_and_the_list_beside_it_moves_along():
    import ipywidgets

    scene = find_scene(RELEASED, "averages")
    asked = []
    before = set(ipywidgets.widgets.widget._instances)
    view = with_sliders(scene, lambda settings: asked.append(settings) or f"<p>{settings['momentum']}</p>")
    assert list(view) == ["application/vnd.jupyter.widget-view+json"]
    made = [one for key, one in ipywidgets.widgets.widget._instances.items() if key not in before]
    momentum, _ = [one for one in made if isinstance(one, ipywidgets.SelectionSlider)]
    named, _ = [one for one in made if isinstance(one, ipywidgets.Dropdown)]
    (picture,) = [one for one in made if isinstance(one, ipywidgets.HTML)]
    assert (named.description, named.value, momentum.value) == ("momentum", 0.9, 0.9)
    momentum.value = 0.5
    assert (named.value, picture.value) == (0.5, "<p>0.5</p>")
    named.value = 0.99
    assert (momentum.value, picture.value) == (0.99, "<p>0.99</p>")
    assert asked[-1] == {"momentum": 0.99, "batch_size": 32}


def test_where_there_are_no_widgets_there_are_no_sliders(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    assert with_sliders(find_scene(RELEASED, "averages"), lambda settings: "") is None


def test_a_picture_without_sliders_needs_none():
    alone = Scene("alone", "nothing moves", (), (), lambda functions: None)
    assert with_sliders(alone, lambda settings: "") is None


@pytest.mark.parametrize("name", ["NBGRADER_EXECUTION", "NBGRADER_VALIDATING"])
def test_nobody_moves_anything_while_nbgrader_runs_the_notebook(monkeypatch, name):
    shown = []
    monkeypatch.setenv(name, "1")
    monkeypatch.setattr(
        "autograder.learner.play.scene_view.show_in_place",
        lambda text, html, *, view: shown.append((html[:20], view)),
    )
    play_scene("feature", kernel(FORWARD), str(RELEASED))
    assert shown == [('<section class="auto', None)]
