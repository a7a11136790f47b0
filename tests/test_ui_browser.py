"""The page in a real Chromium: what is drawn, what is linked, what is asked of the network."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import MARKS, open_view, tab, turn_to, width_used
from tests.pageserver import running

WIDTHS = (320, 390, 1280)
VIEWS = ("/", "/?q=hamnen", "/?q=onerror", "/?q=xyzzyqwert", "/amnen", "/amnen?amne=hamn",
         "/samlingen", "/hamtning", "/hjalp", "/tillganglighet",
         "/dokument?id=nix")  # fmt: skip

# Both boxes at one moment: what comes in or is scrolled between two questions moves them.
WHERE_ON_THE_SHEET = """(mark) => {
    const [of, sheet] = [mark, mark.closest('.lk-print').querySelector('img')]
        .map((one) => one.getBoundingClientRect());
    return [(of.x - sheet.x) / sheet.width, (of.y + of.height / 2 - sheet.y) / sheet.height];
}"""

pytestmark = MARKS


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Return a tab."""
    with tab(browser, address) as page:
        yield page


@dataclass(frozen=True, slots=True)
class Seen:
    """What one visit to a view gave."""

    title: str
    levels: list[int]  # of the headings, in order
    widths: dict[int, int]  # width of the window -> width of what is in it


@pytest.fixture(scope="module")
def seen(browser: Browser, address: str) -> dict[str, Seen]:
    """Return every view as it was drawn, reached by links from the first."""
    with tab(browser, address) as page:
        open_view(page, "/dokument")
        return {view: see(page, view) for view in VIEWS}


def see(page: Page, view: str) -> Seen:
    """Go to a view as a click on a link to it does, and look at it."""
    turn_to(page, view)
    widths = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        widths[width] = width_used(page)
    headings = page.locator("h1,h2,h3,h4")
    return Seen(page.title(), headings.evaluate_all("all => all.map(h => +h.tagName[1])"), widths)


def test_no_view_needs_scrolling_sideways(seen: dict[str, Seen]) -> None:
    """Every view fits a telephone, words of 800 letters and hostile titles among them."""
    too_wide = {
        view: width
        for view, drawn in seen.items()
        for width, used in drawn.widths.items()
        if used > width
    }

    assert not too_wide


def test_the_menu_is_one_line_on_a_telephone(page: Page) -> None:
    """Also with sources kept, whose number stands in it; the other language is beside the name."""
    page.set_viewport_size({"width": 320, "height": 800})
    open_view(page, "/?q=titel:lampans")
    page.get_by_role("button", name="Spara i Mina källor Lampans rapport").click()
    expect(page.get_by_role("link", name="Mina källor (1)")).to_be_visible()
    tops = page.locator(".lk-head li:not(.lk-language) a").evaluate_all(
        "all => all.map(one => Math.round(one.getBoundingClientRect().top))"
    )

    assert len(set(tops)) == 1
    assert width_used(page) == 320


def test_every_view_has_a_name_and_headings_in_order(seen: dict[str, Seen]) -> None:
    """One h1, no level skipped, and a title of its own."""
    for view, drawn in seen.items():
        assert drawn.levels.count(1) == 1, view
        steps = zip([0, *drawn.levels], drawn.levels, strict=False)
        assert all(level <= before + 1 for before, level in steps), view
    assert len({drawn.title for drawn in seen.values()}) == len(VIEWS)


def test_the_page_says_that_it_is_swedish(page: Page) -> None:
    """Screen readers choose a voice by it; Streamlit's shell says English."""
    open_view(page, "/hjalp")

    assert page.locator("html").get_attribute("lang") == "sv"


def test_a_question_is_an_address(page: Page) -> None:
    """Enter puts the question in the address; the address alone gives the same view."""
    open_view(page, "/")
    page.get_by_label("Sök i samlingen").fill("fyrtornets lampa")
    page.keyboard.press("Enter")
    expect(page.locator(".lk-excerpts mark").first).to_have_text("fyrtornets")
    shared = page.url

    assert shared.endswith(("/?q=fyrtornets+lampa", "/?q=fyrtornets%20lampa"))
    page.goto("about:blank")
    open_view(page, shared)
    expect(page.get_by_label("Sök i samlingen")).to_have_value("fyrtornets lampa")
    expect(page.locator(".lk-excerpts mark").first).to_have_text("fyrtornets")


