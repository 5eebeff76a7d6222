"""Ways to write a right function that a kernel understands, and Python alone often does not, mixed at random.

Each takes a function's name, its text and a number of its own, and gives the cells that define it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from itertools import combinations
from random import Random

Form = Callable[[str, str, int], list[str]]

IMPORTS = "import numpy as np\n"


def below_a_shell_line(name: str, text: str, number: int) -> list[str]:
    return [f"!echo one \\\n  two \\\n  three\n{IMPORTS}{text}"]


def beside_a_magic(name: str, text: str, number: int) -> list[str]:
    return [f"%matplotlib inline\n{text}", f"%timeit -n 1 -r 1 1 + 1\n%load_ext autoreload\n?{name}"]


def operator_at_the_margin(_: str, text: str, number: int) -> list[str]:
    name = f"seven_{number}"
    helper = f"def {name}():\n    return (17\n% 10)\n%env NOTHING={number}\nassert {name}() == 7\n"
    return [helper + text]


def timed(name: str, text: str, number: int) -> list[str]:
    return [f"%%time\n{text}", f"%time {name}_again = {name}", f"{name} = %time {name}_again"]


def captured(name: str, text: str, number: int) -> list[str]:
    return [f"\n%%capture shown_{number}\n%%time\n{text}"]


def written(name: str, text: str, number: int) -> list[str]:
    file = f"module_{number}"
    return [f"%%writefile {file}.py\n{IMPORTS}{text}", f"from {file} import {name}"]


def written_in_parts(name: str, text: str, number: int) -> list[str]:
    file = f"parts_{number}"
    cells = [f"%%writefile {file}.py\n{IMPORTS}", f"%%writefile -a {file}.py\n{text}"]
    return [*cells, f"import {file}\n{name} = {file}.{name}"]


def in_a_package(name: str, text: str, number: int) -> list[str]:
    package = f"package_{number}"
    cells = [f"!mkdir -p {package}", f"%%writefile {package}/deep.py\n{IMPORTS}{text}"]
    return [*cells, f"%%writefile {package}/__init__.py\nfrom .deep import *", f"from {package} import *"]


def run_from_a_file(name: str, text: str, number: int) -> list[str]:
    file = f"script_{number}.py"
    return [f"%%file {file}\n{IMPORTS}{text}", f"%run ./{file}"]


def indented(name: str, text: str, number: int) -> list[str]:
    return [textwrap.indent(text, "    ")]


def pasted_prompts(name: str, text: str, number: int) -> list[str]:
    first, *rest = text.splitlines()
    return ["\n".join([f">>> {first}", *(f"... {line}" for line in rest)])]


def pasted_ipython(name: str, text: str, number: int) -> list[str]:
    first, *rest = text.splitlines()
    return ["\n".join([f"In [{number}]: {first}", *(f"   ...: {line}" for line in rest)])]


def shown(name: str, text: str, number: int) -> list[str]:
    wrap = f"def {name}(*given, f_{number}={name}):\n    display(len(given))\n    return f_{number}(*given)"
    return [text, wrap]


def counted(name: str, text: str, number: int) -> list[str]:
    count = f"calls_{number}"
    counting = f"    global {count}\n    {count} += 1\n"
    wrap = f"def {name}(*given, f_{number}={name}):\n{counting}    return f_{number}(*given)"
    return [f"{count} = 0\n{text}", wrap]


def asks_the_kernel(name: str, text: str, number: int) -> list[str]:
    shell = f"if get_ipython() is None:\n    raise RuntimeError\nfiles_{number} = !echo\n"
    wrap = f"def {name}(*given, f_{number}={name}):\n    files_{number}\n    return f_{number}(*given)"
    return [shell + text, wrap]


def sharing_a_line(name: str, text: str, number: int) -> list[str]:
    return [f"a_{number} = (1,\n  2); b_{number} = [3,\n 4]; c_{number} = 5\n{text}"]


def beside_other_languages(name: str, text: str, number: int) -> list[str]:
    return ["%%bash\necho nothing", "%%html\n<b>nothing</b>", text, "%%javascript\n1 + 1"]


def beside_a_broken_cell(name: str, text: str, number: int) -> list[str]:
    return ["def half(:\n    return", text, "1 / 0", "this is no Python"]


FORMS: tuple[Form, ...] = (
    below_a_shell_line,
    beside_a_magic,
    operator_at_the_margin,
    timed,
    captured,
    written,
    written_in_parts,
    in_a_package,
    run_from_a_file,
    indented,
    pasted_prompts,
    pasted_ipython,
    shown,
    counted,
    asks_the_kernel,
    sharing_a_line,
    beside_other_languages,
    beside_a_broken_cell,
)


IN_A_FILE = frozenset({written, written_in_parts, in_a_package, run_from_a_file})
"""A file sees no name of the notebook's: what rests on another function is written in another form."""


def cells_of(functions: dict[str, str], choose: Callable[[], Form]) -> list[str]:
    """The cells of a notebook in which each function is written in a form of its own."""
    cells = [IMPORTS]
    for number, (name, text) in enumerate(functions.items(), 1):
        form = choose()
        leans = any(f"{other}(" in text for other in functions if other != name)
        cells += (captured if leans and form in IN_A_FILE else form)(name, text, number)
    return cells


DRAWN = 50
"""Mixtures that are drawn for each that is taken."""


def pairs(mixture: list[Form]) -> set[tuple[Form, Form]]:
    """Each form with each that stands below it: one may disturb the other."""
    return set(combinations(mixture, 2))


def mixtures(number: int, functions: int, rng: Random) -> Iterator[list[Form]]:
    """So many mixtures, each with a form for each function: of those drawn, the one with the most new pairs."""
    met: set[tuple[Form, Form]] = set()
    for _ in range(number):
        drawn = [rng.choices(FORMS, k=functions) for _ in range(DRAWN)]
        taken = max(drawn, key=lambda mixture: len(pairs(mixture) - met))
        met |= pairs(taken)
        yield taken
