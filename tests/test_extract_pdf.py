"""Reading PDF: small files written here object by object, and the real ones beside the project."""

import io
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from ingest.extract import pdf as module
from ingest.extract.pdf import READER, extract
from ingest.extract.pdf.garbled import is_garbled
from ingest.extract.pdf.lines import Line
from ingest.models import Block, Extract, Failure, Outline, Reason, Role
from ingest.sandbox import Job, Pool

Text = tuple[float, float, float, str]
"""Left, baseline, size and words; a size below zero means bold."""


def pdf(*pages: Sequence[Text], extra: dict[int, str] | None = None, catalog: str = "") -> bytes:
    """Return a PDF with these texts on its pages, and further objects by number from 100."""
    kids = " ".join(f"{10 + 2 * index} 0 R" for index, _ in enumerate(pages))
    fonts = "/Font << /F1 3 0 R /F2 4 0 R >>"
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        3: font.format("Helvetica"),
        4: font.format("Helvetica-Bold"),
        **(extra or {}),
    }
    for index, texts in enumerate(pages):
        stream = "\n".join(map(shown, texts))
        annotations = "/Annots [100 0 R]" if 100 in objects else ""
        objects[10 + 2 * index] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {annotations}"
            f"/Resources << {fonts} >> /Contents {11 + 2 * index} 0 R >>"
        )
        objects[11 + 2 * index] = f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream"
    return assembled(objects)


def shown(text: Text) -> str:
    """Return the operators that show a text."""
    left, baseline, size, words = text
    escaped = re.sub(r"([\\()])", r"\\\1", words)
    return f"BT /F{1 if size > 0 else 2} {abs(size)} Tf {left} {baseline} Td ({escaped}) Tj ET"


def assembled(objects: dict[int, str]) -> bytes:
    """Return the objects as a file with its table of offsets."""
    body, offsets = b"%PDF-1.7\n", {}
    for number, content in sorted(objects.items()):
        offsets[number] = len(body)
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{number} 1\n{at:010} 00000 n \n" for number, at in offsets.items())
    trailer = f"trailer << /Size {max(objects) + 1} /Root 1 0 R /Info 99 0 R >>"
    return (
        body
        + f"xref\n0 1\n0000000000 65535 f \n{table}{trailer}\nstartxref\n".encode()
        + (f"{len(body)}\n%%EOF".encode())
    )


def lines(*words: str, top: float = 700, left: float = 70, size: float = 11) -> list[Text]:
    """Return the words as lines of one paragraph."""
    return [(left, top - 13 * index, size, line) for index, line in enumerate(words)]


def read(data: bytes) -> Extract:
    """Return what is read, which must be something."""
    outcome = extract(data, "x.pdf")
    assert isinstance(outcome, Extract), outcome
    return outcome


def shape(blocks: Sequence[Block]) -> list[tuple[Role, str]]:
    """Return role and text of each block."""
    return [(block.role, block.text) for block in blocks]


BODY = (
    "Samordningen mot människohandel behöver stärkas i hela landet, och fler män-",
    "niskor behöver få det stöd som de har rätt till. Det gäller särskilt barn och",
    "unga.",
)
WHOLE = (
    "Samordningen mot människohandel behöver stärkas i hela landet, och fler människor behöver få "
    "det stöd som de har rätt till. Det gäller särskilt barn och unga."
)


def test_wrapped_lines_are_one_paragraph() -> None:
    """Lines at the usual distance are one block, with its broken words joined."""
    found = read(pdf(lines(*BODY)))

    assert shape(found.blocks) == [(Role.BODY, WHOLE)]
    assert (found.media_type, found.reader, found.pages) == ("application/pdf", READER, 1)


def test_white_between_lines_parts_paragraphs() -> None:
    """More white than between lines begins a new block, whose offset counts the one before."""
    found = read(pdf([*lines(*BODY), *lines("Andra stycket.", top=640)]))

    assert [block.text for block in found.blocks] == [WHOLE, "Andra stycket."]
    assert [block.offset for block in found.blocks] == [0, len(WHOLE) + 1]


