"""What a mail's part holds is told from its body, where what it declares cannot be right."""

from base64 import b64encode, encodebytes

import pytest

from ingest.extract.transfer import IN_PART, NOT_SO, sent

TEXT = ("Stödlinjen är öppen dygnet runt, och den som ringer får vara anonym. " * 8).encode()
PACKED = encodebytes(TEXT)
QUOTED = b"St=C3=B6dlinjen =C3=A4r =\r\n=C3=B6ppen"


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        (PACKED, "base64"),
        (PACKED.replace(b"\n", b"\r\n\r\n"), " BASE64 "),
        (PACKED.rstrip(b"=\n"), "base64"),
        (b"".join(b64encode(TEXT[at : at + 50]) for at in range(0, len(TEXT), 50)), "base64"),
        (TEXT, "8bit"),
        (TEXT, ""),
    ],
)
def test_what_is_as_declared_is_not_noted(body: bytes, declared: str) -> None:
    """Blank lines, missing padding and pieces padded one by one are all base64."""
    found = sent(body, declared)

    assert (found.data, found.note) == (TEXT, "")


@pytest.mark.parametrize("short", ["Hej på dig", "rättvis", "ja"])
@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
def test_short_texts_in_base64(short: str, charset: str) -> None:
    """One short line tells by its length and by what comes out of it."""
    data = short.encode(charset)

    assert sent(b64encode(data), "base64").data == data


@pytest.mark.parametrize(
    "body", [TEXT, b"Hejsan\r\n\r\nHar du tid = kl. 12?\r\nVi ses", b"Hejs", "Hej då!".encode()]
)
def test_text_that_says_it_is_base64(body: bytes) -> None:
    """It is read as it stands, with a note."""
    found = sent(body, "base64")

    assert (found.data, found.note) == (body, NOT_SO.format("base64"))


def test_other_encodings_than_the_declared() -> None:
    """Base64 and escapes are known by their look."""
    assert sent(QUOTED, "base64").data.decode() == "Stödlinjen är öppen"
    assert sent(PACKED, "quoted-printable").data == TEXT
    assert sent(PACKED, "7bit").data == TEXT
    assert sent(b"a = b, c=d, f(x)=y", "quoted-printable").data == b"a = b, c=d, f(x)=y"
    assert sent(PACKED, "").note == NOT_SO.format("plain text")


def test_a_footer_below_base64() -> None:
    """What a list's server wrote below it in plain letters is read too."""
    for body in (PACKED, b64encode(b"Hej") + b"\n"):
        found = sent(body + b"\n_____\nSkickat till listan\n", "base64")

        assert found.data.endswith(b"\n\n_____\nSkickat till listan")
        assert found.data.startswith((TEXT, b"Hej"))
        assert found.note


def test_damage_inside_base64() -> None:
    """A line with a letter too many or another's does not shift those that follow."""
    lines = PACKED.splitlines()
    found = sent(b"\n".join([*lines[:3], b"*" + lines[3], *lines[4:]]), "base64")
    first, last = found.data[:150], found.data[-150:]

    assert (TEXT.startswith(first), TEXT.endswith(last)) == (True, True)
    assert found.note == IN_PART
    assert sent(PACKED.rstrip(b"=\n")[:-2], "base64").note == IN_PART
