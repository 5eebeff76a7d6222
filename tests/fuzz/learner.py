"""The process in which atheris tries one target: `python -m tests.fuzz.learner TARGET [libFuzzer's options]`.

The engine and what it renders Markdown with are instrumented: each line that runs for the first time is
noticed, and the input that led there is kept and changed further. The process never returns from that; it ends
with the last execution, or with status 77 at the first input that breaks a law.
"""

from __future__ import annotations

import contextlib
import io
import sys

import atheris

WATCHED = ["autograder", "csv", "json.decoder", "latex2mathml", "markdown_it", "mdit_py_plugins"]
"""What learns: packages by name, their modules included."""


def main() -> None:
    """Fuzz, and end."""
    with contextlib.redirect_stderr(io.StringIO()), atheris.instrument_imports(include=WATCHED):
        from .targets import TARGETS, try_one
    target = TARGETS[sys.argv[1]]
    # By the clock on the wall, for what hangs; a busy machine may stand still for minutes. Slowness is measured
    # in processor time (`targets.SECONDS`).
    options = [f"-max_len={target.largest}", "-timeout=1200", "-rss_limit_mb=2048", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, *sys.argv[2:]], lambda data: try_one(target, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
