"""Definitions are found by name, wherever they stand, and bring along what they need and nothing else."""

import symtable
from pathlib import Path
from unittest import mock

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from autograder.errors import LoadError
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import load
from autograder.submission import slicing
from autograder.submission.ipython import parse
from autograder.submission.notebook import Cell
from autograder.submission.slicing import cut, retyped, undisturbed, whole


def cells(*sources):
    return [Cell(f"cell {number}", "code", text) for number, text in enumerate(sources, start=1)]


def run(*sources, wanted="f"):
    """Slice and load; the namespace that the worker would have."""
    return LocalSession(cut(cells(*sources), wanted.split()).chunks)._space.names


def kept(*sources, wanted="f"):
    return "\n".join(text.strip() for _, text in cut(cells(*sources), wanted.split()).chunks)


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (["def f():\n    return 3"], 3),
        (["def f():\n    return g()", "def g():\n    return 3"], 3),  # a helper below
        (["K = 3", "def f():\n    return K"], 3),  # a constant in another cell
        (["A, B = 1, 2\ndef f():\n    return A + B"], 3),
        (["class Tool:\n    value = 3", "f = lambda: Tool.value"], 3),
        (["def deco(g):\n    return lambda: g() + 1", "@deco\ndef f():\n    return 2"], 3),
        (["def f():\n    return 2", "def deco(g):\n    return lambda: g() + 1", "f = deco(f)"], 3),
        (["def f():\n    return f.k", "f.k = 3"], 3),  # an attribute set later
        (["T = {}", "T['k'] = 3", "def f():\n    return T['k']"], 3),
        (["T = []", "T.append(3)", "def f():\n    return T[0]"], 3),
        (["n = 1", "n += 2", "def f():\n    return n"], 3),
        (["if True:\n    def f():\n        return 3\nelse:\n    f = None"], 3),
        (
            [
                "try:\n    import nothing_here as m\nexcept ImportError:\n    m = None",
                "def f():\n    return m or 3",
            ],
            3,
        ),
        (["for k in range(4):\n    last = k", "def f():\n    return last"], 3),
        (["def f():\n    return 1", "def f():\n    return 3"], 3),  # the last definition wins
        (["%matplotlib inline\n!ls\nK = 3\ndef f():\n    return K"], 3),
        (["%%time\ndef f():\n    return 3"], 3),
        (["f?\nK = 3", "def f():\n    return K"], 3),
        (["x = !ls\ndef f():\n    return 3"], 3),
        (["import math as m; k = 3", "def f():\n    return m.floor(k + 0.5)"], 3),
        (["def make():\n    global f\n    def f():\n        return 3\nmake()"], 3),
        (["from math import *", "def f():\n    return floor(3.5)"], 3),
        (["def f():\n    import math\n    return math.floor(3.5)"], 3),
        (["async def g(): pass", "def f(x: 'int' = 3) -> int:\n    return x"], 3),
        (["if (n := 3) > 2:\n    pass", "def f():\n    return n"], 3),
        (["n = 2", "def f():\n    global n\n    n += 1\n    return n"], 3),
        (["K = (1 +\n 2); other = 1 / 0", "def f():\n    return K"], 3),
        (["é = (1,\n 0); K = [3,\n 4]; x = 1 / 0", "def f():\n    return K[0]"], 3),
        (["!pip install \\\n  something\nimport math", "def f():\n    return math.floor(3.5)"], 3),
        (["%matplotlib inline\ndef f():\n    return (8\n  % 5)"], 3),
        (["%time K = 3", "def f():\n    return K"], 3),
        (["K = %time 1 + 2", "def f():\n    return K"], 3),
        (["%%capture out\n%%time x = 1\nK = 3", "def f():\n    return K"], 3),
        (["    K = 3\n    def f():\n        return K"], 3),
        (["  K = 3", "def f():\n    return K"], 3),
        ([">>> K = 3\n>>> def f():\n...     return K"], 3),
        (["In [2]: K: int = 3", "def f():\n    return K"], 3),
        (['K = """\n%matplotlib inline\n"""\n!ls\ndef f():\n    return len(K) // 6'], 3),
        (["%time K = 3\u2028\x0c\nx\x85y", "def f():\n    return 3"], 3),
        (["# \u2028\x0c \x85 \x1c\n%time K = 3", "def f():\n    return K"], 3),
        (["%pylab inline", "def f():\n    return sqrt(9.0)"], 3),
    ],
)
def test_found_wherever_it_stands(sources, expected):
    names = run(*sources)
    assert names["f"]() == expected


