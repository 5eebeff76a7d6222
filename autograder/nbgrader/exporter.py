"""How nbgrader opens a submission of ours: with caution, mended, and never with marks left from before.

nbgrader reads a notebook before any preprocessor sees it, so that a damaged file ends its conversion there.
This exporter stands at that place (`c.Autograde.exporter_class`) and hands over for other assignments.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import from_dict
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from autograder.assignment import Assignment
from autograder.errors import AutograderError
from autograder.languages.engine_words import spoken_by_system
from autograder.nbgrader.gradebook_cells import Slot, read_slots
from autograder.nbgrader.host import configured, gradebook_in_words, share_statements
from autograder.nbgrader.lateness import late_days_plugin
from autograder.nbgrader.mend import mended_file
from autograder.nbgrader.our_assignments import Ours
from autograder.sentences import say, to_data
from autograder.submission.meant import file_meant


class SubmissionExporter(Ours, NotebookExporter):
    """Reads a submission of ours as bytes from somebody unknown, and mends it."""

    def __init__(self, **kw: Any) -> None:
        """Stop a run whose late days cannot be counted: nbgrader makes its exporter before it touches anybody.

        Raises:
            NbGraderException: their settings, the file of extensions or the gradebook is wrong; why is logged.
        """
        super().__init__(**kw)
        share_statements()
        self._slots: dict[tuple[str, str], tuple[Slot, ...]] = {}
        directory = self.parent.coursedir
        try:
            with configured(Path(directory.root)), gradebook_in_words(directory.db_url):
                plugin = late_days_plugin(self.config, directory.db_url)
                if plugin:
                    plugin.demand_settings()
        except AutograderError as error:
            with spoken_by_system():
                self.log.error("%s", say("Nobody was marked, and no mark was changed. {why}", why=error.said))
            raise NbGraderException(str(error)) from None  # formgrader shows where it comes from

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Convert one notebook. If anything fails, the rows of this submission wait for a person."""
        assert resources is not None  # nbgrader always says which assignment it converts
        assignment = self.assignment(resources)
        if assignment is None:
            return super().from_filename(filename, resources, **kw)  # type: ignore[no-any-return]
        self.optimistic_validation = True  # once after all steps, not after each: half the time
        try:
            if not is_submitted(filename, resources, self.parent.coursedir):
                return super().from_filename(filename, resources, **kw)  # type: ignore[no-any-return]
            self._drop_linked(resources)
            slots = self._slots_of(assignment, resources["nbgrader"]["db_url"])
            meant = file_meant(Path(filename).parent, assignment.name, assignment.functions)
            notebook, repairs = mended_file(meant.path, slots)
            notebook["metadata"]["autograder"] = {
                "assignment": assignment.name,
                "repairs": [to_data(one) for one in repairs],
            }
            return self.from_notebook_node(from_dict(notebook), resources, **kw)  # type: ignore[no-any-return]
        except Exception:
            leave_pending(resources["nbgrader"])
            raise

    def _slots_of(self, assignment: Assignment, db_url: str) -> tuple[Slot, ...]:
        """The assignment's slots. nbgrader makes an exporter for each run, and they stay the same in it."""
        key = assignment.name, db_url
        if key not in self._slots:
            self._slots[key] = read_slots(assignment, db_url)
        return self._slots[key]

    def _drop_linked(self, resources: dict[str, Any]) -> None:
        directory, names = self.parent.coursedir, resources["nbgrader"]
        copies = directory.format_path(directory.autograded_directory, names["student"], names["assignment"])
        drop_linked(submitted_folder(resources, directory), Path(copies))


def is_submitted(filename: str, resources: dict[str, Any], directory: CourseDirectory) -> bool:
    """Whether nbgrader reads the submission itself, and not what its first pass made of it."""
    return Path(filename).parent == submitted_folder(resources, directory)


def submitted_folder(resources: dict[str, Any], directory: CourseDirectory) -> Path:
    """The folder of the submission that is being converted."""
    names = resources["nbgrader"]
    return Path(directory.format_path(directory.submitted_directory, names["student"], names["assignment"]))


def drop_linked(submitted: Path, copies: Path) -> None:
    """Remove nbgrader's copies of files that a submission only links to: they may be anybody's."""
    for folder, _, names in os.walk(submitted):
        for path in (Path(folder) / name for name in names):
            copy = copies / path.relative_to(submitted)
            if (path.is_symlink() or submitted.is_symlink()) and copy.is_file():
                copy.unlink()


def leave_pending(names: Mapping[str, str]) -> None:
    """Neither a zero nor the marks of an earlier run: the checks of this submission wait for a person."""
    with Gradebook(names["db_url"]) as gradebook:
        try:
            notebook = gradebook.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
        except MissingEntry:
            return
        for grade in notebook.grades:
            grade.auto_score = None
            grade.needs_manual_grade = True
        gradebook.db.commit()
