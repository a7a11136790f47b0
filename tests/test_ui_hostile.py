"""Words made to break a page, wherever a document's words are shown, in a real Chromium.

The payloads are dealt out over a few documents, so that each of them is somewhere a title, a
publisher, a topic's name, in a text, and some the name of a file. A list shows all titles; every
second document is opened, and these have all texts.
"""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import settings
from ingest.catalogue import Catalogue
from night.run import reindex
from tests.browsing import MARKS, open_view, tab, turn_to, width_used
from tests.conftest import SHARED_DATA
from tests.pageserver import running

OURS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)><svg/onload=alert(1)>",
    '"><iframe src="javascript:alert(1)"></iframe>',
    "'><a href='javascript:alert(1)'>klicka</a>",
    "</title></style></textarea></h3></div></main><script>alert(1)</script>",
    "<!--<img src=x onerror=alert(1)>--!><plaintext>",
    "![bild](http://198.51.100.7/x.png) [länk](javascript:alert(1)) :material/star: $x^2$ :red[x]",
    "{{ 7 * 7 }} {% include 'head.html' %} %(q)s ${alert(1)} &lt;b&gt; &#x3c;script&#x3e;",
    "rapport\u202efdp.exe \u2066\u2067\u2068 \u05d0\u05d1\u05d2 \u0627\u0644 \u202d\u202a",
    "Z\u0351\u036b\u0343a\u030a\u0324l\u0333g\u0307o\u0321 \ufdfd " + "\u0e49" * 40,
    "Lång" * 300,
    "\x00\x07\x1b[31m\x85\ufeff\ufffe",
)
DOCUMENTS = 10
NARROW = 320
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")  # a file with such is no text
WORD = "ankarplats"  # that every document has
BYTES_OF_A_FILE = 400  # what follows is of the same kind
LISTS = ("patt__XSS*.txt", "patt__XXE*.txt", "patt__Server_Side*.txt", "blns__*")  # one a line

NOT_OURS = """() => {
    const ours = new Set(("A ARTICLE ASIDE B BDI BR BUTTON CAPTION CODE DETAILS DIV EM FORM H1"
        + " H2 H3 H4 HEADER I INPUT LABEL LI MARK NAV OL P PRE Q SECTION SPAN STRONG SUMMARY TABLE"
        + " TBODY TD TEXTAREA TH THEAD TR UL").split(" "));
    const acts = (it) => it.name.startsWith("on") || it.name === "src"
        || (it.name === "href" && !/^(\\/|#|https?:)/.test(it.value));
    return [...document.querySelectorAll(".stHtml *")]
        .filter((one) => !ours.has(one.tagName) || [...one.attributes].some(acts))
        .map((one) => one.outerHTML.slice(0, 200));
}"""
"""Elements that no template of ours makes here: live markup out of a document's words."""

pytestmark = MARKS


def payloads() -> list[str]:
    """Return ours, and those beside the project where they are."""
    hostile = SHARED_DATA / "hostile"
    found = [path.read_bytes()[:BYTES_OF_A_FILE].decode("utf-8", "replace")
             for path in sorted(hostile.glob("html/*"))]  # fmt: skip
    for path in sorted(path for name in LISTS for path in hostile.glob(f"text/{name}")):
        found += map(decoded, path.read_text("utf-8", "replace").splitlines())
    return list(dict.fromkeys(" ".join(payload.split()) for payload in (*OURS, *found)))


def decoded(line: str) -> str:
    """Return what a line says in base64, and any other as it is."""
    try:
        return base64.b64decode(line, validate=True).decode("utf-8", "replace")
    except ValueError:
        return line


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a collection of documents whose every word is a payload, read as any other."""
    root = tmp_path_factory.mktemp("hostile")
    (root / "corpus").mkdir()
    (root / "lykta.toml").write_text(
        "[ingest]\nsettle_seconds = 0\n[serve]\nport = 0\n[watch]\nserve = false\n"
    )
    dealt = [" ".join(payloads()[at::DOCUMENTS]) for at in range(DOCUMENTS)]
    (root / "corpus" / "topics.toml").write_text(
        "".join(f"[t{at}]\nname = {quoted(words)}\n" for at, words in enumerate(dealt)), "utf-8"
    )
    for at in range(DOCUMENTS):
        title, publisher = dealt[at], dealt[at - 1]
        text = f"{title} {publisher}"
        path = root / "corpus" / f"{file_name(title)}{at}.txt"
        path.write_text(f"{WORD} {CONTROLS.sub('', text)}\n", "utf-8")
        path.with_name(f"{path.name}.toml").write_text(
            f'title = {quoted(title)}\npublisher = {quoted(publisher)}\ntopics = ["t{at}"]\n',
            "utf-8",
        )
    reindex(settings.load(root, {}))
    return root


def quoted(words: str) -> str:
    """Return words as a string of TOML."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def file_name(words: str) -> str:
    """Return as much of words as a file can be called."""
    return words.replace("/", "∕").replace("\x00", "").encode()[:200].decode(errors="ignore")


def views(site: Path) -> Iterator[str]:
    """Yield the addresses that show the documents in every way."""
    with Catalogue.open(site / ".lykta" / "catalogue.sqlite") as catalogue:
        ids = [row.id for row in sorted(catalogue.documents(), key=lambda row: row.path[-5:])]
    assert len(ids) == DOCUMENTS
    yield from (f"/?q={WORD}&sida={page}" for page in range(1, (DOCUMENTS + 9) // 10 + 1))
    yield from ("/", "/amnen", "/amnen?amne=t0", "/samlingen", "/hamtning")
    yield f"/kallor?id={ids[0]}&id={ids[1]}"
    yield from (f"/dokument?id={one}&q={WORD}" for one in ids[::2])


def test_hostile_words_are_only_words(browser: Browser, hostile_site: Path) -> None:
    """No dialog, no foreign request, no element but ours, nothing to scroll to sideways."""
    with running(hostile_site) as address, tab(browser, address) as page:
        page.set_viewport_size({"width": NARROW, "height": 800})
        open_view(page, "/dokument")
        for view in views(hostile_site):
            turn_to(page, view)
            assert page.evaluate(NOT_OURS) == [], view
            assert width_used(page) <= NARROW, view
