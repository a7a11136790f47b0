"""A catalogue of any earlier version -> one of this version, or an error that says why not."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import Connection, insert

from ingest.catalogue.tables import metadata, settings
from ingest.errors import CatalogueError

_PULL = """
CREATE TABLE pull_sources (source TEXT NOT NULL, started DATETIME, finished DATETIME,
walked DATETIME, clean BOOLEAN NOT NULL, outcome TEXT NOT NULL, report JSON NOT NULL,
PRIMARY KEY (source));
CREATE TABLE pull_validators (source TEXT NOT NULL, address TEXT NOT NULL, etag TEXT,
last_modified TEXT, PRIMARY KEY (source, address));
CREATE TABLE pull_parts (source TEXT NOT NULL, address TEXT NOT NULL, record TEXT NOT NULL,
said JSON NOT NULL, state TEXT NOT NULL, seen DATETIME NOT NULL, fetched DATETIME, name TEXT,
sha256 TEXT, sidecar TEXT, chain JSON NOT NULL, headers JSON NOT NULL, missing DATETIME,
tries INTEGER NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (source, address));
CREATE INDEX parts_of_record ON pull_parts (source, record)
"""
"""What is fetched from sources (2026-11-23)."""
_EDITIONS = """
ALTER TABLE documents ADD COLUMN also_at JSON DEFAULT '[]' NOT NULL;
ALTER TABLE documents ADD COLUMN withdrawn TEXT;
ALTER TABLE documents ADD COLUMN removed TEXT;
ALTER TABLE pull_parts ADD COLUMN page TEXT;
ALTER TABLE pull_parts ADD COLUMN joined BOOLEAN DEFAULT (0) NOT NULL;
ALTER TABLE pull_parts ADD COLUMN text TEXT;
ALTER TABLE pull_parts ADD COLUMN stale BOOLEAN DEFAULT (0) NOT NULL;
UPDATE pull_parts SET sidecar = NULL;
CREATE INDEX parts_by_bytes ON pull_parts (sha256);
CREATE INDEX parts_by_text ON pull_parts (text);
CREATE INDEX parts_by_name ON pull_parts (name);
CREATE INDEX parts_by_address ON pull_parts (address);
CREATE TABLE pull_originals (source TEXT NOT NULL, address TEXT NOT NULL, sha256 TEXT NOT NULL,
fetched DATETIME NOT NULL, chain JSON NOT NULL, headers JSON NOT NULL,
PRIMARY KEY (source, address, sha256))
"""
"""Editions, several addresses of one document, and sidecars that people share (2026-11-24)."""
_PART_OF = """
ALTER TABLE files ADD COLUMN part_of TEXT;
CREATE INDEX ix_files_part_of ON files (part_of);
CREATE INDEX files_by_path ON files (path)
"""
"""Which file is an attachment of which, or a member (2026-11-24)."""
_RULES = ("ALTER TABLE topics ADD COLUMN words JSON NOT NULL DEFAULT '[]'",)
"""Topics are given by rules, and say by which words (2026-11-24)."""
_NIGHT = """
ALTER TABLE files ADD COLUMN hashed DATETIME;
CREATE INDEX files_since ON files (since);
CREATE TABLE missed (digest TEXT NOT NULL, text TEXT, days INTEGER NOT NULL, last TEXT NOT NULL,
PRIMARY KEY (digest))
"""
"""Bytes looked at again, what came in lately, and questions that found nothing (2026-11-24)."""
_KIN = """
ALTER TABLE documents ADD COLUMN repealed TEXT;
ALTER TABLE documents ADD COLUMN newer TEXT;
ALTER TABLE documents ADD COLUMN copy_of TEXT;
CREATE INDEX ix_documents_path ON documents (path);
CREATE INDEX ix_documents_replaces ON documents (replaces);
CREATE INDEX ix_documents_repealed_by ON documents (repealed_by);
CREATE TABLE sketches (document_id TEXT NOT NULL, number BIGINT NOT NULL,
PRIMARY KEY (document_id, number), FOREIGN KEY(document_id) REFERENCES documents (id));
CREATE INDEX ix_sketches_number ON sketches (number);
CREATE TABLE kin (document_id TEXT NOT NULL, other_id TEXT NOT NULL, relation TEXT NOT NULL,
likeness FLOAT NOT NULL, PRIMARY KEY (document_id, other_id),
FOREIGN KEY(document_id) REFERENCES documents (id),
FOREIGN KEY(other_id) REFERENCES documents (id));
CREATE INDEX ix_kin_other_id ON kin (other_id);
CREATE TABLE strangers (document_id TEXT NOT NULL, PRIMARY KEY (document_id),
FOREIGN KEY(document_id) REFERENCES documents (id));
INSERT INTO strangers SELECT id FROM documents WHERE state = 'held'
"""
"""What is no longer in force, and which documents are editions of one work (2026-11-24)."""
_RECOGNISED = """
CREATE TABLE recognised (sha256 TEXT NOT NULL, page INTEGER NOT NULL, of_pages INTEGER NOT NULL,
confidence FLOAT NOT NULL, texts JSON NOT NULL, problem TEXT NOT NULL, PRIMARY KEY (sha256, page))
"""
"""Pages read from their pictures (2026-11-24)."""
_MENTIONS = """
CREATE TABLE mentions (document_id TEXT NOT NULL, ordinal INTEGER NOT NULL, value TEXT NOT NULL,
page INTEGER, "offset" INTEGER NOT NULL, PRIMARY KEY (document_id, ordinal),
FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE);
CREATE INDEX ix_mentions_value ON mentions (value)
"""
"""What a document refers to by number; filled when documents are described anew (2026-11-24)."""
_AUTHORS = """
ALTER TABLE documents ADD COLUMN authors JSON DEFAULT '[]' NOT NULL;
ALTER TABLE documents ADD COLUMN summary TEXT
"""
"""Who wrote a document, and its summary; filled when documents are described anew (2026-11-24)."""
_SITES = """
ALTER TABLE blocks ADD COLUMN read_as TEXT;
CREATE TABLE site_pages (document_id TEXT NOT NULL, site TEXT, work TEXT, due TEXT,
PRIMARY KEY (document_id), FOREIGN KEY(document_id) REFERENCES documents (id));
CREATE INDEX pages_of_site ON site_pages (site, document_id);
INSERT INTO site_pages (document_id) SELECT id FROM documents
WHERE state = 'held' AND media_type IN ('text/html', 'multipart/related')
"""
"""What repeats over the pages of a site is no page's own (2026-11-24)."""
_PARTS = """
CREATE INDEX parts_of_page ON pull_parts (source, page);
CREATE INDEX parts_behind ON pull_parts (stale)
"""
"""What belongs to a page, and which sidecars lag behind, without reading all parts (2026-11-24)."""
_SINCE = "ALTER TABLE pull_sources ADD COLUMN since TEXT"
"""How far back a source's first pull went, so that the next ones go no further (2026-11-30)."""
_COUNTED = "CREATE INDEX counted ON documents (kind, state, pages)"
"""How many documents there are, by kind, without reading their rows. With the state first SQLite
takes it for the way to whatever else is asked of those held: who names a document took 54 ms among
48 000, and takes 1.5 (2026-11-30)."""
_ASKED = "ALTER TABLE pull_sources ADD COLUMN asked TEXT"
"""What sources.toml asked of a source, so that another wish is not met by what was seen before."""
_LEFT_OFF = "ALTER TABLE pull_sources ADD COLUMN left_off JSON DEFAULT '{}' NOT NULL"
"""Where a walk stopped that had more than a run fetches, for the next to go on (2026-11-30)."""
_AT_ONCE = """
CREATE INDEX files_hashed ON files (hashed);
CREATE INDEX claims_of_pictures ON claims (document_id) WHERE field IN ('textless', 'recognised');
CREATE INDEX pages_due ON site_pages (due, site, document_id) WHERE due IS NOT NULL
"""
"""What every night asks, without a look at every file, claim and page (2026-11-30)."""
_REFUSED = """
ALTER TABLE documents ADD COLUMN not_topics JSON DEFAULT '[]' NOT NULL;
CREATE INDEX refusing ON documents (id) WHERE not_topics != '[]'
"""
"""Which topics sidecars refuse; filled when documents are described anew (2026-11-30)."""
STEPS: Sequence[Sequence[str]] = (
    _PULL.split(";"),
    _EDITIONS.split(";"),
    _PART_OF.split(";"),
    _RULES,
    _NIGHT.split(";"),
    _KIN.split(";"),
    (_RECOGNISED,),
    _MENTIONS.split(";"),
    _AUTHORS.split(";"),
    _SITES.split(";"),
    _PARTS.split(";"),
    (_SINCE,),
    (_COUNTED,),
    (_ASKED,),
    (_LEFT_OFF,),
    _AT_ONCE.split(";"),
    _REFUSED.split(";"),
)
"""The statements that lead from version 1 to 2, from 2 to 3 and so on; never changed once out."""
VERSION = 1 + len(STEPS)


def version_of(connection: Connection) -> int:
    """Return the version of a catalogue; 0 is an empty file."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def migrate(connection: Connection, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Bring a catalogue to this version, inside the caller's transaction."""
    ours = 1 + len(steps)
    theirs = version_of(connection)
    if theirs > ours:
        raise CatalogueError(
            f"the catalogue is of version {theirs} and this Lykta knows {ours}; "
            "it was written by a newer Lykta: install that one, or a later"
        )
    if theirs == 0:
        _create(connection)
    else:
        for statement in (line for step in steps[theirs - 1 :] for line in step):
            connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA user_version = {ours}")


def _create(connection: Connection) -> None:
    metadata.create_all(connection)
    connection.execute(insert(settings).values(key="identity", value=uuid.uuid4().hex))
