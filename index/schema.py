"""What an index holds: the fields of its records, and the version that says so.

A term field holds one kind of term, made by `index.swedish`, so that what is certain (the word as
written) never mixes with what is a guess (a part of a compound, four letters in a row).
"""

SCHEMA_VERSION = 8
"""Raised when fields or the meaning of a field change; an index of another version is rebuilt."""

TERM_FIELDS = {
    # field: does it keep positions, for phrases and nearness?
    "exact": True,  # the word as written, lower case: quotes
    "word": True,  # what all forms of a word share
    "part": False,  # the parts of compounds
    "gram": False,  # four letters in a row within a word: the last net
    "pair": False,  # two neighbouring `word` terms
    "title": True,  # `word` of what stands above: of a document its title, of a passage its heading
    "heading": True,  # `word` of a document's headings
    "lead": True,  # `word` of a document's title and beginning
    "placed": False,  # the parts of compounds in title, headings and beginning: "lead:handel"
}
TEXT_FIELDS = ("exact", "word", "part", "gram", "pair")
"""The fields that are made of all of a document's text, piece by piece."""

WEAK_FIELDS = ("part", "gram", "pair")
"""The fields in which a term that comes again adds little to a document's score: BM25 with k1 .6.

The others have k1 1.2. With .6 in these, nDCG@10 went from .880 to .883 on squad_v2_sv_dev and from
.872 to .878 on swequad_mc; in `word` and `title` too, which keep positions, to .883 and .879
(2026-11-23)."""

PASSAGE_FIELDS = ("exact", "word", "part", "title")
"""The term fields a passage record has; the others serve ranking of documents."""

KEYWORD_FIELDS = (
    "kind", "publisher", "topic", "year", "language", "identifier", "path", "standing",
)  # fmt: skip
NUMBER_FIELDS = ("first_day", "last_day", "valid_to")
"""Days as YYYYMMDD: those of `published`, and the last one on which a document is in force."""
