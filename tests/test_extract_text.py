"""Plain text, and text that somebody copied from a web page."""

from pathlib import Path

import pytest

from ingest.extract import text
from ingest.models import Block, Claim, Extract, Failure, Reason, Role

NEWS = """\
Fler kommuner söker stöd

ARBETSLIV12 mars 2021
Allt fler kommuner vill ha hjälp med att upptäcka utnyttjande på arbetsplatser. Det visar en \
ny genomgång från Arbetsmiljöverket som presenteras i dag.

Så gick det till

Genomgången bygger på intervjuer i fyrtio kommuner, och de flesta säger att de saknar rutiner för \
vem som ska göra vad när en misstanke kommer upp under en inspektion.

Källa: Arbetsmiljöverket

Detta är en nyhetsartikel. Kuriren Nords nyhetsbevakning ska vara saklig och opartisk, och \
redaktionen är självständig gentemot ägarna.

Läs också
Dela på Facebook

Din e-postadress kommer inte att publiceras. Obligatoriska fält är märkta *
Genom att klicka på ”Publicera” godkänner du att din kommentar granskas innan den visas.
"""

DEBATE = """\
Kvinnojourerna behöver pengar hela året

Debatt | 2022-11-03

Stödet betalas ut i klump om våren, och i november finns ingenting kvar att hyra lokaler för. Så \
har det sett ut i tio år, och varje höst stänger någon jour.

Tidningen Länsposten är en oberoende dagstidning. Ansvarig utgivare: Kim Ek.
"""


def read(content: str) -> Extract:
    """Return what the reader makes of a text."""
    outcome = text.extract(content.encode(), "sida.txt")
    assert isinstance(outcome, Extract)
    return outcome


def texts(blocks: tuple[Block, ...], role: Role) -> list[str]:
    """Return the texts of the blocks of one role."""
    return [block.text for block in blocks if block.role is role]


def claimed(extract: Extract, field: str) -> list[str]:
    """Return the values claimed for a field."""
    return [claim.value for claim in extract.claims if claim.field == field]


def test_news_article_as_a_reader_saved_it() -> None:
    """Label, notice, buttons and comment form are the site's; headings, text and source are not."""
    extract = read(NEWS)

    assert texts(extract.blocks, Role.HEADING) == ["Fler kommuner söker stöd", "Så gick det till"]
    assert [part[:12] for part in texts(extract.blocks, Role.BODY)] == [
        "Allt fler ko",
        "Genomgången ",
        "Källa: Arbet",
    ]
    assert len(texts(extract.blocks, Role.BOILERPLATE)) == 6


def test_news_article_says_what_it_is() -> None:
    """Title, date, newspaper and the source it retells are claims in the words of the page."""
    extract = read(NEWS)

    assert claimed(extract, "title") == ["Fler kommuner söker stöd"]
    assert claimed(extract, "published") == ["12 mars 2021"]
    assert claimed(extract, "publisher") == ["Kuriren Nord"]
    assert claimed(extract, "originator") == ["Arbetsmiljöverket"]


def test_another_paper_in_other_words() -> None:
    """A label parted from its date by a bar, and a notice that names the paper first, are read."""
    extract = read(DEBATE)

    assert claimed(extract, "published") == ["2022-11-03"]
    assert claimed(extract, "publisher") == ["Länsposten"]
    assert len(texts(extract.blocks, Role.BODY)) == 1


def test_wrapped_text() -> None:
    """Lines that an editor broke are one paragraph, and a broken word is whole again."""
    extract = read(
        "Rapport om stöd\n\nDen som är utsatt för männi-\nskohandel har rätt\ntill stöd.\n"
    )

    assert texts(extract.blocks, Role.BODY) == [
        "Den som är utsatt för människohandel har rätt till stöd."
    ]


def test_list_items_are_blocks() -> None:
    """Each item of a list in wrapped text keeps its marker and stands alone."""
    extract = read("Rubrik\n\nDu ska:\n- ringa\n- skriva\n2) vänta\n")

    assert texts(extract.blocks, Role.BODY) == ["Du ska:", "- ringa", "- skriva", "2) vänta"]


def test_running_text_about_comments_stays() -> None:
    """A document that writes about dates, cookies or comments is not the site's own notice."""
    sentence = "Rapporten publicerades den 5 maj 2019 och handlar om kommentarer på nätet."
    extract = read(f"En rapport\n\n{sentence}\n\nVarför kakor används är en annan fråga.\n")

    assert sentence in texts(extract.blocks, Role.BODY)
    assert claimed(extract, "published") == []
    assert texts(extract.blocks, Role.BOILERPLATE) == []


def test_nothing_is_lost_when_all_looks_like_the_site() -> None:
    """A text of nothing but buttons stays as text: no file is emptied by these rules."""
    extract = read("– Dela\n\n– Skriv ut\n")

    assert texts(extract.blocks, Role.BOILERPLATE) == []


