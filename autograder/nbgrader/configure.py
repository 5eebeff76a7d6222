"""The one line that an existing course adds to its `nbgrader_config.py`.

    from autograder.nbgrader.configure import configure
    configure(c, "/path/of/the/course")          # the folder that holds solutions/

It stands below the course's own settings. Other assignments of the course run as they always did.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import BaseConverter
from traitlets.config.loader import Config, LazyConfigValue

from autograder.errors import AssignmentError
from autograder.sentences import say

_HERE = "autograder.nbgrader"

SAVE_CELLS = f"{_HERE}.preprocessors.SaveSealed"

REPLACED: Mapping[tuple[type[BaseConverter], str], Mapping[str, tuple[str, ...]]] = {
    (GenerateAssignment, "preprocessors"): {
        "ClearSolutions": (f"{_HERE}.preprocessors.Stub",),
        "SaveCells": (SAVE_CELLS,),
    },
    (Autograde, "sanitize_preprocessors"): {"ClearOutput": (f"{_HERE}.preprocessors.KeepOutput",)},
    (Autograde, "autograde_preprocessors"): {
        "Execute": (f"{_HERE}.preprocessors.Mark",),
        "SaveAutoGrades": (f"{_HERE}.preprocessors.SaveMarks",),
    },
    (GenerateFeedback, "preprocessors"): {
        "GetGrades": (f"{_HERE}.preprocessors.ShowMarks", f"{_HERE}.preprocessors.HideFromStudents"),
    },
}
"""What stands in nbgrader's lists in place of what."""


PAGE_FILTERS = {
    "float": f"{_HERE}.pages.points.number",
    "round": f"{_HERE}.pages.points.rounded",
    "clean_html": f"{_HERE}.pages.cell_text.harmless_here",
    "highlight_code": f"{_HERE}.pages.cell_text.cell_code",
    "markdown2html": f"{_HERE}.pages.cell_text.cell_text",
}
"""What makes HTML of students' text and of points, in the place of nbconvert's and Jinja's own."""

VETTED_PAGE = f"{_HERE}.pages.vetted.VettedPage"


def configure(c: Config, course: Path | str) -> None:
    """Let assignments under `course/solutions` be released and marked by us.

    Raises:
        AssignmentError: the course's own lists lack a step that ours stands for.
    """
    c.Ours.course = str(Path(course).expanduser())  # made whole where it is read: one may stand elsewhere now
    for (converter, name), parts in REPLACED.items():
        steps = _configured(c, converter, name)
        for theirs, ours in parts.items():
            steps = _replace(steps, theirs, ours, f"c.{converter.__name__}.{name}")
        c[converter.__name__][name] = steps
    if "plugin_class" not in c.ExportApp:
        c.ExportApp.plugin_class = f"{_HERE}.export.StatesExport"
    c.Autograde.exporter_class = f"{_HERE}.exporter.SubmissionExporter"
    # Formgrader shows students' text on a page that may write marks: no script may live on it.
    if "sanitize_html" not in c.HTMLExporter:
        c.HTMLExporter.sanitize_html = True
    if "exporter_class" not in c.GenerateFeedback:
        c.GenerateFeedback.exporter_class = f"{_HERE}.pages.feedback_page.FeedbackExporter"
    c.HTMLExporter.filters = {**PAGE_FILTERS, **_set(c.HTMLExporter, "filters", {})}
    others = [step for step in _set(c.HTMLExporter, "preprocessors", []) if _path(step) != VETTED_PAGE]
    c.HTMLExporter.preprocessors = [VETTED_PAGE, *others]


def configured_steps(c: Config) -> dict[str, list[str]]:
    """Paths of the steps of `Autograde` by the name of their list, ours put in their places."""
    lists = {}
    for (converter, name), parts in REPLACED.items():
        if converter is Autograde:
            steps = _configured(c, converter, name)
            for theirs, ours in parts.items():
                steps = _replace(steps, theirs, ours, f"c.{converter.__name__}.{name}")
            lists[name] = [_path(step) for step in steps]
    return lists


def _configured(c: Config, converter: type[BaseConverter], name: str) -> list[Any]:
    """The list as the course set it, or nbgrader's own."""
    return list(_set(c[converter.__name__], name, list(converter.class_traits()[name].default())))


def _set(section: Config, name: str, default: Any) -> Any:
    """A setting as the course set it, or changed it (`c.X.y.append(...)`); the default if it did neither."""
    value = section.get(name, default)
    return value.get_value(default) if isinstance(value, LazyConfigValue) else value


def _replace(steps: list[Any], theirs: str, ours: tuple[str, ...], where: str) -> list[Any]:
    if set(ours) <= set(map(_path, steps)):
        return steps
    if theirs not in map(_name, steps):
        raise AssignmentError(
            say(
                "{where} holds no {theirs}, in whose place ours would stand; keep {theirs} in the"
                " list and call configure(c, course) below it.",
                where=where,
                theirs=theirs,
            )
        )
    return [new for step in steps for new in (ours if _name(step) == theirs else (step,))]


def _path(step: Any) -> str:
    return step if isinstance(step, str) else f"{step.__module__}.{step.__qualname__}"


def _name(step: Any) -> str:
    return _path(step).rsplit(".", 1)[-1]
