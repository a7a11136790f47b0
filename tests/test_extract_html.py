"""Web pages: what is the document, what is the site, and what the page says of itself."""

from pathlib import Path

import pytest

from ingest.extract import html
from ingest.models import SHOWN_ROLES, Block, Extract, Failure, Reason, Role

PROSE = "Den som misstänker att någon utnyttjas ska berätta det för socialtjänsten samma dag. " * 2

WORDPRESS = f"""<!doctype html><html lang="sv-SE"><head><title>Ny handbok | Plattformen</title>
<meta property="article:published_time" content="2023-06-27T08:00:00+02:00">
<script type="application/ld+json">{{"@graph": [
  {{"@type": "Organization", "name": "Plattformen", "url": "https://exempel.se"}},
  {{"@type": "NewsArticle", "headline": "Ny handbok", "dateModified": "2023-07-01",
    "publisher": {{"name": "Plattformen"}}}}]}}</script></head>
<body class="single-post has-sidebar">
<a class="skip-link" href="#c">Hoppa till innehåll</a>
<div id="cookie-notice">Vi använder cookies. <button>Jag förstår</button></div>
<div class="site-header"><ul class="menu"><li><a href="/">Hem</a>
<li><a href="/om">Om oss</a></ul></div>
<div class="entry-content">
  <h1>Ny handbok</h1><p>{PROSE}</p>
  <h2>Vem gör vad</h2><ul><li>{PROSE}</li><li>Ring <a href="tel:1">112</a> vid fara.</li></ul>
  <div class="sharedaddy"><h3>Dela</h3><a href="#">Facebook</a></div>
  <h2>Relaterade inlägg</h2>
  <ul><li><a href="/a">Ett annat inlägg</a><li><a href="/b">Ett till</a></ul>
</div>
<div id="comments"><h2>Lämna ett svar</h2>
<form><label>Namn</label><textarea></textarea></form></div>
<div class="widget">{PROSE}</div>
</body></html>"""

WEBFORMS = f"""<html><body><form id="aspnetForm"><table><tr>
<td class="leftnav"><a href="/">Start</a></td>
<td><h1>Regler om stöd</h1><p>{PROSE}</p><p>{PROSE}</p></td></tr></table>
<div id="footer">Besöksadress: Storgatan 1</div></form></body></html>"""

SITEVISION = f"""<html lang="sv"><body>
<header role="banner"><nav><a href="/">Start</a></nav></header>
<main><div class="sv-layout"><h1>Lägesbild</h1>
<p class="ingress">Kort om läget.</p><div class="sv-text"><p>{PROSE}</p><p>{PROSE}</p></div>
<p>Publiceringsdatum: 16 mars 2023</p><p>Senast uppdaterad: 21 september 2023</p>
<p>Uppgifterna på sidan gäller tills vidare.</p></div></main></body></html>"""


def read(content: str) -> Extract:
    """Return what the reader makes of a page."""
    outcome = html.extract(content.encode(), "sida.html")
    assert isinstance(outcome, Extract)
    return outcome


def shown(extract: Extract) -> list[str]:
    """Return the texts that are the document's."""
    return [block.text for block in extract.blocks if block.role in SHOWN_ROLES]


def claims(extract: Extract, field: str) -> list[tuple[str, str]]:
    """Return value and place of each claim about a field."""
    return [(claim.value, claim.origin) for claim in extract.claims if claim.field == field]


def test_weblog_page() -> None:
    """Menu, notice, sharing, related posts, comments and widgets are the site's, and kept."""
    extract = read(WORDPRESS)
    prose = PROSE.strip()

    assert shown(extract) == [
        "Ny handbok",
        prose,
        "Vem gör vad",
        f"• {prose}",
        "• Ring 112 vid fara.",
    ]
    assert "• Om oss" in [b.text for b in extract.blocks if b.role is Role.BOILERPLATE]


def test_form_around_the_page() -> None:
    """A form or table that holds the whole page says nothing of what is in it."""
    assert shown(read(WEBFORMS)) == ["Regler om stöd", PROSE.strip(), PROSE.strip()]


def test_after_the_closing_date() -> None:
    """The preamble is the document's; a lone paragraph under the closing date is not."""
    assert shown(read(SITEVISION)) == [
        "Lägesbild",
        "Kort om läget.",
        PROSE.strip(),
        PROSE.strip(),
    ]


def test_a_link_between_paragraphs_is_the_writers() -> None:
    """A line that is a link belongs to the text around it, and under the text to the site."""
    link = '<p><a href="/a">Läs hela rapporten här</a></p>'
    text = "<p>" + "Rapporten beskriver hur arbetet har bedrivits under året. " * 4 + "</p>"
    read_page = read(f"<main><h1>Rapport</h1>{text}{link}{text}{link}</main>")

    assert shown(read_page).count("Läs hela rapporten här") == 1


