"""Where editors are installed that the tests have no use for: in the user's cache, once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

CODE_SERVER = "4.100.3"
"""The newest that works as the package index has it; later ones fetch parts of it from elsewhere."""


def cache() -> Path:
    """The folder that holds them all."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "batchnorm-grader/editors"


def python_with(name: str, *packages: str) -> Path:
    """The `bin` folder of an environment with this checkout and these packages."""
    place = cache() / name
    uv = Path(sys.executable).with_name("uv")
    if not place.exists():
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, place], check=True)
    wanted = [uv, "pip", "install", "--quiet", "--editable", ROOT, *packages]
    subprocess.run(wanted, check=True, env={**os.environ, "VIRTUAL_ENV": str(place)})
    return place / "bin"


def code_server() -> Path:
    """The program that serves the editor of VS Code to a browser, started by Node 20.

    No script of a package is run: what would be compiled is for logs and passwords, and is not needed here.
    """
    place = cache() / f"code-server-{CODE_SERVER}"
    package = place / "node_modules/code-server"
    entry, editor = package / "out/node/entry.js", package / "lib/vscode"
    done = place / "installed"
    if not done.exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        (place / "package.json").write_text("{}", encoding="utf-8")
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        subprocess.run(["npm", "install", *quiet, f"code-server@{CODE_SERVER}"], cwd=place, check=True)
        for folder in (editor, editor / "extensions"):
            subprocess.run(["npm", "install", "--omit=dev", *quiet], cwd=folder, check=True)
        (place / "node_modules/argon2/argon2.js").write_text("module.exports = {}\n", encoding="utf-8")
        done.touch()
    return entry
