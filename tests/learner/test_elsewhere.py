"""A learner whose Python or NumPy is another than the one that marks is told, where it can matter."""

import json

import pytest

from autograder.learner.check import check_exercise
from autograder.learner.elsewhere import marked_elsewhere, versions_here

PYTHON = (
    "Your work is marked with Python 3.11; this is Python 3.13, and what is new in it cannot be read there."
)
NUMPY = "Your work is marked with NumPy 2.4; this is NumPy 1.26, and some names are not in both."


def handout(folder, **versions):
    (folder / "rubric.json").write_text(json.dumps({"criteria": [], "marked_with": versions}))
    return folder


@pytest.mark.parametrize(
    ("here", "said"),
    [
        ({"python": "3.11", "numpy": "2.4"}, ""),
        ({"python": "3.11", "numpy": "2.1"}, ""),
        ({"python": "3.9", "numpy": "2.4"}, ""),
        ({"python": "3.13", "numpy": "2.4"}, PYTHON),
        ({"python": "3.11", "numpy": "1.26"}, NUMPY),
        ({"python": "3.13", "numpy": "1.26"}, f"{PYTHON} {NUMPY}"),
    ],
)
def test_what_is_said(tmp_path, here, said):
    assert str(marked_elsewhere(handout(tmp_path, python="3.11", numpy="2.4"), here)) == said


@pytest.mark.parametrize("noted", [{}, {"python": "new"}, {"python": 3}, {"numpy": None}])
def test_a_handout_that_does_not_say_is_no_reason_to_speak(tmp_path, noted):
    assert not marked_elsewhere(handout(tmp_path, **noted))


@pytest.mark.parametrize("text", ["", "[]", "{", '{"marked_with": []}'])
def test_a_damaged_rubric_is_said_elsewhere(tmp_path, text):
    (tmp_path / "rubric.json").write_text(text)
    assert not marked_elsewhere(tmp_path)
    assert not marked_elsewhere(tmp_path / "nowhere")


def test_the_versions_here_are_those_that_decide():
    assert set(versions_here()) == {"python", "numpy"}
    assert all(len(text.split(".")) == 2 for text in versions_here().values())


def test_check_says_it_below_the_report(tmp_path, capsys):
    import shutil
    from pathlib import Path

    released = Path(__file__).resolve().parents[2] / "assignments/warmup"
    folder = tmp_path / "warmup"
    shutil.copytree(released, folder)
    rubric = json.loads((folder / "rubric.json").read_text())
    rubric["marked_with"] = {"python": versions_here()["python"], "numpy": "9.0"}
    (folder / "rubric.json").write_text(json.dumps(rubric))
    check_exercise("column_stats", {"column_stats": lambda x: (x.mean(axis=0), x.var(axis=0))}, str(folder))
    ours = versions_here()["numpy"]
    assert (
        f"Your work is marked with NumPy 9.0; this is NumPy {ours}, and some names are not in both."
        in " ".join(capsys.readouterr().out.split())
    )
