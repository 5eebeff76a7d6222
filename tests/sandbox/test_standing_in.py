"""A function does the right one's work, wherever it is bound; what is no plain function is bound anew."""

import functools
import sys
import types

import pytest

from autograder.sandbox.standing_in import bring, stand_in


@pytest.fixture
def right(monkeypatch):
    module = types.ModuleType("right_functions")
    exec(
        "def f(x, *, by=1):\n    return ('right', x, by)\ndef g(x):\n    return ('right g', x)\n",
        module.__dict__,
    )
    monkeypatch.setitem(sys.modules, "right_functions", module)
    return module


def test_every_name_of_a_function_does_the_right_work(right):
    space = {}
    exec(
        "def f(x, by=7, *more, other=3):\n    return 'wrong'\n"
        "alias = f\ntable = {'f': f}\n"
        "class Layer:\n    call = staticmethod(f)\n    def __init__(self, way=f):\n        self.way = way\n",
        space,
    )
    stand_in(space, (), ("f",), right)
    ways = space["f"], space["alias"], space["table"]["f"], space["Layer"].call, space["Layer"]().way
    assert [way(3) for way in ways] == [("right", 3, 1)] * 5
    assert space["f"](3, by=2) == ("right", 3, 2)


def test_what_is_no_plain_function_is_bound_anew(right):
    def closure(x):
        return (right, x)

    for other in (closure, functools.partial(print), 7, None):
        space = {"f": other}
        stand_in(space, (), ("f",), right)
        assert space["f"](1) == ("right", 1, 1)


def test_what_is_missing_is_bound_in_the_notebook_alone(right, monkeypatch):
    own = types.ModuleType("own_module")
    monkeypatch.setitem(sys.modules, "own_module", own)
    space = {}
    stand_in(space, ("own_module",), ("f", "g"), right)
    assert (space["f"](1), space["g"](1)) == (("right", 1, 1), ("right g", 1))
    assert not hasattr(own, "f")


def test_modules_are_reached_and_broken_ones_do_no_harm(right, monkeypatch):
    own = types.ModuleType("own_module")
    exec("def f(x):\n    return 'wrong'\n", own.__dict__)
    monkeypatch.setitem(sys.modules, "own_module", own)
    space = {}
    stand_in(space, ("no_such_module", "own_module"), ("f",), right)
    stand_in(space, ("own_module",), ("f",), right)  # twice changes nothing
    assert own.f(1) == space["f"](1) == ("right", 1, 1)


def test_what_only_modules_define_can_be_asked_in_the_notebook(monkeypatch):
    own = types.ModuleType("own_module")
    own.f, own.g = len, max
    monkeypatch.setitem(sys.modules, "own_module", own)
    space = {"g": min}
    bring(space, ("own_module", "no_such_module"), ("f", "g", "h"))
    assert space == {"g": min, "f": len}
