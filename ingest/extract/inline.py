"""A paragraph of Markdown -> its text: links by their words, other marks gone."""

from __future__ import annotations

import re
from html import unescape

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_IMAGE = re.compile(r"!\[[^\]]{0,999}\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]{0,99}\])")
_LINK = re.compile(
    r"\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"(?:\((?:<[^<>]*>|[^()\s]*(?:\([^()]*\)[^()\s]*)*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
    r"|\[[^\]]{0,99}\])"
)
_ADDRESS = re.compile(r"<((?:https?|mailto):[^<>\s]+)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_NOTE_MARK = re.compile(r"\[\^([^\]]{1,99})\]")
_CODE = re.compile(r"(?<!`)(?P<ticks>`{1,9})(?!`)(?P<text>.{1,999}?)(?<!`)(?P=ticks)(?!`)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,999}?)(?<=\S)\1")
_EMPHASIS = re.compile(
    r"(?<!\d)\*(?=[^\s*])([^*]{1,999}?)(?<=\S)\*|(?<!\w)_(?=[^\s_])([^_]{1,999}?)(?<=\S)_(?!\w)"
)
_STRUCK = re.compile(r"~~(?=\S)(.{1,999}?)(?<=\S)~~")
# Lengths are bounded, as marks that never close would be looked for to the end from each of them.
_FIRST_PRIVATE = 0xE000
"""Escaped characters are kept from the rules in Unicode's private area, 256 of them from here."""


def plain(markdown: str) -> str:
    """Return the text that a reader of the rendered paragraph would see, without its pictures."""
    text = _ESCAPED.sub(lambda found: chr(_FIRST_PRIVATE + ord(found[1])), markdown)
    text = _IMAGE.sub("", text)
    text = _LINK.sub(lambda found: found["text"], text)
    text = _TAG.sub(" ", _ADDRESS.sub(lambda found: found[1], text))
    text = _NOTE_MARK.sub(lambda found: f"[{found[1]}]", text)
    text = _CODE.sub(lambda found: found["text"].strip(), text)
    for marks in (_STRONG, _EMPHASIS, _EMPHASIS, _STRUCK):
        text = marks.sub(lambda found: next(filter(None, reversed(found.groups()))), text)
    return unescape(_unescaped(text))


def _unescaped(text: str) -> str:
    return "".join(
        chr(ord(char) - _FIRST_PRIVATE) if 0 <= ord(char) - _FIRST_PRIVATE < 128 else char
        for char in text
    )
