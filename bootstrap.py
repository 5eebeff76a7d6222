"""Make `.venv` with everything that uv.lock names, from nothing but this Python and the package index.

Called by `make .venv`. Where the system's Python comes without ensurepip (Debian splits it off), pip itself is
fetched from the index, checked against the hash that the index gives, and run from its wheel.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import venv
from pathlib import Path

UV = "uv>=0.5,<1"
HERE = Path(__file__).resolve().parent
TARGET = HERE / ".venv"
INDEX = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or "https://pypi.org/simple"


def main() -> None:
    """Make the environment, or leave nothing half made behind."""
    if not (3, 11) <= sys.version_info[:2] < (3, 16):
        found = sys.version.split()[0]
        sys.exit(f"Python 3.11 to 3.15 is needed; this is {found}. Try: make PYTHON=python3.12 .venv")
    if sys.prefix != sys.base_prefix:  # called from an environment: build on what stands below it
        os.execv(sys._base_executable, [sys._base_executable, __file__])
    shutil.rmtree(TARGET, ignore_errors=True)
    try:
        python = TARGET / "bin" / "python"
        with tempfile.TemporaryDirectory() as scratch:
            command = [*pip(python, Path(scratch)), "install", "--quiet", "--disable-pip-version-check", UV]
            subprocess.run(command, check=True)
        settings = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(TARGET), "UV_PYTHON": str(python)}
        # Compiled once here: where Python may not write what it compiles, every start would compile anew.
        settings |= {"UV_PYTHON_DOWNLOADS": "never", "UV_COMPILE_BYTECODE": "1"}
        sync = [TARGET / "bin" / "uv", "sync", "--locked", "--inexact", "--quiet", "--extra", "grading"]
        if subprocess.run(sync, check=False, cwd=HERE, env=settings, stderr=subprocess.PIPE).returncode:
            # Some networks answer with a certificate that only the system's store knows.
            settings |= {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}
            subprocess.run(sync, check=True, cwd=HERE, env=settings)
        (TARGET / "installed").touch()
    except BaseException as error:
        shutil.rmtree(TARGET, ignore_errors=True)
        if isinstance(error, (subprocess.CalledProcessError, OSError)):
            sys.exit(f"The environment could not be made: {error}")
        raise


def pip(python: Path, scratch: Path) -> list[str]:
    """Create the environment; the command that is pip inside it."""
    try:
        import ensurepip  # noqa: F401  # its absence is what we ask for
    except ImportError:
        venv.create(TARGET, with_pip=False, symlinks=True)
        return [str(python), f"{fetch_pip(scratch)}/pip"]
    venv.create(TARGET, with_pip=True, symlinks=True)
    return [str(python), "-m", "pip"]


def fetch_pip(scratch: Path) -> Path:
    """Fetch pip's newest wheel from the index; its path in `scratch`."""
    page = f"{INDEX.rstrip('/')}/pip/"
    wanted = {"Accept": "application/vnd.pypi.simple.v1+json"}
    with urllib.request.urlopen(urllib.request.Request(page, headers=wanted)) as answer:
        files = json.load(answer)["files"]
    wheels = [file for file in files if file["filename"].endswith("-py3-none-any.whl")]
    newest = max(
        (file for file in wheels if not file.get("yanked")), key=lambda file: _release(file["filename"])
    )
    with urllib.request.urlopen(urllib.request.urljoin(page, newest["url"])) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != newest["hashes"]["sha256"]:
        raise OSError("pip's wheel does not match its hash")
    path = scratch / newest["filename"]
    path.write_bytes(content)
    return path


def _release(filename: str) -> list[int]:
    """The version in a wheel's name as numbers; pre-releases sort below everything."""
    parts = filename.split("-")[1].split(".")
    return [int(part) for part in parts] if all(part.isdigit() for part in parts) else [-1]


if __name__ == "__main__":
    main()
