"""The page says everything in Swedish and, to who asks for it, in other languages."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from starlette.requests import Request
from starlette.responses import Response

from ui import language
from ui.safe import TEMPLATES

ROOT = Path(__file__).resolve().parent.parent
OTHERS = sorted(set(language.LANGUAGES) - {language.SWEDISH})
KEYWORDS = {
    "_": None,
    "gettext": None,
    "said": None,
    "counted": (1, 2),
    "ngettext": (1, 2),
    "count": (2, 3),
}
SENTENCE_WORDS = 5
TRANSLATED = {"_", "said", "counted", "count"}
"""Calls that are given texts of the page."""
PUT_IN = re.compile(r"{%-? trans.*?endtrans -?%}|{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
AS_TYPED = re.compile(r"<(code|pre)>.*?</\1>", re.DOTALL)
HEARD = re.compile(r"<[^>]*?(?:title|alt|placeholder|aria-label)=\"([^\"]*)\"[^>]*>")
TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"[^\W\d_]{2,}")


def said() -> list[tuple[str, str]]:
    """Return every text of the page with the file that says it; of two forms the first."""
    with (language.CATALOGUES / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS)
    return [
        (text if isinstance(text, str) else text[0], where)
        for where, _, text, _, _ in found
        if text
    ]


def catalogue(code: str) -> Catalog:
    """Return what a language calls the texts."""
    with (language.CATALOGUES / code / "LC_MESSAGES" / "lykta.po").open("rb") as file:
        return read_po(file, locale=code)


def forms(text: object) -> tuple[str, ...]:
    """Return a text's forms: one, or one for each number."""
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]


def choose(code: str, back: str) -> Response:
    """Ask for a language as a link of the page does."""
    query = urlencode({"till": back}).encode()
    scope = {"type": "http", "path_params": {"code": code}, "query_string": query, "headers": []}
    return language.serve(Request(scope))


@pytest.mark.parametrize("code", OTHERS)
def test_everything_the_page_says_is_translated(code: str) -> None:
    """A visitor meets no Swedish sentence among English ones (`make messages` finds new ones)."""
    known = {
        forms(message.id)[0]
        for message in catalogue(code)
        if message.id and all(forms(message.string)) and not message.fuzzy
    }

    assert {text for text, _ in said()} == known


def test_a_template_says_nothing_past_the_catalogues() -> None:
    """Words that stand bare in a template, or in what is read out of it, stay Swedish for ever."""
    bare = {path.name: bare_words(path.read_text("utf-8")) for path in TEMPLATES.glob("*.html")}

    assert {name: words for name, words in bare.items() if words - {"Lykta"}} == {}
    assert bare_words('<p title="Av {{ one }}">Sida {{ _("två") }} &amp;</p>') == {"Av", "Sida"}


def bare_words(template: str) -> set[str]:
    """Return the words of a template that no language but its own has."""
    left = AS_TYPED.sub("", PUT_IN.sub("", template))
    seen = unescape(TAG.sub(" ", HEARD.sub(r"\1 ", left)))
    return set(WORD.findall(seen))


def test_the_code_says_nothing_past_the_catalogues() -> None:
    """A Swedish sentence in the code goes through the catalogues."""
    files = [ROOT / "ui_app.py", *(ROOT / "ui").glob("*.py")]

    assert [(path.name, text) for path in files for text in untranslated(path)] == []


def untranslated(path: Path) -> Iterator[str]:
    """Yield the Swedish texts of a file, with a space in them, that are not given to a language."""
    tree = ast.parse(path.read_text("utf-8"))
    known = {
        id(part)
        for node in ast.walk(tree)
        if is_docstring(node) or (isinstance(node, ast.Call) and name_of(node) in TRANSLATED)
        for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in known:
            continue
        if isinstance(node.value, str) and " " in node.value and re.search("[åäö]", node.value):
            yield node.value


def is_docstring(node: ast.AST) -> bool:
    """Say whether a text stands alone."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def name_of(call: ast.Call) -> str:
    """Return what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_same_places_to_fill(code: str) -> None:
    """What is put into a text must fit into its translation."""
    places = re.compile(r"%\(\w+\)s|\{\w*\}")
    wrong = [
        message.id
        for message in catalogue(code)
        if message.id
        and {*places.findall(" ".join(forms(message.id)))}
        != {*places.findall(" ".join(forms(message.string)))}
    ]

    assert not wrong


def test_no_sentence_stands_twice() -> None:
    """A sentence that two places say would be mended in one of them."""
    counts = Counter(text for text, _ in said() if len(text.split()) >= SENTENCE_WORDS)

    assert not [text for text, times in counts.items() if times > 1]


def test_a_text_without_a_translation_stays_swedish() -> None:
    """Nothing is lost for want of a translation."""
    language.use("en")
    try:
        assert language._("Det här säger ingen sida") == "Det här säger ingen sida"
        assert language._("Sök") == "Search"
    finally:
        language.use(None)

    assert language._("Sök") == "Sök"


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/?q=barn&typ=rapport", "/?q=barn&typ=rapport"),
        ("https://example.se/", "/"),
        ("//example.se/", "/"),
        ("/\\example.se/", "/"),
        ("/\r\nX: y", "/"),
    ],
)
def test_the_choice_is_remembered_and_leads_back_to_us_alone(back: str, leads_to: str) -> None:
    """The address that chooses a language is no way to another site."""
    answer = choose("en", back)

    assert (answer.status_code, answer.headers["location"]) == (303, quote(leads_to, safe="/?&="))
    assert answer.headers["set-cookie"].startswith(f"{language.COOKIE}=en;")


def test_a_language_that_is_not_there_is_not_remembered() -> None:
    """The page stays as it was."""
    assert "set-cookie" not in choose("xx", "/").headers
