"""A catalogue of any earlier version -> one of this version, or an error that says why not."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import Connection, insert

from ingest.catalogue.tables import metadata, settings
from ingest.errors import CatalogueError

STEPS: Sequence[Sequence[str]] = ()
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
