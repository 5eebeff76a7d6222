"""Who stops code where Python has neither a timer nor a second thread, as in a browser? Its own steps do.

Python is asked to call back at each jump and each start of a function (`sys.monitoring`, since Python 3.12). So
a loop and an endless recursion look at the clock themselves; a call into C that never returns does not.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType

TOOL = 4
"""Of the numbers that Python has for tools, one that is meant for no kind of tool."""

WhenLate = Callable[[FrameType], None]
"""Called with the frame that makes a step; what it raises is raised there."""


def look_at_each_step(seconds: float, late: WhenLate) -> Callable[[], None]:
    """Let `late` be called at each step that is made after some seconds; gives what ends that.

    Nobody looks in an older Python, and nobody twice: inside of another look, that one goes on alone.
    """
    if sys.version_info >= (3, 12):
        watch, events = sys.monitoring, (sys.monitoring.events.JUMP, sys.monitoring.events.PY_START)
        if watch.get_tool(TOOL) is None:
            clock, end = time.monotonic, time.monotonic() + seconds

            def on_step(*_: object) -> None:
                if clock() > end:
                    late(sys._getframe(1))

            watch.use_tool_id(TOOL, __name__)
            for event in events:
                watch.register_callback(TOOL, event, on_step)
            watch.set_events(TOOL, events[0] | events[1])
            return lambda: _end(events)
    return lambda: None


def _end(events: tuple[int, ...]) -> None:
    if sys.version_info >= (3, 12):
        sys.monitoring.set_events(TOOL, 0)
        for event in events:
            sys.monitoring.register_callback(TOOL, event, None)
        sys.monitoring.free_tool_id(TOOL)
