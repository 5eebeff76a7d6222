"""What does a hidden check repeat of what a submission says? Nothing that its code is free to choose.

The code under test sees the hidden inputs, and whatever it can make a report say could carry them out: the
name of an exception's type, a key, a shape, a number with all its digits. So these come from small stated sets:

    words       those of the assignment itself; types by the names that Python and NumPy give them; messages
                that are a word of the assignment, or of Python's and NumPy's with nothing else in them
    places      a line of the submission, quoted from the file that was handed in
    numbers     three digits (`sparing`)
    counts      of returned values: up to 99

What one sentence then carries is less than one number of float64 (52 bits); `make leaks` measures it.
A public check is asked with inputs that everybody has, and repeats everything.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from autograder.assignment import Assignment
from autograder.marking.verdict import STUB
from autograder.sandbox.steps import DTYPES, MAX_TEXT, TOO_LARGE, Chunks, Failure, Opaque
from autograder.sentences import Sentence, Value, say, say_all
from autograder.source import without_solutions

SHOWN_DIGITS = 3
"""Digits of a number in a sentence: enough to see a factor or a sign."""

EXACT_COUNT = 9999
"""Whole numbers up to this one are said exactly: counts of entries, lengths."""

MOST_RETURNED = 99
"""A number of returned values that is said exactly."""

MOST_LINES = 1024
"""Lines that a submission's definitions may have; where there are more, none of them is quoted."""

MOST_WARNINGS = 2
"""Warnings of NumPy's that a report shows."""

LONGEST_WORD = 80
"""Letters of a word of the assignment; a text that it says, such as that of an exception, is one too."""

OWN_EXCEPTION = "an exception of its own type"
OWN_TYPE = "object"
OWN_KEYS = ("a key of your own", "another key of your own")

_EXCEPTIONS = frozenset(
    {
        *(
            name
            for name, item in vars(builtins).items()
            if isinstance(item, type) and issubclass(item, BaseException)
        ),
        *("AxisError", "ComplexWarning", "DTypePromotionError", "LinAlgError", "RankWarning", "UFuncTypeError"),
        *(
            "VisibleDeprecationWarning",
            "_ArrayMemoryError",
            "_UFuncBinaryResolutionError",
            "_UFuncInputCastingError",
        ),
        *("_UFuncNoLoopError", "_UFuncOutputCastingError"),
    }
)

_TYPES = frozenset(
    {
        *(name for name, item in vars(builtins).items() if isinstance(item, type)),
        *("MaskedArray", "NoneType", "builtin_function_or_method", "dict_items", "dict_keys", "dict_values"),
        *("function", "generator", "matrix", "method", "module", "ndarray", "recarray", "ufunc"),
        *(
            f"array of {name}"
            for name in (*DTYPES, "complex64", "complex128", "object", "str", "bytes", "void")
        ),
        TOO_LARGE,
    }
)

_MESSAGES = frozenset(
    {
        "'NoneType' object is not callable",
        "'NoneType' object is not iterable",
        "'NoneType' object is not subscriptable",
        "Singular matrix",
        "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()",
        "assignment destination is read-only",
        "cannot unpack non-iterable NoneType object",
        "division by zero",
        "float division by zero",
        "invalid syntax",
        "list index out of range",
        "math domain error",
        "maximum recursion depth exceeded",
        "only integer scalar arrays can be converted to a scalar index",
        "tuple index out of range",
        "unhashable type: 'numpy.ndarray'",
    }
)
"""What Python and NumPy say without a word of the code's."""

_SHAPE = r"\((?:(?:\d|1[0-2])(?:,(?:\d|1[0-2])){0,3},?)?\)"
_OF_SHAPES = re.compile(
    rf"operands could not be broadcast together with shapes {_SHAPE} {_SHAPE}"
    rf"|shapes {_SHAPE} and {_SHAPE} not aligned"
)
"""What NumPy says most often to who learns: two shapes of at most four axes, no axis longer than 12."""

