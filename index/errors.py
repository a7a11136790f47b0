"""The error tree of searching. Engines' own errors stop at their adapter and become one of these.

SearchError
├── QueryError           what is asked for cannot be: a page before the first, words too far apart
├── RuleError            a topic's rule cannot be read
├── SynonymsError        synonyms.toml cannot be understood
├── NoIndexError         nothing has been indexed here yet
├── IndexVersionError    the index was written by another schema or analysis
├── IndexDamagedError    the index's files do not hold together
├── IndexLockedError     another process is writing
├── IndexCheckError      a full build did not pass its check and was not switched to
└── EngineError          the engine failed in another way
"""

from index.models import Note
from tomlfile import TomlError


class SearchError(Exception):
    """Base of everything that can go wrong in index/. The message says what to do next."""


class QueryError(SearchError):
    """What is asked for cannot be given; the message is fit for the person who typed it."""


class RuleError(SearchError):
    """A topic's rule cannot be read as it is written; says what was not understood."""

    def __init__(self, message: str, *notes: Note) -> None:
        super().__init__(message)
        self.notes = notes  # the same, for the page to word


class SynonymsError(SearchError, TomlError):
    """synonyms.toml cannot be understood; says which file, line and key."""


class NoIndexError(SearchError):
    """Nothing has been indexed here yet."""


class IndexVersionError(SearchError):
    """The index was written by another schema or analysis; a full build beside mends it."""


class IndexDamagedError(SearchError):
    """The index's files do not hold together; a full build beside mends it."""


class IndexLockedError(SearchError):
    """Another process is writing to the index."""


class IndexCheckError(SearchError):
    """A full build did not pass its check; the old index still answers."""


class EngineError(SearchError):
    """The engine failed; the message carries its words."""
