"""Python for the browser: Pyodide with its wheels beside it, and the lock that says where each package lies.

Pyodide fetches what its lock names, checks the digest, and asks nobody else. The lock of the site names the
wheels that lie in it, and what only Pyodide builds by its full address.
"""

import json
import shutil
import tarfile
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .fetching import PYODIDE_PIN, WHEELS_PIN, UnfetchedError, fetch_pyodide, fetch_wheels, sha256

RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
"""What the page loads of the npm package, beside the lock."""

LOCK = "pyodide-lock.json"

BUILT_BY_PYODIDE = ("contourpy", "kiwisolver", "matplotlib", "numpy", "pillow")
"""No registry holds these for a browser: they come from Pyodide's own address when they are imported."""

ADDRESS = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"
"""Pyodide's own."""

LEFT_OUT = ("jupyterlab", "jupyterlab-widgets")
"""What is asked for and not needed by Python: the page itself."""

OURS = "batchnorm-grader"
"""The engine: every cell with `from checks import` needs it, so `checks` stands among its modules."""

MARKERS = {"sys_platform": "emscripten", "platform_system": "Emscripten", "platform_machine": "wasm32"}
MARKERS |= {"python_version": "3.14", "python_full_version": "3.14.2", "os_name": "posix", "extra": ""}
"""What the conditions of a wheel's requirements are held against."""


def build_runtime(wheels: Iterable[Path], folder: Path) -> None:
    """Write Pyodide into `folder`, with the pinned wheels and `wheels`.

    Raises:
        UnfetchedError: a part could not be fetched.
    """
    folder.mkdir(parents=True)
    with tarfile.open(fetch_pyodide()) as packed:
        for name in (*RUNTIME, LOCK):
            content = packed.extractfile(f"package/{name}")
            assert content is not None
            (folder / name).write_bytes(content.read())
    lock = json.loads((folder / LOCK).read_text())
    beside = [*fetch_wheels(), *wheels]
    for wheel in beside:
        shutil.copy(wheel, folder)
    packages = {**_elsewhere(lock["packages"]), **dict(map(_entry, beside))}
    _refuse_gaps(packages)
    (folder / LOCK).write_text(json.dumps({**lock, "packages": packages}, indent=1, sort_keys=True) + "\n")


def _elsewhere(packages: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of what only Pyodide builds, with full addresses."""
    address = ADDRESS.format(version=tomllib.loads(PYODIDE_PIN.read_text())["version"])
    found = {name: packages[name] for name in BUILT_BY_PYODIDE}
    return {name: {**entry, "file_name": address + entry["file_name"]} for name, entry in found.items()}


def _entry(wheel: Path) -> tuple[str, dict[str, Any]]:
    """What the lock says of a wheel that lies beside it: all of it is read from the wheel."""
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        about = HeaderParser().parsestr(packed.read(_metadata(names)).decode())
    name = canonicalize_name(about["Name"])
    asked = (Requirement(line) for line in about.get_all("Requires-Dist", ()))
    needs = (canonicalize_name(need.name) for need in asked if not need.marker or need.marker.evaluate(MARKERS))
    modules = {entry.partition("/")[0].removesuffix(".py") for entry in names if entry.endswith(".py")}
    return name, {
        "name": name,
        "version": about["Version"],
        "file_name": wheel.name,
        "sha256": sha256(wheel),
        "depends": sorted(set(needs) - set(LEFT_OUT)),
        "imports": sorted(modules | {"checks"} if name == OURS else modules),
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }


def _metadata(names: Iterable[str]) -> str:
    return next(name for name in names if name.endswith(".dist-info/METADATA"))


def _refuse_gaps(packages: Mapping[str, Any]) -> None:
    gaps = {need for entry in packages.values() for need in entry["depends"]} - set(packages)
    if gaps:
        raise UnfetchedError(f"{WHEELS_PIN.name} lacks {', '.join(sorted(gaps))}; run: python -m website.pin")
