"""The address a page is known by."""

import pytest

from ingest.pull.identity import known_by


@pytest.mark.parametrize(
    ("met", "known"),
    [
        ("https://A.se/x?_t_tags=a&_t_hit.pos=9&utm_source=rss", "https://a.se/x"),
        ("https://a.se/x?id=1&UTM_Medium=rss&p=2#del", "https://a.se/x?id=1&p=2"),
        ("https://a.se:443/x?q=%C3%A5+b%20c&tom=", "https://a.se/x?q=%C3%A5+b%20c&tom="),
        ("https://jämställdhetsmyndigheten.se", "https://xn--jmstlldhetsmyndigheten-04bd.se/"),
        (
            "https://a.se/dokument/sfs-1895-bih. 52 s. 1",
            "https://a.se/dokument/sfs-1895-bih.%2052%20s.%201",
        ),
        ("https://a.se/a/../b//c/?x", "https://a.se/a/../b//c/?x"),
    ],
)
def test_only_what_counts_visits_is_taken_away(met: str, known: str) -> None:
    """Host and scheme have one writing, tracking goes, the rest stays."""
    assert known_by(met) == known
    assert known_by(known) == known
