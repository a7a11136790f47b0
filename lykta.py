"""The command line: `lykta [-C DIR] [--json] COMMAND`; each subcommand calls the rooms.

Each imports them itself: all together take longer than a night with nothing new.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from index.models import Filters, Query, Sort
from ingest.models import Kind
from settings import Settings
from terminal.answer import Answer, progress
from terminal.arguments import argument, date, minutes, port, repeated
from terminal.commandline import Arguments, UsageError, command, main

__all__ = ["main"]

CITED = ("apa", "bibtex", "csl", "harvard", "ris")
"""What `cite --format` takes: index.cite's formats and styles."""
WAITS = "minutes to wait for another run to end (default 30)"


@command(
    "ingest",
    argument("paths", metavar="PATH", nargs="*", type=Path, help="only these, as seen from here"),
    argument("--allow-shrink", action="store_true", help="believe that most files are gone"),
)
def _ingest(found: Settings, arguments: Arguments) -> Answer:
    """Read new and changed files of the corpus folder into the catalogue."""
    from night import run
    from terminal import keeping

    with progress() as told:
        report = run.ingest(
            found, arguments.paths, allow_shrink=arguments.allow_shrink, progress=told
        )
    return keeping.intake(report)


@command(
    "reindex",
    argument("--full", action="store_true", help="build a new index beside, check it, switch"),
    argument("--allow-shrink", action="store_true", help="go on though far fewer are left"),
    argument("--wait", metavar="MIN", type=minutes, default=30, help=WAITS),
    argument("--no-pull", action="store_true", help="fetch nothing from sources this time"),
)
def _reindex(found: Settings, arguments: Arguments) -> Answer:
    """Fetch, read, index, check, switch and report: the nightly command."""
    from night import run
    from terminal import keeping

    with progress() as told:
        night = run.reindex(
            found,
            full=arguments.full,
            allow_shrink=arguments.allow_shrink,
            wait_minutes=arguments.wait,
            fetch=not arguments.no_pull,
            progress=told,
        )
    return keeping.night(night)


@command(
    "watch",
    argument("--while", dest="parent", metavar="PID", type=int, help="end with this process"),
)
def _watch(found: Settings, arguments: Arguments) -> Answer:
    """Bring in what is dropped in the corpus folder within seconds, until stopped."""
    from night.watch import Watcher
    from terminal.watching import Watching

    watching = Watching()
    with suppress(KeyboardInterrupt):  # the way to stop it
        Watcher(found, watching.tell, parent=arguments.parent).run()
    return watching.answer()


@command(
    "pull",
    argument("sources", metavar="SOURCE", nargs="*", help="only these (default: all)"),
    argument("--dry-run", action="store_true", help="say what would come; fetch only the lists"),
    argument(
        "--since", metavar="D", type=date, help="a first pull goes no further back: 2019, 2019-05 …"
    ),
)
def _pull(found: Settings, arguments: Arguments) -> Answer:
    """Fetch what is new from the sources in corpus/sources.toml."""
    from night import pull
    from terminal import pulling

    if arguments.dry_run:
        listed = pull.preview(found, arguments.sources, since=arguments.since)
        return pulling.pulled(listed, is_trial=True)
    return pulling.pulled(pull.pull(found, arguments.sources, since=arguments.since))


@command(
    "source",
    argument("action", choices=["try", "list"], help="say what an address is, or how all stand"),
    argument("address", metavar="URL", nargs="?", help="for try"),
)
def _source(found: Settings, arguments: Arguments) -> Answer:
    """Tell what an address is and its lines for corpus/sources.toml; or how every source stands."""
    from night import pull
    from terminal import pulling

    if (arguments.action == "try") != bool(arguments.address):
        raise UsageError("write `lykta source try URL`, or `lykta source list` alone")
    if arguments.action == "list":
        return pulling.sources(pull.states(found))
    return pulling.trial(pull.look(found, arguments.address))


