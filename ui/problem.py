"""An error that stops a page -> what has happened, in Swedish, and the command that mends it."""

from __future__ import annotations

from dataclasses import dataclass

from index import errors as searching
from ingest import errors as reading
from settings import SettingsError
from ui import building, frame, safe
from ui.language import _, said

REINDEX = "lykta reindex"


@dataclass(frozen=True, slots=True)
class Cure:
    """What to say of an error, and what to run; the commands are for whoever runs Lykta."""

    title: str
    text: str
    command: str = ""


CURES: tuple[tuple[type[Exception], Cure], ...] = (
    (
        searching.NoIndexError,
        Cure(said("Samlingen är inte inläst än"), said("Läs in den med kommandot nedan."), REINDEX),
    ),
    (
        searching.IndexVersionError,
        Cure(
            said("Sökningen behöver byggas om"),
            said("Den byggdes av en annan version av Lykta. Dokumenten är kvar."),
            REINDEX,
        ),
    ),
    (
        searching.IndexDamagedError,
        Cure(
            said("Sökningen är skadad"),
            said("Dokumenten är kvar. Bygg sökningen på nytt med kommandot nedan."),
            REINDEX,
        ),
    ),
    (
        SettingsError,
        Cure(
            said("En inställning är fel"),
            said("Rätta lykta.toml där meddelandet säger, och ladda om."),
        ),
    ),
    (
        reading.ConfigurationError,
        Cure(
            said("En fil i samlingen är fel"),
            said("Rätta filen där meddelandet säger, och ladda om."),
        ),
    ),
    (
        reading.CatalogueError,
        Cure(
            said("Katalogen går inte att läsa"),
            said("Meddelandet säger vad som kan göras."),
            "lykta check",
        ),
    ),
    (
        Exception,
        Cure(
            said("Något gick fel"), said("Försök igen. Händer det flera gånger: kör"), "lykta check"
        ),
    ),
)
"""The first row whose error fits is shown."""


def show(error: Exception) -> None:
    """Draw what has happened in the place of the page; what mends itself says so."""
    if isinstance(error, searching.NoIndexError) and building.is_going_on():
        frame.name_page(_("Samlingen läses in"))
        building.show()
        return
    cure = next(cure for kind, cure in CURES if isinstance(error, kind))
    frame.name_page(_(cure.title))
    safe.show("problem.html", cure=cure, folder=frame.root(), message=str(error))
