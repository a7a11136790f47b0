"""What repeats over the pages of a site is not their content: found out as pages come in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import TypeAlias

import pytest

from ingest import learning, sites
from ingest.catalogue import Catalogue, Event
from ingest.intake import Intake, IntakeOptions
from ingest.models import SHOWN_ROLES, Block, Role
from ingest.sandbox import Pool
from ingest.topics import TopicTree

NOTICE = "Sidorna i bygdearkivet är skrivna av medlemmar och har inte lästs av någon annan."
SUBJECTS = ("kvarn", "smedja", "skola", "bro", "kyrka", "mejeri", "tingshus", "apotek", "torp")
OPTIONS = IntakeOptions(settle_seconds=0, workers=1)


def page(subject: str, *, notice: str = NOTICE, host: str = "bygd.example") -> str:
    """Return a page that says nowhere, by elements or names, what of it is the site's."""
    link = f'<link rel="canonical" href="https://{host}/{subject}">' if host else ""
    return (
        f"<html><head>{link}</head><body><div><h1>Om en {subject}</h1>"
        f"<p>Här berättas om byns {subject}, som stod färdig efter tre år.</p>"
        f"<h2>Bakgrund</h2><p>Den som ville ha en {subject} fick bygga den själv.</p>"
        f"<p>{notice}</p></div></body></html>"
    )


class Village:
    """A corpus folder of pages with its catalogue."""

    def __init__(self, root: Path, pool: Pool) -> None:
        self.corpus = root / "corpus"
        self.corpus.mkdir(parents=True)
        self.catalogue = Catalogue.open(root / "catalogue.sqlite")
        self._pool = pool

    def drop(self, *names: str, **pages: str) -> None:
        """Write pages by name, those of only a name about it, and make a pass."""
        for name, text in {**{name: page(name) for name in names}, **pages}.items():
            path = self.corpus / f"{name}.html"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.run()

    def run(self) -> None:
        """Make a pass."""
        Intake(self.catalogue, self.corpus, OPTIONS, TopicTree()).run(
            ready=self._pool, allow_shrink=True
        )

    def blocks(self) -> dict[str, tuple[Block, ...]]:
        """Return the blocks of every document held, by its path."""
        found = (self.catalogue.document(row.id) for row in self.catalogue.documents())
        return {document.path: document.blocks for document in found if document}

    def noticed(self) -> set[str]:
        """Return the names of the pages that the notice is a part of."""
        return {
            path.removesuffix(".html")
            for path, blocks in self.blocks().items()
            if any(block.text == NOTICE and block.role in SHOWN_ROLES for block in blocks)
        }


Villages: TypeAlias = Callable[[], Village]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """Return one child for all tests."""
    with Pool(1) as reading:
        yield reading


@pytest.fixture
def villages(tmp_path: Path, pool: Pool) -> Iterator[Villages]:
    """Return what makes empty folders with catalogues."""
    made: list[Village] = []

    def make() -> Village:
        made.append(Village(tmp_path / str(len(made)), pool))
        return made[-1]

    yield make
    for village in made:
        village.catalogue.close()


def test_what_repeats_is_the_sites_on_earlier_pages_too(villages: Villages) -> None:
    """A text is a page's own until four pages of its site have it; then it is no page's."""
    village = villages()
    village.drop(*SUBJECTS[:3])
    assert village.noticed() == set(SUBJECTS[:3])

    before = village.blocks()
    village.drop(SUBJECTS[3])

    assert village.noticed() == set()
    after = village.blocks()
    assert [(b.text, b.offset) for b in after["kvarn.html"]] == [
        (b.text, b.offset) for b in before["kvarn.html"]
    ]
    assert [b.role for b in after["kvarn.html"]] == [
        Role.HEADING, Role.BODY, Role.HEADING, Role.BODY, Role.REPEATED,
    ]  # fmt: skip


def test_the_order_of_arrival_changes_nothing(villages: Villages) -> None:
    """However the same pages come in, one by one or together, they get the same roles."""
    other = {name: page(name, notice=f"Skriv gärna mer om {name}.") for name in SUBJECTS[7:]}
    together = villages()
    together.drop(*SUBJECTS[:7], **other)
    shuffled = Random(4).sample(SUBJECTS, len(SUBJECTS))
    bit_by_bit = villages()
    for lot in (shuffled[:1], shuffled[1:4], shuffled[4:8], shuffled[8:]):
        bit_by_bit.drop(**{name: other.get(name, page(name)) for name in lot})

    assert bit_by_bit.blocks() == together.blocks()
    assert together.noticed() == set()


