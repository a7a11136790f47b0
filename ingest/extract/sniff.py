"""The bytes of a file -> what they are: a media type, whatever the file is called."""

from __future__ import annotations

import re

from ingest.extract.encoding import wide
from ingest.extract.package import Package
from ingest.extract.refusal import RefusedError

PDF = "application/pdf"
HTML = "text/html"
TEXT = "text/plain"
MARKDOWN = "text/markdown"
JSON = "application/json"
ZIP = "application/zip"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
MSG = "application/vnd.ms-outlook"
WORKS = "application/vnd.ms-works"
WORDPERFECT = "application/vnd.wordperfect"
OLD_WORD = "application/msword; version=2"
OLD_EXCEL = "application/vnd.ms-excel; version=4"
GZIP = "application/gzip"
BZIP2 = "application/x-bzip2"
SEVEN_ZIP = "application/x-7z-compressed"
RAR = "application/vnd.rar"
POSTSCRIPT = "application/postscript"
OLE2 = "application/x-ole-storage"
BINARY = "application/octet-stream"
ENCRYPTED_OFFICE = "application/x-ole-storage; content=EncryptedPackage"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = _OFFICE + "wordprocessingml.document"
PPTX = _OFFICE + "presentationml.presentation"
XLSX = _OFFICE + "spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
EPUB = "application/epub+zip"
RTF = "application/rtf"
EML = "message/rfc822"
MHTML = "multipart/related"
XML = "application/xml"
FEED = "application/atom+xml"
JPEG, PNG, TIFF = "image/jpeg", "image/png", "image/tiff"

HEAD_BYTES = 4096
ZIP_TAIL_BYTES = 65_557  # the directory's end with its longest comment (APPNOTE.TXT 4.3.16)
PDF_HEAD_BYTES = 1024  # how far in the readers look for "%PDF-" (ISO 32000-2, annex I)
MAGIC = (
    (b"{\\rtf", RTF),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"PK\x06\x06", ZIP),
    (b"PK\x07\x08", ZIP),
    (b"PK00PK\x03\x04", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE2),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n", PNG),
    (b"GIF8", "image/gif"),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"%!PS", POSTSCRIPT),
    (b"\x1f\x8b", GZIP),
    (b"BZh", BZIP2),
    (b"7z\xbc\xaf", SEVEN_ZIP),
    (b"Rar!", RAR),
    (b"\xffWPC", WORDPERFECT),
    (b"\xdb\xa5", OLD_WORD),  # Word 2
    (b"\xfe\x37\x00\x23", OLD_WORD),  # Word 4 and 5 of the Macintosh
    *(
        (b"\x09" + version + b"\x00", OLD_EXCEL)
        for version in (b"\x00\x04", b"\x02\x06", b"\x04\x06")
    ),
    (b"\x7fELF", "application/x-executable"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
)
"""How binary formats begin."""

EXTENSIONS = {
    ".pdf": PDF,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".txt": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".json": JSON,
    ".docx": DOCX,
    ".docm": DOCX,
    ".dotx": DOCX,
    ".pptx": PPTX,
    ".pptm": PPTX,
    ".ppsx": PPTX,
    ".xlsx": XLSX,
    ".xlsm": XLSX,
    ".xlsb": XLSB,
    ".odt": ODT,
    ".ott": ODT,
    ".ods": ODS,
    ".odp": ODP,
    ".epub": EPUB,
    ".rtf": RTF,
    ".doc": DOC,
    ".xls": XLS,
    ".ppt": PPT,
    ".eml": EML,
    ".mht": MHTML,
    ".mhtml": MHTML,
    ".zip": ZIP,
}
"""What a name promises."""

TEXTUAL = frozenset({HTML, TEXT, MARKDOWN, JSON, XML, FEED, EML, MHTML, RTF})
"""Types that any text editor can write, so that a name can easily be wrong about them."""

