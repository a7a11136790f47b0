"""Codes, dates and numbers -> the Swedish a person reads."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers

from index.models import Note
from index.query import NoteCode
from ingest.models import Identifier, Kind, Origin, PartialDate, Precision, Reason
from ingest.topics import Topic
from ui import language as spoken
from ui.language import _, counted, said

HERE = ZoneInfo("Europe/Stockholm")
NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class Advice:
    """Why a file did not come in, and what a coordinator can do about it."""

    why: str
    what: str


SAVE_ANEW = said("Spara om filen som PDF och lägg den i mappen igen.")

REASONS = {
    Reason.ENCRYPTED: Advice(
        said("Låst med lösenord"),
        said("Öppna filen, spara den utan lösenord och lägg den i mappen igen."),
    ),
    Reason.CORRUPT: Advice(said("Trasig"), said("Hämta filen på nytt från utgivaren.")),
    Reason.BOMB: Advice(
        said("Packar upp sig till orimlig storlek"),
        said("Öppna den inte om du inte vet var den kommer ifrån. Be utgivaren om en vanlig PDF."),
    ),
    Reason.NO_TEXT_LAYER: Advice(
        said("Bara bilder av sidor, ingen text"),
        said(
            "Sidorna läses med textigenkänning vid nästa inläsning, om Tesseract är installerat på "
            "servern (tesseract-ocr och tesseract-ocr-swe). Blir det ändå ingen text: be utgivaren "
            "om en fil med text."
        ),
    ),
    Reason.EMPTY: Advice(said("Tom"), said("Kontrollera att filen kopierades färdigt.")),
    Reason.WRONG_TYPE: Advice(
        said("Något annat än vad namnet säger"),
        said(
            "Öppna filen. Ofta har en felsida sparats i stället för dokumentet; hämta det på nytt."
        ),
    ),
    Reason.UNSUPPORTED: Advice(
        said("Ett format som Lykta inte läser"), said("Spara filen som PDF.")
    ),
    Reason.TOO_BIG: Advice(said("För stor"), said("Dela filen, eller be driften höja gränsen.")),
    Reason.TIMEOUT: Advice(said("Tog för lång tid att läsa"), SAVE_ANEW),
    Reason.CRASHED: Advice(said("Läsningen avbröts"), SAVE_ANEW),
    Reason.UNREADABLE: Advice(
        said("Går inte att öppna"), said("Kontrollera rättigheterna till filen.")
    ),
    Reason.BAD_SIDECAR: Advice(
        said("Fel i filen bredvid (.toml)"),
        said(
            "Rätta filen bredvid. Vilken rad det gäller står vid filens namn, bland filerna som "
            "inte kom in."
        ),
    ),
}

ORIGINS = {
    "sidecar": said("filen bredvid (.toml)"),
    "folder": said("mappens namn"),
    "file name": said("filens namn"),
    "front matter": said("dokumentets inledande uppgifter"),
    "title": said("titeln"),
    "text": said("texten"),
    "first line": said("textens första rad"),
    "heading": said("en rubrik"),
    "identifier": said("beteckningen"),
    "address": said("webbadressen"),
    "canonical": said("sidans egen adress"),
    "h1": said("sidans rubrik"),
    "line beside h1": said("raden bredvid rubriken"),
    "time": said("sidans tidsuppgift"),
    "unlabelled time": said("sidans tidsuppgift"),
    "html lang": said("sidans språkuppgift"),
}
ORIGIN_PREFIXES = {
    "meta ": said("sidans uppgift {}"),
    "og:": said("sidans uppgift og:{}"),
    "article:": said("sidans uppgift article:{}"),
    "json-ld ": said("sidans uppgift {}"),
    "PDF information ": said("PDF-filens uppgift {}"),
}
"""Where a value came from; what neither table names is shown as the reader named it."""
SURE, LIKELY = 0.8, 0.5  # certainties
MEDIA_TYPES = {
    "application/pdf": said("PDF"),
    "text/html": said("webbsida"),
    "application/xhtml+xml": said("webbsida"),
    "text/markdown": said("Markdown"),
    "text/plain": said("text"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": said("Word"),
    "application/msword": said("Word"),
    "application/rtf": said("RTF"),
    "application/xml": said("XML"),
    "application/atom+xml": said("XML"),
    "application/vnd.oasis.opendocument.text": said("OpenDocument"),
    "application/epub+zip": said("e-bok"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": said("kalkylblad"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": said(
        "presentation"
    ),
    "message/rfc822": said("e-post"),
    "multipart/related": said("sparad webbsida"),
    "image/jpeg": said("bild"),
    "image/png": said("bild"),
    "image/tiff": said("bild"),
}

NEWEST_OF = {
    Kind.GUIDELINE: said("Nya riktlinjer"),
    Kind.REPORT: said("Nya rapporter"),
    Kind.PRESS_RELEASE: said("Nya pressmeddelanden"),
    Kind.NEWS: said("Nyheter"),
}

NOTES = {
    NoteCode.TOO_LONG: said("Frågan är för lång. Det här och vad som följer lästes inte: ”{}”."),
    NoteCode.TOO_DEEP: said("Det är för många parenteser i varandra. De innersta togs inte med."),
    NoteCode.BRACKET: said("En parentes saknar sin andra hälft. Den räknas inte."),
    NoteCode.NO_QUOTE: said("Inget dokument har {} ordagrant. Orden söktes vart för sig."),
    NoteCode.RESTORED: said("Utan å, ä eller ö finns ordet inte. Sökningen gäller ”{}”."),
    NoteCode.QUOTE: said(
        "Ett citattecken saknar sin andra hälft. Orden lästes som vanliga ord: ”{}”."
    ),
    NoteCode.OPERATOR: said("”{}” har inget att förena. Skriv ord på båda sidor."),
    NoteCode.FIELD_VALUE: said("”{}” går inte att läsa som ett värde. Det lästes som vanliga ord."),
    NoteCode.UNKNOWN_FIELD: said("Det finns inget fält för ”{}”. Det lästes som vanliga ord."),
    NoteCode.UNKNOWN_VALUE: said("Inget dokument har värdet ”{}”."),
    NoteCode.WILDCARD: said("Tecknet i ”{}” betyder inget där det står."),
    NoteCode.MANY_WORDS: said(
        "”{}” kan vara så många ord att alla inte söktes. Skriv mer av ordet."
    ),
    NoteCode.NO_WORDS: said("Det finns inget ord att söka på."),
    NoteCode.TOPIC_IN_RULE: said("En regel ger ämnen och kan inte fråga efter ett: ”{}”."),
}

KINDS = {
    Kind.REPORT: said("rapport"),
    Kind.PRESS_RELEASE: said("pressmeddelande"),
    Kind.GUIDELINE: said("riktlinje"),
    Kind.NEWS: said("nyhet"),
    Kind.RESEARCH: said("forskning"),
    Kind.LAW: said("lag och förarbete"),
    Kind.ASSIGNMENT: said("uppdrag och beslut"),
    Kind.STATISTICS: said("statistik"),
    Kind.EDUCATION: said("utbildning"),
    Kind.OTHER: said("övrigt"),
}
LOCALES = {"sv": Locale("sv"), "en": Locale("en", "GB")}
PATTERNS = {Precision.YEAR: "y", Precision.MONTH: "MMMM y", Precision.DAY: "d MMMM y"}


def here() -> Locale:
    """Return whose dates and numbers are written."""
    return LOCALES[spoken.here()]


def note(of: Note) -> str:
    """Return what a person should know about how the question was read."""
    known = (
        NOTES[NoteCode(of.code)] if of.code in set(NoteCode) else said("Lykta förstod inte ”{}”.")
    )
    return _(known).format(of.text.strip('"') if of.code == NoteCode.QUOTE else of.text)


def reason(of: Reason) -> Advice:
    """Return why a file did not come in and what to do about it."""
    found = REASONS[of]
    return Advice(_(found.why), _(found.what))


def date(of: PartialDate | None) -> str:
    """Return "8 maj 2019", "maj 2019" or "2019"; "" for no date."""
    return dates.format_date(of.first, PATTERNS[of.precision], locale=here()) if of else ""


def moment(of: datetime.datetime | None) -> str:
    """Return "8 maj 2019 kl. 14.05" in Swedish time; "" for no time."""
    if of is None:
        return ""
    local = of.astimezone(HERE)
    # Without a space that breaks: a clock's time on a line of its own says nothing.
    return _("{day} kl.\u00a0{time}").format(day=day(local.date()), time=local.strftime(_("%H.%M")))


def day(of: datetime.date) -> str:
    """Return "8 maj 2019"."""
    return dates.format_date(of, "d MMMM y", locale=here())


def number(of: int) -> str:
    """Return "12 345" with spaces that do not break."""
    return numbers.format_decimal(of, locale=here())


def count(of: int, one: str, many: str) -> str:
    """Return "1 träff" or "12 träffar"."""
    return f"{number(of)}{NO_BREAK_SPACE}{counted(one, many, of)}"


def seconds(milliseconds: float) -> str:
    """Return "0,02 s"; never "0,00"."""
    shown = numbers.format_decimal(max(milliseconds / 1000, 0.01), "0.00", locale=here())
    return f"{shown}{NO_BREAK_SPACE}s"


def megabytes(of: int) -> str:
    """Return "1,7 MB"."""
    return f"{numbers.format_decimal(of / 1_000_000, '#,##0.0', locale=here())}{NO_BREAK_SPACE}MB"


def capital(of: str) -> str:
    """Return text with its first letter as a capital."""
    return of[:1].upper() + of[1:]


def kind(of: str) -> str:
    """Return a kind of document as a label."""
    return capital(_(KINDS[Kind(of)]) if of in set(Kind) else str(of))


def origin(of: Origin) -> str:
    """Return where a value came from."""
    if of.source in ORIGINS:
        return _(ORIGINS[of.source])
    for prefix, text in ORIGIN_PREFIXES.items():
        if of.source.startswith(prefix):
            return _(text).format(of.source.removeprefix(prefix))
    return of.source


def identifier(of: Identifier) -> str:
    """Return a number as it is printed, and that its check digit is wrong where it is."""
    return of.value if of.valid else _("{number} (felaktig kontrollsiffra)").format(number=of.value)


def sureness(of: Origin) -> str:
    """Return how sure a value is, in a word."""
    if of.certainty >= SURE:
        return _("säkert")
    return _("troligt") if of.certainty >= LIKELY else _("osäkert")


def outcome(of: str) -> str:
    """Return how a run ended; what a broken-off run said of itself is for the command line."""
    return _("klar") if of == "done" else _("avbröts innan den var klar")


def newest_of(kind: Kind) -> str:
    """Return the heading of the newest documents of a kind."""
    return _(NEWEST_OF[kind])


def language(code: str) -> str:
    """Return a language's name, or its code where it has none."""
    return str(here().languages.get(code, code))


def media_type(of: str) -> str:
    """Return what sort of file it is."""
    return _(MEDIA_TYPES[of]) if of in MEDIA_TYPES else of


def topic(one: Topic) -> str:
    """Return what a topic is called in the language of the page, in Swedish where it has no other.

    The names stand in topics.toml: they belong to the collection and not to the catalogues.
    """
    return one.name if spoken.here() == spoken.SWEDISH else one.name_en or one.name