def test_an_indented_line_begins_a_paragraph() -> None:
    """Without white between them, an indent parts two paragraphs."""
    indented = [
        (85.0, 661.0, 11.0, "Nytt stycke som är indraget och går vidare på en hel rad till")
    ]
    found = read(pdf([*lines(*BODY), *indented, *lines("slutet.", top=648)]))

    assert [block.text for block in found.blocks][1].startswith("Nytt stycke")
    assert [block.text for block in found.blocks][1].endswith("slutet.")


def test_large_and_bold_lines_are_headings() -> None:
    """Type larger than the body heads by its size, bold type of the body's size below that."""
    page = [
        *lines("Slutrapport", top=760, size=20),
        *lines("Inledning", top=725, size=-11),
        *lines(*BODY),
    ]
    found = read(pdf(page))

    assert shape(found.blocks)[:2] == [
        (Role.HEADING, "Slutrapport"),
        (Role.HEADING, "Inledning"),
    ]
    assert [block.level for block in found.blocks] == [1, 2, 0]


def test_a_centred_title_goes_on_under_its_middle() -> None:
    """A line that would not have fitted on the one above is the same heading; a writer is not."""
    page = [
        (70, 760, 20, "Specialisering av slingor i program som skrivs"),
        (250, 736, 20, "i farten"),
        (230, 700, 12, "Anna Exempel"),
        *lines(*BODY),
    ]
    found = read(pdf(page))

    assert shape(found.blocks)[0] == (
        Role.HEADING,
        "Specialisering av slingor i program som skrivs i farten",
    )


def test_a_bold_word_does_not_make_a_heading() -> None:
    """A paragraph that begins with bold type stays one paragraph."""
    page = [(70.0, 713.0, -11.0, "6 §"), (95.0, 713.0, 11.0, "Socialnämnden ska verka för att")]
    found = read(pdf([*page, *lines("den som utsätts får stöd.")]))

    assert shape(found.blocks) == [
        (Role.BODY, "6 § Socialnämnden ska verka för att den som utsätts får stöd.")
    ]


def test_what_stands_on_every_page_repeats() -> None:
    """A running head and page numbers are kept, out of the text, whatever their digits."""
    sheets = [
        [
            *lines("SOU 2016:70", top=800),
            *lines(f"Avsnittet handlar om {words} och annat.", size=11),
            *lines(f"{number} (4)", top=40, left=500 if number % 2 else 70),
        ]
        for number, words in enumerate(("barn", "vuxna", "stöd", "straff"), start=1)
    ]
    found = read(pdf(*sheets))

    assert {block.text for block in found.blocks if block.role is Role.REPEATED} >= {"SOU 2016:70"}
    assert [
        block.text for block in found.blocks if block.page == 2 and block.role is Role.BODY
    ] == [
        "Avsnittet handlar om vuxna och annat.",
    ]


def test_a_pages_own_number_at_its_foot_repeats_on_any_page() -> None:
    """A letter has too few pages for anything to come again; a number in its text stays."""
    first = [*lines("Hej alla", "2", "Med vänlig hälsning"), *lines("1", top=60, left=300)]
    second = [*lines("Bilagan"), *lines("- 2 -", top=60, left=300)]
    blocks = read(pdf(first, second)).blocks

    assert [block.text for block in blocks if block.role is Role.REPEATED] == ["1", "- 2 -"]


def test_pages_that_are_all_alike_are_text() -> None:
    """Where everything repeats, nothing is set apart."""
    found = read(pdf(*[lines("Beställ broschyren")] * 4))

    assert shape(found.blocks) == [(Role.BODY, "Beställ broschyren")] * 4


