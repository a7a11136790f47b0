"""A part that came -> its file in the corpus folder, or one more address of a document held.

what was promised? -> as it was (bytes, else text)? -> the same as another's? -> a new edition
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.catalogue import Catalogue, PartRow, PartState, PullMemory
from ingest.errors import ForbiddenAddressError
from ingest.extract import sniff
from ingest.ledger import Ledger, digest_of
from ingest.pull import label, shelf
from ingest.pull.claims import Claims
from ingest.pull.identity import known_by
from ingest.pull.markup import Page
from ingest.pull.models import Fetched
from ingest.pull.originals import Originals
from ingest.pull.sources import Source
from ingest.pull.texts import TextMark, Texts, same_reader

PAGES = frozenset({sniff.HTML, sniff.MARKDOWN, sniff.TEXT})
"""What is read at once: such a page may be held already, from another address."""


@dataclass(frozen=True, slots=True)
class Store:
    """Where what is fetched is kept."""

    catalogue: Catalogue
    corpus: Path
    originals: Originals
    texts: Texts
    ledger: Ledger
    claims: Claims = field(default_factory=Claims)
    """Sources are fetched side by side; what may be the same is settled one after the other."""
    ledger_lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Takes in the parts of one source."""

    store: Store
    source: Source

    def take(self, part: PartRow, found: Fetched) -> str:
        """Take a part in; return which count of the report it belongs to."""
        if shelf.is_not_what_it_promises(found.data, part.address, found.media_type):
            detail = "something else came than the document that was promised"
            self._put(replace(part, state=PartState.FAILED, detail=detail, tries=part.tries + 1))
            return "failed"
        came = replace(
            part,
            fetched=found.at,
            chain=found.chain,
            headers=dict(found.headers),
            stale=part.stale or part.missing is not None,
            missing=None,
            tries=0,
            detail="",
        )
        files = self._files(found.data, found.address)
        mark = self._mark(part, found, files)
        with self.store.claims.of(_known_by(part, found, mark)):
            if self._is_forgotten(part, found, mark):
                return "forgotten"
            outcome = self._settle(came, found, mark)
        self._queue(part, files)
        return outcome

    def _settle(self, came: PartRow, found: Fetched, mark: TextMark | None) -> str:
        text = mark.value if mark else None
        if came.sha256 and (came.sha256 == found.sha256 or self._same_text(came, found, mark)):
            state = PartState.SAME if came.joined else PartState.HELD
            self._put(replace(came, state=state, text=text or came.text))
            return "same_text"
        read = replace(came, sha256=found.sha256, text=text)
        twin = self._twin(came, found, mark)
        return self._join(read, came, twin) if twin else self._hold(read, found.data)

    # ---- what it is -----------------------------------------------------------------------

    def _is_forgotten(self, part: PartRow, found: Fetched, mark: TextMark | None) -> bool:
        """Turn away what was erased on request; from now on its address is not asked either."""
        ledger = self.store.ledger
        told: tuple[str, ...] = (found.sha256, digest_of(found.address), digest_of(part.address))
        if mark and mark.is_long:
            told = (*told, digest_of(mark.value))
        ids = [ledger.forgotten[digest] for digest in told if digest in ledger.forgotten]
        if not ids:
            return False
        with self.store.ledger_lock:
            ledger.forget(ids[0], digest_of(part.address))
            ledger.save()
        with self.store.catalogue.pulling() as memory:
            memory.drop(part)
        return True

    def _mark(self, part: PartRow, found: Fetched, files: tuple[str, ...]) -> TextMark | None:
        """Read what may have changed, or may be held already from another address."""
        name = _name(part, found)
        changed = part.sha256 not in (None, found.sha256)
        if changed or (part.sha256 is None and sniff.recognise(found.data, name) in PAGES):
            return self.store.texts.mark(found.data, name, files)
        return None

    def _same_text(self, part: PartRow, found: Fetched, mark: TextMark | None) -> bool:
        """Tell whether other bytes say what the edition that is held says, by the same reader."""
        if mark is None or part.sha256 is None:
            return False
        if part.text and same_reader(part.text, mark.value):
            return part.text == mark.value
        before = self.store.originals.read(part.sha256)
        if before is None:
            return False
        files = self._files(before, found.address)
        held = self.store.texts.mark(before, _name(part, found), files)
        return held is not None and held.value == mark.value

    def _twin(self, part: PartRow, found: Fetched, mark: TextMark | None) -> PartRow | None:
        """Return the part that holds the same; none for one that has a file of its own already."""
        has_own = part.name is not None and not part.joined
        apart = self.source.distinct and re.search(self.source.distinct, part.address)
        if has_own or apart:
            return None
        final = known_by(found.address)
        with self.store.catalogue.pulled() as memory:
            there = memory.held_at(final) if final != part.address else None
            text = mark.value if mark and mark.is_long else None
            return there or memory.same_as(found.sha256, text)

    # ---- what becomes of it ---------------------------------------------------------------

    def _join(self, read: PartRow, before: PartRow, twin: PartRow) -> str:
        known = before.joined and before.name == twin.name
        detail = f"the same as {twin.address}"
        part = replace(read, state=PartState.SAME, name=twin.name, joined=True, detail=detail)
        with self.store.catalogue.pulling() as memory:
            memory.put(part)
            memory.outdated(str(twin.name))
        return "same_text" if known else "joined"

    def _hold(self, part: PartRow, data: bytes) -> str:
        """Write the file; a part keeps its name through changes of what is in it."""
        own = part.name is not None and not part.joined
        name = shelf.file_name(self.source.id, part.address, data)
        if own and Path(str(part.name)).suffix == Path(name).suffix:
            name = str(part.name)
        held = replace(part, state=PartState.HELD, name=name, joined=False)
        path = self.store.corpus / name
        with self.store.catalogue.pulled() as memory:
            parts = (held, *memory.of_file(name)[1:])
            said = label.said(held, parts, _page_of(memory, held))
            before = memory.part(part.source, part.address)
        self.store.originals.keep(data)
        sidecar = shelf.label(path, said, before.sidecar if before else None)
        if not shelf.place(path, data, self.store.originals):
            held = replace(held, detail="a person changed the file: it stays as they left it")
        with self.store.catalogue.pulling() as memory:
            memory.put(held)
            memory.labelled(held, sidecar)
            memory.remember(held)
            memory.outdated_parts(held)
            if part.joined:
                memory.outdated(str(part.name))
        return "changed" if own else "new"

    # ---- its files ------------------------------------------------------------------------

    def _files(self, data: bytes, address: str) -> tuple[str, ...]:
        """Return the documents that a page links to, where the source says which links they are."""
        if not self.source.files or sniff.sniff(data) != sniff.HTML:
            return ()
        found: dict[str, None] = {}
        for link in Page.read(data, address).links(self.source.files):
            try:
                found[known_by(link)] = None
            except ForbiddenAddressError:
                continue  # "mailto:" and the like
        return tuple(found)

    def _queue(self, page: PartRow, files: tuple[str, ...]) -> None:
        if not files:
            return
        said = {key: value for key, value in page.said.items() if key in label.OF_FILES}
        with self.store.catalogue.pulling() as memory:
            for where in files:
                if digest_of(where) in self.store.ledger.forgotten:
                    continue
                if memory.part(page.source, where) is None:
                    new = PartRow(page.source, where, page.record, said, PartState.WAITING)
                    memory.put(replace(new, page=page.address))

    def _put(self, part: PartRow) -> None:
        with self.store.catalogue.pulling() as memory:
            memory.put(part)


