"""The index of what submissions share finds what all pairs would give."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.instructor import likeness
from autograder.instructor.fingerprints import Prints
from autograder.instructor.likeness import IMAGINED, Pair, Weighed, features_of, first, scale_of_class

# A few formulas that many write, and others that few do; sizes belong to features.
COMMON, RARE = range(12), range(100, 160)
SIZES = {feature: 6 + feature % 7 for feature in (*COMMON, *RARE)}

works = st.lists(
    st.builds(set.union, st.sets(st.sampled_from(COMMON)), st.sets(st.sampled_from(RARE), max_size=12)),
    max_size=14,
)


def weighed(class_, canonical=()):
    submissions = [features_of(Prints({feature: SIZES[feature] for feature in one}, ())) for one in class_]
    return Weighed(submissions, scale_of_class(submissions, canonical))


def all_pairs(class_, canonical):
    """Every pair, as the docstring of the module says."""
    counts = Counter(feature for one in class_ for feature in one)

    def weight(features):
        have = {feature: counts[feature] + IMAGINED * (feature in canonical) for feature in features}
        return math.fsum(
            SIZES[feature] * math.log((len(class_) + IMAGINED + 1) / have[feature]) for feature in features
        )

    for one, other in itertools.combinations(range(len(class_)), 2):
        shared, whole = weight(class_[one] & class_[other]), min(weight(class_[one]), weight(class_[other]))
        yield Pair(one, other, min(1.0, shared / whole) if whole else 0.0, shared, whole)


@settings(max_examples=150, deadline=None)
@given(works, st.sets(st.sampled_from(COMMON)), st.floats(0, 1), st.floats(1, 400), st.integers(1, 100))
def test_the_index_finds_what_all_pairs_would_give(class_, canonical, at_least, least, most):
    every = list(all_pairs(class_, canonical))
    wanted = sorted(
        (pair for pair in every if pair.shared >= least and pair.likeness >= at_least),
        key=lambda pair: pair.order,
    )
    class_of = weighed(class_, canonical)
    assert first(class_of.alike(at_least, least), most) == (wanted[:most], len(wanted))
    assert list(class_of.drawn(range(len(class_)))) == every


@settings(max_examples=100, deadline=None)
@given(works)
def test_the_bounds_themselves_are_found(class_):
    """A pair that shares exactly as much as is asked for, however its sum was rounded."""
    for pair in all_pairs(class_, ()):
        if pair.shared:
            assert pair in list(weighed(class_).alike(pair.likeness, pair.shared))


def test_who_shares_only_what_many_write_is_compared_with_nobody(monkeypatch):
    """Five hundred students with the formulas of all and one of their own, and one copy."""
    own = dict.fromkeys(range(1000, 1500), 20)
    monkeypatch.setitem(globals(), "SIZES", SIZES | own)
    class_ = [{*COMMON, feature} for feature in own]
    compared = []
    pair = Weighed.pair
    monkeypatch.setattr(Weighed, "pair", lambda *args: compared.append(1) or pair(*args))
    chosen, count = first(weighed([*class_, class_[7]]).alike(0.5, 30.0), 10)
    assert [(one.one, one.other) for one in chosen] == [(7, 500)]
    assert (count, len(compared)) == (1, 1)


def test_of_many_pairs_some_are_drawn_and_the_same_each_time(monkeypatch):
    monkeypatch.setattr(likeness, "DRAWN", 400)
    rng = np.random.default_rng(0)
    class_of = weighed([set(rng.choice(RARE, size=9).tolist()) for _ in range(40)])
    every = {(one, other) for one, other in itertools.combinations(range(40), 2)}
    drawn = [tuple(sorted((pair.one, pair.other))) for pair in class_of.drawn(range(40))]
    assert len(set(drawn)) == len(drawn) == 400
    assert set(drawn) < every
    assert drawn == [tuple(sorted((pair.one, pair.other))) for pair in class_of.drawn(range(40))]
    assert len(list(class_of.drawn(range(28)))) == 378  # which are all