def test_section_marks_at_one_place_do_not_repeat() -> None:
    """Marks in the midst of pages differ in their digits because they are different marks."""
    sheets = [
        [
            *lines("Rubrik", top=800),
            *lines(f"§{number}.1", top=600),
            *lines(f"Här står {words}.", top=400),
        ]
        for number, words in enumerate(("ett", "två", "tre"), start=1)
    ]
    found = read(pdf(*sheets))

    assert [block.role for block in found.blocks if block.text == "§2.1"] == [Role.BODY]


def test_a_margin_note_is_not_read_into_the_line() -> None:
    """A note beside the text on every page is cut from the line it stands by."""
    sheets = [
        [(40.0, 700.0, 11.0, "NFS 2007:10"), (150.0, 700.0, 11.0, f"{words} ska inventeras.")]
        for words in ("Björn", "Varg", "Järv")
    ]
    found = read(pdf(*sheets))

    assert shape(found.blocks)[:2] == [
        (Role.REPEATED, "NFS 2007:10"),
        (Role.BODY, "Björn ska inventeras."),
    ]


def test_each_entry_of_a_table_of_contents_is_a_block() -> None:
    """Leaders end an entry, and shrink to one sign."""
    found = read(pdf(lines("1 Uppdraget ........................ 3", "2 Lagtext ........... 4")))

    assert [block.text for block in found.blocks] == ["1 Uppdraget … 3", "2 Lagtext … 4"]


def test_letters_spaced_out_for_looks_are_words() -> None:
    """A spaced-out name is joined, and its words stay apart."""
    spaced = [(70.0 + 16 * place, 760.0, 11.0, sign) for place, sign in enumerate("RAPPORT")]
    spaced += [(220.0 + 16 * place, 760.0, 11.0, sign) for place, sign in enumerate("2020:27")]
    found = read(pdf([*spaced, *lines(*BODY)]))

    assert found.blocks[0].text == "RAPPORT 2020:27"


def test_columns_are_read_one_after_the_other() -> None:
    """Two columns written one after the other stay so; a sentence goes on over the gap."""
    left = lines("Den vänstra spalten berättar", "om uppdraget och går vidare i", left=60)
    right = lines("nästa spalt, där den slutar.", "Sedan kommer mer.", left=320)
    found = read(pdf([*left, *right]))

    assert " ".join(block.text for block in found.blocks) == (
        "Den vänstra spalten berättar om uppdraget och går vidare i nästa spalt, där den slutar. "
        "Sedan kommer mer."
    )


LEFT = (
    "Kommunerna har olika sätt att",
    "möta den som utnyttjas och det",
    "saknas i dag en gemensam bild",
    "av vad som hjälper på sikt.",
)
RIGHT = (
    "Regionerna har ansvar för den",
    "vård som behövs direkt efter",
    "brottet och för den som ska",
    "komma på längre sikt.",
)


def test_columns_written_row_by_row_are_read_one_after_the_other() -> None:
    """A file that writes both columns' lines in turn is read as the page is."""
    rows = [
        (left, 700 - 13 * number, 11, text)
        for number, pair in enumerate(zip(LEFT, RIGHT, strict=True))
        for left, text in zip((70, 320), pair, strict=True)
    ]

    assert shape(read(pdf(rows)).blocks) == [
        (Role.BODY, " ".join(LEFT)),
        (Role.BODY, " ".join(RIGHT)),
    ]


def test_rows_of_a_table_stay_rows() -> None:
    """Cells beside each other are no columns of prose."""
    rows = [
        (left, 700 - 13 * number, 11, f"{text} {number}")
        for number in range(6)
        for left, text in ((70, "Stockholms län"), (320, "antal ärenden"))
    ]
    lines = [f"Stockholms län {number} | antal ärenden {number}" for number in range(6)]

    assert shape(read(pdf(rows)).blocks) == [(Role.TABLE, "\n".join(lines))]


