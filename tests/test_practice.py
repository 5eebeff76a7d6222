"""The gradient on a graph as practice: checked node by node, worth no points, unknown to every gradebook."""

import json
import shutil
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from autograder.assignment import find_assignment
from autograder.errors import AssignmentError
from autograder.grading import Grader
from autograder.learner.check import check_exercise
from autograder.learner.public import read_practice, write_rubric
from autograder.marking.rubric import collect
from autograder.release.handout import write_files
from autograder.source import Role, read_source, without_solutions

from .running import run_all

ROOT = Path(__file__).resolve().parents[1]
BATCHNORM = find_assignment(ROOT, "batchnorm")
RELEASED = ROOT / "assignments/batchnorm"
NODES = [row.name for row in BATCHNORM.practice]
CELLS = {cell.name: cell for cell in read_source(BATCHNORM) if cell.role in (Role.ANSWER, Role.PRACTICE)}

GRADED = [
    ("batchnorm_forward", "code", None),
    ("check_batchnorm_forward", "code", 24),
    ("eps_in_both_modes", "markdown", 3),
    ("batchnorm_backward", "code", None),
    ("check_batchnorm_backward", "code", 15),
    ("three_roads", "markdown", 3),
    ("batchnorm_backward_alt", "code", None),
    ("check_batchnorm_backward_alt", "code", 11),
]
"""What gradebooks of running courses know: it must never change."""


def released():
    return json.loads((RELEASED / "batchnorm.ipynb").read_text())


def solution(name):
    """A cell of the source as someone has written it who knows the answer."""
    return "\n".join(line for line in CELLS[name].text.splitlines() if "### " not in line)


@cache
def reference():
    """The functions of the source, practice and exercises."""
    names = {"np": np}
    for name in CELLS:
        exec(solution(name), names)
    return {name: names[name] for name in CELLS}


def said(name, function, capsys, **others):
    """What the check of a node prints about a function."""
    assert check_exercise(name, {name: function, **others}, str(RELEASED)) == ""
    return capsys.readouterr().out


def test_there_are_nine_and_they_come_from_right_to_left():
    assert NODES == [
        "grad_shift",
        "grad_scale",
        "grad_product",
        "grad_reciprocal",
        "grad_root",
        "grad_average",
        "grad_square",
        "grad_centre",
        "grad_mean",
    ]
    assert read_practice(RELEASED) == tuple(NODES)


def test_the_grade_cells_are_those_of_the_first_release():
    marked = [cell for cell in released()["cells"] if "nbgrader" in cell["metadata"]]
    found = [(cell["metadata"]["nbgrader"], cell["cell_type"]) for cell in marked]
    assert [(marks["grade_id"], kind, marks.get("points")) for marks, kind in found] == GRADED
    assert all(cell["id"] == cell["metadata"]["nbgrader"]["grade_id"] for cell in marked)


def test_practice_stands_between_the_picture_and_the_exercise():
    cells = released()["cells"]
    texts = ["".join(cell["source"]) for cell in cells]
    picture = next(at for at, text in enumerate(texts) if "(computation_graph.svg)" in text)
    exercise = next(at for at, cell in enumerate(cells) if cell["id"] == "batchnorm_backward")
    at = {cell["id"]: number for number, cell in enumerate(cells)}
    assert [picture, *(at[name] for name in NODES), exercise] == sorted(
        [picture, *(at[name] for name in NODES), exercise]
    )
    for name in NODES:
        assert "nbgrader" not in cells[at[name]]["metadata"]
        assert texts[at[name]].endswith(f'    raise NotImplementedError("write this part of {name}")') or (
            f'    raise NotImplementedError("write this part of {name}")\n    return ' in texts[at[name]]
        )
        assert texts[at[name] + 1] == f'check("{name}")'


def test_no_formula_of_a_node_is_shown():
    """Neither the line nor its right side stands anywhere in the handout's notebook."""
    text = "\n".join("".join(cell["source"]) for cell in released()["cells"])
    for name in NODES:
        shown = set(without_solutions(CELLS[name].text))
        for line in solution(name).splitlines():
            formula = line.partition("return ")[2] or line.partition(" = ")[2]
            if line not in shown and len(formula) > 8:  # "dscaled = dout" is no secret that could be kept
                assert formula not in text


