"""What connectors share: an address becomes its answer, loose values become firm ones."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urljoin

from ingest.errors import SourceError
from ingest.pull.models import PASSING, Failed, Fetched, Get, Trouble

HEAD_BYTES = 4_000
_PAGE = re.compile(
    rb"(?>\s+|<\?[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
"""By its first element: JSON and XML of Riksdagen hold whole pages, "<html" among them. What stands
before it is matched in one way only: 30 comments in a row were tried in a thousand million."""


def ask(get: Get, address: str) -> Fetched | None:
    """Return the answer of a source, None where it has not changed since the last time."""
    outcome = get(address)
    if isinstance(outcome, Failed):
        rests = outcome.trouble in PASSING or outcome.trouble is Trouble.WALL
        why = f"{outcome.trouble}: {outcome.detail}"
        raise SourceError(address, why, rests=rests, trouble=outcome.trouble.value)
    return outcome if isinstance(outcome, Fetched) else None


def looks_like_page(data: bytes) -> bool:
    """Tell whether an answer is a web page, whatever it was asked for as."""
    return _PAGE.match(data.removeprefix(b"\xef\xbb\xbf")[:HEAD_BYTES]) is not None


def begins(data: bytes, mark: bytes) -> bool:
    """Tell whether an answer begins so, past a byte order mark and white space."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(mark)


def read_json(data: bytes, address: str) -> Any:
    """Return an answer's JSON; SourceError where it is none."""
    try:
        read = json.loads(data)
        if b"\\ud" in data.lower():  # half a character, "\\ud83d" alone, can be stored nowhere
            read = json.loads(json.dumps(read, ensure_ascii=False).encode(errors="replace"))
    except (ValueError, RecursionError) as error:
        raise SourceError(address, f"it does not answer with JSON ({error})") from error
    return read


def joined(base: str, where: str) -> str:
    """Return an address relative to another; what is no address is left, to be refused later."""
    try:
        return urljoin(base, where)
    except ValueError:  # "http://[" names no host
        return where


def dicts(value: object) -> list[dict[str, Any]]:
    """Return the objects of a JSON list; of anything else, none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
