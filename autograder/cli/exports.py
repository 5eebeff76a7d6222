"""Commands that hand marks, or the checks, to other platforms."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.options import Wrong, assignment_named, nbgrader_here, refusals


@click.command()
@click.argument("assignments", nargs=-1)
@click.option("--to", type=click.Path(path_type=Path), help="The file or folder to write.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["nbgrader", "criteria", "canvas", "gradescope"]),
    default="nbgrader",
    show_default=True,
    help="For whom it is written; all but nbgrader take one assignment.",
)
@click.option("--template", type=click.Path(path_type=Path), help="canvas: the gradebook that Canvas exported.")
@click.option("--column", help="canvas: the assignment's title there, if it is not the title here.")
def export(
    assignments: tuple[str, ...], to: Path | None, form: str, template: Path | None, column: str | None
) -> None:
    """Write the gradebook of ASSIGNMENTS, or of all, as CSV, with the state of every student."""
    chosen = [assignment_named(name) for name in assignments]
    if form != "nbgrader" and len(chosen) != 1:
        raise Wrong(f"--format {form} takes one assignment.")
    if (form == "canvas") != (template is not None):
        raise Wrong("--format canvas and --template belong together: the file that Canvas exported.")
    with nbgrader_here():
        from autograder.assignment import find_course
        from autograder.exports.canvas import export_canvas
        from autograder.exports.criteria import export_criteria
        from autograder.exports.gradescope import export_gradescope
        from autograder.nbgrader.export import export_course
    with refusals():
        course = find_course()
        if form == "criteria":
            to = to or Path(f"{chosen[0].name}-criteria.csv")
            export_criteria(course, chosen[0], to)
        elif form == "gradescope":
            to = to or Path(f"{chosen[0].name}-gradescope")
            done, without = export_gradescope(course, chosen[0], to)
            click.echo(f"{done} result{'' if done == 1 else 's'}.")
            if without:
                click.echo(f"No result, for nothing is marked: {', '.join(without)}.", err=True)
        elif template is not None:
            to = to or Path(f"{chosen[0].name}-canvas.csv")
            click.echo(export_canvas(course, chosen[0], template, to, column).text, err=True)
        else:
            to = to or Path("grades.csv")
            export_course(course, [row.name for row in chosen], to)
    click.echo(str(to))


@click.command()
@click.argument("assignment")
@click.option(
    "--to", type=click.Path(path_type=Path), help="The archive; ASSIGNMENT-gradescope.zip unless given."
)
@click.option("--allow-limits", is_flag=True, help="Mark even where Gradescope's machine offers no wall.")
def gradescope(assignment: str, to: Path | None, allow_limits: bool) -> None:
    """Pack an autograder for Gradescope that runs the hidden checks of ASSIGNMENT there."""
    from autograder.assignment import find_course
    from autograder.exports.gradescope import pack_gradescope

    chosen = assignment_named(assignment)
    with refusals():
        click.echo(
            pack_gradescope(find_course(), chosen, to or Path(f"{assignment}-gradescope.zip"), allow_limits)
        )
