"""Documents of word processors, sheets, slides and books: what a reader sees, and its place."""

import io
import zipfile
from pathlib import Path

import pytest

from ingest.extract import docx, extract, sniff
from ingest.models import Extract, Failure, Reason, Role

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed(members: dict[str, str]) -> bytes:
    """Return a ZIP of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return buffer.getvalue()


def relations(**targets: str) -> str:
    """Return a part of relationships, one of each kind."""
    rows = (
        f'<Relationship Id="{kind}" Type="{OFFICE}/{kind.rstrip("0123456789").replace("_", "-")}"'
        f' Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(rows)}</Relationships>'


def read(data: bytes, name: str) -> Extract:
    """Return what the right reader gets out of a file."""
    outcome = extract(data, name)
    assert isinstance(outcome, Extract), outcome
    return outcome


def shown(found: Extract) -> list[tuple[Role, int, str]]:
    """Return role, level and text of every block."""
    return [(block.role, block.level, block.text) for block in found.blocks]


def claimed(found: Extract, field: str) -> list[str]:
    """Return the values claimed for a field."""
    return [claim.value for claim in found.claims if claim.field == field]


# ---- Word ---------------------------------------------------------------------------------

STYLES = f"""<w:styles {W}>
<w:style w:type="paragraph" w:styleId="Rubrik"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Datum"><w:name w:val="Date"/><w:basedOn w:val="Rubrik"/>
</w:style>
<w:style w:type="paragraph" w:styleId="Rubrik2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Egen"><w:name w:val="Avsnitt"/><w:basedOn w:val="Rubrik2"/>
</w:style>
<w:style w:type="paragraph" w:styleId="Punkt"><w:name w:val="Punktlista"/><w:pPr><w:numPr>
<w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Ring"><w:name w:val="Ring"/><w:basedOn w:val="Ring"/>
</w:style></w:styles>"""
NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>"""


def paragraph(text: str, style: str = "", place: str = "") -> str:
    """Return a paragraph of Word; `place` is "list/level"."""
    number, _, level = place.partition("/")
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    properties = f'<w:pStyle w:val="{style}"/>' * bool(style) + listed * bool(place)
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def word(body: str, **parts: str) -> bytes:
    """Return a Word document with this body."""
    return packed(
        {
            "_rels/.rels": relations(
                officeDocument="word/document.xml", core_properties="docProps/core.xml"
            ),
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(
                styles="styles.xml",
                numbering="numbering.xml",
                footnotes="footnotes.xml",
                header="header.xml",
            ),
            "word/styles.xml": STYLES,
            "word/numbering.xml": NUMBERING,
            **{f"{name.replace('__', '/')}.xml": content for name, content in parts.items()},
        }
    )


def test_word_headings_and_title() -> None:
    """Headings are known by their style or what it is based on; a date in title's dress is none."""
    found = read(
        word(
            paragraph("Samordnat stöd", "Rubrik")
            + paragraph("2024-05-13", "Datum")
            + paragraph("Bakgrund", "Rubrik2")
            + paragraph("Syfte", "Egen")
            + paragraph("Text.", "Ring")
        ),
        "a.docx",
    )

    assert shown(found) == [
        (Role.HEADING, 1, "Samordnat stöd"),
        (Role.BODY, 0, "2024-05-13"),
        (Role.HEADING, 2, "Bakgrund"),
        (Role.HEADING, 2, "Syfte"),
        (Role.BODY, 0, "Text."),
    ]
    assert claimed(found, "title") == ["Samordnat stöd"]


def test_word_lists() -> None:
    """Items carry the marker that Word prints, also where a list begins again."""
    found = read(
        word(
            paragraph("punkt", "Punkt")
            + paragraph("tredje", place="2/0")
            + paragraph("under", place="2/1")
            + paragraph("under", place="2/1")
            + paragraph("fjärde", place="2/0")
            + paragraph("under", place="2/1")
            + paragraph("första", place="3/0")
        ),
        "a.docx",
    )

    assert [block.text for block in found.blocks] == [
        "• punkt",
        "3. tredje",
        "3.a) under",
        "3.b) under",
        "4. fjärde",
        "4.a) under",
        "1. första",
    ]


