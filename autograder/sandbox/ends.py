"""How did the process of a submission end? The trusted side says it, in words for people."""

from __future__ import annotations

from autograder.sandbox.steps import Failure
from autograder.sentences import Sentence, show


def ended(kind: str, how: Sentence) -> Failure:
    """What every step that is left has in the place of a result."""
    return Failure(kind, message=show(how, {}), how=how)
