"""Pages for a browser: one file each, which asks no server for anything and runs no script.

What comes from students is text, never markup (Jinja escapes it), and the page's own policy forbids requests.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import jinja2

from autograder.languages.letters import spoken_tag
from autograder.nbgrader.outputs import clean
from autograder.sentences import Sentence, in_words
from autograder.tables import points


def page(template: str, **values: Any) -> str:
    """Fill one of the templates of `templates/`; a name that it does not get is an error."""
    return _environment().get_template(template).render(language=spoken_tag(), **values)


@cache
def _environment() -> jinja2.Environment:
    found = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder.instructor"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    found.filters["points"] = points
    found.filters["said"] = lambda text: str(Sentence(str(text)))
    found.globals["say"] = in_words
    return found


def _printable(value: Any) -> Any:
    # What Jinja has escaped already is of a type of its own.
    return clean(value) if type(value) is str else value
