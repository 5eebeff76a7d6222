"""Which mark of a student may leave the gradebook: one that is complete, after the late penalty."""

from __future__ import annotations

from autograder.nbgrader.standing import Standing
from autograder.report import Outcome


def is_complete(standing: Standing) -> bool:
    """Whether there is a mark, and nothing of it waits for a person."""
    return standing.mark is not None and not any(cell.waits for cell in standing.cells)


def final_mark(standing: Standing) -> float | None:
    """What nbgrader would export: the mark less the late penalty, not below zero; None where it has none."""
    unread = standing.report and any(row.outcome is Outcome.ERROR for row in standing.report.criteria)
    if unread and not is_complete(standing):
        return None  # a file that could not be read, or a failure of ours: no zero until a person says so
    return None if standing.mark is None else round(max(0.0, standing.mark - standing.penalty), 6)
