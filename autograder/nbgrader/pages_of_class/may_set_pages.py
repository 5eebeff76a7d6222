"""Whether pages may be set without nbgrader's converter in this course.

As with marks (`fast/may_run_fast`): our pages are compared with the converter's under the settings that are
looked for here, and every other course is left to the converter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import Config

from autograder.nbgrader.configure import configure
from autograder.sentences import NOTHING, Sentence, say

PAGE_SETTINGS: Mapping[str, frozenset[str]] = {
    "GenerateFeedback": frozenset({"preprocessors", "exporter_class"}),
    "Feedback": frozenset(),
    "BaseConverter": frozenset(),
    "FilesWriter": frozenset(),
    "Preprocessor": frozenset(),
    "NbGraderPreprocessor": frozenset(),
    "GetGrades": frozenset(),
    "ShowMarks": frozenset(),
    "HideFromStudents": frozenset(),
    "VettedPage": frozenset(),
}
"""Settings of parts that are not asked here, and which of them are heeded; all of parts not named are."""


def why_by_nbgrader(
    config: Config, directory: CourseDirectory, gradebook: Gradebook, assignment: str
) -> Sentence:
    """Why nbgrader's own converter must set the pages, in words that follow "because"; empty if we may."""
    for part, heeded in PAGE_SETTINGS.items():
        for name in config.get(part, {}):
            if name not in heeded:
                return say("the course's configuration sets c.{part}.{name}", part=part, name=name)
    ours = _configured()
    for part, name in (
        ("GenerateFeedback", "preprocessors"),
        ("GenerateFeedback", "exporter_class"),
        ("HTMLExporter", "preprocessors"),
    ):
        if config[part].get(name) != ours[part][name]:
            return say("the course's configuration changes c.{part}.{name}", part=part, name=name)
    for name in ("student_id_exclude", "groupshared"):
        if getattr(directory, name):
            return say("the course's configuration sets c.CourseDirectory.{name}", name=name)
    try:
        notebooks = gradebook.find_assignment(assignment).notebooks
    except MissingEntry:
        return NOTHING
    if [row.name for row in notebooks] not in ([assignment], []):
        return say("the gradebook has other notebooks in this assignment")
    return NOTHING


def _configured() -> Any:
    config = Config()
    configure(config, ".")
    return config
