"""The command line: `lykta [-C DIR] [--json] COMMAND`; each subcommand calls the rooms."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import settings
import terminal
from index import evaluate, serialize
from index.errors import SearchError
from index.models import Filters, Query, Sort
from index.swedish import Analyzer, Synonyms
from ingest.errors import IngestError
from ingest.models import PartialDate
from ingest.topics import TopicTree
from night import agreement, pull, run
from night.collection import Collection, engine
from night.errors import NightError
from terminal import Answer

COULD_NOT = 2

Settings = settings.Settings
Arguments = argparse.Namespace
Run = Callable[[Settings, Arguments], Answer]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a command, as argparse takes it."""

    names: tuple[str, ...]
    options: dict[str, Any]


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


def argument(*names: str, **options: Any) -> Argument:
    """Describe an argument for `command`."""
    return Argument(names, options)


def command(name: str, *arguments: Argument) -> Callable[[Run], Run]:
    """Make the function below a subcommand."""

    def register(run: Run) -> Run:
        COMMANDS.append(Command(name, run, arguments))
        return run

    return register


def _date(text: str) -> PartialDate:
    """Read a date for argparse, which shows the reason of its own kind of error only."""
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        message = f"{text!r} is not a date like 2019, 2019-05 or 2019-05-08"
        raise argparse.ArgumentTypeError(message) from error


@command(
    "ingest",
    argument(
        "paths",
        metavar="PATH",
        nargs="*",
        type=Path,
        help="only these files and folders, as seen from here",
    ),
    argument("--allow-shrink", action="store_true", help="believe that most files are gone"),
)
def _ingest(found: Settings, arguments: Arguments) -> Answer:
    """Read new and changed files of the corpus folder into the catalogue."""
    with terminal.progress() as progress:
        report = run.ingest(
            found, arguments.paths, allow_shrink=arguments.allow_shrink, progress=progress
        )
    return terminal.intake(report)


@command(
    "reindex",
    argument("--full", action="store_true", help="build a new index beside, check it, switch"),
    argument("--allow-shrink", action="store_true", help="switch though it holds far fewer"),
    argument("--wait", metavar="MIN", type=float, default=30, help="for another run (default 30)"),
)
def _reindex(found: Settings, arguments: Arguments) -> Answer:
    """Read, index, check, switch and report: the nightly command."""
    with terminal.progress() as progress:
        night = run.reindex(
            found,
            full=arguments.full,
            allow_shrink=arguments.allow_shrink,
            wait_minutes=arguments.wait,
            progress=progress,
        )
    return terminal.night(night)


@command(
    "pull",
    argument("sources", metavar="SOURCE", nargs="*", help="only these (default: all)"),
    argument("--dry-run", action="store_true", help="say what would come; fetch only the lists"),
    argument("--since", metavar="D", type=_date, help="leave older ones: 2019, 2019-05 …"),
)
def _pull(found: Settings, arguments: Arguments) -> Answer:
    """Fetch what is new from the sources in corpus/sources.toml."""
    if arguments.dry_run:
        return terminal.pulled(pull.preview(found, arguments.sources))
    return terminal.pulled(pull.pull(found, arguments.sources, since=arguments.since))


@command(
    "source",
    argument("action", choices=["try"], help="say what an address is"),
    argument("address", metavar="URL"),
)
def _source(found: Settings, arguments: Arguments) -> Answer:
    """Tell what an address is and would bring, and give the lines for corpus/sources.toml."""
    return terminal.trial(pull.look(found, arguments.address))


@command(
    "search",
    argument("query", nargs="+", metavar="QUERY"),
    argument("--limit", type=int, default=10, metavar="N", help="documents a page (default 10)"),
    argument("--page", type=int, default=1, metavar="N", help="of the result list"),
    argument("--sort", choices=[sort.value for sort in Sort], default="relevance"),
    argument("--topic", action="append", default=[], metavar="T", help="may be given again"),
    argument("--kind", action="append", default=[], metavar="K", help="may be given again"),
    argument("--publisher", action="append", default=[], metavar="P", help="may be given again"),
    argument("--from", dest="published_from", metavar="D", type=_date, help="2019, 2019-05 …"),
    argument("--to", dest="published_to", metavar="D", type=_date, help="2019, 2019-05 …"),
)
def _search(found: Settings, arguments: Arguments) -> Answer:
    """Find documents: one row a document, with the pages that answer."""
    filters = Filters(
        kind=tuple(arguments.kind),
        publisher=tuple(arguments.publisher),
        topic=tuple(arguments.topic),
        published_from=arguments.published_from,
        published_to=arguments.published_to,
    )
    query = Query(
        text=" ".join(arguments.query),
        filters=filters,
        sort=Sort(arguments.sort),
        page=arguments.page,
        limit=arguments.limit,
    )
    with Collection.open(found) as collection:
        results = collection.search(query)
    return Answer(serialize.results(results), terminal.results(results))