def test_word_runs() -> None:
    """Deleted and hidden text, field codes and comments are not read; signs and links are."""
    body = """<w:p><w:r><w:t>Männi</w:t></w:r><w:r><w:softHyphen/><w:t>skohandel</w:t></w:r>
    <w:del><w:r><w:delText>struket</w:delText></w:r></w:del><w:ins><w:r><w:t>,</w:t></w:r></w:ins>
    <w:r><w:rPr><w:vanish/></w:rPr><w:t>dolt</w:t></w:r>
    <w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t xml:space="preserve"> EU</w:t></w:r>
    <w:r><w:noBreakHyphen/></w:r><w:r><w:instrText>HYPERLINK</w:instrText></w:r>
    <w:hyperlink><w:r><w:t>medborgare</w:t></w:r></w:hyperlink><w:r><w:tab/></w:r>
    <w:sdt><w:sdtContent><w:r><w:t>och</w:t></w:r></w:sdtContent></w:sdt>
    <w:r><w:br/><w:t>ny rad</w:t></w:r></w:p>"""
    found = read(word(body), "a.docx")

    assert [block.text for block in found.blocks] == ["Människohandel, EU-medborgare och\nny rad"]


def test_word_notes_follow_their_paragraph() -> None:
    """A footnote stands after the paragraph that refers to it, with the number it is given."""
    body = (
        '<w:p><w:r><w:t>Text</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        + paragraph("Sedan.")
    )
    notes = f"""<w:footnotes {W}><w:footnote w:id="0"><w:p/></w:footnote>
    <w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>Se bilaga.</w:t></w:r></w:p>
    </w:footnote></w:footnotes>"""
    found = read(word(body, word__footnotes=notes), "a.docx")

    assert shown(found) == [
        (Role.BODY, 0, "Text[1]"),
        (Role.FOOTNOTE, 0, "[1] Se bilaga."),
        (Role.BODY, 0, "Sedan."),
    ]


def row(*cells: str) -> str:
    """Return a table row of Word."""
    return f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in cells)}</w:tr>"


def test_word_tables() -> None:
    """Rows of data are lines of cells; rows of running text are read as the text they place."""
    long = "Ett långt stycke. " * 50
    rows = row("År", "Antal") + row("2023", "17") + row(long, long) + row("Namn", "Ort")
    found = read(word(f"<w:tbl>{rows}</w:tbl>"), "a.docx")

    assert [block.role for block in found.blocks] == [
        Role.TABLE,
        Role.BODY,
        Role.BODY,
        Role.TABLE,
    ]
    assert found.blocks[0].text == "År | Antal\n2023 | 17"


def test_word_text_boxes_once() -> None:
    """A text box is read after its paragraph, and not again from the copy for old programs."""
    box = f"<w:txbxContent>{paragraph('I rutan')}</w:txbxContent>"
    body = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice><w:drawing>'
        f"{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>Stycke</w:t></w:r></w:p>"
    )
    found = read(word(body), "a.docx")

    assert [block.text for block in found.blocks] == ["Stycke", "I rutan"]


def test_word_headers_are_repeated() -> None:
    """What stands at the head of every page is kept apart from the text."""
    header = f"<w:hdr {W}>{paragraph('Dnr 2024/123')}</w:hdr>"
    found = read(word(paragraph("Text"), word__header=header), "a.docx")

    assert shown(found) == [(Role.REPEATED, 0, "Dnr 2024/123"), (Role.BODY, 0, "Text")]


def test_word_properties() -> None:
    """Core properties are claims that name their place; times are cut to days."""
    core = """<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="urn:dc" xmlns:dcterms="urn:dct">
    <dc:title>Rapport</dc:title><dc:creator>Karin Ek</dc:creator><cp:revision>3</cp:revision>
    <dcterms:created>2024-05-13T08:00:00Z</dcterms:created></cp:coreProperties>"""
    found = read(word(paragraph("Text"), docProps__core=core), "a.docx")

    assert [(claim.field, claim.value, claim.origin) for claim in found.claims] == [
        ("title", "Rapport", "document properties: title"),
        ("author", "Karin Ek", "document properties: creator"),
        ("created", "2024-05-13", "document properties: created"),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (word(""), Reason.EMPTY),
        (word(paragraph("x"), word__styles="<!DOCTYPE a><a/>"), Reason.CORRUPT),
        (packed({"word/document.xml": "<a/>"}), Reason.CORRUPT),
        (word("<w:p>"), Reason.CORRUPT),
        (b"PK\x03\x04 nothing more", Reason.CORRUPT),
    ],
)
def test_word_that_is_not_read(data: bytes, reason: Reason) -> None:
    """An empty or damaged Word document ends in its reason."""
    outcome = docx.extract(data, "a.docx")

    assert isinstance(outcome, Failure)
    assert outcome.reason is reason


