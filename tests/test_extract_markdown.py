"""Markdown becomes text without marks, and front matter becomes claims."""

import re
from pathlib import Path

import pytest

from ingest.extract import markdown
from ingest.extract.inline import plain
from ingest.models import Block, Extract, Failure, Reason, Role

GUIDE = """\
---
titel: "Vägledning: skyddat boende"
datum: 2024-04
utgivare: Exempelmyndigheten
källa: https://exempel.se/x
url: https://exempel.se/vagledning
taggar: [boende, barn]
språk: sv
okänt: ja
references:
  - Ett verk. (2020). *Titel*.
---

# Skyddat boende

Ett *skyddat* boende är **inte** ett [vanligt](https://exempel.se "titel") hem,
och adressen är hemlig[^1].

Stegen
------

1. Ring `114 14`
2. Vänta
   på svar
- En punkt

> Citat i två
> rader

| År | Antal |
|----|------:|
| 2023 | **12** |

```
kod_med_streck
```

<!-- dold -->
<div>Ett stycke i HTML<br>till</div>

***

[^1]: Enligt lagen.
[ref]: https://exempel.se
"""


def read(content: str) -> Extract:
    """Return what the reader makes of a file."""
    outcome = markdown.extract(content.encode(), "sida.md")
    assert isinstance(outcome, Extract)
    return outcome


def test_blocks_without_syntax() -> None:
    """Headings, items, tables, quotes, code and notes are blocks, and no mark is left in them."""
    blocks = [(block.role, block.level, block.text) for block in read(GUIDE).blocks]

    assert blocks == [
        (Role.HEADING, 1, "Skyddat boende"),
        (
            Role.BODY,
            0,
            "Ett skyddat boende är inte ett vanligt hem, och adressen är hemlig[1].",
        ),
        (Role.HEADING, 2, "Stegen"),
        (Role.BODY, 0, "1. Ring 114 14"),
        (Role.BODY, 0, "2. Vänta på svar"),
        (Role.BODY, 0, "• En punkt"),
        (Role.BODY, 0, "Citat i två rader"),
        (Role.TABLE, 0, "År | Antal\n2023 | 12"),
        (Role.BODY, 0, "kod_med_streck"),
        (Role.BODY, 0, "Ett stycke i HTML till"),
        (Role.FOOTNOTE, 0, "[1] Enligt lagen."),
    ]


def test_front_matter_in_swedish() -> None:
    """Known keys, Swedish or English, become claims as they were written; others are left."""
    claims = {(claim.field, claim.value) for claim in read(GUIDE).claims}

    assert claims == {
        ("title", "Vägledning: skyddat boende"),
        ("title", "Skyddat boende"),
        ("published", "2024-04"),
        ("publisher", "Exempelmyndigheten"),
        ("originator", "https://exempel.se/x"),
        ("url", "https://exempel.se/vagledning"),
        ("topics", "boende"),
        ("topics", "barn"),
        ("language", "sv"),
    }


@pytest.mark.parametrize(
    "matter", ["title: [a", "date: 2024-13-45", "a: &a [*a", "- " * 60_000, "x: " + "y" * 70_000]
)
def test_broken_front_matter(matter: str) -> None:
    """Front matter that cannot be read, or is a bomb, is a note; the text is still read."""
    extract = read(f"---\n{matter}\n---\nText.\n")

    assert [block.text for block in extract.blocks] == ["Text."]
    assert len(extract.notes) == 1


@pytest.mark.parametrize(
    "matter",
    [
        "title: Skyddat boende: en handbok\ndate: 2019-05-08",
        "metadata:\n  title: 'Skyddat boende: en handbok'\n  date: 2019-05-08",
        "title: 'Skyddat boende: en handbok'\ndate: 2019-05-08\nimage: {title: Foto}",
    ],
    ids=["without quotes", "nested", "beside an image"],
)
def test_front_matter_as_people_write_it(matter: str) -> None:
    """A colon without quotes, or a table about the document, hides nothing; an image's is none."""
    claims = [(claim.field, claim.value) for claim in read(f"---\n{matter}\n---\nText.\n").claims]

    assert claims[:2] == [
        ("title", "Skyddat boende: en handbok"),
        ("published", "2019-05-08"),
    ]
    assert not any("Foto" in value for _, value in claims)


def test_front_matter_that_lies_in_itself_is_read_once() -> None:
    """YAML's aliases let a table hold itself, under a name of any case."""
    extract = read("---\nmetadata: &a\n  Metadata: *a\n  title: Handbok\n---\nText.\n")

    assert [(claim.field, claim.value) for claim in extract.claims][:1] == [("title", "Handbok")]


def test_rule_at_the_top_is_not_front_matter() -> None:
    """A text that begins with a ruled-off paragraph keeps it."""
    extract = read("---\nBara en rad\n---\nOch en till.\n")

    assert "Bara en rad" in " ".join(block.text for block in extract.blocks)


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("[a [b] c](x)", "a [b] c"),
        ("[a](<x y> 'z')", "a"),
        ("[a][ref] och ![bild](b.png)", "a och "),
        ("snake_case_name och 2*3*4", "snake_case_name och 2*3*4"),
        ("__fet__ och _lutad_", "fet och lutad"),
        ("***båda***", "båda"),
        (r"\*inte\* \[lutad\]", "*inte* [lutad]"),
        ("<https://a.se/b_c_d>", "https://a.se/b_c_d"),
        ("5 &lt; 6 &amp; 7", "5 < 6 & 7"),
        ("[x](javascript:alert(1))", "x"),
        ("~~bort~~", "bort"),
    ],
)
def test_marks_within_a_line(marked: str, text: str) -> None:
    """A line reads as it would be shown, without its pictures and addresses."""
    assert plain(marked) == text


def test_nothing_to_read() -> None:
    """Front matter alone is not a document."""
    outcome = markdown.extract(b"---\ntitle: x\n---\n", "tom.md")

    assert isinstance(outcome, Failure)
    assert outcome.reason is Reason.EMPTY


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["g0vse-trafficking-md", "stodlinjer-md"])
def test_real_files_have_no_syntax_left(shared_data: Path, folder: str) -> None:
    """No real file keeps a link's address, emphasis, heading or tag marks in its text."""
    found: list[Block] = []
    for path in sorted((shared_data / "docs" / folder).glob("*.md")):
        extract = markdown.extract(path.read_bytes(), path.name)
        assert isinstance(extract, Extract)
        found += extract.blocks

    assert len(found) > 100
    marks = re.compile(r"\]\(|\*\*|`|^#+ |<p|<a |&nbsp;")
    assert [block.text for block in found if marks.search(block.text)] == []


@pytest.mark.parametrize(
    "line",
    [
        "a" + "`" * 60_000,
        "a[^" * 60_000,
        "# a" + " " * 60_000 + "b",
        "|" + "-" * 60_000 + "x",
        "a" + "\u0301\u0323" * 60_000,
        "```a` b",
    ],
    ids=["ticks", "notes", "heading", "table", "marks", "no fence"],
)
def test_a_line_of_marks_alone_hides_no_text(line: str) -> None:
    """What follows it is read; each of these took minutes, or hid all that follows."""
    assert "Stödlinjen svarar" in read(f"{line}\n\nStödlinjen svarar").blocks[-1].text