def test_back_gives_the_question_before(page: Page) -> None:
    """Each question is a step that the browser's back button takes back, box and rows alike."""
    open_view(page, "/")
    box = page.get_by_label("Sök i samlingen")
    for words in ("fyrvaktare", "lampa"):
        box.fill(words)
        page.keyboard.press("Enter")
        expect(page.locator("main h1")).to_have_text(f"Sökresultat för {words}")
    page.go_back()

    expect(page.locator("main h1")).to_have_text("Sökresultat för fyrvaktare")
    expect(box).to_have_value("fyrvaktare")


def test_a_link_opens_the_place_without_loading_the_page_again(page: Page) -> None:
    """From a hit to its page: the connection stays, the found words are in view."""
    open_view(page, "/?q=fyrtornets+lampa")
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name=re.compile("Läs på sidan 212")).click()
    expect(page.get_by_role("heading", name="Sida 212 av 300")).to_be_visible()

    assert page.evaluate("window.stayed")
    assert "sida=212" in page.url
    expect(page.locator("[data-here] mark").first).to_be_in_viewport()
    expect(page.locator("main h1")).to_be_focused()
    page.get_by_role("link", name="Nästa", exact=True).first.click()
    expect(page.get_by_role("heading", name="Sida 213 av 300")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Sida 212 av 300")).to_be_visible()


def test_the_address_of_a_passage_opens_at_the_passage(page: Page) -> None:
    """Sent to somebody else, without the question that found it, it leads to the same words."""
    open_view(page, "/?q=fyrtornets+lampa")
    place = page.get_by_role("link", name=re.compile("Läs på sidan 212")).get_attribute("href")
    passage = re.sub("&q=.*", "", place or "")
    page.goto("about:blank")
    open_view(page, passage)

    assert "plats=" in passage
    expect(page.locator("[data-here]")).to_have_text(re.compile("fyrtornets lampa"))
    expect(page.locator("[data-here]")).to_be_in_viewport()


def test_a_page_can_be_gone_to_by_its_number(page: Page) -> None:
    """The number of a page is written in, not found among 300 links."""
    open_view(page, "/?q=fyrtornets+lampa")
    page.get_by_role("link", name="Lampans rapport", exact=True).click()
    page.get_by_label("Gå till sida").fill("77")
    page.get_by_role("button", name="Gå").click()

    expect(page.get_by_role("heading", name="Sida 77 av 300")).to_be_visible()
    assert "sida=77" in page.url


def test_a_limit_is_a_link(page: Page) -> None:
    """A facet's value narrows the rows and is in the address; its chip takes it off."""
    open_view(page, "/?q=hamnen")
    page.get_by_role("link", name=re.compile("^Nyhet")).click()
    expect(page.get_by_role("link", name="Ta bort Nyhet")).to_be_visible()

    assert "typ=nyhet" in page.url
    page.get_by_role("link", name="Ta bort Nyhet").click()
    expect(page.get_by_role("link", name="Ta bort Nyhet")).to_have_count(0)
    assert "typ=" not in page.url


def test_a_document_s_words_are_only_shown(page: Page) -> None:
    """Markup in title, publisher and text is read as text: no dialog, no request, no element."""
    open_view(page, "/?q=onerror")
    expect(page.locator(".lk-hit h3").first).to_contain_text("<img src=x onerror=alert(1)>")
    page.locator(".lk-hit h3 a").first.click()
    expect(page.locator("main h1")).to_contain_text("<img src=x onerror=alert(1)>")

    assert page.locator("main img, main script, main iframe").count() == 0
    assert page.locator("main a[href^=javascript]").count() == 0


def test_no_english_of_streamlit_s_is_seen(page: Page) -> None:
    """The menu, the deploy button and the hints of the search box are not there."""
    open_view(page, "/?q=hamnen")
    page.get_by_label("Sök i samlingen").fill("något annat")
    seen = page.locator("body").inner_text()

    assert not re.search(r"Deploy|Press Enter|Running|Stop\b|Made with|Skip", seen)


def test_a_server_that_is_gone_is_told_in_swedish(browser: Browser, site: Path) -> None:
    """The reader learns what to do, not how Streamlit is started."""
    with browser.new_context() as context:
        page = context.new_page()
        with running(site) as address:
            open_view(page, f"{address}/hjalp")

        expect(page.get_by_role("dialog", name="Ingen kontakt med Lykta")).to_be_visible()
        assert "Streamlit" not in page.get_by_role("dialog").inner_text()


def test_what_is_typed_can_be_completed_by_keyboard(page: Page) -> None:
    """Arrows choose in a list that the box names, Enter goes there, and the box holds it."""
    open_view(page, "/?q=vaktare&typ=nyhet")
    box = page.get_by_label("Sök i samlingen")
    box.fill("hamn")
    box.press_sequentially("e")
    expect(page.get_by_role("option").first).to_have_text("hamnens")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "lk-suggestion-0")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text("Sökresultat för hamnens")

    expect(box).to_have_value("hamnens")
    expect(page.get_by_role("listbox")).to_have_count(0)
    assert "typ=nyhet" in page.url


