"""Spreadsheets and presentations: sheets and slides are pages, rows are lines of cells."""

import io
import zipfile

import pytest

from ingest.extract import extract
from ingest.models import Extract, Failure, Reason, Role

PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
R = f'xmlns:r="{OFFICE}"'
A = 'xmlns:a="urn:a" xmlns:p="urn:p"'


def packed(members: dict[str, str]) -> bytes:
    """Return a ZIP of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def relations(*links: tuple[str, str, str]) -> str:
    """Return a part of relationships: id, kind and target of each."""
    rows = (
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in links
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(rows)}</Relationships>'


def read(data: bytes, name: str) -> Extract:
    """Return what the right reader gets out of a file."""
    outcome = extract(data, name)
    assert isinstance(outcome, Extract), outcome
    return outcome


def shown(found: Extract) -> list[tuple[int | None, Role, str]]:
    """Return page, role and text of every block."""
    return [(block.page, block.role, block.text) for block in found.blocks]


# ---- sheets -------------------------------------------------------------------------------

STYLES = """<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>
<numFmt numFmtId="165" formatCode="0.0&quot; dygn&quot;"/></numFmts><cellXfs>
<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="165"/>
<xf numFmtId="20"/><xf numFmtId="22"/></cellXfs></styleSheet>"""


def workbook(*sheets: tuple[str, str, str], strings: str = "", settings: str = "") -> bytes:
    """Return a workbook of sheets: name, state and rows of each."""
    listed = "".join(
        f'<sheet name="{name}" state="{state}" r:id="s{number}"/>'
        for number, (name, state, _) in enumerate(sheets, start=1)
    )
    links = [
        (f"s{number}", "worksheet", f"worksheets/sheet{number}.xml")
        for number in range(1, len(sheets) + 1)
    ]
    return packed(
        {
            "_rels/.rels": relations(("1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f"<workbook {R}>{settings}<sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations(
                *links, ("x", "sharedStrings", "strings.xml"), ("y", "styles", "styles.xml")
            ),
            "xl/strings.xml": f"<sst>{strings}</sst>",
            "xl/styles.xml": STYLES,
            **{
                f"xl/worksheets/sheet{number}.xml": (
                    f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
                )
                for number, (_, _, rows) in enumerate(sheets, start=1)
            },
        }
    )


def test_sheets_are_pages() -> None:
    """Every sheet is a page under its name; a hidden one is named in a note and not read."""
    strings = "<si><t>År</t></si><si><r><t>An</t></r><r><t>tal</t></r><rPh><t>x</t></rPh></si>"
    header = '<row r="3"><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
    data = '<row r="4"><c><v>2023</v></c><c/><c><v>17</v></c></row>'
    title = '<row r="1"><c t="inlineStr"><is><t>Anmälda brott</t></is></c></row>'
    found = read(
        workbook(
            ("Brott", "visible", title + header + data),
            ("Underlag", "hidden", data),
            ("Blad3", "visible", header),
            strings=strings,
        ),
        "a.xlsx",
    )

    assert shown(found) == [
        (1, Role.HEADING, "Brott"),
        (1, Role.BODY, "Anmälda brott"),
        (1, Role.TABLE, "År | Antal\n2023 | 17"),
        (3, Role.TABLE, "År | Antal"),
    ]
    assert found.pages == 3
    assert found.notes == ("the hidden sheet 'Underlag' was not read",)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<c><v>0.1</v></c>", "0.1"),
        ("<c><v>1234567.0</v></c>", "1234567"),
        ('<c s="1"><v>45425</v></c>', "2024-05-13"),
        ('<c s="2"><v>45425</v></c>', "2024-05-13"),
        ('<c s="3"><v>0.255</v></c>', "25.5 %"),
        ('<c s="4"><v>2.5</v></c>', "2.5"),
        ('<c s="5"><v>0.5</v></c>', "12:00"),
        ('<c s="6"><v>45425.25</v></c>', "2024-05-13 06:00"),
        ('<c s="99"><v>7</v></c>', "7"),
        ('<c t="str"><v>a  b</v></c>', "a b"),
    ],
)
def test_numbers_are_shown_as_their_format_says(cell: str, text: str) -> None:
    """Dates, shares and plain numbers read as in the program."""
    found = read(workbook(("Blad1", "visible", f"<row>{cell}</row>")), "a.xlsx")

    assert [block.text for block in found.blocks] == [text]


@pytest.mark.parametrize(
    "cell",
    [
        '<c t="e"><v>#REF!</v></c>',
        '<c t="s"><v>9</v></c>',
        "<c><v>x</v></c>",
        '<c s="1"><v>1e300</v></c>',
        '<c s="1"><v>nan</v></c>',
        f'<c t="s" s="{"9" * 5000}"><v>{"9" * 5000}</v></c>',
    ],
)
def test_cells_that_show_no_value(cell: str) -> None:
    """An error, a missing text or a number out of its calendar never stops the reader."""
    outcome = extract(workbook(("Blad1", "visible", f"<row>{cell}</row>")), "a.xlsx")

    assert isinstance(outcome, Extract) or outcome.reason is Reason.EMPTY


def test_a_damaged_sheet_is_noted_and_the_others_are_read() -> None:
    """Where no other is there, the file is refused."""
    row = '<row><c t="inlineStr"><is><t>Platser</t></is></c></row>'
    found = read(workbook(("A", "visible", row), ("B", "visible", "<broken")), "a.xlsx")
    alone = extract(workbook(("B", "visible", "<broken")), "a.xlsx")

    assert [block.text for block in found.blocks if block.role is not Role.HEADING] == ["Platser"]
    assert found.notes == ("xl/worksheets/sheet2.xml in it is damaged and was not read",)
    assert isinstance(alone, Failure)
    assert alone.reason is Reason.CORRUPT


def test_the_rows_before_a_damage_are_read() -> None:
    """Those of the table that it breaks off in too."""
    row = "<row><c><v>1</v></c><c><v>2</v></c></row>"
    found = read(workbook(("Blad1", "visible", f"{row * 3}<broken <")), "a.xlsx")

    assert [block.text for block in found.blocks] == ["\n".join(["1 | 2"] * 3)]
    assert found.notes == ("xl/worksheets/sheet1.xml in it is damaged and was read in part",)


def test_long_tables_are_cut_into_blocks() -> None:
    """A table of many rows goes on in further blocks; no row is lost."""
    row = "<row><c><v>1</v></c><c><v>2</v></c></row>"
    found = read(workbook(("Blad1", "visible", row * 120)), "a.xlsx")

    assert [len(block.text.splitlines()) for block in found.blocks] == [50, 50, 20]


def test_one_text_shown_too_often() -> None:
    """A text that a million cells refer to is a bomb, however small its file."""
    cell = '<c t="s"><v>0</v></c>'
    data = workbook(
        ("Blad1", "visible", f"<row>{cell * 10}</row>" * 100),
        strings=f"<si><t>{'lång text ' * 5_000}</t></si>",
    )
    outcome = extract(data, "a.xlsx")

    assert isinstance(outcome, Failure)
    assert outcome.reason is Reason.BOMB


# ---- slides -------------------------------------------------------------------------------


def shape(text: str, kind: str = "", properties: str = "") -> str:
    """Return a shape of a slide with one paragraph."""
    placeholder = f'<p:ph type="{kind}"/>' if kind else ""
    return (
        f"<p:sp><p:nvSpPr><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:txBody><a:p>{properties}"
        f"<a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def slide(*shapes: str) -> str:
    """Return a slide, or a page of notes."""
    return f"<p:sld {A}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:sld>"


def test_slides_are_pages() -> None:
    """Slides come in the order they are shown, their title first, notes last, numbers never."""
    cell = "<a:tc><a:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:txBody></a:tc>"
    table = f"<a:tbl><a:tr>{cell.format('År')}{cell.format('Antal')}</a:tr></a:tbl>"
    bullet = '<a:pPr><a:buChar char="•"/></a:pPr>'
    data = packed(
        {
            "_rels/.rels": relations(("1", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": (
                f'<p:presentation {A} {R}><p:sldIdLst><p:sldId id="9" r:id="b"/>'
                '<p:sldId id="8" r:id="a"/></p:sldIdLst></p:presentation>'
            ),
            "ppt/_rels/presentation.xml.rels": relations(
                ("a", "slide", "slides/slide1.xml"), ("b", "slide", "/ppt/slides/slide2.xml")
            ),
            "ppt/slides/slide1.xml": slide(
                shape("3", "sldNum"), shape("punkt", properties=bullet), f"<g>{table}</g>"
            ),
            "ppt/slides/_rels/slide1.xml.rels": relations(
                ("n", "notesSlide", "../notesSlides/n1.xml")
            ),
            "ppt/notesSlides/n1.xml": slide(shape("1", "sldNum"), shape("Säg mer", "body")),
            "ppt/slides/slide2.xml": slide(shape("Under"), shape("Titel", "ctrTitle")),
        }
    )
    found = read(data, "a.pptx")

    assert shown(found) == [
        (1, Role.HEADING, "Titel"),
        (1, Role.BODY, "Under"),
        (2, Role.BODY, "• punkt"),
        (2, Role.TABLE, "År | Antal"),
        (2, Role.FOOTNOTE, "Säg mer"),
    ]
    assert found.pages == 2
    assert [claim.value for claim in found.claims if claim.field == "title"] == ["Titel"]
