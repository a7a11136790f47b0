"""Mails and saved pages: the best form of the text, headers as claims, attachments named."""

import random

import pytest

from ingest.extract import eml, extract, mhtml, tree
from ingest.extract.placing import CUT
from ingest.models import Extract, Failure, Reason, Role

HEAD = (
    "From: =?iso-8859-1?Q?K=E5re_=C5s?= <kare@example.org>\r\nTo: b@example.org\r\n"
    "Subject: =?utf-8?B?UsOkdHQgdGlsbCBzdMO2ZA==?=\r\nMIME-Version: 1.0\r\n"
    "Date: Mon, 13 May 2024 23:30:00 +0200\r\n"
)


def mail(body: str, head: str = HEAD) -> Extract:
    """Return what is read of a mail."""
    outcome = extract(f"{head}{body}".encode("latin-1"), "a.eml")
    assert isinstance(outcome, Extract), outcome
    return outcome


def parts(kind: str, *bodies: str) -> str:
    """Return a body of several parts."""
    joined = "".join(f"--x\r\n{body}\r\n" for body in bodies)
    return f"Content-Type: multipart/{kind}; boundary=x\r\n\r\n{joined}--x--\r\n"


PLAIN = "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nHej på dig.\r\nRad två.\r\n\r\nNytt"
PAGE = "Content-Type: text/html\r\n\r\n<h2>Hej</h2><p>Du</p><script>x</script>"
EMPTY_PAGE = "Content-Type: text/html\r\n\r\n<img src='http://192.0.2.1/x.png'>"
FILE = (
    "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg=="
)
NAMED = 'Content-Type: text/plain\r\nContent-Disposition: attachment; filename="b.txt"\r\n\r\nNej'
FORWARDED = "Content-Type: message/rfc822\r\n\r\nSubject: Inre\r\nMIME-Version: 1.0\r\n\r\nInne"


def test_mail_head_and_text() -> None:
    """Subject, sender and day are claims; the head is shown above the text."""
    found = mail(PLAIN)
    sender = "From: Kåre Ås <kare@example.org>\nTo: b@example.org"
    head = f"{sender}\nDate: Mon, 13 May 2024 23:30:00 +0200"

    assert [(block.role, block.text) for block in found.blocks] == [
        (Role.HEADING, "Rätt till stöd"),
        (Role.BODY, head),
        (Role.BODY, "Hej på dig.\nRad två."),
        (Role.BODY, "Nytt"),
    ]
    assert [(claim.field, claim.value) for claim in found.claims] == [
        ("title", "Rätt till stöd"),
        ("published", "2024-05-13"),
        ("author", "Kåre Ås"),
    ]


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (parts("alternative", PLAIN, PAGE), ["Hej", "Du"]),
        (parts("alternative", PLAIN, EMPTY_PAGE), ["Hej på dig.\nRad två.", "Nytt"]),
        (parts("mixed", PLAIN, PAGE), ["Hej på dig.\nRad två.", "Nytt", "Hej", "Du"]),
        (parts("related", PAGE, FILE), ["Hej", "Du"]),
        ("Content-Transfer-Encoding: quoted-printable\r\n\r\nr=E4tt=\r\nvis", ["rättvis"]),
        ("Content-Type: text/plain; charset=unknown-8bit\r\n\r\nrätt", ["rätt"]),
    ],
)
def test_mail_texts(body: str, texts: list[str]) -> None:
    """Of several forms of a text the last that shows something is read, of several texts all."""
    found = mail(body)

    assert [block.text for block in found.blocks[2:]] == texts


def test_a_text_wrongly_declared_is_noted() -> None:
    """It is read as it looks, and the note says so once."""
    wrong = PLAIN.replace("\r\n\r\n", "\r\nContent-Transfer-Encoding: base64\r\n\r\n", 1)
    found = mail(parts("mixed", wrong, wrong))

    assert [block.text for block in found.blocks[2:]] == ["Hej på dig.\nRad två.", "Nytt"] * 2
    assert found.notes == ("a part of it is not in base64 as it says, and was read as it looks",)


