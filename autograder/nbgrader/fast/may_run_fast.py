"""Whether our own writer may stand for nbgrader's converter in this course.

It leaves what nbgrader's own steps leave, and that is tested with the versions named here and with the settings
that are looked for. Anything else is left to the converter, which is slower and always right.
"""

from __future__ import annotations

from collections.abc import Mapping

import nbgrader
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import Config

from autograder.nbgrader.configure import configured_steps
from autograder.sentences import NOTHING, Sentence, say

TESTED = ("0.9.6",)
"""Versions of nbgrader whose rows and notebooks ours were compared with; pyproject.toml installs no other."""

SETTINGS: Mapping[str, frozenset[str]] = {
    "Autograde": frozenset(
        {"sanitize_preprocessors", "autograde_preprocessors", "exporter_class", "create_student"}
    ),
    "BaseConverter": frozenset(),
    "Exporter": frozenset(),
    "NotebookExporter": frozenset(),
    "SubmissionExporter": frozenset(),
    "FilesWriter": frozenset(),
    "Preprocessor": frozenset(),
    "NbGraderPreprocessor": frozenset(),
    "ClearOutput": frozenset(),
    "KeepOutput": frozenset(),
    "DeduplicateIds": frozenset(),
    "OverwriteKernelspec": frozenset(),
    "OverwriteCells": frozenset({"add_missing_cells"}),  # no cell is missing when nbgrader looks
    "CheckCellMetadata": frozenset(),
    "IgnorePattern": frozenset(),
    "ClearMetadataPreprocessor": frozenset(),
    "LimitOutput": frozenset({"max_lines"}),
    "SaveAutoGrades": frozenset(),
    "SaveMarks": frozenset(),
}
"""Settings of parts that our writer stands for, and which of them it heeds; it heeds all of parts not named."""


def why_not(config: Config, directory: CourseDirectory, gradebook: Gradebook, assignment: str) -> Sentence:
    """Why nbgrader's own converter must do it, in words that follow "because"; empty if ours may."""
    if nbgrader.__version__ not in TESTED:
        text = "nbgrader {version} is not among the tested versions ({tested})"
        return say(text, version=nbgrader.__version__, tested=", ".join(TESTED))
    for part, heeded in SETTINGS.items():
        for name in config.get(part, {}):
            if name not in heeded:
                return say("the course's configuration sets c.{part}.{name}", part=part, name=name)
    for name, steps in configured_steps(Config()).items():
        if configured_steps(config)[name] != steps:
            return say("the course's configuration changes the steps of c.Autograde.{name}", name=name)
    for name in ("student_id_exclude", "groupshared"):
        if getattr(directory, name):
            return say("the course's configuration sets c.CourseDirectory.{name}", name=name)
    notebooks = gradebook.find_assignment(assignment).notebooks
    if [row.name for row in notebooks] != [assignment] or notebooks[0].task_cells:
        return say("the gradebook has other notebooks or tasks in this assignment")
    return NOTHING
