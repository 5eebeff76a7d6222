"""The engine's own wheel, as the package index would get it."""

import subprocess
import sys
from pathlib import Path


def build_engine(root: Path, folder: Path) -> Path:
    """Build the wheel of the checkout `root`; its path in `folder`."""
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "build", "--quiet", "--wheel", "--out-dir", folder, root], check=True)
    return next(folder.glob("*.whl"))
