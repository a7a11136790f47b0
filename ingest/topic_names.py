"""The names of a topic -> a pattern that finds them in Swedish text, the last word in any form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

PLURAL = r"(?:a|e|o)r(?:na)?"
ENDINGS = rf"(?:a|e|t|n|et|en|na|{PLURAL})?s?"
"""Swedish endings of nouns and adjectives that the last word of a topic's name may have."""


def folded(name: str) -> str:
    """Return a name without what people write differently: case, spaces, composed letters."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of the names, folded, as whole words, the last in any form."""
    forms = "|".join(_forms(folded(name)) for name in names)
    return re.compile(rf"(?<!\w)(?:{forms})(?!\w)")


def _forms(name: str) -> str:
    """Return a pattern for the forms of a name; a last vowel gives way: "unge", "ungar"."""
    if name.endswith(("a", "e")):
        return rf"{re.escape(name[:-1])}(?:{name[-1]}{ENDINGS}|{PLURAL}s?)"
    return re.escape(name) + ENDINGS
