"""Reading XML files: what words their elements hold, and what is refused."""

import pytest

from ingest.extract import extract
from ingest.models import Claim, Extract, Failure, Reason, Role

FEED = """<?xml version="1.0" encoding="iso-8859-1"?>
<rss version="2.0"><channel><title>Nyheter från länsstyrelsen</title>
<item><title>Ny handlingsplan</title><link>https://example.org/1</link>
<description>&lt;p&gt;Planen gäller &lt;b&gt;från&lt;/b&gt; maj.&lt;/p&gt;</description></item>
</channel></rss>"""


def read(text: str, encoding: str = "utf-8") -> list[tuple[Role, str]]:
    """Return role and text of what is read."""
    outcome = extract(text.encode(encoding), "data.xml")
    assert isinstance(outcome, Extract), outcome
    return [(block.role, block.text) for block in outcome.blocks]


def test_a_saved_feed_is_read() -> None:
    """Titles are headings, packed markup is read as the page it is, in the declared encoding."""
    assert read(FEED, "latin-1") == [
        (Role.HEADING, "Nyheter från länsstyrelsen"),
        (Role.HEADING, "Ny handlingsplan"),
        (Role.BODY, "https://example.org/1"),
        (Role.BODY, "Planen gäller från maj."),
    ]


def test_an_element_with_words_of_its_own_is_one_block() -> None:
    """Elements inside a sentence part no words."""
    text = "<?xml version='1.0'?><lag><p>Den som <i>köper</i> tillfällig sexuell tjänst</p></lag>"

    assert read(text) == [(Role.BODY, "Den som köper tillfällig sexuell tjänst")]


def test_the_first_title_is_claimed() -> None:
    """A feed's own title may be the document's."""
    outcome = extract(FEED.encode("latin-1"), "flode.xml")

    assert isinstance(outcome, Extract)
    assert outcome.claims == (Claim("title", "Nyheter från länsstyrelsen", "title"),)


RECORD = """<status><record><type>sfs</type><dok_id>sfs-1994-2076</dok_id>
<datum>1994-12-15 00:00:00</datum>
<titel>Lag (1994:2076) om skydd</titel><text>Lagen gäller <b>alla</b>.</text></record></status>"""


def test_a_record_without_a_declaration_says_its_title_day_and_number() -> None:
    """What begins with an element that HTML lacks is XML, whatever is packed into it."""
    outcome = extract(RECORD.encode(), "lag.xml")

    assert isinstance(outcome, Extract)
    assert set(outcome.claims) == {
        Claim("title", "Lag (1994:2076) om skydd", "title"),
        Claim("published", "1994-12-15 00:00:00", "datum"),
        Claim("identifier", "dok_id sfs-1994-2076", "dok_id"),
    }


def test_what_is_not_closed_is_read_as_far_as_it_goes() -> None:
    """A download that was cut off costs what is missing."""
    assert read("<?xml version='1.0'?><a><p>Första</p><p>Andra sty") == [
        (Role.BODY, "Första"),
        (Role.BODY, "Andra sty"),
    ]


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">{LAUGHS}]><a>&a29;</a>', Reason.BOMB),
        (f'<!DOCTYPE a [<!ENTITY a0 "{"ha" * 50_000}">]><a>{"&a0;" * 9000}</a>', Reason.BOMB),
        ("<?xml version='1.0'?><a><b/></a>", Reason.EMPTY),
    ],
    ids=["billion laughs", "quadratic", "no words"],
)
def test_what_is_refused_has_a_reason(text: str, reason: Reason) -> None:
    """Entities are never expanded, and data without words is no document."""
    outcome = extract(text.encode(), "data.xml")

    assert isinstance(outcome, Failure)
    assert outcome.reason is reason


def test_a_file_that_is_named_is_not_fetched() -> None:
    """An external entity stays unread: nothing of the machine comes into the text."""
    text = (
        "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
        "<a><p>Före</p><p>&x;</p></a>"
    )
    outcome = extract(text.encode(), "data.xml")

    assert isinstance(outcome, Extract)
    assert "root" not in "".join(block.text for block in outcome.blocks)