def test_a_cell_goes_on_in_the_line_below() -> None:
    """What stands right under a cell and begins where it does is of that cell; a note is not."""
    rows = [
        (left, 700 - 40 * number, 11, f"{text} {number}")
        for number in range(3)
        for left, text in ((70, "Län"), (320, "Anmälda brott"), (480, "År"))
    ]
    below = (320, 687, 11, "mot barn")
    note = (70, 600, 11, "Källa: Brottsförebyggande rådet")
    found = read(pdf([*rows[:3], below, *rows[3:], note])).blocks

    assert shape(found) == [
        (Role.TABLE, "\n".join(
            ("Län 0 | Anmälda brott 0 mot barn | År 0", "Län 1 | Anmälda brott 1 | År 1",
             "Län 2 | Anmälda brott 2 | År 2"))),
        (Role.BODY, "Källa: Brottsförebyggande rådet"),
    ]  # fmt: skip


def test_marks_contents_and_wide_white_make_no_table() -> None:
    """Items set apart from their numbers, headings with pages, and spaced-out prose are lines."""
    items = [(70, f"§1.{n}.1", 200, f"Sektionen har organ {n}") for n in range(1, 4)]
    contents = [(70, f"Kapitel {n}", 480, str(n * 3)) for n in range(1, 4)]
    for rows in (items, contents):
        page = [
            (left, 700 - 40 * number, 11, text)
            for number, (first, words, second, more) in enumerate(rows)
            for left, text in ((first, words), (second, more))
        ]
        assert Role.TABLE not in {block.role for block in read(pdf(page)).blocks}

    wide = [
        (70 + 90 * n, 700, 11, word)
        for n, word in enumerate(["Ett", "stort", "hinder", "för", "alla"])
    ]
    assert [block.role for block in read(pdf(wide)).blocks] == [Role.BODY]


def test_two_words_beside_each_other_twice_are_no_table() -> None:
    """A sender beside a date, and a title beside its number, are lines."""
    head = [(70, 760, 11, "Myndigheten"), (400, 760, 11, "2024-05-08")]
    head += [(70, 740, 11, "Enheten"), (400, 740, 11, "Dnr 12/34")]
    found = read(pdf([*head, *lines(*BODY)])).blocks

    assert Role.TABLE not in {block.role for block in found}


def test_a_figure_has_its_caption() -> None:
    """A line that begins with "Tabell 2." says what stands beside it."""
    found = read(pdf([*lines(*BODY), (70, 500, 11, "Tabell 2. Anmälda brott efter län")])).blocks

    assert shape(found)[-1] == (Role.CAPTION, "Tabell 2. Anmälda brott efter län")


def test_numbers_written_after_their_list_are_put_back() -> None:
    """Browsers write the marks of a list when all of its items are written."""
    items = ["Riksdagen ställer sig bakom det.", "Riksdagen tillkännager detta."]
    texts = [(98, 700 - 30 * number, 11, item) for number, item in enumerate(items)]
    marks = [(80, 700 - 30 * number, 11, f"{number + 1}.") for number in range(2)]

    assert shape(read(pdf([*texts, *marks])).blocks) == [
        (Role.BODY, "1. Riksdagen ställer sig bakom det."),
        (Role.BODY, "2. Riksdagen tillkännager detta."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "en förbindelse som avses i 4 c § 1 p eller försök till sådant brott",
        "enligt 8 a § 2 st och 5 § andra stycket samma lag",
    ],
)
def test_a_law_keeps_its_spaces(text: str) -> None:
    """Single letters and numbers in a sentence are not letters spaced out for looks."""
    assert shape(read(pdf(lines(text))).blocks) == [(Role.BODY, text)]


