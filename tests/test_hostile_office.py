"""The hostile office files: each ends as the manifest says, or as a reviewed list here says."""

import csv
from pathlib import Path

import pytest

from ingest.extract import extract
from ingest.models import Extract
from ingest.sandbox import Job, Pool

MB = 1_000_000
READ_NOW = (".doc", ".ooxml", ".pptx", ".rtf", ".xlsx", ".zip")
"""The manifest expects "unsupported" of formats that had no reader when it was written; what comes
of them is in the lists below or is text."""
BLANK = (
    "Bug53380_4.doc",
    "Bug60341.docx",
    "DCTermsNamespaceLimitedUseFAIL.docx",
    "TestTableColumns.docx",
    "UnauthorizedXMLLangAttributeFAIL.docx",
    "Word-Crash067.doc",
    "Word-Crash067.docx",
    "blk-containing-table.docx",
    "doc-coreprops.docx",
    "doc-word-default-blank.docx",
    "doc_ole2_named.docx",
    "empty_as_can_be.odt",
    "external-picture.docx",
    "having-images.docx",
    "headerFooter.docx",
    "headerPic.docx",
    "openxml4j_64473.xlsx",
    "poi__comment.docx",
    "revision_protected.xlsx",
    "setTableColumnWidthWithRelativeTest-OUT-org.odt",
    "templates_default.docx",
    "testFormTextBox.odt",
    "testODTEmbeddedImageLink.odt",
    "testWORD_charts.docx",
    "TestSaveCorruptedMimetypeDoc.odt--OUT-new.odt",
    "tika-3388.docx",
    "tiny-picture-target-base-relative.docx",
    "tiny-picture.docx",
    "underlineNone.odt--OUT-new.odt",
)
"""Without a letter in the text (looked up in their XML): pictures, charts, headers or nothing."""
DAMAGED = (
    "5025401116950528.xlsx",
    "5265527465181184.xlsx",
    "5542865479270400.xlsx",
    "5636439151607808.xlsx",
    "6123461607817216.xlsx",
    "6419366255919104.xlsx",
    "6448258963341312.xlsx",
    "CorePropertiesHasEntities.ooxml",
    "PackageRelsHasEntities.ooxml",
)
"""Fuzzed packages whose directory or checksums are wrong, and parts that define entities."""
LOCKED = (
    "9bf3cd4bd6f50a8a9339d363c2c7af14b536865c.xlsx",
    "aes_archive.zip",
    "ignore_encryption_flag.zip",
    "password-encrypted.zip",
    "strong_encryption_is_not_supported.zip",
    "zip_aes.zip",
    "zip_zipcrypto.zip",
)
"""Their members or streams are encrypted, whatever else is wrong with them."""
PARTLY_READ = (
    "testZipEncrypted.zip",
    "failure_invalid_local_file_header_signature_0x3034b50.zip",
    "failure_unsupported_compression_method_1.zip",
    "wrong-entry-sizes.zip",
)
"""One of two members is whole and is read; the other fails by itself (test_containers)."""
OTHERS = {
    "ContentTypeHasParameters.ooxml": "unsupported",  # a package without a document
    "poc-shared-strings.xlsx": "bomb",  # 110 kB that show 12.6 billion letters
    "compress__invalid-zip.zip": "wrong type",  # it is text
    "testODTnotaZipFile.odt": "wrong type",  # so is this
}


def expected(row: dict[str, str]) -> set[str]:
    """Return the outcomes that are right for a file."""
    name = Path(row["file"]).name
    for outcome, names in (
        ("empty", BLANK),
        ("corrupt", DAMAGED),
        ("encrypted", LOCKED),
        ("text", PARTLY_READ),
    ):
        if name.endswith(names):
            return {outcome}
    if found := next(
        (outcome for ending, outcome in OTHERS.items() if name.endswith(ending)), None
    ):
        return {found}
    named = {each.removeprefix("error: ").split(" (")[0] for each in row["expected"].split(" | ")}
    if named == {"unsupported"} and name.endswith(READ_NOW):
        return {"text"}
    if named == {"path outside folder"}:  # has no reason of its own; of a tar nothing is known
        return {"corrupt"} if name.endswith(".zip") else {"unsupported"}
    if name.endswith(".zip") and "unsupported" in named:
        return named | {"text"}  # what lies in it is read
    return named


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, str]]:
    """Return the manifest's rows of office files."""
    with (shared_data / "hostile/manifest.tsv").open(encoding="utf-8", newline="") as file:
        found = csv.DictReader(file, delimiter="\t")
        return [row for row in found if row["file"].startswith("office/")]


@pytest.mark.shared
def test_every_file_ends_as_it_should(shared_data: Path, rows: list[dict[str, str]]) -> None:
    """All files end in the right outcome, in bounded children whose memory stays under 512 MB."""
    jobs = [Job(shared_data / "hostile" / row["file"], Path(row["file"]).name) for row in rows]
    with Pool(2, seconds=20, memory_mb=512) as pool:
        readings = {reading.job.path: reading.outcome for reading in pool.read(jobs)}
    wrong = {}
    for job, row in zip(jobs, rows, strict=True):
        outcome = readings[job.path]
        found = "text" if isinstance(outcome, Extract) else str(outcome.reason)
        if found not in expected(row):
            wrong[job.name] = (found, expected(row))

    assert len(rows) > 350
    assert not wrong


@pytest.mark.shared
def test_readers_touch_nothing(
    shared_data: Path, rows: list[dict[str, str]], watched: list[str]
) -> None:
    """Over all files no reader opens a connection, starts a process or writes a file."""
    for row in rows:
        path = shared_data / "hostile" / row["file"]
        extract(path.read_bytes(), path.name)

    assert watched == ["watching"]
