"""CDATA sections of XHTML and of XML that holds pages."""

import pytest

from ingest.extract import extract
from ingest.extract.cdata import opened
from ingest.models import Extract

XHTML = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'


def shown(page: str) -> list[str]:
    """Return the blocks that come of a page."""
    found = extract(page.encode(), "sida.html")
    assert isinstance(found, Extract)
    return [block.text for block in found.blocks]


def test_text_in_cdata_is_text_of_the_page() -> None:
    """In XHTML a section's letters are shown, those that look like markup too."""
    assert shown(XHTML.format("<p>Ett <![CDATA[två <b>tre</b> & fyra]]> fem</p>")) == [
        "Ett två <b>tre</b> & fyra fem"
    ]


def test_xhtml_needs_no_declaration() -> None:
    """The root's namespace tells as much as `<?xml`."""
    page = XHTML.format("<p><![CDATA[Barn > vuxna]]></p>").removeprefix('<?xml version="1.0"?>')
    assert shown(page) == ["Barn > vuxna"]


def test_a_page_packed_in_xml_is_read_as_a_page() -> None:
    """The markers go, and what they held is markup."""
    page = "<html><body><h1>Rubrik</h1><p>En mening som står i den.</p></body></html>"
    packed = f'<?xml version="1.0"?><post><innehåll><![CDATA[{page}]]></innehåll></post>'
    assert shown(packed) == ["Rubrik", "En mening som står i den."]


def test_a_section_that_never_ends_is_kept() -> None:
    """A file cut short loses its end alone."""
    assert shown('<?xml version="1.0"?><html><body><p><![CDATA[Början av') == ["Början av"]


@pytest.mark.parametrize(
    "kept",
    [
        "<script>//<![CDATA[\nif (a < b) {}\n//]]></script>",
        "<style>/*<![CDATA[*/ a > b {} /*]]>*/</style>",
        "<!-- <![CDATA[ bort ]]> -->",
    ],
)
def test_scripts_and_comments_keep_their_markers(kept: str) -> None:
    """What is never shown is left as it is written."""
    assert opened(XHTML.format(kept)) == XHTML.format(kept)


def test_html_has_no_cdata() -> None:
    """A browser takes it for a comment there, and so does the parser."""
    page = "<!doctype html><p>Ett</p><![CDATA[två]]>"
    assert opened(page) == page


def test_many_openings_are_looked_at_once() -> None:
    """What opens 200 000 times and never ends is gone through from its beginning to its end."""
    for opens in ("<![CDATA[", "<script>", "<!--"):
        page = '<?xml version="1.0"?><html><![CDATA[a]]>' + opens * 200_000
        assert opened(page).startswith('<?xml version="1.0"?><html>a')
