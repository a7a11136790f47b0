"""A site's robots.txt -> what may be asked of it, and how often (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

MAX_BYTES = 500_000  # RFC 9309 asks for 500 KiB at least


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site asks of those who fetch by machine."""

    agent: str
    text: Protego

    @classmethod
    def of(cls, agent: str, data: bytes) -> Rules:
        """Read a robots.txt; a page in its place holds no rules, so all is allowed."""
        text = data[:MAX_BYTES].decode("utf-8-sig", errors="replace")
        return cls(agent, Protego.parse("" if text.lstrip().startswith("<") else text))

    def allows(self, address: str) -> bool:
        """Tell whether an address may be fetched."""
        return bool(self.text.can_fetch(address, self.agent))

    def delay(self) -> float:
        """Return the seconds asked for between two requests, 0 where nothing is."""
        rate = self.text.request_rate(self.agent)
        paced = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(float(self.text.crawl_delay(self.agent) or 0), paced)

    def sitemaps(self) -> tuple[str, ...]:
        """Return the sitemaps that the site announces."""
        return tuple(self.text.sitemaps)
