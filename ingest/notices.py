"""Something that a person should look at -> a message in English, with its name and its values.

Logs and the command line print the message. Page and mail make their own, in Swedish, of the name
and the values (night.wording).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self


class Told(StrEnum):
    """The messages; each value is how it is said in English."""

    CLOSED = "{name}: cannot be opened; what it held before is kept"
    ORPHAN = "{name}: there is no file {file}"
    ABSENT = "{name}: there is no such document"
    AWAY = (
        "{place}: the disk mounted here has been away since {since}; its {files} files are kept as "
        "they were. Mount it, or, if they are meant to go, run again with --allow-shrink"
    )
    BYTES = "{name}: its bytes are others than before, and its size and time are not"
    UNREAD = "{name}: cannot be read any more ({why})"
    NO_OCR = "{files} files wait for text recognition: {why}"
    OCR_LATER = "{files} files wait for text recognition at the next run"
    MEMBERS = "{name}: {why}; they are not read"
    LEDGER = (
        "{name}: cannot be written ({why}); let Lykta write to the corpus folder, or addresses of "
        "edited documents are lost if the catalogue is"
    )
    TOPIC = "{name}: no topic is called {topic!r}, as its sidecar says"
    WHOLE = "{name}: there is no {whole} for it to be a part of; see its sidecar"
    DAMAGED = "the catalogue was damaged: it is kept as {name}, and all was read again"
    UNPRUNED = "what is old could not be removed: {why}"
    UNSENT = "the digest could not be sent by {host}: {why}"
    EMPTY_FOLDER = (
        "{name} is empty, but {held} documents are held; is a share not mounted? If they are meant "
        "to go, run again with --allow-shrink"
    )
    SHRUNK = (
        "{gone} of {held} documents have no file any more; is a share not mounted? Nothing was "
        "removed. If they are meant to go, run again with --allow-shrink"
    )
    NO_FOLDER = (
        "{name}: the corpus folder cannot be read ({why}); make it, or mount the share it lies on, "
        "then run again"
    )


class Notice(str):
    """A message; as text it is English."""

    __slots__ = ("name", "values")

    name: str  # of Told, or of an error's class
    values: Mapping[str, Any]

    @classmethod
    def of(cls, told: Told, **values: str | int) -> Self:
        """Return a message with its values put in."""
        return cls._made(told.value.format(**values), told.name.lower(), values)

    @classmethod
    def of_error(cls, error: Exception) -> Self:
        """Return the message that an error was raised with, else its text under its class's name.

        An error in a file that people write keeps its place: path, line and key.
        """
        if error.args and isinstance(error.args[0], cls):
            return error.args[0]
        where = {key: found for key in ("path", "line", "key") if (found := _of(error, key))}
        return cls._made(str(error), type(error).__name__, where)

    @classmethod
    def _made(cls, text: str, name: str, values: Mapping[str, Any]) -> Self:
        made = cls(text)
        made.name, made.values = name, values
        return made

    def value(self) -> dict[str, Any]:
        """Return its name and values, as --json and the catalogue keep them."""
        return {"notice": self.name, **self.values}


def _of(error: Exception, key: str) -> object:
    return getattr(error, key, None)
