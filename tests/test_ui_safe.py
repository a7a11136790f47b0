"""Nothing of a document becomes HTML or Markdown: the one place that makes HTML, and no other."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from index.models import Mark
from ui import safe

UI = Path(safe.__file__).parent
SOURCES = [*sorted(UI.glob("*.py")), UI.parent / "ui_app.py"]
TEMPLATES = sorted(safe.TEMPLATES.glob("*.html"))
DRAWS_MARKDOWN = {
    "markdown", "write", "title", "header", "subheader", "caption", "write_stream", "info",
    "success", "warning", "error", "exception", "toast", "badge", "metric", "page_link",
    "link_button", "dataframe", "table", "json", "latex",
}  # fmt: skip


class Reader(HTMLParser):
    """Gathers the tags and the text of HTML, as a browser would find them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(str(source))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


@given(some.text(max_size=60), some.integers(0, 60), some.integers(0, 60))
def test_marked_text_is_text_with_nothing_but_marks(text: str, start: int, end: int) -> None:
    """Whatever a document says, the only elements are ours and every visible character stays."""
    read = Reader(safe.marked(text, [Mark(start, end)]))

    assert set(read.tags) <= {"mark"}
    assert safe.visible(read.text) == safe.visible(text)
    assert not safe.INVISIBLE.search(read.text)


def test_marks_stand_where_they_were_found() -> None:
    """Marks are positions in the text before it is escaped; one outside it is left out."""
    marked = safe.marked("a<b köp", [Mark(4, 7), Mark(1, 2), Mark(6, 99), Mark(2, 2)])

    assert marked == "a<mark>&lt;</mark>b <mark>köp</mark>"


def test_a_template_s_value_cannot_become_an_element() -> None:
    """Escaping is on for every template, in text and in attributes."""
    html = safe.render(
        "document_absent.html", erased=False, document_id='"><script>alert(1)</script>'
    )

    assert "script" not in Reader(html).tags


def test_what_turns_the_direction_of_text_is_not_shown() -> None:
    """A file called "rapport[RLO]fdp.exe" is not shown as another file."""
    html = safe.render("document_absent.html", erased=False, document_id="rapport\u202efdp.exe\x00")

    assert "rapportfdp.exe" in html


def test_marks_piled_on_a_letter_do_not_reach_the_lines_beside() -> None:
    """As many as a language writes stay; Vietnamese and pointed Hebrew are as they were."""
    assert safe.visible("o" + "\u0321" * 40) == "o" + "\u0321" * 4
    assert (
        safe.visible("ch\u01b0a\u0323\u0302 \u05e9\u05bc\u05c1\u05b8")
        == "ch\u01b0a\u0323\u0302 \u05e9\u05bc\u05c1\u05b8"
    )


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JAVASCRIPT:alert(1)", " javascript:alert(1)", "data:text/html,x",
     "file:///etc/passwd", "//evil.example", "http://[", "", None],
)  # fmt: skip
def test_only_the_web_is_linked_to(url: str | None) -> None:
    """A document's own address is a link only where it is http or https."""
    assert safe.web(url) is None
    assert safe.web("https://example.org/a") == "https://example.org/a"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_html_is_made_in_one_place_and_markdown_nowhere(path: Path) -> None:
    """No page calls what draws HTML or Markdown; labels that Streamlit draws are our own words."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "st"
    }
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}

    assert not called & DRAWS_MARKDOWN
    assert path.name == "safe.py" or ("html" not in called and "Markup" not in names)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_leaves_escaping_on(path: Path) -> None:
    """No value is declared safe, every attribute is quoted, no script or style is in a template."""
    source = path.read_text(encoding="utf-8")

    assert not re.search(r"\|\s*safe\b|autoescape|\bMarkup\b|<script|<style|\son\w+=", source)
    assert not re.search(r"=\s*\{\{", source)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_link_is_an_address_of_ours_or_checked(path: Path) -> None:
    """What stands in href comes from ui/address.py or ui/ways.py, or through the filter `web`."""
    links = re.findall(r'href="\{\{\s*(.*?)\s*\}\}', path.read_text(encoding="utf-8"))
    ours = r"^(address|ways)\.|_address(\(|$)|\.address$|\| web$|^href$"
    unchecked = [link for link in links if not re.search(ours, link)]

    assert not unchecked


def test_what_is_put_into_a_translated_text_stays_text() -> None:
    """A document's word inside one of our sentences is neither HTML nor a turn of direction."""
    html = safe.render("topic_absent.html", topic_id="<b>\u202ex</b>")

    assert "&lt;b&gt;x&lt;/b&gt;" in html
