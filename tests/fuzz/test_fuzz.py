"""The quick form of `python -m tests.fuzz`: two hundred notebooks and five thousand frames."""

from __future__ import annotations

import random

import pytest

from autograder.errors import LoadError
from autograder.sentences import say
from autograder.submission.notebook import read

from . import damage, frames, submissions

SEED = 7
NOTEBOOKS = 200


@pytest.fixture(scope="module")
def works():
    return submissions.works()


def test_damaged_notebooks_are_read_or_refused_in_a_sentence(works, tmp_path):
    found = submissions.read_all(works, SEED, NOTEBOOKS, tmp_path)
    assert found.wrong == []
    assert found.kept >= 40
    assert found.ends["read"] >= 100
    assert len(found.ends) >= 6


def test_damaged_notebooks_are_marked(works, tmp_path):
    found = submissions.mark_all(works, SEED, range(12), tmp_path)
    assert found.wrong == []
    assert set(found.ends) == {"graded", "load-error"}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_damaged_notebooks_in_a_course(tmp_path):
    found = submissions.mark_course(SEED, 8, tmp_path)
    assert found.wrong == []
    assert found.kept


def test_damaged_frames_are_values_or_refused():
    found = frames.decode_all(SEED, 5_000)
    assert found.wrong == []
    assert found.ends["a value"] >= 500
    assert len(found.ends) >= 12


def test_what_is_drawn_can_be_drawn_again(works):
    for number in (3, 17, 90):
        assert works.draw(SEED, number) == works.draw(SEED, number)
    assert works.draw(SEED, 3).content != works.draw(SEED + 1, 3).content


ALL = (*damage.CELLS, *damage.FIELDS, *damage.BYTES)


def test_every_damage_is_drawn():
    drawn = {one.name for number in range(1000) for one in damage.draw(random.Random(number))}
    assert drawn == {one.name for one in ALL}


HARMLESS = [one for one in ALL if one.harmless]


@pytest.mark.parametrize("one", HARMLESS, ids=[one.name for one in HARMLESS])
def test_each_harmless_damage_alone_leaves_the_work_in_the_file(one, works, tmp_path):
    path = tmp_path / "a.ipynb"
    for number in range(3):
        path.write_bytes(damage.damage(works.solved, [one], random.Random(number)))
        assert not submissions.lost(path, works)


def test_the_search_sees_what_it_looks_for(works, tmp_path, monkeypatch):
    """A reader that raises, loses work or speaks in riddles is noticed."""

    def fails(path):
        if b"worksheets" in path.read_bytes():
            raise KeyError("cells")
        found = read(path)
        if found.repairs:
            raise LoadError(say(f"KeyError({found.path!r})"))
        return found

    monkeypatch.setattr(submissions, "read", fails)
    wrong = "\n".join(submissions.read_all(works, SEED, 40, tmp_path).wrong)
    assert "KeyError: 'cells'" in wrong
    assert "its sentence is not plain" in wrong
    assert "it could have been read" in wrong


@pytest.mark.parametrize("value", [b"bytes", {1}, [2**64], 1j])
def test_the_bounds_are_looked_at(value):
    assert frames.within_bounds(value, 10, 10)
