"""Accounts of the system for the time of a test, and what each of them does in a terminal."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = "/usr/sbin:/sbin:/usr/bin:/bin"
"""Where the system keeps what makes accounts; not every search path names it."""

MISSING = "the hub's test makes accounts on the system: run it as root, where useradd is installed"


def can_make() -> bool:
    """Whether accounts can be made here."""
    return os.geteuid() == 0 and bool(shutil.which("useradd", path=PROGRAMS))


@dataclass(frozen=True)
class Account:
    """An account with a home of its own, closed to others."""

    name: str
    home: Path
    programs: Path  # the environment's folder `bin`

    def run(self, *command: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command as this account, in its home."""
        return subprocess.run(
            [str(part) for part in command],
            user=self.name,
            group=pwd.getpwnam(self.name).pw_gid,
            extra_groups=(),
            umask=0o022,
            cwd=cwd or self.home,
            env={
                "HOME": str(self.home),
                "USER": self.name,
                "LANG": "C.UTF-8",
                "PATH": f"{self.programs}:/usr/bin:/bin",
                "OPENBLAS_NUM_THREADS": "1",
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def does(self, *command: str | Path, cwd: Path | None = None) -> str:
        """Run a command that must succeed; what it printed."""
        done = self.run(*command, cwd=cwd)
        assert done.returncode == 0, f"{self.name}: {command}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def reads(self, path: Path) -> bool:
        """Whether the account can list a folder, or read a file."""
        return self.run(*(("ls",) if path.is_dir() else ("cmp", "--silent", path)), path).returncode == 0


@contextmanager
def made(names: tuple[str, ...], homes: Path, programs: Path) -> Iterator[dict[str, Account]]:
    """Accounts of these names; removed at the end, whatever happens."""
    found = {}
    try:
        for name in names:
            home = homes / name
            _demand(
                shutil.which("useradd", path=PROGRAMS),
                "--create-home",
                "--skel",
                "/dev/null",
                "--home-dir",
                home,
                name,
            )
            home.chmod(0o700)
            found[name] = Account(name, home, programs)
        yield found
    finally:
        for name in names:
            subprocess.run(
                [shutil.which("userdel", path=PROGRAMS), "--force", name], check=False, capture_output=True
            )


def _demand(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
