"""The page of fetching: where documents are fetched from, how it went, and what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.catalogue import PartState
from ingest.pull.models import Trouble
from ingest.pull.report import EMPTY, ENDLESS, FAULT, GAP, MANY, MORE, UNKEPT, WRONG
from night import sources
from night.sources import Sources, SourceState
from ui import frame, safe, words
from ui.language import _, said
from ui.words import Advice

MOVED = said(
    "Adressen har troligen flyttat. Öppna källans webbplats, pröva den nya adressen med "
    "kommandot lykta source try och skriv in den i corpus/sources.toml."
)
PASSES = said("Det brukar gå över. Nästa hämtning försöker igen av sig själv.")
BY_HAND = said(
    "Kringgå det inte. Skriv manual = true för källan i corpus/sources.toml, och ladda ner nya "
    "dokument för hand till mappen corpus."
)
ASK = said("Be driften se på källan.")
ADVICE = {
    WRONG: Advice(said("Källan svarar inte med det den ska, ofta med en vanlig webbsida"), MOVED),
    EMPTY: Advice(said("Listan är tom"), MOVED),
    ENDLESS: Advice(
        said("Källans lista leder runt i en ring: den hänvisar vidare till det som redan är läst"),
        said(
            "Det är ett fel hos källan, och det som hann läsas är hämtat. Hör av dig till den som "
            "sköter källan. Ligger felet i en enda delmängd: skriv set eller include för en annan "
            "i corpus/sources.toml."
        ),
    ),
    Trouble.MISSING: Advice(said("Adressen finns inte längre"), MOVED),
    Trouble.REFUSED: Advice(said("Källan svarar inte som den ska"), MOVED),
    Trouble.REDIRECTS: Advice(said("Adressen leder runt i en ring"), MOVED),
    Trouble.FORBIDDEN: Advice(
        said("Adressen leder till en plats som inte får nås"),
        said(
            "Ligger källans dokument på en annan webbplats? Skriv dess namn under hosts för källan "
            "i corpus/sources.toml."
        ),
    ),
    Trouble.WALL: Advice(said("Källan släpper inte in program"), BY_HAND),
    Trouble.ROBOTS: Advice(said("Källan ber program att inte läsa den (robots.txt)"), BY_HAND),
    Trouble.BUSY: Advice(said("Källan bad att få vila"), PASSES),
    Trouble.UNREACHABLE: Advice(said("Källan går inte att nå"), PASSES),
    Trouble.BROKEN: Advice(said("Svaret bröts av"), PASSES),
    Trouble.TOO_SLOW: Advice(said("Källan svarade för långsamt"), PASSES),
    Trouble.TOO_BIG: Advice(said("Svaret var för stort"), ASK),
    UNKEPT: Advice(
        said("Det som hämtas går inte att spara: disken är full eller får inte skrivas"),
        said("Be driften se till disken. Nästa hämtning tar vid där den här slutade."),
    ),
    FAULT: Advice(
        said("Ett fel i Lykta hindrade hämtningen"),
        said(
            "Be driften anmäla felet till den som utvecklar Lykta. De andra källorna hämtas som"
            " vanligt."
        ),
    ),
    MANY: Advice(
        said("Listan är längre än vad som läses av en lista"),
        said(
            "Skriv adressen till en del av den, eller en delmängd med set, i corpus/sources.toml."
        ),
    ),
    MORE: Advice(
        said("Källan har mer som är nytt än vad som hämtas på en gång"),
        said("Nästa hämtning tar vid där den här slutade. Det behöver inte göras något."),
    ),
    GAP: Advice(
        said("Allt i flödet är nytt: något kan ha hunnit falla ur det sedan förra hämtningen"),
        said(
            "Se efter på källans webbplats vad som saknas, eller skriv backfill för källan i "
            "corpus/sources.toml. Hämta oftare."
        ),
    ),
}
UNKNOWN = Advice(said("Hämtningen stannade"), ASK)
OUTCOMES = {
    "done": said("Klar"),
    "stopped": said("Stannade"),
    "rests": said("Vilar till nästa hämtning"),
    "manual": said("Hämtas för hand"),
    "never": said("Inte hämtad än"),
    "running": said("Hämtas nu, eller avbröts"),
}
COUNTED = (
    ("new", said("nya")),
    ("changed", said("ändrade")),
    ("joined", said("fanns redan, på en annan adress")),
    ("withdrawn", said("återkallade")),
    ("removed", said("borttagna hos källan")),
    ("failed", said("kom inte")),
    ("waiting", said("väntar till nästa gång")),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Sources that ask the same of a coordinator."""

    title: str
    states: tuple[SourceState, ...]


def show() -> None:
    """Draw the page."""
    frame.name_page(_("Hämtning"))
    collection = frame.collection()
    found = sources.standing(collection.settings, collection.catalogue)
    safe.show("pulled.html", **values(found))


def values(found: Sources) -> dict[str, object]:
    """Return what the page is drawn from."""
    return {
        "found": found,
        "groups": groups(found.states),
        "advice": advice,
        "outcome": outcome,
        "counts": counts,
        "held": lambda state: state.parts.get(PartState.HELD, 0),
        "part_advice": lambda part: ADVICE.get(part.detail.partition(":")[0]),
        "gone": PartState.REMOVED,
    }


def groups(states: Iterable[SourceState]) -> tuple[Group, ...]:
    """Gather sources by what they ask of a coordinator, the most urgent first."""
    gathered: dict[str, list[SourceState]] = {
        said("Behöver ses till"): [],
        said("Hämtas för hand"): [],
        said("Vilar"): [],
        said("Hämtas automatiskt"): [],
    }
    look, hand, rests, fine = gathered.values()
    for state in states:
        if state.outcome == "manual":
            hand.append(state)
        elif state.needs_a_look:
            look.append(state)
        else:
            (rests if state.outcome == "rests" else fine).append(state)
    return tuple(Group(title, tuple(some)) for title, some in gathered.items() if some)


def advice(report: Mapping[str, object]) -> Advice | None:
    """Return why a run of a source did not go as it should, None where it did."""
    trouble = report.get("trouble")
    if trouble is None:
        return None
    return ADVICE.get(str(trouble), UNKNOWN)


def outcome(of: str) -> str:
    """Return how a run of a source went, in words."""
    return _(OUTCOMES.get(of, of))


def counts(report: Mapping[str, Any]) -> str:
    """Return what a run of a source did, in words; "" for one that did nothing and stopped.

    That it brought "nothing new" is said only of a source whose list was seen.
    """
    pieces = [
        f"{words.number(report[name])} {_(what)}" for name, what in COUNTED if report.get(name)
    ]
    was_seen = report.get("outcome") == "done"
    return ", ".join(pieces) or (_("inget nytt") if was_seen else "")
