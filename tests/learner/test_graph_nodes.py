"""For every box of every graph, and every way back out of it: a fault made there is found, and only there.

The learner is played by differences: each box sends back what it should, but for one that sends something else.
"""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from autograder.learner.gradients import PASSED_ON, RIGHT, WRONG, judge_gradients
from autograder.learner.graph import find_graph, sent_back
from autograder.learner.graph_view import View, graph_html, show_graph, view_graph
from autograder.learner.own_forward import judge_forward, own_truth
from autograder.source import read_source

from .accessible import faults
from .learner import ROOT

FOLDERS = sorted(path.parent for path in (ROOT / "assignments").glob("*/*_graph.py"))
GRAPHS = {find_graph(folder).exercise: find_graph(folder) for folder in FOLDERS}
LAYERNORM = ROOT / "assignments/normalizers"

FAULTS = {
    "factor": lambda path: 2 * path,
    "first row": lambda path: (
        np.where(np.arange(len(path)) == 0, 1.5, 1.0).reshape(-1, *[1] * (path.ndim - 1)) * path
    ),
    "nothing": lambda path: 0 * path,
}

WAYS = [
    pytest.param(graph, node.gives, value, id=f"{name}-{node.gives}-{value}")
    for name, graph in GRAPHS.items()
    for node in graph.nodes
    for value in node.takes
]


def learner(graph, box="", taken="", fault=None):
    """All gradients on a graph, made step by step; the box `box` sends a fault back to `taken`."""
    values = graph.values(graph.batch)
    found = {graph.output: values["dout"]}
    for value in graph.order[1:]:
        paths = {node.gives: sent_back(node, value, values, found[node.gives]) for node in graph.users(value)}
        if value == taken:
            paths[box] = fault(paths[box])
        found[value] = sum(paths.values())
    return values, found


def test_there_are_the_graphs_of_the_course():
    assert set(GRAPHS) >= {"batchnorm_backward", "layernorm_backward"}


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_step_by_step_everything_is_right(graph):
    assert {finding.state for finding in judge_gradients(graph, *learner(graph)).findings.values()} == {RIGHT}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize(("graph", "box", "taken"), WAYS)
def test_a_fault_in_one_box_is_found_there(graph, box, taken, name):
    """A wrong factor or a missing part is traced to its box; a fault of another form, to the sum it is in."""
    judged = judge_gradients(graph, *learner(graph, box, taken, FAULTS[name]))
    wrong = [value for value, finding in judged.findings.items() if finding.state is WRONG]
    assert wrong == [judged.first] == [taken]
    boxes = {node.gives for node in graph.users(taken)}
    assert set(judged.mend) == (boxes if name == "first row" else {box})
    spoiled = {value for value, finding in judged.findings.items() if finding.state is PASSED_ON}
    assert spoiled <= after(graph, taken)  # not all: what var spoils adds up to 0 on its way to mu
    right = {value for value, finding in judged.findings.items() if finding.state is RIGHT}
    assert right | spoiled | {taken} == set(graph.order)


def after(graph, value):
    """The values whose gradients are made with this one."""
    makers = {node.gives: node.takes for node in graph.nodes}
    first = makers.get(value, ())
    return set(first).union(*(after(graph, name) for name in first))


# Layer normalization: its own reference, and what is shown


@cache
def reference(name):
    """The reference's cell for a function of the notebook `normalizers`."""
    from autograder.assignment import find_assignment

    cells = read_source(find_assignment(ROOT, "normalizers"))
    return next(cell.text for cell in cells if cell.name == name and f"def {name}(" in cell.text)


def kernel(old="", new=""):
    names = {"np": np}
    for name in ("layernorm_forward", "layernorm_backward"):
        text = reference(name)
        assert old in reference("layernorm_backward")
        exec(text.replace(old, new) if old and name.endswith("backward") else text, names)
    return names


def view(names) -> View:
    return view_graph(GRAPHS["layernorm_backward"], None, names, LAYERNORM)