def label_all(store: Store) -> None:
    """Bring the sidecars that lag behind up to what is known, whichever source told it."""
    with store.catalogue.pulled() as memory:
        behind = memory.stale()
    for one in behind:
        with store.claims.of({one.address}), store.catalogue.pulling() as memory:
            part = memory.part(one.source, one.address)
            if part and part.stale and not part.joined:
                _label(store, memory, part)


def _label(store: Store, memory: PullMemory, part: PartRow) -> None:
    path = store.corpus / str(part.name)
    parts = memory.of_file(str(part.name))
    said = label.said(part, parts, _page_of(memory, part))
    is_there = part.name is not None and path.exists()
    memory.labelled(part, shelf.label(path, said, part.sidecar) if is_there else "")
    memory.caught_up(part)


def _page_of(memory: PullMemory, part: PartRow) -> PartRow | None:
    """Return the page that a part belongs to, as far as that has come."""
    page = memory.part(part.source, part.page) if part.page else None
    return page if page and page.name and page.name != part.name else None


def _name(part: PartRow, found: Fetched) -> str:
    """Return what the content is called, for readers that look at the extension."""
    return shelf.file_name(part.source, part.address, found.data).rsplit("/", 1)[-1]


def _known_by(part: PartRow, found: Fetched, mark: TextMark | None) -> frozenset[str]:
    """Return all by which what came may be the same as what another source brings."""
    text = {mark.value} if mark and mark.is_long else set[str]()
    return frozenset({part.address, known_by(found.address), found.sha256} | text)
