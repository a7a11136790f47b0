"""The error tree of the unattended runs and of the open collection.

NightError
├── StateFolderError       .lykta/ cannot be made, or a log in it not be written
├── BackupError            a copy cannot be made, or not be brought back
├── NotConfirmedError      nobody said yes to what cannot be undone
├── UnknownDocumentError   no document has this id or path
├── UnheardError           the page cannot listen where it was asked to
└── UnknownTopicError      no topic has this id or name

What stops a run in another room keeps that room's error: see ingest.errors and index.errors.
"""


class NightError(Exception):
    """Base of what stops a run. The message says what to do next."""


class StateFolderError(NightError):
    """The folder of catalogue, index and logs cannot be made or written."""


class BackupError(NightError):
    """A copy of the collection cannot be made, or not be brought back."""


class NotConfirmedError(NightError):
    """What cannot be undone was not confirmed."""


class UnknownDocumentError(NightError):
    """No document has this id or path."""


class UnknownTopicError(NightError):
    """No topic has this id or name."""


class UnheardError(NightError):
    """Nobody can reach the page: no address that was asked for can be listened on."""