def test_a_suggestion_that_is_a_place_is_gone_to(page: Page) -> None:
    """A topic, by a click, shows its documents."""
    open_view(page, "/")
    page.get_by_label("Sök i samlingen").fill("båt")
    page.get_by_role("option", name=re.compile("Båtar.*Ämne")).click()

    expect(page.locator("main h1")).to_have_text("Båtar")
    assert "amne=bat" in page.url


def test_suggestions_can_be_left(page: Page) -> None:
    """Escape closes the list and keeps what was typed; Enter then asks that."""
    open_view(page, "/")
    box = page.get_by_label("Sök i samlingen")
    box.press_sequentially("hamn")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_value("hamn")
    page.keyboard.press("Enter")

    expect(page.locator("main h1")).to_have_text("Sökresultat för hamn")


def test_hostile_suggestions_are_text(page: Page) -> None:
    """A title made of markup is shown as it is written."""
    open_view(page, "/")
    page.get_by_label("Sök i samlingen").fill("onerror")
    option = page.get_by_role("option", name=re.compile("Dokument"))

    expect(option.first).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("#lk-suggestions img").count() == 0


def test_the_page_itself_is_shown_with_the_found_words_marked(page: Page) -> None:
    """The picture of page 212 comes with a mark over the word that led there, and its text."""
    open_view(page, "/?q=fyrtornets+lampa")
    page.get_by_role("link", name=re.compile("Läs på sidan 212")).click()
    now = page.locator(".lk-print .lk-now")
    expect(now).to_have_count(1)
    expect(page.locator(".lk-print img")).to_have_js_property("naturalWidth", 1200)
    left, middle = now.evaluate(WHERE_ON_THE_SHEET)

    # The line stands 142 points under the upper edge of 842, "fyrtornets" 72 + 110 from the left.
    assert abs(middle - 138 / 842) < 0.02
    assert 0.25 < left < 0.35
    expect(page.locator(".lk-line-text")).to_have_text(
        "Här står det om fyrtornets lampa, som tänds varje kväll."
    )


def test_one_goes_from_hit_to_hit_by_keyboard(page: Page) -> None:
    """The focus stays on the link that was followed, and the count tells where one has come."""
    open_view(
        page, "/dokument?id=" + identity(page, "Vägledning om fyrar") + "&q=fyr+lampan+b%C3%A5tar"
    )
    expect(page.get_by_text("Träff 1 av 5")).to_be_visible()
    page.get_by_role("link", name="Nästa träff").focus()
    for number in (2, 3):
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"Träff {number} av 5")).to_be_visible()
        expect(page.get_by_role("link", name="Nästa träff")).to_be_focused()


def test_words_are_found_within_a_document(page: Page) -> None:
    """What is looked for in the document alone leaves the search to go back to."""
    open_view(page, "/dokument?id=" + identity(page, "Lampans rapport") + "&q=kapitel&sida=5")
    page.get_by_label("Hitta i dokumentet").fill("tänds")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sida 212 av 300")).to_be_visible()
    expect(page.get_by_text("Träff 1 av 1")).to_be_visible()

    expect(page.locator("mark[data-now]")).to_have_text("tänds")
    expect(page.get_by_role("link", name="Tillbaka till sökningen kapitel")).to_be_visible()


