"""The docs as pages with a search, and the front page, by Sphinx."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent / "front"
"""The front page, and how Sphinx is set up."""

LINK = re.compile(r"\]\((?!https?:|#)([^)\s#]+)")


def build_pages(root: Path, site: Path, scratch: Path) -> None:
    """Write the pages of the checkout `root` into `site`; a link that leads nowhere is an error.

    Raises:
        RuntimeError: Sphinx complains; with all that it says.
    """
    shutil.copytree(HERE, scratch)
    for page in sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")]):
        for path in (page, *_linked(page)):
            target = scratch / path.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    build = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
    notes = scratch.with_name("notes")
    done = subprocess.run([*build, "-d", notes, scratch, site], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    shutil.rmtree(site / "_sources", ignore_errors=True)
    (site / ".buildinfo").unlink(missing_ok=True)
    (site / ".nojekyll").touch()  # GitHub Pages would leave out folders that begin with _


def _linked(page: Path) -> Iterator[Path]:
    """The files that a page shows or links to, and that are no folder."""
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        path = (page.parent / target).resolve()
        if path.is_file():
            yield path
