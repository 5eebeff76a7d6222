"""What takes too long to read ends in one sentence; other alarms go on."""

import itertools
import signal
import threading
import time

import pytest

from autograder.errors import LoadError
from autograder.submission.deadline import in_time


def test_what_takes_too_long_is_one_sentence():
    start = time.monotonic()
    with pytest.raises(LoadError) as caught, in_time(0.1):
        sum(number for number in itertools.count())
    assert str(caught.value) == (
        "The file takes longer than 0.1 seconds to read; leave out what does not belong to the exercises."
    )
    assert time.monotonic() - start < 2


def test_nothing_is_left_behind():
    handler = signal.getsignal(signal.SIGALRM)
    with in_time(30), in_time(20):
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 20
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    assert signal.getsignal(signal.SIGALRM) is handler


def test_an_alarm_that_was_set_before_goes_on():
    came = []
    handler = signal.signal(signal.SIGALRM, lambda number, _: came.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with in_time(20):
            pass
        time.sleep(0.2)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
    assert came == [signal.SIGALRM]


def test_other_threads_have_no_alarm():
    done = []

    def read():
        with in_time(0.01):
            time.sleep(0.05)
            done.append(True)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert done == [True]
