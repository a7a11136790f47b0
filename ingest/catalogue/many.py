"""Many rows of texts and numbers -> a table, as quickly as the database takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns, of types that need no conversion.

    SQLAlchemy looks at every value of every row: as long again as SQLite needs to write them
    (2026-11-30). Here it only words the statement.
    """
    if rows:
        statement, names = _worded(table, tuple(rows[0]), connection.dialect)
        connection.exec_driver_sql(statement, [*map(itemgetter(*names), rows)])


@lru_cache(maxsize=32)
def _worded(table: Table, columns: Sequence[str], dialect: Dialect) -> tuple[str, Sequence[str]]:
    """Return the statement with the names of its parameters in order."""
    worded = insert(table).compile(dialect=dialect, column_keys=[*columns])
    return str(worded), worded.positiontup or columns