def test_a_text_comes_back_when_few_pages_are_left_that_have_it(villages: Villages) -> None:
    """Roles follow from what is held now: pages that go let the others have their text again."""
    village = villages()
    village.drop(*SUBJECTS[:4])
    (village.corpus / "bro.html").unlink()
    village.run()

    assert village.noticed() == {"kvarn", "smedja", "skola"}


def test_editions_of_one_work_keep_what_they_share(villages: Villages) -> None:
    """Titles that differ in a year are of one work, and its editions share its paragraphs."""
    village = villages()
    editions = {f"kvarn{year}": page(f"kvarn {year}") for year in range(2015, 2025)}
    village.drop(**editions)

    assert village.noticed() == set(editions)


def test_pages_of_other_sites_do_not_count(villages: Villages) -> None:
    """A text on one page each of several hosts, in one folder, is each page's own."""
    village = villages()
    village.drop(**{name: page(name, host=f"{name}.example") for name in SUBJECTS[:6]})

    assert village.noticed() == set(SUBJECTS[:6])


def test_a_folder_is_the_site_of_pages_without_an_address(villages: Villages) -> None:
    """Saved pages that do not say where they are from are judged by those beside them."""
    village = villages()
    together = {f"sparat/{name}": page(name, host="") for name in SUBJECTS[:4]}
    village.drop(**together, **{f"annat/{name}": page(name, host="") for name in SUBJECTS[4:6]})

    assert village.noticed() == {f"annat/{name}" for name in SUBJECTS[4:6]}


def test_a_page_is_never_lost_to_its_site(villages: Villages) -> None:
    """A page whose whole text other pages have too keeps it."""
    village = villages()
    alone = f'<link rel="canonical" href="https://bygd.example/om"><h1>Om sidorna</h1><p>{NOTICE}'
    village.drop(*SUBJECTS[:4], om=alone)

    assert village.noticed() == {"om"}


def test_one_new_page_touches_a_bounded_number(
    villages: Villages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that changes what its site is judged by touches few others; the rest wait a pass."""
    monkeypatch.setattr(learning, "MOST", 2)
    village = villages()
    village.drop(*SUBJECTS[:3])
    village.run()
    before = village.catalogue.revision()
    village.drop(SUBJECTS[3])

    happened = [one for one in village.catalogue.history(before) if one.event is Event.ROLES]
    assert len(happened) == 3  # its own roles, and those of two others
    assert len(village.noticed()) == 1
    village.run()
    assert village.noticed() == set()


def test_pages_of_a_real_site(villages: Villages, shared_data: Path) -> None:
    """The notice under events of the police is on all its pages and in no document."""
    village = villages()
    pages = sorted((shared_data / "docs" / "polisen-html").glob("*.html"))[-10:]
    village.drop(**{path.stem: path.read_text(encoding="utf-8") for path in pages})

    blocks = village.blocks()
    assert len(blocks) == len(pages)
    for path, found in blocks.items():
        shown = " ".join(block.text for block in found if block.role in SHOWN_ROLES)
        assert "Händelsenotiserna ger kortfattad information" not in shown, path
        assert shown


def test_a_share_of_a_large_sample_is_needed() -> None:
    """A paragraph that four of thirty pages quote is theirs; a notice on all is the site's."""
    quoted = "den som köper en tillfällig sexuell förbindelse döms till fängelse i högst ett år"
    sample = [
        sites.SitePage(f"sida {word}", frozenset({"notis", quoted} if number < 4 else {"notis"}))
        for number, word in enumerate("abcdefghijklmnopqrstuvwxyzåäöéü")
    ]

    assert sites.common(sample) == {"notis"}


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.bygd.example/a/b", "bygd.example"),
        ("http://[bygd", "sparat/"),
        (None, "sparat/"),
        ("", "sparat/"),
    ],
)
def test_which_site_a_page_is_of(url: str | None, site: str) -> None:
    """The host of its address says it, else the folder it lies in."""
    assert sites.site_of(url, "sparat/kvarn.html") == site