@command("show", argument("document", metavar="DOCUMENT", help="its id, or its path in corpus/"))
def _show(found: Settings, arguments: Arguments) -> Answer:
    """Show what is known about a document, where each value came from, and its text."""
    with Collection.open(found) as collection:
        return terminal.document(collection.require(arguments.document))


@command("explain", argument("query", metavar="QUERY"), argument("document", metavar="DOCUMENT"))
def _explain(found: Settings, arguments: Arguments) -> Answer:
    """Tell which words of a question matched in a document, in which form and field."""
    with Collection.open(found) as collection:
        document = collection.require(arguments.document)
        return terminal.explanation(collection.explain(arguments.query, document.id))


@command("status")
def _status(found: Settings, _: Arguments) -> Answer:
    """Tell what is held, what is indexed, and how the last run ended."""
    with Collection.open(found) as collection:
        return terminal.status(collection.status())


@command("failures", argument("--retry", action="store_true", help="try them again first"))
def _failures(found: Settings, arguments: Arguments) -> Answer:
    """List the files that did not come in, why, and what to do."""
    if arguments.retry:
        with terminal.progress() as progress:
            run.ingest(found, retry_failed=True, progress=progress)
    with Collection.open(found) as collection:
        return terminal.failures(collection.failures())


@command("check")
def _check(found: Settings, _: Arguments) -> Answer:
    """Tell whether corpus folder, catalogue and index agree."""
    return terminal.check(agreement.check(found))


@command("topics")
def _topics(found: Settings, _: Arguments) -> Answer:
    """Show the topic tree with the documents of each."""
    tree = TopicTree.load(found.corpus / "topics.toml")
    with Collection.open(found) as collection:
        return terminal.topics(tree, collection.topic_counts())


@command("evaluate", argument("sets", metavar="SET", nargs="+", type=Path, help="a folder"))
def _evaluate(found: Settings, arguments: Arguments) -> Answer:
    """Measure ranking on test collections, beside a plain Snowball BM25 baseline."""
    analyzer = Analyzer(Synonyms.load(found.corpus / "synonyms.toml"))
    chosen = engine(found)
    return terminal.evaluation(
        [evaluate.evaluate(folder, chosen, analyzer) for folder in arguments.sets]
    )


@command(
    "serve",
    argument("--host", metavar="H", help="address to listen on (default: settings)"),
    argument("--port", type=int, metavar="N", help="port to listen on (default: settings)"),
    argument("--no-browser", action="store_true", help="do not open one"),
)
def _serve(found: Settings, arguments: Arguments) -> Answer:
    """Serve the web page."""
    from ui.serve import serve  # noqa: PLC0415 - Streamlit takes a second that no other command needs

    code = serve(
        found,
        host=arguments.host or found.serve.host,
        port=arguments.port or found.serve.port,
        open_browser=not arguments.no_browser,
    )
    return Answer({"stopped": True}, (), code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 done with failures, 2 could not."""
    given = sys.argv[1:] if argv is None else argv
    as_json = "--json" in given  # known also where the rest cannot be parsed
    try:
        arguments = parser().parse_args(given)
        found = settings.load(Path(getattr(arguments, "directory", ".")).resolve())
        answer: Answer = arguments.run(found, arguments)
    except (UsageError, settings.SettingsError, IngestError, SearchError, NightError) as error:
        return _could_not(str(error), type(error).__name__, as_json=as_json)
    except KeyboardInterrupt:
        return _could_not("interrupted; what was done is kept", "Interrupted", as_json=as_json)
    if as_json:
        print(json.dumps(answer.data, ensure_ascii=False))
    else:
        terminal.show(answer)
    return answer.code


def _could_not(message: str, kind: str, *, as_json: bool) -> int:
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
    )
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for known in COMMANDS:
        text = known.run.__doc__ or ""
        subparser = subparsers.add_parser(
            known.name, parents=[everywhere], help=text, description=text, allow_abbrev=False
        )
        subparser.set_defaults(run=known.run)
        for each in known.arguments:
            subparser.add_argument(*each.names, **each.options)
    return parser


if __name__ == "__main__":
    sys.exit(main())
