"""An address and what may be reached -> Fetched, Unchanged or Failed, with the manners of a guest.

parse, permit -> robots.txt -> wait for the site's turn -> one connection -> redirect? -> outcome
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, Self

from ingest.errors import ForbiddenAddressError, UnknownHostError
from ingest.pull import walls
from ingest.pull.addresses import Address, Reach, Resolve, parse, permit, pin, system_resolve
from ingest.pull.connection import Answer, Connection, CutError, Limits
from ingest.pull.models import Failed, Fetched, Outcome, Trouble, Unchanged, Validators
from ingest.pull.robots import MAX_BYTES, Rules

MAX_REDIRECTS: Final = 6
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
WALLS: Final = frozenset({401, 403, 407, 451})
MISSING: Final = frozenset({404, 410})
BUSY: Final = frozenset({429, 503})
LATER: Final = BUSY | {500, 502, 504}
"""Answers that may be another the next time."""
RESTING: Final = frozenset({Trouble.BUSY, Trouble.UNREACHABLE})
"""Troubles of a site, not of a page: what is not gone after every try lets the site rest."""
MAX_RETRY_AFTER: Final = 7 * 86_400.0
MAX_DELAY: Final = 300.0
"""A site that asks for longer between two requests is not asked: a night has 96 such waits."""
ROBOTS_BYTES: Final = 10 * MAX_BYTES
ACCEPT: Final = {"Accept": "*/*", "Accept-Encoding": "gzip, deflate", "Accept-Language": "sv, en"}
NO_VALIDATORS: Final = Validators()


@dataclass(frozen=True, slots=True)
class Manners:
    """How we behave towards a site."""

    agent: str  # who we are and how to reach us: "Lykta/0.1 (+https://example.se/om-lykta)"
    floor_seconds: float = 1.0  # between two requests to a site, however little it asks for
    tries: int = 6
    first_wait_seconds: float = 2.0  # doubled at each try
    max_wait_seconds: float = 60.0  # a site that asks for longer is left to rest instead


class Fetcher:
    """What fetches. Any number of threads may ask; each site is asked by one at a time."""

    def __init__(
        self,
        manners: Manners,
        *,
        resolve: Resolve = system_resolve,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._manners = manners
        self._resolve = resolve
        self._sleep = sleep
        self._sites: dict[str, _Site] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up on every site."""
        for site in self._sites.values():
            site.connection.close()

    def get(
        self,
        address: str,
        reach: Reach,
        *,
        known: Validators = NO_VALIDATORS,
        limits: Limits = Limits(),  # noqa: B008  frozen
    ) -> Outcome:
        """Fetch an address, following redirects within what may be reached.

        With what the server gave last time, an answer that has not changed costs no body.
        """
        chain: list[str] = []
        try:
            asked = parse(address)
            while len(chain) <= MAX_REDIRECTS:
                answer = self._asked(asked, reach, known, limits)
                chain.append(str(asked))
                onward = answer.headers.get("location")
                if answer.status not in REDIRECTS or not onward:
                    return _outcome(tuple(chain), answer)
                asked = parse(onward, str(asked))
                if str(asked) in chain:
                    break
        except ForbiddenAddressError as error:
            led = "it leads to another address: " if chain else ""
            return Failed(address, Trouble.FORBIDDEN, f"{led}{error}")
        except UnknownHostError as error:
            return Failed(address, Trouble.UNREACHABLE, str(error))
        except _FailedError as error:
            return error.failed
        return Failed(address, Trouble.REDIRECTS, f"{len(chain)} redirects lead nowhere")

    def sitemaps(self, address: str, reach: Reach) -> tuple[str, ...]:
        """Return the sitemaps that the robots.txt of an address's site announces."""
        try:
            return self._rules(self._site(parse(address), reach), reach).sitemaps()
        except (ForbiddenAddressError, UnknownHostError, _FailedError):
            return ()

    # ---- one site -------------------------------------------------------------------------

    def _site(self, address: Address, reach: Reach) -> _Site:
        """Return the site of an address that may be reached; resolved and pinned at first."""
        permit(address, reach)
        if address.site not in self._sites:
            # Outside the lock: a name server that is slow holds up its own sources alone.
            connection = Connection(address, pin(address, reach, self._resolve))
            with self._lock:
                site = _Site(address, connection, self._manners.floor_seconds)
                self._sites.setdefault(address.site, site)
        return self._sites[address.site]

    def _asked(self, address: Address, reach: Reach, known: Validators, limits: Limits) -> Answer:
        """Ask one address, once it may be."""
        site = self._site(address, reach)
        if reach.obey_robots and not self._rules(site, reach).allows(str(address)):
            detail = "the site's robots.txt asks not to fetch it"
            raise _FailedError(Failed(str(address), Trouble.ROBOTS, detail))
        return self._persist(site, address, _conditional(known), limits)

    def _rules(self, site: _Site, reach: Reach) -> Rules:
        """Return the rules of a site, fetched once."""
        with site.rules_lock:
            if site.rules is None:
                try:
                    site.rules = self._fetch_rules(site.address, reach)
                except _FailedError as error:
                    detail = f"its robots.txt cannot be read: {error.failed.detail}"
                    away = replace(error.failed, trouble=Trouble.UNREACHABLE, detail=detail)
                    site.rests = site.rests or away
                    raise _FailedError(site.rests) from error
                site.delay = max(site.delay, site.rules.delay())
            if site.delay > MAX_DELAY:
                detail = f"its robots.txt asks for {site.delay:.0f} s between two requests"
                raise _FailedError(Failed(str(site.address), Trouble.ROBOTS, detail))
            return site.rules

    def _fetch_rules(self, address: Address, reach: Reach) -> Rules:
        """Fetch robots.txt: 4xx allows all, 5xx and silence nothing now (RFC 9309, 2.3.1)."""
        agent, limits = self._manners.agent, Limits(ROBOTS_BYTES, ROBOTS_BYTES, 30)
        asked = parse("/robots.txt", str(address))
        for _ in range(MAX_REDIRECTS):
            answer = self._persist(self._site(asked, reach), asked, {}, limits)
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return Rules.of(agent, answer.data if answer.status == 200 else b"")
            asked = parse(answer.headers["location"], str(asked))
        return Rules.of(agent, b"")

    def _persist(
        self, site: _Site, address: Address, headers: Mapping[str, str], limits: Limits
    ) -> Answer:
        """Ask until there is an answer to go by; a site that is busy to the end rests from then."""
        manners, tried = self._manners, 0
        sent = {"Host": address.netloc, "User-Agent": manners.agent, **ACCEPT, **headers}
        with site.lock:
            while True:
                if site.rests:
                    raise _FailedError(replace(site.rests, address=str(address)))
                self._take_turn(site)
                tried += 1
                answer = _tried(site.connection, address, sent, limits)
                if isinstance(answer, Answer):
                    return answer
                wait = max(answer.wait_seconds, self._backoff(tried))
                hopeless = tried >= self._tries(answer) or wait > manners.max_wait_seconds
                if hopeless and answer.trouble in RESTING:
                    site.rests = answer
                if hopeless:
                    raise _FailedError(answer)
                self._sleep(wait)

    def _tries(self, failed: Failed) -> int:
        """Return how often to ask: a site that is busy or away may come back, a page may not."""
        if failed.trouble in RESTING:
            return self._manners.tries
        return min(3, self._manners.tries) if failed.trouble is Trouble.BROKEN else 1

    def _backoff(self, tried: int) -> float:
        longest = min(
            self._manners.max_wait_seconds, self._manners.first_wait_seconds * 2.0 ** (tried - 1)
        )
        return longest * random.uniform(0.75, 1)  # noqa: S311  spreads requests, guards nothing

    def _take_turn(self, site: _Site) -> None:
        """Wait until the site may be asked again, counted from start to start."""
        wait = site.free_at - time.monotonic()
        if wait > 0:
            self._sleep(wait)
        site.free_at = time.monotonic() + site.delay


