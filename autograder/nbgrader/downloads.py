"""Submissions from the download of a learning platform, for nbgrader's `zip_collect`.

Canvas, Moodle and Brightspace name files after a number of the student or the full name. nbgrader's collector
makes such a number or name the student's id; this one finds the student whom the gradebook knows by it. The
course adds to its nbgrader_config.py

    c.ZipCollectApp.extractor_plugin = "autograder.nbgrader.downloads.DownloadExtractor"
    c.ZipCollectApp.collector_plugin = "autograder.nbgrader.downloads.RosterCollector"
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from traitlets import Unicode

from autograder.errors import AutograderError
from autograder.languages.engine_words import spoken_by_system
from autograder.nbgrader.gradebook import people_in
from autograder.nbgrader.host import open_gradebook
from autograder.nbgrader.lateness import find_zone
from autograder.platforms.class_list import ClassList
from autograder.platforms.counting import Count, Download, count, in_folder, read_worksheets
from autograder.platforms.handed_in import read_path
from autograder.platforms.unpacking import DAMAGED, is_archive, unpack_download, unpack_work, unpacked_folder
from autograder.sentences import NOTHING, Sentence, in_words, say
from autograder.submission.notebook import clean_text


class DownloadExtractor(ExtractorPlugin):
    """Unpacks a platform's archive. An archive in it that cannot be unpacked stays and ends nothing."""

    @spoken_by_system()
    def extract(self, archive_path: str, extracted_path: str) -> None:
        """What nbgrader asks of all that lies in the folder of the archive."""
        source, target = Path(archive_path), Path(extracted_path)
        for path in sorted(path for path in source.rglob("*") if path.is_file()):
            beside = target / path.relative_to(source).parent
            beside.mkdir(parents=True, exist_ok=True)
            for name, reason in self._unpack(path, beside, path.relative_to(source).as_posix()):
                said = say("{place} is not unpacked: {reason}", place=in_folder(name), reason=reason)
                self.log.warning("%s", clean_text(str(said)))

    def _unpack(self, path: Path, beside: Path, name: str) -> Iterator[tuple[str, Sentence]]:
        """Put a file, or what is in it, into the folder `beside`; give what cannot be unpacked.

        A download may have been unpacked already: then the archives in it are students'.
        """
        if is_archive(path) and "/" not in name and read_path(name) is None:
            try:
                yield from unpack_download(path, unpacked_folder(beside / path.name))
            except DAMAGED as error:
                text = "{path} is no ZIP archive that can be read ({error}); download it again."
                self.parent.fail(in_words(text, path=path, error=error))
            return
        copy = Path(shutil.copy(path, beside))
        reason = unpack_work(copy) if is_archive(copy) else NOTHING
        if reason:
            yield name, reason


class RosterCollector(FileNameCollectorPlugin):
    """Finds the student of each file by the roster: by a number or id, or by a full name that is unique.

    A grading worksheet of Moodle that lies beside the archive tells two participants of one name apart, and
    says when each of them handed in.
    """

    timezone = Unicode(
        "",
        help="The time zone of the times that the platform writes; that of c.LateDays.timezone unless given.",
    ).tag(config=True)

    @spoken_by_system()
    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """What nbgrader asks of each file; None for a file that does not count; a warning says why."""
        name = Path(submitted_file).relative_to(self._folder).as_posix()
        found = self._count.files.get(name)
        if found is None:
            reason = self._count.unknown.get(name) or self._count.earlier.get(name)
            if reason:
                said = say("{place} is not collected: {reason}", place=in_folder(name), reason=reason)
                self.log.warning("%s", clean_text(str(said)))
            return None
        for remark in self._count.remarks[name]:
            self.log.warning("%s: %s", in_folder(name), clean_text(str(remark)))
        collected = {"student_id": found.student, "file_id": found.file}
        if found.moment:
            collected["timestamp"] = found.moment.replace(tzinfo=None).isoformat(" ")
        return collected

    @cached_property
    def _folder(self) -> Path:
        """Where nbgrader has unpacked the download."""
        app = self.parent
        steps = {"downloaded": app.downloaded_directory, "collect_step": app.extracted_directory}
        place = app.collect_directory_structure.format(assignment_id=app.coursedir.assignment_id, **steps)
        return Path(app.coursedir.root, place)

    @cached_property
    def _count(self) -> Count:
        """What counts of all that was unpacked: that depends on the other files of a student."""
        folder, directory = self._folder, self.parent.coursedir
        names, unpacked = [], set()
        for path in folder.rglob("*"):
            if is_archive(path) and unpacked_folder(path).is_dir():
                unpacked.add(unpacked_folder(path).relative_to(folder).as_posix())
            elif path.is_file():
                names.append(path.relative_to(folder).as_posix())
        download = Download(
            names, lambda name: (folder / name).read_bytes(), read_worksheets(folder), frozenset(unpacked)
        )
        try:
            zone = find_zone(self.timezone or str(self.config.LateDays.get("timezone", "UTC")))
            return count(download, directory.assignment_id, _students(directory), zone)
        except AutograderError as error:
            self.parent.fail(str(error))  # as nbgrader says what stops it
            raise


def _students(directory: CourseDirectory) -> ClassList:
    with open_gradebook(directory) as gradebook:
        return ClassList(people_in(gradebook))
