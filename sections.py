"""What can be set: the sections of lykta.toml, each with its defaults and what it refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

MAX_PORT = 65_535
ENGINES = ("tantivy", "whoosh")
SECURITIES = ("starttls", "tls", "none")
OCCASIONS = ("news", "trouble", "always")


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the file: fields with defaults. Numbers are above 0 but for MAY_BE_ZERO."""

    MAY_BE_ZERO: ClassVar[frozenset[str]] = frozenset()

    def fault(self) -> tuple[str, str] | None:
        """Return a key whose value cannot be worked with and what is wrong with it, or None."""
        return None


@dataclass(frozen=True, slots=True)
class EngineSettings(Section):
    """[engine]: what stores and matches terms."""

    name: str = "tantivy"  # one of ENGINES

    def fault(self) -> tuple[str, str] | None:
        """Refuse an engine that is not here."""
        if self.name not in ENGINES:
            return "name", f"is {self.name!r}; it may be {' or '.join(ENGINES)}"
        return None


@dataclass(frozen=True, slots=True)
class IngestSettings(Section):
    """[ingest]: how the corpus folder is read."""

    MAY_BE_ZERO = frozenset({"workers", "settle_seconds", "rehash_nights"})

    settle_seconds: float = 5.0  # a file is taken when size and time have stood still this long
    workers: int = 0  # processes that read; 0 is one for each core
    seconds_per_file: float = 30.0
    memory_mb: int = 512  # for each of those processes
    max_file_mb: int = 200
    max_text_mb: int = 50  # of text from one file
    rehash_nights: int = 30  # every file is hashed anew within so many; 0 trusts size and time


@dataclass(frozen=True, slots=True)
class OcrSettings(Section):
    """[ocr]: how pages that are pictures are read, where Tesseract is installed."""

    enabled: bool = True
    languages: str = "swe"  # as Tesseract names them: "swe+eng"
    seconds_per_page: float = 60.0
    seconds_per_file: float = 900.0  # in one run; the next one continues
    seconds_per_run: float = 1_800.0  # for all files; the night waits no longer

    def fault(self) -> tuple[str, str] | None:
        """Refuse what cannot be names of languages."""
        if not self.languages.replace("+", "").replace("_", "").isalnum():
            return "languages", f'is {self.languages!r}; it is like "swe" or "swe+eng"'
        return None


@dataclass(frozen=True, slots=True)
class IndexSettings(Section):
    """[index]: how the index is built and switched."""

    MAY_BE_ZERO = frozenset({"max_shrink"})

    max_shrink: float = 0.2  # a full build that lacks a larger share of documents is not used

    def fault(self) -> tuple[str, str] | None:
        """Refuse what is not a share."""
        if self.max_shrink > 1:
            return "max_shrink", f"is {self.max_shrink}; it goes from 0 to 1"
        return None


@dataclass(frozen=True, slots=True)
class WatchSettings(Section):
    """[watch]: how what people drop in the corpus folder is noticed."""

    serve: bool = True  # `lykta serve` watches too
    polling: bool = False  # look at every file: for network shares, which report no changes
    poll_seconds: float = 10.0  # between two such looks; more where a look takes long
    walk_seconds: float = 300.0  # between two looks at every file where changes are reported


@dataclass(frozen=True, slots=True)
class ServeSettings(Section):
    """[serve]: where the page listens."""

    MAY_BE_ZERO = frozenset({"port"})

    host: str = "127.0.0.1"
    port: int = 8501  # where it is not set, the next free one if it is taken
    names: str = ""  # other host names that the page is opened by, separated by commas
    owner: str = ""  # who is responsible for the page, for its accessibility statement
    contact: str = ""  # a mail or web address where people report what is not accessible

    def fault(self) -> tuple[str, str] | None:
        """Refuse a port or a host name that cannot be."""
        if self.port > MAX_PORT:
            return "port", f"is {self.port}; it goes from 0 to {MAX_PORT}"
        if wrong := [name for name in self.all_names() if set(name) & set("/: ")]:
            return "names", f"has {wrong[0]!r}; a name is like lykta.example.se, without https://"
        return None

    def all_names(self) -> tuple[str, ...]:
        """Return the names one by one."""
        return tuple(filter(None, map(str.strip, self.names.split(","))))


