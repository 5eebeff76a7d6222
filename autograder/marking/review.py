"""What a member of staff should look at: neutral, never a deduction, and never shown to students."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autograder.report import CriterionResult, Outcome

UNUSUAL = frozenset(
    {
        *("atexit", "autograder", "builtins", "ctypes", "faulthandler", "gc", "importlib", "inspect"),
        *("multiprocessing", "os", "pickle", "resource", "signal", "socket", "subprocess", "sys", "threading"),
        *("traceback", "tracemalloc", "weakref"),
    }
)
"""Modules that no formula needs. Most who import one do so by habit."""

NOT_MARKED = "Nothing could be marked; the message says why."

ENDED = ("did not finish in time", "ended the whole process", "needed more memory")


def review(criteria: Iterable[CriterionResult], *, imports: Iterable[str], everything: bool) -> Iterator[str]:
    """The reasons to look at a submission that was marked, a sentence each."""
    criteria = tuple(criteria)
    failed = sum(row.outcome is Outcome.ERROR for row in criteria)
    if failed:
        yield f"The grader failed on {failed} {'criterion' if failed == 1 else 'criteria'}; the points wait."
    if everything:
        yield "All cells were run, because no reading of the code finds what its functions rest on."
    unusual = sorted(UNUSUAL.intersection(imports))
    if unusual:
        yield f"The code imports {', '.join(unusual)}, which no formula needs."
    ended = [end for end in ENDED if any(end in row.message for row in criteria)]
    if ended:
        yield f"A call {' and '.join(ended)}."