def test_a_damaged_part_beside_the_text_is_noted() -> None:
    """Without styles and properties a text is read all the same."""
    found = read(word(paragraph("Stödlinjen"), word__styles="<broken"), "a.docx")

    assert [block.text for block in found.blocks] == ["Stödlinjen"]
    assert found.notes == ("word/styles.xml in it is damaged and was not read",)


def test_a_word_document_of_more_than_a_tree_may_hold_is_read() -> None:
    """Its paragraphs come one by one, so that all of 30 MB are read."""
    numbers = " ".join(map(str, range(150_000)))
    found = read(word(paragraph(numbers) * 30), "a.docx")

    assert len(found.blocks) == 30
    assert not found.notes


def test_a_word_document_that_breaks_off_is_read_in_part() -> None:
    """What stands before the damage is read, and the rest is told of; nothing at all is damaged."""
    whole, cut = paragraph("Stödlinjen"), "<w:p><w:r><w:t>Telef"
    found = read(word(f"{whole}{cut}"), "a.docx")
    nothing = extract(word("<broken"), "a.docx")

    assert [block.text for block in found.blocks] == ["Stödlinjen", "Telef"]
    assert found.notes == ("word/document.xml in it is damaged and was read in part",)
    assert isinstance(nothing, Failure)


# ---- OpenDocument -------------------------------------------------------------------------

ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "meta": "meta",
    }.items()
)
AUTOMATIC = """<style:style style:name="P1" style:family="paragraph"
 style:parent-style-name="Title"/>
<text:list-style style:name="L1"><text:list-level-style-number text:level="1"
 style:num-format="1" style:num-suffix="." text:start-value="3"/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"
 text:display-levels="2"/></text:list-style>"""


