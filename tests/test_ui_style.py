"""The style sheet's colours hold WCAG 2.1 AA; nothing in it fetches anything."""

import re
from itertools import product

import pytest

from ui import shell

CSS = (shell.ASSETS / "lykta.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--lk-([\w-]+): (#[0-9a-f]{6});", CSS))
GROUNDS = ("ground", "soft", "note", "mark")


def luminance(colour: str) -> float:
    """Return the relative luminance that WCAG 2.1 defines."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_wcag_s() -> None:
    """Black on white is 21, and #767676 on white is the well-known edge of AA."""
    COLOURS.update(black="#000000", white="#ffffff", edge_of_aa="#767676")

    assert round(contrast("black", "white"), 1) == 21
    assert round(contrast("edge_of_aa", "white"), 2) == 4.54


@pytest.mark.parametrize(("text", "ground"), [*product(("ink", "quiet", "link"), GROUNDS)])
def test_text_can_be_read_on_every_ground(text: str, ground: str) -> None:
    """4.5 to 1 for text of every size."""
    assert contrast(text, ground) >= 4.5


def test_edges_of_fields_can_be_seen() -> None:
    """3 to 1 for what shows where a field is."""
    assert contrast("edge", "ground") >= 3


def test_the_style_fetches_nothing() -> None:
    """No import, no font or picture from anywhere."""
    assert not re.search(r"url\(|@import|@font-face", CSS)


def test_no_class_is_styled_as_two_things() -> None:
    """A chart's bar that was called as the bar over a list made that one a finger wide."""
    rules = re.findall(r"^\.(lk-[a-z-]+) \{", CSS, flags=re.MULTILINE)

    assert sorted(rules) == sorted(set(rules))
