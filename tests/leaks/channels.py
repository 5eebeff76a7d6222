"""Ways in which a submission could carry hidden inputs out: each puts 64 bits of x into what a report says.

A submission sees every hidden input, so it knows `bits`, the first number of x as it lies in memory. What it
tries is to make somebody's page depend on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.marking.discretion import words_of

FOLDER = Path(__file__).resolve().parents[2] / "solutions" / "batchnorm"

SOURCE = (FOLDER / "batchnorm.py").read_text(encoding="utf-8")

RIGHT = (FOLDER / "students" / "layers.py").read_text(encoding="utf-8")
"""Right work, which some channels change a little."""

PRELUDE = '''
import os, signal, sys, time
import numpy as np

FLIP = 0x{flip:016x}
WORDS = {words!r}

def bits_of(x):
    """64 bits of the hidden inputs, of which one may be turned: whether that shows is what is measured."""
    return int(np.ascontiguousarray(x, dtype=float).reshape(-1)[:1].view(np.uint64)[0]) ^ FLIP

def text(bits):
    return "".join(chr(103 + (bits >> shift & 15)) for shift in range(0, 64, 4))

def number(bits):
    return float(np.array([bits], np.uint64).view(float)[0])

def batchnorm_forward(x, gamma, beta, bn_param):
    bits = bits_of(x)
{body}
'''


@dataclass(frozen=True)
class Channel:
    """What is tried, and the body of a forward pass that tries it; there `right_forward` is the right one."""

    name: str
    body: str

    def submission(self, flip: int = 0) -> str:
        """The code that is handed in; `flip` turns bits of what it knows."""
        right = RIGHT.replace("def batchnorm_forward(", "def right_forward(")
        lines = "\n".join(f"    {line}" for line in self.body.strip().splitlines())
        words = sorted(words_of(SOURCE))[:1024] if "WORDS" in self.body else []
        return right + PRELUDE.format(flip=flip, words=words, body=lines)


def _lines(number: int) -> str:
    return f"n = bits % {number}\n" + "\n".join(f"if n == {n}: raise ValueError" for n in range(number))


_RIGHT = "out, cache = right_forward(x, gamma, beta, bn_param)\n"
_WRONG = _RIGHT + "if bn_param.get('momentum') == 0.7 and bn_param['mode'] == 'train':\n"
_WORKER = """
steps = sys.modules["autograder.sandbox.steps"]
def execute(rows, results, space, **_):
    for row in rows:
        said = text(bits)
        results += [steps.Failure({kind!r}, said, said, said + ", line 3", said, bits >> 2)] * row.width
