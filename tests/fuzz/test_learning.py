"""The quick form of `python -m tests.fuzz --learning`: all seeds, and some thousand inputs made from them."""

from __future__ import annotations

import random

import pytest

from autograder.lists import Line, Listing
from autograder.sandbox.protocol import Frame, ProtocolError

from . import frames, learning, targets
from .chosen import Bytes
from .markup import faults_of_markup
from .targets import TARGETS, BrokenLawError, try_one

INPUTS = 800
"""Inputs of each target."""

RUNS = 3_000
"""Of the fuzzer, shared among the targets; one takes seconds to start it."""

EACH = pytest.mark.parametrize("target", TARGETS.values(), ids=list(TARGETS))


@EACH
def test_seeds_keep_the_laws(target):
    assert target.seeds
    for seed in target.seeds:
        try_one(target, seed.read_bytes())


@EACH
def test_inputs_made_from_seeds_keep_the_laws(target):
    seeds = [seed.read_bytes() for seed in target.seeds]
    for number in range(INPUTS):
        rng = random.Random(f"{target.name} {number}")
        data = (
            rng.randbytes(rng.choice((3, 30, 300)))
            if number % 4 == 0
            else frames.spoiled(rng.choice(seeds), rng)
        )
        try:
            try_one(target, data)
        except Exception as error:
            raise AssertionError(f"{target.name}: {data!r}") from error


@pytest.mark.slow
@pytest.mark.skipif(not learning.available(), reason=learning.MISSING)
def test_the_fuzzer_learns(tmp_path):
    """It runs as often as it is told, finds its way into a reader, and goes on from what it has learned."""
    target = TARGETS["code"]
    first = learning.learn(RUNS, seed=1, targets=[target], place=tmp_path)
    again = learning.learn(RUNS, seed=2, targets=[target], place=tmp_path)
    assert {row.faults for row in again.values()} == {()}
    one, two = first[target.name], again[target.name]
    assert one.executions >= RUNS * target.share
    assert two.executions > one.executions
    assert two.edges >= one.edges > 40
    assert two.inputs > 1


SAID = """\
#2\tINITED cov: 12 ft: 12 corp: 1/1b exec/s: 0 rss: 60Mb
#4096\tpulse  cov: 31 ft: 44 corp: 7/99b lim: 43 exec/s: 2048 rss: 61Mb
"""

CRASHED = """\
 === Uncaught Python exception: ===
BrokenLawError: it took 3.0 seconds
artifact_prefix='/tmp/'; Test unit written to /tmp/crash-0123
stat::number_of_executed_units: 4100
"""


@pytest.mark.parametrize(
    ("status", "said", "executions", "faults"),
    [
        (0, f"{SAID}stat::number_of_executed_units: 5000\n", 5000, ()),
        (77, SAID + CRASHED, 4100, ("BrokenLawError: it took 3.0 seconds (crash-0123)",)),
        (
            70,
            f"{SAID}==1== ERROR: libFuzzer: timeout after 60 seconds\n",
            4096,
            ("timeout after 60 seconds (not kept)",),
        ),
        (-11, SAID, 4096, ("it ended with status -11 (not kept)",)),
    ],
)
def test_what_the_fuzzer_says_is_counted(status, said, executions, faults):
    found = learning._read(status, said)
    assert (found.executions, found.inputs, found.edges, found.faults) == (executions, 7, 31, faults)


def test_counts_of_runs_add_up(tmp_path, monkeypatch):
    parts = {"frames": [(5, 3, ("a",)), (7, 2, ("a", "b"))]}

    def one(target, _runs, _seed, _place):
        for executions, edges, faults in parts.get(target.name, []):
            yield learning.Learned(executions, 1.0, edges, edges, faults)

    monkeypatch.setattr(learning, "_learn_one", one)
    learning.learn(1, seed=0, place=tmp_path)
    assert learning.load(tmp_path)["frames"] == learning.Learned(12, 2.0, 3, 3, ("a", "b"))
    assert learning.load(tmp_path)["pages"] == learning.Learned()


