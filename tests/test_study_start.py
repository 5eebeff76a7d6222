"""`autograder study`: the page it opens, JupyterLab without a class, and the line that says what to open."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.errors import AssignmentError
from autograder.learner.alone import surroundings as where
from autograder.learner.alone.lab import HIDDEN_FOLDER, PAGE_PARTS, SERVER_PARTS, write_settings
from autograder.learner.alone.study import copy_assignments
from autograder.learner.alone.surroundings import Surroundings, lab_options, surroundings, where_to_open
from autograder.learner.alone.welcome import WELCOME, write_welcome
from autograder.learner.course_page import show_progress

ROOT = Path(__file__).resolve().parents[1]
URL, LOG = "http://127.0.0.1:8888/lab/tree/welcome.ipynb?token=abc", Path("work/.study/jupyterlab.log")
END = "Ctrl-C ends JupyterLab; its log is work/.study/jupyterlab.log"
PAGE = ["--LabApp.default_url=/lab/tree/welcome.ipynb", "--ServerApp.answer_yes=True"]


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study") / "work"
    copy_assignments(ROOT, folder)
    return folder


@pytest.fixture
def work(copies, tmp_path):
    return shutil.copytree(copies, tmp_path / "work")


def quiet(done, total, name):
    """Nobody looks on."""


def page(work):
    cells = json.loads((work / WELCOME).read_text())["cells"]
    return {cell["id"]: cell for cell in cells}


@pytest.mark.parametrize(
    ("place", "opened", "line"),
    [
        (Surroundings(), True, f"JupyterLab opens in your browser, at {URL} . {END}"),
        (Surroundings(browser=False), False, f"Open {URL} in a browser. {END}"),
        (
            Surroundings(browser=False, container=True),
            False,
            f"Open {URL} in a browser; the container must publish the port (docker run -p 8888:8888). {END}",
        ),
        (
            Surroundings(browser=False, ssh="ada@10.0.0.7"),
            False,
            f"On your own computer run ssh -N -L 8888:localhost:8888 ada@10.0.0.7 and open {URL} there. {END}",
        ),
    ],
)
def test_one_line_says_what_to_open(place, opened, line):
    assert str(where_to_open(URL, 8888, place, LOG, opened=opened)) == line


@pytest.mark.parametrize(
    ("place", "given", "options"),
    [
        (Surroundings(), [], PAGE),
        (Surroundings(root=True), [], [*PAGE, "--allow-root"]),
        (Surroundings(root=True), ["--allow-root"], [*PAGE, "--allow-root"]),
        (Surroundings(browser=False), ["--port=9"], [*PAGE, "--no-browser", "--port=9"]),
        (Surroundings(browser=False), ["--browser=lynx"], [*PAGE, "--browser=lynx"]),
        (Surroundings(container=True), [], [*PAGE, "--ip=0.0.0.0"]),
        (Surroundings(container=True), ["--ip=127.0.0.1"], [*PAGE, "--ip=127.0.0.1"]),
        (Surroundings(container=True), ["--IdentityProvider.token="], [*PAGE, "--IdentityProvider.token="]),
        (Surroundings(), ["--LabApp.default_url=/tree"], [PAGE[1], "--LabApp.default_url=/tree"]),
    ],
)
def test_what_was_typed_comes_before_ours(place, given, options):
    assert lab_options(given, place, WELCOME) == options


@pytest.mark.parametrize(
    ("environ", "browser", "ssh"),
    [
        ({"DISPLAY": ":0"}, True, ""),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True, ""),
        ({}, False, ""),
        ({"DISPLAY": ":10", "SSH_CONNECTION": "1.2.3.4 5 10.0.0.7 22"}, False, "ada@10.0.0.7"),
    ],
)
def test_the_surroundings_are_seen(monkeypatch, environ, browser, ssh):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(where, "CONTAINER_MARKS", ())
    monkeypatch.setattr(where.getpass, "getuser", lambda: "ada")
    found = surroundings(environ)
    assert (found.browser, found.ssh, found.container) == (browser, ssh, False)
    assert found.root == (os.geteuid() == 0)


def test_a_container_is_known_by_its_mark(monkeypatch, tmp_path):
    (tmp_path / ".dockerenv").touch()
    monkeypatch.setattr(where, "CONTAINER_MARKS", (tmp_path / ".dockerenv",))
    assert surroundings({}).container


def test_what_nbgrader_installs_is_switched_off(tmp_path):
    """Each part that an installed nbgrader switches on; a new one of a later version fails here."""
    write_settings(tmp_path)
    ours = json.loads((tmp_path / "jupyter_server_config.d/nbgrader.json").read_text())
    theirs = json.loads((Path(sys.prefix) / "etc/jupyter/jupyter_server_config.d/nbgrader.json").read_text())
    off = dict.fromkeys(theirs["ServerApp"]["jpserver_extensions"], False)
    assert ours == {"ServerApp": {"jpserver_extensions": off}}
    assert len(SERVER_PARTS) == len(off)
    installed = (Path(sys.prefix) / "share/jupyter/labextensions").glob("@jupyter/nbgrader*/package.json")
    names = [json.loads(path.read_text())["name"] for path in installed]
    assert names
    assert set(names) <= set(PAGE_PARTS)
    page = json.loads((tmp_path / "labconfig/page_config.json").read_text())
    assert page == {"disabledExtensions": dict.fromkeys(PAGE_PARTS, True)}


def test_the_welcome_page(work):
    assert write_welcome(work, quiet)
    found = page(work)
    assert list(found) == ["begin", "where", "progress", "first", "help"]
    begin = found["begin"]["source"]
    assert begin.startswith("# Welcome\n\nFive notebooks, in this order, about 10 hours in all. ")
    link = "[Mean, variance, broadcasting](warmup/warmup.ipynb)"
    assert f"\n**Next:** {link}. Open the notebook and begin at its top.\n" in begin
    assert f"| 1 | {link} | Statistics of a batch" in begin
    assert "| 60\u00a0min |" in begin
    assert (
        'to the exercise `column_stats`, in the section "1. One mean for each feature".'
        in found["first"]["source"]
    )
    (output,) = found["progress"]["outputs"]
    assert '<a href="warmup/warmup.ipynb"' in output["data"]["text/html"]
    assert "0/26" in output["data"]["text/plain"]


def test_it_is_true_at_each_start_and_the_learners_is_kept(work):
    write_welcome(work, quiet)
    notebook = work / "warmup/warmup.ipynb"
    written = json.loads(notebook.read_text())
    for cell in written["cells"]:
        if "def column_stats" in "".join(cell["source"]):
            cell["source"] = "def column_stats(x):\n    mean = x.mean(axis=0)\n    return mean, x.var(axis=0)"
    notebook.write_text(json.dumps(written))
    assert write_welcome(work, quiet)
    found = page(work)
    assert "first" not in found  # the first exercise is done
    assert "7 of 26" in found["progress"]["outputs"][0]["data"]["text/html"]
    assert ". standardize (values): standardize is not written yet." in found["begin"]["source"]
    (work / WELCOME).write_text('{"cells": [], "metadata": {}}')
    assert not write_welcome(work, quiet)
    assert (work / WELCOME).read_text() == '{"cells": [], "metadata": {}}'


def test_handouts_of_an_earlier_release_have_their_names(work):
    for path in work.glob("*/rubric.json"):
        data = json.loads(path.read_text())
        path.write_text(json.dumps({key: data[key] for key in data if key not in ("title", "minutes")}))
    write_welcome(work, quiet)
    assert "| 2 | [batchnorm](batchnorm/batchnorm.ipynb) |  |  |" in page(work)["begin"]["source"]
    assert "**Next:** [warmup](warmup/warmup.ipynb)." in page(work)["begin"]["source"]


def test_progress_in_the_notebook(work, capsys):
    show_progress(str(work))
    assert "everything" in capsys.readouterr().out
    show_progress(str(work / "warmup"))
    assert capsys.readouterr().out == (
        f"{work / 'warmup'} holds no assignment: a folder NAME with NAME.ipynb and rubric.json.\n"
    )


@pytest.mark.slow
def test_its_cell_brings_the_table_up_to_date(work):
    write_welcome(work, quiet)
    page = nbformat.read(work / WELCOME, 4)
    nbformat.validate(page)
    NotebookClient(page, resources={"metadata": {"path": str(work)}}).execute()
    ((output,),) = [cell.outputs for cell in page.cells if cell.cell_type == "code"]
    assert '<a href="warmup/warmup.ipynb"' in output.data["text/html"]
    assert "next: " in output.data["text/plain"]


def test_a_page_of_the_learners_own_is_said(work):
    (work / WELCOME).write_text("mine")
    command = [sys.executable, "-m", "autograder", "study", "--copy-only", "--folder", str(work)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == (
        f"{work}: nothing new; files that were there are kept.\n"
        f"{work / WELCOME} is yours and is kept; the course's page is left out.\n"
    )


def study(work, *options, **environ):
    room = work.parent
    places = {f"JUPYTER_{name}_DIR": str(room / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    command = [sys.executable, "-m", "autograder", "study", "--folder", str(work), "--", *options]
    env = {**os.environ, **places, "HOME": str(room), **environ}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION"):
        env.pop(name, None)
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.mark.slow
def test_it_prints_one_line_and_its_end_is_quiet(work):
    with study(work, "--ip=127.0.0.1") as process:
        first, line = process.stdout.readline(), process.stdout.readline()
        assert first == f"{work}: nothing new; files that were there are kept.\n"
        assert "/lab/tree/welcome.ipynb?token=" in line
        assert line.endswith(f"Ctrl-C ends JupyterLab; its log is {work / HIDDEN_FOLDER}/jupyterlab.log\n")
        log = work / HIDDEN_FOLDER / "jupyterlab.log"
        assert log.stat().st_mode & 0o077 == 0  # it holds the token
        time.sleep(1)
        os.killpg(process.pid, signal.SIGINT)  # what Ctrl-C does
        assert process.stdout.read() == ""
        assert process.wait(60) == 0
    said = log.read_text()
    assert "ServerApp" in said
    assert "nbgrader" not in said


@pytest.mark.slow
def test_what_only_jupyterlab_can_answer_is_passed_on(work):
    with study(work, "--version") as process:
        said = process.stdout.read().splitlines()[-1]
        assert process.wait(60) == 0
    assert said == version("jupyterlab")


@pytest.mark.slow
def test_what_goes_wrong_is_said_with_the_log(work):
    with study(work, "--ServerApp.port_retries=many") as process:
        said = process.stdout.read().splitlines()[-1]
        assert process.wait(60) == 1
    assert said.startswith("autograder: JupyterLab ended with an error: ")
    assert said.endswith(f" Its log is {work / HIDDEN_FOLDER}/jupyterlab.log")


def test_a_folder_without_handouts_has_no_page(tmp_path):
    with pytest.raises(AssignmentError, match="holds no released assignment"):
        copy_assignments(tmp_path, tmp_path / "work")
