"""The style sheet's colours hold WCAG 2.1 AA; nothing in it fetches anything."""

import re
from itertools import product

import pytest

from ui import shell

CSS = (shell.ASSETS / "lykta.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"--lk-([\w-]+): (#[0-9a-f]{6});")
SCHEMES = [dict(COLOUR.findall(part)) for part in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)]
"""The colours by day and by night."""
GROUNDS = ("ground", "soft", "note", "alarm", "mark")


def luminance(colour: str) -> float:
    """Return the relative luminance that WCAG 2.1 defines."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_wcag_s() -> None:
    """Black on white is 21, and #767676 on white is the well-known edge of AA."""
    assert round(contrast("#000000", "#ffffff"), 1) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


def test_the_night_has_every_colour_of_the_day() -> None:
    """A colour that has no other by night would be light under light text."""
    day, night = SCHEMES

    assert day.keys() == night.keys()


@pytest.mark.parametrize("colours", SCHEMES, ids=["day", "night"])
@pytest.mark.parametrize(("text", "ground"), [*product(("ink", "quiet", "link"), GROUNDS)])
def test_text_can_be_read_on_every_ground(colours: dict[str, str], text: str, ground: str) -> None:
    """4.5 to 1 for text of every size."""
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("colours", SCHEMES, ids=["day", "night"])
def test_edges_of_fields_can_be_seen(colours: dict[str, str]) -> None:
    """3 to 1 for what shows where a field is."""
    assert contrast(colours["edge"], colours["ground"]) >= 3


def test_no_ground_of_text_is_the_same_by_day_and_by_night() -> None:
    """Only paper is white by night too: pictures of pages, and the marks on them."""
    fixed = re.findall(r"^(\S[^{]*) \{[^}]*background: #", CSS, flags=re.MULTILINE)

    assert all(rule.startswith((".lk-print", ".lk-overview", ".lk-found")) for rule in fixed), fixed


def test_the_style_fetches_nothing() -> None:
    """No import, no font or picture from anywhere."""
    assert not re.search(r"url\(|@import|@font-face", CSS)


def test_no_class_is_styled_as_two_things() -> None:
    """A chart's bar that was called as the bar over a list made that one a finger wide."""
    rules = re.findall(r"^\.(lk-[a-z-]+) \{", CSS, flags=re.MULTILINE)

    assert sorted(rules) == sorted(set(rules))
