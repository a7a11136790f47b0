"""A command that writes -> a run that is alone and written down, however it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from index.lock import only_writer
from ingest.catalogue import Catalogue
from ingest.notices import Notice
from night.errors import StateFolderError
from settings import Settings

NIGHT_LOCK = "night-lock"
"""A second night ends with who runs the first, also while that holds no other lock."""
PULL_LOCK = "pull-lock"
"""Pulling takes hours and writes no index: what people drop is read beside it."""
COLLECTION_LOCK = "lock"
"""Held by whoever changes the collection; `watch` takes it for each change set and lets go."""


@contextmanager
def alone(
    settings: Settings,
    wait_minutes: float,
    *,
    lock: str = COLLECTION_LOCK,
    waiting: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Hold one of the locks in the folder of the state, which is made where it is not there.

    Where it has to wait, `waiting` is called once with who holds the lock.
    """
    try:
        settings.state.mkdir(exist_ok=True)
    except OSError as error:
        message = (
            f"{settings.state}: cannot be made ({error.strerror}); check the rights of its folder"
        )
        raise StateFolderError(message) from error
    with only_writer(settings.state / lock, wait_seconds=wait_minutes * 60, waiting=waiting):
        yield


@contextmanager
def recorded(
    settings: Settings,
    command: str,
    wait_minutes: float,
    *,
    lock: str = COLLECTION_LOCK,
    waiting: Callable[[str], None] | None = None,
) -> Iterator[tuple[Catalogue, dict[str, object]]]:
    """Be the only run that holds a lock, written down with its report, however it ends."""
    with (
        alone(settings, wait_minutes, lock=lock, waiting=waiting),
        written_down(settings, command) as run,
    ):
        yield run


@contextmanager
def written_down(settings: Settings, command: str) -> Iterator[tuple[Catalogue, dict[str, object]]]:
    """Write down that a run starts, how it ends, and the report that the block fills in."""
    with Catalogue.open(settings.catalogue) as catalogue:
        run, report = catalogue.begin_run(command), dict[str, object]()
        try:
            yield catalogue, report
        except KeyboardInterrupt:
            report["stop"] = {"notice": "Interrupted"}
            catalogue.finish_run(run, "interrupted", report)
            raise
        except Exception as error:
            report["stop"] = Notice.of_error(error).value()
            catalogue.finish_run(run, str(error) or type(error).__name__, report)
            raise
        catalogue.finish_run(run, "done", report)
