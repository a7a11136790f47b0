"""An address as somebody wrote it -> the host, port and numbers that may be reached for it.

text -> parse (form) -> permit (the source's hosts, ports) -> pin (names to numbers, once)
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

import idna

from ingest.errors import ForbiddenAddressError, UnknownHostError

Number = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
"""Asked for the numbers of a name and a port; OSError where there are none."""

PORTS: Final = {"http": 80, "https": 443}
MAX_ADDRESS_CHARS: Final = 2_000
MAX_NUMBERS: Final = 8
"""A name with more numbers is not tried further than this."""

_NAME: Final = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}"
)
_LITERAL: Final = re.compile(r"\[|[0-9.]+$|0x|.*\.0x[0-9a-f]*$")
"""How a host begins or looks that a resolver may take for a number: 127.1, 0x7f.1, 2130706433."""
_UNSAFE: Final = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]|[^\S ]")
"""Blanks, controls and backslashes: readers disagree about where the host ends at them."""
_EMBEDDING: Final = tuple(
    # Their last 32 bits are an IPv4 address that a gateway reaches: RFC 6052, 8215, 4291.
    ipaddress.IPv6Network(network)
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96")
)
_NEVER: Final = ("localhost", "local", "internal", "intranet", "home.arpa", "lan", "onion")
"""Last parts of names that are never on the public network (RFC 6761, 6762, 8375, 7686)."""


@dataclass(frozen=True, slots=True)
class Address:
    """A web address in parts; the target is as it was written."""

    scheme: str
    host: str  # lower case, in ASCII
    port: int
    target: str  # path and query

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.target}"

    @property
    def netloc(self) -> str:
        """The host, and the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def site(self) -> str:
        """The part that is one connection and one robots.txt."""
        return str(Address(self.scheme, self.host, self.port, ""))


@dataclass(frozen=True, slots=True)
class Reach:
    """What a source may reach."""

    hosts: tuple[str, ...]  # "example.se", or "*.example.se" for all below
    allow_loopback: bool = False  # for test servers: loopback numbers, and any port
    obey_robots: bool = True  # OAI-PMH is made for machines: robots.txt is not customarily used

    def covers(self, host: str) -> bool:
        """Tell whether a host is one of the source's."""
        return any(
            host.endswith(known[1:]) if known.startswith("*.") else host == known
            for known in map(_ascii, self.hosts)
        )


def parse(text: str, base: str | None = None) -> Address:
    """Read an address, relative to another where given; ForbiddenAddressError for unusable forms.

    A blank inside the path is kept, escaped: Riksdagen has documents named "sfs-1895-bih. 52 s. 1".
    """
    whole = text.strip().replace(" ", "%20")
    if len(whole) > MAX_ADDRESS_CHARS:
        raise ForbiddenAddressError(text[:80], "it is too long")
    if _UNSAFE.search(whole):
        raise ForbiddenAddressError(text, "it holds blanks, controls or backslashes")
    try:
        parts = urlsplit(urljoin(base, whole) if base else whole)
        port = parts.port
    except ValueError as error:
        raise ForbiddenAddressError(text, f"it is no address ({error})") from error
    scheme = parts.scheme.lower()
    if scheme not in PORTS:
        raise ForbiddenAddressError(text, "only http and https are fetched")
    if "@" in parts.netloc:
        raise ForbiddenAddressError(text, "it carries a user name")
    query = f"?{parts.query}" if parts.query else ""
    host = _host(parts.hostname or "", text)
    return Address(
        scheme, host, PORTS[scheme] if port is None else port, (parts.path or "/") + query
    )


def permit(address: Address, reach: Reach) -> None:
    """Refuse an address that is not on the source's hosts and ports."""
    number = _number(address.host)
    loopback = reach.allow_loopback and number is not None and number.is_loopback
    if not reach.covers(address.host):
        raise ForbiddenAddressError(str(address), f"{address.host} is not among the source's hosts")
    if loopback:
        return
    if number is not None or _LITERAL.match(address.host):
        raise ForbiddenAddressError(str(address), "a number is no name of a publisher")
    if not _NAME.fullmatch(address.host) or address.host.endswith(tuple(f".{n}" for n in _NEVER)):
        raise ForbiddenAddressError(str(address), f"{address.host} is no public name")
    if address.port not in PORTS.values() and not reach.allow_loopback:
        raise ForbiddenAddressError(str(address), f"port {address.port} is not the web's")


def pin(address: Address, reach: Reach, resolve: Resolve) -> tuple[Number, ...]:
    """Resolve the name, once, into the numbers to connect to; refuse where any of them is private.

    One private number among public ones is how a name is made to lead inside on the second try.
    UnknownHostError where there is no number at all, which may be the resolver's fault.
    """
    try:
        found = resolve(address.host, address.port)
    except (OSError, UnicodeError) as error:
        raise UnknownHostError(f"{address.host} is not known ({error})") from error
    numbers = tuple(dict.fromkeys(_read(one, address) for one in found))
    for number in numbers:
        if not (is_public(number) or (reach.allow_loopback and number.is_loopback)):
            raise ForbiddenAddressError(str(address), f"{number} is not on the public network")
    if not numbers:
        raise UnknownHostError(f"{address.host} has no number")
    return numbers[:MAX_NUMBERS]


def system_resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for the numbers of a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def is_public(number: Number) -> bool:
    """Tell whether a number, and every number it may be turned into on the way, is public."""
    return all(
        one.is_global
        and not (one.is_multicast or one.is_reserved or one.is_unspecified)
        and not (isinstance(one, ipaddress.IPv6Address) and one.is_site_local)
        for one in _with_embedded(number)
    )


def _with_embedded(number: Number) -> Iterable[Number]:
    """Yield a number and the IPv4 numbers that it carries: mapped, 6to4, Teredo, NAT64."""
    if isinstance(number, ipaddress.IPv6Address) and number.ipv4_mapped:
        return (number.ipv4_mapped,)
    found: list[Number] = [number]
    if isinstance(number, ipaddress.IPv6Address):
        found += [one for one in (number.sixtofour, *(number.teredo or ())) if one]
        low = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
        found += [low for network in _EMBEDDING if number in network]
        if int(number) >> 32 & 0xFFFFFFFF in (0x5EFE, 0x02005EFE):  # ISATAP, RFC 5214
            found.append(low)
    return found


def _read(text: str, address: Address) -> Number:
    try:
        return ipaddress.ip_address(text)
    except ValueError as error:
        raise ForbiddenAddressError(str(address), f"{text} is no number") from error


def _number(host: str) -> Number | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _host(written: str, text: str) -> str:
    if not written or "%" in written:
        raise ForbiddenAddressError(text, "it names no host")
    if ":" in written:
        return written
    try:
        return _ascii(written)
    except idna.IDNAError as error:
        raise ForbiddenAddressError(text, f"{written} is no name ({error})") from error


def _ascii(host: str) -> str:
    """Return a name in lower case and ASCII: jämställdhet.se is xn--jmstlldhet-v5ah.se."""
    low = host.lower()
    if low.startswith("*."):
        return "*." + _ascii(low[2:])
    return low if low.isascii() else idna.encode(low, uts46=True).decode("ascii")
