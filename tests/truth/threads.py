"""Marks do not depend on the number of threads that linear algebra uses.

Run as a program, it prints a digest of all reports of batch normalization's mistakes at one seed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

from .judges import ROOT, the_judge

NUMBERS = (1, 2)


def digest() -> str:
    """A digest of the report of every mistake without chance in it: outcomes, marks, names and sentences."""
    judge = the_judge("batchnorm")
    diagnosis = judge.diagnosis(0)
    certain = [one for one in judge.mistakes.values() if one.named]
    found = [judge(judge.chunks_of_mistake(one), seed=0, diagnosis=diagnosis) for one in certain]
    return hashlib.blake2b(repr(found).encode(), digest_size=16).hexdigest()


def digest_with(threads: int) -> str:
    """The digest from a fresh process whose BLAS uses so many threads."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
    command = [sys.executable, "-m", "tests.truth.threads"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    print(digest())
