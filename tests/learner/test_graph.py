"""The graph view: which gradient is right, which is wrong, and where the first wrong one is made."""

import re

import numpy as np
import pytest

from autograder.errors import AssignmentError
from autograder.learner.gradients import PASSED_ON, RIGHT, UNKNOWN, WRONG
from autograder.learner.graph import Graph, Node, find_graph, sent_back
from autograder.learner.graph_view import graph_html, graph_text, show_graph, view_graph

from .accessible import SVG, faults, parse, words
from .learner import RELEASED, cells, kernel

GRAPH = find_graph(RELEASED)
VALUES = GRAPH.values(GRAPH.batch)
BOTH = ("batchnorm_forward", "batchnorm_backward")
ON_THE_WAY = tuple(value for value in GRAPH.order if value != GRAPH.output)


def true(value):
    return GRAPH.gradient(value, VALUES)


def view(gradients=None, **names):
    return view_graph(GRAPH, gradients, names, RELEASED)


def view_of(old, new):
    """The view of a backward pass with one line written in another way."""
    return view(**kernel(*BOTH, batchnorm_backward=(old, new)))


def states(view, *kinds):
    return {value for value, finding in view.judged.findings.items() if finding.state in kinds}


def test_the_graph_is_the_forward_pass():
    functions = kernel("batchnorm_forward")
    out, _ = GRAPH.run_forward(functions, GRAPH.batch)
    np.testing.assert_allclose(VALUES["out"], out)


def test_the_truth_is_that_of_the_right_backward_pass():
    functions = kernel(*BOTH)
    _, cache = GRAPH.run_forward(functions, GRAPH.batch)
    for name, gradient in GRAPH.run_backward(functions, GRAPH.batch, cache).items():
        np.testing.assert_allclose(true(name[1:]), gradient, rtol=0, atol=1e-9)


def test_a_gradient_is_the_sum_of_what_the_boxes_send_back():
    for value in ON_THE_WAY:
        parts = [sent_back(node, value, VALUES, true(node.gives)) for node in GRAPH.users(value)]
        np.testing.assert_allclose(sum(parts), true(value), rtol=0, atol=1e-7)


def test_the_order_is_that_of_the_backward_pass():
    assert GRAPH.order[0] == "out"
    assert set(GRAPH.order) == {*GRAPH.leaves, *(node.gives for node in GRAPH.nodes)}
    for value in ON_THE_WAY:
        assert all(GRAPH.order.index(node.gives) < GRAPH.order.index(value) for node in GRAPH.users(value))


def test_the_file_gives_no_gradient_away():
    text = (RELEASED / "batchnorm_graph.py").read_text()
    for name, cell in cells().items():
        for line in cell.splitlines() if name.startswith("grad_") or "backward" in name else ():
            formula = line.partition("return ")[2] or line.partition(" = ")[2]
            if len(formula) > 12 and re.search(r"[-+*/(]", formula):
                assert formula not in text, formula


# The notebook's own functions


def test_right_work_is_said_to_be_right():
    found = view(**kernel(*BOTH))
    assert states(found, WRONG, PASSED_ON) == set()
    assert states(found, UNKNOWN) == {"scaled"}  # nobody gives that one a name
    assert found.sentences == ("The gradients of x, gamma, beta are right.",)
    assert found.mend == ()


SINGLE = [
    ("dbeta = dout.sum(axis=0)", "dbeta = dout.mean(axis=0)", "beta", ("out",)),
    ("(dout * x_hat).sum(axis=0)", "(dout * centred).sum(axis=0)", "gamma", ("scaled",)),
    ("dx_hat = dout * gamma", "dx_hat = dout", "x_hat", ("scaled",)),
    ("(dx_hat * centred).sum(axis=0)", "(dx_hat * x_hat).sum(axis=0)", "inv_std", ("x_hat",)),
    ("-dinv_std * inv_std**2", "dinv_std * inv_std**2", "std", ("inv_std",)),
    ("dvar = dstd * inv_std / 2", "dvar = dstd * inv_std", "var", ("std",)),
    ("dsquare = dvar / N", "dsquare = dvar", "square", ("var",)),
    ("2 * centred * dsquare", "centred * dsquare", "centred", ("square",)),
    ("dcentred = dcentred_direct + dcentred_square", "dcentred = dcentred_direct", "centred", ("square",)),
    ("dmu = -dcentred.sum(axis=0)", "dmu = dcentred.sum(axis=0)", "mu", ("centred",)),
    ("dx_mean = dmu / N", "dx_mean = dmu", "x", ("mu",)),
    ("dx = dx_direct + dx_mean", "dx = dx_direct", "x", ("mu",)),
    ("2 * centred * dsquare", "2 * x_hat * dsquare", "centred", ("square", "x_hat")),
]


