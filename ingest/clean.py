"""Text as it stood in a file -> text as it is read: one form a letter, whole words, plain spaces.

NFC -> ligatures, spaces, hyphens -> without controls -> broken words joined -> lines joined
"""

from __future__ import annotations

import re
import unicodedata

LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip
"""Joined letters of print. NFKC would also turn ½ into 1⁄2 and m² into m2."""

SPACES = "\t\v\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
HYPHENS = "\u2010\u2011"
LINE_ENDS = {"\r\n": "\n", "\r": "\n", "\f": "\n", "\u0085": "\n", "\u2028": "\n", "\u2029": "\n"}
BULLETS = "\uf0b7\uf0a7\uf02d\uf0d8\uf076"  # the Symbol and Wingdings fonts in Word's PDFs
BOXES = "\uf0a3\uf0a8\uf06f\uf071"  # of theirs too, in the forms of Socialstyrelsen: to be ticked
TICKED = "\uf0fe\uf0fd\uf053\uf052"

_REPLACED = str.maketrans(
    LIGATURES
    | dict.fromkeys(SPACES, " ")
    | dict.fromkeys(HYPHENS, "-")
    | dict.fromkeys(BULLETS, "•")
    | dict.fromkeys(BOXES, "☐")
    | dict.fromkeys(TICKED, "☒")
    | {end: "\n" for end in LINE_ENDS if len(end) == 1}
)
_UNPRINTED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f"  # control characters
    "\u061c\u200b\u200e\u200f\u2060-\u2069\u202a-\u202e\ufeff"  # direction, joiners, byte order
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"  # annotation marks, no characters, half pairs
)
# The order of marks on a letter takes the square of their number: 160 000 took 13 s.
_PILED = re.compile("([\u0300-\u036f]{30})[\u0300-\u036f]+")
_ODD = re.compile(f"{_UNPRINTED.pattern}|[{''.join(map(chr, _REPLACED))}]")
_SOFT_BREAK = re.compile("\u00ad[ ]*\n[ ]*|\u00ad")
# Looking back keeps it from being tried at each letter of a word: 70 000 letters took 80 s.
_HYPHEN_AT_END = re.compile(r"-[ ]*\n[ ]*(?=\w)")
_LETTERS_BEFORE = re.compile(r"[^\W\d_]+$")
_LETTERS_AFTER = re.compile(r"[^\W\d_]*")
_GLUED_MARK = re.compile(r"^(•|\d{1,2}(?:\.\d{1,2}){0,3}\.?)(?=[A-ZÅÄÖ][a-zåäö])")
MAX_WORD = 60

COMMON_PART_WORDS = frozenset(
    ["and", "eller", "men", "och", "oder", "og", "or", "respektive", "samt", "som", "till", "und"]
)
"""After a hyphen at a line's end: a left-out part ("in- och utresa"), not a broken word."""

HYPHENATED_FIRST_PARTS = frozenset(["icke", "non", "ex"])
"""First parts that keep their hyphen ("icke-statlig"), also where a line ends there."""


def clean(text: str) -> str:
    """Return the text of one paragraph, its wrapped lines joined into one."""
    return " ".join(clean_lines(text).split())


def clean_lines(text: str) -> str:
    """Return the text with its line ends kept, for tables, lists and verse."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _PILED.sub(r"\1", text))
    if _ODD.search(text):
        text = _UNPRINTED.sub("", text.replace("\r\n", "\n").translate(_REPLACED))
    if "\u00ad" in text:
        text = _SOFT_BREAK.sub("", text)
    return join_broken(text) if "-" in text and "\n" in text else text


def part_mark(text: str) -> str:
    """Return a paragraph with the number or bullet glued to its beginning set apart.

    "5.3Avskaffad preskription" is what is left where a wide space was drawn and not written.
    """
    return _GLUED_MARK.sub(r"\1 ", text, count=1)


def join_broken(text: str) -> str:
    """Join words broken over lines; the hyphen stays in "EU-medborgare" and "in- och utresa"."""
    return _HYPHEN_AT_END.sub(_joint, text)


def _joint(match: re.Match[str]) -> str:
    """Return what joins the word before a hyphen at a line's end to the word after it."""
    text, start, end = match.string, match.start(), match.end()
    before = _LETTERS_BEFORE.search(text[max(0, start - MAX_WORD) : start])
    after = _LETTERS_AFTER.match(text[end : end + MAX_WORD])
    left, right = before[0] if before else "", after[0] if after else ""
    if right.lower() in COMMON_PART_WORDS:
        return "- "
    is_broken = left[-1:].islower() and right[:1].islower() and len(left) > 1
    return "" if is_broken and left.lower() not in HYPHENATED_FIRST_PARTS else "-"
