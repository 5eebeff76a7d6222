"""Each known mistake loses what it declares and gets its own name, at any seed."""

from __future__ import annotations

from dataclasses import dataclass

from .judges import MISTAKES, chunks_of_mistake, failed, names, the_judge

SEEDS = range(10)


@dataclass(frozen=True, slots=True)
class Recognised:
    """One mistake at one seed; empty fields mean that all is as declared."""

    mistake: str
    seed: int
    other_criteria: frozenset[str]  # failed though not declared, or declared and not failed
    wrong_names: frozenset[str]
    named: bool  # its own name, and no other, at each criterion that failed


def judge_catalogue(seed: int) -> list[Recognised]:
    """Judge every known mistake at one seed."""
    judge = the_judge()
    diagnosis = judge.diagnosis(seed)
    found = []
    for mistake in MISTAKES.values():
        judged = judge(chunks_of_mistake(mistake), seed=seed, diagnosis=diagnosis)
        own = [row.mistake for row in judged.criteria if row.outcome == "failed"]
        found.append(
            Recognised(
                mistake.id,
                seed,
                failed(judged) ^ frozenset(mistake.loses),
                names(judged) - {mistake.id},
                own == [mistake.id] * len(own),
            )
        )
    return found


def to_be_named() -> list[str]:
    """The mistakes that must be named: they fail something, and no chance is in them."""
    return [mistake.id for mistake in MISTAKES.values() if mistake.loses and mistake.named]