def test_date_above_the_text() -> None:
    """A date between title and text closes nothing."""
    page = read(f"<h1>Nyhet</h1><p>Publicerad 2020-01-02</p><p>{PROSE}</p><p>Slut på nyheten.</p>")

    assert shown(page) == ["Nyhet", PROSE.strip(), "Slut på nyheten."]


def test_claims_of_head_and_body() -> None:
    """Every place that speaks of title, dates and publisher is a claim of its own."""
    extract = read(WORDPRESS)

    assert claims(extract, "title") == [
        ("Ny handbok", "h1"),
        ("Ny handbok | Plattformen", "title"),
        ("Ny handbok", "JSON-LD headline"),
    ]
    assert claims(extract, "published") == [("2023-06-27T08:00:00+02:00", "article:published_time")]
    assert claims(extract, "updated") == [("2023-07-01", "JSON-LD dateModified")]
    assert claims(extract, "publisher") == [("Plattformen", "JSON-LD publisher")]
    assert claims(extract, "language") == [("sv-SE", "html lang")]


def test_visible_dates() -> None:
    """Dates with a label on the page are claims in the page's own words."""
    extract = read(SITEVISION)

    assert claims(extract, "published") == [("16 mars 2023", "text")]
    assert claims(extract, "updated") == [("21 september 2023", "text")]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Gespeichert von anna am 24. Juli 2017 - 18:55", ("24. Juli 2017", "text")),
        ("13. Juli 2021 | 05:00", ("13. Juli 2021", "day beside h1")),
        ("<a href=/anna>Anna Ek</a> 27 juin 2019", ("27 juin 2019", "day beside h1")),
        ("<a href=/annat>Nytt 8 maj 2019</a>", None),
        ("Mötet hålls den 8 maj 2019 i stora salen på huvudkontoret.", None),
    ],
)
def test_a_day_beside_the_title(line: str, day: tuple[str, str] | None) -> None:
    """It needs no label, but stands nearly alone and leads nowhere."""
    extract = read(f"<h1>Rubrik</h1><div>{line}</div><p>{PROSE}</p>")

    assert claims(extract, "published") == ([day] if day else [])


@pytest.mark.parametrize(
    "line",
    ["Nyhet 2024-05-08", "Nyhet | 8 maj 2024", "8 maj 2024 | Nyhet"],
)
def test_a_section_and_a_day_beside_the_title(line: str) -> None:
    """In either order, and no number of a publication."""
    extract = read(f"<h1>Rubrik</h1><div>{line}</div><p>{PROSE}</p>")

    assert [claim.value for claim in extract.claims[1:3] if claim.field == "kind"] == ["Nyhet"]
    assert claims(extract, "identifier") == []


def test_a_heading_that_the_tab_has_goes_before_the_sites_name() -> None:
    """A logo is an h1 on many sites; the tab begins with the title."""
    page = f"<title>%s</title><h1>Bladet</h1><h2>Våld</h2><p>{PROSE}</p><p>{PROSE}</p>"
    said = [claims(read(page % tab), "title")[0][0] for tab in ("Våld | Bladet", "Våld i hemmet")]

    assert said == ["Våld", "Bladet"]


def test_what_kind_of_page_a_machine_is_told() -> None:
    """Only types that sites do not call everything are believed."""
    data = '<script type="application/ld+json">{"@type": "%s"}</script><p>Text</p>'
    said = [claims(read(data % name), "kind") for name in ("NewsArticle", "Article")]

    assert said == [[("NewsArticle", "JSON-LD @type")], []]


def test_swedish_text_in_datetime() -> None:
    """What a <time> says is kept raw, and its label tells publication from change."""
    extract = read(
        "<h1>Remiss</h1><p>Svar senast i juni.</p><p class=dates>Publicerad "
        '<time datetime="02 juli 2026">2/7</time> Ändrad '
        '<time datetime="2026-07-09">i dag</time></p>'
    )

    assert ("02 juli 2026", "time") in claims(extract, "published")
    assert ("2026-07-09", "time") in claims(extract, "updated")


def test_number_glued_to_the_title() -> None:
    """A publication's number inside the heading is parted from the title and claimed."""
    extract = read(
        '<h1>Ett nytt brott<span class="nr">SOU 2025:119</span></h1><p>Betänkandet föreslår.</p>'
    )

    assert claims(extract, "title")[0] == ("Ett nytt brott", "h1")
    assert claims(extract, "identifier") == [("SOU 2025:119", "line beside h1")]


def test_template_values_are_no_claims() -> None:
    """What a template left unfilled is not taken for a publisher."""
    page = '<meta name="DC.Publisher" content="Publisher"><meta name="DC.Creator" content="">'

    assert read(page + "<p>Text</p>").claims == ()


