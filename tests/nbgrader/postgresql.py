"""A PostgreSQL server for the tests: of a folder of its own, reached by a socket in it, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MISSING = "the gradebook on PostgreSQL needs a server to be tested: install the package postgresql"


def programs() -> Path | None:
    """The folder of initdb and postgres; Debian keeps them out of the PATH, one folder a version."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in versions), key=lambda path: float(path.parent.name), default=None)


def demand() -> Path:
    """The programs; without them the test is skipped, or failed where nobody would see a skip."""
    found = programs()
    if found is None and os.environ.get("CI"):
        pytest.fail(MISSING)
    if found is None:
        pytest.skip(MISSING)
    return found


@contextmanager
def serving(programs: Path) -> Iterator[str]:
    """A server without a database; gives the start of its databases' addresses, to which a name is put."""
    # PostgreSQL refuses to run for root, who runs most containers; pytest's own folders are root's alone.
    who = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": ()}
    who = who if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    try:
        if who:
            shutil.chown(folder, who["user"], who["group"])
        data, log = folder / "data", folder / "log.txt"
        initdb = [programs / "initdb", "--auth=trust", "--username=course", "--no-sync", "-D", data]
        subprocess.run(initdb, check=True, capture_output=True, cwd="/", **who)
        # As fast as a server that may lose everything when the machine fails.
        settings = (
            "fsync=off",
            "full_page_writes=off",
            "listen_addresses=",
            f"unix_socket_directories={folder}",
        )
        command = [programs / "postgres", "-D", data, *(f"--{setting}" for setting in settings)]
        with log.open("wb") as out:
            server = subprocess.Popen(command, stdout=out, stderr=out, cwd="/", **who)
        try:
            _wait(programs, folder, server, log)
            yield f"postgresql+psycopg://course@/NAME?host={folder}"
        finally:
            server.terminate()
            server.wait(60)
    finally:
        shutil.rmtree(folder)


def _wait(programs: Path, folder: Path, server: subprocess.Popen[bytes], log: Path) -> None:
    ready = [programs / "pg_isready", "--quiet", "--host", folder]
    for _ in range(300):
        if subprocess.run(ready, check=False).returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(log.read_text())
