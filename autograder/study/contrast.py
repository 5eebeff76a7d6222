"""Colours and the contrast between them, as WCAG 2.2 defines it (success criterion 1.4.3)."""

from __future__ import annotations

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
