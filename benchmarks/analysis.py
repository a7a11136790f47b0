"""Text -> a ratio: MB a second into the terms of all fields against a bare stemmer.

Ours is `Analyzer.fields`, cold over all of the text and then warm over its first fifth. Bare is one
regular expression and PyStemmer with a warm cache over the same fifth: one field, no dictionary.

    .venv/bin/python -m benchmarks.analysis [--megabytes N]
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

import Stemmer

from index.swedish import Analyzer

BIG = Path(__file__).resolve().parents[2] / "shared" / "data" / "big"
PAGE_BYTES = 4096


def main() -> None:
    """Measure and print; seconds are of this process, so that others' work does not count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=100)
    texts = list(texts_of(parser.parse_args().megabytes * 1e6))
    some = texts[: len(texts) // 5]
    analyzer, before = Analyzer(), resident()
    loading = seconds(analyzer.fields, ["Människohandelsoffer i EU"])
    print(f"language data {resident() - before:6.1f} MB, read in {loading:.2f} s")
    cold = speed(analyzer.fields, texts)
    speed(analyzer.fields, some)
    warm = speed(analyzer.fields, some)
    print(f"with the cache {resident() - before:5.1f} MB after {size(texts) / 1e6:.0f} MB of text")
    stem = Stemmer.Stemmer("swedish", 1 << 17).stemWords
    bare = speed(lambda text: stem(re.findall(r"\w+", text.lower())), some)
    for name, value in (("bare", bare), ("ours, warm", warm), ("ours, cold", cold)):
        print(f"{name:12} {value:6.2f} MB/s, {value / bare:.2f} of bare")


def texts_of(wanted: float) -> Iterator[str]:
    """Yield texts of the big collections until there are so many bytes."""
    for path in sorted(BIG.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                text = json.loads(line)["text"]
                yield text
                wanted -= len(text.encode())
                if wanted < 0:
                    return


def speed(work: Callable[[str], object], texts: list[str]) -> float:
    """Return MB a second."""
    return size(texts) / 1e6 / seconds(work, texts)


def seconds(work: Callable[[str], object], texts: list[str]) -> float:
    """Return the processor time of the work over all texts."""
    start = process_time()
    for text in texts:
        work(text)
    return process_time() - start


def size(texts: list[str]) -> int:
    """Return the bytes of the texts."""
    return sum(len(text.encode()) for text in texts)


def resident() -> float:
    """Return the memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * PAGE_BYTES / 1e6


if __name__ == "__main__":
    main()
