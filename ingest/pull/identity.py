"""An address as it was met -> the address a page is known by, without what only counts visits."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from ingest.name_rules import NameRules, listed
from ingest.pull.addresses import parse


def known_by(address: str) -> str:
    """Return an address without tracking parameters and fragment; the rest of it stays as it is.

    Path and kept parameters are never written anew: a dok_id such as "sfs-1895-bih. 52 s. 1" is
    one. ForbiddenAddressError for what is no web address.
    """
    parts = urlsplit(str(parse(address)))
    said = (part for part in parts.query.split("&") if part)
    kept = [part for part in said if part.partition("=")[0] not in _tracking()]
    return urlunsplit(parts._replace(query="&".join(kept), fragment=""))


@cache
def _tracking() -> NameRules:
    return NameRules.of(listed(Path(__file__).with_name("tracking.txt")))