BROKEN = {
    "frames": ("decode", lambda frame: {1, 2}, b"\0\0"),
    "lists": ("read_list", lambda path, *_: Listing(path, (Line(1, {"a": "\n"}),), ()), b"\2a"),
    "code": ("cut", lambda cells, _: targets.Slice((("cell 1", "nobody = 1"),)), b"\0f = 1"),
    "notebooks": ("as_json", lambda notebook: '{"cells": []}', b'\1{"cells": []}'),
    "pages": ("harmless", lambda text, *_: text, b"\1<script>"),
}


@EACH
def test_a_reader_that_breaks_its_law_is_found(target, monkeypatch):
    name, broken, data = BROKEN[target.name]
    try_one(target, data)
    monkeypatch.setattr(targets, name, broken)
    with pytest.raises(BrokenLawError):
        try_one(target, data)


def test_any_other_exception_is_found(monkeypatch):
    def fails(_frame):
        raise OverflowError

    monkeypatch.setattr(targets, "decode", fails)
    with pytest.raises(OverflowError):
        try_one(TARGETS["frames"], b"\0\1x")


def test_a_refusal_is_none(monkeypatch):
    def refuses(_frame):
        raise ProtocolError

    monkeypatch.setattr(targets, "decode", refuses)
    try_one(TARGETS["frames"], b"\0\1x")


GOOD = [
    "<p>plain &lt; text</p>",
    '<a href="https://a.org" title="x">a</a>',
    '<img src="data:image/png;base64,iVBORw0KGgo=" alt="">',
    '<math display="block"><mo form="prefix">(</mo><mi>x</mi></math>',
]

BAD = {
    "<script>x</script>": "an element script",
    '<p onclick="x">': "an attribute onclick",
    '<p style="x">': "an attribute style",
    '<p form="prefix">': "an attribute form",
    '<math><mo form="other">': "an attribute form",
    '<a href="&#106;ava\tscript:x">': "an address '&#106;ava\\tscript:x'",
    '<img src="data:text/html,x">': "an address 'data:text/html,x'",
    "<p": "a sign < that begins no tag: '<p'",
    "<!--x-->": "a sign < that begins no tag: '<!--x-->'",
    "<p title=x>": "a sign < that begins no tag: '<p title=x>'",
}


def test_markup_that_may_stand():
    assert [faults_of_markup(page) for page in GOOD] == [[]] * len(GOOD)


@pytest.mark.parametrize("page", BAD)
def test_markup_that_may_not_stand(page):
    assert faults_of_markup(page) == [BAD[page]]


CONTEXT = {"cell": {"attachments": {"empty.png": {}}}}

FOUND = {
    "![p](attachment:gone.png) and": "<p>[p: a picture elsewhere, attachment:gone.png] and</p>",
    "![<b>p](attachment:gone.png)": "<p>[&lt;b&gt;p: a picture elsewhere, attachment:gone.png]</p>",
    "![p](attachment:empty.png)": "<p>[p: a picture elsewhere, attachment:empty.png]</p>",
    "[a](http://a.org/\ud800)": "<p><u>a</u> (http://a.org/%EF%BF%BD)</p>",
}
"""Text with which nbconvert gave no page, and the page."""


@pytest.mark.parametrize("text", FOUND)
def test_a_page_stands_whatever_is_said_to_be_attached(text):
    assert targets.cell_text(CONTEXT, text).strip() == FOUND[text]


def test_decisions_are_taken_from_bytes():
    given = Bytes(b"\x02ab\xff\x01\xc3\x05")
    assert given.pick("xyz") == "z"
    assert given.text(2) == "ab"
    assert given.phrases(("k", "l"), most=9) == "\udcc3l"
    assert not given.left
    assert (given.number(), given.pick("xyz"), given.rest()) == (0, "x", b"")


def test_a_frame_is_raw_bytes_too():
    assert targets._raw_frame(Bytes(b"\x02abcd")) == Frame(b"ab", b"cd")
