"""The hostile PDFs, pages and texts: each ends as the manifest says, or a reviewed list here."""

import csv
import re
import shutil
import subprocess
import warnings
from collections import defaultdict
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning

from ingest.models import Extract, Failure
from ingest.sandbox import Job, Pool, Reading

READ_ALL_THE_SAME = (
    "corkami__pdf_syntax_whitespace_text-ws00max.pdf",
    "corkami__pdf_syntax_whitespace_text-ws00max2.pdf",
    "corkami__pdf_syntax_whitespace_text-ws80.pdf",
    "corkami__pdf_syntax_whitespace_text-wsFF.pdf",
    "corkami__pdf_text-chrome-tiny.pdf",
    "corkami__pdf_text-chrome.pdf",
    "opf__pdf-handbuilt-test-corpus_T02-02_008_page-tree-node-no-count.pdf",
    "pdfium__bug_782596.pdf",
    "pdfium__no_page_count.pdf",
    "pdfjs__poppler-91414-0-53.pdf",
    "pdfjs__poppler-91414-0-54.pdf",
    "qpdf__bad40.pdf",
    "qpdf__issue-99b.pdf",
)
"""Called corrupt, as poppler and MuPDF both give up; PDFium or pypdf reads their words."""
WORDS_THERE = (
    "pdfbox__tools_src_test_resources_input_ImageIOUtil_raw_image_demo.pdf",
    "pdfjs__annotation-text-without-popup.pdf",
    "qpdf__bad27.pdf",
    "qpdf__bad32.pdf",
    "samplefiles__007-imagemagick-images_imagemagick-images.pdf",
)
"""Said to have no text layer; the pages have words that the judges do not find."""
EMPTY_PAGES = (
    "corkami__pdf_js-chrome-tiny.pdf",
    "pdfium__bug_113.pdf",
    "pdfium__bug_555784.pdf",
    "pdfium__bug_709793.pdf",
    "pdfium__pixel_bug_830221.pdf",
    "pdfjs__issue18986.pdf",
    "pikepdf__cyclic-toc.pdf",
    "qpdffuzz__69977c.fuzz.pdf",
)
"""Called corrupt; PDFium opens them and there is a page, with nothing on it."""
BUTTONS = (
    "pdfium__363015187.pdf",
    "pdfjs__bug1782564.pdf",
    "pdfjs__bug1802888.pdf",
    "pdfjs__bug1934157.pdf",
    "pdfjs__issue15818.pdf",
    "pdfjs__js-authors.pdf",
)
"""Their only words are what is written on buttons of a form: nothing to search for."""
UNMAPPED = (
    "aleph__tests_fixtures_example.pdf",
    "corkami__pdf_shattered_contents2.pdf",
    "pdfjs__issue3405r.pdf",
    "pymupdf__type3font.pdf",
    "6-2-11-7-2-t02-fail-c.pdf",
)
"""Their fonts do not say which letters they draw; what the judges print are no words."""
OTHER_PDFS = {
    "opf__pdf-handbuilt-test-corpus_T02-03_006_page-object-missing.pdf": "corrupt",
    "wrongext__odt_named.pdf": "text",  # a whole ODT under a wrong name; a note says so
    "encryption_AESkeylength128.pdf": "encrypted",  # for the holders of a certificate
    # of the files that may end in several ways
    "pdfjs__checkbox_no_appearance.pdf": "no text layer",
    "pdfjs__issue17333.pdf": "no text layer",
    "pdfjs__issue19484_1.pdf": "encrypted",
    "pdfjs__issue19484_2.pdf": "encrypted",
    "qpdf__shared-unnamed-field.pdf": "no text layer",  # its page is bare
    "qpdffuzz__68668.fuzz.pdf": "no text layer",
    "7.21.7-t02-fail-a.pdf": "no text layer",
}
OTHERS = {
    "imagetragik1_payload_imageover_reverse_shell_devtcp.jpg": "text",  # plain text
    "imagetragik1_payload_url_touch.jpg": "text",
    "wrongext__doc_named.txt": "empty",  # a blank document of Word
    "libxml2__errors_rec_ext_ent.xml": "empty",
}
DEFINING = ("libxml2__errors_759579.xml", "libxml2__errors_ent_redecl.xml")
"""They define entities: refused with the bombs, which do nothing else."""
WITHOUT_TYPE = ("undeclared_entity.xml", "defusedxml__dtd_element.xml")
"""Damage that does not hide their words."""
UNREADABLE = ("uchardet__ko_iso-2022-kr.txt",)
"""Its control characters are not told from binary data; the Encoding standard has no such."""
HAVE_A_READER = (".rtf", ".eml", ".dtd", ".htaccess", ".shtml")
"""Formats that had no reader when the manifest was written, and plain text under other names."""
REVIEWED: tuple[tuple[str | tuple[str, ...], str], ...] = (
    (READ_ALL_THE_SAME, "text"),
    (WORDS_THERE, "text"),
    (EMPTY_PAGES, "no text layer"),
    (BUTTONS, "no text layer"),
    (UNMAPPED, "no text layer"),
    (DEFINING, "bomb"),
    (WITHOUT_TYPE, "text"),
    (UNREADABLE, "unsupported"),
    *OTHER_PDFS.items(),
    *OTHERS.items(),
)
SAME = {"not a PDF": "wrong type"}


