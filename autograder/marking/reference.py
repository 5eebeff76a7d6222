"""The reference: the functions of the percent source, sliced out of it as out of any submission."""

from __future__ import annotations

from autograder.assignment import Assignment, AssignmentError
from autograder.sandbox.steps import Chunks
from autograder.submission.notebook import LoadError, read
from autograder.submission.slicing import cut


def reference_chunks(assignment: Assignment, functions: tuple[str, ...] = ()) -> Chunks:
    """The code of the reference for these functions, or for all that the student writes.

    Raises:
        AssignmentError: the source cannot be read or lacks one of the functions.
    """
    try:
        code = cut(read(assignment.source).cells, functions or assignment.functions)
    except LoadError as error:
        raise AssignmentError(f"{assignment.source}: {error}") from error
    for name in code.missing:
        why = code.unparsed.get(name, "it is defined nowhere in the file")
        raise AssignmentError(f"{assignment.source}: {name} cannot be used as reference: {why}.")
    return code.chunks
