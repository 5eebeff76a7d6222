"""nbgrader's settings for this course: where its folders are, and the line that lets us mark."""

from pathlib import Path

from autograder.nbgrader.configure import configure

c = get_config()  # noqa: F821 (nbgrader defines it)

COURSE = Path(__file__).resolve().parent

c.CourseDirectory.root = str(COURSE)
c.CourseDirectory.source_directory = "build/source"
c.CourseDirectory.release_directory = "assignments"

configure(c, COURSE)
