"""Rules of passages: what belongs together, how long, and an address that leads back."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from index.passages import MAX_PASSAGE_CHARS, is_signpost, passages
from ingest.extract import extract
from ingest.models import Block, Document, Extract, Metadata, Role


def document(*blocks: Block, language: str = "sv") -> Document:
    """Return a document of blocks."""
    return Document("id", "a.txt", "", "text/plain", Metadata("Titel", language=language), blocks)


def paged(*texts: tuple[str, Role], page: int | None = None) -> tuple[Block, ...]:
    """Return blocks that follow each other in one page."""
    blocks = []
    offset = 0
    for text, role in texts:
        blocks.append(Block(text, role, page, offset))
        offset += len(text) + 1
    return tuple(blocks)


def test_paragraphs_under_a_heading_are_one_passage() -> None:
    """Short paragraphs under one heading stay together and carry the heading."""
    blocks = paged(("Stöd", Role.HEADING), ("Ring 112.", Role.BODY), ("Ring oss.", Role.BODY))

    (only,) = passages(document(*blocks))

    assert (only.heading, only.text, only.offset) == ("Stöd", "Ring 112.\nRing oss.", 5)


def test_a_page_ends_a_passage() -> None:
    """A passage never spans two pages; the heading goes on over the page end."""
    blocks = paged(("Stöd", Role.HEADING), ("Första.", Role.BODY), page=1)
    blocks += paged(("Andra.", Role.BODY), page=2)

    found = [(one.page, one.offset, one.heading, one.text) for one in passages(document(*blocks))]

    assert found == [(1, 5, "Stöd", "Första."), (2, 0, "Stöd", "Andra.")]


@pytest.mark.parametrize("role", [Role.REPEATED, Role.BOILERPLATE])
def test_hidden_text_is_left_out_and_breaks(role: Role) -> None:
    """What is not the document's is in no passage, and no passage reaches over it."""
    blocks = paged(("Före.", Role.BODY), ("Sida 3 av 9", role), ("Efter.", Role.BODY))

    found = [(one.offset, one.text) for one in passages(document(*blocks))]

    assert found == [(0, "Före."), (18, "Efter.")]


def test_a_heading_alone_is_a_passage() -> None:
    """A heading with nothing under it can be found too."""
    blocks = paged(("Del ett", Role.HEADING), ("Kapitel", Role.HEADING), ("Text.", Role.BODY))

    found = [(one.heading, one.text) for one in passages(document(*blocks))]

    assert found == [("", "Del ett"), ("Kapitel", "Text.")]


def test_long_text_is_cut_between_sentences() -> None:
    """A paragraph over the limit becomes passages that begin and end with whole sentences."""
    sentence = "Enligt 4 kap. 1 a § brottsbalken döms den som t.ex. rekryterar någon. "
    (block,) = paged((sentence * 40, Role.BODY))

    found = list(passages(document(block)))

    assert len(found) > 2
    assert all(len(one.text) <= MAX_PASSAGE_CHARS for one in found)
    assert all(one.text.startswith("Enligt 4") and one.text.endswith("någon.") for one in found)


def test_text_without_sentences_is_cut_between_words() -> None:
    """Text that never ends a sentence is cut at white space, and one endless word anywhere."""
    words, one_word = paged(("ord " * 1_000, Role.BODY), ("x" * 3_000, Role.BODY))

    found = list(passages(document(words, one_word)))

    assert all(len(one.text) <= MAX_PASSAGE_CHARS for one in found)
    assert {piece for one in found for piece in one.text.split() if "o" in piece} == {"ord"}
    assert sum(one.text.count("x") for one in found) == 3_000


def test_passages_are_in_the_language_of_their_document() -> None:
    """A passage says which language it is to be read in."""
    (only,) = passages(document(Block("A text."), language="en"))

    assert only.language == "en"


SUMMARY = "The victims of trafficking, and those of the sale of sex, have a right to the same help."
SWEDISH = "Den som har utsatts för brott har rätt till stöd av kommunen, och stödet ska ges så"


@pytest.mark.parametrize(
    ("text", "document_language", "own"),
    [
        (SUMMARY, "sv", "en"),
        (f"{SWEDISH} att hon kan leva tryggt och av egen kraft.", "en", "sv"),
        (SWEDISH, "sv", "sv"),
        (f"Se The Protection of Children and the Role of the State, och {SWEDISH}", "sv", "sv"),
        (SUMMARY, "da", "da"),
    ],
)
def test_a_passage_has_its_own_language(text: str, document_language: str, own: str) -> None:
    """English in a Swedish report is English, and the reverse; a cited title turns nothing."""
    (only,) = passages(document(Block(text), language=document_language))

    assert only.language == own


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["riksdag-html", "ferenda", "g0vse-trafficking-md"])
def test_addresses_lead_back_in_real_documents(shared_data: Path, folder: str) -> None:
    """Page and offset of every passage give its text back, character by character."""
    files = sorted(
        path for path in (shared_data / "docs" / folder).rglob("*.[hm]*") if _short(path)
    )
    read = [extract(path.read_bytes(), path.name) for path in files[:12]]
    wrong = [one for outcome in read if isinstance(outcome, Extract) for one in _astray(outcome)]

    assert any(isinstance(outcome, Extract) for outcome in read)
    assert wrong == []


def _short(path: Path) -> bool:
    return path.is_file() and path.stat().st_size < 300_000


def _astray(read: Extract) -> list[str]:
    """Return the passages that are not where their address says."""
    texts = defaultdict(list)
    for block in read.blocks:
        texts[block.page].append(block.text)
    pages = {page: "\n".join(text) for page, text in texts.items()}
    return [
        one.text
        for one in passages(document(*read.blocks))
        if pages[one.page][one.offset : one.offset + len(one.text)] != one.text
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 Bakgrund ............ 5\n2 Metod ............ 9", True),
        ("Inledning 3\nUppdraget 5\nMetod 9\nResultat 14", True),
        ("Rapport 2024:3\nMyndigheten", True),
        ("ISBN 978-91-7000-000-0\nFoto: En Fotograf\nRapporten kan hämtas från webbplatsen.", True),
        ("Stockholm 41\nGöteborg 12\nMalmö 30\nUppsala 7", False),
        ("Barn har rätt till skydd.", False),
        ("Den som är utsatt för brott och behöver stöd kan vända sig till kommunen", False),
        ("I rapporten (ISBN 978-91-7000-000-0) beskrivs hur stödet har nått fram.", False),
    ],
)
def test_what_only_points_to_text_is_told_from_text(text: str, *, expected: bool) -> None:
    """Contents lists, title pages and imprints are signposts; tables and short answers are not."""
    assert is_signpost(text) is expected
