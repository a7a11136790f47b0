"""Short texts, each about a word, for collections that come and go."""

from pathlib import Path

from settings import Settings


def write(place: Settings, name: str, word: str) -> Path:
    """Write a short text about a word."""
    path = place.corpus / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"Brev om {word}\n\nHär står det om {word}, i filen {name}.\n", "utf-8")
    return path
