"""What `nbgrader generate_assignment` does differently for assignments of ours."""

from __future__ import annotations

import json
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions, SaveCells

from autograder.marking.verdict import STUB
from autograder.nbgrader.ours import Ours

ANSWER_HERE = "*Write your answer here.*"

SEALED = {"display_name": "nothing", "language": "python", "name": "course-configuration-not-loaded"}
"""The kernel that the gradebook holds for our notebooks. A stock `nbgrader autograde` starts the kernel that
the gradebook names, finds none of this name and stops, before a trick such as the tag `skip-execution`, which
makes nbgrader pass over a check cell and give its full points, could earn anything."""


class Stub(Ours, ClearSolutions):
    """Solutions give way to a line that says what to write."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Clear one cell, with a stub that names the exercise."""
        if self.assignment(resources):
            self.code_stub = {"python": f'raise NotImplementedError("{STUB}{cell.id}")'}
            self.text_stub = ANSWER_HERE
            self.enforce_metadata = False  # practice has a solution, and no marks; source.py judged the rest
        return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return]


class SaveSealed(Ours, SaveCells):
    """The gradebook learns the cells, and a kernel that only our configuration does without."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Save the cells; the notebook itself keeps its kernel."""
        if not self.assignment(resources):
            return super().preprocess(nb, resources)  # type: ignore[no-any-return]
        kernel = nb.metadata.get("kernelspec")
        nb.metadata["kernelspec"] = json.loads(json.dumps(SEALED))
        nb, resources = super().preprocess(nb, resources)
        nb.metadata["kernelspec"] = kernel
        return nb, resources
