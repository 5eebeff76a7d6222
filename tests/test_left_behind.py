"""A name that a stub leaves to the learner is none that an experiment leaves behind.

Otherwise a function in which the learner forgot it would take that of the experiment, in silence.
"""

import ast
import json
import symtable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "assignments").glob("*/*.ipynb"))


def code_cells(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [ast.parse("".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]


def left_behind(tree):
    """What a cell assigns at the top, and not in a function."""
    table = symtable.symtable(ast.unparse(tree), "cell", "exec")
    made = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned()}
    given = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return made - given


def taken_from_outside(tree):
    """What the functions of a cell take from outside."""
    table = symtable.symtable(ast.unparse(tree), "cell", "exec")
    return {
        symbol.get_name()
        for function in table.get_children()
        if function.get_type() == "function"
        for symbol in function.get_symbols()
        if symbol.is_global()
    }


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_forgotten_name_is_a_name_error(path):
    trees = code_cells(path)
    stubs = [tree for tree in trees if "NotImplementedError" in ast.unparse(tree)]
    assert stubs
    found = {name for tree in trees if tree not in stubs for name in left_behind(tree)}
    assert found & {name for tree in stubs for name in taken_from_outside(tree)} == set()
