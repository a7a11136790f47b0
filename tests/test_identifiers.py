"""The numbers publications are known by."""

import pytest

from ingest import identifiers, squeezed
from ingest.models import Identifier

PRINTED = {
    # as printed: scheme and normal form
    "SOU 2016:70": ("SOU", "SOU 2016:70"),
    "Ds 2019:7": ("Ds", "Ds 2019:7"),
    "Dir 2024:109": ("Dir.", "Dir. 2024:109"),
    " Dir. 2025:74": ("Dir.", "Dir. 2025:74"),
    "Prop. 2017/18:123": ("Prop.", "Prop. 2017/18:123"),
    "Regeringens proposition 2019/20:69": ("Prop.", "Prop. 2019/20:69"),
    "prop. 1999/2000:17": ("Prop.", "Prop. 1999/2000:17"),
    "Skr.2025/26:30": ("Skr.", "Skr. 2025/26:30"),
    "SKR 2003/04:114": ("Skr.", "Skr. 2003/04:114"),
    "bet. 2017/18:JuU32": ("Bet.", "Bet. 2017/18:JuU32"),
    "rskr. 2009/10:273": ("Rskr.", "Rskr. 2009/10:273"),
    "Motion till riksdagen 2018/19:1125": ("Mot.", "Mot. 2018/19:1125"),
    "2020/21:FPM105": ("Fpm", "Fpm 2020/21:FPM105"),
    "SFS 2018:601": ("SFS", "SFS 2018:601"),
    "Lag (2013:363) om kontroll": ("SFS", "SFS 2013:363"),
    "AFS 2011:19": ("AFS", "AFS 2011:19"),
    "HSLF-FS 2022:39": ("HSLF-FS", "HSLF-FS 2022:39"),
    "RIR 2020:27": ("RiR", "RiR 2020:27"),
    "R I R 2 0 2 0 : 2 7": ("RiR", "RiR 2020:27"),
    "Brå rapport 2011:19": ("Rapport", "Rapport 2011:19"),
    "RPS-R-2009/1-SE": ("Rapport", "RPS-R-2009/1-SE"),
    "GRETA(2014)11": ("GRETA", "GRETA(2014)11"),
    "COM(2021) 171": ("COM", "COM(2021)171"),
    "Diarienummer: SÖ 1922:1": ("SÖ", "SÖ 1922:1"),
    "Dnr: ALLM 2020/100": ("Dnr", "ALLM 2020/100"),
    "Dnr 3.1.1-2019-1075": ("Dnr", "3.1.1-2019-1075"),
    "dnr POA 429-3361/08": ("Dnr", "POA 429-3361/08"),
    "diarienummer: 801–3620–2012": ("Dnr", "801-3620-2012"),
    "Ju2025/01324": ("Dnr", "Ju2025/01324"),
    "S2008/10728/ST": ("Dnr", "S2008/10728/ST"),
    "UF2010/1166/SP": ("Dnr", "UF2010/1166/SP"),
    "ISBN 978-91-38-24513-2": ("ISBN", "978-91-38-24513-2"),
    "ISBN (pdf): 978-91-525-1432-0": ("ISBN", "978-91-525-1432-0"),
    "ISBN 0-8044-2957-X": ("ISBN", "0-8044-2957-X"),
    "ISSN 0375-250X": ("ISSN", "0375-250X"),
    "ISSN: 1100-6676": ("ISSN", "1100-6676"),
    "https://doi.org/10.6027/TN2017-566.": ("DOI", "10.6027/tn2017-566"),
    "urn:nbn:se:gih:diva-5052": ("URN:NBN", "urn:nbn:se:gih:diva-5052"),
    "CELEX 32024L1712": ("CELEX", "32024L1712"),
    "direktiv (EU) 2024/1712": ("CELEX", "32024L1712"),
    "direktivet 2011/36/EU": ("CELEX", "32011L0036"),
    "http://data.europa.eu/eli/dir/2024/1712/oj": (
        "ELI",
        "http://data.europa.eu/eli/dir/2024/1712/oj",
    ),
    "diva2:1149516": ("DiVA", "diva2:1149516"),
    "dok_id HC023199": ("dok_id", "HC023199"),
    "Prop. 2019/2020:122": ("Prop.", "Prop. 2019/20:122"),
    "Prop. 2019 / 20 : 122": ("Prop.", "Prop. 2019/20:122"),
    "prop. 2019–20:122": ("Prop.", "Prop. 2019/20:122"),
    "2019/20:AU10": ("Bet.", "Bet. 2019/20:AU10"),
    "Statens offentliga utredningar 2016:70": ("SOU", "SOU 2016:70"),
    "SOU nr 2016:70": ("SOU", "SOU 2016:70"),
    "Departementsserien 2019:7": ("Ds", "Ds 2019:7"),
    "Svensk författningssamling 2018:601": ("SFS", "SFS 2018:601"),
    "Vår beteckning: 2019/345": ("Dnr", "2019/345"),
    "Ju 2019/02345/L4": ("Dnr", "Ju2019/02345/L4"),
    "A/RES/55/25": ("FN", "A/RES/55/25"),
    "CEDAW/C/SWE/CO/8-9": ("FN", "CEDAW/C/SWE/CO/8-9"),
    "Kungl. Maj:ts proposition nr 30 år 1971": ("Prop.", "Prop. 1971:30"),
}


