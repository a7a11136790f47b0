"""What a pass over the corpus folder may take, and how far it believes what it sees."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.recognition import RecognitionOptions
from ingest.sandbox import Pool


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    """What a pass may take and must believe."""

    settle_seconds: float = 5.0
    wait: bool = True  # for files that are being written, once, `settle_seconds` at most
    max_shrink: float = 0.5  # a larger share of the documents gone at once is not believed
    workers: int = 0
    seconds_per_file: float = 30.0
    memory_mb: int = 512
    max_file_mb: int = 200
    max_text_mb: int = 50
    rehash_nights: int = 0  # passes within which all bytes are looked at; 0: never
    recognition: RecognitionOptions | None = None  # none: pages that are pictures stay so

    def pool(self) -> Pool:
        """Return what reads files within these bounds."""
        return Pool(
            self.workers,
            seconds=self.seconds_per_file,
            memory_mb=self.memory_mb,
            max_text_mb=self.max_text_mb,
            max_file_mb=self.max_file_mb,
        )
