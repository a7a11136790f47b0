"""A message with a name and figures -> what page and mail say in Swedish, with what to do.

What a system or a library says is English, and left to log and command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ingest.notices import Told

LOG = ".lykta/log/reindex.jsonl"
SEE = f"Vad som hände står i {LOG}."

NOTICES = {
    Told.CLOSED: "{name} går inte att öppna. Det som fanns där är kvar i sökningen. Se till att"
    " Lykta får läsa mappen, eller anslut disken som den ligger på.",
    Told.ORPHAN: "{name} beskriver filen {file}, som inte finns. Rätta namnet eller ta bort filen.",
    Told.ABSENT: "{name}: det finns inget sådant dokument. Se efter hur det stavas.",
    Told.AWAY: "Disken vid {place} har varit borta sedan {since}. Dess filer ({files}) är kvar i"
    " sökningen. Anslut disken. Ska filerna bort: kör lykta reindex --allow-shrink.",
    Told.BYTES: "{name} har fått annat innehåll, men storlek och tid är som förut. Den är läst på"
    " nytt. Har ingen ändrat den kan disken vara skadad: jämför med en säkerhetskopia.",
    Told.UNREAD: "{name} går inte att läsa längre. Se efter vem som får läsa filen, och om disken"
    " är hel.",
    Told.NO_OCR: "Inlästa filer som väntar på att läsas av som bilder: {files}. Programmet"
    " Tesseract eller ett av dess språk saknas. Be driften installera tesseract-ocr och"
    " tesseract-ocr-swe.",
    Told.OCR_LATER: "Filer som väntar på att läsas av som bilder: {files}. Nästa natt tar vid; det"
    " behöver inte göras något.",
    Told.MEMBERS: "{name} innehåller för många filer, eller filer i filer i för många led. De är"
    " inte lästa. Packa upp den och lägg filerna i mappen.",
    Told.LEDGER: "{name} går inte att skriva. Låt Lykta skriva i mappen: annars går adresser till"
    " ändrade dokument förlorade, om katalogen gör det.",
    Told.TOPIC: "{name}: inget ämne heter ”{topic}”, som filen bredvid säger. Rätta namnet där.",
    Told.WHOLE: "{name} sägs vara en del av {whole}, som inte finns. Rätta filen bredvid.",
    Told.DAMAGED: "Katalogen var skadad. Den är sparad som {name}, och allt är läst på nytt. Be"
    " driften se efter om disken är hel.",
    Told.UNPRUNED: f"Det som är gammalt gick inte att ta bort. Be driften se till disken. {SEE}",
    Told.UNSENT: "Sammanfattningen kunde inte skickas med e-post genom {host}. Be driften se över"
    f" [mail] i lykta.toml. {SEE}",
    Told.EMPTY_FOLDER: "Mappen {name} är tom, men {held} dokument finns i sökningen. Är en disk"
    " inte ansluten? Ska de bort: kör lykta reindex --allow-shrink.",
    Told.SHRUNK: "{gone} av {held} dokument har ingen fil längre. Är en disk inte ansluten? Inget"
    " är borttaget. Ska de bort: kör lykta reindex --allow-shrink.",
    Told.NO_FOLDER: "Mappen {name} går inte att läsa. Skapa den, eller anslut disken som den"
    " ligger på.",
}
STOPS = {
    "TomlError": "En fil som människor skriver går inte att förstå. Rätta den.",
    "ConfigurationError": "En fil som människor skriver går inte att förstå. Rätta den.",
    "CorpusError": "Mappen med dokument går inte att läsa eller skriva. Se till dess disk och"
    " vem som får läsa den.",
    "CatalogueError": "Katalogen går inte att öppna eller skriva. Är disken full, eller får Lykta"
    " inte skriva i mappen .lykta?",
    "CatalogueDamagedError": "Katalogen är skadad. Kör lykta reindex igen; då läses allt på nytt.",
    "PullError": "Hämtningen från källorna kom inte igång. Se över corpus/sources.toml och [pull]"
    " i lykta.toml.",
    "ForbiddenAddressError": "En adress leder till en plats som inte får nås. Se över"
    " corpus/sources.toml.",
    "UnknownHostError": "En adress går inte att hitta just nu. Nästa natt försöker igen.",
    "SourceError": "En källa svarar inte med det den ska. Nästa natt försöker igen.",
    "SandboxError": "De program som läser filer går inte att starta. Är minnet eller disken för"
    " tillfälliga filer slut?",
    "BusyError": "De program som läser filer är upptagna. Kör lykta reindex igen om en stund.",
    "SynonymsError": "Filen med synonymer går inte att förstå. Rätta den.",
    "RuleError": "En regel för ett ämne går inte att förstå. Rätta den i corpus/topics.toml.",
    "QueryError": "En fråga går inte att ställa. Anmäl felet till den som sköter Lykta.",
    "NoIndexError": "Det finns inget index. Kör lykta reindex.",
    "IndexVersionError": "Indexet hör till en annan version. Kör lykta reindex --full.",
    "IndexDamagedError": "Indexet är skadat. Kör lykta reindex --full.",
    "IndexLockedError": "En annan körning skriver redan. Kör lykta reindex igen när den är klar;"
    " står det så natt efter natt, be driften avsluta den som hänger.",
    "IndexCheckError": "Det nya indexet höll inte måttet och togs inte i bruk. Är dokument borta?"
    " Ska de bort: kör lykta reindex --allow-shrink.",
    "EngineError": "Indexet gick inte att skriva. Är disken eller minnet slut?",
    "SearchError": "Sökningen gick inte att bygga. Kör lykta reindex --full.",
    "StateFolderError": "Mappen .lykta går inte att skapa eller skriva. Se till disken och vem som"
    " får skriva där.",
    "Interrupted": "Någon avbröt körningen, eller stängde av datorn. Det som hann göras är sparat.",
}
"""By the name of the error that stopped a night, or the pull or the mail of one."""
UNKNOWN = "Något oväntat hände. Be driften se efter vad."


def in_swedish(notice: Mapping[str, Any]) -> str:
    """Return what to say of a message that --json and the catalogue keep as a name and figures."""
    name = str(notice["notice"])
    if told := Told.__members__.get(name.upper()):
        return NOTICES[told].format_map(_Figures(notice))
    return f"{_place(notice)}{STOPS.get(name, UNKNOWN)} {SEE}"


class _Figures(dict[str, Any]):
    """Figures of a message; one that an earlier version did not keep is told as such."""

    def __missing__(self, key: str) -> str:
        return "(okänt)"


def _place(notice: Mapping[str, Any]) -> str:
    """Return where in a file that people write, which is what its reader needs most."""
    if not notice.get("path"):
        return ""
    line = f", rad {notice['line']}" if notice.get("line") else ""
    key = f", nyckeln ”{notice['key']}”" if notice.get("key") else ""
    return f"{notice['path']}{line}{key}: "