def odt(body: str, **parts: str) -> bytes:
    """Return an OpenDocument text with this body."""
    content = (
        f"<office:document-content {ODF}><office:automatic-styles>{AUTOMATIC}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    others = {f"{name.replace('__', '/')}.xml": text for name, text in parts.items()}
    return packed({"mimetype": sniff.ODT, "content.xml": content, **others})


def test_odt_headings_spaces_and_notes() -> None:
    """Titles are known through automatic styles; a note follows its paragraph."""
    found = read(
        odt(
            '<text:p text:style-name="P1">Samordnat  stöd</text:p>'
            '<text:h text:outline-level="2">Bak<text:span>grund</text:span></text:h>'
            '<text:p>Ett<text:s text:c="2"/>stycke<text:note><text:note-citation>1'
            "</text:note-citation><text:note-body><text:p>Se bilaga.</text:p></text:note-body>"
            "</text:note>,\n  med<text:line-break/>rad<office:annotation><text:p>Nej</text:p>"
            "</office:annotation></text:p>"
        ),
        "a.odt",
    )

    assert shown(found) == [
        (Role.HEADING, 1, "Samordnat stöd"),
        (Role.HEADING, 2, "Bakgrund"),
        (Role.BODY, 0, "Ett stycke[1], med\nrad"),
        (Role.FOOTNOTE, 0, "[1] Se bilaga."),
    ]
    assert claimed(found, "title") == ["Samordnat stöd"]


def test_odt_lists() -> None:
    """Items carry the number their style gives them, those of a list within it too."""
    inner = "<text:list><text:list-item><text:p>under</text:p></text:list-item></text:list>"
    found = read(
        odt(
            f'<text:list text:style-name="L1"><text:list-item><text:p>tredje</text:p>{inner}'
            "</text:list-item><text:list-item><text:p>fjärde</text:p></text:list-item></text:list>"
            '<text:list text:style-name="L1"><text:list-item><text:p>på nytt</text:p>'
            "</text:list-item></text:list>"
            "<text:list><text:list-item><text:p>punkt</text:p></text:list-item></text:list>"
        ),
        "a.odt",
    )

    assert [block.text for block in found.blocks] == [
        "3. tredje",
        "3.a) under",
        "4. fjärde",
        "3. på nytt",
        "• punkt",
    ]


def test_odt_tables_boxes_and_deletions() -> None:
    """Tables are lines of cells, text boxes follow their paragraph, what was deleted is gone."""
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows = "".join(
        f"<table:table-row>{cell.format(year)}{cell.format(number)}</table:table-row>"
        for year, number in (("2023", "17"), ("2024", "19"))
    )
    found = read(
        odt(
            "<text:tracked-changes><text:p>struket</text:p></text:tracked-changes>"
            f"<table:table>{rows}</table:table><text:p><draw:frame><draw:text-box>"
            "<text:p>I rutan</text:p></draw:text-box></draw:frame>Stycke</text:p>"
        ),
        "a.odt",
    )

    assert shown(found) == [
        (Role.TABLE, 0, "2023 | 17\n2024 | 19"),
        (Role.BODY, 0, "Stycke"),
        (Role.BODY, 0, "I rutan"),
    ]


def test_odt_properties_and_headers() -> None:
    """What meta.xml says is claimed; heads of pages are repeated, a lone page number is nothing."""
    styles = (
        f"<office:document-styles {ODF}><office:master-styles><style:master-page><style:header>"
        "<text:p>Dnr 2024/123</text:p></style:header><style:footer><text:p>1</text:p>"
        "</style:footer></style:master-page></office:master-styles></office:document-styles>"
    )
    meta = (
        f'<office:document-meta {ODF} xmlns:dc="urn:dc"><office:meta><dc:title>Rapport</dc:title>'
        "<meta:creation-date>2024-05-13T08:00:00</meta:creation-date></office:meta>"
        "</office:document-meta>"
    )
    found = read(odt("<text:p>Text</text:p>", styles=styles, meta=meta), "a.odt")

    assert shown(found) == [(Role.REPEATED, 0, "Dnr 2024/123"), (Role.BODY, 0, "Text")]
    assert claimed(found, "title") == ["Rapport"]
    assert claimed(found, "created") == ["2024-05-13"]


def test_odt_behind_a_password() -> None:
    """An encrypted text is told by its manifest, which may itself have a document type."""
    manifest = "<!DOCTYPE m><m:manifest><m:encryption-data/></m:manifest>"
    outcome = extract(odt("", **{"META-INF__manifest": manifest}), "a.odt")

    assert isinstance(outcome, Failure)
    assert outcome.reason is Reason.ENCRYPTED


# ---- rich text ----------------------------------------------------------------------------


def rtf(body: str, head: str = "") -> Extract:
    """Return what is read of a rich text document."""
    source = f"{{\\rtf1\\ansi\\ansicpg1252{head}\n{body}}}"
    return read(source.encode("cp1252"), "a.rtf")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"r\'e4tt till st\'f6d", "rätt till stöd"),
        (r"r\u228 ?tt {\b till} st\u246\'f6d", "rätt till stöd"),
        (r"{\uc2 r\u228 xxtt} r\u228 ?tt", "rätt rätt"),
        (r"{\uc0 \u228 xy} \u-10179 ?\u-8704 ?", "äxy 😀"),
        (r"direkt skrivet: rätt", "direkt skrivet: rätt"),
        (r"{\f1 \'e9\'f2\'ee} {\f2\'b7} {\f9\'e4}", "йто • ä"),
        (r"{\mac}\'8a", "ä"),
        (r"en\~rad\line ny rad \{x\}", "en rad\nny rad {x}"),
        (r"sam\-ord\_nat \endash\ldblquote a\rdblquote", "samord-nat –“a”"),
        (r"a{\*\unknown b}{\v hidden}{\pict 0a0b}{\*\bkmkstart x}c", "ac"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt länk}}", "länk"),
        (r"a{\upr{b}{\*\ud{c}}}d", "acd"),
        (r"a\bin3 {{{b", "ab"),
        (r"a{\annotation kommentar}b", "ab"),
        (r"a}}}}b", "ab"),
    ],
)
def test_rtf_letters(body: str, text: str) -> None:
    """Letters come by code page, font or number; what no reader sees is left out."""
    fonts = r"{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset2 Symbol;}}"
    found = rtf(body + r"\par", fonts)

    assert [block.text for block in found.blocks] == [text]


