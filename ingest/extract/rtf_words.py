"""The control words of rich text that bear on what a reader sees (RTF specification 1.9.1)."""

from __future__ import annotations

SIGNS = {
    "tab": " ", "line": "\n", "softline": "\n", "lbr": "\n", "page": "\n", "column": "\n",
    "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "qmspace": " ",
    "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "~": " ", "_": "-", "-": "", "\\": "\\", "{": "{", "}": "}",
}  # fmt: skip
"""Words and symbols that stand for a character."""

PARAGRAPH_ENDS = frozenset({"par", "sect", "\n", "\r"})
REPEATED = frozenset(f"{place}{page}" for place in ("header", "footer") for page in ("", *"lrf"))
"""Destinations of what stands at the head or the foot of pages."""

PASSED_THROUGH = frozenset({"shpinst", "do", "dptxbxtext", "shptxt", "shprslt", "shp", "ud"})
"""Starred destinations that hold text for all that."""

SKIPPED = frozenset(
    {"annotation", "atnauthor", "atndate", "atnid", "atntime", "bkmkend", "bkmkstart", "blipuid"}
    | {"colortbl", "comment", "datafield", "datastore", "fchars", "ffdeftext", "ffname", "filetbl"}
    | {"fldinst", "fontemb", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn"}
    | {"generator", "lchars", "listtable", "listoverridetable", "nonshppict", "objdata", "objclass"}
    | {"pict", "pntxta", "pntxtb", "private", "revtbl", "rsidtbl", "shppict", "sn", "sp", "sv"}
    | {"tc", "tcn", "template", "themedata", "upr", "userprops", "xe", "xmlnstbl"}
)
"""Destinations without text that a reader sees; comments and index entries among them."""

INFO = {
    "title": "title",
    "author": "author",
    "subject": "description",
    "keywords": "keywords",
    "creatim": "created",
    "revtim": "modified",
}
"""Words of the \\info group, and the metadata field each may speak for; as for PDF."""
DATES = {"yr": 4, "mo": 2, "dy": 2}
"""The parts of a date and how many digits each has."""

CHARACTER_SETS = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
FONT_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250",
}  # fmt: skip
"""\\fcharset of a font, and the code page of its letters; others have the document's own."""
SYMBOL_CHARSET = 2
