"""One pull: what the sources of a collection have that is new comes into its corpus folder."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

import tomlfile
from index.errors import SearchError
from ingest.catalogue import Catalogue
from ingest.errors import IngestError, PullError
from ingest.ledger import Ledger
from ingest.models import PartialDate
from ingest.notices import Notice
from ingest.pull import sources, trial
from ingest.pull.arrival import Store
from ingest.pull.fetch import Fetcher, Manners
from ingest.pull.originals import Originals
from ingest.pull.report import SourceReport
from ingest.pull.run import Puller
from ingest.pull.sources import Source
from ingest.pull.texts import Texts
from ingest.pull.trial import Trial
from night.recording import PULL_LOCK, recorded
from night.report import Pulled, of_pull
from night.sources import FILE_NAME, SourceState, standing
from settings import Settings


def pull(
    settings: Settings, names: Sequence[str] = (), *, since: PartialDate | None = None
) -> list[SourceReport]:
    """Fetch from all sources, or from the named ones."""
    wanted = _wanted(settings, names)
    with (
        _fetcher(settings) as fetcher,
        Texts() as texts,
        recorded(settings, "pull", 30, lock=PULL_LOCK) as (catalogue, report),
    ):
        found = _puller(settings, catalogue, fetcher, texts).run(wanted, since=since)
        report.update(of_pull(Pulled(tuple(found))))
    return found


def pull_due(settings: Settings) -> Pulled:
    """Fetch from the sources that may be asked again; for the night."""
    try:
        due = _due(settings)
        return Pulled(tuple(pull(settings, due)) if due else ())
    except (IngestError, SearchError) as error:
        return Pulled(problem=Notice.of_error(error))


def _due(settings: Settings) -> list[str]:
    """Return the sources whose last run ended long enough ago, or did not end."""
    with Catalogue.open(settings.catalogue) as catalogue:
        found = standing(settings, catalogue)
    if found.problem:
        raise PullError(found.problem)
    return [one.source.id for one in found.states if one.is_due]


def states(settings: Settings) -> tuple[SourceState, ...]:
    """Return how every source stands; PullError where none is set, or the file cannot be read."""
    _wanted(settings, ())
    with Catalogue.open(settings.catalogue) as catalogue:
        return standing(settings, catalogue).states


def preview(
    settings: Settings, names: Sequence[str] = (), *, since: PartialDate | None = None
) -> list[SourceReport]:
    """Tell what sources list and how much of it is new; only their lists are fetched."""
    wanted = _wanted(settings, names)
    with (
        _fetcher(settings) as fetcher,
        Texts() as texts,
        Catalogue.open(settings.catalogue) as catalogue,
    ):
        puller = _puller(settings, catalogue, fetcher, texts)
        return [puller.preview(source, since=since) for source in wanted]


def look(settings: Settings, address: str) -> Trial:
    """Tell what an address is, before it becomes a source."""
    with _fetcher(settings) as fetcher:
        return trial.trial(address, fetcher, allow_loopback=settings.pull.allow_loopback)


def _wanted(settings: Settings, names: Sequence[str]) -> tuple[Source, ...]:
    path = settings.corpus / FILE_NAME
    known = {source.id: source for source in sources.load(path)}
    if not known:
        raise PullError(f"{path} names no sources; see what an address is: lykta source try URL")
    for name in names:
        if name not in known:
            raise PullError(f"{path}: source {tomlfile.unknown(name, known)}")
    return tuple(known[name] for name in names or known)


def _puller(settings: Settings, catalogue: Catalogue, fetcher: Fetcher, texts: Texts) -> Puller:
    store = Store(
        catalogue,
        settings.corpus,
        Originals(settings.originals),
        texts,
        Ledger.load(settings.corpus),
    )
    return Puller(store, fetcher, settings.pull.allow_loopback)


def _fetcher(settings: Settings) -> Fetcher:
    """Return what fetches, under our name; PullError where nobody could reach us about it."""
    if not settings.pull.contact.strip():
        raise PullError(
            "sites must be able to reach who fetches from them: set contact under [pull] in "
            'lykta.toml, as contact = "https://example.se/om-lykta" or a mail address'
        )
    agent = f"Lykta/{_version()} (+{settings.pull.contact.strip()})"
    return Fetcher(Manners(agent, settings.pull.floor_seconds))


def _version() -> str:
    try:
        return version("lykta")
    except PackageNotFoundError:  # run from a checkout, without an installation
        return "0"
