"""Bring functions of your own from an earlier notebook of this course.

    bring("batchnorm", "batchnorm_forward", "batchnorm_backward_alt")
    from my_batchnorm import batchnorm_backward_alt, batchnorm_forward

The first line looks for `batchnorm.ipynb` in the folder `batchnorm` beside this one, takes from it what these
functions need (their definitions, your helper functions, the imports), and writes that to `my_batchnorm.py`.
The earlier notebook is read, not run and not changed. Submit the file that was written beside your notebook.
"""

import ast
import importlib
import json
import symtable
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def bring(assignment: str, *functions: str, here: Path = HERE) -> None:
    """Write `my_ASSIGNMENT.py` with these functions out of the earlier notebook, and say what was found.

    A function that is not there raises NotImplementedError when it is called, so that this notebook still runs.
    If there is no earlier notebook, a file that was written before stays as it is.
    """
    path, notebook = here / f"my_{assignment}.py", here.parent / assignment / f"{assignment}.ipynb"
    shown = f"../{assignment}/{notebook.name}"
    if not notebook.is_file() and path.is_file():
        print(f"{shown} was not found; {path.name} stays as it was.")
    else:
        statements = _statements(notebook) if notebook.is_file() else []
        found, lacking = _needed(statements, functions), []
        for name in functions:
            if not any(name in _bound(text) for text in found):
                lacking.append(name)
                found.append(_stub(name, assignment))
        text = f'"""Taken from {shown} by bring.py."""\n\n' + "\n\n".join(found) + "\n"
        path.write_text(text, encoding="utf-8")
        _say(path.name, shown, functions, lacking, exists=notebook.is_file())
    # whoever runs the cell again wants the functions as they are now
    sys.modules.pop(path.stem, None)
    importlib.invalidate_caches()


def _say(name: str, shown: str, functions: tuple[str, ...], lacking: list[str], *, exists: bool) -> None:
    if not lacking:
        print(f"{name}: {', '.join(functions)} from {shown}")
    elif exists:
        print(f"{shown} does not define {', '.join(lacking)}. Write it there, save, and run this cell again.")
    else:
        print(f"{shown} was not found. Put that folder beside this one and run this cell again,")
        print(f"or write {', '.join(lacking)} into a cell below.")


def _stub(name: str, assignment: str) -> str:
    said = f"{name} comes from the assignment {assignment}"
    return f'def {name}(*arguments):\n    raise NotImplementedError("{said}")'


def _statements(notebook: Path) -> list[str]:
    """The definitions, assignments and imports of a notebook, outside of any block; the rest is experiments."""
    kinds = (
        ast.FunctionDef,
        ast.ClassDef,
        ast.Assign,
        ast.AnnAssign,
        ast.AugAssign,
        ast.Import,
        ast.ImportFrom,
    )
    statements = []
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        lines = "".join(cell["source"]).splitlines()
        # commands to Jupyter itself are no Python
        text = "\n".join("pass" if line.startswith(("%", "!")) else line for line in lines)
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue
        for node in tree.body:
            if isinstance(node, kinds) and getattr(node, "module", None) != "checks":
                first = min([node.lineno, *(item.lineno for item in getattr(node, "decorator_list", ()))])
                statements.append("\n".join(text.splitlines()[first - 1 : node.end_lineno]))
    return statements


def _needed(statements: list[str], functions: tuple[str, ...]) -> list[str]:
    """The statements that the functions rest on, in the notebook's order."""
    names, kept = set(functions), set()
    while True:
        more = {number for number, text in enumerate(statements) if names & _bound(text)} - kept
        if not more:
            return [statements[number] for number in sorted(kept)]
        kept |= more
        for number in more:
            names |= _used(symtable.symtable(statements[number], "cell", "exec"))


def _bound(statement: str) -> set[str]:
    """The names that a statement gives a value; `table["key"] = f` counts for `table`."""
    table = symtable.symtable(statement, "cell", "exec")
    bound = {item.get_name() for item in table.get_symbols() if item.is_assigned() or item.is_imported()}
    for node in ast.parse(statement).body:
        for target in getattr(node, "targets", ()):
            while isinstance(target, ast.Attribute | ast.Subscript):
                target = target.value
            if isinstance(target, ast.Name):
                bound.add(target.id)
    return bound


def _used(table: symtable.SymbolTable) -> set[str]:
    """The global names that a statement, or a function within it, looks up."""
    at_top = table.get_type() == "module"
    used = {
        item.get_name() for item in table.get_symbols() if item.is_referenced() and (at_top or item.is_global())
    }
    return used.union(*(_used(child) for child in table.get_children()))
