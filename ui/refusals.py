"""What kept a file from coming in, as a reader or sidecar words it -> what the page says of it."""

from __future__ import annotations

import re

from ui import remarks, words
from ui.language import _, said

REFUSALS = {
    ".*behind a password.*": said("filen är låst med lösenord"),
    "it is locked for the holders of a certificate.*": said(
        "filen är låst för dem som har ett visst certifikat: be om den utan lås"
    ),
    r"this is an Outlook message .*": said(
        "filen är ett brev ur Outlook (.msg): spara det som .eml, .mht eller PDF"
    ),
    r"this is an? .*(spreadsheet|workbook).*": said(
        "filen är ett kalkylblad av ett slag som inte läses: spara det som .xlsx eller PDF"
    ),
    r"this is an? .*presentation .*": said(
        "filen är en presentation av ett slag som inte läses: spara den som .pptx eller PDF"
    ),
    "this is a document .*|it is older than Word 6.*|it is of an Asian Word 6.*": said(
        "filen är ett dokument av ett gammalt slag: spara det som .docx eller PDF"
    ),
    "this is a PostScript file: .*": said("filen är PostScript: spara den som PDF"),
    "this is a packed file of a kind that is not read: .*": said(
        "filen är packad på ett sätt som inte läses: packa upp den, eller packa den som ZIP"
    ),
    "(.+) is packed in a way that is not read: .*": said(
        "{} är packad på ett sätt som inte läses: packa den som vanlig ZIP"
    ),
    r"(\d+) pages without text: .*": said("antal sidor utan text: {}"),
    r"no letter was recognised on its (\d+) pages": said(
        "textigenkänningen fann inga bokstäver; antal sidor: {}"
    ),
    "this is application/octet-stream, .*": said("innehållet är av ett slag som Lykta inte känner"),
    r"this is data \(JSON\), .*": said("filen är data (JSON) och inget dokument"),
    "this is an archive without .*": said("det finns inga filer i arkivet av ett slag som läses"),
    r"larger than (\d+) MB .*": said("filen är större än gränsen, {} MB"),
    r"not read within (\S+) s.*": said("filen var inte läst efter {} sekunder"),
    "the file has no content": said("filen är tom: 0 byte"),
    ".* (?:has no text that a reader would see|holds nothing .*|shows no letter)": said(
        "det finns ingen text att läsa i filen"
    ),
    r"it cannot be opened \(.*\)": said("filen går inte att öppna; kanske bröts kopieringen"),
    "it has no pages .*": said("filen har inga sidor"),
    "none of its pages can be read .*": said("ingen av filens sidor går att läsa"),
    ".*defines entities.*": said("filen definierar egna tecken, som kan växa utan gräns"),
    ".* unpacks to more than a document may": said("filen packar upp sig till mer än den får"),
    "(.+) in it leads outside its folder": said("{} i filen leder ut ur sin mapp"),
    r"(.+) holds more than (\d+) files": said("det finns fler än {1} filer i {0}"),
    r"files lie in files more than (\d+) deep": said("arkiv ligger i arkiv, mer än {} djupt"),
    "no file lies in the archive": said("det finns inga filer i arkivet"),
    "reading it takes more memory .*": said("filen tar mer minne att läsa än en fil får"),
    "it is nested deeper .*": said("filens delar ligger djupare i varandra än i verkliga dokument"),
}
"""How readers word why they gave up, as a pattern -> what the page says of it."""

SLIPS = {
    r"(.+) is not known; did you mean (.+)\?": said("{} är okänt; menade du {}?"),
    "(.+) is not known; known are: (.+)": said("{} är okänt; det som kan stå här är {}"),
    r"(.+) is not a date like .*": said(
        "{} är inget datum; skriv 2019-05-08, ”2019-05” eller 2019"
    ),
    r"(.+) must be text in quotes": said("{} ska vara text inom citattecken"),
    r"(.+) must be a list like (.+)": said("{} ska vara en lista som {}"),
    "(.+) must be true or false, without quotes": said(
        "{} ska vara true eller false, utan citattecken"
    ),
    r"(.+) must be two letters like .*": said("{} ska vara två bokstäver, som ”sv” eller ”en”"),
    r"(.+) must be like (.+)": said("{} ska skrivas som {}"),
    "not UTF-8; .*": said("filen är inte sparad som UTF-8; spara den så"),
    "not valid TOML: .*": said(
        "raden går inte att förstå; skriv en uppgift på varje rad, med text inom citattecken"
    ),
}
"""How a sidecar's error is worded, as a pattern -> what the page says of it."""

_SLIP = re.compile(r".*\.toml(?:, line (\d+))?(?:, key '([^']+)')?: (.*)", re.DOTALL)
_UNREAD = re.compile(r"this is (\S+), which holds no text that can be read")


def refusal(of: str) -> str:
    """Return what kept a file out; "" where the tables do not know how it was worded."""
    if found := _SLIP.fullmatch(of):
        line, key, slip = found.groups()
        told = _worded(slip, SLIPS)
        return ": ".join(filter(None, (_place(line, key), told))) if told else ""
    if told := _worded(of, REFUSALS):
        return told
    if found := _UNREAD.fullmatch(of):
        return _("innehållet är {held}").format(held=words.media_type(found[1]))
    told = remarks.remark(of)
    return "" if told == of else told


def _place(line: str | None, key: str | None) -> str:
    """Return where in a sidecar, as far as it is known."""
    if line and key:
        return _("rad {line}, ”{key}”").format(line=line, key=key)
    return _("rad {line}").format(line=line) if line else f"”{key}”" if key else ""


def _worded(of: str, table: dict[str, str]) -> str:
    for pattern, text in table.items():
        if found := re.fullmatch(pattern, of, re.DOTALL):
            return _(text).format(*found.groups())
    return ""
