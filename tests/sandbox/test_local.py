"""A session without a wall."""

import numpy as np
import pytest

from autograder.sandbox.local import LateSession, LocalSession
from autograder.sandbox.steps import Ref, Step

CALL = [Step("name", ("f",)), Step("call", (Ref(0),))]


def test_the_names_of_a_kernel_can_be_used():
    kernel = {}
    with LocalSession(names=kernel) as session:
        kernel["f"] = lambda: 3  # defined, or defined again, while the session lives
        assert session.run(CALL, [1]) == (3,)


def test_warnings_are_kept_and_raise_nothing():
    session = LocalSession([("cell 1", "import numpy as np\ndef f(): return np.log(np.zeros(2))")])
    for _ in range(2):
        session.reset()
        (value,) = session.run(CALL, [1])
    assert value.tolist() == [-np.inf, -np.inf]
    assert session.warnings == ("cell 1, line 2: RuntimeWarning: divide by zero encountered in log",)


def test_values_are_read_only():
    session = LocalSession(
        [("cell 1", "import numpy as np\ndef f(): return {'a': [np.ones(2)]}, (np.ones(1),)")]
    )
    (value,) = session.run(CALL, [1])
    assert not value[0]["a"][0].flags.writeable
    assert not value[1][0].flags.writeable


def test_the_key_that_stops_a_kernel_stops_the_check():
    session = LocalSession([("cell 1", "def f(): raise KeyboardInterrupt")])
    with pytest.raises(KeyboardInterrupt):
        session.run(CALL, [1])
    session.close()


def test_the_key_that_comes_while_definitions_are_run_stops_the_check_too():
    with pytest.raises(KeyboardInterrupt):
        LocalSession([("cell 1", "x = 1"), ("cell 2", "raise KeyboardInterrupt\ny = 1")])


def test_load_failures_are_told():
    assert LocalSession([("cell 1", "x = 1 / 0")]).load_failures["x"].type_name == "ZeroDivisionError"


def test_a_late_session_runs_its_definitions_when_it_is_asked_and_once(capsys):
    session = LateSession([("cell 1", "print('here')\ndef f(): return 2")])
    assert capsys.readouterr().out == ""
    for _ in range(2):
        session.reset()
        assert session.run(CALL, [1]) == (2,)
    assert capsys.readouterr().out == "here\n"


def test_a_late_session_warns_as_whoever_made_it_and_not_as_the_check_that_asks():
    session = LateSession([("cell 1", "import numpy as np\ndef f(): return np.log(np.zeros(2))")])
    with np.errstate(divide="raise"):
        (found,) = session.run(CALL, [1])
    assert np.isneginf(found).all()
