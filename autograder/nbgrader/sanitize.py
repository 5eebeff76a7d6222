"""nbgrader's sanitizing of a submission of ours: mended, with the outputs that a person needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.preprocessors import ClearOutput

from autograder.nbgrader.mend import mended
from autograder.nbgrader.ours import Ours
from autograder.nbgrader.slots import Slot


def mend(rows: Sequence[Any], slots: Sequence[Slot]) -> tuple[NotebookNode, tuple[str, ...]]:
    """What `mended` gives, with the notebook as the nodes that nbgrader handles."""
    notebook, repairs = mended(rows, slots)
    return from_dict(notebook), repairs


class KeepOutput(Ours, ClearOutput):
    """Stands where nbgrader clears outputs: those of ours are cleaned already, and plots are needed."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Clear the outputs unless the assignment is ours."""
        if self.assignment(resources):
            return nb, resources
        return super().preprocess(nb, resources)  # type: ignore[no-any-return]
