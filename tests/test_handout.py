"""What a class receives is what was released, holds nothing of the instructor's, and installs."""

import ast
import filecmp
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.assignment import find_assignment, list_assignments
from autograder.release.archive import NAME, pack
from autograder.release.leaks import leaks, solution_lines
from autograder.release.release import release_assignment

from .languages.untranslated import english_in
from .typed import typed

ROOT = Path(__file__).resolve().parents[1]
NAMES = [assignment.name for assignment in list_assignments(ROOT)]

LONG = {"normalizers", "networks"}
"""To sign the mistakes of these takes long: each is asked for gradients that are measured."""


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    path = tmp_path_factory.mktemp("handout") / "handout.zip"
    pack(ROOT, path)
    return path


@pytest.fixture(scope="module")
def archive(packed):
    with zipfile.ZipFile(packed) as opened:
        opened.extractall(packed.with_name("opened"))
    return packed.with_name("opened")


def released():
    """Each assignment, the folder of its handout and the language: English, and what it is translated into."""
    for name in NAMES:
        catalogues = sorted((ROOT / "solutions" / name / "languages").glob("*.po"))
        others = [(f"assignments-{path.stem}", path.stem) for path in catalogues]
        for folder, language in [("assignments", "en"), *others]:
            marks = [pytest.mark.slow] if name in LONG else []
            yield pytest.param(name, folder, language, marks=marks, id=f"{name}-{language}")


@pytest.mark.parametrize(("name", "folder", "language"), list(released()))
def test_what_is_committed_is_fresh(tmp_path, name, folder, language):
    there = ROOT / folder / name
    shutil.copytree(ROOT / "solutions", tmp_path / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    made = release_assignment(find_assignment(tmp_path, name), tmp_path, language=language)
    assert made == (tmp_path / folder / name).resolve()
    compared = filecmp.dircmp(made, there, ignore=["__pycache__", ".ipynb_checkpoints"])
    assert (compared.left_only, compared.right_only) == ([], [])
    same = [file for file in compared.common if file != "rubric.json"]
    _, different, odd = filecmp.cmpfiles(made, there, same, shallow=False)
    assert (different, odd) == ([], []), "run: make release"
    places = made, there
    fresh, committed = (json.loads((place / "rubric.json").read_text()) for place in places)
    versions = fresh.pop("marked_with").keys(), committed.pop("marked_with").keys()
    assert versions[0] == versions[1] == {"python", "numpy"}  # those of whoever released
    assert fresh == committed, "run: make release"


GIVEN = {
    'mode = bn_param["mode"]',
    'eps = bn_param.get("eps", 1e-5)',
    'momentum = bn_param.get("momentum", 0.9)',
    'if mode == "train":',
    'elif mode == "test":',
    "raise ValueError(f'Invalid forward batchnorm mode \"{mode}\"')",
    "def batchnorm_forward(x, gamma, beta, bn_param):",
    "def batchnorm_backward(dout, cache):",
    "def layernorm_forward(x, gamma, beta, ln_param):",
    "def layernorm_backward(dout, cache):",
}
"""Lines of solutions that another handout gives to everybody: signatures and the frame of batchnorm_forward."""


def code_of(folder):
    """Path and text of every piece of code in a handout."""
    for path in folder.rglob("*"):
        if path.suffix == ".py":
            yield path, path.read_text()
        if path.suffix == ".ipynb":
            for cell in json.loads(path.read_text())["cells"]:
                if cell["cell_type"] == "code":
                    yield path, "".join(cell["source"])


def test_no_handout_holds_a_solution_of_another():
    shown = {line.strip() for _, text in code_of(ROOT / "assignments") for line in text.splitlines()}
    secret = {line for assignment in list_assignments(ROOT) for line in solution_lines(assignment)}
    assert len(secret) > 300
    assert secret & shown <= GIVEN


def test_whatever_a_handout_defines_of_what_is_asked_is_a_stub():
    asked = {name for assignment in list_assignments(ROOT) for name in assignment.functions}
    found = set()
    for path, text in code_of(ROOT / "assignments"):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in asked:
                assert "NotImplementedError" in ast.unparse(node), f"{path}: {node.name}"
                found.add(node.name)
    assert found == asked


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_hold_no_outputs_and_no_hidden_parts(name):
    notebook = json.loads((ROOT / f"assignments/{name}/{name}.ipynb").read_text())
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    text = json.dumps(notebook)
    for word in ("HIDDEN TESTS", "BEGIN SOLUTION", "END SOLUTION", "rubric"):
        assert word not in text


@pytest.mark.slow
def test_the_archive_holds_nothing_of_the_instructors(archive):
    names = [path.relative_to(archive).as_posix() for path in archive.rglob("*") if path.is_file()]
    (wheel,) = [name for name in names if name.endswith(".whl")]
    with zipfile.ZipFile(archive / wheel) as opened:
        inside = opened.namelist()
    for name in [*names, *inside]:
        for word in (
            "solutions",
            "mistakes",
            "students",
            "tests/",
            "nbgrader_config",
            "gradebook.db",
            "_cases",
        ):
            assert word not in name or name.startswith("autograder/"), name
    for path in (*archive.rglob("assignments/*"), *archive.rglob("assignments-zh/*")):
        if path.is_dir():
            assert leaks(find_assignment(ROOT, path.name), path) == ()
    (english, chinese) = sorted(path for path in archive.glob("*/README*"))
    assert (english.name, chinese.name) == ("README.md", "README.zh.md")
    for page, folder in ((english, "assignments"), (chinese, "assignments-zh")):
        text = page.read_text(encoding="utf-8")
        assert f".venv/bin/jupyter lab {folder}\n" in text
        assert f"\n1. {folder}/warmup\n2. {folder}/batchnorm\n" in text
    assert english_in(re.sub(r"(?m)^    .*$", "", chinese.read_text(encoding="utf-8"))) == []


@pytest.fixture
def with_two_languages(tmp_path):
    """A course in which one assignment is released in English, and two in Chinese."""
    for place in ("assignments/warmup", "assignments-zh/warmup", "assignments-zh/batchnorm"):
        shutil.copytree(ROOT / place, tmp_path / place)
    shutil.copytree(ROOT / "assignments/warmup", tmp_path / "assignments-old/warmup")
    for name in ("warmup", "batchnorm"):
        shutil.copytree(ROOT / "solutions" / name, tmp_path / "solutions" / name)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "name", "packed"),
    [
        ((), NAME, {"assignments/warmup", "assignments-zh/warmup", "assignments-zh/batchnorm"}),
        (("--language", "en"), f"{NAME}-en", {"assignments/warmup"}),
        (("--language", "zh"), f"{NAME}-zh", {"assignments-zh/warmup", "assignments-zh/batchnorm"}),
    ],
    ids=["all", "en", "zh"],
)
def test_a_language_is_packed_alone_if_it_is_asked_for(with_two_languages, words, name, packed):
    done = typed("handout", *words, "--course", with_two_languages, folder=with_two_languages)
    assert (done.returncode, done.stdout) == (0, f"{with_two_languages / 'dist' / name}.zip\n"), done.stderr
    with zipfile.ZipFile(with_two_languages / f"dist/{name}.zip") as opened:
        inside = [Path(one).relative_to(name) for one in opened.namelist()]
        page = opened.read(f"{name}/README.md").decode()
    assert {one.parent.as_posix() for one in inside if one.suffix == ".ipynb"} == packed
    assert ("从这里开始" in page) is (words == ("--language", "zh"))