@pytest.mark.parametrize("data", ["{", "[" * 100_000, '{"@type": 5}', "[1, null, {}]"])
def test_broken_json_ld(data: str) -> None:
    """A page whose JSON-LD cannot be read is still a page."""
    extract = read(f'<script type="application/ld+json">{data}</script><p>Text</p>')

    assert shown(extract) == ["Text"]


def test_tables_lists_and_notes() -> None:
    """Tables are lines of cells, numbered items keep their number, footnotes come whole."""
    extract = read(
        "<h1>Bilaga</h1><table><caption>Antal</caption>"
        "<tr><th>År<th>Fall<tr><td>2023<td><p>12</p></table>"
        "<ol start=3><li>tre<li>fyra</ol><ol type=a><li>första</ol>"
        '<div id="ftn1"><p>[1] Se <i>lagen</i></p><p>och mer.</p></div>'
    )

    assert [(block.role, block.text) for block in extract.blocks[1:]] == [
        (Role.CAPTION, "Antal"),
        (Role.TABLE, "År | Fall\n2023 | 12"),
        (Role.BODY, "3. tre"),
        (Role.BODY, "4. fyra"),
        (Role.BODY, "a) första"),
        (Role.FOOTNOTE, "[1] Se lagen och mer."),
    ]


@pytest.mark.parametrize("number", ["9" * 5000, "²", "-3", "tre"])
def test_a_number_that_no_list_reaches_is_not_counted_from(number: str) -> None:
    """Python refuses to read 4 300 digits; the list is numbered from the beginning."""
    extract = read(f'<ol start="{number}"><li>ett<li value="{number}">två</ol>')

    assert shown(extract) == ["1. ett", "2. två"]


def test_text_laid_out_by_empty_lines() -> None:
    """Where a page shows text as it was typed, empty lines part paragraphs and items."""
    text = "\n\n".join(["1 § Lagen gäller\nför alla.", "2 § Den\n1. ska\n2. får", "a", "b", "c"])

    assert shown(read(f"<div>{text}</div>")) == [
        "1 § Lagen gäller för alla.",
        "2 § Den\n1. ska\n2. får",
        "a",
        "b",
        "c",
    ]


def test_line_breaks() -> None:
    """One <br> is a line end, two part paragraphs; other line feeds mean nothing."""
    assert shown(read("<p>Storgatan\n1<br>Staden<br> <br>Nytt stycke</p>")) == [
        "Storgatan 1\nStaden",
        "Nytt stycke",
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        "<template><p>x</template>",
        "<noscript>x</noscript>",
        "<p hidden>x</p>",
        '<div style="display: none">x</div>',
        '<i aria-hidden="true">x</i>',
        "<!-- x -->",
        "<svg><script>x</script></svg>",
        "<iframe srcdoc='<p>x'>x</iframe>",
    ],
)
def test_what_nobody_sees(hidden: str) -> None:
    """Scripts, styles, templates and hidden elements give no text of any role."""
    assert read(f"<p>Synlig</p>{hidden}").blocks == (Block("Synlig"),)


def test_deep_nesting() -> None:
    """A page nested deeper than Python's stack is read."""
    assert "botten" in shown(read("<div>" * 5000 + "botten"))[-1]


def test_page_whose_text_comes_by_script() -> None:
    """Where only the tab's title can be read, that is the document."""
    assert shown(read("<title>Bara titel</title><script>run()</script>")) == ["Bara titel"]


@pytest.mark.parametrize("data", [b"", b" \n", b"<p></p>", b"<script>x</script>", b"<!-- x -->"])
def test_nothing_to_read(data: bytes) -> None:
    """A page without a visible character is EMPTY."""
    outcome = html.extract(data, "tom.html")

    assert isinstance(outcome, Failure)
    assert outcome.reason is Reason.EMPTY


def test_declared_encoding_is_used() -> None:
    """A page in Latin-1 reads right whatever detectors are installed."""
    data = "<meta charset=iso-8859-1><p>Å ä ö é</p>".encode("latin-1")
    outcome = html.extract(data, "sida.html")

    assert isinstance(outcome, Extract)
    assert shown(outcome) == ["Å ä ö é"]


@pytest.mark.shared
def test_update_that_the_head_denies(shared_data: Path) -> None:
    """The page's own words about its change come before its head's, and its number is claimed."""
    path = shared_data / "sources/regeringen/ferenda-remisser/case-closed.html"
    extract = read(path.read_text(encoding="utf-8"))

    assert claims(extract, "published")[0] == ("09 april 2026", "text")
    assert claims(extract, "updated")[0] == ("30 juni 2026", "text")
    assert claims(extract, "identifier")[0] == ("Diarienummer: KN2026/00741", "line beside h1")


