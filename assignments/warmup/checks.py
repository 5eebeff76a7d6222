"""The checks of this notebook.

    check("name")       run the public checks of an exercise on your functions as they stand
    check()             the same for all exercises
    hint("name")        the next hint for a criterion or an exercise, in small steps
    hint()              a hint for the first thing that is not right yet
    graph()             the computation graph with your gradients, where the assignment has one
    play("name")        a picture of what your functions do, with sliders; play() says which there are
    progress()          where you are in the whole course, from your saved notebooks
    ready("f", "g")     whether these functions are written; says which is not

This file needs no change. The checks themselves are in the files check_*.py beside it; you may read them.
"""

import json
import os
import sys

_TO_INSTALL = "To check your work, install the course's package: pip install batchnorm-grader"
_told = []  # the hints given so far


class NotYet(Exception):
    """One sentence in place of a result."""

    def _render_traceback_(self):
        return [str(self)]


def check(exercise=None):
    """Run the public checks of an exercise and say what is right, what is not, and why.

    The exercise is its name or the function itself; without one, all exercises are checked.
    """
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        raise NotYet(_said("not marked: the course configuration is not loaded"))
    names = sys._getframe(1).f_globals
    exercise = getattr(exercise, "__name__", exercise)
    try:
        from autograder.learner.check import check_exercise, exercises_here
    except ImportError as error:
        sentence = _without_the_package(exercise, names, error)
    else:
        asked = exercises_here(_here()) if exercise is None else [exercise]
        found = [check_exercise(one, names, _here()) for one in asked]
        sentence = next((one for one in found if one), "")
    if sentence and os.environ.get("NBGRADER_VALIDATING"):
        raise NotYet(sentence)


def hint(name=None):
    """Give the next hint for a criterion such as "dx", or for an exercise; never the solution.

    Without a name, the hint is for the first thing that is not right yet.
    """
    name = getattr(name, "__name__", name)
    try:
        from autograder.learner.hints import give_hint
    except ImportError as error:
        print(_what_is_missing(error))
    else:
        give_hint(name, sys._getframe(1).f_globals, _here(), _told)


def graph(gradients=None, exercise=""):
    """Draw the computation graph and mark each gradient: right, wrong, or unknown.

    Without arguments, the gradients are those that your own functions compute on a small batch; those in
    your backward pass count if they are named after their values, with a d in front. Or hand over a dict of
    such names and arrays, any of them; inputs of your own (such as x and dout) belong into the same dict.
    """
    try:
        from autograder.learner.graph_view import show_graph
    except ImportError as error:
        print(_what_is_missing(error))
    else:
        show_graph(gradients, sys._getframe(1).f_globals, _here(), exercise)


def play(name=None):
    """Show what your functions do in a picture with sliders; without a name, say what there is to move.

    Where a page shows no sliders, the picture stands still.
    """
    try:
        from autograder.learner.play.scene_view import play_scene
    except ImportError as error:
        print(_what_is_missing(error))
    else:
        play_scene(name, sys._getframe(1).f_globals, _here())


def progress():
    """Say where you are: the points of each assignment, what is open, and what to do next.

    Your notebooks are read as they were saved.
    """
    try:
        from autograder.learner.course_page import show_progress
    except ImportError as error:
        print(_what_is_missing(error))
    else:
        show_progress(os.path.dirname(_here()))


def ready(*names):
    """Whether all functions of these names are written; prints one line if one is not."""
    found = sys._getframe(1).f_globals
    for name in names:
        if name not in found:
            print(_said("{name} is not defined yet: run its cell first.", name=name))
            return False
        if _is_stub(found[name]):
            print(_said("{name} is not written yet: come back to this cell later.", name=name))
            return False
    return True


def _said(template, **fields):
    """A sentence in the language of this notebook."""
    try:
        with open(os.path.join(_here(), "words.json"), encoding="utf-8") as file:
            template = json.load(file)["words"].get(template, template)
    except (OSError, ValueError, KeyError, NameError):
        pass  # it is in English, or behind the wall, where this file is none
    return template.format(**fields)


def _here():
    return os.path.dirname(os.path.abspath(__file__))


def _is_stub(thing):
    """Whether a place in the function, or in a method of the class, still says that it is to be written."""
    parts = vars(thing).values() if isinstance(thing, type) else [thing]
    codes = [getattr(part, "__code__", None) for part in parts]
    return any("NotImplementedError" in code.co_names for code in codes if code)


def _what_is_missing(error):
    """What to install, from what could not be imported."""
    missing = (error.name or "").split(".")[0]
    if missing and sys.platform == "emscripten":
        return _said(
            "{missing} could not be fetched. In a browser it is fetched when it is first imported: see that you"
            " are online, then choose Kernel > Restart Kernel and Run All Cells.",
            missing=missing,
        )
    if missing and missing != "autograder":
        python = sys.executable or "this Python"
        return _said(
            "{missing} is not installed for {python}. To check your work: pip install {missing}",
            missing=missing,
            python=python,
        )
    other = sys.modules.get("autograder")
    place = getattr(other, "__file__", None) or next(iter(getattr(other, "__path__", ())), "")
    if place:  # behind the wall nothing lies there, and a graph() that was left in a function must not end it
        hidden = _said(
            "Something else called autograder hides the course's package: {place}. Rename it, or uninstall it"
            " (pip uninstall autograder); then restart the kernel.",
            place=place,
        )
        return f"{hidden} {_said(_TO_INSTALL)}"
    return _said(_TO_INSTALL)


def _without_the_package(exercise, names, error):
    if exercise is None:
        print(_what_is_missing(error))
        return ""
    function = names.get(exercise)
    if function is None:
        sentence = _said("{name} is not defined yet: run its cell first.", name=exercise)
    elif _is_stub(function):
        sentence = _said("{name} is not written yet.", name=exercise)
    else:
        sentence = _said("{name} is written, but cannot be checked here.", name=exercise)
    print(sentence)
    print(_what_is_missing(error))
    return sentence
