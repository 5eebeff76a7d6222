"""Reports and graphs in different states, as pieces of HTML, and a page to put them on."""

from autograder.assignment import find_assignment
from autograder.learner.alone.one_way import one_way, one_way_html
from autograder.learner.course_page import progress_html
from autograder.learner.graph import find_graph
from autograder.learner.graph_view import graph_html, view_graph
from autograder.learner.play.scene import find_scene
from autograder.learner.play.scene_view import picture_of, scene_html
from autograder.learner.progress import CourseStanding, Part
from autograder.learner.public import public_report
from autograder.learner.remarks import Report
from autograder.learner.report_page import report_html
from autograder.sentences import say

from ..learner.learner import RELEASED, ROOT, cells, kernel

MISSING_PATH = ("dx = dx_direct + dx_mean", "dx = dx_direct")
NO_SQUARE = ("dcentred = dcentred_direct + dcentred_square", "dcentred = dcentred_direct")
BIASED = ("(centred**2).mean(axis=0)", "centred.var(axis=0, ddof=1)")


def report(exercise, **changes):
    names = kernel("batchnorm_forward", "batchnorm_backward", **changes)
    return report_html(Report(exercise, public_report(RELEASED, exercise, names)))


def graph(*which, **changes):
    return graph_html(view_graph(find_graph(RELEASED), None, kernel(*which, **changes), RELEASED))


def played(name):
    scene, names = find_scene(RELEASED, name), kernel("batchnorm_forward", "batchnorm_backward")
    return scene_html(scene, picture_of(scene, names, names), say("A remark."))


def answer():
    mine = cells()["batchnorm_backward"].replace(*MISSING_PATH)
    return one_way_html(one_way(find_assignment(ROOT, "batchnorm"), "batchnorm_backward", mine))


def progress():
    parts = Part("column_stats", 7, 7), Part("standardize", 1, 4)
    found = CourseStanding("warmup", ROOT / "warmup/warmup.ipynb", parts, 2, 1, public=True)
    return progress_html([found], ROOT)


PIECES = {
    "right": lambda: report("batchnorm_forward"),
    "map": lambda: report("batchnorm_backward", batchnorm_backward=NO_SQUARE),
    "columns": lambda: report("batchnorm_backward", batchnorm_backward=MISSING_PATH),
    "vector": lambda: report("batchnorm_forward", batchnorm_forward=BIASED),
    "graph": lambda: graph("batchnorm_forward", "batchnorm_backward", batchnorm_backward=MISSING_PATH),
    "own forward": lambda: graph("batchnorm_forward", "batchnorm_backward", batchnorm_forward=BIASED),
    "boxes": lambda: graph(),
    "played": lambda: played("paths"),
    "answer": answer,
    "progress": progress,
}


def on_page(piece: str, colours: str) -> str:
    """A piece below the headings that a notebook has."""
    body = f'<body style="font-family:sans-serif;{colours}"><main><h1>A notebook</h1><h2>A section</h2>'
    head = '<!doctype html><html lang="en"><head><title>A notebook</title></head>'
    return f"{head}{body}<h3>An exercise</h3>{piece}</main></body></html>"
