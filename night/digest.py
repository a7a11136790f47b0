"""What a night did -> a mail to who looks after it, where [mail] is set: plain text and HTML.

It holds numbers, names of sources and messages of ours: no text of a document and no question.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from html import escape
from pathlib import Path

from ingest.models import Reason
from ingest.notices import Notice, Told
from ingest.pull.models import Trouble
from ingest.pull.report import EMPTY, ENDLESS, FAULT, GAP, MANY, MORE, UNKEPT, WRONG
from night import wording
from night.report import Night, Rebuilt
from settings import MailSettings, Settings

PASSWORD_VARIABLE = "LYKTA_MAIL_PASSWORD"  # noqa: S105 - the name of one
SECONDS = 30.0
"""For a server that does not answer; the night has done its work by then."""

REASONS = {
    Reason.ENCRYPTED: "låst med lösenord",
    Reason.CORRUPT: "trasig",
    Reason.BOMB: "packar upp sig till orimlig storlek",
    Reason.NO_TEXT_LAYER: "bara bilder av sidor",
    Reason.EMPTY: "tom",
    Reason.WRONG_TYPE: "något annat än vad namnet säger",
    Reason.UNSUPPORTED: "ett format som Lykta inte läser",
    Reason.TOO_BIG: "för stor",
    Reason.TIMEOUT: "tog för lång tid att läsa",
    Reason.CRASHED: "gick inte att läsa",
    Reason.UNREADABLE: "gick inte att öppna",
    Reason.BAD_SIDECAR: "fel i filen bredvid",
}
REBUILT = {
    Rebuilt.FIRST: "det inte fanns något index förut",
    Rebuilt.ASKED: "det begärdes",
    Rebuilt.UNREADABLE: "indexet inte gick att läsa",
    Rebuilt.FOREIGN: "indexet hörde till en annan version av Lykta eller en annan katalog",
    Rebuilt.ANALYSIS: "ord tolkas på ett annat sätt än när det byggdes",
    Rebuilt.UNEQUAL: "indexet inte höll samma dokument som samlingen",
    Rebuilt.GROWN: "indexet tog mer plats än det behöver",
}
TROUBLES = {
    WRONG: "svarar inte med det den ska",
    EMPTY: "listan är tom",
    ENDLESS: "listan leder runt i en ring",
    MANY: "listan är för lång",
    MORE: "det finns mer, som hämtas nästa gång",
    GAP: "något kan ha fallit ur flödet",
    UNKEPT: "det som hämtas går inte att spara; se till disken",
    FAULT: "ett fel i Lykta hindrade hämtningen",
    Trouble.MISSING: "adressen finns inte längre",
    Trouble.REFUSED: "svarar inte som den ska",
    Trouble.REDIRECTS: "adressen leder runt i en ring",
    Trouble.FORBIDDEN: "adressen leder till en plats som inte får nås",
    Trouble.WALL: "släpper inte in program",
    Trouble.ROBOTS: "ber program att inte läsa den",
    Trouble.BUSY: "bad att få vila",
    Trouble.UNREACHABLE: "går inte att nå",
    Trouble.BROKEN: "svaret bröts av",
    Trouble.TOO_SLOW: "svarade för långsamt",
    Trouble.TOO_BIG: "svaret var för stort",
}
"""What to do about each is on the page "Hämtning"."""
OUTCOMES = {"done": "klar", "manual": "hämtas för hand", "rests": "vilar", "stopped": "stannade"}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a digest: a heading, and a line for each thing."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What is told of a night."""

    subject: str
    sections: tuple[Section, ...]
    is_news: bool  # something came, changed or went
    is_trouble: bool  # somebody should have a look

    def wanted(self, when: str) -> bool:
        """Tell whether it is to be sent, as `[mail] when` says."""
        return when == "always" or self.is_trouble or (when == "news" and self.is_news)


def of_night(night: Night) -> Digest:
    """Return what is told of a night that came to its end."""
    found, pulled = night.intake, night.pulled
    counts = (
        (found.new, "nytt dokument", "nya dokument"),
        (found.changed + found.described, "ändrat", "ändrade"),
        (found.gone, "borttaget", "borttagna"),
        (sum(found.failed.values()), "fil kom inte in", "filer kom inte in"),
    )
    said = _said(counts) or "inget nytt"
    troubled = [one for one in pulled.sources if one.needs_a_look]
    return Digest(
        subject=f"Lykta: {said}",
        sections=tuple(part for part in _sections(night, said) if part.lines),
        is_news=any(number for number, *_ in counts) or bool(night.rebuilt),
        is_trouble=bool(any(found.failed.values()) or found.warnings or troubled or pulled.problem),
    )


