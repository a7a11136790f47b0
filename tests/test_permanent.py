"""Addresses that were saved: each still leads there when all that can be made anew is."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import settings
from index.models import Query
from ingest.models import Role
from night.collection import Collection
from night.run import reindex
from settings import Settings
from tests.conftest import text_pdf
from ui import address, reading

WORDS = "Fyrtornets lampa tänds varje kväll"
NOTE = f"# Om hamnen\n\nHamnen ligger i söder.\n\n## Fyren\n\n{WORDS}, sade vaktaren.\n"


@dataclass(frozen=True, slots=True)
class Saved:
    """What a person saved: the addresses of a search and of the passages that it found."""

    search: str
    passages: frozenset[str]


@pytest.fixture
def found(tmp_path: Path) -> Settings:
    """Return a collection of a note and a report, read by the nightly command."""
    (tmp_path / "lykta.toml").write_text("[ingest]\nsettle_seconds = 0\nworkers = 1\n")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "not.md").write_text(NOTE, "utf-8")
    (tmp_path / "corpus" / "rapport.pdf").write_bytes(text_pdf(["Hamnen", WORDS]))
    reindex(settings.load(tmp_path, {}))
    return settings.load(tmp_path, {})


def saved(found: Settings) -> Saved:
    """Return the addresses of a search and of the best passages of what it finds."""
    query = Query("fyrtornets lampa")
    with Collection.open(found) as collection:
        hits = collection.search(query).hits
    best = [(hit.document.id, hit.passages[0]) for hit in hits]
    places = (address.document(one, passage.page, passage.offset) for one, passage in best)
    return Saved(address.search(query), frozenset(places))


def opened(found: Settings, place: str) -> str:
    """Return the text of the block that an address of a passage opens at."""
    asked = address.read_place(parse_qs(urlsplit(place).query))
    with Collection.open(found) as collection:
        document = collection.require(asked.document_id)
    number = reading.sheet_at(document, asked.page, asked.offset)
    sheet = reading.sheets(document)[number - 1]
    at = reading.block_at(sheet, asked.offset)
    assert at is not None
    return sheet.blocks[at].text


def rebuilt(found: Settings) -> None:
    """Take away all but the corpus folder."""
    shutil.rmtree(found.state)


def renamed(found: Settings) -> None:
    """Move the files to another folder, under other names."""
    (found.corpus / "arkiv").mkdir()
    for name in ("not.md", "rapport.pdf"):
        (found.corpus / name).rename(found.corpus / "arkiv" / f"annan-{name}")


def read_otherwise(found: Settings) -> None:
    """Give what stands before the words other roles, as learning from a site's pages does."""
    with Collection.open(found) as collection:
        for row in list(collection.catalogue.documents()):
            document = collection.require(row.id)
            at = next(n for n, block in enumerate(document.blocks) if WORDS in block.text)
            before = dict.fromkeys(range(at), Role.REPEATED)
            collection.catalogue.set_roles(row.id, before | {at: Role.CAPTION})
            assert collection.require(row.id).blocks[at].role is Role.CAPTION


def edited_and_rebuilt(found: Settings) -> None:
    """Leave the ids to the ledger: they are not those of the content any more."""
    (found.corpus / "not.md").write_text(f"{NOTE}\nMer.\n", "utf-8")
    (found.corpus / "rapport.pdf").write_bytes(text_pdf(["Hamnen", WORDS, "Mer"]))
    reindex(found)
    rebuilt(found)


@pytest.mark.parametrize("change", [rebuilt, renamed, read_otherwise, edited_and_rebuilt])
def test_a_saved_address_leads_to_the_same(
    found: Settings, change: Callable[[Settings], None]
) -> None:
    """A rebuild, other names, other roles, an edit: searches and passages open where they did."""
    before = saved(found)
    assert len(before.passages) == 2

    change(found)
    reindex(found)

    assert saved(found) == before
    assert all(WORDS in opened(found, place) for place in before.passages)