def test_a_language_that_is_not_released_is_no_archive(with_two_languages):
    done = typed("handout", "--language", "fr", folder=with_two_languages)
    assert done.returncode != 0
    assert "holds no released assignment; run: autograder release --all --language fr" in done.stderr
    assert not list(with_two_languages.glob("dist/*.zip"))


@pytest.mark.slow
def test_the_archive_is_the_same_each_time(packed, tmp_path):
    pack(ROOT, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()


@pytest.mark.slow
def test_the_engine_installs_and_checks_without_the_repository(archive, tmp_path):
    (wheel,) = archive.rglob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "v")], check=True)
    python = tmp_path / "v/bin/python"
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([str(uv), "pip", "install", "--quiet", "--python", str(python), str(wheel)], check=True)
    (folder,) = [path.parent for path in archive.rglob("assignments/*/batchnorm.ipynb")]
    code = (
        "import numpy as np\n"
        "def batchnorm_forward(x, gamma, beta, bn_param):\n"
        "    out = gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + bn_param.get('eps', 1e-5)) + beta\n"
        "    return out, None\n"
        "from checks import check\n"
        "check('batchnorm_forward')\n"
    )
    done = subprocess.run([str(python), "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert "  passed                  training output (7)\n" in done.stdout
    assert "  failed                  running mean (1)\n" in done.stdout
    assert "exactly what comes out when" in " ".join(done.stdout.split())
    assert "  marked after submission precision (1)\n" in done.stdout