@command(
    "search",
    argument("query", nargs="+", metavar="QUERY", help="as in the search field of the page"),
    argument("--limit", type=int, default=10, metavar="N", help="documents a page (default 10)"),
    argument("--page", type=int, default=1, metavar="N", help="of the result list"),
    argument("--sort", choices=[sort.value for sort in Sort], default="relevance"),
    repeated("--topic", metavar="T"),
    repeated("--kind", metavar="K", choices=[kind.value for kind in Kind]),
    repeated("--publisher", metavar="P"),
    argument("--from", dest="published_from", metavar="D", type=date, help="2019, 2019-05 …"),
    argument("--to", dest="published_to", metavar="D", type=date, help="2019, 2019-05 …"),
)
def _search(found: Settings, arguments: Arguments) -> Answer:
    """Find documents: one row a document, with the pages that answer."""
    from index import serialize
    from night.collection import Collection
    from terminal import finding

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
        why = () if results.total else finding.unheld(collection, filters)
    return Answer(serialize.results(results), finding.results(results, why))


@command("show", argument("document", metavar="DOCUMENT", help="its id, or its path in corpus/"))
def _show(found: Settings, arguments: Arguments) -> Answer:
    """Show what is known about a document, where each value came from, and its text."""
    from night.collection import Collection
    from terminal import finding

    with Collection.open(found) as collection:
        document = collection.require(arguments.document)
        return finding.document(document, collection.relations(document))


@command(
    "explain",
    argument("query", metavar="QUERY", help="in quotes where it is of several words"),
    argument("document", metavar="DOCUMENT", help="its id, or its path in corpus/"),
)
def _explain(found: Settings, arguments: Arguments) -> Answer:
    """Tell which words of a question matched in a document, in which form and field."""
    from night.collection import Collection
    from terminal import finding

    with Collection.open(found) as collection:
        document = collection.require(arguments.document)
        return finding.explanation(collection.explain(arguments.query, document.id))


@command(
    "cite",
    argument("documents", metavar="DOCUMENT", nargs="+", help="its id, or its path in corpus/"),
    argument("--format", choices=CITED, default="apa"),
    argument("--page", type=int, metavar="N", help="the page that is referred to"),
)
def _cite(found: Settings, arguments: Arguments) -> Answer:
    """Give documents as others cite them: for reference managers, or as lines in Swedish."""
    from index import cite, standing
    from night.collection import Collection
    from terminal import finding

    with Collection.open(found) as collection:
        documents = [collection.require(name) for name in arguments.documents]
    sources = [cite.source(one, arguments.page, standing.today()) for one in documents]
    return finding.citations(sources, arguments.format)


@command("backup", argument("to", metavar="TO", type=Path, help="a folder outside the collection"))
def _backup(found: Settings, arguments: Arguments) -> Answer:
    """Copy catalogue and corpus folder, whole, while everything runs; only what is new."""
    from night import backup
    from terminal import copying

    return copying.copied(backup.backup(found, arguments.to))


@command("restore", argument("source", metavar="FROM", type=Path, help="what backup wrote"))
def _restore(found: Settings, arguments: Arguments) -> Answer:
    """Bring a copy back into an empty folder, index it and check it."""
    from night import backup
    from terminal import copying

    return copying.restored(backup.restore(found, arguments.source))


@command(
    "forget",
    argument("document", metavar="DOCUMENT", help="its id, or its path in corpus/"),
    argument("--yes", action="store_true", help="do not ask whether it is meant"),
)
def _forget(found: Settings, arguments: Arguments) -> Answer:
    """Erase a document for good; it is not taken in again."""
    from night import forgetting
    from night.collection import Collection
    from terminal import forgetting as told

    with Collection.open(found) as collection:
        document = collection.require(arguments.document)
    if not arguments.yes:
        told.confirm(document)
    return told.forgotten(forgetting.forget(found, document))


