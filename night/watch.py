"""A corpus folder that people change -> a catalogue and an index that follow within seconds.

the system's word, or a look at every file -> names -> a moment's quiet -> Intake -> one commit
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import monotonic

import watchfiles

from index.errors import IndexLockedError, SearchError
from index.swedish import Analyzer
from ingest import mounts
from ingest.catalogue import Catalogue
from ingest.changed import ALL, concerned
from ingest.corpus import locate
from ingest.errors import IngestError
from ingest.sandbox import Pool
from ingest.tally import IntakeReport
from night import forgetting
from night.indexing import Indexing
from night.log import logged
from night.pending import QUIET_SECONDS, Pending
from night.recording import alone
from night.report import of_intake
from night.run import intake, intake_options
from night.watch_status import LOCK, WatchStatus
from settings import Settings

TICK_SECONDS = 0.5
RETRY_SECONDS = 15.0
"""After a fault that may pass: a full disk, a share that is away."""
MOST_REST = 30.0
"""Between two looks at a file that does not settle."""
WALK_SHARE = 10
"""A look at every file takes at most this part of the time between two."""
READERS = 2
FEW_FILES = 20
"""That are read by children that wait for them; more are worth starting one a core."""
NETWORKS = ("nfs", "cifs", "smb", "9p", "fuse.sshfs", "fuse.rclone", "afs", "ceph", "glusterfs")
"""File systems whose changes the system is told of only where they are made here."""


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What one change of the folder came to."""

    intake: IntakeReport | None
    seconds: float
    problem: str = ""  # what stopped it; it is tried again

    @property
    def is_news(self) -> bool:
        """Whether it changed anything that a person would see."""
        if self.intake is None:
            return bool(self.problem)
        found = self.intake
        changed = (found.new, found.changed, found.described, found.moved, found.gone)
        return any(changed) or bool(found.failed) or bool(found.duplicate)