@dataclass(slots=True)
class _Site:
    """What is known of one scheme, host and port during a run."""

    address: Address
    connection: Connection
    delay: float  # seconds from the start of one request to the next
    free_at: float = 0.0
    rules: Rules | None = None
    rests: Failed | None = None  # asked to be left alone, or away: nothing more is asked of it
    lock: threading.Lock = field(default_factory=threading.Lock)
    rules_lock: threading.Lock = field(default_factory=threading.Lock)


class _FailedError(Exception):
    """Carries a Failed up to `Fetcher.get`."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.detail)
        self.failed = failed


def _tried(
    connection: Connection, address: Address, headers: Mapping[str, str], limits: Limits
) -> Answer | Failed:
    """Ask once; an answer that asks to come back is a Failed with what it asks for."""
    try:
        answer = connection.ask(address.target, headers, limits)
    except CutError as error:
        return Failed(str(address), error.trouble, error.detail)
    if answer.status not in LATER or "cf-mitigated" in answer.headers:
        return answer
    wait = retry_after(answer.headers.get("retry-after", ""))
    trouble = Trouble.BUSY if answer.status in BUSY else Trouble.BROKEN
    detail = f"answered {answer.status}" + (f" and asked to wait {wait:.0f} s" if wait else "")
    return Failed(str(address), trouble, detail, answer.status, wait)


def retry_after(text: str) -> float:
    """Return the seconds that a Retry-After asks for: a number or a date (RFC 9110, 10.2.3)."""
    if text.strip().isdecimal():
        return min(float(text), MAX_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(0.0, (aware - datetime.now(UTC)).total_seconds()), MAX_RETRY_AFTER)


def _conditional(known: Validators) -> dict[str, str]:
    sent = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in sent.items() if value}


def _outcome(chain: tuple[str, ...], answer: Answer) -> Outcome:
    """Return what the last answer of a chain amounts to."""
    address, now, status = chain[-1], datetime.now(UTC), answer.status
    is_page = status == 200 and walls.keeps_out(answer.data)
    if status in WALLS or is_page or "cf-mitigated" in answer.headers:  # Cloudflare's for people
        how = "with a page that asks for a person" if is_page else str(status)
        detail = f"answered {how}: the site does not want to be read by machine"
        return Failed(address, Trouble.WALL, detail, status)
    if status == 304:
        return Unchanged(address, now)
    if status in MISSING:
        return Failed(address, Trouble.MISSING, f"answered {status}", status)
    if status != 200:
        return Failed(address, Trouble.REFUSED, f"answered {status}", status)
    return Fetched(address, chain, answer.data, answer.headers, now)