def test_it_is_in_no_rubric_and_in_no_report():
    criteria = collect(BATCHNORM).criteria
    assert not {row.exercise for row in criteria} & set(NODES)
    assert sum(row.points for row in criteria) == 50
    lines = json.loads((RELEASED / "rubric.json").read_text())["criteria"]
    assert not {row["exercise"] for row in lines} & set(NODES)
    assert not set(BATCHNORM.functions) & set(NODES)
    readme = (RELEASED / "README.md").read_text()
    assert "There are 56 points: 50 for code and 6 for written answers." in readme
    assert "### Practice (no points)\n" in readme


def test_a_rubric_without_practice_is_as_it_was():
    assert list(json.loads(write_rubric(collect(BATCHNORM)))) == ["order", "criteria"]


@pytest.mark.parametrize("name", NODES)
def test_a_stub_is_said_to_be_not_written(name, capsys):
    (cell,) = [cell for cell in released()["cells"] if cell["id"] == name]
    names = {"np": np}
    exec("".join(cell["source"]), names)
    assert said(name, names[name], capsys) == f"{name} is not written yet. It is practice, worth no points.\n"


def test_a_cell_that_was_not_run_is_said_to_be(capsys):
    assert check_exercise("grad_root", {}, str(RELEASED)) == ""
    assert capsys.readouterr().out == (
        "grad_root is not defined yet: run its cell first. It is practice, worth no points.\n"
    )


LOOPS = {
    "grad_shift": lambda dout: (dout.tolist() and np.array(dout.tolist()), np.array([sum(c) for c in dout.T])),
    "grad_scale": lambda d, x_hat, gamma: (
        np.array([[a * g for a, g in zip(row, gamma, strict=True)] for row in d]),
        np.array([sum(a * b for a, b in zip(*pair, strict=True)) for pair in zip(d.T, x_hat.T, strict=True)]),
    ),
    "grad_product": lambda d, centred, inv_std: (
        np.stack([row * inv_std for row in d]),
        np.array([column @ other for column, other in zip(d.T, centred.T, strict=True)]),
    ),
    "grad_reciprocal": lambda d, std: np.array([-a / (s * s) for a, s in zip(d, std, strict=True)]),
    "grad_root": lambda d, var, eps: np.array([a / 2 / (v + eps) ** 0.5 for a, v in zip(d, var, strict=True)]),
    "grad_average": lambda d, N: np.array([[a / N for a in d] for _ in range(N)]),
    "grad_square": lambda d, c: np.vectorize(lambda a, b: a * b + b * a)(d, c),
    "grad_centre": lambda d: (d.copy(), np.array([-sum(column) for column in d.T])),
    "grad_mean": lambda d, N: np.stack([d / N] * N),
}
EINSUM = {
    "grad_shift": lambda dout: (+dout, np.einsum("nd->d", dout)),
    "grad_scale": lambda d, x_hat, gamma: (np.einsum("nd,d->nd", d, gamma), np.einsum("nd,nd->d", d, x_hat)),
    "grad_product": lambda d, c, s: [np.einsum("nd,d->nd", d, s), np.einsum("nd,nd->d", d, c)],
    "grad_reciprocal": lambda d, std: np.einsum("d,d,d->d", -d, 1 / std, 1 / std),
    "grad_root": lambda d, var, eps: d * 0.5 * np.power(var + eps, -0.5),
    "grad_average": lambda d, N: np.broadcast_to(d / N, (N, len(d))),
    "grad_square": lambda d, c: 2.0 * np.einsum("nd,nd->nd", d, c),
    "grad_centre": lambda d: (d, -np.ones(len(d)) @ d),
    "grad_mean": lambda d, N: np.outer(np.full(N, 1 / N), d),
}


def in_single_precision(function):
    def rounded(*values):
        return function(*(v.astype(np.float32) if isinstance(v, np.ndarray) else v for v in values))

    return rounded


