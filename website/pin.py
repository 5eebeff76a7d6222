"""Pin anew what the site fetches: `python -m website.pin`, after jupyterlite-pyodide-kernel has a new version.

The versions are those that Pyodide's own lock names, so that NumPy and Matplotlib meet what they were built
for; of all else the newest that fit.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path

from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION

from .fetching import PYODIDE_PIN, WHEELS_PIN, pack_pyodide, sha512
from .runtime import BUILT_BY_PYODIDE, LEFT_OUT, LOCK

KERNEL = ("comm", "ipython", "jedi", "micropip")
"""What the kernel of the page needs beside the engine."""

IN_THE_KERNEL = ("widgetsnbextension",)
"""What the kernel brings a form of its own of."""

FREE = ("msgpack",)
"""Compiled packages with wheels for Pyodide on the index, of other versions than its lock names."""

NOTE = "# Wheels for the site, for Pyodide {version}. Written by: python -m website.pin\n"


def main() -> None:
    """Write both files in `pins/`."""
    with tempfile.TemporaryDirectory() as scratch:
        archive = pack_pyodide(PYODIDE_VERSION, Path(scratch))
        with tarfile.open(archive) as packed:
            content = packed.extractfile(f"package/{LOCK}")
            assert content is not None
            locked = json.load(content)["packages"]
        PYODIDE_PIN.write_text(_pyodide(archive))
        bounds = Path(scratch) / "bounds.txt"
        versions = (f"{name}=={entry['version']}\n" for name, entry in locked.items() if name not in FREE)
        bounds.write_text("".join(versions))
        needed = [need for name in BUILT_BY_PYODIDE for need in locked[name]["depends"]]
        WHEELS_PIN.write_text(NOTE.format(version=PYODIDE_VERSION) + _wheels(bounds, needed))


def _pyodide(archive: Path) -> str:
    note = "# The Pyodide that jupyterlite-pyodide-kernel is made for. Written by: python -m website.pin\n"
    return f'{note}version = "{PYODIDE_VERSION}"\nsha512 = "{sha512(archive)}"\n'


def _wheels(bounds: Path, needed: Iterable[str]) -> str:
    """What pip is to fetch, with digests: all that is `needed`, and all that the engine and the kernel need."""
    project = Path(__file__).resolve().parents[1] / "pyproject.toml"
    engine = tomllib.loads(project.read_text())["project"]["dependencies"]
    roots = [*(need for need in engine if not need.startswith(LEFT_OUT)), *KERNEL, *needed]
    silent = [f"--no-emit-package={name}" for name in (*BUILT_BY_PYODIDE, *LEFT_OUT, *IN_THE_KERNEL)]
    command = [
        *(
            str(Path(sys.executable).with_name("uv")),
            "pip",
            "compile",
            "--quiet",
            "--no-header",
            "--no-annotate",
        ),
        *("--generate-hashes", "--python-version", "3.14", "--python-platform", "wasm32-pyodide2025", *silent),
        *("--constraint", str(bounds), "-"),
    ]
    done = subprocess.run(command, input="\n".join(roots), stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


if __name__ == "__main__":
    main()
