"""`python -m autograder`, and the command `autograder`."""

from __future__ import annotations

import signal
import sys


def run_command() -> None:
    """Run the command line, and be as silent about Ctrl-C before and after it as it is itself."""
    try:
        from autograder.cli import main

        main()
    except KeyboardInterrupt:
        print("autograder: Stopped.", file=sys.stderr)
        sys.exit(130)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # only tidying up is left


if __name__ == "__main__":
    run_command()
