"""The bench runs from end to end; what it measures is no business of a test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_quick_form_writes_a_page(tmp_path):
    command = [sys.executable, "-m", "tests.bench", "--quick", "--to", str(tmp_path)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "200"}
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "performance.md").read_text(encoding="utf-8")
    for heading in ("# Performance", "## Whole commands", "## Where the time goes", "## The machine"):
        assert heading in page
    assert "nan" not in page
    assert str(tmp_path) not in page
    assert (tmp_path / "pictures" / "performance.svg").stat().st_size > 5000
