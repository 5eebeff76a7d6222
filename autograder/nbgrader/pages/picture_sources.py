"""Where the pictures of a text are: pasted into its cell, beside the notebook, or in the address itself."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

LARGEST = 2_000_000
"""Bytes of a picture that is put into the page."""

_IN_THE_ADDRESS = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")

PICTURE_KINDS = {".gif": "gif", ".jpeg": "jpeg", ".jpg": "jpeg", ".png": "png", ".svg": "svg+xml"}
"""Endings of files that are pictures, and their kinds."""

PASTED = "attachment:"
"""Begins the address of a picture that is pasted into its cell."""


def picture_source(
    address: str, folder: Path | None, attachments: Mapping[str, Mapping[str, str]]
) -> str | None:
    """The picture at an address of a text, as a `data:` address; None if it is elsewhere or is no picture."""
    address = address.strip()
    if len(address) > LARGEST * 4 // 3 + 100:
        return None
    if address.startswith(PASTED):
        pasted = attachments.get(unquote(address[len(PASTED) :]), {})
        address = next((f"data:{kind};base64,{content}" for kind, content in pasted.items()), "")
    if _IN_THE_ADDRESS.fullmatch(address):
        return address
    return _beside(unquote(address), folder) if folder and address else None


def _beside(name: str, folder: Path) -> str | None:
    """The picture in a file below the notebook's folder."""
    try:
        path = (folder / name).resolve()
        kind = PICTURE_KINDS.get(path.suffix.lower())
        inside = path.is_relative_to(folder.resolve()) and path.is_file()
        if kind is None or not inside or path.stat().st_size > LARGEST:
            return None
        content = base64.b64encode(path.read_bytes()).decode()
    except (OSError, ValueError):
        return None
    # As the source of an img an SVG is a picture, whatever it holds: its scripts do not run.
    return f"data:image/{kind};base64,{content}"
