"""The limit: student code and checks in one hot process, one file after the other. Unsafe; for comparison.

python -m tests.bench.limit FILE...
"""

from __future__ import annotations

import contextlib
import io
import sys
import warnings
from pathlib import Path

from autograder.grading import Grader
from autograder.submission.notebook import read
from autograder.submission.slicing import cut

from .classroom import assignment


def main(paths: list[str]) -> None:
    """Judge the files."""
    warnings.simplefilter("ignore")
    grader = Grader(assignment())
    for path in paths:
        chunks = cut(read(Path(path)).code, grader.assignment.functions).chunks
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            grader.judge_locally(chunks)


if __name__ == "__main__":
    main(sys.argv[1:])