_NUMPY_WARNING = re.compile(r"(.+): RuntimeWarning: (.+) encountered in (\w+)")
_FAULTS = frozenset({"divide by zero", "invalid value", "overflow", "underflow"})
_UFUNCS = frozenset(
    {
        *(item.__name__ for item in vars(np).values() if isinstance(item, np.ufunc)),
        *("accumulate", "cast", "dot", "det", "reduce", "reduceat"),
    }
)


Quote = tuple[str, str]
"""A place, and the line of the submission that stands there."""

_NAME = re.compile(r"[A-Za-z_]\w*")
_QUOTED = re.compile(rf""""([^"\n]{{1,{LONGEST_WORD}}})"|'([^'\n]{{1,{LONGEST_WORD}}})'""")


def words_of(source: str) -> frozenset[str]:
    """The words of an assignment: names and short texts in the code of its source, solutions left out.

    A word of a solution or of a hidden check is none: whether it is repeated would tell that it stands there.
    """
    code = "\n".join(line for line in without_solutions(source) if not line.startswith("#"))
    quoted = (one or other for one, other in _QUOTED.findall(code))
    return frozenset([*DTYPES, *_NAME.findall(code), *quoted])


def keys_of(checks: Iterable[str]) -> frozenset[str]:
    """The names and short texts in the code of hidden checks: what they look for under a key is one of them."""
    code = "\n".join(checks)
    quoted = (one or other for one, other in _QUOTED.findall(code))
    return frozenset([*_NAME.findall(code), *quoted])