@pytest.mark.parametrize("style", ["reference", "loops", "einsum", "single precision"])
@pytest.mark.parametrize("name", NODES)
def test_right_work_is_said_to_be_right(name, style, capsys):
    written = {"reference": reference(), "loops": LOOPS, "einsum": EINSUM}
    function = written[style][name] if style in written else in_single_precision(reference()[name])
    assert said(name, function, capsys) == (
        f"{name} (practice, worth no points)\n"
        "  passed                  gradient\n"
        "  passed                  inputs left alone\n"
        "  Everything is right.\n"
    )


WRONG = [
    ("grad_shift", lambda dout: (dout, dout), "dbeta has shape (5, 3); expected (3,)."),
    ("grad_shift", lambda dout: (dout, dout.mean(axis=0)), "dbeta has wrong values"),
    ("grad_shift", lambda dout: (dout.sum(axis=0), dout), "dscaled has shape (3,); expected (5, 3)."),
    ("grad_shift", lambda dout: (dout, dout.sum(axis=0, keepdims=True)), "dbeta has shape (1, 3)"),
    ("grad_scale", lambda d, x_hat, gamma: (d, (d * x_hat).sum(axis=0)), "dx_hat has wrong values"),
    ("grad_scale", lambda d, x_hat, gamma: (d * gamma, d.sum(axis=0)), "dgamma has wrong values"),
    ("grad_scale", lambda d, x_hat, gamma: d * gamma, "returned one ndarray; the contract asks for 2 values"),
    ("grad_product", lambda d, c, s: (d * s, (d * c).sum(axis=1)), "dinv_std has shape (5,)"),
    ("grad_product", lambda d, c, s: (d * c, d * s), "dcentred has wrong values"),
    ("grad_reciprocal", lambda d, std: d / std**2, "dstd has wrong values"),
    ("grad_reciprocal", lambda d, std: -d / std, "dstd has wrong values"),
    ("grad_root", lambda d, var, eps: d / (2 * np.sqrt(var)), "dvar has wrong values"),
    ("grad_root", lambda d, var, eps: d / np.sqrt(var + eps), "dvar has wrong values"),
    ("grad_root", lambda d, var, eps: d / (2 * (np.sqrt(var) + eps)), "dvar has wrong values"),
    ("grad_root", lambda d, var, eps: None, "dvar is None"),
    ("grad_average", lambda d, N: d / N, "dsquare has shape (3,); expected (5, 3)."),
    ("grad_average", lambda d, N: np.ones((N, 1)) * d, "dsquare has wrong values"),
    ("grad_square", lambda d, c: d * c, "dcentred has wrong values"),
    ("grad_square", lambda d, c: 2 * c, "dcentred has wrong values"),
    ("grad_centre", lambda d: (d, d.sum(axis=0)), "dmu has wrong values"),
    ("grad_centre", lambda d: (d, -d), "dmu has shape (5, 3); expected (3,)."),
    ("grad_mean", lambda d, N: d, "dx has shape (3,); expected (5, 3)."),
    ("grad_mean", lambda d, N: np.ones((N, 1)) * d / (N - 1), "dx has wrong values"),
    ("grad_mean", lambda d, N: 1 / 0, "grad_mean raised ZeroDivisionError: division by zero"),
]


@pytest.mark.parametrize(("name", "function", "sentence"), WRONG)
def test_a_wrong_one_is_told_so(name, function, sentence, capsys):
    text = said(name, function, capsys)
    assert text.startswith(f"{name} (practice, worth no points)\n  failed                  gradient\n      ")
    assert sentence in " ".join(text.split())
    assert "Everything" not in text


