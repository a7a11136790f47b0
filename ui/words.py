"""Codes, dates and numbers -> the Swedish a person reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from index.models import Note
from index.query import NoteCode
from ingest.models import Origin, PartialDate, Precision, Reason

MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
HERE = ZoneInfo("Europe/Stockholm")
NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class Advice:
    """Why a file did not come in, and what a coordinator can do about it."""

    why: str
    what: str


REASONS = {
    Reason.ENCRYPTED: Advice(
        "Låst med lösenord",
        "Öppna filen, spara den utan lösenord och lägg den i mappen igen.",
    ),
    Reason.CORRUPT: Advice("Trasig", "Hämta filen på nytt från utgivaren."),
    Reason.BOMB: Advice(
        "Packar upp sig till orimlig storlek",
        "Öppna den inte om du inte vet var den kommer ifrån. Be utgivaren om en vanlig PDF.",
    ),
    Reason.NO_TEXT_LAYER: Advice(
        "Bara bilder av sidor, ingen text",
        "Be utgivaren om en fil med text, eller kör textigenkänning (OCR) och spara om den.",
    ),
    Reason.EMPTY: Advice("Tom", "Kontrollera att filen kopierades färdigt."),
    Reason.WRONG_TYPE: Advice(
        "Något annat än vad namnet säger",
        "Öppna filen. Ofta har en felsida sparats i stället för dokumentet; hämta det på nytt.",
    ),
    Reason.UNSUPPORTED: Advice("Ett format som Lykta inte läser", "Spara filen som PDF."),
    Reason.TOO_BIG: Advice("För stor", "Dela filen, eller be driften höja gränsen."),
    Reason.TIMEOUT: Advice(
        "Tog för lång tid att läsa", "Spara om filen som PDF och lägg den i mappen igen."
    ),
    Reason.CRASHED: Advice(
        "Läsningen avbröts", "Spara om filen som PDF och lägg den i mappen igen."
    ),
    Reason.UNREADABLE: Advice("Går inte att öppna", "Kontrollera rättigheterna till filen."),
    Reason.BAD_SIDECAR: Advice(
        "Fel i filen bredvid (.toml)",
        "Rätta raden som meddelandet på sidan Samlingen nämner.",
    ),
}

ORIGINS = {
    "sidecar": "filen bredvid (.toml)",
    "folder": "mappens namn",
    "file name": "filens namn",
    "front matter": "dokumentets inledande uppgifter",
    "title": "titeln",
    "text": "texten",
    "first line": "textens första rad",
    "heading": "en rubrik",
    "identifier": "beteckningen",
    "address": "webbadressen",
    "canonical": "sidans egen adress",
    "h1": "sidans rubrik",
    "line beside h1": "raden bredvid rubriken",
    "time": "sidans tidsuppgift",
    "unlabelled time": "sidans tidsuppgift",
    "html lang": "sidans språkuppgift",
}
ORIGIN_PREFIXES = {
    "meta ": "sidans uppgift {}",
    "og:": "sidans uppgift og:{}",
    "article:": "sidans uppgift article:{}",
    "json-ld ": "sidans uppgift {}",
    "PDF information ": "PDF-filens uppgift {}",
}
"""Where a value came from; what neither table names is shown as the reader named it."""

LANGUAGES = {
    "sv": "svenska",
    "en": "engelska",
    "nb": "norska",
    "no": "norska",
    "nn": "nynorska",
    "da": "danska",
    "fi": "finska",
    "de": "tyska",
    "fr": "franska",
}

MEDIA_TYPES = {
    "application/pdf": "PDF",
    "text/html": "webbsida",
    "application/xhtml+xml": "webbsida",
    "text/markdown": "Markdown",
    "text/plain": "text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/msword": "Word",
    "application/rtf": "RTF",
    "application/vnd.oasis.opendocument.text": "OpenDocument",
    "application/epub+zip": "e-bok",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "kalkylblad",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "presentation",
    "message/rfc822": "e-post",
    "multipart/related": "sparad webbsida",
}

TOPIC_REASONS = {
    "sidecar": "en samordnare (filen bredvid)",
    "folder": "mappens namn",
    "title": "namnet står i titeln",
    "heading": "namnet står i en rubrik",
    "broader": "ett ämne under det",
}

NOTES = {
    NoteCode.TOO_LONG: "Frågan är för lång. Det här och vad som följer lästes inte: ”{}”.",
    NoteCode.TOO_DEEP: "Det är för många parenteser i varandra. De innersta togs inte med.",
    NoteCode.BRACKET: "En parentes saknar sin andra hälft. Den räknas inte.",
    NoteCode.QUOTE: "Ett citattecken saknar sin andra hälft. Orden lästes som vanliga ord: ”{}”.",
    NoteCode.OPERATOR: "”{}” har inget att förena. Skriv ord på båda sidor.",
    NoteCode.FIELD_VALUE: "”{}” går inte att läsa som ett värde. Det lästes som vanliga ord.",
    NoteCode.UNKNOWN_FIELD: "Det finns inget fält för ”{}”. Det lästes som vanliga ord.",
    NoteCode.UNKNOWN_VALUE: "Inget dokument har värdet ”{}”.",
    NoteCode.WILDCARD: "Tecknet i ”{}” betyder inget där det står.",
    NoteCode.MANY_WORDS: "”{}” kan vara så många ord att alla inte söktes. Skriv mer av ordet.",
    NoteCode.NO_WORDS: "Det finns inget ord att söka på.",
}


def note(of: Note) -> str:
    """Return what a person should know about how the question was read."""
    known = of.code in set(NoteCode)
    return (NOTES[NoteCode(of.code)] if known else "Lykta förstod inte ”{}”.").format(of.text)


def date(of: PartialDate | None) -> str:
    """Return "8 maj 2019", "maj 2019" or "2019"; "" for no date."""
    if of is None:
        return ""
    day = of.first
    month = f"{MONTHS[day.month - 1]} {day.year}"
    return {
        Precision.YEAR: str(day.year),
        Precision.MONTH: month,
        Precision.DAY: f"{day.day} {month}",
    }[of.precision]


def moment(of: datetime | None) -> str:
    """Return "8 maj 2019 kl. 14.05" in Swedish time; "" for no time."""
    if of is None:
        return ""
    here = of.astimezone(HERE)
    return f"{here.day} {MONTHS[here.month - 1]} {here.year} kl.{NO_BREAK_SPACE}{here:%H.%M}"


def number(of: int) -> str:
    """Return "12 345" with spaces that do not break."""
    return f"{of:,}".replace(",", NO_BREAK_SPACE)


def count(of: int, one: str, many: str) -> str:
    """Return "1 träff" or "12 träffar"."""
    return f"{number(of)}{NO_BREAK_SPACE}{one if of == 1 else many}"


def seconds(milliseconds: float) -> str:
    """Return "0,02 s"; never "0,00"."""
    return f"{max(milliseconds / 1000, 0.01):.2f}{NO_BREAK_SPACE}s".replace(".", ",")


def kind(of: str) -> str:
    """Return a kind as a label; kinds are Swedish already."""
    return str(of)[:1].upper() + str(of)[1:]


def origin(of: Origin) -> str:
    """Return where a value came from."""
    if of.source in ORIGINS:
        return ORIGINS[of.source]
    for prefix, said in ORIGIN_PREFIXES.items():
        if of.source.startswith(prefix):
            return said.format(of.source.removeprefix(prefix))
    return of.source


def outcome(of: str) -> str:
    """Return how a run ended; what a broken-off run said of itself is for the command line."""
    return "klar" if of == "done" else "avbröts innan den var klar"


def topic_reason(of: str) -> str:
    """Return why a document has a topic."""
    return TOPIC_REASONS.get(of, of)


def language(code: str) -> str:
    """Return a language's name, or its code where it has none here."""
    return LANGUAGES.get(code, code)


def media_type(of: str) -> str:
    """Return what sort of file it is."""
    return MEDIA_TYPES.get(of, of)
