"""Which addresses may be reached."""

import ipaddress
import re
from contextlib import suppress

import pytest

from ingest.errors import ForbiddenAddressError, UnknownHostError
from ingest.pull.addresses import Reach, is_public, parse, permit, pin

FORMS = r"""
file:///etc/passwd
ftp://example.se/x
gopher://example.se/
data:text/html,x
javascript:alert(1)
jar:http://example.se!/
//example.se/x
example.se
http://
http:///x
https://:443/
http://user@example.se/
http://user:pass@example.se/
http://example.se@127.0.0.1/
http://example.se:22/
http://example.se:8080/
http://example.se:0/
http://example.se:99999/
http://example.se:x/
http://example.se\@127.0.0.1/
http:\\127.0.0.1\
http://127.0.0.1/
http://127.1/
http://127.0.0.1:80/
http://0/
http://0.0.0.0/
http://2130706433/
http://017700000001/
http://0x7f000001/
http://0x7f.0.0.1/
http://0x7f.1/
http://127.0.0.0x1/
http://1.0x7f/
http://１２７.０.０.１/
http://127。0。0。1/
http://10.0.0.1/
http://172.16.0.1/
http://192.168.1.1/
http://169.254.169.254/latest/meta-data/
http://100.100.100.200/
http://8.8.8.8/
http://[::1]/
http://[::]/
http://[::ffff:127.0.0.1]/
http://[::ffff:7f00:1]/
http://[fe80::1]/
http://[fe80::1%25eth0]/
http://[fc00::1]/
http://[fd00:ec2::254]/
http://[2606:4700::1111]/
http://[::1
http://localhost/
http://LOCALHOST/
http://ⓛocalhost/
http://localhost./
http://a.localhost/
http://printer.local/
http://metadata.google.internal/
http://router.lan/
http://host.home.arpa/
http://x.onion/
http://intranet/
http://example.se.%65vil.org/
http://-example-.se/
http://example..se/
""".split()  # noqa: SIM905  as it is read
FORMS += ["http://exa\tmple.se/", "http://example.se\x00.org/", "http://example.se/\r\nHost: evil"]


def _hosts_of(form: str) -> tuple[str, ...]:
    """Return every reading of the host of a form, so that no list is what refuses it."""
    written = re.sub(r".*//|/.*|.*@", "", form).strip("[]")
    names = ["example.se", written] if written.isascii() else ["example.se"]
    with suppress(ForbiddenAddressError):
        names.append(parse(form).host)
    return tuple(names)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_leads_astray_is_refused_though_its_host_is_listed(form: str) -> None:
    """Other schemes, users, ports, numbers in any writing and local names are never fetched."""
    reach = Reach(_hosts_of(form))

    with pytest.raises(ForbiddenAddressError):
        permit(parse(form), reach)


NUMBERS = """
127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.0.1 100.64.0.1
100.127.255.255 169.254.169.254 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1
239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1
::ffff:0:127.0.0.1 fe80::1 fec0::1 fc00::1 fd00:ec2::254 ff02::1 2001:db8::1 2002:7f00:1::
2002:a00:1:: 64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::a00:1 100::1
2001:0:7f00:1::1 2606:4700::5efe:a00:1
""".split()  # noqa: SIM905  a list of forty would be forty lines


@pytest.mark.parametrize("number", NUMBERS)
def test_a_name_that_leads_to_a_private_number_is_refused(number: str) -> None:
    """Every number of a name is checked, also one that stands behind a public one."""
    address = parse("https://example.se/x")

    with pytest.raises(ForbiddenAddressError):
        pin(address, Reach(("example.se",)), lambda *_: ["93.184.215.14", number])


def test_there_are_sixty_forms_and_more() -> None:
    """The list of what is refused does not shrink."""
    distinct = set(FORMS) | set(NUMBERS)

    assert len(FORMS) >= 60
    assert len(distinct) == len(FORMS) + len(NUMBERS)


@pytest.mark.parametrize("number", ["93.184.215.14", "2606:4700::1111", "2002:5db8:d70e::"])
def test_a_public_number_is_reached(number: str) -> None:
    """What carries no private number inside it is public."""
    assert is_public(ipaddress.ip_address(number))


def test_a_name_is_resolved_once_into_all_its_numbers() -> None:
    """The numbers that were checked are the ones that are connected to."""
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["93.184.215.14", "2606:4700::1111", "93.184.215.14"]

    found = pin(parse("http://example.se"), Reach(("example.se",)), resolve)

    assert [str(number) for number in found] == ["93.184.215.14", "2606:4700::1111"]
    assert asked == [("example.se", 80)]


def test_a_name_nobody_knows_is_told() -> None:
    """A resolver's errors become ours, and are no refusal: the name may be known in an hour."""

    def resolve(_host: str, _port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(UnknownHostError, match="not known"):
        pin(parse("http://example.se"), Reach(("example.se",)), resolve)


@pytest.mark.parametrize(
    ("hosts", "address", "covered"),
    [
        (("example.se",), "https://example.se/", True),
        (("example.se",), "https://www.example.se/", False),
        (("example.se",), "https://notexample.se/", False),
        (("example.se",), "https://example.se.evil.org/", False),
        (("*.example.se",), "https://www.example.se/", True),
        (("*.example.se",), "https://example.se/", False),
        (("*.example.se",), "https://evilexample.se/", False),
        (("jämställdhet.se",), "https://JÄMSTÄLLDHET.se/", True),
        (("jämställdhet.se",), "https://xn--jmstlldhet-v5ag.se/", False),
    ],
)
def test_only_the_hosts_of_the_source_are_reached(
    hosts: tuple[str, ...], address: str, *, covered: bool
) -> None:
    """A host is one of the list, exactly, or below one that is listed with a star."""
    assert Reach(hosts).covers(parse(address).host) is covered


def test_loopback_is_opened_for_test_servers_alone() -> None:
    """With the setting, a listed loopback number is reached on any port, nothing else private."""
    reach = Reach(("127.0.0.1", "10.0.0.1"), allow_loopback=True)

    permit(parse("http://127.0.0.1:4711/"), reach)
    with pytest.raises(ForbiddenAddressError):
        permit(parse("http://10.0.0.1:4711/"), reach)
    with pytest.raises(ForbiddenAddressError):
        pin(parse("http://127.0.0.1/"), reach, lambda *_: ["169.254.169.254"])


@pytest.mark.parametrize(
    ("text", "base", "whole"),
    [
        ("/a/b.pdf", "https://example.se/x/y", "https://example.se/a/b.pdf"),
        ("//data.example.se/d", "https://example.se/", "https://data.example.se/d"),
        ("HTTPS://Example.SE:443", None, "https://example.se/"),
        ("http://example.se/å?q=ö", None, "http://example.se/å?q=ö"),
        (
            "http://example.se/sfs-1895-bih. 52 s. 1",
            None,
            "http://example.se/sfs-1895-bih.%2052%20s.%201",
        ),
        ("http://example.se/a#b", None, "http://example.se/a"),
    ],
)
def test_an_address_is_whole_and_its_path_as_written(
    text: str, base: str | None, whole: str
) -> None:
    """Host and scheme have one writing; path and query are left alone."""
    assert str(parse(text, base)) == whole
