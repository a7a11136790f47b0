"""What an index holds: the fields of its records, and the version that says so.

A term field holds one kind of term, made by `index.swedish`, so that what is certain (the word as
written) never mixes with what is a guess (a part of a compound, four letters in a row).
"""

SCHEMA_VERSION = 2
"""Raised when fields or the meaning of a field change; an index of another version is rebuilt."""

TERM_FIELDS = {
    # field: does it keep positions, for phrases and nearness?
    "exact": True,  # the word as written, lower case: quotes
    "word": True,  # what all forms of a word share
    "part": False,  # the parts of compounds
    "gram": False,  # four letters in a row within a word: the last net
    "pair": False,  # two neighbouring `word` terms
    "title": True,  # `word` of what stands above: of a document its title, of a passage its heading
    "folded": False,  # words without the dots of å ä ö, only where that differs
}
PASSAGE_FIELDS = ("exact", "word", "part", "title")
"""The term fields a passage record has; the others serve ranking of documents."""

KEYWORD_FIELDS = ("kind", "publisher", "topic", "year", "language", "identifier", "path")
NUMBER_FIELDS = ("first_day", "last_day")  # of `published`, as YYYYMMDD