LAWS = [
    (
        "grad_shift",
        lambda dout: (dout, dout[::-1]),
        "Summed over the rows it is right: the value that it belongs to serves",
    ),
    (
        "grad_shift",
        lambda dout: (dout, 0.3 * dout.sum(axis=0)),
        "Every entry is 0.3 times what differences of the box",
    ),
    (
        "grad_average",
        lambda d, N: np.ones((N, 1)) * d / 2,
        "Every entry is 2.5 times what differences of the box give.",
    ),
    (
        "grad_square",
        lambda d, c: 3 * c,
        "It should follow dsquare, which says what the loss feels of this box; it",
    ),
    ("grad_square", lambda d, c: 0.6 * d * c, "Every entry is 0.3 times what differences of the box give."),
    (
        "grad_centre",
        lambda d: (d, -2 * d.sum(axis=0)),
        "Every entry is 2 times what differences of the box give.",
    ),
    (
        "grad_reciprocal",
        lambda d, std: -(d**2) / std**2,
        "When dinv_std is doubled, it should double: a gradient is",
    ),
]
"""What no known mistake explains: of those, the name is said instead (test_practice_mistakes.py)."""


@pytest.mark.parametrize(("name", "function", "law"), LAWS)
def test_a_wrong_one_is_told_the_law_that_it_breaks(name, function, law, capsys):
    assert law in " ".join(said(name, function, capsys).split())


def test_a_wrong_one_that_keeps_the_laws_is_told_no_law(capsys):
    text = said("grad_root", lambda d, var, eps: d / (2 * np.sqrt(var + 2 * eps)), capsys)
    assert " ".join(text.split()).split("gradient ", 1)[1].split("passed")[0].strip().endswith("the tolerance.")


def test_inputs_that_are_changed_are_named(capsys):
    def in_place(dsquare, centred):
        dsquare *= 2 * centred
        return dsquare

    text = said("grad_square", in_place, capsys)
    assert "  passed                  gradient\n  failed                  inputs left alone\n" in text
    assert "dsquare was changed by the call; work on a new array." in text


ASSEMBLED = '''\
def batchnorm_forward(x, gamma, beta, bn_param):
    mode, eps, momentum = bn_param["mode"], bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    mean = bn_param.get("running_mean", np.zeros(x.shape[1], dtype=x.dtype))
    var = bn_param.get("running_var", np.zeros(x.shape[1], dtype=x.dtype))
    cache = None
    if mode == "train":
        mu = x.mean(axis=0)
        centred = x - mu
        spread = (centred**2).mean(axis=0)
        std = np.sqrt(spread + eps)
        x_hat = centred / std
        out = gamma * x_hat + beta
        cache = (x_hat, gamma, centred, std, spread, eps)
        mean = momentum * mean + (1 - momentum) * mu
        var = momentum * var + (1 - momentum) * spread
    elif mode == "test":
        out = gamma * (x - mean) / np.sqrt(var + eps) + beta
    else:
        raise ValueError(f'Invalid forward batchnorm mode "{mode}"')
    bn_param["running_mean"], bn_param["running_var"] = mean, var
    return out, cache
''', '''\
def batchnorm_backward(dout, cache):
    x_hat, gamma, centred, std, spread, eps = cache
    N = len(dout)
    dscaled, dbeta = grad_shift(dout)
    dx_hat, dgamma = grad_scale(dscaled, x_hat, gamma)
    dcentred, dinv_std = grad_product(dx_hat, centred, 1 / std)
    dvar = grad_root(grad_reciprocal(dinv_std, std), spread, eps)
    dcentred = dcentred + grad_square(grad_average(dvar, N), centred)
    dx, dmu = grad_centre(dcentred)
    return dx + grad_mean(dmu, N), dgamma, dbeta
''', '''\
def batchnorm_backward_alt(dout, cache):
    x_hat, gamma, _, std, _, _ = cache
    d = dout * gamma
    dx = (d - d.mean(axis=0) - x_hat * (d * x_hat).mean(axis=0)) / std
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)
'''  # fmt: skip


def filled(texts):
    """The released notebook with some cells written."""
    notebook = released()
    for cell in notebook["cells"]:
        cell["source"] = texts.get(cell["id"], cell["source"])
    return notebook


