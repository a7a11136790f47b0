"""Documents on the same things, with the words they share."""

from ingest.models import Block, Document, Metadata
from tests.conftest import Shelf

FISHING = "Fiskaren lagar näten i hamnen innan båtarna lägger ut mot havet och fångar torsken."
BAKING = "Bagaren knådar degen i bageriet medan ugnen värms och surdegen jäser över natten."


def document(name: str, *texts: str) -> Document:
    """Return a document of a few paragraphs."""
    blocks = tuple(Block(text, offset=1000 * at) for at, text in enumerate(texts))
    return Document(name, f"{name}.md", "0" * 64, "text/markdown", Metadata(title=name), blocks)


FIRST = document("first", FISHING, "Kusten har många fyrar och tullstationer.")
COPY = document("copy", FISHING, "Kusten har många fyrar och tullstationer.")
LIKE = document("like", "Torsken i havet blir färre, och fiskaren säljer båtarna i hamnen.")
OTHERS = [document(f"other{number}", BAKING, f"Recept nummer {number}.") for number in range(5)]


def test_what_is_on_the_same_things_is_found_with_the_shared_words(shelf: Shelf) -> None:
    """The words are printed as the document has them, in whichever form the other has."""
    (found,) = shelf(FIRST, LIKE, *OTHERS).similar(FIRST)

    assert found.document.id == "like"
    assert {"Fiskaren", "hamnen", "havet", "torsken", "båtarna"} >= set(found.shared)
    assert len(found.shared) >= 4


def test_neither_itself_nor_its_copy_is_similar(shelf: Shelf) -> None:
    """A copy says nothing new; it is told of elsewhere."""
    library = shelf(FIRST, COPY, LIKE, *OTHERS)

    assert [one.document.id for one in library.similar(FIRST)] == ["like"]


def test_a_text_of_few_words_is_like_nothing(shelf: Shelf) -> None:
    """Two shared words are no subject."""
    short = document("short", "Hamnen och havet.")

    assert shelf(FIRST, LIKE, short, *OTHERS).similar(short) == ()
