"""A file and what was read of it -> what the catalogue says of it, as its identity demands."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest import belonging, containers, sidecar
from ingest.catalogue import STANDING, Event, Holding, Taken, Writer
from ingest.containers import Containers
from ingest.corpus import INSIDE, FoundFile, container_of, locate, look
from ingest.errors import ConfigurationError, CorpusError
from ingest.extract import NO_READER, READERS
from ingest.identity import Case, Finding, Identity
from ingest.mentions import Mention, mentions
from ingest.metadata import describe
from ingest.models import PASSING, Extract, Failure, Metadata, Reason
from ingest.notices import Notice, Told
from ingest.sidecar import Sidecar
from ingest.sketch import sketch
from ingest.subjects import given
from ingest.tally import Tally
from ingest.topics import TopicTree

_COUNTED = {Event.NEW: "new", Event.EDITED: "changed", Event.READ: "changed"}


def stamp_for(media_type: str | None) -> str:
    """Return what changes when content of this type would be read otherwise than now."""
    if media_type is None:
        return " ".join(sorted(stamp for _, stamp in READERS.values()))
    return READERS[media_type][1] if media_type in READERS else NO_READER


@dataclass(frozen=True, slots=True)
class Studied:
    """What follows from a file's text and its sidecar, whatever else is held."""

    metadata: Metadata | Failure
    mentions: tuple[Mention, ...]
    sketch: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Admission:
    """Takes files in, turns them away and sees documents out, one writer's batch at a time."""

    corpus: Path
    topics: TopicTree
    identity: Identity
    tally: Tally
    containers: Containers = field(default_factory=Containers)
    _told: set[str] = field(default_factory=set, init=False)  # topics that nobody has

    def known(self, writer: Writer, file: FoundFile, sha256: str) -> Case:
        """Deal with content that the catalogue knows; the case says whether that was all."""
        finding = self.identity.find(writer.lookup, file.name, sha256)
        if self._must_be_opened(writer, finding):
            return Case.UNKNOWN
        match finding.case:
            case Case.SAME:
                writer.untouched(file, finding.document_id, sha256)
                self._redescribe(writer, file, finding.document_id)
                self.tally.files["unchanged"] += 1
            case Case.MOVED:
                self._move(writer, file, finding.document_id, sha256)
            case Case.DUPLICATE:
                self._duplicate(writer, file, finding.document_id, sha256)
            case Case.FORGOTTEN:
                writer.forgotten(file, sha256)
        if finding.case is not Case.UNKNOWN:
            self._relate(writer, file)
        return finding.case

    def study(self, file: FoundFile, extract: Extract) -> Studied:
        """Work out what needs no catalogue: half of taking in, done while others are read."""
        blocks = extract.blocks
        return Studied(self._describe(file, extract), mentions(blocks), sketch(blocks))

    def take(
        self,
        writer: Writer,
        file: FoundFile,
        sha256: str,
        extract: Extract,
        studied: Studied | None = None,
    ) -> None:
        """Take in what was read of a file, and `studied` where that has been done before."""
        finding = self.identity.find(writer.lookup, file.name, sha256)
        if finding.case in {Case.DUPLICATE, Case.FORGOTTEN}:
            self.known(writer, file, sha256)
            self._close(writer, file)
            return
        opened = self._opened(writer, file, extract)
        if isinstance(opened, Failure):
            self.fail(writer, file, opened, sha256)
        elif opened.shows_text:
            if finding.document_id:  # what was opened may have taken a file's content away
                finding = self.identity.find(writer.lookup, file.name, sha256)
            known = studied or self.study(file, opened)
            self._take_text(writer, file, sha256, opened, known, finding)
        else:
            self._only_opened(writer, file, sha256)

    def _take_text(
        self,
        writer: Writer,
        file: FoundFile,
        sha256: str,
        extract: Extract,
        studied: Studied,
        finding: Finding,
    ) -> None:
        lookup = writer.lookup
        settled = finding.case in {Case.SAME, Case.MOVED}
        document_id = finding.document_id if settled else ""
        document_id = document_id or self.identity.id_for(lookup, file.name, sha256)
        metadata = studied.metadata
        if isinstance(metadata, Failure) and lookup.state(document_id) not in STANDING:
            self.fail(writer, file, metadata, sha256)
            return
        known = lookup.metadata(document_id) if isinstance(metadata, Failure) else metadata
        taken = Taken(sha256, extract, known, stamp_for(extract.media_type))
        self.tally.files[_COUNTED[writer.hold(file, document_id, taken)]] += 1
        writer.mentions(document_id, studied.mentions)
        writer.kinship.put_sketch(document_id, studied.sketch)  # while its text is at hand
        self.tally.files["pages"] += (extract.pages or 0) - extract.unread
        if isinstance(metadata, Failure):
            self._problem(writer, file, metadata)
        self._relate(writer, file)
        self.identity.edited.discard(file.name)
        self.identity.ledger.assign(sha256, document_id, file.path)
        self._succeed(writer, finding, document_id)

    def fail(self, writer: Writer, file: FoundFile, failure: Failure, sha256: str | None) -> None:
        """Write down why a file did not come in; its document stays if the bytes are its own."""
        own = writer.lookup.held_in(file.name)
        if failure.reason not in PASSING:
            self._close(writer, file)
        if own and own.sha256 == sha256:
            writer.untouched(file, own.document_id, own.sha256, well=False)
            self._problem(writer, file, failure)
            return
        stamp = stamp_for(failure.media_type)
        writer.failed(file, failure, stamp=stamp, sha256=sha256)
        self._relate(writer, file)
        self.tally.fail(file.name, failure.reason)
        self.identity.edited.discard(file.name)
        if own:
            self.identity.vacated.add(file.name)

    # ---- files in files -------------------------------------------------------------------

    def _must_be_opened(self, writer: Writer, finding: Finding) -> bool:
        """Return whether known content must be read all the same, for the files in it."""
        if finding.case not in {Case.SAME, Case.MOVED}:
            return False
        return writer.lookup.media_type(finding.document_id) in containers.MEDIA_TYPES

    def _opened(self, writer: Writer, file: FoundFile, extract: Extract) -> Extract | Failure:
        """Note the files in a file; where they are too many, its own text comes in without them."""
        refused = self.containers.refuse(writer.lookup, file.name, extract.members)
        if refused:
            if not extract.shows_text:
                return replace(refused, media_type=extract.media_type, reader=extract.reader)
            extract = replace(extract, members=(), notes=(*extract.notes, refused.detail))
            self.tally.warnings.append(Notice.of(Told.MEMBERS, name=file.path, why=refused.detail))
        if extract.members:
            self.containers.open(writer, file, extract.members)
            self.identity.vacated.update(self.containers.lost)
        else:
            self._close(writer, file)
        return extract

    def _only_opened(self, writer: Writer, file: FoundFile, sha256: str) -> None:
        """Write down a file that has no text of its own."""
        if writer.lookup.held_in(file.name):
            self.identity.vacated.add(file.name)
        writer.opened(file, sha256)
        self._relate(writer, file)
        self.identity.edited.discard(file.name)

    def _close(self, writer: Writer, file: FoundFile) -> None:
        self.containers.close(writer.lookup, file.name)
        self.identity.vacated.update(self.containers.lost)

    # ---- what is known of a document ------------------------------------------------------

    def retopic(self, writer: Writer, name: str) -> None:
        """Give the document of a file the topics it has under the tree as it is now."""
        lookup = writer.lookup
        holding, file = lookup.held_in(name), look(self.corpus, name)
        if holding is None or file is None:
            return
        said = self._said(file)
        if isinstance(said, Failure):
            return  # listed already; when it is mended, everything is described anew
        self._tell_topics(file, said)
        known = lookup.metadata(holding.document_id)
        extract = lookup.extract(holding.document_id)
        metadata = given(known, extract, path=file.path, sidecar=said, tree=self.topics)
        if metadata != known:
            writer.describe(holding.document_id, metadata)
            self.tally.files["described"] += 1

    def redescribe(self, writer: Writer, name: str) -> None:
        """Describe the document of a file by the rules as they are now, without reading it."""
        holding, file = writer.lookup.held_in(name), look(self.corpus, name)
        if holding and file:
            self._redescribe(writer, file, holding.document_id)

    def save_ledger(self) -> None:
        """Write to the ledger; a folder that cannot be written is worth a warning, not a stop."""
        try:
            self.identity.ledger.save()
        except CorpusError as error:
            if (told := Notice.of_error(error)) not in self.tally.warnings:
                self.tally.warnings.append(told)

    def leave(self, writer: Writer, holding: Holding, gone: set[str]) -> None:
        """See a document out whose file is gone, unless another file has the same bytes."""
        for name in writer.lookup.duplicates(holding.document_id):
            file = None if name in gone else look(self.corpus, name)
            if file:
                self._move(writer, file, holding.document_id, holding.sha256)
                return
        writer.end(holding.document_id, Event.GONE)
        self.tally.files["gone"] += 1

    def _move(self, writer: Writer, file: FoundFile, document_id: str, sha256: str) -> None:
        writer.move(file, document_id, sha256)
        self._redescribe(writer, file, document_id)
        self.tally.files["moved"] += 1

    def _duplicate(self, writer: Writer, file: FoundFile, document_id: str, sha256: str) -> None:
        own = writer.lookup.held_in(file.name)
        writer.duplicate(file, document_id, sha256)
        self.tally.files["duplicate"] += 1
        if own:
            self._merge(writer, own.document_id, document_id)

    def _succeed(self, writer: Writer, finding: Finding, document_id: str) -> None:
        """Let an edited document take the place of one whose content it now has."""
        if finding.document_id not in {"", document_id} and finding.case is Case.UNKNOWN:
            self._merge(writer, finding.document_id, document_id)

    def _merge(self, writer: Writer, document_id: str, into: str) -> None:
        writer.merge(document_id, into)
        self.identity.ledger.merge(document_id, into)
        self.tally.files["gone"] += 1

    def _redescribe(self, writer: Writer, file: FoundFile, document_id: str) -> None:
        lookup = writer.lookup
        extract = lookup.extract(document_id)
        writer.mentions(document_id, mentions(extract.blocks))
        metadata = self._describe(file, extract)
        if isinstance(metadata, Failure):
            self._problem(writer, file, metadata)
        elif metadata != lookup.metadata(document_id):
            writer.describe(document_id, metadata)
            self.tally.files["described"] += 1

    def _describe(self, file: FoundFile, extract: Extract) -> Metadata | Failure:
        said = self._said(file)
        if isinstance(said, Failure):
            return replace(said, media_type=extract.media_type, reader=extract.reader)
        self._tell_topics(file, said)
        return describe(extract, path=file.path, sidecar=said, topics=self.topics)

    def _said(self, file: FoundFile) -> Sidecar | Failure:
        outermost = file.name.partition(INSIDE)[0] if container_of(file.name) else file.name
        try:
            beside = sidecar.beside(locate(self.corpus, outermost))
            said = sidecar.load(beside) if file.sidecar else Sidecar()
        except ConfigurationError as error:
            return Failure(Reason.BAD_SIDECAR, str(error))
        return said if outermost == file.name else said.of_all()

    def _tell_topics(self, file: FoundFile, said: Sidecar) -> None:
        """Tell once of each topic that sidecars name and the tree lacks; the others count."""
        for name in sidecar.unknown_topics(said, self.topics):
            if name not in self._told:
                self._told.add(name)
                self.tally.warnings.append(Notice.of(Told.TOPIC, name=file.path, topic=name))

    def _relate(self, writer: Writer, file: FoundFile) -> None:
        """Write down what a file is a part of; a name that leads nowhere is told."""
        said = self._said(file)
        whole = None if isinstance(said, Failure) else said.part_of
        if container := container_of(file.name):
            whole = unicodedata.normalize("NFC", container)
        elif whole:
            whole = belonging.named(self.corpus, file, whole)
            if not belonging.is_known(self.corpus, whole):
                self.tally.warnings.append(Notice.of(Told.WHOLE, name=file.path, whole=whole))
        writer.belongs(file, whole)

    def _problem(self, writer: Writer, file: FoundFile, failure: Failure) -> None:
        writer.problem(file, failure, stamp=stamp_for(failure.media_type))
        self.tally.fail(file.name, failure.reason)
