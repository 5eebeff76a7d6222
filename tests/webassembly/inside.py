"""Runs inside of WebAssembly: a learner's own way through one notebook, then the known mistakes of all.

It is handed the handouts, the engine and what that needs, and prints one line of JSON.
"""

import contextlib
import io
import json
import sys
import time
from pathlib import Path

ROOM = Path("/room")
ASKED = json.loads((ROOM / "asked.json").read_text(encoding="utf-8"))


def say_in(names, *lines):
    """Run lines as cells of a notebook; what they print, and the seconds they took."""
    printed = io.StringIO()
    start = time.perf_counter()
    with contextlib.redirect_stdout(printed):
        for line in lines:
            exec(compile(line, "<cell>", "exec"), names)
    return {"text": printed.getvalue(), "seconds": time.perf_counter() - start}


def learn():
    """The cells of a notebook, in order."""
    sys.path.insert(0, str(ROOM / "handouts/batchnorm"))
    with contextlib.chdir(ROOM / "handouts/batchnorm"):
        names = {"__name__": "__main__"}
        return [say_in(names, *lines) for lines in ASKED["cells"]]


def names_of_mistakes():
    """What a report says of each known mistake, by assignment."""
    from judged import Made, kind_of

    found = {}
    for assignment, mistakes in ASKED["mistakes"].items():
        handout = ROOM / "handouts" / assignment
        found[assignment] = {made["id"]: kind_of(handout, Made(**made)) for made in mistakes}
    return found


if __name__ == "__main__":
    answers = {"python": sys.version.split()[0], "platform": sys.platform, "cells": learn()}
    answers["numpy"] = sys.modules["numpy"].__version__
    start = time.perf_counter()
    answers["mistakes"] = names_of_mistakes()
    answers["seconds"] = time.perf_counter() - start
    print(json.dumps(answers))
