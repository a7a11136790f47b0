"""Answers of the commands, as JSON values and as lines for a person at a terminal."""

from terminal.answer import Answer, Tell, progress, show
from terminal.copying import copied, restored
from terminal.finding import citations, document, explanation, results, similar
from terminal.forgetting import confirm, forgotten
from terminal.keeping import check, failures, intake, night, status
from terminal.measuring import evaluation
from terminal.pulling import pulled, sources, trial
from terminal.subjects import topic_trial, topics, turtle
from terminal.watching import Watching

__all__ = [
    "Answer",
    "Tell",
    "Watching",
    "check",
    "citations",
    "confirm",
    "copied",
    "document",
    "evaluation",
    "explanation",
    "failures",
    "forgotten",
    "intake",
    "night",
    "progress",
    "pulled",
    "restored",
    "results",
    "show",
    "similar",
    "sources",
    "status",
    "topic_trial",
    "topics",
    "trial",
    "turtle",
]