@pytest.mark.parametrize("written", ["all nodes", "no node"])
def test_a_backward_pass_may_call_the_nodes(tmp_path, written):
    """Marking finds the nodes in their own cells; where they are missing, only what calls them loses."""
    exercises = dict(zip((row.name for row in BATCHNORM.exercises), ASSEMBLED, strict=True))
    practice = {name: solution(name) for name in NODES} if written == "all nodes" else {}
    path = tmp_path / "batchnorm.ipynb"
    path.write_text(json.dumps(filled({**exercises, **practice})))
    with Grader(BATCHNORM, name_mistakes=False) as grader:
        report = grader.grade(path)
    assert (report.score, report.max_score) == (50 if practice else 35, 50)
    assert {row.exercise for row in report.criteria}.isdisjoint(NODES)


# An author's mistakes


@pytest.fixture
def course(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__", "mistakes", "students")
    shutil.copytree(BATCHNORM.folder, tmp_path / "solutions/batchnorm", ignore=ignored)
    return tmp_path


REFUSED = [
    (
        "batchnorm.py",
        'role="practice" name="grad_root"',
        'role="practice" name="root"',
        '"root" is no practice of',
    ),
    (
        "batchnorm.py",
        '# %% role="practice" name="grad_root"',
        "# %%",
        '"BEGIN SOLUTION" stands in a cell whose',
    ),
    ("batchnorm.py", 'check("grad_root")', "pass", 'write check("grad_root") in one'),
    (
        "assignment.toml",
        '[[practice]]\nname = "grad_shift"\ntitle',
        '[[practice]]\nname = "added"\ntitle = "T"\n\n[[practice]]\nname = "grad_shift"\ntitle',
        'no cell has role="practice" name="added"',
    ),
    (
        "assignment.toml",
        'title = "plus beta"',
        'title = "plus beta"\npoints = 1',
        '"points" in practice 1 means',
    ),
    ("assignment.toml", 'title = "plus beta"', "", "needs title in practice 1"),
]


@pytest.mark.parametrize(("file", "old", "new", "sentence"), REFUSED)
def test_what_an_author_gets_wrong(course, file, old, new, sentence):
    path = course / "solutions/batchnorm" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(AssignmentError) as caught:
        read_source(find_assignment(course, "batchnorm"))
    assert sentence in str(caught.value)


def test_practice_that_nothing_checks_is_refused(course, tmp_path):
    (course / "solutions/batchnorm/public/check_3_nodes.py").unlink()
    assignment = find_assignment(course, "batchnorm")
    with pytest.raises(AssignmentError, match='no check speaks about the practice "grad_shift"') as caught:
        write_files(assignment, collect(assignment), tmp_path / "made")
    assert str(caught.value) == (
        f'{course / "solutions/batchnorm/public"}: no check speaks about the practice "grad_shift"; write one'
        ' that has pytest.mark.exercise("grad_shift") and @pytest.mark.criterion("...").'
    )


# What the text of the notebook claims, on the learner's own functions as the reference writes them


def loss_and_gradient():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(7, 5)) * np.array([0.5, 0.5, 1.0, 2.0, 4.0]) + 3.0
    gamma, beta, dout = rng.normal(size=5), rng.normal(size=5), rng.normal(size=(7, 5))

    def loss(x):
        return np.sum(dout * reference()["batchnorm_forward"](x, gamma, beta, {"mode": "train", "eps": 0.3})[0])

    _, cache = reference()["batchnorm_forward"](x, gamma, beta, {"mode": "train", "eps": 0.3})
    return x, loss, reference()["batchnorm_backward"](dout, cache)[0]


def test_the_error_of_a_gradient_check_is_a_valley():
    x, loss, dx = loss_and_gradient()

    def moved(at, h):
        point = x.copy()
        point[at] += h
        return loss(point)

    def error(slope, h):
        return max(abs(slope(at, h) - dx[at]) for at in np.ndindex(x.shape))

    def one_sided(at, h):
        return (moved(at, h) - loss(x)) / h

    def central(at, h):
        return (moved(at, h) - moved(at, -h)) / (2 * h)

    def extrapolated(at, h):
        return (4 * central(at, h / 2) - central(at, h)) / 3

    for slope, order, near, best in (
        (one_sided, 1, 3e-8, 1e-6),
        (central, 2, 1e-5, 1e-8),
        (extrapolated, 4, 2e-3, 1e-10),
    ):
        assert error(slope, near) < best
        assert error(slope, 1e-11) > 1e3 * error(slope, near)  # rounding, on the left
        right = np.log2(error(slope, 4e-2) / error(slope, 2e-2))
        assert right == pytest.approx(order, abs=0.3)
    assert error(one_sided, 3e-8) > error(central, 1e-5) > error(extrapolated, 2e-3)


