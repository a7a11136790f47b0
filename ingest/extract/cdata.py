"""XHTML's CDATA sections -> the text or the markup in them, as a page's parser reads it.

HTML has no such sections: its parser takes `<![CDATA[` for a comment that ends at the next `>`, so
that text went missing and a stray `]]>` stood where it ended.
"""

from __future__ import annotations

import re
from html import escape
from typing import Final

_OPENS: Final = "<![CDATA["
_MAX_HEAD_CHARS: Final = 5_000  # how far in the root is looked for: after a doctype and comments
_ROOT: Final = re.compile(r"<(?P<name>[A-Za-z_][\w:.-]*)(?P<attributes>[^<>]*)")
_UNLOOKED: Final = re.compile(
    r"<(script|style)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)"
    r"|<!\[CDATA\[(?P<held>.*?)(?:\]\]>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
"""What ends only at its own end. In scripts the markers are comments, and no text is shown."""


def opened(text: str) -> str:
    """Return a page without CDATA sections, as XML understands them; HTML is returned as it is.

    In a page they hold letters; in other XML, an article's or a feed's, a page that was packed.
    """
    if _OPENS not in text:
        return text
    root = _ROOT.search(text, 0, _MAX_HEAD_CHARS)
    is_page = root is not None and root["name"].lower() == "html"
    is_xml = text.lstrip("\ufeff \t\r\n").startswith("<?xml")
    if not is_xml and not (root and "xmlns" in root["attributes"]):
        return text

    def written(match: re.Match[str]) -> str:
        held = match["held"]
        if held is None:
            return match[0]
        return escape(held, quote=False) if is_page else held

    return _UNLOOKED.sub(written, text)
