"""Text in, search terms out: one analysis for every engine."""

from index.swedish.analysis import Analyzer, Forms
from index.swedish.tokens import Token

__all__ = ["Analyzer", "Forms", "Token"]