def test_rtf_styles_and_sizes() -> None:
    """Headings are known by style, by outline level, or by being larger than the text."""
    styles = r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 rubrik 2;}}"
    found = rtf(
        r"\pard\fs40 Stor\par\pard\s1\fs22 Ett\par\pard\s2 Tv\'e5\par"
        r"\pard\outlinelevel2 Tre\par\pard En brödtext som är längre än rubrikerna.\par",
        styles,
    )

    assert [(block.level, block.text[:4]) for block in found.blocks] == [
        (1, "Stor"),
        (1, "Ett"),
        (2, "Två"),
        (3, "Tre"),
        (0, "En b"),
    ]


def test_rtf_tables_notes_and_headers() -> None:
    """Tables are lines of cells, notes follow their paragraph, heads of pages are repeated."""
    found = rtf(
        r"{\header Dnr 1/2\par}\pard Text\chftn{\footnote\chftn  Se bilaga.}\par"
        r"\trowd\intbl A\cell B\cell\row\trowd\intbl 1\cell 2\cell\row\pard Sedan\par"
    )

    assert shown(found) == [
        (Role.REPEATED, 0, "Dnr 1/2"),
        (Role.BODY, 0, "Text[1]"),
        (Role.FOOTNOTE, 0, "[1] Se bilaga."),
        (Role.TABLE, 0, "A | B\n1 | 2"),
        (Role.BODY, 0, "Sedan"),
    ]


def test_rtf_row_that_never_ends() -> None:
    """The cells of a table that is cut are read."""
    found = rtf(r"\trowd\intbl Namn\cell Telefon\cell")

    assert shown(found) == [(Role.TABLE, 0, "Namn | Telefon")]


def test_rtf_properties() -> None:
    """The info group is claimed; times are days."""
    found = rtf(
        r"Text\par",
        r"{\info{\title St\'f6d}{\author Karin Ek}{\creatim\yr2024\mo5\dy3\hr8}{\operator X}}",
    )

    assert claimed(found, "title") == ["Stöd"]
    assert claimed(found, "author") == ["Karin Ek"]
    assert claimed(found, "created") == ["2024-05-03"]


def test_rtf_nested_without_end() -> None:
    """Groups nested deeper than any document's are refused."""
    outcome = extract(b"{\\rtf1" + b"{" * 5000, "a.rtf")

    assert isinstance(outcome, Failure)
    assert outcome.reason is Reason.CORRUPT


# ---- e-books ------------------------------------------------------------------------------


BOOK = """<package xmlns="urn:opf" xmlns:dc="urn:dc" xmlns:opf="urn:opf"><metadata>
<dc:title>Samordnat stöd</dc:title><dc:identifier>urn:uuid:1</dc:identifier>
<dc:identifier>urn:isbn:9789138245132</dc:identifier>
<dc:date opf:event="creation">2020-01-02T03:04</dc:date><dc:date>2024-05</dc:date></metadata>
<manifest><item id="b" href="text/b%20.xhtml" media-type="application/xhtml+xml"/>
<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="a" href="text/a.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine>
</package>"""


def epub(**parts: str) -> bytes:
    """Return an e-book of two chapters, the second named first in its manifest."""
    chapter = '<?xml version="1.0"?><!DOCTYPE html><html><body>{}</body></html>'
    return packed(
        {
            "mimetype": sniff.EPUB,
            "META-INF/container.xml": '<c><rootfile full-path="OPS/book.opf"/></c>',
            "OPS/book.opf": BOOK,
            "OPS/nav.xhtml": chapter.format("<ol><li>Innehåll</li></ol>"),
            "OPS/text/a.xhtml": chapter.format("<h1>Först</h1><p>Människor &amp; stöd</p>"),
            "OPS/text/b .xhtml": chapter.format("<h2>Sedan</h2><ul><li>ett</li></ul>"),
            **{name.replace("__", "/"): content for name, content in parts.items()},
        }
    )


def test_epub_chapters_come_in_reading_order() -> None:
    """The spine says the order; the book's own table of contents is no text of it."""
    found = read(epub(), "a.epub")

    assert shown(found) == [
        (Role.HEADING, 1, "Först"),
        (Role.BODY, 0, "Människor & stöd"),
        (Role.HEADING, 2, "Sedan"),
        (Role.BODY, 0, "• ett"),
    ]


