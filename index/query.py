"""What was typed -> our own tree of it, and notes on what was not understood.

text -> whoosh.qparser: tag -> repair -> group -> operators -> our tree -> printed -> read again
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from whoosh.qparser import plugins, syntax
from whoosh.qparser.default import QueryParser

from index import grammar
from index.grammar import Leaf
from index.models import Note
from index.tree import All, Either, Not, Quote, Tree, Word

MAX_QUERY_CHARS = 1_000
MAX_DEPTH = 20  # brackets in brackets
LONG = 5  # words that make a sentence of a question: "stöd till barn i prostitution"
ASKS = {
    *("hur", "vad", "varför", "varifrån", "vart", "vem", "vems", "vilka", "vilken", "vilket"),
    *("how", "what", "when", "where", "which", "who", "whom", "whose", "why"),
}
"""Words that begin a question, with a mark after it or not. Nobody demands that a document has all
the words of "Vem grundade Telnet": of 5 211 questions of squad_v2_sv_dev 47 lack the mark."""

_SETTLED_AFTER = 6  # readings; two are enough for all but text made to confuse

_PLAIN_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))


class NoteCode(StrEnum):
    """Why a part of a question was read otherwise than it may have been meant."""

    TOO_LONG = "too long"  # what follows the longest that is read (MAX_QUERY_CHARS)
    TOO_DEEP = "too deep"  # brackets deeper than MAX_DEPTH were left out
    BRACKET = "bracket"  # a bracket has no partner
    NO_QUOTE = "no quote"  # no document has the phrase of a spoken question; its words were taken
    RESTORED = "restored"  # typed without å, ä or ö; the word that the collection has was taken
    QUOTE = "quote"  # a quotation mark has no partner; the words were read as words
    OPERATOR = "operator"  # AND, OR or NOT with nothing to join
    FIELD_VALUE = "field value"  # a field's value cannot be read; name and value became words
    UNKNOWN_FIELD = "unknown field"  # looks like field:value, but there is no such field
    UNKNOWN_VALUE = "unknown value"  # no document has this value in the field
    WILDCARD = "wildcard"  # * or ~ where it means nothing
    MANY_WORDS = "many words"  # a pattern stands for more words than are looked for
    NO_WORDS = "no words"  # there is nothing to search for
    TOPIC_IN_RULE = "topic in rule"  # a topic's rule asks for a topic


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was read. `tree` is None where there was nothing to search for."""

    tree: Tree | None
    notes: tuple[Note, ...] = ()
    is_question: bool = False  # it begins with a word that asks, or ends in a question mark

    @property
    def parts(self) -> tuple[Tree, ...]:
        """Return what stands side by side in the question."""
        if isinstance(self.tree, All):
            return self.tree.parts
        return (self.tree,) if self.tree else ()

    @property
    def is_sentence(self) -> bool:
        """Tell whether it is asked as people speak, so that no one of the words is a demand."""
        return self.is_question or sum(isinstance(part, Word) for part in self.parts) >= LONG

    @property
    def understood(self) -> str:
        """Return the question in the query language; read again it gives the same tree."""
        return "" if self.tree is None else str(self.tree)


def parse(text: str, *, max_chars: int = MAX_QUERY_CHARS) -> Reading:
    """Read any text as a question; never fails.

    Text can be made so that its parts, printed side by side, mean something new ("SOU/2016:70").
    What was understood is therefore read until it stays the same.
    """
    first = _read(text, max_chars)
    reading = first
    for _ in range(_SETTLED_AFTER):
        again = _read(reading.understood, max_chars)
        if again.tree == reading.tree:
            break
        reading = again
    nothing = reading.tree is None and bool(text.strip())
    notes = (*first.notes, Note(NoteCode.NO_WORDS)) if nothing else first.notes
    return Reading(reading.tree, tuple(dict.fromkeys(notes)), _asks(text))


def _asks(text: str) -> bool:
    first = next(iter(text.lower().split()), "")
    return first in ASKS or text.rstrip().endswith("?")


def as_words(reading: Reading, quotes: Collection[Quote]) -> Reading:
    """Return the reading with some of its quotes taken as plain words, which the notes tell."""
    parts = [
        grammar.words(part.text) or part if isinstance(part, Quote) and part in quotes else part
        for part in reading.parts
    ]
    notes = [Note(NoteCode.NO_QUOTE, str(quote)) for quote in quotes]
    return replace(reading, tree=_joined(All, parts), notes=(*reading.notes, *notes))