@pytest.mark.parametrize(("old", "new", "first", "mend"), SINGLE)
def test_a_single_mistake_is_the_only_wrong_one(old, new, first, mend):
    found = view_of(old, new)
    assert found.judged.first == first
    assert states(found, WRONG) == {first}
    assert set(found.mend) == set(mend)
    assert f"d{first} is the first wrong gradient, counted from out." in " ".join(found.sentences)


def test_two_mistakes_are_both_found():
    text = cells()["batchnorm_backward"]
    text = text.replace("dvar = dstd * inv_std / 2", "dvar = dstd * inv_std").replace(
        "dx_direct + dx_mean", "dx_direct"
    )
    names = kernel("batchnorm_forward")
    exec(text, names)
    found = view(**names)
    assert states(found, WRONG) == {"var", "x"}
    assert found.judged.first == "var"


def test_of_two_boxes_the_one_with_a_wrong_factor_is_named():
    said = view_of("2 * centred * dsquare", "centred * dsquare").sentences
    assert said[0].endswith(" It is right but for what square sends back.")
    assert said[1] == (
        'All that comes in is right, so look at what the box "square" that gives square sends back, and'
        " whether it is added."
    )


def test_where_both_may_be_to_blame_both_are_named():
    assert view_of("2 * centred * dsquare", "2 * x_hat * dsquare").sentences[1] == (
        'All that comes in is right, so look at what the box "square" that gives square and the box "times"'
        " that gives x_hat send back, and at the sum of the two."
    )


def test_one_box_is_named():
    assert view_of("dvar = dstd * inv_std / 2", "dvar = dstd * inv_std").sentences[1] == (
        'All that comes in is right, so it is made at the box "√(var + eps)" that gives std: mend it there.'
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "dcentred = dcentred_direct + dcentred_square",
            "dcentred = dcentred_direct",
            "dcentred holds what x_hat sends back, and nothing of what square sends back.",
        ),
        (
            "dx = dx_direct + dx_mean",
            "dx = dx_mean",
            "dx holds what mu sends back, and nothing of what centred sends back.",
        ),
    ],
)
def test_a_missing_path_is_named(old, new, said):
    assert said in view_of(old, new).sentences[0]


def test_a_shape_is_said():
    found = view_of("dmu = -dcentred.sum(axis=0)", "dmu = -dcentred")
    assert found.sentences[0] == (
        "dmu is the first wrong gradient, counted from out. dmu has shape (5, 3); expected (3,)."
        " A gradient has the shape of its value."
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dbeta = dout.sum(axis=0)", "dbeta = dout.sum(axis=0, keepdims=True)[0]"),
        ("dsquare = dvar / N", "dsquare = np.ones((N, 1)) * dvar / N"),
        ("dmu = -dcentred.sum(axis=0)", "dmu = -dcentred.sum(axis=0, keepdims=True)"),
        ("dx_hat = dout * gamma", "dx_hat = (dout * gamma).astype(np.float32)"),
    ],
)
def test_shapes_and_precision_on_the_way_are_the_learners_affair(old, new):
    assert states(view_of(old, new), WRONG, PASSED_ON) == set()


def test_a_name_that_means_something_else_is_no_mistake():
    found = view_of("dx = dx_direct + dx_mean", "dx = dx_direct + dx_mean; dvar = 7 * dvar; dmu = None")
    assert states(found, WRONG, PASSED_ON) == set()
    assert found.judged.findings["var"].why == (
        "Your code keeps something else under this name; what it returns is right."
    )


def test_what_is_written_so_far_is_judged():
    found = view_of("dvar = dstd * inv_std / 2", "raise NotImplementedError('write this part')")
    assert states(found, RIGHT) == {"out", "beta", "gamma", "x_hat", "inv_std", "std"}
    assert found.sentences == (
        "Everything known is right. Not known yet: dscaled, dvar, dsquare, dcentred, dmu, dx.",
    )


def test_what_stops_is_judged_as_far_as_it_came():
    found = view_of("dvar = dstd * inv_std / 2", "dvar = dstd * nothing")
    assert found.sentences[0].startswith(
        "batchnorm_backward stopped; what it had by then is shown. It raised NameError: name 'nothing'"
    )
    assert states(found, RIGHT) == {"out", "beta", "gamma", "x_hat", "inv_std", "std"}


def test_the_forward_pass_comes_first():
    wrong = kernel(*BOTH, batchnorm_forward=("(centred**2).mean(axis=0)", "np.abs(centred).mean(axis=0)"))
    assert (
        view(**wrong)
        .sentences[0]
        .startswith("Mend your forward pass first: on the batch of this graph, out has wrong values: ")
    )
    assert view(batchnorm_backward=lambda *_: None).sentences[0] == (
        "Your forward pass comes first. batchnorm_forward is not defined yet: run its cell first."
    )