def of_stop(problem: Notice) -> Digest:
    """Return what is told of a night that did not come to its end."""
    lines = (
        "Sökningen svarar som förut. Kör lykta reindex när felet är avhjälpt.",
        _worded(problem),
    )
    return Digest(
        "Lykta: natten kom inte till sitt slut",
        (Section("Vad som hände", lines),),
        is_news=True,
        is_trouble=True,
    )


def _sections(night: Night, said: str) -> Iterator[Section]:
    state, seconds = night.index.state, night.seconds["total"]
    held = f"{state.documents} dokument går att söka i. Natten tog {seconds:.0f} sekunder."
    yield Section("Natten", (f"{said[:1].upper()}{said[1:]}.", held, *_rebuilt(night)))
    failed = sorted(night.intake.failed.items())
    yield Section("Kom inte in", tuple(f"{REASONS[why]}: {number}" for why, number in failed))
    yield Section("Källor", tuple(_sources(night)))
    yield Section("Att titta på", tuple(map(_worded, night.intake.warnings)))


def _rebuilt(night: Night) -> Sequence[str]:
    if not night.rebuilt:
        return ()
    return (f"Sökningen byggdes om från grunden, eftersom {REBUILT[night.rebuilt.reason]}.",)


def _sources(night: Night) -> Iterator[str]:
    if night.pulled.problem:
        yield f"Inget hämtades. {_worded(night.pulled.problem)}"
    for one in night.pulled.sources:
        counts = (
            (one.new, "ny", "nya"),
            (one.changed, "ändrad", "ändrade"),
            (one.failed, "kom inte", "kom inte"),
        )
        # "Nothing new" is said only of a source whose whole list was seen.
        came = _said(counts) or ("inget nytt" if one.outcome == "done" else "")
        why = f" ({TROUBLES[one.trouble]})" if one.trouble in TROUBLES else ""
        line = f"{one.source}: {OUTCOMES.get(one.outcome, one.outcome)}{why}"
        yield f"{line}; {came}" if came else line


def _worded(notice: Notice) -> str:
    return wording.in_swedish(notice.value())


def _said(counts: Iterable[tuple[int, str, str]]) -> str:
    """Return numbers with what they count, in the singular or the plural; nothing of a nought."""
    return ", ".join(
        f"{number} {one if number == 1 else many}" for number, one, many in counts if number
    )


# ---- the mail -------------------------------------------------------------------------------


def send(settings: Settings, digest: Digest) -> Notice | None:
    """Send a digest where that is set and wanted; return what kept it from being sent."""
    mail = settings.mail
    if not (mail.host and mail.to and digest.wanted(mail.when)):
        return None
    try:
        message = compose(digest, mail)
        with _server(mail) as server:
            if mail.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if mail.user:
                server.login(mail.user, _password(settings))
            server.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        # ValueError: an address or a name that no header or login can carry.
        return Notice.of(Told.UNSENT, host=mail.host, why=str(error))
    return None


def compose(digest: Digest, mail: MailSettings) -> EmailMessage:
    """Return a digest as a mail."""
    message = EmailMessage()
    message["Subject"] = digest.subject
    message["From"] = mail.sender
    message["To"] = mail.to
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain=mail.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer from who is on holiday
    message.set_content(_text(digest))
    message.add_alternative(_html(digest), subtype="html")
    return message


def _text(digest: Digest) -> str:
    parts = []
    for part in digest.sections:
        lines = "".join(f"- {line}\n" for line in part.lines)
        parts.append(f"{part.heading}\n{'-' * len(part.heading)}\n{lines}")
    return "\n".join(parts)


def _html(digest: Digest) -> str:
    body = "".join(
        f"<h2>{escape(part.heading)}</h2><ul>"
        + "".join(f"<li>{escape(line)}</li>" for line in part.lines)
        + "</ul>"
        for part in digest.sections
    )
    head = f'<meta charset="utf-8"><title>{escape(digest.subject)}</title>'
    return f'<!doctype html><html lang="sv"><head>{head}</head><body>{body}</body></html>\n'


def _server(mail: MailSettings) -> smtplib.SMTP:
    if mail.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=SECONDS, context=context)
    return smtplib.SMTP(mail.host, mail.port, timeout=SECONDS)


def _password(settings: Settings) -> str:
    """Return the password: of the environment, else the first line of its file."""
    if given := os.environ.get(PASSWORD_VARIABLE):
        return given
    path = settings.root / Path(settings.mail.password_file).expanduser()
    lines = path.read_text(encoding="utf-8").splitlines() if settings.mail.password_file else []
    return lines[0].strip() if lines else ""