@pytest.mark.parametrize(("text", "said"), PRINTED.items())
def test_every_printed_shape_has_one_normal_form(text: str, said: tuple[str, str]) -> None:
    """Capitals, points, spaces and dashes of a series vary; its normal form does not."""
    found = identifiers.find(text)

    assert [(one.scheme, one.value) for one in found] == [said]


@pytest.mark.parametrize(
    "text",
    [
        "2016:70",
        "2024/25:84",
        "åren 2016/17",
        "kl. 10:15",
        "Dsm 2019:7",
        "tel. 08-405 10 00",
        "1 kap. 2 § lagen",
        "den 8 maj 2019",
        "rapporten visar 2011 års siffror",
        "Referens: 2019-05-08",
        "1999/2000:Ju901",
        "och/eller A/B 2019",
    ],
)
def test_numbers_without_a_series_are_none(text: str) -> None:
    """A bare number could be of any series, so it is of none."""
    found = identifiers.find(text)

    assert not found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ISBN 987-91-7281-731-9", "987-91-7281-731-9"),
        ("ISBN 978-91-38-24513-3", "978-91-38-24513-3"),
        ("ISSN 0375-2501", "0375-2501"),
        ("URN: NBR:SE:BRA-444", "urn:nbn:se:bra-444"),
    ],
)
def test_a_misprinted_number_is_kept_and_marked(text: str, value: str) -> None:
    """A wrong check digit or prefix makes one invalid, not absent."""
    (found,) = identifiers.find(text)

    assert (found.value, found.valid) == (value, False)


@pytest.mark.parametrize(
    "number", ["978-91-38-24513-2", "978-91-525-1431-3", "0-306-40615-2", "0-8044-2957-X"]
)
def test_any_one_changed_digit_makes_an_isbn_invalid(number: str) -> None:
    """The check digit sees every single misprint."""
    for place, digit in enumerate(number):
        if digit.isdigit():
            misprint = number[:place] + str((int(digit) + 1) % 10) + number[place + 1 :]
            assert not any(one.valid for one in identifiers.find(f"ISBN {misprint}"))

    assert all(one.valid for one in identifiers.find(f"ISBN {number}"))


def test_identifiers_come_in_order_and_once() -> None:
    """A text's identifiers are listed as they come, repeats left out."""
    found = identifiers.find("Se prop. 2001/02:124, SOU 2002:69 och åter Prop. 2001/02:124.")

    assert [one.value for one in found] == ["Prop. 2001/02:124", "SOU 2002:69"]


