"""Pages for a browser: one file each, which asks no server for anything and runs no script.

What comes from students is text, never markup (Jinja escapes it), and the page's own policy forbids requests.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from autograder.desk.tables import points
from autograder.nbgrader.outputs import clean


def page(template: str, **values: Any) -> str:
    """Fill one of the templates of `templates/`; a name that it does not get is an error."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> jinja2.Environment:
    found = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder.desk"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    found.filters["points"] = points
    return found


def _printable(value: Any) -> Any:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value
