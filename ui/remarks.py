"""What a reader noted of a file, in English -> what the page says of it."""

from __future__ import annotations

import re

from ingest.models import Document
from ui import words
from ui.language import _, said

REMARKS = {
    "read by pypdf alone.*": said("filen är skadad och lästes med reservläsaren"),
    "damaged, read in part: .*": said("filen är skadad, och det som gick att läsa är läst"),
    r"only the first (\d+) of its (\d+) pages were read: .*": said(
        "bara de första {} av {} sidor är lästa: dela filen i kortare filer"
    ),
    r"only its first (\d+) (?:paragraphs|elements) were read: .*": said(
        "bara de första {} styckena är lästa: dela filen i kortare filer"
    ),
    r"only its first (\d+) (?:characters|bytes) were read: .*": said(
        "bara de första {} tecknen är lästa: dela filen i kortare filer"
    ),
    "what is filled in was not read.*": said(
        "det som är ifyllt i formuläret är inte läst, för fälten leder runt till varandra: "
        "skriv ut filen till en ny PDF"
    ),
    r"(\d+) bytes in it are zeros, .*": said(
        "{} byte i filen är nollor, där det kan ha stått text: hämta filen på nytt"
    ),
    "its line ends were changed on the way and were changed back: .*": said(
        "filen ändrades när den kopierades eller hämtades, och det är rättat här: hämta den på nytt"
    ),
    r"(\d+) of its (\d+) packed parts are damaged, .*": said(
        "{} av filens {} packade delar är skadade, så text kan saknas: hämta filen på nytt"
    ),
    "(.+) is missing in it and was not read": said("{} saknas i filen och är inte läst"),
    "(.+) in it is damaged and was not read": said("{} i filen är skadad och är inte läst"),
    "(.+) in it is damaged and was read in part": said(
        "{} i filen är skadad och är läst så långt det gick: hämta filen på nytt"
    ),
    "(.+) in it is too long and was not read": said("{} i filen är för lång och är inte läst"),
    "(.+) in it is too long and was read in part": said(
        "{} i filen är för lång och bara läst från början: dela filen i kortare filer"
    ),
    "a part of it is not in (.+) as it says, and was read as it looks": said(
        "en del av brevet är inte kodad som {}, som den säger, och är läst som den ser ut"
    ),
    "its letters are of an encoding that is not known .*": said(
        "filens bokstäver är skrivna på ett sätt som inte känns igen och blev fel: "
        "spara den som UTF-8"
    ),
    "its parts cannot be told apart and were read as one text": said(
        "brevets delar går inte att skilja åt och är lästa som en enda text"
    ),
    "a part of it in base64 is damaged and was read in part": said(
        "en del av brevet är skadad och är läst så långt det gick"
    ),
    r"front matter longer than (\d+) characters was not read": said(
        "uppgifterna i filens början är längre än {} tecken och är inte lästa"
    ),
    "front matter could not be read: .*": said(
        "uppgifterna i filens början går inte att förstå: rätta dem"
    ),
    "the hidden sheet (.+) was not read": said("det dolda bladet {} är inte läst"),
    "attached: (.+)": said("bilaga: {}"),
}
"""How readers word a note, as a pattern -> what the page says of it."""
_MISNAMED = re.compile(r"its name promises (\S+), but it holds (\S+?)(?:; get the file again)?")


def all_of(document: Document) -> str:
    """Return all that was noted of a document's file on one line, "" for nothing."""
    return words.capital("; ".join(map(remark, document.notes)))


def remark(of: str) -> str:
    """Return what a reader noted of a file; what the table does not know, as it was noted."""
    if found := _MISNAMED.fullmatch(of):
        promised, held = map(words.media_type, found.groups())
        return _("filens namn lovar {promised}, men innehållet är {held}").format(
            promised=promised, held=held
        )
    for pattern, text in REMARKS.items():
        if found := re.fullmatch(pattern, of, re.DOTALL):
            return _(text).format(*found.groups())
    return of
