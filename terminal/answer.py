"""An answer -> its JSON, or its lines at a terminal; and the progress while it is worked on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.console import Console, RenderableType
from rich.text import Text

DONE, DONE_WITH_FAILURES = 0, 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found: the same for programs and for people."""

    data: Any  # what --json prints
    lines: tuple[RenderableType, ...]
    code: int = DONE


Tell = Callable[[str, int, int | None], None]
"""Told the stage, how much of it is done, and of how much where that is known."""


class _Output(Console):
    """Standard output; whoever reads it and has had enough is told of as by `print`."""

    def on_broken_pipe(self) -> None:
        """Raise on, where rich would end the program with a code of its own."""
        raise BrokenPipeError


def show(answer: Answer) -> None:
    """Print an answer for a person. Words from documents are never read as markup."""
    console = _Output(highlight=False, soft_wrap=not Console().is_terminal)
    for line in answer.lines:
        console.print(Text(line) if isinstance(line, str) else line)


@contextmanager
def progress() -> Iterator[Tell]:
    """Show stages as bars on standard error while a command works; nothing where it is no terminal.

    What is given to the rooms is called with a stage, how much is done, and of how much.
    """
    console = Console(stderr=True)
    if not console.is_terminal:  # as at night: what draws bars takes a while to load
        yield lambda *_: None
        return
    import rich.progress  # noqa: PLC0415

    bars = rich.progress.Progress(
        rich.progress.TextColumn("{task.description}"),
        rich.progress.BarColumn(),
        rich.progress.MofNCompleteColumn(),
        rich.progress.TimeRemainingColumn(),
        console=console,
    )
    tasks: dict[str, rich.progress.TaskID] = {}

    def tell(stage: str, done: int, total: int | None) -> None:
        if stage not in tasks:
            for task in bars.tasks:
                bars.update(task.id, total=task.completed)  # done, though its end was not known
            tasks[stage] = bars.add_task(stage, total=total)
        bars.update(tasks[stage], completed=done, total=total)

    with bars:
        yield tell
