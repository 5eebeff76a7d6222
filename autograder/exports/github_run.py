"""What the workflow starts on GitHub: one submission marked, a summary of the job, and `result.json`.

    python -m autograder.exports.github_run COURSE ASSIGNMENT SUBMISSION RESULTS

COURSE holds solutions/; SUBMISSION is a checkout of the student's repository; RESULTS becomes a folder with
`report.json`, the score report as everywhere, and `result.json` in the form of Classroom 50
("classroom50/result/v1", described in the wiki of foundation50/classroom50, page Advanced Autograding). Its
points are whole numbers, so all are multiplied by the smallest power of ten that makes them so; `factor` says
which. nbgrader is not there.
"""

from __future__ import annotations

import datetime
import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.assignment import find_assignment
from autograder.errors import AutograderError
from autograder.exports.one_folder import mark_folder
from autograder.files import write_whole
from autograder.report import ScoreReport, to_json
from autograder.sentences import Sentence, in_words
from autograder.submission.notebook import clean_text
from autograder.translation.shown import speaking_of

RESULT_SCHEMA = "classroom50/result/v1"


def mark_for_github(
    course: Path, name: str, submission: Path, results: Path, environment: Mapping[str, str]
) -> str:
    """Mark what lies in `submission`, write both files into `results`, and give the summary in Markdown.

    Raises:
        AutograderError: the submission could not be marked by any fault of its own; no result is written.
    """
    assignment = find_assignment(course, name)
    report = mark_folder(assignment, submission, allow_limits=False)
    results.mkdir(parents=True, exist_ok=True)
    write_whole(results / "report.json", to_json(report) + "\n")
    found = result(report, environment, commit_of(submission))
    write_whole(results / "result.json", json.dumps(found, indent=1) + "\n")
    with speaking_of(assignment, report.language):
        return job_summary(report)


def result(report: ScoreReport, environment: Mapping[str, str], commit: str) -> dict[str, Any]:
    """The report in the form of Classroom 50."""
    factor = _factor([row.points for row in report.automatic] + [row.earned for row in report.automatic])
    owner, _, repository = environment.get("REPOSITORY", "").partition("/")
    server = environment.get("GITHUB_SERVER_URL", "https://github.com")
    here, run = environment.get("GITHUB_REPOSITORY", ""), environment.get("GITHUB_RUN_ID", "")
    return {
        "schema": RESULT_SCHEMA,
        "classroom": owner,
        "assignment": report.assignment,
        "submission": repository,
        "commit": commit,
        "release": "",
        "review": f"{server}/{here}/actions/runs/{run}" if run else "",
        "datetime": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "factor": factor,
        "score": round(report.score * factor),
        "max-score": round(report.max_score * factor),
        "tests": [
            {
                "test-name": f"{row.exercise}: {row.name}",
                "passed": row.earned >= row.points,
                "score": round(row.earned * factor),
                "max-score": round(row.points * factor),
            }
            for row in report.automatic
        ],
    }


def _factor(points: list[float]) -> int:
    """The smallest power of ten by which all these points are whole numbers."""
    for factor in (1, 10, 100):
        if all(round(one * factor, 6).is_integer() for one in points):
            return factor
    return 1000


def job_summary(report: ScoreReport) -> str:
    """The report as GitHub shows it below a job: a table of criteria, with what is said of lost points."""
    lines = [f"## {_cell(report.assignment)}: {report.score:g} of {report.max_score:g} points", ""]
    mended = (in_words("Mended: {said}", said=line) for line in report.repairs)
    said = [report.message, *map(str, report.warnings), *mended]
    lines += [f"{_cell(line)}\n" for line in said if line]
    if report.automatic:
        lines += ["| exercise | criterion | points | |", "| --- | --- | ---: | --- |"]
    for row in report.automatic:
        hint = " " + in_words("Hint: {hint}", hint=row.hint) if row.hint else ""
        words = "" if row.earned >= row.points else _cell(f"{row.message}{hint}")
        criterion = _cell(str(Sentence(row.name)))
        lines.append(f"| {_cell(row.exercise)} | {criterion} | {row.earned:g}/{row.points:g} | {words} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """A text that stays within its cell and is no markup, whoever wrote it."""
    plain = html.escape(" ".join(clean_text(text).split()), quote=False)
    return re.sub(r"([\\`*_\[\]|~#!])", r"\\\1", plain)


def commit_of(submission: Path) -> str:
    """The commit that is marked; nothing where the folder is no checkout."""
    asked = ["git", "-c", f"safe.directory={submission.resolve()}", "-C", str(submission), "rev-parse", "HEAD"]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def run_marking(arguments: list[str]) -> int:
    """Exit status 0 if there is a result; the summary goes where GitHub wants it, or to standard output."""
    course, name, submission, results = arguments
    try:
        text = mark_for_github(Path(course), name, Path(submission), Path(results), os.environ)
    except AutograderError as error:
        print(f"autograder: {error}", file=sys.stderr)
        return 1
    place = os.environ.get("GITHUB_STEP_SUMMARY")
    if place:
        with Path(place).open("a", encoding="utf-8") as stream:
            stream.write(text)
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(run_marking(sys.argv[1:]))
