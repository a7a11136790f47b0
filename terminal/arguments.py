"""What a command may be told -> an argument as argparse takes it, and its text as a value."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from math import inf, nan
from typing import Any

import settings
from ingest.models import PartialDate


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a command, as argparse takes it."""

    names: tuple[str, ...]
    options: dict[str, Any]


def argument(*names: str, **options: Any) -> Argument:
    """Describe an argument for `command`."""
    return Argument(names, options)


def repeated(name: str, **options: Any) -> Argument:
    """Describe an argument that may be given several times."""
    return argument(name, action="append", default=[], help="may be given again", **options)


def date(text: str) -> PartialDate:
    """Read a date for argparse, which shows the reason of its own kind of error only."""
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        message = f"{text!r} is not a date like 2019, 2019-05 or 2019-05-08"
        raise argparse.ArgumentTypeError(message) from error


def minutes(text: str) -> float:
    """Read a time to wait for argparse."""
    try:
        read = float(text)
    except ValueError:
        read = nan
    if not 0 <= read < inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of minutes like 0, 5 or 30")
    return read


def port(text: str) -> int:
    """Read a port for argparse; 0 is any that is free."""
    if not (text.isascii() and text.isdecimal() and int(text) <= settings.MAX_PORT):
        message = f"{text!r} is not a number from 0 to {settings.MAX_PORT}"
        raise argparse.ArgumentTypeError(message)
    return int(text)
