"""A part of a package is parsed as it is unpacked, and gives out what came of it."""

from collections.abc import Iterator

import pytest

from ingest import time_left
from ingest.extract import growing as growing_module
from ingest.extract import xmlpart
from ingest.extract.growing import Growing
from ingest.extract.refusal import DamagedError, RefusedError
from ingest.models import Reason

HEAD = b"<doc><styles/><body>"


def read(growing: Growing) -> tuple[list[str], Reason | None]:
    """Return the texts of the elements, and why there are no more."""
    found: list[str] = []
    try:
        found.extend("".join(each.itertext()) for each in growing.elements())
    except DamagedError as error:
        return found, error.reason
    return found, None


def chunks(data: bytes, size: int = 7) -> Iterator[bytes]:
    """Yield the bytes in pieces that end anywhere."""
    return (data[at : at + size] for at in range(0, len(data), size))


def test_elements_come_whole_and_in_order() -> None:
    """Wherever the chunks end, an element is given out when all of it has come."""
    data = HEAD + b"<p>ett</p><p>tv<i>\xc3\xa5</i></p></body></doc>"

    assert read(Growing(chunks(data), "doc", "body")) == (["ett", "två"], None)


def test_what_stands_before_the_body_is_known_with_it() -> None:
    """A text needs the styles that are written before it."""
    root = Growing(chunks(HEAD + b"</body></doc>"), "doc", "body").root

    assert root is not None
    assert [xmlpart.local(each) for each in root] == ["styles", "body"]


def test_an_element_of_the_same_name_elsewhere_is_not_the_body() -> None:
    """The names of all that is around it count: formats of dates hold texts too."""
    data = b"<doc><styles><text>-</text></styles><body><text><p>ett</p></text></body></doc>"

    assert read(Growing(chunks(data), "doc", "body", "text")) == (["ett"], None)


def test_only_what_was_not_asked_for_yet_is_held() -> None:
    """A body of a million elements takes the memory of one."""
    many = (b"<p>ett</p>" * 1000 for _ in range(20))
    growing = Growing((HEAD, *many, b"</body></doc>"), "doc", "body")
    assert growing.body is not None
    most = max(len(growing.body) for _ in growing.elements())

    assert most <= 2001


def test_what_came_before_the_damage_is_given_out() -> None:
    """A body that breaks off is read as far as it came, the last element in part."""
    data = HEAD + b"<p>ett</p><p>tv"
    in_pieces, at_once = Growing(chunks(data), "doc", "body"), Growing([data], "doc", "body")

    assert read(in_pieces) == read(at_once) == (["ett", "tv"], Reason.CORRUPT)


def test_one_element_takes_no_more_than_a_tree_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that fills the body is read as far as there is room, and the rest is told of."""
    monkeypatch.setattr(growing_module, "MAX_HELD_BYTES", 50)
    data = HEAD + b"<t>" + b"<p>ord</p>" * 100 + b"</t></body></doc>"
    found, why = read(Growing(chunks(data), "doc", "body"))

    assert why is Reason.TOO_BIG
    assert 0 < found[0].count("ord") < 10


def test_reading_stops_in_time() -> None:
    """When most of a file's time is up, what was read by then is kept."""
    time_left.start(60)
    try:
        growing = Growing(chunks(HEAD + b"<p>ett</p>" * 100), "doc", "body")
        time_left.start(1)  # as if the others were gone
        found = read(growing)
    finally:
        time_left.stop()

    assert found == ([], Reason.TOO_BIG)


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE doc><doc><body/></doc>",
        "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE doc><doc><body/></doc>".encode("utf-16"),
    ],
)
def test_a_document_type_is_refused(data: bytes) -> None:
    """It can only define entities, whichever way it is parsed."""
    with pytest.raises(RefusedError):
        Growing([data], "doc", "body")