def _read(text: str, max_chars: int) -> Reading:
    notes: list[Note] = []
    clean = "".join(
        " " if unicodedata.category(char) in {"Cc", "Cs", "Cf", "Zl", "Zp"} else char
        for char in unicodedata.normalize("NFC", text)
    ).translate(_PLAIN_QUOTES)
    if len(clean) > max_chars:
        notes.append(Note(NoteCode.TOO_LONG, clean[max_chars:][:40]))
        clean = clean[:max_chars]
    clean = grammar.spread(clean)
    repair = _Repair(clean, notes)
    parser = QueryParser(
        None,
        None,
        plugins=[*grammar.leaves(), plugins.GroupPlugin(), grammar.operators(), repair],
    )
    return Reading(_tree(parser.process(clean)), tuple(notes))


class _Repair(plugins.Plugin):  # type: ignore[misc]  # Whoosh has no types
    """Leaves a flat stream in which every bracket has its partner and every operator its words."""

    def __init__(self, text: str, notes: list[Note]) -> None:
        self._text = text
        self._notes = notes

    def filters(self, _parser: object) -> list[tuple[object, int]]:
        """Return the one filter, to run before brackets become groups."""
        return [(self._repair, -10)]

    def _repair(self, parser: QueryParser, group: syntax.GroupNode) -> syntax.GroupNode:
        kept = parser.group()
        open_brackets: list[bool] = []  # is it kept
        for node in group:
            match node:
                case syntax.Whitespace():
                    pass
                case plugins.GroupPlugin.OpenBracket():
                    self._open(kept, node, open_brackets)
                case plugins.GroupPlugin.CloseBracket():
                    self._close(kept, node, open_brackets)
                case syntax.Operator():
                    self._operator(kept, node)
                case _:
                    kept.extend(self._leaf(node))
        for _ in range(len(open_brackets)):
            self._note(NoteCode.BRACKET, "(")
            self._close(kept, plugins.GroupPlugin.CloseBracket(), open_brackets)
        self._drop_operators(kept)
        return kept

    def _open(
        self, kept: syntax.GroupNode, node: syntax.SyntaxNode, open_brackets: list[bool]
    ) -> None:
        fits = len(open_brackets) < MAX_DEPTH
        open_brackets.append(fits)
        if fits:
            kept.append(node)
        else:
            self._note(NoteCode.TOO_DEEP, "(")

    def _close(
        self, kept: syntax.GroupNode, node: syntax.SyntaxNode, open_brackets: list[bool]
    ) -> None:
        if not open_brackets:
            self._note(NoteCode.BRACKET, ")")
        elif open_brackets.pop():
            self._drop_operators(kept)
            if isinstance(kept[-1], plugins.GroupPlugin.OpenBracket):
                kept.pop()  # nothing in it
            else:
                kept.append(node)

    def _operator(self, kept: syntax.GroupNode, node: syntax.Operator) -> None:
        last = kept[-1] if len(kept) else None
        if isinstance(node, syntax.PrefixOperator):
            if isinstance(last, syntax.PrefixOperator):
                kept.pop()  # not not
            else:
                kept.append(node)
        elif last is None or isinstance(last, syntax.Operator | plugins.GroupPlugin.OpenBracket):
            self._note(NoteCode.OPERATOR, node.text)
        else:
            kept.append(node)

    def _drop_operators(self, kept: syntax.GroupNode) -> None:
        """Take off operators at the end, which have nothing to work on."""
        while len(kept) and isinstance(kept[-1], syntax.Operator):
            self._note(NoteCode.OPERATOR, kept.pop().text)

    def _leaf(self, node: syntax.TextNode) -> list[Leaf]:
        if not isinstance(node, Leaf):
            self._explain(node.text)
            node = Leaf(node.text, grammar.words(node.text))
        elif node.tree is None and ":" in node.text:
            self._note(NoteCode.FIELD_VALUE, node.text)
            node = Leaf(node.text, grammar.words(node.text.replace(":", " ", 1)))
        return [node] if node.tree else []

    def _explain(self, text: str) -> None:
        """Note what looks like syntax among plain words."""
        if '"' in text:
            self._note(NoteCode.QUOTE, text)
        if "*" in text or "~" in text:
            self._note(NoteCode.WILDCARD, text)
        if found := grammar.UNKNOWN_FIELD.search(text):
            self._note(NoteCode.UNKNOWN_FIELD, found[0])

    def _note(self, code: NoteCode, text: str) -> None:
        self._notes.append(Note(code, text))


def _tree(node: syntax.SyntaxNode) -> Tree | None:
    """Turn Whoosh's groups into our own tree, the simplest that means the same."""
    if isinstance(node, Leaf):
        return node.tree
    parts = [part for child in node if (part := _tree(child))]
    if isinstance(node, syntax.NotGroup):
        return _not(parts[0]) if parts else None
    return _joined(Either if isinstance(node, syntax.OrGroup) else All, parts)


def _not(part: Tree) -> Tree:
    return part.part if isinstance(part, Not) else Not(part)


def _joined(kind: type[All | Either], parts: list[Tree]) -> Tree | None:
    flat: list[Tree] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else [part])
    return flat[0] if len(flat) == 1 else kind(tuple(flat)) if flat else None