def test_a_mail_of_a_very_long_page_is_read_from_its_beginning() -> None:
    """The note says how much was read."""
    found = mail("Content-Type: text/html\r\n\r\n<p>Början</p>" + "<b></b>" * 600_000)

    assert [block.text for block in found.blocks[2:]] == ["Början"]
    assert found.notes == (CUT.format(f"{tree.MAX_ELEMENTS} elements"),)


def test_mail_attachments_are_named() -> None:
    """Files and mails in a mail are named in notes, and are not its text."""
    found = mail(parts("mixed", PLAIN, FILE, NAMED, FORWARDED))

    assert found.notes == ("attached: a.pdf", "attached: b.txt", "attached: Inre.eml")
    assert "Nej" not in " ".join(block.text for block in found.blocks)


def test_mail_with_too_many_parts() -> None:
    """More parts than any mail has are refused."""
    outcome = eml.extract((HEAD + parts("mixed", *[PLAIN] * 1500)).encode("latin-1"), "a.eml")

    assert isinstance(outcome, Failure)
    assert outcome.reason is Reason.BOMB


def test_damaged_mails_never_raise() -> None:
    """Mails with bytes changed at random end in text or in a reason."""
    source = (HEAD + parts("mixed", PLAIN, PAGE, FILE, NAMED, FORWARDED)).encode("latin-1")
    random_ = random.Random(4)
    outcomes = []
    for _ in range(300):
        damaged = bytearray(source)
        for _ in range(20):
            damaged[random_.randrange(len(damaged))] = random_.choice(b'=?:;"\r\n-/\xe5A\0')
        outcomes.append(eml.extract(bytes(damaged), "a.eml"))

    assert len(outcomes) == 300


SAVED = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/stod\r\n"
    "Subject: x\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related; type="text/html"; boundary="x"\r\n\r\n'
)
SAVED_PAGE = (
    "--x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    "Content-Location: https://example.org/other\r\n\r\n<html><head><title>St=C3=B6d</title>"
    "</head><body><main><h1>St=C3=B6d</h1><p>Den som beh=C3=B6ver st=C3=B6d f=C3=A5r det.</p>"
    "</main></body></html>\r\n"
)


def test_saved_page() -> None:
    """A saved page is read as the page it is, with the address it was saved from."""
    outcome = extract(f"{SAVED}{SAVED_PAGE}--x--\r\n".encode(), "a.mhtml")

    assert isinstance(outcome, Extract)
    assert outcome.media_type == mhtml.MEDIA_TYPE
    assert [block.text for block in outcome.blocks] == ["Stöd", "Den som behöver stöd får det."]
    assert "https://example.org/stod" in [
        claim.value for claim in outcome.claims if claim.field == "url"
    ]


def test_saved_page_without_page() -> None:
    """An archive of pictures alone says that no page is in it."""
    outcome = extract(f"{SAVED}--x\r\nContent-Type: image/png\r\n\r\nx\r\n--x--".encode(), "a.mht")

    assert isinstance(outcome, Failure)
    assert outcome.reason is Reason.UNSUPPORTED


def test_the_mark_between_parts_may_be_folded() -> None:
    """A header goes on in lines that begin with a space, in the middle of a mark as anywhere."""
    body = f"--en lang grans\r\n{PLAIN}\r\n--en lang grans--\r\n"
    found = mail(f'Content-Type: multipart/mixed; boundary="en lang\r\n grans"\r\n\r\n{body}')

    assert [block.text for block in found.blocks][-2:] == ["Hej på dig.\nRad två.", "Nytt"]


def test_parts_that_cannot_be_told_apart_are_read_as_one() -> None:
    """Where the mark is nowhere in the mail, its text is read with a note, without base64."""
    packed = "QUFB" * 18
    found = mail(f"Content-Type: multipart/mixed; boundary=y\r\n\r\n--x\r\n\r\nHej\r\n{packed}\r\n")

    assert [block.text for block in found.blocks][-2:] == ["--x", "Hej"]
    assert found.notes == (eml.UNPARTED,)


def test_the_letters_of_parts_that_cannot_be_told_apart_stay() -> None:
    """`email` itself would put a mark of damage for each that is not of ASCII."""
    found = mail("Content-Type: multipart/mixed; boundary=y\r\n\r\n--x\r\n\r\nStöd får du här\r\n")

    assert found.blocks[-1].text == "Stöd får du här"
