"""JupyterLab for one person: without what an installed nbgrader adds, and with its log in a file.

nbgrader shows its menus to whoever starts JupyterLab where it is installed. For this start they are switched
off, in a folder of settings that is looked at before all others. The settings of the user are read and left
as they are.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from autograder.errors import AssignmentError, AutograderError
from autograder.learner.alone.surroundings import Surroundings, lab_options, surroundings, where_to_open
from autograder.sentences import Sentence, in_words, say

HIDDEN_FOLDER = ".study"
"""For the settings and the log, in the learner's folder."""

SERVER_PARTS = ("assignment_list", "course_list", "formgrader", "validate_assignment")
"""nbgrader's extensions of the server."""

PAGE_PARTS = ("@jupyter/nbgrader", "nbgrader", "@jupyterlab/apputils-extension:announcements")
"""Extensions of the page: nbgrader's, and the question whether news may be fetched."""

OWNER_ONLY = 0o600
"""The mode of the log, which holds the token."""

RUN_LAB = """
import sys
sys.modules["rfc3987_syntax"] = None
from jupyterlab.labapp import main
sys.exit(main())
"""
"""JupyterLab as `python -m jupyterlab` runs it, without a package that takes half of the time of its start.

jsonschema imports that one where it is installed, and does without where it is not. To import it builds a
grammar of addresses that nobody here asks.
"""

LOOK = 0.05
"""Seconds between two looks whether the server is there."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is there: its address with the token, and its port."""

    url: str
    port: int


NO_JUPYTERLAB = say("JupyterLab is not installed in this environment; run: pip install jupyterlab")


def run_jupyterlab(folder: Path, options: Sequence[str], page: str, say: Any = print) -> None:
    """Run JupyterLab on `folder` until it ends; say in one line what to open.

    Raises:
        AssignmentError: JupyterLab is not installed.
        AutograderError: it did not start, or ended with an error.
    """
    if find_spec("jupyterlab") is None:
        raise AssignmentError(NO_JUPYTERLAB)
    place, hidden = surroundings(), folder / HIDDEN_FOLDER
    log = hidden / "jupyterlab.log"
    command = [sys.executable, "-c", RUN_LAB, str(folder), *lab_options(options, place, page)]
    settings = write_settings(hidden / "settings")
    paths = os.pathsep.join(filter(None, (str(settings.resolve()), os.environ.get("JUPYTER_CONFIG_PATH"))))
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as out:
        since, server = time.time(), None
        process = subprocess.Popen(
            command, stdout=out, stderr=out, env={**os.environ, "JUPYTER_CONFIG_PATH": paths}
        )
        with _ended_with_us(process):
            server = wait_for_server(folder, process, since)
            if server:
                opened = "--no-browser" not in command and place.browser
                say(str(_what_to_open(server, page, place, log, opened=opened)))
            process.wait()
    if server is None and process.returncode == 0:  # --help and its like: what it says is the answer
        say(log.read_text(encoding="utf-8", errors="replace").rstrip())
    if process.returncode not in (0, -signal.SIGTERM, -signal.SIGINT):
        raise AutograderError(_why_it_ended(log))


def _why_it_ended(log: Path) -> Sentence:
    text = "JupyterLab ended with an error: {last_line} Its log is {log}"
    return say(text, last_line=_last_line(log), log=log)


def write_settings(folder: Path) -> Path:
    """Write the settings that switch off nbgrader's parts; the folder."""
    server = {f"nbgrader.server_extensions.{part}": False for part in SERVER_PARTS}
    files: Mapping[str, Any] = {
        "jupyter_server_config.d/nbgrader.json": {"ServerApp": {"jpserver_extensions": server}},
        "labconfig/page_config.json": {"disabledExtensions": dict.fromkeys(PAGE_PARTS, True)},
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return folder


def wait_for_server(folder: Path, process: subprocess.Popen[bytes], since: float) -> Server | None:
    """The server that was started on `folder`; None if its process ends before it is there."""
    while process.poll() is None:
        for server in _servers(folder, since):
            return server
        time.sleep(LOOK)
    return None


def _servers(folder: Path, since: float) -> Iterator[Server]:
    """Servers on the folder that began after a time, from the notes that Jupyter keeps of those that run."""
    from jupyter_core.paths import jupyter_runtime_dir

    for path in Path(jupyter_runtime_dir()).glob("jpserver-*.json"):
        with suppress(OSError, ValueError, KeyError):  # half written, or of another version
            if path.stat().st_mtime < since - 1:
                continue
            notes = json.loads(path.read_text(encoding="utf-8"))
            if Path(notes["root_dir"]).resolve() == folder.resolve():
                scheme = "https" if notes["secure"] else "http"
                base = f"{scheme}://127.0.0.1:{notes['port']}{notes['base_url']}"
                token = f"?token={notes['token']}" if notes["token"] else ""
                yield Server(f"{base}lab{token}", int(notes["port"]))


def _what_to_open(server: Server, page: str, place: Surroundings, log: Path, *, opened: bool) -> Sentence:
    address, _, token = server.url.partition("?")
    url = f"{address}/tree/{page}{'?' if token else ''}{token}"
    return where_to_open(url, server.port, place, log, opened=opened)


@contextmanager
def _ended_with_us(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Ctrl-C reaches both of us, and is the way to end it; what asks us alone to end is passed on."""
    before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        yield
    except KeyboardInterrupt:
        with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            process.wait(10)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
        signal.signal(signal.SIGTERM, before)


def _last_line(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    last = next((line for line in reversed(lines) if line), in_words("it said nothing."))
    return last if last.endswith((".", "!", "?")) else f"{last}."
