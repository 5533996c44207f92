"""Recomputes every contrast of the house's colours from tokens.css itself."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "courseplatform" / "static" / "css" / "tokens.css"
COLOUR = r"oklch\([^)]*\)|#[0-9a-f]{6}"
PAIR = re.compile(rf"--([\w-]+):\s*light-dark\(({COLOUR}),\s*({COLOUR})\);")

Rgb = tuple[int, int, int]


def to_rgb(value: str) -> Rgb:
    """An sRGB colour from a hex or oklch() text, rounded to 8 bits like a screen does."""
    if value.startswith("#"):
        return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)
    lightness, chroma, hue = (float(part) for part in re.findall(r"[\d.]+", value))
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    lightness /= 100
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    for channel in linear:
        assert -0.001 <= channel <= 1.001, f"{value} lies outside sRGB"
    return tuple(  # type: ignore[return-value]
        round(255 * (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055))
        for c in (min(1.0, max(0.0, channel)) for channel in linear)
    )


def contrast(one: Rgb, other: Rgb) -> float:
    """The WCAG contrast ratio of two colours."""

    def luminance(colour: Rgb) -> float:
        red, green, blue = (
            c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4
            for c in colour
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


TEXT = TOKENS.read_text(encoding="utf-8")
LIGHT = {name: to_rgb(light) for name, light, _dark in PAIR.findall(TEXT)}
DARK = {name: to_rgb(dark) for name, _light, dark in PAIR.findall(TEXT)}
SURFACES = ("desk", "paper", "sunk", "raised")

# What is drawn on what, and the ratio in light and dark that it must keep.
PAIRS = [
    ("ink", "paper", 16.19, 13.66),
    ("ink", "accent-tint", 14.03, 10.80),
    ("accent", "accent-tint", 6.68, 7.41),
    ("on-accent", "accent", 7.71, 10.26),
    ("ink", "mark", 13.28, 7.98),
    ("accent", "mark", 6.32, 5.47),
    ("ok", "ok-tint", 6.19, 7.92),
    ("warn", "warn-tint", 4.90, 9.20),
    ("bad", "bad-tint", 8.22, 5.55),
    ("info", "info-tint", 8.76, 9.23),
    ("on-accent", "ach-ii", 7.36, 8.40),
    ("ink", "ach-i", 10.29, 6.97),
    ("ach-ii", "ach-i", 4.68, 3.91),
    ("ink-2", "paper", 8.64, 8.55),
    ("ink", "ach-c", 12.82, 10.59),
    ("ink", "ach-cc", 7.45, 5.25),
    ("ink-2", "sunk", 7.34, 9.80),
    ("reported", "reported-tint", 6.07, 6.10),
    ("alleged", "alleged-tint", 5.37, 7.89),
    ("reasoned", "reasoned-tint", 10.60, 9.77),
    ("panel", "paper", 4.81, 7.67),
    ("edge", "paper", 4.20, 4.33),
    ("on-accent", "step-1", 8.79, 12.52),
    ("on-accent", "step-2", 4.63, 7.74),
    ("ink", "step-4", 9.61, 6.38),
    ("ink", "step-5", 12.73, 10.07),
]
WORST = [
    ("ink", 13.75, 11.83),
    ("ink-2", 7.34, 7.41),
    ("ink-3", 5.29, 5.96),
    ("accent", 6.55, 8.11),
    ("accent-deep", 9.48, 10.21),
    ("focus", 5.46, 7.99),
    ("edge", 3.57, 3.75),
]


@pytest.mark.parametrize(("above", "below", "light", "dark"), PAIRS)
def test_a_pair_keeps_its_contrast(above: str, below: str, light: float, dark: float) -> None:
    assert contrast(LIGHT[above], LIGHT[below]) == pytest.approx(light, abs=0.02)
    assert contrast(DARK[above], DARK[below]) == pytest.approx(dark, abs=0.02)


@pytest.mark.parametrize(("role", "light", "dark"), WORST)
def test_a_role_keeps_its_contrast_on_the_worst_surface(
    role: str, light: float, dark: float
) -> None:
    for theme, ratio in ((LIGHT, light), (DARK, dark)):
        worst = min(contrast(theme[role], theme[surface]) for surface in SURFACES)
        assert worst == pytest.approx(ratio, abs=0.02)


def test_the_middle_step_carries_ink_by_day_and_the_dark_text_by_night() -> None:
    assert LIGHT["on-step-3"] == LIGHT["ink"]
    assert DARK["on-step-3"] == DARK["on-accent"]
    assert contrast(LIGHT["on-step-3"], LIGHT["step-3"]) == pytest.approx(6.34, abs=0.02)
    assert contrast(DARK["on-step-3"], DARK["step-3"]) == pytest.approx(5.26, abs=0.02)


def test_every_text_and_fill_reaches_aa() -> None:
    for theme in (LIGHT, DARK):
        for above, below, *_ in PAIRS:
            floor = 3.0 if above in {"ach-ii", "edge"} else 4.5
            assert contrast(theme[above], theme[below]) >= floor, (above, below)


def test_browsers_without_light_dark_get_the_same_light_colours() -> None:
    fallback = TEXT.split("@supports not (color: light-dark")[1]
    hexes = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", fallback))
    assert hexes.keys() == LIGHT.keys()
    for name, value in hexes.items():
        assert to_rgb(value) == LIGHT[name], name