class Watcher:
    """Follows one corpus folder until it is stopped."""

    def __init__(
        self,
        settings: Settings,
        tell: Callable[[ChangeSet], None],
        *,
        stop: Event | None = None,
        parent: int | None = None,
    ) -> None:
        self._settings = settings
        self._tell = tell
        self._stop = stop or Event()
        self._parent = parent  # a process to end with
        self._pending = Pending()
        self._standing: list[str] = []  # files that have not settled
        self._look_again = self._walk_at = 0.0
        self._rest = 0.0
        self._polling = settings.watch.polling or on_network(settings.corpus)

    def run(self) -> None:
        """Watch; IndexLockedError where another process does."""
        with (
            logged(self._settings, "watch") as self._log,
            alone(self._settings, 5 / 60, lock=LOCK),
            Catalogue.open(self._settings.catalogue) as catalogue,
            _readers(self._settings) as ready,
        ):
            self._catalogue, self._ready = catalogue, ready
            # While the children start: the word lists take a second, which the first file that is
            # dropped would wait for.
            Analyzer().forms("ord")
            self._indexing = Indexing(
                self._settings, catalogue, still=lambda: alone(self._settings, 30)
            )
            self._status = WatchStatus(os.getpid(), _now(), self._polling)
            self._status.save(self._settings)
            while not self._stop.is_set():
                for names in self._events():
                    self._step(names)

    # ---- what is noticed ------------------------------------------------------------------

    def _events(self) -> Iterator[set[str]]:
        """Yield names that changed, none at every tick; end where folders are others than before.

        The system tells of the folders that it was asked about: not of a disk mounted over one.
        """
        self._walk_at = 0.0  # what changed before we asked
        places = self._places()
        for names in self._polled() if self._polling else self._told():
            yield names
            if self._places() != places:
                return

    def _polled(self) -> Iterator[set[str]]:
        while not self._stop.wait(TICK_SECONDS):
            yield set()

    def _told(self) -> Iterator[set[str]]:
        corpus = self._settings.corpus
        try:
            for changes in watchfiles.watch(
                corpus,
                watch_filter=None,
                debounce=int(TICK_SECONDS * 1000),
                rust_timeout=int(TICK_SECONDS * 1000),
                yield_on_timeout=True,
                stop_event=self._stop,
                ignore_permission_denied=True,
            ):
                names = (concerned(Path(path), corpus) for _, path in changes)
                yield {name for name in names if name is not None}
        except (OSError, RuntimeError) as error:  # watchfiles' own error is a RuntimeError
            # Most often fs.inotify.max_user_watches. That the folder is not there, the walk says.
            if corpus.is_dir():
                self._polling = True
                self._say(f"the system cannot watch {corpus} ({error}); every file is looked at")
            self._stop.wait(TICK_SECONDS)
            yield set()

    def _places(self) -> list[tuple[int, int] | None]:
        known = mounts.load(self._catalogue.setting(mounts.SETTING))
        names = ["", *sorted(mount.name for mount in known)]
        return [_place(locate(self._settings.corpus, name)) for name in names]

    # ---- what is done about it ------------------------------------------------------------

    def _step(self, names: set[str]) -> None:
        if self._parent and os.getppid() != self._parent:
            self._stop.set()
            return
        now = monotonic()
        self._pending.note(names, now)
        if names:
            self._rest = 0.0
        due = self._pending.due(now)
        if now >= self._walk_at:
            due = [ALL]
        elif self._standing and now >= self._look_again:
            due += self._standing
        if due:
            self._take([ALL] if ALL in due else sorted(set(due)))

    def _take(self, names: Sequence[str]) -> None:
        """Bring in what these files and folders have become; keep them for later where it fails."""
        began, started = monotonic(), datetime.now(UTC)
        found, problem = None, ""
        try:
            found = self._change_set(names)
        except IndexLockedError:  # the nightly command is at it, and sees to the same files
            self._pending.note(names, monotonic())
            return
        except (IngestError, SearchError) as error:
            problem = str(error)
        change = ChangeSet(found, monotonic() - began, problem)
        if found and change.is_news:
            with suppress(IngestError):  # it is done all the same
                self._catalogue.add_run("watch", started, of_intake(found))
        self._plan(names, change, began)
        if change.is_news and (found or problem != self._status.problem):
            self._tell(change)
            told = of_intake(found) if found else {}
            self._log.say("change", problem=problem or None, **told)
        self._note(names, problem)

    def _change_set(self, names: Sequence[str]) -> IntakeReport:
        paths = [locate(self._settings.corpus, name) for name in names]
        with alone(self._settings, 0):
            self._indexing.distrust()
            forgetting.finish(self._settings, self._catalogue, 0)
            few = ALL not in names and len(names) <= FEW_FILES
            found = intake(self._settings, self._catalogue, wait=False).run(
                paths, ready=self._ready if few else None
            )
            with self._catalogue.read() as lookup:
                self._standing = sorted(lookup.standing())
            built, _ = self._indexing.try_to_follow()
        if built is None:  # nothing answers; what only should be built anew waits for the night
            self._indexing.rebuild()
        return found

    def _plan(self, names: Sequence[str], change: ChangeSet, began: float) -> None:
        """Set when to look again, at what has not settled and at everything."""
        now, watch = monotonic(), self._settings.watch
        whole = names == [ALL]
        # A file that was told of had been quiet for a second when it was looked at; one that a
        # walk met may be of this moment. Next when it has settled, however long the look took.
        quiet, looked = (0.0, now) if whole else (QUIET_SECONDS, began)
        settle = max(self._settings.ingest.settle_seconds - quiet, TICK_SECONDS)
        self._rest = min(max(self._rest * 1.5, settle), MOST_REST)
        self._look_again = looked + self._rest
        if change.problem:
            self._walk_at = now + RETRY_SECONDS
        elif whole:
            usual = watch.poll_seconds if self._polling else watch.walk_seconds
            self._walk_at = now + max(usual, WALK_SHARE * change.seconds)

    def _note(self, names: Sequence[str], problem: str) -> None:
        walked = _now() if names == [ALL] and not problem else self._status.walked
        status = replace(self._status, walked=walked, problem=problem, polling=self._polling)
        if status != self._status:
            self._status = status
            status.save(self._settings)

    def _say(self, problem: str) -> None:
        self._tell(ChangeSet(None, 0.0, problem))


def _readers(settings: Settings) -> Pool:
    """Return children that wait for what is dropped: starting one takes half a second, or more."""
    options = intake_options(settings, wait=False)
    return replace(options, workers=min(options.workers or READERS, READERS)).pool()


def on_network(folder: Path, mounted: Path = Path("/proc/self/mounts")) -> bool:
    """Tell whether a folder lies on a disk of another machine, as far as Linux says."""
    try:
        lines = mounted.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    place = f"{folder.resolve()}/"
    kinds = {_unescaped(line.split()[1]).rstrip("/") + "/": line.split()[2] for line in lines}
    around = [mount for mount in kinds if place.startswith(mount)]
    return bool(around) and kinds[max(around, key=len)].startswith(NETWORKS)


def _unescaped(place: str) -> str:
    r"""Return where something is mounted; Linux writes a space there as \040."""
    return re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), place)


def _place(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
