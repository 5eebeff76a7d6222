"""Every attack earns what its honest part is worth, touches nothing and tells nothing.

Here all go through `autograder check`; the other doors (level landlock, a whole nbgrader course) see a choice,
and `make attacks` sends all of them through every door.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from .attack import CORPUS
from .measuring import attacks
from .processes import adopting_orphans
from .run import through_check, through_course
from .scene import make

ROOT = Path(__file__).resolve().parents[2]
ATTACKS = attacks()
GROUPS = 4

# One of each kind that has shown a hole in other graders, for the doors that take long.
CHOSEN = (
    "notebook_skips_execution",
    "notebook_copies_of_check_cells",
    "notebook_no_metadata",
    "html_in_messages",
    "id_markup",
    "linked_folder",
    "reads_gradebook",
    "shadow_numpy",
    "channel_noise",
    "exits_at_load",
    "patched_comparisons",
    "endless_loop",
)


@pytest.fixture
def scene(tmp_path, monkeypatch):
    """A scratch course, and orphans that cannot get away."""
    monkeypatch.setenv("GRADER_SECRET", "set by the scene")  # restored afterwards
    tmp_path.chmod(0o755)
    with adopting_orphans():
        yield make(tmp_path, ROOT)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("group", range(GROUPS))
def test_attacks_through_check(group, scene):
    door = through_check(ATTACKS[group::GROUPS], scene, "full")
    assert door.isolation == "full"
    assert len(door.found) == len(ATTACKS[group::GROUPS])
    assert door.wrong() == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_attacks_at_level_landlock(scene):
    door = through_check([one for one in ATTACKS if one.name in CHOSEN], scene, "landlock")
    assert door.isolation == "landlock"
    assert door.wrong() == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_attacks_in_a_course(scene):
    door = through_course([one for one in ATTACKS if one.name in CHOSEN], scene)
    assert len(door.found) == len(CHOSEN)
    assert door.wrong() == []


def test_the_corpus_covers_every_family():
    families = Counter(one.family for one in ATTACKS)
    assert len(ATTACKS) == len({one.name for one in ATTACKS}) >= len(list(CORPUS.glob("*.py"))) >= 80
    assert min(families.values()) >= 2, families
    assert set(CHOSEN) <= {one.name for one in ATTACKS}
    assert all(one.about.endswith(".") for one in ATTACKS)
