"""Two mistakes in one submission, one in the forward pass and one in a backward pass.

The law: a criterion that either mistake fails alone is not earned in full by the pair, and every name that is
given is one of the two. The second half is what protects students; the first has exceptions that are right,
where a backward pass suits the forward pass that stands beside it (credit is carried).
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from .judges import BATCHNORM, FRAME, MISTAKES, REFERENCE, lost, names, the_judge

NUMBER = 300


@dataclass(frozen=True, slots=True)
class Broken:
    """A pair that breaks the law: criteria that it earned nevertheless, and names that are neither's."""

    forward: str
    backward: str
    seed: int
    earned: frozenset[str]
    wrong_names: frozenset[str]


def drawn(number: int = NUMBER) -> list[tuple[str, str]]:
    """So many pairs of a forward and a backward mistake; always the same ones."""
    forward = [one.id for one in MISTAKES.values() if one.loses and set(one.functions) == {"batchnorm_forward"}]
    backward = [one.id for one in MISTAKES.values() if one.loses and "batchnorm_forward" not in one.functions]
    every = [(one, other) for one in forward for other in backward]
    return random.Random(0).sample(every, number)


def judge_pairs(pairs: list[tuple[str, str]], seed: int) -> list[Broken]:
    """The pairs that break the law at a seed."""
    judge = the_judge()
    diagnosis = judge.diagnosis(seed)
    found = []
    for pair in pairs:
        one, other = (MISTAKES[name] for name in pair)
        right = "\n".join(f"right_{name} = {name}" for name in BATCHNORM.functions)
        middle = [("right", right), *(("frame", text) for text in FRAME)]
        chunks = [*REFERENCE, *middle, (one.id, one.source), (other.id, other.source)]
        judged = judge(chunks, seed=seed, diagnosis=diagnosis)
        earned = frozenset({*one.loses, *other.loses} - set(lost(judged)))
        wrong = names(judged) - set(pair)
        if earned or wrong:
            found.append(Broken(*pair, seed, earned, wrong))
    return found