def test_experiments_stay_behind():
    text = kept(
        "import numpy as np\nout = np.zeros(3)",
        "def f(x):\n    out = x + 1\n    return out",
        "out = f(np.ones(10**9))\nprint(out)",
        "import matplotlib.pyplot as plt\nplt.plot(out)",
        "np.random.seed(0)",
    )
    assert text == "def f(x):\n    out = x + 1\n    return out"


def test_line_numbers_are_the_cells_own():
    space = load(cut(cells("a = 1\n\n\ndef f():\n    return 1 / 0"), ["f"]).chunks)
    with pytest.raises(ZeroDivisionError) as caught:
        space.names["f"]()
    assert caught.traceback[-1].lineno + 1 == 5


def test_several_definitions_are_said():
    code = cut(cells("def f(): return 1", "x = 2", "def f(): return 3"), ["f"])
    assert tuple(map(str, code.notes)) == ("f is defined 2 times; the last one (cell 3) counts",)


def test_a_cell_that_does_not_parse_costs_only_its_own_names():
    code = cut(cells("def f(:\n    pass", "def g():\n    return 1"), ["f", "g"])
    assert code.missing == ("f",)
    assert {name: str(why) for name, why in code.unparsed.items()} == {"f": "cell 1, line 1: invalid syntax"}


@pytest.mark.parametrize(
    "head", ["%%bash", "%%javascript", "%%timeit", "%%writefile f.txt", "%%writefile ../f.py"]
)
def test_a_cell_of_another_language_is_named(head):
    code = cut(cells(f"{head}\ndef f():\n    return 3", "g = 1"), ["f", "g"])
    magic = head.split()[0]
    assert {name: str(why) for name, why in code.unparsed.items()} == {
        "f": f"cell 1: a cell of {magic} is no Python"
    }
    assert code.missing == ("f",)


def test_files_that_cells_write():
    written = cut(
        cells(
            "%%writefile a.py\nx = 1",
            "%%file pkg/b.py\ny = 1",
            "%%writefile -a a.py\nz = 2\n",
            "%%writefile pkg/__init__.py\n",
        ),
        [],
    ).written
    assert written == {"a": "x = 1\nz = 2\n", "pkg.b": "y = 1\n", "pkg.__init__": ""}


def test_a_file_that_is_run_is_imported():
    code = cut(cells("%run -i ./tools/layers.py\n%run other.py 3", "def f(): return g()"), ["f"])
    assert code.imports == {"tools.layers"}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("%time x = 1\n" * 3_000, "it holds more magics and shell lines than are read"),
        ("%%time\n" * 20, "it has more than 10 cell magics"),
        ("def f(:\n%matplotlib inline", "invalid syntax"),
        ("x = 1 +", "invalid syntax"),
    ],
)
def test_what_no_kernel_reads_is_a_syntax_error(source, said):
    with pytest.raises(SyntaxError, match=said):
        parse(source)


@pytest.mark.parametrize("source", ["%%time\n\nx = 1 / 0", "!ls \\\n  -l\n\nx = 1 / 0", "\n\n>>> x = 1 / 0"])
def test_lines_keep_their_numbers(source):
    text = parse(source).text
    assert text.count("\n", 0, text.index("1 / 0")) == source.count("\n", 0, source.index("1 / 0"))


def test_cells_that_are_no_code_any_more():
    rows = [
        Cell("cell 1", "raw", "def f():\n    return 3"),
        Cell("cell 2", "markdown", "Then `def f` is\n\n    def f():\n"),
        Cell("cell 3", "markdown", "def g():\n    return 3"),
        Cell("cell 4", "code", "def f(): pass"),
    ]
    assert retyped(rows, ["f"]) == {"cell 1"}
    assert retyped(rows, []) == frozenset()


def test_a_good_copy_heals_a_broken_one():
    code = cut(cells("def f(:\n    pass", "def f():\n    return 1"), ["f"])
    assert code.missing == ()
    assert code.unparsed == {}


def test_a_failing_import_costs_nothing_until_it_is_used():
    names = run(
        "import nothing_like_this as tool\ndef f():\n    return 3\ndef g():\n    return tool", wanted="f g"
    )
    assert names["f"]() == 3
    with pytest.raises(NameError):
        names["g"]()


def test_imports_of_what_is_kept_are_known():
    code = cut(
        cells("import layers\nimport torch", "from layers.norm import mean\ndef f():\n    return mean"), ["f"]
    )
    assert code.imports == {"layers.norm", "layers.norm.mean"}


def test_deep_nesting_is_a_sentence_not_a_crash():
    code = cut(cells("f = " + "(" * 5000 + ")" * 5000), ["f"])
    assert "f" in code.unparsed


