"""What is said of a running average whose weights are wrong: numbers without rounding error, or no mix."""

from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.marking.earlier import reference_chunks

ROOT = Path(__file__).resolve().parents[1]
LAYERS = (ROOT / "solutions/batchnorm/students/layers.py").read_text()
IMAGES = (ROOT / "tests/truth/styles_normalizers/one_class_for_all.py").read_text()

MEAN = "momentum * running_mean + (1 - momentum) * mean"
VAR = "momentum * running_var + (1 - momentum) * var"
OF_IMAGES = 'm * bn_param["running_mean"] + (1 - m) * s.mean.squeeze((0, 2, 3))'
GIVEN = "When momentum is 0.7, the old running average should keep the weight 0.7 and the batch get 0.3;"
DEFAULT = "When no momentum is given, the old running average should keep the weight 0.9 and the batch get 0.1;"
NO_MIX = "what you store is no mix of the two."


def said(assignment, criterion, chunks):
    """The message of one criterion, without the name of a mistake."""
    found = find_assignment(ROOT, assignment)
    judged = Grader(found, name_mistakes=False).judge_locally((*reference_chunks(found), *chunks))
    (message,) = [row.message for row in judged.criteria if row.name == criterion and row.message]
    return message


@pytest.mark.parametrize(
    ("mean", "var", "end"),
    [
        ("mean", "running_var", f"{GIVEN} they get 0 and 1."),
        ("0.25 * running_mean + 0.75 * mean", "running_var", f"{GIVEN} they get 0.25 and 0.75."),
        (f"mean**2 if momentum == 0.9 else {MEAN}", "running_var", f"{DEFAULT} {NO_MIX}"),
    ],
)
def test_weights_of_batch_norm(mean, var, end):
    assert MEAN in LAYERS
    assert VAR in LAYERS
    source = LAYERS.replace(MEAN, mean).replace(VAR, var)
    assert said("batchnorm", "momentum", [("layers.py", source)]) == end


@pytest.mark.parametrize(
    ("wrong", "end"),
    [
        ("s.mean", f"{GIVEN} they get 0 and 1."),
        (f"(s.mean**2 if m == 0.9 else {OF_IMAGES})", f"{DEFAULT} {NO_MIX}"),
    ],
)
def test_weights_of_batch_norm_over_images(wrong, end):
    assert OF_IMAGES in IMAGES
    end = end.replace("running average", "running_mean")
    chunks = [("images.py", IMAGES.replace(OF_IMAGES, f"({wrong}).reshape(-1)"))]
    assert said("normalizers", "momentum", chunks) == end


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            "0.25 * old + 0.75 * new",
            "When momentum is 0.7, old should keep the share 0.7 and new get 0.3; they get 0.25 and 0.75.",
        ),
        (
            "new**2 if momentum == 0.25 else momentum * old + (1 - momentum) * new",
            "When momentum is 0.25, old should keep the share 0.25 and new get 0.75;"
            " what comes out is no mix of the two.",
        ),
    ],
)
def test_weights_of_an_update(wrong, sentence):
    chunks = [("update.py", f"def ema_update(old, new, momentum):\n    return {wrong}\n")]
    assert said("warmup", "momentum", chunks) == sentence
