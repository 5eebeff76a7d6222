"""What the site takes from the package registries: by npm and pip as they are set up, and by digest.

What was fetched is kept in the user's cache, so the next build fetches nothing. A file counts only if it has
the digest that is pinned in `pins/`, wherever it came from.
"""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

PINS = Path(__file__).parent / "pins"

PYODIDE_PIN = PINS / "pyodide.toml"
"""The version of Pyodide, and the digest of its npm archive."""

WHEELS_PIN = PINS / "wheels.txt"
"""What pip fetches: versions, with the digests of their files."""

NO_NPM = "npm is missing, which fetches Pyodide for the site: install Node.js with npm."

PLATFORM = "pyemscripten_2026_0_wasm32"
"""What this Pyodide calls its platform."""


class UnfetchedError(Exception):
    """Something that the site needs could not be had; the sentence says what."""


def fetch_pyodide() -> Path:
    """The npm archive with Pyodide's runtime and standard library.

    Raises:
        UnfetchedError: there is no npm, it could not fetch the archive, or what came is another one.
    """
    pin = tomllib.loads(PYODIDE_PIN.read_text())
    archive = cache() / f"pyodide-{pin['version']}.tgz"
    if not archive.exists() or sha512(archive) != pin["sha512"]:
        with tempfile.TemporaryDirectory(dir=cache()) as beside:
            pack_pyodide(pin["version"], Path(beside)).replace(archive)
    if sha512(archive) != pin["sha512"]:
        raise UnfetchedError(f"{archive} is not the archive that {PYODIDE_PIN.name} pins.")
    return archive


def pack_pyodide(version: str, folder: Path) -> Path:
    """Let npm fetch a version; its archive in `folder`.

    Raises:
        UnfetchedError: there is no npm, or it could not fetch the archive.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise UnfetchedError(NO_NPM)
    _run([npm, "pack", "--silent", f"pyodide@{version}", "--pack-destination", str(folder)])
    return folder / f"pyodide-{version}.tgz"


def fetch_wheels() -> tuple[Path, ...]:
    """The wheels that are pinned.

    Raises:
        UnfetchedError: pip could not fetch them.
    """
    pin = WHEELS_PIN.read_text()
    number, digests = len(re.findall("^[a-z]", pin, re.MULTILINE)), set(re.findall(r"sha256:(\w+)", pin))
    folder = cache() / f"wheels-{hashlib.sha256(pin.encode()).hexdigest()[:12]}"
    found = sorted(folder.glob("*.whl"))
    if len(found) != number or not digests.issuperset(map(sha256, found)):
        shutil.rmtree(folder, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=cache()) as beside:
            _download_wheels(f"{beside}/wheels")
            with suppress(OSError):  # another build was quicker
                (Path(beside) / "wheels").rename(folder)
        found = sorted(folder.glob("*.whl"))
    return tuple(found)


def _download_wheels(folder: str) -> None:
    python = ["--python-version", "3.14", "--implementation", "cp", "--abi", "cp314", "--platform", PLATFORM]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    pinned = ["--only-binary", ":all:", "--require-hashes", "--requirement", str(WHEELS_PIN)]
    _run([*pip, *python, *pinned, "--dest", folder])


def cache() -> Path:
    """Where fetched files are kept: the user's cache, outside the checkout."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = home / "batchnorm-grader/site"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sha256(path: Path) -> str:
    """A file's digest as wheels are pinned by."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def sha512(path: Path) -> str:
    """A file's digest as npm gives it."""
    return base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise UnfetchedError(f"The site's parts could not be fetched: {' '.join(command[:4])}: {said}")