def test_a_place_says_where_the_identifier_stands() -> None:
    """The characters between start and end are the identifier as printed."""
    text = "Betänkandet SOU 2016:70 överlämnades."
    (found,) = identifiers.locate(text)

    assert text[found.start : found.end] == "SOU 2016:70"


@pytest.mark.parametrize(
    ("scheme", "value", "normal"),
    [
        ("SOU", "2016:70", "SOU 2016:70"),
        ("prop", "2017/18:123", "Prop. 2017/18:123"),
        ("ISBN", "978-91-38-24513-2", "978-91-38-24513-2"),
        ("dok_id", "sfs-1895-bih. 52 s. 1", "sfs-1895-bih. 52 s. 1"),
    ],
)
def test_a_known_scheme_gives_the_normal_form(scheme: str, value: str, normal: str) -> None:
    """A bare number whose scheme is known is completed; an odd one is kept as it is."""
    found = identifiers.normalise(scheme, value)

    assert found.value == normal


TITLES = {
    "Ett nytt brott och andra åtgärder mot människohandelSOU 2025:119": (
        "Ett nytt brott och andra åtgärder mot människohandel",
        ["SOU 2025:119"],
    ),
    "Ett stärkt nämndemannainstitut ID-nummer: Prop. 2005/06:180": (
        "Ett stärkt nämndemannainstitut",
        ["Prop. 2005/06:180"],
    ),
    "Remiss av SOU 2025:119 Ett nytt brottDiarienummer: Ju2025/02760": (
        "Remiss av SOU 2025:119 Ett nytt brott",
        ["Ju2025/02760"],
    ),
    "Remiss av A Diarienummer: A2023/01688 och A2023/01703": (
        "Remiss av A",
        ["A2023/01688", "A2023/01703"],
    ),
    "Mervärdesskattelag (1994:200)": ("Mervärdesskattelag (1994:200)", ["SFS 1994:200"]),
    "Remiss av Ädelmetallutredningen (SOU 2026:14), KN2026/00741": (
        "Remiss av Ädelmetallutredningen (SOU 2026:14)",
        ["KN2026/00741"],
    ),
    "med anledning av skr. 2019/20:17": ("med anledning av skr. 2019/20:17", []),
    "Lag (2013:363) om kontroll": ("Lag (2013:363) om kontroll", ["SFS 2013:363"]),
    "Föreskrifter om ändring i verkets föreskrifter (NFS 2010:1) om björn": (
        "Föreskrifter om ändring i verkets föreskrifter (NFS 2010:1) om björn",
        [],
    ),
    "Kemiska risker (AFS 2011:19)": ("Kemiska risker (AFS 2011:19)", ["AFS 2011:19"]),
}


@pytest.mark.parametrize(("title", "said"), TITLES.items())
def test_a_title_has_its_own_number_and_those_it_is_about(
    title: str, said: tuple[str, list[str]]
) -> None:
    """A number set behind a title is the document's own; one after "av" is another's."""
    own = [one.value for one in identifiers.of_title(title)]

    assert (identifiers.without_vignette(title), own) == said


def test_a_line_of_its_own_is_a_documents_number() -> None:
    """Covers and imprints print numbers alone; running text and brackets cite others."""
    lines = ["Motion till riksdagen", "2018/19:714 av Anna Exempel (S)", "ISBN 978-91-38-24513-2"]
    cited = ["(SOSFS 2005:29)", "Utredningen lämnade betänkandet SOU 2016:70 till regeringen."]
    cited += ["Tullagen (2000:1281)"]

    own = [one.value for one in identifiers.of_lines([*lines, *cited])]

    assert own == ["Mot. 2018/19:714", "978-91-38-24513-2"]