def test_functions_that_write_into_their_arguments_spoil_nothing():
    found = view_of("dbeta = dout.sum(axis=0)", "dbeta = dout.sum(axis=0); dout *= 2")
    assert found.judged.findings["beta"].state is RIGHT
    assert states(found, WRONG) == {"gamma", "x_hat"}
    assert view(**kernel(*BOTH)).judged.first == ""


def test_nothing_is_known_at_first():
    assert view().sentences == (
        "No gradient is known yet. Write the first lines of batchnorm_backward and name each gradient after its"
        ' value with a d in front, or hand some over: graph({"dscaled": ...}).',
    )


# Gradients handed over


@pytest.mark.parametrize("value", ON_THE_WAY)
def test_any_subset_may_be_handed_over(value):
    found = view({f"d{value}": true(value)})
    assert states(found, RIGHT) == {"out", value}
    assert states(found, WRONG, PASSED_ON) == set()
    wrong = view({f"d{value}": true(value) + 1})
    assert (wrong.judged.first, states(wrong, WRONG)) == (value, {value})


def test_what_nobody_has_seen_may_be_the_reason():
    said = " ".join(view({"dx_hat": true("x_hat"), "dvar": np.ones(3)}).sentences)
    assert said.endswith(
        'It is made at the box "√(var + eps)" that gives std, unless what comes in there is wrong already: not'
        " known are dstd, dinv_std."
    )


def test_inputs_of_ones_own_may_come_along():
    batch = {**GRAPH.batch, "x": GRAPH.batch["x"] ** 2, "eps": 1e-5}
    values = GRAPH.values(batch)
    given = {"x": batch["x"], "eps": 1e-5, "dvar": GRAPH.gradient("var", values)}
    assert view(given).judged.findings["var"].state is RIGHT
    assert view({"dvar": given["dvar"]}).judged.findings["var"].state is WRONG


@pytest.mark.parametrize(
    ("gradients", "said"),
    [
        ({"dsigma": np.ones(3)}, "Not on the graph: dsigma. Its gradients are dscaled, dbeta, "),
        (np.ones(3), 'graph takes a dict of names and gradients, such as graph({"dvar": dvar}).'),
        ({"x": np.ones(4)}, "The inputs in the dict do not fit together. It raised "),
        ({"dvar": "text"}, "dvar should be an array of numbers; it is of type str."),
        ({"dvar": np.array([1, np.nan, 1])}, "dvar is not finite: dvar[1] is nan"),
    ],
)
def test_what_cannot_be_judged_is_said(gradients, said, capsys):
    show_graph(gradients, {}, str(RELEASED))
    assert said in " ".join(capsys.readouterr().out.split())


def test_there_is_no_graph_of_everything(capsys):
    with pytest.raises(
        AssignmentError, match='There is no graph of "double" here; there is batchnorm_backward'
    ):
        find_graph(RELEASED, "double")
    show_graph(None, {}, str(RELEASED.parent / "warmup"))
    assert capsys.readouterr().out == 'There is no graph of "" here; there is no graph at all.\n'


# The functions of single boxes

BOXES = [
    ("grad_shift", "dout.sum(axis=0)", "dout.mean(axis=0)", "out"),
    ("grad_scale", "dscaled * gamma", "dscaled", "scaled"),
    ("grad_product", "(dx_hat * centred)", "(dx_hat * inv_std)", "x_hat"),
    ("grad_reciprocal", "-dinv_std / std**2", "dinv_std / std**2", "inv_std"),
    ("grad_root", "(2 * np.sqrt(var + eps))", "np.sqrt(var + eps)", "std"),
    ("grad_average", "dvar / N", "dvar", "var"),
    ("grad_square", "2 * centred * dsquare", "centred * dsquare", "square"),
    ("grad_centre", "-dcentred.sum(axis=0)", "dcentred.sum(axis=0)", "centred"),
    ("grad_mean", "grad_average(dmu, N)", "2 * grad_average(dmu, N)", "mu"),
]
PRACTICE = tuple(name for name, *_ in BOXES)


def test_right_boxes():
    found = view(**kernel(*PRACTICE))
    assert {finding.state for finding in found.boxes.values()} == {RIGHT}
    assert len(found.boxes) == 9
    assert found.sentences == ("Every box that is written is right.",)


