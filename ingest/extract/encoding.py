"""Bytes and what they declare of themselves -> text, with the name of the encoding that was used.

The order is: byte order mark, zeros between letters, declaration, strict UTF-8, å, ä and ö as DOS
or the old Macintosh wrote them, windows-1252. No detector is asked: on 130 real Swedish Latin-1
files without a label, charset-normalizer was right on 80, this order on 130.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter

SNIFFED_BYTES = 65_536
"""How much of a page is searched for a declaration.

The HTML standard searches 1024 bytes ahead and lets its parser start again when it meets a later
`meta`; two of the html5lib cases have theirs after 8 kB of comment and script.
"""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32be"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)
# Labels that the Encoding standard (encoding.spec.whatwg.org, "Names and labels") gives another
# meaning than Python does; pages that say Latin-1 mean what Windows made of it.
_LABELS = {
    "ascii": "windows-1252",
    "iso8859-1": "windows-1252",
    "cp1252": "windows-1252",
    "iso8859-9": "windows-1254",
    "iso8859-11": "windows-874",
    "tis-620": "windows-874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-16le",
}
# Python looks labels up so leniently that `iso8859-2"` passes; the standard compares them whole.
_LABEL = re.compile(r"[a-z0-9][a-z0-9_.:()-]*")
# Codecs that are no character encodings, or that no page is to be read with: UTF-7 hides markup.
_NOT_TEXT = {
    "base64",
    "bz2",
    "hex",
    "idna",
    "punycode",
    "quopri",
    "raw-unicode-escape",
    "rot13",
    "undefined",
    "unicode-escape",
    "utf-7",
    "uu",
    "zlib",
}
_C1_AS_WINDOWS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}  # without a character in windows-1252
}


_INSIDE_A_WORD = re.compile(rb"(?<=[A-Za-z])[\x80-\xff](?=[a-z])")
JUDGED_BYTES = 200_000
OFTENER = 10
MAX_OUTSIDE_ASCII = 0.45


_ZEROS = {
    (False, True, True, True): "utf-32le",
    (True, True, True, False): "utf-32be",
    (False, True, False, True): "utf-16le",
    (True, False, True, False): "utf-16be",
}
"""Of four bytes in a row, which are zero in a text of Latin letters."""
WIDE_BYTES = 4096
MOSTLY = 0.7
MIN_WIDE_BYTES = 32
_NO_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})
_UTF_8 = codecs.getincrementaldecoder("utf-8")


def wide(data: bytes) -> str | None:
    """Return the encoding of a text whose letters take two or four bytes, None for any other."""
    for mark, name in _MARKS[1:]:
        if data.startswith(mark):
            return name
    head = data[: min(len(data), WIDE_BYTES) // 4 * 4]
    if not head:
        return None
    shares = [head[place::4].count(0) * 4 / len(head) for place in range(4)]
    first, second, third, fourth = (share >= MOSTLY for share in shares)
    is_clear = not any(1 - MOSTLY < share < MOSTLY for share in shares)
    found = _ZEROS.get((first, second, third, fourth)) if is_clear else None
    return found or _spaced(head)


def _spaced(head: bytes) -> str | None:
    """Return the order of bytes of a text in other letters, whose zeros are of its spaces alone.

    All of it must be characters that there are, and no control ones: two kilobytes that are no
    text have one that is not.
    """
    if 0 not in head or len(head) < MIN_WIDE_BYTES:
        return None
    counted: dict[str, int] = {}
    for name in ("utf-16le", "utf-16be"):
        text = codecs.getincrementaldecoder(name)("replace").decode(head)
        plain = "".join(text.split())
        kinds = [unicodedata.category(character) for character in plain]
        letters = sum(kind[0] in "LM" for kind in kinds)
        if "\ufffd" not in text and not _NO_TEXT.intersection(kinds) and letters * 2 > len(text):
            counted[name] = sum(map(text.count, " \n\u3000"))
    best = max(counted, key=lambda name: counted[name], default=None)
    return best if best and counted[best] else None


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Return the text and the encoding's name; never fails, what is wrong becomes U+FFFD.

    Bytes that cannot be what was declared are read as if nothing had been. Text of ASCII alone is
    called windows-1252, as the HTML standard does; the text is the same.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace"), name
    if unmarked := wide(data):
        return data.decode(unmarked, errors="replace"), unmarked
    name = _known(declared) or ("windows-1252" if data.isascii() else "utf-8")
    if name == "utf-8" and not _is_mostly_utf8(data):
        name = "windows-1252" if _known(declared) else _of_older_machine(data) or "windows-1252"
    if name == "windows-1252":
        return data.decode("latin-1").translate(_C1_AS_WINDOWS), name
    return data.decode(name, errors="replace"), name


def is_doubtful(text: str, name: str) -> bool:
    """Return whether a text came to be read as windows-1252, and is in other letters than Latin.

    Outside ASCII are a twentieth of the characters of Swedish and a fifth of Czech, but .5 to 1.0
    in 40 texts of Cyrillic, Greek, Hebrew, Thai and Chinese of which nothing told the encoding.
    """
    plain = "".join(text.split())
    outside = sum(not character.isascii() for character in plain)
    return name == "windows-1252" and outside > MAX_OUTSIDE_ASCII * len(plain)


def _of_older_machine(data: bytes) -> str | None:
    """Return the encoding of a Swedish text from DOS or an old Macintosh, None for any other.

    It is told by å, ä and ö inside words, each of them there, and next to none of windows-1252's.
    """
    counted = Counter(_INSIDE_A_WORD.findall(data[:JUDGED_BYTES]))
    usual = sum(counted[bytes([letter])] for letter in "åäö".encode("cp1252"))
    for name in ("cp850", "mac_roman"):
        counts = [counted[bytes([letter])] for letter in "åäö".encode(name)]
        if min(counts) and sum(counts) > OFTENER * usual:
            return name
    return None


def _known(label: str | None) -> str | None:
    """Return the encoding that the Encoding standard means by a label; None for no such."""
    wanted = (label or "").strip().lower()
    if not _LABEL.fullmatch(wanted):
        return None
    try:
        name = codecs.lookup(wanted).name
    except LookupError:
        return None
    if name in _NOT_TEXT:
        return None
    return _LABELS.get(name, name.replace("_", "-").replace("iso8859", "iso-8859"))


def _is_mostly_utf8(data: bytes) -> bool:
    """Tell UTF-8 with a damaged or cut character here and there from another encoding.

    A text that is UTF-8 but for one cut character would come out with every å wrong if read as
    windows-1252; a page of UTF-8 may have a piece of another in it. By chance, a Swedish Latin-1
    text has next to no valid sequences, so the kind that there is more of is meant. A file may be
    cut within its last character.
    """
    try:
        text = _UTF_8(errors="strict").decode(data)
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
        damaged = text.count("\ufffd")
        return damaged * 2 <= sum(not character.isascii() for character in text)
    return not text.isascii() or len(text) == len(data)


# ---- what a page declares -----------------------------------------------------------------

_NEXT = re.compile(
    rb"<!-->|<!--->|<!--.*?(?:-->|\Z)|"
    rb"<(?P<meta>meta)(?=[\t\n\f\r /])|</?[a-z][^\t\n\f\r >]*|<[!/?][^>]*",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    rb"[\t\n\f\r /]*(?P<name>[^\t\n\f\r />][^\t\n\f\r />=]*)"
    rb"(?:[\t\n\f\r ]*=[\t\n\f\r ]*"
    rb"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\t\n\f\r >]*)))?"
)
_CHARSET = re.compile(
    rb"charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:\"([^\"]*)\"|'([^']*)'|([^\t\n\f\r ;\"'][^\t\n\f\r ;]*))",
    re.IGNORECASE,
)
_XML = re.compile(rb"<\?xml[^>]*?encoding[\t\n\f\r ]*=[\t\n\f\r ]*[\"']([^\"'>]+)[\"']")


def sniff(data: bytes) -> str | None:
    """Return the encoding a page's first bytes declare: its `meta`, else its XML declaration.

    Follows "prescan a byte stream to determine its encoding" of the HTML standard.
    """
    head = data[:SNIFFED_BYTES]
    if head.startswith((b"<\0?\0x\0", b"\0<\0?\0x")):
        return "utf-16le" if head.startswith(b"<") else "utf-16be"
    position = 0
    while found := _NEXT.search(head, position):
        position = found.end()
        if not found[0].startswith((b"<!", b"<?")):
            attributes, position = _attributes(head, position)
            name = _declared(attributes) if found["meta"] else None
            if name:
                return name
    declaration = _XML.match(head)
    return _ascii_compatible(declaration[1]) if declaration else None


def _attributes(head: bytes, position: int) -> tuple[dict[bytes, bytes], int]:
    """Read a tag's attributes up to its `>`; the first of a name counts."""
    attributes: dict[bytes, bytes] = {}
    while found := _ATTRIBUTE.match(head, position):
        value = found["double"] or found["single"] or found["bare"] or b""
        if found["bare"] and value.startswith((b'"', b"'")):
            return {}, len(head)  # a quote that never ends: the standard gives up here
        attributes.setdefault(found["name"].lower(), value)
        position = found.end()
    return attributes, position


def _declared(attributes: dict[bytes, bytes]) -> str | None:
    """Return what a `meta` with these attributes declares."""
    if label := attributes.get(b"charset"):
        return _ascii_compatible(label)
    pragma = attributes.get(b"http-equiv", b"").lower() == b"content-type"
    found = _CHARSET.search(attributes.get(b"content", b"")) if pragma else None
    return _ascii_compatible(next(filter(None, found.groups()), b"")) if found else None


def _ascii_compatible(label: bytes) -> str | None:
    """Return the encoding of a label that was itself read as ASCII, so cannot be UTF-16."""
    if label.strip().lower() == b"x-user-defined":
        return "windows-1252"
    name = _known(label.decode("latin-1"))
    return "utf-8" if name and name.startswith("utf-16") else name
