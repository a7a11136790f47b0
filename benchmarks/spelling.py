"""A collection's words -> shares and times: what is corrected, what is spoiled, what help costs.

Misspellings are made of the collection's own words (`benchmarks.misspellings`). Times stand beside
those of a whole search over the same index in the same run.

    .venv/bin/python -m benchmarks.spelling [--passages N] [--seed N]
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter, process_time

from benchmarks import material
from benchmarks.analysis import resident
from benchmarks.index_build import ours
from benchmarks.misspellings import misspelled
from benchmarks.search_speed import take
from index.engines import Reader
from index.engines.tantivy import TantivyEngine
from index.models import Query
from index.search import Library
from index.spelling import TWO_SLIPS_FROM, Speller
from index.suggest import Suggester
from index.swedish import Analyzer
from index.vocabulary import Vocabulary

SAMPLE = 500


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1, help="other words and other slips")
    options = parser.parse_args()
    documents, count = take(options.passages)
    analyzer = Analyzer()
    with tempfile.TemporaryDirectory() as folder:
        _, home = ours(documents, Path(folder), TantivyEngine())
        reader = home.reader()
        print(f"{count} passages of {len(documents)} documents")
        searches = timed(Library(reader, analyzer), material.queries())
        show("search", searches, searches)
        help_with(reader, analyzer, searches, options.seed)


def help_with(reader: Reader, analyzer: Analyzer, searches: Sequence[float], seed: int = 1) -> None:
    """Print how well and how fast words are corrected and completed."""
    before, began = resident(), process_time()
    vocabulary = Vocabulary(lambda: reader.terms("exact"))
    speller = Speller(vocabulary, analyzer)
    suggester = Suggester(reader, vocabulary, analyzer, topics={})
    speller.correct("socialtjnästn")
    suggester.suggest("socialtj")
    spent = process_time() - began
    print(f"{len(vocabulary.counts)} words ready in {spent:.2f} s, {resident() - before:.0f} MB")
    plain = sorted(word for word in vocabulary.counts if word.isalpha() and len(word) > 4)
    common = [word for word in plain if vocabulary.counts[word] > 1]
    slips = list(misspelled(sample(common, seed), vocabulary.counts, seed=seed))
    show("correct", corrected(speller, slips), searches)
    once = [slip for slip, _, _ in slips if len(slip) >= TWO_SLIPS_FROM]
    twice = [slip for slip, _, _ in misspelled(once, vocabulary.counts, seed=seed)]
    show("twice", clocked(speller.correct, twice), searches)
    changed = sum(map(bool, map(speller.correct, sample(plain, seed + 1))))
    print(f"of {SAMPLE} words as printed {changed} are changed")
    show("suggest", clocked(suggester.suggest, begun(plain, seed + 2)), searches)


def corrected(speller: Speller, slips: Sequence[tuple[str, str, str]]) -> list[float]:
    """Print which slips are corrected at first place; return the milliseconds each took."""
    kinds = Counter(kind for _, kind, _ in slips)
    found = Counter(kind for slip, kind, word in slips if speller.correct(slip) == word)
    print(f"of {len(slips)} misspellings {found.total()} are corrected at first place:")
    print("  " + ", ".join(f"{kind} {found[kind]}/{kinds[kind]}" for kind in sorted(kinds)))
    return clocked(speller.correct, [slip for slip, _, _ in slips])


def sample(words: Sequence[str], seed: int) -> list[str]:
    """Return SAMPLE words, the same ones every time."""
    return Random(seed).sample(words, SAMPLE)  # noqa: S311 - it keeps no secret


def begun(plain: Sequence[str], seed: int) -> Iterator[str]:
    """Yield beginnings of words, every other one after another word."""
    random = Random(seed)  # noqa: S311 - it keeps no secret
    for number, word in enumerate(sample(plain, seed + 1)):
        start = word[: random.randint(2, len(word))]
        yield f"{random.choice(plain)} {start}" if number % 2 else start


def timed(library: Library, questions: Sequence[str]) -> list[float]:
    """Return the milliseconds of each question, asked once before."""
    for question in questions:
        library.search(Query(question))
    return clocked(lambda text: library.search(Query(text)), questions)


def clocked(work: Callable[[str], object], texts: Sequence[str] | Iterator[str]) -> list[float]:
    """Return the milliseconds of each call."""
    times = []
    for text in texts:
        began = perf_counter()
        work(text)
        times.append((perf_counter() - began) * 1000)
    return times


def show(name: str, times: Sequence[float], searches: Sequence[float]) -> None:
    """Print median, 95th percentile, the worst, and the ratio to a search."""
    late = quantiles(times, n=20)[-1]
    ratio = median(times) / median(searches)
    print(
        f"{name:8} median {median(times):6.2f} ms   95 % {late:6.2f} ms   "
        f"worst {max(times):6.2f} ms   {ratio:.2f} of a search"
    )


if __name__ == "__main__":
    main()