def test_all_pages_are_seen_small_with_their_hits(page: Page) -> None:
    """Only pictures that come into view are asked for."""
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if ".jpg" in one.url else None)
    open_view(page, f"/dokument?id={identity(page, 'Lampans rapport')}&q=fyrtornets&visa=alla")
    expect(page.locator(".lk-overview img").first).to_have_js_property("complete", value=True)

    expect(page.locator(".lk-overview li")).to_have_count(300)
    expect(page.locator(".lk-overview li", has_text="1 träff")).to_have_count(1)
    assert 0 < len(asked) < 150
    page.locator(".lk-overview li", has_text="1 träff").get_by_role("link").click()
    expect(page.get_by_role("heading", name="Sida 212 av 300")).to_be_visible()


def test_a_page_that_cannot_be_drawn_says_what_to_read(page: Page) -> None:
    """A picture that does not come is told, and the text is there."""
    page.route("**/sida/**", lambda route: route.fulfill(status=404))
    open_view(page, "/dokument?id=" + identity(page, "Lampans rapport"))

    expect(page.get_by_text("Sidan går inte att visa som bild")).to_be_visible()
    expect(page.locator(".lk-text")).to_be_visible()


def identity(page: Page, title: str) -> str:
    """Return the id of a document by its title."""
    open_view(page, f"/?q=titel:{title.partition(' ')[0]}")
    link = page.get_by_role("link", name=title, exact=True).get_attribute("href") or ""
    return str(re.findall(r"id=(\w+)", link)[0])


def test_sources_are_kept_and_are_an_address(page: Page) -> None:
    """What is marked in a result list is a list to cite from, which another browser can open."""
    open_view(page, "/?q=titel:lampans")
    page.get_by_role("button", name="Spara i Mina källor Lampans rapport").click()
    page.get_by_role("link", name="Mina källor (1)").click()
    expect(page.locator("main h1")).to_have_text("Mina källor")
    expect(page.locator(".lk-cited i").first).to_have_text("Lampans rapport")
    shared = page.url

    assert re.search(r"/kallor\?id=\w+$", shared)
    page.get_by_role("button", name="Ta bort ur Mina källor Lampans rapport").click()
    expect(page.get_by_text("Listan är tom")).to_be_visible()
    open_view(page, shared)
    expect(page.locator(".lk-cited i").first).to_have_text("Lampans rapport")


def test_a_reference_is_copied(page: Page) -> None:
    """The button copies what it stands beside, and says so."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_view(page, "/dokument?id=" + identity(page, "Lampans rapport") + "&sida=212")
    page.get_by_text("Hänvisa till dokumentet").click()
    page.get_by_role("button", name="Kopiera APA 7").click()
    expect(page.get_by_role("button", name="Kopierat APA 7")).to_be_visible()

    assert page.evaluate("navigator.clipboard.readText()") == "Lampans rapport. (2023, maj)."


def test_a_document_s_reference_page_is_printed_whole(page: Page) -> None:
    """What is folded on the screen is on paper: how it is cited, and where each value is from."""
    open_view(page, "/dokument?id=" + identity(page, "Lampans rapport") + "&sida=212")
    with pypdfium2.PdfDocument(page.pdf(format="A4")) as paper:
        text = "".join(sheet.get_textpage().get_text_range() for sheet in paper)

    assert "APA 7" in text
    assert "Hämtat ur" in text
    assert "Fast adress" in text
    assert "Hitta i dokumentet" not in text  # nor what only a screen has use for


def test_years_can_be_typed(browser: Browser, address: str) -> None:
    """Two fields say what the histogram does, to the keyboard and the ear."""
    with tab(browser, address) as page:
        page.goto("/?q=hamnen")
        field = page.locator(".lk-time input[name=fran]")
        expect(field).to_be_attached()
        if not field.is_visible():
            page.locator(".lk-fold > summary").click()
        field.fill("2024")
        field.press("Enter")
        expect(page).to_have_url(re.compile(r"fran=2024"))
        expect(page.locator(".lk-chosen")).to_contain_text("2024")


def test_dragging_marks_a_span_of_years(browser: Browser, address: str) -> None:
    """From one bar to another, whichever way; the fields beside say the same."""
    with tab(browser, address) as page:
        page.goto("/?q=hamnen+ELLER+lampa")
        bars = page.locator(".lk-time .lk-bars li")
        bars.last.hover()  # waits until it stands still
        page.mouse.down()
        bars.first.hover()
        page.mouse.up()
        expect(page).to_have_url(re.compile(r"fran=2023&till=2024"))
        expect(page.locator(".lk-time input[name=fran]")).to_have_value("2023")
