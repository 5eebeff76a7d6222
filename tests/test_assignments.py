"""Every assignment of the course, and the one that a new one begins with: what each of them must hold."""

import ast
from pathlib import Path

import pytest

from autograder.assignment import list_assignments
from autograder.release.new import TEMPLATE

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENTS = (*list_assignments(ROOT), *list_assignments(TEMPLATE))


def check_files(assignment):
    """The hidden checks, the modules beside them that they share, and the public checks."""
    hidden = [path for path in assignment.folder.glob("*.py") if path != assignment.source]
    return sorted([*hidden, *(assignment.folder / "public").glob("check_*.py")])


def imported(path):
    """The modules of this package that a file imports, wherever in the file it does so."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
            if node.module == "autograder":
                names = [f"autograder.{alias.name}" for alias in node.names]
        yield from (name for name in names if name.split(".")[0] == "autograder")


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda one: one.name)
def test_check_files_import_from_the_authors_door_alone(assignment):
    files = check_files(assignment)
    assert files
    elsewhere = {path.name: found for path in files if (found := set(imported(path)) - {"autograder.checks"})}
    assert elsewhere == {}, "import it from autograder.checks"
