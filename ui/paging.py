"""A page's number and how much there is -> which other pages to offer."""

from __future__ import annotations

from dataclasses import dataclass

NEAR = 2  # pages offered on each side of the one shown


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a list, seen from one of them."""

    number: int  # the page shown, from 1; may lie past the last where an old link does
    total: int  # things in the list
    size: int  # things a page

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def before(self) -> int:
        """How many things come before this page."""
        return (self.number - 1) * self.size

    @property
    def first_shown(self) -> int:
        """The place in the list, from 1, of this page's first thing."""
        return self.before + 1

    @property
    def last_shown(self) -> int:
        """The place in the list of this page's last thing."""
        return min(self.before + self.size, self.total)

    @property
    def offered(self) -> tuple[int | None, ...]:
        """The pages to link to, in order; None is a gap. The first and the last are among them."""
        near = range(self.number - NEAR, self.number + NEAR + 1)
        wanted = sorted({1, self.last} | {page for page in near if 1 <= page <= self.last})
        offered: list[int | None] = []
        for previous, page in zip([0, *wanted], wanted, strict=False):
            offered += [page] if page == previous + 1 else [None, page]
        return tuple(offered)
