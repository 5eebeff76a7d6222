"""What a submission may look at and how: questions whose answers differ from level to level, or might.

A look is one Python expression in the words of `autograder/instructor/escapes.py`, true where something of the
machine was seen. What `landlock` shows and `full` hides cannot be closed by the kernel's means for a process
without privileges; each says why.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """Something that may be seen; `levels` are those at which it is."""

    what: str
    code: str
    levels: tuple[str, ...]
    why: str


BOTH, LANDLOCK = ("full", "landlock"), ("landlock",)

LOOKS = (
    Look(
        "whether a path exists, with size, times, owner and mode",
        "os.stat(file).st_size",
        LANDLOCK,
        "imports ask the same of paths, and the filter sees no path",
    ),
    Look(
        "whether a name is taken in a folder that cannot be listed",
        "os.path.lexists(link)",
        LANDLOCK,
        "as above; a refused opening tells it too",
    ),
    Look("what the account may do with a file", "os.access(file, os.R_OK)", LANDLOCK, "as above"),
    Look(
        "a descriptor that only names a folder",
        "os.open(folder, os.O_PATH)",
        LANDLOCK,
        "Landlock asks nothing of it; nothing can be read or listed through it",
    ),
    Look(
        "that a process exists, and whose it is",
        "os.stat(f'/proc/{other}').st_uid + 1",
        LANDLOCK,
        "a path like any other; mount /proc with hidepid=2 to hide it",
    ),
    Look(
        "its own number and its parent's on the machine",
        "os.stat(f'/proc/{os.getppid()}').st_nlink",
        LANDLOCK,
        "numbers are the machine's where there is no namespace for them",
    ),
    Look(
        "the names in Python's own folders, our package's among them",
        "any('autograder' in name or 'batchnorm' in name for path in __import__('sys').path"
        " if os.path.isdir(path) for name in os.listdir(path))",
        BOTH,
        "imports list them; of our package nothing but the name is there",
    ),
    Look(
        "where the engine lies",
        "not __import__('sys').modules['autograder.sandbox.worker'].__file__.startswith('/worker/')",
        LANDLOCK,
        "its own files were started from there; they are public",
    ),
    Look("the machine's name, and its kernel", "os.uname().nodename", BOTH, "no secret; Python asks for it"),
    Look("how long the machine has run", "time.clock_gettime(time.CLOCK_BOOTTIME)", BOTH, "clocks are needed"),
    Look("how many processors it may use", "len(os.sched_getaffinity(0))", BOTH, "libraries ask for it"),
    Look(
        "how busy the machine is, by its own time",
        "time.process_time() < time.monotonic()",
        BOTH,
        "whoever shares processors and caches can measure it",
    ),
)
