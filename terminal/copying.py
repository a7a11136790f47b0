"""What a backup or its return did -> answers."""

from __future__ import annotations

from dataclasses import asdict

from night.backup import Restored
from night.folder_copy import Copied
from night.report import of_night
from terminal.answer import DONE, DONE_WITH_FAILURES, Answer


def copied(found: Copied) -> Answer:
    """Return what a backup copied."""
    said = f"{found.files} files in the copy: {found.copied} copied, {found.gone} gone"
    return Answer(asdict(found), (f"{said}, {found.bytes / 1e6:.1f} MB written",))


def restored(found: Restored) -> Answer:
    """Return what came back, and what it disagrees on."""
    state = found.night.index.state
    data = {
        "files": found.files,
        "problems": list(found.problems),
        "night": of_night(found.night),
    }
    lines = (f"{found.files} files are back, {state.documents} documents indexed", *found.problems)
    return Answer(data, lines, DONE_WITH_FAILURES if found.problems else DONE)
