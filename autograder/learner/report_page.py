"""A report as a piece of HTML for a notebook: headings, a list, words beside every sign, no script.

It has the colours of the page it stands on; only the badges bring their own, with white letters. Everything
comes through `html.escape`. Where a viewer drops styles and pictures, every word is still there.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from autograder.languages.letters import spoken_tag
from autograder.learner.drawing.pictures import COLUMNS, ROWS, picture
from autograder.learner.public import PublicLine
from autograder.learner.remarks import FAILED, PASSED, Report, State, printed_title, remarks, state
from autograder.marking.verdict import Compared
from autograder.sentences import Sentence, in_words

SHADES = {"good": "#1a6b3c", "bad": "#a3260f", "open": "#6b4e00", "later": "#3f4a5a"}
"""The background of a badge, for each kind of state."""

_BADGES = "".join(f".autograder .{kind} .badge{{background:{shade}}}" for kind, shade in SHADES.items())

STYLE = (
    "<style>"
    ".autograder{max-width:62em;line-height:1.45}"
    ".autograder h4{margin:.4em 0;font-size:1.1em}"
    ".autograder ul{list-style:none;margin:0;padding:0}"
    ".autograder li{margin:.45em 0;padding:0 0 0 .2em}"
    ".autograder p{margin:.15em 0}"
    ".autograder .badge{display:inline-block;padding:0 .5em;border-radius:.25em;color:#ffffff;font-weight:600}"
    f"{_BADGES}"
    ".autograder .more{margin:.15em 0 .3em .6em;padding-left:.9em;border-left:3px solid currentColor}"
    ".autograder figure{margin:.5em 0}"
    ".autograder caption{word-break:keep-all}"
    ".autograder td,.autograder th{padding:.1em .6em;text-align:right}"
    ".autograder summary{cursor:pointer}"
    "</style>"
)


def report_html(report: Report) -> str:
    """The report as one section."""
    said: set[Sentence] = set()
    return section(
        in_words("Report on {exercise}", exercise=report.exercise),
        [
            f"<h4>{escape(in_words('{title}: {counts}', title=report.title, counts=report.counts))}</h4>",
            '<ul role="list">',
            *(_item(line, said, practice=report.practice) for line in report.lines),
            "</ul>",
            *_printed(report),
            *(f"<p>{escape(end)}</p>" for end in (report.closing, _next(report), report.note) if end),
        ],
    )


def _printed(report: Report) -> Iterator[str]:
    """The beginning of what the functions printed."""
    if report.printed and report.printed.lines:
        yield f"<p>{escape(printed_title(report.printed))}</p>"
        yield f"<pre>{escape(chr(10).join(report.printed.lines))}</pre>"


def section(label: str, parts: list[str]) -> str:
    """A part of a page with its name and its style."""
    named = f'lang="{spoken_tag()}" aria-label="{escape(label)}"'
    return f'<section class="autograder" {named}>{STYLE}{"".join(parts)}</section>'


def badge(of: State) -> str:
    """Sign and word; the sign is not read aloud, the word is."""
    return (
        f'<span class="badge"><span aria-hidden="true">{escape(of.sign)} </span>{escape(str(of.word))}</span>'
    )


def _item(line: PublicLine, said: set[Sentence], *, practice: bool) -> str:
    of = state(line)
    points = (
        in_words("1 point") if line.line.points == 1 else in_words("{points:g} points", points=line.line.points)
    )
    worth = "" if practice else in_words(" ({points})", points=points)
    more = "".join(_more(line, said))
    below = f'<div class="more">{more}</div>' if more else ""
    name = escape(str(Sentence(line.line.name)))
    return f'<li class="{of.kind}"><p>{badge(of)} <strong>{name}</strong>{worth}</p>{below}</li>'


def _more(line: PublicLine, said: set[Sentence]) -> Iterator[str]:
    """What is asked, unless it passed; then what was found, each thing once in a report."""
    if state(line) is not PASSED:
        yield f"<p>{escape(in_words('Asked: {asks}.', asks=Sentence(line.line.asks)))}</p>"
    for remark in remarks(line):
        if remark.said in said:
            continue
        said.add(remark.said)
        words = escape(str(remark.said))
        if remark.kind == "hint":
            yield f"<details><summary>{in_words('Hint')}</summary><p>{words}</p></details>"
        elif remark.kind == "mistake":
            yield f"<p><strong>{words}</strong></p>"
        else:
            yield f"<p>{words}</p>"
    if line.compared and state(line) is FAILED:
        yield from _seen(line.compared)


def _seen(compared: Compared) -> Iterator[str]:
    """The picture of the difference, and the values folded away below it."""
    drawn = picture(compared)
    if drawn:
        yield f"<figure>{drawn.svg}<figcaption>{escape(drawn.caption)}</figcaption></figure>"
    table = _values(compared)
    if table:
        all_values = in_words("All values of {what}", what=compared.what)
        yield f"<details><summary>{escape(all_values)}</summary>{table}</details>"


def _values(compared: Compared) -> str:
    """Got and expected, entry by entry; empty for what is too large to read, or too deep for a table."""
    got, expected, wrong = compared.got, compared.expected, compared.wrong
    if got.ndim == 1:
        got, expected, wrong = got[None], expected[None], wrong[None]
    if got.ndim != 2 or got.shape[0] > ROWS or got.shape[1] > COLUMNS:
        return ""
    head = "".join(f'<th scope="col">{j}</th>' for j in range(got.shape[1]))
    rows = []
    for i in range(len(got)):
        cells = "".join(
            f"<td>{got[i, j]:.5g} ✗<br/>{in_words('expected {value:.5g}', value=expected[i, j])}</td>"
            if wrong[i, j]
            else f"<td>{got[i, j]:.5g} ✓</td>"
            for j in range(got.shape[1])
        )
        rows.append(f'<tr><th scope="row">{i}</th>{cells}</tr>')
    caption = in_words("{what}: yours, and where it is wrong (✗) what was expected", what=compared.what)
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _next(report: Report) -> str:
    """What to ask when something failed."""
    if not report.failed or report.hidden:
        return ""
    name = f"{report.exercise}/{Sentence(report.failed[0].line.name)}"  # hint() knows it by this name as well
    return in_words('For help in small steps: hint("{name}")', name=name)
