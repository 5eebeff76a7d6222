"""The words of which notebooks, code and pages are built, so that bytes speak their readers' language."""

from __future__ import annotations

import math
from typing import Any

FIELDS = (
    "cell_type", "source", "metadata", "id", "outputs", "attachments", "input", "execution_count", "nbgrader",
    "grade_id", "output_type", "data", "text", "name", "traceback", "text/plain", "image/png", "cells",
    "worksheets", "nbformat", "tags", "level",
)  # fmt: skip
"""Keys of a notebook."""

VALUES: tuple[Any, ...] = (
    "code", "markdown", "raw", "heading", "f", "check_f", "why", "stream", "display_data", "error",
    "def f(x):\n    return x", 'check("f")', "### Why\nbecause", "g = f", "%%bash\nls", "!ls", "", "a.png",
    "iVBORw0KGgo=", "\ud800", "\0", "\r\n", "\x1b[31m", "own-1", "a b", "cell-1", None, True, 0, -1, 2**70,
    1e308, math.nan, [], {}, [[]], {"": None},
)  # fmt: skip
"""What stands under them."""

WORDS = (
    "\n", "    ", " ", "def f(x):", "def g(x, eps=eps):", "return ", "f", "g", "x", "h", "=", "(", ")", "[",
    "]", "{", "}", ":", ",", ".", ";", "import numpy as np\n", "from m import *\n", "import f",
    "from f import g", "from __future__ import annotations\n", "global f", "global x\n", "nonlocal x",
    "class C:", "class f(C):", "@f.register\n", "@g\n", "lambda x: ", "if x:", "else:", "elif f:",
    "for f in x:", "while g:", "try:", "except f as g:", "finally:", "with f as g:", "async ", "await ",
    "yield ", "del f\n", "del f.x\n", "'", '"', '"""', "'''", "#", "\\\n", "%", "!", "?", "%%time\n",
    "%%bash\n", "%matplotlib inline\n", "!ls \\\n", "\t", "\x0c", "\r\n", "\0", "f'{x}'", "f'{", "b'",
    "match x:", "case _:", "case f.x:", ":=", "->", "**", "*", "1", "1e9", "0x", "0777", "é", "\ufeff",
    "\u2028", "\N{MATHEMATICAL BOLD SMALL F}", "\ud800", "pass\n", "...", "f.x = 1\n", "f[x] = g\n",
    "f.append(x)\n", "setattr(f, 'x', g)\n", "f, (g, h) = x\n", "x += f\n", "f: g = x\n", "not ", "in ",
    "is ", " if ", " else ", " for x in ", "and ", "assert ", "raise ", "==", "-", "~", "@", "/",
)  # fmt: skip
"""Python, and what only notebooks know."""

PIECES = (
    "\n", "\n\n", " ", "    ", "# ", "- ", "1. ", "> ", "| a | b |\n|---|---|\n", "```\n", "`", "~~", "**",
    "_", "a", "javascript:", "data:image/png;base64,iVBORw0KGgo=", "data:text/html,<b>", "http://a.org/x.png",
    "x.png", "[a](", "![a](", "](", ")", "]: ", "[a]: ", "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[",
    "]]>", "<?", "&", "&lt;", "&#60;", "&colon;", "&Tab;", "&#0;", '"', "'", "=", "\\", "$", "$$", "\\(",
    "\\)", "\\[", "\\begin{align}", "\\end{align}", "\\frac{a}{b}", "\\href{javascript:x}{a}", "\\text{<b>}",
    "\\unicode{x3c}", "^2", "_{i}", "&=", "<b>", "</b>", "<script>", "</script>", "<style>", "</style>",
    "<img src=", "<a href=", "<svg", "<math>", "<mtext>", "<annotation-xml encoding='text/html'>", "<table>",
    "<td>", "<form action=/>", "<input name=x>", "<iframe srcdoc=", "<object data=", "<base href=/>",
    "<meta http-equiv=refresh>", "<link rel=stylesheet>", "<template>", "<noscript>", "<title>", "<textarea>",
    "<xmp>", "<plaintext>", "<select>", "<button>", "<details>", " onerror=alert(1)", " onload=x", " class=",
    " id=", " style=", " name=", " target=_blank", " title=", "attachment:a.png", "cid:a", "//a.org", "../",
    "\0", "\ud800", "\u2028", "\x0c", "\t", "\r", "formula-", "é", "<p ", "<font color=", " srcset=",
    " background=", " ping=", " formaction=", " xlink:href=", "{{", "}}", "{%",
)  # fmt: skip
"""Markdown, HTML and formulas, as honest people and others write them."""