def test_what_the_file_says_of_itself_is_claimed() -> None:
    """Information, page labels and outline come with the text."""
    information = "<< /Title (Slutrapport) /CreationDate (D:20190508120000+02'00') >>"
    outline = "<< /First 91 0 R /Last 91 0 R /Count 1 >>"
    entry = "<< /Title (Inledning) /Parent 90 0 R /Dest [12 0 R /Fit] >>"
    found = read(
        pdf(
            lines("Omslaget har en rad."),
            lines(*BODY),
            extra={99: information, 90: outline, 91: entry},
            catalog="/Outlines 90 0 R /PageLabels << /Nums [0 << /S /r >> 1 << /S /D >>] >>",
        )
    )

    assert {(claim.field, claim.value) for claim in found.claims} == {
        ("title", "Slutrapport"),
        ("created", "2019-05-08"),
    }
    assert found.claims[0].origin == "PDF information Title"
    assert found.page_labels == ("i", "1")
    assert found.outline == (Outline("Inledning", 1, 2),)


def test_half_a_character_in_what_a_file_says_of_itself_is_no_crash() -> None:
    """It stands as a mark of damage in title, page label and table of contents."""
    half = "<FEFFD8000041>"
    extra = {
        99: f"<< /Title {half} >>",
        100: "<< /First 101 0 R /Last 101 0 R /Count 1 >>",
        101: f"<< /Title {half} /Parent 100 0 R /Dest [10 0 R /Fit] >>",
    }
    labels = f"/PageLabels << /Nums [0 << /P {half} >>] >>"
    found = read(pdf(lines(*BODY), extra=extra, catalog=f"/Outlines 100 0 R {labels}"))

    assert [claim.value for claim in found.claims if claim.field == "title"] == ["\ufffdA"]
    assert [entry.title for entry in found.outline] == ["\ufffdA"]
    assert found.page_labels == ("\ufffdA",)


def test_a_filled_field_is_read_with_its_name() -> None:
    """The value of a form field stands after its page's text as "name: value"."""
    field = (
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (ort) /TU (Ort) /V (Malmö) "
        "/Rect [70 500 200 520] /P 10 0 R >>"
    )
    found = read(
        pdf(lines("Blankett"), extra={100: field}, catalog="/AcroForm << /Fields [100 0 R] >>")
    )

    assert shape(found.blocks)[-1] == (Role.FORM, "Ort: Malmö")
    assert found.blocks[-1].offset == len("Blankett") + 1


def test_free_text_laid_on_a_page_is_read() -> None:
    """A text box added by a viewer is text that readers see."""
    box = "<< /Type /Annot /Subtype /FreeText /Contents (Inkom 2019) /Rect [70 500 200 520] >>"
    found = read(pdf(lines("Beslut"), extra={100: box}))

    assert shape(found.blocks)[-1] == (Role.BODY, "Inkom 2019")


def test_a_hidden_field_is_not_read() -> None:
    """What a form hides from its readers is no text of it."""
    field = (
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (ort) /V (Malmö) /F 2 "
        "/Rect [70 500 200 520] /P 10 0 R >>"
    )
    found = read(
        pdf(lines("Blankett"), extra={100: field}, catalog="/AcroForm << /Fields [100 0 R] >>")
    )

    assert shape(found.blocks) == [(Role.BODY, "Blankett")]


def test_a_stamp_is_read_where_it_stands() -> None:
    """The words of a stamp are only in how it looks; they are drawn into the page."""
    look = shown((5, 5, 11, "INKOM 2019-05-08"))
    stamp = "<< /Type /Annot /Subtype /Stamp /F 4 /Rect [70 500 270 520] /AP << /N 101 0 R >> >>"
    form = (
        "<< /Type /XObject /Subtype /Form /BBox [0 0 200 20] "
        f"/Resources << /Font << /F1 3 0 R >> >> /Length {len(look)} >>\n"
        f"stream\n{look}\nendstream"
    )
    found = read(pdf(lines("Beslut"), extra={100: stamp, 101: form}))

    assert shape(found.blocks) == [(Role.BODY, "Beslut"), (Role.BODY, "INKOM 2019-05-08")]