@pytest.mark.parametrize("eps", [1e-5, 0.3])
def test_the_jacobian_is_a_projection(eps):
    feature = np.array([-1.6, -0.9, -0.5, -0.2, 0.1, 0.4, 0.9, 1.8])[:, np.newaxis]
    out, cache = reference()["batchnorm_forward"](
        feature, np.ones(1), np.zeros(1), {"mode": "train", "eps": eps}
    )
    x_hat = out[:, 0]
    columns = [reference()["batchnorm_backward_alt"](unit[:, np.newaxis], cache)[0][:, 0] for unit in np.eye(8)]
    J = np.stack(columns, axis=1)
    np.testing.assert_allclose(J, J.T, atol=1e-14)
    np.testing.assert_allclose(J @ np.ones(8), 0.0, atol=1e-14)
    assert eps < np.abs(J @ x_hat).max() < 5 * eps
    factors = np.linalg.svd(J, compute_uv=False)
    np.testing.assert_allclose(factors[:6], factors[0])
    assert factors[7] < 1e-14
    assert eps / 2 < factors[6] < 2 * eps
    assert (J.diagonal() > 0).all()
    assert set(np.argsort(J.diagonal())[:2]) == {0, 7}
    same_side = np.sign(x_hat)[:, np.newaxis] == np.sign(x_hat)
    assert (J[same_side & ~np.eye(8, dtype=bool)] < 0).all()
    assert J[0, 7] > 0


# The whole way, as a learner and as nbgrader go it


def said_by(output):
    """What an output says: printed text, a report as text, or the kind of anything else as a word."""
    data = output.get("data", {})
    if "text/html" in data:
        return data["text/plain"] + "\n"
    return output.get("text", f"<{output.output_type}>")


def execute(folder, notebook):
    """Run all cells; what each code cell printed, by its source, with errors and pictures as words."""
    shutil.copytree(RELEASED, folder, ignore=shutil.ignore_patterns("__pycache__"))
    node = run_all(notebook, folder)
    return {cell.source: "".join(map(said_by, cell.outputs)) for cell in node.cells if cell.cell_type == "code"}


@pytest.mark.slow
def test_the_solved_notebook_runs_and_shows_both_pictures(tmp_path):
    printed = execute(tmp_path / "batchnorm", filled({name: solution(name) for name in CELLS}))
    everything = "".join(printed.values())
    assert "<error>" not in everything
    assert "Warning" not in everything
    assert everything.count("  Everything is right.\n") == 9
    (together,) = [text for source, text in printed.items() if "by_the_direct_path" in source]
    with_both, direct_alone = (float(line.split()[-1]) for line in together.splitlines())
    assert with_both < 1e-9 < 1e-2 < direct_alone
    (valley,) = [text for source, text in printed.items() if "def extrapolated" in source]
    for line, best in zip(valley.splitlines()[:3], (1e-6, 1e-8, 1e-10), strict=True):
        assert float(line.split()[-1]) < best
    (table,) = [text for source, text in printed.items() if "def jacobian" in source]
    assert "<display_data>" in valley
    assert "<display_data>" in table


@pytest.mark.slow
def test_practice_that_is_left_out_fails_no_validation(tmp_path):
    from nbgrader.validator import Validator

    folder = tmp_path / "batchnorm"
    shutil.copytree(RELEASED, folder, ignore=shutil.ignore_patterns("__pycache__"))
    failed = {row["source"] for row in Validator().validate(str(folder / "batchnorm.ipynb"))["failed"]}
    assert {source for source in failed if source.startswith("check(")} == {
        f'check("{row.name}")' for row in BATCHNORM.exercises
    }