def test_epub_without_one_of_its_chapters() -> None:
    """The others are read, and the note names the one that is missing."""
    whole = epub()
    lacking = whole.replace(b"OPS/text/b .xhtml", b"OPS/text/x .xhtml")
    found = read(lacking, "a.epub")

    assert shown(found)[0] == (Role.HEADING, 1, "Först")
    assert found.notes == ("OPS/text/b .xhtml is missing in it and was not read",)


def test_epub_whose_order_names_what_is_not_listed() -> None:
    """What the order leaves out is read after the rest, or the note tells what is missing."""
    renamed = BOOK.replace('<itemref idref="b"', '<itemref idref="x"')
    added = BOOK.replace("</spine>", '<itemref idref="x"/></spine>')
    found = [read(epub(**{"OPS__book.opf": each}), "a.epub") for each in (renamed, added)]

    assert shown(found[0]) == shown(found[1]) == shown(read(epub(), "a.epub"))
    assert [each.notes for each in found] == [(), ("OPS/x is missing in it and was not read",)]


def test_epub_from_before_epub() -> None:
    """Chapters may be of the type that e-books had first, and its names in capitals."""
    old = BOOK.replace("application/xhtml+xml", "text/x-oeb1-document")
    found = read(epub(**{"OPS__book.opf": old.replace("dc:title", "dc:Title")}), "a.epub")

    assert shown(found)[0] == (Role.HEADING, 1, "Först")
    assert claimed(found, "title") == ["Samordnat stöd"]


@pytest.mark.parametrize("cut_at", [b"<p>M", b"</body"])
def test_epub_with_a_chapter_cut_off(cut_at: bytes) -> None:
    """What came of the chapter is read with the others, and the note names it."""
    chapter = b"<html><body><h1>Forst</h1><p>Manniskor</p></body></html>"
    cut = chapter[: chapter.index(cut_at) + len(cut_at)].decode()
    found = read(epub(**{"OPS__text__a.xhtml": cut}), "a.epub")

    texts = [block.text for block in found.blocks]

    assert (texts[0], texts[-1]) == ("Forst", "• ett")
    assert found.notes == ("OPS/text/a.xhtml in it is damaged and was read in part",)


def test_epub_with_a_chapter_damaged_in_its_package() -> None:
    """A chapter is read as far as it can be unpacked."""
    texts = "".join(f"<p>Stycke {hash(str(number))}</p>" for number in range(3000))
    whole = epub(**{"OPS__text__a.xhtml": f"<html><body>{texts}</body></html>"})
    middle = whole.index(b"OPS/text/a.xhtml") + 20_000
    found = read(whole[:middle] + bytes(40) + whole[middle + 40 :], "a.epub")

    assert "Stycke" in found.blocks[0].text
    assert found.blocks[-1].text == "• ett"
    assert found.notes == ("OPS/text/a.xhtml in it is damaged and was read in part",)


def test_epub_metadata() -> None:
    """Dublin Core is claimed; a made-up number is not, and a date of making is no publication."""
    found = read(epub(), "a.epub")

    assert [(claim.field, claim.value) for claim in found.claims] == [
        ("title", "Samordnat stöd"),
        ("identifier", "urn:isbn:9789138245132"),
        ("created", "2020-01-02"),
        ("published", "2024-05"),
    ]


def test_epub_with_locked_chapters() -> None:
    """Locked chapters are behind a password; a locked font locks nothing."""
    lock = '<e><CipherReference URI="OPS/{}"/></e>'
    locked = extract(epub(**{"META-INF__encryption.xml": lock.format("text/a.xhtml")}), "a.epub")
    font = extract(epub(**{"META-INF__encryption.xml": lock.format("a.otf")}), "a.epub")

    assert isinstance(locked, Failure)
    assert locked.reason is Reason.ENCRYPTED
    assert isinstance(font, Extract)


# ---- real files ---------------------------------------------------------------------------


@pytest.mark.shared
def test_real_documents_give_text(shared_data: Path) -> None:
    """Every real document of a format that is read gives a title and at least a few paragraphs."""
    paths = sorted((shared_data / "docs" / "derived" / "office").glob("*.docx"))
    found = [read(path.read_bytes(), path.name) for path in paths]

    assert found
    assert all(len(each.blocks) > 10 and claimed(each, "title") for each in found)
