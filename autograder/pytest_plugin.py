"""Run the check files under plain pytest, against one submission.

    pytest -p autograder.pytest_plugin solutions/batchnorm --submission FILE [--report FILE]

Each check runs behind the wall as in grading and shows as a test; the report that `--report` writes, one line
of JSON, is the one that grading gives. Loaded with `-p`, never by an entry point.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.assignment import load_assignment
from autograder.files import write_whole
from autograder.grading import Grader, Marking
from autograder.marking.judging import Run, Verdict
from autograder.marking.rubric import Check, Criterion, Rubric
from autograder.report import Outcome, to_json

pytest_plugins = ["autograder.marking.plugin"]

_BENCH = pytest.StashKey["_Bench"]()


class _Bench:
    """One assignment's checks, waiting for their verdicts on one submission."""

    def __init__(self, folder: Path, submission: Path) -> None:
        self.grader = Grader(load_assignment(folder)).__enter__()
        self.marking: Marking = self.grader.begin(submission)
        self.verdicts: dict[tuple[str, str, str], Verdict] = {}
        self._where = {check.name: (row, check) for row in self.rubric.rows for check in row.checks}

    @property
    def rubric(self) -> Rubric:
        return self.grader.rubric

    def run(self, name: str) -> Verdict:
        """Run one check by its name."""
        row, check = self._where[name]
        run: Run = self.marking.run
        verdict = self.verdicts[row.exercise, row.name, name] = run(row, check)
        return verdict

    def report(self) -> str:
        """The report, from the verdicts so far; checks that did not run are run now."""

        def known(row: Criterion, check: Check) -> Verdict:
            found = self.verdicts.get((row.exercise, row.name, check.name))
            return self.marking.run(row, check) if found is None else found

        return to_json(self.grader.finish(self.marking, run=known))


def pytest_addoption(parser: pytest.Parser) -> None:
    """The submission, and where the report goes."""
    group = parser.getgroup("autograder")
    group.addoption("--submission", type=Path, help="the notebook or Python file to run the checks against")
    group.addoption("--report", type=Path, help="write the score report here, as one line of JSON")


def pytest_collect_file(file_path: Path) -> None:
    """Let a check file import the modules beside it."""
    if file_path.name.startswith("check_") and str(file_path.parent) not in sys.path:
        sys.path.append(str(file_path.parent))


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a check behind the wall in place of calling it here."""
    submission = pyfuncitem.config.getoption("submission")
    if submission is None or not pyfuncitem.path.name.startswith("check_"):
        return None
    bench = _bench(pyfuncitem.session, pyfuncitem.path.parent, submission)
    verdict = bench.run(f"{pyfuncitem.path.name}::{pyfuncitem.name}")
    if verdict.outcome is Outcome.ERROR:
        raise RuntimeError(str(verdict.found))
    if verdict.share == 0.0:
        pytest.fail(str(verdict.found), pytrace=False)
    return True


def _bench(session: pytest.Session, folder: Path, submission: Path) -> _Bench:
    if _BENCH not in session.stash:
        session.stash[_BENCH] = _Bench(folder, submission)
    return session.stash[_BENCH]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report and take the wall down."""
    bench: Any = session.stash.get(_BENCH, None)
    if bench is None:
        return
    path = session.config.getoption("report")
    if path is not None:
        write_whole(path, bench.report() + "\n")
    bench.marking.session.close()
    bench.grader.__exit__(None, None, None)
