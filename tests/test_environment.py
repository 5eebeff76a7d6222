"""The conda environment and the package index name the same things."""

import re
import tomllib
from pathlib import Path

import nbgrader
from packaging.specifiers import SpecifierSet

from autograder import __version__
from autograder.exports.gradescope import SETUP
from autograder.nbgrader.fast.may_run_fast import TESTED
from autograder.release.archive import README as HANDOUT

from .pythons.debian import NEWEST

ROOT = Path(__file__).resolve().parents[1]
CONDA_NAMES = {"matplotlib-base": "matplotlib", "msgpack-python": "msgpack"}
"""What conda-forge calls a package differently."""


def split(requirement):
    name, bounds = re.fullmatch(r"([\w-]+)\s*(.*)", requirement.strip()).groups()
    return CONDA_NAMES.get(name, name), bounds.replace(" ", "")


def project_of(folder="."):
    return tomllib.loads((ROOT / folder / "pyproject.toml").read_text())["project"]


def test_every_place_names_the_same_pythons():
    """The oldest and the newest that are supported; each of them is tried: see docs/where-it-runs.md."""
    bounds = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", project_of()["requires-python"])
    pythons = [f"3.{minor}" for minor in range(int(bounds[1]), int(bounds[2]))]
    named = re.findall(r"Programming Language :: Python :: (3\.\d+)", "\n".join(project_of()["classifiers"]))
    assert named == pythons
    assert project_of("solutions")["requires-python"] == project_of()["requires-python"]
    assert NEWEST[-1] == pythons[-1]
    oldest, newest = pythons[0], pythons[-1]
    span = f"{oldest} to {newest}"
    start = (ROOT / "bootstrap.py").read_text()
    assert f"(3, {bounds[1]}) <= sys.version_info[:2] < (3, {bounds[2]})" in start
    assert f"Python {span} is needed" in start
    assert f"(3, {bounds[1]}) <= sys.version_info < (3, {bounds[2]})" in SETUP
    assert f"for one in {' '.join(f'python{one}' for one in reversed(pythons))} python3; do" in SETUP
    assert f"You need Python {span}" in HANDOUT
    for page in ("README.md", "docs/grading-a-class.md", "docs/studying-alone.md"):
        found = set(re.findall(r"3\.\d+ to 3\.\d+", (ROOT / page).read_text()))
        assert found == {span}, page
    for page in ("README.zh.md", "docs/zh/studying-alone.md"):
        found = set(re.findall(r"3\.\d+ 至 3\.\d+", (ROOT / page).read_text()))
        assert found == {f"{oldest} 至 {newest}"}, page


def test_conda_and_pyproject_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["grading"]]
    text = (ROOT / "environment.yml").read_text()
    lines = [line.strip()[2:].strip().strip('"') for line in text.splitlines() if line.strip().startswith("- ")]
    named = {
        split(line) for line in lines if not line.endswith(":") and line not in ("conda-forge", "pip", "-e .")
    }
    assert ("python", project["requires-python"]) in named
    assert named - {("python", project["requires-python"])} == {split(item) for item in wanted}


def test_every_nbgrader_that_can_be_installed_is_one_that_the_fast_writer_runs_on():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    bounds = dict(map(split, extras["grading"]))["nbgrader"]
    releases = [f"0.{minor}.{patch}" for minor in range(20) for patch in range(20)] + ["1.0.0"]
    assert tuple(release for release in releases if release in SpecifierSet(bounds)) == TESTED
    assert nbgrader.__version__ in TESTED


def test_both_distributions_have_one_version():
    solutions = tomllib.loads((ROOT / "solutions/pyproject.toml").read_text())["project"]
    assert solutions["version"] == __version__
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert extras["class"] == [f"{solutions['name']}=={__version__}", "batchnorm-grader[grading]"]
    assert extras["alone"][0] == extras["class"][0]  # and none of the tools for a class
    assert not {"nbgrader", "sqlalchemy"} & {split(item)[0] for item in extras["alone"][1:]}
    assert (ROOT / "solutions/LICENSE").read_text() == (ROOT / "LICENSE").read_text()


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = [project["build-system"]["requires"], project["project"]["dependencies"]]
    groups += project["project"]["optional-dependencies"].values()
    names = {
        split(re.sub(r"\[\w+\]", "", item))[0]
        for group in [*groups, *project["dependency-groups"].values()]
        for item in group
    }
    reasons = (ROOT / "docs" / "dependencies.md").read_text()
    names.discard(project["project"]["name"])  # an extra that holds another one
    assert {name for name in names if f"| {name} |" not in reasons} == set()


def test_nobody_is_told_to_install_the_wrong_distribution():
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("assignments/**/*.md")]:
        assert not re.search(r"pip install (-\S+ )*autograder\b", path.read_text()), path