@command("similar", argument("document", metavar="DOCUMENT", help="its id, or its path in corpus/"))
def _similar(found: Settings, arguments: Arguments) -> Answer:
    """Find the documents most like one, with the words they share."""
    from night.collection import Collection
    from terminal import finding

    with Collection.open(found) as collection:
        return finding.similar(collection.similar(collection.require(arguments.document)))


@command("status")
def _status(found: Settings, _: Arguments) -> Answer:
    """Tell what is held, what is indexed, and how the last run ended."""
    from night.collection import Collection
    from terminal import keeping

    with Collection.open(found) as collection:
        return keeping.status(collection.status())


@command("failures", argument("--retry", action="store_true", help="try them again first"))
def _failures(found: Settings, arguments: Arguments) -> Answer:
    """List the files that did not come in, why, and what to do."""
    from night import run
    from night.collection import Collection
    from terminal import keeping

    if arguments.retry:
        with progress() as told:
            run.ingest(found, retry_failed=True, progress=told)
    with Collection.open(found) as collection:
        return keeping.failures(collection.failures())


@command("check")
def _check(found: Settings, _: Arguments) -> Answer:
    """Tell whether corpus folder, catalogue and index agree."""
    from night import agreement
    from terminal import keeping

    return keeping.check(agreement.check(found))


@command(
    "topics",
    argument("action", nargs="?", choices=["try"], help="which documents a rule brings"),
    argument("topic", nargs="?", metavar="TOPIC", help="its id or name"),
    argument("--rule", metavar="R", help="to try in place of the one in corpus/topics.toml"),
    argument("--save", action="store_true", help="write the rule that was tried"),
    argument("--skos", action="store_true", help="the tree as SKOS, in Turtle"),
)
def _topics(found: Settings, arguments: Arguments) -> Answer:
    """Show the topic tree with the documents of each, try a rule before it is saved, or export."""
    from ingest import topic_edit
    from night import topic_trial, topics
    from night.collection import Collection
    from terminal import subjects

    tries = bool(arguments.action)
    if tries != bool(arguments.topic) or (not tries and (arguments.rule or arguments.save)):
        raise UsageError("write `lykta topics try TOPIC --rule RULE`, or `lykta topics` alone")
    path = found.corpus / "topics.toml"
    tree = topics.load(path)
    if arguments.skos:
        from ingest import skos

        return subjects.turtle(skos.turtle(tree))
    with Collection.open(found) as collection:
        if not tries:
            return subjects.topics(tree, collection.topic_counts())
        topic = topic_trial.named(tree, arguments.topic)
        tried = topic_trial.attempt(collection, topic, arguments.rule or topic.rule)
        if arguments.save:
            topic_edit.save(path, topic.id, tried.rule)
        return subjects.topic_trial(tried, saved=arguments.save)


@command("evaluate", argument("sets", metavar="SET", nargs="+", type=Path, help="a folder"))
def _evaluate(found: Settings, arguments: Arguments) -> Answer:
    """Measure ranking on test collections, beside a plain Snowball BM25 baseline."""
    from index import evaluate
    from index.swedish import Analyzer, Synonyms
    from night.home import engine
    from terminal import measuring

    analyzer = Analyzer(Synonyms.load(found.corpus / "synonyms.toml"))
    chosen = engine(found)
    return measuring.evaluation(
        [evaluate.evaluate(folder, chosen, analyzer) for folder in arguments.sets]
    )


@command(
    "serve",
    argument("--host", metavar="H", help="address to listen on (default: settings)"),
    argument("--port", type=port, metavar="N", help="this port and no other (default: settings)"),
    argument("--no-browser", action="store_true", help="do not open one"),
)
def _serve(found: Settings, arguments: Arguments) -> Answer:
    """Serve the web page."""
    from ui.serve import serve

    url = serve(
        found,
        host=arguments.host or found.serve.host,
        port=found.serve.port if arguments.port is None else arguments.port,
        is_chosen=arguments.port is not None or ("serve", "port") in found.said,
        open_browser=not arguments.no_browser,
    )
    return Answer({"stopped": True, "url": url}, ())


if __name__ == "__main__":
    sys.exit(main())