@pytest.mark.parametrize(
    ("line", "own"),
    [
        ("Regeringsbeslut III:3 2019-05-08 S2019/02345/JÄM", ["S2019/02345/JÄM"]),
        ("http://urn.kb.se/resolve?urn=urn:nbn:se:su:diva-123", ["urn:nbn:se:su:diva-123"]),
        ("Ert dnr: Ju2019/02345/L4", []),
        ("Er beteckning 2019/345", []),
        ("Vår beteckning 2019/345", ["2019/345"]),
    ],
)
def test_a_letterhead_has_its_own_number_and_not_the_readers(line: str, own: list[str]) -> None:
    """A day, a place among decisions and a resolver's address say nothing; "Ert" is another's."""
    assert [one.value for one in identifiers.of_lines([line])] == own


def test_a_row_of_values_stands_under_its_row_of_labels() -> None:
    """Word's letter templates set label and number in two rows of a table."""
    rows = ["Datum | Dnr | Er beteckning", "2019-05-08 | 2019-1234 | 77/2018"]

    assert [one.value for one in identifiers.of_lines(rows)] == ["2019-1234"]


def test_an_imprint_of_many_words_has_the_works_numbers() -> None:
    """Who printed it, its number and its ISBN stand in one paragraph; a list of books has none."""
    number = "ISBN 978-91-38-24513-2"
    text = f"Utgivare: Exempelverket, Box 1, 111 11 Stockholm, telefon 08-00 00 00. {number}"

    assert [one.value for one in identifiers.of_imprint(text)] == ["978-91-38-24513-2"]
    assert not identifiers.of_imprint(f"Ek, A. (2015). En bok om barn. Norstedts. {number}")


ADDRESSES = {
    "statens-offentliga-utredningar/2025/12/sou-2025119/": ["SOU 2025:119"],
    "rattsliga-dokument__skrivelse__2016__06__skr.-201516192.md": ["Skr. 2015/16:192"],
    "proposition/2004/11/prop.-20040545/": ["Prop. 2004/05:45"],
    "proposition/1999/10/prop.-1999200017/": ["Prop. 1999/2000:17"],
    "kommittedirektiv/2025/02/dir.-20258/": ["Dir. 2025:8"],
    "rattsdokument/proposition/2009/03/200809140/": ["Prop. 2008/09:140"],
    "faktapromemoria/2021/05/202021fpm-105/": ["Fpm 2020/21:FPM105"],
    "regeringsuppdrag/2025/06/ju202501324/": ["Ju2025/01324"],
    "regeringsuppdrag__2014__02__u20141281uc.md": ["U2014/1281/UC"],
    "bilder/s20190412.jpg": [],
    "remisser/2025/12/remiss-av-betankandet-sou-2025119/": [],
    "trafficking/H601JuU14.html": ["H601JuU14"],
    "H503123.pdf": ["H503123"],
    "rapport-2019.pdf": [],
}


@pytest.mark.parametrize(("address", "said"), ADDRESSES.items())
def test_an_address_carries_a_squeezed_number(address: str, said: list[str]) -> None:
    """Addresses and file names hold numbers without their marks."""
    found = [one.value for one in squeezed.in_address(address)]

    assert found == said


@pytest.mark.parametrize(
    ("scheme", "value", "name"),
    [
        ("SOU", "SOU 2016:70", "Regeringskansliet"),
        ("Mot.", "Mot. 2018/19:714", "Riksdagen"),
        ("AFS", "AFS 2011:19", "Arbetsmiljöverket"),
        ("FFFS", "FFFS 2011:26", "Finansinspektionen"),
        ("Dnr", "Ju2025/01324", "Regeringskansliet"),
        ("Dnr", "ALLM 2020/100", None),
        ("Rapport", "Rapport 2011:18", None),
    ],
)
def test_a_series_tells_its_publisher(scheme: str, value: str, name: str | None) -> None:
    """Series with one publisher name it; report numbers are everybody's."""
    found = identifiers.publisher(Identifier(scheme, value))

    assert found == name
