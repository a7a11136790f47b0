"""The collection as it stands -> numbers that Prometheus reads, and whether all is well.

No name, no address and no question is in them: who may see the page may see these.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from night.collection import Collection
from night.home import sizes


def metrics(collection: Collection) -> bytes:
    """Return the numbers as Prometheus reads them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Numbers(collection))
    return generate_latest(registry)


def health(collection: Collection) -> str:
    """Return "" where searches are answered, else a word for what is wrong; IngestError too."""
    status = collection.status()
    return "index" if status.index_problem else ""


class _Numbers(Collector):
    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def describe(self) -> Iterable[Metric]:
        """Ask nothing while this is registered."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Yield the numbers as they are now."""
        status = self._collection.status()
        counts = status.counts
        yield _gauge("documents", "Documents held", counts.documents)
        files = {state.value: number for state, number in counts.files.items()}
        yield _gauges("files", "Files by state", "state", files)
        failed: dict[str, int] = {}
        for failure in self._collection.failures():
            failed[failure.reason.value] = failed.get(failure.reason.value, 0) + 1
        yield _gauges("failed_files", "Files that did not come in, by reason", "reason", failed)
        yield _gauge("index_answers", "1 where searches are answered", not status.index_problem)
        yield _gauge("index_behind_revisions", "Changes that are not indexed", status.behind)
        yield _gauge(
            "watched", "1 where the folder is watched", self._collection.watch() is not None
        )
        yield from self._of_runs()
        yield from self._of_disks()

    def _of_runs(self) -> Iterable[Metric]:
        for run in self._collection.catalogue.runs(1, command="reindex"):
            done = run.outcome == "done"
            yield _gauge(
                "night_started_seconds", "When the last night began", run.started.timestamp()
            )
            yield _gauge("night_done", "1 where the last night came to its end", done)
            if run.finished:
                took = (run.finished - run.started).total_seconds()
                yield _gauge("night_seconds", "How long the last night took", took)

    def _of_disks(self) -> Iterable[Metric]:
        settings = self._collection.settings
        yield _gauges("bytes", "Sizes on disk", "what", sizes(settings))
        free = shutil.disk_usage(settings.state if settings.state.is_dir() else settings.root).free
        yield _gauge("free_bytes", "Free on the disk of catalogue and index", free)


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(f"lykta_{name}", says, value=float(value))


def _gauges(name: str, says: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(f"lykta_{name}", says, labels=[label])
    for which, value in values.items():
        family.add_metric([which], float(value))
    return family