def test_glyphs_without_letters_are_no_text() -> None:
    """A page whose fonts do not say what they draw is as good as a scan."""
    outcome = extract(pdf(lines("\x01\x02\x03\x04 \x05\x06!\x07" * 5)), "x.pdf")

    assert isinstance(outcome, Failure)
    assert outcome.reason is Reason.NO_TEXT_LAYER


def test_numbers_of_glyphs_that_look_like_capitals_are_no_text() -> None:
    """A font that has lost its table of letters gives each of them 29 places too low."""
    numbers = "".join(chr(ord(letter) - 29) for letter in WHOLE if "a" <= letter <= "z")
    outcome = extract(pdf(lines(numbers)), "x.pdf")
    capitals = extract(pdf(lines(WHOLE.upper())), "x.pdf")

    assert isinstance(outcome, Failure)
    assert outcome.reason is Reason.NO_TEXT_LAYER
    assert isinstance(capitals, Extract)


def test_a_cut_pdf_that_no_longer_tells_its_letters_is_corrupt() -> None:
    """A heading in another font is no document, and what is cut cannot be drawn: fetch it again."""
    numbers = "".join(chr(ord(letter) - 29) for letter in WHOLE if "a" <= letter <= "z")
    whole = pdf(lines(numbers), lines("Bilaga"), lines(numbers)).replace(b"/Catalog", b"/Lost")
    outcome = extract(whole[: whole.index(b"xref")], "x.pdf")

    assert isinstance(outcome, Failure)
    assert outcome.reason is Reason.CORRUPT


def test_a_pdf_without_its_header_is_read() -> None:
    """A damaged first line costs nothing where the pages can be found."""
    whole = pdf(lines(*BODY))

    assert shape(read(b"%PD" + whole[5:]).blocks) == [(Role.BODY, WHOLE)]


def encrypted(data: bytes, password: str) -> bytes:
    """Return the PDF behind a user password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_an_empty_password_is_tried() -> None:
    """A file that is only closed to changes is read."""
    found = read(encrypted(pdf(lines(*BODY)), ""))

    assert shape(found.blocks) == [(Role.BODY, WHOLE)]


FOREIGN_LOCK = b"/Encrypt << /Filter /Adobe.PubSec /V 1 /Recipients [<00>] >>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (encrypted(pdf(lines(*BODY)), "hemligt"), Reason.ENCRYPTED),
        (pdf([]), Reason.NO_TEXT_LAYER),
        (pdf(), Reason.CORRUPT),
        (b"%PDF-1.7\n" + b"nothing of a PDF follows" * 20, Reason.CORRUPT),
        (pdf(lines(*BODY))[:60], Reason.CORRUPT),
        (b"1 0 obj << /Type /Catalog >> endobj", Reason.WRONG_TYPE),
        (b"%PDF-1.7\n /Encrypt 9 0 R 9 0 obj << /Filter /Standard >>", Reason.ENCRYPTED),
        (pdf(lines(*BODY)).replace(b"/Info 99 0 R", FOREIGN_LOCK), Reason.ENCRYPTED),
    ],
    ids=[
        *("password", "no text", "no pages", "garbage", "cut off", "none", "damaged and locked"),
        "a lock of another maker",
    ],
)
def test_a_pdf_without_text_has_a_reason(data: bytes, reason: Reason) -> None:
    """A password, pages without text and a broken file are told apart."""
    outcome = extract(data, "x.pdf")

    assert isinstance(outcome, Failure)
    assert (outcome.reason, outcome.reader) == (reason, READER)


def test_a_file_that_pdfium_refuses_is_read_by_pypdf() -> None:
    """The second reader's text comes with a note that says so."""
    data = pdf(lines("Text utan plats")).replace(b"/Type /Pages", b"/Type /Paxes")
    outcome = extract(data, "x.pdf")

    assert isinstance(outcome, Extract)
    assert "Text utan plats" in outcome.blocks[0].text


