"""What a check decided is known for the same answers, and a report is the same whether it was known or not."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.assignment import Limits, find_assignment
from autograder.grading import Grader
from autograder.instructor.demo import fill
from autograder.marking.answered import Known
from autograder.marking.asking_ahead import Asked
from autograder.marking.subject import Subject
from autograder.sandbox.client import Sandbox

ROOT = Path(__file__).resolve().parents[2]

DOUBLE = [("cell 1", "def double(x): return x, 2 * x")]
TWICE = [("cell 1", "def double(x): return x, x + x")]
WRONG = [("cell 1", "def double(x): return x, 3 * x")]
DIES = [("cell 1", "import os\ndef double(x): os._exit(1)")]


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(limits=Limits()) as sandbox:
        yield sandbox


def judge(known, sandbox, chunks, calls, inputs=lambda: np.ones(3)):
    def decide(session):
        calls.append(1)
        subject = Subject(session)
        _, out = subject.double(inputs()).take(2)
        (out,) = subject.try_fetch(out)
        (again,) = subject.try_fetch(subject.double(2 * inputs())[1])
        return (str(out), str(again)), True

    with sandbox.open(chunks) as session:
        return known.decide(Asked({}, session, ()), "check", decide)


def test_the_same_answers_are_judged_once(sandbox):
    known, calls = Known(), []
    first = judge(known, sandbox, DOUBLE, calls)
    assert judge(known, sandbox, TWICE, calls) == first  # other code, the same bits
    assert len(calls) == 1
    assert judge(known, sandbox, WRONG, calls) == ("[3. 3. 3.]", "[6. 6. 6.]")
    assert len(calls) == 2
    dead = judge(known, sandbox, DIES, calls)
    assert judge(known, sandbox, DIES, calls) == dead  # no answer is not the same answer
    assert len(calls) == 4
    assert judge(known, sandbox, DOUBLE, calls) == first
    assert len(calls) == 4


def test_a_check_that_asks_otherwise_each_time_is_never_known(sandbox):
    known, calls = Known(), []
    numbers = iter(range(100))

    def inputs():
        return np.full(3, float(next(numbers)))

    seen = [judge(known, sandbox, chunks, calls, inputs) for chunks in (DOUBLE, WRONG, DOUBLE, DOUBLE)]
    assert len(set(seen)) == 4
    assert judge(known, sandbox, DOUBLE, calls, lambda: np.ones(3)) == ("[2. 2. 2.]", "[4. 4. 4.]")


def test_a_known_verdict_that_quotes_the_line_of_another_file_is_decided_anew(tmp_path):
    path = tmp_path / "raises.py"
    short = "def batchnorm_forward(x, gamma, beta, bn_param):\n    raise ValueError\n"
    with Grader(find_assignment(ROOT, "batchnorm"), name_mistakes=False) as grader:
        long = short + 1200 * "    x = x\n"
        for text, quote in ((short, " (raises.py, line 2: raise ValueError)"), (long, "")):
            path.write_text(text)
            for _ in range(2):
                assert grader.grade(path).criteria[0].message == f"batchnorm_forward raised ValueError{quote}."


STATEFUL = """
import numpy as np
calls = 0

def batchnorm_forward(x, gamma, beta, bn_param):
    global calls
    calls += 1
    eps = bn_param.get("eps", 1e-5)
    x_hat = (x - x.mean(0)) / np.sqrt(x.var(0) + eps)
    return gamma * x_hat + beta + (calls % 7 == 0), x_hat
"""


def test_functions_that_keep_a_state_get_the_same_report_in_any_company(tmp_path):
    assignment = find_assignment(ROOT, "batchnorm")
    path = tmp_path / "stateful.py"
    path.write_text(STATEFUL)
    with Grader(assignment) as grader:
        alone = replace(grader.grade(path), seconds=0.0)
        assert replace(grader.grade(path), seconds=0.0) == alone  # after itself
    with Grader(assignment) as grader:
        grader.grade(assignment.source)
        grader.grade(assignment.folder / "students" / "wrong-forward.py")
        assert replace(grader.grade(path), seconds=0.0) == alone


@pytest.mark.slow
def test_reports_do_not_depend_on_who_was_marked_before(tmp_path):
    assignment = find_assignment(ROOT, "batchnorm")
    students = assignment.folder / "students"
    released = json.loads((ROOT / "assignments/batchnorm/batchnorm.ipynb").read_text(encoding="utf-8"))
    paths = []
    for name in ("tuple-cache", "wrong-forward", "eps-outside", "crashes", "no-mean-road", "forward-only"):
        path = tmp_path / f"{name}.ipynb"
        work = (students / f"{name}.py").read_text(encoding="utf-8")
        path.write_text(json.dumps(fill(copy.deepcopy(released), work)), encoding="utf-8")
        paths.append(path)
    alone = []
    for path in paths:
        with Grader(assignment) as grader:
            alone.append(replace(grader.grade(path), seconds=0.0))
    with Grader(assignment) as grader:
        for round_ in (paths, paths[::-1], paths):
            found = {path: replace(grader.grade(path), seconds=0.0) for path in round_}
            assert [found[path] for path in paths] == alone