def test_offsets_count_all_roles() -> None:
    """A block's offset is its place in all blocks joined by line feeds."""
    extract = read(NEWS)
    page = "\n".join(block.text for block in extract.blocks)

    assert Role.BOILERPLATE in {block.role for block in extract.blocks}
    assert all(
        page[block.offset : block.offset + len(block.text)] == block.text
        for block in extract.blocks
    )


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n ", b"\xef\xbb\xbf", b"\x00\x01"])
def test_nothing_to_read(data: bytes) -> None:
    """A file without a visible character is EMPTY."""
    outcome = text.extract(data, "tom.txt")

    assert isinstance(outcome, Failure)
    assert outcome.reason is Reason.EMPTY


@pytest.mark.shared
def test_article_the_project_began_with(shared_data: Path) -> None:
    """The seed article gives title, date, paper and source, and seven blocks of its own."""
    path = next((shared_data / "seed").glob("*.txt"))
    extract = text.extract(path.read_bytes(), path.name)

    assert isinstance(extract, Extract)
    assert claimed(extract, "title") == ["Samordning mot människohandel behövs"]
    assert claimed(extract, "published") == ["2019-05-08"]
    assert claimed(extract, "publisher") == ["Publikt"]
    assert claimed(extract, "originator") == ["Jämställdhetsmyndigheten"]
    assert len(texts(extract.blocks, Role.BOILERPLATE)) == 4
    assert len(texts(extract.blocks, Role.BODY)) == 7


def test_a_section_label_above_the_title_is_not_the_title() -> None:
    """Some papers print section and date first; the headline is what follows."""
    page = "KULTUR OCH NÖJE2021-03-09\n\nMuseet öppnar igen\n\nI helgen öppnar museet på nytt.\n"
    read = text.extract(page.encode(), "museet.txt")

    assert isinstance(read, Extract)
    assert Claim("title", "Museet öppnar igen", "first line") in read.claims
    assert {claim.value for claim in read.claims if claim.field == "published"} == {"2021-03-09"}
    assert read.blocks[0].role is Role.BOILERPLATE


def test_a_note_at_the_head_says_what_the_text_is() -> None:
    """Title, day and address in a comment are claims; the comment is no part of the text."""
    note = "<!-- Ett program | antaget 2013-04-07 | https://www.parti.se/program.pdf -->"
    read = text.extract(f"{note}\n\nETT PROGRAM FÖR\n\nFÖRÄNDRING\n".encode(), "program.txt")

    assert isinstance(read, Extract)
    assert {(claim.field, claim.value) for claim in read.claims} >= {
        ("title", "Ett program"),
        ("published", "antaget 2013-04-07"),
        ("url", "https://www.parti.se/program.pdf"),
    }
    assert read.blocks[0].role is Role.BOILERPLATE


def test_a_wrapped_line_is_no_heading() -> None:
    """A short line whose next one begins with a small letter goes on there."""
    wrapped = "Ett parti med en grundsyn, som\nbetraktar värdena och upprätthåller dem " + "x" * 60
    read = text.extract(f"Program\n{wrapped}\n{'y' * 130} z".encode(), "program.txt")

    assert isinstance(read, Extract)
    assert Role.HEADING not in {block.role for block in read.blocks[1:]}


def test_the_head_of_a_memo_in_two_columns_is_not_its_title() -> None:
    """What stands beside one another is kept apart; the title is the paragraph below."""
    head = (
        "Arbetsgruppen för nät                                       A. Exempel\n"
        "Promemoria: 879                                             Maj 2019\n\n\n"
        "                      Hur stora paket får vara\n\n"
        "Detta är en promemoria om paket, som är till för den som ska bygga ett nät med paket i.\n"
    )
    read = text.extract(head.encode(), "a.txt")

    assert isinstance(read, Extract)
    assert [block.text for block in read.blocks][:5] == [
        "Arbetsgruppen för nät", "Promemoria: 879", "A. Exempel", "Maj 2019",
        "Hur stora paket får vara",
    ]  # fmt: skip
    assert claimed(read, "title") == ["Hur stora paket får vara"]


def test_a_text_that_shows_no_letter_is_empty() -> None:
    """Marks that join letters show nothing where there are none."""
    found = text.extract("\u200d\u200c\u200d".encode(), "a.txt")

    assert isinstance(found, Failure)
    assert found.reason is Reason.EMPTY


def test_letters_of_an_unknown_encoding_are_noted() -> None:
    """A text with hardly an ASCII letter that says no encoding came out wrong; Swedish did not."""
    russian = text.extract("Общество защищает детей и семьи".encode("cp1251"), "brev.txt")
    swedish = text.extract("Är å, ä och ö på öarna rätt?".encode("cp1252"), "brev.txt")

    assert isinstance(russian, Extract)
    assert isinstance(swedish, Extract)
    assert (russian.notes, swedish.notes) == ((text.OTHER_LETTERS,), ())
