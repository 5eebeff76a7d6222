"""Where the attacks take place: a scratch course with everything in it that is worth attacking.

What must not come out (`Scene.leaks`): lines of the solutions and of the hidden checks, the seed, and a secret
that lies in the grader's environment, beside the solutions and in another student's notebook.
"""

from __future__ import annotations

import html
import json
import os
import re
import secrets
import shutil
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from autograder.assignment import Assignment, load_assignment
from autograder.sandbox import worker

from .attack import Notebook

SHORT = "[limits]\ncall_seconds = 0.5\nload_seconds = 1.0\ntotal_seconds = 2.5\ncpu_seconds = 10\n"
"""Limits for which one can wait; honest work needs a tenth of them."""

BREACHED = "wall" + "-breached"
"""What an attack says that reached something behind the wall; in two parts, for its own text is quoted too."""

MARK = "left-by-an-attack"
"""Every file that an attack plants has this in its name."""

ACTIVE = (
    "<script>alert(1)",
    "<script>fetch(",
    'onerror="alert',
    "onerror=alert(1)>",
    "<iframe src",
    "<svg onload",
)
"""What a page must not hold as markup of its own."""

IN_A_TAG = re.compile(r"<[a-z][^>]*(steal\(\)|elsewhere\.invalid|full-credit|/logout)[^>]*>")
"""What a text of a student may not bring into an element of a page."""

_DISTINCTIVE = 24  # letters; shorter lines stand in every program


@dataclass(frozen=True)
class Scene:
    """The scratch course."""

    folder: Path
    assignment: Assignment
    right: str  # a right submission, as a file of the demonstration class
    secret: str
    seed: int = 2_718_281_828

    @property
    def places(self) -> dict[str, str]:
        """What `@NAME@` in an attack stands for."""
        return {
            "COURSE": str(self.folder),
            "SOLUTIONS": str(self.assignment.folder),
            "HOME": str(Path.home()),
            "OPEN": str(self.folder / "open.txt"),
        }

    def leaks(self, text: str, own: str) -> tuple[str, ...]:
        """What must not stand in a text that the student may read; `own` is the student's own work."""
        found = [line for line in self._secret_lines if line in text and line not in own]
        found += [word for word in (self.secret, str(self.seed), BREACHED) if word in text]
        return tuple(found)

    def page_leaks(self, page: str, own: str) -> tuple[str, ...]:
        """The same for a page of feedback, with the markup that a browser would run."""
        brought = [found[0][:80] for found in IN_A_TAG.finditer(page)]
        return (*self.leaks(html.unescape(page), own), *(word for word in ACTIVE if word in page), *brought)

    @cached_property
    def _secret_lines(self) -> tuple[str, ...]:
        """Lines of the solutions and of the hidden checks that no student has seen."""
        secret, shown = [], ""
        for path in self.assignment.folder.glob("*.py"):
            text = path.read_text(encoding="utf-8")
            if path == self.assignment.source:
                parts = [part.partition("### END SOLUTION") for part in text.split("### BEGIN SOLUTION")]
                shown += parts[0][0] + "".join(rest for _, _, rest in parts)
                text = "\n".join(solution for solution, _, _ in parts[1:])
            secret += text.splitlines()
        for path in self.assignment.folder.glob("public/*.py"):
            shown += path.read_text(encoding="utf-8")
        return tuple(
            line.strip() for line in secret if len(line.strip()) >= _DISTINCTIVE and line.strip() not in shown
        )

    def state(self) -> dict[Path, tuple[int, ...]]:
        """Mode, time and size of everything that no attack may change."""
        watched = [
            *self.assignment.folder.rglob("*"),
            self.folder / "open.txt",
            Path(np.__file__),
            Path(os.__file__),
        ]
        watched += [Path(worker.__file__), Path(sys.executable).resolve(), Path.home()]
        stats = ((path, path.stat()) for path in watched if path.exists() and path.suffix != ".pyc")
        return {
            path: (found.st_mode, found.st_uid, found.st_mtime_ns if path.is_file() else 0, found.st_size)
            for path, found in stats
        }

    def planted(self) -> tuple[str, ...]:
        """Files that an attack left outside of its own submission."""
        site = Path(np.__file__).parents[1]
        places = (
            Path("/"),
            Path("/tmp"),
            Path("/var/tmp"),
            Path("/dev/shm"),
            Path("/run"),
            Path.home(),
            Path.cwd(),
        )
        found = [path for place in (*places, site, site / "numpy") for path in place.glob(f"*{MARK}*")]
        names = ("sitecustomize.py", "usercustomize.py", "conftest.py")
        found += [site / name for name in names if (site / name).exists()]
        found += [path for path in self.folder.rglob(f"{MARK}*") if "submitted" not in path.parts]
        return tuple(map(str, found))


def make(folder: Path, course: Path, name: str = "batchnorm") -> Scene:
    """Set the scene in an empty folder, with the assignment of a course."""
    solutions = folder / "solutions" / name
    shutil.copytree(course / "solutions" / name, solutions, ignore=shutil.ignore_patterns("__pycache__"))
    described = solutions / "assignment.toml"
    text = described.read_text(encoding="utf-8").partition("[limits]")[0]
    described.write_text(text + SHORT, encoding="utf-8")
    secret = f"secret-{secrets.token_hex(8)}"
    (solutions / "secret.txt").write_text(secret, encoding="utf-8")
    (solutions / "secret.txt").chmod(0o644)
    (folder / "open.txt").write_text("anybody may write here, were there no wall\n", encoding="utf-8")
    (folder / "open.txt").chmod(0o666)
    os.environ["GRADER_SECRET"] = secret
    right = (solutions / "students" / "tuple-cache.py").read_text(encoding="utf-8")
    return Scene(folder, load_assignment(solutions), right, secret)


def released(course: Path, name: str = "batchnorm") -> Notebook:
    """The notebook that students get."""
    notebook: Notebook = json.loads(
        (course / "assignments" / name / f"{name}.ipynb").read_text(encoding="utf-8")
    )
    return notebook
