"""Where does JupyterLab start? With a browser or without, as root, in a container, over SSH."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.sentences import Sentence, say

CONTAINER_MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))
"""Files that Docker and Podman put into every container."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What decides how JupyterLab is started, and how its page is reached."""

    root: bool = False
    browser: bool = True  # one can be opened here
    container: bool = False
    ssh: str = ""  # USER@HOST of this machine, for who came over SSH


def surroundings(environ: Mapping[str, str] = os.environ) -> Surroundings:
    """The surroundings of this process."""
    connection = environ.get("SSH_CONNECTION", "").split()  # client, its port, server, its port
    shown = sys.platform in ("win32", "darwin") or bool(
        environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    )
    container = "container" in environ or any(mark.exists() for mark in CONTAINER_MARKS)
    return Surroundings(
        root=hasattr(os, "geteuid") and os.geteuid() == 0,
        browser=shown and not connection,
        container=container,
        ssh=f"{getpass.getuser()}@{connection[2]}" if len(connection) == 4 else "",
    )


def lab_options(given: Sequence[str], place: Surroundings, page: str) -> list[str]:
    """The options for JupyterLab: those that were given, and before them ours, where none of them says it."""
    ours = [f"--LabApp.default_url=/lab/tree/{page}", "--ServerApp.answer_yes=True"]
    if place.root and not _says(given, "--allow-root", "--ServerApp.allow_root"):
        ours.append("--allow-root")
    if not place.browser and not _says(given, "--no-browser", "--browser", "--ServerApp.open_browser"):
        ours.append("--no-browser")
    # Nobody outside a container reaches its own address; without a token, everybody could use the wider one.
    guarded = not _says(given, "--IdentityProvider.token", "--ServerApp.token")
    if place.container and guarded and not _says(given, "--ip", "--ServerApp.ip"):
        ours.append("--ip=0.0.0.0")
    return [option for option in ours if not _says(given, option.partition("=")[0])] + list(given)


def where_to_open(url: str, port: int, place: Surroundings, log: Path, *, opened: bool) -> Sentence:
    """The one line that says what to do now."""
    end = "Ctrl-C ends JupyterLab; its log is {log}"
    if opened:
        return say("JupyterLab opens in your browser, at {url} . " + end, url=url, log=log)
    if place.ssh:
        text = "On your own computer run ssh -N -L {port}:localhost:{port} {host} and open {url} there. " + end
        return say(text, port=port, host=place.ssh, url=url, log=log)
    if place.container:
        text = (
            "Open {url} in a browser; the container must publish the port (docker run -p {port}:{port}). " + end
        )
        return say(text, port=port, url=url, log=log)
    return say("Open {url} in a browser. " + end, url=url, log=log)


def _says(given: Sequence[str], *options: str) -> bool:
    return any(one.partition("=")[0] in options for one in given)
