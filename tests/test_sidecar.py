"""The .toml beside a file."""

from pathlib import Path

import pytest

from ingest import sidecar
from ingest.errors import ConfigurationError
from ingest.models import Identifier, Kind, PartialDate
from ingest.sidecar import Sidecar
from ingest.topics import Topic, TopicTree


def write(folder: Path, text: str) -> Path:
    """Write a sidecar and return its path."""
    path = folder / "rapport.pdf.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_missing_sidecar_says_nothing(tmp_path: Path) -> None:
    """Most files have no sidecar; that is no error."""
    said = sidecar.load(tmp_path / "rapport.pdf.toml")

    assert said == Sidecar()


def test_it_lies_beside_its_file() -> None:
    """The whole file name is kept, so that report.pdf and report.docx have one each."""
    path = sidecar.beside(Path("corpus/rapport.pdf"))

    assert path == Path("corpus/rapport.pdf.toml")


def test_every_key_is_read(tmp_path: Path) -> None:
    """A coordinator can say all that the handbook lists, and more."""
    path = write(
        tmp_path,
        """
        title = "Skyddat  boende"
        published = 2019-05-08
        publisher = "Exempelmyndigheten"
        kind = "rapporter"
        topics = ["barn", "Skyddat boende"]
        not_topics = "statistik"
        language = "sv"
        url = "https://example.se/rapport"
        replaces = "SOU 2016:70"
        part_of = "sida.html"
        valid_from = "2019-05"
        valid_to = 2022
        repealed_by = "nyare.pdf"
        """,
    )

    assert sidecar.load(path) == Sidecar(
        title="Skyddat boende",
        published=PartialDate.of(2019, 5, 8),
        publisher="Exempelmyndigheten",
        kind=Kind.REPORT,
        topics=("barn", "Skyddat boende"),
        not_topics=("statistik",),
        language="sv",
        url="https://example.se/rapport",
        replaces="SOU 2016:70",
        part_of="sida.html",
        valid_from=PartialDate.of(2019, 5),
        valid_to=PartialDate.of(2022),
        repealed_by="nyare.pdf",
    )


def test_a_topic_the_tree_does_not_have_is_told() -> None:
    """A misspelt topic is no reason to refuse the file, but the coordinator should know."""
    tree = TopicTree([Topic("barn", "Barn och unga")])
    said = Sidecar(topics=("Barn och unga", "brn"), not_topics=("våld",))

    assert sidecar.unknown_topics(said, tree) == ("brn", "våld")


WRONG = {
    # what is written: key, line, words of the message
    'publicerd = "2019"': ("publicerd", 1, "did you mean"),
    '\ntitel = "x"': ("titel", 2, "did you mean 'title'?"),
    'publised = "2019"': ("publised", 1, "did you mean 'published'?"),
    "title = 3": ("title", 1, "text in quotes"),
    'title = "  "': ("title", 1, "text in quotes"),
    'published = "i våras"': ("published", 1, "not a date"),
    "published = true": ("published", 1, "not a date"),
    'kind = "raport"': ("kind", 1, "did you mean 'rapport'?"),
    "topics = { barn = true }": ("topics", 1, "must be a list"),
    "topics = [1]": ("topics", 1, "text in quotes"),
    'language = "svenska"': ("language", 1, "two letters"),
    'title = "x"\nkind = ': (None, 2, "not valid TOML"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.items())
def test_a_wrong_sidecar_names_file_line_and_key(
    tmp_path: Path, text: str, said: tuple[str | None, int, str]
) -> None:
    """The message is enough to find and mend the line."""
    path = write(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        sidecar.load(path)

    assert (caught.value.path, caught.value.key, caught.value.line) == (str(path), *said[:2])
    assert said[2] in str(caught.value)


def test_bytes_that_are_not_utf8_are_named(tmp_path: Path) -> None:
    """A sidecar saved in another encoding says on which line."""
    path = tmp_path / "x.toml"
    path.write_bytes('url = "https://a.se"\ntitle = "Människohandel"'.encode("cp1252"))
    with pytest.raises(ConfigurationError, match=r"line 2.*UTF-8"):
        sidecar.load(path)


def test_a_huge_sidecar_is_refused(tmp_path: Path) -> None:
    """A file of the wrong sort, put where a sidecar should be, is not read whole."""
    path = write(tmp_path, "#" * 1_000_001)

    with pytest.raises(ConfigurationError, match="larger than"):
        sidecar.load(path)


def test_a_folder_in_its_place_is_an_error(tmp_path: Path) -> None:
    """What cannot be read says so instead of being taken for missing."""
    with pytest.raises(ConfigurationError, match="cannot be read"):
        sidecar.load(tmp_path)


@pytest.mark.parametrize(
    ("written", "scheme", "value"),
    [
        ("dok_id sfs-1895-bih. 52 s. 1", "dok_id", "sfs-1895-bih. 52 s. 1"),
        ("dok_id H4B370", "dok_id", "H4B370"),
        ("URN:NBN urn:nbn:se:gih:diva-5052", "URN:NBN", "urn:nbn:se:gih:diva-5052"),
        ("SOU 2016:70", "SOU", "SOU 2016:70"),
    ],
)
def test_identifiers_are_kept_as_they_are(
    tmp_path: Path, written: str, scheme: str, value: str
) -> None:
    """A number with its series before it stands unchanged, blanks and points included."""
    path = tmp_path / "x.pdf.toml"
    path.write_text(f'identifiers = ["{written}"]\n')

    assert sidecar.load(path).identifiers == (Identifier(scheme, value),)
