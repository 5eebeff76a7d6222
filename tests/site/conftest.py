"""The site, built once for all tests, on a server of static files; and pages that reach nothing else."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from importlib.util import find_spec

import pytest
from playwright.sync_api import expect

from ..browser.jupyterlab import PATIENCE, ROOT

NOT_INSTALLED = "the tests of the site need what `make .venv/site` installs, and npm"


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder that `make site` writes; without its tools a test is skipped, or fails if CI is set."""
    if not (find_spec("jupyterlite_core") and find_spec("sphinx") and shutil.which("npm")):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NOT_INSTALLED)
    folder = tmp_path_factory.mktemp("site") / "site"
    command = [sys.executable, "-m", "website", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(f"{folder}: ")
    return folder


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files, and says nothing."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def address(site):
    """The address of a server that knows nothing but files."""
    handler = functools.partial(Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def outside(page, address, site):
    """What the page asks of any other host; it gets none of it."""
    asked = []

    def gate(route):
        url = route.request.url
        if url.startswith((address, site.as_uri(), "blob:", "data:")):
            route.continue_()
        else:
            asked.append(url)
            route.abort()

    page.context.route("**/*", gate)
    return asked


@pytest.fixture(scope="session", autouse=True)
def patience():
    """A busy machine is no failure."""
    expect.set_options(timeout=PATIENCE)