steps.execute = execute
return x, x
"""

CHANNELS = (
    Channel("name of an exception's type", "raise type('E' + text(bits), (Exception,), {})()"),
    Channel("message of an exception", "raise ValueError(text(bits))"),
    Channel("key of a KeyError", "return {}[text(bits)]"),
    Channel("word of the assignment as a key", "return {}[WORDS[bits & 511]]"),
    Channel(
        "shapes in a message",
        "sizes = [bits >> shift & 7 for shift in range(0, 64, 3)]\n"
        "raise ValueError('operands could not be broadcast together with shapes '\n"
        "                 '(%d,%d,%d,%d) (%d,%d,%d,%d) ' % tuple(sizes[:8]))",
    ),
    Channel(
        "name of a part that is not written", "raise NotImplementedError('write this part of ' + text(bits))"
    ),
    Channel("text of a SyntaxError", "raise SyntaxError(text(bits))"),
    Channel("name of a function in a message", "f = lambda: 0\nf.__name__ = f.__qualname__ = text(bits)\nf(1)"),
    Channel("name of a missing variable", "eval(text(bits))"),
    Channel("name of a module", "__import__(text(bits))"),
    Channel(
        "notes and causes",
        "error = ValueError()\nerror.add_note(text(bits))\nraise error from RuntimeError(text(bits))",
    ),
    Channel("name of a file of code", "exec(compile('raise ValueError', text(bits), 'exec'))"),
    Channel(
        "line of this file, made up",
        "code = chr(10) * (bits & 0xffff) + 'raise ValueError'\n"
        "exec(compile(code, sys._getframe().f_code.co_filename, 'exec'))",
    ),
    Channel("one line of 512 that raise", _lines(512)),
    Channel("one line of 4096 that raise", _lines(4096)),
    Channel("number of returned values", _RIGHT + "return (out, cache, *([0] * (100 + (bits & 0xffff))))"),
    Channel("number of a few returned values", _RIGHT + "return (out, cache, *([0] * (1 + (bits & 63))))"),
    Channel("name of a type that is returned", "return type(text(bits), (), {})()"),
    Channel("name of a type in the place of out", "return type(text(bits), (), {})(), None"),
    Channel("text in the place of out", "return text(bits), None"),
    Channel("length of texts in an array", "return np.zeros(x.shape, 'S%d' % (1 + (bits & 0xffff))), None"),
    Channel(
        "long shape", "return np.zeros((0, *(1000 + (bits >> shift & 4095) for shift in (0, 12, 24)))), None"
    ),
    Channel(
        "shape of many axes",
        "return np.zeros([1 + (bits >> axis & 1) * (axis < 9) for axis in range(15)]), None",
    ),
    Channel("shape", "return np.zeros((0, *(bits >> shift & 511 for shift in (0, 9, 18)))), None"),
    Channel(
        "type of the numbers",
        "return x.astype(['f2', 'f4', 'f8', 'i8', 'u1', '?', 'i2', 'c16'][bits & 7]), None",
    ),
    Channel("wrong value", _WRONG + "    out.flat[0] = number(bits)\nreturn out, cache"),
    Channel("which entry is wrong", _WRONG + "    out.flat[bits & 31] += 1\nreturn out, cache"),
    Channel("how many entries are wrong", _WRONG + "    out.flat[: 1 + (bits & 31)] += 1\nreturn out, cache"),
    Channel(
        "how far it is off", _WRONG + "    out.flat[0] += 1e-4 * (1 + (bits & 0xffffff))\nreturn out, cache"
    ),
    Channel(
        "which, how many and how far at once",
        _WRONG + "    out.flat[: 1 + (bits >> 5 & 31)] += 1e-3\n"
        "    size = (100 + (bits >> 10 & 511)) * 10.0 ** (4 + (bits >> 19 & 255))\n"
        "    out.flat[bits & 31] = size if bits >> 27 & 1 else -size\n"
        "return out, cache",
    ),
    Channel("which entry is not finite", _WRONG + "    out.flat[bits & 31] = np.nan\nreturn out, cache"),
    Channel(
        "weights of the averages",
        "old = {name: bn_param.get(name, 0) for name in ('running_mean', 'running_var')}\n"
        + _RIGHT
        + "one, two = (bits & 0xffffff) / 2**24, (bits >> 24 & 0xffffff) / 2**24\n"
        "for name, new in (('running_mean', x.mean(axis=0)), ('running_var', x.var(axis=0))):\n"
        "    if bn_param.get('mode') == 'train': bn_param[name] = one * old[name] + two * new\n"
        "return out, cache",
    ),
    Channel("new keys", _RIGHT + "bn_param[text(bits)] = 0\nreturn out, cache"),
    Channel(
        "new keys among the words",
        _RIGHT + "names = [word for word in WORDS if word.isidentifier()]\n"
        "keys = [names[bits & 127], names[128 + (bits >> 7 & 127)], *names[-1 - (bits >> 14 & 31) :]]\n"
        "bn_param.update(dict.fromkeys(keys, 0))\n"
        "return out, cache",
    ),
    Channel(
        "number of new keys", _RIGHT + "bn_param.update(dict.fromkeys(range(bits & 511)))\nreturn out, cache"
    ),
    Channel("lines on standard error", _RIGHT + "print(text(bits), file=sys.stderr)\nreturn out, cache"),
    Channel(
        "number of lines on standard error",
        _RIGHT + "print(*range(2 + (bits & 31)), sep=chr(10), file=sys.stderr)\nreturn out, cache",
    ),
    Channel(
        "text like a warning of NumPy's",
        _RIGHT + "here = sys._getframe().f_code.co_filename\n"
        "said = ', line 1: RuntimeWarning: ' + text(bits) + ' encountered in '\n"
        "print(here + said + text(bits), file=sys.stderr)\n"
        "return out, cache",
    ),
    Channel(
        "warnings of NumPy's",
        _RIGHT + "here = sys._getframe().f_code.co_filename\n"
        "name = ['add', 'exp', 'log', 'multiply', 'divide', 'power', 'square', 'sqrt'][bits >> 5 & 7]\n"
        "said = '%s, line %d: RuntimeWarning: overflow encountered in %s' % (here, 1 + (bits & 31), name)\n"
        "print(said, file=sys.stderr)\n"
        "return out, cache",
    ),
    Channel("exit status", "os._exit(bits & 63)"),
    Channel("signal that ends it", "import ctypes\nctypes.string_at(0) if bits & 1 else os._exit(0)"),
    Channel("time", _RIGHT + "time.sleep(1e-3 * (bits & 7))\nreturn out, cache"),
    *(
        Channel(f"worker taken over, which reports {kind}", _WORKER.format(kind=kind))
        for kind in ("raised", "missing", "stub", "count", "memory", "died", "timeout", "broken", "anything")
    ),
)
