"""The text of topics.toml with another rule for one topic: all else stays, comments too."""

from __future__ import annotations

import json
import os
import re
import stat
import textwrap
import tomllib
from pathlib import Path

from ingest.errors import ConfigurationError
from wholefile import replacing

WIDTH = 96  # of a rule's lines
_RULE = re.compile(
    r"^rule[ \t]*=[ \t]*(?:'''.*?'''|\"\"\".*?\"\"\"|'[^'\n]*'|\"(?:[^\"\\\n]|\\.)*\")[^\n]*\n?",
    re.MULTILINE | re.DOTALL,
)
_TAIL = re.compile(r"(?:^[ \t]*(?:#[^\n]*)?\n)*\Z", re.MULTILINE)
"""Empty lines and comments that end a section: they belong to what follows."""
_SECTION = re.compile(r"^\[[^\n]*\][^\n]*\n?", re.MULTILINE)


def line(rule: str) -> str:
    """Return the line, or lines, that say a rule in topics.toml."""
    plain = " ".join(rule.split())
    if "'" in plain:
        return f"rule = {json.dumps(plain, ensure_ascii=False)}\n"
    if len(plain) <= WIDTH:
        return f"rule = '{plain}'\n"
    wrapped = textwrap.fill(plain, WIDTH, break_long_words=False, break_on_hyphens=False)
    return f"rule = '''\n{wrapped}\n'''\n"


def with_rule(text: str, topic_id: str, rule: str) -> str:
    """Return the text of topics.toml with the rule; ValueError where it cannot be put in safely."""
    start, end = _section(text, topic_id)
    section = text[start:end]
    place = _RULE.search(section) or _TAIL.search(section)
    if place is None:
        raise ValueError(topic_id)
    tail = place[0] if place.re is _TAIL else ""
    first = section[: place.start()]
    before = first if not first or first.endswith("\n") else first + "\n"
    edited = text[:start] + before + line(rule) + tail + section[place.end() :] + text[end:]
    if tomllib.loads(edited) != _meant(text, topic_id, rule):
        raise ValueError(topic_id)
    return edited


def save(path: Path, topic_id: str, rule: str) -> None:
    """Write a topic's rule into topics.toml; ConfigurationError says what to do where it fails.

    Its lines end as they did, on Windows too, and who may read it may go on doing so.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        end = "\r\n" if "\r\n" in text else "\n"
        edited = with_rule(text.replace("\r\n", "\n"), topic_id, rule)
        with replacing(path) as written:
            os.fchmod(written.fileno(), stat.S_IMODE(path.stat().st_mode))
            written.write(edited.replace("\n", end).encode())
    except (OSError, ValueError, KeyError) as error:
        message = f"the rule of {topic_id!r} could not be written; put it in by hand: {line(rule)}"
        raise ConfigurationError(path, message.strip()) from error


def _section(text: str, topic_id: str) -> tuple[int, int]:
    """Return where the section of a topic begins, after its name, and ends."""
    headers = list(_SECTION.finditer(text))
    for number, header in enumerate(headers):
        if header[0].strip().removeprefix("[").partition("]")[0].strip(" \"'") == topic_id:
            following = headers[number + 1].start() if number + 1 < len(headers) else len(text)
            return header.end(), following
    raise KeyError(topic_id)


def _meant(text: str, topic_id: str, rule: str) -> dict[str, object]:
    """Return what the file is to say; the rule with the spaces it is written with."""
    meant = tomllib.loads(text)
    meant[topic_id]["rule"] = tomllib.loads(line(rule))["rule"]
    return meant
