"""What a command line says -> the subcommand it names, run; its answer or its error told.

The subcommands themselves are in `lykta.py`, where each registers itself with `command`.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

import settings
from index.errors import SearchError
from ingest.errors import IngestError
from night.errors import NightError
from terminal.answer import Answer, show
from terminal.arguments import Argument

COULD_NOT = 2
ANYWHERE = frozenset({"evaluate", "restore", "source"})
"""Commands that need no collection: what they work on they are told, or make."""
EXIT_CODES = "Exit codes: 0 done, 1 done with failures worth a look, 2 could not."

Arguments = argparse.Namespace
Run = Callable[[settings.Settings, Arguments], Answer]


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand; the first line of its function's docstring is its help."""

    name: str
    run: Run
    arguments: tuple[Argument, ...]


class UsageError(Exception):
    """The command line cannot be understood; names the help that tells how it is written."""


class Parser(argparse.ArgumentParser):
    """A parser whose errors can be told as JSON, as every other error."""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError where argparse would print and leave."""
        raise UsageError(f"{message}; see `{self.prog} --help`")


COMMANDS: list[Command] = []


def command(name: str, *arguments: Argument) -> Callable[[Run], Run]:
    """Make the function below a subcommand."""

    def register(run: Run) -> Run:
        COMMANDS.append(Command(name, run, arguments))
        return run

    return register


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 done with failures, 2 could not."""
    given = sys.argv[1:] if argv is None else argv
    as_json = "--json" in given  # known also where the rest cannot be parsed
    _speak(as_json=as_json)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # as a service is stopped
    try:
        arguments = parser().parse_args(given)
        found = settings.load(Path(getattr(arguments, "directory", ".")).resolve())
        if arguments.command not in ANYWHERE:
            _see_collection(found)
        answer: Answer = arguments.run(found, arguments)
    except (UsageError, settings.SettingsError, IngestError, SearchError, NightError) as error:
        return _could_not(str(error), type(error).__name__, as_json=as_json)
    except KeyboardInterrupt:
        return _could_not("interrupted; what was done is kept", "Interrupted", as_json=as_json)
    finally:
        signal.signal(signal.SIGTERM, before)
    try:
        if as_json:
            print(json.dumps(answer.data, ensure_ascii=False), flush=True)
        else:
            show(answer)
    except BrokenPipeError:  # the reader has all it wanted: `lykta topics --skos | head`
        _no_more_output()
    except OSError as error:  # it goes to a file, and the disk is full
        _no_more_output()
        return _could_not(f"the answer could not be written ({error.strerror})", "OSError")
    return answer.code


def _speak(*, as_json: bool) -> None:
    """Write what a terminal of another encoding lacks as "?"; JSON is UTF-8 wherever it goes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8" if as_json else None, errors="replace")


def _see_collection(found: settings.Settings) -> None:
    """Refuse a folder that is no collection, before a state of it is made there."""
    if not (found.corpus.exists() or found.state.exists()):
        raise UsageError(
            f"{found.root} holds no collection: it has no folder {found.corpus.name}/; make one, "
            "or name the folder that has it with -C"
        )


def _no_more_output() -> None:
    """Send what is left, and what Python flushes when it ends, to nobody."""
    nobody = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nobody, sys.stdout.fileno())
    os.close(nobody)


def _could_not(message: str, kind: str, *, as_json: bool = False) -> int:
    if as_json:
        print(json.dumps({"error": kind, "message": message}, ensure_ascii=False))
    print(f"lykta: {message}", file=sys.stderr)
    return COULD_NOT


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    everywhere = Parser(add_help=False)
    # SUPPRESS: the same option after the command must not overwrite what stood before it.
    everywhere.add_argument(
        "-C", dest="directory", metavar="DIR", default=argparse.SUPPRESS,
        help="the folder that holds corpus/ (default: here)",
    )  # fmt: skip
    everywhere.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS,
        help="one JSON document on standard output and nothing else there",
    )  # fmt: skip
    parser = Parser(
        prog="lykta",
        allow_abbrev=False,
        parents=[everywhere],
        description="Make reports, press releases and guidelines searchable, down to the page.",
        epilog=EXIT_CODES,
    )
    subparsers = parser.add_subparsers(metavar="COMMAND", dest="command", required=True)
    for known in COMMANDS:
        text = known.run.__doc__ or ""
        subparser = subparsers.add_parser(
            known.name, parents=[everywhere], help=text, description=text, allow_abbrev=False
        )
        subparser.set_defaults(run=known.run)
        for each in known.arguments:
            subparser.add_argument(*each.names, **each.options)
    return parser
