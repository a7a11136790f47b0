"""Every page and state, run by Streamlit itself over a real collection, without a browser."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import settings
from ingest.catalogue import Catalogue
from night.collection import SECONDS_BETWEEN_LOOKS
from night.forgetting import forget
from night.run import reindex
from ui import frame

ROOT = Path(__file__).resolve().parent.parent


def document_page() -> None:
    """Run the document page alone: AppTest opens the first page only."""
    from ui import document  # noqa: PLC0415 - AppTest runs this body as a script of its own

    document.show()


def topics_page() -> None:
    """Run the topics page alone."""
    from ui import topics  # noqa: PLC0415 - AppTest runs this body as a script of its own

    topics.show()


def collection_page() -> None:
    """Run the collection's page alone."""
    from ui import collection  # noqa: PLC0415 - AppTest runs this body as a script of its own

    collection.show()


Visit: TypeAlias = Callable[..., AppTest]


@pytest.fixture
def visit(site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    """Return what opens a page of the collection at an address and runs it."""
    monkeypatch.setenv(frame.ROOT_VARIABLE, str(site))
    st.cache_resource.clear()

    def run(page: Callable[[], None] | None = None, **parameters: str | list[str]) -> AppTest:
        at = (
            AppTest.from_function(page)
            if page
            else AppTest.from_file(str(ROOT / "ui_app.py"), default_timeout=60)
        )
        for name, value in parameters.items():
            at.query_params[name] = value
        return at.run(timeout=60)

    yield run
    st.cache_resource.clear()


def html(at: AppTest) -> str:
    """Return all HTML that a run drew."""
    assert not at.exception
    return "".join(element.proto.body for element in at.get("html"))


def links(at: AppTest, containing: str) -> list[str]:
    """Return the links of a run that have some text in them, as a browser reads them."""
    found = re.findall(r'href="([^"]*)"', html(at))
    return [link.replace("&amp;", "&") for link in found if containing in link]


def test_a_word_typed_without_marks_is_told_and_not_asked_about(visit: Visit) -> None:
    """What was searched in its place is said; who misspelled a word is asked what was meant."""
    restored, misspelled = html(visit(q="batar")), html(visit(q="kommnuen"))

    assert "Sökningen gäller ”båtar”" in restored
    assert "Menade du" not in restored
    assert "Menade du" in misspelled


def test_the_start_says_what_is_here(visit: Visit) -> None:
    """Without a question: how much there is, words to try, the newest, and the topics."""
    shown = html(visit())

    assert "17\u00a0dokument" in shown
    assert "Not 12 om hamnen" in shown
    assert 'href="/amnen?amne=hamn"' in shown


def test_the_start_follows_the_collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked for once for all visitors, and anew when something has come in."""
    monkeypatch.setenv(frame.ROOT_VARIABLE, str(tmp_path))
    st.cache_resource.clear()
    here = settings.load(tmp_path, {"LYKTA_INGEST_SETTLE_SECONDS": "0"})
    for name in ("Boj", "Kaj"):
        here.corpus.mkdir(exist_ok=True)
        (here.corpus / f"{name}.md").write_text(f"# {name}\n\nTexten om {name}.\n", "utf-8")
        reindex(here)
        time.sleep(SECONDS_BETWEEN_LOOKS)
        shown = html(AppTest.from_file(str(ROOT / "ui_app.py"), default_timeout=60).run())

        assert f"<bdi>{name}</bdi></a>" in shown
    assert "Här finns 2" in shown
    st.cache_resource.clear()


def test_a_question_in_the_address_is_answered(visit: Visit) -> None:
    """A link to a search opens the search: box filled, words marked, page of the hit linked."""
    at = visit(q="fyrtornets lampa")
    place = links(at, "sida=212")

    assert at.text_input[0].value == "fyrtornets lampa"
    assert "<mark>fyrtornets</mark>" in html(at)
    assert place
    assert place[0].startswith("/dokument?id=")


def test_what_is_typed_goes_to_the_address(visit: Visit) -> None:
    """A new question keeps the limits and begins on its first page."""
    at = visit(q="hamnen", typ="nyhet", sida="2")
    at.text_input[0].set_value("båtar")
    at.button[0].click().run(timeout=60)

    assert at.query_params["q"] == "båtar"
    assert at.query_params["typ"] == "nyhet"
    assert "sida" not in at.query_params
    assert "<mark>båtar</mark>" in html(at)


def test_pages_of_results_hold_every_document_once(visit: Visit) -> None:
    """The total is what can be paged to."""
    rows = [
        re.findall(r"<h3><a href=\"/dokument\?id=(\w+)", html(visit(q="hamnen", sida=str(page))))
        for page in (1, 2)
    ]
    total = re.search(r"<h2>(\d+)\u00a0dokument</h2>", html(visit(q="hamnen")))

    assert total
    assert len(rows[0]) == 10
    assert len({*rows[0], *rows[1]}) == int(total[1])


def test_a_page_past_the_last_leads_back(visit: Visit) -> None:
    """An old link to page 99 is no dead end."""
    assert "Gå till första sidan" in html(visit(q="hamnen", sida="99"))


def test_the_newest_can_come_first(visit: Visit) -> None:
    """Order by date goes by the day of publication."""
    titles = re.findall(r">Not (\d+) om hamnen</bdi>", html(visit(q="fyrvaktare", sortera="datum")))

    assert titles[:3] == ["12", "11", "10"]


def test_limits_have_counts_and_can_be_taken_off(visit: Visit) -> None:
    """A facet counts documents, and its chosen value is a link that takes it off again."""
    at = visit(q="hamnen", typ="nyhet")

    assert "Ta bort Nyhet" in html(at)
    assert "/?q=hamnen" in links(at, "/?q=hamnen")
    assert re.search(r'<span class="lk-count">12</span>', html(at))


def test_documents_with_only_most_words_stand_under_a_line(visit: Visit) -> None:
    """Full answers come first; the line says what follows, and can be gone without."""
    shown = html(visit(q="fyrtornets lampa väder"))

    assert "har de flesta av" in shown


def test_nothing_found_says_what_to_try(visit: Visit) -> None:
    """The way out of an empty list is on the page, limits to take off among it."""
    shown = html(visit(q="xyzzyqwert", typ="rapport"))

    assert "Inga dokument hittades" in shown
    assert "Sök i hela samlingen" in shown


def test_what_was_not_understood_is_told(visit: Visit) -> None:
    """Broken quotes, a lone bracket and a wrong year are read as far as they can be, and told."""
    shown = html(visit(q='(hamnen "båtar', ar="igår"))

    assert "Ett citattecken saknar sin andra hälft" in shown
    assert "En parentes saknar sin andra hälft" in shown
    assert "ar=igår" in shown


def test_a_document_opens_at_the_place_that_was_found(visit: Visit) -> None:
    """Page 212 of 300 is drawn, alone, with the words marked and the place shown."""
    link = links(visit(q="fyrtornets lampa"), "sida=212")[0]
    wanted = dict(part.split("=") for part in link.split("?")[1].split("&"))
    shown = html(visit(document_page, **wanted | {"q": "fyrtornets lampa"}))

    assert "Sida 212 av 300" in shown
    assert re.search(r"data-here[^>]*>.*<mark data-now>fyrtornets</mark>", shown)
    assert "kapitel 213" not in shown
    assert 'href="/original/' in shown


def test_a_document_s_words_say_their_language(visit: Visit) -> None:
    """A screen reader reads an English report out in English on the Swedish page."""
    row = visit(q="onerror")
    document_id = re.findall(r"id=(\w+)", links(row, "/dokument?id=")[0])[0]
    page = html(visit(document_page, id=document_id))

    assert '<bdi lang="en">' in html(row)
    assert '<p dir="auto" lang="en">' in html(row)
    assert '<h1 dir="auto" lang="en">' in page
    assert '<div class="lk-text" lang="en">' in page


def test_what_is_known_of_a_document_says_where_it_is_from(visit: Visit) -> None:
    """A coordinator's word is told apart from what was read."""
    link = links(visit(q="titel:lampans"), "/dokument?id=")[0]
    shown = html(visit(document_page, id=re.findall(r"id=(\w+)", link)[0]))

    assert re.search(
        r"Publicerad</th>\s*<td[^>]*>maj 2023</td>\s*<td[^>]*><bdi>filen bredvid", shown
    )
    assert "rapporter/lampan.pdf" in shown


def test_a_document_that_is_not_here_says_so(visit: Visit) -> None:
    """A dead address is answered in words, with ways on."""
    assert "Dokumentet finns inte här" in html(visit(document_page, id="nix"))
    assert "vilket dokument" in html(visit(document_page))


def test_topics_have_counts_and_documents(visit: Visit) -> None:
    """A broader topic counts what is under it."""
    tree = html(visit(topics_page))
    topic = html(visit(topics_page, amne="hamn"))

    assert re.search(r">Hamnen</bdi></a>\s*<span class=\"lk-count\">[1-9]", tree)
    assert re.search(r">Båtar</bdi></a>\s*<span class=\"lk-count\">1<", tree)
    assert "Sök i ämnet" in topic
    assert "Ämnet finns inte" in html(visit(topics_page, amne="nix"))


def test_a_topic_without_a_rule_says_what_decides(visit: Visit) -> None:
    """Its names in title and headings give it; the box to try a rule in is empty."""
    topic = html(visit(topics_page, amne="hamn"))

    assert "ett av ämnets namn står i titeln" in topic


def test_a_rule_is_tried_before_it_is_saved(visit: Visit) -> None:
    """The page says which documents would come and go, and gives the lines; it writes nothing."""
    tried = html(visit(topics_page, amne="bat", regel="titel:hamnen"))
    wrong = html(visit(topics_page, amne="bat", regel="titl:hamnen ämne:"))

    assert "13\u00a0dokument skulle få ämnet" in tried
    assert "rule = &#39;titel:hamnen&#39;" in tried
    assert "lykta topics try bat --save --rule titel:hamnen" in tried
    assert "Det finns inget fält för ”titl:hamnen”" in wrong


def test_a_file_that_did_not_come_in_is_shown_with_advice(visit: Visit) -> None:
    """Which file, why in Swedish, what to do, since when, how often it was tried."""
    shown = html(visit(collection_page))

    assert "trasig.pdf" in shown
    assert "Hämta filen på nytt" in shown
    assert "1\u00a0försök" in shown


@pytest.fixture
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of the one document of a collection, which the page is about."""
    note = tmp_path / "corpus" / "not.md"
    note.parent.mkdir()
    note.write_text("# Not om hamnen\n\nHamnens fyrvaktare berättar.\n", encoding="utf-8")
    monkeypatch.setenv("LYKTA_INGEST_SETTLE_SECONDS", "0")
    monkeypatch.setenv(frame.ROOT_VARIABLE, str(tmp_path))
    reindex(settings.load(tmp_path))
    return note


def test_a_document_whose_sidecar_is_wrong_says_so(
    visit: Visit, note: Path, tmp_path: Path
) -> None:
    """What was read before stays, and the page says what to mend."""
    note.with_name("not.md.toml").write_text("titel = 1\n", encoding="utf-8")
    reindex(settings.load(tmp_path))
    link = links(visit(q="fyrvaktare"), "/dokument?id=")[0]
    shown = html(visit(document_page, id=re.findall(r"id=(\w+)", link)[0]))

    assert "Fel i filen bredvid" in shown
    assert "berättar" in shown


def test_an_erased_document_is_told_as_erased(visit: Visit, note: Path, tmp_path: Path) -> None:
    """First its file is gone and the text can be read; once erased, only that it was is told."""
    with Catalogue.open(tmp_path / ".lykta" / "catalogue.sqlite") as catalogue:
        document = catalogue.document(next(iter(catalogue.documents())).id)
    assert document is not None
    note.unlink()
    absent = html(visit(document_page, id=document.id))
    forget(settings.load(tmp_path), document)
    erased = html(visit(document_page, id=document.id))

    assert "Originalfilen ligger inte kvar i mappen" in absent
    assert "berättar" in absent
    assert "har raderats på begäran" in erased
    assert "om filen inte kom in" not in erased


def test_an_empty_collection_says_how_to_fill_it(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told what the hits show of no documents."""
    (tmp_path / "corpus").mkdir()
    reindex(settings.load(tmp_path))
    monkeypatch.setenv(frame.ROOT_VARIABLE, str(tmp_path))
    page = html(visit())

    assert "Samlingen är tom." in page
    assert "Här finns 0" not in page


def test_an_empty_folder_says_what_to_run(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the first run the page names the command, and the folder to run it in."""
    monkeypatch.setenv(frame.ROOT_VARIABLE, str(tmp_path))
    shown = html(visit(q="hamnen"))

    assert "lykta reindex" in shown
    assert str(tmp_path) in shown


def test_a_wrong_setting_names_the_line(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error in a file that people write is shown on the page, not as a crash."""
    (tmp_path / "lykta.toml").write_text("[engine]\nnam = 1\n", encoding="utf-8")
    monkeypatch.setenv(frame.ROOT_VARIABLE, str(tmp_path))
    shown = html(visit())

    assert "En inställning är fel" in shown
    assert "line 2" in shown


def test_a_document_s_words_are_never_elements(visit: Visit) -> None:
    """Titles, publishers, excerpts and text that look like HTML or Markdown are shown as text."""
    at = visit(q="onerror")
    link = links(at, "/dokument?id=")[0]
    page = visit(document_page, id=re.findall(r"id=(\w+)", link)[0])

    for shown in (html(at), html(page)):
        assert "<img" not in shown
        assert 'href="javascript:' not in shown
        assert "&lt;img src=x" in shown
    assert not at.markdown


def test_attachments_lead_both_ways(visit: Visit, site: Path) -> None:
    """The page of an attachment leads to what it is attached to, and that page to it."""
    with Catalogue.open(site / ".lykta" / "catalogue.sqlite") as catalogue:
        ids = {row.path: row.id for row in catalogue.documents()}
    report, guide = ids["rapporter/lampan.pdf"], ids["riktlinjer/fyrar.html"]

    assert "Bilaga till" in html(visit(document_page, id=report))
    assert links(visit(document_page, id=report), f"id={guide}")
    assert links(visit(document_page, id=guide), f"id={report}")
