"""Pages that are pictures -> their text in the catalogue, as many as a run has time for.

what waits -> its pages, in bounded children -> kept one by one -> the document with what is read
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from time import monotonic

from ingest.admission import Admission, stamp_for
from ingest.catalogue import Catalogue
from ingest.catalogue.recognising import RecognisedPage, Scan
from ingest.catalogue.tables import RECOGNISED, TEXTLESS
from ingest.corpus import locate, look
from ingest.extract import stamps
from ingest.extract.placing import place
from ingest.models import Block, Claim, Extract, Failure, Reason, Role
from ingest.notices import Notice, Told
from ingest.plan import Scope
from ingest.sandbox import Job, Pool
from ingest.tally import Progress

SURVEY = "ingest.extract.ocr:survey"
RECOGNISE = "ingest.extract.ocr:recognise"
TESSERACT = "tesseract"
INSTALL = "apt-get install tesseract-ocr tesseract-ocr-swe"


@dataclass(frozen=True, slots=True)
class RecognitionOptions:
    """What reading pages from their pictures may take."""

    languages: str = "swe"  # as Tesseract names them: "swe+eng"
    seconds_per_page: float = 60.0
    seconds_per_file: float = 900.0  # in one run; the next goes on
    seconds_per_run: float = 1_800.0
    workers: int = 0
    memory_mb: int = 512
    max_file_mb: int = 200


@dataclass(frozen=True, slots=True)
class Recognition:
    """Reads what waits to be read from pictures."""

    catalogue: Catalogue
    admission: Admission
    options: RecognitionOptions
    progress: Callable[[Progress], None]

    def run(self, scope: Scope) -> None:
        """Go on where the last run ended, and take in what is read of each file so far."""
        with self.catalogue.read() as lookup:
            waiting = [scan for scan in lookup.recognition.scans() if scan.name in scope]
        if not waiting:
            return
        problem = missing(self.options.languages)
        if problem:
            told = Notice.of(Told.NO_OCR, files=len(waiting), why=problem)
            self.admission.tally.warnings.append(told)
            return
        end = monotonic() + self.options.seconds_per_run
        with self._pool() as pool:
            for done, scan in enumerate(waiting):
                if monotonic() > end:
                    told = Notice.of(Told.OCR_LATER, files=len(waiting) - done)
                    self.admission.tally.warnings.append(told)
                    break
                self._scan(pool, scan, min(end, monotonic() + self.options.seconds_per_file))
        with self.catalogue.write() as writer:
            writer.recognition.prune()

    def _pool(self) -> Pool:
        options = self.options
        return Pool(
            options.workers,
            seconds=options.seconds_per_page,
            memory_mb=options.memory_mb,
            max_file_mb=options.max_file_mb,
        )

    def _scan(self, pool: Pool, scan: Scan, end: float) -> None:
        """Read a file's pages until the time is up; take in what there is of them."""
        path = locate(self.admission.corpus, scan.name)
        (told,) = pool.read([Job(path, path.name)], reader=SURVEY)
        if isinstance(told.outcome, Failure) or told.sha256 != scan.sha256:
            return  # it changed since it was read: the next pass sees to it
        wanted = scan.pages or tuple(range(1, (told.outcome.pages or 0) + 1))
        with self.catalogue.read() as lookup:
            kept = lookup.recognition.pages(scan.sha256)
        left = [page for page in wanted if page not in kept]
        program = shutil.which(TESSERACT) or TESSERACT
        jobs = (
            Job(path, path.name, more=(str(page), program, self.options.languages))
            for page in _until(end, left)
        )
        for done, reading in enumerate(pool.read(jobs, reader=RECOGNISE), start=1):
            page = int(reading.job.more[0])
            with self.catalogue.write() as writer:
                writer.recognition.keep(scan.sha256, _page(page, len(wanted), reading.outcome))
            self.progress(Progress("recognise", done, len(left), scan.name))
        self._take(scan, told.outcome, wanted)

    def _take(self, scan: Scan, surveyed: Extract, wanted: tuple[int, ...]) -> None:
        """Put what is read of the pages into the document, or say that there is no text in them."""
        file = look(self.admission.corpus, scan.name)
        with self.catalogue.write() as writer:
            pages = writer.recognition.pages(scan.sha256)
            if file is None or len(pages) <= scan.recognised:
                return
            if not any(page.texts for page in pages.values()):
                if not scan.document_id and len(pages) == len(wanted):
                    found = _letterless(surveyed, len(pages))
                    writer.problem(file, found, stamp=stamp_for(found.media_type))
                return
            mixed = scan.pages and scan.document_id
            base = writer.lookup.extract(scan.document_id or "") if mixed else surveyed
            extract = _joined(base, pages, wanted)
            self.admission.take(writer, file, scan.sha256, extract)
            self.admission.tally.recognised(file.name)
            self.admission.save_ledger()


def missing(languages: str) -> str:
    """Return what to install before pages can be read from pictures, "" where all is there."""
    program = shutil.which(TESSERACT)
    if program is None:
        return f"Tesseract is not installed; on Debian: {INSTALL}"
    try:
        told = subprocess.run(  # noqa: S603 - our own words
            [program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{program} does not answer ({error}); install it again: {INSTALL}"
    absent = {*languages.split("+"), "osd"} - {*told.stdout.split()}
    if absent:
        return f"Tesseract lacks {', '.join(sorted(absent))}; on Debian: {INSTALL}"
    return ""


def _until(end: float, pages: Iterable[int]) -> Iterator[int]:
    for page in pages:
        if monotonic() > end:
            return
        yield page


def _page(number: int, of_pages: int, outcome: Extract | Failure) -> RecognisedPage:
    """Return what is kept of a page; one that cannot be read is not tried every night."""
    if isinstance(outcome, Failure):
        return RecognisedPage(number, of_pages, 0.0, (), f"{outcome.reason}: {outcome.detail}")
    from ingest.extract.ocr import CONFIDENCE  # noqa: PLC0415 - loads what draws pages

    sure = next(claim.value for claim in outcome.claims if claim.field == CONFIDENCE)
    texts = tuple(block.text for block in outcome.blocks)
    return RecognisedPage(number, of_pages, float(sure), texts)


def _letterless(surveyed: Extract, pages: int) -> Failure:
    """Return why a file stays out of which all pages have been looked at."""
    detail = f"no letter was recognised on its {pages} pages"
    return Failure(Reason.NO_TEXT_LAYER, detail, surveyed.media_type, surveyed.reader)


def _joined(base: Extract, pages: dict[int, RecognisedPage], wanted: tuple[int, ...]) -> Extract:
    """Return what was read of a document with the pages that were recognised in their places."""
    found = [block for block in base.blocks if block.role is not Role.OCR]
    for page in pages.values():
        found += [Block(text, Role.OCR, page.page) for text in page.texts]
    claims = [claim for claim in base.claims if claim.field not in {TEXTLESS, RECOGNISED}]
    claims.append(Claim(TEXTLESS, " ".join(map(str, wanted)), stamps.OCR))
    claims.append(Claim(RECOGNISED, str(len(pages)), stamps.OCR))
    blocks = place(sorted(found, key=lambda block: block.page or 0))
    return replace(base, blocks=blocks, claims=tuple(claims))
