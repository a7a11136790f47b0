"""The catalogue's tables: what every file is, what every document says, and what happened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    false,
    literal_column,
    true,
    type_coerce,
)


class Moment(TypeDecorator[datetime]):
    """A point in time, UTC, aware on both sides (SQLite itself forgets the zone)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """Store without the zone."""
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """Give back with the zone."""
        return value and value.replace(tzinfo=UTC)


metadata = MetaData()

documents = Table(
    "documents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("state", Text, nullable=False),  # rows.DocumentState
    Column("revision", Integer, nullable=False, unique=True),
    Column("added", Moment, nullable=False),
    Column("path", Text, nullable=False, index=True),  # the last one, for people: NFC
    Column("sha256", Text, nullable=False, index=True),
    Column("media_type", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("stamp", Text, nullable=False),  # of the type's reader then; another reads it again
    Column("pages", Integer),
    Column("page_labels", JSON, nullable=False),
    Column("outline", JSON, nullable=False),
    Column("notes", JSON, nullable=False),
    Column("title", Text, nullable=False),
    Column("published", Text),
    Column("updated", Text),
    Column("publisher", Text),
    Column("originator", Text),
    Column("kind", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("url", Text),
    Column("replaces", Text, index=True),
    Column("valid_from", Text),
    Column("valid_to", Text),
    Column("repealed_by", Text, index=True),
    Column("origins", JSON, nullable=False),
    Column("also_at", JSON, nullable=False, server_default="[]"),
    Column("withdrawn", Text),
    Column("removed", Text),
    Column("repealed", Text),  # the words of its own that say so
    Column("newer", Text),  # the id of the newest edition of the same work, where it is another
    Column("copy_of", Text),  # the id of what is shown first of those with the same text
    Column("authors", JSON, nullable=False, server_default="[]"),
    Column("summary", Text),
    Column("not_topics", JSON, nullable=False, server_default="[]"),
)

files = Table(
    "files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),  # as the system has it, escaped
    Column("path", Text, nullable=False),  # for people: NFC
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("inode", BigInteger, nullable=False),
    Column("sidecar", Text, nullable=False),  # the sidecar's size and time, "" where there is none
    Column("state", Text, nullable=False, index=True),  # rows.FileState
    Column("since", Moment, nullable=False),  # when it came into this state
    Column("sha256", Text),  # of the content last read
    Column("document_id", ForeignKey("documents.id"), index=True),  # what it holds, doubles or held
    Column("holder", Boolean, nullable=False),  # is it the file of its document
    Column("interruptions", Integer, nullable=False),  # times Lykta died while reading it
    Column("part_of", Text, index=True),  # the path, or the id, of what it is a part of
    Index("files_by_path", "path"),
    Column("hashed", Moment),  # when its bytes were last seen to be what they were
)
Index("files_since", files.c.since)
Index("files_hashed", files.c.hashed)
# A document is in one file; others with the same bytes are duplicates of it. PostgreSQL would want
# its own `where` too; to name it here loads its dialect, .1 s of every start (2026-11-30).
Index(
    "one_holder",
    files.c.document_id,
    unique=True,
    sqlite_where=files.c.holder == true(),
)

Index("read_by", documents.c.media_type, documents.c.stamp)
# What every pass, page and probe counts, without the rows: a fifth of the time at 100 000.
Index("counted", documents.c.kind, documents.c.state, documents.c.pages)
REFUSES = type_coerce(documents.c.not_topics, Text) != "[]"
Index("refusing", documents.c.id, sqlite_where=REFUSES)

failures = Table(
    "failures",
    metadata,
    Column("file_id", ForeignKey("files.id", ondelete="CASCADE"), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("media_type", Text),
    Column("stamp", Text, nullable=False),  # as in documents
    Column("since", Moment, nullable=False),
    Column("tries", Integer, nullable=False),  # of the same bytes, sidecar and stamp
)


def _of_document(name: str, *columns: Column[Any]) -> Table:
    """Make a table of rows that belong to a document, in their order."""
    return Table(
        name,
        metadata,
        Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
        Column("ordinal", Integer, primary_key=True, autoincrement=False),
        *columns,
    )


blocks = _of_document(
    "blocks",
    Column("role", Text, nullable=False),
    Column("page", Integer),
    Column("offset", Integer, nullable=False),
    Column("level", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("read_as", Text),  # the role its reader gave it, where it has another since
)
claims = _of_document(
    "claims",
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("origin", Text, nullable=False),
)
TEXTLESS = "textless"
"""The claim that names the pages of a document that are pictures: numbers, spaces between."""
RECOGNISED = "recognised"
"""The claim of how many of them have been read from their pictures."""
OF_PICTURES = claims.c.field.in_([literal_column(f"'{field}'") for field in (TEXTLESS, RECOGNISED)])
"""Written out, not bound: SQLite takes the index only where it sees that the condition is this."""
Index("claims_of_pictures", claims.c.document_id, sqlite_where=OF_PICTURES)
identifiers = _of_document(
    "identifiers",
    Column("scheme", Text, nullable=False),
    Column("value", Text, nullable=False, index=True),
    Column("valid", Boolean, nullable=False),
)
mentions = _of_document(
    "mentions",
    Column("value", Text, nullable=False, index=True),  # an identifier's, in the document's text
    Column("page", Integer),  # where it first stands
    Column("offset", Integer, nullable=False),
)
topics = _of_document(
    "topics",
    Column("topic", Text, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("words", JSON, nullable=False, server_default="[]"),  # of the rule that gave it
)

sketches = Table(
    "sketches",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("number", BigInteger, primary_key=True, index=True),
)
kin = Table(
    "kin",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("other_id", ForeignKey("documents.id"), primary_key=True, index=True),
    Column("relation", Text, nullable=False),  # editions.Relation: what the other is to this one
    Column("likeness", Float, nullable=False),
)
strangers = Table(  # documents whose kin is to be looked for, new or anew
    "strangers",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
)
site_pages = Table(  # web pages, by the site that each is a page of
    "site_pages",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("site", Text),  # a host or a folder; none where an earlier version took it in
    Column("work", Text),  # what its title is about
    Column("due", Text),  # why its roles are to be judged, sites.Due; none where they have been
    Index("pages_of_site", "site", "document_id"),
)
Index(
    "pages_due",
    site_pages.c.due,
    site_pages.c.site,
    site_pages.c.document_id,
    sqlite_where=site_pages.c.due.is_not(None),
)
revisions = Table(
    "revisions",
    metadata,
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("document_id", ForeignKey("documents.id"), nullable=False, index=True),
    Column("event", Text, nullable=False),  # rows.Event
    Column("at", Moment, nullable=False),
)
aliases = Table(
    "aliases",
    metadata,
    Column("id", Text, primary_key=True),  # an id that is no longer used
    Column("document_id", Text, nullable=False),  # what stands in its place
)
runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("command", Text, nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("outcome", Text),  # "done", "stopped: …"; none while it runs or where it died
    Column("report", JSON, nullable=False),
)
missed = Table(
    "missed",
    metadata,
    Column("digest", Text, primary_key=True),  # of a question that found nothing, keyed
    Column("text", Text),  # once enough days have seen it; one name asked for once is never kept
    Column("days", Integer, nullable=False),  # on how many it was asked
    Column("last", Text, nullable=False),  # of them, ISO 8601
)
recognised = Table(
    "recognised",
    metadata,
    Column("sha256", Text, primary_key=True),  # of the file
    Column("page", Integer, primary_key=True, autoincrement=False),
    Column("of_pages", Integer, nullable=False),  # of the file that are pictures
    Column("confidence", Float, nullable=False),  # per cent
    Column("texts", JSON, nullable=False),  # by paragraph
    Column("problem", Text, nullable=False),  # why nothing could be read
)
settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

pull_sources = Table(
    "pull_sources",
    metadata,
    Column("source", Text, primary_key=True),  # its id in sources.toml
    Column("started", Moment),  # of the last run
    Column("finished", Moment),  # of the last run; none while it runs or where it died
    Column("walked", Moment),  # when the last walk without an error began; never goes back
    Column("clean", Boolean, nullable=False),  # did the last walk end without an error
    Column("outcome", Text, nullable=False),
    Column("report", JSON, nullable=False),
    Column("since", Text),  # what is older was left at the first pull, and is left since
    Column("asked", Text),  # the digest of what sources.toml asks of it
    Column("left_off", JSON, nullable=False, server_default="{}"),  # list -> page to go on from
)
pull_validators = Table(
    "pull_validators",
    metadata,
    Column("source", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
)
pull_parts = Table(
    "pull_parts",
    metadata,
    Column("source", Text, primary_key=True),
    Column("address", Text, primary_key=True),  # without what only counts visits
    Column("record", Text, nullable=False),  # the source's own name for what it is a part of
    Column("said", JSON, nullable=False),  # what the source says of it
    Column("state", Text, nullable=False),  # rows.PartState
    Column("seen", Moment, nullable=False),  # first
    Column("fetched", Moment),  # last
    Column("name", Text),  # its file, below the corpus folder
    Column("sha256", Text),  # of the edition that is held, as it was fetched
    Column("sidecar", Text),  # our lines of the sidecar, as last written
    Column("chain", JSON, nullable=False),  # of redirects
    Column("headers", JSON, nullable=False),
    Column("missing", Moment),  # since when the source has it no more
    Column("tries", Integer, nullable=False),
    Column("detail", Text, nullable=False),  # why it was not fetched
    Column("page", Text),  # the address of the part that it belongs to
    Column("joined", Boolean, nullable=False, server_default=false()),  # the file is another's
    Column("text", Text),  # the mark of the text in it
    Column("stale", Boolean, nullable=False, server_default=false()),  # sidecar to be written
)
Index("parts_of_record", pull_parts.c.source, pull_parts.c.record)
Index("parts_of_page", pull_parts.c.source, pull_parts.c.page)
Index("parts_behind", pull_parts.c.stale)
Index("parts_by_bytes", pull_parts.c.sha256)
Index("parts_by_text", pull_parts.c.text)
Index("parts_by_name", pull_parts.c.name)
Index("parts_by_address", pull_parts.c.address)
pull_originals = Table(
    "pull_originals",
    metadata,
    Column("source", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("fetched", Moment, nullable=False),
    Column("chain", JSON, nullable=False),
    Column("headers", JSON, nullable=False),
)
