"""The nightly's digest: what it says, when it is sent, and that no mail server stops a night."""

import shutil
import ssl
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import ConfigurationError
from ingest.models import Reason
from ingest.pull.models import Trouble
from ingest.pull.report import SourceReport
from night import run
from night.digest import PASSWORD_VARIABLE, REASONS, REBUILT, of_night
from night.report import Pulled, Rebuilt
from settings import IngestSettings, MailSettings, Settings
from terminal import keeping
from tests.mailserver import Inbox, mailserver

SECRET = "Kaffet i receptionen är slut sedan i måndags."


def place(root: Path, inbox: Inbox, **mail: str) -> Settings:
    """Return the settings of a collection of one document, told of at a server."""
    (root / "corpus").mkdir()
    (root / "corpus" / "brev.txt").write_text(f"Brev\n\n{SECRET}\n", encoding="utf-8")
    set_to = {
        "host": "localhost",
        "security": "none",
        "sender": "lykta@example.se",
        "to": "Drift <drift@example.se>, samordnare@example.se",
    }
    return Settings(
        root=root,
        ingest=IngestSettings(settle_seconds=0, workers=1),
        mail=MailSettings(port=inbox.port, **{**set_to, **mail}),
    )


def test_a_night_tells_in_swedish_what_came_and_what_did_not(tmp_path: Path) -> None:
    """As text and as HTML, to everybody named; no word of a document is in it."""
    with mailserver() as inbox:
        here = place(tmp_path, inbox)
        (here.corpus / "trasig.pdf").write_bytes(b"%PDF-1.7\nbroken")
        run.reindex(here)

    (message,) = inbox.messages
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain
    assert html
    assert message["Subject"] == "Lykta: 1 nytt dokument, 1 fil kom inte in"
    assert [one.addr_spec for one in message["To"].addresses] == [
        "drift@example.se",
        "samordnare@example.se",
    ]
    for body in (plain.get_content(), html.get_content()):
        assert "trasig: 1" in body
        assert "1 dokument går att söka i" in body
        assert "om från grunden, eftersom det inte fanns något index förut." in body
        assert "Kaffe" not in body


def test_nothing_new_is_said_only_of_a_source_whose_list_was_seen(tmp_path: Path) -> None:
    """One that stopped may have had news."""
    (tmp_path / "corpus").mkdir()
    night = run.reindex(Settings(root=tmp_path))
    reports = (
        SourceReport("quiet"),
        SourceReport("busy", new=1, changed=2),
        SourceReport("ill", outcome="stopped", why="503", trouble=Trouble.BUSY),
    )
    told = of_night(replace(night, pulled=Pulled(reports)))
    (lines,) = (part.lines for part in told.sections if part.heading == "Källor")

    assert lines == (
        "quiet: klar; inget nytt",
        "busy: klar; 1 ny, 2 ändrade",
        "ill: stannade (bad att få vila)",
    )


def test_nothing_new_is_told_only_where_always_is_set(tmp_path: Path) -> None:
    """A mail every morning that says nothing is soon read by nobody."""
    with mailserver() as inbox:
        here = place(tmp_path, inbox)
        run.reindex(here)
        run.reindex(here)
        always = Settings(
            root=here.root, ingest=here.ingest, mail=MailSettings(
                "localhost", inbox.port, "none", sender="a@example.se", to="b@example.se",
                when="always",
            ),
        )  # fmt: skip
        run.reindex(always)

    assert [str(one["Subject"]) for one in inbox.messages] == [
        "Lykta: 1 nytt dokument",
        "Lykta: inget nytt",
    ]


def test_where_only_trouble_is_wanted_news_is_not_sent(tmp_path: Path) -> None:
    """A night that stopped is trouble, and told with what stopped it."""
    with mailserver() as inbox:
        here = place(tmp_path, inbox, when="trouble")
        run.reindex(here)
        (here.corpus / "topics.toml").write_text("[barn\n", encoding="utf-8")
        with pytest.raises(ConfigurationError):
            run.reindex(here)

    (message,) = inbox.messages
    body = message.get_body(("plain",))
    assert "kom inte till sitt slut" in message["Subject"]
    assert body
    assert "topics.toml" in body.get_content()


def test_a_night_that_nobody_foresaw_could_stop_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As any other: a mail that does not come is read as a night in which nothing came."""

    def failing(_indexing: object) -> None:
        raise TypeError

    monkeypatch.setattr("night.indexing.Indexing.try_to_follow", failing)
    with mailserver() as inbox:
        here = place(tmp_path, inbox)
        with pytest.raises(TypeError):
            run.reindex(here)

    (message,) = inbox.messages
    body = message.get_body(("plain",))
    assert "kom inte till sitt slut" in message["Subject"]
    assert body
    assert "Något oväntat hände" in body.get_content()


def test_every_reason_to_build_anew_has_words() -> None:
    """The mail is in Swedish, whatever the night did."""
    assert REBUILT.keys() == set(Rebuilt)


def test_a_server_that_does_not_answer_is_told_and_stops_no_night(tmp_path: Path) -> None:
    """The night is done, its answer says that the digest was not sent, and the code is 1."""
    with mailserver() as inbox:
        here = place(tmp_path, inbox)
    night = run.reindex(here)
    answer = keeping.night(night)

    assert night.index.state.documents == 1
    assert night.unsent
    assert "could not be sent" in night.unsent
    assert (answer.code, answer.data["digest_problem"]) == (1, night.unsent)


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Return the certificate of a server on this machine, which this process trusts."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl here to make a certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost",
            "-keyout", str(key), "-out", str(certificate),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.mark.parametrize("source", ["environment", "file"])
def test_a_password_is_sent_under_a_certificate_that_is_believed(
    tmp_path: Path, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """It comes from the environment, or from a file; lykta.toml never holds it."""
    if source == "environment":
        monkeypatch.setenv(PASSWORD_VARIABLE, "hemligt")
    (tmp_path / "password").write_text("hemligt\n", encoding="utf-8")
    with mailserver(("lykta", "hemligt"), tls) as inbox:
        named = {"password_file": "password"} if source == "file" else {}
        night = run.reindex(place(tmp_path, inbox, security="starttls", user="lykta", **named))

    assert night.unsent is None
    assert len(inbox.messages) == 1


def test_a_certificate_that_nobody_vouches_for_gets_no_password(
    tmp_path: Path, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody between us and the server learns nothing."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    monkeypatch.setenv(PASSWORD_VARIABLE, "hemligt")
    with mailserver(("lykta", "hemligt"), tls) as inbox:
        night = run.reindex(place(tmp_path, inbox, security="starttls", user="lykta"))

    assert night.unsent
    assert "certificate verify failed" in night.unsent
    assert inbox.messages == []


def test_every_reason_has_words() -> None:
    """A new reason of a reader's must not break a night."""
    assert set(REASONS) == set(Reason)