@pytest.mark.shared
def test_hostile_pages_all_end(shared_data: Path) -> None:
    """Each of the broken and hostile pages ends in blocks in their places, or in a Failure."""
    for path in sorted((shared_data / "hostile/html").iterdir()):
        outcome = html.extract(path.read_bytes(), path.name)
        if isinstance(outcome, Extract):
            page = "\n".join(block.text for block in outcome.blocks)

            assert page
            assert all(page[b.offset :].startswith(b.text) for b in outcome.blocks), path.name


WORD_MADE = f"""<html><head><style>
p {{ font-size:9.5pt }}
.R1 {{ text-align:left; page-break-after:avoid; font-size:16pt }}
p.R3, .Mellanrubrik {{ page-break-after:avoid; font-size:10.5pt; font-weight:bold }}
.Normal {{ font-size:9.5pt }}
.Ingress {{ font-size:12pt }}
</style></head><body><p class="Ingress">Kort om saken</p>
<p class="R1">2Utskottets överväganden</p><p class="R3">Bakgrund</p>
<p class="Normal">{PROSE}</p><p class="R3">Det gäller följande:</p><p class="Normal">{PROSE}</p>
<table><tr><td></td><td>2019</td><td></td><td>2020</td></tr>
<tr><td>1:1</td><td></td><td></td><td>30</td></tr></table></body></html>"""

PDF_MADE = f"""<html><style>.ft0{{font: 18px 'Verdana'}} .ft1{{font: 12px 'Verdana'}}</style>
<p class="p0 ft0">Regeringens proposition</p><p class="p1 ft1">{PROSE}</p></html>"""


def test_headings_by_the_pages_own_stylesheet() -> None:
    """Kept with what follows, by size and weight; a line that ends with a colon heads nothing."""
    word = [(b.level, b.text) for b in read(WORD_MADE).blocks if b.role is Role.HEADING]
    pdf = [(b.level, b.text) for b in read(PDF_MADE).blocks if b.role is Role.HEADING]

    assert word == [(1, "2 Utskottets överväganden"), (2, "Bakgrund")]
    assert pdf == [(1, "Regeringens proposition")]


def test_a_term_and_what_is_said_of_it_are_one_line() -> None:
    """Each says nothing alone; what is said in several paragraphs stays as they are."""
    short = "<dt>Typ:</dt><dd><p>Direktiv</p></dd><dt>A</dt><dt>B</dt><dd>ett</dd><dd>två</dd>"
    found = read(f"<h1>Lista</h1><dl>{short}</dl><dl><dt>Mål</dt><dd><p>ett<p>två</dd></dl>")
    unpaired = read("<h1>Lista</h1><dl><dd>ett</dd><dt>Typ</dt></dl>")

    assert shown(found) == ["Lista", "Typ: Direktiv", "A, B: ett; två", "Mål", "ett", "två"]
    assert shown(unpaired) == ["Lista", "ett", "Typ"]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("Allt om stöd<dt>Typ</dt><dd>ett</dd>", ["Lista", "Allt om stöd", "Typ", "ett"]),
        ("<p>Allt<dt>Typ</dt><dd>ett</dd>", ["Lista", "Allt", "Typ", "ett"]),
        ("<dt><h2>Vem?</h2></dt><dd>Alla.</dd>", ["Lista", "Vem?", "Alla."]),
    ],
)
def test_a_list_of_terms_loses_nothing_for_being_one(inside: str, text: list[str]) -> None:
    """With text beside its terms, or headings in them, it is read as any other part of a page."""
    assert shown(read(f"<h1>Lista</h1><dl>{inside}</dl>")) == text


def test_a_list_that_begins_with_nought_goes_on_from_it() -> None:
    """Nought is a number like any other."""
    found = read("<h1>Steg</h1><ol start=0><li>ett<li>två<li value=0>tre<li>fyra</ol>")

    assert shown(found) == ["Steg", "0. ett", "1. två", "0. tre", "1. fyra"]


def test_an_empty_cell_keeps_its_place() -> None:
    """Columns that nothing stands in are left out, so what is under a heading stays under it."""
    table = next(block.text for block in read(WORD_MADE).blocks if block.role is Role.TABLE)

    assert table == "| 2019 | 2020\n1:1 |  | 30"


def test_a_page_may_begin_with_any_element() -> None:
    """What no head can hold ends it, whether or not the parser knows the element."""
    for name in ("section", "main", "article", "egen-del"):
        page = f"<!DOCTYPE html><title>Lag</title><{name}><h1>Stöd</h1><p>Vård ges.</p></{name}>"

        assert shown(read(page)) == ["Stöd", "Vård ges."]


def test_nothing_in_a_table_is_lost() -> None:
    """Cells that stand before any row are one, and what stands in no cell comes first."""
    page = "<p>Före</p><table><td>a<td>b<tr>löst<td>c<td>d<tr><td>e</table>"

    assert shown(read(page)) == ["Före", "löst", "a | b\nc | d\ne"]