def test_whole_takes_everything_that_parses():
    code = whole(cells("x = 1", "def f(:", "%%bash\nls", "y = 2"))
    assert [label for label, _ in code.chunks] == ["cell 1", "cell 3", "cell 4"]


def test_many_statements_below_many_lines_are_refused():
    long = "t = {}\n" + "\n\n\nt[1] = 1\n" * 2_000
    assert len(cut(cells("t = {}\n" + "\n\n\nt[1] = 1\n" * 500), ["t"]).chunks) == 501
    with pytest.raises(LoadError) as caught:
        cut(cells(long), ["t"])
    assert str(caught.value) == "The file holds too many statements in one cell; put them into several."


def test_of_several_statements_on_a_line_each_is_taken_alone():
    code = cut(cells("é = 1; f = é; g = 2\n"), ["f"])
    assert [text for _, text in code.chunks] == ["é = 1\n", "f = é\n"]


def test_symbols_are_those_of_pythons_own_slow_look():
    text = Path(slicing.__file__).read_text(encoding="utf-8")
    waiting = [symtable.symtable(text, "slicing", "exec")]
    while waiting:
        table = waiting.pop()
        waiting += table.get_children()
        asked = ["is_referenced", "is_assigned", "is_imported", "is_declared_global", "is_global"]
        if str(table.get_type()) == "module":
            asked.remove("is_global")  # nobody asks it there
        theirs = [(item.get_name(), [getattr(item, ask)() for ask in asked]) for item in table.get_symbols()]
        ours = [(item.get_name(), [getattr(item, ask)() for ask in asked]) for item in slicing._symbols(table)]
        assert sorted(ours) == sorted(theirs)


def test_a_statement_with_very_many_functions_is_refused():
    inner = "".join(f"    a{number} = lambda: 0\n" for number in range(999))
    assert cut(cells(f"def f():\n{inner}"), ["f"]).missing == ()
    with pytest.raises(LoadError) as caught:
        cut(cells(f"def f():\n{inner}    b = [a for a in ()]\n"), ["f"])
    assert str(caught.value) == "A statement of the file holds more than the 1,000 functions that are read."


ABOVE = ["def f(x):\n    return sum(x) + own(x)", "def own(x):\n    return limit", "limit = 3"]


def without(*cells, wanted=("f",)):
    found = undisturbed([Cell(f"cell {n}", "code", text) for n, text in enumerate(cells, start=1)], wanted)
    return [text.strip() for _, text in found.chunks], [str(said) for said in found.left_out]


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("sum = 0", "sum"),
        ("for sum in range(3):\n    pass", "sum"),
        ("def own(x):\n    return 7", "own"),
        ("limit, sum = 1, 2", "limit, sum"),
        ("from math import fsum as sum", "sum"),
    ],
)
def test_what_takes_a_needed_name_away_further_down_is_left_out(below, names):
    cells = [ABOVE[2], ABOVE[1], ABOVE[0]]
    chunks, said = without(*cells, below)
    assert chunks == cells
    assert said == [f"cell 4 gives {names} another value, below the functions that use it; it was left out"]


@pytest.mark.parametrize(
    "below", ["x = 1", "print(sum([1]))", "limit.y = 2", "import numpy as np", "def f2(): pass"]
)
def test_what_takes_nothing_away_stays(below):
    _, said = without("import numpy as np", ABOVE[2], ABOVE[1], ABOVE[0], below)
    assert said == []


def test_a_stub_below_the_written_function_is_left_out():
    stub = "def f(x):\n    raise NotImplementedError"
    chunks, said = without("def f(x):\n    return x", stub, stub)
    assert chunks == ["def f(x):\n    return x"]
    assert said == [
        "f is written in cell 1 and is a stub again in cell 2; the written one counts",
        "f is written in cell 1 and is a stub again in cell 3; the written one counts",
    ]


def test_the_last_of_two_written_functions_counts():
    chunks, said = without("def f(x):\n    return x", "def f(x):\n    return 2 * x")
    assert (len(chunks), said) == (2, [])
    assert without("def f(x):\n    pass", "def f(x):\n    pass")[1] == []


@pytest.mark.parametrize("text", ["\ud800", "x = 1\n!ls\n\ud800 = 2\n"])
def test_half_a_character_is_no_python(text):
    """Python 3.12 and later cannot even cut it into tokens."""
    with pytest.raises(SyntaxError):
        parse(text)
    cutting = mock.patch.object(
        TransformerManager,
        "do_one_token_transform",
        side_effect=UnicodeEncodeError("utf-8", text, 0, 1, "surrogates not allowed"),
    )
    with cutting, pytest.raises(SyntaxError):
        parse("!ls\n")
