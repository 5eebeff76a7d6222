"""Is this machine fit to mark? The wall, proved by attempts, and two submissions of known marks."""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path

from packaging.requirements import Requirement  # pytest brings it
from packaging.specifiers import SpecifierSet

from autograder.assignment import Assignment
from autograder.errors import WorkerError
from autograder.grading import Grader
from autograder.instructor.escapes import ESCAPES, outside_the_wall
from autograder.release.engine import DISTRIBUTION
from autograder.report import ScoreReport, Status
from autograder.sandbox.client import Sandbox
from autograder.sandbox.steps import Failure, Ref, Step
from autograder.sentences import Said, Sentence, say, say_all


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, whether it is well, and what was seen."""

    what: Said
    good: bool
    seen: Said


def examine(assignment: Assignment, course: Path) -> Iterator[Finding]:
    """Look at everything that marking rests on, one finding at a time."""
    yield from installed_versions(DISTRIBUTION, "grading")
    yield from _wall(assignment, course)
    yield from _known_marks(assignment)


def installed_versions(name: str, extra: str) -> Iterator[Finding]:
    """Python and the packages that a distribution needs with an extra, by what its own metadata asks for.

    Packages of other extras are looked at where they are installed. Its sister, the solutions, is none of
    them: a course has them, or nothing else here would run.
    """
    try:
        about = metadata(name)
    except PackageNotFoundError:
        text = '{name} is not installed here; run: pip install "{name}[{extra}]"'
        yield Finding(say("packages"), False, say(text, name=name, extra=extra))
        return
    wanted, here = str(about["Requires-Python"] or ""), platform.python_version()
    good = SpecifierSet(wanted).contains(here, prereleases=True)
    asks = say(
        "{here}, and {name} {version} needs {wanted}",
        here=here,
        name=name,
        version=about["Version"],
        wanted=wanted,
    )
    yield Finding(say("Python"), good, here if good else asks)
    others = about.get_all("Provides-Extra") or ()
    found: dict[str, Finding] = {}  # extras may ask for the same
    for line in about.get_all("Requires-Dist") or ():
        requirement = Requirement(line)
        needed = _is_asked(requirement, "", extra)
        package, versions = requirement.name, requirement.specifier
        if package.startswith(name) or not (needed or _is_asked(requirement, *others)):
            continue
        try:
            here = version(package)
        except PackageNotFoundError:
            if needed:
                text = 'not installed; run: pip install "{name}[{extra}]"'
                found[package] = Finding(package, False, say(text, name=name, extra=extra))
            continue
        good = versions.contains(here, prereleases=True)
        asks = say(
            '{here}, and {name} {version} needs {versions}; run: pip install "{name}[{extra}]"',
            here=here,
            name=name,
            version=about["Version"],
            versions=str(versions),
            extra=extra,
        )
        found[package] = Finding(package, good, here if good else asks)
    yield from (row for row in found.values() if not row.good)
    well = ", ".join(f"{row.what} {row.seen}" for row in found.values() if row.good)
    yield Finding(say("packages"), True, well)


def _is_asked(requirement: Requirement, *extras: str) -> bool:
    """Whether it is asked for on this machine with one of these extras; the empty one is asked for by all."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)


def _wall(assignment: Assignment, course: Path) -> Iterator[Finding]:
    with Sandbox(limits=assignment.limits) as sandbox:
        try:
            level = sandbox.isolation
        except WorkerError as error:
            yield Finding(say("wall"), False, error.said)
            return
        said = say("isolation: {isolation}", isolation=level)
        yield Finding(say("wall"), level == "full", say_all((said, sandbox.isolation_reason)))
        with outside_the_wall(course) as outside:
            for what, attempts in ESCAPES.items():
                yield _attempted(sandbox, what, {code: outside.source(code) for code in attempts})


def _attempted(sandbox: Sandbox, what: Sentence, attempts: Mapping[str, str]) -> Finding:
    """Make the attempts, each in a worker of its own, for some would end it."""
    names, worked = dict[str, None](), []
    for code, source in attempts.items():
        with sandbox.open((("attempt", source),)) as session:
            session.reset()
            (got,) = session.run((Step("name", ("attempt",)), Step("call", (Ref(0),))), (1,))
        if isinstance(got, Failure):
            names[got.type_name or got.kind] = None
        else:
            worked.append(code)
    if worked:
        return Finding(what, False, say("it worked: {ways}", ways="; ".join(worked)))
    text = "stopped in 1 way ({names})" if len(attempts) == 1 else "stopped in {number} ways ({names})"
    return Finding(what, True, say(text, number=len(attempts), names=", ".join(names)))


def _known_marks(assignment: Assignment) -> Iterator[Finding]:
    """The solution must earn everything, an empty file nothing."""
    with Grader(assignment, name_mistakes=False) as grader, tempfile.TemporaryDirectory() as folder:
        right = grader.grade(assignment.source)
        good = right.status is Status.GRADED and right.score == right.max_score
        yield Finding(say("the solution earns everything"), good, _points(right))
        empty = Path(folder) / "empty.py"
        empty.write_text("pass\n", encoding="utf-8")
        wrong = grader.grade(empty)
        good = wrong.status is Status.GRADED and wrong.score == 0.0
        yield Finding(say("an empty file earns nothing"), good, _points(wrong))


def _points(report: ScoreReport) -> Sentence:
    return say("{part} of {whole}", part=f"{report.score:g}", whole=f"{report.max_score:g}")
