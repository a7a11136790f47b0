"""The error tree of reading. A bad file is a `Failure` value; these are for what stops the work.

IngestError
├── ConfigurationError   topics.toml, a sidecar or another file of the coordinator's is wrong
├── CorpusError          the corpus folder is missing or cannot be read
├── CatalogueError       the catalogue cannot be opened, read or written
│   └── CatalogueDamagedError   its file does not hold together
├── PullError            fetching from where documents are published cannot go on
│   ├── ForbiddenAddressError   an address may not be reached
│   ├── UnknownHostError        a name leads nowhere now
│   └── SourceError             a source does not answer with what it should
├── SandboxError         no reading process can be started
└── BusyError            all reading processes are taken for too long
"""

from tomlfile import TomlError


class IngestError(Exception):
    """Base of everything that stops reading. The message says what to do next."""


class ConfigurationError(IngestError, TomlError):
    """A file that people write cannot be understood; says which, where and which key."""


class CorpusError(IngestError):
    """The corpus folder is missing or cannot be read."""


class CatalogueError(IngestError):
    """The catalogue cannot be opened, read or written."""


class CatalogueDamagedError(CatalogueError):
    """The catalogue's file does not hold together; it can be rebuilt from the corpus folder."""


class PullError(IngestError):
    """Fetching from where documents are published cannot go on."""


class ForbiddenAddressError(PullError):
    """An address may not be reached; says why."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"{address!r} is not fetched: {why}")
        self.address, self.why = address, why


class UnknownHostError(PullError):
    """A name leads nowhere now; it may again in an hour."""


class SourceError(PullError):
    """A source does not answer with what it should; nothing of the answer is believed."""

    def __init__(
        self, address: str, why: str, *, rests: bool = False, trouble: str = "wrong answer"
    ) -> None:
        super().__init__(f"{address}: {why}")
        self.address, self.why = address, why
        self.rests = rests  # it asked to be left alone, or cannot be reached now
        self.trouble = trouble  # what sort it is of, for whoever advises about it


class SandboxError(IngestError):
    """No reading process can be started."""


class BusyError(IngestError):
    """All reading processes have been taken for longer than anybody should wait."""