def lines_of(chunks: Chunks, modules: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """The lines of all that runs of a submission, by the label of cell or file; none if they are too many."""
    texts = [*chunks, *((f"{name}.py", text) for name, text in modules.items())]
    if sum(1 for _, text in texts for line in text.splitlines() if line.strip()) > MOST_LINES:
        return {}
    found: dict[str, list[str]] = {}
    for label, text in texts:  # several chunks of one cell stand on lines of their own
        known, lines = found.setdefault(label, []), [line.strip() for line in text.splitlines()]
        known += [""] * (len(lines) - len(known))
        known[: len(lines)] = [line or before for line, before in zip(lines, known, strict=False)]
    return {label: tuple(lines) for label, lines in found.items()}


@dataclass(frozen=True)
class Discretion:
    """What hidden checks may repeat of one submission: the assignment's words, and lines of its own.

    `keys` are what checks may look for in a dictionary, beside the words; `chunks` and `modules` are all that
    runs of the submission.
    """

    words: frozenset[str]
    keys: frozenset[str] = frozenset()
    chunks: Chunks = ()
    modules: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def lines(self) -> Mapping[str, tuple[str, ...]]:
        """The submission's lines; nobody asks for them while all is right."""
        return lines_of(self.chunks, self.modules)

    def admit(self, value: Any) -> Any:
        """An answer in which no text is left that the submission could choose freely."""
        kind = type(value)
        if kind is np.ndarray or kind is float or value is None:  # nearly always
            return value
        if kind is Failure:
            return self._failure(value)
        if kind is Opaque:
            return Opaque(_type_name(value.type_name))
        if kind is str:
            return value if self._knows(value) else Opaque("str")
        if kind is list or kind is tuple:
            return kind([self.admit(item) for item in value])
        return self._dict(value) if kind is dict else value

    def holds(self, quotes: Iterable[Quote]) -> bool:
        """Whether all of these lines stand where they are said to stand."""
        return all(self._quoted(place) == (place, code) for place, code in quotes)

    def shown_warnings(self, lines: Iterable[str]) -> tuple[str, ...]:
        """Those of NumPy's warnings among lines of standard error that a report shows."""
        return tuple([line for line in lines if self._is_warning(line)][:MOST_WARNINGS])

    def _failure(self, failure: Failure) -> Failure:
        place, code = self._quoted(failure.place)
        type_name, message = failure.type_name, failure.message
        if failure.kind == "count":
            type_name = _type_name(type_name)
            known = message.isascii() and message.isdecimal() and len(message) <= len(str(MOST_RETURNED))
            message = message if known else f"{MOST_RETURNED + 1} or more"
        elif failure.kind in ("missing", "stub", "raised"):
            message = self._message(message)
            if type_name not in _EXCEPTIONS:
                type_name = OWN_EXCEPTION if failure.kind == "raised" else ""
        return replace(failure, type_name=type_name, message=message, place=place, code=code)

    def _message(self, text: str) -> str:
        of_shapes = _OF_SHAPES.match(text)
        if of_shapes:
            return of_shapes[0]
        bare = text[1:-1] if text[:1] == text[-1:] == "'" else text.removeprefix(STUB)
        return text if text in _MESSAGES or self._knows(bare) else ""

    def _knows(self, text: str) -> bool:
        """Whether it is a word of the assignment, or one with a digit in the place of another: W1, W2."""
        if text in self.words:
            return True
        return text[-1:].isdigit() and text.isascii() and any(text[:-1] + digit in self.words for digit in "12")

    def _quoted(self, place: str) -> Quote:
        """The place and the line that stands there; both empty if it is no place of this submission."""
        label, _, digits = place.rpartition(", line ")
        number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 6 else 0
        lines = self.lines.get(label, ())
        line = lines[number - 1] if 0 < number <= len(lines) else ""
        return (f"{label}, line {number}", line[:MAX_TEXT]) if line else ("", "")

    def _dict(self, given: dict[Any, Any]) -> dict[Any, Any]:
        """The entries under known keys, and the first of the others under names of ours."""
        found: dict[Any, Any] = {}
        own = iter(OWN_KEYS)
        for key, item in given.items():
            known = type(key) is str and key.isidentifier() and (key in self.keys or self._knows(key))
            name = key if known else next(own, None)
            if name is not None:
                found[name] = self.admit(item)
        return found

    def _is_warning(self, line: str) -> bool:
        found = _NUMPY_WARNING.fullmatch(line)
        if found is None or found[2] not in _FAULTS or found[3] not in _UFUNCS:
            return False
        return self._quoted(found[1])[0] == found[1]


def discretion_of(assignment: Assignment) -> Discretion:
    """What is the same for all submissions to an assignment.

    Raises:
        OSError: the source or a check cannot be read.
    """
    source = assignment.source
    checks = [path for path in sorted(assignment.folder.glob("*.py")) if path != source]
    return Discretion(
        words_of(source.read_text(encoding="utf-8")),
        keys_of(path.read_text(encoding="utf-8") for path in checks),
    )


def _type_name(name: str) -> str:
    """The name of a type, if Python or NumPy gave it; an array of texts is one whatever their length."""
    bare = re.sub(r"^(array of (?:str|bytes|void))\d+$", r"\1", name)
    return bare if bare in _TYPES else OWN_TYPE


SAME_SO_FAR = say("In these digits the two agree.")


def sparing(said: Sentence) -> Sentence:
    """The sentence with few digits in the numbers of its fields."""
    fields = tuple([(name, _few(value)) for name, value in said.fields])
    before, after = dict(said.fields), dict(fields)
    short = Sentence(said.template, fields)
    pair = "got" in after and "expected" in after and type(after["got"]) is float
    if pair and after["got"] == after["expected"] and before["got"] != before["expected"]:
        return say_all([short, SAME_SO_FAR])
    return short


def _few(value: Value) -> Value:
    if type(value) is Sentence:
        return sparing(value)
    if type(value) is float:
        return float(f"{value:.{SHOWN_DIGITS}g}")
    if type(value) is int and abs(value) > EXACT_COUNT:
        return int(float(f"{value:.{SHOWN_DIGITS}g}"))
    return value