def drawn(words: str, names: dict[str, str]) -> bytes:
    """Return a PDF whose font draws each letter as a picture, under the name it has here."""
    codes = {letter: number for number, letter in enumerate(names, 1)}
    texts = "".join(f"{codes[letter]:02x}" for letter in words)
    shapes = " ".join(f"/{name} 101 0 R" for name in names.values())
    encoding = (
        f"<< /Type /Encoding /Differences [1 {' '.join(f'/{each}' for each in names.values())}] >>"
    )
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] "
        f"/FirstChar 1 /LastChar {len(names)} /Widths [{'1 ' * len(names)}] "
        f"/CharProcs << {shapes} >> /Encoding {encoding} >>"
    )
    shape = "<< /Length 15 >>\nstream\n1 0 0 0 1 1 d1 \nendstream"
    data = pdf([(50, 700, 12, "X" * len(texts))], extra={3: font, 101: shape})
    return data.replace(f"({'X' * len(texts)})".encode(), f"<{texts}>".encode())


def test_letters_that_pdfium_cannot_map_are_read_by_pypdf() -> None:
    """The names of glyphs may tell the letters; names that tell none are no text."""
    words = "Människohandel är brott mot en människas frihet och frid"
    letters = dict.fromkeys(words)
    found = extract(
        drawn(words, {a: {"ä": "adieresis", " ": "space"}.get(a, a) for a in letters}), ""
    )
    lost = extract(drawn(words, {a: f"G{number}" for number, a in enumerate(letters)}), "")

    assert isinstance(found, Extract)
    assert [block.text for block in found.blocks] == [words]
    assert isinstance(lost, Failure)
    assert lost.reason is Reason.NO_TEXT_LAYER


def pieces(*texts: str, apart: float = 0.0) -> list[Line]:
    """Return lines that stand beside each other on one baseline, so far apart."""
    places = [70 + number * (20 + apart) for number, _ in enumerate(texts)]
    rows = zip(texts, places, strict=True)
    return [Line(text, left=left, right=left + 20, baseline=700, size=11) for text, left in rows]


def test_what_pdfium_tears_or_cannot_name_is_doubted() -> None:
    """Pieces of words beside each other, or many controls: not cells, whole lines or one bullet."""
    assert is_garbled(pieces("c", "olu", "m", "n", "1", "o", "ne"))
    assert is_garbled([Line("0SVIQ\x04MTWYQ")])
    assert not is_garbled(pieces("A", "B", "C", "D", "E", "F", "G", apart=10))
    assert not is_garbled(pieces(*["en hel rad som står bredvid en annan"] * 9))
    assert not is_garbled([Line("\x01 Stöd till barn, unga och deras familjer under hela året")])


def test_a_line_without_real_spaces_keeps_those_between_words() -> None:
    """TeX writes none: a single letter in a line is no sign that all white in it is false."""
    widths = {"om": 15.3, "p": 6.1, "och": 17.7, "x": 5.5, "är": 9.8, "tal": 11.6}  # in Helvetica
    page, left = [], 70.0
    for word, width in widths.items():
        page.append((left, 700, 11, word))
        left += width + 3

    assert read(pdf(page)).blocks[0].text == " ".join(widths)


def test_a_table_of_contents_keeps_its_spaces() -> None:
    """The dots before a page's number are no letters that are spaced out for looks."""
    rows = [
        f"2.{n} Stöd och skydd för barn . . . . . . . . . . . . . . . . . {n}" for n in range(9)
    ]

    assert read(pdf(lines(*rows))).blocks[0].text.startswith("2.0 Stöd och skydd för barn")


def test_a_number_of_pages_is_not_believed() -> None:
    """A file may say that it has a million; those that are there are read."""
    data = pdf(lines(*BODY)).replace(b"/Count 1", b"/Count 1000000")

    assert [block.text for block in read(data).blocks] == [WHOLE]


