"""Elements of inline pictures, as text: no library, no identifiers (a notebook shows many pictures at once).

What is drawn in `currentColor` has the colour of the text around it, so it is seen on light and dark pages.

Contrast between colours is what WCAG 2.2 defines (success criterion 1.4.3).
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from autograder.languages.letters import css_fonts
from autograder.sentences import spoken_language


def svg_picture(width: float, height: float, *, title: str, description: str, parts: Iterable[str]) -> str:
    """An SVG element with its text alternative; it shrinks with the page and never grows."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width:g} {height:g}"'
        f' style="width:100%;max-width:{width:g}px;height:auto;font:13px {css_fonts(spoken_language())}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(parts)}</svg>"
    )


def text(
    x: float, y: float, words: str, *, anchor: str = "middle", fill: str = "currentColor", size: float = 13
) -> str:
    """Words centred at a height; `anchor` is start, middle or end."""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" dominant-baseline="central" fill="{fill}"'
        f' font-size="{size:g}">{escape(words)}</text>'
    )


def line(x1: float, y1: float, x2: float, y2: float, *, width: float = 1.5, dash: str = "") -> str:
    """A straight line in the colour of the text."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="currentColor"'
        f' stroke-width="{width:g}"{dashed}/>'
    )


def box(
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    fill: str = "none",
    stroke: str = "currentColor",
    line_width: float = 1.5,
    round_by: float = 0,
) -> str:
    """A rectangle from its upper left corner."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_by:g}" fill="{fill}"'
        f' stroke="{stroke}" stroke-width="{line_width:g}"/>'
    )


def dot(x: float, y: float, radius: float, *, filled: bool) -> str:
    """A disc, or a ring."""
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{"currentColor" if filled else "none"}"'
        ' stroke="currentColor" stroke-width="1.5"/>'
    )


def polygon(points: Iterable[tuple[float, float]]) -> str:
    """A filled polygon in the colour of the text."""
    corners = " ".join(f"{x:g},{y:g}" for x, y in points)
    return f'<polygon points="{corners}" fill="currentColor"/>'


WHITE, BLACK = "#ffffff", "#000000"

Rgb = tuple[float, float, float]


def ratio(one: str, other: str) -> float:
    """The contrast ratio of two colours written as #rrggbb, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(background: str) -> str:
    """Black or white, whichever stands out more; the ratio is at least 4.58 on any background."""
    return max(WHITE, BLACK, key=lambda colour: ratio(colour, background))


def between(one: str, other: str, share: float) -> str:
    """The colour that has gone `share` (0 to 1) of the way from one to the other."""
    mixed = [round(a + share * (b - a)) for a, b in zip(_rgb(one), _rgb(other), strict=True)]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    parts = [value / 255 for value in _rgb(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
