"""The same work gets the same marks in both notebooks, and is told of it in the notebook's language.

One work in ten; `python -m tests.languages` marks them all.
"""

import pytest

from ..truth.judges import NAMES
from .same_marks import compare, sample


@pytest.mark.parametrize("name", NAMES)
def test_marks_are_the_same_in_both_languages(name):
    works = sample(name, 10 if name != "normalizers" else 20)
    found = list(compare(name, works))
    assert [one.work for one in found] == works
    assert {one.work: one.fault for one in found if one.fault} == {}
