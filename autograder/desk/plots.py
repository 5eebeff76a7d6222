"""The page's one picture: the distribution of scores, as SVG that needs no library in the browser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from autograder.desk.statistics import Bin
from autograder.desk.tables import points

WIDTH, HEIGHT = 640, 240
LEFT, TOP, BOTTOM = 8, 22, 40  # room for the letters, in the picture's own units


def histogram(bins: Sequence[Bin]) -> Markup:
    """Bars with their counts above and their limits below; read aloud as one sentence."""
    title = "Distribution of automatic scores"
    said = "; ".join(f"{points(bar.low)} to {points(bar.high)}: {bar.count}" for bar in bins)
    return Markup(
        f'<svg role="img" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' aria-labelledby="scores-title scores-desc"><title id="scores-title">{title}</title>'
        f'<desc id="scores-desc">{escape(said)}</desc>{"".join(_parts(bins))}</svg>'
    )


def _parts(bins: Sequence[Bin]) -> Iterator[str]:
    most = max((bar.count for bar in bins), default=0) or 1
    step = (WIDTH - 2 * LEFT) / max(len(bins), 1)
    floor = HEIGHT - BOTTOM
    for number, bar in enumerate(bins):
        height = (floor - TOP) * bar.count / most
        x, middle = LEFT + number * step, LEFT + (number + 0.5) * step
        yield (
            f'<rect x="{x + 2:.1f}" y="{floor - height:.1f}" width="{step - 4:.1f}" height="{height:.1f}"'
            ' fill="#1f6f8b"/>'
        )
        if bar.count:
            yield f'<text x="{middle:.1f}" y="{floor - height - 6:.1f}" text-anchor="middle">{bar.count}</text>'
        anchor = "middle" if number else "start"
        yield f'<text x="{x:.1f}" y="{floor + 18}" text-anchor="{anchor}">{points(bar.low)}</text>'
    if bins:
        yield f'<text x="{WIDTH - LEFT}" y="{floor + 18}" text-anchor="end">{points(bins[-1].high)}</text>'
    yield f'<line x1="{LEFT}" y1="{floor}" x2="{WIDTH - LEFT}" y2="{floor}" stroke="#1b1f24"/>'
    yield f'<text x="{WIDTH / 2}" y="{HEIGHT - 4}" text-anchor="middle">automatic points</text>'
