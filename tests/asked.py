"""A block that asks the catalogue -> how SQLite finds the answer to each question."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event


@contextmanager
def plans() -> Iterator[dict[str, str]]:
    """Give the plans of all questions asked in the block, by their statements."""
    found: dict[str, str] = {}

    def explain(
        _: Connection, cursor: Any, statement: str, parameters: Any, *_rest: object
    ) -> None:
        if statement.startswith("SELECT"):
            rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found[statement] = "; ".join(row[3] for row in rows)

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", explain)