def test_the_reference_of_layer_normalization_is_right():
    found = view(kernel())
    assert found.sentences == ("The gradients of x, gamma, beta are right.",)
    assert {value for value, row in found.judged.findings.items() if row.state is RIGHT} == {
        *("out", "x_hat", "x", "gamma", "beta")
    }
    assert list(faults(graph_html(found))) == []


@pytest.mark.parametrize(
    ("old", "new", "first"),
    [
        ("dbeta = dout.sum(axis=0)", "dbeta = dout.mean(axis=0)", "beta"),
        ("dx_hat = dout * gamma", "dx_hat = dout", "x_hat"),
        ("- along_x_hat", "", "x"),
    ],
)
def test_a_wrong_layer_normalization_is_marked(old, new, first):
    assert view(kernel(old, new)).judged.first == first


def test_kept_axes_of_the_rows_are_no_fault():
    graph = GRAPHS["layernorm_backward"]
    _, found = learner(graph)
    kept = {f"d{value}": found[value][:, None] for value in ("mu", "var", "std", "inv_std")}
    judged = view_graph(graph, kept, {}, LAYERNORM).judged
    assert {judged.findings[value].state for value in ("mu", "var", "std", "inv_std")} == {RIGHT}


def test_the_notebook_asks_for_its_graph(capsys):
    cells = json.loads((LAYERNORM / "normalizers.ipynb").read_text())["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    at = sources.index('check("layernorm_backward")')
    assert sources[at + 2].endswith("    graph()")
    show_graph(None, kernel(), str(LAYERNORM))
    assert capsys.readouterr().out.startswith("The graph of layernorm_backward, from right to left\n")


# A forward pass with one box altered: of its way back nothing is called wrong, whichever way that is written


def altered(graph, box):
    """The graph with one box that gives something else."""
    nodes = [
        replace(node, forward=lambda *given, right=node.forward: right(*given) + 0.3 * np.cos(right(*given)))
        if node.gives == box
        else node
        for node in graph.nodes
    ]
    return replace(graph, nodes=tuple(nodes))


def held_against(graph, own, gradients, named):
    """How the gradients stand for a forward pass `own`, whose values have these names."""
    values = own.values(own.batch)
    found = judge_forward(graph, {value: values[value] for value in named})
    truth = own_truth(graph, found, lambda batch: own.values(batch)[graph.output])
    return found, judge_gradients(graph, found.values, gradients, own=truth)


ALTERED = [
    pytest.param(graph, node.gives, id=f"{name}-{node.gives}")
    for name, graph in GRAPHS.items()
    for node in graph.nodes
]


@pytest.mark.parametrize("way", ["its own", "the course's"])
@pytest.mark.parametrize(("graph", "box"), ALTERED)
def test_an_altered_box_is_the_first_wrong_value(graph, box, way):
    own = altered(graph, box)
    named = [node.gives for node in graph.nodes]
    _, gradients = learner(own if way == "its own" else graph)
    found, judged = held_against(graph, own, gradients, named)
    assert found.first == box
    assert found.altered == {box}
    states = {value: finding.state for value, finding in judged.findings.items()}
    if way == "its own":
        assert WRONG not in states.values()
        assert {states[leaf] for leaf in graph.leaves} == {RIGHT}
        beyond = {value for value in graph.order if box not in graph.after(value)}
        assert {states[value] for value in beyond} == {RIGHT}
    else:
        wrong = {value for value, of in states.items() if of is WRONG}
        assert all(box not in graph.after(value) for value in wrong)


@pytest.mark.parametrize(("graph", "box"), ALTERED)
def test_where_values_have_no_names_nothing_untrue_is_said(graph, box):
    own = altered(graph, box)
    _, gradients = learner(own)
    found, judged = held_against(graph, own, gradients, [graph.output])
    assert found.first == graph.output
    assert [value for value, row in judged.findings.items() if row.state is WRONG] == []
    assert {judged.findings[leaf].state for leaf in graph.leaves} == {RIGHT}
