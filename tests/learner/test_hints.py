"""`hint("dx")`: one step at a time, from the question to the place to read; never the solution."""

import json

import pytest

from autograder.learner.hints import give_hint, section_of
from autograder.learner.public import read_rubric

from .learner import RELEASED, cells, kernel

NO_MEAN_PATH = ("dx = dx_direct + dx_mean", "dx = dx_direct")
BOTH = ("batchnorm_forward", "batchnorm_backward")


def ask(name, names, told, capsys):
    give_hint(name, names, str(RELEASED), told)
    return " ".join(capsys.readouterr().out.split())


def all_hints(name, names, capsys, number=8):
    told = []
    return [ask(name, names, told, capsys) for _ in range(number)]


def test_the_steps_word_for_word(capsys):
    names = kernel(*BOTH, batchnorm_backward=NO_MEAN_PATH)
    end = (
        'There are no more hints for "dx" of batchnorm_backward. Explain to somebody what each of your lines'
        " does, or come back tomorrow: both help more often than one more hint would."
    )
    assert all_hints("dx", names, capsys) == [
        'Hint 1 of 5: "dx" of batchnorm_backward asks: dx is the gradient with respect to x, through x itself,'
        " the mean and the variance.",
        "Hint 2 of 5: This is exactly what comes out when no gradient reaches x through the mean.",
        "Hint 3 of 5: Add a constant to a whole column of x: the output stays. What must the column of dx then"
        " sum to?",
        'Hint 4 of 5: Read the section "2. The backward pass over the graph" of the notebook once more, from'
        " its heading to the exercise.",
        "Hint 5 of 5: graph() draws the computation graph and marks the first gradient on it that is wrong.",
        *[end] * 3,
    ]


def test_an_unknown_mistake_has_fewer_steps(capsys):
    names = kernel(*BOTH, batchnorm_backward=("dx = dx_direct + dx_mean", "dx = 1.01 * (dx_direct + dx_mean)"))
    said = all_hints("dx", names, capsys, 2)
    assert said[1].startswith("Hint 2 of 4: dx has wrong values: 15 of 15 entries are off.")


def test_who_mends_one_mistake_gets_the_hints_of_the_next(capsys):
    told = []
    ask("dx", kernel(*BOTH, batchnorm_backward=NO_MEAN_PATH), told, capsys)
    ask("dx", kernel(*BOTH, batchnorm_backward=NO_MEAN_PATH), told, capsys)
    other = kernel(*BOTH, batchnorm_backward=("dvar = dstd * inv_std / 2", "dvar = dstd * inv_std"))
    assert ask("dx", other, told, capsys).startswith("Hint 2 of 5: This is exactly what comes out when ")


def test_the_one_that_needs_it_most_is_meant(capsys):
    first = ask("dx", kernel(), [], capsys)
    assert first == '"dx" of batchnorm_backward passed: no hint is needed.'
    wrong = kernel(batchnorm_backward_alt=("(dbeta + x_hat * dgamma) / N", "(x_hat * dgamma) / N"))
    assert ask("dx", wrong, [], capsys).startswith('Hint 1 of 4: "dx" of batchnorm_backward_alt asks: ')
    assert ask("batchnorm_backward/dx", wrong, [], capsys) == first


def test_an_exercise_means_its_first_open_line(capsys):
    wrong = kernel("batchnorm_forward", batchnorm_forward=("gamma * x_hat + beta", "gamma * x_hat"))
    assert '"training output" of batchnorm_forward asks: ' in ask("batchnorm_forward", wrong, [], capsys)


def test_what_is_marked_later_is_said_to_be(capsys):
    said = all_hints("batchnorm_forward/precision", kernel(), capsys, 2)
    assert said[0].endswith(
        "The output agrees to nine digits: float64 throughout. It is marked after submission."
    )
    assert said[1].startswith('Hint 2 of 2: Read the section "1. The forward pass"')


def test_what_is_not_begun_has_hints_too(capsys):
    assert ask("batchnorm_forward", {}, [], capsys).startswith("Hint 1 of 3: ")


def test_practice_has_hints(capsys):
    names = kernel("grad_root", grad_root=("(2 * np.sqrt(var + eps))", "np.sqrt(var + eps)"))
    said = all_hints("grad_root", names, capsys, 4)
    assert said[0].startswith('Hint 1 of 4: "gradient" of grad_root asks: ')
    assert said[1] == "Hint 2 of 4: This is exactly what comes out when the half is missing."
    assert said[2].startswith("Hint 3 of 4: Write the root as a power.")
    assert 'section "2. The backward pass over the graph"' in said[3]


def test_a_name_that_is_none(capsys):
    assert ask("dy", {}, [], capsys).startswith(
        'There is no criterion or exercise "dy" here; the exercises are '
    )


@pytest.mark.parametrize("name", [f"{line.exercise}/{line.name}" for line in read_rubric(RELEASED)])
def test_no_hint_shows_a_line_of_the_solution(name, capsys):
    said = " ".join(all_hints(name, kernel(*BOTH, batchnorm_backward=NO_MEAN_PATH), capsys, 6))
    for cell in cells().values():
        for line in cell.splitlines():
            formula = line.partition(" = ")[2]
            if len(formula) > 12:
                assert formula not in said


@pytest.mark.parametrize("text", [None, "[]", "{", '{"cells": [{}]}', '{"cells": 3}'])
def test_a_damaged_notebook_has_no_sections(tmp_path, text):
    if text is not None:
        (tmp_path / f"{tmp_path.name}.ipynb").write_text(text)
    assert section_of("batchnorm_forward", tmp_path) == ""


def test_a_section_without_a_heading(tmp_path):
    cells = [{"cell_type": "code", "source": ["def f(x):\n", "    pass"]}]
    (tmp_path / f"{tmp_path.name}.ipynb").write_text(json.dumps({"cells": cells}))
    assert section_of("f", tmp_path) == ""