@dataclass(frozen=True, slots=True)
class PullSettings(Section):
    """[pull]: how documents are fetched from where they are published."""

    MAY_BE_ZERO = frozenset({"floor_seconds"})

    contact: str = ""  # a mail or web address, sent to every site; nothing is fetched without it
    floor_seconds: float = 1.0  # between two requests to a site, even if it asks for less
    allow_loopback: bool = False  # opens loopback addresses, for test servers only

    def fault(self) -> tuple[str, str] | None:
        """Refuse a name that no header can carry, and a pace that sites would not like."""
        if not (self.contact.isascii() and self.contact.isprintable()):
            return "contact", f"is {self.contact!r}; it goes into a header: plain ASCII, one line"
        if self.floor_seconds < 1 and not self.allow_loopback:
            return "floor_seconds", f"is {self.floor_seconds}; sites are given a second or more"
        return None


@dataclass(frozen=True, slots=True)
class KeepSettings(Section):
    """[keep]: for how many days things are kept that the collection no longer needs; 0 is ever."""

    MAY_BE_ZERO = frozenset(
        {"runs_days", "editions_days", "logs_days", "damaged_days", "gone_days"}
    )

    runs_days: int = 400  # the reports of runs
    editions_days: int = 0  # fetched pages that a later edition has replaced
    logs_days: int = 90
    damaged_days: int = 90  # catalogues that were damaged and set aside
    gone_days: int = 180  # files that a backup replaced or no longer found


@dataclass(frozen=True, slots=True)
class LogSettings(Section):
    """[log]: what `.lykta/log/` says of runs, a JSON object a line, without text of documents."""

    MAY_BE_ZERO = frozenset({"max_mb"})

    max_mb: float = 10.0  # for each file; a day has one or more. 0 writes no logs


@dataclass(frozen=True, slots=True)
class MailSettings(Section):
    """[mail]: how a digest of each night is sent; none is where host or to is not set."""

    host: str = ""
    port: int = 587
    security: str = "starttls"  # one of SECURITIES
    user: str = ""  # "" does not log in
    password_file: str = ""  # its first line; LYKTA_MAIL_PASSWORD goes before it
    sender: str = ""
    to: str = ""  # addresses, separated by commas
    when: str = "news"  # one of OCCASIONS

    def fault(self) -> tuple[str, str] | None:
        """Refuse what cannot be sent with, or what would make another header."""
        if self.security not in SECURITIES:
            return "security", f"is {self.security!r}; it may be {', '.join(SECURITIES)}"
        if self.when not in OCCASIONS:
            return "when", f"is {self.when!r}; it may be {', '.join(OCCASIONS)}"
        if self.port > MAX_PORT:
            return "port", f"is {self.port}; it goes from 1 to {MAX_PORT}"
        return self._address_fault()

    def _address_fault(self) -> tuple[str, str] | None:
        for key in ("sender", "to"):
            if not str(getattr(self, key)).isprintable():
                return key, "holds a line break or another sign that no header can carry"
        if self.host and self.to and "@" not in self.sender:
            return "sender", f"is {self.sender!r}; it is the address that the mail comes from"
        if self.user and self.security == "none":
            return "security", "is 'none', and a password would go in the open"
        return None


@dataclass(frozen=True, slots=True)
class MissedSettings(Section):
    """[missed]: whether questions that found nothing are counted; they may hold a person's name."""

    count: bool = False
    asked_days: int = 3  # its words are kept once a question has been asked on so many days
    keep_days: int = 90  # and it is forgotten when it has not been asked for so long