def rows(shared_data: Path, kind: str) -> list[dict[str, str]]:
    """Return the manifest's rows of a kind."""
    with (shared_data / "hostile/manifest.tsv").open(encoding="utf-8", newline="") as file:
        found = csv.DictReader(file, delimiter="\t")
        return [row for row in found if row["file"].startswith(f"{kind}/")]


SECONDS = {"pdf": 10, "html": 25, "text": 25}


def read(shared_data: Path, kind: str) -> dict[str, Reading]:
    """Return what comes of the files of a kind, by file."""
    folder = shared_data / "hostile"
    jobs = [Job(folder / row["file"], Path(row["file"]).name) for row in rows(shared_data, kind)]
    with Pool(2, seconds=SECONDS[kind], memory_mb=512) as pool:
        readings = list(pool.read(jobs))
    return {reading.job.path.relative_to(folder).as_posix(): reading for reading in readings}


def found(reading: Reading) -> str:
    """Return the name of an outcome."""
    outcome = reading.outcome
    return "text" if isinstance(outcome, Extract) else str(outcome.reason)


def expected(row: dict[str, str]) -> set[str]:
    """Return the outcomes that are right for a file."""
    for names, outcome in REVIEWED:
        if row["file"].endswith(names):
            return {outcome}
    named = {each.removeprefix("error: ").split(" (")[0] for each in row["expected"].split(" | ")}
    if "unsupported" in named and row["file"].endswith(HAVE_A_READER):
        return {"text", "empty"}
    return {SAME.get(name, name) for name in named}


def deviations(shared_data: Path, kind: str) -> dict[str, tuple[str, set[str]]]:
    """Return the files that end otherwise than they should."""
    readings = read(shared_data, kind)
    return {
        row["file"]: (found(readings[row["file"]]), expected(row))
        for row in rows(shared_data, kind)
        if found(readings[row["file"]]) not in expected(row)
    }


@pytest.mark.shared
@pytest.mark.slow
def test_every_pdf_ends_as_it_should(shared_data: Path) -> None:
    """All encrypted files, bombs, empty files and files that are no PDF, and the others too."""
    assert not deviations(shared_data, "pdf")


UNSEEN = ["script", "style", "template", "svg", "math", "iframe", "noscript", "noembed"]
UNSEEN += ["frameset", "noframes", "object", "video", "canvas", "title"]


def shows_letters(path: Path) -> bool:
    """Return whether a page has a letter or digit outside what no browser shows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        page = BeautifulSoup(path.read_text("utf-8", errors="ignore").replace("\0", ""), "lxml")
    for tag in page(UNSEEN):
        tag.extract()
    return any(map(str.isalnum, page.get_text()))


def is_noise(path: Path) -> bool:
    """Return whether a file has no tag, or mostly bytes other than letters and signs of ASCII."""
    data = path.read_bytes()[:4096]
    if not re.search(rb"<[a-zA-Z/!]", data):
        return True
    return sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in data) * 2 <= len(data)


@pytest.mark.shared
def test_every_page_ends_as_it_should(shared_data: Path) -> None:
    """Pages end in text unless they show no letter at all or are mostly no text."""
    wrong = defaultdict(list)
    for file, (outcome, right) in deviations(shared_data, "html").items():
        path = shared_data / "hostile" / file
        is_right = {"empty": not shows_letters(path), "unsupported": is_noise(path)}
        if not is_right.get(outcome):
            wrong[outcome].append((file, right))

    assert not wrong


@pytest.mark.shared
def test_every_text_ends_as_it_should(shared_data: Path) -> None:
    """Texts in 40 encodings end in text."""
    assert not deviations(shared_data, "text")


@pytest.mark.shared
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
def test_no_text_is_lost_in_silence(shared_data: Path) -> None:
    """Of every tenth PDF no more than one is read with under a fifth of what poppler finds."""
    folder = shared_data / "hostile"
    files = [folder / row["file"] for row in rows(shared_data, "pdf")[::10]]
    with Pool(2, seconds=8) as pool:
        readings = list(pool.read(Job(file, file.name) for file in files))
    lost = [
        reading.job.name
        for reading in readings
        if isinstance(reading.outcome, Extract)
        and (wanted := poppler(reading.job.path)) >= 20
        and sum(solid(block.text) for block in reading.outcome.blocks) < wanted / 5
    ]

    assert len(readings) > 100
    assert len(lost) <= 1


@pytest.mark.shared
def test_no_pdf_is_read_without_pages(shared_data: Path) -> None:
    """A PDF of no pages is a failure by name: every tenth file."""
    folder = shared_data / "hostile"
    files = [folder / row["file"] for row in rows(shared_data, "pdf")[5::10]]
    with Pool(2, seconds=8) as pool:
        outcomes = [
            reading.outcome for reading in pool.read(Job(file, file.name) for file in files)
        ]

    assert len(outcomes) == len(files) > 100
    assert all(isinstance(outcome, Failure) or outcome.pages for outcome in outcomes)


def poppler(path: Path) -> int:
    """Return how many characters other than white space `pdftotext` finds."""
    done = subprocess.run(
        ["pdftotext", "-q", str(path), "-"], capture_output=True, timeout=20, check=False
    )
    return solid(done.stdout.decode("utf-8", "replace"))


def solid(text: str) -> int:
    """Return how many characters are no white space."""
    return len("".join(text.split()))
