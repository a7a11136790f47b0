"""What a pulled file is called."""

import pytest

from ingest.pull.shelf import file_name
from tests.pulling import empty_pdf, page


@pytest.mark.parametrize(
    ("address", "data", "name"),
    [
        (
            "https://a.se/2024/Rapport%20om%20fyrar.pdf",
            empty_pdf(),
            "rapport-om-fyrar-54c30469.pdf",
        ),
        ("https://a.se/Om%20%C3%A5l/", page("Ål").encode(), "om-al-002a21ed.html"),
        (
            "http://urn.kb.se/resolve?urn=urn:nbn:se:gih:diva-1",
            page("A").encode(),
            "resolve-urn-nbn-se-gih-diva-1-b16c1e20.html",
        ),
        ("https://a.se/", page("Start").encode(), "sida-e61191f0.html"),
        ("https://a.se/x.pdf", page("Fel").encode(), "x-ee4172a6.html"),
        ("https://a.se/" + "lång" * 60, b"\0\1\2", f"{'lang' * 15}-2b0c9630.bin"),
    ],
)
def test_a_file_is_named_after_its_address_and_its_content(
    address: str, data: bytes, name: str
) -> None:
    """Readable in a folder, of one address alone, and what comes decides the ending."""
    assert file_name("s", address, data) == f"pulled/s/{name}"
