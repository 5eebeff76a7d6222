"""A report as plain text: for terminals, converted notebooks, and wherever HTML is not shown."""

from __future__ import annotations

import textwrap

from autograder.study.report import Report, remarks, state

WIDTH = 100


def report_text(report: Report) -> str:
    """The report in lines of at most 100 columns; what several lines have in common is said once."""
    text = [report.title]
    said: set[str] = set()
    for line in report.lines:
        worth = "" if report.practice else f" ({line.line.points:g})"
        text.append(f"  {state(line).word:<24}{line.line.name}{worth}")
        by_kind = {remark.kind: remark.text for remark in remarks(line)}
        message = " ".join(by_kind[kind] for kind in ("found", "mistake") if kind in by_kind)
        hint = f"Hint: {by_kind['hint']}" if "hint" in by_kind else ""
        for sentence in (message, hint):
            if sentence and sentence not in said:
                said.add(sentence)
                text.append(textwrap.indent(textwrap.fill(sentence, WIDTH - 6), 6 * " "))
    text += [textwrap.fill(end, WIDTH, initial_indent="  ", subsequent_indent="  ") for end in _endings(report)]
    return "\n".join(text)


def _endings(report: Report) -> tuple[str, ...]:
    return tuple(end for end in (report.closing, report.note) if end)
