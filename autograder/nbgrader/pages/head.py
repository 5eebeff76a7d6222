"""What stands in the head of nbgrader's pages in place of MathJax, and what a page may do at all.

Formulas are MathML already (see `formulas`), and no page of ours loads anything from elsewhere. Pictures and
reasons are no wider than the page, cells of tables apart, and signs of links to where one is are left out.

formgrader waits with its keyboard until MathJax says that it is done, and without MathJax has none. A few lines
say so at once. What a formgrader's page loads stands above: the policy allows no program after it but the few
that nbgrader writes into the page itself, each by its digest. So even markup that slipped through would run
nothing, load nothing and send nothing.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

import nbgrader

from autograder.languages.letters import language_tag

_STYLE = """\
<style>
img { height: auto; max-width: 100%; }
.anchor-link { display: none; }
.output pre { overflow-wrap: anywhere; white-space: pre-wrap; }
.rendered_html td, .rendered_html th { padding: 0.15em 1em 0.15em 0; vertical-align: top; }
</style>
"""

_READY = """\
<script>
window.MathJax = { Hub: { Startup: { signal: {
  Interest: function (listen) { setTimeout(function () { listen("End"); }, 0); }
} } } };
</script>
"""

PAGE_LANGUAGE = "autograder-language"
"""The key of nbconvert's resources that holds the language of the notebook, as its metadata name it."""

_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; font-src 'self' data:; img-src data:"


def head(page: str) -> str:
    """The template `mathjax.html.j2` for one of nbgrader's pages, `formgrade` or `feedback`.

    It defines the macro `mathjax`, which both call below all that they load themselves.
    """
    if page == "formgrade":
        programs = " ".join(_programs_of_formgrader())
        policy = f"{_NOTHING}; connect-src 'self'; style-src 'self' 'unsafe-inline'; script-src {programs}"
        before = _READY
    else:
        policy = f"{_NOTHING}; style-src 'unsafe-inline'"
        before = ""
    return f"{{% macro mathjax(url='') %}}\n{before}{_policy(policy)}{_STYLE}{{% endmacro %}}\n"


def with_language(page: str, language: str) -> str:
    """A page of feedback that says its language, which nbgrader's template does not."""
    return page.replace("<html>", f'<html lang="{language_tag(language)}">', 1) if language else page


def _policy(text: str) -> str:
    return f'<meta http-equiv="Content-Security-Policy" content="{text}">\n'


@cache
def _programs_of_formgrader() -> tuple[str, ...]:
    """Digests of the programs that nbgrader's own template writes below its head, as the policy names them."""
    templates = Path(nbgrader.__file__).parent / "server_extensions/formgrader/templates"
    text = (templates / "formgrade/formgrade_macros.html.j2").read_text(encoding="utf-8")
    blocks = re.findall(r'(?s)<script type="text/javascript">(.*?)</script>', text)
    clicks = re.findall(r'\sonclick="([^"]*)"', text)
    programs = [program for program in (*blocks, *clicks) if "{{" not in program]
    digests = [base64.b64encode(hashlib.sha256(program.encode()).digest()).decode() for program in programs]
    return ("'unsafe-hashes'", *(f"'sha256-{digest}'" for digest in digests))