@pytest.mark.parametrize(("name", "old", "new", "gives"), BOXES)
def test_a_single_wrong_box_is_the_one_to_mend(name, old, new, gives):
    found = view(**kernel(*PRACTICE, **{name: (old, new)}))
    wrong = {box for box, finding in found.boxes.items() if finding.state is WRONG}
    spoiled = {"mu"} if name == "grad_average" else set()  # grad_mean calls it
    assert wrong == {gives} | spoiled
    assert found.mend == (gives,)
    assert found.sentences[0].startswith(f"{name} is the first wrong one: the box ")


# What is shown


def test_the_text():
    found = view_of("dvar = dstd * inv_std / 2", "dvar = dstd * inv_std")
    lines = graph_text(found).splitlines()
    assert lines[:8] == [
        "The graph of batchnorm_backward, from right to left",
        "  unknown     dscaled",
        "  right       dbeta",
        "  right       dx_hat",
        "  right       dgamma",
        "  right       dinv_std",
        "  right       dstd",
        "  wrong       dvar",
    ]
    assert lines[8] == "  passed on   dsquare: This step is right; what came into it was wrong already."
    assert all(len(line) <= 100 for line in lines)


@pytest.mark.parametrize("which", ["right", "wrong", "boxes", "nothing"])
def test_everyone_can_read_it(which):
    found = {
        "right": lambda: view(**kernel(*BOTH)),
        "wrong": lambda: view_of("dvar = dstd * inv_std / 2", "dvar = dstd * inv_std"),
        "boxes": lambda: view(**kernel(*PRACTICE)),
        "nothing": view,
    }[which]()
    html = graph_html(found)
    assert list(faults(html)) == []
    tree = parse(html)
    (picture,) = tree.iter(f"{SVG}svg")
    drawn = words(picture)
    for value in GRAPH.order:
        assert f"d{value}" in drawn
        if value != "out":
            assert f"d{value} is {found.judged.findings[value].state.word}." in words(picture[1])
    assert ("look here first" in drawn) == bool(found.mend)
    ending = (
        ', and in the line "box" your function for that box.'
        if found.boxes
        else "Below each value stands its gradient."
    )
    assert words(next(tree.iter("figcaption"))).endswith(ending)
    assert ("box ✓ right" in drawn) == bool(found.boxes)


# The same for another graph: one whose names and boxes are not those of the course


def layer_norm_backward(dout, cache):
    x_hat, gamma, std = cache
    dgamma, dbeta = (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    dx_hat = dout * gamma
    dx = dx_hat - dx_hat.mean(axis=1, keepdims=True) - x_hat * (dx_hat * x_hat).mean(axis=1, keepdims=True)
    return dx / std[:, None], dgamma, dbeta


def layer_norm_forward(x, gamma, beta, eps):
    centred = x - x.mean(axis=1, keepdims=True)
    std = np.sqrt((centred**2).mean(axis=1) + eps)
    x_hat = centred / std[:, None]
    return gamma * x_hat + beta, (x_hat, gamma, std)


LAYER_NORM = Graph(
    exercise="layer_norm_backward",
    batch=dict(GRAPH.batch),
    leaves={"x": (0, 1), "gamma": (4, 0), "beta": (5, 0)},
    nodes=(
        Node("mu", ("x",), lambda x: x.mean(axis=1), "mean", (1, 0)),
        Node("centred", ("x", "mu"), lambda x, mu: x - mu[:, None], "x − mu", (2, 1)),
        Node("var", ("centred",), lambda c: (c**2).mean(axis=1), "mean square", (2, 2)),
        Node("std", ("var",), lambda var, eps: np.sqrt(var + eps), "root", (3, 2), settings=("eps",)),
        Node("x_hat", ("centred", "std"), lambda c, std: c / std[:, None], "over std", (3, 1)),
        Node("out", ("x_hat", "gamma", "beta"), lambda x_hat, g, b: g * x_hat + b, "scale, shift", (5, 1)),
    ),
    run_forward=lambda f, batch: f["layer_norm_forward"](*(batch[n] for n in ("x", "gamma", "beta", "eps"))),
    run_backward=lambda f, batch, cache: dict(
        zip(("dx", "dgamma", "dbeta"), f["layer_norm_backward"](batch["dout"], cache), strict=True)
    ),
)


def test_another_graph():
    names = {"layer_norm_forward": layer_norm_forward, "layer_norm_backward": layer_norm_backward}
    found = view_graph(LAYER_NORM, None, names, RELEASED)
    assert states(found, RIGHT) == {"out", "x_hat", "gamma", "beta", "x"}
    assert list(faults(graph_html(found))) == []
    wrong = {"dx_hat": found_gradient("x_hat"), "dstd": 2 * found_gradient("std")}
    assert view_graph(LAYER_NORM, wrong, {}, RELEASED).judged.first == "std"


def found_gradient(value):
    return LAYER_NORM.gradient(value, LAYER_NORM.values(LAYER_NORM.batch))
