"""Build the site: `python -m website [FOLDER]`, which `make site` calls."""

import shutil
import sys
import tempfile
from pathlib import Path

from .engine import build_engine
from .fetching import UnfetchedError
from .lab import ROOT, build_lab
from .pages import build_pages


def main() -> None:
    """Build all of it anew, and say how to look at it."""
    site = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/site").resolve()
    shutil.rmtree(site, ignore_errors=True)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            build_pages(ROOT, site, Path(scratch) / "pages")
            engine = build_engine(ROOT, Path(scratch) / "engine")
            build_lab(engine, site / "browser", Path(scratch) / "lab")
    except UnfetchedError as error:
        shutil.rmtree(site)  # half a site is none
        sys.exit(str(error))
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    print(f"{site}: {size / 1e6:.0f} MB, for any host of static files.")
    print(f"To look at it, run python3 -m http.server --directory {site} and open http://localhost:8000")


if __name__ == "__main__":
    main()
