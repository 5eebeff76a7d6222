"""`autograder answers`: first your words, then ours."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.assignment import ANSWER_HERE, find_assignment, list_assignments
from autograder.learner.answers import (
    MIN_WORDS,
    answers_text,
    model_answers,
    written_answers,
)
from autograder.release.leaks import leaks
from autograder.submission.notebook import Cell, read

ROOT = Path(__file__).resolve().parents[1]
COURSE = list_assignments(ROOT)
BATCHNORM = find_assignment(ROOT, "batchnorm")
RELEASED = ROOT / "assignments/batchnorm/batchnorm.ipynb"
HEADING = "### Answer: Three paths from one input to the loss\n\n"
OWN = (
    "Every entry reaches its own row by itself. Through the mean and through the variance it reaches"
    " all rows of its column, so the gradients of all of them add up."
)


def answered(text, name="three_roads"):
    """The cells of the released notebook with this text in the answer cell."""
    return [
        Cell(cell.label, cell.kind, text, cell.id, cell.grade_id) if cell.grade_id == name else cell
        for cell in read(RELEASED).cells
    ]


def attempted(text):
    return [row.attempted for row in written_answers(answered(text)) if row.name == "three_roads"]


def test_an_answer_of_a_sentence_or_two_is_an_attempt():
    assert attempted(HEADING + OWN) == [True]
    assert attempted(f"{HEADING}{ANSWER_HERE}\n{OWN}") == [True]
    assert attempted(f"{HEADING}{ANSWER_HERE} {OWN}") == [True]


QUESTION = max((cell.source for cell in read(RELEASED).cells if cell.kind == "markdown"), key=len)
"""Text of ours, as someone copies a question into an answer."""


@pytest.mark.parametrize(
    "text",
    [
        "",
        str(ANSWER_HERE),
        "?",
        "I do not know.",
        "word " * 50,
        "1 2 3 " * 20,
        QUESTION,
        f"{ANSWER_HERE}\n\nNo idea yet.",
    ],
    ids=["empty", "placeholder", "mark", "short", "one word", "numbers", "copied", "placeholder and a shrug"],
)
def test_what_is_no_attempt(text):
    assert attempted(HEADING + text) == [False]


def test_the_number_of_words_is_the_border():
    words = [f"w{'abcdefghijklmnopqrstuvwxyz'[number]}" for number in range(MIN_WORDS)]
    assert attempted(HEADING + " ".join(words)) == [True]
    assert attempted(HEADING + " ".join(words[1:])) == [False]


@pytest.mark.parametrize("assignment", COURSE, ids=lambda row: row.name)
def test_every_released_question_is_found_and_not_attempted(assignment):
    cells = read(ROOT / f"assignments/{assignment.name}/{assignment.name}.ipynb").cells
    found = written_answers(cells)
    assert {row.name for row in found} == {row.name for row in assignment.questions}
    assert not any(row.attempted for row in found)
    assert all(row.answer == row.marking == "" for row in model_answers(assignment, cells))


@pytest.mark.parametrize("assignment", COURSE, ids=lambda row: row.name)
def test_every_question_has_a_model_answer_and_its_marking(assignment):
    cells = [
        Cell(cell.label, cell.kind, f"{cell.source}\n\n{OWN}", cell.id, cell.grade_id)
        for cell in read(ROOT / f"assignments/{assignment.name}/{assignment.name}.ipynb").cells
        if cell.kind == "markdown"
    ]
    found = tuple(model_answers(assignment, [cell for cell in cells if "Answer:" in cell.source][:1]))
    assert len([row for row in found if row.answer]) == 1
    for row in found:
        if row.answer:
            assert len(row.answer) > 200
            assert "point" in row.marking
            assert "SOLUTION" not in row.answer + row.marking


def test_an_answer_is_known_by_its_heading_where_a_tool_dropped_its_mark():
    cells = [Cell("cell 1", "markdown", HEADING + OWN)]
    found = {row.question.name: bool(row.answer) for row in model_answers(BATCHNORM, cells)}
    assert found == {"three_roads": True, "eps_in_both_modes": False}


def test_the_text_has_the_answer_the_marking_and_what_waits():
    text = answers_text(tuple(model_answers(BATCHNORM, answered(HEADING + OWN))))
    lines = text.splitlines()
    assert lines[0] == "Three paths from one input to the loss (3 points)"
    assert lines[1] == "=" * len(lines[0])
    assert lines[3].startswith("1. By the direct path")
    assert "How it is marked\n----------------\n\nThree points:" in text
    assert text.endswith(
        "One eps, two modes (3 points)\n=============================\n\n"
        "Not attempted yet: first write a sentence or two of your own, and save."
    )


def test_an_assignment_without_questions():
    assert answers_text(()) == "This assignment has no written questions."


def test_no_handout_holds_a_model_answer():
    for assignment in COURSE:
        assert leaks(assignment, ROOT / "assignments" / assignment.name) == ()


def run(*args):
    command = [sys.executable, "-m", "autograder", "answers", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def test_the_command(tmp_path):
    path = tmp_path / "mine.ipynb"
    notebook = json.loads(RELEASED.read_text())
    for cell in notebook["cells"]:
        if cell["id"] == "eps_in_both_modes":
            cell["source"] += "\n" + OWN
    path.write_text(json.dumps(notebook))
    done = run("batchnorm", path)
    assert done.returncode == 0
    assert done.stderr == ""
    assert "1. With variance 1, training divides by" in done.stdout
    assert "By the direct path" not in done.stdout


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["batchnorm", "nothing.ipynb"], "nothing.ipynb does not exist."),
        (
            ["batchnorm", "solutions/batchnorm/batchnorm.py"],
            "solutions/batchnorm/batchnorm.py holds no written answers; name the notebook (.ipynb).",
        ),
    ],
)
def test_wrong_use(args, sentence):
    done = run(*args)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"autograder: {sentence}\n")
