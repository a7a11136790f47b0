"""Which pages of a list are offered."""

import pytest

from ui.paging import Pages


@pytest.mark.parametrize(
    ("number", "total", "offered"),
    [
        (1, 0, (1,)),
        (1, 30, (1, 2, 3)),
        (1, 200, (1, 2, 3, None, 20)),
        (10, 200, (1, None, 8, 9, 10, 11, 12, None, 20)),
        (20, 200, (1, None, 18, 19, 20)),
        (99, 200, (1, None, 20)),
    ],
)
def test_first_last_and_near_pages_are_offered(
    number: int, total: int, offered: tuple[int | None, ...]
) -> None:
    """One can always go to both ends; what is left out between is shown as a gap."""
    assert Pages(number, total, 10).offered == offered


def test_a_page_knows_what_it_shows() -> None:
    """The last page is as short as it is."""
    last = Pages(3, 25, 10)

    assert (last.first_shown, last.last_shown, last.last) == (21, 25, 3)
