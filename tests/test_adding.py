"""docs/adding-an-assignment.md, followed word for word in a copy of the repository.

Every command of the page is run but two: of `make check` only the parts that an assignment could break, and
`make study` not at all, which waits for a learner. Every file that it tells to write is written.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.release.new import files_of

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/adding-an-assignment.md").read_text()
BLOCK = re.compile(r"(Add to|Write) `(solutions/sphere/\S+)`:\n\n```\w+\n(.*?)```\n", re.DOTALL)
LEFT_OUT = (".*", "build", "dist", "work", "__pycache__", "solutions/course.key")


@dataclass(frozen=True)
class Begun:
    """A clone in which the page's three commands were given."""

    folder: Path
    said: list[str]  # by the first of them
    before: dict[str, bytes]
    after: dict[str, bytes]


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """What git would clone, and what is not committed yet; with the new assignment in it."""
    folder = tmp_path_factory.mktemp("clone") / "course"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    shutil.copy(ROOT / ".gitignore", folder)
    before = digests(folder)
    said = run(folder, "autograder", "new", "sphere").splitlines()
    run(folder, "tests.docs")
    return Begun(folder, said, before, digests(folder))


def run(clone, *command):
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=clone, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def digests(clone):
    return {
        str(path.relative_to(clone)): hashlib.sha256(path.read_bytes()).digest()
        for path in clone.rglob("*")
        if path.is_file() and not {"__pycache__", "build"} & set(path.parts)
    }


def parts_of_make_check(clone):
    """Lint, and of the tests those that look at every assignment, or at every page, or at what is not named."""
    run(clone, "ruff", "check", "--no-cache", ".")
    run(clone, "ruff", "format", "--no-cache", "--check", ".")
    files = [
        *(
            "tests/test_assignments.py",
            "tests/test_docs.py",
            "tests/test_docs_course.py",
            "tests/test_handout.py",
        ),
        *("tests/names", "tests/truth/test_truth.py", "tests/marking/test_asking_ahead.py"),
        *("tests/learner/test_graph_nodes.py", "tests/learner/test_play.py"),
        *("tests/test_answers.py", "tests/test_progress.py"),
    ]
    asked = (
        "sphere or unit_rows or make_docs_writes or page_tells or table_has or no_handout or whatever_a_handout"
    )
    asked += " or every_assignment"
    run(clone, "pytest", "-q", "-m", "not slow", "-p", "no:cacheprovider", "-k", asked, *files)


@pytest.mark.slow
def test_the_three_commands_change_no_other_file(begun):
    shown = re.search(r"<!-- files: .*?-->\n\n(.*?)\n\n<!--", PAGE, re.DOTALL)[1]
    assert begun.said[:-1] == [line.strip() for line in shown.splitlines()]
    changed = {path for path, digest in begun.after.items() if begun.before.get(path) != digest}
    assert {path for path in changed if not path.startswith("assignments/sphere/")} == {
        *files_of("sphere", 6),
        "docs/course.md",
        "assignments/.generated",
    }
    assert begun.before.keys() <= begun.after.keys()


@pytest.mark.slow
def test_what_the_page_says_of_the_new_assignment(begun):
    clone = begun.folder
    assert "take" in (clone / "solutions/sphere/check_2_unit_rows.py").read_text()
    assert "directions" in run(clone, "autograder", "rubric", "sphere")
    assert "mean is taken of each row" in run(clone, "autograder", "rubric", "sphere", "--mistakes")
    assert "7 of 7" in run(clone, "autograder", "check", "sphere", "solutions/sphere/sphere.py")


@pytest.mark.slow
def test_the_function_that_the_page_adds_works(begun, tmp_path):
    clone = tmp_path / "course"
    shutil.copytree(begun.folder, clone)
    blocks = BLOCK.findall(PAGE)
    assert len(blocks) == PAGE.count("```") // 2 == 7
    for how, name, text in blocks:
        path = clone / name
        assert path.exists() == (how == "Add to"), name
        path.write_text(path.read_text() + text if path.exists() else text)
    run(clone, "autograder", "release", "sphere")
    run(clone, "tests.docs")
    assert "| 6 | `sphere` | Sphere | 60 | 3 | 11 | 2 |" in (clone / "docs/course.md").read_text()
    assert "graph" in (clone / "assignments/sphere/sphere.ipynb").read_text()
    parts_of_make_check(clone)
