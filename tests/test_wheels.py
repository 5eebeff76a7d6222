"""From built wheels, in an empty folder, with an empty home, where the repository does not exist."""

import email
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from readme_renderer import markdown

from autograder import __version__

from .pythons.rounds import build_wheels

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
UV = str(Path(sys.executable).with_name("uv"))


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """Both distributions, by way of their source archives: what those lack, the wheels lack."""
    folder = tmp_path_factory.mktemp("dist")
    build_wheels(folder)
    return folder


def wheel(folder, name):
    return folder / f"{name}-{__version__}-py3-none-any.whl"


def installed(wheels, folder, extra=""):
    """An environment with the engine from its wheel; its commands."""
    folder.chmod(0o755)
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, str(folder / "venv")], check=True)
    asked = f"batchnorm-grader{extra} @ {wheel(wheels, 'batchnorm_grader').as_uri()}"
    install = [
        "pip",
        "install",
        "--quiet",
        "--python",
        str(folder / "venv"),
        "--find-links",
        str(wheels),
        asked,
    ]
    subprocess.run([UV, *install], check=True)
    return folder / "venv/bin"


def alone(*command, folder, home):
    """Run a command where the repository is an empty folder, and nothing says where it was."""
    kept = {name: os.environ[name] for name in ("LANG", "TERM") if name in os.environ}
    path = f"{Path(command[0]).parent}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
    hidden = f'mount -t tmpfs tmpfs {ROOT} && exec "$@"'
    as_root = ["unshare", "--mount", "sh", "-c", hidden, "sh"]
    as_user = ["bwrap", "--dev-bind", "/", "/", "--tmpfs", str(ROOT)]
    return subprocess.run(
        [*(as_root if os.geteuid() == 0 else as_user), *map(str, command)],
        cwd=folder,
        env={**kept, "HOME": str(home), "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_students_install_holds_no_solution(wheels):
    with zipfile.ZipFile(wheel(wheels, "batchnorm_grader")) as opened:
        names = opened.namelist()
    with tarfile.open(wheels / f"batchnorm_grader-{__version__}.tar.gz") as opened:
        names += [name.partition("/")[2] for name in opened.getnames()]
    template = "autograder/release/templates/new/"
    ours = [name for name in names if not name.startswith(template)]
    for word in ("solutions/", "mistakes/", "students/", "_cases.py", "_laws.py", "course.key", "tests/"):
        assert [name for name in ours if word in name] == []
    assert "autograder/assignments/batchnorm/batchnorm.ipynb" in names
    assert "autograder/assignments-zh/batchnorm/batchnorm.ipynb" in names
    assert "autograder/languages/zh.json" in names
    assert "assignments/batchnorm/batchnorm.ipynb" in names


HOME_PAGE = "https://github.com/OWNER/batchnorm-grader"
FILES, RAW = f"{HOME_PAGE}/blob/HEAD/", "https://raw.githubusercontent.com/OWNER/batchnorm-grader/HEAD/"


def page_of(wheels, name):
    """What the package index is told of a distribution: its fields, and its page as it is rendered there."""
    with zipfile.ZipFile(wheel(wheels, name)) as opened:
        (place,) = [path for path in opened.namelist() if path.endswith(".dist-info/METADATA")]
        fields = email.message_from_bytes(opened.read(place))
    assert fields["Description-Content-Type"] == "text/markdown"
    page = markdown.render(fields.get_payload(decode=True).decode(), stream=io.StringIO())
    assert page is not None, "the index refuses the page"
    return fields, page


def test_the_page_on_the_index_leads_somewhere(wheels):
    """There is no folder around it: every link and picture has a whole address, and what is ours exists."""
    fields, page = page_of(wheels, "batchnorm_grader")
    links = re.findall(r'(?:href|src)="([^#"][^"]*)"', page)
    assert len(links) > 12
    for link in links:
        path, _, heading = link.partition("#")
        assert link.startswith("https://"), link
        if path.startswith((FILES, RAW)):
            file = ROOT / path.removeprefix(FILES).removeprefix(RAW)
            assert file.is_file(), link
            assert not heading or heading in anchors(file), link
    assert any(link.startswith(RAW) and link.endswith(".png") for link in links)
    urls = dict(line.split(", ") for line in fields.get_all("Project-URL"))
    assert urls["Repository"] == HOME_PAGE
    assert all(address.startswith(HOME_PAGE) for address in urls.values())


def anchors(page):
    """The names by which a host of repositories knows a page's headings."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_the_page_of_the_solutions_says_whom_they_are_for(wheels):
    _, page = page_of(wheels, "batchnorm_grader_solutions")
    assert "no learner meets them by accident" in page
    assert 'pip install "batchnorm-grader[class]"' in html.unescape(page)


def test_nothing_is_published_without_an_owner():
    """`make dist` says where the owner's name is to be written."""
    command = ["make", "--old-file", ".venv/installed", "dist"]  # the environment is left as it is
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pyproject.toml:" in done.stdout
    said = "Write the owner of the repository in place of OWNER first: see CONTRIBUTING.md.\n"
    assert said in done.stdout


def test_the_source_archive_holds_what_building_takes_and_no_more(wheels):
    with tarfile.open(wheels / f"batchnorm_grader-{__version__}.tar.gz") as opened:
        names = {name.partition("/")[2].partition("/")[0] for name in opened.getnames()}
    written = {".gitignore", "PKG-INFO"}  # by the builder
    asked = {
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "pyproject.toml",
        "assignments",
        "assignments-zh",
        "autograder",
        "docs",
    }
    assert names - {""} == written | asked


def test_the_solutions_are_a_distribution_of_their_own(wheels):
    with zipfile.ZipFile(wheel(wheels, "batchnorm_grader_solutions")) as opened:
        found = {name.partition("/")[2] for name in opened.namelist() if ".dist-info" not in name}
    ours = (path.relative_to(ROOT / "solutions") for path in (ROOT / "solutions").rglob("*") if path.is_file())
    inside = {path.as_posix() for path in ours if len(path.parts) > 1 and "__pycache__" not in path.parts}
    assert found == inside


def test_a_learner_needs_two_commands(wheels, tmp_path):
    commands = installed(wheels, tmp_path)
    home, folder = tmp_path / "home", tmp_path / "empty"
    home.mkdir(), folder.mkdir()
    done = alone(commands / "autograder", "study", "--copy-only", folder=folder, home=home)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("work: ")
    assert {path.name for path in (folder / "work").glob("*/")} >= {"batchnorm", "warmup", "networks"}
    assert not list(folder.rglob("solutions"))
    started = alone(commands / "jupyter", "lab", "--version", folder=folder, home=home)
    assert started.returncode == 0, started.stderr
    done = alone(commands / "autograder", "progress", folder=folder, home=home)
    assert done.returncode == 0, done.stderr
    code = (
        "import os; os.chdir('work/warmup')\nimport sys; sys.path.insert(0, '')\n"
        "from checks import check\n"
        "def column_stats(x):\n    return x.mean(axis=0), x.var(axis=0)\n"
        "print(check('column_stats'))\n"
    )
    done = alone(commands / "python", "-c", code, folder=folder, home=home)
    assert done.returncode == 0, done.stderr
    assert "passed" in done.stdout
    done = alone(commands / "autograder", "grade", "warmup", folder=folder, home=home)
    assert (done.returncode, done.stderr) == (
        2,
        f"autograder: There is no course at or above {folder}. Make one with: autograder init mycourse, or name"
        " yours with --course or in AUTOGRADER_COURSE.\n",
    )
    done = alone(commands / "autograder", "init", "mycourse", folder=folder, home=home)
    assert (done.returncode, done.stderr) == (
        2,
        'autograder: nbgrader is not installed; run: pip install "batchnorm-grader[class]"\n',
    )
    assert not (folder / "mycourse").exists()


def test_somebody_alone_needs_no_clone_for_hidden_checks_and_answers(wheels, tmp_path):
    commands = installed(wheels, tmp_path, "[alone]")
    home, folder = tmp_path / "home", tmp_path / "empty"
    home.mkdir(), folder.mkdir()

    def run(*words, command="autograder"):
        done = alone(commands / command, *words, folder=folder, home=home)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    run("study", "--copy-only")
    code = (
        "import os, sys; os.chdir('work/warmup'); sys.path.insert(0, '')\n"
        "from checks import answer, check, progress\n"
        "In = ['import numpy as np', 'def column_stats(x):\\n    return x.mean(axis=0), x.var(axis=0)']\n"
        "for text in In:\n    exec(text)\n"
        "check('column_stats', hidden=True)\nanswer('column_stats')\nanswer('zero_start')\nprogress()\n"
    )
    said = run("-c", code, command="python")
    assert "7 of 7 points." in said
    assert "One way to write column_stats" in said
    assert "first write a sentence or two of your own, and save." in said
    assert "0/256" in said
    assert "Not attempted yet" in run("answers", "warmup", "work/warmup/warmup.ipynb")
    run("check", "networks", "work/networks/networks.ipynb")  # it takes functions from earlier assignments
    assert "Public checks only" not in run("progress")
    no_class = alone(commands / "python", "-c", "import nbgrader", folder=folder, home=home)
    assert "No module named 'nbgrader'" in no_class.stderr


RIGHT = """\
import numpy as np


def centre(x):
    return x - x.mean(axis=0)


def unit_rows(x):
    length = np.sqrt((x * x).sum(axis=1, keepdims=True))
    return x / length, length
"""


def test_an_instructor_needs_three_commands(wheels, tmp_path):
    commands = installed(wheels, tmp_path, "[class]")
    home, folder = tmp_path / "home", tmp_path / "empty"
    home.mkdir(), folder.mkdir()

    def run(*words, where):
        done = alone(commands / "autograder", *words, folder=where, home=home)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    run("init", "mycourse", where=folder)
    course = folder / "mycourse"
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    assert "16 graded, 1 missing" in run("demo", where=course)
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before

    run("new", "dropout", where=course)
    (course / "roster.csv").write_text("id,first_name,last_name,email\nann,Ann,A,\nbob,Bob,B,\n")
    run("roster", "roster.csv", where=course)
    work = course / "submitted/ann/dropout"
    shutil.copytree(course / "assignments/dropout", work)
    assert "ann" in run("grade", "dropout", where=course)
    assert json.loads((course / "reports/dropout/ann.json").read_text())["status"] == "graded"
    run("export", "dropout", where=course)
    run("report", "dropout", where=course)
    run("doctor", "dropout", where=course)

    run("handout", where=course)
    with zipfile.ZipFile(next((course / "dist").glob("*.zip"))) as opened:
        (name,) = [name for name in opened.namelist() if name.endswith(".whl")]
        packed = opened.read(name)
        assert [name for name in opened.namelist() if name.endswith("dropout/dropout.ipynb")]
    (tmp_path / "packed.whl").write_bytes(packed)
    assert contents(tmp_path / "packed.whl") == contents(wheel(wheels, "batchnorm_grader"))

    run("gradescope", "dropout", where=course)
    with zipfile.ZipFile(course / "dropout-gradescope.zip") as opened:
        assert {"setup.sh", "run_autograder", "versions.txt"} <= set(opened.namelist())

    # and a submission cannot read what the wheel of the solutions has brought
    spy = tmp_path / "spy.py"
    place = next((tmp_path / "venv").rglob("batchnorm_grader_solutions"))
    spy.write_text(f"import os\nfound = os.listdir({str(place)!r})\n{RIGHT}")
    done = alone(commands / "autograder", "check", "dropout", spy, "--json", folder=course, home=home)
    assert json.loads(done.stdout)["status"] == "graded"
    assert "batchnorm.py" not in done.stdout


def contents(path):
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist() if not name.endswith("RECORD")}
