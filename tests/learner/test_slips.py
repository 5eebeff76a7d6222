"""The first slips in a real kernel, and what the learner reads, word for word."""

import os
import shutil
import signal
import threading

import nbformat
import pytest
from nbclient import NotebookClient

from .learner import ROOT

pytestmark = pytest.mark.slow

LEFT_BELOW = """\
def column_stats(x):
    mean = x.mean(axis=0)
    var = x.var(axis=0)
    raise NotImplementedError("write this part of column_stats")
    return mean, var"""

LEFT_ABOVE = """\
def column_stats(x):
    raise NotImplementedError("write this part of column_stats")
    mean = x.mean(axis=0)
    var = x.var(axis=0)
    return mean, var"""

POWER = """\
def column_stats(x):
    print("shape", x.shape)
    mean = x.mean(axis=0)
    var = ((x - mean) ^ 2).mean(axis=0)
    return mean, var"""

ENDLESS = """\
def column_stats(x):
    mean = x.mean(axis=0)
    while True:
        pass
    return mean, x.var(axis=0)"""

ASKS = """\
def column_stats(x):
    mean = x.mean(axis=0)
    return mean, input("var? ")"""

UNREADABLE = """\
def column_stats(x):
    mean = x.mean(axis=0
    return mean, x.var(axis=0)"""

UNREACHED = """\
no_such_name
def column_stats(x):
    return x.mean(axis=0), x.var(axis=0)"""

HUGE = """\
def column_stats(x):
    big = np.ones((100_000, 100_000))
    return x.mean(axis=0), x.var(axis=0)"""

WRONG = """\
def column_stats(x):
    mean = x.mean()
    for step in range(40):
        print("step", step)
    return x.mean(axis=0) + np.arange(5), x.var(axis=0)"""

WAITING = """\
  waits                   variance (2)
  waits                   divided by N (1)
      Judged once "variance" is right.
  waits                   large offset (1)
  waits                   shapes (1)
  waits                   input left alone (1)
"""

SAID = {
    LEFT_BELOW: """\
A line below your code stops column_stats: when that part is finished, delete line 4 of In[{cell}],
raise NotImplementedError("write this part of column_stats").
""",
    LEFT_ABOVE: """\
A line above your code stops column_stats: delete line 2 of In[{cell}], raise
NotImplementedError("write this part of column_stats"). What stands below it is never reached.
""",
    POWER: """\
column_stats
  failed                  mean (1)
      column_stats raised TypeError: ufunc 'bitwise_xor' not supported for the input types, and the
      inputs could not be safely coerced to any supported types according to the casting rule
      ''safe'' (In[{cell}], line 4: var = ((x - mean) ^ 2).mean(axis=0)). In Python, ^ combines bits; a
      power is written with **.
"""
    + WAITING
    + """\
  Printed by your code while it was checked, each line once:
    | shape (5, 5)
    | shape (6, 5)
""",
    UNREADABLE: """\
The newest cell with column_stats, In[{cell}], cannot be read by Python: '(' was never closed (line 2:
mean = x.mean(axis=0). What column_stats is comes from an older cell. Mend that line and run the
cell again.
""",
    UNREACHED: """\
The newest cell with column_stats, In[{cell}], stopped before it came there. What column_stats is comes
from an older cell. Mend what is said below that cell and run it again.
""",
    HUGE: """\
column_stats
  failed                  mean (1)
      column_stats needed more memory than it may use (In[{cell}], line 2: big = np.ones((100_000,
      100_000))).
"""
    + WAITING,
    ASKS: """\
column_stats
  failed                  mean (1)
      column_stats raised RuntimeError: input() waits for an answer, and nobody gives one while code is
      checked (In[{cell}], line 3: return mean, input("var? ")).
"""
    + WAITING,
    WRONG: """\
column_stats
  failed                  mean (1)
      mean has wrong values of a square batch: 4 of 5 entries are off. The worst is mean[4]: got 8.2,
      expected 4.2, 37,000 times the tolerance.
      (The tolerance is the error that still counts as right: 1e-05 of the size of the numbers.
      Rounding stays far below it.)
  passed                  variance (2)
  passed                  divided by N (1)
  passed                  large offset (1)
  passed                  shapes (1)
  passed                  input left alone (1)
  Printed by your code while it was checked, the first 10 different lines:
    | step 0
    | step 1
    | step 2
    | step 3
    | step 4
    | step 5
    | step 6
    | step 7
    | step 8
    | step 9
""",
}


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """A kernel in a handout's folder; it is handed cells one by one."""
    folder = tmp_path_factory.mktemp("slips") / "warmup"
    shutil.copytree(ROOT / "assignments/warmup", folder, ignore=shutil.ignore_patterns("__pycache__"))
    client = NotebookClient(
        nbformat.v4.new_notebook(), timeout=60, allow_errors=True, resources={"metadata": {"path": str(folder)}}
    )
    with client.setup_kernel():
        run(client, "import numpy as np\nfrom checks import check, hint")
        yield client


def run(client, text):
    """Run a cell; its number, and its outputs."""
    cell = nbformat.v4.new_code_cell(text)
    client.nb.cells.append(cell)
    client.execute_cell(cell, len(client.nb.cells) - 1)
    return cell.execution_count, cell.outputs


def said(client, text):
    """What a cell says in words."""
    _, outputs = run(client, text)
    shown = [out.get("text") or out.get("data", {}).get("text/plain", "") for out in outputs]
    return "".join(shown).rstrip("\n") + "\n"


@pytest.mark.parametrize("work", SAID, ids=lambda text: "")
def test_what_the_learner_reads(kernel, work):
    number, _ = run(kernel, work)
    text = said(kernel, 'check("column_stats")')
    assert text.split() == SAID[work].format(cell=number).split()  # where lines break depends on the number


def test_an_endless_loop_is_stopped_and_its_line_is_said(kernel):
    number, _ = run(kernel, ENDLESS)
    run(kernel, "import autograder.learner.public as public; public.CHECK_SECONDS = 1.0")
    try:
        text = said(kernel, 'check("column_stats")')
    finally:
        run(kernel, "public.CHECK_SECONDS = 10.0")
    assert " ".join(text.removesuffix(WAITING).split()) in [
        "column_stats failed mean (1) column_stats did not finish in time: it was stopped after 1 seconds"
        f" (In[{number}], line {line})."
        for line in ("3: while True:", "4: pass")
    ]
    assert text.endswith(WAITING)


@pytest.mark.parametrize("asked", ['check("column_stats")', 'hint("column_stats")'])
def test_who_interrupts_reads_one_sentence_and_none_of_our_lines(kernel, asked):
    number, _ = run(kernel, ENDLESS)
    stop = threading.Timer(1.0, os.kill, (kernel.km.provisioner.pid, signal.SIGINT))
    stop.start()
    _, (shown,) = run(kernel, asked)
    assert shown.output_type == "error"
    assert shown.traceback in [
        [f"You stopped this (In[{number}], line {line})."] for line in ("3: while True:", "4: pass")
    ]
