"""Which browser the tests take, and what is said without one."""

import re

import pytest

from . import chromium


def on_this_machine(monkeypatch, *programs):
    monkeypatch.setattr(chromium.shutil, "which", lambda name: f"/bin/{name}" if name in programs else None)


@pytest.mark.parametrize(
    ("programs", "own", "path"),
    [
        (("chromium", "chrome"), __file__, "/bin/chromium"),
        (("google-chrome",), __file__, "/bin/google-chrome"),
        ((), __file__, __file__),
        ((), "/nothing/here", None),
    ],
)
def test_the_systems_browser_comes_first(monkeypatch, programs, own, path):
    on_this_machine(monkeypatch, *programs)
    assert chromium.find(own) == path


def test_without_a_browser_a_developer_is_told_what_to_install(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=f"^{re.escape(chromium.MISSING)}$"):
        chromium.demand(None)


def test_without_a_browser_ci_fails(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=f"^{re.escape(chromium.MISSING)}$"):
        chromium.demand(None)
