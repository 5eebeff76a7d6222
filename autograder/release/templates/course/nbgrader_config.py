"""nbgrader's settings for this course: where its folders are, and the line that lets autograder mark."""

from pathlib import Path

from autograder.nbgrader.configure import configure

c = get_config()  # noqa: F821 (nbgrader defines it)

COURSE = Path(__file__).resolve().parent

c.CourseDirectory.root = str(COURSE)
c.CourseDirectory.course_id = "COURSE_ID"
c.CourseDirectory.source_directory = "build/source"
c.CourseDirectory.release_directory = "assignments"

# Late work: uncomment these, and set the zone in which due dates are meant.
# c.AssignLatePenalties.plugin_class = "autograder.nbgrader.lateness.LateDays"
# c.LateDays.timezone = "Europe/Berlin"

configure(c, COURSE)