WRITTEN_AS = {
    DOC: frozenset({RTF, HTML, MHTML, OLD_WORD, WORDPERFECT, WORKS}),
    XLS: frozenset({OLD_EXCEL}),
}
"""What programs themselves save under a binary format's name; it is no failed download."""

BY_NAME = {
    (TEXT, MARKDOWN): MARKDOWN,
    (XML, HTML): HTML,
    **{(OLE2, kind): kind for kind in (DOC, XLS, PPT)},  # cut before the list of its streams
}
"""What content is that can be two things, by what the name promises."""

_ZIP_MIMETYPE = re.compile(
    rb"mimetype(application/[\w.+-]+?)PK[\x01\x03\x07]"
)  # ODF and EPUB: first, uncompressed
_TYPE = re.compile(rb"application/[\w.+-]{1,100}")
_PDF_OBJECT = re.compile(rb"\b\d{1,10}\s+\d{1,5}\s*obj\b")
_ZIP_END = b"PK\x05\x06"
_ZIP_MEMBERS = (
    (b"word/document", DOCX),
    (b"ppt/presentation", PPTX),
    (b"xl/workbook.bin", XLSB),
    (b"xl/workbook", XLSX),
)
CONTENT_TYPES = "[Content_Types].xml"  # every OPC package has one (ECMA-376, part 2)
_MAIN_PARTS = (
    (re.compile(rb"[./](?:wordprocessingml|ms-word)\.(?:document|template)[.\w]*main"), DOCX),
    (re.compile(rb"[./](?:presentationml|ms-powerpoint)\.\w+[.\w]*main"), PPTX),
    (re.compile(rb"[./]ms-excel\.sheet\.binary[.\w]*main"), XLSB),
    (re.compile(rb"[./](?:spreadsheetml|ms-excel)\.(?:sheet|template)[.\w]*main"), XLSX),
)
"""What a package's main part is called in its list of types, with and without macros."""
_ODT_TOO = frozenset(f"{ODT}-{kind}" for kind in ("template", "master", "web"))
_OLE2_STREAMS = (
    ("EncryptedPackage", ENCRYPTED_OFFICE),
    ("WordDocument", DOC),
    ("PowerPoint Document", PPT),
    ("Workbook", XLS),
    ("Book", XLS),  # Excel 5
    ("__properties_version1.0", MSG),
    ("MatOST", WORKS),
)
"""The streams that tell formats apart, the first that is there."""
_HTML = re.compile(
    rb"<(!doctype\s+html|html|head|body|title|meta|link|script|style|h[1-6]|p|div|table|article)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(rb"<br\s*/?>", re.IGNORECASE)
MIN_BREAKS = 3  # data.riksdagen.se gives old bills as lines with <br> behind and no other element
_XML_TYPE = re.compile(rb"<!DOCTYPE\s+(?!html\b)[\w:.-]+\s*(\[|SYSTEM|PUBLIC)")
_ROOT = re.compile(rb"<([a-zA-Z]\w*)[\s>]")
"""An element that begins a text, with a name that HTML may have: custom ones have a hyphen, Word's
a colon."""
HTML_ELEMENTS = frozenset(
    b"a abbr acronym address applet area article aside audio b base bdi bdo big blockquote body br "
    b"button canvas caption center cite code col colgroup data datalist dd del details dfn dialog "
    b"dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 "
    b"h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map "
    b"mark marquee math menu meta meter nav noframes noscript object ol optgroup option output p "
    b"param picture pre progress q rp rt ruby s samp script search section select slot small "
    b"source span strike strong style sub summary sup svg table tbody td template textarea tfoot "
    b"th thead time title tr track tt u ul var video wbr".split()
)
"""The HTML standard's index of elements, and those of HTML 4 that it calls obsolete."""
_FEED = re.compile(rb"<(rss|feed|rdf:RDF)\b")
_JSON = re.compile(rb'\{\s*("(?:[^"\\]|\\.)*"\s*:|\})|\[\s*(\{\s*["}]|\])')
_MAIL_HEADER = re.compile(
    rb"^(received|return-path|mime-version|message-id|content-type|from|to|date|subject):",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_ONLY = re.compile(rb"^(received|return-path|mime-version|message-id):", re.I | re.MULTILINE)
_MAIL_SENT = re.compile(rb"^(received|to|delivered-to|return-path):", re.I | re.MULTILINE)
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:|[ \t]")  # RFC 5322, 2.2, and the lines it is folded in
_UNPACKED_BY = re.compile(
    rb"^content-(?:transfer-encoding:[ \t]*(?:base64|quoted)|type:[ \t]*multipart/)",
    re.IGNORECASE | re.MULTILINE,
)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b")) + b"\x7f"
_PRINTABLE = bytes(range(32, 127)) + b"\t\n\r"
_TAG = re.compile(rb"<[a-zA-Z/!]")
_MARKUP = re.compile(rb"<[a-zA-Z/!]|&(?:[a-zA-Z]{2,10}|#\d{2,6});")
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|\?xml|html|head|body|title|meta)\b", re.I)
"""How a whole page begins; Markdown may have any other element, at its beginning too."""
ZEROED = re.compile(rb"\0{16,}")
"""A disk that failed, or a copy that was cut short, left zeros where text was. Programs and
archives have single zeros besides, or no more than a mark before them."""
MIN_BEFORE_ZEROS = 16
MAX_CONTROL_SHARE = 0.02  # of a text's bytes; 41 PDF texts of pypdf held stray NULs


def sniff(data: bytes) -> str:
    """Return the media type of the content; `BINARY` where it is none we know."""
    head = data[:HEAD_BYTES]
    if b"%PDF-" in head[:PDF_HEAD_BYTES]:
        return PDF
    for magic, media_type in MAGIC:
        if head.startswith(magic):
            return _inside(data, media_type)
    found = _textual(head)
    # A ZIP is read from its end; self-extracting ones begin with a program.
    return _inside(data, ZIP) if found == BINARY and _ZIP_END in data[-ZIP_TAIL_BYTES:] else found


def recognise(data: bytes, name: str) -> str:
    """Return the media type of a file; the name only tells kinds of text that any editor writes."""
    found, meant = sniff(data), promised(name)
    if meant == PDF and found in {TEXT, BINARY} and _is_headless_pdf(data[:HEAD_BYTES]):
        return PDF
    if meant == HTML and found == TEXT and _MARKUP.search(data[:HEAD_BYTES]):
        return HTML
    if meant == HTML and found == BINARY and _is_damaged_page(data[:HEAD_BYTES]):
        return HTML
    if meant == MARKDOWN and found == HTML and not _PAGE.match(data):
        return MARKDOWN
    return BY_NAME.get((found, meant or ""), found)


def _is_headless_pdf(head: bytes) -> bool:
    """Return whether objects of a PDF follow a header that is damaged or missing."""
    return bool(_PDF_OBJECT.search(head)) or b"%PDF" in head


def _is_damaged_page(head: bytes) -> bool:
    """Return whether there is markup, and more of it can be read than cannot."""
    printable = len(head) - len(head.translate(None, _PRINTABLE))
    return bool(_TAG.search(head)) and printable > len(head) / 2


def promised(name: str) -> str | None:
    """Return the type that the name's extension stands for, None where it says nothing."""
    _, dot, extension = name.rpartition(".")
    return EXTENSIONS.get(dot + extension.lower())


def _inside(data: bytes, container: str) -> str:
    """Tell the formats apart that share a container."""
    if container == ZIP:
        named = _ZIP_MIMETYPE.search(data[:200])
        directory = _zip_directory(data)
        found = next((kind for member, kind in _ZIP_MEMBERS if member in directory), ZIP)
        if named is None and found == ZIP and b"mimetype" in directory:
            found = _mimetype(data)
        elif named is None and found == ZIP and CONTENT_TYPES.encode() in directory:
            found = _office(data)
        elif named:
            found = named[1].decode("ascii")
        return ODT if found in _ODT_TOO else found
    return _ole2(data) if container == OLE2 else container


def _ole2(data: bytes) -> str:
    """Return the type of an OLE2 file by its own streams, not those of files that lie in it.

    Where its directory is lost, the names of the streams are looked for anywhere.
    """
    from ingest.extract import ole2  # noqa: PLC0415 - olefile is loaded only where a file is read

    own = ole2.names(data)
    if own:
        return next((kind for name, kind in _OLE2_STREAMS if name.lower() in own), OLE2)
    named = ((name.encode("utf-16-le"), kind) for name, kind in _OLE2_STREAMS)
    return next((kind for name, kind in named if name in data), OLE2)


def _mimetype(data: bytes) -> str:
    """Return the type that a package names in a part that is not its first, or is packed."""
    try:
        found = Package(data).read("mimetype").strip()
    except RefusedError:
        return ZIP
    return found.decode("ascii") if _TYPE.fullmatch(found) else ZIP


def _office(data: bytes) -> str:
    """Return what an office package says it is, whatever its parts are called."""
    try:
        told = Package(data).read(CONTENT_TYPES)
    except RefusedError:
        return ZIP
    return next((kind for main, kind in _MAIN_PARTS if main.search(told)), ZIP)


def _zip_directory(data: bytes) -> bytes:
    """Return a ZIP's list of members, not those of ZIPs packed in it; all of it where it is cut."""
    end = data.rfind(_ZIP_END)
    size = int.from_bytes(data[end + 12 : end + 16], "little") if end >= 0 else 0
    listed = data[max(end - size, 0) : end] if size else data
    return listed.replace(b"\\", b"/")  # old programs write names with the other slash


def _textual(head: bytes) -> str:
    if name := wide(head):
        head = head.decode(name, "replace").lstrip("\ufeff").encode("utf-8", "replace")
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"<"):
        head = head.rstrip(b"\0")  # the file was filled up to a block's size
    whole = ZEROED.sub(b"", head).rstrip(b"\0")  # the last run may be cut where the head is
    if b"\0" not in whole and head.find(b"\0") >= MIN_BEFORE_ZEROS:
        head = whole
    if len(head) - len(head.translate(None, _CONTROL)) > len(head) * MAX_CONTROL_SHARE:
        return BINARY
    if head.startswith(b"<"):
        return _markup(head)
    if _JSON.match(head):
        return JSON
    header = head.split(b"\r\n\r\n")[0].split(b"\n\n")[0]
    is_mail = _MAIL_ONLY.search(header) and len(_MAIL_HEADER.findall(header)) > 2
    if is_mail or (len(header) < len(head) and _is_packed_for_mail(header)):
        is_page = b"multipart/related" in header.lower() and not _MAIL_SENT.search(header)
        return MHTML if is_page else EML
    return HTML if _HTML.search(head[:1024]) and b"</" in head else TEXT


def _is_packed_for_mail(header: bytes) -> bool:
    """Return whether a text begins as a mail's part does, and what follows has to be unpacked."""
    return bool(_UNPACKED_BY.search(header)) and all(map(_FIELD.match, header.splitlines()))


def _markup(head: bytes) -> str:
    if head.startswith((b"<?xml", b"<svg")) or _FEED.match(head) or _XML_TYPE.match(head):
        if _FEED.search(head):
            return FEED
        return HTML if re.search(rb"<(!doctype\s+)?html\b", head, re.IGNORECASE) else XML
    root = _ROOT.match(head)
    # What never closes is a text: "<namn> fyller i …".
    if root and root[1].lower() not in HTML_ELEMENTS and (b"</" in head or b"/>" in head):
        return XML
    is_page = _HTML.search(head) or b"</" in head or len(_BREAK.findall(head)) >= MIN_BREAKS
    return HTML if is_page else TEXT
