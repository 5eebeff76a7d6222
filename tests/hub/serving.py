"""A JupyterHub with its proxy, for the accounts of a test."""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..browser.jupyterlab import SHOTS

PASSWORD = "a password for everybody"
"""The accounts are the system's; who they are is not what is tested, so one password does for all."""

CONFIG = """\
c = get_config()
c.JupyterHub.bind_url = "http://127.0.0.1:{public}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.JupyterHub.cookie_secret_file = "{room}/cookie_secret"
c.JupyterHub.db_url = "sqlite:///{room}/hub.sqlite"
# The proxy waits 20 seconds for an answer if nothing is said, and marking on a busy machine takes longer.
c.ConfigurableHTTPProxy.command = ["{programs}/configurable-http-proxy", "--proxy-timeout", "600000"]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.ConfigurableHTTPProxy.pid_file = "{room}/proxy.pid"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = "{password}"
c.Authenticator.allowed_users = {names}
c.Spawner.cmd = ["{programs}/jupyterhub-singleuser"]
c.Spawner.notebook_dir = "~"
c.Spawner.default_url = "/api"
c.Spawner.environment = {{"PATH": "{programs}:/usr/bin:/bin", "OPENBLAS_NUM_THREADS": "1"}}
c.LocalProcessSpawner.interrupt_timeout = 1
c.LocalProcessSpawner.term_timeout = 1
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
"""


@contextmanager
def serving(room: Path, programs: Path, names: tuple[str, ...]) -> Iterator[str]:
    """The hub's address; `room` is root's own folder."""
    public, hub, api = _free(3)
    values = {"room": room, "programs": programs, "password": PASSWORD, "names": set(names)}
    config = room / "jupyterhub_config.py"
    config.write_text(CONFIG.format(public=public, hub=hub, api=api, **values))
    log = room / "log.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [programs / "python", "-m", "jupyterhub", "-f", config],
            cwd=room,
            env={"PATH": f"{programs}:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(room), "LANG": "C.UTF-8"},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{public}"
        _wait(f"{address}/hub/login", process, log)
        yield address
    finally:
        process.terminate()  # it ends the students' servers and the proxy
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        SHOTS.mkdir(parents=True, exist_ok=True)
        shutil.copy(log, SHOTS / "hub-log.txt")


def _free(number: int) -> list[int]:
    held = [socket.socket() for _ in range(number)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
        if process.poll() is not None:
            break
    raise AssertionError(log.read_text())
