"""The found words of a document, as one goes from one to the next."""

from index.models import Mark
from ingest.models import Block
from ui.hits import Hits, collect
from ui.reading import Sheet


def hits() -> Hits:
    """Return three hits: two on the second sheet, one on the fourth."""
    sheets = [
        Sheet(1, "", (Block("Inget här"),)),
        Sheet(2, "", (Block("barn och båt", offset=0), Block("Barn", offset=13))),
        Sheet(3, "", ()),
        Sheet(4, "", (Block("ett barn", offset=0),)),
    ]
    return collect(sheets, [(), (Mark(0, 4),), (Mark(0, 4),), (Mark(4, 8),)])


def test_hits_are_counted_by_sheet() -> None:
    """The overview of all pages says how many each has."""
    assert dict(hits().by_sheet) == {2: 2, 4: 1}
    assert [hit.offset for hit in hits().of(2)] == [0, 13]
    assert hits().of(3) == ()


def test_one_stands_at_the_first_hit_from_a_place_on() -> None:
    """A passage begins before its words: its first hit is the one that was come to."""
    stand = hits().at(2, 5)

    assert (stand.number, stand.hit and stand.hit.word) == (2, "Barn")
    assert stand.previous is not None
    assert stand.next is not None
    assert (stand.previous.place, stand.next.place) == ((2, 0), (4, 4))


def test_a_sheet_without_hits_lies_between_two() -> None:
    """There is no number, but a way on and a way back."""
    stand = hits().at(3, None)

    assert (stand.number, stand.hit) == (None, None)
    assert stand.previous is not None
    assert stand.next is not None
    assert (stand.previous.sheet, stand.next.sheet) == (2, 4)


def test_the_ends_lead_no_further() -> None:
    """Before the first and after the last there is nothing to go to."""
    assert hits().at(1, None).previous is None
    assert hits().at(4, 4).next is None
    assert Hits().at(1, None).next is None


def test_the_same_word_is_told_apart_by_its_turn() -> None:
    """In the picture the second "barn" of the page is found as the second, whatever its case."""
    assert [hits().at(2, 0).turn, hits().at(2, 13).turn, hits().at(3, None).turn] == [0, 1, 0]
