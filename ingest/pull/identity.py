"""An address as it was met -> the address a page is known by, without what only counts visits."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from ingest.pull.addresses import parse


def known_by(address: str) -> str:
    """Return an address without tracking parameters and fragment; the rest of it stays as it is.

    Path and kept parameters are never written anew: a dok_id such as "sfs-1895-bih. 52 s. 1" is
    one. ForbiddenAddressError for what is no web address.
    """
    parts = urlsplit(str(parse(address)))
    kept = [part for part in parts.query.split("&") if part and not _tracks(part.split("=")[0])]
    return urlunsplit(parts._replace(query="&".join(kept), fragment=""))


def _tracks(name: str) -> bool:
    low = name.lower()
    names, starts = _rules()
    return low in names or low.startswith(starts)


@cache
def _rules() -> tuple[frozenset[str], tuple[str, ...]]:
    text = (Path(__file__).parent / "tracking.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("# ")]
    rules = [line.split("  ")[0].lower() for line in lines]
    names = frozenset(rule for rule in rules if not rule.endswith("*"))
    return names, tuple(rule[:-1] for rule in rules if rule.endswith("*"))
