"""Text -> search terms: one analysis for every engine."""

from index.swedish.analysis import Analyzer, Forms, sure_terms
from index.swedish.references import references
from index.swedish.synonyms import Expansion, Synonyms
from index.swedish.tokens import Token

__all__ = ["Analyzer", "Expansion", "Forms", "Synonyms", "Token", "references", "sure_terms"]
