"""The conda environment and the package index name the same things."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONDA_NAMES = {"matplotlib-base": "matplotlib", "msgpack-python": "msgpack"}
"""What conda-forge calls a package differently."""


def split(requirement):
    name, bounds = re.fullmatch(r"([\w-]+)\s*(.*)", requirement.strip()).groups()
    return CONDA_NAMES.get(name, name), bounds.replace(" ", "")


def test_conda_and_pyproject_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["class"]]
    text = (ROOT / "environment.yml").read_text()
    lines = [line.strip()[2:].strip().strip('"') for line in text.splitlines() if line.strip().startswith("- ")]
    named = {
        split(line) for line in lines if not line.endswith(":") and line not in ("conda-forge", "pip", "-e .")
    }
    assert ("python", project["requires-python"]) in named
    assert named - {("python", project["requires-python"])} == {split(item) for item in wanted}


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = [project["project"]["dependencies"], *project["project"]["optional-dependencies"].values()]
    names = {split(item)[0] for group in [*groups, *project["dependency-groups"].values()] for item in group}
    reasons = (ROOT / "docs" / "dependencies.md").read_text()
    assert {name for name in names if f"| {name} |" not in reasons} == set()


def test_nobody_is_told_to_install_the_wrong_distribution():
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("assignments/**/*.md")]:
        assert not re.search(r"pip install (-\S+ )*autograder\b", path.read_text()), path
