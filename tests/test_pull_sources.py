"""The file that says where documents are fetched from."""

from pathlib import Path

import pytest

from ingest.errors import ConfigurationError
from ingest.models import Kind
from ingest.pull import sources
from ingest.pull.models import Item
from ingest.pull.sources import Shape

WHOLE = """
[brev]
address = "https://www.example.se/list"
shape = "listing"
hosts = ["*.files.example.se"]
kind = "rapport"
include = "/rapport/"
exclude = "[.]ics$"
select = { item = "li.row", next = "a.next" }
"""


def load(folder: Path, text: str) -> tuple[sources.Source, ...]:
    """Write a file and read it."""
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return sources.load(path)


def test_a_source_is_read_with_all_it_says(tmp_path: Path) -> None:
    """What is not said has a default."""
    (source,) = load(tmp_path, WHOLE)

    assert (source.id, source.shape, source.kind) == ("brev", Shape.LISTING, Kind.REPORT)
    assert source.select.item == "li.row"
    assert source.select.link == "a[href]"
    assert source.reach().hosts == ("www.example.se", "*.files.example.se")
    assert not source.reach().allow_loopback


@pytest.mark.parametrize(
    ("address", "wanted"),
    [("https://a.se/rapport/1", True), ("https://a.se/nyhet/1", False), ("/rapport/a.ics", False)],
)
def test_only_what_is_asked_for_is_wanted(tmp_path: Path, address: str, *, wanted: bool) -> None:
    """An address must match `include` and not `exclude`."""
    (source,) = load(tmp_path, WHOLE)

    assert source.wants(Item(key="x", address=address)) is wanted


def test_no_file_is_no_sources(tmp_path: Path) -> None:
    """A collection that is filled by hand needs none."""
    assert sources.load(tmp_path / "sources.toml") == ()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('[a]\naddress = "https://a.se/"\n[b]\nadress = "https://b.se/"', 4, "did you mean"),
        ('[a]\naddress = "ftp://a.se/"', 2, "http"),
        ('[a]\naddress = "https://a.se/"\nshape = "rss"', 3, "known"),
        ('[a]\naddress = "https://a.se/"\nshape = "listing"', 1, "select"),
        ('[a]\naddress = "https://a.se/"\nselect = { item = "li[" }', 3, "CSS"),
        ('[a]\naddress = "https://a.se/"\nselect = { date = "time" }', 3, "item"),
        ('[a]\naddress = "https://a.se/"\ninclude = "("', 3, "regular"),
        ('[a]\naddress = "https://a.se/"\nhosts = ["https://a.se"]', 3, "host"),
        ('[a]\naddress = "https://a.se/"\nmanual = "ja"', 3, "true"),
        ('[a]\naddress = "https://a.se/"\nmax_items = 0', 3, "above 0"),
        ('[a]\naddress = "https://a.se/"\nkind = "bok"', 3, "bok"),
        ('[a]\nname = "A"', 1, "address"),
        ('[A]\naddress = "https://a.se/"', 1, "hyphens"),
        ("a = 1", 1, "section"),
    ],
)
def test_an_error_names_file_line_and_key(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    """Who wrote the line finds it, and reads what may stand there."""
    with pytest.raises(ConfigurationError, match=message) as raised:
        load(tmp_path, text)

    assert raised.value.line == line
    assert raised.value.key
    assert "sources.toml" in str(raised.value)


def test_the_sources_that_come_along_can_be_read() -> None:
    """Each has a name for people; what cannot be fetched says what to do instead."""
    found = sources.load(Path(__file__).resolve().parents[1] / "corpus" / "sources.toml")

    assert len(found) >= 10
    assert [source.id for source in found if not source.name] == []
    assert [source.id for source in found if source.manual and not source.note] == []