def test_the_fields_of_a_form_may_lead_back_to_each_other(tmp_path: Path) -> None:
    """PDFium would follow them for ever; the pages are read without what is filled in."""
    chain = {
        number: f"<< /Kids [{number + 1} 0 R {number + 1} 0 R] /T (a) >>"
        for number in range(101, 131)
    }
    leaf = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (b) /V (Svar) /Rect [0 0 1 1] >>"
    round_trip = {101: "<< /Kids [102 0 R] /T (a) >>", 102: "<< /Kids [101 0 R] /T (b) >>"}
    form = "/AcroForm << /Fields [101 0 R] >>"
    for number, fields in enumerate(({**chain, 131: leaf}, round_trip)):
        (tmp_path / f"{number}.pdf").write_bytes(pdf(lines(*BODY), extra=fields, catalog=form))
    with Pool(1, seconds=20.0) as pool:
        jobs = [Job(path, path.name) for path in sorted(tmp_path.iterdir())]
        readings = list(pool.read(jobs))

    for reading in readings:
        assert isinstance(reading.outcome, Extract)
        assert reading.outcome.blocks[0].text == WHOLE
        assert "print it to PDF" in reading.outcome.notes[0]


def test_a_very_long_file_is_read_from_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is more than there is room for is told in a note, with what to do."""
    monkeypatch.setattr(module, "MAX_LINES", 2 * len(BODY))
    found = read(pdf(*[lines(*BODY)] * 5))

    assert {block.page for block in found.blocks} == {1, 2, 3}
    assert (found.pages, found.unread) == (5, 2)
    assert found.notes == (
        "only the first 3 of its 5 pages were read: split it into shorter files",
    )


def test_a_file_that_takes_pdfium_down_is_read_by_pypdf(tmp_path: Path) -> None:
    """Page labels that lead to themselves are followed until the stack is full."""
    path = tmp_path / "a.pdf"
    loop = {101: "<< /Kids [101 0 R] >>"}
    path.write_bytes(pdf(lines(*BODY), extra=loop, catalog="/PageLabels 101 0 R"))
    with Pool(1, seconds=20.0) as pool:
        (reading,) = pool.read([Job(path, path.name)])

    assert isinstance(reading.outcome, Extract)
    assert reading.outcome.blocks[0].text == WHOLE
    assert reading.outcome.notes == ("read by pypdf alone: PDFium crashes over it",)


@pytest.mark.shared
def test_real_reports_are_laid_out(shared_data: Path) -> None:
    """Headings, margin notes and joined words of real files are as one sees them on the page."""
    report = read((shared_data / "docs/airiksdagen/data_corpus_tidoavtalet-2022.pdf").read_bytes())
    rules = next((shared_data / "docs/ferenda").glob("repo_nfs*.pdf"))
    page = [block for block in read(rules.read_bytes()).blocks if block.page == 4]

    assert (Role.HEADING, "2.1. Kommunikation") in shape(report.blocks)
    assert (Role.REPEATED, "NFS 2007:10") in shape(page)
    assert any("vidareutbildning för länsstyrelsens" in block.text for block in page)


@pytest.mark.shared
def test_offsets_of_real_files_lead_to_their_text(shared_data: Path) -> None:
    """A block stands at its offset in its page's blocks joined by line ends."""
    paths = sorted((shared_data / "docs/itsektionen").glob("*.pdf"))
    assert paths
    for path in paths:
        pages: dict[int | None, list[Block]] = {}
        for block in read(path.read_bytes()).blocks:
            pages.setdefault(block.page, []).append(block)
        for blocks in pages.values():
            text = "\n".join(block.text for block in blocks)

            assert all(text.startswith(block.text, block.offset) for block in blocks)


def test_nobody_but_a_reading_process_loads_the_second_reader() -> None:
    """The rooms name the reader of PDF; pypdf is .07 s of every command's start."""
    told = "import sys, ingest.extract.pdf.printed, night.run; sys.exit('pypdf' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0
