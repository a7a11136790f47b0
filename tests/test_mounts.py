"""A share that is away is no deletion, and is told until it is back."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue
from ingest.errors import CorpusError
from ingest.intake import Intake, IntakeOptions
from ingest.tally import IntakeReport
from ingest.topics import TopicTree

DOCUMENTS = 5


class Share:
    """A small disk that can be mounted and taken away."""

    def __init__(self, place: Path, source: Path) -> None:
        self.place, self.source = place, source

    def mount(self) -> bool:
        """Mount it; False where only the superuser could."""
        command = ["mount", "--bind", str(self.source), str(self.place)]
        return subprocess.run(command, check=False, capture_output=True).returncode == 0

    def unmount(self) -> None:
        """Take it away, as a network does."""
        subprocess.run(["umount", "-l", str(self.place)], check=False, capture_output=True)


@pytest.fixture
def share(tmp_path: Path) -> Iterator[Share]:
    """Return a mounted share with five documents, in a corpus folder with twenty others."""
    disk, source, place = tmp_path / "disk", tmp_path / "disk" / "share", tmp_path / "corpus" / "s"
    disk.mkdir()
    place.mkdir(parents=True)
    small = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(small, check=False, capture_output=True).returncode:
        pytest.skip("only the superuser can mount")
    source.mkdir()
    for number in range(20):
        (tmp_path / "corpus" / f"{number}.txt").write_text(f"Brev nummer {number}.", "utf-8")
    for number in range(DOCUMENTS):
        (source / f"{number}.txt").write_text(f"Delat brev nummer {number}.", "utf-8")
    share = Share(place, source)
    share.mount()
    yield share
    share.unmount()
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """Return an open, empty catalogue."""
    with Catalogue.open(tmp_path / "catalogue.sqlite") as catalogue:
        yield catalogue


def take(share: Share, catalogue: Catalogue, *below: Path, allow: bool = False) -> IntakeReport:
    """Make one pass over the corpus folder, or parts of it."""
    options = IntakeOptions(settle_seconds=0, workers=1)
    intake = Intake(catalogue, share.place.parent, options, TopicTree())
    return intake.run(below or None, allow_shrink=allow)


def test_a_share_that_is_away_is_no_deletion(share: Share, catalogue: Catalogue) -> None:
    """Its documents stay, few as they are of all; it is told, and all is well when it is back."""
    take(share, catalogue)
    share.unmount()
    away = take(share, catalogue)
    again = take(share, catalogue, share.place / "0.txt")
    share.mount()
    back = take(share, catalogue)

    assert (away.gone, again.gone, back.gone) == (0, 0, 0)
    assert catalogue.documents_held() == 20 + DOCUMENTS
    assert "5 files are kept" in away.warnings[0]
    assert back.warnings == ()
    assert back.new == 0


def test_a_share_behind_a_link_is_no_deletion(
    share: Share, catalogue: Catalogue, tmp_path: Path
) -> None:
    """The folder where it was mounted is empty, on whatever disk that is."""
    share.unmount()
    outside = Share(tmp_path / "mnt", share.source)
    outside.place.mkdir()
    outside.mount()
    share.place.rmdir()
    share.place.symlink_to(outside.place)
    take(share, catalogue)
    outside.unmount()
    away = take(share, catalogue)

    assert (away.gone, len(away.warnings)) == (0, 1)


def test_what_a_share_no_longer_has_is_gone_when_it_is_meant(
    share: Share, catalogue: Catalogue
) -> None:
    """The message says how to say so; afterwards the folder is one like any other."""
    take(share, catalogue)
    share.unmount()
    take(share, catalogue)
    believed = take(share, catalogue, allow=True)
    after = take(share, catalogue)

    assert believed.gone == DOCUMENTS
    assert (after.gone, after.warnings) == (0, ())


def test_a_share_that_was_moved_to_this_disk_is_no_share(
    share: Share, catalogue: Catalogue
) -> None:
    """Nothing is missing, so nothing is told."""
    take(share, catalogue)
    share.unmount()
    for number in range(DOCUMENTS):
        (share.place / f"{number}.txt").write_text(f"Delat brev nummer {number}.", "utf-8")
    moved = take(share, catalogue)
    (share.place / "0.txt").unlink()

    assert moved.warnings == ()
    assert take(share, catalogue).gone == 1


def test_a_file_that_a_mounted_share_loses_is_gone(share: Share, catalogue: Catalogue) -> None:
    """Only a disk that is away is believed to come back."""
    take(share, catalogue)
    (share.place / "0.txt").unlink()

    assert take(share, catalogue).gone == 1


def test_a_corpus_folder_whose_disk_is_away_stops_the_pass(
    share: Share, catalogue: Catalogue
) -> None:
    """Also where something else lies in the folder below the mount."""
    inside = Share(share.place.parent, share.source)
    (share.source / "only.txt").write_text("Bara på den delade disken.", "utf-8")
    inside.mount()
    take(share, catalogue)
    inside.unmount()

    with pytest.raises(CorpusError, match="away since"):
        take(share, catalogue)
    assert catalogue.documents_held() == DOCUMENTS + 1
