"""Two mistakes in one submission, one in the forward pass and one in a backward pass of batch normalization.

The law: a criterion that either mistake fails alone is not earned in full by the pair, and every name that is
given is one of the two. The second half is what protects students; the first has exceptions that are right,
where a backward pass suits the forward pass that stands beside it (credit is carried).
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from .judges import lost, names, the_judge

ASSIGNMENT = "batchnorm"
FORWARD = "batchnorm_forward"
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
    mistakes = [one for one in the_judge(ASSIGNMENT).mistakes.values() if one.loses]
    forward = [one.id for one in mistakes if set(one.functions) == {FORWARD}]
    backward = [one.id for one in mistakes if FORWARD not in one.functions]
    every = [(one, other) for one in forward for other in backward]
    return random.Random(0).sample(every, number)


def judge_pairs(pairs: list[tuple[str, str]], seed: int) -> list[Broken]:
    """The pairs that break the law at a seed."""
    judge = the_judge(ASSIGNMENT)
    diagnosis = judge.diagnosis(seed)
    right = "\n".join(f"right_{name} = {name}" for name in judge.assignment.functions)
    before = [*judge.reference, ("right", right), *(("frame", text) for text in judge.frame)]
    found = []
    for pair in pairs:
        one, other = (judge.mistakes[name] for name in pair)
        chunks = [*before, (one.id, one.source), (other.id, other.source)]
        judged = judge(chunks, seed=seed, diagnosis=diagnosis)
        earned = frozenset({*one.loses, *other.loses} - set(lost(judged)))
        wrong = names(judged) - set(pair)
        if earned or wrong:
            found.append(Broken(*pair, seed, earned, wrong))
    return found
